"""A safety sweep: what it finds, and the list of holds or tasks that is made of it, one by one."""

from __future__ import annotations

import sys
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from articles import questions
from articles.content.text import SectionText
from articles.models import QuestionKind, Role, Topic, Version
from articles.roles import Roles
from reviews import jobs, sweeping, workflow
from reviews.models import Event, Hold, Sweep, SweepItem
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews import post
from tests.reviews.racing import course

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
DOSE = "<p>Give colchicine 1 mg at once.</p>"


@pytest.fixture
def house() -> House:
    return factories.create_house()


def said(title: str, *bodies: str) -> factories.ArticleText:
    """A text whose sections, after the first, say these bodies."""
    text = factories.a_text(title)
    more = [
        SectionText(key=uuid4(), level=2, heading=f"Part {n}", body=body) for n, body in enumerate(bodies)
    ]
    return replace(text, sections=(*text.sections, *more))


def live(house: House, title: str, *bodies: str) -> Version:
    return factories.approved(house, said(title, *bodies))


def found(house: House, query: str, topic: Topic | None = None) -> list[tuple[str, str]]:
    hits = sweeping.search(query, Roles.of(house.editor), topic).hits
    return [(hit.version.title, hit.heading) for hit in hits]


def places(house: House, query: str = "colchicine 1 mg") -> list[tuple[int, object]]:
    return sweeping.places_of([hit.place for hit in sweeping.search(query, Roles.of(house.editor)).hits])


def begun(house: House, *, deed: str = "hold", query: str = "colchicine 1 mg") -> Sweep:
    return sweeping.begin(
        by=house.editor,
        query=query,
        reason="dose",
        deed=deed,
        places=places(house, query),
        note="The maker's letter of May.",
    )


def run(sweep: Sweep, deed: str = "hold") -> None:
    """The worker's part, job after job."""
    while sweeping.see_to_some(sweep.pk, deed):
        pass


# Searching.


def test_live_sections_that_say_it_are_found_by_article(house: House) -> None:
    live(house, "First", DOSE, "<p>Drink water.</p>", "<p><strong>Colchicine</strong> 1000&nbsp;µg daily</p>")
    live(house, "Second", "<p>Prednisolone 1 mg daily.</p>", DOSE)

    assert found(house, "colchicine 1 mg") == [("First", "Part 0"), ("First", "Part 2"), ("Second", "Part 1")]


def test_what_is_not_live_is_not_found(house: House) -> None:
    factories.create_draft(house, said("Draft", DOSE))
    factories.under_review(house, said("Before the board", DOSE))
    old = live(house, "Replaced", DOSE)
    draft = workflow.revise(old, by=house.author)
    factories.brought_live(factories.edited(draft, by=house.author, bodies="<p>Drink water.</p>"), house)
    workflow.retract(live(house, "Retracted", DOSE), by=house.chief, note="Wrong.")

    assert found(house, "colchicine") == []


def test_title_summary_and_plain_language_are_looked_through(house: House) -> None:
    live(house, "Is colchicine safe?")
    text = said("Plain")
    plain = replace(text.sections[0], plain_body="<p>Colchicine helps.</p>")
    factories.approved(house, replace(text, sections=(plain,)))

    assert found(house, "colchicine") == [
        ("Is colchicine safe?", "Title and summary"),
        ("Plain", "First steps"),
    ]


def test_other_topics_are_found_by_those_who_edit_them(house: House) -> None:
    live(house, "Of the joints", DOSE)
    other = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=other)

    assert sweeping.search("colchicine", Roles.of(heart)).hits == []
    assert len(sweeping.search("colchicine", Roles.of(house.chief)).hits) == 1
    assert sweeping.search("colchicine", Roles.of(house.chief), other).hits == []


def test_what_is_on_hold_already_is_counted_and_not_listed(house: House) -> None:
    version = live(house, "First", DOSE, DOSE)
    key = version.sections.get(heading="Part 0").key
    workflow.hold(version, by=house.editor, reason="dose", section_key=key)

    search = sweeping.search("colchicine", Roles.of(house.editor))

    assert ([hit.heading for hit in search.hits], search.held) == (["Part 1"], 1)


def test_more_than_a_page_shows_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST", 2)
    monkeypatch.setattr(sweeping, "_CHUNK", 1)
    live(house, "First", DOSE, DOSE)
    exact = sweeping.search("colchicine", Roles.of(house.editor))
    live(house, "Second", DOSE)

    search = sweeping.search("colchicine", Roles.of(house.editor))

    assert ((len(exact.hits), bool(exact.more)), (len(search.hits), bool(search.more))) == (
        (2, False),
        (2, True),
    )


def test_next_page_shows_the_rest_and_each_place_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST", 2)
    monkeypatch.setattr(sweeping, "_CHUNK", 1)
    live(house, "Is colchicine safe?", DOSE, DOSE)
    live(house, "Second", DOSE, "<p>Drink water.</p>", DOSE)

    pages, after = [], 0
    while not pages or after:
        search = sweeping.search("colchicine", Roles.of(house.editor), after=after)
        pages.append([(hit.version.title, hit.heading) for hit in search.hits])
        after = search.more

    assert pages == [
        [("Is colchicine safe?", "Title and summary"), ("Is colchicine safe?", "Part 0")],
        [("Is colchicine safe?", "Part 1"), ("Second", "Part 0")],
        [("Second", "Part 2")],
    ]


def test_tasks_do_not_keep_the_rest_from_being_reached(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST", 2)
    live(house, "First", DOSE, DOSE, DOSE)
    run(begun(house, deed="task"), "task")

    first = sweeping.search("colchicine", Roles.of(house.editor))
    rest = sweeping.search("colchicine", Roles.of(house.editor), after=first.more)

    assert [(hit.heading, hit.tasked) for hit in [*first.hits, *rest.hits]] == [
        ("Part 0", True),
        ("Part 1", True),
        ("Part 2", False),
    ]


def test_place_whose_task_is_closed_is_not_marked(house: House) -> None:
    live(house, "First", DOSE)
    sweep = begun(house, deed="task")
    run(sweep, "task")
    questions.close(sweep.items.get().task, by=house.editor, note="Right as it is.")

    assert [hit.tasked for hit in sweeping.search("colchicine", Roles.of(house.editor)).hits] == [False]


def test_search_that_takes_too_long_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "_PATIENCE", "1ms")
    monkeypatch.setattr(
        sweeping, "_in_chunks", lambda rows, _: rows.extra(where=["pg_sleep(0.2) IS NOT NULL"])
    )
    live(house, "First", DOSE)

    with pytest.raises(sweeping.TooMuch, match="Choose a topic"):
        sweeping.search("colchicine", Roles.of(house.editor))
    assert Version.objects.exists()


# Making holds or tasks of what was ticked.


def test_each_place_is_held_by_who_began_it(house: House) -> None:
    first, second = live(house, "First", DOSE), live(house, "Second", DOSE)
    sweep = begun(house)
    assert Hold.objects.count() == 0

    run(sweep)

    holds = Hold.objects.order_by("pk")
    assert [(hold.article, hold.reason, hold.laid_by) for hold in holds] == [
        (first.article, "dose", house.editor),
        (second.article, "dose", house.editor),
    ]
    assert holds[0].note == "Safety sweep for “colchicine 1 mg”. The maker's letter of May."
    assert [item.hold for item in sweep.items.all()] == list(holds)
    assert verify() == []


def test_each_place_becomes_a_task_of_nobodys_with_a_due_time(house: House) -> None:
    live(house, "First", DOSE)
    sweep = begun(house, deed="task")

    run(sweep, "task")

    item = sweep.items.get()
    task = item.task
    assert (task.kind, task.assigned_to, task.section_key) == (QuestionKind.MISTAKE, None, item.section_key)
    assert task.due_at is not None
    assert Hold.objects.count() == 0


def test_one_that_is_refused_says_why_and_the_others_are_done(house: House) -> None:
    first, second = live(house, "First", DOSE), live(house, "Second", DOSE)
    sweep = begun(house)
    factories.brought_live(workflow.revise(first, by=house.author), house)

    run(sweep)

    refused, done = sweep.items.order_by("pk")
    assert refused.problem == "Someone was faster, or it is too late: version 1 is now superseded."
    assert (done.hold.article, done.problem) == (second.article, "")


def test_place_that_is_on_hold_by_now_counts_as_held(house: House) -> None:
    version = live(house, "First", DOSE)
    sweep = begun(house)
    [(_, key)] = places(house)
    laid = workflow.hold(version, by=house.chief, reason="safety", section_key=key)

    run(sweep)

    assert (sweep.items.get().hold, sweep.items.get().problem) == (laid, "")


def test_who_lost_the_role_in_between_holds_nothing(house: House) -> None:
    live(house, "First", DOSE)
    sweep = begun(house)
    workflow.end_grant(house.editor.grants.get(), by=house.chief)

    run(sweep)

    assert (Hold.objects.count(), sweep.items.get().problem) == (0, "You may not do this: hold.")


def test_worker_that_stops_half_way_goes_on_where_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("First", "Second", "Third"):
        live(house, title, DOSE)
    monkeypatch.setattr(sweeping, "AT_A_TIME", 1)
    sweep = begun(house)
    post.forget()

    jobs.sweep(sweep_id=sweep.pk, deed="hold")
    handed_on = post.waiting("sweep")
    jobs.sweep(sweep_id=sweep.pk, deed="hold")
    run(sweep)
    run(sweep)

    assert handed_on == [{"sweep_id": sweep.pk, "deed": "hold"}]
    assert Hold.objects.count() == 3
    assert Event.objects.filter(action="hold").count() == 3


def test_two_workers_at_once_hold_each_place_once(house: House) -> None:
    for title in ("First", "Second", "Third"):
        live(house, title, DOSE)
    sweep = begun(house)

    with course() as race:
        outcomes = race.outcomes(*[lambda: sweeping.see_to_some(sweep.pk, "hold")] * 2)

    assert outcomes == [None, None]
    assert Hold.objects.count() == 3
    assert [bool(item.hold_id) and not item.problem for item in sweep.items.all()] == [True] * 3


def test_editors_are_told_once_and_authors_and_signers_of_each(house: House) -> None:
    live(house, "First", DOSE)
    live(house, "Second", DOSE)
    sweep = begun(house)
    post.forget()

    run(sweep)

    told = post.told()
    assert told["Safety sweep"] == ["chief", "editor"]
    assert told["On hold"] == sorted(["author", "reviewer1", "reviewer2"] * 2)


def test_worker_that_dies_after_the_last_place_has_told_the_editors(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(house, "First", DOSE)
    sweep = begun(house)
    post.forget()
    with monkeypatch.context() as killing:
        killing.setattr(QuerySet, "count", lambda _: sys.exit("killed before it knows what is left"))
        with pytest.raises(SystemExit):
            sweeping.see_to_some(sweep.pk, "hold")

    run(sweep)

    assert post.told()["Safety sweep"] == ["chief", "editor"]


def test_two_workers_at_once_tell_the_editors_once(house: House) -> None:
    for title in ("First", "Second", "Third"):
        live(house, title, DOSE)
    sweep = begun(house)
    post.forget()

    with course() as race:
        race.outcomes(*[lambda: sweeping.see_to_some(sweep.pk, "hold")] * 2)

    assert post.told()["Safety sweep"] == ["chief", "editor"]


def test_last_place_that_is_settled_by_hand_tells_the_editors(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_A_TIME", 1)
    live(house, "First", DOSE, DOSE)
    sweep = begun(house)
    sweeping.see_to_some(sweep.pk, "hold")
    before = "Safety sweep" in post.told()

    sweeping.settle(sweep.items.order_by("pk")[1], by=house.editor)
    run(sweep)

    assert (before, post.told()["Safety sweep"]) == (False, ["chief", "editor"])


def test_place_that_is_taken_up_again_says_what_to_do(house: House) -> None:
    live(house, "First", DOSE)
    item = begun(house).items.get()
    sweeping.settle(item, by=house.editor)
    run(item.sweep)

    again = sweeping.settle(item, by=house.editor, settled=False)

    assert again.problem == "Nothing was done about it yet. Hold it, or make a task of it."
    assert sweeping.go_on(item.sweep, by=house.editor, deed="hold") == 1


def test_refused_places_are_tried_again_by_who_began(house: House) -> None:
    version = live(house, "First", DOSE)
    sweep = begun(house)
    grant = house.editor.grants.get()
    workflow.end_grant(grant, by=house.chief)
    run(sweep)
    workflow.grant(house.editor, Role.EDITOR, by=house.chief, topic=house.topic)

    with pytest.raises(PermissionDenied):
        sweeping.go_on(sweep, by=house.chief, deed="hold")
    assert sweeping.go_on(sweep, by=house.editor, deed="hold") == 1
    run(sweep)

    assert sweep.items.get().hold.article == version.article


# Refusals at the beginning.


def test_nothing_ticked_begins_nothing(house: House) -> None:
    with pytest.raises(workflow.Refused, match="Tick the places first"):
        sweeping.begin(by=house.editor, query="colchicine", reason="dose", deed="hold", places=[])


def test_forged_place_begins_nothing(house: House) -> None:
    version = live(house, "First", DOSE)

    for place in ((version.pk, uuid4()),):
        with pytest.raises(workflow.Refused, match="no such section"):
            sweeping.begin(by=house.editor, query="x", reason="dose", deed="hold", places=[place])
    with pytest.raises(PermissionDenied):
        sweeping.begin(by=house.editor, query="x", reason="dose", deed="hold", places=[(0, None)])
    assert SweepItem.objects.count() == 0


@pytest.mark.parametrize("who", ["author", "stranger"])
def test_who_does_not_edit_begins_nothing(house: House, who: str) -> None:
    live(house, "First", DOSE)

    with pytest.raises(PermissionDenied):
        sweeping.begin(
            by=getattr(house, who), query="colchicine", reason="dose", deed="hold", places=places(house)
        )
    assert Sweep.objects.count() == 0


def test_garbled_places_are_left_out() -> None:
    key = uuid4()

    assert sweeping.places_of(["1:", f"2:{key}", "2:x", "y", ":", "1:"]) == [(1, None), (2, key)]


# Settling.


def test_place_is_settled_by_an_editor_of_its_topic_and_opened_again(house: House) -> None:
    live(house, "First", DOSE)
    item = begun(house).items.get()
    heart = factories.create_topic("cardiology", by=house.chief)

    with pytest.raises(PermissionDenied):
        sweeping.settle(item, by=factories.create_granted("heart", Role.EDITOR, topic=heart))
    settled = sweeping.settle(item, by=house.chief)
    assert (settled.settled_by, settled.settled_at is not None) == (house.chief, True)

    again = sweeping.settle(item, by=house.editor, settled=False)
    assert (again.settled_by, again.settled_at) == (None, None)
    assert item.history.count() == 3


def test_settled_place_is_left_alone_by_the_worker(house: House) -> None:
    live(house, "First", DOSE)
    sweep = begun(house)
    sweeping.settle(sweep.items.get(), by=house.chief)

    run(sweep)

    assert Hold.objects.count() == 0
