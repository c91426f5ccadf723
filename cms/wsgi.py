"""The site as a WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = get_wsgi_application()

# After Django is set up, and before the first request: all addresses load, so that a mistake in them is found
# now, and what serves must not be able to undo the guards.
from cms import startup, urls  # noqa: E402, F401

startup.require_secret_key()
startup.require_harmless_login()
