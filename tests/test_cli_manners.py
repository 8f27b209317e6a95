"""What every command keeps to: it spares the library, tells exit codes apart, and ends quietly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = "Kasabach-Merritt syndrome\n\nOral sirolimus was highly effective [PD 2017;34;261].\n\nOther treatments that have been used are heparin, vincristine and propranolol.\n"


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "page.txt").write_text(PAGE, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "evidence", "-C", str(self.folder), *arguments],
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
            env={**os.environ, "EVIDENCE_CONFIG_DIR": str(self.folder / "config"), **environment},
        )  # fmt: skip
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.run("-q", "add", "page.txt")
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ("table", "-o", "refs.bib", "--format", "csv"), ("export", "-o", "refs.claims.json", "--format", "text"), ("report", "-o", "refs.bib"),
        ("table", "page.txt", "--format", "csv", "-o", "page.txt"), ("graph", "-o", "./refs.bib", "--format", "svg"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_output_never_overwrites_the_library_or_a_page(home: Home, arguments: tuple[str, ...]) -> None:
    before = {path.name: path.read_bytes() for path in home.folder.iterdir() if path.is_file()}
    assert "write to another file" in home.run(*arguments, code=4)
    assert {path.name: path.read_bytes() for path in home.folder.iterdir() if path.is_file()} == before


def test_a_broken_library_is_unreadable_input_to_those_who_read_and_a_refused_write_to_those_who_write(
    home: Home,
) -> None:
    (home.folder / "refs.bib").write_text("@article{a,\n  title = {x}\n  year = 2000,\n}\n", encoding="utf-8")
    for command in ("table", "gaps", "export"):
        assert "refs.bib:2:14" in home.run(command, code=2)
    assert "refs.bib:2:14" in home.run("add", "page.txt", code=4)


def test_a_bibliography_without_the_claims_that_it_names_is_not_a_library_without_gaps(home: Home) -> None:
    (home.folder / "refs.claims.json").unlink()
    assert "refs.claims.json is not beside it" in home.run("gaps", code=2)
    assert "refs.claims.json is not beside it" in home.run("add", "page.txt", code=4)


def test_a_rejected_claim_whose_therapy_left_its_sentence_is_missing(home: Home) -> None:
    name = next(word for word in home.run("table", "--by", "claim", "--json").split('"') if word.startswith("heparin-"))
    home.run("claim", "reject", name, "--why", "no")
    (home.folder / "page.txt").write_text(PAGE.replace("heparin, ", ""), encoding="utf-8")
    assert name in home.run("add", "page.txt")
    assert "missing" in home.run("show", name)


def test_an_unknown_suffix_is_asked_about(home: Home) -> None:
    for command in ("graph", "table", "export"):
        assert "known are" in home.run(command, "-o", "x.png", code=2)
    assert not (home.folder / "x.png").exists()


def test_authors_that_end_in_et_al_stay_open_in_the_bibliography_and_in_references(home: Home) -> None:
    (home.folder / "page.txt").write_text(
        "Rituximab cured most (Joly P, Maho-Vaillant M, et al. First-line rituximab. Lancet. 2017;389:2031-2040. doi:10.1016/x1).\n",
        encoding="utf-8",
    )
    home.run("add", "page.txt")
    assert "author = {Joly, P and Maho-Vaillant, M and others}" in (home.folder / "refs.bib").read_text(
        encoding="utf-8"
    )
    assert "Joly P, Maho-Vaillant M, et al." in home.run("export", "--format", "text")


def test_the_shell_can_ask_for_completions() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()"], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "_EVIDENCE_COMPLETE": "bash_complete", "COMP_WORDS": "evidence exp", "COMP_CWORD": "1"},
    )  # fmt: skip
    assert "export" in done.stdout, done.stderr


def test_a_reader_that_leaves_ends_the_command_quietly(home: Home) -> None:
    (home.folder / "page.txt").write_text(PAGE * 400, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "evidence", "-C", str(home.folder), "read", "page.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=120) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_an_abbreviation_that_a_person_explains_later_is_spelled_out_in_the_bibliography(home: Home) -> None:
    before = (home.folder / "refs.bib").read_text(encoding="utf-8")
    assert "journal = {PD}," in before
    home.run("journals", "add", "PD", "Pediatric Dermatology", "--here")
    home.run("add", "page.txt")
    assert (home.folder / "refs.bib").read_text(encoding="utf-8") == before.replace("{PD},", "{Pediatric Dermatology},")
    assert "nothing written" in home.run("add", "page.txt")


def test_two_runs_at_once_lose_no_decision(home: Home) -> None:
    """Each run that says it wrote is in the file; the others were refused and say so."""
    name = next(word for word in home.run("table", "--by", "claim", "--json").split('"') if word.startswith("heparin-"))
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "evidence", "-C", str(home.folder), "claim", "set", name, f"study=series {n}", "--by", f"p{n}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "EVIDENCE_CONFIG_DIR": str(home.folder / "config")},
        )
        for n in range(6)
    ]  # fmt: skip
    said = {n: (run.communicate(timeout=120), run.returncode) for n, run in enumerate(runs)}
    text = (home.folder / "refs.claims.json").read_text(encoding="utf-8")
    for n, ((_, err), code) in said.items():
        assert code in (0, 4), err
        assert (f'"by": "p{n}"' in text) == (code == 0)
        assert code == 0 or "Run the command again" in err
    assert any(code == 0 for _, code in said.values())


def test_output_to_a_folder_says_that_it_is_one(home: Home) -> None:
    (home.folder / "out").mkdir()
    for command in ("table", "graph", "report"):
        assert "out: this is a folder" in home.run(command, "-o", "out", code=4)
    assert not list((home.folder / "out").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files there")
@pytest.mark.parametrize(
    "arguments", [("table",), ("gaps",), ("graph",), ("show", "heparin"), ("table", "--json")], ids=" ".join
)
def test_a_full_disk_behind_standard_output_is_one_line(home: Home, arguments: tuple[str, ...]) -> None:
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); from evidence.cli.app import run; run(sys.argv[1:])"
    with (home.folder / "out.txt").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", limited, "-C", str(home.folder), *arguments], stdout=out, stderr=subprocess.PIPE, text=True,
            check=False, timeout=60, env={**os.environ, "EVIDENCE_CONFIG_DIR": str(home.folder / "config"), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert done.stderr.startswith("evidence: the output is not complete (")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_output_goes_into_a_pipe_or_device_and_does_not_take_its_place(home: Home) -> None:
    pipe = home.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        home.run("table", "--format", "csv", "-o", "pipe")
        assert os.read(reader, 7) == b"Therapy"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_the_name_of_a_document_of_the_library_is_no_file(home: Home) -> None:
    for command in ("gaps", "table"):
        assert "no such file; to see a document of the library: evidence show page" in home.run(command, "page", code=2)
        assert "evidence show" not in home.run(command, "other", code=2)
