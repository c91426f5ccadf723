"""Finding versions and people by words, in what somebody may see anyway."""

from __future__ import annotations

from functools import reduce
from operator import and_

from django.db.models import BooleanField, Expression, F, Func, Q, QuerySet, TextField, Value
from django.db.models import ExpressionWrapper as Wrapper
from django.db.models.functions import Coalesce, Replace

from articles.matching import says
from articles.models import Reference, Section, User, Version
from articles.roles import Roles
from reviews.models import Assignment, BoardMember
from reviews.queries import edited_by

MOST_WORDS = 8


def named(versions: QuerySet[Version], words: str) -> QuerySet[Version]:
    """Return those whose title, condition or address has all the words."""
    return versions.filter(_all(words, _in_its_names))


def saying(versions: QuerySet[Version], words: str, roles: Roles) -> QuerySet[Version]:
    """Return those that have all the words somewhere: in their names, texts, sources, or people.

    The people are the author and, for the editors of the article, the members who were asked to review it.
    """
    versions = versions.alias(_summary=_plain("summary"), _plain_summary=_plain("plain_summary"))
    return versions.filter(
        _all(words, lambda word: _in_its_names(word) | _in_its_text(word) | _in_its_people(word, roles))
    )


def by_names_first(versions: QuerySet[Version], words: str) -> QuerySet[Version]:
    """Return these, those first that are called so: ``called``. The others only say it somewhere."""
    called = Wrapper(Coalesce(_all(words, _in_its_names), Value(False)), output_field=BooleanField())
    return versions.annotate(called=called).order_by("-called", "-status_since", "-pk")


def members_called(words: str) -> QuerySet[BoardMember]:
    """Return the members of the board, as its public page lists them, whose name has all the words."""
    wanted = _all(words, lambda word: Q(printed_name__icontains=word))
    return BoardMember.objects.filter(wanted).order_by("printed_name", "pk")


def authors_called(words: str, versions: QuerySet[Version]) -> QuerySet[User]:
    """Return the authors of these versions whose name has all the words."""
    wanted = _all(words, lambda word: Q(name__icontains=word) | Q(username__icontains=word))
    return User.objects.filter(wanted, pk__in=versions.values("author")).order_by("name", "pk")


def _all(words: str, condition: object) -> Q:
    return reduce(and_, (condition(word) for word in words.split()[:MOST_WORDS]), Q())  # type: ignore[operator]


def _in_its_names(word: str) -> Q:
    return (
        says("title", word)
        | says("second_title", word)
        | says("condition_name", word)
        | Q(article__slug__icontains=word)
    )


def _in_its_text(word: str) -> Q:
    # A subquery of its own for each word: two words may stand in two sections, and no row is multiplied.
    said = says("heading", word)
    said |= says("body", word, read="_body") | says("plain_body", word, read="_plain_body")
    sections = Section.objects.alias(_body=_plain("body"), _plain_body=_plain("plain_body")).filter(said)
    sources = Reference.objects.filter(says("title", word) | says("source", word))
    return (
        says("summary", word, read="_summary")
        | says("plain_summary", word, read="_plain_summary")
        | Q(pk__in=sections.values("version"))
        | Q(pk__in=sources.values("version"))
    )


def _in_its_people(word: str, roles: Roles) -> Q:
    asked = Assignment.objects.filter(member__printed_name__icontains=word)
    reviewed = Q(pk__in=asked.values("review__version")) & edited_by(roles, "article__")
    return Q(author__name__icontains=word) | Q(author__username=word) | reviewed


def _plain(name: str) -> Expression:
    """Rich text as it is read: what stands in tags is not said, and a word in bold is one word."""
    inline = _without(F(name), "</?(strong|em|sub|sup|a|cite|b|i)\\M[^>]*>", "")
    said: Expression = _without(inline, "<[^>]*>", " ")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        said = Replace(said, Value(entity), Value(sign), output_field=TextField())
    return said


def _without(said: F | Expression, pattern: str, other: str) -> Func:
    return Func(
        said,
        Value(pattern),
        Value(other),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
