"""A source as every bibliographic format sees it: names in their parts, one field each for what the formats know by many names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import regex

from evidence.journals import journal_titled
from evidence.library.latex import encode_verbatim
from evidence.library.names import PersonName, parse_names
from evidence.records import Record

if TYPE_CHECKING:
    from evidence.library.bibfile import BibEntry
    from evidence.library.records import Source

_SPACES = regex.compile(r"[\s\p{Z}]++")
_UNWRITABLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069\uFEFF]")
_DAY = regex.compile(r"^\s*+\d{4}-\d\d-(\d\d)")
_COMMA = regex.compile(r",\s*+")
_KEYWORDS = regex.compile(r"\s*[,;]\s*")


ARTICLES = frozenset({"article", "article-journal", "article-magazine", "article-newspaper"})
"""CSL types whose container is a journal."""
OTHERS = frozenset({"et al", "et al.", "others"})
"""Last name of a list that says that there are more."""


class Item(Record, frozen=True, kw_only=True):
    """One bibliographic record, independent of a format. What is not known is empty; every text is one line without control codes.

    ``kind`` is a CSL type; ``container`` the journal of an article, else the book or proceedings that a part stands in; ``short_container``
    the journal's NLM abbreviation; ``et_al``: there are more authors than are named.
    """

    key: str = ""
    kind: str = "article-journal"
    authors: tuple[PersonName, ...] = ()
    et_al: bool = False
    editors: tuple[PersonName, ...] = ()
    title: str = ""
    container: str = ""
    short_container: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    article_number: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry: str = ""
    issn: str = ""
    isbn: str = ""
    url: str = ""
    abstract: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    note: str = ""

    @property
    def pages(self) -> str:
        """First and last page with a hyphen, or the article number; empty if neither is known."""
        pages = "-".join(page for page in (self.first_page, self.last_page) if page)
        return pages or self.article_number


def whole_page(first: str, last: str) -> str:
    """The last page in full, where it was written elided.

    Example:
        >>> whole_page("281", "3"), whole_page("99", "102"), whole_page("S12", "8")
        ('283', '102', '8')
    """
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        whole = first[: len(first) - len(last)] + last
        return whole if int(whole) > int(first) else last
    return last


def one_line(text: str) -> str:
    """Text as one line that any file can hold: white space single, no control codes, no marks that turn the text around, no half characters.

    Example:
        >>> one_line(" a\\n\\tb\\x07 c")
        'a b c'
    """
    return str(_SPACES.sub(" ", _UNWRITABLE.sub("", _SPACES.sub(" ", text)))).strip()


def cleaned(item: Item) -> Item:
    """The item with every text as one line, and empty names left out."""

    def clean(value: object) -> object:
        if isinstance(value, str):
            return one_line(value)
        if isinstance(value, PersonName):
            return PersonName(
                one_line(value.family).strip(" ,"), one_line(value.given), one_line(value.suffix), value.group
            )
        if isinstance(value, tuple):
            parts = (clean(part) for part in value)
            return tuple(part for part in parts if (part.family if isinstance(part, PersonName) else part))
        return value

    values = {name: clean(getattr(item, name)) for name in item.__struct_fields__}
    return Item(**values)  # type: ignore[arg-type]


def to_item(source: Source, entry: BibEntry | None, keywords: tuple[str, ...] = ()) -> Item:
    """A source of the library as an item.

    Args:
        source: As the library has it, its journal's title where that is certain.
        entry: Its entry, which has given names in full, editors, abstract and the like; ``None`` for what is in memory only.
        keywords: Added behind the entry's own.

    Example:
        >>> from evidence.library.bibfile import read_entry
        >>> from evidence.library.sources import to_source
        >>> from evidence.journals import Aliases
        >>> entry = read_entry("@article{a, author={de Wit, Anna}, journal={Pediatric Dermatology}, year=2014, pages={595--598}}", {})
        >>> item = to_item(to_source(entry, Aliases()), entry)
        >>> item.authors[0].given, item.short_container, item.pages
        ('Anna', 'Pediatr Dermatol', '595-598')
    """
    fields = source.fields
    values = entry.values if entry else {}
    authors = parse_names(entry.inside("author") or "") if entry else _names(fields.authors or ())
    container = fields.journal or fields.container_title or ""
    known = journal_titled(container) if container and fields.kind in ARTICLES else None
    day = _DAY.match(values.get("date", ""))
    digits = day[1] if day else values.get("day", "").strip()
    title = fields.title or ""
    subtitle = values.get("subtitle", "")
    return cleaned(
        Item(
            key=source.key,
            kind=fields.kind,
            authors=authors,
            et_al=fields.et_al and bool(authors),
            editors=parse_names(entry.inside("editor") or "") if entry else (),
            title=f"{title}: {subtitle}" if title and subtitle else title,
            container=container,
            short_container=(known.abbreviation if known else "") or values.get("shortjournal", ""),
            year=fields.year,
            month=fields.month,
            day=int(digits) if digits.isdecimal() and fields.month and 1 <= int(digits[:4]) <= 31 else None,
            volume=fields.volume or "",
            issue=fields.issue or "",
            first_page=fields.first_page or "",
            last_page=whole_page(fields.first_page or "", fields.last_page or ""),
            article_number=(fields.article_number or "") if not fields.first_page else "",
            publisher=fields.publisher or "",
            place=values.get("location", "") or values.get("address", ""),
            edition=fields.edition or "",
            doi=encode_verbatim(fields.doi or ""),
            pmid=encode_verbatim(fields.pmid or ""),
            pmcid=encode_verbatim(fields.pmcid or ""),
            registry=fields.registry_id or "",
            issn=encode_verbatim(values.get("issn", "")),
            isbn=encode_verbatim(values.get("isbn", "")),
            url=encode_verbatim(fields.url or ""),
            abstract=values.get("abstract", ""),
            language=values.get("language", "") or values.get("langid", ""),
            keywords=tuple(dict.fromkeys((*source.keywords, *keywords))),
            note=values.get("note", ""),
        )
    )


def join_name(name: PersonName) -> str:
    """A name as one string with commas, the form of RIS and EndNote: ``Family, Given, Suffix``; a comma of a group is doubled.

    A group of several words ends in a comma, so that no reader takes its last word for a surname.

    Source: *EndNote* user guide, "Author names": a corporate name with a comma has two where the first one stands.

    Example:
        >>> join_name(PersonName("de Wit", "Anna", "Jr")), join_name(PersonName("Clinic A, Ward B", group=True))
        ('de Wit, Anna, Jr', 'Clinic A,, Ward B')
    """
    if not name.given and not name.suffix:
        family = _COMMA.sub(",, ", name.family.strip(" ,"))
        return f"{family}," if " " in family and "," not in family else family
    parts = (name.family, name.given, name.suffix) if name.suffix else (name.family, name.given)
    return ", ".join(" ".join(part.replace(",", " ").split()) for part in parts)


def split_name(text: str) -> PersonName:
    """``Family, Given, Suffix`` in its parts; what has no comma and more than one word is a group.

    Example:
        >>> split_name("de Wit, Anna, Jr").suffix, split_name("Clinic A,, Ward B"), split_name("World Health Organization,").group
        ('Jr', PersonName(family='Clinic A, Ward B', given='', suffix='', group=True), True)
    """
    text = one_line(text)
    if ",," in text:
        return PersonName(text.replace(",,", ","), group=True)
    family, *rest = (part.strip() for part in text.split(","))
    given, suffix = (rest[0] if rest else ""), " ".join(rest[1:]).strip()
    return PersonName(family, given, suffix, group=not given and not suffix and " " in family)


def without_others(names: tuple[PersonName, ...]) -> tuple[tuple[PersonName, ...], bool]:
    """Names without a last "et al", and whether there was one."""
    kept = tuple(name for name in names if name.family and name.family.lower() not in OTHERS)
    return kept, len(kept) < len([name for name in names if name.family])


def with_parents(entry: BibEntry, parent: BibEntry | None) -> BibEntry:
    """The entry with the fields that it inherits, as BibTeX's ``crossref`` has it; its own count before its parent's.

    Source: O. Patashnik, *BibTeXing* (1988), section 4, ``crossref``; a book's title is the part's ``booktitle``.
    """
    if parent is None:
        return entry
    own = {name.lower() for name, _ in entry.pairs}
    inherited = [pair for pair in parent.pairs if pair[0].lower() not in own and pair[0].lower() != "title"]
    title = next((raw for name, raw in parent.pairs if name.lower() == "title"), "")
    booktitle = (
        [("booktitle", title)] if title and "booktitle" not in {*own, *(name.lower() for name, _ in inherited)} else []
    )
    return msgspec.structs.replace(entry, pairs=(*entry.pairs, *inherited, *booktitle))


def split_keywords(text: str) -> tuple[str, ...]:
    """Keywords of one field, divided by commas or semicolons."""
    return tuple(word for word in _KEYWORDS.split(text.strip(" ,;")) if word)


def _names(authors: tuple[str, ...]) -> tuple[PersonName, ...]:
    """Names from ``"Family, Initials"``."""
    parts = (author.partition(", ") for author in authors)
    return tuple(PersonName(family, given, group=not given and " " in family) for family, _, given in parts)
