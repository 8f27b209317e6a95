"""Prose put together from pieces of a source, with the way back kept: what the HTML and Markdown readers share."""

from __future__ import annotations

import re

from evidence.document import Block, BlockKind, Document, Format, Segment
from evidence.reading.boilerplate import is_boilerplate_text
from evidence.reading.markers import find_marker
from evidence.records import Span

_RUN = re.compile(r" {2,}")
_BLANKS = str.maketrans("\t\r\n\f\v", "     ")
_SUPERSCRIPT = str.maketrans("0123456789-–−\t\r\n\f\v", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻     ")
_DEEPEST_LIST = 40
"""Levels; what is nested deeper counts as this deep, since each item is read with all those above it."""
_LONGEST_BOLD_HEADING = 80


class DocumentBuilder:
    """Collects text, block by block; used by one reader for one document, then thrown away.

    ``text`` adds what a person sees; ``end_block`` closes a paragraph, item, heading or line. White space is collapsed as a
    browser does it. ``heading``, ``boilerplate`` and ``bold`` are set by the reader as it goes.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.heading = 0
        self.boilerplate = False
        self.bold = False
        self.superscript = False
        self.title: str | None = None
        self._title_level = 0
        self._pieces: list[str] = []
        self._length = 0
        self._segments: list[Segment] = []
        self._blocks: list[Block] = []
        self._start = 0
        self._bold_letters = 0
        self._items: list[str] = []
        self._marker: str | None = None
        self._cells: list[Span] | None = None
        self._cell_start = 0
        self._in_cell = False
        self._gap_at: int | None = None
        self._header: tuple[str, ...] = ()

    # text ---------------------------------------------------------------------------------------------------------------

    def text(self, value: str, start: int, end: int) -> None:
        """Add ``value``, seen at ``source[start:end]``; of the same length it is mapped character by character."""
        copied = len(value) == end - start
        if copied:
            value = value.translate(_SUPERSCRIPT if self.superscript and "[" not in value else _BLANKS)
        if self.bold:
            self._bold_letters += _count_letters(value)
        if not copied or "  " not in value:
            if value:
                self._append_spaced(value, start, end)
            return
        at = 0
        for run in _RUN.finditer(value):
            self._append_spaced(value[at : run.start() + 1], start + at, start + run.start() + 1)
            at = run.end()
        if at < len(value):
            self._append_spaced(value[at:], start + at, end)

    def _append_spaced(self, piece: str, start: int, end: int) -> None:
        """Append a piece without runs of spaces, and without its first space where one would be too many."""
        if self._gap_at is not None:
            gap, self._gap_at = self._gap_at, None
            if self._in_cell and piece[0] != " ":
                self._append_spaced(" ", gap, gap)
        if piece[0] == " " and not (self._length > self._here and self._pieces[-1][-1] not in " \n\t"):
            start, piece = start + (end - start == len(piece)), piece[1:]
        if piece:
            self._append(piece, start, end)

    @property
    def _here(self) -> int:
        return self._start if self._cells is None else self._cell_start

    def _append(self, piece: str, start: int, end: int) -> None:
        length = len(piece)
        if self._segments and end - start == length:
            last = self._segments[-1]
            if last.source_end == start and last.source_end - last.source_start == last.length:
                self._segments[-1] = Segment(last.text_start, last.length + length, last.source_start, end)
                self._pieces.append(piece)
                self._length += length
                return
        self._segments.append(Segment(self._length, length, start, end))
        self._pieces.append(piece)
        self._length += length

    def _separator(self, character: str, at: int) -> None:
        self._segments.append(Segment(self._length, 1, at, at))
        self._pieces.append(character)
        self._length += 1

    # blocks -------------------------------------------------------------------------------------------------------------

    def begin_item(self, marker: str, level: int) -> None:
        """The next block is a list item; further blocks before ``end_item`` belong to it."""
        level = min(level, _DEEPEST_LIST)
        del self._items[max(0, level - 1) :]
        self._items.extend([marker] * (level - len(self._items)))
        self._marker = marker

    def end_item(self) -> None:
        """The innermost list item ends."""
        if self._items:
            self._items.pop()
        self._marker = None

    def end_block(self, at: int) -> None:
        """Close the block that is open, if it has text; ``at`` is the place in the source."""
        if self._cells is not None:
            self._gap_at = at
            return
        text = "".join(self._pieces[self._first_piece() :])
        shown = text.strip()
        if shown:
            start = self._start + len(text) - len(text.lstrip())
            self._blocks.append(self._block(shown, start))
            self._separator("\n", at)
        self._start = self._length
        self._bold_letters = 0

    def _first_piece(self) -> int:
        # pieces are appended and never removed, so the open block's are the last ones
        total, index = 0, len(self._pieces)
        while index and total < self._length - self._start:
            index -= 1
            total += len(self._pieces[index])
        return index

    def _block(self, shown: str, start: int) -> Block:
        end = start + len(shown)
        bold = (
            0 < self._bold_letters == _count_letters(shown)
            and len(shown) <= _LONGEST_BOLD_HEADING
            and not shown.endswith((".", ";", ","))
        )
        level = self.heading or (4 if bold and not self._items else 0)
        boilerplate = self.boilerplate or (not level and is_boilerplate_text(shown))
        if level and not self.boilerplate and (self.title is None or (level == 1 and self._title_level > 1)):
            self.title, self._title_level = shown, level
        kind: BlockKind = "heading" if level else "item" if self._items else "paragraph"
        marker = ""
        if kind == "item" and self._marker is not None:
            marker, self._marker = self._marker, None
        elif kind != "heading" and (written := find_marker(shown)):
            kind, marker = "item", written.marker
            start += written.length
        return Block(
            kind, start, end, level or len(self._items) or int(kind == "item"), marker, boilerplate=boilerplate
        )

    # tables -------------------------------------------------------------------------------------------------------------

    def begin_table(self, at: int) -> None:
        """A table starts: its header is not known yet."""
        self.end_block(at)
        self._header = ()

    def begin_row(self, at: int) -> None:
        """A row starts; text goes to its cells."""
        self.end_row(at)
        self._cells = None
        self.end_block(at)
        self._cells = []
        self._cell_start = self._length

    def begin_cell(self, at: int) -> None:
        """A cell starts; cells are divided by a tab."""
        if self._cells is None:
            self.begin_row(at)
        if self._length > self._start:
            self._separator("\t", at)
        self._cell_start = self._length
        self._in_cell = True
        self._gap_at = None

    def end_cell_if_open(self) -> None:
        """A cell ends, if one is open."""
        if self._cells is not None and self._in_cell:
            self._in_cell = False
            end = self._length
            if end > self._cell_start and self._pieces[-1] == " ":
                end -= 1
            self._cells.append((self._cell_start, end))
            self._cell_start = self._length

    def end_row(self, at: int, *, header: bool = False) -> None:
        """The row ends and becomes a block, unless it is empty."""
        if self._cells is None:
            return
        self.end_cell_if_open()
        cells, self._cells = tuple(self._cells), None
        text = "".join(self._pieces[self._first_piece() :])
        words = tuple(text[a - self._start : b - self._start] for a, b in cells)
        if cells and any(word.strip() for word in words):
            if header:
                self._header = words
            self._blocks.append(
                Block(
                    "row",
                    cells[0][0],
                    cells[-1][1],
                    0,
                    "",
                    cells,
                    () if header else self._header,
                    header,
                    self.boilerplate,
                )
            )
            self._separator("\n", at)
        self._start = self._length
        self._bold_letters = 0

    # result -------------------------------------------------------------------------------------------------------------

    def build(self, *, name: str, format: Format, encoding: str, digest: str | None) -> Document:  # noqa: A002
        """The document, when everything was added."""
        self.end_row(len(self.source))
        self.end_block(len(self.source))
        return Document(
            name=name, source=self.source, text="".join(self._pieces), segments=tuple(self._segments),
            blocks=tuple(self._blocks), format=format, encoding=encoding, digest=digest, title=self.title,
        )  # fmt: skip


def _count_letters(text: str) -> int:
    """How many of its characters are no white space."""
    return sum(map(len, text.split()))
