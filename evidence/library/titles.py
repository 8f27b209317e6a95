"""Titles in a bibliography: braces around what a style must not put into lower case, acronyms and proper nouns."""

from __future__ import annotations

import regex

_CORE = regex.compile(r"[\p{L}\d](?:[\p{L}\d'’/.+-]*+(?<=[\p{L}\d+]))?+")
_PREPOSITIONS = frozenset(
    [
        "about",
        "after",
        "among",
        "before",
        "between",
        "during",
        "from",
        "into",
        "over",
        "through",
        "under",
        "upon",
        "with",
        "within",
        "without",
    ]
)
_ENDS = (":", ".", "?", "!", "—", "–")


def protect_capitals(encoded: str) -> str:
    """Braces around acronyms (``KMS``, ``mTOR``) and, in a title in sentence case, around proper nouns (``Kaposi``).

    Args:
        encoded: The inside of a BibTeX value. Words that hold a brace or a command are left as they are.

    Example:
        >>> protect_capitals("Sirolimus (mTOR) for Kaposi sarcoma in Kasabach-Merritt syndrome, a report")
        'Sirolimus ({mTOR}) for {Kaposi} sarcoma in {Kasabach-Merritt} syndrome, a report'
        >>> protect_capitals("Successful Treatment of Kaposi Sarcoma With IL-2")
        'Successful Treatment of Kaposi Sarcoma With {IL-2}'
    """
    words = encoded.split(" ")
    sentence = _is_sentence_case(words)
    out, starts = [], True
    for word in words:
        out.append(_protected(word, proper=sentence and not starts))
        starts = word.endswith(_ENDS)
    return " ".join(out)


def _protected(word: str, *, proper: bool) -> str:
    if "\\" in word or "{" in word or "}" in word or word.islower():
        return word
    match = _CORE.search(word)
    if match is None or match.start() > 3:
        return word
    core = match[0]
    inner = any(letter.isupper() for letter in core[1:])
    if not inner and not (proper and core[0].isupper()):
        return word
    return f"{word[: match.start()]}{{{core}}}{word[match.end() :]}"


def _is_sentence_case(words: list[str]) -> bool:
    """Whether long words begin with a small letter, prepositions aside: then a capital means something."""
    long = [word for word in words[1:] if len(word) > 3 and word[0].isalpha() and word.casefold() not in _PREPOSITIONS]
    small = sum(word[0].islower() for word in long)
    return small * 3 >= len(long) > 0
