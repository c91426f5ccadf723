"""People: logging in by name or mail, second factors, passkeys that sign, one's own account, closing it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData, AuthenticatorData
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import accounts, clock
from articles.models import Grant, User
from cms import accounts as site_accounts
from cms import settings as site_settings
from reviews import passkeys, workflow
from reviews.models import Event, SignOff
from reviews.reauthentication import NotTheSigner, Reauthentication
from tests.factories import (
    PASSWORD,
    House,
    create_house,
    create_user,
    ready_to_sign,
    signed,
    under_review,
)

pytestmark = pytest.mark.django_db(transaction=True)

DIGEST, OTHER = "a" * 64, "b" * 64
PLACE = passkeys.Place(host="testserver", origin="http://testserver")


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def house() -> House:
    return create_house()


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Key:
    """A passkey as an authenticator holds it: it signs what the browser shows it."""

    def __init__(self, user: User, *, host: str = "testserver") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = hashlib.sha256(str(id(self)).encode()).digest()[:16]
        self.rp = hashlib.sha256(host.encode()).digest()
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.number, public)
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
        made = AuthenticatorData.create(self.rp, flags, 0, bytes(credential))
        client = json.dumps({"type": "webauthn.create", "challenge": "eA", "origin": "http://testserver"})
        attestation = _cbor_none_attestation(bytes(made))
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={
                "name": "Key",
                "credential": {
                    "id": b64(self.number),
                    "rawId": b64(self.number),
                    "type": "public-key",
                    "response": {
                        "clientDataJSON": b64(client.encode()),
                        "attestationObject": b64(attestation),
                    },
                },
            },
        )

    def answer(
        self, challenge: bytes, *, origin: str = "http://testserver", verified: bool = True
    ) -> dict[str, Any]:
        """What ``navigator.credentials.get`` gives for a challenge."""
        client = json.dumps({"type": "webauthn.get", "challenge": b64(challenge), "origin": origin}).encode()
        flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verified else 0)
        data = bytes(AuthenticatorData.create(self.rp, flags, 1))
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(self.number),
            "rawId": b64(self.number),
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": None,
            },
        }


def _cbor_none_attestation(auth_data: bytes) -> bytes:
    from fido2.cbor import encode

    return encode({"fmt": "none", "attStmt": {}, "authData": auth_data})


def totp_of(secret: str) -> str:
    """The six digits of now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    code = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = code[-1] & 15
    return f"{(struct.unpack('>I', code[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def log_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password})


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# Logging in


@pytest.mark.parametrize("login", ["editor", "Editor", "editor@example.org", "EDITOR@Example.ORG"])
def test_login_by_name_or_mail_in_any_case(client: Client, house: House, login: str) -> None:
    answer = log_in(client, login)

    assert (logged_in(client), answer["Location"]) == (True, "/desk/")


def test_login_by_mail_after_createsuperuser(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="root", email="Root@Example.org", verbosity=0)

    log_in(client, "root@example.org")

    assert logged_in(client)


def test_login_without_a_desk_goes_to_ones_account(client: Client, house: House) -> None:
    assert log_in(client, "stranger")["Location"] == "/accounts/"


def test_login_of_a_closed_account_is_refused(client: Client, house: House) -> None:
    site_accounts.close(house.author, by=house.author)

    log_in(client, "author")

    assert not logged_in(client)


def test_login_after_many_failures_is_refused_though_right(client: Client, house: House) -> None:
    for _ in range(6):
        log_in(client, "editor", "wrong")

    log_in(client, "editor")

    assert not logged_in(client)


def test_forgotten_password_is_replaced_by_the_link_in_the_mail(client: Client, house: House) -> None:
    client.post("/accounts/password/reset/", {"email": house.editor.email})
    [letter] = mail.outbox
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter.body)
    assert link is not None
    form = client.get(link[1], follow=True).request["PATH_INFO"]

    client.post(form, {"password1": "a new and longer one", "password2": "a new and longer one"})

    old, new = Client(), Client()
    log_in(old, "editor")
    log_in(new, "editor", "a new and longer one")
    assert (letter.to, logged_in(old), logged_in(new)) == ([house.editor.email], False, True)


def test_link_to_a_new_password_serves_once(client: Client, house: House) -> None:
    client.post("/accounts/password/reset/", {"email": house.editor.email})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link is not None
    form = client.get(link[1], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "a new and longer one", "password2": "a new and longer one"})

    again = Client().get(link[1], follow=True)

    assert b"password1" not in again.content


def test_admin_login_is_the_sites_login(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_signing_up_is_closed(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "new", "email": "n@example.org", "password1": "x"})

    assert User.objects.filter(username="new").exists() is False


# The second factor


def test_second_factor_is_asked_for_outside_the_demo() -> None:
    assert site_settings.SECOND_FACTOR_REQUIRED is not site_settings.DEMO


@pytest.mark.parametrize("who", ["chief", "reviewer1", "admin"])
@pytest.mark.parametrize("address", ["/desk/", "/admin/"])
def test_second_factor_comes_first_for_who_signs_or_rules(
    client: Client, house: House, required: None, who: str, address: str
) -> None:
    if who == "admin":
        create_user("admin", is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(username=who))

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "You sign or rule here, so a second factor comes first. It takes a minute."
    ]


@pytest.mark.parametrize("who", ["author", "editor"])
def test_second_factor_is_not_forced_on_who_writes_or_edits(
    client: Client, house: House, required: None, who: str
) -> None:
    client.force_login(User.objects.get(username=who))

    assert client.get("/desk/keys/").status_code == 200


def test_second_factor_once_there_opens_the_desk(client: Client, house: House, required: None) -> None:
    TOTP.activate(house.chief, "JBSWY3DPEHPK3PXP")
    client.force_login(house.chief)

    assert client.get("/desk/keys/").status_code == 200


def test_second_factor_is_not_made_of_recovery_codes_alone(
    client: Client, house: House, required: None
) -> None:
    Authenticator.objects.create(user=house.chief, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(house.chief)

    assert client.get("/desk/keys/").status_code == 302


def test_second_factor_is_not_asked_of_a_member_who_was_removed(
    client: Client, house: House, required: None
) -> None:
    workflow.remove_member(house.members[0], by=house.chief, reason="Cause")
    client.force_login(house.reviewers[0])

    assert client.get("/desk/keys/").status_code == 403


def test_requirement_costs_no_query_of_its_own(
    client: Client, house: House, required: None, django_assert_num_queries: Any
) -> None:
    TOTP.activate(house.chief, "JBSWY3DPEHPK3PXP")
    client.force_login(house.chief)

    # Session, user; grants, member; the house's name.
    with django_assert_num_queries(5):
        client.get("/desk/keys/")


def test_app_is_asked_for_after_the_password(client: Client, house: House) -> None:
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")

    answer = log_in(client, "editor")
    before = logged_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": totp_of("JBSWY3DPEHPK3PXP")})

    assert (answer["Location"], before, logged_in(client)) == ("/accounts/2fa/authenticate/", False, True)


def test_recovery_code_opens_once_in_place_of_the_app(client: Client, house: House) -> None:
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(house.editor).get_unused_codes()[0]
    again = Client()
    for browser in (client, again):
        log_in(browser, "editor")

    for browser in (client, again):
        browser.post("/accounts/2fa/authenticate/", {"code": code})

    assert (logged_in(client), logged_in(again)) == (True, False)


def test_app_is_not_asked_for_in_the_demo(client: Client, house: House, settings: Any) -> None:
    settings.DEMO = True
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")

    log_in(client, "editor")

    assert logged_in(client)


def test_app_code_opens_once(client: Client, house: House) -> None:
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")
    code = totp_of("JBSWY3DPEHPK3PXP")
    log_in(client, "editor")
    client.post("/accounts/2fa/authenticate/", {"code": code})
    again = Client()
    log_in(again, "editor")

    again.post("/accounts/2fa/authenticate/", {"code": code})

    assert not logged_in(again)


def test_app_secret_is_not_in_the_database_as_it_is(house: House) -> None:
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")

    kept = Authenticator.objects.get().data["secret"]

    assert "JBSWY3DPEHPK3PXP" not in kept


def test_app_secret_survives_a_new_site_key_while_the_old_one_is_kept(
    client: Client, house: House, settings: Any
) -> None:
    TOTP.activate(house.editor, "JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 8
    log_in(client, "editor")

    client.post("/accounts/2fa/authenticate/", {"code": totp_of("JBSWY3DPEHPK3PXP")})

    assert logged_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/",
        "/accounts/close/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
    ],
)
def test_page_of_ones_own_opens_and_asks_a_visitor_to_log_in(
    client: Client, house: House, address: str
) -> None:
    visitor = client.get(address)
    client.force_login(house.stranger)

    assert (visitor.status_code, client.get(address).status_code) == (302, 200)


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("/accounts/password/change/", ["Your password now", "New password", "New password again"]),
        ("/accounts/password/reset/", ["Mail address"]),
        ("/accounts/reauthenticate/", ["Your password"]),
    ],
)
def test_password_pages_speak_as_the_house_and_say_nothing_twice(
    client: Client, house: House, address: str, labels: list[str]
) -> None:
    client.force_login(house.stranger)

    form = client.get(address).context["form"]

    assert [field.label for field in form.visible_fields()] == labels
    assert [field.field.widget.attrs.get("placeholder") for field in form] == [None] * len(labels)


# Passkeys that sign


def test_passkey_confirms_the_digest_that_it_signed(house: House) -> None:
    user = house.reviewers[0]
    asked = passkeys.challenge(user, digest=DIGEST, nonce="n")

    proof = Reauthentication.by_passkey(user, Key(user).answer(asked), digest=DIGEST, nonce="n", place=PLACE)

    assert proof.method == "passkey"
    assert Authenticator.objects.get().last_used_at is not None


@pytest.mark.parametrize("wrong", ["digest", "nonce", "person", "origin", "host", "verified", "nonsense"])
def test_passkey_confirms_nothing_else(house: House, wrong: str) -> None:
    user, other = house.reviewers[0], house.reviewers[1]
    key = Key(user, host="elsewhere" if wrong == "host" else "testserver")
    asked = passkeys.challenge(
        other if wrong == "person" else user,
        digest=OTHER if wrong == "digest" else DIGEST,
        nonce="other" if wrong == "nonce" else "n",
    )
    origin = "http://evil.example" if wrong == "origin" else "http://testserver"
    answer: dict[str, Any] = key.answer(asked, origin=origin, verified=wrong != "verified")
    if wrong == "nonsense":
        answer = {"id": "x", "response": 3}

    with pytest.raises(NotTheSigner):
        Reauthentication.by_passkey(user, answer, digest=DIGEST, nonce="n", place=PLACE)


def test_passkey_of_another_person_confirms_nothing(house: House) -> None:
    user, other = house.reviewers[0], house.reviewers[1]
    asked = passkeys.challenge(user, digest=DIGEST, nonce="n")

    with pytest.raises(NotTheSigner):
        Reauthentication.by_passkey(user, Key(other).answer(asked), digest=DIGEST, nonce="n", place=PLACE)


def test_passkey_of_a_closed_account_confirms_nothing(house: House) -> None:
    user = house.reviewers[0]
    answer = Key(user).answer(passkeys.challenge(user, digest=DIGEST, nonce="n"))
    accounts.close_account(user, by=user)

    with pytest.raises(NotTheSigner):
        Reauthentication.by_passkey(user, answer, digest=DIGEST, nonce="n", place=PLACE)


def asked_of(client: Client, digest: str) -> bytes:
    said = client.post("/accounts/passkey/", {"digest": digest}).json()["request_options"]["publicKey"]
    return base64.urlsafe_b64decode(said["challenge"] + "==")


@pytest.fixture
def at_the_form(client: Client, house: House) -> dict[str, Any]:
    """A member with a passkey before the sign form, and what the form sends beside the proof."""
    version = under_review(house)
    review = version.reviews.get()
    ready_to_sign(review, house.members[0])
    client.force_login(house.reviewers[0])
    return {
        "address": reverse("desk:sign", args=[version.article.slug, version.number]),
        "form": {"verdict": "approve", "covers": "whole", "digest": review.digest, "review": review.pk},
        "key": Key(house.reviewers[0]),
    }


def test_sign_form_takes_a_passkey(client: Client, at_the_form: dict[str, Any]) -> None:
    challenge = asked_of(client, at_the_form["form"]["digest"])
    answer = json.dumps(at_the_form["key"].answer(challenge))

    client.post(at_the_form["address"], {**at_the_form["form"], "passkey": answer})

    assert SignOff.objects.get().method == "passkey"


def test_sign_form_takes_an_answer_once(client: Client, at_the_form: dict[str, Any]) -> None:
    challenge = asked_of(client, at_the_form["form"]["digest"])
    sent = {**at_the_form["form"], "passkey": json.dumps(at_the_form["key"].answer(challenge))}
    client.post(at_the_form["address"], sent)
    first = SignOff.objects.get()

    client.post(at_the_form["address"], {**sent, "standing": str(first.pk), "verdict": "recuse"})

    assert list(SignOff.objects.all()) == [first]


def test_sign_form_refuses_an_answer_to_what_was_never_asked(
    client: Client, at_the_form: dict[str, Any], house: House
) -> None:
    challenge = passkeys.challenge(house.reviewers[0], digest=at_the_form["form"]["digest"], nonce="")
    sent = {**at_the_form["form"], "passkey": json.dumps(at_the_form["key"].answer(challenge))}

    page = client.post(at_the_form["address"], sent)

    assert (page.status_code, SignOff.objects.count()) == (422, 0)


def test_sign_form_refuses_a_late_answer(
    client: Client, at_the_form: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = asked_of(client, at_the_form["form"]["digest"])
    sent = {**at_the_form["form"], "passkey": json.dumps(at_the_form["key"].answer(challenge))}
    monkeypatch.setattr("cms.signing.NONCE_SECONDS", -1)

    page = client.post(at_the_form["address"], sent)

    assert (page.status_code, SignOff.objects.count()) == (422, 0)
    assert "That took too long" in page.content.decode()


def test_sign_form_after_many_failures_refuses_the_right_password_and_tells_its_owner(
    client: Client, at_the_form: dict[str, Any]
) -> None:
    for _ in range(8):
        client.post(at_the_form["address"], {**at_the_form["form"], "password": "wrong"})

    page = client.post(at_the_form["address"], {**at_the_form["form"], "password": PASSWORD})

    assert (page.status_code, SignOff.objects.count()) == (422, 0)
    subjects = [job.args["subject"] for job in ProcrastinateJob.objects.filter(task_name="mail")]
    assert subjects.count("Failed signatures in your name") == 1


def test_asking_for_a_challenge_by_a_link_is_refused(client: Client, house: House) -> None:
    client.force_login(house.reviewers[0])

    assert client.get("/accounts/passkey/").status_code == 405


@pytest.mark.parametrize("digest", ["", "short", "Z" * 64])
def test_asking_for_a_challenge_without_a_digest_is_refused(
    client: Client, house: House, digest: str
) -> None:
    client.force_login(house.reviewers[0])

    assert client.post("/accounts/passkey/", {"digest": digest}).status_code == 400


# One's own account


def test_account_changes_its_name_and_says_who_did(client: Client, house: House) -> None:
    client.force_login(house.editor)

    client.post("/accounts/", {"name": "Ed Newman"})

    assert User.objects.get(pk=house.editor.pk).name == "Ed Newman"


def test_account_without_a_name_is_refused(client: Client, house: House) -> None:
    client.force_login(house.editor)

    assert client.post("/accounts/", {"name": ""}).status_code == 422


def test_mail_address_changes_once_it_is_confirmed(client: Client, house: House) -> None:
    log_in(client, "editor")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    before = User.objects.get(pk=house.editor.pk).email
    link = next(word for word in mail.outbox[-1].body.split() if "/confirm-email/" in word)

    client.get(link.partition("testserver")[2])
    after_looking = User.objects.get(pk=house.editor.pk).email
    client.post(link.partition("testserver")[2])

    after = User.objects.get(pk=house.editor.pk).email
    assert [before, after_looking, after] == ["editor@example.org", "editor@example.org", "new@example.org"]


# Closing an account


def closing(**changed: object) -> dict[str, object]:
    return {"password": PASSWORD, "understood": "on", **changed}


def test_close_wipes_the_account_and_keeps_its_row(client: Client, house: House) -> None:
    EmailAddress.objects.create(user=house.author, email="author@example.org", verified=True)
    TOTP.activate(house.author, "JBSWY3DPEHPK3PXP")
    client.force_login(house.author)

    page = client.post("/accounts/close/", closing())

    closed = User.objects.get(pk=house.author.pk)
    assert (closed.username, closed.name, closed.email, closed.is_active) == (
        f"closed-{closed.pk}",
        "",
        "",
        False,
    )
    assert (closed.has_usable_password(), closed.closed_at is not None) == (False, True)
    assert (EmailAddress.objects.count(), Authenticator.objects.count()) == (0, 0)
    assert (page.status_code, logged_in(client)) == (200, False)


def test_close_ends_sessions_elsewhere(client: Client, house: House) -> None:
    elsewhere = Client()
    elsewhere.force_login(house.author)
    client.force_login(house.author)

    client.post("/accounts/close/", closing())

    assert elsewhere.get("/accounts/").status_code == 302


def test_close_ends_the_grants(client: Client, house: House) -> None:
    client.force_login(house.author)

    client.post("/accounts/close/", closing())

    assert Grant.objects.in_force(clock.now()).filter(user=house.author).count() == 0


def test_close_leaves_names_on_events_and_signatures(client: Client, house: House) -> None:
    signed(under_review(house), house, count=1)
    client.force_login(house.reviewers[0])

    client.post("/accounts/close/", closing())

    assert SignOff.objects.get().printed_name == "Dr Reviewer1"
    assert Event.objects.filter(action="sign_off").get().actor == "Reviewer1"


@pytest.mark.parametrize("changed", [{"password": "wrong"}, {"password": ""}, {"understood": ""}])
def test_close_without_password_or_consent_changes_nothing(
    client: Client, house: House, changed: dict[str, object]
) -> None:
    client.force_login(house.author)

    page = client.post("/accounts/close/", closing(**changed))

    assert (page.status_code, User.objects.get(pk=house.author.pk).username) == (422, "author")


def test_close_of_the_only_chief_is_refused(client: Client, house: House) -> None:
    client.force_login(house.chief)

    page = client.post("/accounts/close/", closing())

    assert page.status_code == 422
    assert "only editor-in-chief" in page.content.decode()
    assert User.objects.get(pk=house.chief.pk).closed_at is None


def test_close_tells_a_member_what_remains(client: Client, house: House) -> None:
    client.force_login(house.reviewers[0])

    assert "stay on everything that you signed" in client.get("/accounts/close/").content.decode()


def test_close_by_somebody_else_is_denied(house: House) -> None:
    with pytest.raises(PermissionDenied):
        accounts.close_account(house.author, by=house.editor)


def test_close_twice_is_refused(house: House) -> None:
    accounts.close_account(house.author, by=house.chief)

    with pytest.raises(accounts.CannotClose):
        accounts.close_account(house.author, by=house.chief)


def test_close_of_the_system_is_refused(house: House) -> None:
    with pytest.raises(accounts.CannotClose):
        accounts.close_account(User.objects.system(), by=house.chief)


def test_close_frees_the_names_of_the_account_for_nobody_else(house: House) -> None:
    accounts.close_account(house.author, by=house.chief)

    again = create_user("author")

    assert again.pk != house.author.pk
