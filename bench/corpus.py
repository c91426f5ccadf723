"""What is measured on: articles of the length of a real page, brought live by the verbs."""

from __future__ import annotations

from uuid import uuid4

from articles.content.text import ArticleText, ReferenceText, SectionText
from tests import factories

SENTENCE = "Begin with prednisone 1 mg/kg once daily and taper slowly as strength and enzymes allow."


def long_text(title: str, *, sections: int = 12, references: int = 8) -> ArticleText:
    """A text of about 13 KB, with a citation in every list item."""
    keys = [uuid4() for _ in range(references)]
    item = '<li>{}<cite data-ref="{}"></cite></li>'
    body = "<ul>" + "".join(item.format(SENTENCE, key) for key in keys) + "</ul>"
    return ArticleText(
        title=title,
        summary=f"<p>{SENTENCE}</p>",
        sections=tuple(
            SectionText(key=uuid4(), level=2, heading=f"Step {number}", body=body)
            for number in range(1, sections + 1)
        ),
        references=tuple(
            ReferenceText(key=key, kind="research", title=f"Study {number}", source="A journal", year=2020)
            for number, key in enumerate(keys, 1)
        ),
    )


def live_articles(count: int) -> factories.House:
    """A house with that many approved articles."""
    house = factories.create_house()
    for number in range(1, count + 1):
        factories.approved(house, long_text(f"How is condition {number} treated?"))
    return house
