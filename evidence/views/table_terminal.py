"""The evidence table on a terminal: fitted to its width, colour only as a second sign.

Where all columns fit they stand side by side. Else what is the same in every row is said once above the table, rows are grouped under
their condition or statement, what is wide and seldom needed goes on lines of its own under the row, and if words still do not fit each
row becomes a block of lines. Statements by therapy are left to the other formats there: they would bury the table.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from evidence.views.table_cells import NUMBERS
from evidence.wording import clip

if TYPE_CHECKING:
    from rich.text import Text

    from evidence.views.table import Table

BETWEEN = "  "
LONGEST_WORD = 22
"""A longer word is broken before it widens its column."""
LONGEST_TEXT = 20_000
"""What nobody reads on a terminal is cut there, with an ellipsis; other formats have it whole."""
_GROUPED = {"therapy": "Condition", "claim": "Statement", "source": ""}
_BELOW = {
    "therapy": ("Documents", "Outcome", "Context", "Claims"),
    "claim": ("Cue words", "Uncertain", "Context", "Study", "Outcome", "Document", "Claim", "Condition"),
    "source": ("Documents", "Uncertain", "Cited as", "Integrity", "Level", "Design", "Year"),
}
"""What goes on lines under the row where not all columns fit, first what is needed least."""
_LEFT_OUT = {"therapy": ("Statement",), "claim": (), "source": ()}
_LONGEST_KEY = 44
_STYLES = {
    "supports (": "green", "against (": "red", "mixed (": "yellow", "no source": "bold magenta", "only as context": "dim",
}  # fmt: skip

_KEY = re.compile(r"(?:\[[^\[\]\s]+\]|\A[\w-]+-[0-9][\w-]*)\Z")
"""A citation key at the end of a text, or a key alone: never broken at its hyphens while a line can hold it."""
_WORD, _PIECE = re.compile(r"\s+|\S+ ?"), re.compile(r"\s+|[^\s-]*-+ ?|[^\s-]+ ?")

Cell = tuple[str, ...]


class Layout(NamedTuple):
    """Which columns stand side by side and how wide; the rest is said above or as headings."""

    columns: tuple[int, ...]
    widths: tuple[int, ...]
    group: int | None
    same: tuple[int, ...]
    below: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()


def render_table_lines(table: Table, *, width: int | None = None, colour: bool = False) -> str:
    """The table as lines of text.

    Args:
        table: Not modified; its texts hold no control codes.
        width: Columns of the terminal; the terminal's own if not given (100 where there is none).
        colour: Add ANSI colours. The words and signs say the same without.
    """
    from rich.console import Console

    width = max(20, width or shutil.get_terminal_size((100, 24)).columns)
    if not table.rows:
        return "no rows: nothing is claimed here\n"
    table = table.with_marks()
    layout = _lay_out(table, width)
    rows = _grid_lines(table, layout) if layout.widths else _block_lines(table, layout, width)
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, color_system="standard" if colour else None,
        legacy_windows=False,
    )  # fmt: skip
    for line in (*_shared_lines(table, layout, width), *rows, *_lines_below(table, width)):
        line.rstrip()
        console.print(line, soft_wrap=True, highlight=False)
    return out.getvalue()


def _lay_out(table: Table, width: int) -> Layout:
    """All columns if they fit; else without those that say the same everywhere or stand as headings; else blocks."""
    everything = tuple(range(len(table.columns)))
    if widths := _share(table, everything, width, wrap=False):
        return Layout(everything, widths, None, ())
    same = tuple(at for at in everything[1:] if len(table.rows) > 1 and len({row[at] for row in table.rows}) == 1)
    group: int | None = None
    left_out: tuple[int, ...] = ()
    seldom_needed = _BELOW[table.by]
    if table.titles:  # who chose the columns wants all of them in their order, the empty ones too
        same = tuple(at for at in same if table.rows[0][at])
        seldom_needed = (*seldom_needed, "Statement")
    else:
        name = _GROUPED[table.by]
        group = table.columns.index(name) if name and table.columns.index(name) not in same else None
        left_out = tuple(table.columns.index(name) for name in _LEFT_OUT[table.by] if name in table.columns)
    movable = [table.columns.index(name) for name in seldom_needed if name in table.columns[1:]]
    movable = [at for at in movable if at not in same and at != group]
    below: tuple[int, ...] = ()
    for number in range(len(movable) + 1):
        below = tuple(sorted(movable[:number]))
        kept = tuple(at for at in everything if at not in same and at != group and at not in below + left_out)
        if widths := _share(table, kept, width, wrap=True):
            return Layout(kept, widths, group, same, below, left_out)
    return Layout(everything, (), group, same, (), left_out)


def _share(table: Table, columns: Sequence[int], width: int, *, wrap: bool) -> tuple[int, ...]:
    """Widths that fit: each column its longest word, the rest shared by need; none if not even the words fit."""
    room = width - len(BETWEEN) * (len(columns) - 1)
    texts = [[*table.heads[at].split(), *(text for row in table.rows for text in row[at])] for at in columns]
    whole = [
        max(map(_length, (table.heads[at], *column)), default=0) for at, column in zip(columns, texts, strict=True)
    ]
    if sum(whole) <= room:
        return tuple(whole)
    words = [max(map(_unbroken, column), default=0) for column in texts]
    if not wrap or sum(words) > room:
        return ()
    cap = 1
    while sum(max(least, min(wanted, cap)) for least, wanted in zip(words, whole, strict=True)) <= room:
        cap += 1
    return tuple(max(least, min(wanted, cap - 1)) for least, wanted in zip(words, whole, strict=True))


def _unbroken(text: str) -> int:
    """How wide a column must be so that no word, direction or citation key of the text is broken; longer ones are broken anyway."""
    if text.startswith(tuple(_STYLES)):
        return min(LONGEST_WORD, _length(text))
    key = _KEY.search(text)
    if key and _length(key[0]) <= _LONGEST_KEY:
        return max(_length(key[0]) + 1, _unbroken(text[: key.start()]))  # one for the indent of lines that go on
    return min(LONGEST_WORD, max(map(_length, text.replace("-", "- ").split()), default=0))


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _shared_lines(table: Table, layout: Layout, width: int) -> Iterable[Text]:
    """What is the same in every row, once; columns that are empty throughout are not worth a line."""
    for at in layout.same:
        text = "; ".join(table.rows[0][at])
        if text and text != "0":
            yield from (_text(line, "dim") for line in _wrap(f"{table.heads[at]}: {text}", width))
    if layout.same:
        yield _text("")


def _lines_below(table: Table, width: int) -> Iterable[Text]:
    """Footnotes, and who filled in what."""
    for number, text in enumerate(table.footnotes, 1):
        yield from (_text(line) for line in _wrap(f"{number}. {text}", width, "   "))
    if table.closing:
        yield from (_text(line, "dim") for line in _wrap(table.closing, width))


def _grid_lines(table: Table, layout: Layout) -> Iterable[Text]:
    total = sum(layout.widths) + len(BETWEEN) * (len(layout.widths) - 1)
    yield from _row_lines([(table.heads[at],) for at in layout.columns], layout, table, "bold")
    yield _text("─" * total, "dim")
    for heading, rows in groupby(table.rows, key=lambda row: row[layout.group] if layout.group is not None else None):
        if heading is not None:
            for line in _wrap("; ".join(heading) or "condition not stated", total):
                yield _text(line, "bold cyan")
        for row in rows:
            yield from _row_lines([row[at] for at in layout.columns], layout, table, "")
            for at in layout.below:
                if row[at] and row[at] not in (("0",), ("1",)):  # a single claim is the rule; its direction says it
                    said = f"  {table.heads[at]}: {'; '.join(row[at])}"
                    yield from (_text(line, "dim") for line in _wrap(said, total, "    "))
        if heading is not None:
            yield _text("")
    if layout.group is None:
        yield _text("─" * total, "dim")
    if layout.left_out:
        yield from (
            _text(line, "dim") for line in _wrap("Statements: evidence table --by claim, or any other --format.", total)
        )


def _row_lines(cells: Sequence[Cell], layout: Layout, table: Table, style: str) -> Iterable[Text]:
    wrapped = [
        [
            (line, style or _style(text))
            for text in cell
            for line in _wrap(text, width, " " if len(cell) > 1 and _unbroken(text) <= width else "")
        ]
        for cell, width in zip(cells, layout.widths, strict=True)
    ]
    for number in range(max(map(len, wrapped), default=0)):
        out = _text("")
        for at, (lines, width) in enumerate(zip(wrapped, layout.widths, strict=True)):
            line, colour = lines[number] if number < len(lines) else ("", "")
            gap = " " * max(0, width - _length(line))
            right = table.columns[layout.columns[at]] in NUMBERS
            out.append(BETWEEN if at else "").append(gap if right else "").append(line, colour).append(
                "" if right else gap
            )
        yield out


def _block_lines(table: Table, layout: Layout, width: int) -> Iterable[Text]:
    """Each row as a heading and indented lines; empty cells are left out."""
    for row in table.rows:
        yield from (_text(line, "bold") for line in _wrap("; ".join(row[0]), width))
        for at, (name, cell) in enumerate(zip(table.heads, row, strict=True)):
            if not at or not cell or at in layout.same + layout.left_out:
                continue
            if len(cell) > 1:
                yield _text(f"  {name}:")
            for text in cell:
                lead = "    " if len(cell) > 1 else f"  {name}: "
                yield from (_text(line, _style(text)) for line in _wrap(lead + text, width, "      "))
        yield _text("")


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most ``width`` cells, broken at spaces and after hyphens, and inside a word only if it has no other place."""
    if _length(text) <= width:
        return [text]
    lines, line = [], ""
    for word in _WORD.findall(clip(text, LONGEST_TEXT)):
        fits = _length(word.rstrip()) <= width - len(indent)
        for piece in [word] if fits else _PIECE.findall(word):
            rest = piece
            while _length(line) + _length(rest.rstrip()) > width:
                if line.strip():
                    lines.append(line.rstrip())
                elif not line or line == indent:
                    kept = _fitting(rest, width - _length(line))
                    lines.append(line + rest[:kept])
                    rest = rest[kept:]
                line = indent if lines else ""
            line += rest
    return [*lines, line.rstrip()] if line.strip() else lines


def _fitting(text: str, room: int) -> int:
    """How many letters of the text fit into ``room`` cells; one at least."""
    used = 0
    for at, letter in enumerate(text):
        used += _length(letter)
        if used > room:
            return max(1, at)
    return len(text)


def _style(text: str) -> str:
    return next((style for beginning, style in _STYLES.items() if text.startswith(beginning)), "")


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style)
