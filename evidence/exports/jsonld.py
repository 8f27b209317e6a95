"""JSON-LD: sources as schema.org works, claims with their CiTO relations, and the places of both as Web Annotation selectors.

The context stands in the file, so that no reader fetches one.

Source: schema.org (``ScholarlyArticle``, ``Claim``); CiTO 2.8.1; W3C *Web Annotation Data Model*, 4.2.4 (quote) and 4.2.5 (position, which counts
text without markup: it is given only where the document can be read and is the one that was added).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from evidence.errors import EvidenceError
from evidence.exports.item import ARTICLES, Item, one_line
from evidence.views.subjects import counting_claims
from evidence.wording import json_for_eyes

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.exports.selection import Selection
    from evidence.library.library import Library
    from evidence.library.names import PersonName
    from evidence.library.records import DocumentRecord, LibraryClaim

CONTEXT: dict[str, Any] = {
    "schema": "https://schema.org/",
    "cito": "http://purl.org/spar/cito/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ev": "urn:evidence:",
    "schema:sameAs": {"@type": "@id"},
    "schema:datePublished": {"@type": "xsd:string"},
}
_TYPES = {
    "book": "Book", "chapter": "Chapter", "report": "Report", "thesis": "Thesis", "webpage": "WebPage", "dataset": "Dataset",
    "software": "SoftwareSourceCode", "paper-conference": "ScholarlyArticle", "article-newspaper": "NewsArticle",
}  # fmt: skip


def export_jsonld(selection: Selection) -> str:
    """The selected sources, the claims that rest on them, and the documents of these claims, as one JSON-LD document."""
    library = selection.library
    chosen = set(selection.keys)
    claims = [claim for claim in counting_claims(library) if selection.everything or chosen & set(claim.sources)]
    documents = [
        library.documents[name]
        for name in dict.fromkeys(claim.document for claim in claims)
        if name in library.documents
    ]
    pages = {record.id: page for record in documents if (page := _read_again(library, record)) is not None}
    graph: list[dict[str, Any]] = [
        *(_work(item) for item in selection.items),
        *({"@id": _id("document", record.id), "@type": "schema:WebPage", "schema:name": one_line(record.title or record.path),
           "schema:identifier": f"sha256:{record.sha256}"} for record in documents),
    ]  # fmt: skip
    for claim in claims:
        graph += (_claim(claim, chosen), _annotation(claim, pages.get(claim.document)))
    raw = msgspec.json.encode({"@context": CONTEXT, "@graph": graph})
    return json_for_eyes(msgspec.json.format(raw, indent=2).decode()) + "\n"


def _id(kind: str, name: str) -> str:
    return f"urn:evidence:{kind}:{quote(name, safe='-._~')}"


def _work(item: Item) -> dict[str, Any]:
    pages = (
        {"schema:pageStart": item.first_page, "schema:pageEnd": item.last_page}
        if item.first_page
        else {"schema:pagination": item.article_number}
    )
    identifiers = (("doi", item.doi), ("pmid", item.pmid), ("pmcid", item.pmcid), ("registry", item.registry))
    addresses = (
        f"https://doi.org/{quote(item.doi, safe='/:;().-_~')}" if item.doi else "",
        f"https://pubmed.ncbi.nlm.nih.gov/{quote(item.pmid)}/" if item.pmid else "",
        f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(item.pmcid)}/" if item.pmcid else "",
    )
    container = _container(item)
    date = (
        "-".join(f"{part:02}" for part in (item.year, item.month, item.day if item.month else None) if part)
        if item.year
        else ""
    )
    known: dict[str, Any] = {
        "schema:name": item.title,
        "schema:author": {"@list": [_person(name) for name in item.authors]} if item.authors else None,
        "schema:editor": [_person(name) for name in item.editors],
        "schema:datePublished": date,
        "schema:isPartOf": container,
        **pages,
        "schema:publisher": {"@type": "schema:Organization", "schema:name": item.publisher} if item.publisher else None,
        "schema:bookEdition": item.edition,
        "schema:isbn": item.isbn,
        "schema:url": {"@id": address} if (address := _safe_address(item.url)) else None,
        "schema:abstract": item.abstract,
        "schema:inLanguage": item.language,
        "schema:keywords": list(item.keywords),
        "schema:identifier": [
            {"@type": "schema:PropertyValue", "schema:propertyID": name, "schema:value": value}
            for name, value in identifiers
            if value
        ],
        "schema:sameAs": [address for address in addresses if address],
    }
    kind = "ScholarlyArticle" if item.kind in ARTICLES else _TYPES.get(item.kind, "CreativeWork")
    return {
        "@id": _id("source", item.key),
        "@type": f"schema:{kind}",
        **{name: value for name, value in known.items() if value},
    }


def _container(item: Item) -> dict[str, Any] | None:
    """The issue of the volume of the journal, as deep as is known; or the book."""
    if item.kind not in ARTICLES:
        return {"@type": "schema:Book", "schema:name": item.container} if item.container else None
    inner: dict[str, Any] | None = None
    if item.container:
        inner = {"@type": "schema:Periodical", "schema:name": item.container}
        inner |= {"schema:alternateName": item.short_container} if item.short_container else {}
        inner |= {"schema:issn": item.issn} if item.issn else {}
    for kind, member, value in (
        ("PublicationVolume", "volumeNumber", item.volume),
        ("PublicationIssue", "issueNumber", item.issue),
    ):
        if value:
            inner = {
                "@type": f"schema:{kind}",
                f"schema:{member}": value,
                **({"schema:isPartOf": inner} if inner else {}),
            }
    return inner


def _person(name: PersonName) -> dict[str, str]:
    if not name.given and not name.suffix:
        kind = "Organization" if name.group else "Person"
        return {"@type": f"schema:{kind}", "schema:name": name.family}
    parts = {"schema:familyName": name.family, "schema:givenName": name.given, "schema:honorificSuffix": name.suffix}
    return {"@type": "schema:Person", **{part: value for part, value in parts.items() if value}}


def _safe_address(url: str) -> str:
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._") if url.lower().startswith(("http://", "https://")) else ""


def _claim(claim: LibraryClaim, chosen: set[str]) -> dict[str, Any]:
    relations: dict[str, list[dict[str, str]]] = {}
    for link in claim.links:
        if link.source in chosen:
            relations.setdefault(f"cito:{link.relation}", []).append({"@id": _id("source", link.source)})
    return {
        "@id": _id("claim", claim.id),
        "@type": "schema:Claim",
        "schema:text": one_line(claim.text),
        "schema:about": [
            *({"@type": "schema:MedicalTherapy", "schema:name": name} for name in claim.therapies),
            *({"@type": "schema:MedicalCondition", "schema:name": name} for name in claim.conditions),
        ],
        "ev:direction": claim.direction,
        "schema:appearance": {"@id": _id("document", claim.document)},
        **relations,
    }


def _annotation(claim: LibraryClaim, page: Document | None) -> dict[str, Any]:
    place = claim.place
    selectors: list[dict[str, Any]] = []
    if page is None:
        selectors.append(_quote(place.exact, place.prefix, place.suffix))
    else:
        start, end = page.to_text(place.start, place.end)
        selectors.append(_quote(page.text[start:end], page.text[max(0, start - 32) : start], page.text[end : end + 32]))
        selectors.append({"@type": "oa:TextPositionSelector", "oa:start": start, "oa:end": end})
    return {
        "@id": _id("place", claim.id),
        "@type": "oa:Annotation",
        "oa:motivatedBy": {"@id": "oa:identifying"},
        "oa:hasBody": {"@id": _id("claim", claim.id)},
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": {"@id": _id("document", claim.document)},
            "oa:hasSelector": selectors,
        },
    }


def _quote(exact: str, prefix: str, suffix: str) -> dict[str, Any]:
    return {
        "@type": "oa:TextQuoteSelector",
        **{
            name: value.encode("utf-8", "replace").decode()
            for name, value in (("oa:exact", exact), ("oa:prefix", prefix), ("oa:suffix", suffix))
        },
    }


def _read_again(library: Library, record: DocumentRecord) -> Document | None:
    """The document as it was added; ``None`` if it is not there or changed since."""
    from evidence.reading import read_document

    if library.path is None:
        return None
    try:
        document = read_document(str(library.path.parent / record.path))
    except EvidenceError:
        return None
    return document if document.sha256 == record.sha256 else None
