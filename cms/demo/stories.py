"""The demo's articles: each step of a story is a verb, done by the person whom the file names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from articles import clock, editing
from articles.models import Topic, User, Version
from articles.states import Status
from cms.demo import files
from cms.demo.agenda import Act
from reviews import commenting, workflow
from reviews.models import Assignment, BoardMember, Disclosure, Review
from reviews.reauthentication import Reauthentication

Step = Mapping[str, Any]
DAYS_TO_ANSWER = 1
HOUR_TO_GO_LIVE = 6


@dataclass(frozen=True)
class Story:
    """One article's file, and what its steps need to know of the demo around it."""

    file: files.Article
    interests: Mapping[str, str]
    password: str
    today: date

    def acts(self) -> Iterator[Act]:
        """Yield the steps of the file; members who are asked accept a day later, unless they decline."""
        for number, step in enumerate(self.file.steps):
            yield Act(step["days_ago"], partial(STEPS[step["verb"]], self, step))
            if step["verb"] == "start_review":
                for username in self._who_accept(number):
                    yield Act(step["days_ago"] - DAYS_TO_ANSWER, partial(self._accept, username))

    def newest(self) -> Version:
        """Return the article's newest version."""
        return Version.objects.filter(article__slug=self.file.slug).latest("number")

    def live(self) -> Version:
        """Return the version that readers see."""
        return Version.objects.get(article__slug=self.file.slug, status=Status.APPROVED)

    def open_review(self) -> Review:
        """Return the review in which members can sign now."""
        return Review.objects.open().get(version__article__slug=self.file.slug)

    def _who_accept(self, start: int) -> list[str]:
        declining = {step["by"] for step in self.file.steps[start:] if step["verb"] == "decline_invitation"}
        return [name for name in self.file.steps[start]["members"] if name not in declining]

    def _accept(self, username: str) -> None:
        by = _person(username)
        assignment = workflow.accept(_assignment(self, by), by=by)
        in_force = Disclosure.objects.filter(member=assignment.member, expires_on__gte=clock.now().date())
        if not in_force.exists():
            said = self.interests[username]
            workflow.declare(assignment, by=by, none_to_declare=not said, statement=said)
        workflow.clear(assignment, by=by)


def interests_of(member: Mapping[str, Any]) -> str:
    """Return what a member of the board has to declare, a line for each; empty for an explicit none."""
    return "\n".join(f"{said['from']}: {said['what']}." for said in member.get("disclosures", []))


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _assignment(story: Story, by: User) -> Assignment:
    return Assignment.objects.get(review=story.open_review(), member__user=by)


def _create(story: Story, step: Step) -> None:
    editing.create_article(
        story.file.texts[0],
        by=_person(step["by"]),
        topic=Topic.objects.get(slug=story.file.topic),
        risk=story.file.risk,
        slug=story.file.slug,
    )


def _submit(story: Story, step: Step) -> None:
    workflow.submit(story.newest(), by=_person(step["by"]), note=step.get("note", ""))


def _withdraw(story: Story, step: Step) -> None:
    workflow.withdraw(story.newest(), by=_person(step["by"]), note=step["note"])


def _revise(story: Story, step: Step) -> None:
    by = _person(step["by"])
    draft = workflow.revise(story.newest(), by=by, note=step.get("note", ""))
    editing.save(draft, story.file.texts[draft.number - 1], by=by, revision=draft.revision)


def _start_review(story: Story, step: Step) -> None:
    members = [BoardMember.objects.get(user__username=name) for name in step["members"]]
    workflow.start_review(story.newest(), by=_person(step["by"]), members=members)


def _decline_invitation(story: Story, step: Step) -> None:
    by = _person(step["by"])
    workflow.decline_invitation(_assignment(story, by), by=by, reason=step["reason"], note=step["note"])


def _sign_off(story: Story, step: Step) -> None:
    review = story.open_review()
    by = _person(step["by"])
    workflow.sign_off(
        review,
        by=by,
        verdict=step["verdict"],
        scope=step.get("scope", "whole"),
        statement=step.get("note", ""),
        checklist=_answered(review, step),
        digest=review.digest,
        proof=Reauthentication.by_password(by, story.password, digest=review.digest),
    )


def _answered(review: Review, step: Step) -> list[list[str]] | None:
    """The lines that the policy asked as the review began, with the answers that the file gives."""
    if not review.checklist:
        return None
    return [[line, answer] for line, answer in zip(review.checklist, step["answers"], strict=True)]


def _comment(story: Story, step: Step) -> None:
    commenting.comment(
        story.open_review(),
        by=_person(step["by"]),
        body=step["note"],
        section_key=story.file.key("section", step["section"]),
        part="body",
        quote=step["quote"],
        suggestion=step.get("suggestion"),
        blocking=step.get("blocking", False),
    )


def _publish(story: Story, step: Step) -> None:
    at = None
    if "live_in_days" in step:
        day = story.today + timedelta(days=step["live_in_days"])
        at = datetime.combine(day, time(HOUR_TO_GO_LIVE), UTC)
    workflow.publish(story.newest(), by=_person(step["by"]), at=at, note=step.get("note", ""))


def _return_to_author(story: Story, step: Step) -> None:
    workflow.return_to_author(story.newest(), by=_person(step["by"]), note=step["note"])


def _decline(story: Story, step: Step) -> None:
    workflow.decline(story.newest(), by=_person(step["by"]), note=step["note"])


def _hold(story: Story, step: Step) -> None:
    workflow.hold(
        story.live(),
        by=_person(step["by"]),
        reason=step["reason"],
        section_key=story.file.key("section", step["section"]),
        note=step["note"],
    )


def _retract(story: Story, step: Step) -> None:
    workflow.retract(story.live(), by=_person(step["by"]), note=step["notice"])


STEPS: Mapping[str, Callable[[Story, Step], None]] = {
    "create": _create,
    "submit": _submit,
    "withdraw": _withdraw,
    "revise": _revise,
    "start_review": _start_review,
    "decline_invitation": _decline_invitation,
    "comment": _comment,
    "sign_off": _sign_off,
    "publish": _publish,
    "return_to_author": _return_to_author,
    "decline": _decline,
    "hold": _hold,
    "retract": _retract,
}
