"""Citations that print no year beside the journal, and identifiers that stand alone or at a citation."""

from __future__ import annotations

import re

from evidence.citations.around import build_reference, find_around, put_left, put_right
from evidence.citations.endings import read_right
from evidence.citations.found import Found, Places
from evidence.citations.identifiers import ARTICLE_ADDRESS, Identifier
from evidence.citations.journal_names import is_ordinary, journal_before
from evidence.citations.locators import Locator, find_bare_locators, match_bare_locator
from evidence.citations.named import PRESS
from evidence.citations.pieces import MONTH, YEAR, compiled, month_number
from evidence.citations.prose_works import titled_trial
from evidence.citations.references import to_title

_ARTICLE_ID = compiled(r"[\s,;]\s?[a-z]{2,8}\d{2,7}\s?[,;.]\s?\Z")
_BARE_NEAR = re.compile(r" (?=\d{1,4} ?(?:\(\w{1,8}\) ?)?[:,] ?[A-Za-z]{0,3}\d)")
_REGISTER = compiled(
    r"\((?:ClinicalTrials\.gov|ISRCTN|EudraCT|trial registration|registration)(?:\s(?:number|identifier|no\.|ID))?[,:]?\Z"
)
_PRESS_DATE = compiled(rf",?\s(?:\d{{1,2}}\s)?(?:(?P<month>{MONTH})\s(?:\d{{1,2}},?\s)?)?(?P<year>{YEAR})(?!\d|\s?;)")
_BARE_PMID = compiled(r"\s?(\d{7,8})\s?[—–|:·-]\s?(?=\p{L})")
_NEAR = compiled(r"[\s.,;:·|()\[\]—–-]{0,4}(?:and\s)?")
_NEAR_AHEAD = compiled(r"[\s.,;:·|(\[—–)-]{1,4}")


def find_yearless(text: str, places: Places, identifiers: list[Identifier], whole: bool) -> list[Found]:
    """Journals in press, journals before an identifier, journals with volume and pages alone.

    Example:
        >>> [one.fields["journal_as_written"] for one in find_yearless("Doe J. Ice. Exp Ther Med (in press)", Places([]), [], True)]
        ['Exp Ther Med']
    """
    out: list[Found] = []
    for match in (
        PRESS.finditer(text)
        if any(word in text for word in ("ress", "print", "orthcoming", "ccepted", "dvance"))
        else ()
    ):
        if places.touches(match.start(), match.end()):
            continue
        floor = places.floor(match.start())
        journal = journal_before(text, match.start(), floor)
        if journal and journal.known and not text[journal.end : match.start()].strip(" .,"):
            found = Found(journal.start, match.end(), "journal in press", {"journal_as_written": journal.written})
            dated = _PRESS_DATE.match(text, match.end())
            if dated:
                found.end, found.fields["year"] = dated.end(), int(dated["year"])
                found.fields.update({"month": month_number(dated["month"])} if dated["month"] else {})
            _take(out, places, found, text, floor, whole)
    for identifier in identifiers:
        if identifier.kind not in ("doi", "pmid", "pmcid") or places.touches(identifier.start, identifier.end):
            continue
        floor = places.floor(identifier.start)
        between = _ARTICLE_ID.search(text, max(floor, identifier.start - 24), identifier.start)
        end = between.start() if between else identifier.start
        journal = journal_before(text, end, floor)
        if (
            journal
            and journal.known
            and (whole or (journal.clean_start and not is_ordinary(journal.written)))
            and not text[journal.end : end].strip(" ,.;:(")
        ):
            found = Found(journal.start, identifier.end, "journal identifier", {"journal_as_written": journal.written})
            put_right(text, found, identifier.start, whole)
            _take(out, places, found, text, floor, whole)
    if whole or identifiers or ":" in text:
        out.extend(_volume_and_pages(text, places, whole))
    return out


def _take(out: list[Found], places: Places, found: Found, text: str, floor: int, whole: bool) -> None:
    put_left(found, find_around(text, found.start, floor, whole))
    out.append(found)
    places.add(found.start, found.end)


def _bare_locators(text: str, places: Places, whole: bool) -> list[Locator]:
    if whole:
        return find_bare_locators(text, 0, len(text))
    near = (
        match.end()
        for match in _BARE_NEAR.finditer(text)
        if (text[match.start() - 1].isalpha() or text[match.start() - 1] in ".,")
        and not places.touches(match.end(), match.end() + 1)
    )
    return [one for at in near for one in (match_bare_locator(text, at),) if one]


def _volume_and_pages(text: str, places: Places, whole: bool) -> list[Found]:
    out: list[Found] = []
    for locator in _bare_locators(text, places, whole):
        if places.touches(locator.start, locator.end):
            continue
        floor = places.floor(locator.start)
        journal = journal_before(text, locator.start, floor)
        if journal is None or not journal.known or text[journal.end : locator.start].strip(" ,.;"):
            continue
        told = bool(read_right(text, locator.end, len(text), lenient=whole).identifiers)
        ranged = bool(locator.pages.last)
        if not told and (
            is_ordinary(journal.written) or not (ranged or (whole and ":" in text[locator.start : locator.end]))
        ):
            continue
        found = build_reference(text, journal, locator, floor, whole)
        out.append(found)
        places.add(found.start, found.end)
    return out


def place_identifiers(text: str, taken: list[Found], identifiers: list[Identifier], whole: bool) -> list[Found]:
    """Identifiers that no citation has yet: joined to the citation they stand at, or citations of their own."""
    taken.sort(key=lambda found: (found.start, found.end))
    places = Places([(found.start, found.end) for found in taken])
    free = [identifier for identifier in identifiers if not places.touches(identifier.start, identifier.start + 1)]
    if whole and len(taken) == 1:
        _put_all(text, taken[0], identifiers)
        return taken
    out = list(taken)
    ahead = 0
    last: Found | None = None
    for identifier in free:
        while ahead < len(taken) and taken[ahead].start < identifier.end:
            last, ahead = taken[ahead], ahead + 1
        if last and identifier.kind not in last.fields and _NEAR.fullmatch(text, last.end, identifier.start):
            last.put_identifiers([identifier])
            last.end = identifier.end
            continue
        if identifier.kind == "url" and not ARTICLE_ADDRESS.search(identifier.value):
            continue
        following = taken[ahead] if ahead < len(taken) else None
        if (
            following
            and identifier.kind not in following.fields
            and _NEAR_AHEAD.fullmatch(text, identifier.end, following.start)
        ):
            following.put_identifiers([identifier])
            following.start = identifier.start
            continue
        floor = last.end if last else 0
        last = Found(identifier.start, identifier.end, f"identifier {identifier.kind}")
        last.put_identifiers([identifier])
        if identifier.kind == "registry_id":
            _put_trial_title(text, last, floor, whole)
        out.append(last)
    return out


def _put_all(text: str, found: Found, identifiers: list[Identifier]) -> None:
    found.put_identifiers(identifiers)
    bare = _BARE_PMID.match(text)
    if bare and bare.end() <= found.start:
        found.fields.setdefault("pmid", bare[1])
        found.start = bare.start(1)
    found.start = min([found.start, *(identifier.start for identifier in identifiers)])
    found.end = max([found.end, *(identifier.end for identifier in identifiers)])


def _put_trial_title(text: str, found: Found, floor: int, whole: bool) -> None:
    """The title of a registered trial, where it stands before the number in brackets."""
    found.fields["kind"] = "document"
    before = _REGISTER.sub("(", text[max(floor, found.start - 400) : found.start].rstrip())
    if not before.endswith("("):
        return
    bracket = max(floor, found.start - 400) + len(before) - 1
    start = titled_trial(text, bracket, floor)
    if (
        whole
        and start == bracket
        and not floor
        and len(before.split()) > 3
        and before[:1].isupper()
        and ". " not in before
    ):
        start = 0
    title = to_title(text[start:bracket])
    if title and start < bracket:
        found.start, found.fields["title"] = start, title
        if text[found.end : found.end + 1] == ")":
            found.end += 1
