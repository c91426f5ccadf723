"""The rules of the house: imports run cms -> reviews -> articles, and one module knows the time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Where a module lives, and what it must not import; all places that it lies in count.
FORBIDDEN = {
    "articles": ("reviews", "cms"),
    "articles.content": ("django", "articles.models", "psycopg", "simple_history", "django_fsm"),
    "reviews": ("cms",),
    "cms.pages": ("cms.desk", "cms.reading", "cms.sharing", "cms.api"),
    "cms.desk": ("cms.reading", "cms.sharing", "cms.api"),
    "cms.reading": ("cms.desk", "cms.sharing", "cms.api"),
    "cms.sharing": ("cms.desk", "cms.reading", "cms.api"),
    "cms.api": ("cms.desk", "cms.reading", "cms.sharing"),
}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imported(source: str, module: str, *, is_package: bool) -> Iterator[tuple[int, str]]:
    """Line and name of all that a module imports, relative and inner imports and those for types included."""
    parts = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = parts[: len(parts) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            constants = (name for name in node.args if isinstance(name, ast.Constant))
            yield from ((node.lineno, str(name.value)) for name in constants)


def broken_arrows(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Each import of the module that runs against an arrow, as "line: module imports name"."""
    barred = {name for place, names in FORBIDDEN.items() if within(module, place) for name in names}
    return [
        f"{line}: {module} imports {name}"
        for line, name in imported(source, module, is_package=is_package)
        if any(within(name, package) for package in barred)
    ]


def modules() -> Iterator[tuple[Path, str, bool]]:
    for app in ("articles", "reviews", "cms"):
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = list(path.relative_to(ROOT).with_suffix("").parts)
            is_package = parts[-1] == "__init__"
            yield path, ".".join(parts[:-1] if is_package else parts), is_package


def test_no_import_runs_against_the_arrows() -> None:
    broken = [
        found
        for path, module, is_package in modules()
        for found in broken_arrows(path.read_text(encoding="utf-8"), module, is_package=is_package)
    ]

    assert broken == []


def test_every_app_is_looked_at() -> None:
    assert {module.split(".")[0] for _, module, _ in modules()} == {"articles", "reviews", "cms"}


def test_checker_finds_seeded_arrows() -> None:
    bad = """
import reviews.workflow
from cms import settings
from articles.models import Article
def later():
    from reviews.models import Review
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import cms.urls
import importlib
importlib.import_module("reviews.rules")
"""
    assert broken_arrows(bad, "articles.editing") == [
        "2: articles.editing imports reviews.workflow",
        "3: articles.editing imports cms.settings",
        "6: articles.editing imports reviews.models.Review",
        "9: articles.editing imports cms.urls",
        "11: articles.editing imports reviews.rules",
    ]


def test_checker_follows_relative_imports() -> None:
    assert broken_arrows("from ...reviews import models", "articles.content.text") == [
        "1: articles.content.text imports reviews.models"
    ]
    assert broken_arrows("from . import errors", "cms.reading", is_package=True) == []
    assert broken_arrows("from ..desk import work", "cms.reading.pages") == [
        "1: cms.reading.pages imports cms.desk.work"
    ]


def test_checker_bars_django_from_content_only() -> None:
    assert broken_arrows("from django.db import models", "articles.content.text") == [
        "1: articles.content.text imports django.db.models"
    ]
    assert broken_arrows("from django.db import models", "articles.editing") == []
    assert broken_arrows("import djangoish", "articles.content.text") == []


# The clock itself; and the demo, which stops Django's clock beside the database's.
MAY_ASK_FOR_THE_TIME = ("articles.clock", "cms.demo.seed")
OUR_CLOCK = ("clock.now", "clock.today")
OTHER_CLOCKS = ("now", "today", "utcnow", "localtime", "localdate")


def other_clocks(source: str) -> list[str]:
    """Each call of another clock than ours, or that takes a moment's day without the house's time zone."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    attributes = [call for call in calls if isinstance(call, ast.Attribute)]
    found = [ast.unparse(call) for call in attributes if call.attr in (*OTHER_CLOCKS, "date")]
    found += [call.id for call in calls if isinstance(call, ast.Name) and call.id in OTHER_CLOCKS]
    return sorted(name for name in found if name not in OUR_CLOCK)


def test_nobody_asks_another_clock() -> None:
    found = [
        f"{module}: {call}"
        for path, module, _ in modules()
        if module not in MAY_ASK_FOR_THE_TIME and "migrations" not in module
        for call in other_clocks(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_checker_finds_other_clocks() -> None:
    bad = "clock.today()\ntimezone.now()\nclock.now().date()\nlocaldate()\ndate.today()\nrow.at.date()\n"

    found = other_clocks(bad)

    assert found == ["clock.now().date", "date.today", "localdate", "row.at.date", "timezone.now"]
