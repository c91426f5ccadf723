"""Everything that the review page shows, read in a fixed number of queries, for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, F, Q, Value, When, prefetch_related_objects
from django.http import HttpRequest

from articles import clock
from articles.content.diff import Comparison, compare
from articles.content.text import ArticleText
from articles.editing import text_of
from articles.models import User, Version
from cms.desk.judging.bases import NOTHING, Base, bases_of, chosen_base, named_base, tabs
from cms.desk.judging.kept import Kept, kept_of
from cms.desk.judging.panel import Panel, Seat, panel_of
from cms.desk.judging.remarks import Remarks, remarks_of
from cms.desk.judging.sheet import Sheet, sheet_of
from cms.desk.judging.sources import checks_of
from cms.desk.loading import insider_of, user_of
from reviews.commenting import shown_to_author
from reviews.discretion import hears_tally, hears_verdicts, with_policy
from reviews.models import Review, ReviewKind, Verdict
from reviews.reach import SHORT
from reviews.reclassified import Told, read, told_to_signers
from reviews.taken import taken_in
from reviews.urgency import holds_that_press


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A version before the board, as one person sees it."""

    shown: Version
    review: Review
    panel: Panel
    seat: Seat | None
    edits: bool
    today: date
    bases: list[Base]
    base: Base | None
    text: ArticleText
    comparison: Comparison | None
    remarks: Remarks
    sheet: Sheet
    verdicts_shown: bool
    kept: Kept
    writes: bool = False
    side: bool = False

    @property
    def open(self) -> bool:
        return self.review.closed_at is None

    @property
    def may_sign(self) -> bool:
        """Whether the form is there: the member has accepted, declared and cleared, and is not recused."""
        if not self.open or self.seat is None or not self.seat.in_office:
            return False
        return self.seat.ready(self.today) and self.seat.verdict != Verdict.RECUSE

    @property
    def must_answer(self) -> bool:
        """Whether the invitation, or a question after it, waits for this member."""
        if not self.open or self.seat is None or self.seat.conflict:
            return False
        declined = not self.seat.assignment.takes_part
        return not declined and not self.seat.ready(self.today)

    @property
    def counted(self) -> bool:
        """Whether this person is shown how many have signed."""
        return hears_tally(heard=self.verdicts_shown, asked=self.seat is not None)

    @property
    def out_of_reach(self) -> list[str]:
        """That the quorum cannot be met any more; why, for those who are shown what was signed."""
        said = self.panel.out_of_reach
        return said if self.verdicts_shown or not said else [SHORT]

    @property
    def against(self) -> str:
        """What it is compared with, as the page's address says it; nothing where there is no choice."""
        return str(self.base.version.number) if self.base else NOTHING if self.bases else ""

    @property
    def places_left(self) -> range:
        """One for each signature that is still to be given."""
        return range(max(self.panel.progress.needed - self.panel.progress.given, 0))

    @property
    def reclassified(self) -> list[Told]:
        """What was asked or done about risk and topic since the text was submitted."""
        return read(self.review.reclassified)  # type: ignore[attr-defined]

    @property
    def may_comment(self) -> bool:
        takes_part = self.seat is not None and self.seat.assignment.takes_part
        return self.open and (self.edits or takes_part)


def latest_review(shown: Version) -> Review | None:
    """Return the version's review, the open one or its last, with what policy and clock say now.

    ``urgent``: it is open, and what readers have of the article is on hold. ``taken``: the users whose
    wording was taken into the version. ``reclassified``: what signers are told of topic and risk.
    """
    pressing = holds_that_press().filter(article=shown.article)
    corrects = Q(closed_at=None) & ~Q(kind=ReviewKind.REAFFIRM)
    rows = with_policy(Review.objects.filter(version=shown)).annotate(
        now=clock.Now(),
        urgent=Case(When(corrects, then=Exists(pressing)), default=Value(False)),
        taken=taken_in("version__article", "version__number"),
        reclassified=told_to_signers("version"),
    )
    return rows.order_by(F("closed_at").asc(nulls_first=True), "-pk").first()


def screen_of(request: HttpRequest, shown: Version, review: Review) -> Screen:
    """Read the page for the person who asks.

    Raises:
        PermissionDenied: unless they edit the topic, were asked to review, or wrote it and got it back.
    """
    user, edits = user_of(request), insider_of(request).roles.is_editor(shown.article.topic_id)
    today = clock.day_of(review.now)  # type: ignore[attr-defined]
    panel = panel_of(review, today=today, taken=review.taken)  # type: ignore[attr-defined]
    seat = panel.seat_of(user.pk)
    _may_look(shown, review, seat, user, edits=edits)
    again = review.kind == ReviewKind.REAFFIRM
    bases = bases_of(shown, user, today=today, again=again)
    base = named = named_base(bases, review)
    if named is None:
        base = chosen_base(bases, _asked(request, "against"))
    text, old = _texts(shown, base)
    comparison = compare(old, text) if old else None
    takes_part = edits or seat is None or seat.assignment.takes_part
    remarks = remarks_of(shown, text, user, edits=edits) if takes_part else Remarks()
    hears = hears_verdicts(review, panel.signoffs, user.pk, edits=edits)
    checks, kept = checks_of(review, user.pk, others=hears), kept_of(review, seat)
    side = comparison is not None and _asked(request, "view") == "side"
    return Screen(
        shown=shown,
        review=review,
        panel=panel,
        seat=seat,
        edits=edits,
        today=today,
        bases=[named] if named else tabs(bases, base),
        base=base,
        text=text,
        comparison=comparison,
        remarks=remarks,
        sheet=sheet_of(
            text,
            remarks,
            checks=checks,
            kept=kept,
            old=old,
            comparison=comparison,
            side=side,
            content_format=shown.content_format,
        ),
        verdicts_shown=hears,
        kept=kept,
        writes=edits or shown.author_id == user.pk,
        side=side,
    )


def _asked(request: HttpRequest, name: str) -> str:
    """What the page was asked to show, by its address or by a form on it that leads back to it."""
    return request.POST.get(name) or request.GET.get(name, "")


def _may_look(shown: Version, review: Review, seat: Seat | None, user: User, *, edits: bool) -> None:
    if edits or seat or (shown.author_id == user.pk and shown_to_author(review)):
        return
    if shown.author_id == user.pk:
        raise PermissionDenied("What the board says of your text reaches you when the editor gives it back.")
    raise PermissionDenied("A review is open to the members who were asked and to the editors of the topic.")


def _texts(shown: Version, base: Base | None) -> tuple[ArticleText, ArticleText | None]:
    """The text, and the one that it is compared with; none where it would be itself."""
    other = base.version if base and base.version.pk != shown.pk else None
    versions = [shown, other] if other else [shown]
    prefetch_related_objects(versions, "sections", "references", "supports")
    return text_of(shown), text_of(other) if other else None
