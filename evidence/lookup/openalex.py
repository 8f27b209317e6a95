"""OpenAlex: works by DOI or PMID, and a search by fields. It wants a free key; without one it is not asked.

Its ``is_retracted`` misses some, so ``False`` is no proof of anything.

Source:
    https://developers.openalex.org/guides/filtering (comma is AND, ``|`` is OR, at most 100 values) ;
    https://developers.openalex.org/api-reference/authentication (api_key) ; https://developers.openalex.org/api-reference/errors
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
    person,
    read_json,
    text_of,
    title_text,
    year_of,
)
from evidence.lookup.works import Answer, Work
from evidence.records import Fields

_MOST_IDS = 50
_PAGE = ("per_page", "100")
_PMID = regex.compile(r"[1-9]\d{0,8}")
_FILTER_SIGNS = regex.compile(r"[,|!<>:\"()+*\\\p{Cc}\s]++")
_DIGITS = regex.compile(r"\d{1,9}")
_PMCID = regex.compile(r"PMC\d{1,9}|(?<=/)\d{1,9}(?=/?$)")
_NO_KEY = "OpenAlex wants a free key: set OPENALEX_API_KEY (https://openalex.org/settings/api)"
_KINDS = {
    "preprint": "article",
    "book": "book",
    "book-chapter": "chapter",
    "dissertation": "thesis",
    "report": "report",
    "dataset": "dataset",
}


def fetch_works(client: Client, ids: Sequence[str]) -> dict[str, Answer]:
    """The works of DOIs and PMIDs; an answer for each as it was given."""
    if not client.has_key("openalex"):
        return dict.fromkeys(ids, Answer(service="openalex", outcome="not asked", reason=_NO_KEY))
    known = {identifier: key for identifier in ids if (key := _known(identifier))}
    found = ask_each(client, _BY_DOI, [key for key in known.values() if not _PMID.fullmatch(key)])
    found |= ask_each(client, _BY_PMID, [key for key in known.values() if _PMID.fullmatch(key)])
    refused = Answer(service="openalex", outcome="not asked", reason="this is neither a DOI nor a PMID")
    return {identifier: found[known[identifier]] if identifier in known else refused for identifier in ids}


def search(client: Client, fields: Fields) -> Answer:
    """The works that fit volume, first page and year (one year about), or the title; suggestions, to be compared."""
    if not client.has_key("openalex"):
        return Answer(service="openalex", outcome="not asked", reason=_NO_KEY)
    wanted = search_filter(fields)
    if not wanted:
        return Answer(service="openalex", outcome="not asked", reason="too little is known for a search")
    return to_answer(_BY_DOI, client.ask(_list(wanted), Reading(("json",), _readable)))


def search_filter(fields: Fields) -> str:
    """The filter of ``search``; empty where too little is known.

    Example:
        >>> search_filter(Fields(volume="34", first_page="261", year=2017))
        'biblio.volume:34,biblio.first_page:261,publication_year:2016-2018'
        >>> search_filter(Fields(title="Sirolimus, again | and again")), search_filter(Fields(year=2017))
        ('title.search:Sirolimus again and again', '')
    """

    def plain(text: str | None) -> str:
        return str(_FILTER_SIGNS.sub(" ", text or "").strip())

    volume, page, title = plain(fields.volume), plain(fields.first_page), plain(fields.title)[:300]
    if volume and page:
        terms = [f"biblio.volume:{volume}", f"biblio.first_page:{page}"]
    elif title:
        terms = [f"title.search:{title}"]
    else:
        return ""
    if fields.year:
        terms.append(f"publication_year:{fields.year - 1}-{fields.year + 1}")
    return ",".join(terms)


def read_works(body: bytes) -> tuple[Work, ...]:
    """The works of an answer: a list, or one work."""
    raw = read_json(body)
    results = members(raw, "results") if isinstance(raw, dict) and "results" in raw else [raw]
    return tuple(_work(item) for item in results if isinstance(item, dict) and item.get("id"))


def list_fault(body: bytes) -> str:
    """What is wrong with an answer, in words; a list that is not whole is a fault too."""
    fault = _readable(body)
    raw = read_json(body)
    if not fault and (member(raw, "meta", "count") or 0) > len(members(raw, "results")):
        return "the answer holds only a part of the works"
    return fault


def _readable(body: bytes) -> str:
    raw = read_json(body)
    if not isinstance(raw, dict):
        return "the JSON is broken or cut off"
    if not isinstance(member(raw, "meta", "count"), int) or not isinstance(raw.get("results"), list):
        return f"the service reports an error: {text_of(raw, 'message') or text_of(raw, 'error') or 'without words'}"[
            :200
        ]
    return "" if raw["meta"]["count"] == 0 or raw["results"] else "the answer counts works and holds none"


def _one_fault(body: bytes) -> str:
    raw = read_json(body)
    if not isinstance(raw, dict):
        return "the JSON is broken or cut off"
    return (
        ""
        if raw.get("id")
        else f"the service reports an error: {text_of(raw, 'message') or text_of(raw, 'error') or 'without words'}"[
            :200
        ]
    )


def _known(identifier: str) -> str | None:
    doi = doi_of(identifier)
    return doi if doi and doi == identifier.strip().lower() else identifier if _PMID.fullmatch(identifier) else None


def _list(wanted: str) -> Question:
    return Question("openalex", "works", (("filter", wanted), _PAGE))


def _fits(doi: str) -> bool:
    """Whether a filter can hold it: a comma would end it, a bar would begin another."""
    return not any(sign in doi for sign in ",|<>!+ ")


def _split(body: bytes, ids: Sequence[str]) -> Mapping[str, bytes]:
    found: dict[str, list[Any]] = {}
    for item in members(read_json(body), "results"):
        for identifier in distinct([doi_of(text_of(item, "doi")), _pmid(item)]):
            if identifier in ids:
                found.setdefault(identifier, []).append(item)
    return {identifier: _as_list(items) for identifier, items in found.items()}


def _as_list(items: list[Any]) -> bytes:
    return msgspec.json.encode({"meta": {"count": len(items)}, "results": items})


def _pmid(item: object) -> str | None:
    digits = _DIGITS.findall((text_of(item, "ids", "pmid") or "").rsplit("/", 1)[-1])
    return digits[0] if digits else None


def _work(raw: dict[str, Any]) -> Work:
    source = member(raw, "primary_location", "source")
    kind = text_of(raw, "type") or ""
    pmcid = _PMCID.search(text_of(raw, "ids", "pmcid") or "")
    year = year_of(raw.get("publication_year"))
    first = text_of(raw, "biblio", "first_page")
    last = text_of(raw, "biblio", "last_page")
    retracted = raw.get("is_retracted")
    issns = [*members(source, "issn"), text_of(source, "issn_l")]
    return Work(
        service="openalex",
        authors=tuple(name for item in members(raw, "authorships") if (name := _author(item))),
        title=title_text(raw.get("title") or raw.get("display_name")),
        journal=text_of(source, "display_name") if member(source, "type") in ("journal", "conference") else None,
        issns=distinct([issn_of(issn) for issn in issns]),
        years={"issued": year} if year else {},
        volume=text_of(raw, "biblio", "volume"),
        issue=text_of(raw, "biblio", "issue"),
        first_page=first,
        last_page=last if last != first else None,
        doi=doi_of(text_of(raw, "doi") or text_of(raw, "ids", "doi")),
        pmid=_pmid(raw),
        pmcid=f"PMC{pmcid[0].removeprefix('PMC')}" if pmcid else None,
        types=distinct([kind, text_of(raw, "type_crossref")]),
        retracted=retracted if isinstance(retracted, bool) else None,
        is_notice=kind in ("retraction", "erratum"),
        kind=_KINDS.get(kind, "article-journal"),
    )


def _author(item: object) -> str | None:
    """``Richard S. Geary`` and ``Geary, Richard S.`` as ``Geary, RS``; a particle in small letters belongs to the family name.

    Example:
        >>> _author({"author": {"display_name": "Jan van der Berg"}}), _author({"raw_author_name": "Geary, Richard S."})
        ('van der Berg, J', 'Geary, RS')
    """
    name = text_of(item, "author", "display_name") or text_of(item, "raw_author_name")
    if not name:
        return None
    if "," in name:
        family, _, given = name.partition(",")
        return person(family, given)
    words = name.split(" ")
    start = next((i for i, word in enumerate(words) if i and word.islower()), len(words) - 1)
    return person(" ".join(words[start:]), " ".join(words[:start]))


_BY_DOI = Batch(
    service="openalex",
    alone=lambda doi: _list(f"doi:{doi}") if _fits(doi) else Question("openalex", f"works/doi:{path_segment(doi)}"),
    together=lambda dois: _list(f"doi:{'|'.join(dois)}"),
    reading=Reading(("json",), list_fault),
    reading_alone=Reading(("json",), _one_fault),
    split=_split,
    read=read_works,
    empty=_as_list([]),
    most=_MOST_IDS,
    fits=_fits,
)
_BY_PMID = _BY_DOI._replace(
    alone=lambda pmid: _list(f"pmid:{pmid}"),
    together=lambda pmids: _list(f"pmid:{'|'.join(pmids)}"),
    fits=lambda _: True,
)
