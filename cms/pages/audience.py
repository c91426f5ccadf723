"""Whom a page speaks to: the choice of a reader, and how it is remembered."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "audience"
_A_YEAR = 365 * 24 * 3600


class Audience(StrEnum):
    """Health professionals are the default: theirs is the text that every article has."""

    PROFESSIONAL = "professional"
    PATIENT = "patient"


WORDS = {Audience.PROFESSIONAL: "A health professional", Audience.PATIENT: "A patient or carer"}


def chosen(request: HttpRequest) -> Audience:
    """Return the audience that the address asks for (``?for=patient``), else the remembered one."""
    for said in (request.GET.get("for"), request.COOKIES.get(COOKIE)):
        if said in list(Audience):
            return Audience(said)
    return Audience.PROFESSIONAL


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep a choice made on our own pages. A link from elsewhere shows its variant and settles nothing."""
    if request.GET.get("for") not in list(Audience):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return
    response.set_cookie(
        COOKIE,
        chosen(request).value,
        max_age=_A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
