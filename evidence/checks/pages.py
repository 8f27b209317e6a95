"""Files as findings see them: their text with line and column, and whether a document is still the one that was added."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Collection
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import regex

from evidence.errors import EvidenceError, InputError
from evidence.library.outside import check_page, same_place
from evidence.reading import read_document
from evidence.reading.files import read_bytes

if TYPE_CHECKING:
    from evidence.library.records import DocumentRecord

_LINE_END = regex.compile(r"\r\n|\r|\n")
State = Literal["same", "changed", "missing", "new"]


class Region(NamedTuple):
    """Line and column of a start and an end, from 1, and the line of the start."""

    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str


class TextFile:
    """A text with its lines; ``path`` is how it is shown."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def region(self, start: int, end: int) -> Region:
        """The place of ``text[start:end]``; a BOM is no column.

        Example:
            >>> TextFile("a.md", "one\\ntwo words").region(8, 13)[:4]
            (2, 5, 2, 10)
        """
        line, column, excerpt = self._place(start)
        end_line, end_column, _ = self._place(max(start, end))
        return Region(line, column, end_line, end_column, excerpt)

    def line_of(self, at: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, at)

    def lines(self) -> tuple[str, ...]:
        """All lines, without their ends."""
        return tuple(_LINE_END.split(self.text))

    def _place(self, at: int) -> tuple[int, int, str]:
        at = max(0, min(at, len(self.text)))
        line = bisect_right(self._starts, at)
        begin = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        bom = self.text.startswith("\ufeff") and line == 1
        return line, max(1, at - begin + 1 - bom), self.text[begin:end].rstrip("\r\n").removeprefix("\ufeff")


class Page(NamedTuple):
    """A document: its file, the path to read it again, and its state against the library."""

    file: TextFile
    path: str
    state: State
    record: DocumentRecord | None = None


def shown_path(path: Path) -> str:
    """A path relative to where the command was started, with ``/``; as it is if it stands on another drive."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def read_own_page(folder: Path, record: DocumentRecord, named: Collection[str]) -> Page:
    """A document of the library in ``folder``; what stands outside the project and is not what was added is opened only if it was ``named``."""
    path = folder / record.path
    try:
        if not named or same_place(path) not in named:
            check_page(folder, record.path, record.sha256)
    except InputError:
        return Page(TextFile(shown_path(path), ""), str(path), "missing", record)
    return read_page(path, record)


def read_page(path: Path, record: DocumentRecord | None) -> Page:
    """A document from disk; a missing one has no text.

    Of one that did not change only the text is read, which for the usual formats is its bytes decoded.
    """
    shown = shown_path(path)
    try:
        raw = read_bytes(path)
        same = record is not None and sha256(raw).hexdigest() == record.sha256
        if same and path.suffix.lower() in {".md", ".txt", ".html", ".htm", ".markdown"}:
            text = _decoded(raw)
            if text is not None:
                return Page(TextFile(shown, text), str(path), "same", record)
        document = read_document(str(path))
    except EvidenceError:
        return Page(TextFile(shown, ""), str(path), "missing", record)
    state: State = "new" if record is None else "same" if document.sha256 == record.sha256 else "changed"
    return Page(TextFile(shown, document.source), str(path), state, record)


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
