"""The values that flow from step to step: what a document says, as found.

All records are frozen and keyword-only; sequences are tuples. ``start`` and ``end`` are half-open offsets in code points of
``Document.source`` (the file as it is), unless a name says otherwise.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec

R = TypeVar("R", bound="Record")

Direction = Literal["supports", "against", "mixed", "mentioned"]
Role = Literal["refractory", "comparator", "backbone", "avoided"]
Span = tuple[int, int]
Candidate = tuple[str, float, str]
"""A possible reading: the value, a weight between 0 and 1, and why in words."""

DIRECTIONS: tuple[Direction, ...] = ("supports", "against", "mixed", "mentioned")
FINDINGS_SCHEMA = "evidence.findings/1"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all values: frozen, compared by content, to and from plain dictionaries."""

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dictionaries, lists and scalars, ready for JSON."""
        out: dict[str, Any] = msgspec.to_builtins(self)
        return out

    @classmethod
    def from_dict(cls: type[R], raw: dict[str, Any]) -> R:
        """The checked record from plain data; ``msgspec.ValidationError`` says which member is wrong."""
        return msgspec.convert(raw, cls)

    def _repr_html_(self) -> str:
        from evidence.views.notebook import record_html  # only a notebook needs it

        return record_html(self)


class Fields(Record, frozen=True, kw_only=True):
    """The bibliographic fields of one cited work. What the text does not say is ``None``.

    ``authors`` are ``"Family, Initials"`` (a group or a lone surname as it stands), and ``et_al`` says that there are more of them; volume, issue and pages are strings;
    a supplement goes into ``issue``; ``last_page`` is expanded (``281-3`` ends on ``"283"``). ``journal`` is the full title
    where the written form stands for one journal only, else as written. ``kind`` is a CSL type.

    Example:
        >>> Fields(journal="PD", journal_as_written="PD", year=2017, volume="34", first_page="261").volume
        '34'
    """

    authors: tuple[str, ...] | None = None
    et_al: bool = False
    title: str | None = None
    journal: str | None = None
    journal_as_written: str | None = None
    year: int | None = None
    month: int | None = None
    volume: str | None = None
    issue: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    article_number: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    container_title: str | None = None
    publisher: str | None = None
    edition: str | None = None
    registry_id: str | None = None
    kind: str = "article-journal"


class Citation(Record, frozen=True, kw_only=True):
    """One work cited in a text, with its place.

    ``id`` is unique in a document (``c1`` …). ``marks`` are the places that point to an entry of a numbered reference list.
    ``rule`` names the rule of the grammar that read it; ``uncertain`` the fields that were inferred or do not fit, with the
    reason in ``reasons`` and other readings in ``candidates`` (field name → candidates, best first).
    """

    id: str
    text: str
    start: int
    end: int
    marks: tuple[Span, ...] = ()
    key: str = ""
    fields: Fields = Fields()
    rule: str | None = None
    uncertain: tuple[str, ...] = ()
    reasons: dict[str, str] = {}
    candidates: dict[str, tuple[Candidate, ...]] = {}

    def __repr__(self) -> str:
        return f"<Citation {self.id}: {' '.join(self.text.split())[:80]}{f' = {self.key}' if self.key else ''}>"


class ContextTherapy(Record, frozen=True, kw_only=True):
    """A therapy named only as background of a claim, and as what."""

    therapy: str
    role: Role


class Claim(Record, frozen=True, kw_only=True):
    """One verdict on one therapy, or on one combination, as a document states it.

    ``text`` is ``source[start:end]``; ``mentions`` are the places of the therapies, relative to ``start``; ``citations`` are ids
    of the document's citations that cover the statement; ``cues`` the words that decided the direction.
    """

    id: str
    text: str
    start: int
    end: int
    therapies: tuple[str, ...]
    as_written: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    combination: bool = False
    route: str | None = None
    conditions: tuple[str, ...] = ()
    outcome: str | None = None
    direction: Direction = "mentioned"
    context: tuple[ContextTherapy, ...] = ()
    citations: tuple[str, ...] = ()
    study: str | None = None
    cues: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()

    def __repr__(self) -> str:
        about = (" + " if self.combination else ", ").join(self.therapies)
        return f"<Claim {self.id}: {about} {self.direction}; {', '.join(self.citations) or 'no source'}>"
