"""Work on texts that happens later, as jobs in the same database: they roll back with what asked for them."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.models import Publication, Question

# A mail server that is down for an hour must not cost a reader the answer: 3 s, 9 s, 27 s … six hours in all.
_PATIENTLY = RetryStrategy(max_attempts=8, exponential_wait=3)


@app.task(name="answer_reader", retry=_PATIENTLY)
def answer_reader(question_id: int) -> None:
    """Send a reader the editors' answer, then forget the address: it was given for this alone."""
    with transaction.atomic():
        question = Question.objects.select_for_update(no_key=True).get(pk=question_id)
        if not question.email:
            return
        context = {"question": question, "house": Publication.objects.current()}
        text = render_to_string("mail/answer.txt", context)
        EmailMessage("An answer to your question", text, to=[question.email]).send()
        Question.objects.filter(pk=question_id).update(email="")
