"""What docs/digest.md says is so: its lines of Python print what it says, and what this program computes."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

from articles.content.digest import digest_v1
from articles.content.text import ArticleText, ReferenceText, SectionText
from reviews.models import Event
from reviews.verification import event_hash

PAGE = Path(__file__).resolve().parents[2] / "docs" / "digest.md"


def _printed() -> list[str]:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    said = StringIO()
    with redirect_stdout(said):
        exec(code, {})
    return said.getvalue().split()


def test_the_page_says_what_its_lines_print() -> None:
    stated = re.findall(r"It prints `([0-9a-f]{64})`", PAGE.read_text(encoding="utf-8"))

    assert len(stated) == 2
    assert stated == _printed()


def test_the_worked_digest_is_the_programs() -> None:
    text = ArticleText(
        title="How is gout treated?",
        summary="<p>Early.</p>",
        condition_name="Gout",
        condition_code="M10",
        drafting="human",
        sections=(
            SectionText(
                key=UUID("0a0a0a0a-0000-4000-8000-000000000001"),
                level=2,
                heading="First steps",
                body="<p>Cool it: ≥10 minutes.</p>",
            ),
        ),
        references=(
            ReferenceText(
                key=UUID("0a0a0a0a-0000-4000-8000-000000000002"),
                kind="guideline",
                title="Gout",
                source="A journal",
                csl={"volume": "14", "issue": "2"},
            ),
        ),
    )

    assert _printed()[0] == digest_v1(text)


def test_the_worked_event_is_the_programs() -> None:
    event = Event(
        article_id=7,
        version_id=31,
        seq=1,
        actor="Ada Author",
        actor_user_id=3,
        action="open",
        target="draft",
        at=datetime(2027, 3, 12, 9, 30, tzinfo=UTC),
    )

    assert _printed()[1] == event_hash(event)
