"""Which conditions a document and its claims are about."""

from __future__ import annotations

from evidence.document import Document

_BLOCKS_SEARCHED = 8
_BODY_SEARCHED = 600
"""In characters."""


def find_document_conditions(document: Document) -> tuple[str, ...]:
    """The conditions that a document is about: those of its title, else the first one that its text names.

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
    for block in [b for b in document.blocks if not b.boilerplate][:_BLOCKS_SEARCHED]:
        named = find_conditions(document.text[block.start : min(block.end, block.start + _BODY_SEARCHED)])
        if named:
            return (named[0].name,)
    return ()
