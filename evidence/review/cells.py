"""Any text ↔ what a spreadsheet's cell can hold, without loss and without a formula.

XLSX cannot hold control codes, lone surrogates and non-characters, and reads ``_x0041_`` as ``A``: these are written as escapes.
CSV has no types, so a spreadsheet guesses them: a cell that would be read as a formula, number, date or truth value gets a leading
apostrophe, which is taken off again when it is read.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

LONGEST = 32_767
"""Characters that a cell of XLSX can hold. Source: Microsoft, *Excel specifications and limits*."""

_ESCAPED = regex.compile(r"[\\\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = regex.compile(r"\\(?:\\|x[0-9a-f]{2}|u[0-9a-f]{4}|[tr])")
_SHORT = {"\\": "\\\\", "\t": "\\t", "\r": "\\r"}
_LONG = {written: text for text, written in _SHORT.items()}
_GUESSED = regex.compile(
    r"\s*+(?:[=+\-@]|[.,(]?\d|[$€£¥%])"  # =1+1, -2, 1:9, 2010;55, 007, .5, (3)
    r"|\s*+(?:true|false)\s*+$"
    r"|\s*+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*+[ ./-]*+\d",  # MAR1, Sept 2
    regex.I,
)


class Cell(NamedTuple):
    """A cell as read: its text, and what is wrong with it (a formula, a date where text stood), if anything."""

    text: str
    trouble: str = ""


class Grid(NamedTuple):
    """The cells of a sheet, header first, and how a person calls a place in it; of a CSV file what divides them."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    divider: str = ""

    def place(self, row: int, column: int) -> str:
        """Where a cell is, from 0, as a spreadsheet names it.

        Example:
            >>> Grid("Claims", ()).place(4, 27), Grid("", ()).place(0, 0)
            ("sheet 'Claims', cell AB5", 'cell A1')
        """
        sheet = f"sheet {self.name!r}, " if self.name else ""
        return f"{sheet}cell {column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """The letters of a column, from 0.

    Example:
        >>> column_letters(0), column_letters(25), column_letters(26)
        ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def to_cell(text: str) -> str:
    """A text with escapes for what a cell cannot hold; line breaks stay.

    Example:
        >>> to_cell("a\\tb\\x01 _x0041_ 1:9")
        'a\\\\tb\\\\x01 \\\\x5fx0041_ 1:9'
    """
    return str(_ESCAPED.sub(_escape, text))


def _escape(match: regex.Match[str]) -> str:
    found = match[0]
    short = _SHORT.get(found)
    return short or (f"\\x{ord(found):02x}" if ord(found) < 256 else f"\\u{ord(found):04x}")


def from_cell(written: str) -> str:
    """The text of a cell: ``to_cell`` undone. A backslash that begins no escape is one.

    Example:
        >>> from_cell(to_cell("a\\tb\\x01 _x0041_")) == "a\\tb\\x01 _x0041_", from_cell("C:\\\\my files")
        (True, 'C:\\\\my files')
    """
    return str(_ESCAPE.sub(_unescape, written.replace("\r\n", "\n").replace("\r", "\n")))


def _unescape(match: regex.Match[str]) -> str:
    found = match[0]
    return _LONG.get(found) or chr(int(found[2:], 16))


def to_csv_cell(text: str) -> str:
    """A text as CSV holds it: escaped, and with an apostrophe before what a spreadsheet would take for something else.

    Example:
        >>> to_csv_cell("=1+1"), to_csv_cell("1:9"), to_csv_cell("Ice helps."), to_csv_cell("'t is")
        ("'=1+1", "'1:9", 'Ice helps.', "''t is")
    """
    cell = to_cell(text)
    return f"'{cell}" if _is_guessed(cell) else cell


def from_csv_cell(written: str) -> str:
    """``to_csv_cell`` undone; an apostrophe that a person typed before a word stays.

    Example:
        >>> from_csv_cell("'=1+1"), from_csv_cell("'1:9"), from_csv_cell("'t is")
        ('=1+1', '1:9', "'t is")
    """
    guarded = written.startswith("'") and _is_guessed(written[1:])
    return from_cell(written[1:] if guarded else written)


def _is_guessed(cell: str) -> bool:
    return cell.startswith("'") or _GUESSED.match(cell) is not None
