"""``--json`` on every command that shows something: one object a line, nothing else on standard output."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from evidence.cli.app import COMMANDS, run

PAGE = """\
# Plantar warts

Salicylic acid cleared most plantar warts [Br J Dermatol 2019;180;1040]. Duct tape was effective for plantar warts.
"""
KEY = "br-j-dermatol-2019-180-1040"
SHOWN: dict[str, tuple[list[str], set[str]]] = {
    "read": (["read", "warts.md"], {"schema", "document", "citations", "claims"}),
    "parse": (["parse", "lines.txt"], {"text", "citations"}),
    "add": (["add", "warts.md"], {"claims_added", "written"}),
    "table": (["table"], {"therapy", "sources"}),
    "map": (["map"], {"therapy", "condition", "state", "sources"}),
    "graph": (["graph"], set()),
    "show": (["show", "duct tape"], {"kind", "name", "facts"}),
    "gaps": (["gaps"], set()),
    "without": (["without", KEY], set()),
    "check": (["check"], {"code", "path", "line", "column"}),
    "check --explain": (["check", "--explain", "EV012"], {"code", "meaning", "mend"}),
    "export": (["export", "--style", "vancouver"], {"key", "reference", "csl"}),
    "import": (["import", "more.ris"], set()),
    "assess": (["assess", "duct tape", "certainty=low", "--by", "A"], {"written"}),
    "source rename": (["source", "rename", KEY, "other"], {"written"}),
    "lookup": (["lookup", "--dry-run"], {"request"}),
    "corpus": (["corpus", "pages", "-o", "read", "--jobs", "1"], set()),
    "journals find": (["journals", "find", "PD"], {"title"}),
    "journals add": (["journals", "add", "XYZ", "Journal of X"], {"written", "title", "path"}),
    "therapies find": (["therapies", "find", "MTX"], {"name"}),
    "therapies add": (["therapies", "add", "our cream"], {"written", "name", "path"}),
}
NO_ROWS = {"report", "annotate", "review", "claim"}
"""Commands that write a document; those on claims are tried with their subject."""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "warts.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "warts.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "lines.txt").write_text("PD 2017;34;261\nnothing\n", encoding="utf-8")
    (tmp_path / "more.ris").write_text("TY  - JOUR\nTI  - More\nDO  - 10.1000/more\nER  - \n", encoding="utf-8")
    told("add", "warts.md")
    return tmp_path


def told(*arguments: str) -> str:
    """Standard output of the command line."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        run(list(arguments))
    return out.getvalue()


@pytest.mark.parametrize(("arguments", "members"), SHOWN.values(), ids=SHOWN.keys())
@pytest.mark.usefixtures("shelf")
def test_one_object_a_line(arguments: list[str], members: set[str]) -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in told(*arguments, "--json").splitlines()]
    assert rows
    for row in rows:
        assert members <= row.keys()


def test_every_command_is_in_the_table() -> None:
    names = {name for group in COMMANDS.values() for name in group}
    assert names == {name.split()[0] for name in SHOWN} | NO_ROWS


@pytest.mark.parametrize("command", ["map", "graph", "export"])
def test_rows_can_go_to_a_file_and_are_one_format(shelf: Path, command: str) -> None:
    shown = told(command, "--json")
    assert told(command, "--json", "-o", "rows.jsonl") == ""
    assert (shelf / "rows.jsonl").read_text(encoding="utf-8") == shown
    with pytest.raises(SystemExit) as stop:
        run([command, "--json", "--format", {"map": "svg", "graph": "dot", "export": "ris"}[command]])
    assert stop.value.code == 2
