"""Where marks may stand in a document's source: in running text, never inside a tag, comment, script, style, code or another link."""

from __future__ import annotations

import unicodedata
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from evidence.reading.html_tokens import attributes, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence.document import Document
    from evidence.records import Span

_CLOSED = frozenset(
    [
        "title", "textarea", "button", "select", "option", "optgroup", "svg", "math", "template", "noscript", "object", "iframe", "video",
        "audio", "datalist", "canvas", "map", "summary", "label", "code", "pre", "kbd", "samp", "tt", "listing", "plaintext", "xmp",
        "noembed", "noframes", "script", "style", "frameset",
    ]
)  # fmt: skip
"""Elements in which nothing is marked."""
_DELIMITERS = frozenset("*_~")


def safe_runs(document: Document) -> tuple[Span, ...]:
    """Runs of ``document.source`` in which a mark may begin and end, in order; none for formats that hold no text as it is read.

    Example:
        >>> from evidence.reading import text_document
        >>> page = text_document("<p>Ice <code>[BMJ 2001;3:4]</code> helps <a href=x>a lot</a>.</p>")
        >>> [page.source[start:end] for start, end in safe_runs(page)]
        ['Ice ', ' helps ', '.']
    """
    begin = 1 if document.source.startswith("\ufeff") else 0
    if document.format == "text":
        return ((begin, len(document.source)),)
    if document.format == "html":
        return tuple(_OpenElements().runs(document.source, begin, len(document.source)))
    return _joined(sorted(_markdown_runs(document.source, begin))) if document.format == "markdown" else ()


def _joined(runs: Sequence[Span]) -> tuple[Span, ...]:
    """Runs that touch as one: a Markdown parser cuts its text at every bracket."""
    joined: list[Span] = []
    for start, end in runs:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


class _OpenElements:
    """Which elements are open that nothing is marked in, as far as the source was read."""

    def __init__(self) -> None:
        self._depth: dict[str, int] = {}
        self._link = False

    @property
    def closed(self) -> bool:
        """Whether a mark here would stand where none belongs."""
        return self._link or any(self._depth.values())

    def runs(self, source: str, start: int, end: int) -> Iterator[Span]:
        """The runs of ``source[start:end]`` that are text outside of such elements."""
        for token in tokens(source, start, end):
            if token.kind == "text" and not self.closed:
                yield token.start, token.end
            elif token.kind == "open" and token.name == "a":
                self._link = "href" in attributes(token.attributes)
            elif token.kind == "close" and token.name == "a":
                self._link = False
            elif token.name in _CLOSED and not token.attributes.endswith("/"):
                step = 1 if token.kind == "open" else -1
                self._depth[token.name] = max(0, self._depth.get(token.name, 0) + step)


def _markdown_runs(source: str, begin: int) -> Iterator[Span]:
    import pyromark

    body = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in source[begin:])
    places = array("I", accumulate((byte & 0xC0 != 0x80 for byte in body.encode()), initial=0))
    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_FOOTNOTES
        | pyromark.Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    )
    html, depth, in_html = _OpenElements(), 0, False
    for event, span in pyromark.events_with_range(body, options=options):
        start, end = begin + places[span["start"]], begin + places[span["end"]]
        what, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        kind = _kind(value)
        if what in ("Start", "End") and kind in ("CodeBlock", "MetadataBlock", "Image", "Link"):
            depth += 1 if what == "Start" else -1
        elif what == "Start" and kind == "HtmlBlock":
            in_html = True
            yield from (run for run in html.runs(source, start, end) if not depth)
        elif what == "End" and kind == "HtmlBlock":
            in_html = False
        elif what == "InlineHtml":
            for _ in html.runs(source, start, end):
                pass
        elif what == "Text" and not depth and not in_html and not html.closed:
            run = source[start:end]
            if (
                value == run and "://" not in run and "www." not in run
            ):  # many renderers link bare addresses by themselves
                yield start, end


def _kind(value: Any) -> str:
    return next(iter(value)) if isinstance(value, dict) else value if isinstance(value, str) else ""


def may_stand(document: Document, at: int) -> bool:
    """Whether a tag at this place leaves what stands around it as it is: Markdown judges ``*`` and ``\\`` by their neighbours.

    Example:
        >>> from evidence.reading import text_document
        >>> page = text_document("a*b* c", name="x.md")
        >>> may_stand(page, 2), may_stand(page, 5)
        (False, True)
    """
    if document.format != "markdown":
        return True
    source = document.source
    before, after = source[at - 1 : at], source[at : at + 1]
    slashes = at
    while slashes and source[slashes - 1] == "\\":
        slashes -= 1
    if (at - slashes) % 2:
        return False
    return not (before in _DELIMITERS and _is_word(after)) and not (after in _DELIMITERS and _is_word(before))


def _is_word(letter: str) -> bool:
    return bool(letter) and not letter.isspace() and unicodedata.category(letter)[0] not in "PS"
