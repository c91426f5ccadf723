"""The demo's letterbox: mail is kept as files, where a page shows it, and none of it leaves the machine.

Web and worker are processes of their own, so a message is written aside first and then takes its name; the
names sort by the time of sending.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage as Parsed
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from cms.strongbox import make_private

_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


class LetterboxBackend(BaseEmailBackend):
    """Keeps what Django would send."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message that has a recipient; returns how many."""
        kept = 0
        for message in email_messages:
            if message.recipients():
                keep(message.message().as_bytes())
                kept += 1
        return kept


@dataclass(frozen=True)
class Letter:
    """One message: who it went to, when, and what it says. ``text`` and ``html`` are empty in a list."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str = ""
    html: str = ""


def keep(raw: bytes) -> str:
    """Store one message as it would have gone out; returns its name."""
    place = _place()
    make_private(place.parent)
    make_private(place)
    name = f"{time.time_ns():020d}-{uuid4().hex[:8]}"
    aside = place / f"{name}.part"
    aside.write_bytes(raw)
    aside.rename(place / f"{name}.eml")
    return name


def letters(*, to: str = "", before: str = "") -> Iterator[Letter]:
    """Yield what was sent, newest first: to whom ``to`` is a part of, and before the message ``before``."""
    for path in sorted(_place().glob("*.eml"), reverse=True):
        if _NAME.fullmatch(path.stem) and (not before or path.stem < before):
            head = BytesHeaderParser(policy=policy.default).parsebytes(path.read_bytes())
            if to.lower() in str(head.get("To", "")).lower():
                yield _letter(path.stem, head)


def letter(name: str) -> Letter | None:
    """Return one message with its bodies, or None when there is none of that name."""
    path = _place() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.exists():
        return None
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return _letter(name, message, text=_body(message, "plain"), html=_body(message, "html"))


def _letter(name: str, head: Parsed, *, text: str = "", html: str = "") -> Letter:
    at = datetime.fromtimestamp(int(name.partition("-")[0]) / 1e9, UTC)
    return Letter(name, str(head.get("To", "")), str(head.get("Subject", "")), at, text, html)


def _body(message: Parsed, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).strip() if part is not None else ""


def _place() -> Path:
    return Path(settings.LETTERBOX)
