"""Many at one library: no one's work is lost, a reader never sees half a save, and whoever comes too late is told so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.every import files_of
from faults.nursery import Job, Nursery, Ran

from evidence.errors import WriteRefused
from evidence.library import open_library
from evidence.library.saving import read_files
from evidence.locking import alone, lock_path

if sys.platform == "win32":
    pytest.skip("processes are forked here", allow_module_level=True)

PAIRS = int(os.environ.get("EVIDENCE_TEST_PAIRS", "100"))
"""Pairs of writers at once; more by ``EVIDENCE_TEST_PAIRS=1000``."""
_PATIENT = 50
GOUT = "# Gout\n\nOral colchicine was highly effective for gout [JAMA Dermatol 2014;150:4]. Ice was used.\n"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def home(nursery: Nursery, tmp_path: Path) -> Path:
    """A folder with a library, and all loaded that the commands need."""
    for name in ("warm", "home"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "gout.md").write_text(GOUT, encoding="utf-8")
    _page(tmp_path / "warm", 0)
    _bibliography(tmp_path / "warm", 0)
    commands = [("add", "gout.md"), ("add", "page0.md"), ("import", "more0.bib"), ("assess", "colchicine", "--condition", "gout", "certainty=low", "--by", "Ann"), ("gaps", "--json")]  # fmt: skip
    nursery.warm(
        *(_job(tmp_path / "warm", *command) for command in commands), _job(tmp_path / "home", "add", "gout.md")
    )
    return tmp_path / "home"


def _job(folder: Path, *arguments: str, again: int = 0) -> Job:
    environment = {
        "EVIDENCE_CONFIG_DIR": str(folder.parent / "config"),
        "EVIDENCE_CACHE_DIR": str(folder.parent / "cache"),
    }
    return Job(folder, arguments, environment=environment, again=again)


def _page(folder: Path, number: int) -> str:
    name = f"page{number}.md"
    text = f"# Gout\n\nAllopurinol was no better than placebo for gout [Lancet {1900 + number};{number}:11].\n"
    (folder / name).write_text(text, encoding="utf-8")
    return name


def _bibliography(folder: Path, number: int) -> str:
    name = f"more{number}.bib"
    text = f"@article{{imported{number},\n  title = {{Paper {number}}},\n  journal = {{BMJ}},\n  year = 2001,\n  volume = {number},\n  pages = {{1}}\n}}\n"
    (folder / name).write_text(text, encoding="utf-8")
    return name


def _claim(folder: Path, number: int, by: str) -> tuple[str, ...]:
    [name] = open_library(folder / "refs.bib").therapies["ice"].claims
    return ("claim", "set", name, f"outcome=pain after {number} days", "--by", by)


def test_pairs_of_writers_lose_nothing(home: Path, nursery: Nursery) -> None:
    waited = 0
    for number in range(1, PAIRS + 1):
        add = ("add", _page(home, number))
        import_ = ("import", _bibliography(home, number))
        ann, ben = _claim(home, number, "Ann"), _claim(home, number, "Ben")
        assess = ("assess", "colchicine", "--condition", "gout", f"footnote=note {number}", "--by", "Cem")
        pair = [(ann, ben), (add, import_), (add, ann), (assess, ben), (import_, assess)][number % 5]
        ran = nursery.run_together(*(_job(home, *one, again=_PATIENT) for one in pair), _job(home, "gaps", "--json"))
        assert [one.code for one in ran] == [0, 0, 0], ran
        waited += sum(one.runs - 1 for one in ran)
    expected = {kind: sum(1 for n in range(1, PAIRS + 1) if n % 5 in kinds) for kind, kinds in _WHICH.items()}
    library = open_library(home / "refs.bib")
    assert sum(key.startswith("lancet-") for key in library.sources) == expected["add"]
    assert sum(key.startswith("imported") for key in library.sources) == expected["import"]
    [ice] = [record for record in library.file.claims if record.id.startswith("ice")]
    said = [(decision.by, decision.set["outcome"]) for decision in ice.decisions]
    assert len(set(said)) == len(said) == expected["Ann"] + expected["Ben"]
    assert len({str(one.set) for one in library.file.assessments}) == expected["assess"]
    assert len(library.documents) == 1 + expected["add"]
    assert not [name for name in files_of(home) if name.startswith(".")]
    assert waited > 0, "no two of them ever met"


_WHICH = {"Ann": (0, 2), "Ben": (0, 3), "add": (1, 2), "import": (1, 4), "assess": (3, 4)}


def test_who_comes_too_late_is_told_to_run_again(home: Path, nursery: Nursery) -> None:
    for number in range(1, 30):
        ran = nursery.run_together(_job(home, *_claim(home, number, "Ann")), _job(home, *_claim(home, number, "Ben")))
        late = [one for one in ran if one.code != 0]
        if late:
            assert [one.code for one in late] == [4]
            assert (
                "changed by another program since it was read; nothing was written. Run the command again"
                in late[0].out
            )
            return
    raise AssertionError("no two of them ever met")


def test_a_persons_own_table_keeps_every_line(home: Path, nursery: Nursery) -> None:
    nursery.warm(_job(home.parent / "warm", "journals", "add", "AAA", "Annals of made-up things"))
    ran: list[Ran] = []
    for number in range(10):
        names = [f"{letter}{number:02}" for letter in "XYZ"]
        ran += nursery.run_together(*(_job(home, "journals", "add", name, f"Journal of {name}") for name in names))
    assert [one.code for one in ran] == [0] * 30, ran
    lines = (home.parent / "config" / "journals.tsv").read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(
        ["AAA\tAnnals of made-up things"] + [f"{a}{n:02}\tJournal of {a}{n:02}" for a in "XYZ" for n in range(10)]
    )


def test_a_lock_that_is_held_for_long_is_a_refusal_in_words(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    with (
        alone(path),
        pytest.raises(WriteRefused, match="another run of evidence is writing it"),
        alone(path, wait=0.05),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_a_lock_that_a_killed_run_left_holds_nobody_up(tmp_path: Path) -> None:
    lock_path(tmp_path / "refs.bib").touch()
    with alone(tmp_path / "refs.bib", wait=0.05):
        pass
    assert not list(tmp_path.iterdir())


_WRITER = """
import sys
from pathlib import Path
from evidence.library.saving import FileChange, save_files

one, two = paths = [Path(name) for name in sys.argv[1:]]
for number in range(int(one.read_bytes()) + 1, 121):
    was, now = b"%d" % (number - 1), b"%d" % number
    save_files([FileChange(path, was, now) for path in paths])
"""


def test_a_reader_never_sees_half_a_save(tmp_path: Path) -> None:
    one, two = paths = (tmp_path / "one", tmp_path / "two")
    for path in paths:
        path.write_bytes(b"0")
    seen = set()
    with subprocess.Popen([sys.executable, "-c", _WRITER, *map(str, paths)]) as writer:
        while writer.poll() is None:
            first, second = read_files(paths)
            assert first == second
            seen.add(first)
    assert writer.returncode == 0
    assert (one.read_bytes(), two.read_bytes()) == (b"120", b"120")
    assert len(seen) > 5
