"""One key for the many ways to write a journal's name: case, dots, hyphens, ``&``, small words and diacritics do not count."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

SMALL_WORDS = frozenset({"the", "of", "and", "for", "in", "on"})
"""Words that abbreviations drop and people forget: ``J Am Acad Dermatol``, ``Journal of Clinical Oncology``."""

_WORD = regex.compile(r"[^\W_]++(?:['’](?=s\b)s)?+")
_ASIDE = regex.compile(
    r"""\s{0,3}+\([^()]{0,200}+\)      # Lancet (London, England)
      | \s{0,3}+\[[^\[\]]{0,200}+\]   # Annals [online]
      | \s{0,3}+:\s(?=\S{2}).*+       # Haemophilia : the official journal of … (but "Food chemistry: X" is a journal of its own)
      | \s{1,3}+[=/]\s.*+             # Journal der DDG = Journal of the German Society of Dermatology
    """,
    regex.X | regex.S,
)
_INITIALS = regex.compile(r"(?<![\p{L}\d])(?:\p{L}\.){2,9}+(?!\p{L})")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "ı": "i"}
)


def fold_word(word: str) -> str:
    """One word without case, diacritics and genitive apostrophe.

    Example:
        >>> fold_word("Médecine"), fold_word("Parkinson's")
        ('medecine', 'parkinsons')
    """
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
        word = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")
    return word.replace("'", "").casefold()


@lru_cache(maxsize=4096)
def fold_journal(written: str) -> str:
    """The key under which a written form is looked up; empty when it has no word. Remembered: the same few journals are asked for again and again.

    Example:
        >>> fold_journal("J. Am. Acad. Dermatol."), fold_journal("The Journal of Allergy & Clinical Immunology")
        ('j am acad dermatol', 'journal allergy clinical immunology')
        >>> fold_journal("Acta Dermato-Venereologica") == fold_journal("acta dermato venereologica")
        True
    """
    words = [fold_word(word) for word in _WORD.findall(written)]
    kept = [word for word in words if word not in SMALL_WORDS]
    return " ".join(kept)


def without_aside(written: str) -> str:
    """A name without place, edition or subtitle.

    Example:
        >>> without_aside("Lancet (London, England)"), without_aside("Haemophilia : the official journal of the WFH")
        ('Lancet', 'Haemophilia')
    """
    return _ASIDE.sub("", written).strip() or written


def without_dots(written: str) -> str:
    """A name whose dotted initials are one word.

    Example:
        >>> without_dots("J.A.M.A."), without_dots("J. Am. Acad. Dermatol.")
        ('JAMA', 'J. Am. Acad. Dermatol.')
    """
    joined: str = _INITIALS.sub(lambda match: match.group().replace(".", ""), written)
    return joined


def word_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the words in ``text[start:end]``."""
    return [match.span() for match in _WORD.finditer(text, start, end)]
