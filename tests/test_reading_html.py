"""HTML to prose with offsets; html5lib is the judge of what a page's text is."""

from __future__ import annotations

import time

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.reading.html import html_document
from evidence.reading.html_tokens import texts, tokens

# tags that neither open a table nor a select nor go to the head, where the tree builder moves text about
_PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<a href='x>y'>", "</a>", '<i class="a" title="1 < 2">', "</i>", "<br/>", "<div id=a>", "</div >", "<!-- c -->",
        "<!-- c --!>", "<!-->", "<!--->", "<!x>", "<?php ?>", "</>", "</ b>", "< b>", "<3", "&amp;", "&nbsp;", "&notit;", "&#150;", "&#x41;", "&", "&;", "&copy",
        "<em a=b/c>", "</em>", "<span =x>", "</span>", "<li>", "<ul>", "</ul>", "a", "works ", "1 < 2 > 0", '"', "'", "=", "/", "<a b='c' d>", "<u", ">", "-->", "é", "α\n",
        "<textarea>", "</textarea>", "<!doctype html>", "<sup>", "</sup>", "<x-y>", "<b/>", "<p =\">\">", "<i a = 'b'>", "<i a= >",
    ]
)  # fmt: skip


def _text(source: str) -> str:
    return "".join(
        t.value for token in tokens(source) if token.kind == "text" for t in texts(source, token.start, token.end)
    )


@given(st.lists(_PIECES, max_size=20).map("".join))
@settings(max_examples=600, deadline=None)
def test_the_text_of_a_page_is_the_text_that_html5lib_reads(fragment: str) -> None:
    page = f"<body>x{fragment}"
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    for comment in [e for e in tree.iter() if not isinstance(e.tag, str)]:
        comment.text = ""
    body = tree.find("body")
    # html5lib drops a line end that directly follows <textarea>, which no reader of prose misses
    assert _text(page).replace("\n", "") == "".join(body.itertext()).replace("\n", "")


@given(st.lists(_PIECES, max_size=30).map("".join))
@settings(deadline=None)
def test_every_character_shown_can_be_found_in_the_source(page: str) -> None:
    document = html_document(page)
    for block in document.blocks:
        start, end = document.to_source(block.start, block.end)
        assert 0 <= start <= end <= len(page)
        assert document.to_text(start, end) == (block.start, block.end)
        for at in range(block.start, block.end):
            begin, finish = document.to_source(at, at + 1)
            if finish - begin == 1 and not document.text[at].isspace():
                assert page[begin] == document.text[at] or document.text[at] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        "<!--",
        "<p>",
        "<b></i>",
        "&am",
        "<a b='",
        "<td>",
        "<ul><li>",
        "</p>",
        "<sup>",
        "<script>",
        "<div class=nav>",
        "<!-- --",
        "< ",
        "<p><b>x</b>",
        "<tr><td>y",
    ],
)
def test_time_doubles_with_the_text_and_not_more(unit: str) -> None:
    def seconds(length: int) -> float:
        page = unit * (length // len(unit))
        start = time.process_time()
        html_document(page)
        return time.process_time() - start

    seconds(1000)
    small, large = min(seconds(40_000) for _ in range(2)), seconds(320_000)
    # eight times the text; quadratic would be 64 times
    assert large < 25 * max(small, 0.01)


def blocks(page: str) -> list[tuple[str, str]]:
    document = html_document(page)
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks if not b.boilerplate]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2>Gout</h2><p>Ice\n  helps.</p>", [("heading", "Gout"), ("paragraph", "Ice helps.")]),
        ("<ol><li>First<li>Second</ol>", [("item", "First"), ("item", "Second")]),
        ("<p>One<br>Two</p>", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<p><b>Drugs</b><br>Ice helps.</p>", [("heading", "Drugs"), ("paragraph", "Ice helps.")]),
        ("<table><tr><th>Drug<th>Effect<tr><td>A<td>B</table>", [("row", "Drug\tEffect"), ("row", "A\tB")]),
        ("<nav>Home</nav><p>Ice.</p><footer>Foot</footer>", [("paragraph", "Ice.")]),
        ("<script>if (a < b) x()</script><p>Ice.</p><style>p{}</style>", [("paragraph", "Ice.")]),
        ("<div class='site-footer'>x</div>Ice.", [("paragraph", "Ice.")]),
        ("<p>helps<sup>1-3</sup>, 10<sup>9</sup></p>", [("paragraph", "helps¹⁻³, 10⁹")]),
        ("&#8226; Ice helps<br>", [("item", "Ice helps")]),
        ("<p>CHA<sub>2</sub>DS</p>", [("paragraph", "CHA2DS")]),
        ("<dl><dt>Ice<dd>Helps.</dl>", [("item", "Ice"), ("item", "Helps.")]),
    ],
    ids=["paragraph", "list", "line-breaks", "bold-line", "table", "page-frame", "script", "footer-class", "superscript", "typed-bullet", "subscript", "definition-list"],
)  # fmt: skip
def test_blocks(page: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(page) == expected


def test_a_table_row_knows_its_header_and_its_cells() -> None:
    document = html_document(
        "<table><tr><th>Drug</th><th>Effect</th></tr><tr><td>Ice</td><td>Helps &amp; cools</td></tr></table>"
    )
    head, row = document.blocks
    assert (head.is_header, row.header) == (True, ("Drug", "Effect"))
    assert [document.source[slice(*document.to_source(*cell))] for cell in row.cells] == ["Ice", "Helps &amp; cools"]


def test_ordered_lists_count_from_their_start() -> None:
    document = html_document('<ol start="4"><li>a<li>b<ul><li>c</ul><li>d</ol>')
    assert [b.marker for b in document.blocks] == ["4", "5", "•", "6"]


def test_the_title_is_the_first_main_heading_else_the_page_title_without_the_site() -> None:
    assert html_document("<title>Gout | Pages</title><h3>Notes</h3><h1>Gout today</h1>").title == "Gout today"
    assert html_document("<title>Gout | Pages</title><p>x</p>").title == "Gout"
