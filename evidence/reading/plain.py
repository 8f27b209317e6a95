"""Plain text → Document: lines to blocks; hard-wrapped lines joined; bullets, numbers, headings and tables seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from evidence.document import Block, Document, Segment
from evidence.reading.boilerplate import is_boilerplate_text
from evidence.reading.markers import Marker, find_marker

_LINE = re.compile(r"([^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*)(?:\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\Z)")
_RULE = re.compile(r"[ \t]*(?:[-=_*~#.]{3,}|[-=|+: \t]{5,})[ \t]*")
_BARE_NUMBER = re.compile(r"(\d{1,3})[ \t]+(?=[^\W\d])")
_NUMBERS = re.compile(r"\d{4}|\d[;:]\d")
_LOCATOR = re.compile(r"(?:(?:19|20)\d\d\b[^;:.,]{0,20};\s?\d|\d{1,4}\s?\(\d{1,3}\)\s?:\s?\w?\d)")
_CELL_EDGE = re.compile(r"[ \t]*(?:\||\t)[ \t]*")
_HEADER_WORD = re.compile(
    r"(?i)\b(?:source|refs?|reference|citation|evidence|effect|comment|result|verdict|outcome|drug|treatment|therapy|option)s?\b"
)
_SECTION = re.compile(
    r"(?i)(?:references?|sources?|bibliography|literature|further reading|treatments?|therapy|management|summary|introduction|background|notes?|evidence)\W*"
)
_TERMINAL = (".", ";", ",", "!", "?", ":", "]")
_LONGEST_HEADING = 70


class _Line(NamedTuple):
    """A line without the white space around it; ``rule``: drawn (``-----``), not written."""

    start: int
    end: int
    indent: int
    text: str
    marker: Marker | None
    rule: bool

    @property
    def blank(self) -> bool:
        return self.start == self.end


def plain_document(source: str, *, name: str = "-", encoding: str = "utf-8", digest: str | None = None) -> Document:
    """A document of plain text; ``text`` is ``source`` itself, so that every offset is one.

    Example:
        >>> [b.kind for b in plain_document("TREATMENT\\nSirolimus works.\\n- Ice helps.").blocks]
        ['heading', 'paragraph', 'item']
    """
    blocks = _blocks(source, _lines(source))
    headings = (source[b.start : b.end] for b in blocks if b.kind == "heading")
    title = next((heading for heading in headings if not _SECTION.fullmatch(heading)), None)
    return Document(
        name=name, source=source, text=source, segments=(Segment(0, len(source), 0, len(source)),), blocks=blocks,
        format="text", encoding=encoding, digest=digest, title=title,
    )  # fmt: skip


def _lines(source: str) -> list[_Line]:
    lines = []
    for found in _LINE.finditer(source):
        start, end = found.span(1)
        if start == 0 and source.startswith("\ufeff"):
            start = 1
        text = source[start:end].rstrip()
        shown = text.lstrip()
        indent = len(text) - len(shown)
        start += indent
        rule = len(shown) > 2 and not shown[0].isalnum() and _RULE.fullmatch(shown) is not None
        marker = find_marker(shown) if len(shown) > 2 and not shown[0].isalpha() else None  # "- x" is the shortest
        lines.append(_Line(start, start + len(shown), indent, shown, marker, rule))
    return lines


def _blocks(source: str, lines: list[_Line]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    numbered = _numbered_lines(source, lines)
    wrapped = _wrapped_lines(lines, numbered)
    tables = _table_rows(source, lines)
    headings = 0
    in_item = False
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.blank:
            in_item = in_item and index + 1 < len(lines) and lines[index + 1].indent > 1
            index += 1
            continue
        text, marker = line.text, line.marker
        if line.rule:
            index += 1
            continue
        if index in tables:
            blocks.append(tables[index])
            index += 1
            continue
        number = numbered.get(index)
        start, written = line.start, ""
        if marker:
            start, written = line.start + marker.length, marker.marker
        elif number:
            start, written = line.start + number, text[:number].strip()
        last = index
        while last in wrapped:
            last += 1
        end = lines[last].end
        hashes = _HASHES.match(text) if not written and last == index else None
        if hashes or (not written and last == index and _is_heading(lines, index)):
            blocks.append(
                Block("heading", line.start + (hashes.end() if hashes else 0), end, 1 if headings == 0 else 2)
            )
            headings += 1
            in_item = False
        elif written:
            blocks.append(
                Block(
                    "item",
                    start,
                    end,
                    1 + line.indent // 2,
                    written,
                    boilerplate=is_boilerplate_text(source[start:end]),
                )
            )
            in_item = True
        else:
            in_item = in_item and line.indent > 0
            level = 1 + max(0, line.indent - 2) // 2 if in_item else 0
            blocks.append(
                Block(
                    "item" if in_item else "paragraph",
                    start,
                    end,
                    level,
                    boilerplate=is_boilerplate_text(source[start:end]),
                )
            )
        index = last + 1
    return tuple(block for block in blocks if block.start < block.end)


def _wrapped_lines(lines: list[_Line], numbered: dict[int, int]) -> set[int]:
    """Lines whose sentence goes on in the next line, because an editor broke it there."""
    out: set[int] = set()
    for run in _runs(lines, numbered):
        width = max(line.end - line.start + line.indent for line in run.lines)
        full: list[int] = []
        ragged = False
        for index, (here, following) in enumerate(pairwise(run.lines), run.first):
            ahead = following.text
            if not ragged:
                word = len(ahead.split(maxsplit=1)[0])
                ragged = here.end - here.start + here.indent + 1 + word <= width
                full.append(index)
            if (ahead[0].islower() and not here.text.endswith(_TERMINAL)) or _is_cut(here.text, ahead):
                out.add(index)
        if (
            full
            and not ragged
            and 40 <= width <= 110
            and (len(run.lines) > 2 or run.lines[1].end - run.lines[1].start < width)
        ):
            out.update(full)
    return out


def _is_cut(line: str, ahead: str) -> bool:
    """Whether a line ends inside a bracket that the next one closes, or just before the year and volume of a citation."""
    for left, right in ("[]", "()"):
        opened = line.rfind(left)
        if opened >= 0 and opened > line.rfind(right) and len(line) - opened < 300 and right in ahead[:300]:
            return True
    return ahead[0].isdigit() and _LOCATOR.match(ahead) is not None and not line.endswith((";", "!", "?"))


class _Run(NamedTuple):
    first: int
    lines: list[_Line]


def _runs(lines: list[_Line], numbered: dict[int, int]) -> Iterator[_Run]:
    """Lines that follow each other without a blank line, bullet, number or rule between."""
    first = 0
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) else None
        if line is None or line.blank or line.rule or line.marker or index in numbered:
            if index - first > 1:
                yield _Run(first, lines[first:index])
            first = index + 1 if line is None or line.blank or line.rule else index


def _numbered_lines(source: str, lines: list[_Line]) -> dict[int, int]:
    """Lines of a list that is numbered without a full stop (``1 Smith J. …``, ``2 Jones K. …``): index → length of the number."""
    out: dict[int, int] = {}
    run: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if len(line.text) < 3 or not line.text[0].isdigit():
            continue
        found = _BARE_NUMBER.match(source, line.start, line.end)
        if not found:
            continue
        if int(found[1]) != len(run) + 1:
            _keep(run, out)
            run = []
        if int(found[1]) == len(run) + 1:
            run.append((index, found.end() - line.start))
    _keep(run, out)
    return out


def _keep(run: list[tuple[int, int]], out: dict[int, int]) -> None:
    if len(run) > 1:
        out.update(run)


def _table_rows(source: str, lines: list[_Line]) -> dict[int, Block]:
    """Rows of a table drawn with bars or tabs: at least two lines that follow each other with the same number of cells."""
    out: dict[int, Block] = {}
    first = 0 if "|" in source or "\t" in source else len(lines)
    while first < len(lines):
        cells = _cells(source, lines[first])
        last = first
        while cells and last + 1 < len(lines):
            if not lines[last + 1].rule and len(_cells(source, lines[last + 1])) != len(cells):
                break
            last += 1
        rows = [i for i in range(first, last + 1) if not lines[i].rule]
        if len(rows) > 1:
            words = tuple(source[a:b] for a, b in cells)
            headed = all(len(w) < 30 for w in words) and any(_HEADER_WORD.search(w) for w in words)
            for i in rows:
                row = _cells(source, lines[i])
                head = headed and i == rows[0]
                out[i] = Block("row", row[0][0], row[-1][1], 0, "", row, words if headed and not head else (), head)
        first = last + 1
    return out


def _cells(source: str, line: _Line) -> tuple[tuple[int, int], ...]:
    if source.find("|", line.start, line.end) < 0 and source.find("\t", line.start, line.end) < 0:
        return ()
    edges = [found.span() for found in _CELL_EDGE.finditer(source, line.start, line.end)]
    starts = [line.start, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), line.end]
    cells = [(a, b) for a, b in zip(starts, ends, strict=True)]
    if cells and cells[0][0] == cells[0][1]:
        cells = cells[1:]
    if cells and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    return tuple(cells) if len(cells) > 1 else ()


_HASHES = re.compile(r"#{1,6}\s+(?=\S)")  # a heading of Markdown, pasted
_ENTRY = re.compile(r"[^:]{1,40}: \S")


def _is_heading(lines: list[_Line], index: int) -> bool:
    """A short line without an end, in capitals or set off by a blank line before it (or underlined)."""
    line = lines[index]
    text = line.text
    if index + 1 < len(lines) and lines[index + 1].rule:
        under = lines[index + 1].text
        if len(under) >= 3 and set(under) <= set("=-~") and len(text) <= _LONGEST_HEADING:
            return True
    if not 1 < len(text) <= _LONGEST_HEADING or ". " in text or not text[0].isalnum():
        return False
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 2 or _NUMBERS.search(text):
        return False
    if text.endswith(_TERMINAL) and not (text.endswith(":") and text.count(" ") < 5):
        return False
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is not None and ":" in text and _ENTRY.match(text) and _ENTRY.match(following.text):
        return False  # "First: X" above "Second: Y"
    capitals = all(not c.islower() for c in letters)
    alone = index == 0 or lines[index - 1].blank
    heading = (capitals and (alone or len(letters) > 3)) or (alone and text[0].isupper() and len(text.split()) <= 9)
    return heading and not is_boilerplate_text(text)
