"""What an Office file (a zip of XML) may hold before anything is built of it: Word files and workbooks go through the same gate.

The ready readers build a tree of the whole XML, at about a thousand bytes and fifty microseconds an element; so elements are counted
first, by a parser that keeps nothing.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any, NamedTuple
from xml.parsers import expat

from evidence.errors import InputError

MAX_PARTS = 5_000
"""Files in the archive."""
MAX_NESTING = 256
"""Elements inside each other; real files have about 30."""
_PIECE = 1 << 16
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Allowed(NamedTuple):
    """What a kind of file may have: bytes after unpacking, and elements of XML in all of its parts; ``mend`` says how to make it whole."""

    what: str
    unpacked: int
    elements: int
    mend: str


def check_archive(raw: bytes, path: str, allowed: Allowed) -> zipfile.ZipFile:
    """The archive, if it is one, unpacks within bounds, and its XML has no document type (and so no entities) and no depth without end.

    Raises:
        InputError: It is damaged or out of bounds; the message says how.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > allowed.unpacked:
            raise InputError(f"unpacks to more than {allowed.unpacked:,} bytes or {MAX_PARTS:,} parts", path=path)
        if any(part.compress_type not in _KINDS for part in parts):
            raise InputError(f"is packed in a way that no {allowed.what} is; save it again", path=path)
        count = _Count(path, allowed)
        for part in parts:
            with archive.open(part) as file:
                try:
                    count.read(file)
                except expat.ExpatError as error:
                    # a picture is no XML; but a part of any name can be read as XML, so all of them are tried
                    if part.filename.endswith((".xml", ".rels")):
                        raise InputError(f"damaged {allowed.what} (XML: {error}); {allowed.mend}", path=path) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InputError(f"damaged {allowed.what} ({error}); {allowed.mend}", path=path) from None
    return archive


class _Count:
    """Counts the elements of one file after the other."""

    def __init__(self, path: str, allowed: Allowed) -> None:
        self._path, self._allowed, self._elements, self._depth = path, allowed, 0, 0

    def read(self, file: Any) -> None:
        self._depth = 0
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        while piece := file.read(_PIECE):
            parser.Parse(piece, False)

    def _refuse(self, *_: object) -> None:
        raise InputError(f"its XML declares a document type, which no {self._allowed.what} does", path=self._path)

    def _start(self, *_: object) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > self._allowed.elements:
            raise InputError(f"has more than {self._allowed.elements:,} elements of XML; divide it", path=self._path)
        if self._depth > MAX_NESTING:
            raise InputError(f"its XML is nested more than {MAX_NESTING} deep", path=self._path)

    def _end(self, *_: object) -> None:
        self._depth -= 1
