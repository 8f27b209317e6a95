"""Measured: the graph and the questions asked of a library, beside networkx alone."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

from measuring import Sample, timed


class Shelf(NamedTuple):
    """A library in memory, as views read it."""

    sources: dict[str, Any]
    claims: dict[str, Any]
    documents: dict[str, Any]


def make_shelf(claims: int) -> Shelf:
    """A library of so many claims: a source for every four, a page for every twenty, half of the claims cited."""
    from evidence.library.records import DocumentCitation, DocumentRecord, LibraryClaim, Link, Place, Source
    from evidence.records import Fields

    chance = random.Random(11)
    keys = [f"bmj-{1970 + n % 55}-{n}-1" for n in range(max(1, claims // 4))]
    documents: dict[str, list[Any]] = {f"page-{n}": [] for n in range(max(1, claims // 20))}
    made: dict[str, Any] = {}
    for number in range(claims):
        page = f"page-{number // 20 % len(documents)}"
        therapy = f"therapy {chance.randrange(600)}"
        links = (Link(source=chance.choice(keys)),) if number % 2 else ()
        documents[page] += [DocumentCitation(source=link.source, text="[BMJ]", start=0, end=5) for link in links]
        made[f"c{number}"] = LibraryClaim(
            id=f"c{number}", document=page, text=f"{therapy} was used.", place=Place(exact=f"{therapy} was used.", start=0, end=20),
            therapies=(therapy,), conditions=(f"condition {number // 20 % 60}",), links=links,
            direction=chance.choice(("supports", "against", "mixed", "mentioned")),
        )  # fmt: skip
    return Shelf(
        {key: Source(key=key, fields=Fields(journal="BMJ", year=1970 + n % 55, volume=str(n), first_page="1")) for n, key in enumerate(keys)},
        made,
        {name: DocumentRecord(id=name, path=f"{name}.md", sha256="0" * 64, citations=tuple(cited)) for name, cited in documents.items()},
    )  # fmt: skip


def plain_graph(shelf: Shelf) -> Any:
    """The same nodes and edges by networkx alone, with no attribute but kind and relation."""
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    for name, document in shelf.documents.items():
        graph.add_node(f"document:{name}", kind="document")
        for citation in document.citations:
            graph.add_edge(f"document:{name}", f"source:{citation.source}", key="cites", relation="cites")
    for key in shelf.sources:
        graph.add_node(f"source:{key}", kind="source")
    for name, claim in shelf.claims.items():
        node = f"claim:{name}"
        graph.add_node(node, kind="claim", direction=claim.direction)
        graph.add_edge(f"document:{claim.document}", node, key="states", relation="states")
        for therapy in claim.therapies:
            graph.add_node(f"therapy:{therapy}", kind="therapy")
            graph.add_edge(f"therapy:{therapy}", node, key="claimed", relation="claimed")
        for link in claim.links:
            graph.add_edge(node, f"source:{link.source}", key=link.relation, relation=link.relation)
        for condition in claim.conditions:
            graph.add_node(f"condition:{condition}", kind="condition")
            graph.add_edge(node, f"condition:{condition}", key="about", relation="about")
    return graph


def graph_ours(claims: int) -> Sample:
    from evidence.views.graph import build_graph

    import_networkx()
    shelf = make_shelf(claims)
    return Sample(timed(lambda: build_graph(shelf)), claims)


def graph_networkx(claims: int) -> Sample:
    import_networkx()
    shelf = make_shelf(claims)
    return Sample(timed(lambda: plain_graph(shelf)), claims)


def import_networkx() -> None:
    import networkx as nx

    nx.MultiDiGraph().add_edge(1, 2)


def questions_ours(claims: int) -> Sample:
    from evidence.views.questions import find_gaps, find_losses

    shelf = make_shelf(claims)
    fallen = list(shelf.sources)[:3]
    return Sample(timed(lambda: (find_gaps(shelf), find_losses(shelf, fallen))), claims)


def questions_networkx(claims: int) -> Sample:
    """The same two questions asked of a plain graph that is there already."""
    shelf = make_shelf(claims)
    graph = plain_graph(shelf)
    fallen = {f"source:{key}" for key in list(shelf.sources)[:3]}

    def cited(claim: str) -> list[str]:
        return [node for node in graph.successors(claim) if graph.nodes[node]["kind"] == "source"]

    def ask() -> tuple[object, ...]:
        therapies = [node for node, kind in graph.nodes(data="kind") if kind == "therapy"]
        claimed = [node for node, kind in graph.nodes(data="kind") if kind == "claim"]
        sources = {
            therapy: {key for claim in graph.successors(therapy) for key in cited(claim)} for therapy in therapies
        }
        rows: dict[tuple[str, str], dict[str, list[str]]] = {}
        for therapy in therapies:
            for claim in graph.successors(therapy):
                for node in graph.successors(claim):
                    if graph.nodes[node]["kind"] == "condition":
                        direction = graph.nodes[claim]["direction"]
                        rows.setdefault((therapy, node), {}).setdefault(direction, []).append(claim)
        return (
            sorted(therapy for therapy, keys in sources.items() if not keys),
            [claim for claim in claimed if not cited(claim)],
            sorted(therapy for therapy, keys in sources.items() if len(keys) == 1),
            sorted(row for row, sides in rows.items() if "supports" in sides and "against" in sides),
            {therapy: (keys & fallen, len(keys - fallen)) for therapy, keys in sources.items() if keys & fallen},
            [claim for claim in claimed if fallen.intersection(cited(claim))],
            [node for node, kind in graph.nodes(data="kind") if kind == "document" and fallen.intersection(graph.successors(node))],
        )  # fmt: skip

    return Sample(timed(ask), claims)
