"""Statements as people read them, wherever they are shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from evidence_factory import make_claim, make_shelf, make_source
from hypothesis import given
from hypothesis import strategies as st

from evidence import Library, read
from evidence.records import Citation
from evidence.review.sheet import build_sheet
from evidence.views.appraisal import design_in
from evidence.views.describe import describe
from evidence.views.gap_map_picture import timeline_grid
from evidence.views.graph import build_graph
from evidence.views.question_lines import render_gaps, render_losses
from evidence.views.questions import find_gaps, find_losses
from evidence.views.report import render_report
from evidence.views.statement import shown_text
from evidence.views.table import build_table
from evidence.views.table_formats import render_table

HTML = "a.html"
MARKDOWN = "a.md"


@pytest.mark.parametrize(
    ("exact", "path", "shown"),
    [
        ("Heals more ulcers than rest</td><td>[1,2]", HTML, "Heals more ulcers than rest · [1,2]"),
        ("Ice 4&nbsp;h &mdash; daily", HTML, "Ice 4 h — daily"),
        ("ice</b> was <i>good", HTML, "ice was good"),
        ("p &lt; 0.05 and &lt;b&gt;", HTML, "p < 0.05 and <b>"),
        ("no<br>way", HTML, "no way"),
        ("Ice peel* with rest", MARKDOWN, "Ice peel with rest"),
        ("*Ice peel* with __rest__ and `salt`", MARKDOWN, "Ice peel with rest and salt"),
        ("[^1] Wide peeling [^smith]", MARKDOWN, "Wide peeling"),
        ("at week 12 | J Ice", MARKDOWN, "at week 12 · J Ice"),
        (r"a \| b | c", MARKDOWN, "a | b · c"),
        ("2015. Ice", MARKDOWN, "2015. Ice"),
        ("+ ice", MARKDOWN, "+ ice"),
        ("Ice\n> helps", MARKDOWN, "Ice helps"),
        ("[ice](https://example.org/a) and [rest][r] cure](https://example.org)", MARKDOWN, "ice and rest cure"),
        (r"5\*3 &nbsp;<sup>x</sup>", MARKDOWN, "5*3 x"),
        ("<placeholder>", MARKDOWN, "<placeholder>"),
        ("ALT *<5 | a&b <c and d> e", "a.txt", "ALT *<5 | a&b <c and d> e"),
        ("Ice &mdash; x</td><td>y", "a.txt", "Ice — x · y"),
        ("", "", ""),
    ],
)
def test_markup_is_taken_off(exact: str, path: str, shown: str) -> None:
    assert shown_text(exact, path) == shown


@given(
    st.text(alphabet=st.sampled_from("ab <>/td&;#|*_[]()^`\\\n.1!-"), max_size=60),
    st.sampled_from([HTML, MARKDOWN, ""]),
)
def test_any_slice_is_shown_on_one_line_and_never_as_nothing(exact: str, path: str) -> None:
    shown = shown_text(exact, path)
    assert "\n" not in shown
    assert bool(shown) == bool(exact.strip())


def test_two_thousand_statements_are_shown_at_once() -> None:
    begin = time.process_time()
    for number in range(2000):
        shown_text(f"Heals {number} more ulcers than <b>rest</b>&nbsp;in a large randomised trial</td><td>[1,2]", HTML)
    assert time.process_time() - begin < 2.5  # about 0.4 s where nothing else runs


PAGES = {
    "a.html": "<!doctype html><html><body><h1>Gout</h1><p>Colchicine&nbsp;1&nbsp;mg &mdash; once &mdash; was <b>highly</b> effective for "
    "gout (<i>BMJ</i> 2001;3:4). Ice&nbsp;packs were <b>effective</b>.</p></body></html>",
    "b.md": "# Gout\n\n*Allopurinol tablets* were **highly** effective for gout [BMJ 2003;5:6].\n\nProbenecid was *effective* for gout.\n",
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.chdir(tmp_path)
    for name, text in PAGES.items():
        Path(name).write_text(text, encoding="utf-8")
    return Library.of(*(read(name) for name in PAGES))


def test_no_view_shows_markup_and_the_slice_stays_in_the_data(library: Library) -> None:
    tables = [build_table(library, by=by) for by in ("therapy", "claim", "source")]
    shown = [
        *(str(render_table(table, kind)) for table in tables for kind in ("terminal", "csv", "html", "latex")),
        *(str(build_graph(library).nodes[node]["label"]) for node in build_graph(library)),
        *(str(describe(library, name)) for name in (*library.documents, *library.claims, *library.sources)),
        render_gaps(library, find_gaps(library)),
        render_losses(library, find_losses(library, tuple(library.sources))),
        *(row[3] for row in build_sheet(library).rows),
        *(read(name)._repr_html_() for name in PAGES),
    ]
    text = "\n".join(shown)
    assert "Colchicine 1 mg — once — was highly effective" in text
    assert "Allopurinol tablets were highly effective" in text
    assert [
        sign
        for sign in ("&nbsp;", "&mdash;", "&amp;nbsp;", "&lt;b", "*Allop", "tablets*", "**highly", "*effective")
        if sign in text
    ] == []
    assert any("&nbsp;" in row["text"] for row in tables[1].to_rows())
    assert any("&nbsp;" in claim.text for claim in library.claims.values())


def test_the_report_shows_prose_and_links_statements_to_their_places(library: Library) -> None:
    page = render_report(library, documents=tuple(read(name).document for name in PAGES))
    assert "&amp;nbsp;" not in page
    assert "*Allopurinol" not in page
    assert 'aria-label="in the document: Ice packs were effective.' in page


@pytest.mark.usefixtures("library")
def test_a_citation_is_shown_without_markup_in_a_notebook() -> None:
    [citation] = read("a.html").citations
    assert isinstance(citation, Citation)
    assert "<i>" in citation.text
    assert "BMJ 2001;3:4" in read("a.html")._repr_html_()


@pytest.mark.parametrize(
    ("study", "design"),
    [
        ("16 patients", None), ("n = 40", None), ("ten patients", None), ("52 progressive cases", None), ("", None),
        ("case series of 16 patients", "case series"), ("a meta-analysis of 21 trials", "meta-analysis"),
        ("open trial, n = 40", "open trial"), ("2-arm randomised trial", "2-arm randomised trial"), ("phase 2 trial", "phase 2 trial"),
    ],
)  # fmt: skip
def test_how_many_took_part_is_no_design(study: str, design: str | None) -> None:
    assert design_in(study) == design


def test_the_timeline_has_designs_and_no_sizes() -> None:
    studies = ("16 patients", "25 patients", "case series of 9", "case series")
    shelf = make_shelf(
        *(make_source(f"s{at}", year=2000) for at in range(4)),
        *(make_claim(f"c{at}", "ice", sources=(f"s{at}",), study=study) for at, study in enumerate(studies)),
    )
    assert timeline_grid(shelf).rows == ["case series", "design not known"]
