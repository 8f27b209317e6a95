"""HTML → Document: headings, paragraphs, lines, list items and table rows; menus, scripts and page feet set apart."""

from __future__ import annotations

from collections import Counter

import regex

from evidence.document import Document
from evidence.reading.builder import DocumentBuilder
from evidence.reading.html_tokens import Token, attributes, texts, tokens

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_HIDDEN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "textarea",
        "select",
        "option",
        "button",
        "svg",
        "math",
        "object",
        "iframe",
        "video",
        "audio",
        "datalist",
    ]
)
_HIDDEN_FAMILY = frozenset({"xmp", "noembed", "noframes", "canvas", "map"})
_BOILERPLATE = frozenset({"nav", "footer", "aside", "menu", "form", "dialog"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "td",
        "th",
        "title",
        "ul",
    ]
)
_BOLD = frozenset({"b", "strong"})
_CHROME = regex.compile(
    r"(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|related|share|sharing|social|byline|"
    r"bio|author|authors|disclaimer|advert|ads?|banner|comments?|newsletter|pagination|skip)(?:$|[\s_-])"
)
_OUR_NOTE = regex.compile(r'(?<!\S)data-evidence="ev[0-9a-f]{8,16}\+"')
"""A note that ``evidence annotate`` put at the margin: our words, not the author's."""
_TITLE_TAIL = regex.compile(r"\s+[|·»–—-]\s+[^|·»–—]{1,60}$")


class HtmlFeed:
    """Feeds HTML into a builder; keeps the open elements between calls, so that Markdown can hand over its pieces."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder
        self.head_title: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._count: Counter[str] = Counter()
        self._hidden = self._chrome = self._bold = 0
        self._lists: list[int | None] = []
        self._header_cells = self._plain_cells = 0

    @property
    def hidden(self) -> bool:
        """Whether an element is open whose text a person does not read as the document's."""
        return self._hidden > 0

    def feed(self, start: int, end: int) -> None:
        """Read ``source[start:end]``."""
        source = self.builder.source
        for token in tokens(source, start, end):
            if token.kind == "text":
                self._text(token)
            elif token.kind == "open":
                self._start(token)
            elif token.kind == "close":
                self._end(token)

    def _text(self, token: Token) -> None:
        source = self.builder.source
        if self._count["title"] and not self._count["svg"]:
            self.head_title.extend(t.value for t in texts(source, token.start, token.end))
        elif not self._hidden:
            for piece in texts(source, token.start, token.end):
                self.builder.text(*piece)

    def _start(self, token: Token) -> None:
        name, builder = token.name, self.builder
        if name in _BLOCK:
            if name not in ("td", "th", "tr", "tbody", "thead", "tfoot"):
                builder.end_block(token.start)
            if self._count["p"]:
                self._close("p", token.start)  # a paragraph ends where a block begins
        if name == "br":
            builder.end_block(token.start)
        elif name == "hr":
            return
        if name in _VOID:
            return
        chrome = name in _BOILERPLATE or self._is_chrome(token.attributes)
        hidden = name in _HIDDEN or name in _HIDDEN_FAMILY or bool(_OUR_NOTE.search(token.attributes))
        self._open.append((name, chrome, hidden))
        self._count[name] += 1
        self._chrome += chrome
        self._hidden += hidden
        self._bold += name in _BOLD
        if name in _HEADINGS:
            builder.heading = _HEADINGS[name]
        elif name in ("ol", "ul"):
            first = attributes(token.attributes).get("start", "1")
            self._lists.append(None if name == "ul" else int(first) if first.isdecimal() and len(first) < 7 else 1)
        elif name in ("li", "dt", "dd"):
            self._begin_item(name)
        elif name == "table":
            builder.begin_table(token.start)
        elif name == "tr":
            self._end_row(token.start)
            builder.begin_row(token.start)
        elif name in ("td", "th"):
            builder.end_cell_if_open()
            builder.begin_cell(token.start)
            self._header_cells += name == "th"
            self._plain_cells += name == "td"
        elif name == "sup":
            builder.superscript = True
        self._set()

    def _begin_item(self, name: str) -> None:
        marker = "•"
        if name == "dd":
            marker = ""
        elif name == "li" and self._lists and (number := self._lists[-1]) is not None:
            marker, self._lists[-1] = str(number), number + 1
        self.builder.begin_item(marker, max(1, len(self._lists)))

    def _end(self, token: Token) -> None:
        if token.name == "p" and not self._count["p"]:
            self.builder.end_block(token.start)
        if self._count[token.name]:
            self._close(token.name, token.start)

    def _close(self, name: str, at: int) -> None:
        """Close the innermost ``name`` and what is open inside it."""
        if name == "p" and not self._p_is_innermost_block():
            return
        while self._open:
            inner, chrome, hidden = self._open.pop()
            self._count[inner] -= 1
            self._leave(inner, at)
            self._chrome -= chrome
            self._hidden -= hidden
            self._bold -= inner in _BOLD
            self._set()
            if inner == name:
                return

    def _p_is_innermost_block(self) -> bool:
        for name, _, _ in reversed(self._open[-40:]):
            if name == "p":
                return True
            if name in _BLOCK:
                return False
        return False

    def _leave(self, name: str, at: int) -> None:
        builder = self.builder
        if name in ("td", "th"):
            builder.end_cell_if_open()
        elif name == "tr" or name == "table":
            self._end_row(at)
        elif name in _BLOCK:
            builder.end_block(at)
        if name in ("li", "dt", "dd"):
            builder.end_item()
        elif name in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif name in _HEADINGS:
            builder.heading = 0
        elif name == "sup":
            builder.superscript = False

    def _end_row(self, at: int) -> None:
        self.builder.end_row(at, header=self._header_cells > 0 and (self._plain_cells == 0 or self._count["thead"] > 0))
        self._header_cells = self._plain_cells = 0

    def _is_chrome(self, written: str) -> bool:
        if "class" not in written and "id" not in written and "role" not in written and "hidden" not in written:
            return False
        found = attributes(written)
        return (
            "hidden" in found
            or found.get("role") in ("navigation", "contentinfo", "banner", "search", "complementary")
            or bool(_CHROME.search(found.get("class", "")) or _CHROME.search(found.get("id", "")))
        )

    def _set(self) -> None:
        self.builder.boilerplate = self._chrome > 0
        self.builder.bold = self._bold > 0


def html_document(source: str, *, name: str = "-", encoding: str = "utf-8", digest: str | None = None) -> Document:
    """A document of an HTML page.

    The title is the first main heading, else the page's ``<title>`` without the site's name.

    Example:
        >>> page = html_document("<h1>Gout</h1><ul><li>Ice helps<sup>3</sup>.</li></ul>")
        >>> page.title, [(b.kind, page.text[b.start : b.end]) for b in page.blocks]
        ('Gout', [('heading', 'Gout'), ('item', 'Ice helps³.')])
    """
    builder = DocumentBuilder(source)
    feed = HtmlFeed(builder)
    feed.feed(1 if source.startswith("\ufeff") else 0, len(source))
    if builder.title is None and (title := " ".join("".join(feed.head_title).split())):
        builder.title = _TITLE_TAIL.sub("", title[:500])
    return builder.build(name=name, format="html", encoding=encoding, digest=digest)
