"""The site's settings for tests: nothing of the machine's environment, and databases of their own."""

import os

from cms.environment import Environment

# A developer's own variables must not decide whether tests pass.
for _name in Environment.names:
    os.environ.pop(_name, None)

from cms.settings import *  # noqa: E402, F403
from cms.settings import MIDDLEWARE  # noqa: E402
from tests.databases import test_logins  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
DATABASES = test_logins()
# Static files come from their source here; none have been collected.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECOND_FACTOR_REQUIRED = False  # tests of the requirement switch it on
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
