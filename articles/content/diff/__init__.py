"""What changed between two texts of an article: word by word, a dose as one word, moved sections as moved."""

from articles.content.diff.article import Comparison, ReferenceDiff, SectionDiff, compare
from articles.content.diff.changes import Change, CitationMove, Span
from articles.content.diff.parts import Parts
from articles.content.diff.richtext import Merged, merged
from articles.content.diff.sides import Side, side_by_side
from articles.content.diff.weighing import HARMLESS, Weight
from articles.content.diff.words import ON_THE_LINE, as_set

__all__ = [
    "HARMLESS",
    "ON_THE_LINE",
    "Change",
    "CitationMove",
    "Comparison",
    "Merged",
    "Parts",
    "ReferenceDiff",
    "SectionDiff",
    "Side",
    "Span",
    "Weight",
    "as_set",
    "compare",
    "merged",
    "side_by_side",
]
