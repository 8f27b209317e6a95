"""A citation without the markup and damage around its words, with a way back to where it stood."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from evidence.citations.pieces import Match, Pattern, compiled
from evidence.records import Span

_DAMAGE: dict[str, tuple[tuple[str, ...], str]] = {  # kind: (one of these must be there, pattern)
    "tag": (("<",), r"</?(?!https?:|doi:|mailto:)[a-zA-Z][^<>]{0,200}+>"),  # <em>J Foo</em>
    "entity": (("&",), r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10});"),  # &ndash;
    "jsx": (("{",), r"\{\s?['\"]\s?['\"]\s?\}"),  # {' '}
    "open": (("](",), r"\[(?=[^\[\]]{1,400}+\]\(\s?https?:)"),  # [label](https://…)
    "close": (("](",), r"\]\(\s?https?:(?:[^\s()]|\([^\s()]{0,60}\)){1,300}+\s?\)"),
    "comment": (("//", "#"), r"\s++(?://|#['!]?)(?=\s)\s++"),  # a line of a source file's comment goes on
    "star": (("*",), r"(?<![\w*])\*{1,3}+(?=[^\s*])|(?<=[^\s*])\*{1,3}+(?![\w*])"),
    "under": (("_",), r"(?<![\w/.])_{1,2}(?=\p{L})|(?<=[\p{L}.])_{1,2}(?!\w)"),
    "mojibake": (("â€",), r"â€[“”\u0093\u0094‘’\u2122]"),  # 707â€“710: UTF-8 read as Windows-1252
    "dot": ((" · ",), r"(?<=(?:1[89]|20)\d\d)\s·\s(?=\d{1,4}\s?[:(])"),  # Hautarzt 2017 · 68:136–148
    "nothing": (("\u00ad", "\u200b", "\u200c", "\u200d", "\ufeff"), r"[\u00ad\u200b-\u200d\ufeff]"),
    "space": (("  ",), r"\s{2,}+"),
}
_SIGNS = tuple((sign, kind) for kind, (signs, _) in _DAMAGE.items() for sign in signs)
_STUCK = (
    r"(?<stop>(?<=[\p{Ll}?!])\s\.(?=\p{Lu}))"  # needed .Br J
    r"|(?<glued>(?<=\s\p{Lu}{1,3})(?=et\sal\b)|(?<=\p{L}\p{L}\.)(?=\p{Lu}\p{L})|(?<=\p{Ll}\p{Ll}|\bJ)(?=(?:1[89]|20)\d\d\s?[;(]))"  # UK.LANCET, J1994;
)
_STUCK_STOP, _STUCK_NAME, _STUCK_YEAR = (
    re.compile(r"\.[^\W\d_a-z]"), re.compile(r"[A-Z]et al"), re.compile(r"(?:1[89]|20)\d\d ?[;(]"),
)  # fmt: skip
_ODD_SPACES = re.compile(r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_BREAKING = compiled(r"(?i)</?(?:br|p|li|div|td|tr|th|h\d|ul|ol)\b")


class Cleaned(NamedTuple):
    """``text`` in words; its run from ``texts[i]`` on stands at ``sources[i]``, up to ``ends[i]`` if it was changed."""

    text: str
    texts: tuple[int, ...]
    sources: tuple[int, ...]
    ends: tuple[int | None, ...]
    links: tuple[str, ...] = ()

    def to_source(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]`` in the text that was cleaned."""
        first = max(0, bisect_right(self.texts, start) - 1)
        last = max(0, bisect_right(self.texts, max(start, end - 1)) - 1)
        begin = self.sources[first] + (0 if self.ends[first] is not None else start - self.texts[first])
        finish = self.ends[last]
        return begin, finish if finish is not None else self.sources[last] + end - self.texts[last]


def clean(text: str) -> Cleaned:
    """Tags, entities, Markdown, comment markers and odd spaces made plain words and single spaces.

    Example:
        >>> cleaned = clean("<em>J&nbsp;Foo</em>{' '}\\n 2015;3:4")
        >>> cleaned.text, cleaned.to_source(0, 5)
        ('J Foo 2015;3:4', (4, 14))
        >>> clean("[J Foo 2015](https://doi.org/10.1/x)").text
        'J Foo 2015'
    """
    text = _ODD_SPACES.sub(" ", text)
    kinds = tuple(dict.fromkeys([kind for sign, kind in _SIGNS if sign in text]))
    stuck = _is_stuck(text)
    if not (kinds or stuck):
        return Cleaned(text, (0,), (0,), (None,))
    parts: list[str] = []
    texts: list[int] = []
    sources: list[int] = []
    ends: list[int | None] = []
    links: list[str] = []
    at = length = 0
    for match in _damage(kinds, stuck).finditer(text):
        start, end = match.span()
        if start > at:
            parts.append(text[at:start])
            texts.append(length)
            sources.append(at)
            ends.append(None)
            length += start - at
        piece = _shown(match)
        if match.lastgroup == "close":
            links.append(match[0][2:-1].strip())
        if piece == " " and parts and parts[-1].endswith(" "):
            piece = ""
        if piece:
            parts.append(piece)
            texts.append(length)
            sources.append(start)
            ends.append(end)
            length += len(piece)
        at = end
    if at < len(text) or not parts:
        parts.append(text[at:])
        texts.append(length)
        sources.append(at)
        ends.append(None)
    return Cleaned("".join(parts), tuple(texts), tuple(sources), tuple(ends), tuple(links))


@cache
def _damage(kinds: tuple[str, ...], stuck: bool) -> Pattern:
    """One pattern for the kinds of damage that a text can have; the fewer, the faster."""
    parts = [f"(?<{kind}>{_DAMAGE[kind][1]})" for kind in kinds]
    return compiled("|".join([*parts, _STUCK] if stuck else parts))


def _is_stuck(text: str) -> bool:
    if _STUCK_STOP.search(text) or ("et al" in text and _STUCK_NAME.search(text)):
        return True
    for match in _STUCK_YEAR.finditer(text):  # noqa: SIM110  a page has thousands
        if text[match.start() - 1].isalpha() and match.start():
            return True
    return False


def _shown(match: Match) -> str:
    kind = match.lastgroup
    if kind in ("space", "comment", "jsx", "glued"):
        return " "
    if kind == "entity":
        shown = html.unescape(match[0])
        return " " if shown.isspace() else shown
    if kind == "mojibake":
        return "’" if match[0][-1] in "’™" else "–"
    if kind == "dot":
        return "; "
    if kind == "stop":
        return ". "
    if kind == "tag" and _BREAKING.match(match[0]):
        return " "
    return ""
