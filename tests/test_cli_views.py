"""The commands that look at a library and hand it on, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_exports import BIB, make_library

from evidence.cli import exports, views
from evidence.cli.app import run
from evidence.exports import FORMATS as EXPORTS
from evidence.library.claimsfile import write_claims
from evidence.views.gap_map_formats import FORMATS as MAPS
from evidence.views.graph_files import FORMATS as GRAPHS
from evidence.views.table_formats import FORMATS as TABLES


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library, in which the commands run."""
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "refs.claims.json").write_bytes(write_claims(make_library().file))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def test_choices_are_the_registries() -> None:
    assert set(views.TABLE_FORMATS) == set(TABLES)
    assert set(views.GRAPH_FORMATS) == set(GRAPHS)
    assert set(views.MAP_FORMATS) == set(MAPS)
    assert set(exports.EXPORT_FORMATS) == set(EXPORTS)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["table"], "cryotherapy"),
        (["table", "--by", "source", "--format", "csv"], "cited, supports no treatment"),
        (["table", "--by", "claim", "--format", "markdown"], "| Therapy | Condition | Outcome |"),
        (["table", "--format", "html"], "<!DOCTYPE html>"),
        (["table", "--format", "latex"], "\\begin{longtable}"),
        (["map"], "claimed without a source"),
        (["map", "--format", "svg"], "<title>cryotherapy, "),
        (["map", "--timeline", "--format", "html"], "Sources by year and study design"),
        (["graph"], '"nodes"'),
        (["graph", "--format", "dot", "--therapy", "cryotherapy"], '"therapy:cryotherapy" -> "claim:cryo-1"'),
        (["graph", "--format", "svg"], "<svg"),
        (["show", "cryotherapy"], "therapy cryotherapy"),
        (["gaps"], "Therapies without any source (1)"),
        (["without", "ann-2014-31-595"], "curettage: nothing left"),
        (["report"], "<!DOCTYPE html>"),
        (["report", "--title", "Our warts"], "<h1>Our warts</h1>"),
        (["export"], "% our own shelf"),
        (["export", "--format", "text", "--style", "vancouver"], "2. Okoro N, Lind B."),
        (["export", "--format", "html"], "<i>JFM</i>"),
    ],
)
def test_commands_show(shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], shown: str) -> None:
    before = {path.name: path.read_bytes() for path in shelf.iterdir()}
    assert call(*arguments) == 0
    out = capsys.readouterr()
    assert shown in out.out
    assert out.err == ""
    assert {path.name: path.read_bytes() for path in shelf.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "member"),
    [
        (["table", "--json"], "therapy"),
        (["table", "--by", "claim", "--json"], "claim"),
        (["show", "cryotherapy", "--json"], "facts"),
        (["gaps", "--json"], "gap"),
        (["without", "ann-2014-31-595", "--json"], "loses"),
    ],
)
def test_json_is_one_object_a_line(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], member: str
) -> None:
    assert shelf.exists()
    assert call(*arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(member in json.loads(line) for line in lines)


@pytest.mark.parametrize(
    ("arguments", "name", "begins"),
    [
        (["table"], "t.html", "<!DOCTYPE html>"),
        (["table"], "t.csv", "Therapy,"),
        (["table"], "t.md", "| Therapy"),
        (["table", "--format", "json"], "t.out", "{"),
        (["table", "--json"], "t.out", "{"),
        (["table"], "t.tex", "\\documentclass"),
        (["map"], "m.svg", "<svg"),
        (["map"], "m.html", "<!DOCTYPE html>"),
        (["map"], "m.txt", "3 therapies"),
        (["graph"], "g.svg", "<svg"),
        (["graph"], "g.graphml", "<?xml"),
        (["graph"], "g.dot", "digraph"),
        (["report"], "r.html", "<!DOCTYPE html>"),
        (["export"], "r.txt", "1. JFM."),
        (["export"], "r.bib", "% our own shelf"),
    ],
)
def test_output_goes_to_a_file_in_the_format_of_its_suffix(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], name: str, begins: str
) -> None:
    assert call(*arguments, "-o", name) == 0
    assert (shelf / name).read_text(encoding="utf-8").startswith(begins)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "cyrotherapy"],
        ["without", "ann-2014-31-59"],
        ["graph", "--therapy", "cyrotherapy"],
        ["export", "--therapy", "cyrotherapy"],
        ["export", "--document", "wart"],
    ],
)
def test_unknown_names_exit_2_with_one_line(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert shelf.exists()
    assert call(*arguments) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert len(out.err.splitlines()) == 1
    assert "perhaps" in out.err


def test_without_a_library_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("gaps") == 2
    assert "evidence add" in capsys.readouterr().err


def test_documents_are_looked_at_alone(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shelf / "page.txt").write_text("Methotrexate was highly effective for psoriasis.\n", encoding="utf-8")
    assert call("gaps", "page.txt", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row.get("therapy") for row in rows if row["gap"] == "therapy without a source"] == ["methotrexate"]


@pytest.mark.parametrize(
    ("arguments", "name", "begins"),
    [(["table"], "t.xlsx", b"PK"), (["table"], "t.docx", b"PK"), (["map"], "m.png", b"\x89PNG")],
)
def test_binary_formats_go_to_a_file(shelf: Path, arguments: list[str], name: str, begins: bytes) -> None:
    for package in ("xlsxwriter", "docx", "resvg_py"):
        pytest.importorskip(package)
    assert call(*arguments, "-o", name) == 0
    assert (shelf / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["table", "--json", "--format", "csv"], "--json and --format csv are two formats"),
        (["map", "--timeline", "--format", "terminal"], "--timeline is a picture"),
        (["map", "-o", "m.pdf"], "no format ends in '.pdf'"),
    ],
)
def test_options_that_contradict_each_other_are_told(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert shelf.exists()
    assert call(*arguments) == 2
    assert says in capsys.readouterr().err
