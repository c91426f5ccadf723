"""Signing a verdict on exactly the text that was on the screen, and taking one back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.access import insider
from cms.desk.judging import reviewing, signform
from cms.desk.judging.moved import moved_from
from cms.desk.judging.preparing import page_of, screen_to_sign
from cms.desk.judging.refusing import REFUSALS
from cms.desk.judging.screen import Screen, latest_review, screen_of
from cms.desk.judging.signform import PreparedForm, SignForm
from cms.desk.judging.wording import VERDICTS
from cms.desk.loading import user_of
from cms.desk.writing import kept
from cms.signing import ProofForm
from reviews import failed_signings, workflow
from reviews.models import SignOff
from reviews.reauthentication import NotTheSigner

TAKEN_BACK = "Taken back. The editor has been told; you can sign again."
WITHDRAWN = "Your signature is withdrawn. The editors have been told, and readers are told."


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label="Why you take it back",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, so that the editor can act on it."},
    )


@kept.keeps_words
@insider
def sign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Sign, or say what stands in the way with everything typed still there, the password apart."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    if request.method != "POST":
        return reviewing.show(request, screen, bound={"sign": SignForm(screen, kept.typed(request))})
    form, proof = _form_of(request, screen), ProofForm(request.POST)
    if signed := _signed_before(screen, form):
        return _said_already(request, screen, signed)
    if form.is_valid() & proof.is_valid():
        return _tried(request, screen, form, proof)
    if form.moved:
        failed_signings.note(screen.review, signform.ANOTHER_ROUND, by=user_of(request))
    return _not_signed(request, screen, form, proof, status=409 if form.moved else 422)


@kept.keeps_words
@insider
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take back one's verdict, or after the decision one's signature."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    form = WithdrawForm(kept.typed(request))
    if request.method != "POST":
        return reviewing.show(request, screen, bound={"withdraw": form})
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
        messages.success(request, TAKEN_BACK if screen.open else WITHDRAWN)
    return HttpResponseRedirect(page_of(screen.shown, "receipt"))


def _form_of(request: HttpRequest, screen: Screen) -> SignForm | PreparedForm:
    """The form that was sent: a verdict as it was prepared, or one filled in by hand."""
    kind = PreparedForm if "mark" in request.POST else SignForm
    return kind(screen, request.POST)


def _tried(
    request: HttpRequest, screen: Screen, form: SignForm | PreparedForm, proof: ProofForm
) -> HttpResponse:
    """Sign what the form says; refused, look at everything afresh before saying why."""
    status = 422
    try:
        _sign(request, screen, form, proof)
    except workflow.AlreadySigned as told:
        return _said_already(request, screen, told.signoff)
    except NotTheSigner as refusal:
        proof.add_error("password", str(refusal))
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        status = 409
    else:
        messages.success(request, "Signed. This is your receipt; it is in your mail as well.")
        return HttpResponseRedirect(page_of(screen.shown, "receipt"))
    screen = screen_of(request, screen.shown, latest_review(screen.shown) or screen.review)
    if signed := _signed_before(screen, form):
        return _said_already(request, screen, signed)
    return _not_signed(request, screen, form, proof, status=status)


def _sign(request: HttpRequest, screen: Screen, form: SignForm | PreparedForm, proof: ProofForm) -> SignOff:
    said, user = form.cleaned_data, user_of(request)
    digest, mark = said["digest"], said.get("mark", "")
    with failed_signings.recorded(screen.review, by=user):
        proved = proof.proof(request, user, digest, mark=mark)
        if isinstance(form, PreparedForm):
            return workflow.sign_prepared(screen.review, by=user, mark=mark, digest=digest, proof=proved)
        return workflow.sign_off(
            screen.review,
            by=user,
            verdict=said["verdict"],
            scope=form.scope(),
            statement=said["statement"],
            checklist=form.checklist(),
            digest=digest,
            proof=proved,
            standing=form.stood,
        )


def _signed_before(screen: Screen, form: SignForm | PreparedForm) -> SignOff | None:
    """One's own signature that says what this form asks for, made since its page was opened."""
    last = screen.seat.signoff if screen.seat and screen.seat.verdict else None
    form.is_valid()
    if last is None or form.moved or last.pk == form.stood:
        return None
    if isinstance(form, PreparedForm):
        return None if screen.kept.prepared else last
    return last if (last.verdict, last.scope) == (form.cleaned_data.get("verdict"), form.scope()) else None


def _said_already(request: HttpRequest, screen: Screen, signed: SignOff) -> HttpResponse:
    verdict = VERDICTS.get(signed.verdict, signed.get_verdict_display())
    messages.info(request, f"You had signed already ({verdict.lower()}); nothing was signed a second time.")
    return HttpResponseRedirect(page_of(screen.shown, "receipt"))


def _not_signed(
    request: HttpRequest, screen: Screen, form: SignForm | PreparedForm, proof: ProofForm, status: int
) -> HttpResponse:
    name = "ready" if isinstance(form, PreparedForm) else "sign"
    bound = {name: form, "proof": ProofForm(), **_wrong(proof)}
    digest = form.cleaned_data.get("digest", "")
    gone = not screen.open or digest != screen.shown.digest
    moved = moved_from(request, screen.review, digest) if gone else None
    return reviewing.show(request, screen, bound=bound, moved=moved, status=status)


def _wrong(proof: ProofForm) -> dict[str, forms.Form]:
    """The password's form only for what is wrong with it: a password is never put back into a page."""
    return {"proof": proof} if proof.errors else {}
