"""RIS → records. Tags of the older and the newer specification are taken; a record that does not end is an error, since readers drop it."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from evidence.errors import InputError, raise_together
from evidence.exports.item import Item, split_name, without_others
from evidence.exports.ris import RIS_TYPES
from evidence.imports.parts import find_doi, find_pmcid, ids_in_note, parse_date, parse_pages
from evidence.imports.records import Imported, Place, to_imported

_LINE = regex.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<value>.*+)|\s*+)$")
_KINDS = {code: kind for kind, code in reversed(RIS_TYPES.items())} | {
    "JFULL": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal", "ABST": "article-journal", "CONF": "paper-conference",
    "EBOOK": "book", "EDBOOK": "book", "ECHAP": "chapter", "BLOG": "webpage", "WEB": "webpage", "DICT": "entry", "GOVDOC": "report",
    "STAND": "report", "AGGR": "dataset",
}  # fmt: skip
_TAKEN = frozenset(
    [
        "TY",
        "ER",
        "ID",
        "AU",
        "A1",
        "A2",
        "ED",
        "TI",
        "T1",
        "T2",
        "JO",
        "JF",
        "JA",
        "J1",
        "J2",
        "BT",
        "PY",
        "Y1",
        "DA",
        "VL",
        "IS",
        "CP",
        "SP",
        "EP",
        "C7",
        "ET",
        "PB",
        "CY",
        "PP",
        "SN",
        "DO",
        "AN",
        "DB",
        "C2",
        "C3",
        "UR",
        "L2",
        "AB",
        "N2",
        "LA",
        "KW",
        "N1",
    ]
)
_PMID_DATABASES = ("pubmed", "medline", "nlm", "pmc")

Tags = dict[str, list[str]]


def read_ris(text: str, path: str) -> tuple[Imported, ...]:
    """The records of a RIS file.

    Args:
        text: The file decoded.
        path: For messages.

    Raises:
        InputError: A record does not end, or a line stands in none; all problems at once.

    Example:
        >>> [record] = read_ris("TY  - JOUR\\nT2  - PD\\nPY  - 2014\\nVL  - 31\\nSP  - 595-8\\nER  - \\n", "a.ris")
        >>> record.entry.key, record.entry.values["pages"]
        ('pd-2014-31-595', '595–598')
    """
    problems: list[InputError] = []
    records: list[Imported] = []
    tags: Tags | None = None
    last, began = "", 0
    lines = regex.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        tag = match["tag"] if match else ""
        value = (match["value"] or "").strip() if match else ""
        if tag == "TY":
            if tags is not None:
                problems.append(
                    InputError(
                        f"the record of line {began} has no ER line before this one",
                        path=path,
                        line=number,
                        column=1,
                        excerpt=line,
                    )
                )
            tags, last, began = {"TY": [value]}, "TY", number
        elif tags is None:
            if line.strip() and (records or tag):
                problems.append(
                    InputError(
                        "this line stands in no record; a record begins with TY",
                        path=path,
                        line=number,
                        column=1,
                        excerpt=line,
                    )
                )
        elif tag == "ER":
            records.append(to_imported(_to_item(tags), Place(began), (name for name in tags if name not in _TAKEN)))
            tags = None
        elif tag:
            tags.setdefault(tag, []).append(value)
            last = tag
        elif line.strip():
            tags[last][-1] = f"{tags[last][-1]} {line.strip()}"
    if tags is not None:
        problems.append(
            InputError(
                "this record does not end: its ER line is missing",
                path=path,
                line=began,
                column=1,
                excerpt=lines[began - 1],
            )
        )
    if not records and not problems and text.strip("\ufeff \t\r\n"):
        problems.append(
            InputError("no RIS record here: none begins with a TY line", path=path, line=1, column=1, excerpt=lines[0])
        )
    raise_together(problems)
    return tuple(records)


def _to_item(tags: Tags) -> Item:
    def first(*names: str) -> str:
        return next((value for name in names for value in tags.get(name, ()) if value), "")

    kind = _KINDS.get(first("TY").upper(), "document")
    authors, et_al = without_others(tuple(split_name(name) for tag in ("AU", "A1") for name in tags.get(tag, ())))
    year, month, day = _date(tags)
    pages = parse_pages(first("SP"))
    note = first("N1")
    pmid, pmcid = ids_in_note(note)
    database = first("DB").lower()
    number = first("AN")
    in_journal = kind.startswith("article")
    serials = tags.get("SN", [])
    return Item(
        key=first("ID"),
        kind=kind,
        authors=authors,
        et_al=et_al,
        editors=tuple(split_name(name) for tag in ("A2", "ED") for name in tags.get(tag, ())),
        title=first("TI", "T1", "BT" if kind == "book" else "TI"),
        container=first("T2", "JF", "JO", "BT" if kind != "book" else "T2", "J2", "JA", "J1"),
        year=year,
        month=month,
        day=day,
        volume=first("VL"),
        issue=first("IS", "CP"),
        first_page=pages[0],
        last_page=parse_pages(first("EP"))[0] or pages[1],
        article_number=first("C7"),
        edition=first("ET"),
        publisher=first("PB"),
        place=first("CY", "PP"),
        issn=next((value for value in serials if _is_issn(value) or (in_journal and len(serials) == 1)), ""),
        isbn=next((value for value in serials if not _is_issn(value) and not (in_journal and len(serials) == 1)), ""),
        doi=find_doi(first("DO")) or find_doi(next((value for value in tags.get("UR", ()) if "doi.org/" in value), "")),
        pmid=number if number.isdecimal() and any(name in database for name in _PMID_DATABASES) else pmid,
        pmcid=find_pmcid(first("C2")) or pmcid,
        url=first("UR", "L2"),
        registry=first("C3"),
        abstract=first("AB", "N2"),
        language=first("LA"),
        keywords=tuple(tags.get("KW", ())),
        note=note,
    )


def _date(tags: Tags) -> tuple[int | None, int | None, int | None]:
    dates: Iterator[tuple[int | None, int | None, int | None]] = (
        parse_date(value) for tag in ("DA", "PY", "Y1") for value in tags.get(tag, ())
    )
    known = [date for date in dates if date[0]]
    written = next(
        (date[0] for tag in ("PY", "Y1") for value in tags.get(tag, ()) if (date := parse_date(value))[0]), None
    )
    best = max(known, key=lambda date: sum(part is not None for part in date), default=(None, None, None))
    return best if written in (None, best[0]) else (written, None, None)


def _is_issn(text: str) -> bool:
    return (len(text) == 9 and text[4] == "-") or (len(text) == 8 and text[:7].isdigit())
