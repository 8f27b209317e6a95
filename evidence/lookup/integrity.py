"""Whether a work still stands: retracted, doubted, corrected, or nothing found, by whom and when.

Every service's word is kept, since they disagree; the same notice from two of them is one notice. A new version is no correction, and a
notice is not what it retracts. "None found" says who was asked: it is no proof that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from evidence.library.records import LookupNotice, LookupRecord
from evidence.lookup.comparison import fold_identifier
from evidence.lookup.works import Notice, Work
from evidence.records import Record

if TYPE_CHECKING:
    from evidence.library import Library

Status = Literal[
    "retracted",
    "retracted and republished",
    "reinstated",
    "expression of concern",
    "corrected",
    "none found",
    "unknown",
]
FALLEN: tuple[Status, ...] = ("retracted", "retracted and republished")
"""What takes the support away that a source gave."""
SPEAKING = ("pubmed", "crossref", "retractionwatch", "europepmc", "openalex")
"""Services whose records say what was published about a work; silence of these counts as "none found"."""


class SeenNotice(Record, frozen=True, kw_only=True):
    """One notice about a work, with everybody who knows it."""

    kind: str
    doi: str | None = None
    pmid: str | None = None
    date: str | None = None
    by: tuple[str, ...] = ()


class Integrity(Record, frozen=True, kw_only=True):
    """Whether a work still stands.

    ``asked`` are the services that were asked, with the time of the answer; without any the status is ``unknown``.
    """

    status: Status = "unknown"
    notices: tuple[SeenNotice, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.status == "unknown":
            who = ", ".join(service for service, _ in self.asked)
            return f"unknown: an answer is missing ({who} names no notice)" if who else "unknown: nobody was asked"
        if self.status == "none found":
            return f"none found ({', '.join(f'{service} {at[:10]}' for service, at in self.asked)})"
        shown = (
            f"{notice.kind}{f' {notice.date}' if notice.date else ''} ({', '.join(notice.by)})"
            for notice in self.notices
            if notice.kind != "other"
        )
        return f"{self.status}: {'; '.join(shown)}"


def find_notices(work: Work) -> tuple[LookupNotice, ...]:
    """What a service says was published about a work, each notice once.

    A work that the service calls retracted without naming the notice has one without identifiers; a notice is not retracted itself.

    Example:
        >>> work = Work(service="crossref", notices=(Notice(kind="retraction", doi="10.1/N"), Notice(kind="retraction", doi="10.1/n")))
        >>> [notice.doi for notice in find_notices(work)], find_notices(Work(service="pubmed", retracted=True, is_notice=True))
        (['10.1/N'], ())
    """
    notices = tuple(keep_notice(notice) for notice in work.notices)
    if work.retracted and not work.is_notice and all(notice.kind != "retraction" for notice in notices):
        notices = (*notices, LookupNotice(kind="retraction"))
    out: list[LookupNotice] = []
    for notice in notices:
        if not any(_is_same(notice, other) for other in out):
            out.append(notice)
    return tuple(out)


def keep_notice(notice: Notice) -> LookupNotice:
    """A notice as the library keeps it."""
    return LookupNotice(kind=notice.kind, doi=notice.doi, pmid=notice.pmid, date=notice.date)


def status_of(records: Sequence[LookupRecord]) -> Integrity:
    """What the library knows of a source's integrity: the last word of each service that knows the work.

    Args:
        records: ``library.lookups[key]``.

    Example:
        >>> from evidence.library.records import LookupNotice
        >>> found = LookupRecord(service="crossref", address="", at="2024-05-01T00:00:00Z", verdict="match",
        ...     notices=(LookupNotice(kind="retraction", date="2010-02-02"),))
        >>> str(status_of([found])), str(status_of([]))
        ('retracted: retraction 2010-02-02 (crossref)', 'unknown: nobody was asked')
    """
    latest = {service: record for service, record in latest_by_service(records).items() if _knows_the_work(record)}
    asked = tuple((service, record.at) for service, record in latest.items())
    seen: list[SeenNotice] = []
    for service, record in latest.items():
        for notice in record.notices:
            seen = _with_notice(seen, notice, service)
    status: Status = _status(seen) if seen else "unknown"
    if status == "unknown" and asked and not lacks_crossref(records):
        status = "none found"
    return Integrity(status=status, notices=tuple(seen), asked=asked)


def lacks_crossref(records: Sequence[LookupRecord]) -> bool:
    """Whether Crossref is still to be asked: a DOI is known, and Crossref's answer is missing, since it failed.

    Example:
        >>> lacks_crossref([LookupRecord(service="pubmed", address="", at="", verdict="match", work={"doi": "10.5555/a"})])
        True
    """
    latest = latest_by_service(records)
    known = any("doi" in record.work for record in latest.values() if record.verdict.startswith("match"))
    return known and "crossref" not in latest


def latest_by_service(records: Sequence[LookupRecord]) -> dict[str, LookupRecord]:
    """The last word of each service; earlier records are kept for the fields that they gave."""
    return {record.service: record for record in records}


def _knows_the_work(record: LookupRecord) -> bool:
    return record.service in SPEAKING and record.verdict.startswith("match") and not is_summary(record)


def is_summary(record: LookupRecord) -> bool:
    """Whether PubMed could give no more than its summary, which names neither notices nor types of publication.

    Example:
        >>> is_summary(LookupRecord(service="pubmed", address="https://…/esummary.fcgi?id=1", at="", verdict="match"))
        True
    """
    return record.service == "pubmed" and "/esummary.fcgi" in record.address


def with_missing_answer(known: Integrity) -> Integrity:
    """The same, where an answer is missing: that the others name no notice is then no finding.

    Example:
        >>> with_missing_answer(Integrity(status="none found")).status, with_missing_answer(Integrity(status="retracted")).status
        ('unknown', 'retracted')
    """
    return known if known.status != "none found" else Integrity(asked=known.asked)


def _with_notice(seen: list[SeenNotice], notice: LookupNotice, service: str) -> list[SeenNotice]:
    for place, other in enumerate(seen):
        if _is_same(notice, other):
            both = SeenNotice(
                kind=other.kind,
                doi=other.doi or notice.doi,
                pmid=other.pmid or notice.pmid,
                date=max(filter(None, (other.date, notice.date)), key=len, default=None),
                by=tuple(dict.fromkeys((*other.by, service))),
            )
            return [*seen[:place], both, *seen[place + 1 :]]
    new = SeenNotice(kind=notice.kind, doi=notice.doi, pmid=notice.pmid, date=notice.date, by=(service,))
    return [*seen, new]


def _is_same(one: LookupNotice, other: LookupNotice | SeenNotice) -> bool:
    """One notice under two descriptions: a shared identifier, or the same kind with nothing that differs."""
    if one.kind != other.kind:
        return False
    pairs = [(fold_identifier(getattr(one, name)), fold_identifier(getattr(other, name))) for name in ("doi", "pmid")]
    if any(a and a == b for a, b in pairs):
        return True
    if any(a and b for a, b in pairs):
        return False
    return not one.date or not other.date or one.date[:4] == other.date[:4]


def _status(seen: Iterable[SeenNotice]) -> Status:
    kinds: dict[str, str] = {}
    for notice in seen:
        kinds[notice.kind] = max(kinds.get(notice.kind, ""), notice.date or "")
    if "retraction" in kinds:
        if "reinstatement" in kinds and kinds["reinstatement"] >= kinds["retraction"]:
            return "reinstated"
        return "retracted and republished" if "republication" in kinds else "retracted"
    if "expression of concern" in kinds:
        return "expression of concern"
    return "corrected" if "correction" in kinds or "republication" in kinds else "unknown"


def find_fallen(library: Library) -> tuple[str, ...]:
    """Keys of the sources that a service says are retracted, in the order of ``refs.bib``."""
    return tuple(key for key in library.sources if status_of(library.lookups.get(key, ())).status in FALLEN)


def find_consequences(library: Library, keys: Sequence[str]) -> Any:
    """What loses support where these sources fell (``library.without``): claims, therapies and pages, first those that lose all."""
    return library.without(*keys)
