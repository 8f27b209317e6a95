"""Where in a journal: year, volume, issue and pages, read by the rules of ``locator_rules`` and, for what most people write, by small patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from evidence.citations.locator_rules import (
    BARE,
    BARE_ONE,
    DATE,
    DATE_BEFORE,
    LOCATOR_RULES,
    LocatorRule,
)
from evidence.citations.pages import Pages, parse_pages
from evidence.citations.pieces import (
    MONTH,
    MONTHS,
    VOLUME_WORD,
    YEAR,
    Match,
    Pattern,
    compiled,
    month_number,
)


class Locator(NamedTuple):
    """What a rule read at ``start:end``."""

    rule: str
    start: int
    end: int
    year: int | None
    month: int | None
    volume: str | None
    issue: str | None
    pages: Pages
    weak: bool
    year_at: int
    pmid: str | None = None


_YEAR_ALONE = compiled(rf"{DATE}|(?P<year>{YEAR})")  # behind "2008𝟙" a digit of another script: a year still
_ONLINE = r"(?:(?:[Ff]irst\s)?[Pp]ublished\s(?:online|ahead of print)(?:\sahead of print)?:?\s|[Ee]pub(?:\sahead of print)?:?\s|[Ff]irst [Rr]elease:?\s|[Oo]nline(?:\s[Ff]irst)?:?\s|[Ff]orthcoming\s)"
_BEFORE_YEAR = compiled(rf"(?r)(?:[(\[]\s?)?(?:©\s?)?{_ONLINE}?(?:{DATE_BEFORE})?\Z")
_MORE_PAGES = compiled(
    r"(?:\s?[,;]\s?(?:(?:discussion|quiz|author reply|[xivl]{1,4}\b|e\d)\s?[\w–-]{0,14}|[A-Z]\d{1,5}(?![\w]))){1,3}"
)
_CLUE = compiled(r"(?r)(?:[\d)\]]|\s[IVXLC]{1,5})\s?[,.;:]?\s?[(\[]?\s?©?\s?(?:\p{L}{3,9}\.?\s?(?:\d{1,2},?\s)?)?\Z")
_DATE_WORDS = {
    *MONTHS,
    "online",
    "print",
    "epub",
    "release",
    "first",
    "forthcoming",
    "spring",
    "summer",
    "fall",
    "autumn",
    "winter",
}
_AFTER = tuple(rule for rule in LOCATOR_RULES if rule.place == "after")
_AROUND = tuple(rule for rule in LOCATOR_RULES if rule.place == "before")


_GROUPS = (
    "year",
    "month",
    "volume",
    "issue",
    "issue_no",
    "issue_suppl",
    "issue_s",
    "article",
    "first",
    "last",
    "glued_pmid",
)
_ALL_GROUPS = f"(?:(?!){''.join(f'(?<{name}>)' for name in _GROUPS)})?"
"""Never matches; with it every pattern knows every group, so that one call reads all of them."""


def _tried_in_turn(rules: tuple[LocatorRule, ...]) -> Pattern:
    """One pattern for several rules, so that one call tries all; the empty group that closes a rule tells which it was."""
    parts = (f"(?:{rule.pattern.pattern})(?<rule{index}>)" for index, rule in enumerate(rules))
    return compiled(f"(?:{'|'.join(parts)}){_ALL_GROUPS}")


@cache
def _order(pattern: Pattern) -> tuple[int, ...]:
    """The numbers of ``_GROUPS`` in a pattern; by number they are read eight times as fast as by name."""
    return tuple(pattern.groupindex[name] for name in _GROUPS)


_MARKERS = tuple(f"rule{index}" for index in range(12))


def _which(rules: tuple[LocatorRule, ...], match: Match) -> LocatorRule:
    index = 0
    while match.start(_MARKERS[index]) < 0:
        index += 1
    return rules[index]


_SURE_AFTER, _OTHER_AFTER = _AFTER[:2], _AFTER[2:]
_SURE_PATTERN, _OTHER_PATTERN = _tried_in_turn(_SURE_AFTER), _tried_in_turn(_OTHER_AFTER)
_BARE_PATTERN, _BARE_ONE_PATTERN = (compiled(f"(?:{rule.pattern.pattern}){_ALL_GROUPS}") for rule in (BARE, BARE_ONE))
_AROUND_PATTERN = _tried_in_turn(_AROUND)
_VOLUME_BEGINS = compiled(rf"(?<![\p{{L}}\d.])(?:{VOLUME_WORD}|\d|[IVXLC]|ii?(?=\s?[:;,]))")
_NO_PAGES = Pages()
LOOK_BACK = 64
_PLAIN = compiled(  # what most citations are, read by a small pattern; the rules' own read it the same
    rf"({YEAR})(?:\s({MONTH}))?(;|,\s)(\d{{1,4}})(?:\((\d{{1,4}}|Suppl\s\d{{1,2}})\))?[:;]([SeE]?\d{{1,5}})(?:[-–]([SeE]?\d{{1,5}}))?(?=[\])]|\.(?![\p{{L}}\d%/]))"
)
_PLAIN_RULES = {";": _SURE_AFTER[0], ", ": _OTHER_AFTER[0]}
_PLAIN_BEFORE = compiled(
    r"(?r)(?<=[\p{Ll}.]{3}\s)(?<!(?:[Vv]ol|[Nn]o|ppl|[Pp]t|art|ume|ber|sue|eft|and|ome|Nr)\.?\s)(\d{1,4})(?:\((\d{1,4})\))?:(\d{1,5})(?:[-–](\d{1,5}))?,?\s"
)
_PLAIN_BEFORE_RULE = next(rule for rule in LOCATOR_RULES if rule.name == "volume:pages year")
_ENDS = re.compile(r"\.(?![^\W_]|[%/])|\Z")
_SIGN = re.compile(r"[\d)\]]|\s[IVXLC]")
"""Without one of these before the year there is no volume before it; many times as fast as ``_CLUE``."""


def read_locator(text: str, year_at: int, floor: int = 0) -> Locator | None:
    """The locator around the year that stands at ``year_at``; nothing before ``floor`` is looked at.

    Example:
        >>> read_locator("NEJM 2011 Volume 364:1126-1135", 5)[4:7]
        (None, '364', None)
        >>> read_locator("JAMA 291:2309-13 2004", 17).pages[:2], read_locator("In 2015; 34 patients", 3)
        (('2309', '2313'), None)
    """
    signed = _SIGN.search(text, max(floor, year_at - 24), year_at) is not None
    plain = _PLAIN.match(text, year_at)
    if plain and (plain[3] == ";" or not signed):
        year, month, gap, volume, issue, first, last = plain.groups()
        rule = _PLAIN_RULES[gap]
        start = date_start(text, year_at, floor)
        if month is None and start < year_at:
            month = _month_before(text, start, year_at)
        return Locator(
            rule.name, start, plain.end(), int(year), month_number(month),
            volume, issue, parse_pages(first, last), rule.weak, year_at,
        )  # fmt: skip
    if signed and _ENDS.match(text, year_at + 4):
        plain = _PLAIN_BEFORE.match(text, max(floor, year_at - 40), year_at)
        if plain:
            volume, issue, first, last = plain.groups()
            return Locator(
                _PLAIN_BEFORE_RULE.name, plain.start(), year_at + 4, int(text[year_at : year_at + 4]), None,
                volume, issue, parse_pages(first, last), _PLAIN_BEFORE_RULE.weak, year_at,
            )  # fmt: skip
    sure = _SURE_PATTERN.match(text, year_at)
    if sure:
        return _read(_which(_SURE_AFTER, sure), sure, date_start(text, year_at, floor), text)
    low = max(floor, year_at - LOOK_BACK)
    if signed and _CLUE.search(text, max(floor, year_at - 24), year_at):
        stop = min(len(text), year_at + 48)
        for begin in _VOLUME_BEGINS.finditer(text, low, year_at):
            match = _AROUND_PATTERN.match(text, begin.start(), stop)
            if match and match.start("year") == year_at:
                return _read(_which(_AROUND, match), match, match.start(), text)
    other = _OTHER_PATTERN.match(text, year_at)
    if other:
        return _read(_which(_OTHER_AFTER, other), other, date_start(text, year_at, floor), text)
    return None


def date_start(text: str, year_at: int, floor: int) -> int:
    """Where the date begins whose year stands at ``year_at``: a bracket and a month before it belong to it."""
    before = text[max(floor, year_at - 24) : year_at].rstrip(" ,.")
    last = before[-1:]
    if not (last in "([©:" or last.isdigit() or before[before.rfind(" ") + 1 :].casefold() in _DATE_WORDS):
        return year_at
    low = max(floor, year_at - 60)
    match = _BEFORE_YEAR.search(text, low, year_at)
    return match.start() if match and match.start() < year_at else year_at


def read_year(text: str, year_at: int, floor: int = 0) -> Locator:
    """A year alone with its month, for a citation that gives no more."""
    match = _YEAR_ALONE.match(text, year_at)
    start = date_start(text, year_at, floor)
    month = match["month"] or _month_before(text, start, year_at)
    return Locator(
        "year", start, match.end(), int(match["year"]), month_number(month), None, None, Pages(), True, year_at
    )


def find_bare_locators(text: str, start: int, end: int) -> list[Locator]:
    """Volume and pages without a year beside them: the year stands behind the authors."""
    return [_read(BARE, match, match.start(), text) for match in _BARE_PATTERN.finditer(text, start, end)]


def find_single_pages(text: str, start: int, end: int) -> list[Locator]:
    """Volume and one page or article without a year beside them, with a comma between; only sure behind authors, year and title.

    Example:
        >>> [(one.volume, one.pages.first) for one in find_single_pages("Ice for gout. PeerJ 6, e489. More", 0, 33)]
        [('6', 'e489')]
    """
    return [_read(BARE_ONE, match, match.start(), text) for match in _BARE_ONE_PATTERN.finditer(text, start, end)]


def match_bare_locator(text: str, at: int) -> Locator | None:
    """Volume and pages at ``at``."""
    match = _BARE_PATTERN.match(text, at)
    return _read(BARE, match, at, text) if match else None


def _month_before(text: str, start: int, year_at: int) -> str | None:
    match = _BEFORE_YEAR.match(text, start, year_at)
    return match["month"] if match else None


def _read(rule: LocatorRule, match: Match, start: int, text: str) -> Locator:
    year, month, volume, issue, issue_no, supplement, issue_s, article, first, last, pmid = match.group(
        *_order(match.re)
    )
    issue = issue or issue_no or supplement or issue_s
    if article:
        pages = Pages(article=article)
    elif first:
        pages = parse_pages(first, last)
    else:
        pages = _NO_PAGES
    year_at = match.start("year") if year else -1
    if month is None and rule.place == "after" and start < year_at:
        month = _month_before(text, start, year_at)
    end = match.end()
    if first and text[end : end + 2].lstrip()[:1] in (",", ";"):
        more = _MORE_PAGES.match(text, end)
        end = more.end() if more else end
    return Locator(
        rule.name,
        start,
        end,
        int(year) if year else None,
        month_number(month) if month else None,
        volume.replace("–", "-") if volume else None,
        " ".join(issue.split()) if issue else None,
        pages,
        rule.weak,
        year_at,
        pmid,
    )
