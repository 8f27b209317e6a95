"""Parts of services' records as this package writes them: names, pages, dates, identifiers, plain text. Tolerant of every shape."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any, TypeVar

import msgspec
import regex

from evidence.citations.pages import expand

T = TypeVar("T")

_MARKUP = regex.compile(r"</?[A-Za-z][^<>]{0,300}+>")
_BLANKS = regex.compile(r"\s++")
_PAGES = regex.compile(
    r"\s*+(?<first>[A-Za-z]{0,6}\d{1,9}+[A-Za-z]?(?:\.[A-Za-z]?\d{1,5}+)?|[ivxlc]{1,7}+)(?:\s?[-–‐‑−]{1,2}\s?(?<last>[A-Za-z]{0,6}\d{1,9}+[A-Za-z]?(?:\.[A-Za-z]?\d{1,5}+)?|[ivxlc]{1,7}+))?(?![^\s,;.])"
)
_DOI = regex.compile(r"10\.\d{4,9}+/[^\s\"<>]{1,300}+(?:<[^\s\"<>]{1,60}+>[^\s\"<>]{1,100}+)*+")
_ISSN = regex.compile(r"\d{4}-?\d{3}[\dXx]")
_LETTERS = regex.compile(r"\p{Lu}")
_ARTICLE_NUMBER = regex.compile(r"[A-Za-z]{0,5}\d{1,9}")
_ELISION = 12
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def plain_text(text: object) -> str | None:
    """A service's text without markup, entities and double blanks; ``None`` where nothing is left.

    Example:
        >>> plain_text("Sirolimus in <i>de novo</i> kaposiform  haemangio&amp;endothelioma, P < .05")
        'Sirolimus in de novo kaposiform haemangio&endothelioma, P < .05'
    """
    if not isinstance(text, str):
        return None
    return _BLANKS.sub(" ", unescape(unescape(_MARKUP.sub("", text)))).strip() or None


def title_text(text: object) -> str | None:
    """A title as a reference holds it: plain, without the full stop at its end.

    Example:
        >>> title_text("Propranolol for infantile hemangioma."), title_text("Why?")
        ('Propranolol for infantile hemangioma', 'Why?')
    """
    plain = plain_text(text)
    return plain[:-1].rstrip() or None if plain and plain.endswith(".") and not plain.endswith("..") else plain


def person(family: object, initials: object, suffix: object = None) -> str | None:
    """``"Family, Initials"``, with what belongs behind (Jr, 3rd); the family name alone where nothing else is known.

    Example:
        >>> person("Hambrick", "G. W.", "Jr"), person("El-Haj", "Émile-Marie"), person("WHO Group", None)
        ('Hambrick, GW Jr', 'El-Haj, ÉM', 'WHO Group')
    """
    name = plain_text(family)
    if name is None:
        return None
    short, behind = initials_of(initials), plain_text(suffix)
    return f"{name}, {' '.join(part for part in (short, behind) if part)}" if short or behind else name


def initials_of(given: object) -> str:
    """Initials of given names; initials stay as they are.

    Example:
        >>> initials_of("David R"), initials_of("R.-J."), initials_of("DR"), initials_of(None)
        ('DR', 'RJ', 'DR', '')
    """
    text = plain_text(given) or ""
    if text.isupper():
        return "".join(_LETTERS.findall(text))[:6]
    words = regex.split(r"[\s.\-‐]++", text)
    return "".join(word[0].upper() for word in words if word and word[0].isalpha())[:6]


def page_span(text: object) -> tuple[str | None, str | None]:
    """First and last page, the last one whole; ``None`` where the text is no pages.

    Example:
        >>> page_span("188-91"), page_span("S172"), page_span("e1245, S137"), page_span("no-no"), page_span("H337-H349")
        (('188', '191'), ('S172', None), ('e1245', None), (None, None), ('H337', 'H349'))
    """
    match = _PAGES.match(text) if isinstance(text, str) else None
    if match is None:
        return None, None
    first, last = match["first"], match["last"]
    whole = expand(first, last) if last and len(last) < _ELISION else last
    return first, whole if whole != first else None


def article_number(text: object) -> str | None:
    """A publisher's item number where it can be an article's number.

    Example:
        >>> article_number("e0129989"), article_number("S0887-8994(15)00275-1")
        ('e0129989', None)
    """
    return text if isinstance(text, str) and _ARTICLE_NUMBER.fullmatch(text) else None


def doi_of(text: object) -> str | None:
    """The first DOI in a text or address, in lower case (DOIs are compared without case), without the punctuation that ends a sentence.

    Example:
        >>> doi_of("https://doi.org/10.1016/S0140-6736(97)11096-0"), doi_of("Lancet. 2010. doi: 10.1016/x.1."), doi_of("no")
        ('10.1016/s0140-6736(97)11096-0', '10.1016/x.1', None)
    """
    match = _DOI.search(text) if isinstance(text, str) else None
    return match[0].rstrip(".,;").lower() if match else None


def issn_of(text: object) -> str | None:
    """An ISSN as ``NNNN-NNNX``.

    Example:
        >>> issn_of("0003-987x"), issn_of("0003987X"), issn_of("")
        ('0003-987X', '0003-987X', None)
    """
    text = text.strip() if isinstance(text, str) else ""
    return f"{text[:4]}-{text[-4:].upper()}" if _ISSN.fullmatch(text) else None


def month_of(text: object) -> int | None:
    """A month from its number or English name.

    Example:
        >>> month_of("Aug"), month_of("08"), month_of("Summer")
        (8, 8, None)
    """
    word = str(text or "").strip().casefold()
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word[:4]) <= 12 and len(word) <= 2 else None
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else None


def year_of(text: object) -> int | None:
    """The year that a date begins with.

    Example:
        >>> year_of("1998 Dec-1999 Jan"), year_of("2021-05-01"), year_of(2020), year_of("Winter")
        (1998, 2021, 2020, None)
    """
    word = str(text or "").strip()[:4]
    return int(word) if len(word) == 4 and word.isascii() and word.isdigit() and 1000 <= int(word) <= 2999 else None


def distinct(items: Sequence[T | None]) -> tuple[T, ...]:
    """What is there, each once, in order."""
    return tuple(dict.fromkeys(item for item in items if item))


def read_json(body: bytes) -> Any:
    """A JSON text as plain values; ``None`` where it is broken or cut off.

    Example:
        >>> read_json(b'{"a": 1}'), read_json(b'{"a": ')
        ({'a': 1}, None)
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def member(raw: object, *names: str) -> Any:
    """A member of nested objects; ``None`` where one is missing or no object.

    Example:
        >>> member({"a": {"b": 1}}, "a", "b"), member({"a": None}, "a", "b")
        (1, None)
    """
    for name in names:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw


def members(raw: object, *names: str) -> list[Any]:
    """A member that is a list; empty where it is not."""
    found = member(raw, *names)
    return found if isinstance(found, list) else []


def text_of(raw: object, *names: str) -> str | None:
    """A member that is a text or a number, as plain text."""
    found = member(raw, *names)
    return plain_text(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) else None
