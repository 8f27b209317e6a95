"""Markdown (CommonMark with tables and footnotes) → Document, by the events of pulldown-cmark with their byte ranges."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from evidence.document import Document
from evidence.reading.builder import DocumentBuilder
from evidence.reading.html import HtmlFeed

_LEVELS = {f"H{level}": level for level in range(1, 7)}


def markdown_document(source: str, *, name: str = "-", encoding: str = "utf-8", digest: str | None = None) -> Document:
    """A document of a Markdown file; HTML inside is read as HTML, code blocks and front matter yield no claims.

    Example:
        >>> page = markdown_document("# Gout\\n\\n* *Ice* helps [1].\\n")
        >>> page.title, [(b.kind, page.text[b.start : b.end]) for b in page.blocks]
        ('Gout', [('heading', 'Gout'), ('item', 'Ice helps [1].')])
    """
    import pyromark

    builder = DocumentBuilder(source)
    reader = _MarkdownReader(builder, HtmlFeed(builder))
    begin = 1 if source.startswith("\ufeff") else 0
    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_FOOTNOTES
        | pyromark.Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    )
    body = source[begin:].encode("utf-8", "replace" if source.isascii() else "surrogatepass").decode("utf-8", "replace")
    if len(body) != len(source) - begin:  # lone surrogates, which no file has: keep one character for one
        body = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in source[begin:])
    place = _byte_places(body, begin)
    for event, span in pyromark.events_with_range(body, options=options):
        reader.read(event, place(span["start"]), place(span["end"]))
    return builder.build(name=name, format="markdown", encoding=encoding, digest=digest)


def _byte_places(body: str, begin: int) -> Callable[[int], int]:
    """Byte offsets in ``body`` to code points in the source."""
    if body.isascii():
        return lambda at: at + begin
    raw = body.encode()
    places = array("I", accumulate((byte & 0xC0 != 0x80 for byte in raw), initial=0))
    # a byte inside a character counts its character as begun; ranges never cut one
    return lambda at: places[at] + begin


class _MarkdownReader:
    """Turns events into calls of the builder."""

    def __init__(self, builder: DocumentBuilder, html: HtmlFeed) -> None:
        self.builder, self.html = builder, html
        self.lists: list[int | None] = []
        self.html_start: int | None = None
        self.hidden = 0

    def read(self, event: Any, start: int, end: int) -> None:
        """One event with its place in the source."""
        if isinstance(event, str):
            if event == "SoftBreak":
                self.builder.text(" ", start, end)
            elif event == "HardBreak":
                self.builder.end_block(start)
            return
        (what, value), *_ = event.items()
        if what == "Text":
            if not self.hidden and self.html_start is None and not self.html.hidden:
                self.builder.text(value, start, end)
        elif what == "Code":
            inset = (end - start - len(value)) // 2
            self.builder.text(value, start + inset, start + inset + len(value))
        elif what == "InlineHtml":
            self.html.feed(start, end)
        elif what == "FootnoteReference":
            self.builder.text(f"[{value}]", start, end)
        elif what == "Start":
            self.start(*_kind(value), start, end)
        elif what == "End":
            self.end(_kind(value)[0], end)

    def start(self, kind: str, detail: Any, start: int, end: int) -> None:
        """An element begins."""
        builder = self.builder
        if kind == "Paragraph" or kind in ("BlockQuote", "List"):
            builder.end_block(start)
            if kind == "List":
                self.lists.append(detail)
        elif kind == "Heading":
            builder.end_block(start)
            builder.heading = _LEVELS[detail["level"]]
        elif kind in ("Item", "FootnoteDefinition"):
            builder.end_block(start)
            marker = str(detail) if kind == "FootnoteDefinition" else "•"
            if kind == "Item" and self.lists and (number := self.lists[-1]) is not None:
                marker, self.lists[-1] = str(number), number + 1
            builder.begin_item(marker, max(1, len(self.lists)))
        elif kind == "Table":
            builder.begin_table(start)
        elif kind in ("TableHead", "TableRow"):
            builder.begin_row(start)
        elif kind == "TableCell":
            builder.begin_cell(start)
        elif kind == "Strong":
            builder.bold = True
        elif kind == "HtmlBlock":
            builder.end_block(start)
            self.html_start = start
            self.html.feed(start, end)
        elif kind in ("CodeBlock", "MetadataBlock", "Image"):
            self.hidden += kind != "CodeBlock"
            if kind != "Image":
                builder.end_block(start)
                builder.boilerplate = True

    def end(self, kind: str, end: int) -> None:
        """An element ends."""
        builder = self.builder
        if kind in ("Paragraph", "BlockQuote", "List"):
            builder.end_block(end)
            if kind == "List" and self.lists:
                self.lists.pop()
        elif kind == "Heading":
            builder.end_block(end)
            builder.heading = 0
        elif kind in ("Item", "FootnoteDefinition"):
            builder.end_block(end)
            builder.end_item()
        elif kind == "TableHead":
            builder.end_row(end, header=True)
        elif kind == "TableRow":
            builder.end_row(end)
        elif kind == "TableCell":
            builder.end_cell_if_open()
        elif kind == "Strong":
            builder.bold = False
        elif kind == "HtmlBlock":
            self.html_start = None
        elif kind in ("CodeBlock", "MetadataBlock", "Image"):
            self.hidden -= kind != "CodeBlock"
            if kind != "Image":
                builder.end_block(end)
                builder.boilerplate = False


def _kind(value: Any) -> tuple[str, Any]:
    if isinstance(value, dict):
        (kind, detail), *_ = value.items()
        return kind, detail
    return value, None
