"""What happened between two states of a library, in ids and keys: for the person who ran the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.library.records import Assessment, ClaimRecord
from evidence.records import Record

if TYPE_CHECKING:
    from evidence.library.library import Library


class Changes(Record, frozen=True, kw_only=True):
    """What is different; each member is in the order of the library.

    Attributes:
        documents_added: Documents that were not there.
        documents_changed: Documents whose bytes changed since they were read.
        sources_added: New keys.
        sources_filled: Key → fields that were empty before.
        sources_removed: Keys that are gone.
        claims_added: New claims.
        claims_kept: Claims that were found again as they were, at the same place or another.
        claims_changed: Claims that the program now reads differently, or whose words changed.
        claims_missing: Claims with a person's decision whose sentence is no longer there.
        claims_back: Claims that were missing and are there again.
        claims_dropped: Claims without a decision that were not found again.
        claims_decided: Claims on which a person decided.
        assessments_added: What people filled in for bodies of evidence.
    """

    documents_added: tuple[str, ...] = ()
    documents_changed: tuple[str, ...] = ()
    sources_added: tuple[str, ...] = ()
    sources_filled: dict[str, tuple[str, ...]] = {}
    sources_removed: tuple[str, ...] = ()
    claims_added: tuple[str, ...] = ()
    claims_kept: tuple[str, ...] = ()
    claims_changed: tuple[str, ...] = ()
    claims_missing: tuple[str, ...] = ()
    claims_back: tuple[str, ...] = ()
    claims_dropped: tuple[str, ...] = ()
    claims_decided: tuple[str, ...] = ()
    assessments_added: tuple[Assessment, ...] = ()


def compare(before: Library, after: Library) -> Changes:
    """What changed from one library to the other.

    Example:
        >>> from evidence.library import Library
        >>> compare(Library.of(), Library.of()) == Changes()
        True
    """
    old = {record.id: record for record in before.file.claims}
    new = {record.id: record for record in after.file.claims}
    both = [(old[name], new[name]) for name in new if name in old]
    lasting = [(a, b) for a, b in both if not a.missing and not b.missing]
    known = {document.id: document.sha256 for document in before.file.documents}
    keys = {entry.key for entry in before.bib.entries}
    kept = {entry.key for entry in after.bib.entries}
    return Changes(
        documents_added=tuple(one.id for one in after.file.documents if one.id not in known),
        documents_changed=tuple(one.id for one in after.file.documents if known.get(one.id, one.sha256) != one.sha256),
        sources_added=tuple(entry.key for entry in after.bib.entries if entry.key not in keys),
        sources_filled=_filled(before, after),
        sources_removed=tuple(entry.key for entry in before.bib.entries if entry.key not in kept),
        claims_added=tuple(name for name in new if name not in old),
        claims_kept=tuple(b.id for a, b in lasting if _same(a, b)),
        claims_changed=tuple(b.id for a, b in lasting if not _same(a, b)),
        claims_missing=tuple(b.id for a, b in both if b.missing and not a.missing),
        claims_back=tuple(b.id for a, b in both if a.missing and not b.missing),
        claims_dropped=tuple(name for name in old if name not in new),
        claims_decided=tuple(b.id for a, b in both if a.decisions != b.decisions),
        assessments_added=after.file.assessments[len(before.file.assessments) :],
    )


def _same(one: ClaimRecord, other: ClaimRecord) -> bool:
    return one.found == other.found and one.place.exact == other.place.exact


def _filled(before: Library, after: Library) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for entry in after.bib.entries:
        was = before.bib.entry(entry.key)
        if was is not None and was.text != entry.text:
            have = {name.lower() for name, _ in was.pairs} | {"claims", "cited-as"}
            added = tuple(name for name, _ in entry.pairs if name.lower() not in have)
            if added:
                out[entry.key] = added
    return out
