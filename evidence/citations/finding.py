"""Find the citations of one cleaned run of text: at years, at names, at identifiers, as whole works."""

from __future__ import annotations

import re

from evidence.citations.anchored import read_at_year
from evidence.citations.found import Found, Places
from evidence.citations.fragments import parse_fragment
from evidence.citations.identifiers import Identifier, find_identifiers
from evidence.citations.named import read_at_names
from evidence.citations.pieces import YEAR, compiled
from evidence.citations.prose_works import find_works
from evidence.citations.sharing import find_sharing
from evidence.citations.works import authors_and_title, parse_work
from evidence.citations.yearless import find_yearless, place_identifiers

_YEAR = re.compile(rf"{YEAR}(?!\d|[-–]\d\d?[-–]\d|\.\d)", re.ASCII)
_NOT_BEFORE_YEAR = frozenset("0123456789/.,:#-")
_ABOUT = compiled(  # Corrigendum to "Ice for gout" [J Foo 4 (2013) 251–255]. J Foo 2015;6:204.
    r"\b(?:[Cc]orrigend(?:um|a)|[Ee]rrat(?:um|a)|[Cc]orrection|[Rr]etraction|[Rr]etracted|[Ee]xpression of [Cc]oncern|[Cc]omment(?:ary)?|[Rr]eply|[Rr]esponse|[Ll]etter)\b"
    r"[^\[\]]{1,400}(?<cited>\[[^\[\]]{10,240}\])[.,\"”’']{0,2}\s(?=[\p{Lu}\d])"
)
_IN_NAME = compiled(rf"{YEAR}\)\.?\s{YEAR}(?:\s\p{{L}}{{3,9}}\.?)?;\s?\d")  # Spine (Phila Pa 1976) 2011;36
_GLUED = compiled(r"(?:\p{Lo}|[:–-]\s?\w?\d{1,5}|\)),\Z")  # 杂志,2015 | 1644-1655,1992
_RANGE_BEFORE = compiled(r"\d\s?[-–—]\s?\Z")
_FRAGMENTS = ("{{", "@", "PMID- ", "TY -", "TY  -", "AU -", "AU  -")
_DIGIT = re.compile(r"\d")
_LOOSE = ("ress", "print", "orthcoming", "ccepted", "dvance", ":")
_NUMBERLESS = (*_LOOSE[:-1], *_FRAGMENTS)
_IDENTIFIERS = ("10.", "PM", "mid", "CT", "http", "PubM", "Pubm", "Eudra", "UMIN", "JPRN", "DRKS", "CRD", "doi.org")
"""Parts that the identifiers have between them (NCT, ISRCTN, EUCTR, PACTR …): without one of them there is none."""
_MOST_MISSES, _CROWDED = (6, 40), (6, 24)
"""After so many years in a row that begin no citation, years less than so many characters apart are not tried any more."""
_WEAK_RULES = ("authors year", "journal year")
_ALMOST_WHOLE = 2000


def may_cite(text: str) -> bool:
    """Whether a text can hold a citation at all: without a number only what is in press, or another program's format.

    Example:
        >>> may_cite("works [PD 2017;34;261]"), may_cite("Exp Ther Med (in press)"), may_cite("Ice helps.")
        (True, True, False)
    """
    return _DIGIT.search(text) is not None or _any_in(text, _NUMBERLESS)


def find_in(text: str, *, whole: bool = False) -> list[Found]:
    """The citations of a cleaned text, in order.

    Args:
        text: Cleaned text, a paragraph or one string.
        whole: The text is one reference (or several) and nothing else: what stands left of a journal is authors and title.

    Example:
        >>> [found] = find_in("works well Doe J et al. NEJM 2015;372:55-9, so")
        >>> found.fields["authors"], found.fields["journal_as_written"], found.fields["last_page"]
        (('Doe, J',), 'NEJM', '59')
    """
    whole = whole and len(text) <= _ALMOST_WHOLE  # a page on one line is no reference
    fragment = parse_fragment(text) if _any_in(text, _FRAGMENTS) else None
    if fragment and (whole or fragment.end - fragment.start > len(text) // 2):
        return [fragment]
    identifiers = find_identifiers(text) if _any_in(text, _IDENTIFIERS) else []
    notice = _ABOUT.search(text) if whole and "[" in text else None
    taken = _at_years(text, identifiers, whole, notice.span("cited") if notice else (0, 0))
    if notice and not taken:
        taken = _at_years(text, identifiers, whole)
    if identifiers or whole or _any_in(text, _LOOSE):
        places = Places([(found.start, found.end) for found in taken])
        taken += find_yearless(text, places, identifiers, whole)
    taken = _with_works(text, taken, bool(identifiers), whole)
    return sorted(place_identifiers(text, taken, identifiers, whole), key=lambda found: (found.start, found.end))


def _any_in(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  three times as fast as any() on each block of a page
        if word in text:
            return True
    return False


def _at_years(text: str, identifiers: list[Identifier], whole: bool, skipped: tuple[int, int] = (0, 0)) -> list[Found]:
    taken: list[Found] = []
    floor = passed = misses = last = 0
    for match in _YEAR.finditer(text):
        at = match.start()
        if skipped[0] <= at < skipped[1] or _IN_NAME.match(text, at):
            continue
        if at and (
            (text[at - 1] in _NOT_BEFORE_YEAR and not (text[at - 1] == "," and _GLUED.search(text, max(0, at - 9), at)))
            or (
                text[at - 1 if text[at - 1] != " " else at - 2] in "-–—"
                and _RANGE_BEFORE.search(text, max(0, at - 4), at)
            )
        ):
            continue
        gap, last = at - last, match.end()
        if (misses > _MOST_MISSES[0] and gap < _CROWDED[0]) or (misses > _MOST_MISSES[1] and gap < _CROWDED[1]):
            continue  # a table of years
        while passed < len(identifiers) and identifiers[passed].end <= at:
            if not whole:
                floor = max(floor, identifiers[passed].end)
            passed += 1
        if at < floor or (passed < len(identifiers) and identifiers[passed].start <= at):
            continue
        found = read_at_year(text, at, floor, whole, taken[-1] if taken else None) or read_at_names(
            text, at, floor, whole
        )
        misses = 0 if found or gap >= _CROWDED[1] else misses + 1
        if found:
            taken.append(found)
            taken.extend(find_sharing(text, found))
            floor = max(taken[-1].end, found.end)
    return taken


def _with_works(text: str, taken: list[Found], identified: bool, whole: bool) -> list[Found]:
    """Books, reports and web pages too; they win over what merely looked like authors and a year."""
    if whole:
        if not all(found.rule in _WEAK_RULES for found in taken):
            return taken
        work = parse_work(text) or (None if taken or identified else authors_and_title(text))
        return [work] if work else taken
    works = find_works(text, [(found.start, found.end) for found in taken if found.rule not in _WEAK_RULES])
    if not works:
        return taken
    places = Places([(work.start, work.end) for work in works])
    return [found for found in taken if not places.touches(found.start, found.end)] + works
