"""Sentences of a document: up to ``. ! ?``, or to the end of a bullet, table cell or line.

Nothing is cut inside a protected span (a citation holds stops of its own), and a mark that stands after the stop (``…stay.²``)
belongs to the sentence before it.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import regex

from evidence.document import Document
from evidence.records import Span

COVER = "\ue000"
"""Stands for every character of a protected span while a text is searched: no letter, no stop, same length."""

_ABBREVIATIONS = frozenset(
    [
        "al",
        "approx",
        "ca",
        "cf",
        "ch",
        "dept",
        "dr",
        "drs",
        "ed",
        "eds",
        "eg",
        "e.g",
        "esp",
        "et",
        "fig",
        "figs",
        "ibid",
        "ie",
        "i.e",
        "incl",
        "jr",
        "mr",
        "mrs",
        "ms",
        "nos",
        "nr",
        "p.o",
        "pp",
        "prof",
        "pt",
        "ref",
        "refs",
        "resp",
        "s.c",
        "sp",
        "spp",
        "sr",
        "st",
        "suppl",
        "tbl",
        "vol",
        "vs",
        "v.s",
        "viz",
        "i.v",
        "i.m",
        "s.c",
        "p.r",
        "p.o",
        "b.d",
        "t.d.s",
        "q.d",
        "q.i.d",
        "b.i.d",
        "t.i.d",
        "o.d",
        "q.d.s",
        "a.m",
        "p.m",
        "n.b",
        "u.s",
        "u.k",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
    ]
)
_OFTEN_LAST = frozenset(["etc", "no", "min", "max", "sec", "hr", "wk", "wks", "yr", "yrs", "tab", "inj", "pts", "seq"])
_STOP = regex.compile(rf"[.!?…]++[)\]\"'”’»*_]*+(?:[{COVER}]++|[⁰¹²³⁴-⁹][⁰¹²³⁴-⁹,⁻–-]*+)?+(?=\s|\Z)")
_LAST_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}.’'-]*+\Z")
_NEXT = regex.compile(rf"\s*+[(\[\"'“‘«*_{COVER}]*+([^\s])(\S?)")
_LETTERED = regex.compile(
    r"(?i)\b(?:vitamin|hepatitis|type|grade|class|group|factor|protein|stage|child|influenza|botulinum|toxin|plan|arm)\s$"
)
LONGEST = 1200
"""In characters; a longer run without a stop is no prose and is cut."""


class Sentence(NamedTuple):
    """A sentence, ``document.text[start:end]``, without the white space around it.

    Attributes:
        start: First character.
        end: One past the last character, its stop and marks included.
        block: Index of its block in ``document.blocks``.
        cell: Index of its cell in a table row; 0 elsewhere.
    """

    start: int
    end: int
    block: int
    cell: int = 0


def cover_spans(text: str, spans: tuple[Span, ...]) -> str:
    """``text`` with every character of ``spans`` replaced by :data:`COVER`, so that all offsets hold.

    Example:
        >>> cover_spans("ab [1] c", ((3, 6),)).replace(COVER, "#")
        'ab ### c'
    """
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        begin = max(start, at)
        pieces += [text[at:begin], COVER * (end - begin)]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def split_sentences(
    document: Document, protected: tuple[Span, ...] = (), covered: str | None = None
) -> tuple[Sentence, ...]:
    """Cut every block of a document into sentences, in reading order.

    Args:
        document: Prose with its blocks; a row gives its cells one by one.
        protected: Spans of ``document.text`` that are never cut, such as citations.
        covered: The text with those spans covered (``cover_spans``), if there is one already.

    Returns:
        Sentences with offsets in ``document.text``, boilerplate included (a caller asks ``document.blocks``).

    Example:
        >>> from evidence.document import Block
        >>> text = "Give it i.v. at once. It works [J Pediatr. 2015;3:1]. Dr. Lee agrees"
        >>> document = Document(name="-", source=text, text=text, blocks=(Block("paragraph", 0, len(text)),))
        >>> [text[s.start:s.end] for s in split_sentences(document, ((31, 52),))]
        ['Give it i.v. at once.', 'It works [J Pediatr. 2015;3:1].', 'Dr. Lee agrees']
    """
    text = cover_spans(document.text, protected) if covered is None else covered
    bare = sorted((start, end) for start, end in protected if end > start)
    ends = [end for _, end in bare]
    out: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        for cell, (first, end) in enumerate(block.cells or ((block.start, block.end),)):
            start = first
            cuts = sorted(
                {*_stops(text, start, end), *_citation_ends(document.text, text, bare, ends, start, end), end}
            )
            for cut in cuts:
                words = text[start:cut].rstrip()
                finish = start + len(words)
                begin = finish - len(words.lstrip())
                if finish > begin:
                    out.append(Sentence(begin, finish, index, cell))
                start = cut
    return tuple(out)


def _stops(text: str, start: int, end: int) -> list[int]:
    return [
        found.end()
        for found in _STOP.finditer(text, start, end)
        if found.end() < end and _ends_sentence(text, start, found)
    ]


def _ends_sentence(text: str, start: int, found: regex.Match[str]) -> bool:
    following = _NEXT.match(text, found.end())
    if following is None:
        return True
    first, second = str(following[1]), str(following[2])
    if first.islower() and not second.isupper():
        return False
    if not found[0].startswith(".") or found[0].startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, found.start() - 24), found.start())
    if word is None:
        return True
    last = word[0].casefold()
    if last in _OFTEN_LAST:
        return first.isupper()
    if last in _ABBREVIATIONS:
        return False
    if len(last) == 1 and word[0].isupper():
        return bool(_LETTERED.search(text, max(start, word.start() - 14), word.start()))
    return not (last.isdigit() and word.start() == start)


def _citation_ends(shown: str, text: str, bare: list[Span], ends: list[int], start: int, end: int) -> list[int]:
    """A bare citation, or one with its own stop, ends the sentence if a capital follows it without another stop."""
    out = []
    for index in range(bisect_left(ends, start), len(bare)):
        begin, finish = bare[index]
        if begin >= end:
            break
        bracketed = (
            shown[begin] in "([{"
            or (begin > start and shown[begin - 1] in "([{")
            or not any(c.isalpha() for c in shown[begin:finish])
        )
        following = _NEXT.match(text, finish, end)
        if (
            bracketed
            or following is None
            or finish >= end
            or not text[finish].isspace()
            or text[following.start(1) - 1] == COVER
        ):
            continue
        if following[1].isupper() or (shown[finish - 1] == "." and following[1].isdigit()):
            out.append(finish)
    return out


def cut_long(sentence: Sentence, text: str) -> list[Sentence]:
    """A sentence as pieces of at most ``LONGEST`` characters, cut at blanks."""
    out = []
    while sentence.end - sentence.start > LONGEST:
        space = text.rfind(" ", sentence.start + LONGEST // 2, sentence.start + LONGEST)
        cut = space if space > 0 else sentence.start + LONGEST
        out.append(sentence._replace(end=cut))
        sentence = sentence._replace(start=cut + (space > 0))
    out.append(sentence)
    return out
