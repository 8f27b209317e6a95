"""A large graph made fit to be drawn: like claims in one box, and of very many therapies those with most sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.views.graph import nodes_of
from evidence.views.subjects import DIRECTION_ORDER
from evidence.wording import clip

if TYPE_CHECKING:
    from evidence.views.graph import Graph

MOST_CLAIMS = 48
"""More claims than these are drawn as groups; about what a person reads one by one."""
MOST_TEXTS = 4
"""Statements of a group that are quoted where the pointer rests on it."""


class Part(NamedTuple):
    """A part of a graph, and how many of its therapies were left out."""

    graph: Graph
    left_out: int


def group_claims(graph: Graph, most: int = MOST_CLAIMS) -> Graph:
    """The graph with claims of the same therapies, direction and sources as one node each, if it has more than ``most``.

    Args:
        graph: As ``build_graph`` makes it; not modified.
        most: As many claims are left as they are.

    Returns:
        A graph whose groups of two or more keep the id of their first claim and have ``count`` (of claims) and ``members`` (their
        ids, by spaces).
        Context therapies and conditions are those of any member.

    Example:
        >>> import evidence
        >>> library = evidence.Library.of(evidence.read_text("Ice was effective for gout. Ice was very effective for gout."))
        >>> graph = group_claims(library.graph(), most=1)
        >>> [data["count"] for _, data in nodes_of(graph, "claim")]
        [2]
    """
    claims = nodes_of(graph, "claim")
    if len(claims) <= most:
        return graph
    groups: dict[tuple[object, ...], list[str]] = {}
    for node, data in claims:
        about = tuple(sorted(a for a, _, edge in graph.in_edges(node, data=True) if edge["relation"] == "claimed"))
        sources = tuple(sorted({b for b in graph.successors(node) if b.startswith("source:")}))
        groups.setdefault((about, data.get("combination"), data.get("direction"), sources), []).append(node)
    drawn: Graph = graph.copy()
    for first, *others in groups.values():
        if not others:
            continue  # also a group that was made before
        texts = [str(graph.nodes[node].get("label", "")) for node in (first, *others)]
        more = len(texts) - MOST_TEXTS
        quoted = " / ".join(clip(text, 160) for text in texts[:MOST_TEXTS]) + (
            f" / and {more} more" if more > 0 else ""
        )
        for node in others:
            for a, _, key, data in list(graph.in_edges(node, keys=True, data=True)):
                drawn.add_edge(a, first, key=key, **data)
            for _, b, key, data in list(graph.out_edges(node, keys=True, data=True)):
                drawn.add_edge(first, b, key=key, **data)
        drawn.remove_nodes_from(others)
        members = " ".join(node.partition(":")[2] for node in (first, *others))
        drawn.nodes[first].update(count=len(texts), members=members, label=quoted)
    return drawn


def first_therapies(graph: Graph, most: int) -> Part:
    """The therapies with most sources, as many as bring at most ``most`` claims (or groups), with all that hangs on them.

    Args:
        graph: As ``build_graph`` or ``group_claims`` gives it; not modified.
        most: Of claim nodes. One therapy is always kept.

    Returns:
        The graph itself where it is small enough.
    """
    if len(nodes_of(graph, "claim")) <= most:
        return Part(graph, 0)
    therapies = [node for node, _ in nodes_of(graph, "therapy")]
    claims = {
        node: {b for _, b, data in graph.out_edges(node, data=True) if data["relation"] == "claimed"}
        for node in therapies
    }
    sources = {
        node: {b for claim in theirs for b in graph.successors(claim) if b.startswith("source:")}
        for node, theirs in claims.items()
    }
    kept: set[str] = set()
    drawn: set[str] = set()
    for node in sorted(therapies, key=lambda node: (-len(sources[node]), -len(claims[node]), node)):
        if kept and len(drawn | claims[node]) > most:
            continue
        drawn |= claims[node]
        kept |= {node} if claims[node] else set()
    around = {other for claim in drawn for other in (*graph.predecessors(claim), *graph.successors(claim))}
    part = graph.subgraph(kept | drawn | around).copy()
    shown = {node for node in part if node.startswith("therapy:")}
    return Part(part, sum(node not in shown for node in therapies))


def in_words(data: dict[str, Any]) -> str:
    """A claim's or group's direction with how many claims: ``supports``, ``supports ×4``."""
    direction, count = str(data.get("direction", "mentioned")), int(data.get("count", 1))
    direction = direction if direction in DIRECTION_ORDER else "mentioned"
    return f"{direction} ×{count}" if count > 1 else direction
