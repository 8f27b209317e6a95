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
from evidence.wording import clean, clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment
    from markupsafe import Markup

    from evidence.views.table import Table

_POLICY = ("img-src data:", "base-uri 'none'", "form-action 'none'")
_DIRECTION = re.compile(r"(supports|against|mixed|mentioned) \(")
_LONG = re.compile(r"[^\s-]{24}(?=[^\s-])")
_KEYED = re.compile(r"(?s)(.*?) ?\[([^\[\]]+)\]\Z")


def render_page(
    template: str, *, title: str, styles: Iterable[str] = (), scripts: Iterable[str] = (), **values: Any
) -> str:
    """A complete page from a template in ``evidence/data/pages``.

    Args:
        template: Its file name.
        title: Plain text; like every plain value it is escaped.
        styles: Contents of further ``<style>`` elements in ``values``, which the policy must allow.
        scripts: Contents of ``<script>`` elements likewise; without any, no script runs at all.
        values: What the template shows; ``markupsafe.Markup`` stands as it is.

    Returns:
        HTML whose policy allows these styles and scripts by their hash, pictures inside the page, and no request to anywhere.
    """
    css = read_page_file("page.css")
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in dict.fromkeys((css, *styles)))
    script = " ".join(f"'sha256-{_digest(script)}'" for script in dict.fromkeys(scripts))
    policy = "; ".join(
        ("default-src 'none'", f"style-src {hashes}", *([f"script-src {script}"] if script else []), *_POLICY)
    )
    page = _templates().get_template(template)
    return page.render(title=title, css=_markup(css), policy=_markup(policy), version=__version__, **values)


def read_page_file(name: str) -> str:
    """A file of ``evidence/data/pages`` as text."""
    return files("evidence.data").joinpath("pages", name).read_text(encoding="utf-8")


def column_kinds(table: Table, hidden: Iterable[str] = ()) -> tuple[str, ...]:
    """The style of each column: ``number``, ``statement``, ``vacant`` where no row has anything to say or it is ``hidden``, or none."""
    kinds = {"Claims": "number", "Uncited": "number", "Statement": "statement", **dict.fromkeys(hidden, "vacant")}
    shown = table.shown
    return tuple(kinds.get(name, "") if at in shown else "vacant" for at, name in enumerate(table.columns))


def cell_html(
    cell: tuple[str, ...], anchors: Mapping[str, str] | None = None, places: Mapping[str, str] | None = None
) -> Markup:
    """A table cell's texts as escaped lines: directions coloured beside their word and sign.

    Args:
        cell: Plain texts.
        anchors: Citation key → id of the source in the page, to which the key's text is linked.
        places: Statement → id of its place in the page.

    Example:
        >>> str(cell_html(("a < b", "no source")))
        'a &lt; b<br><span class="open">no source</span>'
    """
    return _markup("<br>".join(_text_html(text, anchors or {}, places or {}) for text in cell))


def _text_html(text: str, anchors: Mapping[str, str], places: Mapping[str, str]) -> str:
    if text in places:
        return f'{breakable(text)} <a class="to-place" href="#{places[text]}" aria-label="in the document: {escape(clip(text, 60))}">in the document</a>'
    if direction := _DIRECTION.match(text):
        return f'<span class="sign {direction[1]}">{escape(text)}</span>'
    if text == "no source":
        return '<span class="open">no source</span>'
    keyed = _KEYED.match(text)
    if keyed and (anchor := anchors.get(keyed[2])):
        name, _, known = keyed[1].partition(" · ")
        facts = [
            f'<span class="trouble-word">{escape(fact)}</span>' if fact.isupper() else breakable(fact)
            for fact in known.split(" · ")
            if fact
        ]
        link = f'<a href="#{anchor}">{breakable(name or keyed[2])}</a>'
        return f'{" · ".join((link, *facts))} <span class="key">[{breakable(keyed[2])}]</span>'
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


def _shown(value: Any) -> Any:
    """Every plain text that a template writes, without what could act on a page or cannot be encoded."""
    return value if not isinstance(value, str) or hasattr(value, "__html__") else clean(value, strip=False)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # 40 ms that other views do not need

    made = Environment(
        autoescape=True,
        finalize=_shown,
        loader=FunctionLoader(read_page_file),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"cell_html": cell_html, "column_kinds": column_kinds}
    return made
