"""NBIB (PubMed's tagged MEDLINE format) → records."""

from __future__ import annotations

import regex

from evidence.errors import InputError, raise_together
from evidence.exports.item import OTHERS, Item
from evidence.exports.nbib import PUBLICATION_TYPES
from evidence.imports.parts import find_doi, find_pmcid, parse_date, parse_pages
from evidence.imports.records import Imported, Place, to_imported
from evidence.library.names import PersonName
from evidence.styles.parts import SUFFIXES

_LINE = regex.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}- ?(?P<value>.*+)$")
_KINDS = {name: kind for kind, name in reversed(PUBLICATION_TYPES.items())}
_TAKEN = frozenset(
    [
        "PMID",
        "IS",
        "ISBN",
        "VI",
        "IP",
        "DP",
        "TI",
        "BTI",
        "PG",
        "LID",
        "AID",
        "AB",
        "FAU",
        "AU",
        "CN",
        "FED",
        "ED",
        "LA",
        "SI",
        "PT",
        "EN",
        "PB",
        "PL",
        "TA",
        "JT",
        "OT",
        "MH",
        "PMC",
        "GN",
    ]
)
_TAGGED_ISSN = regex.compile(r"\d{4}-\d{3}[\dXx]")

Lines = list[tuple[str, str]]


def read_nbib(text: str, path: str) -> tuple[Imported, ...]:
    """The records of an NBIB file; an empty line or a ``PMID`` begins the next one.

    Args:
        text: The file decoded.
        path: For messages.

    Raises:
        InputError: A line that neither has a tag nor goes on with one; all problems at once.

    Example:
        >>> [record] = read_nbib("PMID- 7\\nDP  - 2014 Jul-Aug\\nTI  - Ice for\\n      warts.\\nJT  - PD\\nVI  - 31\\nPG  - 595-8\\n", "a.nbib")
        >>> record.entry.values["title"], record.entry.values["pmid"], record.entry.values["month"]
        ('Ice for warts', '7', 'jul')
    """
    problems: list[InputError] = []
    records: list[tuple[int, Lines]] = []
    open_record = False
    for number, line in enumerate(regex.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1):
        if not line.strip():
            open_record = False
            continue
        match = _LINE.match(line)
        if match and (match["tag"] == "PMID" or not open_record):
            records.append((number, []))
            open_record = True
        if match:
            records[-1][1].append((match["tag"], match["value"].strip()))
        elif open_record and line[:1].isspace() and records[-1][1]:
            tag, value = records[-1][1][-1]
            records[-1][1][-1] = (tag, f"{value} {line.strip()}")
        else:
            problems.append(
                InputError("this line has no NBIB tag, as in 'TI  - '", path=path, line=number, column=1, excerpt=line)
            )
            open_record = False
    raise_together(problems[:50])
    return tuple(
        to_imported(_to_item(lines), Place(number), (tag for tag, _ in lines if tag not in _TAKEN))
        for number, lines in records
    )


def _to_item(lines: Lines) -> Item:
    def every(tag: str) -> tuple[str, ...]:
        return tuple(value for own, value in lines if own == tag and value)

    def first(tag: str) -> str:
        return next(iter(every(tag)), "")

    authors, et_al = _names(lines, "FAU", "AU")
    year, month, day = parse_date(first("DP"))
    first_page, last_page = parse_pages(first("PG"))
    kinds = [_KINDS[name] for name in every("PT") if name in _KINDS]
    title = first("TI")
    doi = next((find_doi(value) for tag in ("AID", "LID") for value in every(tag) if value.endswith("[doi]")), "")
    return Item(
        kind=next((kind for kind in kinds if kind != "article-journal"), kinds[0] if kinds else "article-journal"),
        authors=authors,
        et_al=et_al,
        editors=_names(lines, "FED", "ED")[0],
        title=title[:-1] if title.endswith(".") and title[-2:-1] not in {".", " ", ""} else title,
        container=first("JT") or first("BTI") or first("TA"),
        year=year,
        month=month,
        day=day,
        volume=first("VI"),
        issue=first("IP"),
        first_page=first_page,
        last_page=last_page,
        doi=doi,
        pmid=first("PMID"),
        pmcid=find_pmcid(first("PMC")),
        registry=first("SI").rpartition("/")[2] if "clinicaltrials" in first("SI").lower() else first("SI"),
        issn=_issn(every("IS")),
        isbn=first("ISBN"),
        edition=first("EN"),
        publisher=first("PB"),
        place=first("PL"),
        abstract=first("AB"),
        language=first("LA"),
        keywords=tuple(
            dict.fromkeys(
                word.lstrip("*") for word in (*every("OT"), *(word.partition("/")[0] for word in every("MH")))
            )
        ),
        note=first("GN"),
    )


def _issn(values: tuple[str, ...]) -> str:
    """The first ISSN, PubMed's ``0736-8046 (Print)`` without its remark."""
    tagged = _TAGGED_ISSN.match(values[0]) if values else None
    return tagged[0] if tagged else (values[0] if values else "")


def _names(lines: Lines, full: str, short: str) -> tuple[tuple[PersonName, ...], bool]:
    tag = full if any(own == full for own, _ in lines) else short
    names: list[PersonName] = []
    et_al = False
    for own, value in lines:
        if own == "CN" and full == "FAU":
            names.append(PersonName(value, group=True))
        elif own == tag and value.lower() in OTHERS:
            et_al = True
        elif own == tag and value:
            names.append(_full_name(value) if own == full else _short_name(value))
    return tuple(names), et_al


def _full_name(value: str) -> PersonName:
    family, _, given = value.partition(",")
    words = given.split()
    suffix = words.pop() if len(words) > 1 and words[-1].lower().rstrip(".") in SUFFIXES else ""
    return PersonName(family.strip(), " ".join(words), suffix, group=not words and " " in family.strip())


def _short_name(value: str) -> PersonName:
    words = value.split()
    suffix = words.pop() if len(words) > 2 and words[-1].lower().rstrip(".") in SUFFIXES else ""
    if len(words) > 1 and words[-1].isupper():
        return PersonName(" ".join(words[:-1]), words[-1], suffix)
    return PersonName(value, group=" " in value)
