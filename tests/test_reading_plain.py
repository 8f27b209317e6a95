"""Plain text to blocks: what a person sees as heading, paragraph, item and row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.reading.plain import plain_document


def blocks(page: str) -> list[tuple[str, str]]:
    document = plain_document(page)
    return [("boilerplate" if b.boilerplate else b.kind, document.text[b.start : b.end]) for b in document.blocks]


WRAPPED = "Oral ivermectin was tried in eleven children with crusted\nscabies and all of them were clear after the second dose,\nwhich nobody expected."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("SCABIES\r\nIvermectin works.\r\n", [("heading", "SCABIES"), ("paragraph", "Ivermectin works.")]),
        ("Scabies\n\nThe mite.\n\nDrugs\n- a\n* b\n3) c", [("heading", "Scabies"), ("paragraph", "The mite."), ("heading", "Drugs"), ("item", "a"), ("item", "b"), ("item", "c")]),
        (WRAPPED, [("paragraph", WRAPPED)]),
        ("One short line.\nAnother short line.", [("paragraph", "One short line."), ("paragraph", "Another short line.")]),
        ("It cleared most (Br J Dermatol\n2006;154:977-8).", [("paragraph", "It cleared most (Br J Dermatol\n2006;154:977-8).")]),
        ("It cleared most. Lancet\n2006;354:1718.", [("paragraph", "It cleared most. Lancet\n2006;354:1718.")]),
        ("Handout (for patients)\n\nReferences\n\nIce.", [("heading", "Handout (for patients)"), ("heading", "References"), ("paragraph", "Ice.")]),
        ("It was given\nto all.", [("paragraph", "It was given\nto all.")]),
        ("* Permethrin\n  First choice for all.", [("item", "Permethrin"), ("item", "First choice for all.")]),
        ("Sources\n1 Lee A. X.\n2 Roe B. Y.", [("heading", "Sources"), ("item", "Lee A. X."), ("item", "Roe B. Y.")]),
        ("12 Patients were seen.", [("paragraph", "12 Patients were seen.")]),
        ("Drug | Effect\n-----|-----\nIce | Helps", [("row", "Drug | Effect"), ("row", "Ice | Helps")]),
        ("Scabies\n=======\nThe mite.", [("heading", "Scabies"), ("paragraph", "The mite.")]),
        ("By Ann Lee, MD\n\nHome | FAQs | Contact\n\nIce helps.", [("boilerplate", "By Ann Lee, MD"), ("boilerplate", "Home | FAQs | Contact"), ("paragraph", "Ice helps.")]),
        ("This page is not medical advice.", [("boilerplate", "This page is not medical advice.")]),
        ("Kaposi’'s\x0bsarcoma.", [("paragraph", "Kaposi’'s\x0bsarcoma.")]),
        ("", []),
        ("\ufeff", []),
    ],
    ids=["capitals", "titles-and-items", "hard-wrapped", "short-lines", "cut-in-a-bracket", "cut-before-a-year-and-volume", "title-with-a-bracket", "goes-on-in-lower-case", "item-with-text-below", "bare-numbers", "a-number-is-not-a-list", "drawn-table", "underlined", "byline-and-menu", "disclaimer", "damage", "empty", "bom-only"],
)  # fmt: skip
def test_blocks(page: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(page) == expected


@given(st.text())
def test_the_text_is_the_source_and_blocks_are_in_order(page: str) -> None:
    document = plain_document(page)
    assert document.text == document.source == page
    ends = [0, *(b.end for b in document.blocks)]
    assert all(before <= block.start < block.end for before, block in zip(ends, document.blocks, strict=False))


def test_the_title_is_not_the_name_of_a_section() -> None:
    assert plain_document("It helps.\n\nReferences\n\n1. A.").title is None
    assert plain_document("Gout (in adults)\n\nIce.\n\nReferences\n\n1. A.").title == "Gout (in adults)"


def test_five_megabytes_on_one_line_are_read() -> None:
    assert len(plain_document("sirolimus works. " * 300_000).blocks) == 1
