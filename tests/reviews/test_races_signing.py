"""What changed after the page was opened can never be signed, whoever comes first: every order, real threads.

Each of the deeds waits for the article's lock in a transaction and thread of its own; the lock is held until
they stand in line in the wanted order, and then let go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import permutations
from time import sleep

import pytest
from django.db import connection

from articles import editing
from articles.content.digest import digest_v1
from articles.models import Article, User, Version
from articles.states import Status
from reviews import workflow
from reviews.models import Assignment, Review, SignOff
from reviews.reauthentication import Reauthentication
from reviews.verification import verify
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.reviews.racing import PATIENCE, TOLD

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.races]

Deed = Callable[[], object]
Told = dict[str, str]


@dataclass(frozen=True)
class Scene:
    """A page that a member has open: two have signed, the third is about to."""

    house: House
    review: Review

    @property
    def version(self) -> Version:
        return Version.objects.select_related("article__topic").get(pk=self.review.version_id)

    @property
    def signer(self) -> User:
        return self.house.reviewers[2]

    @property
    def seat(self) -> Assignment:
        return Assignment.objects.get(review=self.review, member=self.house.members[2])


@pytest.fixture
def scene() -> Scene:
    house = factories.create_house(members=3)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=2)
    factories.ready_to_sign(review, house.members[2])
    return Scene(house, Review.objects.select_related("version__article").get(pk=review.pk))


def signing(scene: Scene, verdict: str = "approve") -> Deed:
    """The page with its digest is open and the password entered; only the signing is left."""
    proof = Reauthentication.by_password(scene.signer, factories.PASSWORD, digest=scene.review.digest)
    return lambda: workflow.sign_off(
        scene.review, by=scene.signer, verdict=verdict, digest=scene.review.digest, proof=proof
    )


def replacing(scene: Scene) -> Deed:
    """The author takes the text back, changes it, and it comes before the board again."""

    def deed() -> None:
        house = scene.house
        workflow.recall(scene.version, by=house.author)
        draft = scene.version.article.versions.get(status=Status.DRAFT)
        text = replace(editing.text_of(draft), summary="<p>Give ten times as much.</p>")
        editing.save(draft, text, by=house.author, revision=draft.revision)
        again = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
        workflow.start_review(again, by=house.editor, members=house.members)

    return deed


def removing(scene: Scene) -> Deed:
    return lambda: workflow.remove_member(scene.house.members[2], by=scene.house.chief, reason="Cause")


def conflicting(scene: Scene) -> Deed:
    return lambda: workflow.clear(scene.seat, by=scene.signer, conflict=True, statement="A grant.")


DEEDS: dict[str, Callable[[Scene], Deed]] = {
    "sign": signing,
    "sign in another tab": signing,
    "object": lambda scene: signing(scene, "request_changes"),
    "recuse": lambda scene: signing(scene, "recuse"),
    "replace the text": replacing,
    "return": lambda scene: (
        lambda: workflow.return_to_author(scene.version, by=scene.house.editor, note="See.")
    ),
    "decline": lambda scene: lambda: workflow.decline(scene.version, by=scene.house.editor, note="No."),
    "publish": lambda scene: lambda: workflow.publish(scene.version, by=scene.house.editor),
    "remove the signer": removing,
    "state a conflict": conflicting,
}


def in_line(article: Article, deeds: dict[str, Deed]) -> Told:
    """Do them in that order, each in a thread of its own; returns what each was told ("" if it was done)."""
    running: dict[str, Future[str]] = {}
    with ThreadPoolExecutor(len(deeds)) as pool:
        with held(article):
            for place, (name, deed) in enumerate(deeds.items()):
                running[name] = pool.submit(told_by, deed)
                until_it_waits(place + 1, running[name])
        return {name: future.result(timeout=PATIENCE) for name, future in running.items()}


@contextmanager
def held(article: Article) -> Iterator[None]:
    with databases.superuser_connection(database_name()) as holder, holder.transaction():
        holder.execute("SELECT FROM articles_article WHERE id = %s FOR NO KEY UPDATE", [article.pk])
        yield


def until_it_waits(count: int, last: Future[str]) -> None:
    for _ in range(int(PATIENCE * 200)):
        if last.done() or waiting() >= count:
            return
        sleep(0.005)
    raise AssertionError("It neither waits for the article nor is done.")


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def told_by(deed: Deed) -> str:
    try:
        deed()
    except TOLD as refusal:
        return str(refusal)
    else:
        return ""
    finally:
        connection.close()


def assert_sound(scene: Scene) -> None:
    """Each signature is of the text that its page showed, nobody's counts twice, and all of it verifies."""
    rows = list(SignOff.objects.select_related("review__version"))
    assert [row.digest for row in rows] == [digest_v1(editing.text_of(row.review.version)) for row in rows]
    mine = [row.verdict for row in rows if row.member.user_id == scene.signer.pk]
    assert len(mine) == len(set(mine))
    live = scene.version.article.versions.filter(status=Status.APPROVED)
    assert live.count() <= 1
    assert [version.digest for version in live] in ([], [scene.review.digest])
    assert verify() == []


CLOSED = "The review was closed in the meantime."
LATE = "Someone was faster, or it is too late: version 1 is now {}."
ENDS = {"replace the text": "returned", "return": "returned", "decline": "declined", "publish": "approved"}
BARS = {
    "recuse": "Dr Reviewer3 is recused from this review.",
    "remove the signer": "Dr Reviewer3 is not in office.",
    "state a conflict": "Dr Reviewer3 is not cleared of a conflict for this article.",
}
SIGNS = ("sign", "sign in another tab", "object", "recuse")


def foretold(order: tuple[str, ...]) -> Told:
    """What each is to be told, by the rules as a person would say them."""
    told, state, verdict, bar = {}, "", "", ""
    for name in order:
        as_if = "sign" if name == "sign in another tab" else name
        if state == "approved" and name == "state a conflict" and verdict == "sign":
            told[name] = ""
        elif state == "approved" and name in (*SIGNS, "state a conflict"):
            told[name] = CLOSED
        elif state and name != "remove the signer":
            told[name] = LATE.format(state)
        elif name in SIGNS and bar:
            told[name] = bar
        elif name in SIGNS and verdict == as_if:
            told[name] = "You have signed just this already."
        elif name == "publish" and verdict == "object":
            told[name] = "An objection stands and has not been answered."
        else:
            told[name] = ""
            verdict = as_if if name in SIGNS else verdict
            bar = bar or BARS.get(name, "")
            state = state or ENDS.get(name, "")
    return told


@pytest.mark.parametrize(
    "order", [order for other in list(DEEDS)[1:] for order in permutations(("sign", other))]
)
def test_two_in_either_order(scene: Scene, order: tuple[str, ...]) -> None:
    told = in_line(scene.version.article, {name: DEEDS[name](scene) for name in order})

    assert told == foretold(order)
    assert_sound(scene)


TRIPLES = [
    ("sign", "replace the text", "sign in another tab"),
    ("sign", "return", "publish"),
    ("sign", "object", "publish"),
    ("sign", "remove the signer", "publish"),
    ("sign", "state a conflict", "publish"),
    ("sign", "replace the text", "publish"),
]


@pytest.mark.parametrize("order", [order for triple in TRIPLES for order in permutations(triple)])
def test_three_in_every_order(scene: Scene, order: tuple[str, ...]) -> None:
    told = in_line(scene.version.article, {name: DEEDS[name](scene) for name in order})

    assert told == foretold(order)
    assert_sound(scene)
