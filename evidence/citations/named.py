"""A citation at a year that follows authors: ``(Harlow DW et al. 2006)``, Harvard and APA references, ``Doe 1973 Gut 14:499``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from evidence.citations.around import put_right
from evidence.citations.authors import is_no_name, parse_authors
from evidence.citations.found import Found
from evidence.citations.journal_names import is_ordinary, journal_before
from evidence.citations.locators import date_start, find_bare_locators, find_single_pages
from evidence.citations.pieces import ET_AL, MONTH, SURNAME, compiled, month_number
from evidence.citations.references import NOT_A_NAME, find_left, read_left, to_title
from evidence.journals import is_journal, journals_starting

PRESS = compiled(
    r"\s?[.,;(\[]{0,2}\s?(?:[Ii]n [Pp]ress|[Ee]pub ahead of print|[Aa]head of print|[Ff]orthcoming|[Oo]nline ahead of print|[Aa]ccepted(?:\s(?:manuscript|article|for publication)|(?=,?\s(?:19|20)\d\d))|[Aa]dvance online publication)[.)\]]{0,3}"
)
_FORWARD = 480
_AFTER_YEAR = compiled(
    rf"[a-d]?(?:,\s(?P<month>{MONTH})(?:\s\d{{1,2}})?(?=\s?[)\]]))?\s?[)\]]?\s?[.,:;]?\s?[-–—]?\s?[(\[]?"
)
_NAMES = compiled(
    rf"(?<![\p{{L}}\d.'’-])(?P<names>{SURNAME}(?:\s\p{{Lu}}{{1,3}}(?![\p{{L}}])|(?:,\s{SURNAME}){{0,3}},?\s(?:and|&)\s{SURNAME})?)(?P<etal>{ET_AL})?\s?(?P<comma>,?)\s?(?P<open>[(\[]?)\s?\Z"
)
_ET_AL = compiled(ET_AL)
_REST = compiled(r"[)\].,;:\s]*+(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])?[\s.;]*+")
_VOLUME_BEFORE = compiled(r"\s\d{1,4}[,;:]?\s?\Z")
_OWN_YEAR = compiled(r"[.,]?\s?[(]?(?:1[89]|20)\d\d(?!\d)")
_NEXT_NAMES = compiled(rf"[)\]]?\s?[;,]\s(?:and\s|e\.g\.\s|see\s)?{SURNAME}[^;]{{0,40}}?\b(?:1[89]|20)\d\d(?!\d)")


def read_at_names(text: str, at: int, floor: int, whole: bool) -> Found | None:
    """The citation whose authors stand before the year at ``at``, if there is one.

    Example:
        >>> read_at_names("as told (Doe et al., 2004) before", 21, 0, False).fields
        {'authors': ('Doe',), 'year': 2004, 'et_al': True}
        >>> read_at_names("Doe J, Roe R (2012) Ice. J Foo Med 92:769–800", 14, 0, True).fields["last_page"]
        '800'
        >>> read_at_names("(London, 2015)", 9, 0, True)
    """
    start = date_start(text, at, floor)
    opened = text[max(floor, at - 2) : at].strip()[-1:] in ("(", "[")
    named = _names_before(text, at, start, floor, whole, opened)
    if named is None:
        return None
    names, begin, comma = named
    volume = _VOLUME_BEFORE.search(text, begin, start)
    if volume and is_journal(text[begin : volume.start()].strip()):
        return None  # J Pediatr 156, 2010
    after = _AFTER_YEAR.match(text, at + 4)
    forward = _after_year(text, begin, names, at, after.end(), whole)
    if forward:
        if after["month"]:
            forward.fields.setdefault("month", month_number(after["month"]))
        return forward
    closed = text[at + 4 : at + 6].lstrip("abcd")[:1]
    sure = len(names) > 1 or " al" in text[begin:at] or any(", " in name for name in names)
    if not sure and (
        len(names[0]) < 3
        or ":" in text[begin:at]  # Relapses: Jan 2015
        or start < at - 2  # Immunised Jan 2011
        or names[0].isupper()
        or len(names[0].split()) > 2
        or (not comma and is_journal(names[0]))  # Allergy 2015
        or names[0].casefold() in _treatments()  # (Rapamune, 2014)
    ):
        return None
    before = text[max(floor, begin - 2) : begin].strip()[-1:]
    alone = (
        whole
        and not text[floor:begin].strip(" ([;,")
        and (
            _REST.fullmatch(text, at + 4)
            or _NEXT_NAMES.match(text, at + 4)
            or text[at + 4 :].lstrip(" )],.;:—–·|").startswith(("doi", "DOI", "http", "PM"))
        )
    )
    if opened:
        fine = closed in (")", "]", ";") and (sure or bool(alone))
    else:
        fine = (
            before in ("(", "[", ";") and closed in (")", "]", ";", ",") and (sure or comma or bool(alone))
        ) or bool(alone)
    if not fine:
        return None
    end = at + 5 if opened and closed in (")", "]") else at + 4
    found = Found(begin, end, "authors year", _signed(text, begin, names, at))
    put_right(text, found, end, whole)
    return found


def _names_before(
    text: str, at: int, start: int, floor: int, whole: bool, opened: bool
) -> tuple[tuple[str, ...], int, bool] | None:
    if whole:
        left = read_left(text, floor, start)
        if left.authors and left.title is None and not is_no_name(left.authors):
            return left.authors, left.start, "," in text[left.start : start]
    if opened or text[start - 2 : start] in (". ", ".,", ") "):
        left_found = find_left(text, max(floor, at - 700), start)
        if left_found and left_found.title is None and left_found.authors:
            return left_found.authors, left_found.start, False
    match = _NAMES.search(text, max(floor, at - 110), at)
    if not match or NOT_A_NAME.match(text, match.start()):
        return None
    begin = match.start("names")
    parsed = parse_authors(text, begin, at)
    names = parsed.names if parsed else (match["names"],)
    if (parsed is None and (match["names"].isupper() or is_journal(match["names"]))) or is_no_name(names):
        return None
    return names, begin, bool(match["comma"])


@cache
def _treatments() -> frozenset[str]:
    """Names of medicines of one word: before a year they are no surnames."""
    lines = files("evidence.data").joinpath("therapy-forms.tsv").read_text(encoding="utf-8").split("\n")[1:]
    return frozenset(form for line in lines for form in line.split("\t", 1)[:1] if form.isalpha())


def _signed(text: str, begin: int, names: tuple[str, ...], at: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"authors": names, "year": int(text[at : at + 4])}
    if _ET_AL.search(text, begin, at):
        fields["et_al"] = True
    return fields


def _after_year(text: str, begin: int, names: tuple[str, ...], at: int, after: int, whole: bool) -> Found | None:
    """What follows ``Authors (year)``: a journal at once, or a title, a journal and its volume and pages."""
    fields = _signed(text, begin, names, at)
    for journal_end in journals_starting(text, after)[:1]:
        written = text[after:journal_end].strip().rstrip(".")
        follows = text[journal_end : journal_end + 2].strip()[:1]
        if (
            follows.isalpha()
            or _OWN_YEAR.match(text, journal_end)
            or (is_ordinary(written) and not whole and text[begin - 1 : begin] not in ("(", "["))
        ):
            continue  # a title, or a sentence, that only begins like a journal's name
        bare = [
            one
            for one in find_bare_locators(text, journal_end, min(len(text), journal_end + 40))
            if not text[journal_end : one.start].strip(" ,.;")
        ]
        found = Found(begin, journal_end, "authors year journal", {**fields, "journal_as_written": written})
        if bare:
            found.put_locator(bare[0])
            found.end = bare[0].end
        put_right(text, found, found.end, whole)
        return found
    stop = min(len(text), after + _FORWARD)
    for locator in (*find_bare_locators(text, after, stop), *find_single_pages(text, after, stop)):
        journal = journal_before(text, locator.start, after)
        if (
            journal is None
            or not (journal.known or whole or (journal.clean_start and locator.pages.last))
            or len(text[journal.end : locator.start].strip()) > 1
        ):
            continue
        title = to_title(text[after : journal.start])
        if title is None:
            continue
        found = Found(
            begin,
            locator.end,
            "authors (year) title journal",
            {**fields, "title": title, "journal_as_written": journal.written},
        )
        found.put_locator(locator)
        put_right(text, found, locator.end, whole)
        return found
    return _title_and_journal(text, begin, fields, after) if whole else None


def _title_and_journal(text: str, begin: int, fields: dict[str, Any], after: int) -> Found | None:
    """``Doe, J. (2020) 'Title', Journal.``: nothing behind the journal's name."""
    press = PRESS.search(text, after)
    end = press.start() if press else after + len(text[after:].rstrip(" ."))
    journal = journal_before(text, end, after)
    if (
        journal is None
        or text[journal.end : end].strip(" .,([")
        or not (
            (journal.known and journal.clean_start)
            or text[max(after, journal.start - 2) : journal.start].strip()[-1:] in ('"', "”", "'", "’")
        )
    ):
        return None
    title = to_title(text[after : journal.start])
    if title is None:
        return None
    stop = press.end() if press else end
    found = Found(
        begin, stop, "authors (year) title journal", {**fields, "title": title, "journal_as_written": journal.written}
    )
    put_right(text, found, stop, True)
    return found
