"""How findings, a library, its mappings and what they hold show themselves in Jupyter."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, InputError
from evidence.library.catalogue import Catalogue, Therapy
from evidence.library.records import DocumentRecord, LibraryClaim, Source
from evidence.styles import short_reference
from evidence.views.describe import describe
from evidence.views.marked_text import marked_html
from evidence.views.notebook import MOST_ROWS, cell_text, list_html, title_html
from evidence.views.report_summary import summarise
from evidence.views.statement import shown_statement, shown_text
from evidence.views.subjects import count_directions, direction_label, subjects
from evidence.wording import clean, clip, counted

if TYPE_CHECKING:
    from evidence.findings import Findings
    from evidence.library.asked import Asked
    from evidence.library.member import Member
    from evidence.records import Citation, Claim


def findings_html(found: Findings) -> str:
    """What a document says: one row a claim, then what is cited, then the text with its claims marked, folded where it is long."""
    from evidence.library import Library

    texts = {citation.id: _prose(found, citation) for citation in found.citations}
    claims = [
        {
            "treatment": (" + " if claim.combination else ", ").join(claim.therapies),
            "direction": direction_label(claim.direction),
            "statement": _prose(found, claim),
            "cites": [texts.get(name, name) for name in claim.citations] or "no source",
        }
        for claim in found.claims
    ]
    cited = [
        {"citation": _prose(found, citation), "key": citation.key, "uncertain": citation.uncertain}
        for citation in found.citations
    ]
    library = Library.of(found)
    text = "".join(marked_html(library, name, found.document) for name in library.documents)
    return (
        list_html(repr(found)[1:-1], claims)
        + (list_html(counted(len(cited), "citation"), cited) if cited else "")
        + f"<details><summary>The text with its claims marked</summary>{text}</details>"
    )


def library_html(library: Asked) -> str:
    """A library in three sentences, and its evidence table without what needs room: ``table()`` has that."""
    table = library.table()
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    short = ("Therapy", "Condition", "Direction", "Sources", "Claims", "Uncited")
    shown = list_html("", rows, short) if rows else ""
    return f"{title_html(repr(library)[1:-1])}<p>{cell_text(summarise(library))}</p>{shown}"


def catalogue_html(catalogue: Catalogue[Any]) -> str:
    """A mapping as a table, one row a value; of more than 200 the first are shown and the rest counted."""
    rows = [_row(key, catalogue[key]) for key in islice(catalogue, MOST_ROWS)]
    more = f"<p>… and {len(catalogue) - len(rows):,} more</p>" if len(catalogue) > len(rows) else ""
    return list_html(repr(catalogue)[1:-1].partition(":")[0], rows) + more


def _row(key: str, value: Any) -> dict[str, object]:
    if isinstance(value, Source):
        return {
            "key": key,
            "source": short_reference(value),
            "title": value.fields.title,
            "cited as": tuple(map(shown_text, value.cited_as)),
            "uncertain": value.uncertain,
        }
    if isinstance(value, LibraryClaim):
        return {
            "id": key,
            "treatment": subjects(value),
            "condition": value.conditions,
            "outcome": value.outcome,
            "direction": direction_label(value.direction),
            "statement": clip(shown_statement(value.library, value), 300),
            "sources": value.sources or "no source",
            "status": "missing" if value.missing else value.status,
        }
    if isinstance(value, Therapy):
        claims = tuple(value.library.claims[name] for name in value.claims)
        return {
            "name": key,
            "directions": count_directions(claims),
            "sources": value.sources or "no source",
            "conditions": value.conditions,
            "documents": value.documents,
        }
    if isinstance(value, DocumentRecord):
        claims = tuple(claim for claim in value.library.claims.values() if claim.document == key and claim.counts)
        return {
            "id": key,
            "title": value.title,
            "file": value.path,
            "claims": len(claims),
            "citations": len(value.citations),
        }
    return {"key": key, "value": repr(value)}


def member_html(member: Member) -> str:
    """One source, claim, therapy or document of a library with all that hangs on it."""
    library = member.library
    if isinstance(member, Source):
        return describe(library, f"source:{member.key}")._repr_html_()
    if isinstance(member, LibraryClaim):
        return describe(library, f"claim:{member.id}")._repr_html_()
    if isinstance(member, Therapy):
        return describe(library, f"therapy:{member.name}")._repr_html_()
    if isinstance(member, DocumentRecord):
        return _document_html(member)
    raise TypeError(type(member).__name__)


def _document_html(record: DocumentRecord) -> str:
    """The document with its claims marked; where its file cannot be read, why, and what the library knows of it."""
    from evidence.library.deciding import read_again

    try:
        if record.path == "-":  # reading "-" would wait for what a person types
            raise InputError("it has no file: it was read from a string or from standard input")
        return marked_html(record.library, record.id, read_again(record, record.library.path))
    except EvidenceError as error:
        known: str = describe(record.library, f"document:{record.id}")._repr_html_()
        return f"{known}<p>{cell_text(str(error))}</p>"


def _prose(found: Findings, part: Claim | Citation) -> str:
    """The words of a part of a document, without its markup."""
    document = found.document
    return clean(document.text[slice(*document.to_text(part.start, part.end))]) or part.text
