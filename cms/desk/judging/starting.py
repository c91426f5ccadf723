"""Choosing who reviews: to start a review, to ask more members into one, to have a live text reaffirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from articles.models import Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import wording
from cms.desk.judging.candidates import Candidate, candidates
from cms.desk.judging.panel import Panel, panel_of
from cms.desk.judging.refusing import done, not_now, require
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.writing import kept
from reviews import rules, urgency, workflow
from reviews.light import Comparison, Way, way_of
from reviews.models import Assignment, BoardMember, Policy
from reviews.queries import versions_visible_to
from reviews.quorum import Asks, out_of_reach
from reviews.taken import taken_from
from reviews.workflow.inviting import ANSWER_DAYS, REVIEW_DAYS


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


class ChoiceForm(forms.Form):
    """Who is asked, and until when. What can never meet the policy has to be confirmed."""

    members = forms.ModelMultipleChoiceField(
        BoardMember.objects.all(), error_messages={"required": "Choose the members who are to review this."}
    )
    answer_due = forms.DateField(label="Answer the invitation by", widget=Day)
    review_due = forms.DateField(label="Give the verdict by", widget=Day)
    note = forms.CharField(
        label="A word for the record",
        help_text="It stands in the article's history, and is not sent with the invitations.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    in_full = forms.BooleanField(label="Have it reviewed in full all the same", required=False)
    sure = forms.BooleanField(label="Go on all the same; I shall ask more members later", required=False)

    def __init__(
        self,
        rule: Asks,
        today: date,
        *args: Any,
        panel: Panel | None = None,
        taken: Sequence[int] = (),
        light: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.rule, self.today, self.panel, self.light = rule, today, panel, light
        self.taken = taken
        self.lacking: list[str] = []
        if not light:
            del self.fields["in_full"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        answer, review = said.get("answer_due"), said.get("review_due")
        if answer and answer < self.today:
            self.add_error("answer_due", "That day has passed.")
        if answer and review and review < answer:
            self.add_error("review_due", "The verdict cannot be due before the answer to the invitation.")
        if said.get("members"):
            rule = Comparison() if self.light and not said.get("in_full") else self.rule
            self.lacking = self._lacking(rule, list(said["members"]))
        if self.lacking and not said.get("sure"):
            raise ValidationError("These members alone cannot meet the policy.", code="out-of-reach")
        return said

    def _lacking(self, rule: Asks, members: list[BoardMember]) -> list[str]:
        if self.panel is None:
            return out_of_reach(rule, members, taken=self.taken)
        asked = [seat.assignment.member for seat in self.panel.seats if seat.may_yet_approve]
        return out_of_reach(rule, asked + members, self.panel.progress)


@kept.keeps_words
@insider
def start_review(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a submitted version before the board, or a live one before it again."""
    shown = version_or_404(request, slug, number)
    verb = "reaffirm" if shown.status == Status.APPROVED else "start_review"
    require(request, verb, shown)
    if shown.status not in rules.VERBS[verb].sources or rules.open_review(shown, reaffirming=True):
        return not_now(request, shown, _too_late(shown))
    article = shown.article
    policy = Policy.objects.filter(topic=article.topic, risk=article.risk).first()
    today = clock.today()
    choice = candidates(shown, today=today, fields=policy.required_specialties if policy else ())
    if policy is None:
        return _page(request, shown, verb, None, choice, None)
    way = way_of(shown) if verb == "start_review" else None
    light = bool(way and way.light)
    urgent = verb == "start_review" and urgency.is_urgent(article)
    initial = _urgent(choice, today) if urgent else _initial(choice, today, light=light)
    shown.urgent = urgent  # type: ignore[attr-defined]
    form = ChoiceForm(
        policy, today, kept.typed(request), initial=initial, light=light, taken=taken_from(shown)
    )
    if request.method == "POST" and form.is_valid():
        said = _chosen(form, "note", *["in_full"] * light)
        act = workflow.reaffirm if verb == "reaffirm" else workflow.start_review
        if done(form, lambda: act(shown, by=user_of(request), **said)):
            messages.success(request, f"{_asked(form)} The two dates stand in their invitation.")
            return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    return _page(request, shown, verb, form, choice, policy, way)


@kept.keeps_words
@insider
def invite(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask more members into the open review."""
    shown = version_or_404(request, slug, number)
    require(request, "invite", shown)
    review = rules.open_review(shown, reaffirming=shown.status == Status.APPROVED)
    if review is None:
        return not_now(request, shown, "No review of this version is open, so nobody can be asked into it.")
    today = clock.today()
    choice = candidates(shown, today=today, fields=review.required_specialties, review=review)
    panel = panel_of(review, today=today, taken=taken_from(shown))
    shown.urgent = shown.status != Status.APPROVED and urgency.is_urgent(shown.article)  # type: ignore[attr-defined]
    initial = _urgent(choice, today) if shown.urgent else _initial([], today)  # type: ignore[attr-defined]
    form = ChoiceForm(review, today, kept.typed(request), initial=initial, panel=panel)
    by = user_of(request)

    def act() -> object:
        return workflow.invite(shown, by=by, **_chosen(form))

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, _asked(form))
        return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    return _page(request, shown, "invite", form, choice, review)


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is mailed to the member, and kept.",
        error_messages={"required": "Say why the invitation is taken back: the member reads it."},
    )


@kept.keeps_words
@insider
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a member was asked, while nothing is signed for it."""
    by = user_of(request)
    visible = versions_visible_to(by, insider_of(request).roles)
    rows = Assignment.objects.select_related("member", "review__version__article__topic")
    asked = get_object_or_404(rows, pk=pk, review__version__in=visible)
    shown = asked.review.version
    require(request, "withdraw_invitation", shown)
    if asked.review.closed_at is not None or not asked.takes_part:
        return not_now(request, shown, f"{asked.member.printed_name} takes no part in this review any more.")
    form = WithdrawForm(kept.typed(request))

    def act() -> object:
        return workflow.withdraw_invitation(asked, by=by, note=form.cleaned_data["note"])

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, f"{asked.member.printed_name} is asked no more, and has been told.")
        return HttpResponseRedirect(reverse("desk:review", args=[shown.article.slug, shown.number]))
    context = {"version": shown, "article": shown.article, "assignment": asked, "form": form}
    status = 200 if request.method == "GET" else 422
    return page(request, "desk/judging/withdraw_invitation.html", context, here="queue", status=status)


@insider
def full_review(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Turn a comparison of wording into a full review, with a word for the record or without (POST)."""
    shown = version_or_404(request, slug, number)
    back = HttpResponseRedirect(reverse("desk:review", args=[slug, number]))
    if request.method != "POST":
        return back
    require(request, "ask_for_full_review", shown)
    review = rules.open_review(shown)
    if review is None:
        return not_now(request, shown, "No review of this version is open any more.")
    try:
        note = request.POST.get("note", "")[:2000]
        full = workflow.ask_for_full_review(review, by=user_of(request), note=note)
    except workflow.Refused as refusal:
        return not_now(request, shown, str(refusal))
    messages.success(request, wording.made_full(full))
    return back


def _too_late(shown: Version) -> str:
    if shown.status == Status.APPROVED:
        return "The board has this text before it again already."
    status = shown.get_status_display().lower()
    return f"A review is started on a version that was submitted; this one is {status}."


def _initial(choice: list[Candidate], today: date, *, light: bool = False) -> dict[str, Any]:
    """Who knows the text is chosen already; of those who do, one who is free is enough for a comparison."""
    known = [one.member.pk for one in choice if one.before and not one.barred]
    return {
        "members": known[:1] if light else known,
        "answer_due": today + timedelta(days=ANSWER_DAYS),
        "review_due": today + timedelta(days=REVIEW_DAYS),
    }


def _urgent(choice: list[Candidate], today: date) -> dict[str, Any]:
    """The correction of what is on hold: everybody who may sign is asked at once, and soon."""
    answer_due, review_due = urgency.dates(today)
    everybody = [one.member.pk for one in choice if not one.barred]
    return {"members": everybody, "answer_due": answer_due, "review_due": review_due}


def _chosen(form: ChoiceForm, *more: str) -> dict[str, Any]:
    said = form.cleaned_data
    others = {name: said[name] for name in ("answer_due", "review_due", *more)}
    return {"members": list(said["members"]), **others}


def _asked(form: ChoiceForm) -> str:
    names = [member.printed_name for member in form.cleaned_data["members"]]
    return f"{wording.listed(names)} {'has' if len(names) == 1 else 'have'} been asked."


def _asks(rule: Asks, way: Way | None) -> Asks:
    return Comparison() if way and way.light else rule


def _beyond(rule: Asks, able: list[Candidate], form: ChoiceForm | None) -> list[str]:
    return out_of_reach(rule, [one.member for one in able], taken=form.taken if form else ())


def _page(
    request: HttpRequest,
    shown: Version,
    verb: str,
    form: ChoiceForm | None,
    choice: list[Candidate],
    rule: wording.Rule | None,
    way: Way | None = None,
) -> HttpResponse:
    able = [one for one in choice if not one.barred]
    chosen = {str(pk) for pk in (form["members"].value() or [])} if form else set()
    context = {
        "version": shown,
        "article": shown.article,
        "verb": verb,
        "label": rules.VERBS[verb].label,
        "form": form,
        "rule": wording.rule_in_words(rule) if rule else "",
        "way": way,
        "way_in_words": wording.way_in_words(way) if way else (),
        "able": [(one, str(one.member.pk) in chosen) for one in able],
        "barred": [one for one in choice if one.barred],
        "again": any(one.before for one in able),
        "beyond_the_board": [] if rule is None or verb == "invite" else _beyond(_asks(rule, way), able, form),
    }
    status = 200 if request.method == "GET" else 422
    return page(request, "desk/judging/start_review.html", context, here="queue", status=status)
