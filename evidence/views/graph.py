"""The evidence as a graph: documents state claims, therapies are claimed, claims rest on sources.

Nodes are ``kind:name``; attributes are strings, whole numbers or truth values, so that every graph format takes them, and what is
not known is left out. Edges run therapy → claim, claim → source, claim → condition, document → claim, document → source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from evidence.errors import NotKnown
from evidence.styles import short_reference
from evidence.views.nearest import nearest
from evidence.views.statement import shown_statement
from evidence.views.subjects import conditions_of, counting_claims, document_label
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Attributes = dict[str, str | int | bool]


def build_graph(library: Evidence) -> Graph:
    """The graph of all claims that count, all sources and all documents.

    Args:
        library: Not modified.

    Returns:
        A ``networkx.MultiDiGraph``. Node attribute ``kind`` is ``therapy``, ``claim``, ``source``, ``condition`` or ``document``,
        ``label`` what a person reads. Edge attribute ``relation`` is ``claimed`` or a context role (therapy → claim), a CiTO
        relation (claim → source), ``about`` (claim → condition), ``states`` (document → claim) or ``cites`` (document → source);
        the edge's key is the same word.

    Source:
        Relations from citing to cited: CiTO, the Citation Typing Ontology, http://purl.org/spar/cito.
    """
    import networkx as nx

    graph: Graph = nx.MultiDiGraph()
    for document in library.documents.values():
        graph.add_node(
            _node("document", document.id),
            **_known(kind="document", label=document_label(document), path=document.path, sha256=document.sha256),
        )
    for key, source in library.sources.items():
        fields = source.fields
        graph.add_node(
            _node("source", key),
            **_known(
                kind="source", label=short_reference(source), citation_key=key, title=fields.title, journal=fields.journal,
                year=fields.year, volume=fields.volume, first_page=fields.first_page, doi=fields.doi, pmid=fields.pmid,
                cited_as=" | ".join(source.cited_as), uncertain=", ".join(source.uncertain),
            ),
        )  # fmt: skip
    for document in library.documents.values():
        for citation in document.citations:
            _add_edge(graph, _node("document", document.id), "cites", _node("source", citation.source))
    for claim in counting_claims(library):
        _add_claim(graph, library, claim)
    return graph


def _add_claim(graph: Graph, library: Evidence, claim: LibraryClaim) -> None:
    node = _node("claim", claim.id)
    graph.add_node(
        node,
        **_known(
            kind="claim", label=shown_statement(library, claim), claim_id=claim.id, direction=claim.direction, combination=claim.combination,
            cited=bool(claim.links), route=claim.route, outcome=claim.outcome, study=claim.study, status=claim.status,
            uncertain=", ".join(claim.uncertain), place_start=claim.place.start, place_end=claim.place.end,
        ),
    )  # fmt: skip
    for therapy in claim.therapies:
        _add_edge(graph, _node("therapy", therapy), "claimed", node)
    for context in claim.context:
        _add_edge(graph, _node("therapy", context.therapy), context.role, node)
    for link in claim.links:
        _add_edge(graph, node, link.relation, _node("source", link.source))
    for condition in filter(None, conditions_of(claim)):
        _add_edge(graph, node, "about", _node("condition", condition))
    if claim.document:
        _add_edge(graph, _node("document", claim.document), "states", node)


def _node(kind: str, name: str) -> str:
    return f"{kind}:{clean(name)}"


def _add_edge(graph: Graph, start: str, relation: str, end: str) -> None:
    """One edge a relation: said twice is the same fact. A node that nothing has described yet is named by its id."""
    for node in (start, end):
        if node not in graph:
            kind, _, name = node.partition(":")
            graph.add_node(node, kind=kind, label=name)
    graph.add_edge(start, end, key=relation, relation=relation)


def _known(**attributes: str | int | bool | None) -> Attributes:
    """Attributes that say something, texts made fit for XML."""
    cleaned = {name: clean(value) if isinstance(value, str) else value for name, value in attributes.items()}
    return {name: value for name, value in cleaned.items() if value is not None and value != ""}


def neighbourhood(graph: Graph, therapy: str) -> Graph:
    """All that hangs on one therapy: its claims (also as context), their other therapies, sources, conditions and documents.

    Args:
        graph: As ``build_graph`` makes it; not modified.
        therapy: Name in any case, with or without ``therapy:``.

    Raises:
        NotKnown: No claim names it; with what was perhaps meant.
    """
    names = {node.removeprefix("therapy:") for node, _ in nodes_of(graph, "therapy")}
    wanted = clean(therapy.removeprefix("therapy:")).casefold()
    found = next((name for name in sorted(names) if name.casefold() == wanted), None)
    if found is None:
        raise NotKnown("therapy", therapy, nearest(therapy, names))
    return graph.subgraph(set(_around(graph, _node("therapy", found)))).copy()


def _around(graph: Graph, node: str) -> Iterator[str]:
    yield node
    for claim in graph.successors(node):
        yield claim
        yield from graph.successors(claim)
        yield from graph.predecessors(claim)


def nodes_of(graph: Graph, kind: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Nodes of one kind with their attributes, sorted by id."""
    return tuple(sorted((node, data) for node, data in graph.nodes(data=True) if data.get("kind") == kind))
