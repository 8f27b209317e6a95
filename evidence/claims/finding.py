"""From a document with its citations to its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence.claims.reader import ClaimReader
from evidence.collector import paused_collector
from evidence.document import Document
from evidence.records import Citation, Claim

if TYPE_CHECKING:
    from evidence.therapies import Vocabulary


class ClaimsRead(NamedTuple):
    """What a document claims, and the conditions that it is about.

    Example:
        >>> ClaimsRead((), ("gout",)).conditions
        ('gout',)
    """

    claims: tuple[Claim, ...]
    conditions: tuple[str, ...]


@paused_collector()
def read_claims(
    document: Document, citations: tuple[Citation, ...], *, vocabulary: Vocabulary | None = None
) -> ClaimsRead:
    """Find the treatment claims of a document.

    Args:
        document: Prose with its blocks.
        citations: The document's citations; the titles of cited works are not searched for therapies.
        vocabulary: The therapies to look for; the shipped ones with the person's own table unless given.

    Returns:
        Claims in reading order, with offsets in ``document.source``; ids are unique in the document. ``uncertain`` holds
        ``"direction"`` where a therapy is spoken of in words that no rule reads. A claim that names no condition has the document's.

    Example:
        >>> from evidence.reading import text_document
        >>> found = read_claims(text_document("Gout hurts. Ice relieves pain."), ())
        >>> found.claims[0].therapies, found.claims[0].conditions, found.conditions
        (('ice',), ('gout',), ('gout',))
    """
    reader = ClaimReader(document, citations, vocabulary)
    return ClaimsRead(reader.claims(), reader.document_conditions)


def find_claims(
    document: Document, citations: tuple[Citation, ...], *, vocabulary: Vocabulary | None = None
) -> tuple[Claim, ...]:
    """The claims that ``read_claims`` finds.

    Example:
        >>> from evidence.reading import text_document
        >>> page = text_document("Sirolimus relieved pain in most. Vincristine-resistant tumours shrank on it.")
        >>> [(c.therapies, c.direction, c.cues, [(x.therapy, x.role) for x in c.context]) for c in find_claims(page, ())]
        [(('sirolimus',), 'supports', ('relieved',), []), (('sirolimus',), 'supports', ('shrank',), [('vincristine', 'refractory')])]
    """
    return read_claims(document, citations, vocabulary=vocabulary).claims
