"""A document's own text with its claims marked, static and small enough for a notebook; the report's needs a style sheet.

Marks are ``<u>`` with colours that are half transparent, so that they stand on light and dark paper; a sign and a word say the same
for those who see no colours. (``<mark>`` has black letters of its own, which a sanitised notebook does not let us take back.)
"""

from __future__ import annotations

from html import escape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from evidence.views.notebook import LEFT, title_html
from evidence.views.report_places import cut_pieces, mark_documents, touched
from evidence.views.subjects import counting_claims, direction_label, document_label, subjects
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from evidence.document import Block, Document
    from evidence.library.records import LibraryClaim
    from evidence.records import Span
    from evidence.views.report_places import Statement
    from evidence.views.subjects import Evidence

MOST_BLOCKS = 200
"""Of a longer document the first blocks are shown and the rest counted."""
_COLOURS = {"supports": "0, 158, 115", "against": "213, 94, 0", "mixed": "176, 122, 0", "mentioned": "123, 133, 143"}
"""Okabe and Ito's, as in the pictures; red, green, blue."""
LEGEND = (
    "Marked: what the page claims of a treatment, and in brackets how it was read. A dashed line: no source is cited."
)


def marked_html(library: Evidence, name: str, document: Document) -> str:
    """The text of a document of a library with its claims marked.

    Args:
        library: Rejected and missing claims are not marked.
        name: The document's id.
        document: As read from its file. Where it is no longer what the library knows, nothing would stand at its place: that is said instead.
    """
    record = library.documents[name]
    claims = tuple(claim for claim in counting_claims(library) if claim.document == name)
    [marked] = mark_documents((record,), claims, (document,))
    title = f"{document_label(record)}: {counted(len(claims), 'claim')}, {counted(len(record.citations), 'citation')}"
    if marked.document is None:
        return f"{title_html(title)}<p>The file changed since it was added: add it again to see its text.</p>"
    marks = _Marks(marked.pieces, marked.first_piece, marked.statements)
    return f"{title_html(title)}{_text_html(document, marks)}<p><small>{LEGEND}</small></p>"


def document_html(document: Document) -> str:
    """The text of a document as read, without marks."""
    pieces, first_piece = cut_pieces(document.blocks)
    return f"{title_html(repr(document)[1:-1])}{_text_html(document, _Marks(pieces, first_piece))}"


class _Marks(NamedTuple):
    """Where the pieces of a document are, and the statements in them."""

    pieces: tuple[Span, ...]
    first_piece: tuple[int, ...]
    statements: tuple[Statement, ...] = ()


def _text_html(document: Document, marks: _Marks) -> str:
    blocks = list(zip(document.blocks, marks.first_piece, strict=True))
    shown, left = blocks[:MOST_BLOCKS], len(blocks) - MOST_BLOCKS
    parts: list[str] = []
    for is_row, group in groupby(shown, key=lambda one: one[0].kind == "row"):
        if is_row:
            rows = "".join(_row(document, marks, block, first) for block, first in group)
            parts.append(f'<div style="overflow-x: auto"><table><tbody>{rows}</tbody></table></div>')
        else:
            parts += (_block(document, marks, block, first) for block, first in group)
    more = f"<p>… and {counted(left, 'further paragraph')}</p>" if left > 0 else ""
    return f"<blockquote>{''.join(parts)}{more}</blockquote>"


def _block(document: Document, marks: _Marks, block: Block, piece: int) -> str:
    text = _piece(document, marks, piece)
    if block.kind == "heading":  # no <h2>: it would stand in the notebook's own table of contents
        return f"<p><strong>{text}</strong></p>"
    if block.kind == "item":
        return f'<p style="margin-left: {min(block.level, 4)}em">{escape(clean(block.marker)[:8])} {text}</p>'
    return f"<p>{text}</p>"


def _row(document: Document, marks: _Marks, block: Block, first: int) -> str:
    tag = "th" if block.is_header else "td"
    cells = range(first, first + max(1, len(block.cells)))
    return f"<tr>{''.join(f'<{tag}{LEFT}>{_piece(document, marks, cell)}</{tag}>' for cell in cells)}</tr>"


def _piece(document: Document, marks: _Marks, number: int) -> str:
    """One piece, cut where a statement begins or ends."""
    start, end = marks.pieces[number]
    here = [one for one in marks.statements if number in touched(marks.pieces, one.span)]
    cuts = sorted({start, end, *(at for one in here for at in one.span if start < at < end)})
    out = []
    for a, b in pairwise(cuts):
        within = [one for one in here if one.span[0] <= a and b <= one.span[1]]
        text = escape(clean(document.text[a:b], strip=False))
        out.append(f'<u style="{_style(within[-1].claims)}">{text}</u>' if within else text)
        ending = [
            one
            for one in within
            if one.span[1] == b or (b == end and one.span[1] > end and _is_last(marks, one, number))
        ]
        out += (f" <small><strong>[{_words(one.claims)}]</strong></small>" for one in ending)
    return "".join(out)


def _is_last(marks: _Marks, statement: Statement, piece: int) -> bool:
    return touched(marks.pieces, statement.span)[-1] == piece


def _style(claims: tuple[LibraryClaim, ...]) -> str:
    directions = {claim.direction for claim in claims}
    colour = _COLOURS[directions.pop() if len(directions) == 1 else "mixed"]
    line = "solid" if any(claim.links for claim in claims) else "dashed"
    return f"background-color: rgba({colour}, 0.2); text-decoration: none; border-bottom: 2px {line} rgb({colour})"


def _words(claims: tuple[LibraryClaim, ...]) -> str:
    """What a statement claims: each direction with its treatments, and whether a source is cited."""
    said = "; ".join(
        f"{direction_label(direction)}: {', '.join(subject for claim in group for subject in subjects(claim))}"
        for direction, group in groupby(claims, key=lambda claim: claim.direction)
    )
    bare = "" if any(claim.links for claim in claims) else "; no source"
    return escape(clean(f"{said}{bare}"))
