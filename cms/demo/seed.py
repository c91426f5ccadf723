"""Make the demo in an empty database, through the verbs, on the days on which its stories say it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.test.utils import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock
from articles.models import Article, Grant
from cms.demo import files, founding, letters, steps, sweeps
from cms.demo.agenda import timetable
from cms.demo.clock import story_clock
from cms.demo.stories import Story, interests_of

Say = Callable[[str], None]
#: Every signature of the demo verifies a password, and a hash that is slow on purpose would take most of the
#: time. The accounts get the real hash at the end; with this one nobody can log in.
WHILE_SEEDING = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class NotEmpty(Exception):
    """There is something in the database already; the demo is made in an empty one only."""

    def __init__(self) -> None:
        super().__init__("The database is not empty, and the demo needs an empty one. Nothing was changed.")


def seed(*, password: str, say: Say = lambda line: None) -> None:
    """Make people, house, board, articles and readers' letters; ``password`` opens every account of the demo.

    The clock is the demo's own meanwhile, so nothing else may write to the database. The mails of its past
    are not sent; the job that puts a scheduled article live stays.

    Raises:
        NotEmpty: if there is an article or a grant.
    """
    if Article.objects.exists() or Grant.objects.exists():
        raise NotEmpty
    today = clock.today()
    house = files.house()
    interests = {member["username"]: interests_of(member) for member in house["board"]}
    stories = [Story(file, interests, password, today) for file in files.articles()]
    acts = [*founding.acts(house, password=password, today=today)]
    acts += [act for story in stories for act in steps.acts(story)]
    acts += letters.acts(house["letters"], [story.file for story in stories])
    acts += sweeps.acts(house["sweeps"], [story.file for story in stories])
    with _both_clocks() as show, override_settings(PASSWORD_HASHERS=WHILE_SEEDING):
        for moment, act in timetable(acts, today):
            show(moment)
            act.do()
    founding.open_accounts(house["people"], password)
    _drop_jobs_of_the_past()
    for story in stories:
        say(f"{story.file.slug}: {story.file.tells}")


@contextmanager
def _both_clocks() -> Iterator[Callable[[datetime], None]]:
    """Lend a function that stops the database's clock and Django's at a moment; both run again afterwards."""
    django_now = timezone.now
    with story_clock() as database_clock:

        def show(moment: datetime) -> None:
            # auto_now_add and field history ask Django; their rows should tell the same story.
            timezone.now = lambda: moment
            database_clock.set(moment)

        try:
            yield show
        finally:
            timezone.now = django_now


def _drop_jobs_of_the_past() -> None:
    """Mails stay unsent, and what a sweep ticked was seen to already."""
    jobs = ProcrastinateJob.objects.filter(task_name__in=["mail", "sweep"], status="todo")
    for number in jobs.values_list("id", flat=True):
        app.job_manager.cancel_job_by_id(number, delete_job=True)
