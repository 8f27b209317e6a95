"""What stands left of a journal's name: authors, title and year, in a whole reference and in running prose."""

from __future__ import annotations

import re
from typing import NamedTuple

from evidence.citations.authors import BODY, GROUP, VANCOUVER, Authors, is_no_name, parse_authors
from evidence.citations.pieces import ET_AL, MONTH, SURNAME, YEAR, compiled

LOOK_BACK = 700
MOST_TITLE = 450

_MARKER = compiled(
    r"\s*(?:\[\d{1,3}\]|\(?\d{1,3}[.)](?=\s|\p{Lu})|\d{1,3}:(?=\s\p{Lu})|\(?[ivx]{1,5}\)|[a-h]\)|[•▪‣◦●*–-](?=\s)|\d{1,3}(?=\p{Lu})|\d{1,3}\s(?=\p{Lu})|(?:Source|Reference|Ref|From|See|Citation|Cite|Adapted from)s?:|(?:[Ss]ee(?:\salso)?|[Cc]f\.?|[Ii]n|[Ff]rom|e\.g\.,?|[Aa]lso)\s(?=\p{Lu}))?\s*"
)
_YEAR_FIRST = compiled(
    rf"\s?(?:[(\[]\s?(?P<year>{YEAR})[a-d]?(?:,\s?{MONTH}(?:\s\d{{1,2}})?)?\s?[)\]]\s?[.,:]?|(?P<year>{YEAR})[a-d]?\s?[.,:])\s?"
)
_TRIAL = compiled(
    r"[(\[]?(?:the\s)?[A-Z][A-Z0-9]{2,}[\p{L}\d]*(?:[-–‐‑ ][A-Z\d][\p{Lu}\d-]*){0,3}(?:\s(?:trial|study))?[)\]]?"
)
_LANGUAGE = compiled(r"\[?(?:Article in \p{Lu}\p{Ll}+|Erratum|Letter|Editorial|Comment)\]?")
_POINTER = compiled(  # what points to a work and is no title of it
    r"(?i)(?:see|see also|also|cf|in|from|source|review|reviewed in|comment|comment in|commentary|editorial|erratum|corrected|reprinted)[:.]?"
    r"|epub\s[\w\s]{4,20}|on behalf of\s.{3,80}"
)
_ASIDE = compiled(r"\([^()]{1,60}\)")  # (Sepsis-3)
_QUOTES = " \"'“”‘’«»„`"
_AUTHOR_AT = compiled(
    rf"(?<![\p{{L}}\d'’-])(?=\p{{Lu}}|d[aeiu]|v[ao]n|l[ae]\s|ten?\s|el-)(?:{VANCOUVER}|{SURNAME},\s(?:\p{{Lu}}\.[\s-]?){{1,3}}|(?:\p{{Lu}}\.\s?){{1,3}}{SURNAME},)"
)
NOT_A_NAME = compiled(
    r"(?:Vitamin|Hepatitis|Factor|Type|Grade|Stage|Figure|Fig|Table|Class|Group|Phase|Protein|Influenza|Child|Panel|Part|Appendix|Section|Level|Group|Arm|Plan|Dr|Prof|Mr|Mrs|Ms|Mt|St|Coenzyme"
    r"|Botulinum|Immunoglobulin|Complement|Interferon|Amphotericin|Haemophilia|Hemophilia|Option|Question|Clinic|Ward|Room|Score|Category|Apolipoprotein|Troponin|Lp|Mitomycin|Ciclosporin|Cyclosporin"
    r"|Streptococcus|Staphylococcus|Salmonella|Polymyxin|Bleomycin|Day|Week|Unit|Step|Rule|Model|Version|Annex|Apo|Bcl|Th|Il|If|In|An?|The|It|Is|As|At|By|To|On|Of|Or|No|So|We|He|Do|From|Eur|Int|Am|Br)\s"
)
_SURNAMES_END = compiled(
    rf"(?<![\p{{L}}\d.'’-])(?P<names>(?:{SURNAME})(?:,\s{SURNAME}){{0,3}}(?:,?\s(?:and|&)\s{SURNAME})?)(?:(?P<etal>{ET_AL})|(?P<comma>\s?[,·])|(?P<none>))\s?[.,:;]?\s?[(\[—–-]?\s?\Z"
)
_SURNAME_ALONE = compiled(rf"\(?(?P<name>(?:{SURNAME})(?:\s\p{{Lu}}\p{{Ll}}+)?)\)?")
_SURNAME_YEAR = compiled(rf"(?P<name>{SURNAME}),?\s\(?(?P<year>{YEAR})\)?")
_OPEN_YEAR = compiled(rf"\s?[(\[]{YEAR}")
_GROUP_CLOSED = compiled(r"\)?\s?[.:,]{0,2}\s?")
_GROUP_START = compiled(r"[.;:?!(\[|•—]\s?(?=\p{Lu}|\d{4}\s\p{Lu})")
_STOP = compiled(r"\)?\s?[.,:]\s")
_JOINED = compiled(r"\s(?:and|&)\s")
_SPLIT_NAMES = compiled(r",\s|,?\s(?:and|&)\s")
_INITIALS_NEAR = re.compile(
    r" [^\W\d_a-z]{1,4}(?![^\W_])|[^\W\d_a-z]\.| [^\W\d_a-z][a-z](?!\w)|[^\W\d_a-z]-[^\W\d_a-z](?!\w)"
)
_SENTENCE_END = compiled(r"[.?!][\"'”’)]?\s(?=[\p{Lu}\d\"“‘'(])")
_ABBREVIATED = compiled(
    r"(?:\b(?:vs|v|e\.g|i\.e|cf|Dr|St|No|no|spp?|var|al|approx|ca|resp|Fig|section|part|ed|eds)|\b\p{Lu})\Z"
)


class Left(NamedTuple):
    """What was read left of a journal's name; ``start`` is where the reference begins."""

    start: int
    authors: tuple[str, ...] | None = None
    title: str | None = None
    year: int | None = None
    style: str = ""
    et_al: bool = False


def read_left(text: str, start: int, end: int) -> Left:
    """All of ``text[start:end]`` read as what comes before a journal's name: marker, authors, year and title.

    Example:
        >>> read_left("12. Doe J, Roe RJ. Ice for gout? ", 0, 33)[1:4]
        (('Doe, J', 'Roe, RJ'), 'Ice for gout?', None)
        >>> read_left("Doe JA et al. ALLHAT. ", 0, 22)[1:3], read_left("Doe & Roe, ", 0, 11)[1:3]
        ((('Doe, JA',), None), (('Doe', 'Roe'), None))
    """
    begin = _MARKER.match(text, start, end).end()
    while begin < end and text[begin] in " .,;:·|—–([/":
        begin += 1
    stop = end
    while stop > begin and text[stop - 1] in " ,;:·|—–-([/":
        stop -= 1
    if stop <= begin:
        return Left(start)
    authors = parse_authors(text, begin, stop) or _group(text, begin, stop)
    if authors and authors.style != "group" and NOT_A_NAME.match(text, begin) and len(authors.names) == 1:
        authors = None
    if authors is None:
        whole = text[begin:stop].rstrip(".")
        alone = _SURNAME_ALONE.fullmatch(whole)
        stopped = text[stop - 1] == "."  # "Doe. Gut 2015;64:12" rather names Doe than a title of one word
        if (
            alone
            and not (stopped and (" " in whole or len(whole) < 4 or is_no_name((whole,))))
            and not alone["name"].isupper()
            and not _POINTER.fullmatch(whole)
            and len(whole.split()) <= 2
        ):
            return Left(begin, (alone["name"],), None, None, "surname")
        year = _SURNAME_YEAR.fullmatch(whole)
        if year:
            return Left(begin, (year["name"],), None, int(year["year"]), "surname")
        return Left(begin, None, to_title(text[begin:stop]), None)
    at = authors.end
    year = _YEAR_FIRST.match(text, at, stop + 1)
    if year:
        at = year.end()
    return Left(
        begin, authors.names, to_title(text[at:stop]), int(year["year"]) if year else None, authors.style, authors.et_al
    )


def strip_marker(text: str, start: int, end: int) -> int:
    """Where a reference begins behind its number, bullet or stray footnote digit."""
    match = _MARKER.match(text, start, end)
    begin: int = match.end() if match else start
    while begin < end and text[begin] in " .,;:·|—–-([/":
        begin += 1
    return begin


def opener_before(text: str, end: int, floor: int) -> int | None:
    """The bracket that is open at ``end``."""
    low = max(floor, end - 600)
    last = max(text.rfind("(", low, end), text.rfind("[", low, end))
    if last < 0 or (text.find(")", last, end) < 0 and text.find("]", last, end) < 0):
        return last if last >= 0 else None
    depth = 0
    for at in range(end - 1, low - 1, -1):
        sign = text[at]
        if sign in ")]":
            depth += 1
        elif sign in "([":
            if depth == 0:
                return at
            depth -= 1
    return None


def _group(text: str, start: int, stop: int) -> Authors | None:
    """A group as author, with the ``.``, ``:`` or ``(2014)`` that must follow it."""
    for pattern in (GROUP, BODY):
        match = pattern.match(text, start, stop)
        if match:
            after = text[match.end() : stop].lstrip(")")
            if after[:1] in (",", ";"):
                more = parse_authors(text, text.index(after[0], match.end()) + 2, stop)
                if more:
                    return more._replace(names=(match[0], *more.names))
            if not after.strip() or after[0] in ".:," or _OPEN_YEAR.match(after):
                closing = _GROUP_CLOSED.match(text, match.end(), stop)
                return Authors((match[0],), closing.end(), False, "group")
    return None


def to_title(printed: str) -> str | None:
    """A title without quotation marks and closing stop; a trial's name alone is none.

    Example:
        >>> to_title(' "Ice for gout." '), to_title("VASST. "), to_title("Does it work? ")
        ('Ice for gout', None, 'Does it work?')
    """
    title = " ".join(printed.split()).strip(_QUOTES + ",;:·|—").rstrip(_QUOTES + ",;(").strip()
    title = title.rstrip(". ").strip(_QUOTES + ",") if title.endswith((".", "'", '"', "”", "’")) else title
    if _ASIDE.fullmatch(title):
        return None
    if title.startswith("[") and title.endswith("]"):
        title = title[1:-1].rstrip(".")
    if _LANGUAGE.fullmatch(title) or _POINTER.fullmatch(title):
        return None
    if sum(c.isalpha() for c in title) < 2 or _TRIAL.fullmatch(title):
        return None
    return title


def find_left(text: str, floor: int, end: int, *, anywhere: bool = False) -> Left | None:
    """The authors (and title) that end at ``end`` in running prose; ``None`` if the citation begins with its journal.

    With ``anywhere``, whatever follows the authors counts as their title: the caller knows that a work ends at ``end``.

    Example:
        >>> text = "is as old as time Doe J, Roe RJ, et al. Ice for gout. "
        >>> find_left(text, 0, len(text))[1:3]
        (('Doe, J', 'Roe, RJ'), 'Ice for gout')
        >>> find_left("The ice helped. Ice for gout. ", 0, 30)
    """
    low = max(floor, end - LOOK_BACK)
    skip = low
    initials = _INITIALS_NEAR.search(text, low, end)
    for match in _AUTHOR_AT.finditer(text, max(low, initials.start() - 60), end) if initials else ():
        begin = match.start()
        if begin < skip:
            continue
        while NOT_A_NAME.match(text, begin) and begin < match.end():  # As Doe J, Roe R. …
            begin = text.find(" ", begin) + 1
        if begin >= match.end():
            continue
        authors = parse_authors(text, begin, end)
        if authors is None or authors.style in ("surnames", "glued", "full"):
            continue
        bound = _bounded(text, begin, low)
        if not bound:
            begin, authors = _last_word(text, begin, end, authors)
        skip = max(skip, authors.end)
        year = _YEAR_FIRST.match(text, authors.end, end)
        at = year.end() if year else authors.end
        rest = text[at:end].strip(" ([—–-")
        said = int(year["year"]) if year else None
        if not rest.strip(".,:; ") or _TRIAL.fullmatch(rest.rstrip(".,: ")):
            return Left(begin, authors.names, None, said, authors.style, authors.et_al)
        if anywhere and bound:
            return Left(begin, authors.names, None, said, authors.style, authors.et_al)
        sure = bound or len(authors.names) > 1 or authors.et_al or year
        if (
            sure
            and _is_title(rest)
            and (
                text[authors.end - 1] in ".:;)"
                or text[authors.end - 2 : authors.end].strip()[-1:] in (".", ":")
                or year
            )
        ):
            return Left(begin, authors.names, to_title(rest), said, authors.style, authors.et_al)
    if anywhere:
        return None
    return _group_before(text, low, end) or _surnames_before(text, low, end)


def _bounded(text: str, begin: int, low: int) -> bool:
    before = text[low:begin].rstrip()
    return not before or before[-1] in '.;:([—–·|•?!)]/,"“'


def _last_word(text: str, begin: int, end: int, authors: Authors) -> tuple[int, Authors]:
    """In running prose only the word before the initials is the surname: ``in Boston Doe J``."""
    family = authors.names[0].split(",")[0]
    words = family.split()
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        begin = begin + len(family) - len(words[-1])
        again = parse_authors(text, begin, end)
        return begin, again or authors
    return begin, authors


def _is_title(rest: str) -> bool:
    words = rest.strip(_QUOTES).rstrip()
    if not 4 <= len(words) <= MOST_TITLE or not (words[0].isupper() or words[0].isdigit()):
        return False
    if not (rest.rstrip()[-1] in ".?!\"”’'" or rest.rstrip()[-1] == ","):
        return False
    inner = [m for m in _SENTENCE_END.finditer(words) if not _ABBREVIATED.search(words, 0, m.start())]
    return len(inner) <= 2


def _group_before(text: str, low: int, end: int) -> Left | None:
    """A group that signs as author just before the journal, or before a title of one sentence."""
    if text[low:end].rstrip(" ([—–-")[-1:] not in (".", ",", ":", ")", "?", "!"):
        return None
    stops = [low] + [m.end() for m in _GROUP_START.finditer(text, low, end)]
    for stop in reversed(stops[-4:]):
        begin = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
        match = GROUP.match(text, begin, end)
        if not match:
            continue
        rest = text[match.end() : end]
        if not _STOP.match(rest) and rest.strip(" ().,:"):
            continue
        title = rest.lstrip(").,: ")
        if not title.strip(" ([.,:"):
            return Left(begin, (match[0],), None, None, "group")
        if _is_title(title) and rest.lstrip(")")[:1] == ".":
            return Left(begin, (match[0],), to_title(title), None, "group")
    return None


def _surnames_before(text: str, low: int, end: int) -> Left | None:
    at = max(low, end - 120)
    tail = text[at:end]
    if not (" and " in tail[-48:] or any(sign in tail for sign in ("&", "et al", "et. al", "cols", "u.a.", "u. a."))):
        return None
    match = _SURNAMES_END.search(text, at, end)
    if not match:
        return None
    names = match["names"]
    if match["etal"] is None and not _JOINED.search(names):
        return None
    if match["etal"] is None and is_no_name(tuple(_SPLIT_NAMES.split(names))):
        return None
    split = tuple(part.strip() for part in _SPLIT_NAMES.split(names) if part.strip())
    return Left(match.start("names"), split, None, None, "surnames", match["etal"] is not None)
