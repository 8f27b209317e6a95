"""Columns that people fill in: their texts by outcome, and footnotes as numbers with the texts under the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evidence.library.assessments import PICO_AND_GRADE
from evidence.library.bodies import parts_of
from evidence.library.records import Assessed
from evidence.views.table_rows import TherapyRow
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.views.subjects import Evidence

Cell = tuple[str, ...]

FOOTNOTE = "Footnote"
FILLED_IN = tuple(name.capitalize() for name in PICO_AND_GRADE)
"""Columns that every library has, filled or not; those of a person's own are there once somebody filled one in."""
BY_PEOPLE = "{}: filled in by people; the program grades nothing."


def assessments_of(library: Evidence) -> tuple[Assessed, ...]:
    """What people filled in; nothing for documents alone."""
    found: tuple[Assessed, ...] = getattr(library, "assessments", ())
    return found


def filled_columns(library: Evidence) -> tuple[str, ...]:
    """The columns that people can have filled in: GRADE's and PICO's, then their own by name."""
    own = {name for one in assessments_of(library) for name in one.words} - set(PICO_AND_GRADE)
    return (*FILLED_IN, *(name.capitalize() for name in sorted(own)))


def vanished_rows(library: Evidence, rows: Iterable[TherapyRow]) -> Iterator[TherapyRow]:
    """Rows of bodies of evidence that people filled something in for and no claim is about any more."""
    there = {(parts_of(row.therapy), row.condition) for row in rows}
    for one in assessments_of(library):
        if (body := (parts_of(one.therapy), one.condition)) not in there:
            there.add(body)
            parts = tuple(one.therapy.split(" + "))
            yield TherapyRow(
                therapy=one.therapy,
                therapies=parts,
                combination=len(parts) > 1,
                condition=one.condition,
                assessments=tuple(
                    other for other in assessments_of(library) if (parts_of(other.therapy), other.condition) == body
                ),
            )


def filled_cell(row: TherapyRow, column: str) -> Cell:
    """What people wrote in a column, one text each; a text on one outcome begins with it.

    Example:
        >>> said = (Assessed(therapy="ice", words={"certainty": ("low",)}), Assessed(therapy="ice", outcome="pain", words={"certainty": ("high",)}))
        >>> filled_cell(TherapyRow(therapy="ice", therapies=("ice",), assessments=said), "Certainty")
        ('low', 'pain: high')
    """
    return tuple(f"{clean(outcome)}: {clean(text)}" if outcome else clean(text) for outcome, text in _said(row, column))


def filled_values(row: TherapyRow, column: str) -> list[dict[str, str | None]]:
    """The same as values: outcome (``None``: of the evidence as a whole) and text."""
    return [{"outcome": outcome, "text": text} for outcome, text in _said(row, column)]


def _said(row: TherapyRow, column: str) -> Iterator[tuple[str | None, str]]:
    name = column.casefold()
    for one in row.assessments:
        for text in one.words.get(name, ()):
            yield one.outcome, text


def number_footnotes(rows: Sequence[TherapyRow]) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """The footnotes of a table numbered in order of reading: a cell of numbers for each row, and the texts; the same text once.

    Example:
        >>> notes = (Assessed(therapy="ice", words={"footnote": ("small", "short")}), Assessed(therapy="ice", outcome="pain", words={"footnote": ("short",)}))
        >>> number_footnotes((TherapyRow(therapy="ice", therapies=("ice",), assessments=notes),))
        ((('1, 2', 'pain: 2'),), ('small', 'short'))
    """
    numbers: dict[str, int] = {}
    cells = []
    for row in rows:
        by_outcome: dict[str | None, list[int]] = {}
        for outcome, text in _said(row, FOOTNOTE):
            number = numbers.setdefault(clean(text), len(numbers) + 1)
            by_outcome.setdefault(outcome, []).append(number)
        marks = {outcome: ", ".join(map(str, sorted(set(found)))) for outcome, found in by_outcome.items()}
        cells.append(tuple(f"{clean(outcome)}: {mark}" if outcome else mark for outcome, mark in marks.items()))
    return tuple(cells), tuple(numbers)
