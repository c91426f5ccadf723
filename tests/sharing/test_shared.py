"""The page that a link opens: the text, a form, and nothing else of the house."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from articles.models import Version
from reviews import commenting, sharing, workflow
from reviews.models import Comment, Review, Share, ShareVisit
from tests import factories
from tests.factories import House
from tests.reviews.test_sharing import let_it_run_out

pytestmark = pytest.mark.django_db(transaction=True)
NOT_SENT = (
    "What you just wrote was not sent. Copy it from here and mail it to the editor who sent you the link."
)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def version(house: House) -> Version:
    return factories.under_review(house)


@pytest.fixture
def link(house: House, version: Version) -> str:
    return f"/shared/{sharing.share(version, by=house.editor, invitee='Dr <b>Out</b>side')[1]}/"


def test_link_opens_the_text_for_who_has_no_account(client: Client, version: Version, link: str) -> None:
    page = client.get(link)

    assert (page.status_code, version.title in page.content.decode()) == (200, True)
    assert "sessionid" not in page.cookies


def test_page_is_kept_from_caches_other_sites_and_search(client: Client, link: str) -> None:
    page = client.get(link)

    kept = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
    assert [page[name] for name in kept] == ["no-store", "same-origin", "noindex, nofollow, noarchive"]


def test_hostile_name_is_text(client: Client, link: str) -> None:
    said = client.get(link).content.decode()

    assert ("Dr &lt;b&gt;Out&lt;/b&gt;side" in said, "<b>Out</b>" in said) == (True, False)


def test_nothing_of_the_review_is_shown(client: Client, house: House, version: Version, link: str) -> None:
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    commenting.comment(review, by=house.editor, body="Among ourselves.")

    said = client.get(link).content.decode()

    assert ("Among ourselves." in said, house.members[0].printed_name in said) == (False, False)


def test_comment_is_sent_without_cookie_or_token_and_shown_again(link: str, version: Version) -> None:
    client = Client(enforce_csrf_checks=True)
    key = version.sections.get().key

    answer = client.post(link, {"section": str(key), "body": "<script>alert(1)</script> Is that so?"})
    again = client.get(answer.headers["Location"])

    assert (answer.status_code, Comment.objects.get().section_key) == (302, key)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Is that so?" in again.content.decode()


def test_empty_comment_is_answered_in_words(client: Client, link: str) -> None:
    page = client.post(link, {"body": "  "})

    assert (page.status_code, b"Write something first." in page.content) == (422, True)


def test_what_was_typed_is_still_there_when_the_text_has_gone_back(
    client: Client, house: House, version: Version, link: str
) -> None:
    workflow.return_to_author(version, by=house.editor, note="See the letter.")

    page = client.post(link, {"body": "My long remark"})

    assert page.status_code == 409
    assert page.context["unsent"] == "My long remark"
    assert NOT_SENT in page.content.decode()
    assert "Send to the board" not in page.content.decode()


@pytest.mark.parametrize(
    ("end", "says"), [("revoked", "This link was taken back."), ("expired", "This link has run out.")]
)
def test_what_was_typed_is_given_back_when_the_link_has_ended_meanwhile(
    client: Client, house: House, version: Version, link: str, end: str, says: str
) -> None:
    share = Share.objects.get()
    sharing.revoke(share, by=house.editor) if end == "revoked" else let_it_run_out(share)

    page = client.post(link, {"body": "My long <b>remark</b>"})

    said = page.content.decode()
    assert (page.status_code, Comment.objects.count()) == (410, 0)
    assert [words in said for words in (says, NOT_SENT, "My long &lt;b&gt;remark&lt;/b&gt;</textarea>")] == [
        True
    ] * 3
    assert version.title not in said


def test_closed_page_claims_nothing_of_words_that_were_not_sent(
    client: Client, house: House, link: str
) -> None:
    sharing.revoke(Share.objects.get(), by=house.editor)

    page = client.get(link).content.decode()

    assert ("What you sent while it worked has reached them." in page, NOT_SENT in page) == (True, False)


def test_page_says_for_whom_the_link_was_made(client: Client, link: str) -> None:
    page = client.get(link).content.decode()

    assert "This link was made for Dr &lt;b&gt;Out&lt;/b&gt;side and works until" in page
    assert "If you are somebody else, tell the editor, who can send you a link of your own." in page


def test_words_are_kept_on_the_device_until_they_have_arrived(
    client: Client, version: Version, link: str
) -> None:
    answer = client.post(link, {"body": "Is that so?"})
    page = client.get(answer.headers["Location"]).content.decode()

    assert [f'data-keep="shared-{version.pk}"' in page, "message-success" in page] == [True, True]


def test_unknown_link_tells_nothing(client: Client, link: str) -> None:
    page = client.get("/shared/no-such-secret/")

    assert (page.status_code, b"This link leads nowhere." in page.content) == (404, True)


def test_revoked_and_expired_links_say_so_and_nothing_else(
    client: Client, house: House, version: Version, link: str
) -> None:
    other = sharing.share(version, by=house.editor, invitee="Dr Later")
    sharing.revoke(Share.objects.get(invitee__startswith="Dr <b>"), by=house.editor)
    let_it_run_out(other[0])

    revoked, expired = client.get(link), client.get(f"/shared/{other[1]}/")

    assert (revoked.status_code, expired.status_code) == (410, 410)
    assert b"This link was taken back." in revoked.content
    assert b"This link has run out." in expired.content
    assert version.title.encode() not in revoked.content + expired.content


def test_opening_is_written_down_and_asking_for_the_head_is_not(client: Client, link: str) -> None:
    client.head(link)
    before = ShareVisit.objects.count()
    client.get(link)

    assert (before, ShareVisit.objects.count()) == (0, 1)


def test_secret_is_in_no_log(client: Client, link: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(link)
        client.post(link, {"body": ""})

    assert link.split("/")[2] not in caplog.text
