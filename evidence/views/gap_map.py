"""The evidence gap map: which therapy has a source in which condition, which is claimed without one, which is not mentioned."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from evidence.records import Record
from evidence.rows import Rows
from evidence.views.appraisal import TROUBLED
from evidence.views.table import build_table
from evidence.views.table_rows import TherapyRow
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence.records import Direction
    from evidence.views.subjects import Evidence

State = Literal["cited", "uncited", "context"]
NOT_STATED = "condition not stated"
NOT_MENTIONED = "not mentioned"
STATE_WORDS = {"cited": "cited", "uncited": "claimed without a source", "context": "named only as context"}


class MapCell(Record, frozen=True, kw_only=True):
    """A therapy in a condition that the documents speak of; a pair without a cell is not mentioned.

    ``sign`` is ``+``, ``−``, ``±`` (mixed), ``+−`` (claims contradict each other), ``·`` (no verdict) or empty (only context).
    ``level`` is the best level suggested for one of its sources that nobody retracted or doubted, ``None`` where none is known. ``troubled`` are keys of sources that
    were retracted or are under an expression of concern.
    """

    therapy: str
    condition: str
    state: State
    sign: str = ""
    directions: dict[Direction, int] = {}
    sources: tuple[str, ...] = ()
    level: int | None = None
    claims: int = 0
    uncited: int = 0
    troubled: tuple[str, ...] = ()


class GapMap(Rows, Record, frozen=True, kw_only=True):
    """Therapies (rows) by conditions (columns), those with most sources first; ``cells`` in the order of the rows."""

    therapies: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    cells: tuple[MapCell, ...] = ()

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a cell."""
        return [cell.to_dict() for cell in self.cells]

    def __repr__(self) -> str:
        return f"<GapMap: {describe_map(self)}>"

    def _repr_html_(self) -> str:
        from evidence.views.gap_map_picture import render_map_svg  # only a picture needs it
        from evidence.views.notebook import Picture

        return Picture(render_map_svg(self), f"{describe_map(self)}.")._repr_html_()


def build_map(library: Evidence) -> GapMap:
    """The gap map of a library.

    Args:
        library: Not modified. Rejected and missing claims are left out. Combinations are rows of their own.

    Example:
        >>> import evidence
        >>> page = evidence.read_text("Ice was highly effective for gout [BMJ 2001;3:4]. Colchicine was effective for gout.")
        >>> [(cell.therapy, cell.state, cell.sign) for cell in build_map(evidence.Library.of(page)).cells]
        [('ice', 'cited', '+'), ('colchicine', 'uncited', '+')]
    """
    rows: list[TherapyRow] = [row for row in build_table(library).records if isinstance(row, TherapyRow)]
    weight = Counter[str]()
    for row in rows:
        weight[row.therapy] += 10_000 * len(row.sources) + 100 * bool(row.claims) + row.claims
    width = Counter(row.condition or "" for row in rows)
    therapies = tuple(sorted(weight, key=lambda name: (-weight[name], name)))
    conditions = tuple(sorted(width, key=lambda name: (not name, -width[name], name)))
    place = {name: at for at, name in enumerate(therapies)}
    cells = sorted(map(_cell, rows), key=lambda cell: (place[cell.therapy], conditions.index(cell.condition)))
    return GapMap(therapies=therapies, conditions=conditions, cells=tuple(cells))


def _cell(row: TherapyRow) -> MapCell:
    levels = [note.level for note in row.sources if note.level and note.integrity not in TROUBLED]
    return MapCell(
        therapy=row.therapy,
        condition=row.condition or "",
        state="cited" if row.sources else "uncited" if row.claims else "context",
        sign=_sign(row.directions),
        directions=row.directions,
        sources=tuple(note.key for note in row.sources),
        level=min(levels, default=None),
        claims=row.claims,
        uncited=row.uncited,
        troubled=tuple(note.key for note in row.sources if note.integrity in TROUBLED),
    )


def _sign(directions: dict[Direction, int]) -> str:
    if "supports" in directions and "against" in directions:
        return "+−"
    if "mixed" in directions:
        return "±"
    return next(
        (sign for name, sign in (("supports", "+"), ("against", "−"), ("mentioned", "·")) if name in directions), ""
    )


def describe_map(gaps: GapMap) -> str:
    """What the map shows, in one sentence."""
    states = Counter(cell.state for cell in gaps.cells)
    empty = len(gaps.therapies) * len(gaps.conditions) - len(gaps.cells)
    return (
        f"{counted(len(gaps.therapies), 'therapy or combination', 'therapies and combinations')} by "
        f"{counted(len(gaps.conditions), 'condition')}: {states['cited']} cited, {states['uncited']} claimed without a source, "
        f"{states['context']} named only as context, {empty} not mentioned"
    )


def describe_cell(cell: MapCell) -> str:
    """A cell in words, for those who do not see it.

    Example:
        >>> describe_cell(MapCell(therapy="ice", condition="gout", state="uncited", sign="+", directions={"supports": 2}, claims=2, uncited=2))
        'ice, gout: claimed without a source; supports ×2'
    """
    words = [STATE_WORDS[cell.state] if cell.state != "cited" else f"cited, {counted(len(cell.sources), 'source')}"]
    words += [", ".join(f"{name} ×{n}" if n > 1 else name for name, n in cell.directions.items())]
    words += [f"best suggested level {cell.level}" if cell.level else ""]
    words += [f"{counted(cell.uncited, 'claim')} without a source" if cell.state == "cited" and cell.uncited else ""]
    words += [f"retracted or of concern: {', '.join(cell.troubled)}" if cell.troubled else ""]
    return f"{cell.therapy}, {cell.condition or NOT_STATED}: {'; '.join(filter(None, words))}"
