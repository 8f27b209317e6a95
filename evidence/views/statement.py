"""A claim's words as a person reads them: the slice of its page without tags, entities, emphasis, links and table bars.

A library keeps the slice as it stands in the file, so that it can be found there again; whoever shows it asks here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import regex

from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence

CELLS = " · "
"""Stands between the cells of a table row."""

_SUFFIXES = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
}
_CELL_TAG = regex.compile(r"(?i)</?t[dhr]\b")
_SURELY_HTML = regex.compile(r"(?i)</[a-z]|<br\b|&(?:[a-z]{2,10}|#\d{1,6}|#x[0-9a-f]{1,6});")
"""In a page whose name does not say what it is: a lone ``<`` or ``&`` is more often a sign than markup."""
_FOOTNOTE = regex.compile(r"\[\^[^\[\]\s]{1,60}+\]:?")  # [^1], [^smith2014]:
_LABEL = regex.compile(
    r"\]\[([^\[\]\n]{1,80}+)\]"
)  # the label of [words][label]: its address stands elsewhere in the page
_BAR = regex.compile(r"(?<!\\)\|")  # | of a table row
_BEFORE = "/ "
"""Put before each cell of Markdown, and off again: a sentence that begins with ``2015.`` or ``+`` is no list."""
_MARKUP = regex.compile(r"[*_\[\]<>&`\\\n!#~]")
"""Without any of these, Markdown is its own prose."""
_LEFT_OVER = ("*", "_", "](")
"""Of what was cut in two at the ends of the slice."""


def shown_statement(library: Evidence, claim: LibraryClaim) -> str:
    """What a claim's sentence says, as one line of prose.

    Args:
        library: Knows the path of the claim's document, and so what kind of file it is.
        claim: Its ``text`` is the slice of the file.

    Example:
        >>> from evidence import Library, read_text
        >>> library = Library.of(read_text("<p>Oral <b>sirolimus</b>&nbsp;was highly effective for KMS.</p>"))
        >>> [shown_statement(library, claim) for claim in library.claims.values()]
        ['Oral sirolimus was highly effective for KMS.']
    """
    document = library.documents.get(claim.document)
    return shown_text(claim.text, document.path if document is not None else claim.document)


def shown_text(exact: str, path: str = "") -> str:
    """A slice of a file as one line of prose.

    Args:
        exact: The slice; markup may be cut in two at its ends.
        path: The file's; its suffix tells HTML and Markdown. Of any other file only what is surely HTML is taken as such.

    Example:
        >>> shown_text("Cures more patients than ice</td><td>[1,2]", "a.html")
        'Cures more patients than ice · [1,2]'
        >>> shown_text("*Laser hair removal* with [ice](https://example.org)[^1] | week 12", "a.md")
        'Laser hair removal with ice · week 12'
        >>> shown_text("ALT *<5 & rising", "a.txt")
        'ALT *<5 & rising'
    """
    return _shown(exact, _SUFFIXES.get(PurePosixPath(path).suffix.lower(), ""))


@lru_cache(maxsize=8192)
def _shown(exact: str, kind: str) -> str:
    if kind == "markdown":
        prose = _from_markdown(exact)
    elif ("<" in exact or "&" in exact) and (kind == "html" or _SURELY_HTML.search(exact)):
        prose = _from_html(exact)
    else:
        prose = exact
    return clean(prose) or clean(exact)


def _from_html(exact: str) -> str:
    from evidence.reading.html import html_document

    if _CELL_TAG.search(exact):
        exact = f"<table><tr><td>{exact}</td></tr></table>"
    return " ".join(CELLS.join(filter(None, map(str.strip, line.split("\t")))) for line in _lines(html_document(exact)))


def _from_markdown(exact: str) -> str:
    from evidence.citations.cleaning import clean as without_markup
    from evidence.reading.markdown import markdown_document

    cells = list(filter(None, map(str.strip, _BAR.split(_FOOTNOTE.sub("", exact)))))
    written = "\n\n".join(_BEFORE + cell for cell in cells)
    if not _MARKUP.search(written):
        return CELLS.join(cells)
    labels = "".join(f"\n\n[{label}]: #" for label in dict.fromkeys(_LABEL.findall(written)))
    prose = "".join(
        CELLS + line.removeprefix(_BEFORE) if line.startswith(_BEFORE) else f" {line}"
        for line in _lines(markdown_document(written + labels))
        if line != _BEFORE.strip()
    ).removeprefix(CELLS)
    return without_markup(prose).text if any(sign in prose for sign in _LEFT_OVER) else prose


def _lines(document: Document) -> list[str]:
    """The text of a piece of a page, a block a line, its cells set apart by tabs."""
    return list(filter(None, map(str.strip, document.text.split("\n"))))
