"""Further works of one mark that share journal, year and perhaps volume with the first: ``611 and 622``, ``303:1; 304:22``."""

from __future__ import annotations

from evidence.citations.found import Found
from evidence.citations.pages import parse_pages
from evidence.citations.pieces import Match, compiled

_PAGES = r"(?P<first>[A-Za-z]?\d{1,6})(?:\s?[-–]\s?(?P<last>[A-Za-z]?\d{1,6}))?(?=\s?[)\].;,]|\s?$|\s\p{L})"
_SAME_VOLUME = compiled(rf"\s?(?P<joint>[,;]\s?ibid\.?,?|,|;|&|\band\b|\+)\s?(?:pp?\.\s?)?{_PAGES}(?!\s?[;:(]\s?\d)")
_SAME_JOURNAL = compiled(
    rf"\s?[;,&+]\s?(?:and\s)?(?P<volume>\d{{1,4}})\s?(?:\((?P<issue>\d{{1,4}})\))?\s?[:;]\s?{_PAGES}"
)
_NOT_SHARED = ("issue", "last_page", "article_number", "doi", "pmid", "pmcid", "url", "month")
_JOINTS = frozenset(",;&+a")
_MOST = 20


def find_sharing(text: str, found: Found) -> list[Found]:
    """The works that follow ``found`` and share its journal; all get the span of the whole mark.

    Example:
        >>> first = Found(1, 18, "", {"volume": "370", "first_page": "611"})
        >>> [(one.fields["first_page"], one.end) for one in find_sharing("[NEJM 2014;370;611 and 622]", first)]
        [('622', 26)]
    """
    fields = found.fields
    if text[found.end : found.end + 2].lstrip()[:1] not in _JOINTS:
        return []
    if not (fields.get("first_page") and fields.get("volume")) or fields.get("title"):
        return []
    out: list[Found] = []
    at = found.end
    while len(out) < _MOST:
        match = _SAME_JOURNAL.match(text, at) or _SAME_VOLUME.match(text, at)
        if not match or not _joined(text, found, match):
            break
        out.append(_another(found, match))
        at = match.end()
    if out:
        for one in (found, *out):
            one.end = at
    return out


def _joined(text: str, found: Found, match: Match) -> bool:
    if "volume" in match.groupdict():
        return ":" in match[0] or bool(match["last"] and text[match.end() : match.end() + 1] in (")", "]"))
    if "ibid" in match["joint"]:
        return True
    if match["joint"] in ("and", "&", "+"):
        return _later(found.fields["first_page"], match["first"]) and text[match.end() : match.end() + 2].strip()[
            :1
        ] in ("", ".", ",", ";", ")", "]")
    bracketed = text[found.start - 1 : found.start] in ("(", "[") and text[match.end() : match.end() + 1] in (")", "]")
    return bracketed and not found.fields.get("last_page") and _later(found.fields["first_page"], match["first"])


def _later(first: str, second: str) -> bool:
    return (
        first.isdecimal()
        and second.isdecimal()
        and len(first) <= len(second) <= len(first) + 1
        and int(first) < int(second)
    )


def _another(found: Found, match: Match) -> Found:
    groups = match.groupdict()
    fields = {name: value for name, value in found.fields.items() if name not in _NOT_SHARED}
    pages = parse_pages(match["first"], match["last"])
    fields["first_page"] = pages.first or pages.article
    if pages.last:
        fields["last_page"] = pages.last
    if groups.get("volume"):
        fields["volume"] = match["volume"]
    if groups.get("issue"):
        fields["issue"] = match["issue"]
    return Found(
        found.start,
        match.end(),
        "volume of the same journal" if groups.get("volume") else "pages of the same volume",
        fields,
    )
