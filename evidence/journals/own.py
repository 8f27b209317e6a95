"""A person's own readings of journal names: ``journals.tsv`` with ``written<TAB>full title`` lines.

One stands among the person's settings, another may stand beside ``refs.bib`` for a project. They are read where they are needed and
handed to ``resolve_journal``; nothing is kept in between.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from evidence.errors import InputError
from evidence.journals.folding import fold_journal, without_dots
from evidence.journals.records import Aliases
from evidence.owntables import add_row, own_table, read_rows

TABLE = "journals.tsv"
_COLUMNS = ("written", "title")


def load_aliases(*paths: Path) -> Aliases:
    """The aliases of the given tables, later ones winning; without a path those of the person's own table.

    A table that does not exist has none.

    Raises:
        InputError: A line is not ``written<TAB>full title``.

    Example:
        >>> import tempfile
        >>> table = add_alias("PD", "Pediatric Dermatology", Path(tempfile.mkdtemp(), "journals.tsv"))
        >>> dict(load_aliases(table).titles)
        {'pd': 'Pediatric Dermatology'}
    """
    titles: dict[str, str] = {}
    for path in paths or (own_table(TABLE),):
        titles.update(
            (fold_journal(without_dots(written)), title) for written, title in read_rows(path, _COLUMNS, needed=2)
        )
    return Aliases(MappingProxyType(titles))


def add_alias(written: str, title: str, path: Path | None = None) -> Path:
    """Write down that ``written`` means ``title``; returns the table's path. A line that says so already is not repeated.

    Raises:
        InputError: One of the two has no word, or holds a tab or a line end.
        WriteRefused: The table could not be written.

    Example:
        >>> import tempfile
        >>> table = add_alias("PD", "Pediatric Dermatology", Path(tempfile.mkdtemp(), "journals.tsv"))
        >>> table.read_text(encoding="utf-8")
        'PD\\tPediatric Dermatology\\n'
    """
    if not fold_journal(written) or not title.strip():
        raise InputError("an alias needs a written form and a full title")
    table = path or own_table(TABLE)
    key, row = fold_journal(without_dots(written)), (written.strip(), title.strip())
    add_row(table, row, says_so=lambda: load_aliases(table).titles.get(key) == row[1])
    return table
