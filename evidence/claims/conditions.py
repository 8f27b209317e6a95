"""Which conditions a document and its claims are about."""

from __future__ import annotations

from collections import Counter

from evidence.document import Document

_BODY_SEARCHED = 600


def find_document_conditions(document: Document) -> tuple[str, ...]:
    """The conditions that a document is about: those of its title, else of its first headings and sentences.

    Returns:
        Canonical names, the most telling first; empty if none is named.
    """
    from evidence.therapies import find_conditions  # noqa: PLC0415  its table is large and loaded late

    places = [document.title or ""]
    places += [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading" and b.level == 1 and not b.boilerplate][:1]
    for place in places:
        found = dict.fromkeys(mention.name for mention in find_conditions(place))
        if found:
            return tuple(found)
    bodies = [b for b in document.blocks if not b.boilerplate][:8]
    counted: Counter[str] = Counter()
    for block in bodies:
        for mention in find_conditions(document.text[block.start : min(block.end, block.start + _BODY_SEARCHED)]):
            counted[mention.name] += 3 if block.kind == "heading" else 1
        if counted and block.kind != "heading":
            break
    return tuple(name for name, _ in counted.most_common(2))
