"""Shares of patients in words and figures: "in half", "85 %", "four of seven", "40 % v 20 %"."""

from __future__ import annotations

from typing import NamedTuple

import regex

from evidence.sentences import COVER

_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "no",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
        ]
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "a hundred": 100, "none": 0, "all": 1}
_FRACTIONS = {
    "half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "sixth": 1 / 6, "tenth": 0.1,
    "thirds": 1 / 3, "quarters": 0.25, "fifths": 0.2, "tenths": 0.1,
}  # fmt: skip
_QUANTITIES = {
    "most": 0.8, "nearly all": 0.95, "almost all": 0.95, "nearly every": 0.95, "almost every": 0.95, "nearly everyone": 0.95,
    "almost everyone": 0.95, "nearly everybody": 0.95, "everyone": 1.0, "all": 1.0, "the majority": 0.75, "a majority": 0.75,
    "some": 0.3, "a few": 0.15, "few": 0.1, "a minority": 0.3, "many": 0.6, "up to half": 0.5, "one or two": 0.1, "the odd": 0.1, "several": 0.3,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,4}+|"
    + "|".join(sorted((w for w in _WORDS if w not in {"none", "all", "no"}), key=len, reverse=True))
    + r")"
)
_SHARE = regex.compile(
    rf"""(?xi)(?<![\w.])(?:
        (?P<percent>\d{{1,3}}(?:\.\d+)?)\s?(?:%|per\s?cent\b)
      | (?P<part>{_NUMBER})\s(?:(?:out\s)?of|in)\s(?:(?:the|every|our|his|her|their|its|all)\s)?(?P<whole>{_NUMBER})\b(?!\s?(?:%|mg|ml|g\b))
      | (?P<count>{_NUMBER}|a|the|another)?\s?-?(?P<fraction>half|thirds?|quarters?|fifths?|sixth|tenths?)\b
      | (?P<quantity>{"|".join(sorted(map(regex.escape, _QUANTITIES), key=len, reverse=True))})\b
    )"""
)
_VERSUS = regex.compile(
    r"""(?xi)(?<![\w.,])(\d{1,4}(?:[.,]\d+)?)\s?(%|per\s?cent)?\s?(?:v|vs\.?|versus|against|compared\s(?:with|to)|rather\sthan|and\snot|instead\sof|to)\s
    (\d{1,4}(?:[.,]\d+)?)\s?(%|per\s?cent|\b)"""
)
_PEOPLE = regex.compile(
    r"(?i)\b(?:in|for|of|to|with|by|after)\s(?:only\s|just\s|about\s|roughly\s|nearly\s|over\s|under\s|more\sthan\s|fewer\sthan\s|less\sthan\s|at\sleast\s|up\sto\s|some\s|around\s|almost\s)?$"
)


class Share(NamedTuple):
    """A share of patients between 0 and 1 and its place."""

    value: float
    start: int
    end: int
    percent: bool = False


class Comparison(NamedTuple):
    """Two figures set beside each other, in the order of the text."""

    first: float
    second: float
    start: int
    end: int


def find_comparisons(text: str, start: int, end: int) -> tuple[Comparison, ...]:
    """Figures of treated and control patients.

    Example:
        >>> find_comparisons("deaths 34.9 v 43.4%", 0, 19)
        (Comparison(first=34.9, second=43.4, start=7, end=19),)
    """
    return tuple(
        Comparison(float(found[1].replace(",", ".")), float(found[3].replace(",", ".")), found.start(), found.end())
        for found in _VERSUS.finditer(text, start, end)
        if found[2] or found[4]
    )


def find_shares(text: str, start: int, end: int) -> tuple[Share, ...]:
    """Shares of patients, in order; relative changes ("by a third") and dose figures are none.

    Example:
        >>> text = "works in half, fails in two of ten, heals 85% and cut attacks by a third"
        >>> [round(share.value, 2) for share in find_shares(text, 0, len(text))]
        [0.5, 0.2, 0.85]
    """
    out = []
    compared = find_comparisons(text, start, end)
    for found in _SHARE.finditer(text, start, end):
        before = text[max(start, found.start() - 24) : found.start()]
        if regex.search(
            r"(?i)\b(?:by|than|every|each|first|last|other|or)\s(?:about\s|roughly\s|nearly\s|over\s|almost\s)?$",
            before,
        ):
            continue
        if any(c.start <= found.start() < c.end for c in compared):
            continue
        value = _value(found)
        people = bool(_PEOPLE.search(before))
        if value is None or (
            found["quantity"]
            and not (people or found["quantity"].casefold() in {"nearly all", "almost all"} or _follows_verb(before))
        ):
            continue
        out.append(Share(value, found.start(), found.end(), bool(found["percent"])))
    return tuple(out)


def _follows_verb(before: str) -> bool:
    """ "helped most", "cured all 16": a quantity as the object of a verb of effect."""
    word = before.rstrip(" " + COVER).rsplit(" ", 1)[-1].casefold()
    return (word.endswith(("ed", "s")) and not word.endswith(("ss", "us", "is"))) or word in {
        "shrank",
        "beat",
        "help",
        "work",
        "clear",
        "cure",
    }


def _value(found: regex.Match[str]) -> float | None:
    if found["percent"]:
        value = float(found["percent"]) / 100
    elif found["part"]:
        whole = _number(found["whole"])
        value = _number(found["part"]) / whole if whole else 2.0
    elif found["fraction"]:
        count = found["count"]
        value = (_number(count) if count and count.casefold() not in {"a", "the", "another"} else 1) * _FRACTIONS[
            found["fraction"].casefold()
        ]
    else:
        value = _QUANTITIES[found["quantity"].casefold()]
    return value if 0 <= value <= 1 else None


def _number(word: str) -> float:
    return float(word) if word.isdigit() else float(_WORDS[word.casefold()])
