"""What is broken in a bibliography, with its place: shown to a person, and reason enough not to write.

Found are: a brace or quote that is never closed, a comma that is missing or doubled, one brace too many, a key or field that stands twice
(BibTeX does not tell their case apart), an entry without a key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import regex

from evidence.errors import LibraryError
from evidence.library.bibfile import BibEntry, BibFile
from evidence.library.bibshown import hide_remarks
from evidence.library.bibvalues import is_value, value_end

_FIELD_LINE = regex.compile(r"[\r\n][ \t]*+(?P<name>[A-Za-z][\w.:+-]*+)[ \t]*+=[ \t]*+[{\"\w]")
_LEFTOVER = regex.compile(
    r"[ \t]*+,?+[ \t\r\n]*+(?P<name>[A-Za-z][\w-]*+)[ \t]*+=[ \t]*+(?:[{\"]|\d+[ \t]*+[,\r\n}])|[ \t]*+[\r\n]*+[ \t]*+\}"
)
_MARKS = regex.compile(r"\\.|[{}\"%@\n]", regex.S)
_NAME = regex.compile(r"[^\s\"#%'(),={}]++")


class _Damage(NamedTuple):
    at: int
    message: str


def find_damage(file: BibFile, broken: tuple[int, ...]) -> tuple[LibraryError, ...]:
    """Everything wrong with a file, in its order.

    Args:
        file: The file as read.
        broken: Where blocks begin that could not be split into fields.
    """
    found = sorted({*_broken_blocks(file.text, broken), *_entry_damage(file), *_leftovers(file)})
    if not found:
        return ()
    starts = [0, *(match.end() for match in regex.finditer(r"\r\n|\r|\n", file.text))]
    return tuple(_error(file, starts, damage) for damage in found)


def _error(file: BibFile, starts: list[int], damage: _Damage) -> LibraryError:
    line = bisect_right(starts, damage.at)
    begin = starts[line - 1]
    end = starts[line] if line < len(starts) else len(file.text)
    excerpt = file.text[begin:end].rstrip("\r\n").removeprefix("\ufeff")
    column = damage.at - begin + 1 - file.text.startswith("\ufeff", begin)
    return LibraryError(damage.message, path=file.path, line=line, column=max(1, column), excerpt=excerpt)


def _broken_blocks(text: str, broken: tuple[int, ...]) -> Iterator[_Damage]:
    for start in broken:
        end = next((other for other in broken if other > start), len(text))
        yield _why_broken(text, start, end)


def _why_broken(text: str, start: int, end: int) -> _Damage:
    """The most telling place in a block that could not be split."""
    opened: list[int] = []
    commas = regex.compile(r",[ \t\r\n]*+(,)").search
    previous_value = -1
    for match in _MARKS.finditer(text, start + 1, end):
        mark, place = match[0], match.start()
        if mark == "{":
            opened.append(place)
            if len(opened) == 2:
                previous_value = place
        elif mark == "}" and opened:
            opened.pop()
            if not opened:
                doubled = commas(hide_remarks(text[start : place + 1]))
                if doubled:
                    return _Damage(
                        start + doubled.start(1), "two commas in a row: BibTeX drops the rest of this entry; remove one"
                    )
                bare = _first_nameless(text[start : place + 1])
                return _Damage(start + bare, "here a field (name = value) or the closing brace is expected")
        elif mark == "\n" and len(opened) >= 2 and _FIELD_LINE.match(text, place):
            return _Damage(opened[1], "this brace is not closed before the next field begins")
        elif (
            mark == "@"
            and opened
            and text[start:place].rstrip(" \t")[-1:] in "\r\n"
            and regex.compile(r"@\w+[ \t]*+[{(]").match(text, place)
        ):
            break
    if len(opened) >= 2:
        return _Damage(opened[1], "this brace is never closed")
    if previous_value >= 0 or opened:
        return _Damage(start, "this entry is never closed: a '}' is missing at its end")
    return _Damage(start, "this block cannot be read: a brace, a comma or an equals sign is missing")


def _first_nameless(raw: str) -> int:
    """Where something stands in an entry that is no ``name = value``."""
    at = raw.find(",") + 1
    hidden = hide_remarks(raw)
    field = regex.compile(r"\s*+[^\s\"#%'(),={}]++\s*+=\s*+")
    while at:
        match = field.match(hidden, at)
        if match is None:
            break
        end = value_end(hidden[match.end() :])
        comma = hidden.find(",", match.end() + end)
        if end == 0 or comma < 0:
            at = match.end() + end
            break
        at = comma + 1
    return at + len(hidden[at:]) - len(hidden[at:].lstrip())


def _entry_damage(file: BibFile) -> Iterator[_Damage]:
    seen: dict[str, str] = {}
    at = 0
    for piece in file.pieces:
        if isinstance(piece, BibEntry):
            folded = piece.key.casefold()
            if not folded:
                yield _Damage(at, "this entry has no key")
            elif folded in seen:
                same = (
                    ""
                    if seen[folded] == piece.key
                    else f" (there is {seen[folded]!r}; BibTeX does not tell case apart)"
                )
                yield _Damage(
                    at + max(0, piece.text.find(piece.key)),
                    f"the key {piece.key!r} stands twice{same}; rename or merge one of them",
                )
            elif "%" in piece.key:  # biber and we take what follows on its line for a remark
                yield _Damage(at + max(0, piece.text.find(piece.key)), f"the key {piece.key!r} cannot hold a %")
            elif not _after_key(piece).startswith((",", "}", ")")):
                yield _Damage(
                    at + max(0, piece.text.find(piece.key)), "behind the key of this entry a comma is missing"
                )
            seen.setdefault(folded, piece.key)
            yield from _field_damage(piece, at)
        at += len(piece if isinstance(piece, str) else piece.text)


def _after_key(entry: BibEntry) -> str:
    """What stands behind the key, white space and remarks left out."""
    opening = min(place for mark in "{(" if (place := entry.text.find(mark)) >= 0)
    start = entry.text.find(entry.key, opening) + len(entry.key)
    shown = hide_remarks(entry.text) if "%" in entry.text else entry.text
    return shown[start:].lstrip()


def _field_damage(entry: BibEntry, at: int) -> Iterator[_Damage]:
    names = [name.lower() for name, _ in entry.pairs]
    if entry.ordinary and len(set(names)) == len(names):
        return
    wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
    if wrong is not None:
        shown = wrong if len(wrong) < 40 else wrong[:39] + "…"
        yield _Damage(
            at + max(0, entry.text.lower().find(wrong)), f"{' '.join(shown.split())!r} cannot be the name of a field"
        )
        return
    if len(set(names)) == len(names) and all(is_value(raw) for _, raw in entry.pairs):
        return
    seen: set[str] = set()
    for field in entry.fields:
        if field.name.lower() in seen:
            yield _Damage(
                at + field.name_start, f"the field {field.name!r} stands twice in this entry; only the first one counts"
            )
        seen.add(field.name.lower())
        end = value_end(field.raw)
        if not field.raw:
            yield _Damage(at + field.start, f"the field {field.name!r} has no value; write {{}} or remove it")
        elif end == 0:
            yield _Damage(
                at + field.start, f'the value of {field.name!r} is neither {{braced}}, "quoted", a number nor a name'
            )
        elif end < len(field.raw):
            yield _Damage(
                at + field.start + end, f"a comma is missing after this value, so {field.name!r} swallows what follows"
            )


def _leftovers(file: BibFile) -> Iterator[_Damage]:
    """Fields that stand after the end of their entry: one closing brace too many before them."""
    at = 0
    after_entry = False
    for piece in file.pieces:
        if isinstance(piece, str) and after_entry and _LEFTOVER.match(piece):
            yield _Damage(
                at - 1, "this brace ends the entry, and what follows looks like more of it: one brace too many"
            )
        after_entry = isinstance(piece, BibEntry)
        at += len(piece if isinstance(piece, str) else piece.text)
