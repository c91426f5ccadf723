"""Things that tests begin with. A factory walks the verbs, it sets no status."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from articles import clock, editing
from articles.acting import acting
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Grant, Role, Topic, User, Version
from reviews import workflow
from reviews.models import Assignment, BoardMember, Policy, Review, SignOff
from reviews.reauthentication import Reauthentication

PASSWORD = "correct horse battery staple"
_HASHED: list[str] = []
_number = count(1)


def create_user(username: str = "", *, name: str = "", **fields: object) -> User:
    """A person who can log in with ``PASSWORD``."""
    username = username or f"person{next(_number)}"
    user = User(username=username, email=f"{username}@example.org", name=name or username.title(), **fields)
    if not _HASHED:  # hashing is slow on purpose; once is enough
        user.own_password(PASSWORD)
        _HASHED.append(user.password)
    user.password = _HASHED[0]
    user.save()
    return user


def create_granted(username: str, role: Role, *, topic: Topic | None = None) -> User:
    """A person with a role from yesterday on."""
    return grant(create_user(username), role, topic=topic)


def grant(user: User, role: Role, *, topic: Topic | None = None) -> User:
    with acting(user):
        Grant.objects.create(user=user, role=role, topic=topic, starts_at=clock.now() - timedelta(days=1))
    return user


def create_topic(slug: str = "rheumatology", *, by: User, **fields: object) -> Topic:
    with acting(by):
        return Topic.objects.create(slug=slug, name=slug.title(), **fields)


def create_policy(topic: Topic, *, by: User, risk: str = "standard", **fields: object) -> Policy:
    with acting(by):
        return Policy.objects.create(topic=topic, risk=risk, **fields)


def create_member(
    username: str, *, by: User, specialties: tuple[str, ...] = ("rheumatology",)
) -> BoardMember:
    """A board member whose term began last year."""
    user = create_user(username)
    with acting(by):
        return BoardMember.objects.create(
            user=user,
            slug=username,
            printed_name=f"Dr {username.title()}",
            credentials="MD",
            specialties=list(specialties),
            term_starts=clock.today() - timedelta(days=365),
        )


def end_term(member: BoardMember, *, by: User) -> None:
    """The member's term ended yesterday."""
    with acting(by):
        member.term_ends = clock.today() - timedelta(days=1)
        member.save()


@dataclass
class House:
    """A topic with a policy of two signatures, and the people around it."""

    author: User
    editor: User
    chief: User
    stranger: User
    topic: Topic
    policy: Policy
    members: list[BoardMember] = field(default_factory=list)

    @property
    def reviewers(self) -> list[User]:
        return [member.user for member in self.members]


def create_house(*, members: int = 3, visibility: str = "approved_only", **policy: object) -> House:
    chief = create_granted("chief", Role.CHIEF)
    topic = create_topic(by=chief, pending_visibility=visibility)
    return House(
        author=create_granted("author", Role.AUTHOR),
        editor=create_granted("editor", Role.EDITOR, topic=topic),
        chief=chief,
        stranger=create_user("stranger"),
        topic=topic,
        policy=create_policy(topic, by=chief, **policy),
        members=[create_member(f"reviewer{n}", by=chief) for n in range(1, members + 1)],
    )


def a_text(title: str = "How is gout treated?", *, key: UUID | None = None, body: str = "") -> ArticleText:
    """A short text that may be submitted: one section, one reference, one citation."""
    reference = uuid4()
    said = body or f'<p>Rest the joint and cool it.<cite data-ref="{reference}"></cite></p>'
    return ArticleText(
        title=title,
        summary="<p>Treat the flare early, then prevent the next one.</p>",
        sections=(SectionText(key=key or uuid4(), level=2, heading="First steps", body=said),),
        references=(
            ReferenceText(
                key=reference, kind="guideline", title="Gout guideline", source="A journal", year=2020
            ),
        ),
    )


def create_draft(house: House, text: ArticleText | None = None, *, risk: str = "standard") -> Version:
    return editing.create_article(text or a_text(), by=house.author, topic=house.topic, risk=risk)


def edited(draft: Version, *, by: User, bodies: str) -> Version:
    """The draft with this HTML as the body of every section."""
    text = editing.text_of(draft)
    sections = tuple(replace(section, body=bodies) for section in text.sections)
    return editing.save(draft, replace(text, sections=sections), by=by, revision=draft.revision)


def submitted(house: House, text: ArticleText | None = None) -> Version:
    return workflow.submit(create_draft(house, text), by=house.author)


def under_review(house: House, text: ArticleText | None = None) -> Version:
    return workflow.start_review(submitted(house, text), by=house.editor, members=house.members)


def ready_to_sign(review: Review, member: BoardMember) -> Assignment:
    """The member accepts, declares and clears."""
    assignment = workflow.accept(Assignment.objects.get(review=review, member=member), by=member.user)
    workflow.declare(assignment, by=member.user, none_to_declare=True)
    workflow.clear(assignment, by=member.user)
    return assignment


def sign(
    review: Review,
    member: BoardMember,
    *,
    verdict: str = "approve",
    scope: str = "whole",
    statement: str = "",
) -> SignOff:
    """The member signs the digest of the review, with a password."""
    said = {"verdict": verdict, "scope": scope, "statement": statement, "digest": review.digest}
    proof = Reauthentication.by_password(member.user, PASSWORD, digest=review.digest)
    return workflow.sign_off(review, by=member.user, proof=proof, **said)


def signed(version: Version, house: House, *, count: int = 2) -> Review:
    """The first ``count`` members approve the version's open review."""
    review = Review.objects.open().get(version=version)
    for member in house.members[:count]:
        ready_to_sign(review, member)
        sign(review, member)
    return review


def approved(house: House, text: ArticleText | None = None) -> Version:
    version = under_review(house, text)
    signed(version, house)
    return workflow.publish(version, by=house.editor)


def scheduled(house: House, text: ArticleText | None = None, *, at: datetime | None = None) -> Version:
    version = under_review(house, text)
    signed(version, house)
    return workflow.publish(version, by=house.editor, at=at or clock.now() + timedelta(days=1))


def brought_live(version: Version, house: House) -> Version:
    """Take a draft through to approved."""
    version = workflow.submit(version, by=version.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    signed(version, house)
    return workflow.publish(version, by=house.editor)


def corrected(house: House, *, members: list[BoardMember] | None = None) -> Version:
    """The second version of a live article, with one typo put right, before the board as mere wording."""
    body = "<p>The treatmet is rest, and the joint is cooled as soon as it hurts.</p>"
    draft = workflow.revise(approved(house, a_text(body=body)), by=house.author)
    edited(draft, by=house.author, bodies=body.replace("treatmet", "treatment"))
    return workflow.start_review(
        workflow.submit(draft, by=house.author), by=house.editor, members=members or house.members[:1]
    )


def in_state(status: str, house: House) -> Version:
    """A version in any state, brought there by the verbs."""
    if status == "superseded":
        first = approved(house)
        brought_live(workflow.revise(first, by=house.author), house)
        return Version.objects.get(pk=first.pk)
    ways = {
        "draft": lambda: create_draft(house),
        "submitted": lambda: submitted(house),
        "under_review": lambda: under_review(house),
        "scheduled": lambda: scheduled(house),
        "approved": lambda: approved(house),
        "retracted": lambda: workflow.retract(approved(house), by=house.chief, note="A dose was wrong."),
        "returned": lambda: workflow.return_to_author(
            submitted(house), by=house.editor, note="Please shorten."
        ),
        "declined": lambda: workflow.decline(submitted(house), by=house.editor, note="Out of scope."),
        "withdrawn": lambda: workflow.withdraw(create_draft(house), by=house.author),
    }
    return ways[status]()
