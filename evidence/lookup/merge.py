"""What a look-up may write: bibliographic fields that an entry lacks, from a work that matched. Nothing that stands is overwritten.

One exception has its reason: where the journal is an abbreviation of several journals (``PD``), the match says which one it is, and its name
takes the abbreviation's place. The citation as written stays in ``cited-as``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from evidence.citations.pages import expand
from evidence.errors import InputError
from evidence.journals import resolve_journal
from evidence.library.bibfile import BibEntry
from evidence.library.entries import missing_fields, to_entry_fields
from evidence.library.latex import decode_field, encode_field
from evidence.library.records import LookupRecord, Source
from evidence.lookup.comparison import IDENTIFIERS, compare
from evidence.lookup.integrity import find_notices
from evidence.lookup.verdicts import SERVICE_NAMES, Candidate, Verdict
from evidence.lookup.works import Answer, Work
from evidence.records import Fields
from evidence.wording import clean

RANK = ("pubmed", "crossref", "europepmc", "openalex")
"""Who is believed first where several services say the same thing in different words."""
FILLED = ("author", "title", "journal", "year", "month", "volume", "number", "pages", "eid", "doi", "pmid", "pmcid")
"""All that a look-up ever writes."""
_COMPARED = {
    "author": ("authors",), "title": ("title",), "journal": ("journal",), "year": ("year",), "volume": ("volume",), "number": ("issue",),
    "pages": ("page", "last_page"), "eid": ("page",), "doi": ("doi",), "pmid": ("pmid",), "pmcid": ("pmcid",),
}  # fmt: skip
"""Field of ``refs.bib`` → fields of the comparison that speak of it."""
_MOST_AUTHORS, _MOST_CANDIDATES = 100, 5


class Difference(NamedTuple):
    """A field on which the entry and a service, or two services, do not agree; a person may accept ``theirs``."""

    field: str
    ours: str
    theirs: str
    service: str


class Filling(NamedTuple):
    """What a matched work adds to an entry.

    Attributes:
        changes: Field of ``refs.bib`` → encoded value.
        origin: Field → service that gave it.
        differences: What was not written, since something stands there or services differ.
    """

    changes: dict[str, str]
    origin: dict[str, str]
    differences: tuple[Difference, ...]


def fill(entry: BibEntry, source: Source, verdict: Verdict) -> Filling:
    """What a verdict adds to an entry: nothing unless it is a match.

    Args:
        entry: As it stands in ``refs.bib``.
        source: The same, read.
        verdict: On this source.
    """
    if verdict.matched is None:
        offered = [
            difference
            for group in verdict.candidates[:_MOST_CANDIDATES]
            for difference in _differences(entry, source, group)
        ]
        return Filling({}, {}, _distinct(offered))
    works = ranked(verdict.matched.works)
    changes: dict[str, str] = {}
    origin: dict[str, str] = {}
    disputed: list[Difference] = []
    for work in works:
        fields = to_fields(work, source.fields)
        lacking = missing_fields(entry, fields)
        if "journal" in source.uncertain and fields.journal:
            lacking["journal"] = encode_field("journal", fields.journal)
        for name, value in lacking.items():
            if name not in FILLED or name in changes or any(difference.field == name for difference in disputed):
                continue
            other = next((one for one in works if one is not work and _disagree(name, work, one)), None)
            if other is None:
                changes[name], origin[name] = value, work.service
            else:
                theirs = to_entry_fields(to_fields(other, source.fields)).get(name, "")
                disputed += [Difference(name, "", value, work.service), Difference(name, "", theirs, other.service)]
    if "pages" in changes and "eid" in changes:
        del changes["eid"], origin["eid"]
    return Filling(changes, origin, (*disputed, *_distinct(_differences(entry, source, verdict.matched))))


def ranked(works: Sequence[Work]) -> tuple[Work, ...]:
    """Works in the order in which services are believed."""
    return tuple(sorted(works, key=_rank))


def _rank(work: Work) -> int:
    return RANK.index(work.service) if work.service in RANK else len(RANK)


def to_fields(work: Work, cited: Fields) -> Fields:
    """A work as bibliographic fields, with the year that the citation means where the work has several.

    Example:
        >>> work = Work(service="pubmed", journal="Pediatric dermatology", years={"print": 2021, "online": 2020}, month=3, first_page="314", last_page="20")
        >>> fields = to_fields(work, Fields(year=2020))
        >>> fields.journal, fields.year, fields.month, fields.last_page
        ('Pediatric Dermatology', 2020, None, '320')
    """
    work = _cleaned(work)
    printed = next((work.years[kind] for kind in ("print", "issued", "online") if kind in work.years), None)
    year = cited.year if cited.year in work.years.values() else printed
    authors = work.authors[:_MOST_AUTHORS]
    last = expand(work.first_page, work.last_page) if work.first_page and work.last_page else None
    written = work.journal or work.journal_abbreviation
    return Fields(
        authors=authors or None,
        et_al=bool(authors) and (work.et_al or len(authors) < len(work.authors)),
        title=work.title.strip().removesuffix(".") if work.title else None,
        journal=(resolve_journal(written).title or written) if written else None,
        year=year,
        month=work.month if year == printed else None,
        volume=work.volume,
        issue=work.issue,
        first_page=work.first_page,
        last_page=last if last != work.first_page else None,
        article_number=work.article_number if not work.first_page else None,
        doi=work.doi,
        pmid=work.pmid,
        pmcid=work.pmcid,
    )


def _cleaned(work: Work) -> Work:
    """A work whose texts are one line each, without control codes; what is empty then is not said."""
    names = (
        "title",
        "journal",
        "journal_abbreviation",
        "volume",
        "issue",
        "first_page",
        "last_page",
        "article_number",
        *IDENTIFIERS,
    )
    texts = {name: clean(value) or None for name in names if (value := getattr(work, name))}
    authors = tuple(name for author in work.authors if (name := clean(author)))
    return msgspec.structs.replace(work, authors=authors, **texts)


def _disagree(name: str, one: Work, other: Work) -> bool:
    """Whether two services contradict each other on a field of ``refs.bib``."""
    said = to_fields(one, Fields())
    if name == "author" and said.authors:
        said = msgspec.structs.replace(said, authors=said.authors[:1])
    differing = compare(said, other).differing
    return any(field in differing for field in _COMPARED.get(name, ()))


def _differences(entry: BibEntry, source: Source, group: Candidate) -> tuple[Difference, ...]:
    out: list[Difference] = []
    for compared in sorted(group.comparisons, key=lambda one: _rank(one.work)):
        offered = to_entry_fields(to_fields(compared.work, source.fields))
        for name, value in offered.items():
            if name not in entry.values or name not in FILLED:
                continue
            differs = any(field in compared.differing for field in _COMPARED.get(name, ()))
            longer = name == "pages" and not source.fields.last_page and "--" in value and "page" in compared.agreeing
            if differs or longer:
                out.append(Difference(name, entry.values[name], decode_field(name, value), compared.work.service))
    return tuple(out)


def _distinct(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Each value once, of the service that is believed first."""
    return tuple({(one.field, one.theirs): one for one in reversed(differences)}.values())[::-1]


def to_records(
    verdict: Verdict, filling: Filling, source: Source, about: Mapping[str, str]
) -> tuple[LookupRecord, ...]:
    """What the library keeps of a look-up: a record a service and work. Of what failed, or was not asked, nothing is kept.

    Args:
        verdict: On this source.
        filling: What was written.
        source: As it stood before.
        about: What the entry says now, as ``describe_entry`` gives it.
    """
    if verdict.word in ("failed", "not asked"):
        return ()
    out: list[LookupRecord] = []
    told: set[str] = set()
    for number, group in enumerate(verdict.candidates[:_MOST_CANDIDATES]):
        for work in ranked(group.works):
            answer = _answer_with(work, verdict.answers)
            told.add(work.service)
            fields = (
                tuple(name for name in filling.changes if filling.origin[name] == work.service) if number == 0 else ()
            )
            out.append(
                LookupRecord(
                    service=work.service,
                    address=answer.address,
                    at=answer.at,
                    verdict=verdict.word,
                    fields=fields,
                    sha256=answer.sha256,
                    reasons=verdict.reasons,
                    work=_in_bib(to_fields(work, source.fields)),
                    about=dict(about),
                    notices=find_notices(work),
                    types=work.types,
                )
            )
    if verdict.failures:
        return tuple(out)  # with an answer missing, nobody says "not found"
    for answer in verdict.answers:
        if answer.service not in told and answer.outcome in ("works", "empty", "ambiguous"):
            told.add(answer.service)
            word = "ambiguous" if answer.outcome == "ambiguous" else "not found"
            reason = (
                answer.reason or f"{SERVICE_NAMES.get(answer.service, answer.service)} answered and has no such work"
            )
            out.append(
                LookupRecord(
                    service=answer.service, address=answer.address, at=answer.at, verdict=word, sha256=answer.sha256, reasons=(reason,),
                    about=dict(about),
                )
            )  # fmt: skip
    return tuple(out)


def _in_bib(fields: Fields) -> dict[str, str]:
    return {name: value for name, value in to_entry_fields(fields).items() if name in FILLED}


def _answer_with(work: Work, answers: Sequence[Answer]) -> Answer:
    return next((answer for answer in answers if work in answer.works), Answer(service=work.service, outcome="works"))


def keep_records(held: Sequence[LookupRecord], new: Sequence[LookupRecord]) -> tuple[LookupRecord, ...]:
    """The records of a source after another look-up: each service's last word, and every record that says where a field came from.

    An answer that says what the last one said, and is as old, changes nothing.

    Example:
        >>> old = LookupRecord(service="pubmed", address="a", at="2024", verdict="match", fields=("title",))
        >>> again = LookupRecord(service="pubmed", address="a", at="2025", verdict="match")
        >>> [record.at for record in keep_records((old,), (again,))], keep_records((old,), ()) == (old,)
        (['2024', '2025'], True)
    """
    services = {record.service for record in new}
    said = [_without_fields(record) for record in new]
    kept = [one for one in held if one.service not in services or one.fields or _without_fields(one) in said]
    for record in new:
        same = [place for place, old in enumerate(kept) if _without_fields(old) == _without_fields(record)]
        if not same:
            kept.append(record)
        else:
            fields = tuple(dict.fromkeys((*kept[same[0]].fields, *record.fields)))
            kept[same[0]] = msgspec.structs.replace(record, fields=fields)
    return tuple(kept)


def _without_fields(record: LookupRecord) -> LookupRecord:
    """A record by what the service said, whatever was done with it."""
    return msgspec.structs.replace(record, fields=(), about={}, reasons=())


def describe_entry(fields: Fields) -> dict[str, str]:
    """What an entry says of its work, in short: if a person changes it, the source is asked for again.

    Example:
        >>> describe_entry(Fields(journal="PD", year=2014, volume="31", first_page="595", url="https://example.org"))
        {'journal': 'PD', 'year': '2014', 'volume': '31', 'page': '595'}
    """
    said = {
        "journal": fields.journal,
        "year": str(fields.year) if fields.year else None,
        "volume": fields.volume,
        "issue": fields.issue,
        "page": fields.first_page or fields.article_number,
        "doi": fields.doi,
        "pmid": fields.pmid,
        "pmcid": fields.pmcid,
    }
    return {name: value for name, value in said.items() if value}


def find_offer(records: Sequence[LookupRecord], wish: str) -> tuple[str, str, str]:
    """What a person accepts: ``FIELD``, ``FIELD=SERVICE`` or ``FIELD=VALUE`` → field, encoded value, service.

    Raises:
        InputError: No service says it, or several say different things; the message names them.

    Example:
        >>> seen = LookupRecord(service="pubmed", address="", at="", verdict="conflict", work={"year": "2021"})
        >>> find_offer([seen], "year"), find_offer([seen], "year=pubmed")
        (('year', '2021', 'pubmed'), ('year', '2021', 'pubmed'))
    """
    name, _, which = (part.strip() for part in wish.partition("="))
    name = {"issue": "number", "authors": "author", "first_page": "pages", "page": "pages"}.get(
        name.lower(), name.lower()
    )
    if name not in FILLED:
        raise InputError(f"{name!r} is no field that a look-up gives; it gives: {', '.join(FILLED)}")
    offers = {
        (record.service, record.work[name]): None
        for record in reversed(records)
        if name in record.work
        and which in ("", record.service, record.work[name], decode_field(name, record.work[name]))
    }
    values = {value for _, value in offers}
    if len(values) > 1:
        shown = "; ".join(f"{service} says {decode_field(name, value)}" for service, value in offers)
        raise InputError(f"services differ on {name}: {shown}; say --accept {name}=SERVICE, or {name}=VALUE")
    if not offers:
        says = f" that says {which!r}" if which else ""
        raise InputError(f"no answer about this source{says} gives {name}; run 'evidence lookup' on it first")
    service, value = next(iter(offers))
    return name, value, service
