"""The text and encoding of a bibliography on disk."""

from __future__ import annotations

from evidence.errors import LibraryError


def decode_bib(raw: bytes, path: str) -> tuple[str, str]:
    """Text and encoding of a bibliography: UTF-8, or what JabRef's first line names.

    Args:
        raw: The file's bytes.
        path: For messages.

    Raises:
        LibraryError: Neither; with line and column of the first byte that is wrong.

    Example:
        >>> decode_bib("@misc{ß}".encode("utf-8"), "refs.bib")
        ('@misc{ß}', 'utf-8')
    """
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        head = raw[:200].split(b"\n")[0].decode("ascii", "replace").strip()
        name = head.partition("Encoding:")[2].strip(" %\r") if head.startswith("%") else ""
        if name.lower() in {
            "iso-8859-1",
            "iso8859_1",
            "latin1",
            "latin-1",
            "windows-1252",
            "cp1252",
            "iso-8859-15",
            "iso8859_15",
        }:
            return raw.decode(name.replace("windows-", "cp"), "strict"), name.replace("windows-", "cp")
        line = raw.count(b"\n", 0, error.start) + 1
        begin = raw.rfind(b"\n", 0, error.start) + 1
        shown = raw[begin : error.start + 60].split(b"\n")[0].decode("utf-8", "replace")
        column = len(raw[begin : error.start].decode("utf-8", "replace")) + 1
        raise LibraryError(
            "this byte is not UTF-8; save the file as UTF-8", path=path, line=line, column=column, excerpt=shown
        ) from None
