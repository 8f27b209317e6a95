"""``refs.bib`` ↔ pieces: entries with their own text, and everything between them as it stands. The only module that knows bibtexparser.

``"".join(piece.text)`` is the file, byte for byte. An edit replaces one piece; all others stay the very same strings.
What bibtexparser swallows (a missing comma, keys that differ in case only) is looked for and kept as ``problems``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import regex

from evidence.collector import paused_collector
from evidence.errors import LibraryError
from evidence.library.bibshown import (
    HIDDEN_QUOTE,
    hide_braced_quotes,
    hide_comment_blocks,
    hide_commented_entries,
    hide_remarks,
    plain_heads,
)
from evidence.library.bibvalues import Macros, is_ordinary, is_value, value_end, value_text
from evidence.library.latex import decode_field

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry


class BibField(NamedTuple):
    """A field as it stands in its entry: ``entry.text[name_start:name_end]`` and ``entry.text[start:end]`` (with its delimiters)."""

    name: str
    raw: str
    name_start: int
    name_end: int
    start: int
    end: int


class BibEntry(msgspec.Struct, frozen=True, dict=True, eq=False):
    """One entry with its own text; ``kind`` and field names are looked at in lower case.

    ``pairs`` are name and raw value of each field as written, in order; ``ordinary`` that there is nothing else (see ``is_ordinary``).
    """

    text: str
    kind: str
    key: str
    pairs: tuple[tuple[str, str], ...]
    macros: Macros
    ordinary: bool = False

    @cached_property
    def fields(self) -> tuple[BibField, ...]:
        """The fields with their places in ``text``."""
        return tuple(_locate(self))

    @cached_property
    def values(self) -> dict[str, str]:
        """Lower-case field name → decoded text, in order; of a repeated field the first counts, as in BibTeX."""
        out: dict[str, str] = {}
        for name, raw in self.pairs:
            out.setdefault(name.lower(), decode_field(name.lower(), value_text(raw, self.macros)))
        return out

    def inside(self, name: str) -> str | None:
        """The inside of a field's value before any decoding; ``None`` if the entry has no such field."""
        return next((value_text(raw, self.macros) for own, raw in self.pairs if own.lower() == name), None)

    def field(self, name: str) -> BibField | None:
        """The field of this lower-case name with its place."""
        return next((field for field in self.fields if field.name.lower() == name), None)


Piece = str | BibEntry
_TYPE = regex.compile(r"@\s*+([^\s{(]++)")
_NEXT_BLOCK = regex.compile(r"(?<=[\r\n])[ \t]*+@\w")


class BibFile(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A bibliography as pieces of text; a value: edits give a new one.

    ``problems`` are what makes the file unsafe to write, in order; ``path`` is for messages.
    """

    pieces: tuple[Piece, ...]
    path: str = "refs.bib"
    macros: Macros = {}
    problems: tuple[LibraryError, ...] = ()

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @cached_property
    def places(self) -> dict[str, int]:
        """Case-folded key → place in ``pieces``."""
        found: dict[str, int] = {}
        for place, piece in enumerate(self.pieces):
            if isinstance(piece, BibEntry):
                found.setdefault(piece.key.casefold(), place)
        return found

    @cached_property
    def newline(self) -> str:
        """How the file ends its lines."""
        first = next(
            (piece if isinstance(piece, str) else piece.text for piece in self.pieces if "\n" in _text(piece)), "\n"
        )
        return "\r\n" if "\r\n" in first else "\n"

    @property
    def entries(self) -> tuple[BibEntry, ...]:
        """The entries in the order of the file."""
        return tuple(piece for piece in self.pieces if isinstance(piece, BibEntry))

    def entry(self, key: str) -> BibEntry | None:
        """The entry of this key, whatever its case."""
        place = self.places.get(key.casefold())
        piece = self.pieces[place] if place is not None else None
        return piece if isinstance(piece, BibEntry) else None

    def replace(self, key: str, text: str) -> BibFile:
        """The file with the text of one entry replaced."""
        return self.replace_all({key: text})

    def replace_all(self, texts: dict[str, str]) -> BibFile:
        """The file with the texts of several entries replaced, by key."""
        pieces = list(self.pieces)
        stay = True
        for key, text in texts.items():
            folded = key.casefold()
            new = read_entry(text, self.macros)
            stay = stay and new.key.casefold() == folded
            pieces[self.places[folded]] = new
        changed = self._with(tuple(pieces))
        if stay:
            changed.__dict__["places"] = self.places  # no key moved, so the index need not be made anew
        return changed

    def insert(self, *texts: str) -> BibFile:
        """The file with new entries after its last one, an empty line between."""
        if not texts:
            return self
        new = tuple(read_entry(text, self.macros) for text in texts)
        gap = self.newline * 2
        last = max(self.places.values(), default=None) if self.places else None
        if last is not None:
            last = max(place for place, piece in enumerate(self.pieces) if isinstance(piece, BibEntry))
            spaced = tuple(part for entry in new for part in (gap, entry))
            return self._with((*self.pieces[: last + 1], *spaced, *self.pieces[last + 1 :]))
        before = "" if not self.text.strip("\ufeff \t\r\n") else gap if not self.text.endswith("\n") else self.newline
        spaced = tuple(part for entry in new for part in (gap, entry))[1:]
        return self._with((*self.pieces, before, *spaced, self.newline))

    def remove(self, key: str) -> BibFile:
        """The file without one entry and the line end after it."""
        place = self.places[key.casefold()]
        before, after = self.pieces[:place], self.pieces[place + 1 :]
        rest = "".join(map(_text, after)) if len(after) < 2 else "more"
        gap = before[-1] if before and isinstance(before[-1], str) else ""
        if not rest.strip() and gap.endswith("\n") and len(before) > 1:
            kept = gap.rstrip("\r\n")
            before = (*before[:-1], kept if rest else kept + gap[len(kept) :].removesuffix("\n").removesuffix("\r"))
        elif after and isinstance(after[0], str):
            line_end = after[0].lstrip(" \t")
            for _ in range(2 if not gap or gap.endswith(("\n\n", "\n\r\n")) else 1):
                line_end = line_end.removeprefix("\r\n") if line_end.startswith("\r\n") else line_end.removeprefix("\n")
            after = (line_end, *after[1:])
        return self._with((*before, *after))

    def _with(self, pieces: tuple[Piece, ...]) -> BibFile:
        return BibFile(pieces=pieces, path=self.path, macros=self.macros, problems=self.problems)


def _text(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.text


@paused_collector()
def read_bib(text: str, path: str = "refs.bib") -> BibFile:
    """Read a bibliography without losing a character.

    Args:
        text: The file decoded, line ends untouched, with its BOM if it has one.
        path: For messages.

    Returns:
        Its pieces; damage is collected in ``problems`` (with line, column and the line itself), not raised.

    Example:
        >>> file = read_bib("% mine\\n@misc{a, title = {One}, year = 2000}\\n")
        >>> file.entry("A").values, file.text.startswith("% mine")
        ({'title': 'One', 'year': '2000'}, True)
        >>> print(read_bib("@misc{a,\\n  title = {One}\\n  year = 2000\\n}").problems[0])
        refs.bib:2:16: a comma is missing after this value, so 'title' swallows what follows
            title = {One}
                         ^
    """
    from evidence.library.bibdamage import find_damage

    blocks, shown = _split_kindly(text)
    macros = {str(b.key).lower(): str(b.value) for b in blocks if type(b).__name__ == "String"}  # type: ignore[attr-defined]
    pieces: list[Piece] = []
    broken: list[int] = []
    at = 0
    for block in blocks:
        raw = block.raw or ""
        entry = _entry_of(block)
        failed = _has_failed(block)
        start = shown.find(raw, at) if entry is not None or failed else -1
        if start < 0:
            continue
        if start > at:
            pieces.append(text[at:start])
        at = start + len(raw)
        if entry is None:
            broken.append(start)
            pieces.append(text[start:at])
        else:
            pieces.append(_read_split(entry, text[start:at], macros))
    if at < len(text):
        pieces.append(text[at:])
    file = BibFile(pieces=tuple(pieces), path=path, macros=macros)
    return BibFile(pieces=file.pieces, path=path, macros=macros, problems=find_damage(file, tuple(broken)))


def read_entry(text: str, macros: Macros) -> BibEntry:
    """The entry that ``text`` is; ``ValueError`` if it is none."""
    blocks, shown = _split_kindly(text)
    for block in blocks:
        entry = _entry_of(block)
        if entry is not None and entry.raw == shown:
            return _read_split(entry, text, macros)
    raise ValueError(f"not one BibTeX entry: {text[:60]!r}")


def _split_kindly(text: str) -> tuple[list[Block], str]:
    """The blocks of a text, and the text that they were split from: where bibtexparser stumbled over a comment, that is blanked in it."""
    shown = hide_commented_entries(text)
    plain = plain_heads(shown)
    blocks = split_blocks(plain)
    failed = [block for block in blocks if _has_failed(block)]
    if failed and plain != shown:  # perhaps what was taken for a head stands in a value
        blocks = split_blocks(shown)
        failed = [block for block in blocks if _has_failed(block)]
    else:
        shown = plain
    if any((block.raw or "")[:8].lower() == "@comment" for block in failed):
        shown = hide_comment_blocks(shown)
        blocks = split_blocks(shown)
        failed = [block for block in blocks if _has_failed(block)]
    if any("%" in (block.raw or "") for block in failed):
        parts, at = [], 0
        for block in failed:
            start = max(at, shown.find(block.raw or "", at))
            stop = _NEXT_BLOCK.search(shown, start + 1)
            end = stop.start() if stop else len(shown)
            parts.append(shown[at:start] + hide_remarks(shown[start:end]))
            at = end
        shown = "".join(parts) + shown[at:]
        blocks = split_blocks(shown)
    if HIDDEN_QUOTE not in shown and any(map(_is_cut, blocks)):
        shown = hide_braced_quotes(shown)
        blocks = split_blocks(shown) if HIDDEN_QUOTE in shown else blocks
    return blocks, shown


def _is_cut(block: Block) -> bool:
    """Whether a block may have been cut at a quote that stands in braces."""
    if _has_failed(block):
        return '"' in (block.raw or "")
    entry = _entry_of(block)
    if entry is None or '"' not in (block.raw or ""):
        return False
    values = (field.value for field in entry.fields)
    return any(value[:1] == '"' and "{" in value and value_end(value) == 0 for value in values)


def _has_failed(block: Block) -> bool:
    return type(block).__name__ == "ParsingFailedBlock"


def split_blocks(text: str) -> list[Block]:
    """The blocks of a text as bibtexparser sees them, its log kept quiet: what it would warn of is in the blocks."""
    from bibtexparser.splitter import Splitter

    logger = logging.getLogger("bibtexparser.splitter")
    was = logger.disabled
    with paused_collector():
        logger.disabled = True
        try:
            return list(Splitter(text).split().blocks)
        finally:
            logger.disabled = was


def _entry_of(block: Any) -> Entry | None:
    """The entry in a block: its own, or the one that bibtexparser put aside as a duplicate."""
    name = type(block).__name__
    if name == "Entry":
        entry: Entry = block
        return entry
    return _entry_of(block.ignore_error_block) if name.startswith("Duplicate") else None


def _read_split(entry: Entry, raw: str, macros: Macros) -> BibEntry:
    if entry.raw != raw and is_ordinary(raw):  # what was blanked stands in a value: nothing was to be hidden here
        entry = next(filter(None, map(_entry_of, split_blocks(raw))), entry)
    pairs = tuple([(field.key, field.value) for field in entry.fields])
    if is_ordinary(raw):
        return BibEntry(raw, entry.entry_type.lower(), entry.key, pairs, macros, ordinary=True)
    if HIDDEN_QUOTE in (entry.raw or ""):
        pairs = tuple((name, value.replace(HIDDEN_QUOTE, '"')) for name, value in pairs)
    if any("%" in name or "\n" in name for name, _ in pairs) or any(
        "%" in value and not is_value(value) for _, value in pairs
    ):
        return _read_commented(entry, raw, macros)
    return BibEntry(raw, _kind_in(raw), entry.key, pairs, macros)


def _read_commented(entry: Entry, raw: str, macros: Macros) -> BibEntry:
    """An entry with ``% remarks`` among its fields: split with the remarks blanked, keep the text."""
    for block in split_blocks(hide_remarks(raw)):
        again = _entry_of(block)
        if again is not None and again.key == entry.key:  # not what stands within it, as in {1--@misc{9}
            entry = again
    pairs = tuple((field.key, field.value) for field in entry.fields)
    return BibEntry(raw, _kind_in(raw), entry.key, pairs, macros)


def _kind_in(raw: str) -> str:
    """The type as it is written: what bibtexparser saw may be a plainer one."""
    match = _TYPE.match(raw)
    return match[1].lower() if match else ""


def _locate(entry: BibEntry) -> Iterator[BibField]:
    text = hide_remarks(entry.text) if "%" in entry.text else entry.text
    at = text.find(",", text.find(entry.key)) + 1
    for name, raw in entry.pairs:
        name_start = text.find(name, at)
        equals = text.find("=", name_start + len(name))
        start = text.find(raw, equals + 1) if raw else equals + 1
        yield BibField(name, raw, name_start, name_start + len(name), start, start + len(raw))
        at = start + len(raw)


__all__ = ["BibEntry", "BibField", "BibFile", "read_bib", "read_entry", "split_blocks", "value_end"]
