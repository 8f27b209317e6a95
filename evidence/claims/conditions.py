"""Which conditions a document and its claims are about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from evidence.document import Document
from evidence.records import Span

_TOLD_BY_TITLES = 2
"""So often the titles of cited works must name a condition that the text never names."""


def find_document_conditions(document: Document, named: Iterable[tuple[int, int, str]]) -> tuple[str, ...]:
    """The conditions that a document is about: those of its title, else the one that its text names more often than any other.

    Args:
        document: Prose with its blocks.
        named: The conditions that its text names outside of citations: start, end, name.

    Returns:
        Canonical names; empty if none is named.

    Example:
        >>> from evidence.reading import text_document
        >>> page = text_document("By A. Lee\\n\\nGout is an arthritis caused by crystals.")
        >>> find_document_conditions(page, [(11, 15, "gout"), (22, 31, "arthritis"), (40, 44, "gout")])
        ('gout',)
        >>> find_document_conditions(page, [(11, 15, "gout"), (22, 31, "arthritis")])
        ()
        >>> find_document_conditions(text_document("# Gout and arthritis\\n\\nIce helps.", name="a.md"), ())
        ('gout', 'arthritis')
    """
    from evidence.therapies import find_conditions

    places = [document.title or ""]
    places += [
        document.text[b.start : b.end]
        for b in document.blocks
        if b.kind == "heading" and b.level == 1 and not b.boilerplate
    ][:1]
    for place in (*places, *map(str.lower, places)):  # "BURNS AND SCALDS": in capitals a short word is an abbreviation
        found = dict.fromkeys(mention.name for mention in find_conditions(place))
        if found:
            return tuple(found)
    counted = _count_named(document, named)
    least = 1
    if not counted:
        counted, least = _count_named(document, find_conditions(document.text)), _TOLD_BY_TITLES
    top = counted.most_common(2)
    return (top[0][0],) if top and top[0][1] >= least and (len(top) == 1 or top[0][1] > top[1][1]) else ()


class Topics:
    """What each part of a document is about: of several titles ("# Gout … # Asthma") each has its own, else all is about the document's.

    Args:
        document: Prose with its blocks.
        named: The conditions that its text names outside of citations: start, end, name.

    Attributes:
        document: What the document is about.
    """

    def __init__(self, document: Document, named: Sequence[tuple[int, int, str]]) -> None:
        self.document = find_document_conditions(document, named)
        titles = [
            (b.start, b.end) for b in document.blocks if b.kind == "heading" and b.level == 1 and not b.boilerplate
        ]
        places = [start for start, _, _ in named]
        self._titles: dict[Span, tuple[str, ...]] = {
            (start, end): tuple(
                dict.fromkeys(n for _, _, n in named[bisect_left(places, start) : bisect_left(places, end)])
            )
            for start, end in (titles if len(titles) > 1 else ())
        }

    def under(self, headings: tuple[Span, ...]) -> tuple[str, ...]:
        """The conditions of what stands below these headings, the nearest first."""
        if not self._titles:
            return self.document
        return next((found for span in headings if (found := self._titles.get(span))), self.document)


def _count_named(document: Document, named: Iterable[tuple[int, int, str]]) -> Counter[str]:
    """How often each condition is named; menus and page feet do not count."""
    starts = [block.start for block in document.blocks]
    return Counter(
        name
        for start, _, name in named
        if starts and start >= starts[0] and not document.blocks[bisect_right(starts, start) - 1].boilerplate
    )
