"""Crossref: works by DOI with what was published about them later, and a search by bibliographic fields.

A hit of the search is a suggestion only: its score says nothing, and the first hit is often another work. DOIs of plain characters go
many in one request; one that is missing there, or that a filter could misread (commas, colons, angle brackets), is asked for alone.

Source:
    https://github.com/CrossRef/rest-api-doc (works/{doi}, filter ``doi``, ``query.bibliographic``, ``rows``) ; several DOIs in one filter:
    https://github.com/CrossRef/rest-api-doc/issues/301 ; ``updated-by``, ``update-to``: https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import regex

from evidence.lookup.addresses import path_segment
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

_MOST_DOIS = 80
"""A thousand sources stay below thirty requests; the address stays below 4,000 characters."""
_MOST_FOUND = 5
_PLAIN_DOI = regex.compile(r"10\.\d{4,9}/[A-Za-z0-9._()/-]{1,200}")
_BLANKS = regex.compile(r"[\p{Cc}\s]++")
_NO_SUCH_WORK = b"Resource not found."
_NOTICES: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression_of_concern": "expression of concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "err": "correction",
    "reinstatement": "reinstatement",
}
_VERSIONS = {"new_version", "new_edition", "version_of_record"}
_KINDS = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "book": "book",
    "monograph": "book",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
}


def fetch_works(client: Client, dois: Sequence[str]) -> dict[str, Answer]:
    """The works of DOIs; an answer for each DOI as it was given. A DOI that Crossref does not have is ``empty``."""
    known = {doi: key for doi in dois if (key := doi_of(doi)) and key == doi.strip().lower()}
    found = ask_each(client, _WORKS, list(known.values()))
    refused = Answer(service="crossref", outcome="not asked", reason="this is no DOI")
    return {doi: found[known[doi]] if doi in known else refused for doi in dois}


def search(client: Client, fields: Fields) -> Answer:
    """At most five works that fit the bibliographic fields; suggestions, to be compared."""
    query = bibliographic_query(fields)
    if not query:
        return Answer(service="crossref", outcome="not asked", reason="too little is known for a search")
    question = Question("crossref", "works", (("query.bibliographic", query), ("rows", str(_MOST_FOUND))))
    return to_answer(_SEARCH, client.ask(question, _SEARCH.reading))


def bibliographic_query(fields: Fields) -> str:
    """What ``query.bibliographic`` is asked with; empty where too little is known.

    Example:
        >>> bibliographic_query(Fields(authors=("Haisley-Royster, C",), journal="Pediatr Dermatol", year=2002, volume="19", first_page="459"))
        'Haisley-Royster Pediatr Dermatol 2002 19 459'
        >>> bibliographic_query(Fields(year=2002))
        ''
    """
    author = fields.authors[0].split(",")[0] if fields.authors else None
    parts = [
        author,
        fields.title,
        fields.journal,
        str(fields.year or ""),
        fields.volume,
        fields.first_page or fields.article_number,
    ]
    if not fields.title and sum(1 for part in (fields.journal, fields.volume, parts[-1], author) if part) < 2:
        return ""
    return str(_BLANKS.sub(" ", " ".join(part for part in parts if part))).strip()[:400]


def read_works(body: bytes) -> tuple[Work, ...]:
    """The works of an answer: one work, or a list of them; none for ``Resource not found.``."""
    message = member(read_json(body), "message")
    items = members(message, "items") if isinstance(message, dict) and "items" in message else [message]
    return tuple(_work(item) for item in items if isinstance(item, dict) and item)


def work_fault(body: bytes) -> str:
    """What is wrong with the answer about one work, in words; empty if nothing is. A work that is not there is no fault."""
    return "" if body.strip() == _NO_SUCH_WORK else _fault(body, "work")


def list_fault(body: bytes) -> str:
    """What is wrong with a list of works."""
    if fault := _fault(body, "work-list"):
        return fault
    message = member(read_json(body), "message")
    items, total = member(message, "items"), member(message, "total-results")
    if not isinstance(items, list):
        return "the answer holds no list of works"
    return "the answer counts works and holds none" if not items and isinstance(total, int) and total else ""


def _fault(body: bytes, kind: str) -> str:
    raw = read_json(body)
    if not isinstance(raw, dict):
        return "the JSON is broken or cut off"
    if raw.get("status") != "ok":
        said = next((text_of(item, "message") for item in members(raw, "message")), None)
        return f"the service reports an error: {said or text_of(raw, 'status') or 'without words'}"[:200]
    if raw.get("message-type") != kind or not isinstance(raw.get("message"), dict):
        return f"the answer is {text_of(raw, 'message-type') or 'of no kind'}, not {kind}"
    return ""


def _split(body: bytes, dois: Sequence[str]) -> Mapping[str, bytes]:
    out: dict[str, bytes] = {}
    for item in members(read_json(body), "message", "items"):
        doi = text_of(item, "DOI")
        if doi and doi.lower() in dois:
            out.setdefault(doi.lower(), msgspec.json.encode({"status": "ok", "message-type": "work", "message": item}))
    return out


def _work(raw: dict[str, Any]) -> Work:
    first, last = page_span(raw.get("page"))
    kind = text_of(raw, "type")
    notices = _notices(members(raw, "updated-by"))
    years = {
        "issued": _date_part(raw, 0, "issued"),
        "print": _date_part(raw, 0, "published-print") or _date_part(raw, 0, "journal-issue", "published-print"),
        "online": _date_part(raw, 0, "published-online"),
    }
    issued_for = [text_of(item, "type") or "" for item in members(raw, "update-to")]
    return Work(
        service="crossref",
        authors=tuple(name for author in members(raw, "author") if (name := _author(author))),
        title=title_text(_first(raw, "title")),
        journal=plain_text(_first(raw, "container-title")),
        journal_abbreviation=plain_text(_first(raw, "short-container-title")),
        issns=distinct([issn_of(issn) for issn in members(raw, "ISSN")]),
        years={name: year for name, year in years.items() if year},
        month=month_of(_date_part(raw, 1, "published-print") or _date_part(raw, 1, "issued")),
        volume=text_of(raw, "volume"),
        issue=text_of(raw, "issue") or text_of(raw, "journal-issue", "issue"),
        first_page=first,
        last_page=last,
        article_number=text_of(raw, "article-number"),
        doi=doi_of(text_of(raw, "DOI")),
        types=distinct([kind, text_of(raw, "subtype")]),
        retracted=True if any(notice.kind == "retraction" for notice in notices) else None,
        is_notice=any(kind not in _VERSIONS for kind in issued_for),
        notices=notices,
        kind=_KINDS.get(kind or "", "document"),
    )


def _first(raw: dict[str, Any], name: str) -> object:
    found = raw.get(name)
    return found[0] if isinstance(found, list) and found else found


def _author(raw: object) -> str | None:
    return (
        person(member(raw, "family"), member(raw, "given"), member(raw, "suffix"))
        if member(raw, "family")
        else text_of(raw, "name")
    )


def _date_part(raw: dict[str, Any], at: int, *names: str) -> int | None:
    """Year (0), month (1) or day (2) of a date; Crossref writes an unknown date as ``[[null]]``."""
    parts = members(raw, *names, "date-parts")
    part = parts[0] if parts and isinstance(parts[0], list) else []
    value = part[at] if len(part) > at else None
    if not isinstance(value, int | str) or isinstance(value, bool):
        return None
    return year_of(value) if at == 0 else int(value) if str(value).isascii() and str(value).isdigit() else None


def _notices(updates: Sequence[object]) -> tuple[Notice, ...]:
    """Notices, each once: publisher and Retraction Watch often name the same one."""
    merged: dict[tuple[str, str], Notice] = {}
    for update in updates:
        kind = _NOTICES.get(text_of(update, "type") or "", "other")
        doi, said = doi_of(text_of(update, "DOI")), text_of(update, "label") or text_of(update, "type")
        moment = {"updated": member(update, "updated")}
        parts = [_date_part(moment, at, "updated") for at in (0, 1, 2)]
        date = "-".join(f"{part:02}" for part in parts if part) if parts[0] else None
        notice = Notice(kind=kind, doi=doi, date=date, text=said, told_by=text_of(update, "source"))
        key = (kind, doi or msgspec.json.encode(notice).decode())
        earlier = merged.get(key)
        if earlier is None:
            merged[key] = notice
        else:
            told = "; ".join(distinct([earlier.told_by, notice.told_by])) or None
            dates = [day for day in (earlier.date, notice.date) if day]
            merged[key] = msgspec.structs.replace(earlier, told_by=told, date=min(dates) if dates else None)
    return tuple(merged.values())


_SEARCH = Batch(
    service="crossref",
    alone=lambda query: Question("crossref", "works", (("query.bibliographic", query), ("rows", str(_MOST_FOUND)))),
    together=lambda _: Question("crossref", "works"),
    reading=Reading(("json",), list_fault),
    split=_split,
    read=read_works,
    empty=None,
    most=1,
)
_WORKS = Batch(
    service="crossref",
    alone=lambda doi: Question("crossref", f"works/{path_segment(doi)}"),
    together=lambda dois: Question(
        "crossref", "works", (("filter", ",".join(f"doi:{doi}" for doi in dois)), ("rows", str(len(dois))))
    ),
    reading=Reading(("json",), list_fault),
    reading_alone=Reading(("json", "plain"), work_fault, statuses=(200, 404)),
    split=_split,
    read=read_works,
    empty=None,
    most=_MOST_DOIS,
    characters=2_500,
    fits=lambda doi: bool(_PLAIN_DOI.fullmatch(doi)),
)
