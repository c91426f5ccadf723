"""The comparison: what it must always hold (whatever the texts), and what a reviewer must be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from uuid import UUID

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content.diff import Weight, compare, merged
from articles.content.diff.align import Budget, equal_pairs, rising
from articles.content.markup import Node, tree, written
from articles.content.richtext import changed_by_sanitiser, sanitise, text_of
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText

pytestmark = pytest.mark.thorough

KEYS = [UUID(int=number) for number in range(1, 6)]
WORDS = [
    *(
        "take",
        "not",
        "methotrexate",
        "15",
        "mg",
        "weekly",
        "daily",
        "1.25",
        "2.5",
        "mg/kg",
        "≥",
        "≤",
        "<",
        ">",
    ),
    *(
        "&",
        "aspirin",
        "75",
        "severe",
        "–",
        "asthma,",
        "the",
        "of.",
        "never",
        "up to",
        "10",
        "20 mg",
        "for 4 weeks",
    ),
]


TAGS = {
    *("p", "ul", "ol", "li", "table", "tbody", "tr", "td", "blockquote"),
    *("strong", "em", "sup", "cite", "br"),
    "ins",
    "del",
}


def taken(node: Node, keep: str, drop: str) -> list[Node | str]:
    """The children as one side has them: the other side's words, blocks and marks gone."""
    children: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            children.append(child)
        elif child.tag == drop or child.attrs.get("data-change") == drop:
            continue
        elif child.tag == keep:
            children += taken(child, keep, drop)
        else:
            attrs = {name: value for name, value in child.attrs.items() if name != "data-change"}
            children.append(Node(child.tag, attrs, taken(child, keep, drop)))
    return children


def settled(children: list[Node | str]) -> list[Node | str]:
    """The same without what nobody sees: emptied marks, marks side by side that could be one."""
    out: list[Node | str] = []
    for child in children:
        if isinstance(child, Node):
            child = Node(child.tag, child.attrs, settled(child.children))
            if child.tag in ("strong", "em", "sub", "sup", "a") and not child.children:
                continue
        last = out[-1] if out else None
        if isinstance(child, str) and isinstance(last, str):
            out[-1] = last + child
        elif isinstance(child, Node) and isinstance(last, Node) and _could_be_one(last, child):
            out[-1] = Node(last.tag, last.attrs, settled([*last.children, *child.children]))
        else:
            out.append(child)
    return out


def _could_be_one(one: Node, other: Node) -> bool:
    same = (one.tag, one.attrs) == (other.tag, other.attrs)
    return same and one.tag in ("strong", "em", "sub", "sup", "a")


def side(html: str, keep: str, drop: str) -> str:
    return written(Node("", children=settled(taken(tree(html, deepest=60), keep, drop))))


def plainly(html: str) -> str:
    return written(Node("", children=settled(tree(html, deepest=60).children)))


inline = st.recursive(
    st.one_of(
        st.sampled_from(WORDS).map(lambda word: word.replace("&", "&amp;").replace("<", "&lt;") + " "),
        st.sampled_from(KEYS).map(lambda key: f'<cite data-ref="{key}"></cite>'),
        st.just("<br>"),
    ),
    lambda inner: st.tuples(st.sampled_from(["strong", "em", "sup"]), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=8,
)
line = st.lists(inline, min_size=1, max_size=10).map("".join)
item = st.recursive(
    line.map(lambda text: f"<li>{text}</li>"),
    lambda inner: st.tuples(line, st.sampled_from(["ul", "ol"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda parts: f"<li>{parts[0]}<{parts[1]}>{''.join(parts[2])}</{parts[1]}></li>"
    ),
    max_leaves=4,
)
row = st.lists(line, min_size=1, max_size=3).map(
    lambda cells: "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
)
block = st.one_of(
    line.map(lambda text: f"<p>{text}</p>"),
    st.lists(item, min_size=1, max_size=4).map(lambda items: f"<ul>{''.join(items)}</ul>"),
    st.lists(row, min_size=1, max_size=3).map(lambda rows: f"<table><tbody>{''.join(rows)}</tbody></table>"),
    line.map(lambda text: f"<blockquote><p>{text}</p></blockquote>"),
)
rich_text = st.lists(block, max_size=5).map("".join).map(sanitise)


@st.composite
def pair(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts that share much, or little."""
    blocks = draw(st.lists(block, min_size=1, max_size=5))
    changed = list(blocks)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(changed)))
        match draw(st.sampled_from(["insert", "delete", "swap", "word"])):
            case "insert":
                changed.insert(at, draw(block))
            case "delete" if changed:
                changed.pop(at - 1)
            case "swap" if len(changed) > 1:
                changed.insert(at, changed.pop(0))
            case "word" if changed:
                old, new = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
                changed[at - 1] = changed[at - 1].replace(f"{old} ", f"{new} ".replace("<", "&lt;"), 1)
    return sanitise("".join(blocks)), sanitise("".join(changed))


@settings(max_examples=100, deadline=None)
@given(st.one_of(pair(), st.tuples(rich_text, rich_text)))
def test_accepting_all_gives_the_new_text_and_rejecting_all_the_old(texts: tuple[str, str]) -> None:
    old, new = texts

    html = merged(old, new).html

    assert side(html, "ins", "del") == plainly(new)
    assert side(html, "del", "ins") == plainly(old)


@settings(max_examples=40, deadline=None)
@given(pair())
def test_structure_is_whole(texts: tuple[str, str]) -> None:
    html = merged(*texts).html

    attributes = {tag: {"data-change", "data-ref"} for tag in TAGS}
    as_browsers_read = nh3.clean(html, tags=TAGS, attributes=attributes)
    assert written(tree(as_browsers_read, deepest=60)) == html


@settings(max_examples=40, deadline=None)
@given(pair(), st.integers(0, 400))
def test_a_spent_budget_still_gives_both_texts(texts: tuple[str, str], pairs: int) -> None:
    old, new = texts

    html = merged(old, new, Budget(pairs)).html

    assert side(html, "ins", "del") == plainly(new)
    assert side(html, "del", "ins") == plainly(old)


@settings(max_examples=40, deadline=None)
@given(rich_text)
def test_the_same_text_has_no_change(text: str) -> None:
    assert merged(text, text).changes == ()
    assert merged(text, text).html == text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=30), st.lists(st.integers(0, 6), max_size=30))
def test_equal_pairs_are_equal_and_rise(old: list[int], new: list[int]) -> None:
    pairs = equal_pairs(old, new, Budget())

    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


def test_rising_keeps_a_longest_part_in_order() -> None:
    assert rising([0, 3, 1, 2, 4]) == {0, 2, 3, 4}


@pytest.mark.parametrize(
    ("old", "new", "weight", "was", "now"),
    [
        ("Give 1.25 mg daily.", "Give 2.5 mg daily.", "DOSE", "1.25 mg daily", "2.5 mg daily"),
        (
            "Methotrexate 15 mg weekly helps.", "Methotrexate 15 mg daily helps.", "DOSE",
            "Methotrexate 15 mg weekly", "Methotrexate 15 mg daily",
        ),
        ("Use 50 mg once.", "Use 50 µg once.", "DOSE", "50 mg once", "50 µg once"),
        ("Give ≥20 mg daily now.", "Give ≤20 mg daily now.", "DOSE", "≥20 mg daily", "≤20 mg daily"),
        (
            "Prednisone 10 mg daily is given.", "Prednisone 100 mg daily is given.", "DOSE",
            "Prednisone 10 mg daily", "Prednisone 100 mg daily",
        ),
        ("It is not safe.", "It is safe.", "NEGATION", "not", ""),
        ("It can be stopped.", "It must never be stopped.", "NEGATION", "can", "must never"),
        ("In 30% of adults.", "In 40% of adults.", "FIGURE", "30%", "40%"),
        ("Aged > 65 years.", "Aged < 65 years.", "FIGURE", "> 65 years", "< 65 years"),
        ("A rare desease.", "A rare disease.", "WORDING", "desease", "disease"),
        ("Rest the joint.", "Cool the joint.", "CONTENT", "Rest", "Cool"),
    ],
)  # fmt: skip
def test_a_change_is_one_and_weighed(old: str, new: str, weight: str, was: str, now: str) -> None:
    found = merged(f"<p>{sanitised(old)}</p>", f"<p>{sanitised(new)}</p>").changes

    assert [(change.weight.name, change.old, change.new) for change in found] == [(weight, was, now)]


def sanitised(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def test_a_dose_across_marks_is_one_change() -> None:
    found = merged(
        "<p>Give <strong>methotrexate</strong> 15 mg weekly.</p>",
        "<p>Give <strong>methotrexate</strong> 15 mg daily.</p>",
    )

    assert found.html == (
        "<p>Give <strong><del>methotrexate</del></strong><del> 15 mg weekly</del>"
        "<strong><ins>methotrexate</ins></strong><ins> 15 mg daily</ins>.</p>"
    )
    assert [change.weight for change in found.changes] == [Weight.DOSE]


def test_a_moved_citation_is_a_citation_and_no_dose() -> None:
    mark = f'<cite data-ref="{KEYS[0]}"></cite>'

    found = merged(f"<p>Give 5 mg{mark} daily.</p>", f"<p>Give 5 mg daily.{mark}</p>").changes

    assert {change.weight for change in found} == {Weight.CITATION}


def test_bold_alone_is_a_matter_of_form() -> None:
    found = merged("<p>Rest the joint.</p>", "<p>Rest <strong>the</strong> joint.</p>").changes

    assert [change.weight for change in found] == [Weight.FORM]


def test_a_new_item_with_a_dose_weighs_as_a_dose() -> None:
    found = merged(
        "<ul><li>Rest.</li></ul>", "<ul><li>Rest.</li><li>Colchicine 0.5 mg twice daily.</li></ul>"
    )

    assert found.html == (
        '<ul><li>Rest.</li><li data-change="ins"><ins>Colchicine 0.5 mg twice daily.</ins></li></ul>'
    )
    assert [(change.weight, change.new) for change in found.changes] == [
        (Weight.DOSE, "Colchicine 0.5 mg twice daily.")
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>ok<script>alert(1)</script></p>",
        '<p onclick="x()">ok <a href="javascript:x()">go</a></p>',
        '<p>ok<img src=x onerror="x()"></p>',
        '<p>ok <cite data-ref="&quot;><script>x</script>"></cite></p>',
        "<p>ok <ins data-change='del'>x</ins></p>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    ],
)
def test_hostile_text_comes_out_harmless(hostile: str) -> None:
    for html in (merged(hostile, "<p>ok</p>").html, merged("<p>ok</p>", hostile).html):
        without_marks = re.sub(r' data-change="(?:ins|del)"|</?(?:ins|del)>', "", html)
        assert not changed_by_sanitiser(without_marks)
        assert "<script" not in html


def section(number: int, body: str, heading: str = "", **more: str) -> SectionText:
    return SectionText(key=KEYS[number], level=2, heading=heading or f"Section {number}", body=body, **more)


def article(*sections: SectionText, **more: object) -> ArticleText:
    return ArticleText(title="How is gout treated?", sections=sections, **more)  # type: ignore[arg-type]


def test_a_moved_section_is_moved_and_nothing_else() -> None:
    one, two, three = (section(number, f"<p>Text {number}.</p>") for number in range(3))

    found = compare(article(one, two, three), article(three, one, two))

    assert [(row.key, row.state, row.moved) for row in found.sections] == [
        (KEYS[2], "changed", True), (KEYS[0], "same", False), (KEYS[1], "same", False),
    ]  # fmt: skip
    assert [(change.weight, change.new) for change in found.changes] == [(Weight.ORDER, "Section 2")]


def test_a_section_that_is_gone_stands_where_it_stood() -> None:
    one, two, three = (section(number, f"<p>Text {number}.</p>") for number in range(3))

    found = compare(article(one, two, three), article(one, three))

    assert [(row.key, row.state) for row in found.sections] == [
        (KEYS[0], "same"), (KEYS[1], "removed"), (KEYS[2], "same"),
    ]  # fmt: skip
    assert found.sections[1].body == '<p data-change="del"><del>Text 1.</del></p>'


def test_a_section_under_another_key_is_found_by_its_heading() -> None:
    old = section(0, "<p>Give 5 mg daily.</p>", "First steps")
    new = section(1, "<p>Give 10 mg daily.</p>", "First  Steps")

    found = compare(article(old), article(new))

    assert [(row.key, row.state) for row in found.sections] == [(KEYS[1], "changed")]
    assert found.doses == 1


def test_a_plain_language_body_left_behind_is_named() -> None:
    old = section(0, "<p>Give 5 mg daily.</p>", plain_body="<p>Take one tablet.</p>")
    new = section(0, "<p>Give 10 mg daily.</p>", plain_body="<p>Take one tablet.</p>")

    assert [row.plain_left_behind for row in compare(article(old), article(new)).sections] == [True]


def test_changes_name_their_place_and_doses_come_first() -> None:
    old = article(
        section(0, "<p>Rest well.</p>"), section(1, "<p>Give 5 mg daily.</p>"), summary="<p>One.</p>"
    )
    new = article(
        section(0, "<p>Rest much.</p>"), section(1, "<p>Give 10 mg daily.</p>"), summary="<p>Two.</p>"
    )

    found = compare(old, new)

    assert [change.where for change in found.changes] == [
        "summary",
        f"section:{KEYS[0]}",
        f"section:{KEYS[1]}",
    ]
    assert found.by_weight()[0].where == f"section:{KEYS[1]}"


def test_references_are_compared_field_by_field() -> None:
    kept = ReferenceText(key=KEYS[0], kind="guideline", title="Gout", year=2020)
    newer = ReferenceText(key=KEYS[0], kind="guideline", title="Gout", year=2024)
    gone = ReferenceText(key=KEYS[1], kind="book", title="Old book")
    fresh = ReferenceText(key=KEYS[2], kind="research", title="New trial")

    found = compare(article(references=(kept, gone)), article(references=(newer, fresh)))

    assert [(row.state, row.fields) for row in found.references] == [
        ("changed", (("year", "2020", "2024"),)), ("removed", ()), ("added", ()),
    ]  # fmt: skip
    assert [change.weight for change in found.changes] == [Weight.REFERENCE] * 3


def test_section_that_is_gone_keeps_its_place_when_the_one_before_it_has_moved() -> None:
    first, second, gone = (section(number, "<p>Rest.</p>", heading=name) for number, name in enumerate("ABC"))

    found = compare(article(first, second, gone), article(second, first))

    assert [(row.heading, row.moved) for row in found.sections] == [
        ("B", True), ("A", False), ("<del>C</del>", False),
    ]  # fmt: skip


def test_a_source_that_changed_its_place_is_told_as_moved() -> None:
    first, second, third = (
        ReferenceText(key=key, kind="guideline", title=title)
        for key, title in zip(KEYS, ("Gout", "Flares", "Urate"), strict=False)
    )

    found = compare(article(references=(first, second, third)), article(references=(third, first, second)))

    assert [(row.key, row.state, row.moved) for row in found.references] == [
        (third.key, "changed", True), (first.key, "same", False), (second.key, "same", False),
    ]  # fmt: skip
    assert [(change.weight, change.new, change.where) for change in found.changes] == [
        (Weight.ORDER, "Urate", f"reference:{third.key}")
    ]


def test_a_changed_passage_is_a_change_of_its_source() -> None:
    source = ReferenceText(key=KEYS[0], kind="guideline", title="Gout")
    before, after = (
        SupportText(key=KEYS[1], reference=KEYS[0], passage=passage, locator="p. 4")
        for passage in ("Low.", "High.")
    )

    found = compare(
        article(references=(source,), supports=(before,)), article(references=(source,), supports=(after,))
    )

    assert found.references[0].passages == (("Low. (p. 4)", "High. (p. 4)"),)


def long_text(sections: int, words: int = 300, *, seed: int = 0) -> ArticleText:
    def body(number: int) -> str:
        said = [f"w{(number * 31 + place * 7 + seed) % 997}" for place in range(words)]
        said[words // 2] = f"{5 + seed} mg daily"
        return "".join(f"<p>{' '.join(said[at : at + 40])}.</p>" for at in range(0, words, 40))

    keys = [UUID(int=1000 + number) for number in range(sections)]
    return ArticleText(
        title="Long",
        sections=tuple(
            SectionText(key=key, level=2, heading=f"Section {number}", body=body(number))
            for number, key in enumerate(keys)
        ),
    )


def alien(letter: str, sections: int) -> ArticleText:
    """A text of which no other letter's text has a word; the sections' keys are the same."""
    words = [f"{letter}{number}" for number in range(300)]
    body = "".join(f"<p>{' '.join(words[at : at + 30])}.</p>" for at in range(0, 300, 30))
    return ArticleText(
        title=letter,
        sections=tuple(
            SectionText(key=UUID(int=1000 + number), level=2, heading=f"{letter}{number}", body=body)
            for number in range(sections)
        ),
    )


@pytest.mark.parametrize("sections", [20, 60])
@pytest.mark.parametrize(
    ("old", "new", "each"),
    [
        (long_text, partial(long_text, seed=1), 3_500),
        (long_text, partial(long_text, seed=500), 12_000),
        (partial(alien, "a"), partial(alien, "b"), 3_500),
    ],
    ids=["like one another", "hardly alike", "alien"],
)
def test_work_grows_with_the_length_and_not_with_its_square(
    old: Callable[[int], ArticleText], new: Callable[[int], ArticleText], each: int, sections: int
) -> None:
    """Work is how many pairs of words and blocks were looked at. A million take about a third of a second."""
    budget = Budget(1_500_000)

    compare(old(sections), new(sections), budget)

    assert 0 < 1_500_000 - budget.left < each * sections


def test_budget_is_never_overdrawn() -> None:
    budget = Budget(10)

    assert (budget.spend(11), budget.spend(10), budget.spend(1), budget.left) == (False, True, False, 0)


def test_two_articles_that_share_nothing_are_replaced_section_by_section() -> None:
    found = compare(alien("a", 20), alien("b", 20))

    assert [row.state for row in found.sections] == ["changed"] * 20
    assert all("b299" in row.body and "a299" in row.body for row in found.sections)


def test_two_texts_that_share_nothing_are_replaced_whole() -> None:
    old = f"<p>{' '.join(f'a{number}' for number in range(5000))}</p>"
    new = f"<p>{' '.join(f'b{number}' for number in range(5000))}</p>"

    found = merged(old, new)

    assert [(change.old, change.new) for change in found.changes] == [(text_of(old), text_of(new))]


def test_every_text_of_a_version_is_compared() -> None:
    old = article(language="en", condition_name="Gout", plain_summary="<p>One.</p>")
    new = article(language="de", condition_name="Gout attack", plain_summary="<p>Two.</p>")

    found = compare(old, new)

    assert found.fields == (("Language", "en", "de"), ("Condition", "Gout", "Gout attack"))
    assert [(change.where, change.part) for change in found.changes] == [
        ("text", ""), ("text", ""), ("summary", "plain"),
    ]  # fmt: skip


def test_a_not_in_a_new_sentence_turns_nothing_round() -> None:
    old, new = (
        "<p>Rest.</p>",
        "<p>Rest.</p><p>Aim lower where it is well borne, and where it is not, stop.</p>",
    )

    assert [change.weight for change in merged(old, new).changes] == [Weight.CONTENT]
    cited = new.replace("stop.", f'stop.<cite data-ref="{KEYS[0]}"></cite>')
    assert [change.weight for change in merged(old, cited).changes] == [Weight.CONTENT]


def test_a_new_sentence_begins_after_the_full_stop_before_it() -> None:
    found = merged("<p>Start low. Stop.</p>", "<p>Start low. Go slow. Stop.</p>")

    assert found.html == "<p>Start low.<ins> Go slow.</ins> Stop.</p>"


def test_a_forbidding_sentence_that_is_gone_is_no_mere_wording() -> None:
    warning = "<p>Methotrexate must not be given to women who are pregnant or who plan to be so.</p>"

    assert [change.weight for change in merged(f"<p>Rest.</p>{warning}", "<p>Rest.</p>").changes] == [
        Weight.NEGATION
    ]


def test_a_moved_item_is_moved_and_one_with_a_dose_is_told_at_both_places() -> None:
    def items(*said: str) -> str:
        return "<ol>" + "".join(f"<li>{one}</li>" for one in said) + "</ol>"

    found = merged(
        items("Rest the joint", "Cool it", "Raise it"), items("Cool it", "Raise it", "Rest the joint")
    )
    dosed = merged(items("Rest", "Cool", "Give 5 mg daily"), items("Give 5 mg daily", "Rest", "Cool"))

    assert [(change.weight, change.new) for change in found.changes] == [(Weight.ORDER, "Rest the joint")]
    assert [change.weight for change in dosed.changes] == [Weight.DOSE, Weight.DOSE]


@settings(max_examples=60, deadline=None)
@given(pair())
def test_marks_stand_around_text_alone(texts: tuple[str, str]) -> None:
    root = tree(merged(*texts).html, deepest=60)

    for node in every_node(root):
        if node.tag in ("ins", "del"):
            assert all(isinstance(child, str) or child.tag in ("cite", "br") for child in node.children)
            assert node.children


def every_node(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from every_node(child)
