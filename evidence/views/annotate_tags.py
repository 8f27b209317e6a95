"""The tags that an annotated copy adds, made so that taking them out again gives the original, byte for byte.

Every tag holds a word that the document does not (the token), so that whatever holds it is ours, also in a page that was annotated
before. The last line names the token, how the text was put in, and the original's SHA-256.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

import regex

from evidence.errors import InputError
from evidence.wording import clean, clip

MODES = ("tags", "tags and a line end", "text")
"""Markdown or HTML with tags added; the same with a line end after it; plain text inside a page, with ``&``, ``<``, ``>`` escaped."""
_LAST_LINE = regex.compile(
    r"<!--evidence annotated (ev[0-9a-f]{8,16}) (tags|tags and a line end|text) ([0-9a-f]{64})-->(?:\r?\n)?\Z"
)
_PLAIN = regex.compile(r"[^A-Za-z0-9 .,:;()/+-]")
_NOTE_STYLE = (
    "float:right;clear:right;max-width:min(14em,45%);margin:0 0 .3em 1em;padding:.1em .5em;border:1px dashed currentColor;border-radius:.3em;"
    "font:small/1.3 system-ui,sans-serif;white-space:normal"
)
_PAGE_STYLE = "white-space:pre-wrap;overflow-wrap:anywhere;max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Stripped(NamedTuple):
    """A copy without our tags; ``intact`` says whether it is the original, or the copy was edited in between."""

    raw: bytes
    intact: bool


def choose_token(source: str, digest: str) -> str:
    """A word that does not occur in the source; the same for the same document.

    Example:
        >>> choose_token("no such word", "ab" * 32)
        'evabababab'
    """
    token, turn = f"ev{digest[:8]}", 0
    while token in source:
        turn += 1
        token = f"ev{sha256(f'{digest} {turn}'.encode()).hexdigest()[:16]}"
    return token


def link_tags(token: str, address: str, title: str) -> tuple[str, str]:
    """The tags before and after a linked citation."""
    return (
        f'<a data-evidence="{token}" href="{address}" title="{words(title)}" rel="noreferrer">',
        f"</a><!--{token}-->",
    )


def link_after(token: str, address: str, title: str, text: str) -> str:
    """A link of its own, behind a citation that stands for several works."""
    shown = f" {words(text)}" if text else ""
    return f'<a data-evidence="{token}+" href="{address}" title="{words(title)}" rel="noreferrer">{shown}</a><!--{token}-->'


def note(token: str, text: str) -> str:
    """A note at the margin."""
    return f'<span data-evidence="{token}+" style="{_NOTE_STYLE}">{words(text)}</span><!--{token}-->'


def words(text: str) -> str:
    """Text as ASCII that means itself in HTML and in Markdown: everything else is a character reference.

    Example:
        >>> words('a "b" <c> *d* α')
        'a &#34;b&#34; &#60;c&#62; &#42;d&#42; &#945;'
    """
    plain: str = _PLAIN.sub(lambda found: f"&#{ord(found[0])};", clip(clean(text), 300))
    return plain


def last_line(token: str, mode: str, digest: str) -> str:
    """What an annotated copy ends in."""
    return f"<!--evidence annotated {token} {mode} {digest}-->\n"


def page_around(token: str, title: str, encoding: str) -> tuple[str, str]:
    """A page for plain text: what stands before it and after it."""
    charset = encoding if encoding in ("utf-8", "windows-1252") else "utf-8"
    head = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="{charset}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{words(title)}</title>\n</head>\n<body>\n<pre style="{_PAGE_STYLE}"><!--{token} text-->'
    )
    return head, f"<!--{token} end--></pre>\n</body>\n</html>\n"


def escape_text(text: str) -> str:
    """Plain text as HTML, so that ``strip_tags`` can undo it exactly."""
    escaped: str = regex.sub("[&<>]", lambda found: _ESCAPES[found[0]], text)
    return escaped


def strip_tags(raw: bytes, path: str = "-") -> Stripped:
    """An annotated copy without what ``annotate`` added.

    Args:
        raw: The copy as it is on disk.
        path: Its name, for messages.

    Raises:
        InputError: It is no annotated copy, or its frame is damaged.
    """
    from evidence.reading.decode import decode

    text, encoding = decode(raw, path)
    last = _LAST_LINE.search(text, max(0, len(text) - 200))
    if last is None:
        raise InputError("this is no annotated copy: its last line does not say so", path=path)
    token, mode, digest = last[1], last[2], last[3]
    text = text[: last.start() - (mode == "tags and a line end")]
    if mode == "text":
        bom = "\ufeff" if text.startswith("\ufeff") else ""
        begin, end = text.find(f"<!--{token} text-->"), text.rfind(f"<!--{token} end-->")
        if begin < 0 or end < begin:
            raise InputError("this annotated copy lost the marks around its text", path=path)
        text = bom + text[begin + len(f"<!--{token} text-->") : end]
    text = _tags(token).sub("", text)
    if mode == "text":
        text = regex.sub("&(?:amp|lt|gt);", lambda found: {"&amp;": "&", "&lt;": "<", "&gt;": ">"}[found[0]], text)
    stripped = text.encode(encoding)
    return Stripped(stripped, sha256(stripped).hexdigest() == digest)


def _tags(token: str) -> regex.Pattern[str]:
    return regex.compile(
        rf"""<(?:a|span)\ data-evidence="{token}\+"[^<>]*+>[^<>]*+</(?:a|span)><!--{token}-->
        | <a\ data-evidence="{token}"[^<>]*+>
        | </a><!--{token}-->""",
        regex.VERBOSE,
    )
