"""Words as cues see them: lower case, hyphens apart, British and American spelling one, therapies as ``T``, conditions as ``D``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import regex

from evidence.chunks import Chunks, Pieces, whole_or_pieces
from evidence.sentences import COVER

THERAPY = "T"
CONDITION = "D"
CITATION = "C"
BACKGROUND = "_"
ARROW = "→"
_ARROWS = frozenset({"->", "=>", "-->", "→", "⇒", "➔", "➝"})
_WORD = regex.compile(  # a word, a number, a citation, an arrow, a mark
    rf"\p{{L}}++(?:['’]\p{{L}}++)?+|\p{{N}}++(?:[.,]\p{{N}}++)*+|{COVER}++|--?>|=>|[^\s\p{{L}}\p{{N}}{COVER}\u2010\u2011-]"
)
_SPELLINGS = (
    ("is", re.compile(r"(?<=..[^aeiou])is(?=(?:e[ds]?|ing|ation|ations|er)$)"), "iz"),
    ("our", re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ably|able|able|ite|less)?$)"), "or"),
    ("ae", re.compile(r"ae(?=[a-z])"), "e"),
    ("oe", re.compile(r"oe(?=[a-z])"), "e"),
    ("ll", re.compile(r"ll(?=(?:ed|ing|er)$)"), "l"),
)
_KEPT = frozenset(
    {
        "does",
        "goes",
        "hours",
        "yours",
        "shoes",
        "toes",
        "disease",
        "diseases",
        "raised",
        "raises",
        "noises",
        "exercise",
        "likewise",
        "otherwise",
        "smaller",
        "falling",
    }
)
CONTRACTED = {
    **{f"{word}n't": (word, "not") for word in ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "could", "would", "should", "must", "need"]},
    "won't": ("will", "not"),
    **{f"{word}'s": (word, "is") for word in ["it", "that", "this", "there", "here", "what", "nobody"]},
    "they're": ("they", "are"), "we're": ("we", "are"), "it'll": ("it", "will"), "they'll": ("they", "will"),
    "they've": ("they", "have"), "we've": ("we", "have"), "i've": ("i", "have"), "it'd": ("it", "would"),
}  # fmt: skip
"""Words that stand for two: "isn't", "it's"."""


def word_set(words: str) -> frozenset[str]:
    """The words of a string, as a set to look words up in."""
    return frozenset(words.split())


class Tokens(NamedTuple):
    """The words, numbers and marks of a piece of text: the folded form of each, and its place in the text, at the same index of every list."""

    forms: list[str]
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=20000)
def fold_word(word: str) -> str:
    """The form in which cue words are compared.

    Example:
        >>> [fold_word(w) for w in ("Stabilised", "tumours", "diarrhoea", "does", "Can’t", "signalled")]
        ['stabilized', 'tumors', 'diarrhea', 'does', 'cannot', 'signaled']
    """
    form = word.casefold().replace("’", "'")
    if form == "can't":
        return "cannot"
    if len(form) < 5 or "'" in form or form in _KEPT or not form.isascii():
        return form
    for part, pattern, other in _SPELLINGS:
        if part in form:
            form = pattern.sub(other, form, count=1)
    return form


def find_tokens(text: str, start: int, end: int, named: tuple[tuple[int, int, str], ...] = ()) -> Tokens:
    """The tokens of ``text[start:end]``; each span of ``named`` (start, end, form; in order) becomes one token.

    Example:
        >>> find_tokens("It isn't new", 0, 12)
        Tokens(forms=['it', 'is', 'not', 'new'], starts=[0, 3, 5, 9], ends=[2, 5, 8, 12])
        >>> find_tokens("Oral X-12 is first-line in 3.5% (or so).", 0, 40, ((5, 9, "T"),)).forms
        ['oral', 'T', 'is', 'first', 'line', 'in', '3.5', '%', '(', 'or', 'so', ')', '.']
    """
    forms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = start
    for begin, finish, form in named:
        if begin < at:
            continue
        if begin >= end:
            break
        _CHUNKS.cut_into(forms, starts, ends, text, at, begin)
        forms.append(form)
        starts.append(begin)
        ends.append(finish)
        at = finish
    _CHUNKS.cut_into(forms, starts, ends, text, at, end)
    return Tokens(forms, starts, ends)


def _tokens_of(chunk: str) -> Pieces:
    """The tokens of what stands between two blanks: ``(isn't`` is ``(``, ``is``, ``not``."""
    out: list[tuple[str, int, int]] = []
    for found in _WORD.finditer(chunk):
        word = found[0]
        first, last = found.span()
        if word[0].isalpha():
            folded = fold_word(word)
            if "'" in folded and (parts := CONTRACTED.get(folded)):
                middle = last - (len(folded) - len(folded.partition("'")[0]) + (folded.endswith("n't")))
                out += [(parts[0], first, middle), (parts[1], middle, last)]
                continue
            word = folded
        elif word[0] == COVER:
            word = CITATION
        elif word in _ARROWS:
            word = ARROW
        out.append((word, first, last))
    return whole_or_pieces(out, chunk)


_CHUNKS = Chunks(_tokens_of)
