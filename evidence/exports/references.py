"""Formatted reference lists: plain text, and one HTML page; AMA and Vancouver by this package, others through CSL."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.exports.csl_json import to_csl
from evidence.styles import STYLES, render_reference, render_reference_html
from evidence.styles.csl import render_csl
from evidence.styles.parts import fallback
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.exports.item import Item
    from evidence.exports.selection import Selection
    from evidence.library.records import Source

STYLE_NAMES = {"ama": "AMA", "vancouver": "Vancouver (NLM)", "apa": "APA", "nature": "Nature", "jama": "JAMA"}


class _List(NamedTuple):
    keys: tuple[str, ...]
    lines: tuple[str, ...]
    numbered: bool


def export_text(selection: Selection) -> str:
    """One reference a line, numbered unless the style orders its references by author."""
    listed = _render(selection, html=False)
    return "".join(
        f"{number}. {line}\n" if listed.numbered else f"{line}\n" for number, line in enumerate(listed.lines, 1)
    )


def export_html(selection: Selection) -> str:
    """A page with a list, identifiers linked where the style is built in; no script, no request to anywhere."""
    from markupsafe import Markup

    from evidence.views.page import render_page

    listed = _render(selection, html=True)
    references = [(key, Markup(line)) for key, line in zip(listed.keys, listed.lines, strict=True)]
    style = STYLE_NAMES.get(selection.style, selection.style)
    return render_page("references.html", title="References", references=references, style=style)


def to_rows(selection: Selection) -> list[dict[str, Any]]:
    """The references in rows, as printed: ``key``, the line in ``reference``, the source as a CSL item in ``csl``."""
    listed = _render(selection, html=False)
    items = dict(zip(selection.keys, selection.items, strict=True))
    return [
        {"key": key, "reference": line, "csl": to_csl(items[key])}
        for key, line in zip(listed.keys, listed.lines, strict=True)
    ]


def _render(selection: Selection, *, html: bool) -> _List:
    if selection.style in STYLES:
        render = render_reference_html if html else render_reference
        return _List(selection.keys, tuple(render(source, selection.style) for source in selection.sources), True)
    as_given = selection.order != "library"
    items = selection.items
    found = render_csl([to_csl(item) for item in items], selection.style, html=html, as_given=as_given)
    lines = tuple(
        line if _says_something(items[at]) else _as_cited(selection.sources[at], html=html)
        for at, line in zip(found.order, found.lines, strict=True)
    )
    return _List(tuple(selection.keys[at] for at in found.order), lines, found.numeric)


def _says_something(item: Item) -> bool:
    return bool(item.authors or item.title or item.container or item.doi or item.url)


def _as_cited(source: Source, *, html: bool) -> str:
    """A source of which no style can print anything: the citation as it stands, else the key."""
    line = clean("".join(run.text for run in fallback(source)))
    return escape(line) if html else line
