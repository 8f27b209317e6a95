"""The graph as an SVG picture in three columns: therapies, claims, sources. No script, nothing fetched.

A direction is a sign and a word beside its colour; a claim without a source ends in an open ring; therapies named only as context hang
on dotted lines. Texts are cut to their box and stand in full in ``<title>``.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from evidence.views.graph import nodes_of
from evidence.views.picture_layout import COLUMNS, WIDTH, Column, lay_out
from evidence.views.subjects import SIGNS
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from evidence.views.graph import Graph

IDLE = "Supports no claim"


def picture_style() -> str:
    """The content of the picture's ``<style>``, for a page whose policy must allow it."""
    from evidence.views.page import read_page_file

    return read_page_file("picture.css")


def describe_picture(graph: Graph) -> str:
    """What the picture shows, in one sentence."""
    claims = [data for _, data in nodes_of(graph, "claim")]
    bare = sum(not data.get("cited", False) for data in claims)
    return (
        f"{counted(len(nodes_of(graph, 'therapy')), 'therapy', 'therapies')}, {counted(len(claims), 'claim')} "
        f"({bare} without a source), {counted(len(nodes_of(graph, 'source')), 'source')}"
    )


def render_picture(graph: Graph) -> str:
    """The picture as an SVG document; conditions and documents are not drawn, a claim's conditions stand on its box.

    Args:
        graph: As ``build_graph`` or ``neighbourhood`` gives it; not modified.

    Returns:
        SVG that fits its width, dark where the reader's system is, also inside an HTML page.
    """
    attributes: dict[str, dict[str, Any]] = {node: graph.nodes[node] for node in graph}
    edges = sorted((a, b, str(data["relation"])) for a, b, data in graph.edges(data=True))
    ordered, centres, bottom, idle = lay_out(graph)
    conditions = {
        node: "; ".join(
            str(attributes[other].get("label", ""))
            for other in graph.successors(node)
            if other.startswith("condition:")
        )
        for node in ordered[1]
    }
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="evidence-graph" viewBox="0 0 {WIDTH} {_n(bottom)}" width="{WIDTH}" height="{_n(bottom)}" role="img"'
        f' aria-label="{escape(describe_picture(graph))}">',
        f"<style>{picture_style()}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{_n(bottom)}"/>',
        *(f'<text class="head" x="{column.left}" y="24">{column.title}</text>' for column in COLUMNS),
        *(_therapy_edge(a, b, relation, centres, attributes) for a, b, relation in edges if a.startswith("therapy:")),
        *(
            _source_edge(a, b, centres, attributes)
            for a, b, _ in edges
            if a.startswith("claim:") and b.startswith("source:")
        ),
        *(_plain_box(COLUMNS[0], centres[node], attributes[node], "strong") for node in ordered[0]),
        *(_claim_box(centres[node], attributes[node], conditions[node]) for node in ordered[1]),
        *(
            _plain_box(COLUMNS[2], centres[node], attributes[node], "idle" if node in idle else "")
            for node in ordered[2]
        ),
        *(f'<text class="head" x="{COLUMNS[2].left}" y="{_n(centres[node] - 24)}">{IDLE}</text>' for node in idle[:1]),
        "</svg>",
    ]
    return "\n".join(filter(None, parts)) + "\n"


def _therapy_edge(
    start: str, end: str, relation: str, centres: dict[str, float], attributes: dict[str, dict[str, Any]]
) -> str:
    claimed = relation == "claimed"
    style = f"edge {_direction(attributes[end])}" if claimed else "context"
    title = (
        ""
        if claimed
        else f"<title>{escape(str(attributes[start].get('label', start)))}: only context ({escape(relation)})</title>"
    )
    return _curve(style, COLUMNS[0].left + COLUMNS[0].width, centres[start], COLUMNS[1].left, centres[end], title)


def _source_edge(start: str, end: str, centres: dict[str, float], attributes: dict[str, dict[str, Any]]) -> str:
    right = COLUMNS[1].left + COLUMNS[1].width
    return _curve(f"edge {_direction(attributes[start])}", right, centres[start], COLUMNS[2].left, centres[end], "")


def _curve(style: str, x1: float, y1: float, x2: float, y2: float, title: str) -> str:
    bend = (x2 - x1) * 0.45
    path = f"M{_n(x1)} {_n(y1)}C{_n(x1 + bend)} {_n(y1)} {_n(x2 - bend)} {_n(y2)} {_n(x2)} {_n(y2)}"
    return f'<path class="{style}" d="{path}">{title}</path>' if title else f'<path class="{style}" d="{path}"/>'


def _plain_box(column: Column, y: float, data: dict[str, Any], style: str) -> str:
    label = str(data.get("label", ""))
    known = (label, str(data.get("title", "")), str(data.get("citation_key", "")), IDLE if style == "idle" else "")
    full = ". ".join(filter(None, known))
    x, top = column.left, y - column.height / 2
    return (
        f"<g><title>{escape(full)}</title>"
        f'<rect class="box {style}" x="{x}" y="{_n(top)}" width="{column.width}" height="{column.height}" rx="5"/>'
        f'<text class="{style}" x="{x + 12}" y="{_n(y + 4.5)}">{escape(fit(label, column.width - 24, 13))}</text></g>'
    )


def _claim_box(y: float, data: dict[str, Any], conditions: str) -> str:
    _, _, x, width, height = COLUMNS[1]
    text, direction = str(data.get("label", "")), _direction(data)
    words = [direction, "in combination" if data.get("combination") else "", conditions]
    first = " · ".join(filter(None, words))
    box = (
        f"<g><title>{escape(f'{first}: {text}')}</title>"
        f'<rect class="box" x="{x}" y="{_n(y - height / 2)}" width="{width}" height="{height}" rx="5"/>'
        f'<circle class="{direction}" cx="{x + 22}" cy="{_n(y)}" r="10"/>'
        f'<text class="sign" x="{x + 22}" y="{_n(y + 4.5)}">{SIGNS[direction]}</text>'
        f'<text x="{x + 42}" y="{_n(y - 4)}">{escape(fit(first, width - 52, 13))}</text>'
        f'<text class="small" x="{x + 42}" y="{_n(y + 13)}">{escape(fit(text, width - 52, 11))}</text></g>'
    )
    if data.get("cited"):
        return box
    right = x + width
    stub = f'<path class="stub" d="M{right} {_n(y)}H{right + 26}"/><circle class="ring" cx="{right + 31}" cy="{_n(y)}" r="5"/>'
    return f'{box}{stub}<text class="bare" x="{right + 42}" y="{_n(y + 4)}">no source</text>'


def _direction(data: dict[str, Any]) -> Any:
    direction = data.get("direction")
    return direction if direction in SIGNS else "mentioned"


_WIDE, _NARROW = frozenset("mwMW@%—…ABCDEFGHKNOPQRSUVXYZ&+−±"), frozenset("iljtfrI.,;:'!|()[]/- ")


def fit(text: str, width: float, size: float) -> str:
    """The text cut with an ellipsis so that it fits into ``width`` at a font size, judged by generous letter widths.

    Example:
        >>> fit("Kasabach-Merritt syndrome", 90, 13), fit("sirolimus", 90, 13)
        ('Kasabach…', 'sirolimus')
    """
    room, kept = width / size, 0
    line = clean(text)
    for kept, letter in enumerate(line):  # noqa: B007  kept is how many letters fitted before this one
        room -= _letter_width(letter)
        if room < 0:
            break
    else:
        return line
    while kept and room < _letter_width("…"):
        kept -= 1
        room += _letter_width(line[kept])
    return f"{line[:kept].rstrip()}…"


def _letter_width(letter: str) -> float:
    if ord(letter) > 0x2E80:
        return 1.05
    return 0.37 if letter in _NARROW else 0.8 if letter in _WIDE else 0.63


def _n(number: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
