"""Where an article belongs, while a version of it is before the board: asked for, and confirmed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from articles import editing
from articles.acting import acting
from articles.models import Article, Topic, User, Version
from articles.roles import Roles
from articles.states import PENDING
from reviews import notices, rules
from reviews.models import Reclassification, Review
from reviews.refusals import Conflict, Refused, guarded
from reviews.workflow.moves import typed

ASKED_ALREADY = "A change is asked for already. Confirm or decline that one first."


def before_the_board(article: Article) -> Version | None:
    """Return the version of an article before the board, scheduled or being reaffirmed, if there is one."""
    pending = article.versions.filter(status__in=PENDING).order_by("-number").first()
    if pending is None:
        review = Review.objects.open().filter(version__article=article).select_related("version").first()
        pending = review.version if review else None
    return pending


def reclassify(
    article: Article, *, by: User, topic: Topic | None = None, risk: str | None = None, reason: str = ""
) -> Reclassification | None:
    """Change an article's topic or risk, or ask for it where a version is before the board.

    Then only raising the risk is done at once; the open review takes the stricter rule. For everything else a
    second editor is asked, unless ``by`` is an editor-in-chief of the topic who did not write the text.

    Effects: the event; what was asked for, and its answer, is told to the editors and to those who sign.

    Returns what was asked for, or None where it was done without asking.

    Raises:
        PermissionDenied: unless ``by`` edits the topic that it is in, and without asking the other too.
        Refused: if there is no reason, or a change is asked for already.
    """
    with guarded(), acting(by):
        article = Article.objects.select_for_update(no_key=True).select_related(None).get(pk=article.pk)
        version = before_the_board(article)
        topic, risk = topic or article.topic, risk or article.risk
        if version is None or topic is None or not editing.takes_two(article, topic, risk):
            editing.reclassify(article, by=by, topic=topic, risk=risk)
            return None
        version.article = article
        asked = _ask(version, topic, risk, by=by, reason=reason)
        if _decides_alone(version, topic, by=by):
            _confirm(asked, by=by)
            notices.reclassified(asked, by=by)
        else:
            notices.reclassification_asked(asked, by=by)
        return Reclassification.objects.get(pk=asked.pk)


def answer_reclassification(
    asked: Reclassification, *, by: User, confirm: bool, note: str = ""
) -> Reclassification:
    """Confirm what another editor asked for, so that it is done, or decline it.

    Effects: events; the editors and those who sign are told.

    Raises:
        PermissionDenied: unless ``by`` edits the topic that the article is in.
        Conflict: if it was answered already, or the version has been decided.
        Refused: with the guard's words, if one person would do both, or confirm it for a text of their own.
    """
    with guarded(), acting(by):
        article = Article.objects.select_for_update(no_key=True).get(pk=asked.article_id)
        asked = Reclassification.objects.select_related("version__article").get(pk=asked.pk)
        if not Roles.of(by).is_editor(article.topic_id):
            raise PermissionDenied("It is answered by an editor of the topic that the article is in.")
        if asked.answered_at is not None:
            raise Conflict(asked.version, "Somebody has answered this already.")
        if before_the_board(article) != asked.version:
            raise Conflict(asked.version, "The version that it was asked for has been decided.")
        if confirm:
            _confirm(asked, by=by, note=note)
        else:
            asked.confirmed, asked.answer = False, typed(note)
            asked.save()
        notices.reclassified(asked, by=by)
        return Reclassification.objects.get(pk=asked.pk)


def _ask(version: Version, topic: Topic, risk: str, *, by: User, reason: str) -> Reclassification:
    if not Roles.of(by).is_editor(version.article.topic_id):
        raise PermissionDenied("Only an editor of the topic that the article is in asks for this.")
    if not typed(reason):
        raise Refused("Say why: those who sign are shown it.")
    if Reclassification.objects.open().filter(version=version).exists():
        raise Conflict(version, ASKED_ALREADY)
    made = Reclassification.objects.create(
        article=version.article, topic=topic, risk=risk, reason=typed(reason)
    )
    return Reclassification.objects.select_related("version__article").get(pk=made.pk)


def _decides_alone(version: Version, topic: Topic, *, by: User) -> bool:
    roles = Roles.of(by)
    rules_both = roles.is_chief(version.article.topic_id) and roles.is_editor(topic)
    return rules_both and by.pk not in rules.contributors_since_approval(version)


def _confirm(asked: Reclassification, *, by: User, note: str = "") -> None:
    asked.confirmed, asked.answer = True, typed(note)
    asked.save()
    article = Article.objects.get(pk=asked.article_id)
    editing.write_class(article, topic=asked.topic, risk=asked.risk)
    asked.refresh_from_db()
