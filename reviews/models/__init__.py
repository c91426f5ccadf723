from reviews.models.board import BoardMember, Disclosure, Removal
from reviews.models.comment import Adoption, Comment, Part
from reviews.models.event import Chain, Event
from reviews.models.hold import Hold, HoldReason, Notice
from reviews.models.policy import Policy
from reviews.models.preparation import Preparation, SourceCheck, SourceVerdict
from reviews.models.reclassification import Reclassification
from reviews.models.review import (
    TAKING_PART,
    Assignment,
    AssignmentStatus,
    Clearance,
    DeclineReason,
    Outcome,
    Review,
    ReviewKind,
)
from reviews.models.share import Share, ShareVisit
from reviews.models.signoff import (
    Answer,
    Approval,
    SignOff,
    Verdict,
    Voiding,
    Withdrawal,
    WithdrawalReason,
)
from reviews.models.sweep import Escalation, Sweep, SweepItem

__all__ = [
    "TAKING_PART",
    "Adoption",
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
    "Escalation",
    "Event",
    "Hold",
    "HoldReason",
    "Notice",
    "Outcome",
    "Part",
    "Policy",
    "Preparation",
    "Reclassification",
    "Removal",
    "Review",
    "ReviewKind",
    "Share",
    "ShareVisit",
    "SignOff",
    "SourceCheck",
    "SourceVerdict",
    "Sweep",
    "SweepItem",
    "Verdict",
    "Voiding",
    "Withdrawal",
    "WithdrawalReason",
]
