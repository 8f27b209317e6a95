"""Spans as a reader would mark them: with the bracket that holds nothing else, with the closing stop of a whole reference."""

from __future__ import annotations

from evidence.citations.found import Found
from evidence.citations.pieces import compiled

_OPEN, _CLOSE = "([", ")]"
_BETWEEN = compiled(r"[\s.,;:/&·|•—–-]*+(?:(?:and|also|see|e\.g\.|cf\.?)[\s.,:]*+)?")
_MOST_BETWEEN = 80
_LOOSE = ")] ,;"
_PAIRS = {"(": ")", "[": "]"}


def fill_brackets(text: str, found: list[Found]) -> list[Found]:
    """The same citations with mended spans; all citations of one bracket share its span.

    Example:
        >>> [(one.start, one.end) for one in fill_brackets("so [A; B].", [Found(4, 5, ""), Found(7, 8, "")])]
        [(3, 9), (3, 9)]
    """
    for one in found:
        if text[one.end - 1] in _LOOSE:
            _balance(text, one)
    at = 0
    while at < len(found):
        last = at
        while (
            last + 1 < len(found)
            and found[last].end <= found[last + 1].start < found[last].end + _MOST_BETWEEN
            and _BETWEEN.fullmatch(text, found[last].end, found[last + 1].start)
        ):
            last += 1
        while (
            last + 1 < len(found)
            and found[last + 1].start == found[last].start
            and found[last + 1].end == found[last].end
        ):
            last += 1
        _fill(text, found[at : last + 1])
        at = last + 1
    return found


def _fill(text: str, group: list[Found]) -> None:
    start, end = group[0].start, group[0].end if len(group) == 1 else max(one.end for one in group)
    before = start
    while before and text[before - 1].isspace():
        before -= 1
    after = end
    while after < len(text) and text[after] in " .,;":
        after += 1
    if before and text[before - 1] in _OPEN and after < len(text) and text[after] == _PAIRS[text[before - 1]]:
        for one in group:
            one.start, one.end = before - 1, after + 1
        return
    for one in group:
        identified = text[one.start : one.end].endswith(one.fields.get("doi") or "\0")
        if (
            one.fields.get("title")
            and not identified
            and text[one.end : one.end + 1] == "."
            and text[one.end - 1] != "."
        ):
            one.end += 1


def _balance(text: str, one: Found) -> None:
    """A closing bracket whose opening one stands outside does not belong to the citation."""
    while one.end > one.start and text[one.end - 1] in _LOOSE:
        inner = text[one.start : one.end]
        sign = inner[-1]
        if sign in _CLOSE and inner.count(sign) <= inner.count("(" if sign == ")" else "["):
            break
        one.end -= 1
