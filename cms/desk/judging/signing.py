"""Signing a verdict on exactly the text that was on the screen, and taking one back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.access import insider
from cms.desk.judging import reviewing
from cms.desk.judging.preparing import page_of, screen_to_sign
from cms.desk.judging.refusing import REFUSALS
from cms.desk.judging.screen import Screen, latest_review, screen_of
from cms.desk.judging.signform import SignForm
from cms.desk.judging.wording import VERDICTS
from cms.desk.loading import user_of
from cms.signing import ProofForm
from reviews import failed_signings, workflow
from reviews.reauthentication import NotTheSigner


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label="Why you take it back",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, so that the editor can act on it."},
    )


@insider
def sign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Sign, or say what stands in the way with everything typed still there, the password apart."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    form, proof = SignForm(screen, request.POST), ProofForm(request.POST)
    if _signed_meanwhile(screen, request.POST.get("standing", "")):
        return _said_already(request, screen)
    status = 422
    if form.is_valid() & proof.is_valid():
        try:
            _sign(request, screen, form, proof)
        except NotTheSigner as refusal:
            proof.add_error("password", str(refusal))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "Signed. This is your receipt; it is in your mail as well.")
            return HttpResponseRedirect(page_of(screen.shown, "receipt"))
        screen = screen_of(request, screen.shown, latest_review(screen.shown) or screen.review)
    return reviewing.show(
        request, screen, bound={"sign": form, "proof": ProofForm(), **_wrong(proof)}, status=status
    )


@insider
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take back one's verdict; after the decision, raise an alarm."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return reviewing.show(request, screen, bound={"withdraw": form}, status=422)
    try:
        workflow.withdraw_signoff(screen.review, by=user_of(request), note=form.cleaned_data["note"])
    except workflow.Conflict as told:
        messages.warning(request, str(told))
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return reviewing.show(request, screen, bound={"withdraw": form}, status=409)
    else:
        messages.success(request, "Taken back. The editor has been told; you can sign again.")
    return HttpResponseRedirect(page_of(screen.shown, "receipt"))


def _sign(request: HttpRequest, screen: Screen, form: SignForm, proof: ProofForm) -> None:
    said, user = form.cleaned_data, user_of(request)
    with failed_signings.recorded(screen.review, by=user):
        workflow.sign_off(
            screen.review,
            by=user,
            verdict=said["verdict"],
            scope=form.scope(),
            statement=said["statement"],
            checklist=form.checklist(),
            digest=said["digest"],
            proof=proof.proof(request, user, said["digest"]),
        )


def _signed_meanwhile(screen: Screen, standing: str) -> bool:
    """Whether this member signed since the page was opened: in another tab, by a second click."""
    last = screen.seat.signoff if screen.seat else None
    return last is not None and str(last.pk) != standing


def _said_already(request: HttpRequest, screen: Screen) -> HttpResponse:
    last = screen.seat.signoff if screen.seat else None
    if last is not None:
        verdict = VERDICTS.get(last.verdict, last.get_verdict_display())
        messages.info(
            request, f"You had signed already ({verdict.lower()}); nothing was signed a second time."
        )
    return HttpResponseRedirect(page_of(screen.shown, "receipt"))


def _wrong(proof: ProofForm) -> dict[str, forms.Form]:
    """The password's form only for what is wrong with it: a password is never put back into a page."""
    return {"proof": proof} if proof.errors else {}
