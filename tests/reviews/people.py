"""Somebody in every role there is, in and around a house."""

from __future__ import annotations

from articles.models import Role, User
from tests.factories import House, create_granted, create_member, create_topic, create_user

ROLES = [
    "inactive_chief",
    "stranger",
    "author",
    "other_author",
    "editor",
    "editor_elsewhere",
    "chief",
    "chief_elsewhere",
    "assigned",
    "unassigned",
    "signer",
    "superuser",
    "system",
]


def person(role: str, house: House) -> User:
    """Somebody in that role, made now if the house has nobody."""
    known = {"author": house.author, "editor": house.editor, "chief": house.chief, "stranger": house.stranger}
    known |= {"signer": house.members[0].user, "assigned": house.members[2].user}
    if role in known:
        return known[role]
    if role == "system":
        return User.objects.system()
    found = User.objects.filter(username=role).first()
    return found or _made(role, house)


def _made(role: str, house: House) -> User:
    if role == "unassigned":
        return create_member("unassigned", by=house.chief).user
    if role == "superuser":
        return create_user("superuser", is_superuser=True, is_staff=True)
    if role == "other_author":
        return create_granted("other_author", Role.AUTHOR)
    if role == "inactive_chief":
        user = create_granted("inactive_chief", Role.CHIEF)
        User.objects.filter(pk=user.pk).update(is_active=False)
        return user
    granted = {"editor_elsewhere": Role.EDITOR, "chief_elsewhere": Role.CHIEF}[role]
    return create_granted(role, granted, topic=create_topic(f"topic-of-{role}", by=house.chief))


def everybody(house: House) -> dict[str, User]:
    return {role: person(role, house) for role in ROLES}
