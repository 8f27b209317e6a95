"""Which conditions a document and its claims are about."""

from __future__ import annotations

from collections import Counter

from evidence.document import Document


def find_document_conditions(document: Document) -> tuple[str, ...]:
    """The conditions that a document is about: those of its title, else the one that its text names most often.

    Returns:
        Canonical names; empty if none is named.

    Example:
        >>> from evidence.reading import text_document
        >>> find_document_conditions(text_document("By A. Lee\\n\\nGout is an arthritis caused by crystals."))
        ('gout',)
    """
    from evidence.therapies import find_conditions

    places = [document.title or ""]
    places += [
        document.text[b.start : b.end]
        for b in document.blocks
        if b.kind == "heading" and b.level == 1 and not b.boilerplate
    ][:1]
    for place in places:
        found = dict.fromkeys(mention.name for mention in find_conditions(place))
        if found:
            return tuple(found)
    named: list[str] = []
    for block in document.blocks:
        if not block.boilerplate:
            named += [mention.name for mention in find_conditions(document.text[block.start : block.end])]
    if not named:
        return ()
    counted = Counter(named)
    return (max(counted, key=lambda name: counted[name]),)  # of those named equally often, the first
