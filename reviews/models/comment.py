"""What is said of a text before the board, the wording proposed for it, and what was taken of that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from articles.models import User, Version
from articles.models.history import field_history
from reviews.models.review import Review
from reviews.models.share import Share


class Part(models.TextChoices):
    WHOLE = "", "The text as a whole"
    TITLE = "title", "Title"
    SUMMARY = "summary", "Summary"
    PLAIN_SUMMARY = "plain_summary", "Summary, for patients"
    BODY = "body", "Section"
    PLAIN_BODY = "plain_body", "Section, for patients"


class Comments(models.QuerySet["Comment"]):
    def open(self) -> Comments:
        return self.filter(resolved_at=None)


class Comment(models.Model):
    """What a member, an editor or an outside reader says of a text before the board.

    It stands at a section (or, without a key, at the title and summary), and may be anchored to words there:
    ``quote`` with what stands before and after (``prefix``, ``suffix``), as in W3C's TextQuoteSelector.
    ``suggestion`` is the wording proposed in the quote's place; empty, the words are to go.

    ``blocking`` ones are to be settled before the text goes live. A reply (``reply_to``) says something in a
    thread and nothing else. Settling is all that changes a comment, and it is not undone; the database sets
    the version, who and when.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="comments", editable=False)
    review = models.ForeignKey(Review, models.PROTECT, null=True, blank=True, related_name="comments")
    share = models.ForeignKey(Share, models.PROTECT, null=True, blank=True, related_name="comments")
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    section_key = models.UUIDField(null=True, blank=True)
    part = models.TextField(choices=Part.choices, default=Part.WHOLE, blank=True)
    quote = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    body = models.TextField(blank=True)
    suggestion = models.TextField(null=True, blank=True)
    blocking = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Comment]] = Comments.as_manager()
    history = field_history()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something", condition=~models.Q(body="") | ~models.Q(suggestion=None)
            ),
            models.CheckConstraint(
                name="comment_part_known", condition=models.Q(part__in=[part.value for part in Part])
            ),
            models.CheckConstraint(
                name="comment_quote_is_of_a_part", condition=models.Q(quote="") | ~models.Q(part="")
            ),
            models.CheckConstraint(
                name="comment_suggestion_replaces_words",
                condition=models.Q(suggestion=None) | ~models.Q(quote=""),
            ),
            models.CheckConstraint(
                name="comment_reply_only_replies",
                condition=models.Q(reply_to=None) | models.Q(quote="", suggestion=None, blocking=False),
            ),
            models.CheckConstraint(
                name="comment_is_of_something",
                condition=~models.Q(review=None) | ~models.Q(share=None) | ~models.Q(reply_to=None),
            ),
        ]

    def __str__(self) -> str:
        return (self.body or f"“{self.quote}” → “{self.suggestion}”")[:80]


class Adoption(models.Model):
    """A suggestion whose wording was taken into a draft: the edit of whoever took it. Append-only.

    Whose wording was taken may sign, but never makes up the whole quorum (G4).
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="adoption")
    version = models.ForeignKey(Version, models.PROTECT, related_name="adoptions")
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Taken: {self.comment}"
