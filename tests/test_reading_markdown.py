"""Markdown to prose with offsets in its source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.reading.markdown import markdown_document


def blocks(page: str) -> list[tuple[str, str, str]]:
    document = markdown_document(page)
    return [(b.kind, b.marker, document.text[b.start : b.end]) for b in document.blocks if not b.boilerplate]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("# Gout\n\nIce *helps*\nmuch.", [("heading", "", "Gout"), ("paragraph", "", "Ice helps much.")]),
        ("- a\n- b\n\n1) c\n", [("item", "•", "a"), ("item", "•", "b"), ("item", "1", "c")]),
        ("3. a\n\n   more\n4. b", [("item", "3", "a"), ("item", "", "more"), ("item", "4", "b")]),
        ("| A | B |\n|---|---|\n| x\\|y | [1] |", [("row", "", "A\tB"), ("row", "", "x|y\t[1]")]),
        ("a  \nb", [("paragraph", "", "a"), ("paragraph", "", "b")]),
        ("<p>x<br>y</p>\n\n&gt;z", [("paragraph", "", "x"), ("paragraph", "", "y"), ("paragraph", "", ">z")]),
        ("---\ntitle: t\n---\n\nIce.\n\n~~~\ncode\n~~~", [("paragraph", "", "Ice.")]),
        ("works<sup>3</sup> [^1]\n\n[^1]: Note", [("paragraph", "", "works³ [1]"), ("item", "1", "Note")]),
        ("> quoted", [("paragraph", "", "quoted")]),
        ("\ufeff# T\r\n\r\nx", [("heading", "", "T"), ("paragraph", "", "x")]),
    ],
    ids=["paragraph", "lists", "item-of-two-paragraphs", "table", "hard-break", "html", "front-matter-and-code", "marks", "quote", "bom-and-crlf"],
)  # fmt: skip
def test_blocks(page: str, expected: list[tuple[str, str, str]]) -> None:
    assert blocks(page) == expected


@given(st.text(st.sampled_from("ab \n\n*_#|-[]()`<>&;\\1.é²α\ufeff\r!^~:\t'\""), max_size=80))
@settings(deadline=None)
def test_every_character_shown_can_be_found_in_the_source(page: str) -> None:
    document = markdown_document(page)
    for block in document.blocks:
        for at in range(block.start, block.end):
            begin, finish = document.to_source(at, at + 1)
            shown = document.text[at]
            if finish - begin == 1 and not shown.isspace() and shown not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻\ufffd":
                assert page[begin] == shown


def test_offsets_count_code_points_not_bytes() -> None:
    page = "α *β* [1]"
    document = markdown_document(page)
    at = document.text.index("[1]")
    assert page[slice(*document.to_source(at, at + 3))] == "[1]"


def test_a_lone_surrogate_is_read() -> None:
    assert markdown_document("a\udc80 b").text.startswith("a")
