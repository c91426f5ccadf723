from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(apply_guards, sender=self)


def apply_guards(*, using: str, **_: Any) -> None:
    """Lay the guards anew after the last migration. A half-migrated database has nothing to guard yet."""
    from reviews import guards  # needs the app registry

    connection = connections[using]
    if {"articles_version", "reviews_event", "reviews_hold"} <= set(connection.introspection.table_names()):
        guards.apply(connection)
