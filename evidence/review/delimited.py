"""The sheet as CSV, and CSV as a grid: UTF-8 with a BOM, since spreadsheets guess the encoding without one."""

from __future__ import annotations

import csv
import io

from evidence.errors import InputError
from evidence.review.cells import Cell, Grid, from_csv_cell, to_csv_cell
from evidence.review.sheet import Sheet

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",;\t"


def render_csv(sheet: Sheet) -> bytes:
    """The sheet as the bytes of a CSV file (RFC 4180, line ends ``\\r\\n``)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([to_csv_cell(cell) for cell in row] for row in (sheet.titles, *sheet.rows, *sheet.free_rows()))
    return out.getvalue().encode("utf-8-sig")


def read_csv(raw: bytes, path: str) -> Grid:
    """The cells of a CSV file divided by comma, semicolon or tab.

    Raises:
        InputError: Not text, or quotes that do not close.
    """
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8; save it as 'CSV UTF-8', or as .xlsx", path=path) from None
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = tuple(
            tuple(_cell(written) for written in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        raise InputError(f"this is no CSV file: {error}", path=path) from None
    return Grid("", rows)


def _cell(written: str) -> Cell:
    if written.lstrip().startswith("="):
        return Cell(written, "holds a formula; write its text, with an apostrophe before the =")
    return Cell(from_csv_cell(written))
