"""The gap map in lines of text: conditions are numbered across the top and named below; words and signs only, no colour needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.views.gap_map import NOT_STATED, describe_map
from evidence.wording import clip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence.views.gap_map import GapMap, MapCell

CELL = 9
LONGEST_NAME = 34
_LEGEND = "●n cited, n sources  ○ claimed without a source  ◌ only as context  – not mentioned"
_SIGNS = "+ supports  − against  ± mixed  +− contradicting  · no verdict  L suggested level  ! retracted source"


def render_map_lines(gaps: GapMap, *, width: int = 100) -> str:
    """The map as text, in several panels where the conditions do not fit side by side.

    Args:
        gaps: Not modified.
        width: Columns of the terminal.
    """
    if not gaps.cells:
        return "no rows: nothing is claimed here\n"
    longest = min(LONGEST_NAME, max(12, width // 3), max(map(_length, gaps.therapies)))
    across = max(1, (width - longest - 1) // CELL)
    cells = {(cell.therapy, cell.condition): cell for cell in gaps.cells}
    numbered = list(enumerate(gaps.conditions, 1))
    lines = [f"{describe_map(gaps)}.", ""]
    for start in range(0, len(numbered), across):
        panel = numbered[start : start + across]
        lines.append(" " * longest + "".join(f"{number:^{CELL}}" for number, _ in panel).rstrip())
        for therapy in gaps.therapies:
            marks = (_mark(cells.get((therapy, condition))) for _, condition in panel)
            row = "".join(f" {mark:<{CELL - 1}}" for mark in marks)
            lines.append(f"{_padded(therapy, longest)} {row}".rstrip())
        lines.append("")
    lines += [clip(f"{number:>3}  {name or NOT_STATED}", width) for number, name in numbered]
    return "\n".join([*lines, "", *_wrapped(_LEGEND, width), *_wrapped(_SIGNS, width)]) + "\n"


def _mark(cell: MapCell | None) -> str:
    if cell is None:
        return "–"
    if cell.state == "context":
        return "◌"
    if cell.state == "uncited":
        return f"○{cell.sign}"
    level = f"L{cell.level}" if cell.level else ""
    return f"●{len(cell.sources)}{cell.sign}{level}{'!' if cell.troubled else ''}"


def _padded(name: str, width: int) -> str:
    shown = clip(name, width + 1)
    while _length(shown) > width:
        shown = f"{shown[:-2]}…"
    return shown + " " * (width - _length(shown))


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _wrapped(legend: str, width: int) -> Iterator[str]:
    line = ""
    for part in legend.split("  "):
        if line and len(line) + 2 + len(part) > width:
            yield line
            line = ""
        line = f"{line}  {part}" if line else part
    yield line
