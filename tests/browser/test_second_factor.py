"""Second factors in a real browser: a passkey is set up, logs in and signs; and what axe finds around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles import editing
from articles.models import Topic, User
from reviews import preparing, workflow
from reviews.models import BoardMember, Review, SignOff
from tests import factories
from tests.browser.axe import COLOURS, violations
from tests.browser.conftest import PHONE, Visit

PASSWORD = "only-for-the-tests-of-the-demo"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OWN = [
    "/accounts/",
    "/accounts/close/",
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
]
ADMIN = [
    "/admin/",
    "/admin/articles/version/",
    "/admin/articles/grant/add/",
    "/admin/reviews/event/",
    "/admin/reviews/signoff/",
    "/admin/procrastinate/procrastinatejob/",
]


@pytest.fixture(autouse=True)
def database(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def named(visit: Any) -> Any:
    """Visits under a name: browsers keep passkeys for ``localhost``, not for 127.0.0.1."""

    def begin(**options: Any) -> Visit:
        begun: Visit = visit(**options)
        begun.site = begun.site.replace("127.0.0.1", "localhost")
        return begun

    return begin


def log_in(begun: Visit, name: str) -> Page:
    page = begun.to("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form.form >> nth=0 >> button")
    page.wait_for_load_state()
    return page


def with_authenticator(begun: Visit) -> None:
    session = begun.page.context.new_cdp_session(begun.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def asked_of(username: str, title: str) -> Review:
    """A text of its own that waits for this member's verdict, whatever other tests have signed."""
    author, editor = (User.objects.get(username=name) for name in ("author", "editor"))
    topic = Topic.objects.get(slug="rheumatology")
    draft = editing.create_article(factories.a_text(title), by=author, topic=topic, risk="standard")
    members = list(BoardMember.objects.filter(user__username__in=[username, "reviewer1"]))
    version = workflow.start_review(workflow.submit(draft, by=author), by=editor, members=members)
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, BoardMember.objects.get(user__username=username))
    return review


def test_passkey_is_set_up_logs_in_and_signs(named: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    begun = named()
    with_authenticator(begun)

    page = log_in(begun, "reviewer3")
    expect(page.locator("h1")).to_have_text("Second factor")
    page.click("text=Add a passkey")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form.form button")
    page.fill("input[name=name]", "This laptop")
    page.click("text=Add it")
    expect(page.locator("h1")).to_have_text("Recovery codes")

    begun.to("/accounts/logout/").click("main form.form button")
    begun.to("/accounts/login/").click("text=Log in with a passkey")
    page.wait_for_url("**/desk/")

    review = asked_of("reviewer3", "What is signed with a key?")
    begun.to(f"/desk/articles/{review.version.article.slug}/{review.version.number}/review/")
    page.check("input[name=verdict][value=approve]")
    page.click("text=Sign with a passkey")
    page.wait_for_url("**#receipt")

    newest = SignOff.objects.filter(review=review).order_by("-pk")[0]
    assert (newest.member.user.username, newest.method) == ("reviewer3", "passkey")

    together = [asked_of("reviewer3", f"What is signed together, {number}?") for number in (1, 2)]
    for other in together:
        preparing.prepare(other, by=newest.member.user, verdict="approve", digest=other.digest)
    begun.to("/desk/sign/")
    for box in page.locator("input[name=item]").all():
        box.set_checked(box.get_attribute("value") in {str(other.pk) for other in together})
    page.click("text=Sign with a passkey")
    page.wait_for_url("**/desk/sign/signed/")

    expect(page.locator("h1")).to_have_text("You have signed two verdicts.")
    methods = [row.method for row in SignOff.objects.filter(review__in=together)]
    assert methods == ["passkey", "passkey"]
    assert begun.complaints == []


def test_cancelled_passkey_says_so_and_sends_nothing(named: Any, settings: Any) -> None:
    begun = named()
    page = begun.to("/accounts/login/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}})

    page.click("text=Log in with a passkey")

    expect(page.locator("[data-passkey-told]")).to_contain_text("Nothing was confirmed.")


def test_passkey_button_is_hidden_without_script(named: Any) -> None:
    page = named(java_script_enabled=False).to("/accounts/login/")

    expect(page.locator("text=Log in with a passkey")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_ones_own_have_nothing_for_axe_to_find(named: Any, scheme: str) -> None:
    begun = named(color_scheme=scheme)
    log_in(begun, "reviewer1")
    found = {}
    for address in OWN:
        broken = violations(begun.to(address), COLOURS if scheme == "dark" else None)
        if broken:
            found[address] = [(rule["id"], rule["nodes"][0]["html"]) for rule in broken]

    assert found == {}
    assert begun.complaints == []


def test_pages_of_ones_own_fit_a_phone(named: Any) -> None:
    begun = named(viewport=PHONE)
    log_in(begun, "reviewer1")
    wide = [
        address
        for address in OWN
        if begun.to(address).evaluate("document.documentElement.scrollWidth > innerWidth")
    ]

    assert wide == []


def test_admin_pages_have_nothing_for_the_browser_to_complain_of(named: Any) -> None:
    begun = named()
    log_in(begun, "admin")
    for address in ADMIN:
        begun.to(address)
    page = begun.to("/admin/articles/version/")
    page.click("#result_list tbody th a >> nth=0")
    page.click("text=History")
    page.click("text=Look >> nth=0")

    assert begun.complaints == []
