"""DOCX → Document, by mammoth's HTML; extra ``docx``. Offsets count in the extracted text."""

from __future__ import annotations

import io
import zipfile

from evidence.document import Document
from evidence.errors import InputError, MissingExtra
from evidence.reading.html import html_document

MAX_UNPACKED = 100_000_000
"""Bytes; a file that unpacks to more is refused before it is unpacked (a bomb of 71 kB held mammoth for 78 seconds)."""
_MAX_PARTS = 5_000
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
        InputError: Not a Word file, damaged, or unpacking to more than ``MAX_UNPACKED`` bytes.
        MissingExtra: mammoth is not installed.
    """
    try:
        import mammoth
    except ImportError:
        raise MissingExtra("reading .docx", "docx") from None
    _check_archive(raw, path)
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


def _check_archive(raw: bytes, path: str) -> None:
    """Refuse what is no Word file, unpacks too large, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in archive.namelist():
                raise InputError("not a Word file: it has no word/document.xml", path=path)
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise InputError(f"unpacks to more than {MAX_UNPACKED:,} bytes", path=path)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2_000):
                            raise InputError("its XML declares a document type, which no Word file does", path=path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError(f"damaged Word file ({error}); {_MEND}", path=path) from None
