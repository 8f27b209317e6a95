"""CSL-JSON → records: what Zotero, pandoc and Crossref give away."""

from __future__ import annotations

from typing import Any

import msgspec
import regex

from evidence.errors import InputError, raise_together
from evidence.exports.item import Item, split_keywords, without_others
from evidence.imports.parts import find_doi, find_pmcid, ids_in_note, parse_date, parse_pages
from evidence.imports.records import Imported, Place, to_imported
from evidence.library.jsonplace import find_member
from evidence.library.names import PersonName

_BYTE = regex.compile(r"byte (\d++)")
_TEXTS = [
    "id",
    "type",
    "title",
    "subtitle",
    "container-title",
    "container-title-short",
    "volume",
    "issue",
    "page",
    "number",
    "edition",
    "publisher",
    "publisher-place",
    "DOI",
    "PMID",
    "PMCID",
    "URL",
    "ISSN",
    "ISBN",
    "abstract",
    "language",
    "keyword",
    "note",
    "citation-key",
]
_TAKEN = frozenset((*_TEXTS, "author", "editor", "issued", "custom"))


def read_csl_json(text: str, path: str) -> tuple[Imported, ...]:
    """The items of a CSL-JSON file: an array, one item, or ``{"items": […]}``.

    Args:
        text: The file decoded.
        path: For messages.

    Raises:
        InputError: It is no JSON, or a member is not what CSL says; all problems at once.

    Example:
        >>> [record] = read_csl_json('[{"id": "a", "type": "book", "title": "Skin", "issued": {"date-parts": [[2012]]}}]', "a.json")
        >>> record.entry.kind, record.entry.values
        ('book', {'title': 'Skin', 'year': '2012'})
    """
    raw = text.removeprefix("\ufeff").encode("utf-8", "replace")
    if not raw.strip():
        return ()
    try:
        read = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        found = _BYTE.search(str(error))
        at = min(int(found[1]), len(raw)) if found else len(raw) if "truncated" in str(error) else 0
        raise _error(str(error).partition(" (byte")[0], raw, at, path) from None
    prefix = ""
    if isinstance(read, dict) and isinstance(read.get("items"), list):
        read, prefix = read["items"], ".items"
    items = read if isinstance(read, list) else [read]
    problems: list[InputError] = []
    records: list[Imported] = []
    places = _item_places(raw, prefix, len(items)) if isinstance(read, list) else [0]
    for at, item in enumerate(items):
        where = f"${prefix}[{at}]" if isinstance(read, list) else "$"
        wrong = _first_wrong(item)
        if wrong is not None:
            member, message = wrong
            offset = find_member(raw, f"`{where}{'.' + member if member else ''}`")
            problems.append(_error(message, raw, offset or 0, path))
        else:
            line, column = _line_column(raw, places[at])
            records.append(
                to_imported(_to_item(item), Place(line, column), (name for name in item if name not in _TAKEN))
            )
    raise_together(problems)
    return tuple(records)


def _item_places(raw: bytes, prefix: str, number: int) -> list[int]:
    """Where each item begins, found in one pass: the outermost braces of the array."""
    start = find_member(raw, f"`${prefix}`") if prefix else 0
    places: list[int] = []
    depth = 0
    for token in regex.finditer(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', raw, regex.S, pos=start or 0):
        if token[0] in (b"{", b"["):
            depth += 1
            if depth == 2:
                places.append(token.start())
        elif token[0] in (b"}", b"]"):
            depth -= 1
    return [*places, *[0] * (number - len(places))]


def _first_wrong(item: Any) -> tuple[str, str] | None:
    """The member that is not what CSL says, and what is wrong with it."""
    if not isinstance(item, dict):
        return "", "an item is an object with a type"
    for name in _TEXTS:
        if not isinstance(item.get(name), str | int | float | None) or isinstance(item.get(name), bool):
            return name, f"{name!r} is to be text"
    for name in ("author", "editor"):
        people = item.get(name)
        if people is not None and not (isinstance(people, list) and all(_is_name(person) for person in people)):
            return name, f"{name!r} is to be a list of names"
    issued = item.get("issued")
    if issued is not None and not isinstance(issued, dict | str):
        return "issued", "'issued' is to be a date"
    return None


def _is_name(person: Any) -> bool:
    return isinstance(person, dict) and all(isinstance(value, str | bool | int | None) for value in person.values())


def _to_item(item: dict[str, Any]) -> Item:
    texts = {name: str(item[name]) if item.get(name) is not None else "" for name in _TEXTS}
    kind = texts["type"] or "document"
    authors, et_al = without_others(tuple(_to_name(person) for person in item.get("author") or ()))
    year, month, day = _date(item.get("issued"))
    first_page, last_page = parse_pages(texts["page"])
    pmid, pmcid = ids_in_note(texts["note"])
    custom = item.get("custom")
    registry = custom.get("registry") if isinstance(custom, dict) else None
    return Item(
        key=texts["citation-key"] or texts["id"],
        kind=kind,
        authors=authors,
        et_al=et_al,
        editors=tuple(_to_name(person) for person in item.get("editor") or ()),
        title=": ".join(part for part in (texts["title"], texts["subtitle"]) if part),
        container=texts["container-title"] or texts["container-title-short"],
        year=year,
        month=month,
        day=day,
        volume=texts["volume"],
        issue=texts["issue"],
        first_page=first_page,
        last_page=last_page,
        article_number="" if first_page or not kind.startswith("article") else texts["number"],
        publisher=texts["publisher"],
        place=texts["publisher-place"],
        edition=texts["edition"],
        doi=find_doi(texts["DOI"]),
        pmid=texts["PMID"] or pmid,
        pmcid=find_pmcid(texts["PMCID"]) or (f"PMC{texts['PMCID']}" if texts["PMCID"].isdecimal() else "") or pmcid,
        url=texts["URL"],
        registry=registry if isinstance(registry, str) else "",
        issn=texts["ISSN"],
        isbn=texts["ISBN"],
        abstract=texts["abstract"],
        language=texts["language"],
        keywords=split_keywords(texts["keyword"]),
        note=texts["note"],
    )


def _to_name(person: dict[str, Any]) -> PersonName:
    def part(name: str) -> str:
        return str(person.get(name) or "").strip()

    if part("literal"):
        return PersonName(part("literal"), group=" " in part("literal"))
    family = " ".join(
        word for word in (part("dropping-particle"), part("non-dropping-particle"), part("family")) if word
    )
    if not family:
        return PersonName(part("given"), group=" " in part("given"))
    return PersonName(
        family, part("given"), part("suffix"), group=not part("given") and not part("suffix") and " " in family
    )


def _date(issued: Any) -> tuple[int | None, int | None, int | None]:
    if isinstance(issued, str):
        return parse_date(issued)
    if not isinstance(issued, dict):
        return None, None, None
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        digits = [str(part) for part in parts[0] if isinstance(part, int | str)]
        return parse_date("-".join([digits[0].zfill(4), *digits[1:]]) if digits else "")
    return parse_date(str(issued.get("raw") or issued.get("literal") or ""))


def _error(message: str, raw: bytes, at: int, path: str) -> InputError:
    line, column = _line_column(raw, at)
    begin = raw.rfind(b"\n", 0, at) + 1
    excerpt = raw[begin:].split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    return InputError(message, path=path, line=line, column=column, excerpt=excerpt)


def _line_column(raw: bytes, at: int) -> tuple[int, int]:
    begin = raw.rfind(b"\n", 0, at) + 1
    return raw.count(b"\n", 0, at) + 1, len(raw[begin:at].decode("utf-8", "replace")) + 1
