"""The sheet as an Excel workbook, and a workbook (also one that LibreOffice saved) as a grid."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, InputError, MissingExtra
from evidence.reading.archives import Allowed, check_archive
from evidence.review.cells import LONGEST, Cell, Grid, from_cell, to_cell
from evidence.review.guide import guide_rows
from evidence.review.sheet import COLUMNS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CLAIMS, GUIDE, SOURCES = "Claims", "How to fill this in", "Sources"
_ALLOWED = Allowed(
    "workbook",
    unpacked=200_000_000,
    elements=3_000_000,
    mend="open it in Excel or LibreOffice and save it anew as .xlsx",
)
"""A sheet of 10,000 claims has about a million elements."""
PAGES_BEGIN = ("combination", "outcome")
"""Columns with which a printed page begins; those between fit the width of A4 across at ``PRINT_SCALE`` percent."""
PRINT_SCALE = 58
_TITLES = [column.title for column in COLUMNS]
_MOST_ROWS, _MOST_COLUMNS = 100_000, 100
_NOT_TEXT = {
    "f": "holds a formula; write its text",
    "d": "holds a date or time, not text; format the cell as text and write it again",
    "n": "holds a number, not text; format the cell as text and write it again",
    "b": "holds a truth value, not text; format the cell as text and write it again",
    "e": "holds an error of the spreadsheet",
}
# colours beside words and borders, never alone: the rater's columns are called "your …" too
_FILLS = {"head": "#1F3A5F", "yours": "#7A4B00", "fixed": "#F2F2F2", "open": "#FFFBE6"}


def render_xlsx(sheet: Sheet) -> bytes:
    """The sheet as the bytes of a workbook: claims, how to fill them in, and the sources to choose from. All cells are text.

    Raises:
        MissingExtra: XlsxWriter is not installed.
        EvidenceError: A cell is longer than a workbook can hold.

    Example:
        >>> import evidence
        >>> from evidence.library import Library
        >>> from evidence.review import build_sheet
        >>> render_xlsx(build_sheet(Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]."))))[:2]
        b'PK'
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtra("writing .xlsx", "tables") from None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {"title": "Claims to be rated", "created": datetime(2000, 1, 1, tzinfo=UTC)}
    )  # same bytes each time
    claims, guide, sources = (book.add_worksheet(name) for name in (CLAIMS, GUIDE, SOURCES))
    _write_claims(book, claims, sheet)
    _write_list(book, guide, guide_rows(sheet), (30, 100))
    _write_list(book, sources, (("key", "source"), *sheet.sources), (36, 80))
    book.close()
    return out.getvalue()


def _format(book: Workbook, **more: Any) -> Any:
    return book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF", **more})  # fmt: skip


def _write_claims(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    heads = {
        fixed: _format(book, bold=True, font_color="#FFFFFF", bg_color=_FILLS["head" if fixed else "yours"])
        for fixed in (True, False)
    }
    page.set_row(0, 30)
    fixed_cell = _format(book, bg_color=_FILLS["fixed"])
    open_cell = _format(book, bg_color=_FILLS["open"], locked=False)
    for at, (column, title) in enumerate(zip(COLUMNS, sheet.titles, strict=True)):
        _write(page, 0, at, title, heads[column.fixed])
        page.set_column(at, at, column.width, None, {"hidden": True} if column.title == "check" else {})
    for number, row in enumerate(sheet.rows, 1):
        for at, (column, cell) in enumerate(zip(COLUMNS, row, strict=True)):
            _write(page, number, at, cell, fixed_cell if column.fixed else open_cell)
        page.set_row(number, 15 * _lines(row, [column.width for column in COLUMNS[:-1]]))
    first_free = len(sheet.rows) + 1
    for number, row in enumerate(sheet.free_rows(), first_free):
        for at, (column, cell) in enumerate(zip(COLUMNS, row, strict=True)):
            free = not column.fixed or column.title in ("document", "sentence")
            _write(page, number, at, cell, open_cell if free else fixed_cell)
        page.set_row(number, 30)
    _offer_choices(page, sheet, first_free)
    page.freeze_panes(1, 4)
    page.autofilter(0, 0, first_free - 1, len(COLUMNS) - 1)
    _lay_out_pages(page, last=len(sheet.rows) + len(sheet.free_rows()))
    # no password: it keeps a slip of the hand from changing what was found
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})


def _lay_out_pages(page: Worksheet, last: int) -> None:
    """Print on pages side by side, with the header, the row's number and its claim on each: on one page nobody could read it."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_print_scale(PRINT_SCALE)
    page.set_v_pagebreaks([_TITLES.index(title) for title in PAGES_BEGIN])
    page.print_across()
    page.print_area(0, 0, last, len(COLUMNS) - 2)  # without the check
    page.repeat_rows(0)
    page.repeat_columns(_TITLES.index("row"), _TITLES.index("claim"))
    page.set_footer("&L&F&RPage &P of &N")


def _offer_choices(page: Worksheet, sheet: Sheet, first_free: int) -> None:
    last = first_free + len(sheet.free_rows()) - 1
    for at, column in enumerate(COLUMNS):
        if column.choices:
            error = f"Choose one of: {', '.join(column.choices)}; or leave it empty."
            page.data_validation(1, at, last, at, {
                "validate": "list", "source": list(column.choices), "input_title": column.title[:32], "input_message": column.hint[:255],
                "error_title": column.title[:32], "error_message": error[:255],
            })  # fmt: skip
        elif column.hint and column.title == "your sources" and sheet.sources:
            listed = f"={SOURCES}!$A$2:$A${len(sheet.sources) + 1}"
            page.data_validation(1, at, last, at, {
                "validate": "list", "source": listed, "show_error": False, "input_title": column.title, "input_message": column.hint[:255],
            })  # fmt: skip
        elif column.hint:
            page.data_validation(1, at, last, at, {"validate": "any", "input_title": column.title[:32], "input_message": column.hint[:255]})  # fmt: skip
    names = [name for name, _ in sheet.documents]
    if len(",".join(names)) <= 255:
        at = next(at for at, column in enumerate(COLUMNS) if column.title == "document")
        page.data_validation(first_free, at, last, at, {"validate": "list", "source": names})


def _write_list(book: Workbook, page: Worksheet, rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> None:
    head, plain = _format(book, bold=True, font_color="#FFFFFF", bg_color=_FILLS["head"]), _format(book)
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            _write(page, number, at, cell, plain if number else head)
        page.set_row(number, 15 * _lines(row, widths))
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    page.freeze_panes(1, 0)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _lines(row: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines the longest cell of a row takes; a workbook does not measure its text."""
    pairs = zip(row, widths, strict=False)
    return min(
        25, max(sum(-(-max(1, len(line)) // max(1, width - 2)) for line in cell.split("\n")) for cell, width in pairs)
    )


def _write(page: Worksheet, row: int, column: int, text: str, form: Any) -> None:
    cell = to_cell(text)
    if len(cell.encode("utf-16-le")) // 2 > LONGEST:
        raise EvidenceError(
            f"a cell of .xlsx holds {LONGEST:,} characters at most, this has more: {cell[:60]}…; write .csv"
        )
    if cell:
        page.write_string(row, column, cell, form)
    else:
        page.write_blank(row, column, None, form)


def read_xlsx(raw: bytes, path: str) -> Grid:
    """The cells of a workbook's sheet of claims.

    Raises:
        InputError: No workbook, a damaged or oversized one, or one without the sheet.
        MissingExtra: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtra("reading .xlsx", "tables") from None
    with check_archive(raw, path, _ALLOWED) as archive:
        if "mimetype" in archive.namelist() and b"opendocument" in archive.read("mimetype")[:100]:
            raise InputError("this is an OpenDocument spreadsheet (.ods); save it as .xlsx and import that", path=path)
        if "[Content_Types].xml" not in archive.namelist():
            raise InputError("this is no .xlsx workbook", path=path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that it does not keep; nothing is written back
            # cells as they stand: a merged area of all cells, or a link over them, would be built cell by cell
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
            if CLAIMS in book.sheetnames:
                return Grid(CLAIMS, tuple(_rows(book[CLAIMS], path)))
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise on a damaged file
        raise InputError(f"damaged workbook ({type(error).__name__}); save it as .xlsx again", path=path) from None
    raise InputError(
        f"has no sheet {CLAIMS!r}; it has: {', '.join(map(repr, book.sheetnames))} (a sheet that began as .csv must be saved as .csv)",
        path=path,
    )


def _rows(page: Any, path: str) -> Iterator[tuple[Cell, ...]]:
    page.reset_dimensions()  # what a file says of its size need not be so
    for number, row in enumerate(page.iter_rows()):
        if number >= _MOST_ROWS or len(row) > _MOST_COLUMNS:
            raise InputError(
                f"sheet {CLAIMS!r} has more than {_MOST_ROWS:,} rows or {_MOST_COLUMNS} columns; that is no sheet of claims",
                path=path,
            )
        yield tuple(_cell(one) for one in row)


def _cell(one: Any) -> Cell:
    if one.value is None:
        return Cell("")
    if one.data_type in ("s", "inlineStr"):
        return Cell(from_cell(str(one.value)))
    return Cell(
        str(one.value), _NOT_TEXT.get(one.data_type, "holds no text; format the cell as text and write it again")
    )
