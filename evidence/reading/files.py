"""Which reader a file goes to, and what is refused before it is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from evidence.collector import paused_collector
from evidence.document import Document
from evidence.errors import InputError, why_unreadable
from evidence.reading.decode import decode, kind_of_bytes

DEFAULT_MAX_SIZE = 50_000_000
"""Bytes; a larger file is refused unless the user says otherwise."""

_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
DOCUMENT_SUFFIXES = frozenset((*_SUFFIXES, ".docx", ".pdf"))
"""What the names of documents end in; a file named on the command line is read whatever its name."""


@paused_collector()
def read_document(path: str | Path, *, max_size: int = DEFAULT_MAX_SIZE) -> Document:
    """A document from a file, or from standard input if ``path`` is ``-``.

    The reader is chosen by suffix, and by content where the suffix says nothing or lies.

    Raises:
        InputError: Missing, a folder, a web address, too large, or not text.
        MissingExtra: A Word file or a PDF, and the package that reads it is not installed.

    Example:
        >>> import tempfile, pathlib
        >>> page = pathlib.Path(tempfile.mkdtemp(), "page.md")
        >>> _ = page.write_text("# Gout\\n\\nIce helps.", encoding="utf-8")
        >>> read_document(page)
        <Document 'page.md': markdown, 18 characters, 2 blocks>
    """
    raw = read_bytes(path, max_size=max_size, hint="; raise the limit with --max-size")
    name = str(path)
    shown = "-" if name == "-" else shown_name(Path(name).name)
    digest = sha256(raw).hexdigest()
    if raw.startswith(b"%PDF-"):
        from evidence.reading.pdf import pdf_document

        document = pdf_document(raw, path=name, name=shown, digest=digest)
    elif raw.startswith(b"PK\x03\x04"):
        from evidence.reading.docx import docx_document

        document = docx_document(raw, path=name, name=shown, digest=digest)
    else:
        decoded = decode(raw, name)
        reader = _reader(name, decoded.text)
        document = reader(decoded.text, name=shown, encoding=decoded.encoding, digest=digest)
    document.path = None if name == "-" else name
    return document


@paused_collector()
def text_document(text: str, *, name: str = "-") -> Document:
    """A document from a string; HTML is told by its tags, anything else is plain text unless ``name`` has a suffix that says more.

    Example:
        >>> text_document("Ice helps.").format, text_document("<p>Ice helps.</p>").format, text_document("- *ice*", name="a.md").format
        ('text', 'html', 'markdown')
    """
    return _reader(name, text)(text, name=name, encoding="utf-8", digest=None)


def shown_name(name: str) -> str:
    """A file's name as text: where a system lets a name be no UTF-8, its odd bytes become U+FFFD.

    Example:
        >>> shown_name("caf\\udce9.md"), shown_name("café.md")
        ('caf�.md', 'café.md')
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_bytes(path: str | Path, *, max_size: int = DEFAULT_MAX_SIZE, hint: str = "") -> bytes:
    """The bytes of a file or of standard input (``-``), not more than ``max_size``; ``hint`` says what to do where it has more.

    Raises:
        InputError: Missing, a folder, a web address, unreadable, or too large.

    Example:
        >>> import tempfile
        >>> page = Path(tempfile.mkdtemp(), "page.md")
        >>> _ = page.write_bytes(b"Ice helps.")
        >>> read_bytes(page)
        b'Ice helps.'
    """
    name = str(path)
    if name == "-":
        raw = sys.stdin.buffer.read(max_size + 1)
    else:
        if "://" in name[:12] or name.startswith("www."):
            raise InputError(
                "a web address is not fetched; save the page from your browser and give the file", path=name
            )
        try:
            with open(name, "rb") as file:
                expected = min(os.fstat(file.fileno()).st_size, max_size) + 1
                raw = file.read(expected)  # room for what is there, not for the largest file of all
                if len(raw) == expected:
                    raw += file.read(max_size + 1 - expected)  # a pipe, or it grew
        except FileNotFoundError as error:
            raise InputError(why_unreadable(name, error), path=name) from None
        except IsADirectoryError:
            raise InputError("this is a folder; give its files, as in 'FOLDER/*.html'", path=name) from None
        except PermissionError:
            raise InputError(
                "this is a folder; give its files" if Path(name).is_dir() else "no permission to read it", path=name
            ) from None
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot be read: {getattr(error, 'strerror', None) or error}", path=name.replace("\0", "?")
            ) from None
    if len(raw) > max_size:
        raise InputError(f"larger than {max_size:,} bytes{hint}", path=name)
    return raw


def _reader(name: str, text: str) -> Callable[..., Document]:
    kind = _SUFFIXES.get(Path(name).suffix.lower(), "")
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if kind != "markdown" and start.startswith(
        ("<!doctype html", "<html", "<head", "<body", "<?xml", "<div", "<p>", "<p ", "<h1", "<h2", "<article")
    ):
        kind = "html"
    elif kind == "html" and "<" not in text:
        kind = "text"
    if kind == "html":
        from evidence.reading.html import html_document

        return html_document
    if kind == "markdown":
        from evidence.reading.markdown import markdown_document

        return markdown_document
    from evidence.reading.plain import plain_document

    return plain_document


__all__ = ["DEFAULT_MAX_SIZE", "DOCUMENT_SUFFIXES", "kind_of_bytes", "read_bytes", "read_document", "text_document"]
