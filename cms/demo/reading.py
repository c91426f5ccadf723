"""What is done beside the way of a text: comments, replies, wording taken, sources looked at, links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from cms.demo.agenda import Act
from cms.demo.stories import Step, Story, answered, person
from reviews import commenting, preparing, sharing
from reviews.models import Share
from reviews.workflow.signing import meaning_of

DAYS_TO_READ = 3


def heard_from_outside(story: Story, step: Step) -> Iterator[Act]:
    """Yield what a reader outside says through the link that a step makes, some days later."""
    if step["verb"] == "share":
        yield Act(step["days_ago"] - DAYS_TO_READ, partial(_say_through_link, story, step))


def _comment(story: Story, step: Step) -> None:
    commenting.comment(
        story.open_review(),
        by=person(step["by"]),
        body=step["note"],
        section_key=story.file.key("section", step["section"]),
        part="body",
        quote=step["quote"],
        suggestion=step.get("suggestion"),
        blocking=step.get("blocking", False),
    )


def _reply(story: Story, step: Step) -> None:
    commenting.reply(story.remark(step["quote"]), by=person(step["by"]), body=step["note"])


def _accept_suggestion(story: Story, step: Step) -> None:
    draft = story.newest()
    said = story.remark(step["quote"])
    commenting.accept_suggestion(said, by=person(step["by"]), draft=draft, revision=draft.revision)


def _check_source(story: Story, step: Step) -> None:
    preparing.check_source(
        story.open_review(),
        by=person(step["by"]),
        reference=story.file.key("ref", step["reference"]),
        support=story.file.key("support", step["support"]),
        verdict=step["verdict"],
    )


def _prepare(story: Story, step: Step) -> None:
    review = story.open_review()
    preparing.prepare(
        review,
        by=person(step["by"]),
        verdict=step["verdict"],
        digest=review.digest,
        scope=step.get("scope", "whole"),
        statement=step.get("note", ""),
        checklist=answered(review, step),
        shown={
            preparing.CHANGES: step["changes"],
            preparing.MEANING: meaning_of(review, step["verdict"]),
        },
    )


def _share(story: Story, step: Step) -> None:
    sharing.share(
        story.newest(),
        by=person(step["by"]),
        invitee=step["for"],
        purpose=step["purpose"],
        days=step["days"],
    )


def _say_through_link(story: Story, step: Step) -> None:
    shared = Share.objects.select_related("version__article").get(invitee=step["for"])
    sharing.visited(shared)
    sharing.comment(shared, body=step["comment"], section_key=story.file.key("section", step["section"]))


STEPS: Mapping[str, Callable[[Story, Step], None]] = {
    "comment": _comment,
    "reply": _reply,
    "accept_suggestion": _accept_suggestion,
    "check_source": _check_source,
    "prepare": _prepare,
    "share": _share,
}
