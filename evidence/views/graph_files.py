"""The graph as files that other programs open. ``FORMATS`` is the registry: adding one is a function and a row."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

from evidence.views.graph import nodes_of
from evidence.views.picture import render_picture
from evidence.wording import json_for_eyes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evidence.views.graph import Graph

_SHAPES = {"therapy": "box", "claim": "note", "source": "ellipse", "condition": "hexagon", "document": "folder"}


def render_graphml(graph: Graph) -> str:
    """GraphML, as networkx writes and reads it; opened by yEd, Gephi, Cytoscape and igraph."""
    import networkx as nx  # 138 ms that no other format needs

    out = io.BytesIO()
    nx.write_graphml_xml(_sorted(graph), out, named_key_ids=True)
    return out.getvalue().decode() + "\n"


def render_gexf(graph: Graph) -> str:
    """GEXF 1.2, as networkx writes and reads it; opened by Gephi. The day of writing is left out: same graph, same bytes."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(_sorted(graph), out)
    return re.sub(r' lastmodifieddate="[^"]*"', "", out.getvalue().decode(), count=1) + "\n"


def render_node_link(graph: Graph) -> str:
    """Node-link JSON (``nodes`` and ``edges``), as ``networkx.node_link_graph`` reads it and D3 draws it."""
    import networkx as nx

    return (
        json_for_eyes(json.dumps(nx.node_link_data(_sorted(graph), edges="edges"), ensure_ascii=False, indent=1)) + "\n"
    )


def to_graph_rows(graph: Graph) -> list[dict[str, Any]]:
    """The same in rows: each node with its ``node`` name, then each edge with its ``source`` and ``target``."""
    import networkx as nx

    linked = nx.node_link_data(_sorted(graph), edges="edges")
    nodes = [
        {"node": data["id"], **{name: value for name, value in data.items() if name != "id"}}
        for data in linked["nodes"]
    ]
    return [*nodes, *linked["edges"]]


def render_dot(graph: Graph) -> str:
    """DOT for Graphviz, drawn from left to right.

    Source:
        The DOT language: in a quoted string only ``"`` needs escaping; a backslash begins a label's escape sequence.
    """
    lines = ["digraph evidence {", "  rankdir=LR;", '  node [fontname="Helvetica", fontsize=11];']
    for kind, shape in _SHAPES.items():
        for node, data in nodes_of(graph, kind):
            lines.append(f"  {_quote(node)} [label={_quote(str(data.get('label', node)))}, shape={shape}];")
    for start, end, data in _sorted(graph).edges(data=True):
        dashed = "" if data["relation"] in {"claimed", "cites", "states", "about"} else ", style=dashed"
        lines.append(f"  {_quote(start)} -> {_quote(end)} [label={_quote(data['relation'])}{dashed}];")
    return "\n".join((*lines, "}")) + "\n"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sorted(graph: Graph) -> Graph:
    """The same graph with nodes and edges in one order, so that equal graphs give equal files."""
    out: Graph = graph.__class__()
    out.add_nodes_from(sorted(graph.nodes(data=True)))
    for start, end, key in sorted(graph.edges(keys=True)):
        out.add_edge(start, end, key=key, **graph.edges[start, end, key])
    return out


FORMATS: Mapping[str, Callable[[Graph], str]] = {
    "graphml": render_graphml,
    "gexf": render_gexf,
    "json": render_node_link,
    "dot": render_dot,
    "svg": render_picture,
}
"""Format name → how it is written. The name is also the suffix."""
