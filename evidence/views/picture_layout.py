"""Where therapies, claims and sources stand in the picture: what hangs together stands together, the best supported on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evidence.views.columns import order_columns, spread
from evidence.views.graph import nodes_of

if TYPE_CHECKING:
    from evidence.views.columns import Edges
    from evidence.views.graph import Graph

SIDE = 10
WIDTH = 1140
TOP = 44
GAP = 8
"""Between two boxes of a column; all in the picture's units."""
IDLE_GAP = 40
"""Above the sources that support no claim, for their heading."""


class Column(NamedTuple):
    """Where a column stands and how large its boxes are."""

    kind: str
    title: str
    left: int
    width: int
    height: int


COLUMNS = (
    Column("therapy", "Therapy", SIDE, 230, 30),
    Column("claim", "Claim", 350, 400, 44),
    Column("source", "Source", 870, 260, 30),
)
DENSE = (COLUMNS[0]._replace(height=26), COLUMNS[1]._replace(height=26), COLUMNS[2]._replace(height=26))
"""For pictures with many claims: one line a box."""


class Layout(NamedTuple):
    """Nodes by column from top to bottom, the height of each node's middle, the sources that support no claim, and the boxes' shapes."""

    columns: tuple[tuple[str, ...], ...]
    centres: dict[str, float]
    bottom: float
    idle: tuple[str, ...]
    shapes: tuple[Column, ...] = COLUMNS


def lay_out(graph: Graph, shapes: tuple[Column, ...] = COLUMNS) -> Layout:
    """Place the nodes of three columns; sources that support no claim come last.

    Args:
        graph: As ``build_graph`` gives it; not modified.
        shapes: ``COLUMNS``, or ``DENSE`` for pictures with many claims.
    """
    names = [[node for node, _ in nodes_of(graph, column.kind)] for column in shapes]
    tall = {f"{column.kind}:": column.height for column in shapes}

    def height(node: str) -> int:
        return next(units for kind, units in tall.items() if node.startswith(kind))

    left = sorted({(a, b) for a, b in graph.edges() if a.startswith("therapy:")})
    right = sorted({(a, b) for a, b in graph.edges() if a.startswith("claim:") and b.startswith("source:")})
    ordered: list[list[str]] = [[], [], []]
    for part in _connected(names, left, right):
        for column, nodes in zip(ordered, _order_part(part, left, right), strict=True):
            column.extend(nodes)
    columns = tuple(map(tuple, ordered))
    used = {source for _, source in right}
    idle = tuple(node for node in columns[2] if node not in used)
    centres = _place((*columns[:2], tuple(node for node in columns[2] if node in used)), left, right, height)
    top = max((y + height(node) / 2 for node, y in centres.items() if node in used), default=TOP - IDLE_GAP) + IDLE_GAP
    centres |= {node: top + (at + 0.5) * (shapes[2].height + GAP) for at, node in enumerate(idle)}
    bottom = max((y + height(node) / 2 for node, y in centres.items()), default=TOP) + SIDE
    return Layout(columns, centres, bottom, idle, shapes)


def _connected(names: list[list[str]], left: Edges, right: Edges) -> list[set[str]]:
    """The parts of the graph that no drawn edge joins: those with most sources first, a lone source last."""
    root = {node: node for column in names for node in column}

    def find(node: str) -> str:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in (*left, *right):
        root[find(b)] = find(a)
    parts: dict[str, set[str]] = {}
    for node in root:
        parts.setdefault(find(node), set()).add(node)

    def rank(part: set[str]) -> tuple[object, ...]:
        sources = sum(node.startswith("source:") for node in part)
        return (len(part) == sources, -sources, min(part))

    return sorted(parts.values(), key=rank)


def _order_part(part: set[str], left: Edges, right: Edges) -> tuple[tuple[str, ...], ...]:
    """One connected part with few crossings, from a start with the cited on top."""
    theirs, beyond = [edge for edge in left if edge[0] in part], [edge for edge in right if edge[0] in part]
    cited = {claim for claim, _ in beyond}
    supported = {therapy for therapy, claim in theirs if claim in cited}
    therapies = sorted((n for n in part if n.startswith("therapy:")), key=lambda node: (node not in supported, node))
    place = {node: at for at, node in enumerate(therapies)}
    first: dict[str, int] = {}
    for therapy, claim in theirs:
        first[claim] = min(place[therapy], first.get(claim, len(place)))
    claims = sorted(
        (n for n in part if n.startswith("claim:")), key=lambda n: (first.get(n, len(place)), n not in cited, n)
    )
    rank = {node: at for at, node in enumerate(claims)}
    reached: dict[str, int] = {}
    for claim, source in beyond:
        reached[source] = min(rank[claim], reached.get(source, len(rank)))
    sources = sorted(
        (n for n in part if n.startswith("source:")), key=lambda node: (reached.get(node, len(rank)), node)
    )
    return order_columns((therapies, claims, sources), (theirs, beyond))


def _place(
    ordered: tuple[tuple[str, ...], ...], left: Edges, right: Edges, height_of: Callable[[str], int]
) -> dict[str, float]:
    """Centre of each node: the fullest column stands close, the others beside their neighbours."""
    heights = [[height_of(node) + GAP for node in column] for column in ordered]
    fullest = max(range(len(ordered)), key=lambda at: (sum(heights[at]), at == 1))
    centres: dict[str, float] = {}
    beside: dict[str, list[str]] = {}
    for a, b in (*left, *right):
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    for at in sorted(range(len(ordered)), key=lambda at: abs(at - fullest)):
        wanted: list[float] = []
        for node, height in zip(ordered[at], heights[at], strict=True):
            known = [centres[other] for other in beside.get(node, ()) if other in centres] if at != fullest else []
            after = wanted[-1] + height if wanted else 0.0
            wanted.append(sum(known) / len(known) if known else after)
        placed = _down_from(TOP, spread(wanted, heights[at]), heights[at])
        centres |= dict(zip(ordered[at], placed, strict=True))
    return centres


def _down_from(top: float, centres: Sequence[float], heights: Sequence[int]) -> list[float]:
    """The same centres, pushed down where they would stand above ``top``."""
    out: list[float] = []
    edge = top - GAP / 2
    for centre, height in zip(centres, heights, strict=True):
        out.append(max(centre, edge + height / 2))
        edge = out[-1] + height / 2
    return out
