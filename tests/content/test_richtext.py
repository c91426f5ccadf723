"""Rich text: one canonical form, nothing that runs, nothing lost that may stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.content.richtext import changed_by_sanitiser, from_plain_text, sanitise, text_of
from articles.content.wordlists import words_in

KEY = "5f0c1c3e-6d0a-4a55-9b7e-0d6f4f1f2a11"
OTHER = "c0a8f9d2-0f4b-4a0e-8a52-8d7a5b1b7b22"

TAGS = words_in(
    "p br ul ol li table caption thead tbody tfoot tr th td sub sup strong em b i a cite blockquote"
    " div h3 span pre script style svg math iframe template form details"
)
ATTRIBUTES = [
    "",
    f' data-ref="{KEY}"',
    f' data-ref="{KEY}" data-support="{OTHER}"',
    ' data-ref="x"',
    ' href="https://example.org/?a=1&b=2"',
    ' href="javascript:alert(1)"',
    ' colspan="2" scope="col"',
    " onclick=alert(1)",
]
TEXTS = st.text("ab 1≥µ&<>\"'\n\t\u00a0;=/", max_size=6)
PIECES = st.one_of(
    TEXTS,
    st.sampled_from(["&nbsp;", "&amp;lt;", "<!-- c -->", "<![CDATA[x]]>", "<", "&#0;"]),
    st.tuples(st.sampled_from(["<", "</"]), st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(
        lambda parts: f"{parts[0]}{parts[1]}{parts[2] if parts[0] == '<' else ''}>"
    ),
)
HTML = st.lists(PIECES, max_size=25).map("".join)


@settings(max_examples=600, deadline=None)
@given(HTML)
@example("<p>a<p>b")
@example("<strong>a<ul><li>b</strong>c")
@example("<table>x<tr><td><table><tr><td>1</table></table>")
@example("<sub><table><caption>1")
@example("<ul><ul><li>a</ul>b<li>c</ul>")
def test_sanitise_of_anything_is_idempotent(html: str) -> None:
    once = sanitise(html)

    assert sanitise(once) == once
    assert not changed_by_sanitiser(once)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("", ""),
        ("  \n ", ""),
        ("<p></p><p> <br> </p>", ""),
        ("plain", "<p>plain</p>"),
        ("one<p>two</p>three", "<p>one</p><p>two</p><p>three</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<h3>a</h3>b", "<p>a</p><p>b</p>"),
        ("<p>a\n  b</p>", "<p>a b</p>"),
        ("<p>a&nbsp;≥20&thinsp;mg &amp; &lt;5</p>", "<p>a\u00a0≥20\u2009mg &amp; &lt;5</p>"),
        ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li><p>a</p></li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<li>a</li> <li>b</li>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li> </li></ul>", ""),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<p>x<strong></strong>y</p>", "<p>xy</p>"),
        (
            "<table><tr><th scope=COL>a</th></tr><tfoot><tr><td colspan=2>b</table>",
            '<table><tbody><tr><th scope="col">a</th></tr><tr><td colspan="2">b</td></tr></tbody></table>',
        ),
        (
            "<table><caption><p>c</p></caption><tr><td></table>",
            "<table><caption>c</caption><tbody><tr><td></td></tr></tbody></table>",
        ),
        ("<blockquote>q</blockquote>", "<blockquote><p>q</p></blockquote>"),
        ("H<sub>2</sub>O, 10<sup>9</sup>/l", "<p>H<sub>2</sub>O, 10<sup>9</sup>/l</p>"),
        ('<a href="HTTPS://example.org">x</a>', '<p><a href="HTTPS://example.org">x</a></p>'),
        ("a\x00b\x1bc\ud800d\u202ee", "<p>abcde</p>"),
    ],
)
def test_sanitise_gives_the_canonical_form(html: str, clean: str) -> None:
    assert sanitise(html) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<script>alert(1)</script>a", "<p>a</p>"),
        ("<style>p{}</style><p style=color:red>a</p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href=" java\tscript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href="/desk/">a</a>', "<p>a</p>"),
        ('<a href="//example.org">a</a>', "<p>a</p>"),
        ('<a href="data:text/html,x">a</a>', "<p>a</p>"),
        ("<img src=x onerror=alert(1)>a", "<p>a</p>"),
        ("<svg><script>alert(1)</script></svg>a", "<p>a</p>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ("<iframe srcdoc='<script>x</script>'></iframe>a", "<p>a</p>"),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<p>&lt;p title=''&gt;</p>"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<plaintext><script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ],
)
def test_sanitise_of_hostile_html_leaves_nothing_that_runs(html: str, clean: str) -> None:
    assert sanitise(html) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (f'a<cite data-ref="{KEY}"></cite>', f'<p>a<cite data-ref="{KEY}"></cite></p>'),
        (
            f'a<cite data-support="{OTHER}" data-ref="{KEY}">[1]</cite>',
            f'<p>a<cite data-ref="{KEY}" data-support="{OTHER}"></cite></p>',
        ),
        (
            f'a<cite data-ref="{KEY.upper()}" data-support="x"></cite>',
            f'<p>a<cite data-ref="{KEY}"></cite></p>',
        ),
        (f'<p><cite data-ref="{KEY}">all the rest</p>', f'<p>all the rest<cite data-ref="{KEY}"></cite></p>'),
        ('a<cite data-ref="5">the book</cite>', "<p>athe book</p>"),
        (f'<p><cite data-ref="{KEY}"></cite></p>', f'<p><cite data-ref="{KEY}"></cite></p>'),
    ],
)
def test_sanitise_keeps_citation_marks_with_valid_keys_only(html: str, clean: str) -> None:
    assert sanitise(html) == clean


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 20 + "deep",
        "<ul><li>a" * 45,
        "<ul><li>" * 5000 + "deep",
        "<div>" * 100_000,
        "<b><u>" * 20_000 + "x",
        "<" * 200_000,
    ],
)
def test_sanitise_of_absurd_nesting_is_quick(html: str) -> None:
    once = sanitise(html)

    assert sanitise(once) == once


@pytest.mark.parametrize(
    "html",
    ["<p>a &#8805; b</p>\n<p>c</p>", "<p>a&nbsp;b</p>", "<ul>\n <li>a</li>\n</ul>", "<p>a</p>", ""],
)
def test_another_spelling_of_the_same_text_is_no_change(html: str) -> None:
    assert not changed_by_sanitiser(html)


@pytest.mark.parametrize(
    "html",
    [
        "a",
        "<p>a</p><script>x</script>",
        "<p>a<!-- b --></p>",
        "<p class=x>a</p>",
        '<p class="x">a</p>',
        "<p>1 < 2</p>",
        "<p>a",
    ],
)
def test_what_the_sanitiser_takes_out_or_repairs_is_a_change(html: str) -> None:
    assert changed_by_sanitiser(html)


def test_text_of_has_a_line_for_each_block_and_nothing_for_citations() -> None:
    html = (
        f'<p>Give ≥20&nbsp;mg &amp; wait.<cite data-ref="{KEY}"></cite></p>'
        "<ul><li>one<ul><li>two <strong>three</strong></li></ul></li></ul>"
        "<table><tbody><tr><th>a</th><td>b</td></tr><tr><td>c<br>d</td></tr></tbody></table>"
    )

    assert text_of(html) == "Give ≥20\u00a0mg & wait.\none\ntwo three\na\tb\nc\nd"


def test_from_plain_text_is_canonical() -> None:
    html = from_plain_text("a < b\n\n second  line \x07")

    assert html == "<p>a &lt; b</p><p>second line</p>"
    assert sanitise(html) == html
