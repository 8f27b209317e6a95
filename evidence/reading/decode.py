"""Bytes → text, without losing or inventing a character."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from evidence.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_MAGIC = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"), (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a zip or Office file"), (b"\xd0\xcf\x11\xe0", "an old Office file"), (b"\x7fELF", "a program"),
    (b"{\\rtf", "a Rich Text file"),
)  # fmt: skip


class Decoded(NamedTuple):
    """Text with the name of its encoding; a BOM is kept as the character U+FEFF."""

    text: str
    encoding: str


def kind_of_bytes(raw: bytes) -> str | None:
    """What a binary file is, by its first bytes; ``None`` if it may be text.

    Example:
        >>> kind_of_bytes(b"%PDF-1.7 ...")
        'a PDF'
    """
    return next((kind for magic, kind in _MAGIC if raw.startswith(magic)), None)


def decode(raw: bytes, path: str = "-") -> Decoded:
    """The text of a file: as its BOM says, else UTF-8, else Windows-1252 if that leaves no control characters.

    Line ends stay as they are, and text that was damaged before (``Kaposi’'s``, ``Ã©``) is not repaired.

    Raises:
        InputError: The bytes are not text in any of these.

    Example:
        >>> decode("α".encode()), decode(b"caf\\xe9")
        (Decoded(text='α', encoding='utf-8'), Decoded(text='café', encoding='windows-1252'))
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            try:
                return Decoded(raw.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"its byte order mark says {encoding}, but byte {error.start} is not; save it anew as UTF-8",
                    path=path,
                ) from None
    if kind := kind_of_bytes(raw):
        raise InputError(f"this is {kind}, not a text that can be read; save the page as .txt, .md or .html", path=path)
    try:
        text, encoding, strict = raw.decode("utf-8"), "utf-8", re.search("[\x00]", "")
        strict = re.search(r"\x00", text)
        if strict is None:
            return Decoded(text, encoding)
    except UnicodeDecodeError:
        pass
    text = raw.decode("cp1252", "replace")
    bad = _CONTROLS.search(text) or re.search("\ufffd", text)
    if bad is None:
        return Decoded(text, "windows-1252")
    line = text.count("\n", 0, bad.start()) + 1
    raise InputError("neither UTF-8 nor Windows-1252 text; save it as UTF-8", path=path, line=line)
