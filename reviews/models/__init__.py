from reviews.models.board import BoardMember, Disclosure, Removal
from reviews.models.comment import Comment
from reviews.models.event import Chain, Event
from reviews.models.hold import Hold, HoldReason, Notice
from reviews.models.policy import Policy
from reviews.models.review import (
    Assignment,
    AssignmentStatus,
    Clearance,
    DeclineReason,
    Outcome,
    Review,
    ReviewKind,
)
from reviews.models.signoff import Answer, Approval, SignOff, Verdict, Voiding

__all__ = [
    "Answer",
    "Approval",
    "Assignment",
    "AssignmentStatus",
    "BoardMember",
    "Chain",
    "Clearance",
    "Comment",
    "DeclineReason",
    "Disclosure",
    "Event",
    "Hold",
    "HoldReason",
    "Notice",
    "Outcome",
    "Policy",
    "Removal",
    "Review",
    "ReviewKind",
    "SignOff",
    "Verdict",
    "Voiding",
]
