"""What is said of a text before the board: comments, replies, wording proposed and taken, and the letter.

Each verb takes what it is about and ``by``, and returns it fresh from the database. One that does not happen
raises a ``Refused`` with a sentence for the person, or a ``PermissionDenied``.
"""

from __future__ import annotations

from reviews.commenting.adopting import accept_suggestion
from reviews.commenting.hearing import (
    blocking_open,
    may_comment,
    may_reply,
    may_resolve,
    open_blocking,
    said_to_author,
    shown_to_author,
    threads_for,
)
from reviews.commenting.letters import letter
from reviews.commenting.saying import LONGEST, LONGEST_QUOTE, comment, reply, resolve

__all__ = [
    "LONGEST",
    "LONGEST_QUOTE",
    "accept_suggestion",
    "blocking_open",
    "comment",
    "letter",
    "may_comment",
    "may_reply",
    "may_resolve",
    "open_blocking",
    "reply",
    "resolve",
    "said_to_author",
    "shown_to_author",
    "threads_for",
]
