"""``--columns``: which columns, in which order, called what; what people filled in; footnotes under the table."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, NamedTuple

import html5lib
import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source
from hypothesis import given
from hypothesis import strategies as st
from test_library_cli import Home, home  # noqa: F401

from evidence.errors import InputError
from evidence.library.records import Assessed
from evidence.views.chosen_columns import MEMBERS, STANDARD, choose_columns, column_names, describe_columns
from evidence.views.table import COLUMNS, build_table
from evidence.views.table_formats import FORMATS, render_table
from evidence.views.table_rows import ClaimRow, SourceRow, TherapyRow
from evidence.views.table_terminal import render_table_lines
from evidence.wording import clean

WARTS = "viral warts"


class Assessing(NamedTuple):
    """A shelf for which people filled something in."""

    sources: Any
    claims: Any
    documents: Any
    assessments: tuple[Assessed, ...]


def assessed(*said: Assessed, shelf: Shelf | None = None) -> Assessing:
    return Assessing(*(shelf or make_example()), assessments=said)


def example() -> Assessing:
    return assessed(
        Assessed(therapy="cryotherapy", condition=WARTS, outcome="pain", words={"certainty": ("very low",), "footnote": ("no blinding",)}),
        Assessed(therapy="cryotherapy", condition=WARTS, words={"certainty": ("moderate",), "footnote": ("few warts", "no blinding"), "values": ("v",)}),
        Assessed(therapy="duct tape", condition=WARTS, words={"population": ("children",), "footnote": ("no blinding",)}),
        Assessed(therapy="imiquimod + curettage", condition=WARTS, words={"certainty": ("low",)}),
        Assessed(therapy="cryotherapy", condition="gout", words={"certainty": ("high",)}),
    )  # fmt: skip


def texts(library: Any, columns: Any, by: Any = "therapy") -> list[list[str]]:
    return [list(row.values()) for row in build_table(library, by=by, columns=columns).to_texts()]


def test_columns_are_chosen_ordered_and_named() -> None:
    table = build_table(make_example(), columns="Condition, claim=What is said ,therapy")
    assert table.heads == ("Condition", "What is said", "Therapy")
    assert table.columns == ("Condition", "Statement", "Therapy")
    assert table.to_texts()[1] == {
        "Condition": WARTS,
        "What is said": "Something is said of duct tape.",
        "Therapy": "duct tape",
    }


@pytest.mark.parametrize("by", list(COLUMNS))
def test_choosing_the_standard_columns_changes_no_cell(by: Any) -> None:
    usual, chosen = build_table(make_example(), by=by), build_table(make_example(), by=by, columns=STANDARD[by])
    assert chosen.rows == usual.rows
    assert (chosen.columns, chosen.heads, chosen.keys, chosen.references) == (
        usual.columns, usual.columns, usual.keys, usual.references,
    )  # fmt: skip


@pytest.mark.parametrize("by", list(COLUMNS))
def test_every_name_that_is_listed_can_be_chosen(by: Any) -> None:
    shelf = example()
    lines = describe_columns(shelf, by)
    names = [re.split(r"  +", line)[0] for line in lines]
    table = build_table(shelf, by=by, columns=",".join(names))
    assert table.columns == column_names(shelf, by)
    assert len(table.rows[0]) == len(names)


@pytest.mark.parametrize(
    ("by", "written", "name"),
    [
        ("therapy", "claim", "Statement"),
        ("therapy", "CLAIMS", "Claims"),
        ("therapy", "source", "Sources"),
        ("therapy", "studies", "Number of sources"),
        ("claim", "cue-words", "Cue words"),
        ("claim", "claim", "Claim"),
        ("claim", "number_of_sources", "Number of sources"),
        ("source", "reference", "Source"),
        ("source", "cited as", "Cited as"),
    ],
)
def test_names_go_by_what_people_type(by: Any, written: str, name: str) -> None:
    assert build_table(make_example(), by=by, columns=written).columns == (name,)


UNKNOWN = {
    "a slip": (
        "therapy",
        "therpy",
        r"no column 'therpy' in the table by therapy; perhaps: therapy.*columns are: therapy, condition,",
    ),
    "of another table": ("source", "therapy", "by source.*columns are: source, key"),
    "certainty is of a body of evidence": ("claim", "certainty", "no column 'certainty' in the table by claim"),
    "none": ("therapy", "", "no column is named; columns are: therapy"),
    "only commas": ("therapy", " , ,", "no column is named"),
    "twice": ("therapy", "therapy,Therapy", "2 columns are called 'Therapy'"),
    "one title twice": ("therapy", "therapy=A,sources=A", "2 columns are called 'A'"),
    "no title": ("therapy", "therapy=", "no title"),
    "an open quote": ("therapy", '"therapy', "cannot be read"),
    "nobody filled it in": ("therapy", "therapy,values", "no column 'values'"),
}


@pytest.mark.parametrize(("by", "columns", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_no_column_says_which_there_are(by: Any, columns: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        build_table(make_example(), by=by, columns=columns)


@given(st.text(max_size=60))
def test_no_columns_crash(columns: str) -> None:
    try:
        chosen = choose_columns(make_shelf(), "therapy", columns)
    except InputError:
        return
    assert {column.name for column in chosen} <= set(column_names(make_shelf(), "therapy"))


@given(st.text(min_size=1).map(clean).filter(bool))
def test_any_title_can_be_given(title: str) -> None:
    written = '"{}"'.format(f"sources={title}".replace('"', '""'))
    [column] = choose_columns(make_shelf(), "claim", written)
    assert column == ("Sources", title)


@pytest.mark.parametrize(("by", "row"), [("therapy", TherapyRow), ("claim", ClaimRow), ("source", SourceRow)])
def test_every_standard_column_has_its_member(by: Any, row: Any) -> None:
    assert len(MEMBERS[by]) == len(STANDARD[by])
    assert set(MEMBERS[by]) <= set(row.__struct_fields__)


# ── what people filled in ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_people_filled_in_stands_in_its_row_and_the_others_are_blank() -> None:
    assert texts(example(), "therapy,condition,certainty,population,values")[:4] == [
        ["cryotherapy", WARTS, "moderate; pain: very low", "", "v"],
        ["duct tape", WARTS, "", "children", ""],
        ["imiquimod + curettage", WARTS, "low", "", ""],
        ["salicylic acid (topical)", WARTS, "", "", ""],
    ]


def test_without_anybody_s_word_every_cell_is_blank_and_the_column_stands() -> None:
    table = build_table(make_example(), columns="therapy,certainty,footnote,intervention,comparator")
    assert {cell for row in table.rows for cell in row[1:]} == {()}
    assert table.shown == (0, 1, 2, 3, 4)
    assert table.footnotes == ()


def test_an_outcome_that_was_assessed_is_an_outcome_of_the_row() -> None:
    assert texts(example(), "outcome")[0] == ["pain"]


def test_a_body_of_evidence_without_claims_is_not_lost() -> None:
    rows = texts(example(), "therapy,condition,direction,certainty")
    assert rows[-1] == ["cryotherapy", "gout", "no claim any more", "high"]
    assert len(rows) == len(build_table(example())) + 1, "only where people's columns are asked for"


def test_the_usual_table_has_no_column_more() -> None:
    assert build_table(example()).columns == build_table(make_example()).columns
    assert build_table(example()).footnotes == ()


def test_json_has_values_under_the_titles() -> None:
    table = build_table(example(), columns="therapy=Drug,direction,sources,studies=n,certainty,footnote")
    row = json.loads(str(render_table(table, "json")).split("\n")[0])
    assert list(row) == ["Drug", "Direction", "Sources", "n", "Certainty", "Footnote"]
    assert (row["Drug"], row["Direction"], row["n"]) == ("cryotherapy", {"supports": 1, "against": 1}, 2)
    assert [source["key"] for source in row["Sources"]] == ["jfm-2017-34-261", "ann-2014-31-595"]
    assert row["Certainty"] == [{"outcome": None, "text": "moderate"}, {"outcome": "pain", "text": "very low"}]
    assert [note["text"] for note in row["Footnote"]] == ["few warts", "no blinding", "no blinding"]


def test_a_data_frame_has_the_titles() -> None:
    pytest.importorskip("pandas")
    frame = build_table(example(), columns="therapy=Drug,claims").to_frame()
    assert list(frame.columns) == ["Drug", "Claims"]
    assert frame["Claims"].tolist()[0] == 2


def test_sources_are_summed_up_in_columns_of_their_own() -> None:
    shelf = make_shelf(
        make_source("a-1"), make_source("b-1"), make_claim("c", "ice", sources=("a-1",), study="case series"),
        make_claim("d", "ice", sources=("b-1",), study="case series"), make_claim("e", "tape"),
    )  # fmt: skip
    assert texts(shelf, "therapy,number of sources,design,level,integrity") == [
        ["ice", "2", "case series, says the page ×2", "", ""],
        ["tape", "0", "", "", ""],
    ]


# ── footnotes ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_footnotes_are_numbered_in_order_of_reading_and_the_same_text_once() -> None:
    table = build_table(example(), columns="therapy,footnote=Note")
    assert table.footnotes == ("few warts", "no blinding")
    assert [row[1] for row in table.with_marks().rows][:3] == [("1, 2", "pain: 2"), ("2",), ()]
    assert table.rows[0][1] == ("few warts", "no blinding", "pain: no blinding")


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_text_formats_list_footnotes_under_the_table(name: str) -> None:
    shown = str(render_table(build_table(example(), columns="therapy,footnote"), name))
    assert "1. few warts\n2. no blinding\n" in shown
    assert shown.count("no blinding") == 1
    assert "Footnote: filled in by people; the program grades nothing." in shown


def test_a_page_lists_footnotes_under_the_table() -> None:
    page = build_table(example(), columns="therapy,certainty=How sure?,footnote").to_html()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert ["".join(item.itertext()) for item in tree.iter("li")] == ["few warts", "no blinding"]
    assert ["".join(cell.itertext()) for cell in tree.iter("th")][:3] == ["Therapy", "How sure?", "Footnote"]
    assert {cell.get("data-label") for cell in tree.iter("td")} == {"How sure?", "Footnote"}
    assert not [cell for cell in tree.iter("td") if "vacant" in (cell.get("class") or "")]


def test_latex_lists_footnotes_and_keeps_blank_columns() -> None:
    text = str(render_table(build_table(example(), columns="therapy,comparator=C,footnote"), "latex"))
    assert r"\textbf{C}" in text
    assert text.index(r"\end{longtable}") < text.index(r"\item few warts") < text.index(r"\section*{References}")


def test_word_lists_footnotes_under_the_table() -> None:
    docx = pytest.importorskip("docx")
    raw = render_table(build_table(example(), columns="therapy,comparator=C,footnote=Note"), "docx")
    assert isinstance(raw, bytes)
    document = docx.Document(io.BytesIO(raw))
    [table] = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Therapy", "C", "Note"]
    assert [cell.text for cell in table.rows[1].cells] == ["cryotherapy", "", "1, 2\npain: 2"]
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[lines.index("1. few warts") + 1] == "2. no blinding"


def test_spreadsheets_have_footnotes_in_their_cells() -> None:
    table = build_table(example(), columns="therapy,studies==n,footnote")
    rows = list(csv.reader(io.StringIO(str(render_table(table, "csv")))))
    assert rows[0] == ["Therapy", "'=n", "Footnote"]
    assert rows[1][2] == "few warts; no blinding; pain: no blinding"
    openpyxl = pytest.importorskip("openpyxl")
    raw = render_table(table, "xlsx")
    assert isinstance(raw, bytes)
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Evidence"]
    assert [cell.value for cell in sheet[1]] == ["Therapy", "=n", "Footnote"]
    assert {cell.data_type for cell in sheet[1]} == {"s"}
    assert [cell.value for cell in sheet[2]] == ["cryotherapy", 2, "few warts\nno blinding\npain: no blinding"]


HOSTILE = ("<script>x</script>", "=1+1", "a|b", "\x1b[31m", "\u202ex", "w" * 3000, "</table>\n\n| x |", "#$%&_{}~^\\")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_hostile_words_are_text_in_every_format(name: str) -> None:
    said = (
        Assessed(
            therapy="cryotherapy",
            condition=WARTS,
            outcome=text,
            words={"certainty": ("low",), "footnote": (text,), "mine": (text,)},
        )
        for text in HOSTILE
    )
    table = build_table(
        assessed(*said), columns=["therapy=" + HOSTILE[0], "certainty=" + HOSTILE[2], "footnote", "mine=" + HOSTILE[-1]]
    )
    raw = render_table(table, name)
    assert isinstance(raw, bytes) or ("<script>" not in raw or name in {"csv", "terminal", "json", "latex"})
    assert isinstance(raw, bytes) or not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", raw)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 300])
def test_the_terminal_keeps_to_its_width_and_leaves_nothing_out(width: int) -> None:
    table = build_table(example(), columns="therapy,condition,claim=What is said,sources,certainty,footnote")
    shown = render_table_lines(table, width=width)
    assert max(map(len, shown.splitlines())) <= width
    packed = re.sub(r"\s", "", shown)
    for text in ("Cryotherapyhurtsmorethanithelps.", "moderate", "Whatissaid", "1.fewwarts"):
        assert text in packed or width in {60, 80, 100}, text  # there words of a cell stand beside those of others
    assert "evidence table --by claim" not in shown, "the statements were asked for"


def test_narrow_terminals_keep_the_order_and_do_not_group() -> None:
    table = build_table(example(), columns="therapy,condition,sources,certainty")
    head = render_table_lines(table, width=90).splitlines()[0]
    assert head.split() == ["Therapy", "Condition", "Sources", "Certainty"]


# ── the command and the library ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_committee_s_template_is_one_option(home: Home) -> None:  # noqa: F811
    home.run("assess", "sirolimus", "certainty=very low", "footnote=one series", "population=infants", "--by", "Ann")
    columns = (
        "therapy=Intervention,condition,population,claim=What is said,sources,certainty=Certainty (GRADE),footnote"
    )
    rows = list(csv.reader(io.StringIO(home.run("table", "--columns", columns, "--format", "csv"))))
    assert rows[0] == [
        "Intervention",
        "Condition",
        "Population",
        "What is said",
        "Sources",
        "Certainty (GRADE)",
        "Footnote",
    ]
    [sirolimus] = [row for row in rows if row[0].startswith("sirolimus")]
    assert (sirolimus[2], *sirolimus[5:]) == ("infants", "very low", "one series")


def test_the_names_are_listed(home: Home) -> None:  # noqa: F811
    home.run("assess", "sirolimus", "risk of bias=serious", "--by", "Ann")
    listed = home.run("table", "--columns", "help")
    assert re.search(r"^statement +.*also called claim$", listed, re.M)
    assert re.search(r"^risk of bias +filled in by people$", listed, re.M)
    assert "columns are: therapy, condition" in home.run("table", "--columns", "nonsense", code=2)
    assert "risk of bias" not in home.run("--bib", "other.bib", "table", "--columns", "help"), "no library is needed"


def test_the_library_takes_columns_too() -> None:
    from evidence.library import Library

    table = Library.of().table(by="source", columns=["key=K", "year"])
    assert table.heads == ("K", "Year")
    assert table.with_marks() == table
