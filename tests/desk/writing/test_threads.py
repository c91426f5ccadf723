"""What the board said, beside the draft: shown in its place, answered, settled, its wording taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Version
from cms.desk.writing.screen import Thread
from reviews import commenting, workflow
from reviews.models import Adoption, Comment, Review
from tests import factories
from tests.desk.writing.forms import filled
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, SOURCE = (UUID(int=number) for number in (31, 32, 33))
CITED = f'<cite data-ref="{SOURCE}"></cite>'
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def author(client: Client, house: House) -> Client:
    client.force_login(house.author)
    return client


def text() -> ArticleText:
    return ArticleText(
        title="How is gout treated?",
        summary="<p>Treat the flare early, then prevent the next one.</p>",
        sections=(
            SectionText(
                key=FIRST, level=2, heading="Flares", body=f"<p>Rest the joint and cool it.{CITED}</p>"
            ),
            SectionText(key=SECOND, level=2, heading="Later", body="<p>Drink enough water every day.</p>"),
        ),
        references=(ReferenceText(key=SOURCE, kind="guideline", title="Gout guideline", year=2020),),
    )


def reviewed(house: House) -> Review:
    return Review.objects.get(version=factories.under_review(house, text()))


def proposed(review: Review, house: House, **said: Any) -> Comment:
    """A wording that the first member proposes."""
    words = {"section_key": FIRST, "quote": "cool it", "suggestion": "cool it with ice", **said}
    return commenting.comment(review, by=house.reviewers[0], **words)


def returned(review: Review, house: House) -> Version:
    workflow.return_to_author(review.version, by=house.editor, note="See the comments.")
    return review.version.article.versions.select_related("article").get(status="draft")


def address(draft: Version) -> str:
    return f"/desk/articles/{draft.article.slug}/{draft.number}/edit/"


def text_now(draft: Version) -> ArticleText:
    return editing.text_of(Version.objects.get(pk=draft.pk))


def save(draft: Version, house: House, changed: ArticleText) -> None:
    now = Version.objects.get(pk=draft.pk)
    editing.save(now, changed, by=house.editor, revision=now.revision)


def press(client: Client, draft: Version, do: str, **typed: Any) -> HttpResponse:
    """Open the form, type, press a button."""
    return client.post(address(draft), filled(client.get(address(draft)), do=do, **typed))


def beside(page: Any) -> list[list[Thread]]:
    """The threads at the summary, at each section, and of sections that are gone."""
    screen = page.context["screen"]
    return [screen.threads, *(section.threads for section in screen.sections), screen.orphaned]


def with_body(draft: Version, body: str) -> ArticleText:
    now = text_now(draft)
    return replace(now, sections=(replace(now.sections[0], body=body), *now.sections[1:]))


def test_threads_stand_beside_their_sections(author: Client, house: House) -> None:
    review = reviewed(house)
    whole = commenting.comment(review, by=house.editor, body="Too long.")
    later = commenting.comment(review, by=house.reviewers[1], body="How much?", section_key=SECOND)
    first = proposed(review, house)
    draft = returned(review, house)

    page = author.get(address(draft))

    found = [[thread.remark.comment for thread in here] for here in beside(page)]
    assert found == [[whole], [first], [later], []]
    assert [thread.remark.comment for thread in page.context["screen"].open] == [whole, first, later]


@pytest.mark.parametrize(
    ("body", "standing", "now", "takeable"),
    [
        (f"<p>Rest the joint and cool it.{CITED}</p>", "here", "", True),
        (f"<p>Rest the joint and soon cool the joint.{CITED}</p>", "gone", "", False),
        ("<p>Something else is said here now.</p>", "gone", "", False),
    ],
)
def test_quote_is_looked_for_in_the_draft(
    author: Client, house: House, body: str, standing: str, now: str, takeable: bool
) -> None:
    review = reviewed(house)
    proposed(review, house)
    draft = returned(review, house)
    save(draft, house, with_body(draft, body))

    ((thread,),) = [here for here in beside(author.get(address(draft))) if here]

    remark = thread.remark
    assert (remark.standing, remark.now, remark.takeable) == (standing, now, takeable)


def test_quote_that_was_reworded_says_how_it_reads_now(author: Client, house: House) -> None:
    review = reviewed(house)
    proposed(
        review, house, quote="Drink enough water every day", section_key=SECOND, suggestion="Drink two litres"
    )
    draft = returned(review, house)
    now = text_now(draft)
    changed = replace(now.sections[1], body="<p>Drink more water every day.</p>")
    save(draft, house, replace(now, sections=(now.sections[0], changed)))

    ((thread,),) = [here for here in beside(author.get(address(draft))) if here]

    assert (thread.remark.standing, thread.remark.now) == ("changed", "Drink more water every day.")
    assert not thread.remark.takeable


def test_threads_of_a_section_that_is_gone_stand_at_the_end(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    save(draft, house, replace(text_now(draft), sections=text_now(draft).sections[1:]))

    page = author.get(address(draft))

    assert [[thread.remark.comment for thread in here] for here in beside(page)] == [[], [], [said]]
    assert "Said of sections that are gone" in page.content.decode()


def test_what_was_not_given_back_to_the_author_is_not_shown(author: Client, house: House) -> None:
    review = reviewed(house)
    proposed(review, house)
    workflow.recall(review.version, by=house.author)
    draft = review.version.article.versions.select_related("article").get(status="draft")

    assert beside(author.get(address(draft))) == [[], [], [], []]


def test_taking_a_wording_saves_what_was_typed_with_it(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)

    answer = press(author, draft, f"take {said.pk}", title="How is an acute flare treated?")

    saved = text_now(draft)
    assert answer.url.endswith(f"#comment-{said.pk}")  # type: ignore[attr-defined]
    assert saved.sections[0].body == f"<p>Rest the joint and cool it with ice.{CITED}</p>"
    assert saved.title == "How is an acute flare treated?"
    row = Adoption.objects.get()
    assert (row.comment, row.version_id, row.adopted_by) == (said, draft.pk, house.author)
    assert Comment.objects.get().resolved_by == house.author


def test_wording_that_was_taken_stays_at_its_place(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    press(author, draft, f"take {said.pk}")

    page = author.get(address(draft))

    ((thread,),) = [here for here in beside(page) if here]
    assert (thread.remark.comment, thread.remark.taken_in, thread.remark.open) == (said, 2, False)
    assert page.context["screen"].open == []
    assert f'value="take {said.pk}"' not in page.content.decode()


def test_taking_it_twice_is_taking_it_once(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    form = filled(author.get(address(draft)), do=f"take {said.pk}")
    author.post(address(draft), form)

    again = author.post(address(draft), form)

    assert text_now(draft).sections[0].body.count("with ice") == 1
    assert Adoption.objects.count() == 1
    assert again.status_code == 409


def test_taking_it_in_an_old_tab_shows_both_texts(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    form = filled(author.get(address(draft)), do=f"take {said.pk}", title="Mine")
    save(draft, house, replace(text_now(draft), title="Theirs"))

    answer = author.post(address(draft), form)

    row = answer.context["screen"].words["title"]
    assert answer.status_code == 409
    assert (row.bound.value(), row.theirs) == ("Mine", "Theirs")
    assert (text_now(draft).title, Adoption.objects.count()) == ("Theirs", 0)


def test_wording_for_words_that_were_typed_over_is_refused_and_all_is_kept(
    author: Client, house: House
) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    typed = {f"section-{FIRST}-body": "Put ice on it. [1]", "title": "Mine"}

    answer = press(author, draft, f"take {said.pk}", **typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The words that it was proposed for are not in the text any more." in html
    assert answer.context["screen"].words["title"].bound.value() == "Mine"
    assert "Put ice on it. [1]" in html
    assert (Adoption.objects.count(), text_now(draft)) == (0, text())


def test_wording_that_was_settled_meanwhile_is_not_taken(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    form = filled(author.get(address(draft)), do=f"take {said.pk}", title="Mine")
    commenting.resolve(said, by=house.editor)

    answer = author.post(address(draft), form)

    assert answer.status_code == 422
    assert "This was settled in the meantime. The text was not changed." in answer.content.decode()
    assert answer.context["screen"].words["title"].bound.value() == "Mine"


def test_wording_of_another_article_is_not_there_to_take(author: Client, house: House) -> None:
    said = proposed(reviewed(house), house)
    draft = factories.create_draft(house)

    assert press(author, draft, f"take {said.pk}").status_code == 404
    assert Adoption.objects.count() == 0


def test_reply_is_added_and_what_was_typed_is_saved(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)

    answer = press(
        author, draft, f"reply {said.pk}", title="Mine", **{f"reply-{said.pk}": "Ice is not for everybody."}
    )

    reply = Comment.objects.get(reply_to=said)
    assert answer.url.endswith(f"#comment-{said.pk}")  # type: ignore[attr-defined]
    assert (reply.body, reply.written_by) == ("Ice is not for everybody.", house.author)
    assert text_now(draft).title == "Mine"
    page = author.get(address(draft))
    assert f'name="reply-{said.pk}" rows="2"></textarea>' in page.content.decode()


def test_reply_is_added_also_where_the_draft_cannot_be_saved(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    form = filled(
        author.get(address(draft)), do=f"reply {said.pk}", title="Mine", **{f"reply-{said.pk}": "Done."}
    )
    save(draft, house, replace(text_now(draft), title="Theirs"))

    answer = author.post(address(draft), form)

    assert answer.status_code == 409
    assert Comment.objects.get(reply_to=said).body == "Done."


@pytest.mark.parametrize("do", ["save", f"section-up {SECOND}"])
def test_half_written_reply_outlives_the_other_buttons(author: Client, house: House, do: str) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)

    press(author, draft, do, **{f"reply-{said.pk}": "Half a rep"})

    ((thread,),) = [here for here in beside(author.get(address(draft))) if here]
    assert thread.reply == "Half a rep"
    assert Comment.objects.count() == 1


def test_half_written_reply_is_asked_for_before_the_draft_is_submitted(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)

    stays = press(author, draft, "submit", **{f"reply-{said.pk}": "Half a rep"})
    goes = press(author, draft, "submit", **{f"reply-{said.pk}": ""})

    assert stays.url.endswith(f"#comment-{said.pk}")  # type: ignore[attr-defined]
    assert goes.url.endswith("/do/submit/")  # type: ignore[attr-defined]


def test_reply_to_what_was_settled_meanwhile_is_still_on_the_page(author: Client, house: House) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    form = filled(author.get(address(draft)), do=f"reply {said.pk}", **{f"reply-{said.pk}": "Too late."})
    commenting.resolve(said, by=house.editor)

    author.post(address(draft), form)

    page = author.get(address(draft))
    assert page.context["screen"].unsent == ["Too late."]
    assert "This was settled in the meantime. Nothing was added to it." in page.content.decode()
    assert "Too late." in page.content.decode()


def test_editor_settles_beside_the_draft_and_the_author_does_not(
    author: Client, client: Client, house: House
) -> None:
    review = reviewed(house)
    said = proposed(review, house)
    draft = returned(review, house)
    press(author, draft, f"settle {said.pk}")
    refused = Comment.objects.get().resolved_at is None

    client.force_login(house.editor)
    press(client, draft, f"settle {said.pk}", title="Mine")

    assert refused
    assert Comment.objects.get().resolved_by == house.editor
    assert text_now(draft).title == "Mine"


def test_hostile_words_come_out_as_words(author: Client, house: House) -> None:
    house.members[0].user.name = HOSTILE
    house.members[0].user.save()
    hostile = replace(
        text(),
        sections=(
            replace(text().sections[0], body="<p>Say &lt;script&gt;alert(1)&lt;/script&gt; twice.</p>"),
        ),
    )
    review = Review.objects.get(version=factories.under_review(house, hostile))
    proposed(review, house, quote=HOSTILE, suggestion=f"{HOSTILE}{HOSTILE}", body=HOSTILE)
    draft = returned(review, house)

    html = author.get(address(draft)).content.decode()

    assert HOSTILE not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 5


@pytest.mark.parametrize("count", [1, 3])
def test_form_costs_the_same_with_more_threads(
    author: Client, house: House, django_assert_num_queries: Any, count: int
) -> None:
    review = reviewed(house)
    for number in range(count):
        said = proposed(review, house, suggestion=f"cool it with ice for {number + 10} minutes")
        commenting.reply(said, by=house.editor, body="I agree.")
    draft = returned(review, house)
    author.get(address(draft))

    with django_assert_num_queries(19):
        author.get(address(draft))
