"""The picture of the graph inside a page, and how a large graph is made fit to be drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source

from evidence.views.graph import Graph, build_graph, nodes_of
from evidence.views.picture import describe_picture, render_picture
from evidence.views.picture_groups import MOST_CLAIMS, first_therapies, group_claims

SVG = "{http://www.w3.org/2000/svg}"


def make_many(therapies: int, claims_each: int) -> Graph:
    """Therapy t1 has most sources; each therapy's claims are half supporting on one source, half without any."""
    claims = [
        make_claim(
            f"c-{t}-{c}",
            f"t{t}",
            sources=(f"s-{t}-{c % (t + 1)}",) if c % 2 else (),
            direction="supports" if c % 2 else "mentioned",
            conditions=(f"condition {c % 3}",),
        )
        for t in range(therapies)
        for c in range(claims_each)
    ]
    keys = {key for claim in claims for key in claim.sources}
    return build_graph(make_shelf(*(make_source(key, journal="J", year=2001) for key in sorted(keys)), *claims))


def test_few_claims_are_drawn_one_by_one() -> None:
    graph = make_many(4, 12)
    assert len(nodes_of(graph, "claim")) == MOST_CLAIMS
    assert group_claims(graph) is graph


def test_many_claims_stand_in_groups_that_lose_none() -> None:
    graph = make_many(10, 12)
    grouped = group_claims(graph)
    groups = nodes_of(grouped, "claim")
    assert len(groups) < 60
    assert sum(int(data.get("count", 1)) for _, data in groups) == 120
    members = {name for node, data in groups for name in str(data.get("members", node.partition(":")[2])).split()}
    assert members == {node.partition(":")[2] for node, _ in nodes_of(graph, "claim")}
    assert nodes_of(grouped, "source") == nodes_of(graph, "source")
    assert describe_picture(grouped) == describe_picture(graph)


def test_a_group_is_of_one_therapy_direction_and_sources() -> None:
    graph = make_many(10, 12)
    grouped = group_claims(graph)
    for node, data in nodes_of(grouped, "claim"):
        for name in str(data.get("members", node.partition(":")[2])).split():
            old = graph.nodes[f"claim:{name}"]
            assert (old["direction"], old["cited"]) == (data["direction"], data["cited"])
            assert set(graph.predecessors(f"claim:{name}")) == set(grouped.predecessors(node))
            theirs = {b for b in graph.successors(f"claim:{name}") if b.startswith("source:")}
            assert theirs == {b for b in grouped.successors(node) if b.startswith("source:")}


def test_grouping_twice_changes_nothing_and_never_the_graph_given() -> None:
    graph = make_many(30, 8)
    before = sorted(graph.edges(keys=True))
    once = group_claims(graph)
    assert len(nodes_of(once, "claim")) > MOST_CLAIMS
    assert nodes_of(group_claims(once), "claim") == nodes_of(once, "claim")
    assert sorted(graph.edges(keys=True)) == before


def test_of_very_many_therapies_those_with_most_sources_are_drawn() -> None:
    graph = make_many(10, 12)
    part = first_therapies(graph, 36)
    shown = {data["label"] for _, data in nodes_of(part.graph, "therapy")}
    assert shown == {"t4", "t6", "t8"}  # with 5, 6 and 6 sources
    assert part.left_out == 7
    assert len(nodes_of(part.graph, "claim")) == 36
    assert first_therapies(graph, 120) == (graph, 0)


def test_one_therapy_is_drawn_however_large() -> None:
    part = first_therapies(make_many(2, 30), 5)
    assert len(nodes_of(part.graph, "therapy")) == 1


@pytest.mark.parametrize(
    "graph", [build_graph(make_example()), make_many(30, 10), build_graph(make_shelf())], ids=["few", "300", "none"]
)
def test_boxes_never_overlap(graph: Graph) -> None:
    root = ET.fromstring(render_picture(graph))
    columns: dict[str, list[tuple[float, float]]] = {}
    for rect in root.iter(f"{SVG}rect"):
        if "box" in rect.attrib["class"]:
            top = float(rect.attrib["y"])
            columns.setdefault(rect.attrib["x"], []).append((top, top + float(rect.attrib["height"])))
    for boxes in columns.values():
        boxes.sort()
        assert all(above[1] < below[0] for above, below in pairwise(boxes))
        assert boxes[-1][1] < float(root.attrib["height"])


def test_boxes_lead_where_the_page_says() -> None:
    links = {"therapy:cryotherapy": "#row-1", "claim:cryo-1": "#claim-1"}
    root = ET.fromstring(render_picture(build_graph(make_example()), links))
    assert root.attrib["role"] == "group"
    assert sorted(a.attrib["href"] for a in root.iter(f"{SVG}a")) == ["#claim-1", "#row-1"]
    for a in root.iter(f"{SVG}a"):
        title, drawn = list(a)
        assert title.tag == f"{SVG}title"
        assert title.text
        assert drawn.attrib == {"aria-hidden": "true"}


def test_edges_say_what_they_join() -> None:
    root = ET.fromstring(render_picture(build_graph(make_example()), {}))
    nodes = {g.attrib["data-n"]: g.attrib for g in root.iter(f"{SVG}g") if "data-n" in g.attrib}
    joins = {(nodes[p.attrib["data-a"]]["data-k"], nodes[p.attrib["data-b"]]["data-k"]) for p in root.iter(f"{SVG}path") if "data-a" in p.attrib}  # fmt: skip
    assert joins == {("t", "c"), ("c", "s")}
    assert sum(n.get("data-g") == "1" for n in nodes.values()) == 3


def test_a_picture_for_itself_is_an_image_without_links() -> None:
    shelf: Shelf = make_example()
    svg = render_picture(build_graph(shelf))
    assert ' role="img"' in svg
    assert "<a " not in svg
    assert "data-" not in svg
