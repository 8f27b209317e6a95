"""What may follow a locator: identifiers, dates of publication ahead of print, labels of links, the day of access."""

from __future__ import annotations

from typing import NamedTuple

from evidence.citations.identifiers import IDENTIFIER, Identifier, to_identifier
from evidence.citations.pieces import compiled, month_number

_STEP = compiled(r"(?:\s?[.,;:|·•—–-]{0,2}\s?)(?:[(\[]\s?(?:[\p{Lu}\d][\w-]{2,24}(?:\s(?:trial|study))?,\s)?)?")
_BETWEEN = " .,;:|·•—–-([\u00a0"
_MAY_BEGIN = frozenset("dDhnNIiEACJUPpeOoaFfMSWGRrc<0123456789" + "\n") | {""}
"""What may begin an identifier or a note; in prose most citations are followed by neither."""
_NOTE = compiled(
    r"(?:\[?\s?[Ee]pub(?:\s(?:ahead of print|(?:1[89]|20)\d\d(?:\s\p{L}{3,9}\.?(?:\s\d{1,2})?)?))\.?\s?\]?\.?"
    r"|pii:?\s?[\w()-]{3,30}|\[?(?:[Ii]n [Pp]ress|[Oo]nline ahead of print|[Aa]head of print|[Aa]ccepted(?:\smanuscript)?|[Pp]reprint)\]?"
    r"|Published\s(?P<year>(?:1[89]|20)\d\d)(?:\s(?P<month>\p{L}{3,9})(?:\s\d{1,2})?)?(?=[.;])"
    r"|(?:[Ff]irst\s)?[Pp]ublished online:?\s[\w ,]{4,24}?(?:1[89]|20)\d\d|PubMed(?:\sCentral)?(?!\s?ID)|PubMed|Google\s?Scholar|Cross[Rr]ef|Medline|Scopus|Web of Science"
    r"|[Aa]vailable\s(?:from|at|online(?:\sat)?):?|Accessed(?:\son)?:?\s[\w ,]{4,24}?(?:1[89]|20)\d\d|\[?[Cc]ited\s(?:1[89]|20)\d\d\s\p{L}{3,9}(?:\s\d{1,2})?\]?|Retrieved\s(?:from|[\w ,]{4,24}?(?:1[89]|20)\d\d,?\s?from)"
    r"|[Ee]rratum in:?[^;\n]{0,80};?\s?\d{0,4}[\w():-]{0,20}|[Rr]eview|\[?PubMed\]?|Free(?:\sPMC)?(?:\s[Ff]ull\s[Tt]ext|\s[Aa]rticle)?|Full text|Abstract)(?![\p{Ll}])"
)


class Right(NamedTuple):
    """What was read behind a locator."""

    end: int
    identifiers: tuple[Identifier, ...] = ()
    ahead_of_print: bool = False
    published: tuple[int, int] | None = None  # year and month, as in "Published 2021 Mar 29."


def read_right(text: str, end: int, stop: int, lenient: bool = False) -> Right:
    """Identifiers and notes that follow a locator without a word between them.

    Example:
        >>> text = "2017 Feb 27. pii: S07. doi: 10.1016/j.ajem.2017.02.039. [Epub ahead of print]. More"
        >>> [i.value for i in read_right(text, 11, len(text)).identifiers]
        ['10.1016/j.ajem.2017.02.039']
    """
    following = text[end : min(end + 6, stop)].lstrip(_BETWEEN)
    if following[:1] not in _MAY_BEGIN:
        return Right(end)
    found: list[Identifier] = []
    ahead = False
    published: tuple[int, int] | None = None
    at = end
    seen: set[str] = set()
    while at < stop:
        step = _STEP.match(text, at, stop)
        begin = step.end() if step else at
        match = IDENTIFIER.match(text, begin, stop)
        identifier = to_identifier(match) if match else None
        if (
            identifier
            and (identifier.kind not in seen or lenient or identifier.kind == "url")
            and not (identifier.kind == "url" and not lenient and not found and "doi" in seen)
        ):
            found.append(identifier)
            seen.add(identifier.kind)
            at = _close(text, identifier.end, stop, step[0] if step else "")
            continue
        note = _NOTE.match(text, begin, stop)
        if note and note.end() > at:
            ahead = ahead or "print" in note[0] or "press" in note[0].casefold()
            if note["month"] and (month := month_number(note["month"])):
                published = int(note["year"]), month
            at = _close(text, note.end(), stop, step[0] if step else "")
            continue
        break
    return Right(at, tuple(found), ahead, published)


def _close(text: str, at: int, stop: int, step: str) -> int:
    return at + 1 if at < stop and text[at] in ")]" and ("(" in step or "[" in step) else at
