"""Books, chapters and web pages in running prose, and the titles of registered trials."""

from __future__ import annotations

from evidence.citations.found import Found, Places
from evidence.citations.pieces import YEAR, Match, compiled
from evidence.citations.references import find_left, opener_before
from evidence.citations.works import ACCESS, IMPRINT, PUBLISHER, STATED, parse_work

_CUE = compiled(rf"\b(?:(?P<publisher>{PUBLISHER})|[Aa]ccessed|[Rr]etrieved|[Vv]isited|[Cc]ited)\b")
_HINTS = (
    "Press", "Publi", "Elsevier", "Springer", "Wiley", "Mosby", "Saunders", "Lippincott", "McGraw", "Blackwell", "Churchill", "Thieme", "Karger", "Verlag", "Book", "Humana",
    "Taylor", "Routledge", "Appleton", "Raven", "Kluwer", "Company", "World Health", "HMSO", "StatPearls", "University", "Academ", "Institute", "ccessed", "etrieved", "isited", "ited",
)  # fmt: skip
_MORE = compiled(
    rf"(?:[.;,]?\s(?:{ACCESS.pattern}|PMID:?\s\d{{5,8}}|[Aa]vailable\s(?:from|at):?\shttps?:\S++|https?:\S++|pp?\.?\s\d{{1,5}}(?:[-–]\d{{1,5}})?)){{0,6}}"
)
_YEAR = compiled(YEAR)
_TITLE_RUN = compiled(
    r"(?:\p{Lu}[\p{L}\d'’/-]*|\d[\p{L}\d-]*)(?:[:,]?\s(?:\p{Lu}[\p{L}\d'’/-]*|\d[\p{L}\d-]*|of|the|and|for|in|with|versus|vs\.?|or|to|a|an|on|plus|as|by|at|from|&|-|–))*\s?\Z"
)


def find_works(text: str, taken: list[tuple[int, int]]) -> list[Found]:
    """Books, chapters and web pages in running prose: from their authors, their bracket or the sentence of their title."""
    out: list[Found] = []
    anchors = _anchors(text)
    if not anchors:
        return out
    places = Places(taken)
    for anchor in anchors:
        if places.touches(anchor.start(), anchor.end()):
            continue
        floor = places.floor(anchor.start())
        start = _work_start(text, anchor, floor)
        if start is None:
            continue
        stop = _work_stop(text, anchor.end())
        found = parse_work(text[start:stop])
        if found and found.fields.get("title"):
            found.start += start
            found.end += start
            out.append(found)
            places.add(found.start, found.end)
    return out


def _anchors(text: str) -> list[Match]:
    """Imprints and days of access; patterns are tried only near the words that such places have."""
    out: list[Match] = []
    for hint in _HINTS:
        if hint in text:
            break
    else:
        return out
    at = 0
    for cue in _CUE.finditer(text):
        if cue.start() < at:
            continue
        match = ACCESS.match(text, cue.start())
        if match is None and cue["publisher"] and _YEAR.search(text, cue.end(), cue.end() + 110):
            found = (
                m
                for m in IMPRINT.finditer(text, max(at, cue.start() - 90), min(len(text), cue.end() + 120))
                if m.start() <= cue.start() < m.end()
            )
            match = next(found, None)
        if match:
            out.append(match)
            at = match.end()
    return out


def _work_start(text: str, anchor: Match, floor: int) -> int | None:
    opener = opener_before(text, anchor.start(), floor)
    if opener is not None and text[opener + 1 : opener + 2].isupper():
        return opener + 1
    left = find_left(text, floor, anchor.start(), anywhere=True)
    if left is not None:
        return left.start
    if anchor.re.pattern != ACCESS.pattern:
        return None
    stated = STATED.search(text, floor, anchor.start())
    before = text[floor : stated.start() if stated else anchor.start()].rstrip(" .")
    cut = max(before.rfind(": "), before.rfind(". "), before.rfind("; "))
    return floor + (cut + 2 if cut >= 0 else len(before) - len(before.lstrip()))


def _work_stop(text: str, at: int) -> int:
    more = _MORE.match(text, at)
    return more.end() if more else at


def titled_trial(text: str, at: int, floor: int) -> int:
    """Where the title begins that stands before a trial's number in brackets at ``at``; ``at`` if there is none.

    Example:
        >>> text = "is registered Ice Versus Rest for Acute Gout (NCT00000001)"
        >>> text[titled_trial(text, 45, 0):45]
        'Ice Versus Rest for Acute Gout '
    """
    match = _TITLE_RUN.search(text, max(floor, at - 300), at)
    if not match:
        return at
    words = match[0].split()
    return match.start() if len(words) >= 4 and sum(word[0].isupper() for word in words) >= 3 else at
