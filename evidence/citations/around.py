"""Complete a citation of which the journal is known: what stands to its left and to its right."""

from __future__ import annotations

from evidence.citations.endings import read_right
from evidence.citations.found import Found
from evidence.citations.journal_names import LOOK_BACK, JournalName, is_known
from evidence.citations.locators import Locator
from evidence.citations.pieces import compiled
from evidence.citations.references import Left, find_left, opener_before, read_left, to_title

JOINER = compiled(r"\s?(?:[;,/&·+|•]|and|·|also|as well as)?\s?(?:and\s)?(?:also\s)?\s?")
_QUOTED = compiled(r"[\"“‘]([^\"“”‘’]{12,300})[.,?!]?[\"”’][.,]?\s\Z")
_AGAIN = compiled(r"\s?(?P<journal>[\p{Lu}][\p{L} .&]{1,60}?)\.?\s(?P<year>(?:1[89]|20)\d\d)\.?(?!\s?[;:]\s?\d|\d)")


def build_reference(text: str, journal: JournalName, locator: Locator, floor: int, whole: bool) -> Found:
    """Journal and locator with authors, title and identifiers around them.

    Args:
        text: Cleaned text.
        journal: The name before the locator.
        locator: Year, volume, pages.
        floor: Nothing before it belongs to this citation.
        whole: Everything between ``floor`` and the journal is authors and title.
    """
    found = Found(journal.start, locator.end, locator.rule)
    found.put_locator(locator)
    found.fields["journal_as_written"] = journal.written
    put_left(found, find_around(text, journal.start, floor, whole))
    put_right(text, found, locator.end, whole)
    return found


def alone_in_brackets(text: str, locator: Locator, floor: int) -> Found | None:
    """``[PD 2017;34;261]``: a known journal and its locator fill square brackets, so that nothing around them needs to be read.

    Example:
        >>> from evidence.citations.locators import read_locator
        >>> text = "so well [Gut 2015;64:12]."
        >>> alone_in_brackets(text, read_locator(text, 13), 0).fields["journal_as_written"]
        'Gut'
    """
    if locator.weak or text[locator.end : locator.end + 1] != "]":
        return None
    opener = text.rfind("[", max(floor, locator.start - LOOK_BACK), locator.start)
    name = text[opener + 1 : locator.start].rstrip(" .,;:")
    if opener < 0 or not is_known(name):
        return None
    found = Found(opener + 1, locator.end, locator.rule)
    found.put_locator(locator)
    found.fields["journal_as_written"] = name
    return found


def put_left(found: Found, left: Left | None) -> None:
    """Take over authors, title and the year behind the authors."""
    if left is None:
        return
    found.start = left.start
    if left.authors:
        found.fields["authors"] = left.authors
        if left.et_al:
            found.fields["et_al"] = True
    if left.title:
        found.fields["title"] = left.title
    if left.year and "year" not in found.fields:
        found.fields["year"] = left.year


def put_right(text: str, found: Found, end: int, whole: bool) -> None:
    """Take over the identifiers that follow; PubMed's repeated ``Lancet. 2017.`` is passed over."""
    right = read_right(text, end, len(text), lenient=whole)
    found.put_identifiers(right.identifiers)
    if right.identifiers or right.ahead_of_print or right.published or whole:
        found.end = max(found.end, right.end)
    if right.published and right.published[0] == found.fields.get("year"):
        found.fields.setdefault("month", right.published[1])
    again = _AGAIN.match(text, found.end) if text[found.end : found.end + 2].lstrip()[:1].isupper() else None
    if (
        again
        and again["journal"].strip(". ") == found.fields.get("journal_as_written")
        and int(again["year"]) == found.fields.get("year")
    ):
        found.end = again.end()
        right = read_right(text, found.end, len(text), lenient=whole)
        found.put_identifiers(right.identifiers)
        found.end = max(found.end, right.end) if right.identifiers else found.end


def find_around(text: str, end: int, floor: int, whole: bool) -> Left | None:
    """What stands left of a journal that begins at ``end``: in a whole reference all of it, in prose what is surely part of it."""
    if whole:
        start = floor
        if floor:
            joiner = JOINER.match(text, floor, end)
            start = joiner.end() if joiner else floor
        ahead = read_right(text, start, end, lenient=True)
        if ahead.identifiers:  # doi … · PMID … · authors · journal
            start = ahead.end
        return read_left(text, start, end) if text[start:end].strip(" .,;:·|—–-([/&") else None
    opener = opener_before(text, end, floor)
    if opener is not None:
        if opener + 1 == end:
            if text[opener] == "(" and may_be_signed(text, opener, floor):
                return find_left(text, floor, opener)  # Lowe & Hart (NEJM 2003)
            return None
        left = read_left(text, opener + 1, end)
        if _trusted(text, left, opener, end):
            return left
    elif not may_be_signed(text, end, floor):
        return None
    found = find_left(text, floor if opener is None else opener + 1, end)
    if found is None and opener is not None and text[opener] == "(" and not text[opener + 1 : end].strip():
        found = find_left(text, floor, opener)
    if found is None and text[max(floor, end - 1) : end] == " ":
        quoted = _QUOTED.search(text, max(floor, end - 320), end)
        if quoted:
            return Left(quoted.start(), None, to_title(quoted[1]))
    return found


_LAST_OF_NAMES = frozenset(
    {"al", "others", "colleagues", "coworkers", "workers", "col", "cols", "trial", "study", "group"}
)


def may_be_signed(text: str, end: int, floor: int) -> bool:
    """Whether authors or a title can end at ``end``; not behind a plain word of prose such as ``showed``."""
    if end - floor < 2 or text[end - 1] != " ":
        return end - floor >= 2
    word = text[max(text.rfind(" ", floor, end - 1) + 1, floor) : end - 1]
    return not (word[-1:].isdigit() or (word.isascii() and word.islower() and word.isalnum())) or word in _LAST_OF_NAMES


def _trusted(text: str, left: Left, opener: int, end: int) -> bool:
    """Whether a bracket really begins with authors or a title, not with words about the citation."""
    inside = text[opener + 1 : end].strip()
    if not inside:
        return False
    if left.authors:
        if left.style == "surname":
            return inside.endswith((",", "·", "—", "–", ":")) and not left.authors[0].isupper() and inside[0].isupper()
        return left.title is None or inside.endswith((".", "?", "!", '"', "”", "'", "’"))
    title = left.title or ""
    return (
        inside.endswith((".", "?", "!", '"', "”"))
        and len(title.split()) >= 3
        and title[:1].isupper()
        and ". " not in title[:-1]
    )
