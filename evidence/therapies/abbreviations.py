"""Abbreviations that a document defines itself: ``intravenous immunoglobulin (IVIG)``, ``KMS (Kasabach-Merritt syndrome)``.

Source:
    Schwartz AS, Hearst MA. A simple algorithm for identifying abbreviation definitions in biomedical text. Pac Symp Biocomput 2003.
"""

from __future__ import annotations

import regex

_SHORT = r"[\p{Lu}\p{Lt}\d](?:[\p{L}\d]|[-/+](?=[\p{L}\d])){0,9}+"
_AFTER = regex.compile(rf"[\(\[]\s?+({_SHORT})s?+(?:[;,=]\s[^()\[\]]{{0,40}}+)?[\)\]]")
_BEFORE = regex.compile(rf"\b({_SHORT})\s\(([\p{{L}}][^()\[\]\d]{{5,80}}+)\)")
_CLAUSE = regex.compile(r"[^\p{L}\d\s'’/,–‐‑-]")
_WORDS = regex.compile(r"[\p{L}\d]++")


def define_abbreviations(text: str) -> dict[str, str]:
    """Abbreviation → long form, as the text defines them; the first definition counts.

    Example:
        >>> define_abbreviations("We gave intravenous immunoglobulin (IVIG). Faecal microbiota transplantation (FMT) after that (n = 3).")
        {'IVIG': 'intravenous immunoglobulin', 'FMT': 'Faecal microbiota transplantation'}
    """
    found: dict[str, str] = {}
    for match in _AFTER.finditer(text):
        short = match.group(1)
        if _is_short(short) and short not in found:
            long = long_form(text[max(0, match.start() - 120) : match.start()], short)
            if long:
                found[short] = long
    for match in _BEFORE.finditer(text):
        short, inside = match.groups()
        if _is_short(short) and short not in found and long_form(inside, short) == inside.strip():
            found[short] = inside.strip()
    return found


def _is_short(short: str) -> bool:
    return len(short) >= 2 and sum(letter.isupper() for letter in short) >= 2


def long_form(before: str, short: str) -> str | None:
    """The words at the end of ``before`` that ``short`` abbreviates: its letters occur in order, the first one at the start of a word.

    Example:
        >>> long_form("in children with Kasabach-Merritt phenomenon ", "KMP")
        'Kasabach-Merritt phenomenon'
    """
    breaks = [match.end() for match in _CLAUSE.finditer(before)]
    clause = before[breaks[-1] :] if breaks else before
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    words = list(_WORDS.finditer(clause))[-(len(letters) + 5) :]
    for first in range(len(words) - 1, -1, -1):
        if words[first].group()[0].casefold() == letters[0] and _fits(
            letters, [word.group().casefold() for word in words[first:]]
        ):
            return clause[words[first].start() :].strip(" ,–-") or None
    return None


def _fits(letters: list[str], words: list[str]) -> bool:
    """Whether the letters run through the words in order and most of them begin a word."""
    starts = [word[0] for word in words]
    taken, at = 0, 0
    for letter in starts:
        if at < len(letters) and letter == letters[at]:
            at, taken = at + 1, taken + 1
    if at == len(letters):
        return True
    joined, place, here = " ".join(words), 0, 0
    for letter in letters:
        here = joined.find(letter, place)
        if here < 0:
            return False
        place = here + 1
    return taken >= 1 and len(words) <= len(letters) + 1 and _in_last_word(joined, here)


def _in_last_word(joined: str, place: int) -> bool:
    return " " not in joined[place:]
