"""The cases S1 and S3 and their relatives: a sweep finds what is stored, however it was typed or pasted."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from articles.content.text import SectionText
from articles.models import Version
from articles.roles import Roles
from reviews import searching, sweeping
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

#: Each as it is stored, and that it is found by "methotrexate" and "methotrexate 15 mg".
TYPED = {
    "soft hyphen": "metho\u00adtrexate 15 mg weekly",
    "zero-width space": "metho\u200btrexate 15\u200b mg weekly",
    "word joiner": "methotrexate 15\u2060mg weekly",
    "zero-width joiner": "metho\u200dtrexate 15 mg weekly",
    "no-break space": "methotrexate\u00a015\u202fmg weekly",
    "full width": "methotrexate １５ ｍｇ weekly",
    "square unit": "methotrexate 15 ㎎ weekly",
    "emphasis within": "metho<em>trexate</em> <strong>15</strong> mg weekly",
    "no space": "methotrexate 15mg weekly",
    "raised point": "methotrexate 15·0 mg weekly",
    "other unit": "methotrexate 15 000 micrograms weekly",
    "a range": "methotrexate 12·5–17·5 mg weekly",
    "mathematical letters": "\U0001d426\U0001d41e\U0001d42d\U0001d421\U0001d428trexate 15 mg weekly",
}


@pytest.fixture
def house() -> House:
    return factories.create_house()


def live(house: House, title: str, said: str) -> Version:
    text = factories.a_text(title)
    section = SectionText(key=uuid4(), level=2, heading="Dosing", body=f"<p>Give {said}.</p>")
    return factories.approved(house, replace(text, sections=(*text.sections, section)))


def swept(house: House, query: str) -> list[str]:
    return [hit.version.title for hit in sweeping.search(query, Roles.of(house.editor)).hits]


def test_case_s1_soft_hyphen_and_relatives(house: House) -> None:
    for name, said in TYPED.items():
        live(house, name, said)

    assert swept(house, "methotrexate") == list(TYPED)
    assert swept(house, "methotrexate 15 mg") == list(TYPED)
    assert swept(house, "methotrexate 5 mg") == []
    listed = searching.saying(Version.objects.order_by("pk"), "methotrexate", Roles.of(house.editor))
    assert [version.title for version in listed] == list(TYPED)


def test_case_s1_names_that_are_composed_or_joined(house: House) -> None:
    live(house, "decomposed", "ocre\u0301lizumab")
    live(house, "ligature", "ﬁngolimod and teriﬂunomide")
    live(house, "curly", "St John’s wort")

    assert swept(house, "ocrélizumab") == ["decomposed"]
    assert swept(house, "fingolimod") == swept(house, "teriflunomide") == ["ligature"]
    assert swept(house, "St John's wort") == ["curly"]
    listed = searching.saying(Version.objects.all(), "John's", Roles.of(house.editor))
    assert [version.title for version in listed] == ["curly"]


def test_case_s3_raised_point(house: House) -> None:
    live(house, "raised", "methotrexate 1·5 mg weekly")

    assert swept(house, "methotrexate 1.5 mg") == swept(house, "methotrexate 1·5 mg") == ["raised"]
    assert swept(house, "methotrexate 5 mg") == []


def test_case_s3_relatives(house: House) -> None:
    live(house, "spaced", "vitamin D 10 000 IU daily")
    live(house, "apostrophe", "mesna 1’000 mg once")
    live(house, "no nought", "digoxin .125 mg daily")
    live(house, "mixed", "prednisolone 1½ tablets daily")
    live(house, "words", "thyroxine two extra doses a week")
    live(house, "two in one", "co-amoxiclav 500/125 tds")

    assert swept(house, "vitamin D 10,000 IU") == swept(house, "10 000 units") == ["spaced"]
    assert swept(house, "000 IU") == []
    assert swept(house, "mesna 1 g") == ["apostrophe"]
    assert swept(house, "digoxin 125 micrograms") == ["no nought"]
    assert swept(house, "1.5 tablets") == ["mixed"]
    assert swept(house, "2 doses a week") == ["words"]
    assert swept(house, "co-amoxiclav 125 mg") == ["two in one"]
