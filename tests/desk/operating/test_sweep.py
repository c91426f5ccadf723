"""The sweep at the desk: search, tick, and one list that says of each place what was done."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import questions
from articles.models import Question, Role, User, Version
from reviews import jobs, sweeping, workflow
from reviews.models import Hold, Sweep, SweepItem
from tests import factories
from tests.factories import House
from tests.reviews import post

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
PAGE = "/desk/sweep/"
DOSE = "<p>Rest the joint. Give colchicine 1 mg &amp; wait.</p>"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def editor(client: Client, house: House) -> Client:
    client.force_login(house.editor)
    return client


def live(house: House, title: str = "How is gout treated?") -> Version:
    draft = factories.create_draft(house, factories.a_text(title))
    return factories.brought_live(factories.edited(draft, by=house.author, bodies=DOSE), house)


def place(version: Version) -> str:
    return f"{version.pk}:{version.sections.get().key}"


def begin(client: Client, *places: str, deed: str = "hold", **said: str) -> HttpResponse:
    fields = {"q": "colchicine 1 mg", "reason": "dose", "note": "The letter.", "deed": deed, **said}
    return client.post(PAGE, {**fields, "place": places})


def worked() -> None:
    """The worker does what waits."""
    while waiting := post.waiting("sweep"):
        post.forget()
        for job in waiting:
            jobs.sweep(**job)


def test_earlier_sweeps_go_on_on_further_pages(
    editor: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.desk.operating.sweeping.PAGE", 2)
    version = live(house)
    for number in range(3):
        begin(editor, place(version), deed="task", note=f"Letter {number}")

    first = editor.get(PAGE)
    second = editor.get(PAGE + first.context["next"])

    notes = [[sweep.note for sweep in page.context["sweeps"]] for page in (first, second)]
    assert notes == [["Letter 2", "Letter 1"], ["Letter 0"]]
    assert second.context["next"] == ""


def test_search_shows_each_place_with_its_sentence_and_the_match(editor: Client, house: House) -> None:
    live(house)

    page = editor.get(PAGE, {"q": "colchicine 1000 µg"}).content.decode()

    assert "Give <mark>colchicine 1 mg</mark> &amp; wait." in page
    assert "Rest the joint" not in page.partition("<mark>")[0].rpartition("passage")[2]


def test_search_that_finds_nothing_says_so(editor: Client, house: House) -> None:
    live(house)

    page = editor.get(PAGE, {"q": "warfarin 5 mg"}).content.decode()

    assert "No live text that you edit says “warfarin 5 mg”." in page
    assert "Hold these sections now" not in page


def test_words_of_a_search_are_escaped(editor: Client, house: House) -> None:
    assert "<script>alert" not in editor.get(PAGE, {"q": "<script>alert(1)</script>"}).content.decode()


def test_ticked_places_become_one_list_of_holds(editor: Client, house: House) -> None:
    first, second, third = (live(house, title) for title in ("First", "Second", "Third"))

    answer = begin(editor, place(first), place(third))
    sweep = Sweep.objects.get()
    waiting = editor.get(answer.url).content.decode()
    worked()
    done = editor.get(answer.url)

    assert answer.url == f"/desk/sweep/{sweep.pk}/"
    assert "Being seen to: 0 of 2." in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert [hold.article for hold in Hold.objects.order_by("pk")] == [first.article, third.article]
    assert "0 of 2 looked at" in done.content.decode()
    assert 'hx-trigger="every 2s"' not in done.content.decode()
    assert not Hold.objects.filter(article=second.article).exists()


def test_ticked_places_become_tasks(editor: Client, house: House) -> None:
    version = live(house)

    answer = begin(editor, place(version), deed="task")
    worked()

    task = Question.objects.get()
    assert task.text == "Safety sweep for “colchicine 1 mg”. The letter."
    assert f"/desk/questions/{task.pk}/" in editor.get(answer.url).content.decode()
    work, questions = editor.get("/desk/").content.decode(), editor.get("/desk/questions/").content.decode()
    assert "due in" in work
    assert [
        "Look at the place that a safety sweep found." in work,
        "Places of a safety sweep" in work,
        "that a reader reported" in work,
    ] == [True, True, False]
    assert "Look at what a safety sweep found" in questions


def test_page_polls_for_the_part_that_changes(editor: Client, house: House) -> None:
    answer = begin(editor, place(live(house)))

    part = editor.get(answer.url, headers={"HX-Target": "sweep-lines"}).content.decode()

    assert part.lstrip().startswith('<div id="sweep-lines"')
    assert "<html" not in part


def test_refusal_stands_at_its_place_and_can_be_made_a_task(editor: Client, house: House) -> None:
    version = live(house)
    answer = begin(editor, place(version))
    factories.brought_live(workflow.revise(version, by=house.author), house)
    worked()

    page = editor.get(answer.url).content.decode()
    assert "version 1 is now superseded" in page
    editor.post(answer.url, {"do": "task"})
    worked()

    assert SweepItem.objects.get().task == Question.objects.get()


def test_places_are_looked_at_one_by_one(editor: Client, house: House) -> None:
    first, second = live(house, "First"), live(house, "Second")
    answer = begin(editor, place(first), place(second))
    worked()
    item = SweepItem.objects.order_by("pk")[0]

    editor.post(answer.url, {"do": "settle", "item": item.pk})
    assert "1 of 2 looked at" in editor.get(answer.url).content.decode()
    editor.post(answer.url, {"do": "unsettle", "item": item.pk})
    assert "0 of 2 looked at" in editor.get(answer.url).content.decode()
    workflow.lift(item.hold, by=house.chief)
    assert "1 of 2 looked at" in editor.get(answer.url).content.decode()
    assert "1 of 2 looked at" in editor.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "said", [{"do": "explode"}, {"do": "settle", "item": "x"}, {"do": "settle", "item": "0"}]
)
def test_deed_that_is_none_is_not_there(editor: Client, house: House, said: dict[str, str]) -> None:
    answer = begin(editor, place(live(house)))

    assert editor.post(answer.url, said).status_code == 404


def test_nothing_ticked_keeps_the_words_and_says_so(editor: Client, house: House) -> None:
    live(house)

    answer = begin(editor, note="Keep these words.")

    assert answer.status_code == 422
    assert "Tick the places first." in answer.content.decode()
    assert "Keep these words." in answer.content.decode()
    assert Sweep.objects.count() == 0


def test_unknown_reason_keeps_the_ticks(editor: Client, house: House) -> None:
    version = live(house)

    answer = begin(editor, place(version), reason="mood")

    assert answer.status_code == 422
    assert f'value="{place(version)}" id="place-{place(version)}" checked' in answer.content.decode()


def test_tick_all_ticks_all(editor: Client, house: House) -> None:
    live(house)
    live(house)

    page = editor.get(PAGE, {"q": "colchicine"})

    assert editor.get(f"{PAGE}{page.context['tick_all']}").content.decode().count(" checked") == 2


def test_reported_mistakes_and_what_a_sweep_found_are_told_apart(editor: Client, house: House) -> None:
    version = live(house)
    begin(editor, place(version), deed="task")
    worked()
    questions.receive(kind="mistake", version=version, text="Tenfold?", section_key=None)

    work, listed = editor.get("/desk/").content.decode(), editor.get("/desk/questions/").content.decode()

    assert "Look at the mistake that a reader reported. One more thing waits for you." in work
    assert "Look at the mistake that was reported, and at what a safety sweep found" in listed


def test_what_a_page_does_not_hold_stands_on_the_next(
    editor: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST", 1)
    first, second = live(house, "First"), live(house, "Second")

    page = editor.get(PAGE, {"q": "colchicine"})
    rest = editor.get(f"{PAGE}{page.context['next']}")
    refused = begin(editor, place(second), after=str(rest.context["after"]), reason="mood")

    assert [[hit.version for hit in one.context["found"].hits] for one in (page, rest, refused)] == [
        [first],
        [second],
        [second],
    ]
    assert "More than 1 place says “colchicine”." in page.content.decode()
    assert "1 more place says “colchicine”." in rest.content.decode()


def test_place_with_an_open_task_is_marked_and_not_ticked_with_all(editor: Client, house: House) -> None:
    first, second = live(house, "First"), live(house, "Second")
    begin(editor, place(first), deed="task")
    worked()

    page = editor.get(PAGE, {"q": "colchicine", "all": "on"}).content.decode()

    assert page.count('<span class="badge">task open</span>') == 1
    assert (page.count(" checked"), f'id="place-{place(second)}" checked' in page) == (1, True)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
def test_page_that_is_none_finds_nothing_and_breaks_nothing(editor: Client, house: House, after: str) -> None:
    live(house)

    assert editor.get(PAGE, {"q": "colchicine", "after": after}).status_code == 200


def test_forged_place_of_another_topic_is_refused(client: Client, house: House) -> None:
    version = live(house)
    other = factories.create_topic("cardiology", by=house.chief)
    client.force_login(factories.create_granted("heart", Role.EDITOR, topic=other))

    assert begin(client, place(version)).status_code == 403
    assert Sweep.objects.count() == 0


@pytest.mark.parametrize(("who", "code"), [("author", 403), ("stranger", 404)])
def test_who_does_not_edit_neither_looks_nor_begins(
    client: Client, house: House, who: str, code: int
) -> None:
    version = live(house)
    client.force_login(getattr(house, who))

    assert (client.get(PAGE).status_code, begin(client, place(version)).status_code) == (code, code)


def test_editor_of_another_topic_sees_only_their_part(client: Client, house: House) -> None:
    version = live(house)
    cardiology = factories.create_topic("cardiology", by=house.chief)
    heart: User = factories.create_granted("heart", Role.EDITOR, topic=cardiology)
    sweep = sweeping.begin(
        by=house.chief,
        query="colchicine",
        reason="dose",
        deed="task",
        places=sweeping.places_of([place(version)]),
    )
    client.force_login(heart)

    assert client.get(f"{PAGE}{sweep.pk}/").status_code == 404
    assert client.get(PAGE).context["sweeps"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_whatever_it_finds(
    editor: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        live(house)

    # Session; user; grants; seat; the search, in a transaction with a limit of time; topics; the house.
    with django_assert_num_queries(10):
        editor.get(PAGE, {"q": "colchicine"})


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_sweeps_costs_the_same_whatever_there_is(
    editor: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        begin(editor, place(live(house)))

    # Session; user; grants; seat; the sweeps; topics; the house.
    with django_assert_num_queries(7):
        editor.get(PAGE)


@pytest.mark.parametrize("count", [1, 3])
def test_one_list_costs_the_same_whatever_is_on_it(
    editor: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    answer = begin(editor, *(place(live(house)) for _ in range(count)))
    worked()

    # Session; user; grants; seat; the sweep; its places; their sections; the house.
    with django_assert_num_queries(8):
        editor.get(answer.url)
