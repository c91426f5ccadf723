"""The way of the demo's articles: each step of a story is a verb, done by the person whom the file names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

from articles import clock, editing
from articles.content.importers import read
from articles.models import IntakeAnswer, Topic
from cms.demo import reading
from cms.demo.agenda import Act
from cms.demo.stories import Step, Story, answered, person
from cms.desk.writing.questions import ABOUT
from reviews import workflow
from reviews.models import BoardMember, Disclosure
from reviews.reauthentication import Reauthentication

DAYS_TO_ANSWER = 1
HOUR_TO_GO_LIVE = 6


def acts(story: Story) -> Iterator[Act]:
    """Yield the steps of the file. Who is asked accepts a day later, unless they decline or do not answer."""
    for number, step in enumerate(story.file.steps):
        yield Act(step["days_ago"], partial(STEPS[step["verb"]], story, step))
        yield from reading.heard_from_outside(story, step)
        for username in _who_accept(story, number):
            answer = step["days_ago"] - step.get("answered_after", DAYS_TO_ANSWER)
            yield Act(answer, partial(_accept, story, username))


def _who_accept(story: Story, start: int) -> list[str]:
    steps = story.file.steps
    declining = {step["by"] for step in steps[start:] if step["verb"] == "decline_invitation"}
    silent = declining.union(steps[start].get("unanswered", []))
    return [name for name in steps[start].get("members", []) if name not in silent]


def _accept(story: Story, username: str) -> None:
    by = person(username)
    assignment = workflow.accept(story.seat(by), by=by)
    in_force = Disclosure.objects.filter(member=assignment.member, expires_on__gte=clock.today())
    if not in_force.exists():
        said = story.interests[username]
        workflow.declare(assignment, by=by, none_to_declare=not said, statement=said)
    workflow.clear(assignment, by=by)


def _create(story: Story, step: Step) -> None:
    editing.create_article(
        story.file.texts[0],
        by=person(step["by"]),
        topic=Topic.objects.get(slug=story.file.topic),
        risk=story.file.risk,
        slug=story.file.slug,
    )


def _import(story: Story, step: Step) -> None:
    """Begin an article as the desk does with a text that is pasted."""
    pasted, by = story.file.pasted, person(step["by"])
    imported = read(pasted.encode())
    told = {name: step[name] for name in ("drafting", "condition_name")}
    draft = editing.create_article(
        replace(imported.text, **told),
        by=by,
        topic=Topic.objects.get(slug=story.file.topic),
        risk=story.file.risk,
        slug=story.file.slug,
        imported=imported,
        source_text=pasted,
    )
    IntakeAnswer.objects.create(intake=draft.intake, question=ABOUT, answer="told", by=by)


def _edit(story: Story, step: Step) -> None:
    draft = story.newest()
    text = story.file.texts[draft.number - 1]
    editing.save(draft, text, by=person(step["by"]), revision=draft.revision)


def _submit(story: Story, step: Step) -> None:
    workflow.submit(story.newest(), by=person(step["by"]), note=step.get("note", ""))


def _withdraw(story: Story, step: Step) -> None:
    workflow.withdraw(story.newest(), by=person(step["by"]), note=step["note"])


def _revise(story: Story, step: Step) -> None:
    workflow.revise(story.newest(), by=person(step["by"]), note=step.get("note", ""))
    _edit(story, step)


def _members(step: Step) -> list[BoardMember]:
    return [BoardMember.objects.get(user__username=name) for name in step["members"]]


def _start_review(story: Story, step: Step) -> None:
    workflow.start_review(story.newest(), by=person(step["by"]), members=_members(step))


def _invite(story: Story, step: Step) -> None:
    workflow.invite(story.newest(), by=person(step["by"]), members=_members(step))


def _reaffirm(story: Story, step: Step) -> None:
    workflow.reaffirm(story.live(), by=person(step["by"]), members=_members(step), note=step["note"])


def _decline_invitation(story: Story, step: Step) -> None:
    by = person(step["by"])
    workflow.decline_invitation(story.seat(by), by=by, reason=step["reason"], note=step["note"])


def _sign_off(story: Story, step: Step) -> None:
    review = story.open_review()
    by = person(step["by"])
    workflow.sign_off(
        review,
        by=by,
        verdict=step["verdict"],
        scope=step.get("scope", "whole"),
        statement=step.get("note", ""),
        checklist=answered(review, step),
        digest=review.digest,
        proof=Reauthentication.by_password(by, story.password, digest=review.digest),
    )


def _publish(story: Story, step: Step) -> None:
    at = None
    if "live_in_days" in step:
        day = story.today + timedelta(days=step["live_in_days"])
        at = clock.at(day, time(HOUR_TO_GO_LIVE))
    workflow.publish(story.newest(), by=person(step["by"]), at=at, note=step.get("note", ""))


def _return_to_author(story: Story, step: Step) -> None:
    workflow.return_to_author(story.newest(), by=person(step["by"]), note=step["note"])


def _decline(story: Story, step: Step) -> None:
    workflow.decline(story.newest(), by=person(step["by"]), note=step["note"])


def _hold(story: Story, step: Step) -> None:
    workflow.hold(
        story.live(),
        by=person(step["by"]),
        reason=step["reason"],
        section_key=story.file.key("section", step["section"]),
        note=step["note"],
    )


def _retract(story: Story, step: Step) -> None:
    workflow.retract(story.live(), by=person(step["by"]), note=step["notice"])


STEPS: Mapping[str, Callable[[Story, Step], None]] = {
    "create": _create,
    "import": _import,
    "edit": _edit,
    "submit": _submit,
    "withdraw": _withdraw,
    "revise": _revise,
    "start_review": _start_review,
    "invite": _invite,
    "reaffirm": _reaffirm,
    "decline_invitation": _decline_invitation,
    "sign_off": _sign_off,
    "publish": _publish,
    "return_to_author": _return_to_author,
    "decline": _decline,
    "hold": _hold,
    "retract": _retract,
    **reading.STEPS,
}
