"""Pages: elided ranges made whole, and numbers that are no pages."""

from __future__ import annotations

from typing import NamedTuple

from evidence.citations.pieces import DASH, compiled

PAGE = (
    r"(?:(?:CD|MR|ED)\d{6}(?:\.pub\d{1,2})?"  # Cochrane reviews
    r"|\d{1,6}\.[eE]\d{1,4}"  # 1006.e1
    r"|[A-Za-z]{0,3}\d{1,9}[A-Za-z]?(?!\d)"  # 261, S17, e1063, d6651, 12A
    r"|[a-z]{4,6}\d{2,8}"  # ofab123
    r"|[ivxlc]{1,7}(?!\p{L}))"  # xii
)
_GLUED_PMID = r"(?<glued_pmid>\d{8})(?=Pub ?Med|PMID)"
RANGE = (
    rf"(?:(?<first>\d{{1,5}}?)(?:{DASH}(?<last>\d{{1,5}}?))?{_GLUED_PMID}"  # 1056-106420713556PubMed
    rf"|(?<first>{PAGE})(?:(?:\s?(?!—){DASH}{{1,2}}\s?|—)(?!PMC|PMID|NCT|ISRCTN)(?<last>{PAGE})(?!\p{{L}}(?!ub ?[Mm]ed|oogle|ross))|(?!\s?[-–‐‑−]\s?\d)))"
)
_COCHRANE = compiled(r"(?:CD|MR|ED)\d{6}")
_ARTICLE = compiled(r"0\d{4,}|\d{6,}|[a-z]\d{4}")
_YEAR = compiled(r"(?:19|20)\d\d")
_PARTS = compiled(r"(?<prefix>(?:\d+\.)?\p{L}*)(?<digits>\d+)(?<suffix>\p{L}*)")


class Pages(NamedTuple):
    """First and last page, or an article's number; ``doubt`` says what is odd about them."""

    first: str | None = None
    last: str | None = None
    article: str | None = None
    doubt: str | None = None
    instead: tuple[str, str] | None = None


def expand(first: str, last: str) -> str:
    """The last page in full.

    Example:
        >>> expand("281", "3"), expand("1097", "100"), expand("S17", "25"), expand("e825", "73"), expand("1006.e1", "30")
        ('283', '1100', 'S25', 'e873', '1006.e30')
        >>> expand("S91", "S99"), expand("1045.e1", "e12"), expand("i1", "i39"), expand("xii", "xv")
        ('S99', '1045.e12', 'i39', 'xv')
        >>> expand("945", "73.e33")
        '973.e33'
    """
    if first.isdecimal() and last.isdecimal():
        if len(last) >= len(first):
            return last
        kept = first[: -len(last)]
        return (kept if int(kept + last) >= int(first) else str(int(kept) + 1)) + last
    a, b = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if not a or not b:
        return last
    if first.isdecimal() and b["prefix"][:1].isdecimal():  # 945–73.e33
        whole, _, rest = last.partition(".")
        return f"{expand(first, whole)}.{rest}"
    prefix: str = b["prefix"]
    digits: str = b["digits"]
    suffix: str = b["suffix"]
    if a["prefix"].casefold().endswith(prefix.casefold()):
        prefix = a["prefix"]
    elif prefix:
        return last
    if len(digits) >= len(a["digits"]):
        return prefix + digits + suffix
    head: str = a["digits"][: -len(digits)]
    if int(head + digits) < int(a["digits"]):  # 1097-100 ends on 1100
        head = str(int(head) + 1)
    return prefix + head + digits + suffix


def parse_pages(first: str, last: str | None) -> Pages:
    """Pages as printed to pages in full; a number too long for a page is an article's.

    Example:
        >>> parse_pages("281", "3")
        Pages(first='281', last='283', article=None, doubt=None, instead=None)
        >>> parse_pages("1098273", None).article, parse_pages("CD002292", None).article, parse_pages("e065", None).first
        ('1098273', 'CD002292', 'e065')
        >>> parse_pages("238693", None).instead
        ('2386', '2393')
        >>> parse_pages("598", "595").doubt
        'the pages run backwards'
    """
    if first.isdecimal() and len(first) < 5:  # nearly all
        if last is None:
            return Pages(first)
        if last.isdecimal():
            whole = expand(first, last)
            return Pages(first, whole, None, "the pages run backwards" if int(first) > int(whole) else None)
    if _COCHRANE.match(first):
        return Pages(article=first.split(".", maxsplit=1)[0])
    if last is None:
        lost = _lost_dash(first)
        doubt = f"perhaps {lost[0]}-{lost[1]} with its dash lost" if lost else None
        if _ARTICLE.fullmatch(first):
            return Pages(article=first, doubt=doubt, instead=lost)
        return Pages(first=first, doubt=doubt, instead=lost)
    if len(first) == 5 and first[0] == "0" and _YEAR.fullmatch(last):
        return Pages(article=f"{first}-{last}")  # ERJ Open Research numbers its articles 00056-2019
    whole = expand(first, last)
    a, b = _PARTS.fullmatch(first), _PARTS.fullmatch(whole)
    backwards = bool(a and b and a["prefix"] == b["prefix"] and int(a["digits"]) > int(b["digits"]))
    return Pages(first=first, last=whole, doubt="the pages run backwards" if backwards else None)


def _lost_dash(digits: str) -> tuple[str, str] | None:
    """The likeliest range of which only the digits are left: ``238693`` was 2386–93."""
    if not digits.isdecimal() or not 5 <= len(digits) <= 8 or digits[0] == "0":
        return None
    for cut in range(min(4, len(digits) - 1), (len(digits) - 1) // 2, -1):  # page numbers of five digits are rare
        first, rest = digits[:cut], digits[cut:]
        if rest[0] != "0" and 0 < int(rest) - int(first[-len(rest) :]) <= 40:
            return first, expand(first, rest)
    return None
