"""A document as prose with a way back to its file.

Readers (``evidence.reading``) turn a file into a ``Document``: ``source`` is the file decoded, untouched; ``text`` is what a person
reads, without markup, cut into blocks (heading, paragraph, list item, table row). Everything is looked for in ``text``; what
is found is reported in offsets of ``source``. ``segments`` is the map between the two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from hashlib import sha256
from typing import Literal, NamedTuple

from evidence.records import Span

BlockKind = Literal["heading", "paragraph", "item", "row"]
Format = Literal["text", "markdown", "html", "docx", "pdf"]


class Segment(NamedTuple):
    """A run of text: ``text[text_start:text_start+length]`` stands at ``source[source_start:source_end]``.

    A copied run has ``source_end - source_start == length`` and is mapped character by character; any other (an entity, a
    character that stands for markup) is mapped as a whole.
    """

    text_start: int
    length: int
    source_start: int
    source_end: int


class Block(NamedTuple):
    """A piece of a document, ``document.text[start:end]``.

    Attributes:
        kind: heading, paragraph, list item or table row.
        start: First character, after a bullet or number.
        end: One past the last character.
        level: Depth of a heading (1 is the title's) or of a list item; 0 otherwise.
        marker: Bullet or number of a list item as written or counted (``"•"``, ``"3"``); else empty.
        cells: Spans of a table row's cells, in ``text``.
        header: The words of the table's header row, one a cell; empty for other blocks and for the header row itself.
        is_header: The row is a table's header row.
        boilerplate: Navigation, footer, disclaimer, byline: yields no claims.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: str = ""
    cells: tuple[Span, ...] = ()
    header: tuple[str, ...] = ()
    is_header: bool = False
    boilerplate: bool = False


class Document:
    """Prose with offsets into the file it came from; treat as immutable.

    Args:
        name: File name, or ``-`` for standard input.
        source: The file decoded, with its line ends and a BOM if it has one.
        text: What a person reads.
        segments: Map from ``text`` to ``source``, in order, covering every character of ``text``; none means ``text == source``.
        blocks: In reading order, not overlapping.
        path: The file it was read from, as the user named it; ``None`` for standard input and strings.

    Example:
        >>> document = Document(name="-", source="<b>Sirolimus</b> &amp; rest", text="Sirolimus & rest",
        ...     segments=(Segment(0, 9, 3, 12), Segment(9, 1, 16, 17), Segment(10, 1, 17, 22), Segment(11, 5, 22, 27)))
        >>> document.to_source(0, 9), document.to_source(10, 11), document.to_text(16, 22)
        ((3, 12), (17, 22), (9, 11))
    """

    def __init__(
        self,
        *,
        name: str,
        source: str,
        text: str,
        segments: tuple[Segment, ...] = (),
        blocks: tuple[Block, ...] = (),
        format: Format = "text",  # noqa: A002  the word that interface and users have for it
        encoding: str = "utf-8",
        digest: str | None = None,
        title: str | None = None,
        path: str | None = None,
    ) -> None:
        self.name, self.source, self.text, self.blocks = name, source, text, blocks
        self.segments = segments or (Segment(0, len(text), 0, len(source)),)
        self.format: Format = format
        self.encoding = encoding
        self.sha256 = digest or sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
        self.title, self.path = title, path

    @cached_property
    def _text_starts(self) -> list[int]:
        return [segment.text_start for segment in self.segments]

    @cached_property
    def _source_starts(self) -> list[int]:
        return [segment.source_start for segment in self.segments]

    def to_source(self, start: int, end: int) -> Span:
        """The span of ``source`` that holds ``text[start:end]``; markup in between is included, around it is not."""
        if start >= end:
            point = self._point(start)
            return point, point
        starts = self._text_starts
        text_start, length, source_start, source_end = self.segments[bisect_right(starts, start) - 1]
        copied = source_end - source_start == length
        begin = source_start + (start - text_start if copied else 0)
        if end - text_start > length:
            text_start, length, source_start, source_end = self.segments[bisect_right(starts, end - 1) - 1]
            copied = source_end - source_start == length
        return begin, source_start + (end - text_start) if copied else source_end

    def _point(self, at: int) -> int:
        segment = self.segments[max(0, bisect_right(self._text_starts, at) - 1)]
        return min(segment.source_start + at - segment.text_start, segment.source_end)

    def to_text(self, start: int, end: int) -> Span:
        """The span of ``text`` that ``source[start:end]`` shows; empty if it shows nothing."""
        first = bisect_right(self._source_starts, start) - 1
        if first < 0:
            begin = 0
        else:
            segment = self.segments[first]
            inside = start < segment.source_end or first + 1 == len(self.segments)
            begin = self._shown(segment, start) if inside else self.segments[first + 1].text_start
        last = bisect_left(self._source_starts, end) - 1
        return begin, max(begin, self._shown(self.segments[last], end)) if last >= 0 else begin

    @staticmethod
    def _shown(segment: Segment, at: int) -> int:
        if at >= segment.source_end:
            return segment.text_start + segment.length
        copied = segment.source_end - segment.source_start == segment.length
        return segment.text_start + (at - segment.source_start if copied else 0)

    def line_column(self, at: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset in ``source`` (``\\r\\n``, ``\\n`` and ``\\r`` end lines)."""
        before = self.source[:at].replace("\r\n", "\n").replace("\r", "\n")
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    def __repr__(self) -> str:
        return f"<Document {self.name!r}: {self.format}, {len(self.source):,} characters, {len(self.blocks)} blocks>"

    def _repr_html_(self) -> str:
        from evidence.views.marked_text import document_html  # only a notebook needs it

        return document_html(self)
