"""PDF → Document, by pypdf; extra ``pdf``. Offsets count in the extracted text.

A PDF has no paragraphs, only words at places: lines are put together again by ``plain_document``, words that were divided at a line's
end are joined, raised small digits become superscripts (they point to references), and lines that stand on every page are left out.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from evidence.document import Document
from evidence.errors import InputError, MissingExtra
from evidence.reading.plain import plain_document

MAX_PAGES = 2_000
"""Pages; a longer file is refused."""
MAX_SECONDS = 300.0
"""Processor time; pages can share one content, so that a small file has the work of a thousand large ones."""
_SUPERSCRIPT = str.maketrans("0123456789-–−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_MARK = re.compile(r"\s*\d{1,3}(?:\s*[,–−-]\s*\d{1,3})*\s*")
_WORD_END = re.compile(r"(?:[^\W\d_A-Z]{3}|\b(?![cdkm]m|kg)[^\W\d_A-Z]{2})[.,;:)]?\s*$")  # not behind "SpO" or "cm"
_DIVIDED = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE)


def pdf_document(raw: bytes, *, path: str = "-", name: str = "-", digest: str | None = None) -> Document:
    """A document of a PDF's text.

    Args:
        raw: The file's bytes.
        path: The file as the user named it, for messages.
        name: What the document is called.
        digest: SHA-256 of the file.

    Raises:
        InputError: Damaged, protected by a password, longer than ``MAX_PAGES``, a scan without text, or more work than ``MAX_SECONDS``.
        MissingExtra: pypdf is not installed.
    """
    try:
        import pypdf
    except ImportError:
        raise MissingExtra("reading .pdf", "pdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it grumbles about is told below, or was overcome
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("protected by a password; save it without", path=path)
        if len(reader.pages) > MAX_PAGES:
            raise InputError(f"more than {MAX_PAGES:,} pages", path=path)
        until = time.process_time() + MAX_SECONDS

        def check_time(*_: object) -> None:
            if time.process_time() > until:
                raise InputError(
                    f"takes more than {MAX_SECONDS:g} seconds of work; divide it, or save it as text", path=path
                )

        pages = [_page_text(page, check_time) for page in reader.pages]
    except InputError:
        raise
    except Exception as error:  # pypdf raises whatever it stumbles over in a damaged file
        raise InputError(
            f"damaged PDF ({type(error).__name__}); open it in a viewer and save or print it to PDF anew", path=path
        ) from None
    text = _DIVIDED.sub("", "\n".join(_without_running_lines(pages)))
    if pages and not text.strip():
        raise InputError("a PDF without text, perhaps a scan; run text recognition on it first", path=path)
    page = plain_document(text, name=name, encoding="pdf", digest=digest)
    return Document(
        name=name,
        source=text,
        text=text,
        blocks=page.blocks,
        format="pdf",
        encoding="pdf",
        digest=digest,
        title=page.title,
    )


def _page_text(page: Any, before_each: Callable[..., None]) -> str:
    """A page's text in the order of its content, with raised small digits as superscripts; ``before_each`` operator is called."""
    before_each()
    runs: list[tuple[str, float, float]] = []

    def visit(text: str, _user: Any, place: Any, _font: Any, size: float) -> None:
        if text:
            scale = (abs(place[3]) or abs(place[0]) or 1) if place else 1
            runs.append((text, place[5] if place else 0, (size or 1) * scale))

    page.extract_text(visitor_operand_before=before_each, visitor_text=visit)
    out: list[str] = []
    base: tuple[float, float] | None = None
    for text, height, size in runs:
        small = base is not None and size < 0.85 * base[1]
        # raised on the page, or (by text rise, which pypdf does not tell) small behind a word: "children¹", but not "SpO₂" or "m²"
        raised = (
            small
            and base is not None
            and (
                height > base[0] + 0.1 * base[1]
                or (height == base[0] and _WORD_END.search("".join(out[-2:])) is not None)
            )
        )
        if raised and _MARK.fullmatch(text):
            # the words before end with the line break that pypdf saw in the change of height
            while out and out[-1].endswith("\n"):
                out[-1] = out[-1].rstrip("\n")
                if out[-1]:
                    break
                out.pop()
            out.append(text.strip().translate(_SUPERSCRIPT))
            continue
        if text.strip():
            base = (height, size)
        out.append(text)
    return "".join(out)


def _without_running_lines(pages: list[str]) -> list[str]:
    """Pages without page numbers and without first and last lines that stand on most of them."""
    edges: Counter[str] = Counter()
    for page in pages:
        lines = [line.strip() for line in page.split("\n") if line.strip()]
        edges.update({_shape(line) for line in (*lines[:2], *lines[-2:])})
    running = {shape for shape, count in edges.items() if len(pages) > 2 and count > 0.6 * len(pages)}
    out = []
    for page in pages:
        lines = page.split("\n")
        shown = [index for index, line in enumerate(lines) if line.strip()]
        dropped = {
            index
            for index in (*shown[:2], *shown[-2:])
            if _shape(lines[index].strip()) in running or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(lines[index]))
        }
        out.append("\n".join(line for index, line in enumerate(lines) if index not in dropped))
    return out


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)
