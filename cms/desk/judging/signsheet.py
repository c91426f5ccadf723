"""The sign sheet: verdicts that were prepared while reading, signed together with one password or passkey.

One entry makes one proof for each text that is ticked, and each is signed in a transaction of its own: what
cannot be signed any more is left out by name, and the others are signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cms import signing
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging.prepared import Item, Signed, items_of, receipts_of, said_before
from cms.desk.judging.refusing import REFUSALS
from cms.desk.judging.wording import counted, sentence
from cms.desk.loading import user_of
from cms.signing import ProofForm
from reviews import failed_signings, passkeys, workflow
from reviews.models import Review, SignOff
from reviews.reauthentication import NotTheSigner, Reauthentication

SESSION = "sign_sheet"
#: More than anybody prepares; a form that names more is not one of ours.
MOST = 100
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Ticked:
    """One line of the form that was sent: which review, and the digest that stood beside it."""

    review: int
    digest: str


@insider
def sign_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet; sent, it signs what is ticked."""
    if request.method != "POST":
        return _show(request, ProofForm())
    chosen, proof = ticked(request), ProofForm(request.POST)
    if not chosen:
        return _show(request, ProofForm(), wrong="Tick what you want to sign.", status=422)
    if proof.is_valid():
        try:
            with failed_signings.recorded(*_reviews(request, chosen), by=user_of(request)):
                proofs = proof.proofs(request, user_of(request), [one.digest for one in chosen])
        except NotTheSigner as refusal:
            proof.add_error("password", str(refusal))
        else:
            request.session[SESSION] = _signed(request, chosen, proofs)
            return HttpResponseRedirect(reverse("desk:signed-sheet"))
    return _show(request, proof, status=422)


@insider
@never_cache
def signed_sheet(request: HttpRequest) -> HttpResponse:
    """What the last sheet did: a receipt for each signature, and what was left out, with the reason."""
    done = request.session.get(SESSION)
    if done is None:
        messages.info(request, "Nothing was signed from your sheet lately.")
        return HttpResponseRedirect(reverse("desk:sign-sheet"))
    receipts = receipts_of(user_of(request), [*done["signed"], *done["before"]])
    context = {
        "signed": [one for one in receipts if one.signoff.pk in done["signed"]],
        "before": [one for one in receipts if one.signoff.pk in done["before"]],
        "left": done["left"],
        "sentence": _told(len(done["signed"]), len(done["left"])),
    }
    return page(request, "desk/judging/signed_sheet.html", context, here="sign-sheet")


@insider
@require_POST
def sheet_passkey(request: HttpRequest) -> HttpResponse:
    """What a passkey is asked so as to confirm all that is ticked, and nothing else."""
    chosen = ticked(request)
    if not chosen:
        return JsonResponse({"error": "Tick what you want to sign."}, status=400)
    whole = passkeys.sheet_digest(one.digest for one in chosen)
    options = signing.passkey_options(request, user_of(request), digest=whole)
    return JsonResponse({"request_options": options})


def ticked(request: HttpRequest) -> list[Ticked]:
    """The lines that are ticked, each once; a digest that is none is passed on as nothing."""
    numbers = filter(_NUMBER.fullmatch, request.POST.getlist("item")[:MOST])
    return [Ticked(int(number), _digest(request, number)) for number in dict.fromkeys(numbers)]


def _digest(request: HttpRequest, number: str) -> str:
    found = _DIGEST.fullmatch(request.POST.get(f"digest-{number}", ""))
    return found[0] if found else ""


def _show(request: HttpRequest, proof: ProofForm, *, wrong: str = "", status: int = 200) -> HttpResponse:
    items = items_of(user_of(request))
    left_out = _unticked(request, items) if request.method == "POST" else set()
    context = {
        "items": items,
        "ready": sum(not item.why_not for item in items),
        "left_out": left_out,
        "proof": proof,
        "wrong": wrong,
        "sentence": _asked(items),
    }
    return page(request, "desk/judging/sign_sheet.html", context, here="sign-sheet", status=status)


def _unticked(request: HttpRequest, items: list[Item]) -> set[int]:
    chosen = {one.review for one in ticked(request)}
    return {item.row.review_id for item in items} - chosen


def _signed(request: HttpRequest, chosen: list[Ticked], proofs: list[Reauthentication]) -> dict[str, Any]:
    """Sign each by itself; return the numbers of the signatures, and what was left out."""
    user = user_of(request)
    items = {item.row.review_id: item for item in items_of(user)}
    before = said_before(user, [one.review for one in chosen if one.review not in items])
    done: dict[str, Any] = {"signed": [], "before": [], "left": []}
    for one, proof in zip(chosen, proofs, strict=True):
        item = items.get(one.review)
        if item is None and one.review in before:
            done["before"].append(before[one.review])
        elif item is None:
            done["left"].append({"title": "A text", "url": "", "why": "It is not on your sheet any more."})
        else:
            signed = _sign(request, item, one, proof)
            if isinstance(signed, Signed):
                done["signed"].append(signed.number)
            else:
                done["left"].append({"title": item.title, "url": item.url, "why": signed})
    return done


def _sign(request: HttpRequest, item: Item, one: Ticked, proof: Reauthentication) -> Signed | str:
    """The signature, or why there is none."""
    if one.digest != item.row.digest:
        return "The text in the form is not the one that you prepared. Open it and look again."
    if item.why_not:
        return item.why_not
    row = item.row
    try:
        with failed_signings.recorded(row.review, by=user_of(request)):
            signed: SignOff = workflow.sign_off(
                row.review,
                by=user_of(request),
                verdict=row.verdict,
                scope=row.scope,
                statement=row.statement,
                checklist=row.checklist,
                digest=one.digest,
                proof=proof,
            )
    except REFUSALS as refusal:
        return str(refusal)
    return Signed(signed.pk)


def _reviews(request: HttpRequest, chosen: list[Ticked]) -> list[Review]:
    numbers = {one.review for one in chosen}
    return [item.row.review for item in items_of(user_of(request)) if item.row.review_id in numbers]


def _asked(items: list[Item]) -> str:
    ready = sum(not item.why_not for item in items)
    if not items:
        return "Nothing waits on your sign sheet."
    if not ready:
        return "Nothing here can be signed any more: see why, and take it off."
    if ready == 1:
        return "One verdict is ready: sign it."
    return f"{sentence(counted(ready, 'verdict'))} are ready: sign them together, with one password."


def _told(signed: int, left: int) -> str:
    if not signed:
        return "Nothing was signed."
    said = "You have signed one verdict." if signed == 1 else f"You have signed {counted(signed, 'verdict')}."
    return f"{said} {sentence(counted(left, 'text was', 'texts were'))} left out." if left else said
