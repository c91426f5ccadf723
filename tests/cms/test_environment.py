"""The environment is read in types, and nonsense is refused by name, value and what would be accepted."""

from __future__ import annotations

import pytest

from cms.environment import Environment, Login, Refused, without_password

APP = "postgresql://app:secret@db.example:5433/house"
OWNER = "postgresql://owner:secret@db.example:5433/house"


def test_nothing_set_means_embedded_and_strict() -> None:
    environment = Environment.read({})

    assert environment.embedded
    assert environment.production
    assert (environment.bind, environment.port) == ("127.0.0.1", 8000)
    assert environment.site_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_flag_understands_yes(value: str) -> None:
    assert Environment.read({"IMPRIMATUR_DEBUG": value}).debug is True


@pytest.mark.parametrize("value", ["0", "False", "no", "OFF", ""])
def test_flag_understands_no(value: str) -> None:
    assert Environment.read({"IMPRIMATUR_DEBUG": value}).debug is False


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("IMPRIMATUR_DEBUG", "maybe", "1, true, yes or on; 0, false, no, off or nothing"),
        ("IMPRIMATUR_DEMO", "2", "1, true, yes or on; 0, false, no, off or nothing"),
        ("PORT", "80 80", "a whole number from 1 to 65535"),
        ("PORT", "0", "a whole number from 1 to 65535"),
        ("PORT", "-1", "a whole number from 1 to 65535"),
        ("PORT", "٨٠٠٠", "a whole number from 1 to 65535"),
        ("IMPRIMATUR_HSTS_SECONDS", "a year", "a whole number from 0 to 63072000"),
        ("IMPRIMATUR_BIND", "localhost:1", "an IP address such as 127.0.0.1, or 0.0.0.0 for all"),
        ("TIME_ZONE", "Mars/Base", "an IANA name such as UTC or Europe/Zurich"),
        ("TIME_ZONE", "../etc/passwd", "an IANA name such as UTC or Europe/Zurich"),
        (
            "ALLOWED_HOSTS",
            "https://a.example",
            "host names with commas between them, without http:// or paths",
        ),
    ],
)
def test_nonsense_is_refused_by_name_value_and_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(Refused) as refusal:
        Environment.read({name: value})

    assert str(refusal.value) == f"{name}={value!r} is not understood; accepted: {accepted}."


@pytest.mark.parametrize(
    "value",
    ["example.org", "ftp://example.org", "https://example.org/path", "https://u:p@example.org", "https://:x"],
)
def test_site_url_that_is_no_plain_address_is_refused(value: str) -> None:
    with pytest.raises(Refused, match=r"^SITE_URL="):
        Environment.read({"SITE_URL": value})


def test_site_url_loses_its_slash_and_its_host_is_allowed() -> None:
    environment = Environment.read(
        {"SITE_URL": "https://Answers.example.org/", "ALLOWED_HOSTS": "b.example, c.example"}
    )

    assert environment.site_url == "https://answers.example.org"
    assert environment.hosts[:3] == ("b.example", "c.example", "answers.example.org")


def test_database_urls_become_logins() -> None:
    environment = Environment.read({"DATABASE_URL": APP, "OWNER_DATABASE_URL": OWNER})

    app = Login(user="app", password="secret", host="db.example", port="5433", name="house")
    assert environment.logins == (app, Login("owner", "secret", "db.example", "5433", "house"))


def test_database_url_keeps_escaped_password_socket_and_options() -> None:
    url = "postgresql://app:p%40ss%2F@/house?host=/var/run/pg&sslmode=require"
    environment = Environment.read({"DATABASE_URL": url, "OWNER_DATABASE_URL": OWNER})

    assert environment.logins is not None
    assert environment.logins[0] == Login(
        "app", "p@ss/", "/var/run/pg", "", "house", (("sslmode", "require"),)
    )


@pytest.mark.parametrize(
    ("present", "missing"), [("DATABASE_URL", "OWNER_DATABASE_URL"), ("OWNER_DATABASE_URL", "DATABASE_URL")]
)
def test_one_database_url_without_the_other_is_refused(present: str, missing: str) -> None:
    with pytest.raises(Refused, match=f"^{present} is set and {missing} is not"):
        Environment.read({present: APP})


def test_one_login_for_both_roles_is_refused() -> None:
    with pytest.raises(Refused, match="both log in as 'app'"):
        Environment.read({"DATABASE_URL": APP, "OWNER_DATABASE_URL": APP})


@pytest.mark.parametrize(
    "url", ["mysql://app:hunter2@h/d", "postgresql://app:hunter2@h/d?nonsense=1", "postgresql:///d"]
)
def test_refused_database_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        Environment.read({"DATABASE_URL": url, "OWNER_DATABASE_URL": OWNER})

    assert "hunter2" not in str(refusal.value)
    assert str(refusal.value).startswith("DATABASE_URL=")


def test_address_without_a_password_is_told_as_it_is() -> None:
    assert without_password("postgresql://app@host/d") == "postgresql://app@host/d"


def test_short_secret_key_is_refused_without_being_told() -> None:
    with pytest.raises(Refused, match=r"^SECRET_KEY has 7 characters; it needs at least 32 random ones\.$"):
        Environment.read({"SECRET_KEY": "letmein"})


@pytest.mark.parametrize(
    ("url", "backend", "port", "tls", "ssl"),
    [
        ("", "console", 25, False, False),
        ("smtp://mail.example", "smtp", 25, False, False),
        ("smtp+tls://u:p@mail.example:2525", "smtp", 2525, True, False),
        ("smtps://mail.example", "smtp", 465, False, True),
        ("file:///var/mail/out", "filebased", 25, False, False),
    ],
)
def test_email_url_chooses_the_backend(url: str, backend: str, port: int, tls: bool, ssl: bool) -> None:
    mail = Environment.read({"EMAIL_URL": url}).mail

    assert mail["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    "url", ["smtp:", "carrier-pigeon://x", "file:", "smtp://h:port", "smtp://h?tls=maybe"]
)
def test_email_url_nonsense_is_refused(url: str) -> None:
    with pytest.raises(Refused, match=r"^EMAIL_URL="):
        Environment.read({"EMAIL_URL": url})


def test_local_url_of_a_site_that_listens_everywhere_is_this_machine() -> None:
    assert Environment.read({"IMPRIMATUR_BIND": "0.0.0.0", "PORT": "81"}).local_url == "http://127.0.0.1:81"
    assert Environment.read({"IMPRIMATUR_BIND": "::1", "PORT": "81"}).local_url == "http://[::1]:81"


def test_names_lists_every_variable_that_is_read() -> None:
    asked: list[str] = []

    class Asking(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            asked.append(name)
            return default

    Environment.read(Asking())

    assert sorted(set(asked)) == sorted(Environment.names)
