"""What `manage.py check --database default` looks at beside Django's own checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from cms.database import roles


@register(Tags.database)
def login_is_harmless(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: Any
) -> list[CheckMessage]:
    """The login that serves the site must not be able to undo a guard (the owner's is not asked: it must)."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        reasons = roles.unsafe_reasons(cursor)
    hint = "`manage.py setup_database` makes a login that owns nothing."
    return [Error(f"The site's database login: {reason}.", hint=hint, id="cms.E001") for reason in reasons]
