"""What changed between two texts of an article: word by word, a dose as one word, moved sections as moved."""

from articles.content.diff.article import Comparison, ReferenceDiff, SectionDiff, compare
from articles.content.diff.changes import Change, Weight
from articles.content.diff.richtext import Merged, merged
from articles.content.diff.sides import Side, side_by_side

__all__ = [
    "Change",
    "Comparison",
    "Merged",
    "ReferenceDiff",
    "SectionDiff",
    "Side",
    "Weight",
    "compare",
    "merged",
    "side_by_side",
]
