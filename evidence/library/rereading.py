"""A page read (again) → the claims file: claims keep their ids and decisions, what vanished is dropped or marked missing.

Only records of this one document change.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from evidence.errors import InputError
from evidence.keys import slug
from evidence.library.decisions import apply_decisions
from evidence.library.place import Sighting, find_place, match_claims, to_place
from evidence.library.records import (
    ClaimRecord,
    DocumentCitation,
    DocumentRecord,
    FoundClaim,
    Link,
    NamedTherapy,
    Place,
    Relation,
)
from evidence.reading.files import shown_name
from evidence.records import Claim

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.findings import Findings


def reread(
    document: DocumentRecord, before: Sequence[ClaimRecord], findings: Findings, keys: Mapping[str, str], used: set[str]
) -> tuple[ClaimRecord, ...]:
    """The claims of a document after it was read.

    Args:
        document: Its record, as it is now.
        before: Its claims as they were kept; none when it is new.
        findings: What was found.
        keys: Citation id → key of its source; a citation without one leads nowhere (a person removed its source).
        used: Claim ids that are taken; new ones are added to it.

    Returns:
        Its claims in order of place. One that is found again keeps id and decisions; one that is not is dropped, or kept as missing
        if a person decided on it or added it.
    """
    claims = _merge_claims(list(before), findings, keys, document.id, used)
    return tuple(sorted(claims, key=lambda one: (one.place.start, one.place.end, one.id)))


def document_path(document: Document, folder: Path | None) -> str:
    """The path under which a document is kept: relative to the library's folder, with ``/``.

    Raises:
        InputError: Its name is no UTF-8, so that no claims file could hold it.
    """
    given = document.path or document.name
    if folder is None or document.path is None:
        return shown_name(Path(given).as_posix())
    if shown_name(given) != given:
        raise InputError("the name of this file is not UTF-8; rename it first", path=shown_name(given))
    try:
        return Path(os.path.relpath(Path(given).absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive on Windows
        return Path(given).absolute().as_posix()


def record_document(
    findings: Findings,
    keys: Mapping[str, str],
    path: str,
    known: Mapping[str, DocumentRecord],
    gone: Collection[str] = (),
) -> DocumentRecord:
    """The record of a document that was read.

    Args:
        findings: What was found.
        keys: Citation id → key of its source.
        path: The document's path relative to ``refs.bib``.
        known: Documents of the library by id.
        gone: Paths that no longer exist: a document there with the same bytes is this one, moved.
    """
    document = findings.document
    same = next((one for one in known.values() if one.path == path), None) or next(
        (one for one in known.values() if one.path in gone and one.sha256 == document.sha256), None
    )
    citations = tuple(
        DocumentCitation(source=keys[c.id], text=_sound(c.text), start=c.start, end=c.end, marks=c.marks)
        for c in findings.citations
        if c.id in keys
    )
    return DocumentRecord(
        id=same.id if same else _free_id(slug(Path(path).stem) or "document", known),
        path=path,
        sha256=document.sha256,
        title=_sound(document.title) if document.title else None,
        conditions=findings.conditions,
        citations=citations,
    )


def _merge_claims(
    mine: list[ClaimRecord], findings: Findings, keys: Mapping[str, str], document: str, used: set[str]
) -> list[ClaimRecord]:
    source = findings.document.source
    places = [to_place(source, claim.start, claim.end, claim.mentions) for claim in findings.claims]
    new = [
        Sighting(place, claim.therapies, claim.direction) for place, claim in zip(places, findings.claims, strict=True)
    ]
    old = [_sighting(record) for record in mine]
    pairs = match_claims(old, new)
    back = {b: a for a, b in pairs.items()}
    out: list[ClaimRecord] = []
    for index, claim in enumerate(findings.claims):
        found = to_found(claim, keys)
        if index in back:
            record = mine[back[index]]
            out.append(msgspec.structs.replace(record, place=places[index], found=found, missing=False))
        else:
            name = _free_id(claim.id, used)
            used.add(name)
            out.append(ClaimRecord(id=name, document=document, place=places[index], found=found))
    taken = {_as_seen(record) for record in out}
    for index, record in enumerate(mine):
        if index not in pairs and record.decisions:
            place = find_place(record.place, source)
            if place is not None and _as_seen(msgspec.structs.replace(record, place=place)) in taken:
                place = None  # the page said it twice, and the one that is left is another claim's
            if place is not None and not _names_still(record.place, place):
                place = None  # the sentence is there, its therapy is not
            found_now = _still_linked(record.found, keys.values())
            out.append(
                msgspec.structs.replace(record, place=place or record.place, found=found_now, missing=place is None)
            )
    return out


def _as_seen(record: ClaimRecord) -> tuple[object, ...]:
    """Where a claim stands and what it says of what: no two claims of a page agree in this."""
    seen = _sighting(record)
    return (seen.place.start, seen.place.end, seen.therapies, seen.direction)


def _names_still(before: Place, now: Place) -> bool:
    """Whether one of the words by which the claim named its therapies still stands in its sentence."""
    named = [_on_one_line(before.exact[start:end]) for start, end in before.mentions]
    return not named or any(name in _on_one_line(now.exact) for name in named)


def _on_one_line(text: str) -> str:
    """Without case and line breaks: a name of two words may be broken between them."""
    return " ".join(text.split()).casefold()


def _sighting(record: ClaimRecord) -> Sighting:
    """A claim as the program last saw it; one that a person added, as that person described it."""
    if record.found is not None:
        return Sighting(record.place, tuple(therapy.name for therapy in record.found.therapies), record.found.direction)
    claim = apply_decisions(record)
    return Sighting(record.place, claim.therapies, claim.direction)


def _still_linked(found: FoundClaim | None, cited: Iterable[str]) -> FoundClaim | None:
    """What was found, without links to sources that the document no longer cites."""
    if found is None:
        return None
    still = set(cited)
    return msgspec.structs.replace(found, links=tuple(link for link in found.links if link.source in still))


def to_found(claim: Claim, keys: Mapping[str, str]) -> FoundClaim:
    """A claim as it is kept: citations become links to sources."""
    relation: Relation = "citesForInformation" if claim.direction == "mentioned" else "citesAsEvidence"
    sources = dict.fromkeys(keys[citation] for citation in claim.citations if citation in keys)
    written = (*claim.as_written, *("",) * len(claim.therapies))
    return FoundClaim(
        therapies=tuple(
            NamedTherapy(name=name, as_written=_sound(as_written))
            for name, as_written in zip(claim.therapies, written, strict=False)
        ),
        combination=claim.combination,
        route=claim.route,
        conditions=claim.conditions,
        outcome=_sound(claim.outcome) if claim.outcome else None,
        direction=claim.direction,
        context=claim.context,
        links=tuple(Link(source=key, relation=relation) for key in sources),
        study=_sound(claim.study) if claim.study else None,
        cues=tuple(_sound(cue) for cue in claim.cues),
        uncertain=claim.uncertain,
    )


def _free_id(name: str, used: Collection[str]) -> str:
    if name not in used:
        return name
    number = 2
    while f"{name}-{number}" in used:
        number += 1
    return f"{name}-{number}"


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
