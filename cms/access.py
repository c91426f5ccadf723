"""Who may see a view. Each view carries exactly one mark, and an unmarked one fails a test.

Nobody gets in by forgetting: Django's LoginRequiredMiddleware is before every view that is not ``public``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse

from articles import clock
from articles.models import Grant
from articles.roles import Roles
from reviews.models import BoardMember, Preparation

View = Callable[..., HttpResponse]

PUBLIC, PERSONAL, INSIDER, CHIEF = "public", "personal", "insider", "chief"


def public(view: View) -> View:
    """Everybody. What they are shown is for the gate to decide."""
    return _marked(login_not_required(view), PUBLIC)


def personal(view: View) -> View:
    """Whoever is logged in, for what is theirs alone: name, address, second factors."""
    return _marked(view, PERSONAL)


def insider(view: View) -> View:
    """Whoever writes, edits or judges here. What they see of an article is for ``visible_to`` to decide."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.insider = Insider(request)  # type: ignore[attr-defined]
        request.insider.must_belong_here()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return _marked(guarded, INSIDER)


def chief(view: View) -> View:
    """An editor-in-chief, who rules the house. Other insiders are told so (403), strangers nothing (404)."""

    @insider
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.insider.must_rule()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return _marked(guarded, CHIEF)


class Insider:
    """What a request's user is here: grants and a seat on the board, read once a request."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.roles = Roles.of(request.user)  # type: ignore[arg-type]
        seat = BoardMember.objects.filter(user=self.roles.user_id)
        ready = Preparation.objects.filter(member=OuterRef("pk"), review__closed_at=None)
        counted = ready.exclude(prepared_at=None).order_by().values("member").annotate(n=Count("pk"))
        self._seat = seat.annotate(
            removed_at=Max("removals__at"), prepared=Coalesce(Subquery(counted.values("n")), 0)
        ).first()

    @property
    def member(self) -> BoardMember | None:
        """This person's seat on the board, unless they were removed from it."""
        return self._seat if self._seat and not self._seat.removed_at else None

    @property
    def prepared(self) -> int:
        """How many verdicts wait on this member's sign sheet."""
        return self._seat.prepared if self._seat else 0

    @property
    def initials(self) -> str:
        """Two letters of the name, where there is no room for all of it."""
        words = str(self.user).split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()

    def must_belong_here(self) -> None:
        """Let nobody in who has no role: a stranger finds nothing (404), whoever had one is told (403)."""
        if self.roles.grants or self.member or self.user.is_superuser:
            return
        ended = self._ended()
        if not ended:
            raise Http404("There is no desk for this account.")
        raise PermissionDenied(
            f"{ended}, and with it your desk. Nothing that you sent after that was carried out. If this is a "
            "mistake, write to the editor-in-chief."
        )

    def _ended(self) -> str:
        """What this person was here and is no longer; nothing, if they never were anything."""
        if self._seat is not None:
            return f"Your seat on the board ended on {self._seat.removed_at:%-d %B %Y}"
        over = Grant.objects.filter(user=self.roles.user_id, ends_at__lte=clock.Now())
        last = over.order_by("-ends_at").first()
        if last is None or not self.roles.active:
            return ""
        return f"Your role here ({last.get_role_display().lower()}) ended on {last.ends_at:%-d %B %Y}"

    @property
    def edits(self) -> bool:
        return self.roles.is_editor(None)

    @property
    def writes(self) -> bool:
        return self.roles.is_author() or self.edits

    @property
    def rules(self) -> bool:
        return self.roles.is_chief_of_all()

    def must_rule(self) -> None:
        if not self.rules:
            raise PermissionDenied("Only an editor-in-chief may change this.")


def _marked(view: View, mark: str) -> View:
    view.access = mark  # type: ignore[attr-defined]
    return view
