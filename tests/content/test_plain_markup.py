"""Markup that authors type: it says all that rich text can say, and nothing else."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.content.citations import Citation, citations, numbering, written
from articles.content.plain_markup import CitationNames, read, write
from articles.content.richtext import sanitise, text_of
from articles.content.text import SupportText
from cms.demo import files

ONE, TWO, LOST, PASSAGE = (UUID(int=number) for number in (1, 2, 3, 4))
SUPPORT = SupportText(key=PASSAGE, reference=TWO, passage="As it says there.")


def names_for(html: str = "") -> CitationNames:
    return CitationNames.of([ONE, TWO], [SUPPORT], [html])


def cite(ref: UUID, support: UUID | None = None) -> str:
    return written(Citation(ref, support))


TEXT = st.text(alphabet="ab1 9*_^~[]()|<>\\-.#&\"'•\u00a0≥:Table\n{}?!,;", min_size=0, max_size=14)
MARKS = st.sampled_from(
    [
        cite(ONE),
        cite(TWO),
        cite(TWO, PASSAGE),
        cite(LOST),
        cite(LOST, LOST),
        "<br>",
        "[1]",
        "[2a]",
        "^2^",
        "**",
    ]
)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(
        ["strong", "em", "sub", "sup", 'a href="https://example.org/a_(b)"', 'a href="mailto:a@b.c"']
    )
    return st.builds(lambda tag, said: f"<{tag}>{said}</{tag.split(' ')[0]}>", tags, inner)


def _joined(parts: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=most).map("".join)


LEAVES = TEXT.map(_escaped) | MARKS
INLINE = st.recursive(LEAVES, lambda inner: _joined(_wrapped(inner) | LEAVES), max_leaves=6)
PARAGRAPH = INLINE.map(lambda said: f"<p>{said}</p>")


def _tables(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heads = st.sampled_from(["th", 'th scope="col"', 'th scope="row"', "td"])
    cells = st.builds(lambda tag, said: f"<{tag}>{said}</{tag[:2]}>", heads, inner)
    spans = inner.map(lambda said: f'<td colspan="2">{said}</td>')
    rows = _joined(cells | spans, 3).map(lambda said: f"<tr>{said}</tr>")
    return st.builds(
        lambda caption, head, body: f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>",
        st.just("") | inner.map(lambda said: f"<caption>{said}</caption>"),
        st.just("") | rows,
        _joined(rows, 3),
    )


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = _joined(inner | INLINE, 3).map(lambda said: f"<li>{said}</li>")
    lists = st.builds(
        lambda tag, said: f"<{tag}>{said}</{tag}>", st.sampled_from(["ul", "ol"]), _joined(items, 3)
    )
    quotes = _joined(inner, 2).map(lambda said: f"<blockquote>{said}</blockquote>")
    return lists | quotes | _tables(INLINE | inner)


RICH = _joined(st.recursive(PARAGRAPH, _blocks, max_leaves=5), 3).map(sanitise)


@settings(max_examples=200, deadline=None)
@given(RICH)
@example("<ul><li>a</li></ul><ul><li>b</li></ul>")
@example("<p><br>a<br><br> b</p>")
@example("<ul><li><ul><li>a</li></ul>b</li></ul>")
@example("<ul><li><p>a</p></li><li>b</li></ul>")
@example("<table><tbody><tr><td></td><td>a\\</td></tr></tbody></table>")
def test_rich_text_written_as_markup_reads_back_as_it_was(html: str) -> None:
    html = sanitise(html)
    names = names_for(html)

    reading = read(write(html, names), names)

    assert reading.html == html
    assert reading.unknown == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=120)
    | st.lists(TEXT | st.sampled_from(["- ", "1. ", "| a |", "<html>", "> ", "\n\n", "  "]), max_size=14).map(
        "".join
    )
)
@example("**a *b** c* ***d***")
@example("| a | b\n|---|---\n| c")
@example("- a\n   - b\n  c\n\n - d\n1. e")
def test_typed_markup_is_settled_by_one_reading(markup: str) -> None:
    names = names_for()

    html = read(markup, names).html

    assert sanitise(html) == html
    assert read(write(html, names), names).html == html


WORD = st.text(alphabet="abcdefgh", min_size=2, max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        WORD
        | st.sampled_from(
            ["\n", "\n\n", "- ", "1. ", "> ", "| ", " |", "*", "**", "^", "~", "\\", "[", "]", " ", "\n  "]
        ),
        max_size=25,
    ).map("".join)
)
def test_no_typed_word_is_lost(markup: str) -> None:
    said = text_of(read(markup, names_for()).html)

    assert re.sub(r"[^a-h]", "", said) == re.sub(r"[^a-h]", "", markup)


def test_the_demos_texts_need_no_html() -> None:
    for article in files.articles():
        for text in article.texts:
            rich = [
                text.summary,
                text.plain_summary,
                *(s.body for s in text.sections),
                *(s.plain_body for s in text.sections),
            ]
            names = CitationNames.of([reference.key for reference in text.references], text.supports, rich)
            for html in map(sanitise, rich):
                markup = write(html, names)
                assert read(markup, names).html == html
                assert "<html>" not in markup


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p><p>Two<br>lines.</p>"),
        (
            "Give:\n- **Drug** 30 mg\n  - daily\n- rest",
            "<p>Give:</p><ul><li><strong>Drug</strong> 30 mg<ul><li>daily</li></ul></li><li>rest</li></ul>",
        ),
        ("1. first\n2) second", "<ol><li>first</li><li>second</li></ol>"),
        ("• a\n  ◦ b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("10^9^/L, CO~2~, *often*", "<p>10<sup>9</sup>/L, CO<sub>2</sub>, <em>often</em></p>"),
        ("~20 mg to ~30 mg, HLA-B*57 and HLA-B*58", "<p>~20 mg to ~30 mg, HLA-B*57 and HLA-B*58</p>"),
        (
            "Table: Doses\n| Drug | Dose |\n|---|---|\n| A | 5 mg |",
            "<table><caption>Doses</caption><thead><tr><th>Drug</th><th>Dose</th></tr></thead>"
            "<tbody><tr><td>A</td><td>5 mg</td></tr></tbody></table>",
        ),
        ("[the trial](https://example.org/t)", '<p><a href="https://example.org/t">the trial</a></p>'),
        (
            "<html>\n<table><tr><td colspan=2>a</td></tr></table>\n</html>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ("<html>\n<script>alert(1)</script>", "<p>&lt;html&gt;<br>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("\\- no list, \\*no* \\[1]", "<p>- no list, *no* [1]</p>"),
        ("- a\r\n- b\r\n", "<ul><li>a</li><li>b</li></ul>"),
        ("", ""),
    ],
)
def test_markup_reads_as_an_author_means_it(markup: str, html: str) -> None:
    assert read(markup, names_for()).html == html


@pytest.mark.parametrize(
    ("markup", "cited"),
    [
        ("a [1]", [Citation(ONE)]),
        ("a[1, 2]", [Citation(ONE), Citation(TWO)]),
        ("a[1-2]", [Citation(ONE), Citation(TWO)]),
        ("a[2a; 1]", [Citation(TWO, PASSAGE), Citation(ONE)]),
        ("a[?1]", [Citation(LOST)]),
    ],
)
def test_citations_are_named_by_the_number_of_their_reference(markup: str, cited: list[Citation]) -> None:
    assert citations(read(markup, names_for(cite(LOST))).html) == cited


@pytest.mark.parametrize("said", ["[90-120]", "[2b]", "[?4]", "[0]", "[07]", "[9-7]", "[1, 9c]"])
def test_brackets_that_name_no_reference_to_come_stay_text_and_are_told(said: str) -> None:
    reading = read(f"Clearance {said}.", names_for())

    assert reading.html == f"<p>Clearance {said}.</p>"
    assert reading.unknown == (said,)


def test_text_that_looks_like_a_citation_is_written_so_that_it_stays_text() -> None:
    markup = write("<p>Clearance [90-120], item [1]</p>", names_for())

    assert markup == "Clearance \\[90-120], item \\[1]"


def test_marks_side_by_side_stand_in_one_pair_of_brackets() -> None:
    assert (
        write(f"<p>a.{cite(ONE)}{cite(TWO, PASSAGE)}{cite(LOST)}</p>", names_for(cite(LOST)))
        == "a.[1, 2a, ?1]"
    )


def test_names_number_references_by_place_whatever_the_text_cites_first() -> None:
    html = f"<p>{cite(TWO)}{cite(ONE)}</p>"

    assert numbering(html) == {TWO: 1, ONE: 2}
    assert write(html, names_for(html)) == "[2, 1]"


@pytest.mark.parametrize(
    "markup",
    [
        "*a" * 4000,
        "[" * 9000,
        "> " * 3000 + "a",
        "- " * 3000 + "a",
        "|" * 9000,
        "<html>\n" * 2000,
        "~" * 9000,
        "**a** *" * 3000,
    ],
)
def test_absurd_markup_is_read_quickly(markup: str) -> None:
    assert isinstance(read(markup, names_for()).html, str)
