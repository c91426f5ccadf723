"""`manage.py verify` and `manage.py heads`: what they print, and what a shell learns from how they end."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Event
from tests import databases
from tests.conftest import database_name
from tests.guards.arena import Arena


def _verify(*arguments: str) -> tuple[int, list[str], str]:
    """Run the command; returns its exit code, its lines, and what it said beside them."""
    said, beside = StringIO(), StringIO()
    try:
        call_command("verify", *arguments, stdout=said, stderr=beside)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue().splitlines(), beside.getvalue().strip()
    return 0, said.getvalue().splitlines(), beside.getvalue().strip()


def _heads() -> list[str]:
    said = StringIO()
    call_command("heads", stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture
def a_disabled_guard(arena: Arena) -> object:
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("ALTER TABLE reviews_approval DISABLE TRIGGER quorum")
        yield superuser
        superuser.execute("ALTER TABLE reviews_approval ENABLE TRIGGER quorum")


def test_verify_of_a_clean_house_says_so(arena: Arena) -> None:
    assert _verify() == (0, ["Everything is as it was signed."], "")


def test_verify_of_one_article_says_so(arena: Arena) -> None:
    slug = arena.versions["approved"].article.slug

    assert _verify("--article", slug) == (0, ["Everything is as it was signed."], "")


def test_verify_of_no_article_fails(arena: Arena) -> None:
    assert _verify("--article", "nowhere") == (
        1,
        ["no-such-article: nowhere: There is no article at this address."],
        "1 things are off.",
    )


@pytest.mark.usefixtures("a_disabled_guard")
@pytest.mark.parametrize("arguments", [(), ("--article", "what-is-known-of-approved")])
def test_verify_of_a_house_with_a_disabled_guard_fails(arena: Arena, arguments: tuple[str, ...]) -> None:
    line = "guard-disabled: reviews_approval.quorum: The trigger quorum on reviews_approval is disabled."

    assert _verify(*arguments) == (1, [line], "1 things are off.")


def test_verify_of_one_article_finds_its_changed_rows(arena: Arena) -> None:
    version = arena.versions["approved"]
    change = "UPDATE reviews_signoff SET statement = %s WHERE review_id = %s"
    review = version.reviews.get()
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(change, ["x", review.pk])
        changed = _verify("--article", version.article.slug)
        other = _verify("--article", arena.versions["draft"].article.slug)
        superuser.execute(change, ["", review.pk])

    assert (changed[0], len(changed[1]), other[0]) == (1, 2, 0)


def test_heads_are_of_every_chain_and_the_house_first(arena: Arena) -> None:
    chains = {article.pk for article in (version.article for version in arena.versions.values())}

    lines = _heads()

    assert len(lines) == len(chains) + 1
    assert lines[0].startswith("house ")
    assert all(re.fullmatch(r"[-\w]+ \d+ [0-9a-f]{64}", line) for line in lines)
    newest = Event.objects.filter(article=arena.versions["approved"].article).order_by("-seq")[0]
    assert f"{newest.article.slug} {newest.seq} {newest.hash}" in lines  # type: ignore[union-attr]


def test_heads_that_were_kept_are_found_again(arena: Arena, tmp_path: Path) -> None:
    kept = tmp_path / "heads"
    kept.write_text("\n".join([*_heads(), "", ""]), encoding="utf-8")

    assert _verify("--heads", str(kept)) == (0, ["Everything is as it was signed."], "")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("house 1 " + "0" * 64, "chain-cut"),
        ("house 99999999999999999999999 " + "0" * 64, "chain-cut"),
        ("nowhere 1 " + "0" * 64, "chain-cut"),
        ("house one " + "0" * 64, "head-unreadable"),
        ("house ٣ " + "0" * 64, "head-unreadable"),
        ("house", "head-unreadable"),
        ("a b c d", "head-unreadable"),
    ],
)
def test_a_head_that_fits_nowhere_is_said(arena: Arena, tmp_path: Path, line: str, code: str) -> None:
    kept = tmp_path / "heads"
    kept.write_text("\n".join([*_heads(), line]), encoding="utf-8")

    ended, lines, _ = _verify("--heads", str(kept))

    assert (ended, [said.split(":")[0] for said in lines]) == (1, [code])


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_heads_is_no_good_news(arena: Arena, tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "heads"
    kept.write_bytes(content)

    ended, lines, _ = _verify("--heads", str(kept))

    assert (ended, [said.split(":")[0] for said in lines]) == (1, ["head-unreadable"])


def test_a_file_that_is_not_there_is_said(arena: Arena, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't open"):
        _verify("--heads", str(tmp_path / "nothing"))
