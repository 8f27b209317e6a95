"""A person's own therapies: ``therapies.tsv`` with ``written<TAB>name`` lines among the settings."""

from __future__ import annotations

from pathlib import Path

from evidence.errors import InputError
from evidence.owntables import add_row, own_table, read_rows
from evidence.therapies.folding import fold_term

TABLE = "therapies.tsv"
_COLUMNS = ("written", "name")


def read_own_rows(*paths: Path) -> tuple[tuple[str, str], ...]:
    """Written forms and the therapies they name, from the given tables or from the person's own one.

    Raises:
        InputError: A line is not ``written<TAB>name``.
    """
    tables = paths or (own_table(TABLE),)
    return tuple((row[0], row[1]) for path in tables for row in read_rows(path, _COLUMNS, needed=2))


def add_therapy(written: str, name: str, path: Path | None = None) -> Path:
    """Write down that ``written`` names the therapy ``name``; returns the table's path. A line that says so already is not repeated.

    Raises:
        InputError: One of the two has no word, or holds a tab or a line end.
        WriteRefused: The table could not be written.

    Example:
        >>> import tempfile
        >>> table = add_therapy("our red cream", "zinc oxide", Path(tempfile.mkdtemp(), "therapies.tsv"))
        >>> read_own_rows(table)
        (('our red cream', 'zinc oxide'),)
    """
    if not fold_term(written) or not fold_term(name):
        raise InputError("a therapy needs a written form and a name")
    table = path or own_table(TABLE)
    row = (written.strip(), name.strip().casefold())
    add_row(table, row, says_so=lambda: row in read_own_rows(table))
    return table
