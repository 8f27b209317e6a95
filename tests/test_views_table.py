"""The evidence table: its rows, and the same rows in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
from typing import Any, NamedTuple

import html5lib
import pypandoc
import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source
from hypothesis import given
from hypothesis import strategies as st

from evidence.library.records import LookupNotice, LookupRecord
from evidence.views.table import COLUMNS, Table, build_table
from evidence.views.table_formats import FORMATS, defuse_formula, render_table
from evidence.views.table_rows import TherapyRow
from evidence.views.table_terminal import render_table_lines

HOSTILE = (
    "<script>alert(1)</script>",
    "</style></td><b onclick=x>",
    "=cmd|'/c calc'!A1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\x1b[31mred\x1b[0m\x07",
    "\u202eleft\u2067",
    "a|b\\|c `d` *e* [f](javascript:alert(1)) ~g~ $h$ ^i^ #j _k_",
    "line\r\nbreak\u2028more",
    "\"quoted\" & 'so' &lt;",
    "{{ 7*7 }}{% raw %}",
    "\ud800\uffff\x00",
    "]]>",
    "w" * 10_000,
    "临床试验研究",
    "עברית عربي and latin",
    "Zu\u0308rich n\u0303 e\u0301\u0302\u0303",
    "👩🏽‍⚕️ 🇨🇭 𝒳",
)


def hostile_shelf() -> Shelf:
    things: list[Any] = []
    for number, text in enumerate(HOSTILE):
        things.append(make_source(f"s{number}", cited_as=(text,), title=text, journal=text, year=2000))
        things.append(
            make_claim(f"c{number}", text, sources=(f"s{number}",), text=text, conditions=(text,), cues=(text,), study=text, outcome=text,
                       route=text, uncertain=(text,), document=text, context=((text + " too", "refractory"),), direction="against")
        )  # fmt: skip
    return make_shelf(*things)


def _by_therapy(shelf: Shelf) -> dict[str, dict[str, str]]:
    return {f"{row['Therapy']} / {row['Condition']}": row for row in build_table(shelf).to_texts()}


def test_rows_by_therapy() -> None:
    rows = build_table(make_example()).to_texts()
    assert [(row["Therapy"], row["Condition"], row["Direction"], row["Claims"], row["Uncited"]) for row in rows] == [
        ("cryotherapy", "viral warts", "supports (+); against (−)", "2", "1"),
        ("duct tape", "viral warts", "mixed (±)", "1", "0"),
        ("imiquimod + curettage", "viral warts", "supports (+)", "1", "1"),
        ("salicylic acid (topical)", "viral warts", "mentioned (·)", "1", "1"),
        ("general anaesthesia", "viral warts", "only as context", "0", "0"),
        ("colchicine", "gout", "supports (+)", "1", "0"),
    ]
    assert (
        rows[0]["Sources"]
        == "JFM 2017;34:261 [jfm-2017-34-261]; Okoro et al, Annals of Hand Medicine 2014;31:595 [ann-2014-31-595]"
    )
    assert rows[2]["Sources"] == "no source"
    assert rows[3]["Context"] == "cryotherapy: refractory to it"
    assert rows[4]["Context"] == "imiquimod + curettage: spared by it"
    assert rows[4]["Documents"] == "Warts on the hand"
    assert rows[1]["Statement"] == "Something is said of duct tape."


def test_a_claim_in_two_conditions_has_two_rows() -> None:
    rows = _by_therapy(make_shelf(make_claim("a", "ice", conditions=("gout", "warts"))))
    assert set(rows) == {"ice / gout", "ice / warts"}


def test_a_claim_on_two_therapies_that_are_no_combination_has_two_rows() -> None:
    assert set(_by_therapy(make_shelf(make_claim("a", "ice", "tape")))) == {"ice / ", "tape / "}


def test_a_member_of_a_combination_is_told_where_it_has_a_row() -> None:
    rows = _by_therapy(make_shelf(make_claim("a", "ice", "tape", combination=True), make_claim("b", "tape")))
    assert set(rows) == {"ice + tape / ", "tape / "}
    assert rows["tape / "]["Context"] == "in combination: ice + tape"


def test_rows_by_source_keep_sources_that_support_nothing() -> None:
    rows = {row["Key"]: row["Verdicts"] for row in build_table(make_example(), by="source").to_texts()}
    assert rows == {
        "jfm-2017-34-261": "cryotherapy: supports (+); colchicine: supports (+)",
        "ann-2014-31-595": "cryotherapy: supports (+); duct tape: mixed (±)",
        "cases-2008-1-9": "cited, supports no treatment",
        "unused-2001-1-1": "in the library, cited by no document",
    }


def test_rows_by_claim_leave_out_the_rejected() -> None:
    rows = build_table(make_example(), by="claim").to_texts()
    assert [row["Claim"] for row in rows] == ["cryo-1", "cryo-2", "tape-1", "pair-1", "sali-1", "colc-1"]
    assert rows[0]["Cue words"] == "cleared"
    assert rows[5]["Study"] == "case series"


# ── formats ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

Rows = list[list[str]]


def _rows_of(table: Table) -> Rows:
    return [list(row.values()) for row in table.to_texts()]


def _composed(rows: Rows) -> Rows:
    return [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]


def _from_html(text: str) -> Rows:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    rows = []
    for row in tree.iter("tr"):
        cells = [_cell_text(cell) for cell in row if cell.tag in {"td", "th"}]
        rows.append(cells)
    return rows[1:]


def _cell_text(cell: Any) -> str:
    for line_break in cell.iter("br"):
        line_break.text = "; "
    return " ".join("".join(cell.itertext()).split())


def _from_csv(text: str) -> Rows:
    return [
        [cell[1:] if cell.startswith("'") and defuse_formula(cell[1:]) == cell else cell for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""))
    ][1:]


def _from_markdown(text: str) -> Rows:
    html = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "gfm", "-t", "html", "--wrap=none"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return _from_html(html)


def _from_terminal(text: str, table: Table) -> Rows:
    lines = text.splitlines()
    starts = [re.search(rf"(?<!\S){re.escape(name)}(?!\S)", lines[0]) for name in table.columns]
    rows, at = [], 2
    widths = [max((_cells(t) for row in table.rows for t in row[n]), default=0) for n in range(len(table.columns))]
    assert all(starts)
    for row in table.rows:
        height = max(map(len, row))
        block = [_Columns(line) for line in lines[at : at + height]]
        at += height
        place, cells = 0, []
        for width, name in zip(widths, table.columns, strict=True):
            end = place + max(width, len(name))
            cells.append("; ".join(filter(None, (line.cut(place, end).strip() for line in block))))
            place = end + 2
        rows.append(cells)
    return rows


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


class _Columns:
    """A line by terminal cells, of which some letters take two."""

    def __init__(self, line: str) -> None:
        self.cells = [
            part
            for letter in line
            for part in ([letter] if _cells(letter) == 1 else [letter, ""] if _cells(letter) == 2 else [])
        ]

    def cut(self, start: int, end: int) -> str:
        return "".join(self.cells[start:end])


SHELVES = [pytest.param(make_example(), id="example"), pytest.param(hostile_shelf(), id="hostile")]


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("by", list(COLUMNS))
@pytest.mark.parametrize("name", ["html", "csv", "markdown"])
def test_the_same_rows_in_every_format(shelf: Shelf, by: Any, name: str) -> None:
    table = build_table(shelf, by=by)
    read = {"html": _from_html, "csv": _from_csv, "markdown": _from_markdown}[name]
    composed = name == "markdown"  # pandoc composes letters and their accents
    assert read(str(render_table(table, name))) == (_composed(_rows_of(table)) if composed else _rows_of(table))


@pytest.mark.parametrize("by", list(COLUMNS))
def test_the_same_rows_on_a_wide_terminal(by: Any) -> None:
    table = build_table(make_example(), by=by)
    assert _from_terminal(render_table_lines(table, width=2000), table) == _rows_of(table)


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("width", [20, 60, 80, 120, 5000])
@pytest.mark.parametrize("by", list(COLUMNS))
def test_every_text_is_on_the_terminal_and_no_line_is_too_long(shelf: Shelf, by: Any, width: int) -> None:
    table = build_table(shelf, by=by)
    lines = render_table_lines(table, width=width).splitlines()
    assert max(map(_cells, lines)) <= width
    shown = re.sub(r"[\s─]", "", "".join(lines))
    words = {word for row in table.rows for word in row[0]}
    if width == 5000 or width <= 20:  # else words stand beside those of other columns
        assert not [word for word in words if len(word) < 50 and re.sub(r"[\s─]", "", word) not in shown]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(lines))


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("by", list(COLUMNS))
def test_json_gives_values_not_words(shelf: Shelf, by: Any) -> None:
    table = build_table(shelf, by=by)
    rows = [json.loads(line) for line in str(render_table(table, "json")).split("\n")[:-1]]
    assert rows == table.to_rows()
    assert len(rows) == len(table.rows)


def test_values_are_numbers_lists_and_keys() -> None:
    row = build_table(make_example()).to_rows()[0]
    assert (row["therapy"], row["condition"], row["claims"], row["uncited"]) == ("cryotherapy", "viral warts", 2, 1)
    assert row["directions"] == {"supports": 1, "against": 1}
    assert [source["key"] for source in row["sources"]] == ["jfm-2017-34-261", "ann-2014-31-595"]
    assert [source["year"] for source in row["sources"]] == [2017, 2014]
    assert [said["claim"] for said in row["statements"]] == ["cryo-1", "cryo-2"]
    assert row["documents"] == ["warts"]
    pair = build_table(make_example()).to_rows()[2]
    assert (pair["therapies"], pair["combination"]) == (["imiquimod", "curettage"], True)
    claim = build_table(make_example(), by="claim").to_rows()[0]
    assert claim["context"] == [{"therapy": "salicylic acid", "role": "refractory"}]


@pytest.mark.parametrize("width", [60, 73, 80, 100, 120])
def test_no_citation_key_breaks_at_its_hyphens(width: int) -> None:
    key = "j-eur-acad-dermatol-2015-174-1579"
    shelf = make_shelf(
        make_source(key, journal="J Eur Acad Dermatol", year=2015),
        make_claim("a", "ice", sources=(key,), conditions=("gout",)),
    )
    for by in ("therapy", "claim", "source"):
        assert key in render_table_lines(build_table(shelf, by=by), width=width)


def test_a_design_is_the_page_s_word_until_a_record_is_known() -> None:
    shelf = make_shelf(make_source("a-1"), make_claim("c", "ice", sources=("a-1",), study="case series"))
    [row] = build_table(shelf).to_rows()
    assert (row["sources"][0]["design"], row["sources"][0]["design_from"], row["sources"][0]["level"]) == (
        "case series",
        "page",
        None,
    )
    [row] = build_table(_looked_up(shelf, types=("Randomized Controlled Trial",))).to_rows()
    assert (row["sources"][0]["design"], row["sources"][0]["design_from"], row["sources"][0]["level"]) == (
        "randomised trial",
        "record",
        2,
    )


def test_a_retracted_source_says_so_in_every_format() -> None:
    shelf = make_shelf(make_source("a-1", journal="JFM", year=2001), make_claim("c", "ice", sources=("a-1",)))
    table = build_table(_looked_up(shelf, notices=(LookupNotice(kind="retraction"),)))
    assert table.to_rows()[0]["sources"][0]["integrity"] == "retracted"
    for name in ("terminal", "markdown", "html", "csv", "latex"):
        assert "RETRACTED" in str(render_table(table, name))


class _LookedUp(NamedTuple):
    sources: Any
    claims: Any
    documents: Any
    lookups: Any


def _looked_up(shelf: Shelf, **members: Any) -> _LookedUp:
    record = LookupRecord(service="pubmed", address="", at="2026-01-01", verdict="match", **members)
    return _LookedUp(*shelf, dict.fromkeys(shelf.sources, (record,)))


def test_what_every_row_says_is_said_once_on_a_narrow_terminal() -> None:
    claims = [make_claim(f"c{n}", f"therapy {n}", conditions=("a rather long condition",)) for n in range(5)]
    shown = render_table_lines(build_table(make_shelf(*claims)), width=70)
    assert shown.count("a rather long condition") == 1


def test_colours_only_repeat_what_words_say() -> None:
    table = build_table(make_example())
    coloured = render_table_lines(table, width=100, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_table_lines(table, width=100)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_table_is_no_error(name: str) -> None:
    assert render_table(build_table(make_shelf()), name) is not None


def test_no_cell_of_the_csv_begins_like_a_formula() -> None:
    for by in ("therapy", "claim", "source"):
        rows = csv.reader(io.StringIO(str(render_table(build_table(hostile_shelf(), by=by), "csv"))))
        assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@\t\r]", cell)]


@given(st.text())
def test_defused_text_is_the_text_or_quoted(text: str) -> None:
    defused = defuse_formula(text)
    assert defused in {text, f"'{text}"}
    assert defused.lstrip()[:1] not in tuple("=+-@")


def test_html_page_has_scopes_caption_and_no_script() -> None:
    tree = html5lib.parse(build_table(hostile_shelf()).to_html(), namespaceHTMLElements=False)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "b", "iframe", "img", "link"}
    assert all(cell.get("scope") in {"col", "row"} for cell in tree.iter("th"))
    assert tree.find(".//caption") is not None


def test_a_table_shows_itself_in_a_notebook() -> None:
    table = build_table(make_example())
    assert repr(table) == "<Table by therapy: 6 rows × 10 columns>"
    html = build_table(hostile_shelf())._repr_html_()
    assert "<script" not in html
    assert "<style" not in html
    assert (
        len(list(html5lib.parse(html, namespaceHTMLElements=False).iter("tr"))) == len(build_table(hostile_shelf())) + 1
    )
    assert len(table) == len(list(table)) == 6


def test_a_table_as_a_data_frame() -> None:
    pytest.importorskip("pandas")
    frame = build_table(make_example()).to_frame()
    assert list(frame.columns) == list(TherapyRow.__struct_fields__)
    assert frame["claims"].tolist() == [2, 1, 1, 1, 0, 1]
    assert frame["claims"].dtype.kind == "i"
    assert frame["directions"].tolist()[0] == {"supports": 1, "against": 1}


def test_building_a_table_changes_nothing() -> None:
    shelf = make_example()
    before = (dict(shelf.sources), dict(shelf.claims), dict(shelf.documents))
    for by in ("therapy", "claim", "source"):
        assert build_table(shelf, by=by) == build_table(shelf, by=by)
    assert (shelf.sources, shelf.claims, shelf.documents) == before
