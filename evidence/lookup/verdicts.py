"""What the answers of the services say of a citation, in one word and with its reasons. Nothing is accepted on a score.

========================== =============================================================================================================
match                      journal, volume and first page agree (or an identifier, or the whole title with its first author), the year agrees with print, online
                           or issued, nothing given differs, and there is one such work
match, year differs by 1   the same but for the year: a warning
ambiguous                  several works fit, or a service says so
conflict                   a work fits, and something given differs, or services disagree on it: shown, never written
candidate                  a work that may be meant: a suggestion only
not found                  every service that was asked answered, and none has it
not asked                  the citation says too little, or nothing was sent
failed                     an answer is missing and nothing else decides it
========================== =============================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import regex

from evidence.journals import Aliases
from evidence.lookup.comparison import (
    IDENTIFIERS,
    Comparison,
    compare,
    fold_identifier,
    fold_page,
    fold_volume,
    is_long,
    same_title,
)
from evidence.lookup.journal_comparison import NO_ALIASES, compare_journals
from evidence.lookup.works import LEFT_ALONE, Answer, Work
from evidence.records import Fields, Record

Word = Literal[
    "match", "match, year differs by 1", "ambiguous", "conflict", "candidate", "not found", "not asked", "failed"
]
MATCHES: tuple[Word, ...] = ("match", "match, year differs by 1")
TO_SETTLE: tuple[Word, ...] = ("ambiguous", "conflict")
"""Verdicts that a person has to settle."""
_REASSURING = regex.compile(r"\b(?:not[\s_-]++found|ok(?:ay)?+|clean|verified)\b", regex.I)
SERVICE_NAMES = {
    "pubmed": "PubMed", "crossref": "Crossref", "europepmc": "Europe PMC", "openalex": "OpenAlex", "retractionwatch": "Retraction Watch",
}  # fmt: skip


class Candidate(Record, frozen=True, kw_only=True):
    """One work as one or several services describe it, each beside the citation."""

    comparisons: tuple[Comparison, ...]

    @property
    def works(self) -> tuple[Work, ...]:
        """What each service says of it."""
        return tuple(compared.work for compared in self.comparisons)

    @property
    def services(self) -> tuple[str, ...]:
        """Who knows it."""
        return tuple(dict.fromkeys(work.service for work in self.works))

    @property
    def differing(self) -> tuple[str, ...]:
        """Fields that differ from the citation in what any service says; a year counts only if it differs for all."""
        fields = dict.fromkeys(name for compared in self.comparisons for name in compared.differing)
        return tuple(name for name in fields if name != "year" or not self.year_agrees)

    @property
    def year_agrees(self) -> bool:
        """Whether the year agrees with one of the years that any service gives."""
        return any(compared.agrees("year") for compared in self.comparisons)

    def agrees(self, *names: str) -> bool:
        """Whether each field agrees in what at least one service says."""
        return all(any(compared.agrees(name) for compared in self.comparisons) for name in names)


class Verdict(Record, frozen=True, kw_only=True):
    """What became of a source.

    Attributes:
        word: The verdict.
        reasons: In words, the deciding one first; never empty.
        candidates: The matching work alone, or the works that a person has to choose from.
        answers: What the services said, also those that failed.
        failures: What failed, in words; told also where another service gave a match.
    """

    word: Word
    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...] = ()
    answers: tuple[Answer, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def matched(self) -> Candidate | None:
        """The work, if it is a match."""
        return self.candidates[0] if self.word in MATCHES else None


def judge(fields: Fields, answers: Sequence[Answer], aliases: Aliases = NO_ALIASES) -> Verdict:
    """Compare every work that services offered with the citation, and say what that amounts to.

    Args:
        fields: What the citation or the entry says.
        answers: Of all services, to all questions on this source.
        aliases: A person's own journal names.

    Example:
        >>> cited = Fields(journal="PD", year=2014, volume="31", first_page="595")
        >>> work = Work(service="pubmed", journal="Pediatric dermatology", years={"print": 2014}, volume="31", first_page="595", pmid="1")
        >>> judge(cited, [Answer(service="pubmed", outcome="works", works=(work,))]).word
        'match'
        >>> other = Work(service="pubmed", journal="Pediatrics international", years={"print": 2016}, volume="58", first_page="1084", pmid="2")
        >>> judge(cited, [Answer(service="pubmed", outcome="works", works=(other,))]).word
        'not found'
    """
    answers = tuple(answers)
    failures = _failures(answers)
    works = [work for answer in answers for work in answer.works]
    groups = [
        Candidate(comparisons=tuple(compare(fields, work, aliases) for work in group)) for group in group_works(works)
    ]
    fitting = [group for group in groups if _fits(fields, group)]
    clean = [group for group in fitting if not group.differing]
    near = [group for group in fitting if group.differing == ("year",) and _year_is_near(group)]
    chosen = clean or near

    def verdict(word: Word, reasons: tuple[str, ...], candidates: Sequence[Candidate] = ()) -> Verdict:
        return Verdict(word=word, reasons=reasons, candidates=tuple(candidates), answers=answers, failures=failures)

    if len(chosen) > 1:
        shown = "; ".join(_shown(group) for group in chosen[:4])
        return verdict("ambiguous", (f"{len(chosen)} works fit: {shown}",), chosen)
    if chosen:
        return verdict("match" if clean else "match, year differs by 1", _match_reasons(chosen[0]), chosen)
    if len(fitting) > 1:
        shown = "; ".join(_shown(group) for group in fitting[:4])
        reason = f"{len(fitting)} works stand at this place, and each differs: {shown}"
        return verdict("conflict", (reason, *_differences(fitting)), fitting)
    if fitting:
        return verdict("conflict", (*_differences(fitting), f"the work at this place: {_shown(fitting[0])}"), fitting)
    meant = [group for group in groups if _may_be_meant(group)]
    several = [answer for answer in answers if answer.outcome == "ambiguous"]
    if several:
        reasons = tuple(f"{_name(answer.service)}: {answer.reason or 'several works'}" for answer in several)
        return verdict("ambiguous", tuple(dict.fromkeys(reasons)), meant)
    if meant:
        return verdict(
            "candidate", tuple(f"perhaps {_shown(group)}: {_why_not(fields, group)}" for group in meant[:4]), meant
        )
    if failures:
        return verdict("failed", failures)
    asked = [answer for answer in answers if answer.outcome in ("works", "empty")]
    if asked:
        return verdict("not found", _not_found(asked, groups))
    reasons = tuple(dict.fromkeys(answer.reason for answer in answers if answer.reason))
    return verdict("not asked", reasons or ("nothing was asked",))


def group_works(works: Sequence[Work]) -> list[list[Work]]:
    """Works of several services, those that are one work together: an identifier in common, or the same place and none that differs.

    Example:
        >>> one = Work(service="pubmed", pmid="1", doi="10.1/A")
        >>> [len(group) for group in group_works([one, Work(service="crossref", doi="10.1/a"), Work(service="pubmed", pmid="2")])]
        [2, 1]
    """
    groups: list[list[Work]] = []
    for work in works:
        if any(work == other for group in groups for other in group):
            continue
        home = [group for group in groups if any(_same(work, other) for other in group)]
        if not home:
            groups.append([work])
            continue
        home[0].append(work)
        for group in home[1:]:
            home[0].extend(group)
            groups.remove(group)
    return groups


def _same(one: Work, other: Work) -> bool:
    pairs = [(fold_identifier(getattr(one, name)), fold_identifier(getattr(other, name))) for name in IDENTIFIERS]
    if any(a and a == b for a, b in pairs):
        return True
    if any(a and b for a, b in pairs) or one.service == other.service:
        return False
    page, their_page = one.first_page or one.article_number, other.first_page or other.article_number
    if not (page and their_page and fold_page(page) == fold_page(their_page) and one.volume and other.volume):
        return False
    if fold_volume(one.volume) != fold_volume(other.volume) or not set(one.years.values()) & set(other.years.values()):
        return False
    if one.title and other.title and not same_title(one.title, other.title):
        return False
    return compare_journals(Fields(journal=one.journal or one.journal_abbreviation), other).agrees is not False


def _fits(fields: Fields, group: Candidate) -> bool:
    """Whether enough agrees to say that this work stands where the citation points: the test of a match, but for what differs."""
    if fields.year is not None and all(not compared.work.years for compared in group.comparisons):
        return False
    if any(group.agrees(name) for name in IDENTIFIERS):
        return True
    if group.agrees("journal", "volume", "page"):
        return True
    if fields.volume is None and fields.article_number and group.agrees("journal", "year", "page"):
        return True  # an article's number names it in its journal; journals without volumes are cited so
    return (
        is_long(fields.title)
        and group.agrees("title", "authors", "year")
        and (group.agrees("journal") or not (fields.journal or fields.journal_as_written))
    )


def _may_be_meant(group: Candidate) -> bool:
    """Whether a work has so much in common with the citation that a person may want to see it."""
    long = any(is_long(compared.fields["title"].ours) for compared in group.comparisons if "title" in compared.fields)
    if group.agrees("title") and (long or group.agrees("year")):
        return True
    if (
        group.agrees("volume", "page", "year")
        or group.agrees("journal", "page", "year")
        or group.agrees("journal", "page", "volume")
    ):
        return True
    if group.agrees("journal", "year", "authors"):
        return True
    close = any(compared.fields["page"].near for compared in group.comparisons if "page" in compared.fields)
    return close and group.agrees("journal", "volume", "year")


def _year_is_near(group: Candidate) -> bool:
    return any(compared.fields["year"].near for compared in group.comparisons if "year" in compared.fields)


def _match_reasons(group: Candidate) -> tuple[str, ...]:
    names = {
        name: field
        for compared in group.comparisons
        for name, field in compared.fields.items()
        if field.state == "agree"
    }
    known = " and ".join(_name(service) for service in group.services)
    reasons = [f"{_listed(names)} {_verb('agree', names)} with {known}"]
    if "journal" in names:
        reasons.append(f"journal: {names['journal'].why}")
    if "year" in names:
        reasons.append(f"year: {names['year'].why}")
    reasons += [f"warning: the year differs by 1: {_why(group, 'year')}" for name in group.differing if name == "year"]
    if not names.keys() & {"authors", "title", *IDENTIFIERS}:
        reasons.append("by its place alone: there is no author, title or identifier to compare")
    return tuple(reasons)


def _differences(groups: Sequence[Candidate]) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for group in groups:
        for compared in group.comparisons:
            for name in compared.differing:
                if name in group.differing:
                    service = _name(compared.work.service)
                    out[f"{_label(name)} {_verb('differ', (name,))}: {compared.fields[name].why} ({service})"] = None
    return tuple(out)


def _why_not(fields: Fields, group: Candidate) -> str:
    differing = [f"{_label(name)} {_verb('differ', (name,))} ({_why(group, name)})" for name in group.differing]
    given = {"journal": fields.journal, "volume": fields.volume, "page": fields.first_page or fields.article_number}
    lacking = [f"the citation gives no {name}" for name, value in given.items() if not value]
    silent = [
        f"the record has no {_label(name)}"
        for name in given
        if given[name] and name not in group.differing and not group.agrees(name)
    ]
    return "; ".join((*differing, *lacking, *silent)) or "too little agrees"


def _why(group: Candidate, name: str) -> str:
    return next((compared.fields[name].why for compared in group.comparisons if name in compared.differing), "")


def _not_found(asked: Sequence[Answer], groups: Sequence[Candidate]) -> tuple[str, ...]:
    services = list(dict.fromkeys(_name(answer.service) for answer in asked))
    reason = f"{_joined(services)} answered and {'has' if len(services) == 1 else 'have'} no such work"
    offered = tuple(
        f"what was offered is another work: {_shown(group)}; {_listed(group.differing)} {_verb('differ', group.differing)}"
        for group in groups[:2]
        if group.differing
    )
    return (reason, *offered)


def _shown(group: Candidate) -> str:
    work = group.works[0]
    author = work.authors[0].split(",")[0] if work.authors else ""
    year = next((work.years[kind] for kind in ("print", "issued", "online") if kind in work.years), None)
    place = f"{work.journal_abbreviation or work.journal or ''} {year or ''};{work.volume or ''}:{work.first_page or work.article_number or ''}".strip(
        " ;:"
    )
    name = f"PMID {work.pmid}" if work.pmid else f"doi {work.doi}" if work.doi else "no identifier"
    return " ".join(part for part in (author, place, f"({name})") if part)


def _failures(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What failed, each once; that a service was then left alone is told only where nothing else is told of it."""
    failed = [answer for answer in answers if answer.outcome == "failed"]
    told = {answer.service for answer in failed if not answer.reason.startswith(LEFT_ALONE)}
    return tuple(
        dict.fromkeys(
            _failure(answer)
            for answer in failed
            if answer.service not in told or not answer.reason.startswith(LEFT_ALONE)
        )
    )


def _failure(answer: Answer) -> str:
    """What failed, in words. A service's own words may say "OK" or "not found"; said of a failure, they would be taken for a finding."""
    said = _REASSURING.sub("…", answer.reason)
    return f"{_name(answer.service)} failed: {said or 'no reason given'}"


def _listed(names: Iterable[str]) -> str:
    labels = [_label(name) for name in names]
    return _joined(labels)


def _joined(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _label(name: str) -> str:
    return {"page": "first page", "last_page": "last page", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}.get(
        name, name
    )


def _verb(stem: str, names: Iterable[str]) -> str:
    """``agree`` or ``agrees``, as the fields ask for.

    Example:
        >>> _verb("agree", ["doi"]), _verb("differ", ["authors"]), _verb("differ", ["year", "page"])
        ('agrees', 'differ', 'differ')
    """
    one, *more = names
    return stem if more or one == "authors" else f"{stem}s"


def _name(service: str) -> str:
    return SERVICE_NAMES.get(service, service)


__all__ = ["MATCHES", "SERVICE_NAMES", "TO_SETTLE", "Candidate", "Verdict", "Word", "group_works", "judge"]
