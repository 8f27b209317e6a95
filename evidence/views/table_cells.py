"""The rows of an evidence table in words: one cell a column, a cell a tuple of short texts. What a person reads, in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.views.appraisal import INTEGRITY_WORDS, describe_note
from evidence.views.statement import shown_statement, shown_text
from evidence.views.subjects import CONTEXT_WORDS, direction_label, document_label
from evidence.views.table_rows import NO_TREATMENT, NOT_CITED, ClaimRow, SourceRow, TherapyRow
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evidence.records import Direction
    from evidence.views.subjects import Evidence

Cells = tuple[tuple[str, ...], ...]
TableRow = TherapyRow | ClaimRow | SourceRow

NO_SOURCE = "no source"
ONLY_CONTEXT = "only as context"
NO_CLAIM = "no claim any more"
"""Of a row that is there because people filled something in for it."""

THERAPY_COLUMNS = (
    "Therapy", "Condition", "Outcome", "Direction", "Sources", "Statement", "Claims", "Uncited", "Context", "Documents",
)  # fmt: skip
CLAIM_COLUMNS = (
    "Therapy", "Condition", "Outcome", "Direction", "Sources", "Statement", "Study", "Context", "Cue words", "Uncertain", "Claim",
    "Document",
)  # fmt: skip
SOURCE_COLUMNS = (
    "Source", "Key", "Year", "Design", "Level", "Integrity", "Cited as", "Verdicts", "Claims", "Uncertain", "Documents",
)  # fmt: skip
NUMBERS = frozenset({"Claims", "Uncited", "Year", "Number of sources"})
"""Columns whose cells are whole numbers."""


def to_cells(library: Evidence, row: TableRow) -> Cells:
    """The cells of a row in the order of its kind's columns, without control codes; an empty cell is an empty tuple."""
    cells = (
        _therapy_cells(library, row)
        if isinstance(row, TherapyRow)
        else _claim_cells(library, row)
        if isinstance(row, ClaimRow)
        else _source_cells(library, row)
    )
    return tuple(tuple(filter(None, map(clean, cell))) for cell in cells)


def row_key(row: TableRow) -> str:
    """What a row is about, as a node of the graph: ``therapy:…``, ``claim:…`` or ``source:…``."""
    if isinstance(row, TherapyRow):
        return f"therapy:{row.therapy}"
    return f"claim:{row.claim}" if isinstance(row, ClaimRow) else f"source:{row.key}"


def _therapy_cells(library: Evidence, row: TherapyRow) -> tuple[Iterable[str], ...]:
    return (
        (f"{row.therapy} ({', '.join(row.routes)})" if row.routes else row.therapy,),
        (row.condition or "",),
        dict.fromkeys((*row.outcomes, *(one.outcome or "" for one in row.assessments))),
        directions_in_words(row.directions) or (ONLY_CONTEXT if row.context else NO_CLAIM,),
        tuple(map(describe_note, row.sources)) or ((NO_SOURCE,) if row.claims else ()),
        dict.fromkeys(_shown(library, statement.claim, statement.text) for statement in row.statements),
        (str(row.claims),),
        (str(row.uncited),),
        (
            f"{named.of}: {CONTEXT_WORDS[named.role]}" if named.role else f"in combination: {named.of}"
            for named in row.context
        ),
        _documents(library, row.documents),
    )


def _claim_cells(library: Evidence, row: ClaimRow) -> tuple[Iterable[str], ...]:
    route = f" ({row.route})" if row.route else ""
    return (
        (f"{subject}{route}" for subject in row.subjects),
        row.conditions,
        (row.outcome or "",),
        (direction_label(row.direction),),
        tuple(map(describe_note, row.sources)) or (NO_SOURCE,),
        (_shown(library, row.claim, row.text),),
        (row.study or "",),
        (f"{named.therapy} ({named.role})" for named in row.context),
        row.cues,
        row.uncertain,
        (row.claim, "" if row.status == "found" else row.status),
        _documents(library, (row.document,) if row.document else ()),
    )


def _source_cells(library: Evidence, row: SourceRow) -> tuple[Iterable[str], ...]:
    verdicts = (f"{said.therapy}: {', '.join(directions_in_words(said.directions))}" for said in row.verdicts)
    design = f"{row.design}, says the page" if row.design and row.design_from == "page" else row.design or ""
    return (
        (row.reference,),
        (row.key,),
        (str(row.year or ""),),
        (design,),
        (row.level_in_words or "",),
        (INTEGRITY_WORDS.get(row.integrity or "", row.integrity or ""),),
        map(shown_text, row.cited_as),
        tuple(verdicts) or (NO_TREATMENT if row.documents else NOT_CITED,),
        (str(len(row.claims)),),
        row.uncertain,
        _documents(library, row.documents),
    )


def directions_in_words(directions: Mapping[Direction, int]) -> tuple[str, ...]:
    """Each direction with its sign, and how often if more than once.

    Example:
        >>> directions_in_words({"supports": 2, "mentioned": 1})
        ('supports (+) ×2', 'mentioned (·)')
    """
    return tuple(direction_label(d) + (f" ×{n}" if n > 1 else "") for d, n in directions.items())


def _shown(library: Evidence, name: str, text: str) -> str:
    claim = library.claims.get(name)
    return shown_statement(library, claim) if claim is not None else text


def _documents(library: Evidence, names: Iterable[str]) -> Iterable[str]:
    return (document_label(library.documents[name]) if name in library.documents else name for name in names)
