"""Where a document's citations stand in its text, and which of them cover a statement."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from evidence.document import Document
from evidence.records import Citation, Span

_NEAR = 40


class CitePoint(NamedTuple):
    """A place in ``document.text`` where something is cited, and what."""

    start: int
    end: int
    citations: tuple[str, ...]


class CitePoints:
    """All places of citation of a document, in order.

    Args:
        document: The document, whose text the places count in.
        citations: Its citations, with offsets in its source.
        listed: Spans of the reference lists, in order, not overlapping: an entry there supports nothing by itself.
    """

    def __init__(self, document: Document, citations: tuple[Citation, ...], listed: tuple[Span, ...]) -> None:
        places: dict[Span, list[str]] = {}
        blocks = [(block.start, block.end) for block in document.blocks]
        covered: list[Span] = []
        list_starts = [start for start, _ in listed]

        def is_listed(at: int) -> bool:
            index = bisect_right(list_starts, at) - 1
            return index >= 0 and at < listed[index][1]

        for citation in citations:
            own = document.to_text(citation.start, citation.end)
            marks = tuple(document.to_text(*mark) for mark in citation.marks)
            # a list without a heading of its own: the citation is all there is in its block, and marks point to it
            entry = is_listed(own[0]) or (bool(marks) and _fills_block(own, blocks))
            covered += [own, *marks]
            for place in (*(() if entry else (own,)), *marks):
                if place[0] < place[1] and not is_listed(place[0]):
                    places.setdefault(place, []).append(citation.id)
        self.covered: tuple[Span, ...] = tuple(sorted({span for span in covered if span[0] < span[1]}))
        self.points = tuple(CitePoint(*place, tuple(dict.fromkeys(ids))) for place, ids in sorted(places.items()))
        self._starts = [point.start for point in self.points]

    def within(self, start: int, end: int) -> tuple[CitePoint, ...]:
        """The places that begin in ``text[start:end]``."""
        return self.points[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _fills_block(span: Span, blocks: list[Span]) -> bool:
    index = bisect_right(blocks, (span[0], span[1] + 10**9)) - 1
    if index < 0:
        return False
    start, end = blocks[index]
    return start <= span[0] < end and (min(span[1], end) - span[0]) * 10 >= (end - start) * 9


def cover_statements(spans: list[Span], points: tuple[CitePoint, ...]) -> list[tuple[str, ...]]:
    """The citations of each statement of one sentence.

    A citation covers the sentence from its start, or from the citation before it, but no statement that ended before it with a citation of
    its own; one that stands before every verdict covers what follows; a statement behind the last citation has none.

    Args:
        spans: The statements' places, in order, without gaps of meaning.
        points: The places of citation in the sentence, in order.

    Example:
        >>> cite = CitePoint(20, 23, ("c1",))
        >>> cover_statements([(0, 10), (11, 24)], (cite,)), cover_statements([(0, 24), (25, 40)], (cite,))
        ([('c1',), ('c1',)], [('c1',), ()])
        >>> cover_statements([(5, 40)], (CitePoint(0, 4, ("c2",)),))
        [('c2',)]
    """
    if not points:
        return [()] * len(spans)
    out: list[dict[str, None]] = [{} for _ in spans]
    before = 0
    for order, point in enumerate(points):
        adjacent = order and point.start - points[order - 1].end <= 3
        if not adjacent and order:
            before = points[order - 1].end
        for index, (start, end) in enumerate(spans):
            own = point.start >= end and any(start <= other.start < end for other in points[:order])
            if (start < point.end and end > before and not own) or (index == 0 and point.end <= start):
                out[index].update(dict.fromkeys(point.citations))
    return [tuple(ids) for ids in out]


def merge_near(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in order, those that hardly have anything between them made one."""
    out: list[Span] = []
    for start, end in spans:
        if out and start - out[-1][1] <= _NEAR:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
