"""Citations in the file formats of others, whole or torn out: wiki templates, RIS, BibTeX, also flattened to one line."""

from __future__ import annotations

from typing import Any

from evidence.citations.found import Found
from evidence.citations.identifiers import find_identifiers
from evidence.citations.pages import RANGE, parse_pages
from evidence.citations.pieces import MONTHS, compiled

_WIKI = compiled(
    r"(?i)(?:<ref\b[^<>]{0,80}>)?\s{0,4}\{\{\s{0,4}(?:cite|vcite2?|citation)\b[^{}|]{0,30}\|(?P<body>[^{}]{1,4000}+)(?:\}\})?(?:</ref>)?"
)
_WIKI_FIELD = compiled(r"\|?\s{0,8}(?P<name>[A-Za-z][\w-]{0,20})\s{0,8}=(?P<value>[^|]{0,1500}+)")
_RIS = compiled(r"(?<!\S)(?P<tag>[A-Z][A-Z0-9])\s{1,2}-(?:\s|$)")
_NBIB = compiled(r"(?<!\S)PMID-\s\d{5,8}(?=\s)")
_NBIB_TAG = compiled(r"(?<!\S)(?P<tag>[A-Z]{2,4})\s{0,2}-\s")
_SOURCE_LINE = compiled(  # Contact Dermatitis. 2003 Mar;48(3):171-2.
    r"(?P<journal>[^;:]{2,160}?)\.\s(?P<date>(?:1[89]|20)\d\d[^;:]{0,12});(?P<volume>\d{1,4})(?:\((?P<issue>[^()]{1,12})\))?:(?P<pages>[\w.–-]{1,20}?)\.?(?=\s|\Z)"
)
_BIBTEX = compiled(r"@(?P<type>[A-Za-z]{3,16})\s{0,4}[{(]\s{0,4}(?P<key>[^\s,={}]{0,80})\s{0,4},")
_BIBTEX_FIELD = compiled(
    r"(?P<name>[A-Za-z][\w-]{1,24})\s{0,8}=\s{0,8}(?:\{(?P<braced>(?:[^{}]|\{[^{}]{0,400}\}){0,3000}+)\}?|\"(?P<quoted>[^\"]{0,3000}+)\"?|(?P<bare>\d{1,9}|[A-Za-z]{3,9}))"
)
_DATE = compiled(
    r"(?P<year>(?:1[89]|20)\d\d)(?:[-/](?P<month>\d{1,2}))?|(?P<word>\p{L}{3,9})\.?\s(?:\d{1,2},?\s)?(?P<year>(?:1[89]|20)\d\d)"
)
_RANGE = compiled(RANGE)
_WIKI_MARKUP = compiled(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{0,200})\]\]|'{2,3}")
_AND = compiled(r"\s++and\s++")
_CLOSING = compiled(r"\s{0,4},?\s{0,4}[})]")


def parse_fragment(text: str) -> Found | None:
    """A wiki template, RIS record or BibTeX entry read; ``None`` for anything else.

    Example:
        >>> parse_fragment("{{cite journal |last=Doe |first=Jo |date=2023-01-26 |volume=8 |pages=310–8}}").fields["last_page"]
        '318'
        >>> parse_fragment("TY - JOUR JO - BMJ PY - 2011/10/19 AU - Doe J VL - 343 SP - d66 ER -").fields["month"]
        10
        >>> parse_fragment("@article{x, title = {Ice}, year = 2020").fields
        {'title': 'Ice', 'year': 2020}
    """
    wiki = _WIKI.search(text)
    if wiki:
        return _from_wiki(wiki.start(), wiki.end(), wiki["body"])
    bibtex = _BIBTEX.search(text)
    if bibtex:
        return _from_bibtex(text, bibtex.start(), bibtex.end())
    nbib = _NBIB.search(text)
    if nbib:
        return _from_nbib(text, nbib.start())
    tags = list(_RIS.finditer(text))
    if len(tags) >= 3 and any(tag["tag"] in ("TY", "JO", "T1", "TI", "PY", "VL") for tag in tags):
        return _from_ris(text, tags)
    return None


def _from_wiki(start: int, end: int, body: str) -> Found | None:
    said = {match["name"].casefold(): " ".join(match["value"].split()) for match in _WIKI_FIELD.finditer(body)}
    said = {name: _WIKI_MARKUP.sub(r"\1", value) for name, value in said.items() if value}
    names: list[str] = []
    for number in ("", *map(str, range(1, 40))):
        family = said.get("last" + number) or said.get("surname" + number)
        given = said.get("first" + number) or said.get("given" + number)
        if family:
            names.append(f"{family}, {given}" if given else family)
        elif said.get("author" + number):
            names.append(said["author" + number])
    if not names and said.get("vauthors"):
        names = [_family_first(name) for name in said["vauthors"].split(",") if name.strip() and "et al" not in name]
    return _found(
        "wiki template", start, end, names, said,
        {"title": "title", "journal": "journal_as_written", "work": "journal_as_written", "volume": "volume", "issue": "issue", "doi": "doi", "pmid": "pmid", "pmc": "pmcid", "url": "url", "publisher": "publisher"},
        said.get("date") or said.get("year"), said.get("pages") or said.get("page") or said.get("article-number"),
    )  # fmt: skip


def _from_bibtex(text: str, start: int, at: int) -> Found | None:
    said = {}
    end = at
    for match in _BIBTEX_FIELD.finditer(text, at):
        value = match["braced"] or match["quoted"] or match["bare"] or ""
        said[match["name"].casefold()] = " ".join(value.replace("{", "").replace("}", "").split())
        end = match.end()
    names = [_family_first(name) if "," not in name else name for name in _AND.split(said.get("author", "")) if name]
    names = [name for name in names if name not in ("others", "others,")]
    closing = _CLOSING.match(text, end)
    return _found(
        "BibTeX entry", start, closing.end() if closing else end, names, said,
        {"title": "title", "journal": "journal_as_written", "journaltitle": "journal_as_written", "volume": "volume", "number": "issue", "issue": "issue", "doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "url": "url", "publisher": "publisher", "booktitle": "container_title"},
        said.get("year") or said.get("date"), said.get("pages"),
    )  # fmt: skip


def _from_nbib(text: str, start: int) -> Found | None:
    """PubMed's own format: the line ``SO`` tells the place as people write it."""
    tags = list(_NBIB_TAG.finditer(text, start))
    said: dict[str, str] = {}
    names: list[str] = []
    for index, tag in enumerate(tags):
        value = " ".join(text[tag.end() : tags[index + 1].start() if index + 1 < len(tags) else len(text)].split())
        if tag["tag"] == "AU" and value:
            names.append(_family_first(value))
        elif value:
            said.setdefault(tag["tag"].casefold(), value)
    if "so" in said:
        place = _SOURCE_LINE.match(said["so"])
        if place:
            for name, group in (("ta", "journal"), ("vi", "volume"), ("ip", "issue"), ("dp", "date"), ("pg", "pages")):
                if place[group]:
                    said.setdefault(name, place[group])
    if "dp" in said:  # 2003 Mar
        year, _, month = said["dp"].partition(" ")
        said["dp"] = f"{month.split(' ')[0]} {year}" if month else year
    return _found(
        "NBIB record", start, len(text.rstrip()), names, said,
        {"ti": "title", "ta": "journal_as_written", "jt": "journal_as_written", "vi": "volume", "ip": "issue", "pmid": "pmid", "pmc": "pmcid"}, said.get("dp"), said.get("pg"),
    )  # fmt: skip


def _from_ris(text: str, tags: list[Any]) -> Found | None:
    said: dict[str, str] = {}
    names: list[str] = []
    for index, tag in enumerate(tags):
        value = " ".join(text[tag.end() : tags[index + 1].start() if index + 1 < len(tags) else len(text)].split())
        if not value:
            continue
        if tag["tag"] in ("AU", "A1"):
            names.append(value if "," in value else _family_first(value))
        else:
            said.setdefault(tag["tag"].casefold(), value)
    for other, name in (
        ("t1", "ti"),
        ("jf", "jo"),
        ("t2", "jo"),
        ("ja", "jo"),
        ("j2", "jo"),
        ("y1", "py"),
        ("da", "py"),
    ):
        if other in said:
            said.setdefault(name, said[other])
    pages = said.get("sp")
    if pages and said.get("ep") and said["ep"] != pages:
        pages = f"{pages}-{said['ep']}"
    return _found(
        "RIS record", tags[0].start(), len(text.rstrip()), names, said,
        {"ti": "title", "jo": "journal_as_written", "vl": "volume", "is": "issue", "do": "doi", "ur": "url"}, said.get("py"), pages,
    )  # fmt: skip


def _family_first(name: str) -> str:
    """``Doe JA`` and ``Jo Anne Doe`` as ``Doe, JA`` and ``Doe, Jo Anne``."""
    words = name.split()
    if len(words) < 2:
        return name.strip()
    if len(words[-1]) <= 3 and words[-1].isupper():
        return f"{' '.join(words[:-1])}, {words[-1]}"
    return f"{words[-1]}, {' '.join(words[:-1])}"


def _found(
    rule: str,
    start: int,
    end: int,
    names: list[str],
    said: dict[str, str],
    members: dict[str, str],
    dated: str | None,
    pages: str | None,
) -> Found | None:
    fields: dict[str, Any] = {"authors": tuple(names)} if names else {}
    for name, field in members.items():
        if said.get(name) and field not in fields:
            fields[field] = said[name].strip()
    date = _DATE.search(dated) if dated else None
    if date:
        fields["year"] = int(date["year"])
        month = int(date["month"]) if date["month"] else MONTHS.get((date["word"] or "").casefold())
        if month and 1 <= month <= 12:
            fields["month"] = month
    match = _RANGE.match(pages.replace("--", "-")) if pages else None
    if match:
        read = parse_pages(match["first"], match["last"])
        for field, value in (("first_page", read.first), ("last_page", read.last), ("article_number", read.article)):
            if value:
                fields[field] = value
    for field in ("doi", "pmcid", "pmid"):
        if field in fields:
            known = [
                i.value
                for i in find_identifiers(
                    ("PMC" if field == "pmcid" and fields[field][:1].isdigit() else "PMID " if field == "pmid" else "")
                    + fields[field]
                )
                if i.kind == field
            ]
            if known:
                fields[field] = known[0]
            else:
                del fields[field]
    if "title" in fields:
        fields["title"] = fields["title"].rstrip(".")
    return Found(start, end, rule, fields) if fields else None
