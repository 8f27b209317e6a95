"""Where in a document's text its claims and citations stand, with the ids that the report's links lead to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence.document import Block, Document
    from evidence.library.records import DocumentRecord, LibraryClaim
    from evidence.records import Span


class Statement(NamedTuple):
    """Claims that stand at the same place; ``span`` is in ``Document.text``."""

    anchor: str
    span: Span
    claims: tuple[LibraryClaim, ...]


class CitedPlace(NamedTuple):
    """Works that are cited at the same place, by key."""

    anchor: str
    span: Span
    keys: tuple[str, ...]


class MarkedDocument(NamedTuple):
    """A document with what is marked in it, in reading order; ``document`` is ``None`` where its text is not at hand.

    ``pieces`` are the spans of its blocks, or of the cells of its table rows, and ``first_piece`` the number of each block's first.
    """

    record: DocumentRecord
    document: Document | None = None
    statements: tuple[Statement, ...] = ()
    cited: tuple[CitedPlace, ...] = ()
    pieces: tuple[Span, ...] = ()
    first_piece: tuple[int, ...] = ()


def mark_documents(
    records: Iterable[DocumentRecord], claims: Iterable[LibraryClaim], documents: Iterable[Document]
) -> tuple[MarkedDocument, ...]:
    """Each document of a library with the places of its claims and citations.

    Args:
        records: The library's documents.
        claims: Those that count.
        documents: What can be shown; told by content, so that a page edited since it was read is never marked at wrong places.
    """
    by_content = {document.sha256: document for document in documents}
    theirs: dict[str, list[LibraryClaim]] = {}
    for claim in claims:
        theirs.setdefault(claim.document, []).append(claim)
    marked: list[MarkedDocument] = []
    statements, places = 0, 0
    for record in records:
        document = by_content.get(record.sha256)
        if document is None:
            marked.append(MarkedDocument(record))
            continue
        pieces, first_piece = cut_pieces(document.blocks)
        found = tuple(_statements(document, pieces, theirs.get(record.id, ()), statements))
        cited = tuple(_cited(document, pieces, record, places))
        statements, places = statements + len(found), places + len(cited)
        marked.append(MarkedDocument(record, document, found, cited, pieces, first_piece))
    return tuple(marked)


def claim_anchors(marked: Iterable[MarkedDocument]) -> dict[str, str]:
    """Claim id → id of its place in the page; without those whose document is not shown."""
    return {claim.id: place.anchor for one in marked for place in one.statements for claim in place.claims}


def citation_anchors(marked: Iterable[MarkedDocument]) -> Mapping[str, tuple[str, ...]]:
    """Citation key → ids of the places that cite it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in marked:
        for place in one.cited:
            for key in place.keys:
                found[key] = (*found.get(key, ()), place.anchor)
    return found


def touched(pieces: Sequence[Span], span: Span) -> range:
    """Numbers of the pieces that a span has characters in.

    Example:
        >>> touched(((0, 5), (6, 9), (12, 20)), (7, 13)), touched(((0, 5), (12, 20)), (6, 9))
        (range(1, 3), range(1, 1))
    """
    first = bisect_right(pieces, span[0], key=lambda piece: piece[1])
    return range(first, max(first, bisect_left(pieces, span[1], key=lambda piece: piece[0])))


def cut_pieces(blocks: Iterable[Block]) -> tuple[tuple[Span, ...], tuple[int, ...]]:
    """The spans of blocks, or of the cells of table rows, and the number of each block's first."""
    pieces: list[Span] = []
    first: list[int] = []
    for block in blocks:
        first.append(len(pieces))
        pieces.extend(block.cells or ((block.start, block.end),))
    return tuple(pieces), tuple(first)


def _shown(document: Document, pieces: Sequence[Span], span: Span) -> Span | None:
    """The span in the text, if anything of it is shown."""
    if not 0 <= span[0] < span[1] <= len(document.source):
        return None
    start, end = document.to_text(*span)
    return (start, end) if start < end and len(touched(pieces, (start, end))) else None


def _statements(
    document: Document, pieces: Sequence[Span], claims: Iterable[LibraryClaim], before: int
) -> Iterable[Statement]:
    by_span: dict[Span, list[LibraryClaim]] = {}
    for claim in claims:
        if span := _shown(document, pieces, (claim.place.start, claim.place.end)):
            by_span.setdefault(span, []).append(claim)
    for number, span in enumerate(sorted(by_span), before + 1):
        yield Statement(f"claim-{number}", span, tuple(by_span[span]))


def _cited(document: Document, pieces: Sequence[Span], record: DocumentRecord, before: int) -> Iterable[CitedPlace]:
    by_span: dict[Span, list[str]] = {}
    for citation in record.citations:
        for place in ((citation.start, citation.end), *citation.marks):
            if span := _shown(document, pieces, place):
                by_span.setdefault(span, []).append(citation.source)
    covered = 0
    number = before
    for span in sorted(by_span, key=lambda span: (span[0], -span[1])):
        if span[0] >= covered:  # a link holds no link
            number += 1
            yield CitedPlace(f"cited-{number}", span, tuple(dict.fromkeys(by_span[span])))
            covered = span[1]
