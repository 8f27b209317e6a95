"""Shares of patients in words and figures: "in half", "85 %", "four of seven", "40 % v 20 %"."""

from __future__ import annotations

import re
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
    "some": 0.3, "a few": 0.15, "few": 0.1, "a minority": 0.3, "many": 0.6, "up to half": 0.5, "one or two": 0.1, "the odd": 0.1,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,4}+|"
    + "|".join(sorted((w for w in _WORDS if w not in {"none", "all", "no"}), key=len, reverse=True))
    + r")"
)
_SHARE = regex.compile(
    rf"""(?xi)(?<![\w.])(?:
        (?P<percent>\d{{1,3}}(?:\.\d+)?)\s?(?:%|per\s?cent\b)
      | (?P<part>{_NUMBER})\s(?:(?:patients?|eyes?|children|people|cases?|adults|women|men|infants|limbs?|babies)\s)?(?:(?:out\s)?of|in)\s(?:(?:the|every|our|his|her|their|its|all)\s)?(?P<whole>{_NUMBER})\b(?!\s?(?:%|mg|ml|g\b))
      | (?P<count>{_NUMBER}|a|the|another)?\s?-?(?P<fraction>half|thirds?|quarters?|fifths?|sixth|tenths?)\b
      | (?P<quantity>{"|".join(sorted(map(regex.escape, _QUANTITIES), key=len, reverse=True))})\b
    )"""
)
_AMOUNT = r"\d{1,4}+(?:[.,]\d++)?+"
_FIGURE = re.compile(
    rf"(?<![\w.,–-])({_AMOUNT})(?:\s?(?:–|-|to|and)\s?({_AMOUNT})(?=\s?(?:%|per\s?cent)))?+\s?(%|per\s?cent\b)?+", re.I
)
_AGAINST = re.compile(
    r"\b(?:v|vs|versus|(?:as\s)?against|(?:as\s)?(?:compared|opposed)\s(?:with|to)|rather\sthan|and\snot|instead\sof|in\scontrast\s(?:with|to))\b\.?+[^.;%]{0,40}$",
    re.I,
)
_CONTROL = (
    r"(?:placebo|sham|dummy|vehicle|controls?|control\s(?:group|arm)|comparison\sgroup|untreated|nothing|observation|waiting|water|saline|carrier"
    r"|(?:usual|standard|routine)\s(?:care|treatment|therapy)|no\streatment|those\snot|the\s(?:others|rest)|without)"
)
_CONTROL_BEFORE = re.compile(rf"\b{_CONTROL}\b[^.;%]{{0,25}}$", re.I)
_CONTROL_AFTER = re.compile(
    rf"\s(?:(?:of\s)?(?:the\s)?(?:patients|people|children|those|eyes|infants|women|men)\s)?(?:(?:on|with|in|for|under|given|of|taking|among|after|by)\s)?(?:the\s|a\s)?{_CONTROL}\b",
    re.I,
)
_COUNTS = re.compile(
    r"\b(\d{1,4}) (?:people |patients |eyes |children |)(?:(?:out )?of|in) (\d{1,4})\b[^.;%\d]{0,60}\b(?:v|vs|versus|against|compared with|and)\.? "
    r"(\d{1,4}) (?:(?:out )?of|in) (\d{1,4})\b"
)
_AGAINST_CONTROL = re.compile(
    rf"\b(?:v|vs|versus|against|with|to)\.?\s{_AMOUNT}\s(?:on|with|in|for|under|given|after)\s(?:the\s|a\s)?{_CONTROL}\b",
    re.I,
)
"""Figures without a per cent sign: "1.6 crises a year v 3.0 on placebo"."""
_FARTHEST = 90
"""Most characters between two figures that are compared."""
_NEAREST = 18
"""… where the first has no per cent sign of its own ("41.8 v 26%")."""
_FROM = re.compile(r"\bfrom\s(?:about\s|some\s|over\s|nearly\s)?$", re.I)
_RELATIVE = re.compile(
    r"\s(?:relative\s)?(?:fewer|less|lower|higher|greater|more|better|shorter|longer|smaller|larger|reduction|drop|fall|cut|decrease|increase|rise|gain)\b",
    re.I,
)
_CHANGE_BEFORE = regex.compile(
    r"(?i)\b(?:by|(?<!(?:fewer|less)\s)than|every|each|first|last|other|or)\s(?:about\s|roughly\s|nearly\s|over\s|almost\s)?$"
)
_OF_WHAT = re.compile(r"\s(?:of\s)?(?:the|their|his|her|its)\s(?:\w+\s)?(\w+)")
_OF_THEM = re.compile(r"\s(?:of|who|whose|that|with)\b", re.I)
_MORE_THAN_SHARE = re.compile(
    r"\b(?!(?:in|of|and|about|some|nearly|over|only|just|to|up|the|them|patients|children|people|cases)\b)[^\W\d_]{2,}",
    re.I,
)
_DOSE_WORD = re.compile(
    r"[\s-](?:the\s)?(?:as\s(?:many|much|often)|dose|strength|tablet|hour|life|day|year|an?\b)", re.I
)
_NEXT_WORD = re.compile(r"\s([a-z]+)", re.I)
_PEOPLE_WORDS = frozenset(
    [
        "patients",
        "people",
        "children",
        "infants",
        "adults",
        "women",
        "men",
        "eyes",
        "cases",
        "boys",
        "girls",
        "babies",
        "mothers",
        "lesions",
        "ulcers",
        "warts",
        "volunteers",
        "participants",
        "others",
        "them",
        "us",
    ]
)
_NOT_COUNTED = frozenset(
    [
        "benefit",
        "use",
        "value",
        "help",
        "effect",
        "relief",
        "success",
        "improvement",
        "evidence",
        "gain",
        "good",
        "promise",
        "merit",
    ]
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
    """Two figures set beside each other: of treated and control patients, or (``change``) afterwards and before."""

    first: float
    second: float
    start: int
    end: int
    change: bool = False


def find_comparisons(text: str, start: int, end: int) -> tuple[Comparison, ...]:
    """Figures of treated and control patients.

    Example:
        >>> find_comparisons("deaths 34.9 v 43.4%", 0, 19)
        (Comparison(first=34.9, second=43.4, start=7, end=19, change=False),)
    """
    shown = text[start:end]
    if (counts := _COUNTS.search(shown)) is not None:
        first, second = (int(counts[1]) / max(1, int(counts[2])), int(counts[3]) / max(1, int(counts[4])))
        if first <= 1 and second <= 1:
            return (
                Comparison(round(100 * first, 1), round(100 * second, 1), start + counts.start(), start + counts.end()),
            )
    if "%" not in shown and "cent" not in shown.casefold() and not _AGAINST_CONTROL.search(shown):
        return ()  # one of two figures has a sign, or the other is told to be a control's
    figures = [found for found in _FIGURE.finditer(text, start, end) if found[3] or found[2] is None]
    out: list[Comparison] = []
    for order, other in enumerate(figures):
        if other[2] and _FROM.search(text, max(0, other.start() - 12), other.start()):
            before, after = (float(part.replace(",", ".")) for part in other.group(1, 2))
            out.append(Comparison(after, before, other.start(), other.end(), change=True))
            continue
        if out and other.start() < out[-1].end:
            continue
        for one in reversed(figures[max(0, order - 3) : order]):
            between = text[one.end() : other.start()]
            if len(between) > _FARTHEST or ";" in between or (out and one.start() < out[-1].end):
                break
            counted = (
                not one[3]
                and not other[3]
                and _AGAINST.search(between)
                and _CONTROL_AFTER.match(text, other.end(), end)
            )
            if not (one[3] or (other[3] and len(between) <= _NEAREST) or counted):
                continue
            if (found := _weigh(text, one, other, between, end)) is not None:
                out.append(found)
                break
    return tuple(out)


def lone_share(text: str, start: int, end: int) -> float | None:
    """The share that is all that stands there, with its "in" and "about".

    Example:
        >>> lone_share("B 30%.", 1, 6), lone_share("B in 8 of 10.", 1, 13), lone_share("B 30% cream.", 1, 12)
        (0.3, 0.8, None)
    """
    shares = find_shares(text, start, end)
    if len(shares) != 1:
        return None
    share = shares[0]
    rest = f"{text[start : share.start]} {text[share.end : end]}"
    return None if _MORE_THAN_SHARE.search(rest) else share.value


def tells_change(text: str, start: int, end: int) -> bool:
    """Whether figures tell what became of something there.

    Example:
        >>> tells_change("mass permethrin from 42% to 16%", 15, 31), tells_change("permethrin 5%", 10, 13)
        (True, False)
    """
    return any(figures.change for figures in find_comparisons(text, start, end))


def _weigh(text: str, one: re.Match[str], other: re.Match[str], between: str, end: int) -> Comparison | None:
    """Two figures as treated and control, or ``None`` if they are not compared."""
    first, second = _amount(one), _amount(other)
    if between.strip() == "to" and _FROM.search(text, max(0, one.start() - 12), one.start()):
        return Comparison(second, first, one.start(), other.end(), change=True)  # "from 32% to 2%"
    if _AGAINST.search(between):
        return Comparison(first, second, one.start(), other.end())
    if not (one[3] and other[3]) or ". " in between:
        return None
    if _CONTROL_AFTER.match(text, one.end(), min(end, one.end() + 50)) and not _CONTROL_AFTER.match(
        text, other.end(), min(end, other.end() + 50)
    ):
        return Comparison(second, first, one.start(), other.end())
    if _CONTROL_AFTER.match(text, other.end(), min(end, other.end() + 50)) or _CONTROL_BEFORE.search(between):
        return Comparison(first, second, one.start(), other.end())
    return None


def _amount(found: re.Match[str]) -> float:
    amounts = [float(part.replace(",", ".")) for part in found.group(1, 2) if part]
    return sum(amounts) / len(amounts)


def beats_control(text: str, share: Share, end: int) -> bool:
    """Whether a share in words is followed by a smaller control figure: "half went into remission, v 20% on placebo".

    Example:
        >>> text = "half of them, v 20% on placebo"
        >>> beats_control(text, Share(0.5, 0, 4), len(text))
        True
    """
    other = _FIGURE.search(text, share.end, min(end, share.end + _FARTHEST))
    if other is None or not other[3] or ";" in text[share.end : other.start()]:
        return False
    compared = _AGAINST.search(text[share.end : other.start()]) or _CONTROL_AFTER.match(text, other.end(), end)
    return bool(compared) and _amount(other) < 100 * share.value


def find_shares(text: str, start: int, end: int, compared: tuple[Comparison, ...] | None = None) -> tuple[Share, ...]:
    """Shares of patients, in order; relative changes ("by a third") and dose figures are none.

    Args:
        text: The text.
        start: Where to begin.
        end: Where to stop.
        compared: What :func:`find_comparisons` finds there, if it was asked already.

    Example:
        >>> text = "works in half, fails in two of ten, heals 85% and cut attacks by a third"
        >>> [round(share.value, 2) for share in find_shares(text, 0, len(text))]
        [0.5, 0.2, 0.85]
    """
    out = []
    if compared is None:
        compared = find_comparisons(text, start, end)
    for found in _SHARE.finditer(text, start, end):
        before = text[max(start, found.start() - 24) : found.start()]
        if _CHANGE_BEFORE.search(before):
            continue
        if any(c.start <= found.start() < c.end for c in compared):
            continue
        if _is_of_things(found, before, text[found.end() : found.end() + 24]):
            continue
        if _RELATIVE.match(text, found.end()) or _AGAINST.search(before):
            continue  # "45% fewer crises"; "…, compared with 5 of 11"
        value = _value(found)
        people = bool(_PEOPLE.search(before))
        if value is None or (
            found["quantity"]
            and not (people or found["quantity"].casefold() in {"nearly all", "almost all"} or _follows_verb(before))
        ):
            continue
        out.append(Share(value, found.start(), found.end(), bool(found["percent"])))
    return tuple(out)


def _is_of_things(found: regex.Match[str], before: str, after: str) -> bool:
    """ "half the hair", "a few patches", "some milligrams": a share of what cannot be counted as patients."""
    if found["fraction"]:
        if (found["count"] or "").casefold() == "the" and not found["fraction"].casefold().endswith(("half", "s")):
            return _OF_THEM.match(after) is None  # "in the third arm"
        if _DOSE_WORD.match(after) or before.rstrip().casefold().endswith(("either", "other", "each")):
            return True
        of = _OF_WHAT.match(after)
        return of is not None and not of[1].casefold().endswith("s") and of[1].casefold() not in _PEOPLE_WORDS
    if found["quantity"] and found["quantity"].casefold() in {"some", "a few", "few", "several", "many"}:
        following = _NEXT_WORD.match(after)
        word = following[1].casefold() if following else ""
        if word in _NOT_COUNTED:
            return True  # "of some benefit"
        thing = (
            word.endswith("s") and word not in _PEOPLE_WORDS and word not in {"as", "is", "was", "has", "does", "hours"}
        )
        return thing and (before.rstrip().casefold().endswith((" for", " with", " in")) or word.endswith("grams"))
    return False


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
    return float(word) if word.isdecimal() else float(_WORDS[word.casefold()])
