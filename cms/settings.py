"""Django's settings. What differs from house to house is in the environment (docs/configuration.md)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from cms.database.places import Places
from cms.environment import Environment, Login, Refused
from cms.strongbox import Strongbox

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"
ENVIRONMENT = Environment.read(os.environ)
EMBEDDED = Places(LOCAL_DIR)
_strongbox = Strongbox(LOCAL_DIR)


def _secret_key() -> str:
    if ENVIRONMENT.secret_key:
        return ENVIRONMENT.secret_key
    if ENVIRONMENT.production and not ENVIRONMENT.embedded:
        raise Refused("SECRET_KEY is not set; production needs one of at least 32 random characters.")
    return _strongbox.secret("secret_key", length=48)


def _embedded_login(role: str) -> Login:
    return Login(
        user=f"imprimatur_{role}",
        password=_strongbox.secret(f"{role}_password"),
        host=str(EMBEDDED.socket),
        port="5432",
        name="imprimatur",
    )


SECRET_KEY = _secret_key()
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
DEMO_PASSWORD = ENVIRONMENT.demo_password or (_strongbox.secret("demo_password", length=9) if DEMO else "")
SITE_URL = ENVIRONMENT.site_url
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "procrastinate.contrib.django",
    "csp",
    "django_htmx",
    "articles.apps.ArticlesConfig",
    "reviews.apps.ReviewsConfig",
    "cms.apps.CmsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.wrong_method.WrongMethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.desk.writing.kept.KeepWords",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.reading.house.house",
                "cms.second_factor.demo",
            ],
        },
    },
]

# The app's login owns nothing; migrations and guards run as the owner. Both open the same database.
_app_login, _owner_login = ENVIRONMENT.logins or (_embedded_login("app"), _embedded_login("owner"))
_engine = "cms.database.embedded_backend" if ENVIRONMENT.embedded else "django.db.backends.postgresql"
DATABASES = {"default": _app_login.as_django(_engine), "owner": _owner_login.as_django(_engine)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, since each web process would otherwise count failed logins for itself.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cms_cache"}}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = ["cms.second_factor.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_ADAPTER = "cms.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "cms.account_forms.ChangePasswordForm",
    "reauthenticate": "cms.account_forms.ReauthenticateForm",
    "set_password": "cms.account_forms.SetPasswordForm",
    "reset_password": "cms.account_forms.ResetPasswordForm",
    "reset_password_from_key": "cms.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENVIRONMENT.behind_proxy)  # whose failed logins are counted together
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]

# Who signs or administers needs a second factor; the demo says in a banner that it asks nobody.
SECOND_FACTOR_REQUIRED = not DEMO
MFA_ADAPTER = "cms.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by the house, so none was grabbed by a stranger
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key that only lies about signs nothing
# Browsers take http://localhost for safe; production has https or no passkeys.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.production

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https and ENVIRONMENT.behind_proxy
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself, past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cms.desk.writing.kept.csrf_failure"
# A draft is one form: seven fields for each of hundreds of references, and all of its words.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
SESSION_COOKIE_SAMESITE = "Lax"

for _name, _value in ENVIRONMENT.mail.items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_sender
# The demo's people are invented, so their mail stays here and a page shows it.
LETTERBOX = LOCAL_DIR / "mail"
if DEMO:
    EMAIL_BACKEND = "cms.letterbox.LetterboxBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Somebody asking for a page that is not there is no news.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "imprimatur": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
