"""Every text survives a workbook and a CSV file, and none becomes a formula, number or date."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.review.cells import from_cell, from_csv_cell, to_cell, to_csv_cell
from evidence.review.delimited import read_csv
from evidence.review.sheet import COLUMNS, Sheet
from evidence.review.workbook import PRINT_SCALE, read_xlsx, render_xlsx

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "'", "''=", "1:9", "2010;55", "007", "MAR1", "TRUE", "\t", "\r\n", "a\r", "_x0041_", "\\x41", "\\\\t", "\x00", "\ud800", "\ufeff", " a ", "\n\n"]
)  # fmt: skip


def row_of(text: str) -> tuple[str, ...]:
    return (text, *("",) * (len(COLUMNS) - 1))


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_escapes_are_lossless_and_leave_nothing_that_xml_cannot_hold(text: str) -> None:
    cell = to_cell(text)
    assert from_cell(cell) == text
    assert not any(ord(c) < 32 and c != "\n" for c in cell)
    cell.encode("utf-8")


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_any_text_survives_csv_and_no_cell_begins_a_formula(text: str) -> None:
    cell = to_csv_cell(text)
    assert from_csv_cell(cell) == text
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["row", "x"], [cell, "y"]])
    assert read_csv(out.getvalue().encode("utf-8-sig"), "a.csv").rows[1][0].text == text


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=8))
def test_any_text_survives_a_workbook_as_text(texts: list[str]) -> None:
    raw = render_xlsx(Sheet("", tuple(row_of(text) for text in texts), (), ()))
    cells = [row[0] for row in read_xlsx(raw, "a.xlsx").rows[1 : len(texts) + 1]]
    assert [cell.text for cell in cells] == texts
    assert not any(cell.trouble for cell in cells)


def test_every_cell_of_the_workbook_is_a_string_in_text_format() -> None:
    raw = render_xlsx(Sheet("Ann", (row_of("=HYPERLINK(1)"),), (("page", "=A1"),), (("=key", "1:9"),)))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 60
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = Sheet("Ann", (row_of("ice"),), (("page", "Page"),), (("a", "A 2001"),))
    assert render_xlsx(sheet) == render_xlsx(sheet)


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(EvidenceError, match="32,767 characters"):
        render_xlsx(Sheet("", (row_of("a" * 32_768),), (), ()))


@pytest.mark.parametrize("value", [1.5, True, "=1+1"], ids=["number", "truth value", "formula"])
def test_what_is_no_text_is_noticed_and_never_evaluated(value: object) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Claims").write(0, 0, value)
    book.close()
    [[cell]] = read_xlsx(out.getvalue(), "a.xlsx").rows
    assert "holds a" in cell.trouble


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_save_it(delimiter: str, encoding: str) -> None:
    text = delimiter.join(('"row"', '"claim"', "x")) + "\r\n" + delimiter.join(('"a;b,c"', '"é\nü"', "'1:9")) + "\r\n"
    assert [cell.text for cell in read_csv(text.encode(encoding), "a.csv").rows[1]] == ["a;b,c", "é\nü", "1:9"]


def test_excels_line_that_says_the_separator_is_no_row() -> None:
    raw = b'sep=;\r\nrow;"a;b"\r\n1;2,5\r\n'
    assert [[cell.text for cell in row] for row in read_csv(raw, "a.csv").rows] == [["row", "a;b"], ["1", "2,5"]]


def test_it_prints_on_pages_side_by_side_with_the_claim_on_each() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(Sheet("Ann", (row_of("no. 1 of 1"),), (), ()))))
    page = book["Claims"]
    assert (page.page_setup.orientation, int(page.page_setup.paperSize), page.page_setup.scale) == (
        "landscape",
        9,
        PRINT_SCALE,
    )
    assert not page.page_setup.fitToWidth
    assert page.page_setup.pageOrder == "overThenDown"
    assert (page.print_title_rows, page.print_title_cols) == ("$1:$1", "$A:$B")
    assert page.print_area == "'Claims'!$A$1:$W$22"
    begins = [0, *(one.id for one in page.col_breaks.brk), len(COLUMNS) - 1]
    repeated = sum(column.width * 7 + 5 for column in COLUMNS[:2])
    a4_across = (297 / 25.4 - 0.8) * 96 * 100 / PRINT_SCALE  # pixels of a column at the scale, between the margins
    for first, last in pairwise(begins):
        widths = sum(column.width * 7 + 5 for column in COLUMNS[first:last])
        assert widths + (repeated if first else 0) < 0.85 * a4_across  # fonts differ in width
