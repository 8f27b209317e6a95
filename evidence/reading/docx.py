"""DOCX → Document, by mammoth's HTML; extra ``docx``. Offsets count in the extracted text."""

from __future__ import annotations

import io

from evidence.document import Document
from evidence.errors import InputError, MissingExtra
from evidence.reading.archives import Allowed, check_archive
from evidence.reading.html import html_document

MAX_UNPACKED = 100_000_000
"""Bytes; a file that unpacks to more is refused before it is unpacked (a bomb of 71 kB held mammoth for 78 seconds)."""
MAX_ELEMENTS = 600_000
"""Elements of XML; five hundred pages have about as many, and mammoth takes 50 to 80 microseconds for each."""
_MEND = "open it in Word or LibreOffice and save it anew as .docx"
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh\np[style-name='Caption'] => p:fresh"


def docx_document(raw: bytes, *, path: str = "-", name: str = "-", digest: str | None = None) -> Document:
    """A document of a Word file: paragraphs, lists, tables, footnotes and endnotes; pictures are left out.

    Args:
        raw: The file's bytes.
        path: The file as the user named it, for messages.
        name: What the document is called.
        digest: SHA-256 of the file.

    Raises:
        InputError: Not a Word file, damaged, or unpacking to more than ``MAX_UNPACKED`` bytes or ``MAX_ELEMENTS``.
        MissingExtra: mammoth is not installed.
    """
    try:
        import mammoth
    except ImportError:
        raise MissingExtra("reading .docx", "docx") from None
    with check_archive(raw, path, Allowed("Word file", MAX_UNPACKED, MAX_ELEMENTS, _MEND)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise InputError("not a Word file: it has no word/document.xml", path=path)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(raw), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except Exception as error:  # mammoth raises whatever its parsers raise on a damaged file
        raise InputError(f"damaged Word file ({type(error).__name__}); {_MEND}", path=path) from None
    page = html_document(html, name=name)
    return Document(
        name=name,
        source=page.text,
        text=page.text,
        blocks=page.blocks,
        format="docx",
        encoding="docx",
        digest=digest,
        title=page.title,
    )
