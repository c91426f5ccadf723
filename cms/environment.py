"""What the process environment says, typed; nonsense is refused with a sentence that names the variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})
MAIL_BACKENDS = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtp+tls": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
}

MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class Refused(ImproperlyConfigured):
    """A start that was refused; the message is one sentence for the operator, with what to do."""


def refusal_behind(error: BaseException | None) -> Refused | None:
    """The refusal that an error stands for, itself or among its causes (a database error carries one)."""
    while error is not None and not isinstance(error, Refused):
        error = error.__cause__
    return error


def refuse(name: str, value: str, accepted: str) -> Refused:
    """The refusal of one variable: which one, what it said, what it may say."""
    return Refused(f"{name}={value!r} is not understood; accepted: {accepted}.")


@dataclass(frozen=True)
class Login:
    """One way into a PostgreSQL database, as libpq names its parts."""

    user: str
    password: str
    host: str
    port: str
    name: str
    options: tuple[tuple[str, str], ...] = ()

    def as_django(self, engine: str) -> dict[str, object]:
        """The entry of this login in Django's DATABASES."""
        return {
            "ENGINE": engine,
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
            "CONN_HEALTH_CHECKS": True,
        }


def read_flag(environ: Mapping[str, str], name: str) -> bool:
    """A switch: unset or empty is off. Raises Refused for anything that is neither a yes nor a no."""
    value = environ.get(name, "").strip()
    if value.lower() in YES:
        return True
    if value.lower() in NO:
        return False
    raise refuse(name, value, "1, true, yes or on; 0, false, no, off or nothing")


def read_number(environ: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number between two bounds, both included. Raises Refused."""
    value = environ.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdigit() and lowest <= int(value) <= highest:
        return int(value)
    raise refuse(name, value, f"a whole number from {lowest} to {highest}")


def read_login(environ: Mapping[str, str], name: str) -> Login | None:
    """A PostgreSQL address (postgresql://user:password@host/database), or None when unset. Raises Refused."""
    value = environ.get(name, "").strip()
    if not value:
        return None
    accepted = "postgresql://user:password@host:port/database (a socket directory as ?host=/path)"
    if not value.startswith(("postgresql://", "postgres://")):
        raise refuse(name, without_password(value), accepted)
    try:
        parts = {key: str(part) for key, part in conninfo_to_dict(value).items()}
    except psycopg.ProgrammingError:
        raise refuse(name, without_password(value), accepted) from None
    if not parts.get("user") or not parts.get("dbname"):
        raise refuse(name, without_password(value), f"{accepted}, with a user and a database")
    named = {"user", "password", "host", "port", "dbname"}
    return Login(
        user=parts["user"],
        password=parts.get("password", ""),
        host=parts.get("host", ""),
        port=parts.get("port", ""),
        name=parts["dbname"],
        options=tuple(sorted((key, part) for key, part in parts.items() if key not in named)),
    )


def without_password(address: str) -> str:
    """The same address with its password hidden, so that a refusal in a log gives nothing away."""
    scheme, separator, rest = address.partition("://")
    credentials, at, place = rest.rpartition("@")
    if not at or ":" not in credentials:
        return address
    return f"{scheme}{separator}{credentials.partition(':')[0]}:***@{place}"


def read_logins(environ: Mapping[str, str]) -> tuple[Login, Login] | None:
    """The app's and the owner's login, or None for the embedded database. Raises Refused for one alone."""
    app = read_login(environ, "DATABASE_URL")
    owner = read_login(environ, "OWNER_DATABASE_URL")
    if app is None and owner is None:
        return None
    if app is None or owner is None:
        present, missing = ("OWNER_DATABASE_URL", "DATABASE_URL")
        if owner is None:
            present, missing = missing, present
        raise Refused(
            f"{present} is set and {missing} is not; set both (the app's login and the owner's), or neither "
            "for the embedded database."
        )
    if app.user == owner.user:
        raise Refused(
            f"DATABASE_URL and OWNER_DATABASE_URL both log in as {app.user!r}; the app needs a login of "
            "its own that owns nothing (`manage.py setup_database` makes both)."
        )
    return app, owner


def read_bind(environ: Mapping[str, str]) -> str:
    """The address of this machine to listen at. Raises Refused."""
    value = environ.get("IMPRIMATUR_BIND", "").strip() or "127.0.0.1"
    try:
        return str(ip_address(value))
    except ValueError:
        raise refuse(
            "IMPRIMATUR_BIND", value, "an IP address such as 127.0.0.1, or 0.0.0.0 for all"
        ) from None


def read_site_url(environ: Mapping[str, str], port: int) -> str:
    """The public address of the site, without a path or a trailing slash. Raises Refused."""
    value = environ.get("SITE_URL", "").strip()
    if not value:
        return f"http://127.0.0.1:{port}"
    accepted = "http:// or https:// and a host, without a path, such as https://answers.example.org"
    try:
        parts = urlsplit(value)
        explicit_port = parts.port
    except ValueError:
        raise refuse("SITE_URL", value, accepted) from None
    plain = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise refuse("SITE_URL", value, accepted)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{explicit_port}" if explicit_port else "")


def read_hosts(environ: Mapping[str, str], site_url: str) -> tuple[str, ...]:
    """The host names that the site answers to: those listed, SITE_URL's, and this machine. Raises Refused."""
    value = environ.get("ALLOWED_HOSTS", "")
    hosts = [host.strip() for host in value.split(",") if host.strip()]
    for host in hosts:
        if "/" in host or any(letter.isspace() for letter in host):
            raise refuse(
                "ALLOWED_HOSTS", value, "host names with commas between them, without http:// or paths"
            )
    public = urlsplit(site_url).hostname or ""
    own = [f"[{public}]" if ":" in public else public, "localhost", "127.0.0.1", "[::1]"]
    return tuple(dict.fromkeys([*hosts, *own]))


def read_mail(environ: Mapping[str, str]) -> dict[str, object]:
    """Django's EMAIL_* settings from EMAIL_URL (console:, file:///dir, smtp://…). Raises Refused."""
    value = environ.get("EMAIL_URL", "").strip() or "console:"
    accepted = "console:, file:///directory, smtp://user:password@host:25, smtp+tls://…:587 or smtps://…:465"
    try:
        parts = urlsplit(value)
        port = parts.port or MAIL_PORTS.get(parts.scheme, 25)
    except ValueError:
        raise refuse("EMAIL_URL", without_password(value), accepted) from None
    missing = {"file": not parts.path}.get(parts.scheme, parts.scheme != "console" and not parts.hostname)
    if parts.scheme not in MAIL_BACKENDS or missing or parts.query or parts.fragment:
        raise refuse("EMAIL_URL", without_password(value), accepted)
    return {
        "EMAIL_BACKEND": MAIL_BACKENDS[parts.scheme],
        "EMAIL_FILE_PATH": unquote(parts.path) if parts.scheme == "file" else None,
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def read_time_zone(environ: Mapping[str, str]) -> str:
    """The house's time zone by its IANA name. Raises Refused."""
    value = environ.get("TIME_ZONE", "").strip() or "UTC"
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse("TIME_ZONE", value, "an IANA name such as UTC or Europe/Zurich") from None
    return value


def read_secret_key(environ: Mapping[str, str]) -> str:
    """The key that signs sessions, or "" when unset. Raises Refused for one that is too short."""
    value = environ.get("SECRET_KEY", "")
    if value and len(value) < 32:
        raise Refused(f"SECRET_KEY has {len(value)} characters; it needs at least 32 random ones.")
    return value


@dataclass(frozen=True)
class Environment:
    """All that the environment says, read once."""

    names: ClassVar[tuple[str, ...]] = (
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DEFAULT_FROM_EMAIL",
        "DEMO_PASSWORD",
        "EMAIL_URL",
        "IMPRIMATUR_BEHIND_PROXY",
        "IMPRIMATUR_BIND",
        "IMPRIMATUR_DEBUG",
        "IMPRIMATUR_DEMO",
        "IMPRIMATUR_HSTS_SECONDS",
        "OWNER_DATABASE_URL",
        "PORT",
        "SECRET_KEY",
        "SITE_URL",
        "TIME_ZONE",
    )

    debug: bool
    demo: bool
    secret_key: str
    demo_password: str
    logins: tuple[Login, Login] | None
    bind: str
    port: int
    site_url: str
    hosts: tuple[str, ...]
    mail: dict[str, object]
    mail_sender: str
    time_zone: str
    behind_proxy: bool
    hsts_seconds: int

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one."""
        return self.logins is None

    @property
    def production(self) -> bool:
        """Neither development nor demo: the strict case."""
        return not (self.debug or self.demo)

    @property
    def local_url(self) -> str:
        """Where the site listens, as seen from this machine."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound here, only recognised
        host = everywhere.get(self.bind, self.bind)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Environment:
        """Read and check every variable. Raises Refused at the first that makes no sense."""
        port = read_number(environ, "PORT", 8000, 1, 65535)
        site_url = read_site_url(environ, port)
        return cls(
            debug=read_flag(environ, "IMPRIMATUR_DEBUG"),
            demo=read_flag(environ, "IMPRIMATUR_DEMO"),
            secret_key=read_secret_key(environ),
            demo_password=environ.get("DEMO_PASSWORD", ""),
            logins=read_logins(environ),
            bind=read_bind(environ),
            port=port,
            site_url=site_url,
            hosts=read_hosts(environ, site_url),
            mail=read_mail(environ),
            mail_sender=environ.get("DEFAULT_FROM_EMAIL", "").strip() or "Imprimatur <editors@localhost>",
            time_zone=read_time_zone(environ),
            behind_proxy=read_flag(environ, "IMPRIMATUR_BEHIND_PROXY"),
            hsts_seconds=read_number(environ, "IMPRIMATUR_HSTS_SECONDS", 0, 0, 63_072_000),
        )
