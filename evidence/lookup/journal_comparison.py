"""Whether a citation's journal can be the one that a service names: by ISSN, by the table of names and aliases, or by its words.

A form of several journals (``PD``) agrees with any of them; which one it is, the rest of the record must tell.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from evidence.journals import Aliases, fold_journal, journal_titled, resolve_journal
from evidence.journals.folding import without_aside
from evidence.lookup.works import Work
from evidence.records import Fields

NO_ALIASES = Aliases()

_CONTINUED: tuple[tuple[str, ...], ...] = (
    ("Archives of Dermatology", "JAMA Dermatology", "Archives of Dermatology and Syphilology"),
    ("Archives of Internal Medicine", "JAMA Internal Medicine"),
    ("Archives of Pediatrics & Adolescent Medicine", "JAMA Pediatrics", "American Journal of Diseases of Children"),
    ("Archives of General Psychiatry", "JAMA Psychiatry"),
    ("Archives of Neurology", "JAMA Neurology"),
    ("Archives of Ophthalmology", "JAMA Ophthalmology"),
    ("Archives of Otolaryngology--Head & Neck Surgery", "JAMA Otolaryngology-- Head & Neck Surgery"),
    ("Archives of Surgery", "JAMA Surgery"),
    ("BMJ", "British Medical Journal", "British Medical Journal (Clinical Research Ed.)"),
    ("Acta Paediatrica Japonica", "Pediatrics International"),
    ("Neuropädiatrie", "Neuropediatrics"),
    ("Acta Paediatrica Scandinavica", "Acta Paediatrica"),
    ("Zeitschrift für Kinderheilkunde", "European Journal of Pediatrics"),
    ("Arthritis and Rheumatism", "Arthritis & Rheumatology"),
    ("Journal of Cutaneous Laser Therapy", "Journal of Cosmetic and Laser Therapy"),
    ("American Review of Respiratory Disease", "American Journal of Respiratory and Critical Care Medicine"),
    ("Medical and Pediatric Oncology", "Pediatric Blood & Cancer"),
)
"""Titles that one journal has had, one journal a line (NLM Catalog, "Continues" and "Continued by"). Volume, year and page must agree
with the record all the same, so that a title of the wrong time is no danger."""


_BRACKET = regex.compile(r"\s{0,3}+\([^()]{0,200}+\)\s*+$")


class JournalAgreement(NamedTuple):
    """``None``: one side names no journal."""

    agrees: bool | None
    why: str


def compare_journals(fields: Fields, work: Work, aliases: Aliases = NO_ALIASES) -> JournalAgreement:
    """Whether the journal of a citation can be that of a work, and why.

    Args:
        fields: What the citation says.
        work: What a service says.
        aliases: A person's own journal names.

    Example:
        >>> cited = Fields(journal="PD", journal_as_written="PD", year=2017, volume="34")
        >>> compare_journals(cited, Work(service="pubmed", journal="Pediatric dermatology"))
        JournalAgreement(agrees=True, why="'Pediatric dermatology' is one of the readings of 'PD'")
        >>> compare_journals(cited, Work(service="pubmed", journal="Pediatrics international")).agrees
        False
    """
    ours = tuple(
        dict.fromkeys(name for name in (fields.journal, fields.journal_as_written) if name and fold_journal(name))
    )
    theirs = tuple(name for name in (work.journal, work.journal_abbreviation) if name and fold_journal(name))
    if not ours or not (theirs or work.issns):
        return JournalAgreement(None, "the record names no journal" if ours else "the citation names no journal")
    shown = work.journal or work.journal_abbreviation or work.issns[0]
    if {fold_journal(name) for name in ours} & {fold_journal(name) for name in theirs}:
        return JournalAgreement(True, f"the same name: {shown}")
    readings = _readings(ours, fields, aliases)
    issns = {issn.upper() for issn in work.issns}
    for title in readings:
        journal = journal_titled(title)
        if journal is not None and issns & {issn.upper() for issn in journal.issn}:
            return JournalAgreement(True, f"ISSN of {title}")
    their_readings = _readings(theirs, Fields(), NO_ALIASES)
    if readings and their_readings:
        return _compare_readings(readings, their_readings, ours[-1], shown)
    if _bare_names(ours, theirs):
        return JournalAgreement(True, f"the same name but for the place: {shown}")
    if {fold_journal(title) for title in readings} & {fold_journal(name) for name in theirs}:
        return JournalAgreement(True, f"{ours[-1]!r} stands for {shown!r}")
    if not readings and any(_shortens(name, title) for name in ours for title in theirs):
        return JournalAgreement(True, f"the words of {ours[-1]!r} shorten {shown!r}")
    return JournalAgreement(False, f"{ours[0]!r} is not {shown!r}")


def _compare_readings(readings: tuple[str, ...], theirs: tuple[str, ...], written: str, shown: str) -> JournalAgreement:
    """Two names that the table knows: the titles decide, not how they are shortened (``Allerg Immunol`` is two journals)."""
    titles = {folded for title in theirs for folded in _folded_title(title)}
    for title in readings:
        if _folded_title(title) & titles:
            if len(readings) > 1:
                return JournalAgreement(True, f"{shown!r} is one of the readings of {written!r}")
            return JournalAgreement(True, f"{written!r} stands for {shown!r}")
    for title in readings:
        if any(_former_titles(folded) & _former_titles(fold_journal(title)) for folded in titles):
            return JournalAgreement(True, f"one journal under two titles: {title}, {shown}")
    return JournalAgreement(False, f"{written!r} is not {shown!r}")


@cache
def _folded_title(title: str) -> frozenset[str]:
    """A title, and without the place in brackets that some lists add: ``Advanced Materials (Weinheim, Germany)``."""
    return frozenset({fold_journal(title), fold_journal(_BRACKET.sub("", title))} - {""})


def _bare_names(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two names are one but for a place that only one of them has; two places may tell two journals."""
    for one in ours:
        for other in theirs:
            bare = fold_journal(without_aside(one)), fold_journal(without_aside(other))
            both = bare[0] != fold_journal(one) and bare[1] != fold_journal(other)
            if bare[0] and bare[0] == bare[1] and not both:
                return True
    return False


def _readings(names: tuple[str, ...], fields: Fields, aliases: Aliases) -> tuple[str, ...]:
    """Titles that names can stand for: one if any of them is sure, else all."""
    titles: dict[str, None] = {}
    for name in names:
        reading = resolve_journal(name, year=fields.year, volume=fields.volume, aliases=aliases)
        if reading.title:
            return (reading.title,)
        titles.update(dict.fromkeys(title for title, _, _ in reading.candidates))
    return tuple(titles)


@cache
def _continued() -> dict[str, frozenset[str]]:
    lines = (frozenset(fold_journal(title) for title in line) for line in _CONTINUED)
    return {title: line for line in lines for title in line}


def other_titles(title: str) -> tuple[str, ...]:
    """Other titles that a journal has had.

    Example:
        >>> other_titles("JAMA Dermatology")
        ('Archives of Dermatology', 'Archives of Dermatology and Syphilology')
    """
    folded = fold_journal(title)
    line = next((line for line in _CONTINUED if any(fold_journal(name) == folded for name in line)), ())
    return tuple(name for name in line if fold_journal(name) != folded)


def _former_titles(folded: str) -> frozenset[str]:
    return _continued().get(folded, frozenset())


def _shortens(short: str, title: str) -> bool:
    """Whether each word of an unknown abbreviation begins, or contracts, the word of the title in its place."""
    cut, whole = fold_journal(short).split(), fold_journal(without_aside(title)).split()
    if len(cut) != len(whole) or len(cut) < 2:
        return False
    return all(_is_cut(a, b) for a, b in zip(cut, whole, strict=True))


def _is_cut(short: str, word: str) -> bool:
    """``dermatol`` begins ``dermatology``; ``natl`` has first and last letter of ``national`` and the others in order."""
    if word.startswith(short):
        return True
    letters = iter(word)
    return short[0] == word[0] and short[-1] == word[-1] and all(letter in letters for letter in short)
