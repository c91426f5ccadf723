"""Topics, and for each topic and risk the policy: what the board must do to approve a text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from articles.models import Risk, Topic
from cms.access import chief
from cms.desk.frame import page
from cms.desk.loading import user_of
from cms.desk.operating import chain
from cms.desk.operating.forms import PolicyForm, TopicForm
from cms.desk.operating.ruling import carried_out, form_page
from cms.desk.writing import kept
from reviews import workflow
from reviews.models import BoardMember, Policy

_TABLES = (Topic, Policy)


@chief
def topics(request: HttpRequest) -> HttpResponse:
    policies = {(policy.topic_id, policy.risk): policy for policy in Policy.objects.all()}
    rows = [
        (topic, [(risk, policies.get((topic.pk, risk.value))) for risk in Risk])
        for topic in Topic.objects.all()
    ]
    context = {"rows": rows, "risks": list(Risk), "events": chain.recent(tables=_TABLES)}
    return page(request, "desk/operating/topics.html", context, here="house")


@kept.keeps_words
@chief
def new_topic(request: HttpRequest) -> HttpResponse:
    form = TopicForm(kept.typed(request))
    done = carried_out(
        request,
        form,
        lambda: workflow.set_topic(by=user_of(request), **form.cleaned_data),
        done="The topic is open. Set its policies now: without one, nothing in it can be reviewed.",
        then=reverse("desk:topics"),
    )
    context = {"sentence": "Open a topic.", "button": "Open it", "back": ("Topics", reverse("desk:topics"))}
    return done or form_page(request, form, context)


@kept.keeps_words
@chief
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    standing = get_object_or_404(Topic, slug=slug)
    form = TopicForm(kept.typed(request), instance=standing)
    done = carried_out(
        request,
        form,
        lambda: workflow.set_topic(slug, by=user_of(request), **form.cleaned_data),
        done="Saved.",
        then=reverse("desk:topics"),
    )
    context = {
        "sentence": f"Change the topic {standing.name}.",
        "button": "Save",
        "back": ("Topics", reverse("desk:topics")),
        "events": chain.recent(tables=[Topic]),
    }
    return done or form_page(request, form, context)


@kept.keeps_words
@chief
def policy(request: HttpRequest, slug: str, risk: str) -> HttpResponse:
    if risk not in Risk.values:
        raise Http404("There is no such risk.")
    ruled = get_object_or_404(Topic, slug=slug)
    standing = Policy.objects.filter(topic=ruled, risk=risk).first()
    form = PolicyForm(kept.typed(request), instance=standing or Policy(topic=ruled, risk=risk))
    done = carried_out(
        request,
        form,
        lambda: workflow.set_policy(ruled, risk, by=user_of(request), **form.cleaned_data),
        done="Saved. Reviews that are open keep the policy that they began with.",
        then=reverse("desk:topics"),
    )
    in_office = BoardMember.objects.in_office(clock.today()).count()
    if done and form.cleaned_data["quorum"] > in_office:
        messages.warning(request, f"Only {in_office} members are in office: this quorum cannot be met yet.")
    context = {
        "sentence": f"Say what the board must do: {ruled.name}, {Risk(risk).label.lower()} risk.",
        "button": "Save" if standing else "Set the policy",
        "back": ("Topics", reverse("desk:topics")),
        "events": chain.recent(tables=[Policy]),
    }
    return done or form_page(request, form, context)
