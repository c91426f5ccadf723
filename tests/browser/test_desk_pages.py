"""Every page of the desk in every look: nothing for axe to find, nothing too wide, no complaints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from django.urls import get_resolver, reverse
from playwright.sync_api import Page

from articles import editing
from articles.content.importers import read
from articles.models import Question, Topic, User, Version
from articles.roles import Roles
from cms import letterbox
from reviews import sharing, sweeping
from reviews.models import Assignment, Comment, Hold, SignOff, Sweep
from tests.browser.axe import COLOURS, violations
from tests.browser.people import logged_in

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (320, "light"), (768, "dark")]
FIBRILLATION = "atrial-fibrillation-stroke-prevention 1"
CORTISOL = "adrenal-insufficiency-sick-days 2"
PRESSURE = "hypertension-first-drugs 2"
RETURNED = "giant-cell-arteritis-first-treatment 1"
#: Who looks, at which address, with which arguments; words of ``scene`` stand for what is in the database,
#: and what begins with a question mark is what is asked of the page.
PAGES = {
    "editor": [
        ("work", ""),
        ("queue", ""),
        ("keys", ""),
        ("version", FIBRILLATION),
        ("version", "polymyositis-treatment 1"),
        ("version", "polymyositis-treatment 2"),
        ("version", "type-2-diabetes-first-drugs 1"),
        ("version", "vitamin-c-in-sepsis 1"),
        ("version", "cherries-and-gout 1"),
        ("version", "heart-failure-reduced-ejection-fraction 1"),
        ("act", f"{FIBRILLATION} decline"),
        ("act", f"{PRESSURE} return_to_author"),
        ("act", f"{FIBRILLATION} submit"),
        ("nowhere", "no/such/page/"),
        ("look", ""),
        ("start-review", "hypothyroidism-starting-levothyroxine 1"),
        ("start-review", "cystitis-in-women 1"),
        ("invite", FIBRILLATION),
        ("withdraw-invitation", "seat"),
        ("reclassify", "atrial-fibrillation-stroke-prevention"),
        ("review", FIBRILLATION),
        ("review", PRESSURE),
        ("review", RETURNED),
        ("publish", FIBRILLATION),
        ("publish", PRESSURE),
        ("hold", "polymyositis-treatment 2"),
        ("lift", "held"),
        ("publish-several", ""),
        ("shares", FIBRILLATION),
        ("shares", "polymyalgia-rheumatica-treatment 2"),
        ("shares", "cherries-and-gout 1"),
        ("reply", "remark"),
        ("assignment", "seat"),
        ("sweeps", ""),
        ("sweeps", "?q=methotrexate"),
        ("sweeps", "?q=unobtainium"),
        ("sweep", "sweep"),
        ("questions", ""),
        ("question", "question"),
        ("house", ""),
        ("inbox", ""),
        ("letter", "letter"),
    ],
    "author": [
        ("work", ""),
        ("new", ""),
        ("version", "giant-cell-arteritis-first-treatment 2"),
        ("edit", CORTISOL),
        ("edit", "giant-cell-arteritis-first-treatment 2"),
        ("edit", "pasted 1"),
        ("preview", CORTISOL),
        ("preview", "pasted 1"),
        ("report", "pasted 1"),
        ("review", RETURNED),
        ("act", f"{CORTISOL} submit"),
        ("act", f"{CORTISOL} withdraw"),
    ],
    "chief": [
        ("house", ""),
        ("topics", ""),
        ("new-topic", ""),
        ("topic", "rheumatology"),
        ("policy", "rheumatology high"),
        ("members", ""),
        ("appoint", ""),
        ("member", "rosalind-achterberg"),
        ("remove-member", "rosalind-achterberg"),
        ("disclosures", ""),
        ("grants", ""),
        ("give", ""),
        ("people", ""),
        ("new-person", ""),
        ("close-account", "person"),
        ("publication", ""),
        ("answer-objection", "objection"),
    ],
    "reviewer2": [
        ("sign-sheet", ""),
        ("work", ""),
        ("version", FIBRILLATION),
        ("review", FIBRILLATION),
        ("review", PRESSURE),
        ("review", "community-acquired-pneumonia-outpatients 1"),
        ("assignment", "seat"),
    ],
    "reviewer6": [("work", ""), ("sign-sheet", "")],
    "admin": [("work", "")],
}
#: Addresses that show nothing of their own: they answer a script, lead on, or take forms alone.
NO_PAGE = {
    "palette",
    "article",
    "sheet-passkey",
    "signed-sheet",
    "keep",
    "prepare",
    "unprepare",
    "check-source",
    "sign",
    "withdraw",
    "comment",
    "resolve",
    "accept",
    "full-review",
    "revoke-share",
    "pasted",
    "answer",
    "end-grant",
    "invite-again",
}


@pytest.fixture
def scene(site: str, settings: Any, tmp_path: Path, django_db_blocker: Any) -> dict[str, Any]:
    """What of the demo has a number, a draft from a pasted text, a sweep, links, an inbox with a letter."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "cms.letterbox.LetterboxBackend"
    settings.LETTERBOX = tmp_path / "box" / "mail"
    settings.LETTERBOX.parent.mkdir()
    send_mail("Please review", "Dear colleague,\n\nhttps://example.org/x", None, ["reviewer2@example.org"])
    with django_db_blocker.unblock():
        return {
            "held": Hold.objects.open().first().pk,
            "question": Question.objects.create(text="May I swim with a flare?").pk,
            "letter": next(letterbox.letters()).name,
            "pasted": _pasted().article.slug,
            "person": User.objects.get(username="reviewer6").pk,
            "remark": Comment.objects.filter(
                review__closed_at=None, review__version__status="under_review", reply_to=None
            )[0].pk,
            "sweep": _swept().pk,
            "objection": SignOff.objects.get(statement__startswith="Sarilumab").pk,
            "seat": Assignment.objects.filter(member__user__username="reviewer2", review__closed_at=None)[
                0
            ].pk,
        }


def _swept() -> Sweep:
    """A sweep whose places are tasks but for one, which waits; and links to a version, opened and revoked."""
    if found := Sweep.objects.filter(query="methotrexate").first():
        return found
    editor = User.objects.get(username="editor")
    hits = sweeping.search("methotrexate", Roles.of(editor)).hits
    places = sweeping.places_of([hit.place for hit in hits])
    sweep = sweeping.begin(
        by=editor,
        query="methotrexate",
        reason="dose",
        deed="task",
        places=places,
        note="The agency’s letter.",
    )
    sweeping.settle(sweep.items.order_by("-pk")[0], by=editor)
    sweeping.see_to_some(sweep.pk, "task")
    slug, number = FIBRILLATION.split()
    version = Version.objects.get(article__slug=slug, number=number)
    for invitee in ("Dr Ana Ruiz, pharmacist", "Prof. Ida Lund"):
        shared, _ = sharing.share(version, by=editor, invitee=invitee, purpose="Are the doses right?")
        sharing.visited(shared)
    sharing.revoke(shared, by=editor)
    return sweep


def _pasted() -> Version:
    page = Path(__file__).parents[1] / "samples" / "pasted-page.txt"
    imported = read(page.read_bytes(), name=page.name)
    author, topic = User.objects.get(username="author"), Topic.objects.get(slug="rheumatology")
    return editing.create_article(imported.text, by=author, topic=topic, imported=imported)


def wrong_in_any_look(page: Page) -> list[tuple[object, ...]]:
    """What axe finds and what is too wide, with everything that can be opened open."""
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    found: list[tuple[object, ...]] = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 850})
        page.emulate_media(color_scheme=scheme)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((width, "too wide"))
        if width in (1280, 390):
            broken = violations(page, COLOURS if scheme == "dark" else None)
            found += [(width, scheme, rule["id"], rule["nodes"][0]["html"]) for rule in broken]
    return found


def test_every_address_of_the_desk_is_looked_at() -> None:
    resolver = dict(get_resolver().namespace_dict)["desk"][1]
    names = {pattern.name for pattern in resolver.url_patterns}
    looked_at = {name for pages in PAGES.values() for name, _ in pages}

    assert names - NO_PAGE - looked_at == set()
    assert looked_at - names == set()


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_right_in_every_look(visit: Any, scene: dict[str, Any], who: str) -> None:
    begun = logged_in(visit, who)

    wrong = []
    for name, words in PAGES[who]:
        path, _, asked = words.partition("?")
        args = [scene.get(word, word) for word in path.split()]
        page = begun.to(reverse(f"desk:{name}", args=args) + f"?{asked}" * bool(asked))
        wrong += [(name, words, *each) for each in wrong_in_any_look(page)]

    assert wrong == []
    assert begun.complaints == []
