"""The gap map: its cells, and the same map as text, picture and page."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from typing import Any

import html5lib
import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source
from test_views_table import _looked_up, hostile_shelf

from evidence.library.records import LookupNotice
from evidence.views.gap_map import GapMap, build_map, describe_cell, describe_map
from evidence.views.gap_map_formats import FORMATS, render_map, render_timeline
from evidence.views.gap_map_picture import map_grid, render_png, timeline_grid
from evidence.views.gap_map_terminal import render_map_lines
from evidence.views.grid_picture import DARK, LEVELS, LIGHT, render_grid

SVG = "{http://www.w3.org/2000/svg}"


def test_cells_of_the_example() -> None:
    gaps = build_map(make_example())
    assert gaps.conditions == ("viral warts", "gout")
    assert [(cell.therapy, cell.condition, cell.state, cell.sign, len(cell.sources)) for cell in gaps.cells] == [
        ("cryotherapy", "viral warts", "cited", "+−", 2),
        ("colchicine", "gout", "cited", "+", 1),
        ("duct tape", "viral warts", "cited", "±", 1),
        ("imiquimod + curettage", "viral warts", "uncited", "+", 0),
        ("salicylic acid", "viral warts", "uncited", "·", 0),
        ("general anaesthesia", "viral warts", "context", "", 0),
    ]
    assert gaps.cells[0].uncited == 1
    assert describe_map(gaps) == (
        "6 therapies and combinations by 2 conditions: 3 cited, 2 claimed without a source, 1 named only as context, 6 not mentioned"
    )


@pytest.mark.parametrize(
    ("directions", "sign"),
    [
        (("supports",), "+"),
        (("against", "against"), "−"),
        (("supports", "mentioned"), "+"),
        (("mixed", "supports"), "±"),
        (("supports", "against", "mixed"), "+−"),
        (("mentioned",), "·"),
    ],
)
def test_the_sign_of_a_cell(directions: tuple[Any, ...], sign: str) -> None:
    claims = [make_claim(f"c{number}", "ice", direction=direction) for number, direction in enumerate(directions)]
    assert [cell.sign for cell in build_map(make_shelf(*claims)).cells] == [sign]


def test_the_shade_is_the_best_level_of_a_source_that_still_stands() -> None:
    shelf = make_shelf(make_source("a"), make_claim("c", "ice", sources=("a",)))
    [cell] = build_map(_looked_up(shelf, types=("Meta-Analysis",))).cells
    assert (cell.level, cell.troubled) == (1, ())
    [cell] = build_map(_looked_up(shelf, types=("Meta-Analysis",), notices=(LookupNotice(kind="retraction"),))).cells
    assert (cell.level, cell.troubled) == (None, ("a",))
    assert "retracted or of concern: a" in describe_cell(cell)


def _big(therapies: int, conditions: int) -> Shelf:
    chance, things = random.Random(7), [make_source(f"s{n}", journal="J", year=1990 + n) for n in range(30)]
    claims = [
        make_claim(
            f"c{row}-{column}", f"therapy with a rather long name {row}", direction=chance.choice(("supports", "against", "mixed", "mentioned")),
            sources=tuple(f"s{chance.randrange(30)}" for _ in range(chance.choice((0, 1, 12)))), conditions=(f"condition of some length {column}",),
        )
        for row in range(therapies)
        for column in range(conditions)
        if chance.random() < 0.6
    ]  # fmt: skip
    return make_shelf(*things, *claims)


SHELVES = [
    pytest.param(make_example(), id="example"),
    pytest.param(hostile_shelf(), id="hostile"),
    pytest.param(_big(5, 5), id="5x5"),
    pytest.param(_big(60, 12), id="60x12"),
    pytest.param(make_shelf(), id="empty"),
]


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_picture_has_a_shape_for_each_state(shelf: Shelf) -> None:
    gaps = build_map(shelf)
    root = ET.fromstring(str(render_map(gaps, "svg")))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert [describe_cell(cell) for cell in gaps.cells if describe_cell(cell) not in titles] == []
    legend = 1 if gaps.cells else 0
    states = [cell.state for cell in gaps.cells]
    assert len(root.findall(f".//{SVG}path[@class='diamond']")) == states.count("uncited") + legend
    assert len(root.findall(f".//{SVG}circle[@class='ring']")) == states.count("context") + bool(
        states.count("context")
    )
    assert (
        len(root.findall(f".//{SVG}rect[@class='square']"))
        == len(gaps.therapies) * len(gaps.conditions) - len(states) + legend
    )
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert not [
        element for element in root.iter() if element.tag in {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
    ]


@pytest.mark.parametrize("shelf", SHELVES)
def test_no_mark_and_no_name_leaves_the_picture(shelf: Shelf) -> None:
    root = ET.fromstring(str(render_map(build_map(shelf), "svg")))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for circle in root.iter(f"{SVG}circle"):
        x, y, r = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        assert r <= x <= width - r
        assert r <= y <= height - r
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width
        assert 0 <= float(text.attrib["y"]) <= height


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_map_fits_its_terminal(shelf: Shelf, width: int) -> None:
    from rich.cells import cell_len

    lines = render_map_lines(build_map(shelf), width=width).splitlines()
    assert max(map(cell_len, lines[1:]), default=0) <= max(width, 40)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(lines))


def test_the_terminal_has_three_marks_and_the_names() -> None:
    shown = render_map_lines(build_map(make_example()), width=80)
    assert re.search(r"^cryotherapy +●2\+− +–$", shown, re.MULTILINE)
    assert re.search(r"^imiquimod \+ curettage +○\+ +–$", shown, re.MULTILINE)
    assert re.search(r"^general anaesthesia +◌ +–$", shown, re.MULTILINE)
    assert "  1  viral warts\n  2  gout\n" in shown


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_page_says_the_same_in_words_and_runs_nothing(shelf: Shelf) -> None:
    gaps = build_map(shelf)
    tree = html5lib.parse(str(render_map(gaps, "html")), namespaceHTMLElements=False)
    said = [" ".join("".join(item.itertext()).split()) for item in tree.iter("li")]
    assert said == [" ".join(describe_cell(cell).split()) for cell in gaps.cells]
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "link", "b"}


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_png_is_a_picture_with_more_than_paper_in_it(shelf: Shelf) -> None:
    pytest.importorskip("resvg_py")
    image = pytest.importorskip("PIL.Image")
    import io

    raw = render_map(build_map(shelf), "png")
    assert isinstance(raw, bytes)
    picture = image.open(io.BytesIO(raw))
    root = ET.fromstring(str(render_map(build_map(shelf), "svg")))
    assert abs(picture.width - 2 * float(root.attrib["width"])) < 3
    colours = picture.convert("RGB").getcolors(1 << 24)
    assert (255, 255, 255) in {colour for _, colour in colours}
    assert len(colours) > 10 or not shelf.claims


def test_a_png_without_any_font_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resvg = pytest.importorskip("resvg_py")
    draw = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **options: draw(**options, skip_system_fonts=True))
    from evidence.errors import EvidenceError

    with pytest.raises(EvidenceError, match="no font"):
        render_png(render_grid(map_grid(build_map(make_example())), "light"))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_and_signs_have_contrast(palette: dict[str, str]) -> None:
    for paper in ("paper", "band"):
        assert min(_contrast(palette[name], palette[paper]) for name in ("ink", "soft", "open")) >= 4.5
    for level in LEVELS:
        shade = palette["unknown" if level == "unknown" else f"level{level}"]
        assert _contrast(shade, palette[f"on{level}"]) >= 4.5
    assert _contrast(palette["trouble"], palette["onalarm"]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_better_levels_stand_out_more(palette: dict[str, str]) -> None:
    away = [_contrast(palette[f"level{level}"], palette["paper"]) for level in range(1, 6)]
    assert away == sorted(away, reverse=True)


# ── sources by year ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_timeline_counts_each_source_once() -> None:
    grid = timeline_grid(make_example())
    assert grid.columns == [str(year) for year in range(2001, 2018)]
    assert {(grid.rows[row], grid.columns[column]): mark.sign for (row, column), mark in grid.marks.items()} == {
        ("design not known", "2001"): "1",
        ("design not known", "2008"): "1",
        ("design not known", "2014"): "1",
        ("case series", "2017"): "1",
    }


@pytest.mark.parametrize(
    ("years", "columns"),
    [
        ((2000, 2002), ["2000", "2001", "2002"]),
        (
            (1988, 2021),
            ["1985–1989", "1990–1994", "1995–1999", "2000–2004", "2005–2009", "2010–2014", "2015–2019", "2020–2024"],
        ),
        ((None,), ["no year"]),
        ((), []),
    ],
)
def test_the_timeline_has_as_many_columns_as_can_be_read(years: tuple[int | None, ...], columns: list[str]) -> None:
    shelf = make_shelf(*(make_source(f"s{at}", year=year) for at, year in enumerate(years)))
    grid = timeline_grid(shelf)
    assert grid.columns == columns
    assert sum(int(mark.sign) for mark in grid.marks.values()) == len(years)


@pytest.mark.parametrize("years", [(1, 9999), (1600, 2020), (-5, 2000)])
def test_a_strange_year_makes_no_endless_picture(years: tuple[int, ...]) -> None:
    shelf = make_shelf(*(make_source(f"s{at}", year=year) for at, year in enumerate(years)))
    grid = timeline_grid(shelf)
    assert len(grid.columns) <= 70
    assert sum(int(mark.sign) for mark in grid.marks.values()) == len(years)


@pytest.mark.parametrize("name", ["svg", "html"])
@pytest.mark.parametrize("shelf", SHELVES)
def test_the_timeline_as_picture_and_page(shelf: Shelf, name: str) -> None:
    assert "Sources by year and study design" in str(render_timeline(shelf, name))


def test_maps_are_values_and_show_themselves() -> None:
    gaps = build_map(make_example())
    assert gaps == build_map(make_example())
    assert repr(gaps).startswith("<GapMap: 6 therapies")
    assert '<img src="data:image/svg+xml;base64,' in gaps._repr_html_()
    assert (
        repr(GapMap())
        == "<GapMap: 0 therapies and combinations by 0 conditions: 0 cited, 0 claimed without a source, 0 named only as context, 0 not mentioned>"
    )
    assert set(FORMATS) == {"terminal", "svg", "html", "png"}
