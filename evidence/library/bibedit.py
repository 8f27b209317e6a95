"""Edits within the text of one entry: a field added, changed or removed, the key renamed; every other byte stays.

A new field takes the manner of its neighbours: their indentation, the columns of their ``=``, and whether the last one ends on a comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import regex

from evidence.library.bibfile import BibEntry, BibField, read_entry
from evidence.library.bibshown import hide_remarks
from evidence.library.bibvalues import MONTHS

_HEAD = regex.compile(r"@[^\s{(]*+\s*+[{(]\s*+")
_LINE_REST = regex.compile(r"[ \t]*+(?:%[^\r\n]*+)?+(?=[\r\n])")


class _Manner(NamedTuple):
    """How an entry writes a field: what stands before the name, and the name with its equals sign padded to ``width``."""

    lead: str
    width: int
    before_equals: str
    after_equals: str
    trailing_comma: bool


def render_entry(kind: str, key: str, fields: Iterable[tuple[str, str]], newline: str = "\n") -> str:
    """A new entry: one field a line, braces around every value.

    Args:
        kind: Type without ``@``.
        key: Citation key.
        fields: Names with encoded values, in order.

    Example:
        >>> print(render_entry("article", "pd-2017-34-261", (("year", "2017"), ("volume", "34"))))
        @article{pd-2017-34-261,
          year = {2017},
          volume = {34},
        }
    """
    lines = (f"  {name} = {_delimited(name, value)}," for name, value in fields)
    return newline.join((f"@{kind}{{{key},", *lines, "}"))


def edit_fields(entry: BibEntry, changes: Mapping[str, str | None], newline: str = "\n") -> str:
    """The entry's text with fields added, changed or removed.

    Args:
        entry: The entry as it stands.
        changes: Lower-case field name → encoded inside of its new value, or ``None`` to remove the field.
        newline: How the file ends its lines.

    Returns:
        New text; the same text if nothing changes.

    Example:
        >>> entry = read_entry("@misc{a,\\n\\ttitle = {One},\\n\\tyear  = 2000\\n}", {})
        >>> print(edit_fields(entry, {"pmid": "1", "title": "Two"}).expandtabs(2))
        @misc{a,
          title = {Two},
          year  = 2000,
          pmid  = {1}
        }
    """
    text = entry.text
    for name, value in changes.items():
        field = entry.field(name)
        if field is None:
            text = text if value is None else _insert(entry, name, value, newline)
        elif value is None:
            text = _remove(entry, field)
        elif entry.inside(name) != value:
            text = text[: field.start] + _delimited(name, value) + text[field.end :]
        if text != entry.text:
            entry = read_entry(text, entry.macros)
    return text


def rename_entry(entry: BibEntry, key: str) -> str:
    """The entry's text under another key.

    Example:
        >>> rename_entry(read_entry("@Misc{ a , title={a}}", {}), "b")
        '@Misc{ b , title={a}}'
    """
    head = _HEAD.match(entry.text)
    start = head.end() if head else 0
    return entry.text[:start] + key + entry.text[start + len(entry.key) :]


def _delimited(name: str, value: str) -> str:
    """A value as it is written: months are macros, which every style knows in its own language."""
    return value if name == "month" and value in MONTHS else "{" + value + "}"


def _insert(entry: BibEntry, name: str, value: str, newline: str) -> str:
    text, manner = entry.text, _manner_of(entry, newline)
    written = (
        f"{manner.lead}{name.ljust(manner.width)}{manner.before_equals}={manner.after_equals}{_delimited(name, value)}"
    )
    if not entry.fields:
        head = _HEAD.match(text)
        at = (head.end() if head else 0) + len(entry.key)
        comma = _comma_after(text, at)
        # what stands behind the key stays behind the field, so that taking the field out gives the entry back
        return (
            f"{text[:at]},{written}{text[at:-1] or newline}{text[-1]}"
            if comma is None
            else f"{text[: comma + 1]}{written},{text[comma + 1 :]}"
        )
    last = entry.fields[-1].end
    comma = _comma_after(text, last)
    at = last if comma is None else comma + 1
    rest = _LINE_REST.match(text, at)
    stop = rest.end() if rest and manner.lead.startswith(("\n", "\r")) else at
    before = text[:last] + "," + text[last:stop] if comma is None else text[:stop]
    return before + written + ("," if manner.trailing_comma else "") + text[stop:]


def _manner_of(entry: BibEntry, newline: str) -> _Manner:
    text, fields = entry.text, entry.fields
    if not fields:
        return _Manner(newline + "  ", 0, " ", " ", True)
    last = fields[-1]
    lead = next((newline + indent for field in reversed(fields) if (indent := _indent(text, field)) is not None), " ")
    equals = [text.index("=", field.name_end) for field in fields]
    gaps = [at - field.name_end for at, field in zip(equals, fields, strict=True)]
    after = text[equals[-1] + 1 : last.start]
    widths = {len(field.name) + gap for field, gap in zip(fields, gaps, strict=True)}
    trailing = _comma_after(text, last.end) is not None
    after = after if not after.strip(" \t") else " "
    if len(fields) > 1 and len(widths) == 1 and len(set(gaps)) > 1:
        return _Manner(lead, max(widths) - min(gaps), " " * min(gaps), after, trailing)
    return _Manner(lead, 0, " " if gaps[-1] else "", after, trailing)


def _indent(text: str, field: BibField) -> str | None:
    """The white space before a field that begins its line; ``None`` if something stands before it."""
    line = max(text.rfind("\n", 0, field.name_start), text.rfind("\r", 0, field.name_start)) + 1
    before = text[line : field.name_start]
    return before if line and not before.strip() else None


def _comma_after(text: str, at: int) -> int | None:
    """The comma that follows a value, remarks passed over."""
    match = regex.compile(r"\s*+,").match(hide_remarks(text), at)
    return match.end() - 1 if match else None


def _remove(entry: BibEntry, field: BibField) -> str:
    text = entry.text
    start, end = field.name_start, field.end
    while start and text[start - 1] in " \t":
        start -= 1
    comma = _comma_after(text, field.end)
    is_last = entry.fields[-1] is field
    if comma is not None:
        end = comma + 1
    elif is_last:
        return _remove_last(entry, text[end:])
    if text.startswith(("\r\n", "\n"), end) and text[:start].endswith("\n"):
        start -= 2 if text[:start].endswith("\r\n") else 1
    elif is_last and text[end:].lstrip(" \t")[:1] in {"}", ")"}:
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return text[:start] + text[end:]


def _remove_last(entry: BibEntry, rest: str) -> str:
    """The text without its last field, which no comma follows: the comma before it goes, what stands behind that comma stays."""
    text = entry.text
    head = _HEAD.match(text)
    before = entry.fields[-2].end if len(entry.fields) > 1 else (head.end() if head else 0) + len(entry.key)
    comma = _comma_after(text, before)
    if comma is None:
        return text[: entry.fields[-1].name_start] + rest
    if len(entry.fields) == 1 and not rest[:-1].strip():
        return text[:comma] + rest[-1:]
    line = _LINE_REST.match(text, comma + 1)
    return text[:comma] + text[comma + 1 : line.end() if line else comma + 1] + rest
