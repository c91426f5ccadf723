"""Safety sweeps of the demo: what was ticked, seen to as the worker would, and partly worked off since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from articles import questions
from articles.models import Question, Version
from articles.states import Status
from cms.demo import files
from cms.demo.agenda import Act
from cms.demo.stories import person
from reviews import sweeping
from reviews.models import Sweep

DAYS_TO_LOOK = 1
Row = Mapping[str, Any]


def acts(rows: list[dict[str, Any]], articles: list[files.Article]) -> Iterator[Act]:
    """Yield each sweep on its day, and a day later what was looked at and found to be in order."""
    known = {article.slug: article for article in articles}
    for row in rows:
        yield Act(row["days_ago"], partial(_begin, row, known))
        yield Act(row["days_ago"] - DAYS_TO_LOOK, partial(_look, row, known))


def _begin(row: Row, known: Mapping[str, files.Article]) -> None:
    places = []
    for place in row["places"]:
        live = Version.objects.get(article__slug=place["article"], status=Status.APPROVED)
        places.append((live.pk, known[place["article"]].key("section", place["section"])))
    said = {name: row[name] for name in ("query", "reason", "note")}
    sweep = sweeping.begin(by=person(row["by"]), deed=sweeping.TASK, places=places, **said)
    sweeping.see_to_some(sweep.pk, sweeping.TASK)


def _look(row: Row, known: Mapping[str, files.Article]) -> None:
    sweep = Sweep.objects.get(query=row["query"])
    for place in row["places"]:
        if "closed" in place:
            key = known[place["article"]].key("section", place["section"])
            task = Question.objects.get(pk__in=sweep.items.filter(section_key=key).values("task"))
            questions.close(task, by=person(row["by"]), note=place["closed"])
