"""The formats of the gap map. ``FORMATS`` is the registry of names and suffixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.views.gap_map import describe_cell
from evidence.views.gap_map_picture import map_grid, render_map_page, render_png, timeline_grid
from evidence.views.grid_picture import Grid, render_grid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.views.gap_map import GapMap
    from evidence.views.subjects import Evidence

FORMATS: Mapping[str, tuple[str, ...]] = {
    "terminal": (".txt",),
    "svg": (".svg",),
    "html": (".html", ".htm"),
    "png": (".png",),
}
"""Format name → the suffixes that choose it."""


def render_map(gaps: GapMap, format_name: str = "terminal") -> str | bytes:
    """The gap map in one of ``FORMATS``.

    Raises:
        KeyError: No such format.
        MissingExtra: PNG needs a package that is not installed; the message says how to get it.
    """
    if format_name == "terminal":
        from evidence.views.gap_map_terminal import render_map_lines  # rich measures the letters

        return render_map_lines(gaps)
    return _render(map_grid(gaps), format_name, tuple(map(describe_cell, gaps.cells)))


def render_timeline(library: Evidence, format_name: str = "svg") -> str | bytes:
    """The sources by year and study design as a picture: ``svg``, ``html`` or ``png``."""
    grid = timeline_grid(library)
    return _render(grid, format_name, tuple(mark.title for _, mark in sorted(grid.marks.items())))


def _render(grid: Grid, format_name: str, facts: tuple[str, ...]) -> str | bytes:
    if format_name == "html":
        return render_map_page(grid, facts)
    if format_name == "png":
        return render_png(render_grid(grid, "light"))
    return {"svg": render_grid}[format_name](grid)
