"""Which reader reads a bibliography: by the name of its format, by its suffix, or by how it begins. Adding one is a function and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import regex

from evidence.errors import InputError
from evidence.imports.bib import read_bib_records
from evidence.imports.csl_json import read_csl_json
from evidence.imports.endnote import read_endnote
from evidence.imports.nbib import read_nbib
from evidence.imports.ris import read_ris

if TYPE_CHECKING:
    from evidence.imports.records import Imported

MAX_SIZE = 50_000_000
"""Bytes; a bibliography of 100,000 sources has about as many."""


class Reader(NamedTuple):
    """How a format is read, the suffixes that choose it, and how its files begin."""

    read: Callable[[str, str], tuple[Imported, ...]]
    suffixes: tuple[str, ...]
    begins: str


READERS: Mapping[str, Reader] = {
    "bib": Reader(read_bib_records, (".bib", ".bibtex"), r"(?:%|@\w+\s*+[{(])"),
    "ris": Reader(read_ris, (".ris",), r"TY {1,2}-"),
    "nbib": Reader(read_nbib, (".nbib",), r"PMID ?-"),
    "csl-json": Reader(read_csl_json, (".json",), r"[\[{]"),
    "endnote-xml": Reader(read_endnote, (".xml",), r"<"),
}


def read_bibliography(raw: bytes, path: str, format_name: str | None = None) -> tuple[Imported, ...]:
    """The records of a file.

    Args:
        raw: Its bytes: UTF-8, with or without a BOM, or UTF-16 with one.
        path: Its name, for the suffix and for messages.
        format_name: A name in ``READERS``; else the suffix says it, else how the file begins.

    Raises:
        InputError: It is too large, not text, of no known format, or broken; with line and column.

    Example:
        >>> [record] = read_bibliography(b"TY  - BOOK\\nTI  - Skin\\nER  - \\n", "unnamed")
        >>> record.entry.kind
        'book'
    """
    if len(raw) > MAX_SIZE:
        raise InputError(f"this file has more than {MAX_SIZE // 1_000_000} MB; divide it", path=path)
    text = _decode(raw, path)
    chosen = format_name or _format_of(text, path)
    return READERS[chosen].read(text, path)


def _format_of(text: str, path: str) -> str:
    by_suffix = next((name for name, reader in READERS.items() if path.lower().endswith(reader.suffixes)), None)
    head = text[:2000].lstrip("\ufeff \t\r\n")
    by_text = next((name for name, reader in READERS.items() if regex.match(reader.begins, head)), None)
    found = by_suffix or by_text
    if found is None:
        raise InputError(
            f"this is no bibliography of a known format; say --format {', '.join(READERS)}, or read a page with 'evidence add'",
            path=path,
        )
    return found


def _decode(raw: bytes, path: str) -> str:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        begin = raw.rfind(b"\n", 0, error.start) + 1
        column = len(raw[begin : error.start].decode("utf-8", "replace")) + 1
        shown = raw[begin : error.start + 60].split(b"\n")[0].decode("utf-8", "replace")
        raise InputError(
            "this byte is not UTF-8; save the file as UTF-8", path=path, line=line, column=column, excerpt=shown
        ) from None
