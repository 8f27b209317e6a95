"""A citation at a year: journal and locator, or journal and year alone, told from measurements, dates and times."""

from __future__ import annotations

from evidence.citations.around import JOINER, alone_in_brackets, build_reference, find_around, put_left, put_right
from evidence.citations.authors import BODY
from evidence.citations.endings import read_right
from evidence.citations.found import Found
from evidence.citations.journal_names import JournalName, is_ordinary, journal_before, journal_by_place
from evidence.citations.locators import Locator, date_start, read_locator, read_year
from evidence.citations.pieces import MONTH, compiled, month_number
from evidence.citations.references import find_left, read_left
from evidence.citations.works import IS_PUBLISHER, PUBLISHER

_TIME = compiled(r"\s\d{1,2}:\d\d")
_PROSE_NEXT = compiled(r"[.,;:]?\s+(?:\p{Ll}{2,}|\d)")
_PLACE_BEFORE = compiled(r"[.,;]\s\p{Lu}[\p{L} ]{2,24}(?:,\s\p{Lu}{2})?:\s\Z")  # 2nd edn. Oxford: OUP, 2016
_PUBLISHED_AT = compiled(rf"\b{PUBLISHER}(?:[\s&-]{{1,3}}\p{{Lu}}[\p{{L}}-]*){{0,3}},\s\Z")
_NUMBERS_NEXT = compiled(r"\s?[;:,]\s?(?:\d|(?!published|in press|online|epub|doi)\p{Ll})")
_ONLINE_DAY = compiled(rf"\s?[;,.]?\s?[Pp]ublished\sonline:?\s(?:\d{{1,2}}\s)?(?<month>{MONTH})(?:\s\d{{1,2}})?(?!\d)")
_ANOTHER = compiled(r"[\s.)]*+[/;,&+·]\s?\p{Lu}[\p{L} .]{1,50}\s(?:1[89]|20)\d\d[\s.)]*+")
_NOTHING_ELSE = compiled(r"[\s.)]*+")
_HOUSE_FORM = compiled(r"\p{Lu}[\p{Lu}\p{Ll}&]{1,9}")


def read_at_year(text: str, at: int, floor: int, whole: bool, previous: Found | None) -> Found | None:
    """The citation around the year at ``at`` whose journal stands before it, if there is one.

    Args:
        text: Cleaned text.
        at: Where the year stands.
        floor: Where the citation before ends.
        whole: The text is references and nothing else.
        previous: The citation before, whose journal may be shared.

    Example:
        >>> read_at_year("so well Gut 2015;64:12", 12, 0, False, None).fields["first_page"]
        '12'
        >>> read_at_year("Gut 2015; 34 patients were seen", 4, 0, True, None)
    """
    locator = read_locator(text, at, floor)
    if locator:
        alone = alone_in_brackets(text, locator, floor)
        if alone:
            return alone
        journal = journal_before(text, locator.start, floor)
        placed = _journal_by_place(text, locator, floor, journal) if whole else None
        if placed:
            return placed
        if (
            journal
            and not text[journal.end : locator.start].strip(" .,;:>|·—–-(/")
            and (
                journal.known
                or not (
                    (locator.weak and _PLACE_BEFORE.search(text, max(0, journal.start - 40), journal.start))
                    or IS_PUBLISHER.search(journal.written)
                    or _PUBLISHED_AT.search(text, max(0, journal.start - 60), journal.start)
                )
            )
        ):
            found = build_reference(text, journal, locator, floor, whole)
            if _fits(text, journal, locator, found, whole):
                return found
        if previous and floor == previous.end and not locator.weak and JOINER.fullmatch(text, floor, locator.start):
            return _same_journal(previous, locator)
    journal = journal_before(text, date_start(text, at, floor), floor)
    if journal and journal.known:
        return _journal_and_year(text, journal, read_year(text, at, floor), floor, whole, previous)
    return None


def _journal_by_place(text: str, locator: Locator, floor: int, journal: JournalName | None) -> Found | None:
    """A whole reference whose journal no table knows: ``Doe J, Roe R. Ice for gout. Acta foobarica. 2017;14(2):88-96.``"""
    if locator.weak or not (locator.volume and locator.pages.first):
        return None
    if journal and (
        journal.known or text[max(0, journal.start - 4) : journal.start].rstrip()[-1:] in (".", "?", "!", "")
    ):
        return None
    journal = journal_by_place(text, locator.start, floor)
    if journal is None:
        return None
    found = build_reference(text, journal, locator, floor, whole=True)
    return found if found.fields.get("authors") and len((found.fields.get("title") or "").split()) > 1 else None


def _fits(text: str, journal: JournalName, locator: Locator, found: Found, whole: bool) -> bool:
    """Whether name and locator are a citation and no count, date, time or ratio behind an everyday word."""
    if locator.weak and not _careful(text, locator):
        return False
    if journal.known and not is_ordinary(journal.written):
        return True
    signed = bool(
        found.fields.get("authors") or found.fields.get("title") or found.fields.get("doi") or found.fields.get("pmid")
    )
    bracketed = _bracketed(text, journal.start, locator.end)
    goes_on = _PROSE_NEXT.match(text, locator.end) is not None
    if journal.known:
        if signed or bracketed:
            return True
        if locator.rule == "year:pages":
            return False
        small = (locator.pages.first or "").isdigit() and len(locator.pages.first or "") < 3 and not locator.pages.last
        return not (goes_on and (small or locator.weak)) and not (
            locator.weak and not whole and not journal.clean_start
        )
    if len(journal.written.split()) == 1 and not journal.written[0].isdigit() and journal.written.isascii():
        if signed and found.fields.get("authors"):
            return journal.clean_start
        return (
            len(journal.written) > 2
            and bool(_HOUSE_FORM.fullmatch(journal.written))
            and journal.written.isupper()
            and bracketed | (not goes_on and not BODY.fullmatch(journal.written) and not locator.weak)
        )
    complete = bool(locator.volume and locator.issue and locator.pages.last)
    if not locator.weak or complete:
        return (
            journal.journal_like
            or (journal.clean_start and (signed or bracketed or not goes_on))
            or (whole and not goes_on)
        )
    return (journal.journal_like or (whole and signed)) and (journal.clean_start or whole) and not goes_on


def _careful(text: str, locator: Locator) -> bool:
    """A form with commas or spaces only is written with a space behind the year, and is no time of day."""
    inner = text[locator.year_at + 4 : locator.end]
    return (
        inner[:1] in " );:,(/"
        and not _TIME.fullmatch(inner)
        and not (
            inner[:1] == ","
            and inner[1:2].isdigit()
            and not locator.issue
            and not (locator.pages.last and ":" in inner)
        )
    )


def _bracketed(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    return before in ("(", "[") and text[end : end + 3].lstrip(" .")[:1] in (")", "]")


def _joined_or_first(text: str, start: int, floor: int, previous: Found | None) -> bool:
    if previous is not None and previous.end == floor:
        return JOINER.fullmatch(text, floor, start) is not None
    return not text[:start].strip(" (")


def _same_journal(previous: Found, locator: Locator) -> Found:
    found = Found(locator.start, locator.end, f"{locator.rule} of the same journal")
    found.fields["journal_as_written"] = previous.fields.get("journal_as_written")
    if previous.fields.get("authors"):
        found.fields["authors"] = previous.fields["authors"]
        found.fields.update({"et_al": True} if previous.fields.get("et_al") else {})
    found.put_locator(locator)
    return found


def _is_initials(text: str, journal: JournalName, end: int, floor: int, whole: bool) -> bool:
    """Whether ``PD`` and ``A.R.`` close a list of authors: ``Doe J, Roe PD (2012)``."""
    letters = journal.written.replace(".", "").replace("-", "").replace(" ", "")
    if len(letters) > 3 or not letters.isupper():
        return False
    left = read_left(text, floor, end) if whole else find_left(text, floor, end)
    if left is None or not left.authors or left.title or left.style not in ("vancouver", "apa", "dotless apa"):
        return False
    return len(left.authors) > 1 and left.authors[-1].rsplit(", ", 1)[-1].strip(".").endswith(
        journal.written.strip(".")
    )


def _journal_and_year(
    text: str, journal: JournalName, locator: Locator, floor: int, whole: bool, previous: Found | None
) -> Found | None:
    """A journal and a year, no more: ``JAMA Intern Med. 2016.``"""
    gap = text[journal.end : locator.start]
    if gap.strip(" ,.;·|>(–—-") or len(gap) > 4:
        return None
    if (
        previous
        and previous.end == floor
        and previous.fields.get("journal_as_written") == journal.written
        and previous.fields.get("year") == locator.year
    ):
        return None
    if _is_initials(text, journal, locator.start, floor, whole):
        return None
    left = find_around(text, journal.start, floor, whole)
    signed = bool(left and (left.authors or left.title))
    before = text[max(floor, journal.start - 8) : journal.start].rstrip()
    after = text[locator.end : locator.end + 3].lstrip()[:1]
    bracketed = before[-1:] in ("(", "[") and after in (")", "]", ",", ";")
    day = _ONLINE_DAY.match(text, locator.end)
    if day:
        locator = locator._replace(end=day.end(), month=month_number(day["month"]))
        after = text[locator.end : locator.end + 3].lstrip()[:1]
    ahead = read_right(text, locator.end, len(text))
    told = day is not None or bool(ahead.identifiers) or ahead.ahead_of_print
    if not (not after or after in ".,;)]/·—–:([&+" or (left and left.authors)):
        return None
    if text[locator.end : locator.end + 1] == "/" and text[locator.end + 1 : locator.end + 2].isdigit():
        return None  # Regulation 2016/679
    if not told and not bracketed and _NUMBERS_NEXT.match(text, locator.end):
        return None
    if is_ordinary(journal.written) and not (signed or bracketed or told):
        if (
            not whole
            or not _joined_or_first(text, journal.start, floor, previous)
            or not (_ANOTHER if previous is None else _NOTHING_ELSE).fullmatch(text, locator.end)
        ):
            return None
    elif not whole and not (signed or bracketed or told):
        joined = (
            previous is not None and previous.end == floor and JOINER.fullmatch(text, floor, journal.start) is not None
        )
        if not joined and (" " not in journal.written or not journal.clean_start):
            return None
        if before[-1:] and before[-1] not in ".:;,([—–-/·|•":
            return None
    found = Found(journal.start, locator.end, "journal year")
    found.put_locator(locator)
    found.fields["journal_as_written"] = journal.written
    put_left(found, left)
    put_right(text, found, locator.end, whole)
    return found
