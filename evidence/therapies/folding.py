"""One key for the spellings of a medical term: case, plural, hyphens, British and American forms, Greek letters and diacritics do not count."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex

from evidence.chunks import Chunks, Pieces, whole_or_pieces
from evidence.remembering import remembering

WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+|\d++")
"""A word or a number; letters and digits that touch are two."""
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "ω": "omega",
    "µ": "mu",
    "μ": "mu",
}
_ENDINGS = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("iser", "izer"),
    ("ise", "ize"),
    ("our", "or"),
    ("tre", "ter"),
)
_ALWAYS = (("sulph", "sulf"), ("ae", "e"), ("oe", "e"))
_KEEP = frozenset({"exercise", "rise", "noise", "four", "hour", "our", "your", "raise", "disease", "precise", "wise"})


def find_tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """The words and numbers of a text with their places; letters and digits that touch are two tokens.

    Example:
        >>> find_tokens("IFN-α2b")
        [('IFN', 0, 3), ('α', 4, 5), ('2', 5, 6), ('b', 6, 7)]
    """
    found = WORD.finditer(text, start, len(text) if end is None else end)
    return [(text[(span := match.span())[0] : span[1]], *span) for match in found]


class Words(NamedTuple):
    """The words and numbers of a text, each at the same index of every list: its key and its place."""

    keys: list[str]
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=2)
def fold_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words of a text as they stand in keys; kept, since every vocabulary asks for the same page.

    Example:
        >>> fold_words("Two rashes-fade")
        Words(keys=['two', 'rashe', 'fade'], starts=[0, 4, 11], ends=[3, 10, 15])
    """
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    _CHUNKS.cut_into(keys, starts, ends, text, start, end)
    return Words(keys, starts, ends)


def _words_of(chunk: str) -> Pieces:
    """The keys of what stands between two blanks."""
    return whole_or_pieces([(fold_token(match[0]), *match.span()) for match in WORD.finditer(chunk)], chunk)


_CHUNKS = Chunks(_words_of)


def fold_token(word: str) -> str:
    """A word as it stands in keys.

    Example:
        >>> [fold_token(word) for word in ("Haemorrhages", "oedema", "Therapies", "immunisation", "sirolimus", "α", "DOACs", "TENS")]
        ['hemorrhage', 'edema', 'therapy', 'immunization', 'sirolimus', 'alpha', 'doac', 'tens']
    """
    short = len(word) < 6 and word.rstrip("s").isupper()  # AEDs are no ED
    keeps_s = short and word.endswith("S")
    word = word.lower()
    if not word.isascii():
        word = "".join(_GREEK.get(letter, letter) for letter in word)
        word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    if len(word) < 4:
        return word
    if word.endswith("s") and not keeps_s and not word.endswith(("ss", "us", "is")):
        word = f"{word[:-3]}y" if word.endswith("ies") and len(word) > 5 else word[:-1]
    for british, american in () if short else _ALWAYS:
        word = word.replace(british, american)
    if word not in _KEEP:
        for british, american in _ENDINGS:
            if word.endswith(british) and len(word) > len(british) + 2:
                return word[: -len(british)] + american
    return word


_folded = remembering(fold_token, most=65536)


def fold_term(text: str) -> str:
    """The key of a term: its folded words and numbers, joined by spaces.

    Example:
        >>> fold_term("Beta2-agonists"), fold_term("β2 agonist"), fold_term("Embolisation, arterial")
        ('beta 2 agonist', 'beta 2 agonist', 'embolization arterial')
    """
    return " ".join(map(_folded, WORD.findall(text)))
