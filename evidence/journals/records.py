"""What the journal table holds and what a written form turns out to mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from evidence.records import Candidate, Record

if TYPE_CHECKING:
    from collections.abc import Mapping


class Journal(Record, frozen=True, kw_only=True):
    """One journal as libraries know it.

    Attributes:
        title: Full title without its subtitle or place.
        abbreviation: NLM/ISO abbreviation without dots; empty if unknown.
        forms: Other written forms, above all house abbreviations (``"JAAD"``).
        issn: As printed, with the hyphen.
        year_minus_volume: Year less volume, for a journal with one volume a year; ``None`` if there are more or it is not known.
        annual_since: First year for which ``year_minus_volume`` holds; ``None`` from the first volume on.
        subjects: Short tags of the field, for ranking.

    Example:
        >>> from evidence.journals import journal_titled
        >>> journal_titled("Pediatric Dermatology").abbreviation
        'Pediatr Dermatol'
    """

    title: str
    abbreviation: str = ""
    forms: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    year_minus_volume: int | None = None
    annual_since: int | None = None
    subjects: tuple[str, ...] = ()


class JournalReading(Record, frozen=True, kw_only=True):
    """What a written form stands for.

    ``title`` is given only when that is exactly one journal. ``candidates`` are all readings, best first: title, weight and why.

    Example:
        >>> from evidence.journals import resolve_journal
        >>> resolve_journal("PD").title is None, resolve_journal("JAAD").title
        (True, 'Journal of the American Academy of Dermatology')
    """

    written: str
    title: str | None = None
    candidates: tuple[Candidate, ...] = ()


class Aliases(NamedTuple):
    """A person's own readings: folded written form → full title. They win over the shipped table.

    Example:
        >>> mine, ours = Aliases({"pd": "Prenatal Diagnosis"}), Aliases({"pd": "Pediatric Dermatology"})
        >>> dict(mine.merged(ours).titles)
        {'pd': 'Pediatric Dermatology'}
    """

    titles: Mapping[str, str] = MappingProxyType({})

    def merged(self, other: Aliases) -> Aliases:
        """Both together; where both speak, ``other`` wins."""
        return Aliases(MappingProxyType({**self.titles, **other.titles}))
