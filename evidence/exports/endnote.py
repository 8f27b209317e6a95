"""EndNote XML, as EndNote exports and imports it.

Source: no schema is published; element names and type numbers as EndNote X9 to 21 write them and as pandoc's reader takes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from evidence.exports.item import ARTICLES, Item, join_name

if TYPE_CHECKING:
    from evidence.exports.selection import Selection
    from evidence.library.names import PersonName

REFERENCE_TYPES: dict[str, tuple[int, str]] = {
    "article-journal": (17, "Journal Article"), "article": (17, "Journal Article"), "article-magazine": (19, "Magazine Article"),
    "article-newspaper": (23, "Newspaper Article"), "book": (6, "Book"), "chapter": (5, "Book Section"), "paper-conference": (47, "Conference Paper"),
    "report": (27, "Report"), "thesis": (32, "Thesis"), "pamphlet": (55, "Pamphlet"), "webpage": (12, "Web Page"), "dataset": (59, "Dataset"),
    "software": (9, "Computer Program"), "patent": (25, "Patent"), "manuscript": (36, "Manuscript"), "entry": (53, "Encyclopedia"),
    "document": (13, "Generic"),
}  # fmt: skip
"""CSL type → number and name of EndNote's reference type."""


def export_endnote(selection: Selection) -> str:
    """The selected sources as one EndNote XML document."""
    records = "".join(_record(item, number) for number, item in enumerate(selection.items, 1))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n<records>\n{records}</records>\n</xml>\n'


def _record(item: Item, number: int) -> str:
    code, name = REFERENCE_TYPES.get(item.kind, REFERENCE_TYPES["document"])
    journal = item.kind in ARTICLES
    authors = [*_authors(item.authors)] + ([_element("author", "et al.")] if item.et_al else [])
    date = "/".join(f"{part:02}" for part in (item.month, item.day) if part) if item.year and item.month else ""
    parts = (
        '<database name="refs.bib">refs.bib</database>',
        '<source-app name="evidence" version="1">evidence</source-app>',
        f"<rec-number>{number}</rec-number>",
        f'<ref-type name="{name}">{code}</ref-type>',
        _group("contributors", _group("authors", *authors), _group("secondary-authors", *_authors(item.editors))),
        _group(
            "titles",
            _element("title", item.title),
            _element("secondary-title", item.container),
            _element("alt-title", item.short_container),
        ),
        _group("periodical", _element("full-title", item.container), _element("abbr-1", item.short_container))
        if journal
        else "",
        _element("pages", "-".join(page for page in (item.first_page, item.last_page) if page)),
        _element("volume", item.volume),
        _element("number", item.issue),
        _element("edition", item.edition),
        _group("keywords", *(_element("keyword", word) for word in item.keywords)),
        _group("dates", _element("year", str(item.year or "")), _group("pub-dates", _element("date", date))),
        _element("pub-location", item.place),
        _element("publisher", item.publisher),
        _element("isbn", item.issn if journal else item.isbn),
        _element("orig-pub", item.isbn if journal else item.issn),
        _element("accession-num", item.pmid),
        _element("abstract", item.abstract),
        _element("notes", item.note),
        _element("label", item.key),
        _element("custom2", item.pmcid),
        _element("custom3", item.registry),
        _element("custom7", item.article_number),
        _group("urls", _group("related-urls", _element("url", item.url))),
        _element("electronic-resource-num", item.doi),
        _element("remote-database-name", "PubMed" if item.pmid else ""),
        _element("language", item.language),
    )
    return "<record>\n" + "".join(f"  {part}\n" for part in parts if part) + "</record>\n"


def _authors(names: tuple[PersonName, ...]) -> Iterator[str]:
    return (_element("author", join_name(name)) for name in names)


def _element(name: str, text: str) -> str:
    """Text in a style, as EndNote writes it: some readers look for it only there."""
    return f'<{name}><style face="normal" font="default" size="100%">{escape(text)}</style></{name}>' if text else ""


def _group(name: str, *parts: str) -> str:
    inside = "".join(parts)
    return f"<{name}>{inside}</{name}>" if inside else ""
