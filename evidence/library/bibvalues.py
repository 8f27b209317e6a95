"""The value of a BibTeX field: ``{braced}``, ``"quoted"``, a number or a macro, joined by ``#``.

Source: O. Patashnik, *BibTeXing* (1988), section 2.3; grammar of values as in the ``bibtex`` program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import regex

Macros = Mapping[str, str]
"""``@string`` names in lower case → raw value."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_FLAT = regex.compile(r"\{[^{}]*+\}|\"[^\"{}]*+\"|[^\s\"#%'(),={}]++")
_DEEPEST_ORDINARY = 5


def _ordinary_entry() -> re.Pattern[str]:
    """``re`` and not ``regex``: for this one it is three times as fast."""
    braced = r"(?:[^{}\\]++|\\[^{}\\])*+"
    # in quotes a bare quote in braces closes nothing, but bibtexparser takes it to
    within_quotes = r"(?:[^{}\\\"]++|\\[^{}\\])*+"
    for _ in range(_DEEPEST_ORDINARY - 1):
        braced = rf"(?:[^{{}}\\]++|\\[^{{}}\\]|\{{{braced}\}})*+"
        within_quotes = rf"(?:[^{{}}\\\"]++|\\[^{{}}\\]|\{{{within_quotes}\}})*+"
    word = r"[^\s\"#%'(),={}\\]++"
    quoted = rf"\"(?:[^{{}}\\\"]++|\\[^{{}}\\\"]|\{{{within_quotes}\}})*+\""
    value = rf"(?:\{{{braced}\}}|{quoted}|{word})"
    field = rf"\s*+,\s*+{word}\s*+=\s*+{value}(?:\s*+\#\s*+{value})*+"
    return re.compile(rf"@\w++[ \t]*+\{{\s*+{word}(?:{field})*+\s*+,?+\s*+\}}")


_ORDINARY = _ordinary_entry()
_BRACES = regex.compile(r"[{}]")
_QUOTED_MARKS = regex.compile(r"[{}\"]")
_WORD = regex.compile(r"[^\s\"#%'(),={}]++")
_SPACE = regex.compile(r"\s*+")
_DEEPEST_MACRO = 20
_MOST_MACROS = 1_000
_LONGEST_MACRO = 10_000


def is_value(raw: str) -> bool:
    """Whether ``raw`` is one whole value: anything after a whole value means that a comma is missing.

    Example:
        >>> is_value('{a {b} c}'), is_value('"a" # feb # 12'), is_value('{a} year = 2000'), is_value('')
        (True, True, False, False)
    """
    return _FLAT.fullmatch(raw) is not None or (value_end(raw) == len(raw) and raw != "")


def is_ordinary(entry: str) -> bool:
    """Whether an entry's text is fields of one whole value each, between commas, with nothing else: one look says that nothing is damaged.

    Nearly all entries of nearly all files are. ``False`` says only that a closer look is needed (remarks, escaped braces, deep ones).

    Example:
        >>> is_ordinary("@misc{a, title = {b {c} d}, year = 2000}"), is_ordinary("@misc{a, title = {b} year = 2000}")
        (True, False)
    """
    return _ORDINARY.fullmatch(entry) is not None


def value_end(raw: str) -> int:
    """Where the value that begins ``raw`` ends; 0 if none begins there.

    Example:
        >>> value_end("{a} year = 2000"), value_end("= 3")
        (3, 0)
    """
    end = 0
    for _, end in _pieces(raw):  # noqa: B007  only the last one counts
        pass
    return end


def value_text(raw: str, macros: Macros) -> str:
    """The inside of a value: delimiters gone, pieces joined, macros put in. An unknown macro stays as its name, and so does one past the thousandth.

    Example:
        >>> value_text('"In " # bj # { 2}', {"bj": "{Br J}"}), value_text("2017", {}), value_text("dec", {})
        ('In Br J 2', '2017', 'dec')
    """
    if len(raw) >= 2 and raw[0] == "{" and raw[-1] == "}" and "#" not in raw:
        return raw[1:-1]
    return _text(raw, macros, 0, [_MOST_MACROS])


def _text(raw: str, macros: Macros, depth: int, left: list[int]) -> str:
    """The text; ``left[0]`` macros may still be put in: ones that double each other would grow without end."""
    out: list[str] = []
    for start, end in _pieces(raw):
        piece = raw[start:end]
        if piece[0] in '{"':
            out.append(piece[1:-1])
        elif piece.lower() in macros and depth < _DEEPEST_MACRO and left[0] > 0:
            left[0] -= 1
            out.append(_text(macros[piece.lower()], macros, depth + 1, left)[:_LONGEST_MACRO])
        else:
            out.append(piece)
    return "".join(out) if out else raw


def _pieces(raw: str) -> Iterator[tuple[int, int]]:
    """Spans of the pieces, as far as the grammar holds."""
    at = 0
    while at < len(raw):
        end = _piece_end(raw, at)
        if end is None:
            return
        yield at, end
        after = _SPACE.match(raw, end)
        at = after.end() if after else end
        if raw[at : at + 1] != "#":
            return
        after = _SPACE.match(raw, at + 1)
        at = after.end() if after else at + 1


def _piece_end(raw: str, at: int) -> int | None:
    if raw[at] == "{":
        return _close(raw, at, _BRACES)
    if raw[at] == '"':
        return _close(raw, at, _QUOTED_MARKS)
    word = _WORD.match(raw, at)
    return word.end() if word else None


def _close(raw: str, at: int, marks: regex.Pattern[str]) -> int | None:
    """One past the brace or quote that closes the one at ``at``; a quote inside braces closes nothing."""
    quoted = raw[at] == '"'
    depth = 0 if quoted else 1
    for match in marks.finditer(raw, at + 1):
        mark, place = match[0], int(match.start())
        if raw[place - 1] == "\\" and raw[place - 2 : place - 1] != "\\":
            continue  # bibtexparser takes \{ for a sign, and so it must be counted here
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return place + 1
        elif depth == 0:
            return place + 1
    return None
