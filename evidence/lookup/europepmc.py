"""Europe PMC: works by DOI or PMID, many in one request, and a search by fields. Has preprints, and PubMed's notices.

Source:
    https://europepmc.org/RestfulWebService (search: query, resultType=core, format=json, pageSize) ;
    fields DOI, EXT_ID, SRC, JOURNAL, VOLUME, PAGE_INFO, PUB_YEAR, TITLE: https://europepmc.org/searchsyntax
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import regex

from evidence.lookup.batches import Batch, ask_each, to_answer
from evidence.lookup.client import Client, Question, Reading
from evidence.lookup.parts import (
    distinct,
    doi_of,
    issn_of,
    member,
    members,
    month_of,
    page_span,
    person,
    plain_text,
    read_json,
    text_of,
    title_text,
    year_of,
)
from evidence.lookup.works import Answer, Notice, NoticeKind, Work
from evidence.records import Fields

_MOST_IDS = 25
_PAGE = "100"
_PMID = regex.compile(r"[1-9]\d{0,8}")
_QUERY_SIGNS = regex.compile(r"[\"\[\](){}:*~?\\/^!&|\p{Cc}\s]++")
_NOTICES: dict[str, NoticeKind] = {
    "retraction in": "retraction",
    "expression of concern in": "expression of concern",
    "erratum in": "correction",
    "corrected and republished in": "republication",
    "retracted and republished in": "republication",
}
_NOTICE_TYPES = {
    "retraction of publication",
    "retraction notice",
    "published erratum",
    "expression of concern",
    "correction",
    "retraction",
}


def fetch_works(client: Client, ids: Sequence[str]) -> dict[str, Answer]:
    """The works of DOIs and PMIDs; an answer for each as it was given. Two records of one DOI are two works."""
    known = {identifier: key for identifier in ids if (key := _known(identifier))}
    found = ask_each(client, _WORKS, list(known.values()))
    refused = Answer(service="europepmc", outcome="not asked", reason="this is neither a DOI nor a PMID")
    return {identifier: found[known[identifier]] if identifier in known else refused for identifier in ids}


def search(client: Client, fields: Fields) -> Answer:
    """The works that fit journal, volume, page and year (one year about), or the title; suggestions, to be compared."""
    query = search_query(fields)
    if not query:
        return Answer(service="europepmc", outcome="not asked", reason="too little is known for a search")
    return to_answer(_WORKS, client.ask(_search(query), Reading(("json",), _readable)))


def search_query(fields: Fields) -> str:
    """The query of ``search``; empty where too little is known.

    Example:
        >>> search_query(Fields(journal="Pediatr Dermatol", volume="34", first_page="261", year=2017))
        'JOURNAL:"Pediatr Dermatol" AND VOLUME:"34" AND PAGE_INFO:261* AND PUB_YEAR:[2016 TO 2018]'
        >>> search_query(Fields(title='On "tests" OR all')), search_query(Fields(year=2017))
        ('TITLE:"On tests OR all"', '')
    """

    def plain(text: str | None) -> str:
        return str(_QUERY_SIGNS.sub(" ", text or "").strip())

    page = plain(fields.first_page or fields.article_number).replace(" ", "")
    placed = [
        (f'{name}:"{value}"')
        for name, text in (("JOURNAL", fields.journal), ("VOLUME", fields.volume))
        if (value := plain(text))
    ]
    terms = [*placed, *([f"PAGE_INFO:{page}*"] if page else [])]
    if len(terms) < 2 or (not page and not fields.volume):
        title = plain(fields.title)
        if not title:
            return ""
        terms = [f'TITLE:"{title[:300]}"']
    if fields.year:
        terms.append(f"PUB_YEAR:[{fields.year - 1} TO {fields.year + 1}]")
    return " AND ".join(terms)


def read_works(body: bytes) -> tuple[Work, ...]:
    """The works of an answer, of result type core or lite; also of one record alone."""
    raw = read_json(body)
    results = members(raw, "resultList", "result") if isinstance(raw, dict) and "resultList" in raw else [raw]
    return tuple(_work(item) for item in results if isinstance(item, dict) and item.get("id"))


def list_fault(body: bytes) -> str:
    """What is wrong with an answer, in words; a list that is not whole is a fault too."""
    fault = _readable(body)
    raw = read_json(body)
    if not fault and (member(raw, "hitCount") or 0) > len(members(raw, "resultList", "result")):
        return "the answer holds only a part of the works"
    return fault


def _readable(body: bytes) -> str:
    raw = read_json(body)
    if not isinstance(raw, dict):
        return "the JSON is broken or cut off"
    if not isinstance(raw.get("hitCount"), int) or not isinstance(member(raw, "resultList", "result"), list):
        said = text_of(raw, "errMsg") or text_of(raw, "message") or "without words"
        return f"the service reports an error: {said}"[:200]
    return (
        "" if raw["hitCount"] == 0 or members(raw, "resultList", "result") else "the answer counts works and holds none"
    )


def _known(identifier: str) -> str | None:
    doi = doi_of(identifier)
    return doi if doi and doi == identifier.strip().lower() else identifier if _PMID.fullmatch(identifier) else None


def _term(identifier: str) -> str:
    return f"(EXT_ID:{identifier} AND SRC:MED)" if _PMID.fullmatch(identifier) else f'DOI:"{identifier}"'


def _search(query: str) -> Question:
    return Question(
        "europepmc", "search", (("query", query), ("resultType", "core"), ("format", "json"), ("pageSize", _PAGE))
    )


def _split(body: bytes, ids: Sequence[str]) -> Mapping[str, bytes]:
    found: dict[str, list[Any]] = {}
    for item in members(read_json(body), "resultList", "result"):
        for identifier in distinct([text_of(item, "pmid"), doi_of(text_of(item, "doi"))]):
            if identifier in ids:
                found.setdefault(identifier, []).append(item)
    return {identifier: _as_list(items) for identifier, items in found.items()}


def _as_list(items: list[Any]) -> bytes:
    return msgspec.json.encode({"hitCount": len(items), "resultList": {"result": items}})


def _work(raw: dict[str, Any]) -> Work:
    journal = member(raw, "journalInfo")
    first, last = page_span(raw.get("pageInfo"))
    listed = _listed(raw, "pubTypeList", "pubType") or (text_of(raw, "pubType") or "").split("; ")
    types = distinct([plain_text(item) for item in listed])
    lower = {kind.lower() for kind in types}
    related = [
        (item, (text_of(item, "type") or "").lower())
        for item in _listed(raw, "commentCorrectionList", "commentCorrection")
    ]
    issued = text_of(journal, "yearOfPublication") or text_of(raw, "pubYear")
    printed = text_of(journal, "printPublicationDate") if text_of(raw, "pubModel") != "Electronic" else None
    years = {
        "issued": year_of(issued),
        "print": year_of(printed),
        "online": year_of(text_of(raw, "electronicPublicationDate")),
    }
    issns = [
        text_of(journal, "journal", "ISSN"),
        text_of(journal, "journal", "ESSN"),
        *(text_of(raw, "journalIssn") or "").split("; "),
    ]
    return Work(
        service="europepmc",
        authors=_authors(raw),
        title=title_text(raw.get("title")),
        journal=text_of(journal, "journal", "title") or text_of(raw, "journalTitle"),
        journal_abbreviation=text_of(journal, "journal", "medlineAbbreviation")
        or text_of(journal, "journal", "ISOAbbreviation"),
        issns=distinct([issn_of(issn) for issn in issns]),
        years={name: year for name, year in years.items() if year},
        month=month_of(text_of(journal, "monthOfPublication")),
        volume=text_of(journal, "volume") or text_of(raw, "journalVolume"),
        issue=text_of(journal, "issue") or text_of(raw, "issue"),
        first_page=first,
        last_page=last,
        doi=doi_of(text_of(raw, "doi")),
        pmid=text_of(raw, "pmid"),
        pmcid=text_of(raw, "pmcid"),
        types=types,
        retracted=True
        if "retracted publication" in lower or any(kind == "retraction in" for _, kind in related)
        else None,
        is_notice=bool(_NOTICE_TYPES & lower)
        or any(kind in ("retraction of", "erratum for", "expression of concern for") for _, kind in related),
        notices=distinct([_notice(item, kind) for item, kind in related]),
        kind="article" if "preprint" in lower or raw.get("source") == "PPR" else "article-journal",
    )


def _listed(raw: object, outer: str, inner: str) -> list[Any]:
    """``{"outer": {"inner": [...]}}``; where there is one only, some answers hold it without a list."""
    found = member(raw, outer, inner)
    return found if isinstance(found, list) else [found] if found else []


def _authors(raw: dict[str, Any]) -> tuple[str, ...]:
    names = [
        person(member(author, "lastName"), member(author, "initials") or member(author, "firstName"))
        or text_of(author, "collectiveName") or text_of(author, "fullName")
        for author in _listed(raw, "authorList", "author")
    ]  # fmt: skip
    if not names:
        words = [name.rsplit(" ", 1) for name in (text_of(raw, "authorString") or "").rstrip(".").split(", ")]
        names = [
            person(parts[0], parts[1]) if len(parts) == 2 and parts[1].isupper() else plain_text(" ".join(parts))
            for parts in words
        ]
    return tuple(name for name in names if name)


def _notice(item: object, kind: str) -> Notice | None:
    meant = _NOTICES.get(kind)
    if meant is None:
        return None
    said = text_of(item, "reference")
    pmid = text_of(item, "id") if text_of(item, "source") == "MED" else None
    return Notice(kind=meant, pmid=pmid, doi=doi_of(said), text=said, date=None)


_WORKS = Batch(
    service="europepmc",
    alone=lambda identifier: _search(_term(identifier)),
    together=lambda ids: _search(" OR ".join(_term(identifier) for identifier in ids)),
    reading=Reading(("json",), list_fault),
    split=_split,
    read=read_works,
    empty=_as_list([]),
    most=_MOST_IDS,
)
