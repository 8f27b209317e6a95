"""A bibliography as bibtexparser should see it: what it would stumble over is blanked or made plain, and every character keeps its place.

BibTeX, biber and JabRef read more than bibtexparser does: remarks between fields, commented entries, quotes in braces, a line end within
the head of an entry. The text that is shown to it has the length of the real one, so that places found in one hold in the other.
"""

from __future__ import annotations

import regex

HIDDEN_QUOTE = "\ue0ff"
"""Stands for a quote while an entry is split into fields."""

_COMMENT = regex.compile(r"@comment[ \t]*+\{", regex.I)
_COMMENTED = regex.compile(r"^[ \t]*+%[^@\r\n]*+@\w++[ \t]*+[{(][^\r\n]*+(?:\r?\n[ \t]*+%[^\r\n]*+)*+", regex.M)
_REMARK_WITH_ENTRY = regex.compile(r"%[^@\r\n]*+@\w")
"""A file without this has no commented entry; it is quick to see, since it begins with one sign."""
_ENTRY = regex.compile(r"(?<![^\r\n])[ \t]*+@\w++[ \t]*+\{")
_ODD_HEAD = regex.compile(
    r"@(?<![^\r\n]@)(?!\w++[ \t]*+[{(])([A-Za-z]\w*+(?:[.+:-]\w*+)*+)(\s*+)(?=[{(]\s*+[^\s,{}()\"=]++\s*+,)"
)
"""A type at the beginning of a line, and behind the bracket what can only be a key."""
_MARKS = regex.compile(r"\\.|[{}\"%@\n]", regex.S)
_NO_LETTER, _LINE_END = regex.compile(r"\W"), regex.compile(r"[\r\n]")


def hide_remarks(raw: str) -> str:
    """An entry with its ``% remarks`` between fields made blank, of the same length: biber and JabRef allow them, BibTeX does not.

    Example:
        >>> hide_remarks("@misc{a, % one, two\\n title = {50 % off}}")
        '@misc{a,           \\n title = {50 % off}}'
    """
    if "%" not in raw:
        return raw
    out: list[str] = []
    depth, quoted, at = 0, False, 0
    for match in _MARKS.finditer(raw):
        mark, place = match[0], match.start()
        if place < at:
            continue
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == '"' and depth == 1:
            quoted = not quoted
        elif mark == "%" and depth == 1 and not quoted:
            end = raw.find("\n", place)
            end = len(raw) if end < 0 else end
            out.append(raw[at:place] + " " * (end - place))
            at = end
    return "".join(out) + raw[at:]


def hide_commented_entries(text: str) -> str:
    """The text with entries that a person put behind ``%``, line by line, made blank, of the same length.

    BibTeX itself knows no comment and would read them; biber, JabRef and whoever wrote the ``%`` do not.

    Example:
        >>> hide_commented_entries("% @misc{a,\\n%  year = 1}\\n@misc{b}")
        '          \\n            \\n@misc{b}'
    """
    if _REMARK_WITH_ENTRY.search(text) is None:
        return text
    return str(_COMMENTED.sub(lambda match: regex.sub(r"[^\r\n]", " ", match[0]), text))


def plain_heads(text: str) -> str:
    """The text with heads of blocks as bibtexparser knows them, of the same length: BibTeX also reads a line end before the brace, and
    other signs than letters in a type.

    Example:
        >>> plain_heads("@book-set\\n(a, year = 1)\\n@misc{b}")
        '@book_set (a, year = 1)\\n@misc{b}'
    """

    return str(_ODD_HEAD.sub(_plain_head, text))


def _plain_head(match: regex.Match[str]) -> str:
    kind, space = _NO_LETTER.sub("_", match[1]), _LINE_END.sub(" ", match[2])
    return f"@{kind}{space}"


def hide_braced_quotes(text: str) -> str:
    """The text with every bare quote that stands in braces in a quoted value replaced by ``HIDDEN_QUOTE``, of the same length.

    BibTeX closes a quoted value at a quote outside braces only; bibtexparser closes it at the first.

    Example:
        >>> hide_braced_quotes('@misc{a, title = "b {c"d} e", year = {"}}').replace(HIDDEN_QUOTE, "!")
        '@misc{a, title = "b {c!d} e", year = {"}}'
    """
    out: list[str] = []
    at = end = 0
    for begin in _ENTRY.finditer(text):
        if begin.start() < end:
            continue
        hidden, end = _braced_quotes(text, begin.end())
        for place in hidden:
            out.append(text[at:place] + HIDDEN_QUOTE)
            at = place + 1
    return "".join(out) + text[at:]


def _braced_quotes(text: str, start: int) -> tuple[list[int], int]:
    """Where quotes stand in braces in the quoted values of the entry whose inside begins at ``start``, and where it ends.

    Of an entry that does not end none: it is damaged in another way.
    """
    depth, inner = 1, -1  # braces around a place outside a quoted value, and inside one; -1: not in one
    hidden: list[int] = []
    for match in _MARKS.finditer(text, start):
        mark = match[0]
        if mark == '"' and inner > 0:
            hidden.append(match.start())
        elif mark == '"' and depth == 1:
            inner = 0 if inner < 0 else -1
        elif mark in "{}" and inner >= 0:
            inner = max(0, inner + (1 if mark == "{" else -1))
        elif mark in "{}":
            depth += 1 if mark == "{" else -1
            if depth == 0:
                return hidden, match.end()
    return [], len(text)


def hide_comment_blocks(text: str) -> str:
    """The text with every ``@comment{…}`` whose braces pair made blank, of the same length, so that entries in it stay what they are."""
    closes: dict[int, int] = {}
    opened: list[int] = []
    for match in _MARKS.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            closes[opened.pop()] = match.end()
    out: list[str] = []
    at = 0
    for match in _COMMENT.finditer(text):
        stop = closes.get(match.end() - 1)
        if stop is not None and match.start() >= at:
            out.append(text[at : match.start()] + regex.sub(r"[^\r\n]", " ", text[match.start() : stop]))
            at = stop
    return "".join(out) + text[at:]
