"""Work that happens later, as jobs in the same database: they roll back with what asked for them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.text import Truncator
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from articles import clock
from articles.content.problems import Problem
from articles.models import User, Version
from articles.states import Status
from reviews import rules

log = logging.getLogger("imprimatur.jobs")
heads_log = logging.getLogger("imprimatur.heads")
SUBJECT_LENGTH = 150


# A mail server that is down for an hour must not cost a receipt: 3 s, 9 s, 27 s … six hours in all.
_PATIENTLY = RetryStrategy(max_attempts=8, exponential_wait=3)


@app.task(name="mail", retry=_PATIENTLY)
def mail(user_id: int, subject: str, lines: Sequence[str], link: str, facts: Sequence[Sequence[str]]) -> None:
    """Send one notice to one person, at the address that the account has now; a closed account gets none."""
    person = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if person is None:
        return
    subject = Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH)
    context = {"person": person, "subject": subject, "lines": lines, "link": link, "facts": facts}
    text = render_to_string("mail/notice.txt", context)
    message = EmailMultiAlternatives(subject, text, to=[person.email])
    message.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
    message.send()


@app.task(name="go_live", retry=_PATIENTLY)
def go_live(version_id: int) -> None:
    """Put a scheduled version live; what has come up since it was approved keeps it back."""
    from reviews import workflow  # the verbs defer this job

    version = Version.objects.get(pk=version_id)
    system = User.objects.system()
    try:
        workflow.go_live(version, by=system)
    except workflow.NotReady as refusal:
        workflow.hold_back(version, refusal.problems, by=system)
    except workflow.QuorumMissing as refusal:
        workflow.hold_back(version, [problem_of(refusal)], by=system)
    except workflow.Conflict as conflict:
        # Returned in the meantime, live already, or too early: then ``go_live_when_due`` comes for it.
        log.info("version %s did not go live: %s", version_id, conflict)


def problem_of(refusal: Exception) -> Problem:
    """What the database said, as a problem that its editors are told."""
    said = f"{refusal} Return this version, so that the board looks at it again."
    return Problem(code="signatures-missing", severity="error", where="page", message=said)


@app.periodic(cron="*/5 * * * *")
@app.task(name="go_live_when_due", queueing_lock="go_live_when_due")
def go_live_when_due(timestamp: int) -> None:
    """Try again what was held back, once a hold is lifted, say; and what no job came for."""
    due = Version.objects.filter(status=Status.SCHEDULED, go_live_at__lte=clock.Now())
    for version_id in due.order_by("go_live_at").values_list("pk", flat=True):
        go_live.defer(version_id=version_id)


def publish_if_the_policy_says_so(version: Version) -> None:
    """Have a version looked at that may be complete now, where nobody needs to press for it."""
    if rules.policy_publishes(version):
        publish_itself.defer(version_id=version.pk)


@app.task(name="publish_itself", retry=_PATIENTLY)
def publish_itself(version_id: int) -> None:
    """Publish a version whose policy lets it happen by itself, if its quorum is met."""
    from reviews import workflow  # the verbs defer this job

    version = Version.objects.get(pk=version_id)
    system = User.objects.system()
    try:
        workflow.publish(version, by=system, note="by policy, the quorum being met")
    except workflow.NotReady as refusal:
        workflow.hold_back(version, refusal.problems, by=system)
    except (workflow.QuorumMissing, workflow.Conflict) as refusal:
        log.info("version %s did not publish itself: %s", version_id, refusal)


@app.task(name="sweep", retry=_PATIENTLY)
def sweep(sweep_id: int, deed: str) -> None:
    """See to some places of a safety sweep, and leave the rest to the next job."""
    from reviews import sweeping  # it lays holds, which write mails, which are jobs

    if sweeping.see_to_some(sweep_id, deed):
        go_on_sweeping(sweep_id, deed)


def go_on_sweeping(sweep_id: int, deed: str) -> None:
    """Defer the next part of a sweep; one part of it runs at a time."""
    sweep.configure(lock=f"sweep-{sweep_id}").defer(sweep_id=sweep_id, deed=deed)


@app.periodic(cron="*/5 * * * *")
@app.task(name="escalate", queueing_lock="escalate", lock="escalate")
def escalate(timestamp: int) -> None:
    """Tell the editors-in-chief what has waited too long; often, so that what is missed is soon caught up."""
    from reviews import escalating  # it writes mails, which are jobs

    for letter in escalating.escalate():
        log.info("%s told of %s holds, %s mistakes", letter.chief, len(letter.holds), len(letter.mistakes))


@app.periodic(cron="*/5 * * * *")
@app.task(name="tell_what_fell_short", queueing_lock="tell_what_fell_short", lock="tell_what_fell_short")
def tell_what_fell_short(timestamp: int) -> None:
    """Tell the editors of reviews that nobody left and yet cannot be completed any more."""
    from reviews import falling_short  # it writes mails, which are jobs

    for version in falling_short.tell():
        log.info("the review of version %s cannot be completed by those in it", version.pk)


@app.periodic(cron="7 3 * * *")
@app.task(name="log_heads")
def log_heads(timestamp: int) -> None:
    """Write every chain's head to the log, where the database's owner cannot rewrite it."""
    from reviews.verification import heads  # reads models that the registry must have loaded

    for line in heads():
        heads_log.info("chain head %s", line)


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Take up again what a killed worker left; the threshold is well above the workers' heartbeat of 10 s."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await app.job_manager.retry_job(job)
