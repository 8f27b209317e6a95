"""Which columns an evidence table shows, in which order and under which names: ``therapy,condition,claim=What is said,certainty``."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.errors import InputError
from evidence.views.appraisal import INTEGRITY_WORDS, SourceNote
from evidence.views.assessed_columns import filled_cell, filled_columns, filled_values
from evidence.views.nearest import nearest
from evidence.views.table_cells import CLAIM_COLUMNS, SOURCE_COLUMNS, THERAPY_COLUMNS
from evidence.views.table_rows import SourceRow, TherapyRow
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.views.subjects import Evidence
    from evidence.views.table import By
    from evidence.views.table_cells import Cells, TableRow

STANDARD: Mapping[By, tuple[str, ...]] = {
    "therapy": THERAPY_COLUMNS,
    "claim": CLAIM_COLUMNS,
    "source": SOURCE_COLUMNS,
}
"""Columns by kind of table, in the order that a table has unless others are chosen; ``table_cells`` gives the cells in this order."""
OF_SOURCES = ("Number of sources", "Design", "Level", "Integrity")
"""Columns about the sources of a therapy or claim together, beside ``Sources``, where all this stands with each."""
MEMBERS: Mapping[By, tuple[str, ...]] = {
    "therapy": ("therapy", "condition", "outcomes", "directions", "sources", "statements", "claims", "uncited", "context", "documents"),
    "claim": ("subjects", "conditions", "outcome", "direction", "sources", "text", "study", "context", "cues", "uncertain", "claim", "document"),
    "source": ("reference", "key", "year", "design", "level", "integrity", "cited_as", "verdicts", "claims", "uncertain", "documents"),
}  # fmt: skip
"""The member of a row that holds a standard column's value."""
ALSO_CALLED: Mapping[By, Mapping[str, str]] = {
    "therapy": {"claim": "Statement", "studies": "Number of sources"},
    "claim": {"statements": "Statement", "studies": "Number of sources"},
    "source": {"reference": "Source"},
}


ABOUT: Mapping[str, str] = {
    "Certainty": "GRADE: high, moderate, low, very low; filled in by people",
    "Footnote": "filled in by people, numbered under the table",
    "Population": "PICO; filled in by people",
    "Intervention": "PICO; filled in by people",
    "Comparator": "PICO; filled in by people",
    "Outcome": "as the claims state it, and those that people filled something in for",
    "Direction": "supports (+), mixed (±), against (−), mentioned (·)",
    "Statement": "the words of the page",
    "Sources": "short reference, integrity, design, level, key",
    "Uncited": "how many claims cite nothing",
    "Context": "where it is named only as background",
    "Design": "of the sources, as far as known",
    "Level": "OCEBM 2011, as the design suggests",
    "Integrity": "retracted, corrected …, as far as looked up",
    "Number of sources": "different ones",
}
"""What a name alone does not tell."""


class Column(NamedTuple):
    """A column of the table and the name that stands over it."""

    name: str
    title: str


def column_names(library: Evidence, by: By) -> tuple[str, ...]:
    """All columns that a table can have: the standard ones, then further ones, then those that people fill in (by therapy only)."""
    further = OF_SOURCES if by != "source" else ()
    return (*STANDARD[by], *further, *(filled_columns(library) if by == "therapy" else ()))


def choose_columns(library: Evidence, by: By, columns: str | Iterable[str]) -> tuple[Column, ...]:
    """The columns as a person chose them.

    Args:
        library: Tells which columns people filled in.
        by: Kind of table.
        columns: Names in order, each alone or as ``name=title``; in a string divided by commas, where quotes keep a comma in a title.

    Raises:
        InputError: A name that is no column (the message lists them), one title twice, or none at all.

    Example:
        >>> from evidence.library import Library
        >>> choose_columns(Library.of(), "therapy", 'therapy,claim=What is said,"certainty=How sure, by GRADE"')
        (Column(name='Therapy', title='Therapy'), Column(name='Statement', title='What is said'), Column(name='Certainty', title='How sure, by GRADE'))
    """
    known = {_fold(name): name for name in column_names(library, by)}
    known |= {name: column for name, column in ALSO_CALLED[by].items() if name not in known}
    written = _split(columns) if isinstance(columns, str) else [clean(one) for one in columns]
    chosen = tuple(_read_column(one, known, by) for one in written if one)
    if not chosen:
        raise InputError(f"no column is named; columns are: {_listed(known.values())}")
    for title, times in Counter(column.title for column in chosen).items():
        if times > 1:
            raise InputError(
                f"{times} columns are called {title!r}; name one of them anew, as in {_fold(chosen[0].name)}=TITLE"
            )
    return chosen


def describe_columns(library: Evidence, by: By) -> tuple[str, ...]:
    """The names that ``choose_columns`` takes, a line each with what the column holds."""
    also = {name: [other for other, column in ALSO_CALLED[by].items() if column == name] for name in STANDARD[by]}
    names = column_names(library, by)
    own = names[len(STANDARD[by]) + len(OF_SOURCES) :] if by == "therapy" else ()
    width = max(map(len, names)) + 2
    lines = []
    for name in names:
        about = ABOUT.get(name, "filled in by people" if name in own else "")
        called = f"also called {', '.join(also[name])}" if also.get(name) else ""
        lines.append(f"{_fold(name):<{width}}{'; '.join(filter(None, (about, called)))}".rstrip())
    return tuple(lines)


def _split(columns: str) -> list[str]:
    try:
        [row] = csv.reader([clean(columns)], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError) as error:
        raise InputError(
            f'these columns cannot be read ({error}); quote a title with a comma, as in "claim=What, and how"'
        ) from None
    return [one.strip() for one in row]


def _read_column(written: str, known: Mapping[str, str], by: By) -> Column:
    name, equals, title = (part.strip() for part in written.partition("="))
    folded = _fold(name)
    column = known.get(folded) or known.get(f"{folded}s") or known.get(folded.removesuffix("s"))
    if column is None:
        near = nearest(folded, known)
        perhaps = f"; perhaps: {', '.join(_fold(known[one]) for one in near)}" if near else ""
        raise InputError(f"no column {name!r} in the table by {by}{perhaps}; columns are: {_listed(known.values())}")
    if equals and not title:
        raise InputError(
            f"the column {name!r} has no title after '='; leave the '=' out, or say how it is to be called"
        )
    return Column(column, title or column)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_fold, dict.fromkeys(names)))


def _fold(name: str) -> str:
    return " ".join(name.replace("-", " ").replace("_", " ").split()).casefold()


def chosen_cells(cells: Cells, row: TableRow, by: By, columns: Iterable[Column]) -> Cells:
    """The cells of a row in the chosen columns, from those of the standard ones."""
    standard = dict(zip(STANDARD[by], cells, strict=True))
    return tuple(
        standard[column.name] if column.name in standard else _further_cell(row, column.name) for column in columns
    )


def chosen_values(row: TableRow, plain: Mapping[str, Any], by: By, columns: Iterable[Column]) -> dict[str, Any]:
    """The row's values under the chosen titles: what a standard column's member holds, texts or a number of the others."""
    members = dict(zip(STANDARD[by], MEMBERS[by], strict=True))
    return {
        column.title: plain[members[column.name]] if column.name in members else _further_value(row, column.name)
        for column in columns
    }


def _further_cell(row: TableRow, column: str) -> tuple[str, ...]:
    if not isinstance(row, SourceRow) and column in OF_SOURCES:
        return _of_sources(row.sources, column)
    return filled_cell(row, column) if isinstance(row, TherapyRow) else ()


def _further_value(row: TableRow, column: str) -> Any:
    if column == OF_SOURCES[0] and not isinstance(row, SourceRow):
        return len(row.sources)
    if column in OF_SOURCES:
        return list(_further_cell(row, column))
    return filled_values(row, column) if isinstance(row, TherapyRow) else []


def _of_sources(sources: tuple[SourceNote, ...], column: str) -> tuple[str, ...]:
    """One column of all sources together: each word once, with how many sources it holds for."""
    if column == OF_SOURCES[0]:
        return (str(len(sources)),)
    words = {
        "Design": lambda note: (
            f"{note.design}, says the page" if note.design and note.design_from == "page" else note.design
        ),
        "Level": lambda note: note.level_in_words,
        "Integrity": lambda note: INTEGRITY_WORDS.get(note.integrity or "", note.integrity),
    }[column]
    counts = Counter(filter(None, map(words, sources)))
    return tuple(f"{word} ×{number}" if number > 1 else word for word, number in counts.items())
