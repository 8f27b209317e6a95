"""What hostile words may do in what is printed and written: nothing. Every command, every format; and which files are opened (docs/security.md)."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from evidence.cli import exports, views
from evidence.cli.app import COMMANDS, run
from evidence.cli.check import CHECK_FORMATS
from evidence.cli.output import printable
from evidence.errors import InputError
from evidence.library import open_library
from evidence.library.outside import check_page, project_of
from evidence.wording import json_for_eyes, not_a_command

ACTS = "\x1b[2J\x1b]0;owned\x07\x9b31m\x85\u2028\u202egnitae\u2066"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
SAID = f"{ACTS}</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> =1+1 ::error::owned $(id) \\write18{{id}} ]]> --> {{{{7*7}}}}"
PAGE = f"""# Gout {SAID}

Oral colchicine was highly effective for gout {SAID} [BMJ 2001;3:4].

Ice {ACTS} was effective for gout.

::stop-commands::{ACTS}owned ##[stop-commands]owned Prednisolone was effective for gout.
"""
BIB = f"""@article{{bmj-2001-3-4,
  journal = {{BMJ}}, year = 2001, volume = {{3}}, pages = {{4}}, title = {{A {SAID.replace("{", "").replace("}", "")} title}},
  author = {{Doe {ACTS}, A. and =cmd, B.}}, note = {{{ACTS}}}, url = {{javascript:alert(3)}}, doi = {{10.1000/{ACTS}x}},
}}
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of a hostile page and a hostile bibliography, in which the commands run."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path / "cache"))
    (folder / name_of_page()).write_text(PAGE, encoding="utf-8")
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")
    assert call("-q", "add", name_of_page()) == 0
    return folder


def name_of_page() -> str:
    return "page.md" if sys.platform == "win32" else "pa\x1b[31m\u202ege\n::error::owned.md"


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


VERBATIM = {"bib", "biblatex"}
"""Files of entries, each byte for byte as a person wrote it."""
SHOWN: dict[str, tuple[tuple[str, ...], ...]] = {
    "read": (("read", "PAGE"), ("read", "--json", "PAGE")),
    "parse": (("parse", "PAGE"), ("parse", "--json", "PAGE")),
    "add": (("add", "PAGE"), ("add", "--json", "PAGE")),
    "claim": (("claim", "accept", ACTS), ("claim", "add", ACTS, "x", "--therapy", "ice", "--direction", "supports"), ("claim", ACTS)),
    "source": (("source", "remove", ACTS), ("source", "rename", "bmj-2001-3-4", ACTS), ("source", "merge", ACTS, "bmj-2001-3-4")),
    "assess": (("assess", ACTS), ("assess", "ice", "--certainty", ACTS)),
    "import": (("import", ACTS), ("import", "refs.bib"), ("import", "--json", "refs.bib"), ("import", "PAGE")),
    "lookup": (("lookup", "--dry-run"), ("lookup", "--offline"), ("lookup", "--offline", "--json"), ("lookup", ACTS)),
    "review": (("review", "import", ACTS), ("review", "import", "PAGE")),
    "table": tuple(("table", "--by", by, "--format", name) for by in ("therapy", "claim", "source") for name in views.TABLE_FORMATS if name not in ("xlsx", "docx")),
    "show": tuple(("show", what, *more) for what in ("colchicine", "bmj-2001-3-4", "PAGE", ACTS) for more in ((), ("--json",))),
    "gaps": (("gaps",), ("gaps", "--json")),
    "without": (("without", "bmj-2001-3-4"), ("without", "bmj-2001-3-4", "--json"), ("without", ACTS)),
    "graph": tuple(("graph", "--format", name) for name in views.GRAPH_FORMATS),
    "map": tuple(("map", "--format", name) for name in views.MAP_FORMATS if name != "png"),
    "report": (("report",), ("report", "--logo", ACTS)),
    "check": (*(("check", "--format", name) for name in CHECK_FORMATS), ("check", "--baseline", ACTS), ("check", "--select", ACTS), ("check", "--explain", ACTS)),
    "annotate": (("annotate", ACTS), ("annotate", "--strip", ACTS)),
    "export": (*(("export", "--format", name) for name in exports.EXPORT_FORMATS if name not in VERBATIM), ("export", "--style", ACTS)),
    "corpus": (("corpus", ".", "-o", "../out", "--jobs", "1"), ("corpus", ACTS, "-o", "../out")),
    "journals": (("journals", "find", ACTS), ("journals", "find", "--json", ACTS), ("journals", "import", ACTS), ("journals", "import", "PAGE")),
    "therapies": (("therapies", "find", ACTS), ("therapies", "find", "--json", ACTS)),
    "": ((ACTS,), ("-C", ACTS, "read"), (f"--{ACTS}",), ("table", "--by", ACTS), ("table", "-o", f"{ACTS}/x.{ACTS}"), ("table", "-o", f"{ACTS}/x.csv"), ("read", ACTS)),
}  # fmt: skip


def test_every_command_is_tried() -> None:
    assert {name for group in COMMANDS.values() for name in group} <= set(SHOWN)


@pytest.mark.parametrize("command", SHOWN)
def test_no_command_prints_what_acts_on_a_terminal_or_a_runner(
    command: str, shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "reconfigure", lambda **_: None, raising=False)
    for arguments in SHOWN[command]:
        capsys.readouterr()
        call(*(name_of_page() if part == "PAGE" else part for part in arguments))
        said = capsys.readouterr()
        for text in (said.out, said.err):
            assert not CONTROL.search(text.replace("\t", " ")), (arguments, CONTROL.search(text))
        lines = [*said.err.splitlines(), *(said.out.splitlines() if command in ("check", "read", "") else ())]
        ours = "github" in arguments
        assert not [line for line in lines if not ours and re.match(r"\s*::|.*##\[", line)], arguments
        assert not [line for line in lines if ours and not re.match(r"::(?:error|warning|notice) file=|evidence", line)]
    assert shelf.exists()


@pytest.mark.parametrize(
    "command", [["export", "--format", "bib"], ["export", "--format", "biblatex"], ["annotate", "PAGE"]]
)
def test_what_is_written_byte_for_byte_is_shown_harmless_on_a_terminal(
    command: list[str], shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [name_of_page() if part == "PAGE" else part for part in command]
    assert call(*arguments, "-o", "out.txt") == 0
    assert ACTS[:8] in (shelf / "out.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    capsys.readouterr()
    assert call(*arguments) == 0
    out = capsys.readouterr().out
    assert out
    assert not CONTROL.search(out)


def test_json_says_the_same(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call("read", "--json", name_of_page())
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert any(ACTS in claim["text"] for claim in read["claims"])
    assert json.loads(json_for_eyes(json.dumps(PAGE, ensure_ascii=False))) == PAGE
    assert shelf.exists()


def test_what_would_be_a_command_to_a_runner_is_none() -> None:
    for line in ("::add-mask::x", " \t::stop-commands::x", "a ##[error]x", "\n::error::x"):
        shown = not_a_command(line)
        assert not re.search(r"(?m)^\s*::|##\[", shown)
        assert shown == printable(line, keep_lines=True)
    assert not_a_command("a.md:3:5: std::vector") == "a.md:3:5: std::vector"


# ── which files are opened ─────────────────────────────────────────────────────────────────────────────────────────────────────

SECRET = "Secret 4711: colchicine was highly effective for gout [BMJ 2001;3:4].\n"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cloned repository, and a secret outside of it."""
    folder = tmp_path / "clone"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text(SECRET)
    (folder / "library").mkdir()
    (tmp_path / "secret.txt").write_text(SECRET)
    (folder / "page.md").write_text("Colchicine was effective for gout [BMJ 2001;3:4].\n")
    monkeypatch.chdir(folder / "library")
    assert call("-q", "add", "../page.md") == 0
    return folder / "library"


def point_to(library: Path, path: str) -> None:
    claims = library / "refs.claims.json"
    text = claims.read_text()
    claims.write_text(re.sub(r'"path": "[^"]*"', lambda _: f'"path": {json.dumps(path)}', text))


OUTSIDE = [
    "../../secret.txt",
    "ABSOLUTE",
    "../.git/config",
    "link.md",
    "sub/../../../secret.txt",
    "loop.md",
    "a\x00b",
    "x" * 5_000,
    "..",
    ".",
]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path[:20])
def test_a_claims_file_opens_nothing_outside_its_project(
    path: str, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone / "sub").mkdir()
    if sys.platform != "win32":
        (clone / "link.md").symlink_to(clone.parent.parent / "secret.txt")
        (clone / "loop.md").symlink_to(clone / "loop.md")
    point_to(clone, str(clone.parent.parent / "secret.txt") if path == "ABSOLUTE" else path)
    for arguments in (["check"], ["check", "--format", "sarif"], ["report", "-o", "report.html"], ["show", "page"],
                      ["claim", "add", "page", "Secret 4711", "--therapy", "ice", "--direction", "supports"]):  # fmt: skip
        call(*arguments)
    said = capsys.readouterr()
    report = clone / "report.html"
    shown = (
        said.out + said.err + (report.read_text() if report.exists() else "") + (clone / "refs.claims.json").read_text()
    )
    assert "Secret" not in shown.replace("'Secret 4711'", "")
    assert "EV006" in said.out


def test_a_page_elsewhere_is_read_while_it_is_what_was_added_and_when_it_is_named(clone: Path) -> None:
    outside = clone.parent.parent / "mine.md"
    outside.write_text("Ice was effective for gout.\n")
    assert call("-q", "add", str(outside)) == 0
    record = open_library(clone / "refs.bib").documents["mine"]
    assert check_page(clone, record.path, record.sha256).samefile(outside)
    assert call("-q", "check", "--select", "EV006,EV007") == 0
    outside.write_text("Ice was of no use in gout.\n")
    with pytest.raises(InputError, match="outside the project"):
        check_page(clone, record.path, record.sha256)
    assert call("-q", "check", "--select", "EV006") == 1
    assert call("-q", "check", "--select", "EV006", str(outside)) == 0
    assert project_of(clone) == clone.parent.resolve()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_pattern_of_the_settings_finds_nothing_outside_its_project(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone / "link.txt").symlink_to(clone.parent.parent / "secret.txt")
    (clone / "away").symlink_to(clone.parent.parent)
    (clone / ".hidden.txt").write_text(SECRET)
    (clone / "new.txt").write_text("Allopurinol was effective for gout.\n")
    (clone / "evidence.toml").write_text('documents = ["*.txt", ".*", "**/*.txt", "away/*"]\n')
    call("check")
    said = capsys.readouterr().out
    assert "Allopurinol" in said
    assert "Secret" not in said


@pytest.mark.parametrize("pattern", ["../*.txt", "/etc/*", "..", "**/../*", "a\x00b", "", "[", "x" * 5_000])
def test_a_pattern_that_leaves_its_folder_is_refused_or_finds_nothing(
    pattern: str, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone / "evidence.toml").write_text(f"documents = [{json.dumps(pattern)}]\n")
    call("check")
    assert "Secret" not in "".join(capsys.readouterr())


def test_a_page_of_the_repository_is_read_as_it_is_now(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clone.parent / "page.md").write_text("Colchicine was of no use in gout [BMJ 2001;3:4].\n")
    call("check")
    assert "EV007" in capsys.readouterr().out


# ── what is written ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_identifiers_make_no_other_address(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shelf / "refs.bib").write_text(
        "@article{a, journal = {BMJ|x&db=evil\n#}, year = 2001, volume = {3&retmax=9|}, pages = {4\r5}, doi = {10.1000/../../../evil?x=1#y}}\n"
        "@article{b, doi = {10.1000/@evil.example/%2e%2e/x}, pmid = {1&db=evil}}\n"
    )
    for name in list(shelf.glob("*.json")):
        name.unlink()
    capsys.readouterr()
    call("lookup", "--dry-run")
    lines = [line for line in capsys.readouterr().out.splitlines() if "http" in line]
    assert lines
    known = ("https://eutils.ncbi.nlm.nih.gov/", "https://pmc.ncbi.nlm.nih.gov/", "https://api.crossref.org/", "https://www.ebi.ac.uk/", "https://api.openalex.org/",
             "https://www.ncbi.nlm.nih.gov/")  # fmt: skip
    for line in lines:
        address = line.split()[1]
        assert address.startswith(known), line
        assert "/../" not in address.partition("?")[0]
        assert "db=evil" not in address
        assert "#" not in address


def test_a_context_is_never_fetched_since_none_is_named(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call("export", "--format", "jsonld")
    made = json.loads(capsys.readouterr().out)
    assert isinstance(made["@context"], dict)
    assert shelf.exists()


def test_dot_has_no_statement_of_the_page(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call("graph", "--format", "dot")
    text = r'"(?:[^"\\\n]|\\.)*"'
    node, edge = rf"  {text} \[label={text}, shape=\w+\];", rf"  {text} -> {text} \[label={text}(?:, style=dashed)?\];"
    _, _, _, *lines, last = capsys.readouterr().out.rstrip("\n").split("\n")
    assert last == "}"
    assert any('\\"' in line for line in lines)
    assert [line for line in lines if not re.fullmatch(f"{node}|{edge}", line)] == []
    assert shelf.exists()


def test_a_project_sets_nothing_but_findings_and_pages() -> None:
    """A cloned repository's settings choose findings, and pages within it."""
    from evidence.checks.settings import CheckSettings

    assert set(CheckSettings.__struct_fields__) == {
        "select",
        "ignore",
        "severity",
        "documents",
        "lookup_max_age",
        "today",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_library_that_is_a_link_writes_to_no_file_of_another_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    profile, shared = tmp_path / ".profile", tmp_path / "shared.bib"
    profile.write_text("export PATH\n")
    shared.write_text("% mine\n")
    Path("page.md").write_text("Ice was effective for gout [BMJ 2001;3:4].\n")
    Path("refs.bib").symlink_to(profile)
    assert call("add", "page.md") == 2
    assert profile.read_text() == "export PATH\n"
    Path("refs.bib").unlink()
    Path("refs.bib").symlink_to(shared)
    assert call("add", "page.md") == 0
    assert "bmj-2001-3-4" in shared.read_text()


def test_output_is_not_written_through_a_page_or_the_library(shelf: Path) -> None:
    before = {path: path.read_bytes() for path in shelf.iterdir()}
    for target in ("refs.bib", "refs.claims.json", name_of_page()):
        assert call("table", "--format", "csv", "-o", target) == 4
    assert {path: path.read_bytes() for path in shelf.iterdir()} == before
