"""What every command tells of itself: an example that runs, the pages made from it, completions."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from services.server import Told, serve
from services.simulated import simulate
from services.world import make_paper

from evidence.cli.app import app, run

ROOT = Path(__file__).parent.parent
NLM_LIST = """--------------------------------------------------------
JrId: 1
JournalTitle: Made-up annals of dermatology
MedAbbr: Madeup Ann Dermatol
ISSN (Print): 0000-0019
ISSN (Online):
IsoAbbr: Madeup Ann Dermatol
NlmId: 0000001
--------------------------------------------------------
"""
BEFORE = {
    "evidence annotate --strip": ("annotate page.md -o page.annotated.md",),
    "evidence import": ("export -o zotero.ris",),
    "evidence review import": ("review export claims-ann.xlsx --rater Ann", "review export claims-ben.xlsx --rater Ben"),
    "evidence lookup pd-2014-31-595 --accept": ("lookup",),
}  # fmt: skip
"""What a person has done before they type a line that begins so."""
WORKS = [
    make_paper(
        "Pediatr Dermatol",
        pmid="41000001",
        doi="10.5555/synthetic.1",
        year=2014,
        volume="31",
        pages="595-598",
        title="Made up",
    ),
    make_paper(
        "Pediatr Dermatol",
        pmid="41000002",
        doi="10.5555/synthetic.2",
        year=2017,
        volume="34",
        pages="261-264",
        title="Made up, too",
    ),
]


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


PAGES = load_script("build_commands")
EVERY = list(PAGES.walk(app, "evidence"))
EXAMPLES = list(dict.fromkeys(line for page in EVERY for line in page.examples))


@pytest.fixture(scope="module")
def services() -> Iterator[dict[str, str]]:
    """Addresses of a local server that stands in for all services; its works are made up."""
    with serve([lambda asked: Told(NLM_LIST.encode(), "text/plain") if "nlm" in asked.path else None, simulate(WORKS)]) as server:  # fmt: skip
        yield {**server.environment(), "EVIDENCE_NLM_URL": f"{server.url}/nlm", "OPENALEX_API_KEY": "k" * 12}


@pytest.fixture
def folder(tmp_path: Path, services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example library, with its page in several formats beside it."""
    import docx

    for name in ("refs.bib", "refs.claims.json", "journals.tsv", "notebooks/kasabach-merritt.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    text = (ROOT / "notebooks" / "kasabach-merritt.md").read_text(encoding="utf-8")
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.md").write_text(text, encoding="utf-8")
    (tmp_path / "page.html").write_text("".join(f"<p>{part}</p>\n" for part in text.split("\n\n")), encoding="utf-8")
    (tmp_path / "citations.txt").write_text("PD 2017;34;261\nCases Journal 2008, 1:9\n", encoding="utf-8")
    (tmp_path / "J_Medline.txt").write_text(NLM_LIST, encoding="utf-8")
    letter = docx.Document()
    letter.add_paragraph("Oral sirolimus was highly effective [PD 2017;34;261].")
    letter.save(str(tmp_path / "letter.docx"))
    for name, value in services.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.name)
def test_every_command_has_an_example_in_its_help(page: object, capsys: pytest.CaptureFixture[str]) -> None:
    name = getattr(page, "name", "")
    with pytest.raises(SystemExit) as stopped:
        run([*name.split()[1:], "--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert "Example" in shown
    for line in getattr(page, "examples", ()):
        assert f"  {line}\n" in shown, "whole, so that it can be copied"


def call(line: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        run(shlex.split(line))
    return int(str(stopped.value.code))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    for start, commands in BEFORE.items():
        for command in commands if line.startswith(start) else ():
            assert call(command) == 0
    capsys.readouterr()
    if "|" in line:
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
        code, shown = done.returncode, done.stdout + done.stderr
    else:
        code = call(line.removeprefix("evidence "))
        captured = capsys.readouterr()
        shown = captured.out + captured.err
    finds = line.startswith("evidence check") and "--explain" not in line  # the example has gaps, and check says so
    assert code == (1 if finds else 0), shown
    output = re.search(r"-o (\S+)", line)
    assert shown or (output and Path(output[1]).stat().st_size), "it shows something, or writes it"


def test_the_pages_about_the_commands_are_what_the_commands_say() -> None:
    again = "write it anew: python scripts/build_commands.py"
    assert PAGES.MARKDOWN.read_text(encoding="utf-8") == PAGES.render_markdown(), again
    assert PAGES.MAN.read_text(encoding="utf-8") == PAGES.render_man(), again


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_the_manual_page_is_a_manual_page() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", str(PAGES.MAN)], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"},
    )  # fmt: skip
    assert not done.stderr, done.stderr
    for page in EVERY:
        assert page.name in done.stdout


def test_the_manual_page_goes_where_man_looks() -> None:
    import tomllib

    shared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert shared["targets"]["wheel"]["shared-data"] == {"man/evidence.1": "share/man/man1/evidence.1"}


def complete(words: str, shell: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from evidence.cli import main; main()"], capture_output=True, text=True, check=True,
        timeout=60, cwd=folder, env={**os.environ, "_EVIDENCE_COMPLETE": shell, "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)},
    )  # fmt: skip
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert not loaded & {"networkx", "requests", "bibtexparser", "rich", "jinja2", "pandas"}
    if shell.endswith("source"):
        assert not loaded & {"msgspec", "regex"}
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_s_script_is_made_without_loading_the_program(shell: str, tmp_path: Path) -> None:
    script = complete("", f"{shell}_source", tmp_path)
    assert f"_EVIDENCE_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=60)


def test_names_of_files_are_completed(folder: Path) -> None:
    for words in ("evidence read pa", "evidence table -o t", "evidence import z", "evidence --bib r"):
        assert complete(words, "bash_complete", folder).startswith("file,")
