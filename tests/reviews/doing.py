"""Every verb, done by anybody to any version; and a picture of the database, to see that nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.db import connection

from articles import clock
from articles.models import User, Version
from reviews import workflow
from reviews.models import Assignment, BoardMember, Hold, Review, SignOff
from reviews.reauthentication import Reauthentication
from tests import factories
from tests.factories import House

Deed = Callable[[Version, House, User], object]


def newest_review(version: Version) -> Review:
    """The version's last review; an unsaved one, of no use, where there was none."""
    return Review.objects.filter(version=version).order_by("-pk").first() or Review(version=version)


def seat(version: Version, by: User) -> Assignment:
    """The person's assignment in the last review, or else the first member's; an unsaved one without any."""
    review = newest_review(version)
    seats = Assignment.objects.filter(review=review.pk).select_related("review__version")
    own = seats.filter(member__user=by).first()
    return own or seats.order_by("pk").first() or Assignment(review=review)


def sign_off(version: Version, house: House, by: User, *, verdict: str = "approve") -> SignOff:
    digest = version.digest or "none"
    proof = Reauthentication.by_password(by, factories.PASSWORD, digest=digest)
    return workflow.sign_off(newest_review(version), by=by, verdict=verdict, digest=digest, proof=proof)


def answer_objection(version: Version, house: House, by: User) -> object:
    objection = SignOff.objects.filter(review__version=version, verdict="request_changes").last()
    signoff = objection or SignOff(review=newest_review(version))
    return workflow.answer_objection(signoff, by=by, text="The trial was repeated since.")


def hold(version: Version, house: House, by: User) -> Hold:
    return workflow.hold(version, by=by, reason="dose")


def lift(version: Version, house: House, by: User) -> Hold:
    laid = Hold.objects.open().filter(article=version.article).first()
    return workflow.lift(laid or Hold(article=version.article, version=version), by=by, note="Checked.")


def schedule(version: Version, house: House, by: User) -> Version:
    return workflow.publish(version, by=by, at=clock.now() + timedelta(days=1))


DEEDS: dict[str, Deed] = {
    "submit": lambda version, house, by: workflow.submit(version, by=by),
    "recall": lambda version, house, by: workflow.recall(version, by=by),
    "withdraw": lambda version, house, by: workflow.withdraw(version, by=by),
    "start_review": lambda version, house, by: workflow.start_review(version, by=by, members=house.members),
    "ask_for_full_review": lambda version, house, by: workflow.ask_for_full_review(
        newest_review(version), by=by
    ),
    "invite": lambda version, house, by: workflow.invite(version, by=by, members=[newcomer(house)]),
    "withdraw_invitation": lambda version, house, by: workflow.withdraw_invitation(
        seat(version, house.members[2].user), by=by, note="Asked in error."
    ),
    "sign_off": sign_off,
    "withdraw_signoff": lambda version, house, by: workflow.withdraw_signoff(newest_review(version), by=by),
    "answer_objection": answer_objection,
    "publish": lambda version, house, by: workflow.publish(version, by=by),
    "go_live": lambda version, house, by: workflow.go_live(version, by=by),
    "return_to_author": lambda version, house, by: workflow.return_to_author(version, by=by, note="Shorter."),
    "decline": lambda version, house, by: workflow.decline(version, by=by, note="Out of scope."),
    "revise": lambda version, house, by: workflow.revise(version, by=by),
    "reaffirm": lambda version, house, by: workflow.reaffirm(version, by=by),
    "complete_reaffirmation": lambda version, house, by: workflow.complete_reaffirmation(version, by=by),
    "hold": hold,
    "lift": lift,
    "retract": lambda version, house, by: workflow.retract(version, by=by, note="A dose was wrong."),
}

ANSWERS: dict[str, Deed] = {
    "accept": lambda version, house, by: workflow.accept(seat(version, by), by=by),
    "decline_invitation": lambda version, house, by: workflow.decline_invitation(
        seat(version, by), by=by, reason="time"
    ),
    "declare": lambda version, house, by: workflow.declare(seat(version, by), by=by, none_to_declare=True),
    "clear": lambda version, house, by: workflow.clear(seat(version, by), by=by),
}


def doer(verb: str, house: House) -> User:
    """Somebody who may do the verb, as far as the person goes."""
    people = {
        "author": ("submit", "recall", "withdraw", "revise"),
        "chief": ("answer_objection", "retract", "lift"),
        "member": ("sign_off", "withdraw_signoff", *ANSWERS),
        "system": ("go_live",),
    }
    role = next((role for role, verbs in people.items() if verb in verbs), "editor")
    if role == "member":
        return house.members[0].user
    return User.objects.system() if role == "system" else getattr(house, role)


def gather(house: House) -> None:
    """See to it that everybody whom a deed may need is there, so that the deed itself adds nobody."""
    newcomer(house)
    User.objects.system()


def newcomer(house: House) -> BoardMember:
    """A member who was never asked into a review."""
    found = BoardMember.objects.filter(user__username="newcomer").first()
    return found or factories.create_member("newcomer", by=house.chief)


def scene(verb: str, status: str, house: House) -> Version:
    """A version in that state in which the verb has something to do, besides the state itself."""
    if status == "under_review" and verb in PREPARED:
        return PREPARED[verb](house)
    version = factories.in_state(status, house)
    if status == "approved" and verb in (
        "invite",
        "sign_off",
        "withdraw_signoff",
        "complete_reaffirmation",
        "withdraw_invitation",
    ):
        review = workflow.reaffirm(version, by=house.editor)
        for member in house.members[:2]:
            factories.ready_to_sign(review, member)
            if verb != "sign_off":
                factories.sign(review, member)
    if (verb, status) == ("revise", "returned"):
        workflow.withdraw(Version.objects.get(article=version.article, status="draft"), by=house.author)
    if verb == "lift":
        workflow.hold(version, by=house.editor, reason="dose")
    return version


def _ready(house: House) -> Version:
    version = factories.under_review(house)
    for member in house.members:
        factories.ready_to_sign(newest_review(version), member)
    return version


def _signed(house: House) -> Version:
    version = factories.under_review(house)
    factories.signed(version, house)
    return version


def _objected(house: House) -> Version:
    version = _ready(house)
    factories.sign(newest_review(version), house.members[0], verdict="request_changes")
    return version


def _compared(house: House) -> Version:
    """Under review as mere wording: a typo put right in a text that the whole quorum approved."""
    version = factories.corrected(house, members=house.members)
    for member in house.members:
        factories.ready_to_sign(newest_review(version), member)
    return version


PREPARED: dict[str, Callable[[House], Version]] = {
    "ask_for_full_review": _compared,
    "sign_off": _ready,
    "withdraw_signoff": _signed,
    "answer_objection": _objected,
    "publish": _signed,
}


def picture() -> dict[str, int]:
    """How many rows each table of ours holds, and what every version says of itself, as one number."""
    models = [model for app in ("articles", "reviews") for model in apps.get_app_config(app).get_models()]
    tables = sorted({model._meta.db_table for model in models} | {"procrastinate_jobs"})
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{counts} UNION ALL SELECT 'said', coalesce(sum(hashtext(v::text)::bigint), 0)"
            " FROM articles_version v"
        )
        return dict(cursor.fetchall())
