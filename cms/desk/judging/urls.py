"""Addresses of the part of the desk where versions are judged."""

from __future__ import annotations

from django.urls import URLPattern, path

from cms.desk.judging import (
    answering,
    bulk,
    checking,
    commenting,
    holding,
    preparing,
    publishing,
    reclassifying,
    reviewing,
    sharing,
    signing,
    signsheet,
    starting,
)

_VERSION = "articles/<slug:slug>/<int:number>"

urlpatterns: list[URLPattern] = [
    path(f"{_VERSION}/start-review/", starting.start_review, name="start-review"),
    path(f"{_VERSION}/invite/", starting.invite, name="invite"),
    path(f"{_VERSION}/review/", reviewing.review, name="review"),
    path("sign/", signsheet.sign_sheet, name="sign-sheet"),
    path("sign/passkey/", signsheet.sheet_passkey, name="sheet-passkey"),
    path("sign/signed/", signsheet.signed_sheet, name="signed-sheet"),
    path(f"{_VERSION}/review/keep/", preparing.keep, name="keep"),
    path(f"{_VERSION}/review/prepare/", preparing.prepare, name="prepare"),
    path(f"{_VERSION}/review/unprepare/", preparing.unprepare, name="unprepare"),
    path(f"{_VERSION}/review/source/", checking.check_source, name="check-source"),
    path(f"{_VERSION}/review/full/", starting.full_review, name="full-review"),
    path(f"{_VERSION}/review/sign/", signing.sign, name="sign"),
    path(f"{_VERSION}/review/withdraw/", signing.withdraw, name="withdraw"),
    path(f"{_VERSION}/review/comment/", commenting.comment, name="comment"),
    path(f"{_VERSION}/publish/", publishing.publish, name="publish"),
    path("publish/", bulk.publish_several, name="publish-several"),
    path("objections/<int:pk>/answer/", publishing.answer_objection, name="answer-objection"),
    path("articles/<slug:slug>/reclassify/", reclassifying.reclassify, name="reclassify"),
    path(f"{_VERSION}/shares/", sharing.shares, name="shares"),
    path("shares/<int:pk>/revoke/", sharing.revoke, name="revoke-share"),
    path(f"{_VERSION}/hold/", holding.hold, name="hold"),
    path("holds/<int:pk>/lift/", holding.lift, name="lift"),
    path("comments/<int:pk>/resolve/", commenting.resolve, name="resolve"),
    path("comments/<int:pk>/reply/", commenting.reply, name="reply"),
    path("comments/<int:pk>/accept/", commenting.accept, name="accept"),
    path("invitations/<int:pk>/withdraw/", starting.withdraw_invitation, name="withdraw-invitation"),
    path("assignments/<int:pk>/", answering.assignment, name="assignment"),
    path("assignments/<int:pk>/<slug:answer>/", answering.answer, name="answer"),
]
