"""Small made-up libraries for the tests of views, styles and exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from evidence.library.records import DocumentCitation, DocumentRecord, LibraryClaim, Link, Place, Source
from evidence.records import ContextTherapy, Fields


class Shelf(NamedTuple):
    """What views read of a library, without files."""

    sources: Mapping[str, Source]
    claims: Mapping[str, LibraryClaim]
    documents: Mapping[str, DocumentRecord]


def make_source(key: str = "jfm-2017-34-261", *, cited_as: tuple[str, ...] = (), **fields: Any) -> Source:
    return Source(key=key, fields=Fields(**fields), cited_as=cited_as)


def make_claim(
    name: str,
    *therapies: str,
    sources: tuple[str, ...] = (),
    text: str = "",
    document: str = "page",
    context: tuple[tuple[str, Any], ...] = (),
    **members: Any,
) -> LibraryClaim:
    text = text or f"Something is said of {' and '.join(therapies)}."
    return LibraryClaim(
        id=name,
        document=document,
        text=text,
        place=Place(exact=text, start=10, end=10 + len(text)),
        therapies=therapies,
        links=tuple(Link(source=key) for key in sources),
        context=tuple(ContextTherapy(therapy=therapy, role=role) for therapy, role in context),
        **members,
    )


def make_shelf(*items: Source | LibraryClaim | DocumentRecord) -> Shelf:
    """A shelf of these things; documents of claims are made where they are not given."""
    sources = {item.key: item for item in items if isinstance(item, Source)}
    claims = {item.id: item for item in items if isinstance(item, LibraryClaim)}
    documents = {item.id: item for item in items if isinstance(item, DocumentRecord)}
    for claim in claims.values():
        if claim.document not in documents:
            cited = dict.fromkeys(
                key for other in claims.values() if other.document == claim.document for key in other.sources
            )
            citations = tuple(DocumentCitation(source=key, text=f"[{key}]", start=0, end=1) for key in cited)
            documents[claim.document] = DocumentRecord(
                id=claim.document, path=f"pages/{claim.document}.md", sha256="0" * 64, citations=citations
            )
    return Shelf(sources, claims, documents)


def make_example() -> Shelf:
    """Two conditions, four sources (one idle), every direction, a combination, context therapies and a rejected claim."""
    warts, gout = ("viral warts",), ("gout",)
    page = DocumentRecord(
        id="warts", path="pages/warts.md", sha256="1" * 64, title="Warts on the hand", conditions=warts,
        citations=tuple(
            DocumentCitation(source=key, text=text, start=at, end=at + len(text))
            for at, (key, text) in enumerate(
                (("jfm-2017-34-261", "[JFM 2017;34;261]"), ("ann-2014-31-595", "Ann Hand Med 2014;31:595-8"), ("cases-2008-1-9", "Cases 2008, 1:9"))
            )
        ),
    )  # fmt: skip
    return make_shelf(
        page,
        make_source("jfm-2017-34-261", cited_as=("JFM 2017;34;261",), journal="JFM", year=2017, volume="34", first_page="261"),
        make_source(
            "ann-2014-31-595", cited_as=("Ann Hand Med 2014;31:595-8",), journal="Annals of Hand Medicine", year=2014, volume="31",
            first_page="595", last_page="598", authors=("Okoro, N", "Lind, B"), title="Freezing or tape?", doi="10.1000/hand.31",
        ),
        make_source("cases-2008-1-9", cited_as=("Cases 2008, 1:9",), journal="Cases", year=2008, volume="1", first_page="9"),
        make_source("unused-2001-1-1", journal="Unused", year=2001, volume="1", first_page="1"),
        make_claim("cryo-1", "cryotherapy", sources=("jfm-2017-34-261", "ann-2014-31-595"), document="warts", direction="supports",
                   conditions=warts, text="Cryotherapy cleared most warts [JFM 2017;34;261; Ann Hand Med 2014;31:595-8].",
                   context=(("salicylic acid", "refractory"),), cues=("cleared",)),
        make_claim("cryo-2", "cryotherapy", document="warts", direction="against", conditions=warts, text="Cryotherapy hurts more than it helps."),
        make_claim("tape-1", "duct tape", sources=("ann-2014-31-595",), document="warts", direction="mixed", conditions=warts),
        make_claim("pair-1", "imiquimod", "curettage", combination=True, document="warts", direction="supports", conditions=warts,
                   context=(("general anaesthesia", "avoided"),)),
        make_claim("sali-1", "salicylic acid", document="warts", direction="mentioned", conditions=warts, route="topical"),
        make_claim("colc-1", "colchicine", sources=("jfm-2017-34-261",), document="foot", direction="supports", conditions=gout, study="case series"),
        make_claim("nope-1", "garlic", sources=("jfm-2017-34-261",), document="warts", direction="supports", conditions=warts, status="rejected"),
    )  # fmt: skip
