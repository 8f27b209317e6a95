"""The evidence table as a spreadsheet: filters, a header that stays, links, and nothing that a spreadsheet would calculate.

Every cell is a string in a cell formatted as text (``@``), so that ``1:9``, ``007`` and ``=1+1`` stay what they are, also when the file
is saved again; only counts and years are numbers.
"""

from __future__ import annotations

import io
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from evidence.errors import MissingExtra
from evidence.views.table_cells import NUMBERS
from evidence.views.table_page import CAPTIONS, TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.views.table import Table

LONGEST_CELL = 32_767
"""Characters; Excel's limit. What is longer ends in an ellipsis, other formats have it whole."""
LONGEST_ADDRESS = 2_079
WIDTHS = {
    "Therapy": 22, "Condition": 20, "Outcome": 16, "Direction": 16, "Sources": 34, "Statement": 52, "Claims": 8, "Uncited": 9,
    "Context": 24, "Certainty": 12, "Footnote": 40, "Number of sources": 11, "Documents": 20, "Document": 20, "Study": 15, "Cue words": 15, "Uncertain": 13, "Claim": 22, "Source": 28,
    "Key": 28, "Year": 7, "Design": 18, "Level": 12, "Integrity": 16, "Cited as": 28, "Verdicts": 34,
}  # fmt: skip
"""Column widths in letters."""
VACANT = 10
"""Width of a column that says nothing in any row."""
LINE_HEIGHT, HIGHEST_ROW = 13.5, 409.0
"""Points; 409 is Excel's limit."""
NO_FORMULAS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}  # fmt: skip


def render_xlsx(table: Table) -> bytes:
    """The table on one sheet and the references on another; the same bytes for the same table.

    Raises:
        MissingExtra: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # an extra
    except ImportError as missing:
        raise MissingExtra("a table as a spreadsheet", "tables") from missing
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, NO_FORMULAS)
    book.set_properties(
        {
            "title": TITLES[table.by],
            "comments": "No medical advice; nothing is graded.",
            "created": datetime(2000, 1, 1),
        }
    )
    plain = {
        "valign": "top",
        "text_wrap": True,
        "num_format": "@",
        "font_name": "Calibri",
        "font_size": 10,
        "bottom": 4,
        "bottom_color": "#B7C0C8",
    }
    text = book.add_format(plain)
    number = book.add_format({**plain, "num_format": "0", "align": "center"})
    head = book.add_format({**plain, "bold": True, "bg_color": "#E8EEF2", "bottom": 1, "valign": "vcenter"})
    link = book.add_format({**plain, "font_color": "#00558C", "underline": 1})
    _write_rows(book.add_worksheet("Evidence"), table, text, number, head, link)
    if table.references:
        _write_references(book.add_worksheet("References"), table, text, head, link)
    book.close()
    return out.getvalue()


def _write_rows(sheet: Any, table: Table, text: Any, number: Any, head: Any, link: Any) -> None:
    address_of = {reference.key: reference.address for reference in table.references}
    shown = table.shown
    widths = [WIDTHS.get(name, 20) if at in shown else VACANT for at, name in enumerate(table.columns)]
    for at, (name, title, width) in enumerate(zip(table.columns, table.heads, widths, strict=True)):
        sheet.set_column(at, at, width, number if name in NUMBERS else text)
        sheet.write_string(0, at, _fit(title), head)
    if table.titles:
        sheet.set_row(0, _height([(title,) for title in table.titles], widths) + 4)
    for down, (row, key) in enumerate(zip(table.rows, table.keys, strict=True), 1):
        sheet.set_row(down, _height(row, widths))  # LibreOffice leaves wrapped rows one line high otherwise
        for at, (name, cell) in enumerate(zip(table.columns, row, strict=True)):
            written = _fit("\n".join(cell))
            address = address_of.get(key.removeprefix("source:")) if name == "Source" else None
            if name in NUMBERS and written.isdecimal():
                sheet.write_number(down, at, int(written), number)
            elif address and len(address) <= LONGEST_ADDRESS:
                sheet.write_url(down, at, address, link, written)
            elif written:
                sheet.write_string(down, at, written, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    _set_up_page(sheet, CAPTIONS[table.by])


def _height(row: Sequence[Sequence[str]], widths: Sequence[int]) -> float:
    lines = max(sum(ceil(len(text) * 1.1 / width) for text in cell) for cell, width in zip(row, widths, strict=True))
    return min(HIGHEST_ROW, max(1, lines) * LINE_HEIGHT + 2)


def _write_references(sheet: Any, table: Table, text: Any, head: Any, link: Any) -> None:
    for at, (name, width) in enumerate((("Key", 32), ("Reference", 110), ("Address", 50))):
        sheet.set_column(at, at, width, text)
        sheet.write_string(0, at, name, head)
    for down, reference in enumerate(table.references, 1):
        sheet.write_string(down, 0, _fit(reference.key), text)
        sheet.write_string(down, 1, _fit(reference.text), text)
        if reference.address and len(reference.address) <= LONGEST_ADDRESS:
            sheet.write_url(down, 2, reference.address, link, reference.address)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.references), 2)
    _set_up_page(sheet, "References")


def _set_up_page(sheet: Any, title: str) -> None:
    """Landscape on A4, as wide as the page, with the header row on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&8{title}&R&8&P / &N")


def _fit(text: str) -> str:
    """At most as many UTF-16 units as a cell takes; letters beyond the basic plane count two."""
    if len(text.encode("utf-16-le", "replace")) // 2 <= LONGEST_CELL:
        return text
    return text.encode("utf-16-le", "replace")[: (LONGEST_CELL - 1) * 2].decode("utf-16-le", "ignore") + "…"
