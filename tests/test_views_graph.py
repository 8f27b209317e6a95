"""The graph, its neighbourhoods, its files as other programs read them, and its picture."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source

from evidence.errors import NotKnown
from evidence.views.graph import Graph, build_graph, neighbourhood
from evidence.views.graph_files import FORMATS
from evidence.views.picture import fit, render_picture

HOSTILE = '</style><script>alert("x")</script> ]]> & \x1b[31m\u202e {{7*7}} \\N "q" \ud800 =1+1'


def test_graph_of_one_claim() -> None:
    graph = build_graph(
        make_shelf(
            make_source("a-1", journal="A"),
            make_claim("x-1", "ice", "tape", combination=True, sources=("a-1",), conditions=("warts",), direction="supports",
                       context=(("acid", "comparator"),)),
        )
    )  # fmt: skip
    assert set(graph.edges(keys=True)) == {
        ("therapy:ice", "claim:x-1", "claimed"),
        ("therapy:tape", "claim:x-1", "claimed"),
        ("therapy:acid", "claim:x-1", "comparator"),
        ("claim:x-1", "source:a-1", "citesAsEvidence"),
        ("claim:x-1", "condition:warts", "about"),
        ("document:page", "claim:x-1", "states"),
        ("document:page", "source:a-1", "cites"),
    }
    claim = graph.nodes["claim:x-1"]
    assert (claim["kind"], claim["direction"], claim["combination"], claim["cited"]) == (
        "claim",
        "supports",
        True,
        True,
    )


def test_rejected_claims_are_left_out_and_idle_sources_kept() -> None:
    graph = build_graph(make_example())
    assert "claim:nope-1" not in graph
    assert "therapy:garlic" not in graph
    assert "source:cases-2008-1-9" in graph


def test_attributes_are_scalars_that_say_something() -> None:
    graph = build_graph(make_example())
    values = [value for _, data in graph.nodes(data=True) for value in data.values()]
    values += [value for *_, data in graph.edges(data=True) for value in data.values()]
    assert all(isinstance(value, str | int | bool) for value in values)
    assert "" not in values
    assert all("kind" in data and "label" in data for _, data in graph.nodes(data=True))


def test_neighbourhood_holds_what_hangs_on_the_therapy_and_no_more() -> None:
    graph = build_graph(make_example())
    around = neighbourhood(graph, "Duct Tape")
    assert set(around) == {
        "therapy:duct tape",
        "claim:tape-1",
        "source:ann-2014-31-595",
        "condition:viral warts",
        "document:warts",
    }
    assert set(neighbourhood(graph, "therapy:general anaesthesia")) >= {
        "claim:pair-1",
        "therapy:imiquimod",
        "therapy:curettage",
    }


def test_neighbourhood_of_an_unknown_therapy_suggests() -> None:
    with pytest.raises(NotKnown, match="perhaps: cryotherapy"):
        neighbourhood(build_graph(make_example()), "cyrotherapy")


def _read_graphml(text: str) -> Any:
    return nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)


def _read_gexf(text: str) -> Any:
    return nx.read_gexf(io.BytesIO(text.encode()))


def _read_json(text: str) -> Any:
    return nx.node_link_graph(json.loads(text), edges="edges")


READERS = [
    pytest.param("graphml", _read_graphml, id="graphml"),
    pytest.param("gexf", _read_gexf, id="gexf"),
    pytest.param("json", _read_json, id="json"),
]


@pytest.mark.parametrize(("name", "read"), READERS)
@pytest.mark.parametrize("shelf", [make_example(), "hostile"], ids=["example", "hostile"])
def test_files_are_read_back_equal(name: str, read: Callable[[str], Any], shelf: Shelf | str) -> None:
    graph = build_graph(hostile_shelf() if isinstance(shelf, str) else shelf)
    back = read(FORMATS[name](graph))
    assert dict(back.nodes(data=True)) == {node: graph.nodes[node] for node in graph}
    assert sorted((a, b, d["relation"]) for a, b, d in back.edges(data=True)) == sorted(
        (a, b, d["relation"]) for a, b, d in graph.edges(data=True)
    )


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_files_are_the_same_bytes_each_time(name: str) -> None:
    shelf = make_example()
    backwards = Shelf(
        dict(sorted(shelf.sources.items())[::-1]), dict(sorted(shelf.claims.items())[::-1]), shelf.documents
    )
    assert FORMATS[name](build_graph(shelf)) == FORMATS[name](build_graph(backwards))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("kind", ["example", "hostile"])
def test_graphviz_draws_the_dot_file(kind: str) -> None:
    graph = build_graph(make_example() if kind == "example" else hostile_shelf())
    out = subprocess.run(["dot", "-Tsvg"], input=FORMATS["dot"](graph).encode(), capture_output=True, check=True)
    drawn = ET.fromstring(out.stdout)
    names = {title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")}
    assert {node.replace("\\", "\\\\") for node in graph} <= names
    assert out.stderr == b""


def hostile_shelf() -> Shelf:
    claim = make_claim(
        "x-1",
        f"ice {HOSTILE}",
        sources=("a-1",),
        text=HOSTILE * 3,
        conditions=(HOSTILE,),
        study=HOSTILE,
        outcome=HOSTILE,
        cues=(HOSTILE,),
    )
    bare = make_claim("x-2", "word" * 2500, text="x" * 10_000)
    return make_shelf(make_source("a-1", cited_as=(HOSTILE,), journal=HOSTILE, title=HOSTILE, year=2001), claim, bare)


SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", ["example", "hostile", "empty"])
def test_picture_is_xml_without_script_or_outside_requests(kind: str) -> None:
    shelf = {"example": make_example, "hostile": hostile_shelf, "empty": make_shelf}[kind]()
    svg = render_picture(build_graph(shelf))
    root = ET.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "style",
        "rect",
        "text",
        "g",
        "title",
        "path",
        "circle",
    }
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert "url(" not in svg
    assert "@import" not in svg


def test_picture_shows_direction_by_sign_and_full_text_on_demand() -> None:
    text = "Ice was tried for a very long time in a great many patients without any benefit that anybody could measure."
    root = ET.fromstring(
        render_picture(build_graph(make_shelf(make_claim("x-1", "ice", text=text, direction="against"))))
    )
    shown = [element.text for element in root.iter(f"{SVG}text")]
    assert "−" in shown
    assert "no source" in shown
    assert text not in shown
    assert any(text in (title.text or "") for title in root.iter(f"{SVG}title"))


def test_picture_marks_uncited_claims_only() -> None:
    root = ET.fromstring(render_picture(build_graph(make_example())))
    assert [element.text for element in root.iter(f"{SVG}text")].count("no source") == 3


def test_picture_boxes_of_a_column_do_not_overlap_and_lie_inside() -> None:
    root = ET.fromstring(render_picture(build_graph(make_example())))
    height = float(root.attrib["height"])
    columns: dict[str, list[tuple[float, float]]] = {}
    for rect in root.iter(f"{SVG}rect"):
        if "box" in rect.attrib["class"]:
            top = float(rect.attrib["y"])
            columns.setdefault(rect.attrib["x"], []).append((top, top + float(rect.attrib["height"])))
    assert len(columns) == 3
    for boxes in columns.values():
        boxes.sort()
        assert all(above[1] < below[0] for above, below in pairwise(boxes))
        assert boxes[0][0] > 30
        assert boxes[-1][1] < height


@pytest.mark.parametrize("text", ["sirolimus", "W" * 50, "", "临床试验" * 20, " "])
def test_labels_fit_their_box(text: str) -> None:
    shown = fit(text, 100, 10)
    assert len(shown) <= 30
    assert shown == text.strip() or shown.endswith("…")


def test_building_and_drawing_change_nothing() -> None:
    shelf = make_example()
    before = (dict(shelf.sources), dict(shelf.claims), dict(shelf.documents))
    graph: Graph = build_graph(shelf)
    copy = graph.copy()
    for write in FORMATS.values():
        write(graph)
    neighbourhood(graph, "cryotherapy")
    assert (shelf.sources, shelf.claims, shelf.documents) == before
    assert nx.utils.graphs_equal(graph, copy)
