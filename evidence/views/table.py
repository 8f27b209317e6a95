"""The evidence table: one frozen value with the same rows in every format.

A row by therapy is therapy (or combination) × condition; by claim, one statement; by source, one work. A cell is a tuple of short
texts: a format decides whether they stand under each other or behind each other. ``Uncited`` counts claims without a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from evidence.records import Record
from evidence.views.table_rows import claim_rows, source_rows, therapy_rows
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evidence.views.subjects import Evidence
    from evidence.views.table_rows import Row

By = Literal["therapy", "claim", "source"]

COLUMNS: Mapping[By, tuple[str, ...]] = {
    "therapy": ("Therapy", "Condition", "Direction", "Sources", "Claims", "Uncited", "Context", "Documents"),
    "claim": (
        "Therapy", "Direction", "Statement", "Sources", "Condition", "Outcome", "Study", "Context", "Cue words", "Uncertain",
        "Claim", "Document",
    ),
    "source": ("Source", "Key", "Cited as", "Verdicts", "Claims", "Uncertain", "Documents"),
}  # fmt: skip
"""Column names by kind of table; ``table_rows`` gives the cells in this order."""

_ROWS: Mapping[By, Callable[[Evidence], Iterator[Row]]] = {
    "therapy": therapy_rows,
    "claim": claim_rows,
    "source": source_rows,
}


class Table(Record, frozen=True, kw_only=True):
    """An evidence table. ``rows`` hold one cell a column, a cell its texts; an empty cell is an empty tuple.

    ``keys`` names what each row is about (``therapy:…``, ``claim:…`` or ``source:…``), for links between views.
    """

    by: By
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()
    keys: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.to_rows())

    def to_rows(self) -> list[dict[str, str]]:
        """One dictionary a row, column → text; several texts of a cell are joined by ``"; "``."""
        return [{name: "; ".join(cell) for name, cell in zip(self.columns, row, strict=True)} for row in self.rows]

    def to_frame(self) -> Any:
        """The rows as a ``pandas.DataFrame`` of texts.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        try:
            import pandas as pd  # an extra, and half a second
        except ImportError as missing:
            from evidence.errors import MissingExtra

            raise MissingExtra("a table as a data frame", "tables") from missing
        return pd.DataFrame(self.to_rows(), columns=list(self.columns), dtype="string")

    def to_html(self) -> str:
        """A complete HTML page, without script and without requests to anywhere."""
        from evidence.views.table_page import render_table_page  # jinja2 is needed for pages only

        return render_table_page(self)

    def __repr__(self) -> str:
        return f"<Table by {self.by}: {len(self.rows)} rows × {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook import list_html  # only a notebook needs it

        return list_html(repr(self)[1:-1], self.to_rows(), self.columns)


def build_table(library: Evidence, by: By = "therapy") -> Table:
    """The evidence table of a library.

    Args:
        library: Not modified. Rejected and missing claims are left out.
        by: ``therapy``: the conditions with most rows first, within one those with most sources first, then those without, then
            therapies that are only context. ``claim``: in the order of the documents. ``source``: in the library's order.

    Raises:
        KeyError: ``by`` is none of the three.
    """
    columns = COLUMNS[by]
    rows = [(key, tuple(tuple(filter(None, map(clean, cell))) for cell in cells)) for key, cells in _ROWS[by](library)]
    return Table(
        by=by, columns=columns, rows=tuple(cells for _, cells in rows), keys=tuple(clean(key) for key, _ in rows)
    )
