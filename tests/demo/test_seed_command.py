"""`manage.py seed_demo`: only where a demo is wanted, and only in an empty database."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, User
from cms.demo import files

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def test_command_makes_the_demo_and_tells_its_stories(settings: Any) -> None:
    settings.DEMO = True
    settings.DEMO_PASSWORD = "only-for-the-tests-of-the-demo"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert said.getvalue().splitlines() == [f"{story.slug}: {story.tells}" for story in files.articles()]
    assert User.objects.get(username="admin").check_password(settings.DEMO_PASSWORD)


def test_demo_is_not_made_where_none_is_asked_for(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="IMPRIMATUR_DEMO=1"):
        call_command("seed_demo")
    assert Article.objects.count() == 0
