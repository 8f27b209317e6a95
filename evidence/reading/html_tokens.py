"""HTML cut into tags and text with their places in the source, in linear time.

The standard's tokenizer (WHATWG HTML, 13.2.5) as far as text is concerned. The ready parsers give no offsets (selectolax, lxml) or
need quadratic time on hostile input (the standard library's ``html.parser``); html5lib is the oracle in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import regex

_SPACE = r"[\t\n\f\r ]"
_TAG = regex.compile(
    rf"""<(?P<close>/?+)(?P<name>[A-Za-z][^\t\n\f\r />]*+)
    (?P<attributes>(?:
        [\t\n\f\r /]++
      | [^\t\n\f\r />][^\t\n\f\r />=]*+                          # a name (may begin with =)
        (?: {_SPACE}*+ = {_SPACE}*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | (?=>) | [^\t\n\f\r >]++ | \Z ) )?+
    )*+)
    (?P<end>>|\Z)""",
    regex.VERBOSE,
)
_ATTRIBUTE = regex.compile(
    rf"""([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:{_SPACE}*+={_SPACE}*+(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r >]*+)))?+""",
    regex.VERBOSE,
)
_COMMENT_END = regex.compile(r"--!?>|\Z")
_ENTITY = regex.compile(r"&(?:#[0-9]++;?+|#[xX][0-9A-Fa-f]++;?+|[A-Za-z][A-Za-z0-9]*+;?+)")
RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
ESCAPABLE_RAW = frozenset({"title", "textarea"})


class Token(NamedTuple):
    """A start tag (``open``), end tag (``close``) or run of text at ``source[start:end]``; ``name`` is a tag's, in lower case."""

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: str = ""


class Text(NamedTuple):
    """What is seen of ``source[start:end]``: as it stands, or an entity's character."""

    value: str
    start: int
    end: int


def tokens(source: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Tags and text runs of ``source[start:end]``, in order; comments and doctypes are left out.

    Example:
        >>> [(t.kind, t.name or "a<b<b>c"[t.start : t.end]) for t in tokens("a<b<b>c")]
        [('text', 'a'), ('open', 'b<b'), ('text', 'c')]
    """
    limit = len(source) if end is None else end
    at = begin = start
    while at < limit:
        bracket = source.find("<", at, limit)
        if bracket < 0:
            break
        following = source[bracket + 1 : bracket + 2]
        tag = _TAG.match(source, bracket, limit) if following == "/" or following.isalpha() else None
        if tag is not None:
            if bracket > begin:
                yield Token("text", begin, bracket)
            at = begin = tag.end()
            if tag["end"] == "":
                return  # a tag that the file ends in is dropped, as a browser does
            name = tag["name"].lower()
            yield Token("close" if tag["close"] else "open", bracket, at, name, tag["attributes"])
            if not tag["close"] and (name in RAW or name in ESCAPABLE_RAW):
                close = regex.compile(rf"</{regex.escape(name)}(?=[\t\n\f\r />])", regex.IGNORECASE).search(
                    source, at, limit
                )
                stop = close.start() if close else limit
                if stop > at:
                    yield Token("raw" if name in RAW else "text", at, stop)
                at = begin = stop
        elif following in ("!", "?", "/") and following:
            if following == "/" and bracket + 2 >= limit:
                break
            if bracket > begin:
                yield Token("text", begin, bracket)
            at = begin = _end_of_declaration(source, bracket, limit)
        else:
            at = bracket + 1
    if begin < limit:
        yield Token("text", begin, limit)


def _end_of_declaration(source: str, at: int, limit: int) -> int:
    """The end of a comment, doctype, CDATA or other bogus comment that starts at ``at``."""
    if source.startswith("<!--", at):
        if source.startswith((">", "->"), at + 4):
            return source.index(">", at) + 1
        found = _COMMENT_END.search(source, at + 4, limit)
        return found.end() if found else limit
    close = source.find(">", at, limit)
    return limit if close < 0 else close + 1


def texts(source: str, start: int, end: int) -> Iterator[Text]:
    """A text run with its entities resolved.

    Example:
        >>> [(t.value, t.start, t.end) for t in texts("a&nbsp;&#8211;b", 0, 14)]
        [('a', 0, 1), ('\\xa0', 1, 7), ('–', 7, 14)]
    """
    at = start
    if source.find("&", start, end) >= 0:
        for found in _ENTITY.finditer(source, start, end):
            value = unescape(found[0])
            if value == found[0]:
                continue
            if found.start() > at:
                yield Text(source[at : found.start()], at, found.start())
            if value:  # ``&#1;`` is no character that Python's table has
                yield Text(value, found.start(), found.end())
            at = found.end()
    if at < end:
        yield Text(source[at:end], at, end)


def attributes(written: str) -> dict[str, str]:
    """The attributes of a start tag by lower-case name; the first of a name counts.

    Example:
        >>> attributes(' class="a b" ID=x hidden')
        {'class': 'a b', 'id': 'x', 'hidden': ''}
    """
    out: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(written):
        out.setdefault(found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
    return out
