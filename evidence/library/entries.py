"""An entry of ``refs.bib`` ↔ bibliographic fields: BibTeX's, BibLaTeX's, JabRef's and Zotero's names for the same thing."""

from __future__ import annotations

import regex

from evidence.library.bibfile import BibEntry
from evidence.library.bibvalues import MONTHS
from evidence.library.latex import encode_field, encode_latex
from evidence.library.names import names_all, parse_authors, render_authors
from evidence.library.titles import protect_capitals
from evidence.records import Fields

KINDS = {
    "article": "article-journal", "article-journal": "article-journal", "periodical": "article-journal", "book": "book", "mvbook": "book",
    "booklet": "pamphlet", "collection": "book", "manual": "report", "proceedings": "book", "incollection": "chapter", "inbook": "chapter",
    "suppbook": "chapter", "inreference": "entry", "inproceedings": "paper-conference", "conference": "paper-conference", "report": "report",
    "techreport": "report", "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "online": "webpage", "electronic": "webpage",
    "www": "webpage", "webpage": "webpage", "dataset": "dataset", "software": "software", "patent": "patent", "unpublished": "manuscript",
}  # fmt: skip
"""Entry type in lower case → CSL type (biblatex manual, chapter 2.1; CSL 1.0.2, appendix III); others are ``document``."""

_TYPES = {
    "article-journal": "article", "article": "article", "article-magazine": "article", "article-newspaper": "article", "book": "book",
    "chapter": "incollection", "paper-conference": "inproceedings", "report": "techreport", "thesis": "phdthesis", "pamphlet": "booklet",
    "webpage": "online", "dataset": "misc", "manuscript": "unpublished",
}  # fmt: skip

FIELD_ORDER = (
    "author", "title", "journal", "booktitle", "publisher", "institution", "edition", "year", "month", "volume", "number", "pages", "eid",
    "doi", "pmid", "pmcid", "registry", "url", "keywords", "cited-as", "claims",
)  # fmt: skip
"""Order of the fields in an entry that the program writes."""

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "journal": ("journal", "journaltitle", "fjournal"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "article_number": ("eid", "article-number", "articleno"),
    "url": ("url", "howpublished"),
    "container_title": ("booktitle", "maintitle", "series"),
    "publisher": ("publisher", "institution", "organization", "school"),
    "edition": ("edition",),
    "registry_id": ("registry",),
}
"""Field of the record → names in an entry, the first one that stands counts."""

_YEAR = regex.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|2100)(?!\d)")
_DATE_MONTH = regex.compile(r"^\d{4}-(\d\d)")
_PAGES = regex.compile(r"\s*+([^\s,;–—-]++)\s*+(?:(?:--?-?|–|—)\s*+([^\s,;–—-]++))?+")
_PMID = regex.compile(r"\bPMID:?\s{0,3}+(\d{1,9})\b", regex.I)
_PMCID = regex.compile(r"\b(PMC\d{1,9})\b", regex.I)
_DOI = regex.compile(r"10\.\d{4,9}/\S++")
_URL = regex.compile(r"https?://[^\s{}]++")


def to_fields(entry: BibEntry) -> Fields:
    """The bibliographic fields of an entry; what it does not say is ``None``.

    Identifiers are also taken from where reference managers put them: ``eprint`` with ``eprinttype = pubmed``, ``note = {PMID: 1}``, a DOI
    written as an address.

    Example:
        >>> from evidence.library.bibfile import read_entry
        >>> fields = to_fields(read_entry("@article{a, journal=PD, year=2014, pages={595--598}, note={PMID: 123}}", {}))
        >>> fields.journal, fields.year, fields.first_page, fields.last_page, fields.pmid
        ('PD', 2014, '595', '598', '123')
    """
    values = entry.values
    known = {field: _first(values, names) for field, names in _NAMES.items()}
    known["url"] = _address(known["url"])
    first, last, number = _pages(values.get("pages", ""), known["article_number"])
    kind = KINDS.get(entry.kind, "document")
    return Fields(
        authors=parse_authors(entry.inside("author") or "") or None,
        et_al=not names_all(entry.inside("author") or ""),
        year=_year(values),
        month=_month(values),
        first_page=first,
        last_page=last,
        journal_as_written=known["journal"],
        doi=_doi(values),
        pmid=_pmid(values),
        pmcid=_pmcid(values),
        kind="webpage" if kind == "document" and known["url"] and not known["journal"] else kind,
        **{**known, "article_number": number},
    )


def to_entry_fields(fields: Fields) -> dict[str, str]:
    """Entry field name → encoded inside of its value, in ``FIELD_ORDER``; only what is known.

    Example:
        >>> to_entry_fields(Fields(journal="J & K", year=2014, volume="31", first_page="595", last_page="598"))
        {'journal': 'J \\\\& K', 'year': '2014', 'volume': '31', 'pages': '595--598'}
    """
    pages = "--".join(encode_latex(page) for page in (fields.first_page, fields.last_page) if page)
    is_report = fields.kind in {"report", "thesis"}
    plain: dict[str, str | None] = {
        "title": fields.title,
        "journal": fields.journal or fields.journal_as_written,
        "booktitle": fields.container_title,
        "institution" if is_report else "publisher": fields.publisher,
        "edition": fields.edition,
        "year": str(fields.year) if fields.year is not None else None,
        "volume": fields.volume,
        "number": fields.issue,
        "eid": fields.article_number,
        "doi": fields.doi,
        "pmid": fields.pmid,
        "pmcid": fields.pmcid,
        "registry": fields.registry_id,
        "url": fields.url,
    }
    encoded = {name: encode_field(name, value) for name, value in plain.items() if value and value.strip()}
    if fields.authors:
        encoded["author"] = render_authors(fields.authors) + (" and others" if fields.et_al else "")
    if fields.month and 1 <= fields.month <= 12:
        encoded["month"] = MONTHS[fields.month - 1]
    if pages:
        encoded["pages"] = pages
    if "title" in encoded:
        encoded["title"] = protect_capitals(encoded["title"])
    return {name: encoded[name] for name in FIELD_ORDER if name in encoded}


def entry_type(fields: Fields) -> str:
    """The entry type for a work of which no entry exists yet.

    Example:
        >>> entry_type(Fields(journal="PD")), entry_type(Fields(kind="chapter")), entry_type(Fields(url="https://x.org"))
        ('article', 'incollection', 'online')
    """
    if fields.kind != "article-journal" or fields.journal or fields.journal_as_written:
        return _TYPES.get(fields.kind, "online" if fields.url else "misc")
    return (
        "online"
        if fields.url and not (fields.doi or fields.pmid or fields.pmcid)
        else "article"
        if fields.doi or fields.pmid or fields.pmcid
        else "misc"
    )


def missing_fields(entry: BibEntry, fields: Fields) -> dict[str, str]:
    """What a citation knows and the entry does not: names → encoded values. What stands in the entry is never touched.

    Example:
        >>> from evidence.library.bibfile import read_entry
        >>> missing_fields(read_entry("@article{a, journal=PD, year=2014}", {}), Fields(year=1999, volume="31", journal="X"))
        {'volume': '31'}
    """
    held = to_fields(entry)
    same = {"author": held.authors, "journal": held.journal, "number": held.issue, "pages": held.first_page or held.article_number,
            "eid": held.article_number or held.first_page, "booktitle": held.container_title, "publisher": held.publisher,
            "institution": held.publisher, "registry": held.registry_id}  # fmt: skip
    out = {}
    for name, value in to_entry_fields(fields).items():
        known = same.get(name) if name in same else getattr(held, name, None)
        if not known and name not in entry.values:
            out[name] = value
    return out


def _first(values: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[name] for name in names if values.get(name)), None)


def _pages(pages: str, number: str | None) -> tuple[str | None, str | None, str | None]:
    match = _PAGES.match(pages)
    if match is None:
        return None, None, number
    return match[1], match[2] if match[2] != match[1] else None, number


def _year(values: dict[str, str]) -> int | None:
    match = _YEAR.search(values.get("year") or "") or _YEAR.search(values.get("date") or "")
    return int(match[1]) if match else None


def _month(values: dict[str, str]) -> int | None:
    written = (values.get("month") or "").strip(" .")
    if written[:3].lower() in MONTHS:
        return MONTHS.index(written[:3].lower()) + 1
    dated = _DATE_MONTH.match(values.get("date") or "")
    digits = written if written.isascii() and written.isdigit() else dated[1] if dated else ""
    return int(digits) if digits and 1 <= int(digits[:4]) <= 12 else None


def _doi(values: dict[str, str]) -> str | None:
    match = _DOI.search(values.get("doi") or "")
    return match[0].rstrip(".,;") if match else None


def _pmid(values: dict[str, str]) -> str | None:
    if values.get("eprinttype", values.get("archiveprefix", "")).lower() in {"pubmed", "pmid", "medline"}:
        return values.get("eprint")
    written = (values.get("pmid") or "").strip()
    if written:
        return written.split(":")[-1].strip() or None
    match = _PMID.search(values.get("note") or "") or _PMID.search(values.get("extra") or "")
    return str(match[1]) if match else None


def _pmcid(values: dict[str, str]) -> str | None:
    for name in ("pmcid", "pmc", "note", "extra"):
        written = (values.get(name) or "").strip()
        match = _PMCID.search(written)
        if match:
            return str(match[1]).upper()
        if name in {"pmcid", "pmc"} and written.isascii() and written.isdigit():
            return f"PMC{written}"
    return None


def _address(written: str | None) -> str | None:
    match = _URL.search(written or "")
    return str(match[0]) if match else None


__all__ = ["FIELD_ORDER", "KINDS", "entry_type", "missing_fields", "to_entry_fields", "to_fields"]
