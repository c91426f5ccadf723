"""Work that happens later, as jobs in the same database: they roll back with what asked for them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from procrastinate import JobContext
from procrastinate.contrib.django import app

from articles.models import User, Version
from articles.states import Status

log = logging.getLogger("imprimatur.heads")


@app.task(name="mail", retry=5)
def mail(user_id: int, subject: str, lines: Sequence[str], link: str, facts: Sequence[Sequence[str]]) -> None:
    """Send one notice to one person, at the address that the account has now; a closed account gets none."""
    person = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if person is None:
        return
    context = {"person": person, "subject": subject, "lines": lines, "link": link, "facts": facts}
    text = render_to_string("mail/notice.txt", context)
    message = EmailMultiAlternatives(subject, text, to=[person.email])
    message.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
    message.send()


@app.task(name="go_live", retry=3)
def go_live(version_id: int) -> None:
    """Put a scheduled version live; what has come up since it was approved keeps it back."""
    from reviews import workflow  # the verbs defer this job

    version = Version.objects.get(pk=version_id)
    system = User.objects.system()
    if version.status != Status.SCHEDULED:
        return
    try:
        workflow.go_live(version, by=system)
    except workflow.NotReady as refusal:
        workflow.hold_back(version, refusal.problems, by=system)


@app.task(name="publish_itself", retry=3)
def publish_itself(version_id: int) -> None:
    """Publish a version whose policy lets it happen by itself, if its quorum is met."""
    from reviews import workflow  # the verbs defer this job

    version = Version.objects.get(pk=version_id)
    if version.status != Status.UNDER_REVIEW:
        return
    try:
        workflow.publish(version, by=User.objects.system(), note="by policy, the quorum being met")
    except workflow.QuorumMissing:
        return


@app.periodic(cron="7 3 * * *")
@app.task(name="log_heads")
def log_heads(timestamp: int) -> None:
    """Write every chain's head to the log, so that it is kept where the database's owner cannot rewrite it."""
    from reviews.verification import heads  # reads models that the registry must have loaded

    for line in heads():
        log.info("chain head %s", line)


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Take up again what a killed worker left; the threshold is well above the workers' heartbeat of 10 s."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await app.job_manager.retry_job(job)


