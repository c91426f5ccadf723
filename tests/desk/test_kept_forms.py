"""A login that ended in mid-form: every form of the desk with something to fill in comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve, reverse
from lxml import html

from articles.models import Question, Section, User, Version
from reviews import workflow
from reviews.models import Assignment, BoardMember
from tests import factories
from tests.desk.addresses import DESK
from tests.desk.scene import set_scene
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

TELLS_APART = ("do", "section", "place", "question")
#: Ticks that are given afresh: of having understood what cannot be undone, and of texts opened in this login.
AFRESH = {"desk:close-account", "desk:publish-several"}
FOUND = [
    "desk:act",
    "desk:answer clear",
    "desk:answer declare",
    "desk:answer decline",
    "desk:answer-objection",
    "desk:appoint",
    "desk:close-account",
    "desk:comment",
    "desk:edit save",
    "desk:give",
    "desk:hold",
    "desk:invite",
    "desk:lift",
    "desk:member",
    "desk:new begin",
    "desk:new-person",
    "desk:new-topic",
    "desk:policy",
    "desk:publication",
    "desk:publish",
    "desk:publish-several",
    "desk:question answer",
    "desk:question assign",
    "desk:question close",
    "desk:question hold",
    "desk:reclassify ask",
    "desk:remove-member",
    "desk:reply",
    "desk:report about",
    "desk:shares",
    "desk:sign",
    "desk:start-review",
    "desk:sweeps",
    "desk:topic",
    "desk:withdraw",
    "desk:withdraw-invitation",
]
TYPED = {
    "date": "2031-05-06",
    "datetime-local": "2031-05-06T10:30",
    "email": "typed@example.org",
    "number": "7",
    "url": "https://example.org/typed",
}


@dataclass(frozen=True)
class Form:
    """A form as a browser has it: where it goes, what it carries, and its fields."""

    action: str
    element: Any

    @property
    def path(self) -> str:
        return self.action.partition("?")[0]

    @property
    def name(self) -> str:
        found = resolve(self.path)
        deed = found.kwargs.get("answer") or self.sent.get("do", [""])[0].partition(" ")[0]
        return " ".join(filter(None, [found.view_name, deed]))

    @property
    def sent(self) -> dict[str, list[str]]:
        """What goes with the fields: what is hidden, and the first button that says something."""
        said: dict[str, list[str]] = {}
        hidden = self.element.xpath(".//input[@type='hidden']")
        for one in [*self.element.xpath(".//button[@name]")[:1], *hidden]:
            said.setdefault(one.get("name"), []).append(one.get("value") or "")
        return said

    @property
    def of_what(self) -> dict[str, list[str]]:
        """What tells it apart from others that go to the same address."""
        return {name: self.sent[name] for name in TELLS_APART if name in self.sent}

    @property
    def fields(self) -> list[Any]:
        """What a person fills in; never a password."""
        fields = self.element.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]")
        own = [one for one in fields if one.get("type") not in ("hidden", "submit", "password", "file")]
        return [one for one in own if one.get("disabled") is None]

    def values(self) -> dict[str, list[str]]:
        """What stands in the fields now."""
        said: dict[str, list[str]] = {}
        for field in self.fields:
            chosen = said.setdefault(field.get("name"), [])
            if field.get("type") in ("checkbox", "radio"):
                chosen += [field.get("value", "on")] if field.get("checked") is not None else []
            else:
                chosen.append((field.value or "").strip("\r\n").replace("\r\n", "\n"))
        return said

    def filled_in(self) -> dict[str, list[str]]:
        """The same fields, each with something else in it."""
        said = self.values()
        for field in self.fields:
            name, kind = field.get("name"), field.get("type", "text")
            if kind == "checkbox":
                value = field.get("value", "on")
                said[name] = [one for one in said[name] if one != value] + [value] * (value not in said[name])
            elif kind == "radio":
                said[name] = [field.get("value")]
            elif field.tag == "select":
                said[name] = [field.value_options[-1]]
            else:
                said[name] = [TYPED.get(kind, f"Typed {name}")]
        return said


def forms_on(page: Any) -> Iterator[Form]:
    if not page.content or not page.get("Content-Type", "").startswith("text/html"):
        return
    for element in html.fromstring(page.content.decode()).xpath("//form[@method='post']"):
        form = Form(element.get("action") or page.request["PATH_INFO"], element)
        if form.fields:
            yield form


@pytest.fixture
def house() -> House:
    return factories.create_house(members=4)


@pytest.fixture
def pages(house: House) -> list[str]:
    """Every page of the desk that can be opened, and those that its table leaves out."""
    asked = Assignment.objects.get(review__version=factories.under_review(house), member=house.members[2])
    workflow.accept(asked, by=asked.member.user)
    told = Assignment.objects.get(review__version=factories.under_review(house), member=house.members[3])
    workflow.accept(told, by=told.member.user)
    workflow.declare(told, by=told.member.user, none_to_declare=False, statement="A grant.")
    invited = Assignment.objects.get(review__version=factories.under_review(house), member=house.members[0])
    met = factories.under_review(house)
    factories.signed(met, house)
    scene = set_scene(house)
    live = Version.objects.get(article__slug=scene["live"])
    wrong = Section.objects.filter(version=live).first()
    mistaken = Question.objects.create(
        article=live.article, version=live, section_key=wrong.key, kind="mistake", text="Is this right?"
    )
    table = [reverse(row.name, args=[scene.get(word, word) for word in row.args.split()]) for row in DESK]
    read = f"/desk/articles/{scene['read']}/1"
    return [
        *table,
        *[reverse("desk:assignment", args=[one.pk]) for one in (asked, told, invited)],
        reverse("desk:question", args=[mistaken.pk]),
        f"/desk/articles/{met.article.slug}/1/review/",
        f"/desk/articles/{met.article.slug}/1/publish/",
        "/desk/publish/",
        f"{read}/do/return_to_author/",
        "/desk/sweep/?q=joint",
    ]


@pytest.fixture
def found(house: House, pages: list[str]) -> dict[str, tuple[User, str, Form]]:
    """One of each form, by name: who has it, on which page."""
    members = [member.user for member in BoardMember.objects.select_related("user")]
    people = [house.author, *members, house.editor, house.chief]
    forms: dict[str, tuple[User, str, Form]] = {}
    for person in people:
        client = Client()
        client.force_login(person)
        for address in pages:
            for form in forms_on(client.get(address)):
                forms.setdefault(form.name, (person, address, form))
    return forms


def came_back(person: User, form: Form) -> dict[str, list[str]] | str:
    """What stands in the form after it was sent without a login, and its writer has logged in again."""
    client = Client()
    sent = client.post(form.action, {**form.sent, **form.filled_in(), "password": "never to be kept"})
    if sent.status_code != 302:
        return f"answered {sent.status_code} without a login"
    if any("never" in str(one.get_decoded()) for one in Session.objects.all()):
        return "a password was kept"
    client.force_login(person)
    next_page = unquote(sent["Location"].partition("next=")[2])
    for back in forms_on(client.get(next_page, follow=True)):
        if back.path == form.path and back.of_what == form.of_what:
            return back.values()
    return "the form is not there"


def test_every_form_comes_back_as_it_was_filled_in(found: dict[str, tuple[User, str, Form]]) -> None:
    lost = {}
    for name in sorted(set(found) - AFRESH):
        person, address, form = found[name]
        back = came_back(person, form)
        if back != form.filled_in():
            lost[name] = (address, back, form.filled_in())

    assert lost == {}
    assert sorted(found) == FOUND
