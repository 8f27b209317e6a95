"""Sources: entries of ``refs.bib`` read as ``Source``, the two fields derived from the claims, and what a person decides on a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import regex

from evidence.errors import InputError
from evidence.journals import Aliases, resolve_journal
from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import BibEntry, BibFile
from evidence.library.decisions import apply_decisions
from evidence.library.entries import to_fields
from evidence.library.latex import decode_latex, encode_latex
from evidence.library.names import names_all, parse_authors
from evidence.library.records import ClaimRecord, ClaimsFile, Decision, DocumentRecord, FoundClaim, Link, Source
from evidence.resolve import bare_citation, fold_citation

CITED_AS, CLAIMS = "cited-as", "claims"
_BETWEEN = " | "
_KEY = regex.compile(r"[^\s,{}()\"#%'=\\~@|]{1,200}")


def to_source(entry: BibEntry, aliases: Aliases) -> Source:
    """An entry as a source; a journal that may be several is uncertain and has candidates.

    Example:
        >>> from evidence.library.bibfile import read_entry
        >>> source = to_source(read_entry("@article{a, journal={PD}, year=2017, volume=34, cited-as={PD 2017;34;261}}", {}), Aliases())
        >>> source.cited_as, source.uncertain, source.candidates["journal"][0][0]
        (('PD 2017;34;261',), ('journal',), 'Pediatric Dermatology')
    """
    fields = to_fields(entry)
    uncertain: tuple[str, ...] = ()
    candidates: dict[str, tuple[tuple[str, float, str], ...]] = {}
    if fields.journal:
        reading = resolve_journal(fields.journal, year=fields.year, volume=fields.volume, aliases=aliases)
        if reading.title:
            fields = msgspec.structs.replace(fields, journal=reading.title)
        elif reading.candidates:
            uncertain, candidates = ("journal",), {"journal": reading.candidates}
    editors = entry.inside("editor") or ""
    keywords = regex.split(r"\s*[,;]\s*", entry.values.get("keywords", "").strip(" ,;"))
    return Source(
        key=entry.key,
        fields=fields,
        editors=parse_authors(editors) if names_all(editors) else (*parse_authors(editors), "et al"),
        cited_as=read_cited_as(entry),
        keywords=tuple(word for word in keywords if word),
        uncertain=uncertain,
        candidates=candidates,
        entry=entry.values,
    )


def read_cited_as(entry: BibEntry) -> tuple[str, ...]:
    """The citations that an entry says it is cited as."""
    raw = entry.inside(CITED_AS) or ""
    return tuple(text for part in raw.split(_BETWEEN.strip()) if (text := decode_latex(part).strip()))


def write_cited_as(texts: Iterable[str]) -> str:
    """The inside of a ``cited-as`` value.

    Example:
        >>> write_cited_as(("PD 2017;34;261", "a|b"))
        'PD 2017;34;261 | a\\\\textbar{}b'
    """
    return _BETWEEN.join(encode_latex(text) for text in texts)


def derive_fields(bib: BibFile, before: ClaimsFile, after: ClaimsFile) -> BibFile:
    """``refs.bib`` with ``claims`` and ``cited-as`` as the claims file now has them.

    Only these two fields are touched, and in them only what the program put there: a text or id that no document or claim gave
    before stays.
    """
    claims_before, claims_now = _claims_by_source(before), _claims_by_source(after)
    cited_before, cited_now = _cited_by_source(before), _cited_by_source(after)
    changed: dict[str, str] = {}
    for key in dict.fromkeys((*claims_before, *claims_now, *cited_before, *cited_now)):
        entry = bib.entry(key)
        if entry is None:
            continue
        texts = _cited_as(read_cited_as(entry), cited_before.get(key, ()), cited_now.get(key, ()))
        held = [part.strip() for part in (entry.inside(CLAIMS) or "").split(",") if part.strip()]
        own = [name for name in held if name not in claims_before.get(key, ()) and name not in claims_now.get(key, ())]
        names = (*own, *sorted(claims_now.get(key, ())))
        edited = edit_fields(
            entry,
            {
                CITED_AS: (write_cited_as(texts) or None) if texts != read_cited_as(entry) else entry.inside(CITED_AS),
                CLAIMS: (", ".join(names) or None) if list(names) != held else entry.inside(CLAIMS),
            },
            bib.newline,
        )
        if edited != entry.text:
            changed[key] = edited
    return bib.replace_all(changed) if changed else bib


def _cited_as(held: tuple[str, ...], before: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    was, current = (
        {fold_citation(text) for text in before},
        {fold_citation(text): text for text in reversed(tuple(now))},
    )
    kept = [text for text in held if fold_citation(text) in current or fold_citation(text) not in was]
    have = {fold_citation(text) for text in kept}
    return (
        *kept,
        *(
            text
            for text in dict.fromkeys(now)
            if fold_citation(text) not in have and current[fold_citation(text)] == text
        ),
    )


def _claims_by_source(file: ClaimsFile) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for record in file.claims:
        if record.decisions:
            claim = apply_decisions(record)
            keys = claim.sources if claim.counts else ()
        else:
            keys = tuple(link.source for link in record.found.links) if record.found and not record.missing else ()
        for key in keys:
            out.setdefault(key, []).append(record.id)
    return out


def _cited_by_source(file: ClaimsFile) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for document in file.documents:
        for citation in document.citations:
            out.setdefault(citation.source, []).append(bare_citation(citation.text))
    return out


def check_key(key: str) -> str:
    """The key, if BibTeX can have it.

    Raises:
        InputError: It holds a space, a comma, a brace or the like.
    """
    if not _KEY.fullmatch(key):
        raise InputError(
            f"{key!r} cannot be a citation key: no spaces, commas, braces, quotes or any of # % ' = \\ ~ @ |"
        )
    return key


def relink(file: ClaimsFile, old: str, new: str | None) -> ClaimsFile:
    """The claims file with ``old`` replaced by ``new`` in documents, links, decisions and look-ups; ``None`` takes it out.

    A removed source stays in the decisions of people that name it: their words are history.
    """
    lookups = {key: answers for key, answers in file.lookups.items() if key != old}
    if new is not None and old in file.lookups:
        lookups[new] = (*file.lookups.get(new, ()), *file.lookups[old])
    return msgspec.structs.replace(
        file,
        documents=tuple(_relink_document(document, old, new) for document in file.documents),
        claims=tuple(_relink_claim(record, old, new) for record in file.claims),
        lookups=lookups,
    )


def _relink_document(document: DocumentRecord, old: str, new: str | None) -> DocumentRecord:
    if all(citation.source != old for citation in document.citations):
        return document
    moved = (
        msgspec.structs.replace(citation, source=new or "") if citation.source == old else citation
        for citation in document.citations
    )
    return msgspec.structs.replace(document, citations=tuple(citation for citation in moved if citation.source))


def _relink_claim(record: ClaimRecord, old: str, new: str | None) -> ClaimRecord:
    found = _relink_found(record.found, old, new) if record.found else None
    decisions = record.decisions
    if new is not None:
        both = any(link.source == new for link in record.found.links) if record.found else False
        decisions = tuple(_relink_decision(decision, old, new, keep_unlink=both) for decision in decisions)
    if found is record.found and decisions == record.decisions:
        return record
    return msgspec.structs.replace(record, found=found, decisions=decisions)


def _relink_found(found: FoundClaim, old: str, new: str | None) -> FoundClaim:
    if all(link.source != old for link in found.links):
        return found
    links: dict[str, Link] = {}
    for link in found.links:
        key = new if link.source == old else link.source
        if key is not None:
            links.setdefault(key, msgspec.structs.replace(link, source=key))
    return msgspec.structs.replace(found, links=tuple(links.values()))


def _relink_decision(decision: Decision, old: str, new: str, *, keep_unlink: bool) -> Decision:
    """A link or unlink of ``old`` follows to ``new``; an unlink does not where the claim has its own link to ``new``."""
    if decision.link is not None and decision.link.source == old:
        return msgspec.structs.replace(decision, link=msgspec.structs.replace(decision.link, source=new))
    if decision.unlink == old and not keep_unlink:
        return msgspec.structs.replace(decision, unlink=new)
    return decision


def fill_entry(entry: BibEntry, other: BibEntry, newline: str) -> str:
    """The text of ``entry`` with the fields that only ``other`` has, as they stand there; derived fields are left out."""
    wanted: Mapping[str, str | None] = {
        name.lower(): other.inside(name.lower())
        for name, _ in other.pairs
        if name.lower() not in entry.values and name.lower() not in {CITED_AS, CLAIMS}
    }
    return edit_fields(entry, wanted, newline)
