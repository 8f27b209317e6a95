"""EndNote XML → records, with the parser of the standard library; a document type is refused, and with it every entity that it could define."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from evidence.errors import InputError, raise_together
from evidence.exports.endnote import REFERENCE_TYPES
from evidence.exports.item import ARTICLES, Item, split_name, without_others
from evidence.imports.parts import find_doi, find_pmcid, ids_in_note, parse_date, parse_pages
from evidence.imports.records import Imported, Place, to_imported

_DEEPEST = 40
_KINDS = {name: kind for kind, (_, name) in reversed(REFERENCE_TYPES.items())} | {
    "Electronic Article": "article-journal", "Electronic Book": "book", "Edited Book": "book", "Conference Proceedings": "paper-conference",
    "Conference Proceeding": "paper-conference", "Electronic Book Section": "chapter", "Government Document": "report", "Blog": "webpage",
    "Unpublished Work": "manuscript", "Online Database": "webpage", "Dictionary": "entry",
}  # fmt: skip
_TAKEN = frozenset(
    [
        "authors/author",
        "secondary-authors/author",
        "titles/title",
        "titles/secondary-title",
        "titles/alt-title",
        "periodical/full-title",
        "periodical/abbr-1",
        "pages",
        "volume",
        "number",
        "edition",
        "keywords/keyword",
        "dates/year",
        "pub-dates/date",
        "pub-location",
        "publisher",
        "isbn",
        "orig-pub",
        "accession-num",
        "abstract",
        "notes",
        "label",
        "custom2",
        "custom3",
        "custom7",
        "related-urls/url",
        "web-urls/url",
        "electronic-resource-num",
        "remote-database-name",
        "language",
        "database",
        "source-app",
        "rec-number",
        "ref-type",
        "foreign-keys/key",
        "alt-periodical/full-title",
        "alt-periodical/abbr-1",
    ]
)

Parts = dict[str, list[str]]


def read_endnote(text: str, path: str) -> tuple[Imported, ...]:
    """The records of an EndNote XML file.

    Args:
        text: The file decoded.
        path: For messages.

    Raises:
        InputError: The XML is broken, has a document type, or is no EndNote file.

    Example:
        >>> [record] = read_endnote('<xml><records><record><ref-type name="Book">6</ref-type><titles><title>Skin &amp; so</title></titles>'
        ...     '</record></records></xml>', "a.xml")
        >>> record.entry.kind, record.entry.values["title"]
        ('book', 'Skin & so')
    """
    reader = _Reader(path, text)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    reader.parser = parser
    try:
        parser.Parse(text.removeprefix("\ufeff").encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise reader.error(
            f"this is no sound XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1
        ) from None
    if not reader.seen_records:
        raise reader.error("this is no EndNote XML: there is no <records>", 1, 1)
    raise_together(reader.problems)
    return tuple(reader.records)


class _Reader:
    """What the parser calls; collects the text of each element under its parent's and its own name."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.removeprefix("\ufeff")
        self.parser: Any = None
        self.records: list[Imported] = []
        self.problems: list[InputError] = []
        self.seen_records = False
        self._stack: list[str] = []
        self._texts: list[list[str]] = []
        self._parts: Parts | None = None
        self._kind = ""
        self._place = Place(1)

    def error(self, message: str, line: int, column: int) -> InputError:
        lines = self.lines.split("\n")
        excerpt = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
        return InputError(message, path=self.path, line=line, column=column, excerpt=excerpt)

    def refuse(self, *_declaration: Any) -> None:
        raise self.error(
            "XML with a document type or entities is not read",
            self.parser.CurrentLineNumber,
            self.parser.CurrentColumnNumber + 1,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= _DEEPEST:
            raise self.error(
                "elements are nested too deep", self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            )
        self.seen_records = self.seen_records or name == "records"
        if name == "record":
            self._parts, self._kind = {}, ""
            self._place = Place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        elif name == "ref-type":
            self._kind = attributes.get("name", "")
        if name != "style":
            self._stack.append(name)
            self._texts.append([])

    def text(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def end(self, name: str) -> None:
        if name == "style":
            return
        self._stack.pop()
        text = "".join(self._texts.pop()).strip()
        if name == "record" and self._parts is not None:
            dropped = (part for part in self._parts if part not in _TAKEN)
            self.records.append(to_imported(_to_item(self._parts, self._kind), self._place, dropped))
            self._parts = None
        elif self._parts is not None and text:
            parent = self._stack[-1] if self._stack else ""
            self._parts.setdefault(name if parent == "record" else f"{parent}/{name}", []).append(text)


def _to_item(parts: Parts, kind_name: str) -> Item:
    def first(*names: str) -> str:
        return next((parts[name][0] for name in names if name in parts), "")

    kind = _KINDS.get(kind_name, "document")
    in_journal = kind in ARTICLES
    authors, et_al = without_others(tuple(split_name(name) for name in parts.get("authors/author", ())))
    first_page, last_page = parse_pages(first("pages"))
    note = first("notes")
    pmid, pmcid = ids_in_note(note)
    number = first("accession-num")
    database = first("remote-database-name").lower()
    year = parse_date(first("dates/year"))[0]
    _, month, day = parse_date(f"{year or 2000} {first('pub-dates/date').replace('/', ' ')}")
    is_pmid = number.isdecimal() and (in_journal or any(name in database for name in ("pubmed", "medline", "nlm")))
    serial, other = first("isbn"), first("orig-pub")
    return Item(
        key=first("label"),
        kind=kind,
        authors=authors,
        et_al=et_al,
        editors=tuple(split_name(name) for name in parts.get("secondary-authors/author", ())),
        title=first("titles/title"),
        container=first("titles/secondary-title", "periodical/full-title", "titles/alt-title", "periodical/abbr-1"),
        year=year,
        month=month if year else None,
        day=day if year else None,
        volume=first("volume"),
        issue=first("number"),
        first_page=first_page,
        last_page=last_page,
        article_number=first("custom7"),
        edition=first("edition"),
        publisher=first("publisher"),
        place=first("pub-location"),
        issn=serial if in_journal else other,
        isbn=other if in_journal else serial,
        doi=find_doi(first("electronic-resource-num")),
        pmid=number if is_pmid else pmid,
        pmcid=find_pmcid(first("custom2")) or pmcid,
        url=first("related-urls/url", "web-urls/url"),
        registry=first("custom3"),
        abstract=first("abstract"),
        language=first("language"),
        keywords=tuple(parts.get("keywords/keyword", ())),
        note=note,
    )
