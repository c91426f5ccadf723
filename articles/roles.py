"""What a person is granted now. Rules ask here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q

from articles import clock
from articles.models import Role, Topic, User
from articles.models.person import SYSTEM


@dataclass(frozen=True)
class Roles:
    """The grants in force of one active person, read at one moment. ``None`` as a topic means every topic."""

    user_id: int
    active: bool
    is_system: bool
    grants: frozenset[tuple[str, int | None]]

    @classmethod
    def of(cls, user: User) -> Roles:
        """Read them afresh, in one query; what the object in hand says of the person does not count."""
        in_force = Q(grants__starts_at__lte=clock.Now()) & (
            Q(grants__ends_at=None) | Q(grants__ends_at__gt=clock.Now())
        )
        account = User.objects.filter(pk=user.pk, is_active=True)
        rows = account.annotate(given=FilteredRelation("grants", condition=in_force)).values_list(
            "username", "given__role", "given__topic_id"
        )
        found = list(rows)
        grants = frozenset((role, topic_id) for _, role, topic_id in found if role)
        is_system = any(username == SYSTEM for username, _, _ in found)
        return cls(user.pk, bool(found), is_system, grants)

    def holds(self, role: Role, topic: Topic | int | None) -> bool:
        """Whether the role is granted for this topic. Without a topic, a grant for any topic will do."""
        topic_id = topic.pk if isinstance(topic, Topic) else topic
        if topic_id is None:
            return any(granted == role for granted, _ in self.grants)
        return (role, None) in self.grants or (role, topic_id) in self.grants

    def is_editor(self, topic: Topic | int | None) -> bool:
        return self.holds(Role.EDITOR, topic) or self.is_chief(topic)

    def is_chief(self, topic: Topic | int | None) -> bool:
        return self.holds(Role.CHIEF, topic)

    def is_chief_of_all(self) -> bool:
        """Whether the person is editor-in-chief of the whole house, not of some topics only."""
        return (Role.CHIEF, None) in self.grants

    def is_author(self) -> bool:
        return self.holds(Role.AUTHOR, None)
