"""The settings as other processes see them: what production refuses, and what every answer carries."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from django.core.checks import run_checks
from django.test import Client

from articles.models import User
from cms.environment import Environment
from tests import databases
from tests.conftest import database_name

pytestmark = pytest.mark.thorough

KEY = "k" * 50


def address(user: str, password: str, database: str) -> str:
    place = psycopg.conninfo.conninfo_to_dict(databases.superuser_address())
    return f"postgresql://{user}:{password}@/{database}?host={place['host']}&port={place.get('port', 5432)}"


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in Environment.names}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "cms.settings", **variables}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=databases.ROOT, env=environment, capture_output=True, text=True)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_production_without_secret_key_does_not_start() -> None:
    urls = {"DATABASE_URL": address("a", "x", "d"), "OWNER_DATABASE_URL": address("o", "x", "d")}

    done = run("import cms.settings", **urls)

    assert done.returncode == 1
    assert last_line(done.stderr) == (
        "cms.environment.Refused: "
        "SECRET_KEY is not set; production needs one of at least 32 random characters."
    )


def test_nonsense_ends_a_command_with_one_sentence() -> None:
    done = run(
        "import sys; sys.argv = ['manage.py', 'check']; import manage; manage.main()",
        IMPRIMATUR_DEBUG="maybe",
    )

    assert done.returncode == 1
    assert done.stderr == (
        "imprimatur: IMPRIMATUR_DEBUG='maybe' is not understood; accepted: 1, true, yes or on; "
        "0, false, no, off or nothing.\n"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["superuser", "owner"])
def test_production_does_not_serve_as_superuser_or_owner(role: str) -> None:
    name = database_name()
    owner, other = databases.login("owner", name), databases.login("app", name)
    superuser = psycopg.conninfo.conninfo_to_dict(databases.superuser_address())
    logins = {"superuser": (superuser["user"], superuser["password"]), "owner": (owner.user, owner.password)}
    user, password = (str(part) for part in logins[role])

    done = run(
        "import cms.wsgi",
        SECRET_KEY=KEY,
        DATABASE_URL=address(user, password, name),
        OWNER_DATABASE_URL=address(other.user, other.password, name),
    )

    assert done.returncode == 1
    assert last_line(done.stderr).startswith(
        f"cms.environment.Refused: the site's database login {user!r} could undo the guards: "
    )


@pytest.mark.django_db(transaction=True)
def test_production_serves_as_the_app() -> None:
    name = database_name()
    app, owner = databases.login("app", name), databases.login("owner", name)

    done = run(
        "import cms.wsgi; print(callable(cms.wsgi.application))",
        SECRET_KEY=KEY,
        DATABASE_URL=address(app.user, app.password, name),
        OWNER_DATABASE_URL=address(owner.user, owner.password, name),
    )

    assert (done.stdout, done.returncode) == ("True\n", 0)


def test_https_site_keeps_its_cookies_to_https() -> None:
    code = "import cms.settings as s; "
    code += "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"

    assert run(code, SITE_URL="https://a.example", IMPRIMATUR_BEHIND_PROXY="1").stdout == "True True True\n"
    assert run(code).stdout == "False False False\n"


def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    headers = client.get("/healthz").headers

    directives = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"].split(", ")


@pytest.mark.django_db(transaction=True)
def test_readyz_says_yes_when_nothing_is_wrong(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.django_db(transaction=True)
def test_readyz_names_a_disabled_guard(
    client: Client, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    superuser.execute("ALTER TABLE reviews_event DISABLE TRIGGER append_only")
    answer = client.get("/readyz")
    superuser.execute("ALTER TABLE reviews_event ENABLE TRIGGER append_only")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "problems": ["guard-disabled"]})


@pytest.mark.django_db(transaction=True)
def test_signup_is_closed(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/", {"username": "eve", "email": "e@e.example", "password1": "x" * 20}
    )

    assert "account/signup_closed.html" in [template.name for template in answer.templates]


@pytest.mark.django_db(transaction=True)
def test_admin_site_sends_to_the_one_login(client: Client) -> None:
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1] == ("/accounts/login/?next=%2Fadmin%2F", 302)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["ada", "ada@board.example"])
def test_login_by_name_and_by_mail(client: Client, name: str) -> None:
    User.objects.create_user("ada", "ada@board.example", "correct horse")

    answer = client.post("/accounts/login/", {"login": name, "password": "correct horse"})

    assert (answer.status_code, answer.url) == (302, "/accounts/")


@pytest.mark.django_db(transaction=True)
def test_failed_logins_are_counted_in_the_database(client: Client) -> None:
    User.objects.create_user("ada", "ada@board.example", "correct horse")
    for _ in range(5):
        client.post("/accounts/login/", {"login": "ada", "password": "wrong"})

    answer = client.post("/accounts/login/", {"login": "ada", "password": "correct horse"})

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


@pytest.mark.django_db(transaction=True)
def test_check_finds_nothing_at_the_sites_own_login() -> None:
    assert run_checks(databases=["default"], tags=["database"]) == []


@pytest.mark.django_db(transaction=True)
def test_check_names_what_the_login_could_do(superuser: psycopg.Connection[tuple[object, ...]]) -> None:
    app = databases.login("app").user
    superuser.execute(f'GRANT CREATE ON SCHEMA public TO "{app}"')
    found = run_checks(databases=["default"], tags=["database"])
    superuser.execute(f'REVOKE CREATE ON SCHEMA public FROM "{app}"')

    assert [(error.id, error.msg) for error in found] == [
        ("cms.E001", "The site's database login: it may create objects in schema public.")
    ]
