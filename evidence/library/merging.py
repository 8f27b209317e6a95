"""Documents read → bibliography and claims file: new works get entries, known ones are filled, claims are found again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from evidence.journals import Aliases, fold_journal
from evidence.library.bibedit import edit_fields, render_entry
from evidence.library.bibfile import BibEntry, BibFile
from evidence.library.entries import entry_type, missing_fields, to_entry_fields, to_fields
from evidence.library.latex import encode_field
from evidence.library.records import ClaimRecord, ClaimsFile, DocumentRecord, Source, SourceDecision
from evidence.library.rereading import document_path, record_document, reread
from evidence.records import Citation, Fields
from evidence.resolve import Works, merge_fields, resolve

if TYPE_CHECKING:
    from evidence.findings import Findings

_REMOVED = "removed by a person: "
"""Begins the stand-in key of a work that a person removed; no citation key holds a space."""


def merge_findings(
    bib: BibFile,
    file: ClaimsFile,
    findings: Sequence[Findings],
    sources: Mapping[str, Source],
    path: Path | None,
    aliases: Aliases,
) -> tuple[BibFile, ClaimsFile]:
    """The two files after documents were read; the derived fields are not yet in them.

    Args:
        bib: The bibliography as it is.
        file: The claims file as it is.
        findings: What was found, a document each.
        sources: The entries of ``bib`` as sources.
        path: Where the bibliography stands; ``None`` in memory.
        aliases: A person's own journal names.
    """
    works = _known_works(bib, file, sources)
    new: dict[str, Fields] = {}
    filled: dict[str, Fields] = {}
    documents = {document.id: document for document in file.documents}
    claims: dict[str, list[ClaimRecord]] = {document: [] for document in documents}
    for record in file.claims:
        claims[record.document].append(record)
    used = {record.id for record in file.claims}
    for found, where in zip(findings, _paths(findings, path), strict=True):
        resolution = resolve((_with_alias(citation, aliases) for citation in found.citations), works)
        keys = {name: key for name, key in resolution.keys.items() if not key.startswith(_REMOVED)}
        for key, fields in (*resolution.new.items(), *resolution.known.items()):
            kept = new if key in new or key in resolution.new else filled
            kept[key] = merge_fields(kept[key], fields) if key in kept else fields
        document = record_document(found, keys, where, documents, _gone(documents, where, path))
        claims[document.id] = list(reread(document, claims.get(document.id, ()), found, keys, used))
        documents[document.id] = document
    ordered = tuple(sorted(documents))
    merged = msgspec.structs.replace(
        file,
        documents=tuple(documents[name] for name in ordered),
        claims=tuple(record for name in ordered for record in claims[name]),
    )
    return _merge_sources(bib, new, filled, aliases), merged


def removals(bib: BibFile, file: ClaimsFile) -> Iterator[SourceDecision]:
    """Sources that people removed and that nobody wrote into the bibliography again."""
    return (word for word in file.source_decisions if word.action == "remove" and bib.entry(word.source) is None)


def _known_works(bib: BibFile, file: ClaimsFile, sources: Mapping[str, Source]) -> Works:
    works = Works(sources, taken=(word.source for word in file.source_decisions))
    for word in file.source_decisions:
        if word.action == "merge" and word.into and bib.entry(word.into) is not None:
            works.add(word.into, Fields.from_dict(word.fields), word.cited_as)
    for word in removals(bib, file):
        works.add(_REMOVED + word.source, Fields.from_dict(word.fields), word.cited_as)
    return works


def _merge_sources(bib: BibFile, new: Mapping[str, Fields], filled: Mapping[str, Fields], aliases: Aliases) -> BibFile:
    changed: dict[str, str] = {}
    for key, fields in filled.items():
        entry = bib.entry(key)
        if entry is not None:
            missing = missing_fields(entry, fields) | _spelled_out(entry, aliases)
            if missing:
                changed[key] = edit_fields(entry, dict(missing), bib.newline)
    if changed:
        bib = bib.replace_all(changed)
    return bib.insert(
        *(
            render_entry(entry_type(fields), key, to_entry_fields(fields).items(), bib.newline)
            for key, fields in new.items()
        )
    )


def _spelled_out(entry: BibEntry, aliases: Aliases) -> dict[str, str]:
    """The journal's full title, where the entry has an abbreviation that a person has explained since."""
    held = to_fields(entry).journal
    title = aliases.titles.get(fold_journal(held)) if held else None
    return {"journal": encode_field("journal", title)} if title is not None and title != held else {}


def _with_alias(citation: Citation, aliases: Aliases) -> Citation:
    """A citation whose journal a person's alias explains."""
    written = citation.fields.journal_as_written
    title = aliases.titles.get(fold_journal(written)) if written else None
    if title is None or title == citation.fields.journal:
        return citation
    return msgspec.structs.replace(citation, fields=msgspec.structs.replace(citation.fields, journal=title))


def _paths(findings: Sequence[Findings], path: Path | None) -> list[str]:
    """The path of each document; texts without a file are told apart by a number."""
    folder = path.parent if path is not None else None
    out: list[str] = []
    for found in findings:
        where = document_path(found.document, folder)
        number = 2
        while found.document.path is None and where in out:
            where = f"{document_path(found.document, folder)}-{number}"
            number += 1
        out.append(where)
    return out


def _gone(documents: Mapping[str, DocumentRecord], where: str, path: Path | None) -> tuple[str, ...]:
    """Paths of documents that no longer exist, if ``where`` is a new one: one of them may have been moved there."""
    if path is None or any(document.path == where for document in documents.values()):
        return ()
    return tuple(document.path for document in documents.values() if not os.path.exists(path.parent / document.path))
