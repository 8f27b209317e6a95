"""The ordered table of the orders in which people write year, volume, issue and pages; ``locators`` reads with it.

A rule is tried at a year: behind it (``2017;34:261``), around it (``35 (2014) 166``) or before it (``351:1411-9 2004``).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from evidence.citations.pages import RANGE
from evidence.citations.pieces import (
    DASH,
    ISSUE_WORD,
    MONTH,
    PAGE_WORD,
    SEASON,
    SUPPLEMENT,
    VOLUME_WORD,
    YEAR,
    Pattern,
    compiled,
)

Place = Literal["after", "before", "alone"]

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (  # 2015 Dec | 2009 Nov-Dec | 2017 Oct 28 | 2021 Nov 30-Dec 6
    rf"(?<year>{YEAR})(?!\d)(?:[a-d](?!\w))?(?:(?=[\s,/]{{0,3}}\p{{Lu}})\s?[,/]?\s?(?:(?<month>{MONTH})(?:\s?[-/–—]\s?(?:{MONTH})|(?:,?\s{_DAY})(?:{DASH}(?:{MONTH}\s)?{_DAY})?)?(?!\d)|{SEASON}))?"
)
DATE_BEFORE = rf"(?:(?:{_DAY}\s)?(?<month>{MONTH})(?:\s?[-/–—]\s?{MONTH})?(?:\s{_DAY})?,?\s|{SEASON},?\s)"  # March 2023 | November 3, 2001
_VOLUME = rf"(?:(?<volume_word>{VOLUME_WORD})\s?)?(?<volume>\d{{1,4}}[A-Za-z]?(?:{DASH}(?:\d{{1,4}}|[A-Z])(?=\s?[(:]))?|[IVXLC]{{1,7}}(?!\p{{L}})|ii?(?=\s?[:;,]))(?![\d%])"
_VOLUME_ONLY = r"\d{1,4}"
_IN_BRACKETS = (
    rf"\(\s?(?:{ISSUE_WORD}\s?)?(?<issue>\d{{1,5}}[A-Za-z]?(?:\s?(?:{DASH}|/)\s?\d{{1,5}})?(?:,?\s?(?:{SUPPLEMENT}|(?:Pt|Part|Special Issue)\.?(?:\s?\w{{1,3}})?(?:\s{SUPPLEMENT})?))?"
    rf"|{SUPPLEMENT}(?:\s?{DASH}\s?\d{{1,2}})?|\p{{Lu}}{{1,3}}-?\d{{1,3}}|\d{{1,3}}_[Ss]uppl(?:_\d{{1,2}})?|[Ss]\d{{0,3}}|(?:Pt|Part)\.?\s?\w{{1,3}}(?:\s{SUPPLEMENT})?|[a-z]{{3}}\d{{1,2}}(?:\s\d{{1,2}})?|{MONTH}(?:\s\d{{1,2}})?|[Ss]pec(?:ial)?[^()]{{0,16}}|Database issue|Web Server issue)\s?\)"
)
_IN_BRACKETS_MAYBE = rf"(?:\s?{_IN_BRACKETS})?"
_BARE_ISSUE = rf",?\s?(?:{ISSUE_WORD}\s?\(?(?<issue_no>\d{{1,5}}(?:\s?[-–/]\s?\d{{1,5}})?(?:\s{SUPPLEMENT})?)\)?|(?<issue_suppl>{SUPPLEMENT})|(?<issue_s>[Ss]\d{{1,2}})(?=\s?:)|(?<=\d)/(?<issue_no>\d{{1,3}}(?:[-–]\d{{1,3}})?)(?=\s?:\s?\w{{0,3}}\d))"
_ISSUE = rf"(?:\s?{_IN_BRACKETS}|{_BARE_ISSUE})"
_ARTICLE = r"(?:(?:(?:[Aa]rticle|[Aa]rt\.?)\s?(?:ID|[Nn]o\.?|[Nn]umber|#)?[\s:]{0,2}|pii\s?[=:]\s?|(?:[Aa]bstr(?:act)?\.?\s(?:[Nn]o\.?\s)?)?#\s?|[Aa]bstr(?:act)?\.?\s(?:[Nn]o\.?\s)?)(?<article>[A-Za-z]{0,4}\d{1,10}))"
_PAGES = rf"(?:{_ARTICLE}|(?:{PAGE_WORD}\s?)?{RANGE})"
_END = r"(?=PubMed|Google|Cross[Rr]ef|PMID|(?![\p{L}\d%/]))(?![.:]\d)(?!\s?[×x±=<>]\s?\d)"
_UNIT = (
    r"(?!\s?(?:mg|ml|mL|μg|µg|mcg|kg|g|l|L|dl|dL|mm|cm|mmol|mol|U|IU|h|min|hrs?|wk|mo|years?|yrs?|weeks?|months?|days?|hours?|minutes?|patients?|cases?"
    r"|children|participants|women|men|adults|infants|boys|girls|pts|beds?|samples?|controls?|points?|slices|shots?|staff|people|persons|subjects|eyes|visits?|admissions?|births|deaths|events|items|wards?|rooms?|doses?|tablets?|vials?|tubes|units|chance|grades?|score|steps?|of\s(?:the\s)?\d|%|per\s?cent|percent|°)(?![\p{L}]))"
)
_AT_END = r"(?=\s?(?:$|[.;)\]]))"
_LAST = rf"(?=\s?(?:$|,(?!\s?\d)|[.;)\]|·—–/&\"”']|doi|DOI|https?:|PMID|\[|\(|{DASH}|and\b))"
_YEAR_CLOSED = r"[)\]]?"


class LocatorRule(NamedTuple):
    """One order of the parts. ``weak``: the form is also usual for other things, so that only a known journal makes it one."""

    name: str
    place: Place
    pattern: Pattern
    example: str
    weak: bool = False


LOCATOR_RULES: tuple[LocatorRule, ...] = (
    LocatorRule(
        "year;volume(issue):pages",
        "after",
        compiled(
            rf"{DATE}{_YEAR_CLOSED}(?:\s?[;:]\s?|\.\s|\s?,\s?(?=[Vv]ol)|\s(?=[Vv]ol)){_VOLUME}{_ISSUE}?(?:\s?[:;,]\s?|(?<=\))\s?(?!\()|\s(?={PAGE_WORD})){_PAGES}{_END}{_UNIT}"
        ),
        "Eur J Pediatr. 2015 Dec;174:1579",
    ),
    LocatorRule(
        "year;supplement:pages",
        "after",
        compiled(
            rf"{DATE}{_YEAR_CLOSED}\s?[;,]\s?(?:{_IN_BRACKETS}|(?<issue_suppl>{SUPPLEMENT}))\s?[:;,]\s?{_PAGES}{_END}{_UNIT}"
        ),
        "Kidney Int. 2012;Suppl 2:139-274",
    ),
    LocatorRule(
        "year, volume:pages",
        "after",
        compiled(
            rf"{DATE}{_YEAR_CLOSED}(?!(?<=\p{{L}}\.?)\s\d\d?:[eE]\d{{4}})(?:\s?,\s?|\s){_VOLUME}(?:{_ISSUE}(?:\s?[:;,]\s?|\s)|\s?[:;]\s?|(?<=\)\s?{_VOLUME_ONLY})\s?,\s?|\s?,\s(?={PAGE_WORD}|\w{{0,3}}\d{{1,6}}\s?{DASH}\s?\w?\d)|\s?,\s?(?={PAGE_WORD}|[Aa]rt))"
            rf"{_PAGES}{_END}{_UNIT}"
            rf"|{DATE}{_YEAR_CLOSED}(?:\s?,\s(?<volume>\d{{1,4}}),\s(?<first>[eE]?\d{{1,7}}){_AT_END}|(?:\s|\s?:\s?)(?<volume>\d{{1,4}})\s(?<first>\d{{1,5}}){DASH}(?<last>\d{{1,5}}){_AT_END}|/(?<volume>\d{{1,3}})/(?<first>\d{{1,5}}){DASH}(?<last>\d{{1,5}})(?!\d))"
        ),
        "Cases Journal 2008, 1:9",
        weak=True,
    ),
    LocatorRule(
        "volume (year) pages",
        "before",
        compiled(
            rf"(?<!\d[-.:/]){_VOLUME}(?:\.(?<issue>\d{{1,3}}))?{_ISSUE}?\s?,?\s?[(\[]\s?(?:{DATE_BEFORE})?{DATE}\s?[)\]](?:\s?[:;,.]\s?|\s){_PAGES}{_END}{_UNIT}(?!,\s\d{{1,6}}\s?{DASH}\s?\d)"
        ),
        "La Presse médicale 41 (2012) 508–517",
    ),
    LocatorRule(
        "volume, date, pages",
        "before",
        compiled(
            rf"{VOLUME_WORD}\s?(?<volume>\d{{1,4}}){_ISSUE}?\s?,?\s?(?:\(?(?<month>{MONTH})(?:\s{_DAY})?\)?,?\s)?{DATE}(?:\s?[,:.]\s?|\s)(?={PAGE_WORD}|\d{{1,5}}{DASH}\d){_PAGES}{_END}"
        ),
        "J Clin Oncol, Vol 38, No 24 (August 20), 2020: pp 2798-2811",
    ),
    LocatorRule(
        "volume:pages year",
        "before",
        compiled(
            rf"(?<![\d.]){_VOLUME}(?:{_ISSUE}(?:\s?[:;,]\s?|\s)|\s?[:,]\s?){_PAGES}(?:\s?\((?<issue_suppl>{SUPPLEMENT})\))?\s?[,.;]?\s?[(\[]?\s?©?\s?(?:{DATE_BEFORE})?{DATE}(?!\s?[;:]\s?\d|\d){_YEAR_CLOSED}"
        ),
        "N Engl J Med 351:1411-9 2004",
    ),
    LocatorRule(
        "volume(issue) year",
        "before",
        compiled(
            rf"(?<![\d.])(?:(?:{VOLUME_WORD})\s?(?<volume>\d{{1,4}}){_ISSUE}?|(?<volume>\d{{1,4}}){_ISSUE})\s?[,.;·•|]?\s?[(\[]?\s?©?\s?(?:{DATE_BEFORE})?{DATE}\s?{_YEAR_CLOSED}(?!\s?[;:]\s?\d)"
        ),
        "Ann Lab Med > Volume 38(2); 2018",
    ),
    LocatorRule(
        "year, issue, article",
        "after",
        compiled(
            rf"{DATE}{_YEAR_CLOSED}\s?[,;.]?\s{ISSUE_WORD}\s?(?<issue>\d{{1,3}})\s?[.,:;]\s?(?:{_ARTICLE}|(?<first>CD\d{{6}}))"
        ),
        "Cochrane Database Syst Rev 2014, Issue 3. Art. No.: CD001234",
    ),
    LocatorRule(
        "year;volume(issue)",
        "after",
        compiled(rf"{DATE}{_YEAR_CLOSED}(?:\s?[;:]\s?|,?\s?(?=[Vv]ol)|\s?,\s){_VOLUME}{_ISSUE}{_LAST}"),
        "Exp Ther Med. 2021;22(3). doi:10.3892/etm.2021.10001",
    ),
    LocatorRule(
        "year;volume",
        "after",
        compiled(rf"{DATE}{_YEAR_CLOSED}\s?;\s?{_VOLUME}{_LAST}"),
        "Front Pediatr. 2023;11.",
        weak=True,
    ),
    LocatorRule(
        "year:pages",
        "after",
        compiled(
            rf"{DATE}{_YEAR_CLOSED}\s?[:,;]\s?(?={PAGE_WORD}|\w{{0,3}}\d{{1,6}}\s?{DASH}|[a-z]{{3,6}}\d{{2,8}}|[eE]\d{{4,6}}\.){_PAGES}{_END}{_UNIT}"
        ),
        "Exp Ther Med. 2015:519-524",
        weak=True,
    ),
)
BARE = LocatorRule(
    "volume:pages",
    "alone",
    compiled(
        rf"(?<![\d.,:(/-]){_VOLUME}(?:{_ISSUE}\s?[:,;]\s?|\s?:\s?|\s?,\s?(?={PAGE_WORD}|\w{{0,3}}\d{{1,6}}\s?{DASH}\s?\w{{0,3}}\d)){_PAGES}{_END}{_UNIT}"
    ),
    "Surg Clin North Am 92:769–800",
    weak=True,
)
BARE_ONE = LocatorRule(
    "volume, page",
    "alone",
    compiled(
        rf"(?<![\d.,:(/-])(?<volume>\d{{1,4}}){_IN_BRACKETS_MAYBE},\s(?:{PAGE_WORD}\s?)?(?<first>[A-Za-z]{{0,5}}\d{{1,7}})(?=\s?(?:$|[.;)\]](?!\d)|,\s\p{{Lu}}\d))"
    ),
    "PeerJ 6, e4890",
    weak=True,
)
