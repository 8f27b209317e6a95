"""How results show themselves in Jupyter: escaped tables and static pictures, which also an untrusted notebook keeps."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.findings import Findings
    from evidence.records import Citation, Claim, Record
    from evidence.views.graph import Graph

MOST_ROWS = 200
LEFT = ' align="left" style="text-align: left"'
"""Jupyter aligns cells to the right; untrusted notebooks keep the attribute, trusted ones need the style."""


def list_html(caption: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Rows as an HTML table without styles or script; of more than 200 rows the first are shown and the rest counted.

    Example:
        >>> list_html("1 row", [{"therapy": "a<b"}])  # doctest: +ELLIPSIS
        '<table>...<td align="left" style="text-align: left">a&lt;b</td></tr></tbody></table>'
    """
    names = list(columns if columns is not None else dict.fromkeys(name for row in rows for name in row))
    head = "".join(f'<th scope="col"{LEFT}>{_text(name)}</th>' for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td{LEFT}>{_text(row.get(name))}</td>' for name in names)}</tr>" for row in rows[:MOST_ROWS]
    )
    more = f"<p>… and {len(rows) - MOST_ROWS:,} more</p>" if len(rows) > MOST_ROWS else ""
    return (
        f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def findings_html(found: Findings) -> str:
    """What a document says, as ``Findings`` shows itself: one row a claim, then what is cited."""
    texts = {citation.id: _prose(found, citation) for citation in found.citations}
    claims = [
        {
            "therapy": (" + " if claim.combination else ", ").join(claim.therapies),
            "direction": claim.direction,
            "statement": _prose(found, claim),
            "cites": "; ".join(texts.get(name, name) for name in claim.citations) or "no source",
        }
        for claim in found.claims
    ]
    cited = [
        {"citation": _prose(found, citation), "key": citation.key, "uncertain": citation.uncertain}
        for citation in found.citations
    ]
    return list_html(repr(found)[1:-1], claims) + (list_html(f"{len(cited)} citations", cited) if cited else "")


def _prose(found: Findings, part: Claim | Citation) -> str:
    """The words of a part of a document, without its markup."""
    document = found.document
    return clean(document.text[slice(*document.to_text(part.start, part.end))]) or part.text


def record_html(record: Record) -> str:
    """A record as a table of its members; those that say nothing are left out.

    Example:
        >>> from evidence.records import ContextTherapy
        >>> record_html(ContextTherapy(therapy="vincristine", role="refractory")).count("<tr>")
        2
    """
    rows = "".join(
        f'<tr><th scope="row"{LEFT}>{_text(name)}</th><td{LEFT}>{_text(_plain(value))}</td></tr>'
        for name, value in record.to_dict().items()
        if _says(value)
    )
    return f"<table><caption>{_text(type(record).__name__)}</caption><tbody>{rows}</tbody></table>"


def _says(value: object) -> bool:
    return (
        value is not None
        and value is not False
        and value != ""
        and not (isinstance(value, list | tuple | dict) and not value)
    )


def _plain(value: object) -> object:
    """A member in words: nested records as ``name: value`` pairs, without those that say nothing."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items() if _says(inner))
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


class Picture:
    """An SVG picture that shows itself as ``<img>``, so that a notebook needs to trust nothing.

    Args:
        svg: A complete SVG document.
        description: What it shows, for those who do not see it.
    """

    def __init__(self, svg: str, description: str) -> None:
        self.svg, self.description = svg, description

    def _repr_html_(self) -> str:
        encoded = base64.b64encode(self.svg.encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{encoded}" alt="{escape(self.description)}" width="100%">'

    def __repr__(self) -> str:
        return f"<Picture: {self.description}>"


def show_graph(graph: Graph) -> Picture:
    """The graph (or a neighbourhood of it) as a picture in three columns: therapies, claims, sources."""
    from evidence.views.picture import describe_picture, render_picture  # only a picture needs it

    return Picture(render_picture(graph), describe_picture(graph))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return escape(clean("; ".join(map(str, value))))
    return escape(clean(str(value)))
