"""What a service answers: works, and how an answer came about.

A ``Work`` is what one service says of one work; whether it is the source that was meant is decided in ``comparison``, nowhere
else. An ``Answer`` is one answer to one question, also when there was none: ``failed`` is never ``empty``.
"""

from __future__ import annotations

from typing import Literal

from evidence.records import Record

Service = Literal["pubmed", "crossref", "europepmc", "openalex", "retractionwatch"]
Outcome = Literal["works", "empty", "ambiguous", "failed", "not asked"]
NoticeKind = Literal["retraction", "expression of concern", "correction", "republication", "reinstatement", "other"]
LEFT_ALONE = "left alone"
"""How the reason of an answer begins that was not asked for any more, since the service failed before."""


class Notice(Record, frozen=True, kw_only=True):
    """What was published about a work later: its kind, identifiers of the notice, date as ``YYYY-MM-DD`` or less.

    ``text`` is the service's own words; ``told_by`` who told the service, where it says so (``publisher``, ``retraction-watch``).
    """

    kind: NoticeKind
    doi: str | None = None
    pmid: str | None = None
    date: str | None = None
    text: str | None = None
    told_by: str | None = None


class Work(Record, frozen=True, kw_only=True):
    """One work as one service describes it. What the service does not say is ``None`` or empty.

    ``authors`` are ``"Family, Initials"`` as in ``Fields``; ``years`` maps ``"print"``, ``"online"`` and ``"issued"`` to years;
    ``issns`` are ``NNNN-NNNX``; ``types`` are publication types in the service's words (PubMed's are MeSH publication types);
    ``notices`` are about this work; ``is_notice`` says that the work is itself a notice about others; ``retracted`` is what the
    service says, ``None`` when it says nothing.
    """

    service: Service
    authors: tuple[str, ...] = ()
    et_al: bool = False
    title: str | None = None
    journal: str | None = None
    journal_abbreviation: str | None = None
    issns: tuple[str, ...] = ()
    years: dict[str, int] = {}
    month: int | None = None
    volume: str | None = None
    issue: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    article_number: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    types: tuple[str, ...] = ()
    retracted: bool | None = None
    is_notice: bool = False
    notices: tuple[Notice, ...] = ()
    kind: str = "article-journal"


class Answer(Record, frozen=True, kw_only=True):
    """One answer of one service to one question.

    ``address`` is the request without e-mail, key and tool, ``sha256`` the hash of its answer; where many works were asked for at
    once, they are the request for this work alone and the part of the answer that is about it. ``at`` is the time of the answer
    (ISO 8601, UTC), also when it came from the cache; ``reason`` says in words what failed or was ambiguous.
    """

    service: Service
    outcome: Outcome
    works: tuple[Work, ...] = ()
    address: str = ""
    at: str = ""
    sha256: str = ""
    reason: str = ""
