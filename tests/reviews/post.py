"""The mail that was deferred, delivered into Django's outbox."""

from __future__ import annotations

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from procrastinate.contrib.django.models import ProcrastinateJob

from reviews import jobs


def waiting(task: str = "mail") -> list[dict[str, object]]:
    """The arguments of the jobs of that name, in order."""
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=task, status="todo").order_by("id")]


def told() -> dict[str, list[str]]:
    """Whom each waiting mail is for, by user name, under the first word of its subject."""
    from articles.models import User

    people: dict[str, list[str]] = {}
    for letter in waiting():
        word = str(letter["subject"]).split(":")[0]
        people.setdefault(word, []).append(User.objects.get(pk=letter["user_id"]).username)
    return {word: sorted(names) for word, names in people.items()}


def forget() -> None:
    """Let the worker have done what waits up to now."""
    from tests import databases
    from tests.conftest import database_name

    with databases.superuser_connection(database_name()) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")


def delivered() -> list[EmailMultiAlternatives]:
    """Everything that waits, as it arrives."""
    mail.outbox.clear()
    for letter in waiting():
        jobs.mail(**letter)
    return list(mail.outbox)


def letter_to(username: str, subject: str) -> EmailMultiAlternatives:
    """The one mail to that person whose subject begins so."""
    found = [
        letter
        for letter in delivered()
        if letter.to == [f"{username}@example.org"] and letter.subject.startswith(subject)
    ]
    assert len(found) == 1, [(letter.to, letter.subject) for letter in mail.outbox]
    return found[0]


def html_of(letter: EmailMultiAlternatives) -> str:
    return str(letter.alternatives[0][0])
