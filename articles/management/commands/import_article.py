"""`manage.py import_article`: files in, drafts out, with all that was understood and all that was not."""

from __future__ import annotations

import json
import textwrap
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from articles import clock, editing, sources
from articles.cleaning import Malformed
from articles.content.checks import check
from articles.content.importers import FORMATS, Imported, ImportRefused, read
from articles.content.importers.decoding import decode
from articles.content.likeness import ALIKE, likeness, subject_of
from articles.content.problems import Problem
from articles.content.richtext import text_of
from articles.content.text import ArticleText
from articles.models import Role, Topic, User, Version

_MOST_CANDIDATES = 500
_MOST_SIMILAR = 3


class Command(BaseCommand):
    help = (
        "Read files (plain text, Markdown) into drafts. Prints the address of"
        " each, what was understood of it, "
        "what is wrong with it, and what was left out. Without --author the drafts are the system user's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file to read")
        parser.add_argument("--topic", metavar="T", help="the slug of the topic; without it, submit refuses")
        parser.add_argument("--author", metavar="U", help="the username of the author")
        parser.add_argument(
            "--slug", metavar="S", help="the address of the article; else it is made of the title"
        )
        parser.add_argument("--format", metavar="F", help=f"{' or '.join(FORMATS)}; else it is recognised")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object for each file, a line each"
        )

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        if options["format"] not in (None, *FORMATS):
            raise CommandError(
                f"There is no format “{options['format']}”. The formats are: {', '.join(FORMATS)}."
            )
        if options["slug"] and len(files) > 1:
            raise CommandError("--slug is for one file; without it each address is made of the title.")
        topic = _topic(options["topic"])
        author = _author(options["author"])
        failed = 0
        for number, name in enumerate(files, start=1):
            note = f"{number}/{len(files)} {name}: " if len(files) > 1 else ""
            try:
                report = _take_in(
                    name, by=author, topic=topic, format=options["format"], slug=options["slug"] or ""
                )
            except (ImportRefused, Malformed, PermissionDenied, OSError) as error:
                failed += 1
                self.stderr.write(f"{note or f'{name}: '}{_reason(error)}", self.style.ERROR)
                continue
            if note:
                self.stderr.write(f"{note}{report['slug']}", lambda line: line)
            lines = [json.dumps(report, ensure_ascii=False)] if options["json"] else _for_people(report)
            self.stdout.write("\n".join(lines))
        if failed:
            raise CommandError(f"{failed} of {len(files)} files could not be imported.")


def _topic(slug: str | None) -> Topic | None:
    if slug is None:
        return None
    topics = {topic.slug: topic for topic in Topic.objects.order_by("slug")}
    if slug not in topics:
        choices = ", ".join(topics) or "none yet"
        raise CommandError(f"There is no topic “{slug}”. The topics are: {choices}.")
    return topics[slug]


def _author(username: str | None) -> User:
    if username is None:
        return User.objects.system()
    if user := User.objects.filter(username=username).first():
        return user
    writing = User.objects.filter(is_active=True, grants__role__in=[Role.AUTHOR, Role.EDITOR, Role.CHIEF])
    names = ", ".join(writing.order_by("username").values_list("username", flat=True).distinct()[:20])
    raise CommandError(f"There is no user “{username}”. These may write: {names or 'nobody yet'}.")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The file cannot be read: {(error.strerror or str(error)).lower()}."
    return str(error)


def _take_in(name: str, *, by: User, topic: Topic | None, format: str | None, slug: str) -> dict[str, Any]:
    """Make a draft of a file, and say all there is to say about it."""
    data = Path(name).read_bytes()
    imported = read(data, name=name, format=format)
    similar = list(_similar(imported.text.title))
    version = editing.create_article(
        imported.text,
        by=by,
        topic=topic,
        slug=slug,
        imported=imported,
        source_text=decode(data)[0],
        source_name=Path(name).name,
    )
    problems = [*_problems(imported, editing.text_of(version)), *similar]
    return _report(version, imported, problems)


def _problems(imported: Imported, text: ArticleText) -> list[Problem]:
    """What the importer noted, and what the checks find besides; errors first."""
    retracted = sources.retracted(text.references)
    noted = {(problem.code, problem.where) for problem in imported.problems}
    found = [
        problem
        for problem in check(text, retracted=retracted, this_year=clock.now().year)
        if (problem.code, problem.where) not in noted
    ]
    return sorted([*imported.problems, *found], key=lambda problem: problem.severity != "error")


def _similar(title: str) -> Iterator[Problem]:
    """Articles whose question is likely the same."""
    words = sorted(subject_of(title), key=len, reverse=True)[:2]
    if not words:
        return
    about = Q()
    for word in words:
        about |= Q(title__icontains=word)
    newest_first = Version.objects.filter(about).order_by("-pk").values_list("article__slug", "title")
    alike: dict[str, tuple[float, str]] = {}
    for slug, other in newest_first[:_MOST_CANDIDATES]:
        if (share := likeness(title, other)) >= ALIKE and slug not in alike:
            alike[slug] = (share, other)
    for slug, (_, other) in sorted(alike.items(), key=lambda pair: -pair[1][0])[:_MOST_SIMILAR]:
        message = (
            f"The article {slug} asks a similar question, “{other}”."
            " If it is the same, revise that one instead and withdraw this draft."
        )
        yield Problem(code="similar-question", severity="warning", where="title", message=message)


def _report(version: Version, imported: Imported, problems: list[Problem]) -> dict[str, Any]:
    text = imported.text
    return {
        "slug": version.article.slug,
        "title": text.title,
        "second_title": text.second_title,
        "summary": text_of(text.summary),
        "sections": [
            {"heading": info.heading, "level": info.level, "guessed": info.guessed}
            for info in imported.sections
        ],
        "references": [
            {
                "kind": reference.kind,
                "title": reference.title,
                "source": reference.source,
                "year": reference.year,
            }
            for reference in text.references
        ],
        "problems": [
            {"code": problem.code, "where": problem.where, "message": problem.message} for problem in problems
        ],
        "left_out": [{"text": left.text, "why": left.why} for left in imported.left_out],
    }


def _for_people(report: dict[str, Any]) -> Iterator[str]:
    yield report["slug"]
    for name in ("title", "second_title", "summary"):
        yield from _wrapped(f"{name.replace('_', ' ').capitalize():14}", report[name] or "(none)")
    yield from _listed("Sections", map(_section_line, report["sections"]))
    yield from _listed("References", map(_reference_line, report["references"]))
    yield from _listed("To look at", (f"{found['code']}: {found['message']}" for found in report["problems"]))
    yield from _listed("Left out", (f"{left['text']} ({left['why']})" for left in report["left_out"]))
    yield ""


def _section_line(section: dict[str, Any]) -> str:
    indent = "  " * (section["level"] - 2)
    guess = " (level guessed)" if section["guessed"] else ""
    return f"{indent}{section['level']} {section['heading'] or '(no heading)'}{guess}"


def _reference_line(reference: dict[str, Any]) -> str:
    published = ", ".join(str(part) for part in (reference["source"], reference["year"]) if part)
    return " · ".join(part for part in (reference["kind"], reference["title"], published) if part)


def _listed(name: str, entries: Iterator[str]) -> Iterator[str]:
    found = list(entries)
    yield f"  {name} ({len(found)})"
    for entry in found:
        yield from _wrapped("  -", entry)


def _wrapped(lead: str, text: str) -> Iterator[str]:
    inset = " " * (len(lead) + 3)
    yield from textwrap.wrap(f"  {lead} {text}", 100, subsequent_indent=inset, break_on_hyphens=False)
