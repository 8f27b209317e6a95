"""The sheet as CSV, and CSV as a grid: UTF-8 with a BOM, since spreadsheets guess the encoding without one."""

from __future__ import annotations

import csv
import io

import regex

from evidence.errors import InputError
from evidence.review.cells import Cell, Grid, from_csv_cell, to_csv_cell
from evidence.review.sheet import Sheet

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",;\t"
_SEPARATOR = regex.compile(r"sep=(.)\r?\n")
"""Excel's own first line, which says what divides the cells."""


def render_csv(sheet: Sheet) -> bytes:
    """The sheet as the bytes of a CSV file (RFC 4180, line ends ``\\r\\n``).

    Example:
        >>> import evidence
        >>> from evidence.library import Library
        >>> from evidence.review import build_sheet
        >>> raw = render_csv(build_sheet(Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]."))))
        >>> raw.decode("utf-8-sig").startswith("row,")
        True
    """
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
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    header = text.partition("\n")[0]
    delimiter = said[1] if said and said[1] in _DELIMITERS else max(_DELIMITERS, key=header.count)
    try:
        rows = tuple(
            tuple(_cell(written) for written in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        raise InputError(f"this is no CSV file: {error}", path=path) from None
    if header.lstrip('"').startswith("row") and any(len(row) == 1 and "," in row[0].text for row in rows):
        raise InputError(
            "a whole row stands in one cell, so the spreadsheet did not divide the columns when it opened the file; open the export "
            "anew as text divided by commas, or use .xlsx",
            path=path,
        )
    return Grid("", rows, delimiter)


def _cell(written: str) -> Cell:
    if written.lstrip().startswith("="):
        return Cell(written, "holds a formula; write its text, with an apostrophe before the =")
    return Cell(from_csv_cell(written))
