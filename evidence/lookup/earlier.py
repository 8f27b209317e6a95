"""What earlier look-ups left in the library: whether a source is settled, its verdict, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from evidence.library.entries import to_entry_fields
from evidence.library.records import LookupRecord, Source
from evidence.lookup.integrity import is_summary, lacks_crossref, latest_by_service, status_of
from evidence.records import Fields

_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "author": ("authors", "et_al"), "title": ("title",), "year": ("year",), "month": ("month",), "volume": ("volume",), "number": ("issue",),
    "pages": ("first_page", "last_page"), "eid": ("article_number",), "doi": ("doi",), "pmid": ("pmid",), "pmcid": ("pmcid",),
}  # fmt: skip
"""Field of ``refs.bib`` → members of ``Fields``."""


def own_fields(source: Source, records: Sequence[LookupRecord]) -> Fields:
    """What an entry says of itself, without what an earlier look-up filled: an answer is not compared with an answer.

    Example:
        >>> from evidence.journals import Aliases
        >>> from evidence.library.bibfile import read_entry
        >>> from evidence.library.sources import to_source
        >>> source = to_source(read_entry("@article{a, year=2014, volume=31, pmid={1}}", {}), Aliases())
        >>> filled = LookupRecord(service="pubmed", address="", at="", verdict="match", fields=("pmid",), work={"pmid": "1"})
        >>> own_fields(source, (filled,)).pmid, own_fields(source, (filled,)).volume
        (None, '31')
    """
    filled = {name: record.work.get(name, "") for record in records for name in record.fields}
    given = to_entry_fields(source.fields)
    emptied: dict[str, Any] = {}
    for name, value in filled.items():
        if name != "journal" and given.get(name) == value:
            emptied |= {field: False if field == "et_al" else None for field in _FIELDS_OF[name]}
    return msgspec.structs.replace(source.fields, **emptied)


def is_settled(records: Sequence[LookupRecord], about: dict[str, str]) -> bool:
    """Whether a source needs no further question: PubMed answered, and Crossref where there is a DOI, and its entry is as it was then."""
    latest = latest_by_service(records)
    pubmed = latest.get("pubmed")
    if pubmed is None or pubmed.about != about or is_summary(pubmed):
        return False
    return not lacks_crossref(records)


def is_older(records: Sequence[LookupRecord], age: timedelta) -> bool:
    """Whether the last answer is older than ``age``; a time that cannot be read is."""
    try:
        last = max(datetime.fromisoformat(record.at) for record in records if record.at)
    except ValueError:
        return True
    return last.replace(tzinfo=last.tzinfo or UTC) < datetime.now(UTC) - age


def verdict_of(records: Sequence[LookupRecord]) -> str:
    """The verdict that the library keeps of a source: that of the last work that was compared; ``not asked`` without records.

    Example:
        >>> seen = [LookupRecord(service=name, address="", at="", verdict=word) for name, word in (("pubmed", "match"), ("crossref", "not found"))]
        >>> verdict_of(seen), verdict_of([])
        ('match', 'not asked')
    """
    words = [record.verdict for name, record in latest_by_service(records).items() if name != "retractionwatch"]
    return next((word for word in words if word != "not found"), words[0] if words else "not asked")


def find_changes(before: Sequence[LookupRecord], after: Sequence[LookupRecord]) -> tuple[str, ...]:
    """What is other in the records of a source than before, in words: its integrity, its verdict, what a service says of it.

    Example:
        >>> old = LookupRecord(service="pubmed", address="", at="2024", verdict="match", work={"year": "2020"})
        >>> new = LookupRecord(service="pubmed", address="", at="2025", verdict="match", work={"year": "2021", "volume": "74"})
        >>> find_changes([old], [new])
        ('pubmed: year was 2020, is 2021', 'pubmed: volume is now given: 74')
    """
    if not before:
        return ()
    out: list[str] = []
    was, now = status_of(before).status, status_of(after).status
    if was != now and now not in ("none found", "unknown"):
        out.append(f"integrity was {was}, is {now}")
    told, telling = verdict_of(before), verdict_of(after)
    if told != telling:
        out.append(f"verdict was {told}, is {telling}")
    # of a service that knew no such work, all it says now is new: that is the verdict's change, not one of each field
    last = {service: record.work for service, record in latest_by_service(before).items() if record.work}
    for service, work in ((service, record.work) for service, record in latest_by_service(after).items()):
        for name, value in work.items() if service in last and service != "retractionwatch" else ():
            old = last[service].get(name)
            if old is None:
                out.append(f"{service}: {name} is now given: {value}")
            elif old != value:
                out.append(f"{service}: {name} was {old}, is {value}")
    return tuple(out)
