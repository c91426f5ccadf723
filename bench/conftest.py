"""The benchmark runs where the tests run: on a real PostgreSQL, as the app's own login."""

from tests.conftest import django_db_setup

__all__ = ["django_db_setup"]
