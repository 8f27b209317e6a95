"""The graph as an SVG picture in three columns: therapies, claims, sources. No script, nothing fetched.

A direction is a sign and a word beside its colour; a claim without a source ends in an open ring; therapies named only as context hang
on dotted lines. Texts are cut to their box and stand in full in ``<title>``. Of many claims, those of the same therapies, direction
and sources stand in one box.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.views.graph import nodes_of
from evidence.views.picture_groups import MOST_CLAIMS, group_claims, in_words
from evidence.views.picture_layout import COLUMNS, DENSE, WIDTH, Layout, lay_out
from evidence.views.subjects import SIGNS
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.views.graph import Graph

IDLE = "Supports no claim"


def picture_style() -> str:
    """The content of the picture's ``<style>``, for a page whose policy must allow it."""
    from evidence.views.page import read_page_file

    return read_page_file("picture.css")


def describe_picture(graph: Graph) -> str:
    """What the picture shows, in one sentence."""
    claims = [data for _, data in nodes_of(graph, "claim")]
    bare = sum(int(data.get("count", 1)) for data in claims if not data.get("cited", False))
    number = sum(int(data.get("count", 1)) for data in claims)
    return (
        f"{counted(len(nodes_of(graph, 'therapy')), 'therapy', 'therapies')}, {counted(number, 'claim')} "
        f"({bare} without a source), {counted(len(nodes_of(graph, 'source')), 'source')}"
    )


def render_picture(graph: Graph, links: Mapping[str, str] | None = None) -> str:
    """The picture as an SVG document; conditions and documents are not drawn, a claim's conditions stand on its box.

    Args:
        graph: As ``build_graph`` or ``neighbourhood`` gives it; not modified.
        links: Node → the address that its box leads to, for a picture inside a page; its boxes then take the keyboard's focus, and
            the page's script finds what it needs in ``data-`` attributes.

    Returns:
        SVG that fits its width, dark where the reader's system is, also inside an HTML page.
    """
    drawn = group_claims(graph)
    dense = len(nodes_of(graph, "claim")) > MOST_CLAIMS
    layout = lay_out(drawn, DENSE if dense else COLUMNS)
    drawing = _Drawing(
        {node: drawn.nodes[node] for node in drawn},
        layout,
        {node: at for at, node in enumerate(node for column in layout.columns for node in column)},
        links,
    )
    edges = sorted((a, b, str(data["relation"])) for a, b, data in drawn.edges(data=True))
    conditions = {
        node: "; ".join(
            str(drawn.nodes[other].get("label", ""))
            for other in drawn.successors(node)
            if other.startswith("condition:")
        )
        for node in layout.columns[1]
    }
    size = f'viewBox="0 0 {WIDTH} {_n(layout.bottom)}" width="{WIDTH}" height="{_n(layout.bottom)}"'
    role = "group" if links is not None else "img"  # an image has no links inside
    idle = layout.idle
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="evidence-graph" {size} role="{role}" aria-label="{escape(describe_picture(graph))}">',
        f"<style>{picture_style()}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{_n(layout.bottom)}"/>',
        *(f'<text class="head" x="{column.left}" y="24">{column.title}</text>' for column in layout.shapes),
        *(drawing.therapy_edge(a, b, relation) for a, b, relation in edges if a.startswith("therapy:")),
        *(drawing.source_edge(a, b) for a, b, _ in edges if a.startswith("claim:") and b.startswith("source:")),
        *(drawing.plain_box(0, node, "strong") for node in layout.columns[0]),
        *(drawing.claim_box(node, conditions[node], dense) for node in layout.columns[1]),
        *(drawing.plain_box(2, node, "idle" if node in idle else "") for node in layout.columns[2]),
        *(
            f'<text class="head idle-head" x="{COLUMNS[2].left}" y="{_n(layout.centres[node] - 24)}">{IDLE}</text>'
            for node in idle[:1]
        ),
        "</svg>",
    ]
    return "\n".join(filter(None, parts)) + "\n"


class _Drawing(NamedTuple):
    """What every part of the picture needs to know: attributes, places, numbers and addresses of the nodes."""

    attributes: dict[str, dict[str, Any]]
    layout: Layout
    numbers: dict[str, int]
    links: Mapping[str, str] | None

    def therapy_edge(self, start: str, end: str, relation: str) -> str:
        claimed = relation == "claimed"
        style = f"edge {_direction(self.attributes[end])}" if claimed else "context"
        name = str(self.attributes[start].get("label", start))
        title = "" if claimed else f"<title>{escape(name)}: only context ({escape(relation)})</title>"
        return self._curve(style, 0, start, end, title)

    def source_edge(self, start: str, end: str) -> str:
        return self._curve(f"edge {_direction(self.attributes[start])}", 1, start, end, "")

    def _curve(self, style: str, column: int, start: str, end: str, title: str) -> str:
        left, right = self.layout.shapes[column : column + 2]
        x1, x2, y1, y2 = left.left + left.width, right.left, self.layout.centres[start], self.layout.centres[end]
        bend = (x2 - x1) * 0.45
        path = f"M{_n(x1)} {_n(y1)}C{_n(x1 + bend)} {_n(y1)} {_n(x2 - bend)} {_n(y2)} {_n(x2)} {_n(y2)}"
        ends = f' data-a="{self.numbers[start]}" data-b="{self.numbers[end]}"' if self.links is not None else ""
        return f'<path class="{style}" d="{path}"{ends}>{title}</path>' if title else f'<path class="{style}" d="{path}"{ends}/>'  # fmt: skip

    def _box(self, node: str, title: str, content: str, facts: str = "") -> str:
        """A node's marks, as a link where it has somewhere to lead to."""
        inside = f"<title>{escape(title)}</title>{content}"
        if self.links is None:
            return f"<g>{inside}</g>"
        shape = next(column for column in self.layout.shapes if node.startswith(f"{column.kind}:"))
        group = f'<g class="node" data-n="{self.numbers[node]}" data-k="{shape.kind[0]}" data-y="{_n(self.layout.centres[node])}"{facts}>'
        if address := self.links.get(node):
            return f'{group}<a href="{escape(address)}"><title>{escape(title)}</title><g aria-hidden="true">{content}</g></a></g>'
        return f"{group}{inside}</g>"

    def plain_box(self, at: int, node: str, style: str) -> str:
        column, y, data = self.layout.shapes[at], self.layout.centres[node], self.attributes[node]
        label = str(data.get("label", ""))
        known = (label, str(data.get("title", "")), str(data.get("citation_key", "")), IDLE if style == "idle" else "")
        x, top = column.left, y - column.height / 2
        return self._box(
            node,
            ". ".join(filter(None, known)),
            f'<rect class="box {style}" x="{x}" y="{_n(top)}" width="{column.width}" height="{column.height}" rx="5"/>'
            f'<text class="{style}" x="{x + 12}" y="{_n(y + 4.5)}">{escape(fit(label, column.width - 24, 13))}</text>',
        )

    def claim_box(self, node: str, conditions: str, dense: bool) -> str:
        _, _, x, width, height = self.layout.shapes[1]
        y, data = self.layout.centres[node], self.attributes[node]
        text, direction, cited = str(data.get("label", "")), _direction(data), bool(data.get("cited"))
        words = (in_words(data), "in combination" if data.get("combination") else "", conditions)
        first = " · ".join(filter(None, words))
        r = 9 if dense else 10
        below = (
            f'<text x="{x + 42}" y="{_n(y + 4.5)}">{escape(fit(first, width - 52, 13))}</text>'
            if dense
            else f'<text x="{x + 42}" y="{_n(y - 4)}">{escape(fit(first, width - 52, 13))}</text>'
            f'<text class="small" x="{x + 42}" y="{_n(y + 13)}">{escape(fit(text, width - 52, 11))}</text>'
        )
        content = (
            f'<rect class="box" x="{x}" y="{_n(y - height / 2)}" width="{width}" height="{height}" rx="5"/>'
            f'<circle class="{direction}" cx="{x + 22}" cy="{_n(y)}" r="{r}"/>'
            f'<text class="sign" x="{x + 22}" y="{_n(y + 4.5)}">{SIGNS[direction]}</text>{below}'
        )
        if not cited:
            right = x + width
            content += (
                f'<path class="stub" d="M{right} {_n(y)}H{right + 26}"/><circle class="ring" cx="{right + 31}" cy="{_n(y)}" r="5"/>'
                f'<text class="bare" x="{right + 42}" y="{_n(y + 4)}">no source</text>'
            )
        return self._box(node, f"{first}: {text}", content, f' data-d="{direction}"' + ("" if cited else ' data-g="1"'))


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
