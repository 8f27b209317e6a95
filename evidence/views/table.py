"""The evidence table: one frozen value with the same rows in every format.

A row by therapy is therapy (or combination) × condition; by claim, one statement; by source, one work. ``records`` are the rows as
values, ``rows`` the same in words: a cell is a tuple of short texts, and a format decides whether they stand under each other or
behind each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from evidence.records import Record
from evidence.rows import Rows, make_frame
from evidence.styles import render_reference
from evidence.views.assessed_columns import BY_PEOPLE, FOOTNOTE, filled_columns, number_footnotes, vanished_rows
from evidence.views.chosen_columns import STANDARD, Column, choose_columns, chosen_cells, chosen_values
from evidence.views.table_cells import TableRow, row_key, to_cells
from evidence.views.table_rows import ClaimRow, SourceRow, TherapyRow, claim_rows, source_rows, therapy_rows
from evidence.views.web_places import doi_place, pubmed_place
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from evidence.views.subjects import Evidence

By = Literal["therapy", "claim", "source"]

COLUMNS = STANDARD
"""Column names by kind of table, as a table has them unless others are chosen."""

_ROWS: Mapping[By, Callable[[Evidence], Iterator[TableRow]]] = {
    "therapy": therapy_rows,
    "claim": claim_rows,
    "source": source_rows,
}


class Reference(Record, frozen=True, kw_only=True):
    """A source of the table in full: AMA style, and where it is found on the web (DOI, else PubMed, else nowhere known)."""

    key: str
    text: str
    address: str | None = None


class Table(Rows, Record, frozen=True, kw_only=True):
    """An evidence table.

    ``rows`` hold one cell a column, a cell its texts; an empty cell is an empty tuple. ``keys`` names what each row is about
    (``therapy:…``, ``claim:…`` or ``source:…``), for links between views. ``records`` are the same rows as values, and
    ``references`` the sources that they name.

    Where a person chose the columns, ``titles`` are the names over them; ``columns`` say what they are. ``footnotes`` are what people
    wrote, numbered, if that column was chosen, and ``marks`` its cells with the numbers in place of the texts; ``closing`` says who
    filled in what.
    """

    by: By
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()
    keys: tuple[str, ...] = ()
    records: tuple[TableRow, ...] = ()
    references: tuple[Reference, ...] = ()
    titles: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    closing: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """The names over the columns."""
        return self.titles or self.columns

    @property
    def shown(self) -> tuple[int, ...]:
        """Places of the columns that a page shows, which are those that were chosen, else those in which a row has something to say."""
        everything = range(len(self.columns))
        return tuple(at for at in everything if self.titles or not self.rows or any(row[at] for row in self.rows))

    def with_marks(self) -> Table:
        """The same table with the numbers of its footnotes in place of their texts, for formats that list them underneath."""
        at = [place for place, name in enumerate(self.columns) if name == FOOTNOTE]
        if not self.footnotes:
            return self
        rows = (
            tuple(mark if place in at else cell for place, cell in enumerate(row))
            for row, mark in zip(self.rows, self.marks, strict=True)
        )
        return msgspec.structs.replace(self, rows=tuple(rows))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a row: numbers are numbers, several things are lists, sources and claims are named by key.

        Members are those of ``TherapyRow``, ``ClaimRow`` or ``SourceRow``, or the titles of chosen columns; what is unknown is
        ``None``. A column that people fill in is a list of outcome (``None``: of the evidence as a whole) and text.

        Example:
            >>> import evidence
            >>> library = evidence.Library.of(evidence.read_text("Ice was highly effective for gout."))
            >>> [row] = build_table(library).to_rows()
            >>> row["therapy"], row["condition"], row["directions"], row["sources"], row["uncited"]
            ('ice', 'gout', {'supports': 1}, [], 1)
        """
        plain = [_plain(record.to_dict()) for record in self.records]
        if not self.titles:
            return plain
        columns = tuple(map(Column, self.columns, self.titles))
        return [chosen_values(record, row, self.by, columns) for record, row in zip(self.records, plain, strict=True)]

    def to_texts(self) -> list[dict[str, str]]:
        """The rows in words, column → text; several texts of a cell are joined by ``"; "``."""
        return [{name: "; ".join(cell) for name, cell in zip(self.heads, row, strict=True)} for row in self.rows]

    def to_frame(self) -> Any:
        """The rows as a ``pandas.DataFrame``, one column a member of ``to_rows()``.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        return make_frame(self.to_rows(), list(self.titles or _members(self.by)))

    def to_html(self) -> str:
        """A complete HTML page, without script and without requests to anywhere."""
        from evidence.views.table_page import render_table_page  # jinja2 is needed for pages only

        return render_table_page(self)

    def to_docx(self, path: str | Path) -> Path:
        """Write a Word document with the table and its reference list; returns the path.

        Raises:
            MissingExtra: python-docx is not installed; the message says how to get it.
            WriteRefused: The file cannot be written.
        """
        from pathlib import Path

        from evidence.views.table_docx import render_docx  # python-docx is an extra
        from evidence.writing import write_file

        target = Path(path)
        write_file(target, render_docx(self))
        return target

    def __repr__(self) -> str:
        return f"<Table by {self.by}: {counted(len(self.rows), 'row')} × {counted(len(self.columns), 'column')}>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook import list_html  # only a notebook needs it

        rows = [dict(zip(self.heads, row, strict=True)) for row in self.rows]
        return list_html(repr(self)[1:-1], rows, [self.heads[at] for at in self.shown])


def build_table(library: Evidence, by: By = "therapy", columns: str | Iterable[str] | None = None) -> Table:
    """The evidence table of a library.

    Args:
        library: Not modified. Rejected and missing claims are left out.
        by: ``therapy``: the conditions with most rows first, within one those with most sources first, then those without, then
            therapies that are only context. ``claim``: in the order of the documents. ``source``: in the library's order.
        columns: Names in order, each alone or as ``name=title``, in a string divided by commas; else the standard ones. Where one is
            chosen that people fill in, bodies of evidence that no claim is about any more have rows at the end.

    Raises:
        KeyError: ``by`` is none of the three.
        InputError: A name that is no column; the message lists them.
    """
    standard = STANDARD[by]
    chosen = choose_columns(library, by, columns) if columns is not None else ()
    filled = [column for column in chosen if by == "therapy" and column.name in filled_columns(library)]
    records = tuple(map(_cleaned, _ROWS[by](library)))
    if filled:
        there = [row for row in records if isinstance(row, TherapyRow)]
        records = (*records, *map(_cleaned, vanished_rows(library, there)))
    rows = tuple(to_cells(library, record) for record in records)
    if chosen:
        rows = tuple(chosen_cells(cells, record, by, chosen) for cells, record in zip(rows, records, strict=True))
    marks: tuple[tuple[str, ...], ...] = ()
    footnotes: tuple[str, ...] = ()
    if any(column.name == FOOTNOTE for column in filled):
        marks, footnotes = number_footnotes([row for row in records if isinstance(row, TherapyRow)])
    return Table(
        by=by,
        columns=tuple(column.name for column in chosen) or standard,
        rows=rows,
        keys=tuple(map(row_key, records)),
        records=records,
        references=tuple(_references(library, records)),
        titles=tuple(column.title for column in chosen),
        footnotes=footnotes,
        marks=marks,
        closing=BY_PEOPLE.format(", ".join(column.title for column in filled)) if filled else "",
    )


def _members(by: By) -> tuple[str, ...]:
    kinds: Mapping[By, type[TableRow]] = {"therapy": TherapyRow, "claim": ClaimRow, "source": SourceRow}
    return kinds[by].__struct_fields__


def _cleaned(record: TableRow) -> TableRow:
    """The row with every text on one line and without what could act on a terminal, a page or a file."""
    cleaned: TableRow = msgspec.convert(_plain(record.to_dict(), clean), type(record))
    return cleaned


def _plain(value: Any, text: Callable[[str], str] = str) -> Any:
    """Lists for tuples, all the way down, and every text as ``text`` makes it."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple | list):
        return [_plain(item, text) for item in value]
    return {name: _plain(item, text) for name, item in value.items()} if isinstance(value, dict) else value


def _references(library: Evidence, records: tuple[TableRow, ...]) -> Iterator[Reference]:
    keys = dict.fromkeys(
        note.key for record in records for note in ((record,) if isinstance(record, SourceRow) else record.sources)
    )
    named = {clean(key): source for key, source in library.sources.items()}
    for key in keys:
        if key in named:
            fields = named[key].fields
            yield Reference(
                key=key, text=render_reference(named[key]), address=doi_place(fields.doi) or pubmed_place(fields.pmid)
            )
