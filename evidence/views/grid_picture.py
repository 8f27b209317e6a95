"""A grid of marks as SVG: names down the left side, names across the top, a mark where they meet. No script, nothing fetched.

Colours are one palette for light and one for dark; a picture that follows its reader has both, one for PNG has only one, since
rasterisers know no media queries. Each mark has a shape of its own, so that no colour carries a meaning alone.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal, NamedTuple

from evidence.views.picture import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Scheme = Literal["auto", "light", "dark"]
Shape = Literal["disc", "diamond", "ring", "square", "blank"]

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff", "ink": "#1c2126", "soft": "#545d66", "line": "#dfe4e8", "band": "#f5f7f9", "open": "#8a2f62", "trouble": "#c65300", "onalarm": "#ffffff",
    "level1": "#08306b", "level2": "#08519c", "level3": "#2b7bba", "level4": "#6baed6", "level5": "#bdd7ec", "unknown": "#9aa5ae",
    "on1": "#ffffff", "on2": "#ffffff", "on3": "#ffffff", "on4": "#10161b", "on5": "#10161b", "onunknown": "#10161b",
}  # fmt: skip
"""Shades of blue from ColorBrewer's Blues (safe for the colour-blind), vermilion and purple near Okabe and Ito's."""
DARK: Mapping[str, str] = {
    "paper": "#14181c", "ink": "#e6eaee", "soft": "#a4aeb8", "line": "#2a3138", "band": "#1a2026", "open": "#eb9ac6", "trouble": "#ff9a5c", "onalarm": "#10161b",
    "level1": "#deebf7", "level2": "#9ecae1", "level3": "#6baed6", "level4": "#2b74b0", "level5": "#1c4f7c", "unknown": "#78838d",
    "on1": "#10161b", "on2": "#10161b", "on3": "#10161b", "on4": "#ffffff", "on5": "#ffffff", "onunknown": "#10161b",
}  # fmt: skip
LEVELS = ("1", "2", "3", "4", "5", "unknown")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
CELL_WIDTH, CELL_HEIGHT, LARGEST = 46, 36, 16.0
LABEL, LONGEST_LABEL, HEAD_ANGLE = 13, 280, 52
LEGEND_LINE = 26


class Mark(NamedTuple):
    """What stands in a cell: shape, shade (a member of ``LEVELS``), radius, the sign in it, a count beside it, and its words."""

    shape: Shape
    title: str
    shade: str = "unknown"
    radius: float = 9.0
    sign: str = ""
    number: str = ""
    troubled: bool = False


class Grid(NamedTuple):
    """Names of rows and columns, the marks by (row, column), the mark of an empty cell, and the legend's lines."""

    title: str
    description: str
    rows: Sequence[str]
    columns: Sequence[str]
    marks: Mapping[tuple[int, int], Mark]
    legend: Sequence[Sequence[tuple[Mark, str]]]
    empty: Mark | None = None


def grid_style(scheme: Scheme = "auto") -> str:
    """The content of the picture's ``<style>``, for a page whose policy must allow it."""
    if scheme != "auto":
        return _rules(LIGHT if scheme == "light" else DARK)
    return f"{_rules(LIGHT)}\n@media print {{ .grid-map.grid-map {{ max-width: 100%; max-height: 23cm; }} }}\n@media screen and (prefers-color-scheme: dark) {{\n{_rules(DARK)}\n}}"


def _rules(palette: Mapping[str, str]) -> str:
    c = palette
    rules = [
        f".grid-map text {{ font-family: {FONT}; font-size: {LABEL}px; fill: {c['ink']}; }}",
        f".grid-map .paper {{ fill: {c['paper']}; }}",
        f".grid-map .band {{ fill: {c['band']}; }}",
        f".grid-map .line {{ stroke: {c['line']}; stroke-width: 1; fill: none; }}",
        ".grid-map.grid-map { min-width: 0; width: auto; max-width: none; height: auto; }",
        f".grid-map .square {{ stroke: {c['soft']}; stroke-width: 1; fill: none; }}",
        f".grid-map .ring {{ stroke: {c['soft']}; stroke-width: 1.5; fill: none; stroke-dasharray: 2 2.5; }}",
        f".grid-map .diamond {{ stroke: {c['open']}; stroke-width: 2; fill: {c['paper']}; }}",
        f".grid-map .trouble {{ fill: {c['trouble']}; stroke: {c['paper']}; stroke-width: 1; }}",
        f".grid-map .alarm {{ fill: {c['onalarm']}; font-size: 10px; font-weight: 700; text-anchor: middle; }}",
        ".grid-map .two { font-size: 11px; letter-spacing: -.5px; }",
        f".grid-map .soft {{ fill: {c['soft']}; font-size: 12px; }}",
        f".grid-map .count {{ fill: {c['soft']}; font-size: 10px; }}",
        ".grid-map .sign { font-size: 14px; font-weight: 700; text-anchor: middle; }",
        f".grid-map .bare {{ fill: {c['open']}; }} .grid-map .plain {{ fill: {c['ink']}; }}",
    ]
    rules += [
        f".grid-map .l{level} {{ fill: {c[f'level{level}' if level != 'unknown' else level]}; }} .grid-map .on{level} {{ fill: {c[f'on{level}']}; }}"
        for level in LEVELS
    ]
    return "\n".join(rules)


def render_grid(grid: Grid, scheme: Scheme = "auto") -> str:
    """The grid as an SVG document with title and description; names that are too long are cut and stand in full in ``<title>``."""
    left = 24 + min(LONGEST_LABEL, max((_width(name) for name in grid.rows), default=40)) + 12
    head = 40 + 0.8 * min(LONGEST_LABEL, max((_width(name) for name in grid.columns), default=40))
    legend_width = max((sum(34 + _width(words) + 18 for _, words in line) for line in grid.legend), default=0)
    slant = 0.62 * min(LONGEST_LABEL, max((_width(name) for name in grid.columns[-3:]), default=0))
    width = max(left + CELL_WIDTH * len(grid.columns) + slant + 12, legend_width + 40, 340)
    bottom = head + CELL_HEIGHT * len(grid.rows)
    height = bottom + 20 + LEGEND_LINE * len(grid.legend) + 12
    size = f'viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" height="{_n(height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="grid-map" {size} role="img" aria-labelledby="grid-title grid-desc">',
        f'<title id="grid-title">{escape(grid.title)}</title><desc id="grid-desc">{escape(grid.description)}</desc>',
        f"<style>{grid_style(scheme)}</style>",
        f'<rect class="paper" width="{_n(width)}" height="{_n(height)}"/>',
        *_bands(grid, left, head),
        *(_head(name, left + CELL_WIDTH * (at + 0.5), head - 10) for at, name in enumerate(grid.columns)),
        *(_label(name, left - 12, head + CELL_HEIGHT * (at + 0.5)) for at, name in enumerate(grid.rows)),
    ]
    for row in range(len(grid.rows)):
        for column in range(len(grid.columns)):
            mark = grid.marks.get((row, column), grid.empty)
            if mark:
                parts.append(_mark(mark, left + CELL_WIDTH * (column + 0.5), head + CELL_HEIGHT * (row + 0.5)))
    for down, line in enumerate(grid.legend):
        x, y = 28.0, bottom + 30 + LEGEND_LINE * down
        for mark, words in line:
            parts.append(_mark(mark, x, y))
            x += 10 + max(11, mark.radius)
            parts.append(f'<text class="soft" x="{_n(x)}" y="{_n(y + 4)}">{escape(words)}</text>')
            x += _width(words) * 12 / LABEL + 34
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bands(grid: Grid, left: float, head: float) -> list[str]:
    width = CELL_WIDTH * len(grid.columns)
    bands = [
        f'<rect class="band" x="12" y="{_n(head + CELL_HEIGHT * at)}" width="{_n(left - 12 + width)}" height="{CELL_HEIGHT}"/>'
        for at in range(0, len(grid.rows), 2)
    ]
    bottom = head + CELL_HEIGHT * len(grid.rows)
    return bands + [
        f'<path class="line" d="M{_n(left + CELL_WIDTH * at)} {_n(head)}V{_n(bottom)}"/>'
        for at in range(len(grid.columns) + 1)
    ]


def _head(name: str, x: float, y: float) -> str:
    shown = fit(name, LONGEST_LABEL, LABEL)
    return f'<text x="{_n(x)}" y="{_n(y)}" transform="rotate(-{HEAD_ANGLE} {_n(x)} {_n(y)})"><title>{escape(name)}</title>{escape(shown)}</text>'


def _label(name: str, x: float, y: float) -> str:
    shown = fit(name, LONGEST_LABEL, LABEL)
    return f'<text x="{_n(x)}" y="{_n(y + 4.5)}" text-anchor="end"><title>{escape(name)}</title>{escape(shown)}</text>'


def _mark(mark: Mark, x: float, y: float) -> str:
    r = mark.radius
    sign = {"disc": f"on{mark.shade}", "diamond": "bare"}.get(mark.shape, "plain")
    if mark.shape == "disc":
        shape = f'<circle class="l{mark.shade}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'
    elif mark.shape == "diamond":
        shape = f'<path class="diamond" d="M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y)}L{_n(x)} {_n(y + r)}L{_n(x - r)} {_n(y)}Z"/>'
    elif mark.shape == "ring":
        shape = f'<circle class="ring" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'
    elif mark.shape == "blank":
        shape = ""
    else:
        shape = f'<rect class="square" x="{_n(x - 2.5)}" y="{_n(y - 2.5)}" width="5" height="5"/>'
    if mark.sign:
        size, down = (" two", 4) if len(mark.sign) > 1 else ("", 5)
        shape += f'<text class="sign {sign}{size}" x="{_n(x)}" y="{_n(y + down)}">{escape(mark.sign)}</text>'
    if mark.troubled:
        shape += _warning(x - r * 0.7 - 3, y - r * 0.7 - 3)
    if mark.number:
        shape += (
            f'<text class="count" x="{_n(x + r * 0.75 + 3)}" y="{_n(y + r * 0.75 + 6)}">{escape(mark.number)}</text>'
        )
    return f"<g><title>{escape(mark.title)}</title>{shape}</g>" if mark.title else f"<g>{shape}</g>"


def _warning(x: float, y: float) -> str:
    """A triangle with an exclamation mark at the mark's shoulder."""
    return (
        f'<path class="trouble" d="M{_n(x)} {_n(y - 7)}L{_n(x + 7)} {_n(y + 5)}L{_n(x - 7)} {_n(y + 5)}Z"/>'
        f'<text class="alarm" x="{_n(x)}" y="{_n(y + 4)}">!</text>'
    )


def _width(text: str) -> float:
    """How wide a name is drawn, at most; generous, since fonts differ."""
    low, high = 8.0, float(LONGEST_LABEL)
    if fit(text, high, LABEL) != " ".join(text.split()):
        return high
    while high - low > 4:
        middle = (low + high) / 2
        low, high = (low, middle) if fit(text, middle, LABEL) == " ".join(text.split()) else (middle, high)
    return high * 0.9  # ``fit`` judges letters wider than most fonts have them


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
