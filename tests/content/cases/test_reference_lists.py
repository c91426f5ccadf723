"""Lists of references as files have them, the marks that cite them, and what stands at a file's top."""

from __future__ import annotations

import pytest

from articles.content.citations import citations
from articles.content.importers import Imported, read

LIST = "1. Smith AB. Trial one. J Ex. 2011;1:1-2.\n2. Smith AB. Trial two. J Ex. 2012;1:1-2.\n"
OTHER = "1. Jones C. A book. J Ex. 2013;1:1-2.\n2. Young D. A leaflet. J Ex. 2014;1:1-2.\n"
BODY = "# What calms gout?\n\nStart early. [1]\n\n## Dosing\n\nGive 5 mg daily. [2]\n\n"
PLAIN = "What calms gout?\n\nStart early. [1]\n\nDosing\n\nGive 5 mg daily. [2]\n\n"


def titles(imported: Imported) -> list[str]:
    return [reference.title for reference in imported.text.references]


def cited(imported: Imported) -> list[str]:
    """The titles of the sources that the text cites, in its order."""
    text = imported.text
    by_key = {reference.key: reference.title for reference in text.references}
    htmls = [text.summary, *(section.body for section in text.sections)]
    return [by_key.get(citation.ref, "nothing") for html in htmls for citation in citations(html)]


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems if not problem.code.startswith("guessed-")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("References", "Further reading"),
        ("References", "Resources"),
        ("References", "Useful links"),
        ("References", "Suggested reading"),
        ("References", "Bibliography"),
        ("Bibliography", "Further reading"),
        ("Sources", "Additional resources"),
        ("Literature cited", "Reading list"),
        ("Literatur", "Further reading"),
        ("Références", "Resources"),
    ],
)
@pytest.mark.parametrize("cited_first", [True, False])
def test_09e_cited_list_is_read_wherever_another_stands(first: str, second: str, cited_first: bool) -> None:
    lists = [(first, LIST), (second, OTHER)]
    marked = "".join(f"## {name}\n\n{rows}\n" for name, rows in (lists if cited_first else lists[::-1]))
    plain = "".join(f"{name}\n\n{rows}\n" for name, rows in (lists if cited_first else lists[::-1]))

    found = [read((BODY + marked).encode(), name="a.md"), read((PLAIN + plain).encode(), name="a.txt")]

    assert [cited(imported) for imported in found] == [["Trial one", "Trial two"]] * 2
    assert [codes(imported) for imported in found] == [["two-lists"]] * 2


def test_09e_further_reading_alone_is_the_list() -> None:
    assert cited(read((BODY + "## Further reading\n\n" + LIST).encode(), name="a.md")) == [
        "Trial one",
        "Trial two",
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("### Guidelines", "### Trials"),
        ("### Books", "### Websites"),
        ("**Guidelines**", "**Trials**"),
        ("Guidelines", "Trials"),
        ("### Reviews and meta-analyses", "### Cohort studies"),
        ("#### For professionals", "#### For patients"),
    ],
)
def test_09n_groups_of_a_list_are_named_and_no_sources(one: str, two: str) -> None:
    rows = "3. Smith AB. Trial three. J Ex. 2013;1:1-2.\n"
    file = f"{BODY}## References\n\n{one}\n\n{LIST}\n{two}\n\n{rows}"

    found = read(file.encode(), name="a.md")

    assert titles(found) == ["Trial one", "Trial two", "Trial three"]
    assert [left.why for left in found.left_out[1:]] == ["the name of a group of references"] * 2


FRONT_MATTER = {
    "list": "---\ntitle: What calms gout?\ntags:\n  - joints\n  - gout\n---\n",
    "list that is not set in": "---\ntitle: What calms gout?\ntags:\n- joints\n- gout\n---\n",
    "nested": "---\ntitle: What calms gout?\nseo:\n  title: Another\n  robots: none\n---\n",
    "quoted": '---\nlayout: page\ntitle: "What calms gout?"\n---\n',
    "folded": "---\ntitle: >\n  What calms\n  gout?\nlayout: page\n---\n",
    "with a comment": "---\n# made by hand\n---\n".replace("# made", "title: What calms gout?\n# made"),
    "in brackets": "---\ntitle: What calms gout?\ntags: [joints, gout]\n---\n",
    "toml": '+++\ntitle = "What calms gout?"\ntags = ["joints"]\n+++\n',
}


@pytest.mark.parametrize("kind", FRONT_MATTER)
def test_09a_front_matter_gives_the_title_and_nothing_to_readers(kind: str) -> None:
    body = "\nStart early. [1]\n\n## Dosing\n\nGive 5 mg daily. [2]\n\n## References\n\n"

    found = read((FRONT_MATTER[kind] + body + LIST).encode(), name="a.md")

    assert found.text.title == "What calms gout?"
    assert [section.heading for section in found.text.sections] == ["Dosing"]
    assert "joints" not in found.text.summary + found.text.sections[0].body


RAISED = [
    "[<sup>2</sup>](#ref-2)",
    "<sup>[2](#ref-2)</sup>",
    "[2](#ref-2)",
    "[[2]](#ref-2)",
    "<sup>2</sup>",
    '[<sup>2</sup>](#cite_note-2)<a id="back"></a>',
]


@pytest.mark.parametrize("mark", RAISED)
def test_09c_raised_links_are_citations_and_anchors_go(mark: str) -> None:
    rows = "".join(
        f'{n}. <span id="ref-{n}"></span>Smith AB. Trial {n}. J Ex. 2011;1:1-2.\n\n' for n in (1, 2)
    )
    top = '# What calms gout?\n\nStart early [1].\n\n## <span id="dose">Dosing</span>\n\n'
    file = f'{top}Give 5 mg daily{mark}.\n\n## <a name="refs"></a>References\n\n{rows}'

    found = read(file.encode(), name="a.md")

    assert [section.heading for section in found.text.sections] == ["Dosing"]
    assert cited(found) == ["Trial 1", "Trial 2"]


TEN = "".join(f"{n}. Smith AB. Trial {n}. J Ex. 2011;1:1-2.\n" for n in range(1, 11))


@pytest.mark.parametrize(
    ("said", "doubted"),
    [
        ("Gout is common (1). Care is poor (2–4). Guidelines agree (5,6).", 3),
        ("Gout is common (1) and painful (2, 3).", 2),
        ("Colchicine helps (4); so do steroids (5-7).", 2),
        ("Urate falls (8): a good sign. It hurts less (9).", 2),
        ("It works in most people (10).", 1),
        ("It was seen in 2019 (2019) and in phase (2) of the trial.", 0),
        ("The risk ratio was low (0.5), the range wide (12–40).", 0),
    ],
)
def test_09k_numbers_in_parentheses_are_asked_about(said: str, doubted: int) -> None:
    top = "# What calms gout?\n\nStart early and go slowly.\n\n## Dosing\n\n"
    file = f"{top}{said} Rest too.\n\n## References\n\n{TEN}"

    assert codes(read(file.encode(), name="a.md")) == ["uncertain-citation"] * doubted


def test_09k_nothing_is_asked_where_the_list_is_cited_otherwise() -> None:
    marks = "".join(f"[{n}]" for n in range(1, 7))
    top = f"# What calms gout?\n\nStart early {marks}.\n\n## Dosing\n\n"
    file = f"{top}Take it (1). Rest.\n\n## References\n\n{TEN}"

    assert codes(read(file.encode(), name="a.md")) == []
