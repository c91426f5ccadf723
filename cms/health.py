"""What a machine asks: are you alive (healthz), and can you serve (readyz)?"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms import startup
from cms.access import public
from cms.database import roles
from reviews import guards

log = logging.getLogger("imprimatur.health")


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the site can serve: 200, or 503 with the kinds of problem (the log tells more)."""
    found = problems()
    for kind, message in found:
        log.error("not ready, %s: %s", kind, message)
    kinds = sorted({kind for kind, _ in found})
    return JsonResponse({"ready": not kinds, "problems": kinds}, status=503 if kinds else 200)


def problems() -> list[tuple[str, str]]:
    """What keeps the site from serving, as pairs of kind and message; empty when nothing does."""
    try:
        with connection.cursor() as cursor:
            found = [("database-login", reason) for reason in roles.unsafe_reasons(cursor)]
        missing = startup.unapplied_migrations()
        if missing:
            return [*found, ("migrations", f"not applied: {', '.join(missing)}")]
        return [*found, *((fault.code, fault.message) for fault in guards.faults(connection))]
    except DatabaseError as error:
        return [("database", str(error).strip())]
