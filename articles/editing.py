"""The one door for text: create an article, save a draft, copy a version into the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history

from articles.acting import acting
from articles.cleaning import VERSION_FIELDS, Malformed, cleaned
from articles.content.characters import without_forbidden
from articles.content.importers import Imported
from articles.content.richtext import CONTENT_FORMAT
from articles.content.slugs import slug_of
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import (
    Article,
    Intake,
    Reference,
    Risk,
    Section,
    Support,
    Topic,
    User,
    Version,
)
from articles.roles import Roles
from articles.states import PENDING, Status

TAKES_TWO = (
    "While a version is before the board, it takes two people to lower the risk or to change the topic: ask "
    "for it, and a second editor confirms it."
)
_RISKS = (Risk.LOW, Risk.STANDARD, Risk.HIGH)


class NotADraft(Exception):
    """The version is no longer a draft; its text cannot change. ``status`` says where it stands now."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(f"This version is {Status(status).label.lower()} and its text can no longer change.")


class StaleSave(Exception):
    """Somebody else saved in the meantime; ``current`` is their text, ``revision`` its count of saves."""

    def __init__(self, current: ArticleText, revision: int) -> None:
        self.current = current
        self.revision = revision
        super().__init__(
            "Somebody else has saved this draft since you opened it. Nothing of theirs was overwritten."
        )


def text_of(version: Version) -> ArticleText:
    """Return all that a version says, in reading order. Three queries, or none where rows were prefetched."""
    return ArticleText(
        **{name: getattr(version, name) for name in VERSION_FIELDS},
        sections=tuple(
            SectionText(
                key=row.key, level=row.level, heading=row.heading, body=row.body, plain_body=row.plain_body
            )
            for row in sorted(version.sections.all(), key=lambda row: row.position)
        ),
        references=tuple(
            ReferenceText(**{name: getattr(row, name) for name in ("key", *_REFERENCE)})
            for row in sorted(version.references.all(), key=lambda row: row.position)
        ),
        supports=tuple(
            SupportText(key=row.key, reference=row.reference_key, passage=row.passage, locator=row.locator)
            for row in sorted(version.supports.all(), key=lambda row: row.key)
        ),
    )


def may_edit(version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may change this draft: its author, an editor of its topic, or the system."""
    roles = roles or Roles.of(by)
    return roles.active and (
        roles.is_system or version.author_id == by.pk or roles.is_editor(version.article.topic_id)
    )


def may_create(by: User) -> bool:
    """Whether ``by`` may begin an article: an author, an editor of anything, or the system."""
    roles = Roles.of(by)
    return roles.active and (roles.is_system or roles.is_author() or roles.is_editor(None))


def create_article(
    text: ArticleText,
    *,
    by: User,
    topic: Topic | None = None,
    risk: str = Risk.STANDARD,
    slug: str = "",
    imported: Imported | None = None,
    source_text: str = "",
    source_name: str = "",
) -> Version:
    """Begin an article with its first draft, and keep what the importer said of the text.

    The address is ``slug``, or follows from the title; where it is taken, a number is added.

    Raises:
        PermissionDenied: if ``by`` is not granted to write.
        Malformed: see ``cleaned``; or there is no such risk.
    """
    if not may_create(by):
        raise PermissionDenied("You are not an author or an editor here.")
    text = cleaned(text)
    _refuse_unknown_risk(risk)
    with acting(by):
        article = _article_at_free_address(_address(slug, text), topic, risk)
        version = Version(article=article, number=1, author=by, content_format=CONTENT_FORMAT)
        _say(version, text)
        version.save()
        _write_rows(version, text)
        if imported is not None:
            _keep_intake(version, imported, source_text=source_text, source_name=source_name)
        return fresh(version)


def save(version: Version, text: ArticleText, *, by: User, revision: int) -> Version:
    """Save a draft as ``text``, if nobody saved since ``revision``; only what differs is written.

    Returns the fresh version, whose ``revision`` has moved if anything changed.

    Raises:
        PermissionDenied: if ``by`` may not edit it.
        NotADraft: if it has left draft.
        StaleSave: if somebody else saved in the meantime. Nothing is written then.
    """
    text = cleaned(text)
    with acting(by):
        version = locked(version)
        if not may_edit(version, by):
            raise PermissionDenied("You may not edit this draft.")
        if version.status != Status.DRAFT:
            raise NotADraft(version.status)
        current = text_of(version)
        if version.revision != revision:
            if current == text:
                return version
            raise StaleSave(current, version.revision)
        if current != text:
            _rewrite(version, text)
            version.revision += 1
            _say(version, text)
            version.save()
    return version


def copy_into_next(version: Version, *, author: User, keep_correction: bool = True) -> Version:
    """Open the next version as a draft with the same text and keys. The caller acts, and holds the lock."""
    last = version.article.versions.aggregate(last=models.Max("number"))["last"]
    following = Version(
        article=version.article,
        number=last + 1,
        author=author,
        based_on=version,
        content_format=version.content_format,
    )
    text = text_of(version)
    _say(following, text)
    if not keep_correction:
        following.correction_kind = following.correction_notice = ""
    following.save()
    _write_rows(following, text)
    return following


def reclassify(article: Article, *, by: User, topic: Topic | None = None, risk: str | None = None) -> Article:
    """Change an article's topic or risk. The database writes the event.

    Raises:
        PermissionDenied: unless ``by`` edits the topic it leaves and the one it enters, or is its author
            before anything was submitted. While a version is before the board, one person alone only raises
            the risk: the rest is asked for (``reviews.workflow``).
    """
    with acting(by):
        article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        target = topic or article.topic
        roles = Roles.of(by)
        edits_both = roles.is_editor(article.topic_id) and roles.is_editor(target)
        if not (edits_both or roles.is_system or (roles.active and _is_first_draft_of(article, by))):
            raise PermissionDenied("Only an editor of both topics may move an article.")
        risk = risk or article.risk
        _refuse_unknown_risk(risk)
        if takes_two(article, target, risk) and article.versions.filter(status__in=PENDING).exists():
            raise PermissionDenied(TAKES_TWO)
        write_class(article, topic=target, risk=risk)
    return article


def takes_two(article: Article, topic: Topic | None, risk: str) -> bool:
    """Whether one person alone may not do it while a version is before the board."""
    return topic != article.topic or _RISKS.index(risk) < _RISKS.index(article.risk)


def write_class(article: Article, *, topic: Topic | None, risk: str) -> None:
    """Write where an article belongs. The caller acts, holds the lock, and has asked whether it may be."""
    article.topic, article.risk = topic, risk
    article.save()


def locked(version: Version) -> Version:
    """Return the version fresh from the database, its article locked first and then itself."""
    article = Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    found = Version.objects.select_for_update(no_key=True).get(pk=version.pk)
    found.article = article
    return found


def fresh(version: Version) -> Version:
    """Return the version as it is in the database, with its article; what the caller holds stays."""
    return Version.objects.select_related("article__topic").get(pk=version.pk)


_SECTION = ("level", "heading", "body", "plain_body")
_REFERENCE = ("kind", "title", "source", "year", "doi", "pmid", "url", "csl")


def _say(version: Version, text: ArticleText) -> None:
    for name in VERSION_FIELDS:
        setattr(version, name, getattr(text, name))


def _section_row(version: Version, position: int, text: SectionText) -> Section:
    fields = {name: getattr(text, name) for name in _SECTION}
    return Section(version=version, key=text.key, position=position, **fields)


def _reference_row(version: Version, position: int, text: ReferenceText) -> Reference:
    fields = {name: getattr(text, name) for name in _REFERENCE}
    return Reference(version=version, key=text.key, position=position, **fields)


def _support_row(version: Version, _: int, text: SupportText) -> Support:
    return Support(
        version=version,
        key=text.key,
        reference_key=text.reference,
        passage=text.passage,
        locator=text.locator,
    )


def _rows(version: Version, text: ArticleText) -> dict[type[Any], list[Any]]:
    return {
        Section: [_section_row(version, place, row) for place, row in enumerate(text.sections, 1)],
        Reference: [_reference_row(version, place, row) for place, row in enumerate(text.references, 1)],
        Support: [_support_row(version, place, row) for place, row in enumerate(text.supports, 1)],
    }


def _write_rows(version: Version, text: ArticleText) -> None:
    for model, rows in _rows(version, text).items():
        if rows:
            bulk_create_with_history(rows, model)


def _rewrite(version: Version, text: ArticleText) -> None:
    for model, wanted in _rows(version, text).items():
        standing = {row.key: row for row in model._default_manager.filter(version=version)}
        _delete(standing[key] for key in standing.keys() - {row.key for row in wanted})
        added = [row for row in wanted if row.key not in standing]
        for row in wanted:
            if row.key in standing and _differs(row, standing[row.key]):
                row.pk = standing[row.key].pk
                row.save(force_update=True)
        if added:
            bulk_create_with_history(added, model)


def _delete(rows: Iterable[models.Model]) -> None:
    for row in rows:
        row.delete()


def _differs(row: models.Model, other: models.Model) -> bool:
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return any(getattr(row, name) != getattr(other, name) for name in names)


def _refuse_unknown_risk(risk: str) -> None:
    if risk not in Risk.values:
        raise Malformed(f"There is no risk “{risk}”.")


def _address(chosen: str, text: ArticleText) -> str:
    """An address that says something: as chosen, or of the title, or of what else the article is called."""
    named = (chosen, text.title, text.second_title, text.condition_name)
    slugs = [slug_of(name) for name in named]
    return next((slug for slug in slugs if re.search("[a-z]", slug)), "") or "untitled"


def _article_at_free_address(slug: str, topic: Topic | None, risk: str) -> Article:
    for number in range(1, 1000):
        address = slug if number == 1 else f"{slug}-{number}"
        if Article.objects.filter(slug=address).exists():
            continue
        try:
            with transaction.atomic():
                return Article.objects.create(slug=address, topic=topic, risk=risk)
        except IntegrityError:  # somebody took it between the look and the leap
            continue
    raise ValueError(f"A thousand articles are called “{slug}” already; choose another address.")


def _is_first_draft_of(article: Article, by: User) -> bool:
    versions = list(article.versions.values_list("status", "author_id"))
    return versions == [(Status.DRAFT, by.pk)]


def _keep_intake(version: Version, imported: Imported, *, source_text: str, source_name: str) -> None:
    Intake.objects.create(
        version=version,
        source_name=source_name,
        format=imported.format,
        source_text=without_forbidden(source_text),
        problems=[vars(problem) for problem in imported.problems],
        left_out=[vars(left) for left in imported.left_out],
        guessed_sections=[str(key) for key in _guessed(imported)],
    )


def _guessed(imported: Imported) -> Iterable[UUID]:
    return (section.key for section in imported.sections if section.guessed)
