"""Words put right or spelt the other way, for the light path and for the comparison.

The modules with a number belong to the rule of that number (``articles.content.editorial``) and are frozen
with it: approvals rest on them. A better list is another rule.
"""
