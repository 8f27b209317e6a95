"""Known journal names at a given place of a text, for the grammar of citations."""

from __future__ import annotations

from evidence.journals.folding import SMALL_WORDS, fold_word, word_spans
from evidence.journals.known import KnownForms

LOOK = 120
"""Characters looked at on either side; the longest form that clinicians write is shorter."""


def journals_ending(text: str, end: int) -> tuple[int, ...]:
    """Starts of the known journal names that end at ``end``, longest first.

    Dots and spaces between the last word and ``end`` do not count. A name begins with a capital, a digit or a letter without case, never
    inside a word, and not with a small word other than ``The``.

    Example:
        >>> text = "as shown in J Am Acad Dermatol. 1999"
        >>> [text[start:] for start in journals_ending(text, text.index(" 1999"))]
        ['J Am Acad Dermatol. 1999']
    """
    low = max(0, end - LOOK)
    if end < len(text) and text[end].isalnum() and end > 0 and text[end - 1].isalnum():
        return ()
    spans = word_spans(text, low, end)
    if not spans or text[spans[-1][1] : end].strip(". ,"):
        return ()
    known, found, key = KnownForms(), [], ""
    for start, stop in reversed(spans):
        if start == low > 0 and text[low - 1].isalnum():
            break
        word = fold_word(text[start:stop])
        if word not in SMALL_WORDS:
            key = f"{word} {key}" if key else word
        elif word != "the":
            continue
        if key in known and key and (not text[start].islower() or text[start + 1 : start + 2].isupper()):  # eLife
            found.append(start)
    return tuple(reversed(found))


def journals_starting(text: str, start: int) -> tuple[int, ...]:
    """Ends of the known journal names that begin at ``start``, longest first; a closing dot belongs to the name.

    Example:
        >>> text = "Eur J Pediatr. 2015;174:1579"
        >>> [text[:end] for end in journals_starting(text, 0)]
        ['Eur J Pediatr.']
    """
    if start > 0 and text[start - 1 : start].isalnum() and text[start : start + 1].isalnum():
        return ()
    high = min(len(text), start + LOOK)
    known, found, key = KnownForms(), [], ""
    for position, (begin, stop) in enumerate(word_spans(text, start, high)):
        if (position == 0 and (begin != start or text[begin].islower())) or (
            stop == high < len(text) and text[high].isalnum()
        ):
            break
        word = fold_word(text[begin:stop])
        if word in SMALL_WORDS:
            continue
        key = f"{key} {word}" if key else word
        if key in known:
            found.append(stop + 1 if text[stop : stop + 1] == "." else stop)
    return tuple(reversed(found))
