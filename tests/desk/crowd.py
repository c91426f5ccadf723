"""A house with n of everything that a page may list, so that a page's queries can be counted for any n.

What is made goes by a name: an article's slug, a row's number. Each text has n sections, sources and passages
of sources; the one that is read has n earlier rounds, n signatures, objections, comments and replies.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from articles import clock, editing, questions
from articles.acting import acting
from articles.content.importers import read as understood
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Grant, Question, Retraction, Role, Version
from reviews import commenting, preparing, sharing, sweeping, workflow
from reviews.models import Assignment, Review, SignOff
from tests import factories
from tests.factories import House


def a_long_text(title: str, n: int) -> ArticleText:
    """A text of n sections with a dose in each, and n sources, each cited with the passage that backs it."""
    references = tuple(
        ReferenceText(
            key=uuid4(),
            kind="guideline",
            title=f"Source {i}",
            source="A journal",
            year=2020,
            doi=f"10.5555/{i}",
        )
        for i in range(n)
    )
    supports = tuple(
        SupportText(key=uuid4(), reference=one.key, passage="As was shown.") for one in references
    )
    cites = [f'<cite data-ref="{one.reference}" data-support="{one.key}"></cite>' for one in supports]
    sections = tuple(
        SectionText(
            key=uuid4(),
            level=2,
            heading=f"Part {i}",
            body=f"<p>Colchicine 0.5 mg daily, and rest.{cites[i]}</p>",
        )
        for i in range(n)
    )
    summary = "<p>Treat the flare early, then prevent the next one.</p>"
    return ArticleText(
        title=title, summary=summary, sections=sections, references=references, supports=supports
    )


class Crowd:
    """The house and the n; each method makes one kind of thing n times over."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.house = factories.create_house(members=2 * n + 2, visibility="with_caution")
        self.reader, *self.signers = self.house.members

    def text(self, title: str) -> ArticleText:
        return a_long_text(title, self.n)

    def given_back(self, version: Version) -> Version:
        """The next draft, after the board said n things of each kind."""
        self.say(version)
        workflow.return_to_author(version, by=self.house.editor, note="Again.")
        return version.article.versions.get(status="draft")

    def sent_again(self, draft: Version) -> Version:
        factories.edited(draft, by=self.house.author, bodies="<p>Colchicine 1 mg daily.</p>")
        return workflow.submit(Version.objects.get(pk=draft.pk), by=self.house.author, note="Mended.")

    def read(self) -> Version:
        """Under review after n rounds, with n links to it and what came through them."""
        version = factories.under_review(self.house, self.text("Read?"))
        for _ in range(self.n):
            version = self.sent_again(self.given_back(version))
            version = workflow.start_review(version, by=self.house.editor, members=self.house.members)
        self.say(version)
        for i in range(self.n):
            shared, self.secret = sharing.share(version, by=self.house.editor, invitee=f"Dr Outside {i}")
            sharing.visited(shared)
            sharing.comment(shared, body="May one swim?")
        return version

    def say(self, version: Version) -> None:
        """n comments with an answer to each, to be settled first, and n proposals of other words."""
        review = Review.objects.get(version=version)
        for i in range(self.n):
            section = version.sections.order_by("position")[i]
            said = {"by": self.reader.user, "section_key": section.key}
            first = commenting.comment(review, body=f"Which dose? {i}", blocking=True, **said)
            commenting.reply(first, by=self.house.editor, body="The usual one.")
            commenting.comment(review, quote="Colchicine", suggestion=f"Colchicine {i}", part="body", **said)

    def read_and_signed(self, version: Version) -> Review:
        """The first member has read it and prepared a verdict; n others approved, and n asked for changes."""
        review = Review.objects.get(version=version)
        factories.ready_to_sign(review, self.reader)
        preparing.prepare(review, by=self.reader.user, verdict="approve", digest=review.digest)
        preparing.save_typed(review, by=self.reader.user, words={"statement": "So far"})
        for one in version.references.all():
            preparing.check_source(review, by=self.reader.user, reference=one.key, verdict="supports")
        for i, member in enumerate(self.signers[: 2 * self.n]):
            factories.ready_to_sign(review, member)
            verdict = "approve" if i < self.n else "request_changes"
            factories.sign(review, member, verdict=verdict, statement="No." if i >= self.n else "")
        return review

    def met(self, title: str) -> Version:
        """Its quorum is there, n comments are to be settled first, and n holds are on the live text."""
        version = self.sent_again(workflow.revise(self.live(title), by=self.house.author))
        version = workflow.start_review(version, by=self.house.editor, members=self.house.members)
        factories.signed(version, self.house, count=self.n + 1)
        self.say(version)
        return version

    def live(self, title: str, *, times: int = 1, covered: bool = True) -> Version:
        """Live, after so many versions, with n holds."""
        version = factories.approved(self.house, self.text(title))
        for _ in range(times - 1):
            draft = workflow.revise(version, by=self.house.author)
            version = factories.brought_live(draft, self.house)
        for section in version.sections.all() if covered else ():
            workflow.hold(version, by=self.house.editor, reason="dose", section_key=section.key)
        return version

    def house_and_board(self) -> dict[str, Any]:
        """n topics with their policies, n grants and people, members with n disclosures and n signatures."""
        house = self.house
        for i in range(self.n):
            topic = factories.create_topic(f"topic{i}", by=house.chief)
            for risk in ("high", "standard", "low"):
                workflow.set_policy(topic, risk, by=house.chief)
            factories.create_granted(f"writer{i}", Role.AUTHOR, topic=house.topic)
            factories.create_granted(f"editor{i}", Role.EDITOR, topic=house.topic)
            workflow.set_policy(house.topic, "standard", by=house.chief, review_months=12 + i)
            workflow.set_publication(by=house.chief, name=f"House {i}")
            gone = factories.create_member(f"gone{i}", by=house.chief)
            workflow.remove_member(gone, by=house.chief, reason="Cause")
            EmailAddress.objects.create(user=house.author, email=f"author{i}@example.org")
            Group.objects.create(name=f"Group {i}")
        grant = Grant.objects.get(user=factories.create_granted("leaving", Role.AUTHOR, topic=house.topic))
        return {"grant": grant.pk, "person": house.author.pk}

    def questions(self, version: Version) -> dict[str, Any]:
        """n questions and n mistakes, one of which went from hand to hand n times."""
        for i in range(self.n):
            asked = Question.objects.create(text=f"May I swim? {i}", article=version.article, version=version)
            questions.raise_mistake(version, by=self.house.editor, text=f"The dose is wrong. {i}")
        for _ in range(self.n):
            questions.assign(asked, by=self.house.editor, to=self.house.editor)
            questions.close(asked, by=self.house.editor, note="Nothing.")
            questions.reopen(asked, by=self.house.editor)
        return {"question": asked.pk}

    def waiting(self) -> None:
        """n more of each that waits for somebody: sent, prepared, ready to go live, given back, scheduled."""
        house, member = self.house, self.reader
        for i in range(self.n):
            factories.submitted(house, factories.a_text(f"Sent {i}?"))
            prepared = Review.objects.get(
                version=factories.under_review(house, factories.a_text(f"Prepared {i}?"))
            )
            factories.ready_to_sign(prepared, member)
            preparing.prepare(prepared, by=member.user, verdict="approve", digest=prepared.digest)
            commenting.comment(prepared, by=member.user, body="Look here.")
            factories.signed(factories.under_review(house, factories.a_text(f"Ready {i}?")), house)
            back = factories.submitted(house, factories.a_text(f"Back {i}?"))
            workflow.return_to_author(back, by=house.editor, note="Shorter.")
            factories.scheduled(house, factories.a_text(f"Later {i}?"))

    def pasted(self) -> Version:
        """Made from a file in which n things are to be asked about."""
        said = "".join(f"## Part {i}\n\nText [{i + 4}].\n\n" for i in range(self.n))
        found = understood(f"# What?\n\nThis.\n\n{said}".encode(), name="x.md")
        source = {"imported": found, "source_text": "x", "source_name": "x.md"}
        return editing.create_article(found.text, by=self.house.author, topic=self.house.topic, **source)

    def swept(self, versions: list[Version]) -> dict[str, Any]:
        """n sweeps, with every section of these on each list, seen to."""
        places = [(version.pk, section.key) for version in versions for section in version.sections.all()]
        for i in range(self.n):
            said = {"by": self.house.chief, "query": f"drug {i}", "reason": "safety", "deed": sweeping.TASK}
            begun = sweeping.begin(places=places, **said)
            sweeping.see_to_some(begun.pk, sweeping.TASK)
        return {"swept": begun.pk}

    def sources_retracted(self) -> None:
        with acting(self.house.chief):
            for i in range(self.n):
                Retraction.objects.create(doi=f"10.5555/{i}", nature="retraction", noticed_on=clock.today())

    def reaffirmed(self) -> Version:
        """Live, and before the board again, which has signed."""
        version = self.live("Still so?", covered=False)
        workflow.reaffirm(version, by=self.house.editor)
        factories.signed(version, self.house, count=self.n + 1)
        return version

    def own_account(self) -> None:
        """n passkeys of the author's."""
        for i in range(self.n):
            data = {"name": f"Key {i}", "credential": {}, "passwordless": True}
            Authenticator.objects.create(user=self.house.author, type=Authenticator.Type.WEBAUTHN, data=data)


def scene(n: int) -> tuple[House, dict[str, Any]]:
    """The house, and what the words in a table of addresses stand for in it."""
    crowd = Crowd(n)
    places = crowd.house_and_board()
    back = crowd.given_back(factories.under_review(crowd.house, crowd.text("Given back?")))
    sent = crowd.sent_again(crowd.given_back(factories.under_review(crowd.house, crowd.text("Sent?"))))
    read = crowd.read()
    review = crowd.read_and_signed(read)
    live = crowd.live("Live?", times=n + 1)
    lives = [live, *(crowd.live(f"Live {i}?") for i in range(n - 1))]
    crowd.waiting()
    crowd.own_account()
    gone = crowd.live("Retracted?")
    workflow.retract(gone, by=crowd.house.chief, note="A dose was wrong.")
    named = {
        "draft": factories.create_draft(crowd.house, crowd.text("Draft?")),
        "pasted": crowd.pasted(),
        "back": back,
        "sent": sent,
        "read": read,
        "met": crowd.met("Ready?"),
        "live": live,
        "gone": gone,
        "same": crowd.reaffirmed(),
    }
    crowd.sources_retracted()
    remark = read.comments.filter(reply_to=None, suggestion=None).order_by("pk").last()
    return crowd.house, {
        **places,
        **crowd.questions(live),
        **crowd.swept(lives),
        **{name: version.article.slug for name, version in named.items()},
        "secret": crowd.secret,
        "latest": n + 1,
        "remark": remark.pk,
        "objection": SignOff.objects.filter(review=review, verdict="request_changes").order_by("-pk")[0].pk,
        "seat": Assignment.objects.get(review=review, member=crowd.reader).pk,
        "share": read.shares.order_by("-pk")[0].pk,
        "held": live.article.holds.order_by("-pk")[0].pk,
    }
