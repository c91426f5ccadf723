"""Addresses of this part of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from cms.desk.operating import board, grants, house, inbox, people, questions, sweeping, topics

urlpatterns: list[URLPattern] = [
    path("questions/", questions.listed, name="questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("sweep/", sweeping.sweeps, name="sweeps"),
    path("sweep/<int:pk>/", sweeping.sweep, name="sweep"),
    path("house/", house.house, name="house"),
    path("house/topics/", topics.topics, name="topics"),
    path("house/topics/new/", topics.new_topic, name="new-topic"),
    path("house/topics/<slug:slug>/", topics.topic, name="topic"),
    path("house/topics/<slug:slug>/<slug:risk>/", topics.policy, name="policy"),
    path("house/board/", board.members, name="members"),
    path("house/board/appoint/", board.appoint, name="appoint"),
    path("house/board/member/<slug:slug>/", board.member, name="member"),
    path("house/board/member/<slug:slug>/remove/", board.remove, name="remove-member"),
    path("house/disclosures/", board.disclosures, name="disclosures"),
    path("house/grants/", grants.grants, name="grants"),
    path("house/grants/give/", grants.give, name="give"),
    path("house/grants/<int:pk>/end/", grants.end, name="end-grant"),
    path("house/people/", people.people, name="people"),
    path("house/people/new/", people.new_person, name="new-person"),
    path("house/people/<int:pk>/close/", people.close_account, name="close-account"),
    path("house/people/<int:pk>/invite/", people.invite_again, name="invite-again"),
    path("house/publication/", house.publication, name="publication"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<slug:name>/", inbox.letter, name="letter"),
]
