"""What a person is granted now. Rules ask here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from articles import clock
from articles.models import Grant, Role, Topic, User
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
        """Read them afresh, in one query."""
        rows = Grant.objects.in_force(clock.Now()).filter(user=user, user__is_active=True)
        grants = frozenset(rows.values_list("role", "topic_id"))
        return cls(user.pk, user.is_active, user.username == SYSTEM, grants)

    def holds(self, role: Role, topic: Topic | int | None) -> bool:
        """Whether the role is granted for this topic. Without a topic, a grant for any topic will do."""
        if not self.active:
            return False
        topic_id = topic.pk if isinstance(topic, Topic) else topic
        if topic_id is None:
            return any(granted == role for granted, _ in self.grants)
        return (role, None) in self.grants or (role, topic_id) in self.grants

    def is_editor(self, topic: Topic | int | None) -> bool:
        return self.holds(Role.EDITOR, topic) or self.is_chief(topic)

    def is_chief(self, topic: Topic | int | None) -> bool:
        return self.holds(Role.CHIEF, topic)

    def is_author(self) -> bool:
        return self.holds(Role.AUTHOR, None)
