"""The demo's articles as stories: what a step needs to know of its article, its house and its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.models import User, Version
from articles.states import Status
from cms.demo import files
from reviews.models import Assignment, Comment, Review

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """One article's file, and what its steps need to know of the demo around it."""

    file: files.Article
    interests: Mapping[str, str]
    password: str
    today: date

    def newest(self) -> Version:
        """Return the article's newest version."""
        return Version.objects.filter(article__slug=self.file.slug).latest("number")

    def live(self) -> Version:
        """Return the version that readers see."""
        return Version.objects.get(article__slug=self.file.slug, status=Status.APPROVED)

    def open_review(self) -> Review:
        """Return the review in which members can sign now."""
        return Review.objects.open().get(version__article__slug=self.file.slug)

    def seat(self, by: User) -> Assignment:
        """Return a member's seat in that review."""
        return Assignment.objects.get(review=self.open_review(), member__user=by)

    def remark(self, quote: str) -> Comment:
        """Return the comment that was made on these words."""
        return Comment.objects.get(version__article__slug=self.file.slug, reply_to=None, quote=quote)


def interests_of(member: Mapping[str, Any]) -> str:
    """Return what a member of the board has to declare, a line for each; empty for an explicit none."""
    return "\n".join(f"{said['from']}: {said['what']}." for said in member.get("disclosures", []))


def person(username: str) -> User:
    """Return the account of somebody in the house."""
    return User.objects.get(username=username)


def answered(review: Review, step: Step) -> list[list[str]] | None:
    """Return the lines that the policy asked as the review began, with the answers that the file gives."""
    if not review.checklist:
        return None
    return [[line, answer] for line, answer in zip(review.checklist, step["answers"], strict=True)]
