"""Whether a new text changes no more than wording: the class that one signature on a comparison may carry.

Wrongly refused costs the board's time; wrongly allowed costs its word. So whatever is not known to be
harmless is for the whole board.
"""

from articles.content.editorial.verdict import RULE, Verdict, is_wording_by, wording_only

__all__ = ["RULE", "Verdict", "is_wording_by", "wording_only"]
