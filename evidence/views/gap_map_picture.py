"""The gap map, and the sources by year and design, as pictures (SVG, PNG) and pages."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING

import regex

from evidence.errors import EvidenceError, MissingExtra
from evidence.views.appraisal import source_notes
from evidence.views.gap_map import NOT_MENTIONED, NOT_STATED, describe_cell, describe_map
from evidence.views.grid_picture import LARGEST, Grid, Mark, Scheme, grid_style, render_grid
from evidence.views.subjects import counting_claims
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from evidence.views.gap_map import GapMap, MapCell
    from evidence.views.subjects import Evidence

TITLE = "Evidence gap map"
TIMELINE_TITLE = "Sources by year and study design"
NO_DESIGN, NO_YEAR = "design not known", "no year"
SIGN_WORDS = {
    "+": "supports", "−": "against", "±": "mixed", "+−": "claims contradict each other", "·": "no verdict",
}  # fmt: skip
MOST_PIXELS = 24_000_000
"""What a picture viewer still opens; a very large map is drawn with fewer pixels a unit."""
MOST_YEARS = 24
"""Of more years, five go into one column."""


def map_grid(gaps: GapMap) -> Grid:
    """The gap map as a grid of marks: discs are cited, diamonds are claims without a source, small squares are not mentioned."""
    rows, columns = ({name: at for at, name in enumerate(names)} for names in (gaps.therapies, gaps.conditions))
    marks = {(rows[cell.therapy], columns[cell.condition]): _mark(cell) for cell in gaps.cells}
    states = {cell.state for cell in gaps.cells}
    troubled = any(cell.troubled for cell in gaps.cells)
    levels = sorted({cell.level for cell in gaps.cells if cell.level})
    unknown = any(cell.state == "cited" and cell.level is None for cell in gaps.cells)
    shapes = [
        (Mark("disc", "", shade="3" if levels else "unknown"), "cited; larger with more sources"),
        (Mark("diamond", ""), "claimed without a source"),
        (Mark("square", ""), NOT_MENTIONED),
        *([(Mark("ring", "", radius=5), "named only as context")] if "context" in states else []),
        *([(Mark("disc", "", troubled=True), "a source is retracted or of concern")] if troubled else []),
    ]
    said = {cell.sign for cell in gaps.cells}
    signs = [(Mark("blank", "", sign=sign), words) for sign, words in SIGN_WORDS.items() if sign in said]
    shades = [
        *((Mark("disc", "", shade=str(level)), f"level {level}") for level in levels),
        *([(Mark("disc", ""), "level not known")] if unknown else []),
    ]
    return Grid(
        title=TITLE,
        description=describe_map(gaps),
        rows=gaps.therapies,
        columns=tuple(name or NOT_STATED for name in gaps.conditions),
        marks=marks,
        legend=tuple(filter(None, (shapes, signs, shades))) if gaps.cells else (),
        empty=Mark("square", ""),
    )


def _mark(cell: MapCell) -> Mark:
    title = describe_cell(cell)
    if cell.state == "context":
        return Mark("ring", title, radius=5)
    if cell.state == "uncited":
        return Mark("diamond", title, sign=cell.sign, radius=11)
    number = len(cell.sources)
    return Mark(
        "disc",
        title,
        shade=str(cell.level or "unknown"),
        radius=min(LARGEST, 9 + 2.6 * sqrt(number - 1)),
        sign=cell.sign,
        number=str(number) if number > 1 else "",
        troubled=bool(cell.troubled),
    )


def timeline_grid(library: Evidence) -> Grid:
    """Sources by study design (rows) and year (columns); a disc is larger where there are more."""
    notes = source_notes(library, counting_claims(library), library.sources)
    years = sorted({note.year for note in notes if note.year})
    wide = bool(years) and years[-1] - years[0] >= MOST_YEARS
    step = 5 if wide and years[-1] - years[0] < MOST_YEARS * 5 else 10 if wide else 1
    columns = [
        _span(year, step) for year in range(years[0] // step * step, years[-1] + 1, step)] if years and years[-1] - years[0] < 600 else [
        str(year) for year in years[:MOST_YEARS]
    ]  # fmt: skip
    counts = Counter((note.design or NO_DESIGN, _column(note.year, step, columns)) for note in notes)
    columns += [NO_YEAR] if any(column == NO_YEAR for _, column in counts) else []
    designs = Counter(note.design or NO_DESIGN for note in notes)
    rows = sorted(designs, key=lambda name: (name == NO_DESIGN, -designs[name], name))
    marks = {
        (rows.index(design), columns.index(column)): Mark(
            "disc", f"{design}, {column}: {counted(number, 'source')}", shade="unknown" if design == NO_DESIGN else "3",
            radius=min(LARGEST, 6 + 3 * sqrt(number)), sign=str(number),
        )
        for (design, column), number in counts.items()
    }  # fmt: skip
    return Grid(
        title=TIMELINE_TITLE,
        description=f"{counted(len(notes), 'source')} by year of publication and study design",
        rows=rows,
        columns=columns,
        marks=marks,
        legend=(),
    )


def _span(year: int, step: int) -> str:
    return str(year) if step == 1 else f"{year}–{year + step - 1}"


def _column(year: int | None, step: int, columns: list[str]) -> str:
    name = _span(year // step * step, step) if year else NO_YEAR
    return name if name in columns else NO_YEAR


def render_map_svg(gaps: GapMap, scheme: Scheme = "auto") -> str:
    """The gap map as SVG that follows its reader's light or dark."""
    return render_grid(map_grid(gaps), scheme)


def render_map_page(grid: Grid, facts: tuple[str, ...] = ()) -> str:
    """A picture as a complete HTML page, with the same facts as a list for those who do not see it."""
    from markupsafe import Markup

    from evidence.views.page import render_page  # jinja2 is needed for pages only

    return render_page(
        "map.html",
        title=grid.title,
        styles=(grid_style(),),
        picture=Markup(render_grid(grid)),
        lead=f"{clean(grid.description)}.",
        facts=facts,
        wide=len(grid.columns),
    )


def render_png(svg: str, zoom: float = 2.0) -> bytes:
    """A picture as PNG.

    Args:
        svg: In one scheme: media queries are not known here.
        zoom: Pixels a unit, fewer where the picture would be too large to open.

    Raises:
        MissingExtra: resvg-py is not installed.
        EvidenceError: The machine has no font, so that the names would be missing from the picture.
    """
    try:
        from resvg_py import svg_to_bytes  # an extra: one wheel, no system library
    except ImportError as missing:
        raise MissingExtra("a picture as PNG", "plots") from missing
    probe = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    with_letter = probe.format('<text x="2" y="15" font-size="14" font-family="sans-serif">A</text>')
    if bytes(svg_to_bytes(svg_string=with_letter)) == bytes(svg_to_bytes(svg_string=probe.format(""))):
        raise EvidenceError(
            "no font is installed here, so the picture would have no names; install one (Debian: fonts-dejavu-core)"
        )
    width, height = map(float, regex.findall(r' (?:width|height)="([0-9.]+)"', svg[:600])[:2])
    fits = sqrt(MOST_PIXELS / (width * height))
    return bytes(svg_to_bytes(svg_string=svg, zoom=min(zoom, fits)))
