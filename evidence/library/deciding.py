"""What a person decides on claims and sources, written into the library's two files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import regex

from evidence.errors import InputError
from evidence.keys import slug
from evidence.library.bibedit import rename_entry
from evidence.library.bibfile import BibFile
from evidence.library.catalogue import NotHere
from evidence.library.decisions import apply_decisions, check_decision
from evidence.library.place import to_place
from evidence.library.records import (
    ClaimRecord,
    ClaimsFile,
    Decision,
    DocumentRecord,
    LibraryClaim,
    Link,
    Source,
    SourceAction,
    SourceDecision,
)
from evidence.library.rereading import document_path
from evidence.library.sources import check_key, fill_entry, relink
from evidence.records import Span
from evidence.resolve import IDENTIFIERS

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.library.library import Library

Files = tuple[BibFile, ClaimsFile]


def decide(
    file: ClaimsFile, claims: Mapping[str, LibraryClaim], sources: Mapping[str, Source], name: str, decision: Decision
) -> ClaimsFile:
    """The claims file with a decision appended to a claim."""
    return decide_all(file, claims, sources, {name: (decision,)})


def decide_all(
    file: ClaimsFile,
    claims: Mapping[str, LibraryClaim],
    sources: Mapping[str, Source],
    decisions: Mapping[str, Sequence[Decision]],
) -> ClaimsFile:
    """The claims file with decisions appended to several claims at once."""
    for name, words in decisions.items():
        linked = dict.fromkeys(claims[name].sources)
        for decision in words:
            check_decision(decision)
            if decision.link is not None:
                linked[sources[decision.link.source].key] = None
            if decision.unlink is not None and decision.unlink not in linked and not decision.rated:
                shown = f"it is linked to {', '.join(linked)}" if linked else "it has no link"
                raise InputError(f"claim {name} is not linked to {decision.unlink!r}; {shown}")
    records = (
        msgspec.structs.replace(record, decisions=(*record.decisions, *decisions[record.id]))
        if record.id in decisions
        else record
        for record in file.claims
    )
    return msgspec.structs.replace(file, claims=tuple(records))


def read_again(record: DocumentRecord, bib: Path | None) -> Document:
    """The document of a record, from its file.

    Raises:
        InputError: It is not there, cannot be read, or must not be opened (``evidence.library.outside``).
    """
    from evidence.library.outside import check_page
    from evidence.reading import read_document

    return read_document(check_page(bib.parent if bib is not None else Path(), record.path, record.sha256))


def add_claim(
    library: Library, document: Document, quote: str, decision: Decision, sources: tuple[str, ...]
) -> ClaimsFile:
    """The claims file with a claim that a person read on a page."""
    record = _record_of(library, document)
    check_decision(decision)
    for key in sources:
        library.sources[key]
    start, end = find_quote(document, quote)
    place = to_place(document.source, start, end)
    blank = Decision(by=decision.by, at=decision.at, why=decision.why)
    decisions = (decision, *(msgspec.structs.replace(blank, link=Link(source=key)) for key in sources))
    draft = ClaimRecord(id="", document=record.id, place=place, decisions=decisions)
    claim = apply_decisions(draft)
    same = [
        other for other in library.claims.values() if other.document == record.id and other.place.exact == place.exact
    ]
    for other in same:
        if other.therapies == claim.therapies and other.direction == claim.direction and other.place.start == start:
            raise InputError(f"this claim is there already: {other.id} ({other.status})")
    said = "\0".join((record.id, place.exact, *claim.therapies, claim.direction, str(start)))
    name = f"{slug(claim.therapies[0]) or 'claim'}-{sha256(said.encode()).hexdigest()[:6]}"
    while name in library.claims:
        name += "b"
    added = msgspec.structs.replace(draft, id=name)
    return msgspec.structs.replace(library.file, claims=_sorted((*library.file.claims, added)))


def _sorted(claims: tuple[ClaimRecord, ...]) -> tuple[ClaimRecord, ...]:
    return tuple(sorted(claims, key=lambda one: (one.document, one.place.start, one.place.end, one.id)))


def _record_of(library: Library, document: Document) -> DocumentRecord:
    path = document_path(document, library.path.parent if library.path else None)
    record = next((one for one in library.documents.values() if one.path == path), None)
    if record is None:
        raise NotHere("document", path, tuple(one.path for one in library.documents.values())[:3])
    if record.sha256 != document.sha256:
        raise InputError("the document changed since it was added; run 'evidence add' on it first", path=path)
    return record


def find_quote(document: Document, quote: str) -> Span:
    """Where a quotation stands in ``document.source``; white space and kinds of quotes and dashes do not count.

    Raises:
        InputError: It is not there, or stands more than once.

    Example:
        >>> from evidence.reading import text_document
        >>> find_quote(text_document("Rest. Ice\\nhelps – a bit."), "ice helps - a bit")
        (6, 23)
    """
    words = quote.split()
    if not words:
        raise InputError("the quotation is empty")
    pattern = regex.compile(r"\s++".join(_loosely(word) for word in words), regex.I)
    spans = [match.span() for match, _ in zip(pattern.finditer(document.text), range(100), strict=False)]
    if len(spans) == 1:
        return document.to_source(*spans[0])
    shown = quote if len(quote) < 80 else quote[:77] + "…"
    if not spans:
        raise InputError(
            f"the quotation is not in the document: {shown!r}; copy the words from it as they stand", path=document.name
        )
    raise InputError(
        f"the quotation stands {len(spans)} times in the document; quote more of it: {shown!r}", path=document.name
    )


def _loosely(word: str) -> str:
    out = regex.escape(word)
    out = regex.sub(r"[‐‑‒–—−]|\\?-", "[-‐‑‒–—−]", out)
    return str(regex.sub(r"['’‘]", "['’‘]", regex.sub(r"[\"“”]", '["“”]', out)))


def remove_source(library: Library, key: str, *, by: str, at: str, why: str) -> Files:
    """Both files without a source; a key that only the claims file knows is taken out of it."""
    known = _known_or_linked(library, key)
    bib = library.bib.remove(key) if key in library.sources else library.bib
    return bib, _with_word(relink(library.file, key, None), "remove", key, known, by=by, at=at, why=why)


def merge_sources(library: Library, key: str, into: str, *, by: str, at: str, why: str) -> Files:
    """Both files with two sources made one."""
    one, other = library.sources[into], library.sources[key]
    if key == into:
        raise InputError(f"{key!r} cannot be merged into itself")
    for name in IDENTIFIERS:
        mine, theirs = getattr(one.fields, name), getattr(other.fields, name)
        if mine and theirs and mine.casefold() != theirs.casefold():
            raise InputError(f"{key} and {into} are two works: their {name} differs ({theirs}, {mine})")
    kept, given = library.bib.entry(into), library.bib.entry(key)
    assert kept is not None  # both keys were looked up above
    assert given is not None
    bib = library.bib.replace(into, fill_entry(kept, given, library.bib.newline)).remove(key)
    return bib, _with_word(relink(library.file, key, into), "merge", key, other, into=into, by=by, at=at, why=why)


def rename_source(library: Library, key: str, new: str, *, by: str, at: str, why: str) -> Files:
    """Both files with a source under another key. A key that was renamed by hand in the bibliography is followed."""
    check_key(new)
    if key == new:
        return library.bib, library.file
    by_hand = key not in library.sources and new in library.sources and _is_linked(library.file, key)
    if not by_hand:
        _known_or_linked(library, key)
        taken = library.bib.entry(new)
        if taken is not None and new.casefold() != key.casefold():
            raise InputError(
                f"there is a source {taken.key!r} already; to make two one use 'evidence source merge {key} {taken.key}'"
            )
        entry = library.bib.entry(key)
        bib = library.bib.replace(key, rename_entry(entry, new)) if entry is not None else library.bib
    else:
        bib = library.bib
    return bib, _with_word(relink(library.file, key, new), "rename", key, None, into=new, by=by, at=at, why=why)


def _known_or_linked(library: Library, key: str) -> Source | None:
    if key not in library.sources and _is_linked(library.file, key):
        return None
    return library.sources[key]


def _is_linked(file: ClaimsFile, key: str) -> bool:
    return (
        any(citation.source == key for document in file.documents for citation in document.citations)
        or any(link.source == key for record in file.claims if record.found for link in record.found.links)
        or any(decision.link.source == key for record in file.claims for decision in record.decisions if decision.link)
    )


def _with_word(
    file: ClaimsFile,
    action: SourceAction,
    key: str,
    source: Source | None,
    *,
    into: str | None = None,
    by: str,
    at: str,
    why: str,
) -> ClaimsFile:
    """The claims file with what a person did to a source, and by what the work can be told when its pages are read again."""
    fields = {name: value for name, value in source.fields.to_dict().items() if value is not None} if source else {}
    word = SourceDecision(
        action=action,
        source=key,
        into=into,
        by=by,
        at=at,
        why=why,
        cited_as=source.cited_as if source else (),
        fields=fields,
    )
    return msgspec.structs.replace(file, source_decisions=(*file.source_decisions, word))
