"""HTML pages: templates with escaping on, one style sheet, and a content policy that allows nothing but that style sheet."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evidence import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment
    from markupsafe import Markup

    from evidence.views.table import Table

_DIRECTION = re.compile(r"(supports|against|mixed|mentioned) \(")
_LONG = re.compile(r"[^\s-]{24}(?=[^\s-])")
_KEYED = re.compile(r"(?s)(.*?) ?\[([^\[\]]+)\]\Z")


def render_page(template: str, *, title: str, styles: Iterable[str] = (), **values: Any) -> str:
    """A complete page from a template in ``evidence/data/pages``.

    Args:
        template: Its file name.
        title: Plain text; like every plain value it is escaped.
        styles: Contents of further ``<style>`` elements in ``values``, which the policy must allow.
        values: What the template shows; ``markupsafe.Markup`` stands as it is.

    Returns:
        HTML with one style sheet. Its policy allows neither script nor any request.
    """
    css = read_page_file("page.css")
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in dict.fromkeys((css, *styles)))
    policy = f"default-src 'none'; style-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'"
    page = _templates().get_template(template)
    return page.render(title=title, css=_markup(css), policy=_markup(policy), version=__version__, **values)


def read_page_file(name: str) -> str:
    """A file of ``evidence/data/pages`` as text."""
    return files("evidence.data").joinpath("pages", name).read_text(encoding="utf-8")


def column_kinds(table: Table) -> tuple[str, ...]:
    """The style of each column: ``number``, ``statement``, ``vacant`` where no row has anything to say, or none."""
    kinds = {"Claims": "number", "Uncited": "number", "Statement": "statement"}
    return tuple(
        kinds.get(name, "") if not table.rows or any(row[at] for row in table.rows) else "vacant"
        for at, name in enumerate(table.columns)
    )


def cell_html(cell: tuple[str, ...], anchors: Mapping[str, str] | None = None) -> Markup:
    """A table cell's texts as escaped lines: directions coloured beside their word and sign, sources linked to ``anchors``.

    Example:
        >>> str(cell_html(("a < b", "no source")))
        'a &lt; b<br><span class="open">no source</span>'
    """
    return _markup("<br>".join(_text_html(text, anchors or {}) for text in cell))


def _text_html(text: str, anchors: Mapping[str, str]) -> str:
    if direction := _DIRECTION.match(text):
        return f'<span class="sign {direction[1]}">{escape(text)}</span>'
    if text == "no source":
        return '<span class="open">no source</span>'
    keyed = _KEYED.match(text)
    if keyed and (anchor := anchors.get(keyed[2])):
        name = breakable(keyed[1] or keyed[2])
        return f'<a href="#{anchor}">{name}</a> <span class="key">[{breakable(keyed[2])}]</span>'
    return breakable(text)


def breakable(text: str) -> str:
    """Escaped text in which a browser may break words of more than 24 letters, so that none widens a page.

    Example:
        >>> breakable("a & " + "w" * 30)
        'a &amp; wwwwwwwwwwwwwwwwwwwwwwww<wbr>wwwwww'
    """
    return "<wbr>".join(map(escape, _LONG.sub("\\g<0>\0", text).split("\0")))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _markup(text: str) -> Markup:
    from markupsafe import Markup  # comes with jinja2, which only pages need

    return Markup(text)  # made of escaped parts only


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # 40 ms that other views do not need

    made = Environment(
        autoescape=True,
        loader=FunctionLoader(read_page_file),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"cell_html": cell_html, "column_kinds": column_kinds}
    return made
