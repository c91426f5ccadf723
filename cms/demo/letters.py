"""What readers of the demo asked and reported, and what the editors have answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from articles import questions
from articles.models import Question, User, Version
from articles.states import Status
from cms.demo import files
from cms.demo.agenda import Act

DAYS_TO_ANSWER = 1


def acts(rows: list[dict[str, Any]], articles: list[files.Article]) -> Iterator[Act]:
    """Yield each letter on its day and, where the file has an answer, the answer a day later."""
    known = {article.slug: article for article in articles}
    for row in rows:
        yield Act(row["days_ago"], partial(_write, row, known[row["article"]]))
        if "answer" in row:
            yield Act(row["days_ago"] - DAYS_TO_ANSWER, partial(_answer, row))


def _write(row: Mapping[str, Any], article: files.Article) -> None:
    live = Version.objects.select_related("article").get(article__slug=row["article"], status=Status.APPROVED)
    questions.receive(
        kind=row["kind"],
        version=live,
        section_key=article.key("section", row["section"]),
        audience=row["audience"],
        text=row["text"],
    )


def _answer(row: Mapping[str, Any]) -> None:
    asked = Question.objects.get(text=row["text"])
    questions.answer(asked, by=User.objects.get(username="editor"), text=row["answer"])
