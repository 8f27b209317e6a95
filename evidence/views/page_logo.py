"""A logo for the head of a page: read, checked, and turned into a data address, so that the page stays one file."""

from __future__ import annotations

import base64
from pathlib import Path

import regex

from evidence.errors import InputError, why_unreadable

MOST_BYTES = 150_000
"""As much as a logo may weigh; it goes into every copy of the report, a third larger."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SVG_START = regex.compile(
    r"\A\s*+(?:<\?xml[^<>?]{0,200}+\?>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<svg[\s>]", regex.DOTALL
)
_ACTIVE = (
    (r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", "a document type, an entity or a style sheet of its own"),
    (
        r"<(?:[\w.-]++:)?+(?:script|foreignObject|iframe|object|embed|handler|listener)\b",
        "a script or a foreign object",
    ),
    (r"[\s\"'/]on\w++\s*+=", "an event handler"),
    (r"href\s*+=\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpeg);)", "a link to something outside"),
    (r"url\(\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpeg);)|@import", "a style that loads something"),
    (
        r"(?:javascript|vbscript)\s*+:|&#",
        "a script in an address, or characters written as numbers that could hide one",
    ),
)


def read_logo(path: str | Path) -> str:
    """A picture file as a ``data:`` address.

    Args:
        path: A PNG, JPEG or SVG file of at most 150 kB; told apart by what is in it, not by its name.

    Raises:
        InputError: It cannot be read, is too large, is none of the three, or is an SVG with something that acts or loads.
    """
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(why_unreadable(path, error), path=str(path)) from error
    if len(raw) > MOST_BYTES:
        raise InputError(f"the logo is larger than {MOST_BYTES // 1000} kB; make it smaller first", path=str(path))
    return f"data:{_kind(raw, str(path))};base64,{base64.b64encode(raw).decode()}"


def _kind(raw: bytes, path: str) -> str:
    if raw.startswith(_PNG):
        return "image/png"
    if raw.startswith(_JPEG):
        return "image/jpeg"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not _SVG_START.match(text):
        raise InputError("the logo is neither PNG nor JPEG nor SVG", path=path)
    for pattern, what in _ACTIVE:
        if regex.search(pattern, text, regex.IGNORECASE):
            raise InputError(f"the logo holds {what}; save it as PNG instead", path=path)
    return "image/svg+xml"
