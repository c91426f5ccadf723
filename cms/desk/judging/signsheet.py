"""The sign sheet: verdicts that were prepared while reading, signed together with one password or passkey.

One entry makes one proof for each text that is ticked, and each is signed in a transaction of its own: what
cannot be signed any more, or is not what the page showed, is left out by name, and the others are signed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from cms.desk.judging.moved import moved_from
from cms.desk.judging.prepared import Item, Signed, items_of, named, receipts_of, said_before, signed_just_so
from cms.desk.judging.refusing import REFUSALS
from cms.desk.judging.wording import counted, sentence
from cms.desk.loading import user_of
from cms.signing import ProofForm
from reviews import failed_signings, passkeys, workflow
from reviews.models import Review
from reviews.reauthentication import NotTheSigner, Reauthentication

SESSION = "sign_sheet"
#: More than anybody prepares; a form that names more is not one of ours.
MOST = 100
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Ticked:
    """One line of the form that was sent: which review, and what stood beside it for text and verdict."""

    review: int
    digest: str
    mark: str
    anyway: bool


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
                proofs = _proofs(request, proof, chosen)
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
        "sentence": _told(done),
    }
    return page(request, "desk/judging/signed_sheet.html", context, here="sign-sheet")


@insider
@require_POST
def sheet_passkey(request: HttpRequest) -> HttpResponse:
    """What a passkey is asked so as to confirm all that is ticked, and nothing else."""
    chosen = ticked(request)
    if not chosen:
        return JsonResponse({"error": "Tick what you want to sign."}, status=400)
    whole = passkeys.sheet_digest(one.mark for one in chosen)
    options = signing.passkey_options(request, user_of(request), digest=whole)
    return JsonResponse({"request_options": options})


def ticked(request: HttpRequest) -> list[Ticked]:
    """The lines that are ticked, each once; what is no hash is passed on as nothing."""
    numbers = filter(_NUMBER.fullmatch, request.POST.getlist("item")[:MOST])
    return [
        Ticked(
            int(number),
            _hash(request, f"digest-{number}"),
            _hash(request, f"mark-{number}"),
            anyway=f"anyway-{number}" in request.POST,
        )
        for number in dict.fromkeys(numbers)
    ]


def _hash(request: HttpRequest, name: str) -> str:
    found = _HASH.fullmatch(request.POST.get(name, ""))
    return found[0] if found else ""


def _proofs(request: HttpRequest, proof: ProofForm, chosen: list[Ticked]) -> list[Reauthentication]:
    digests, marks = [one.digest for one in chosen], [one.mark for one in chosen]
    return proof.proofs(request, user_of(request), digests, marks)


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
    gone = [one.review for one in chosen if one.review not in items]
    before, names = said_before(user, gone), named(user, gone)
    done: dict[str, Any] = {"signed": [], "before": [], "left": []}
    for one, proof in zip(chosen, proofs, strict=True):
        item = items.get(one.review)
        if item is not None:
            _note(request, done, item, _sign(request, item, one, proof))
        elif one.review in before:
            done["before"].append(before[one.review])
        else:
            title, url = names.get(one.review, ("A text", ""))
            done["left"].append({"title": title, "url": url, "why": "It is not on your sheet any more."})
    return done


def _note(request: HttpRequest, done: dict[str, Any], item: Item, outcome: Signed | str) -> None:
    if isinstance(outcome, Signed):
        done["before" if outcome.before else "signed"].append(outcome.number)
        return
    review = Review.objects.select_related("version__article").get(pk=item.row.review_id)
    moved = moved_from(request, review, item.row.digest) if review.closed_at else None
    left = {"title": item.title, "url": item.url, "why": outcome}
    if moved:
        left |= {"moved": moved.said, "there": moved.url, "link": moved.link}
    done["left"].append(left)


def _sign(request: HttpRequest, item: Item, one: Ticked, proof: Reauthentication) -> Signed | str:
    """The signature, or why there is none."""
    review, user = item.row.review, user_of(request)
    asked = "" if one.anyway else item.caution.asks
    if why := _not_as_shown(item, one) or item.why_not or asked:
        failed_signings.note(review, why, by=user)
        return why
    try:
        with failed_signings.recorded(review, by=user):
            signed = workflow.sign_prepared(review, by=user, mark=one.mark, digest=one.digest, proof=proof)
    except workflow.AlreadySigned as told:
        return Signed(told.signoff.pk, before=True)
    except REFUSALS as refusal:
        # A first click may have been faster, and the round be over by now.
        mine = signed_just_so(user, review, item.row.verdict, item.row.scope)
        return Signed(mine.pk, before=True) if mine else str(refusal)
    return Signed(signed.pk)


def _not_as_shown(item: Item, one: Ticked) -> str:
    if one.digest != item.row.digest:
        return "The text in the form is not the one that you prepared. Open it and look again."
    if one.mark != item.mark:
        return (
            "You prepared another verdict on it since you opened the sheet. It says now that "
            f"{item.says}: read it there, and sign it if it is what you mean."
        )
    return ""


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


def _told(done: Mapping[str, list[Any]]) -> str:
    signed, before, left = (len(done[name]) for name in ("signed", "before", "left"))
    if before and not signed:
        said = "You had signed this already." if before == 1 else "You had signed these already."
    elif not signed:
        return "Nothing was signed."
    else:
        said = "You have signed " + ("one verdict." if signed == 1 else f"{counted(signed, 'verdict')}.")
    return f"{said} {sentence(counted(left, 'text was', 'texts were'))} left out." if left else said
