from articles.models.article import Article, Risk
from articles.models.intake import Intake, IntakeAnswer
from articles.models.person import Grant, Role, User
from articles.models.publication import Publication
from articles.models.question import Question, QuestionKind
from articles.models.reference import Reference, ReferenceKind, Retraction, RetractionNature, Support
from articles.models.section import Section
from articles.models.topic import PendingVisibility, Topic
from articles.models.version import Contributor, CorrectionKind, Drafting, Version

__all__ = [
    "Article",
    "Contributor",
    "CorrectionKind",
    "Drafting",
    "Grant",
    "Intake",
    "IntakeAnswer",
    "PendingVisibility",
    "Publication",
    "Question",
    "QuestionKind",
    "Reference",
    "ReferenceKind",
    "Retraction",
    "RetractionNature",
    "Risk",
    "Role",
    "Section",
    "Support",
    "Topic",
    "User",
    "Version",
]
