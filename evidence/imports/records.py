"""What a reader of a bibliography gives: an entry to be, with its place in the file that it came from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import msgspec

from evidence.errors import InputError
from evidence.exports.item import ARTICLES, Item, cleaned
from evidence.keys import citation_key
from evidence.library.bibedit import render_entry
from evidence.library.bibfile import BibEntry, read_entry
from evidence.library.entries import to_entry_fields
from evidence.library.latex import encode_field, encode_latex
from evidence.library.names import PersonName
from evidence.library.sources import check_key
from evidence.records import Fields

TYPES = {
    "article-journal": "article", "article": "article", "article-magazine": "article", "article-newspaper": "article", "review": "article",
    "book": "book", "chapter": "incollection", "entry": "inreference", "entry-encyclopedia": "inreference", "entry-dictionary": "inreference",
    "paper-conference": "inproceedings", "report": "techreport", "thesis": "phdthesis", "pamphlet": "booklet", "webpage": "online",
    "post": "online", "post-weblog": "online", "dataset": "dataset", "software": "software", "patent": "patent", "manuscript": "unpublished",
}  # fmt: skip
"""CSL type → entry type; others are ``misc``."""


class Place(NamedTuple):
    """Where a record begins in its file, from 1."""

    line: int
    column: int = 1


class Imported(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A record as the entry that it will be.

    Attributes:
        entry: With the key that the record has, or one made from its fields.
        place: Where it stands in its file.
        dropped: Names of the fields of its format that have no place here.
    """

    entry: BibEntry
    place: Place
    dropped: tuple[str, ...] = ()

    @cached_property
    def label(self) -> str:
        """A few words to tell it by."""
        values = self.entry.values
        return values.get("title") or values.get("cited-as") or self.entry.key


def to_imported(item: Item, place: Place, dropped: Iterable[str] = ()) -> Imported:
    """A format-independent record as an entry.

    Example:
        >>> record = to_imported(Item(title="Ice & more", container="PD", year=2014, volume="31", first_page="595"), Place(1))
        >>> print(record.entry.text)
        @article{pd-2014-31-595,
          title = {Ice \\& more},
          journal = {PD},
          year = {2014},
          volume = {31},
          pages = {595},
        }
    """
    item = cleaned(item)
    fields = _to_fields(item)
    encoded = to_entry_fields(fields)
    if item.authors:
        encoded["author"] = render_names(item.authors) + (" and others" if item.et_al else "")
    extra = {
        "editor": render_names(item.editors),
        "address": encode_latex(item.place),
        "day": str(item.day) if item.day and item.month else "",
        **{name: encode_field(name, getattr(item, name)) for name in ("issn", "isbn", "abstract", "language", "note")},
        "keywords": ", ".join(encode_latex(word) for word in item.keywords),
    }
    values = encoded | {name: value for name, value in extra.items() if value and name not in encoded}
    text = render_entry(TYPES.get(item.kind, "misc"), _key(item, fields), values.items())
    return Imported(entry=read_entry(text, {}), place=place, dropped=tuple(dict.fromkeys(dropped)))


def render_names(names: tuple[PersonName, ...]) -> str:
    """Names as the inside of an ``author`` value, given names in full.

    Example:
        >>> render_names((PersonName("de Wit", "Anna", "Jr"), PersonName("Sand & Co", group=True), PersonName("Jones")))
        'de Wit, Jr, Anna and {Sand \\\\& Co} and Jones'
    """
    return " and ".join(_render_name(name) for name in names)


def _render_name(name: PersonName) -> str:
    if name.group or (not name.given and not name.suffix):
        whole = encode_latex(name.family)
        return "{" + whole + "}" if name.group or " " in whole or "," in whole else whole
    parts = (name.family, name.suffix, name.given) if name.suffix else (name.family, name.given)
    return ", ".join(_protected(part) for part in parts)


def _protected(part: str) -> str:
    """A part of a name in braces where BibTeX would divide it."""
    encoded = encode_latex(part)
    divided = "," in encoded or " and " in f" {encoded.lower()} "
    return "{" + encoded + "}" if divided else encoded


def _to_fields(item: Item) -> Fields:
    in_journal = item.kind in ARTICLES or TYPES.get(item.kind, "misc") in {"article", "misc"}
    container = item.container or None
    return Fields(
        authors=tuple(", ".join(part for part in (name.family, name.given) if part) for name in item.authors) or None,
        title=item.title or None,
        journal=container if in_journal else None,
        container_title=None if in_journal else container,
        year=item.year,
        month=item.month if item.year else None,
        volume=item.volume or None,
        issue=item.issue or None,
        first_page=item.first_page or None,
        last_page=item.last_page or None,
        article_number=item.article_number or None,
        doi=item.doi or None,
        pmid=item.pmid or None,
        pmcid=item.pmcid or None,
        url=item.url or None,
        publisher=item.publisher or None,
        edition=item.edition or None,
        registry_id=item.registry or None,
        kind=item.kind,
    )


def _key(item: Item, fields: Fields) -> str:
    """The record's own key if BibTeX can have it, else one from its fields."""
    try:
        return check_key(item.key)
    except InputError:
        return citation_key(fields)
