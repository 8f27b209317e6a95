"""Checks of claims and documents: what is not cited, what vanished or changed, what points nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evidence.library.changes import compare
from evidence.views.questions import find_gaps
from evidence.wording import clip

if TYPE_CHECKING:
    from evidence.checks.desk import Desk
    from evidence.checks.findings import Finding


def find_uncited(desk: Desk) -> Iterator[Finding]:
    """Claims without a source, therapies on a single one, contradictions; also those that a changed or a new document makes."""
    gaps = find_gaps(desk.now)
    claims = desk.now.claims
    for name in gaps.uncited_claims:
        about = " + ".join(claims[name].therapies)
        yield desk.at_claim("EV001", name, f"what is claimed of {about or 'a therapy'} cites no source", mention=True)
    for single in gaps.single_source:
        yield desk.at_claim(
            "EV020",
            single.claims[0],
            f"all that is claimed of {single.therapy} rests on {single.source}",
            single.therapy,
            mention=True,
        )
    for found in gaps.contradictions:
        where = f" in {found.condition}" if found.condition else ""
        message = f"{found.subject}{where} is supported by {', '.join(found.supporting)} and spoken against by {', '.join(found.against)}"
        yield desk.at_claim("EV021", found.against[0], message, f"{found.subject} in {found.condition}")


def find_document_drift(desk: Desk) -> Iterator[Finding]:
    """Documents that are gone or changed, and what that does to claims and citations."""
    for page in desk.pages.values():
        if page.state == "missing" and page.record is not None:
            where = (
                f"the document {page.record.path} is not there, cannot be read, or is another file outside the project"
            )
            yield desk.in_claims("EV006", page.record.id, where)
        elif page.state == "changed":
            yield desk.at_page("EV007", page, "this document changed since it was added")
    changes = compare(desk.library, desk.now)
    gone = {name for name, record in desk.records.items() if record.missing} - set(changes.claims_back)
    for name in dict.fromkeys((*gone, *changes.claims_missing, *changes.claims_dropped)):
        if name in desk.records:
            quoted = clip(" ".join(desk.records[name].place.exact.split()), 80)
            yield desk.in_claims("EV004", name, f"no longer in its document: {quoted!r}")
    for name in changes.claims_changed:
        yield desk.at_claim("EV005", name, f"the sentence of {name} changed since it was added")


def find_unknown_citations(desk: Desk) -> Iterator[Finding]:
    """Citations of the documents as they are now that the library does not have."""
    known = {entry.key for entry in desk.library.bib.entries}
    for document in desk.now.file.documents:
        page = desk.page_of(document.id)
        if page is None or page.state not in {"changed", "new"}:
            continue
        for citation in document.citations:
            if citation.source not in known:
                text = " ".join(citation.text.split())
                yield desk.at_page("EV003", page, f"{text} is not in the library", citation.start, citation.end, text)


def find_dangling(desk: Desk) -> Iterator[Finding]:
    """Links of claims and documents to sources that are not there."""
    known = {entry.key for entry in desk.library.bib.entries}
    removed = {word.source for word in desk.library.file.source_decisions if word.action == "remove"}
    for document in desk.library.file.documents:
        page = desk.page_of(document.id)
        for citation in document.citations:
            if citation.source not in known:
                message = f"{citation.source}, which is cited here, is not in refs.bib"
                if page is not None and page.state == "same":
                    yield desk.at_page("EV008", page, message, citation.start, citation.end, citation.source)
                else:
                    yield desk.in_claims("EV008", document.id, message, citation.source)
    for claim in desk.library.claims.values():
        for key in claim.sources:
            if key not in known and key not in removed:
                yield desk.at_claim(
                    "EV008", claim.id, f"this claim rests on {key}, which is not in refs.bib", f"{claim.id} {key}"
                )
