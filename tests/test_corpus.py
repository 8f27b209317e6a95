"""A corpus: every page read as ``read`` reads it, nothing read twice, nothing lost to a kill, a hostile page or a changed folder."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evidence.corpus import CorpusRun
from evidence.corpus.cluster import read_on_cluster
from evidence.corpus.fingerprint import fingerprint
from evidence.corpus.pages import find_pages
from evidence.corpus.step import PageRead, Task, read_page
from evidence.corpus.store import STATE
from evidence.corpus.workers import read_in_processes
from evidence.errors import InputError, WriteRefused

TEXTS = {
    "gout/ice.txt": "Gout\n\nIce is effective in gout [BMJ 2001;3:4].\n",
    "gout/no-ice.md": "# Gout\n\nIce is of no use in gout (PD 2017;34;261).\n",
    "gout/deep/rest.html": "<h1>Gout</h1><p>Allopurinol was highly effective in gout [BMJ 2001;3:4].</p>",
    "acne.txt": "Acne\n\nDoxycycline is the standard. Zinc has been used.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    for name, text in TEXTS.items():
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (pages / "logo.png").write_bytes(b"\x89PNG")
    return pages


def evidence(*arguments: object, code: int = 0, cwd: Path | None = None) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "evidence", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120, cwd=cwd,
    )  # fmt: skip
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def in_this_process(tasks: object) -> object:
    """The plainest reader: one page after the other; workers and clusters have to give the same."""
    return map(read_page, tasks)  # type: ignore[call-overload]


def run(folder: Path, out: Path, **settings: int) -> CorpusRun:
    made = CorpusRun(folder, out, in_this_process, **settings)  # type: ignore[arg-type]
    list(made)
    return made


def files(out: Path) -> dict[str, bytes]:
    """Every file of a result, also the hidden ones, but for what a kill leaves."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in (".run.lock", "part")
    }


# ── what is written ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_page_gets_the_object_that_read_gives(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    evidence("corpus", folder, "-o", out, "--jobs", 2)
    for name in TEXTS:
        printed, _ = evidence("read", folder / name, "--json")
        assert (out / f"{name}.jsonl").read_text(encoding="utf-8") == printed
    assert {path for path in files(out) if path.endswith(".jsonl")} == {f"{name}.jsonl" for name in TEXTS}


def test_processes_write_what_one_process_writes(folder: Path, tmp_path: Path) -> None:
    evidence("corpus", folder, "-o", tmp_path / "two", "--jobs", 2, cwd=tmp_path)
    evidence("corpus", folder, "-o", tmp_path / "one", "--jobs", 1, cwd=tmp_path)
    assert files(tmp_path / "one") == files(tmp_path / "two")


_READ_ALL = """
import hashlib, sys
from pathlib import Path
import msgspec
from evidence.findings import read, read_text
digest = hashlib.sha256(msgspec.json.encode(read_text("Gout\\n\\nColchicine if NSAID-allergic.").to_dict()))
for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix != ".json":
        digest.update(msgspec.json.encode(read(path).to_dict()))
print(digest.hexdigest())
"""


def test_a_page_gives_the_same_in_every_process() -> None:
    """Python draws the hashes of strings anew in each process; no result may hang on the order of a set."""
    pages = Path(__file__).parent / "data" / "labelled" / "documents"
    given = {
        subprocess.run(
            [sys.executable, "-c", _READ_ALL, str(pages)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(1, 5)
    }  # fmt: skip
    assert len(given) == 1


def test_the_summary_looks_across_pages(folder: Path, tmp_path: Path) -> None:
    printed, told = evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 1, "--json")
    summary = json.loads(printed)
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8")) == summary
    assert (summary["documents"], summary["other_files"], summary["failed"]) == (4, 1, [])
    [contradiction] = summary["contradictions"]
    assert contradiction == {
        "subject": "ice", "condition": "gout", "supporting": ["gout/ice.txt"], "against": ["gout/no-ice.md"],
    }  # fmt: skip
    first = summary["sources"][0]
    assert (first["key"], first["pages"], first["claims"]) == ("bmj-2001-3-4", 2, 2)
    assert summary["uncited_therapies"] == ["doxycycline", "zinc"]
    assert summary["single_source"] == {"allopurinol": "bmj-2001-3-4"}
    ice = next(one for one in summary["therapies"] if one["therapy"] == "ice")
    assert (ice["pages"], ice["claims"], ice["directions"]) == (2, 2, {"against": 1, "supports": 1})
    assert "4 read" in told


def test_the_summary_for_a_person(folder: Path, tmp_path: Path) -> None:
    shown, _ = evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 1)
    assert "ice in gout: supported by gout/ice.txt; against it gout/no-ice.md" in shown
    assert "2 pages  bmj-2001-3-4: BMJ 2001;3:4" in shown


def test_a_page_against_itself_is_no_contradiction_between_pages(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text("Gout\n\nIce is effective in gout. Ice is of no use in gout.\n", encoding="utf-8")
    assert run(pages, tmp_path / "out").summary.contradictions == ()


def test_pages_in_another_language_are_told(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    german = "Das Mittel ist bei den Kindern gut verträglich und wird auch von der Leitlinie empfohlen. " * 4
    (pages / "mittel.txt").write_text(german, encoding="utf-8")
    assert run(pages, tmp_path / "out").summary.other_languages == {"German": ("mittel.txt",)}
    again = run(pages, tmp_path / "out")
    assert (again.unchanged, again.summary.other_languages) == (1, {"German": ("mittel.txt",)})


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_progress_goes_to_a_terminal_and_nowhere_else(folder: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "evidence",
        "corpus",
        str(folder),
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "1",
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    printed = process.communicate(timeout=120)[0]
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that the other side is closed
        while chunk := os.read(ours, 65536):
            shown += chunk
    os.close(ours)
    assert b"4/4" in shown
    assert json.loads(printed)["documents"] == 4
    _, told = evidence("corpus", folder, "-o", tmp_path / "again", "--jobs", 1)
    assert "/4" not in told


# ── what is read again, and what is taken away ─────────────────────────────────────────────────────────────────────────────────


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(folder, out).read == 4
    before = files(out)
    again = run(folder, out)
    assert (again.read, again.unchanged) == (0, 4)
    assert files(out) == before
    (folder / "acne.txt").write_text("Acne\n\nDoxycycline is the standard.\n", encoding="utf-8")
    changed = run(folder, out)
    assert (changed.read, changed.unchanged) == (1, 3)
    run(folder, tmp_path / "fresh")
    assert files(out) == files(tmp_path / "fresh")


def test_a_table_of_ones_own_makes_every_page_be_read_again(folder: Path, tmp_path: Path) -> None:
    evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 1, cwd=tmp_path)
    (tmp_path / "journals.tsv").write_text("PD\tPediatric Dermatology\n", encoding="utf-8")
    _, told = evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 1, cwd=tmp_path)
    assert "4 read" in told
    assert "Pediatric Dermatology" in (tmp_path / "out" / "gout" / "no-ice.md.jsonl").read_text(encoding="utf-8")


def test_the_fingerprint_is_of_the_tables(tmp_path: Path) -> None:
    table = tmp_path / "journals.tsv"
    without = fingerprint((str(table),))
    fingerprint.cache_clear()
    table.write_text("PD\tPediatric Dermatology\n", encoding="utf-8")
    assert fingerprint((str(table),)) != without


def test_the_result_of_a_page_that_is_gone_is_taken_away(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (folder / "gout" / "deep" / "rest.html").unlink()
    again = run(folder, out)
    assert again.removed == ("gout/deep/rest.html",)
    assert not (out / "gout" / "deep").exists()
    run(folder, tmp_path / "fresh")
    assert files(out) == files(tmp_path / "fresh")


@pytest.mark.parametrize("damage", [b"", b'{"torn": ', None], ids=["empty", "torn", "gone"])
def test_a_damaged_result_is_made_again(folder: Path, tmp_path: Path, damage: bytes | None) -> None:
    out = tmp_path / "out"
    run(folder, out)
    before = files(out)
    hurt = out / "gout" / "ice.txt.jsonl"
    hurt.unlink() if damage is None else hurt.write_bytes(damage)
    assert run(folder, out).read == 1
    assert files(out) == before


@pytest.mark.parametrize("cut", [1, 30, 150])
def test_a_torn_log_costs_only_its_last_line(folder: Path, tmp_path: Path, cut: int) -> None:
    out = tmp_path / "out"
    run(folder, out)
    before = files(out)
    log = out / STATE / "pages.log"
    log.write_bytes(log.read_bytes()[:-cut])
    assert run(folder, out).read == (1 if cut > 1 else 0)
    assert files(out) == before


def test_what_follows_a_torn_line_is_not_torn_with_it(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    log = out / STATE / "pages.log"
    log.write_bytes(log.read_bytes()[:-30])
    steps = iter(CorpusRun(folder, out, in_this_process))  # type: ignore[arg-type]
    next(steps)  # one page is written, and the run is stopped here
    steps.close()  # type: ignore[attr-defined]
    assert run(folder, out).read == 0


def test_a_summary_never_stands_beside_other_results(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (folder / "acne.txt").write_text("Acne\n\nZinc helps.\n", encoding="utf-8")
    steps = iter(CorpusRun(folder, out, in_this_process))  # type: ignore[arg-type]
    next(steps)  # one page is written, and the run is stopped here
    steps.close()  # type: ignore[attr-defined]
    assert not (out / "summary.json").exists()
    assert run(folder, out).summary.documents == 4


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_with_other_things_is_not_written_into(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.jsonl").write_text("mine", encoding="utf-8")
    _, told = evidence("corpus", folder, "-o", tmp_path / "home", code=4)
    assert "not of this command" in told
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.jsonl"]
    _, told = evidence("corpus", folder, "-o", folder, code=4)
    assert "folder of the documents" in told


def test_the_results_of_another_folder_are_not_thrown_away(folder: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "unmounted"
    run(folder, out)
    before = files(out)
    other.mkdir()
    with pytest.raises(WriteRefused, match="results of another folder"):
        run(other, out)
    assert files(out) == before


def test_no_documents_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    with pytest.raises(InputError, match="no documents"):
        run(tmp_path / "pages", tmp_path / "out")
    with pytest.raises(InputError, match="not a folder"):
        run(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_runs_at_once(folder: Path, tmp_path: Path) -> None:
    first = CorpusRun(folder, tmp_path / "out", in_this_process)  # type: ignore[arg-type]
    _, told = evidence("corpus", folder, "-o", tmp_path / "out", code=4)
    assert "another run of evidence is writing" in told
    list(first)
    evidence("corpus", folder, "-o", tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(WriteRefused, match="cannot be written"):
        run(folder, tmp_path / "closed" / "out")


# ── what a folder may hold ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other links and no pipes among files")
def test_links_pipes_and_hidden_files(folder: Path) -> None:
    (folder / "gout" / "ring").symlink_to(folder)
    (folder / "ring.md").symlink_to(folder / "ring.md")
    (folder / "linked.txt").symlink_to(folder / "acne.txt")
    (folder / "lost.txt").symlink_to(folder / "nowhere.txt")
    (folder / "folder.txt").symlink_to(folder / "gout")
    os.mkfifo(folder / "pipe.txt")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "page.txt").write_text("Ice helps.", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("Ice helps.", encoding="utf-8")
    found = find_pages(folder)
    assert found.paths == tuple(sorted([*TEXTS, "linked.txt"]))
    assert [(path, message.split(";")[0]) for path, message, _ in found.problems] == [
        ("caf\\udce9.txt", "its name is not UTF-8"),
        ("folder.txt", "this is a link to a folder, which is not followed"),
        ("lost.txt", "this link leads nowhere"),
        ("pipe.txt", "neither a file nor a folder"),
        ("ring.md", "cannot be read: Too many levels of symbolic links"),
    ]


def test_the_output_may_lie_within(folder: Path) -> None:
    evidence("corpus", ".", "-o", "out", "--jobs", 1, cwd=folder)
    (folder / "out" / "note.txt").write_text("Ice helps.", encoding="utf-8")
    _, told = evidence("corpus", ".", "-o", "out", "--jobs", 1, cwd=folder)
    assert "0 read, 4 unchanged" in told


def test_a_mirrored_site_is_a_folder_and_no_address(folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "www.example.org")
    _, told = evidence("corpus", "www.example.org", "-o", "out", "--jobs", 1, cwd=tmp_path)
    assert "out: 4 read" in told


def test_a_page_that_cannot_be_read_costs_no_other(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02")
    (folder / "picture.md").write_bytes(b"\x89PNG\r\n")
    (folder / f"{'n' * 248}.txt").write_text("Ice helps.", encoding="utf-8")
    _, told = evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 2, code=4)
    assert "broken.txt: line 1: neither UTF-8 nor Windows-1252 text" in told
    assert "picture.md: this is a PNG picture" in told
    assert "nnn.txt: its result cannot be written" in told
    assert "4 read, 3 failed" in told
    (folder / f"{'n' * 248}.txt").unlink()
    _, told = evidence("corpus", folder, "-o", tmp_path / "out", "--jobs", 2, code=2)
    assert "0 read, 4 unchanged, 2 failed" in told
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [failure["path"] for failure in summary["failed"]] == ["broken.txt", "picture.md"]


def test_a_page_that_can_no_longer_be_read_has_no_result(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (folder / "acne.txt").write_bytes(b"\x00\x01\x02")
    again = run(folder, out, max_size=1000)
    assert [problem.path for problem in again.problems] == ["acne.txt"]
    assert not (out / "acne.txt.jsonl").exists()
    assert [problem.path for problem in run(folder, out, max_size=70).problems] == ["acne.txt", "gout/deep/rest.html"]


def test_a_worker_with_other_tables_refuses() -> None:
    done = read_page(Task(path="a.txt", file="a.txt", fingerprint="of another version"))
    assert "another version" in done.problem


# ── pages that hang or kill ────────────────────────────────────────────────────────────────────────────────────────────────────


def deadly(task: Task) -> PageRead:
    """Reads as usual, but for pages whose names say how they behave."""
    if "kills" in task.path:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hangs" in task.path:
        time.sleep(600)
    if "once" in task.path:
        mark = Path(task.file).with_suffix(".mark")
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return read_page(task)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_page_that_kills_or_hangs_costs_no_other(folder: Path, tmp_path: Path) -> None:
    for name in ("a-kills.txt", "b-hangs.txt", "gout/c-kills.txt", "d-once.txt"):
        (folder / name).write_text("Ice helps.", encoding="utf-8")
    made = CorpusRun(folder, tmp_path / "out", partial(read_in_processes, jobs=2, timeout=6, step=deadly))
    list(made)
    assert made.read == 5
    assert {problem.path: problem.message.split(";")[0] for problem in made.problems} == {
        "a-kills.txt": "reading it ends the process (SIGKILL: out of memory?), also when it is read alone",
        "b-hangs.txt": "not read within 6 seconds",
        "gout/c-kills.txt": "reading it ends the process (SIGKILL: out of memory?), also when it is read alone",
    }
    assert (tmp_path / "out" / "d-once.txt.jsonl").exists()


# ── kills of the run itself ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough pages that a run can be killed in their midst."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(240):
        path = folder / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        verdict = "of no use" if number % 5 == 0 else "highly effective"
        path.write_text(
            f"Gout\n\nSirolimus was {verdict} in gout [BMJ {1990 + number % 30};{number}:{number % 11 + 1}].\n"
            * (6 * (number % 4 + 1)),
            encoding="utf-8",
        )
    return folder


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "evidence", "corpus", str(folder), "-o", str(out), "--jobs", "2", "--json"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def kept_so_far(out: Path) -> int:
    log = out / STATE / "pages.log"
    return log.read_bytes().count(b"\n") if log.exists() else 0


def wait_for(out: Path, pages: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while kept_so_far(out) < pages and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_again_and_again_it_ends_as_if_undisturbed(many: Path, tmp_path: Path) -> None:
    evidence("corpus", many, "-o", tmp_path / "undisturbed", "--jobs", 1)
    out, kills = tmp_path / "out", 0
    for pages in (1, 17, 60, 61, 130, 200):
        process = start(many, out)
        wait_for(out, pages, process)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        assert process.stderr is not None
        process.stderr.close()
    assert kills >= 4  # or the run was over before the kill, and this tests nothing
    last = start(many, out)
    _, told = last.communicate(timeout=120)
    assert last.returncode == 0, told
    assert b"unchanged" in told
    assert files(out) == files(tmp_path / "undisturbed")


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_says_how_to_go_on_and_leaves_no_process(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(many, out)
    wait_for(out, 5, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert b"run the command again to go on" in told
    assert b"Traceback" not in told
    end = time.monotonic() + 20
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        assert time.monotonic() < end, "a process is left"
        time.sleep(0.05)


# ── beyond one machine ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_CLUSTER = """
import dask
from distributed import LocalCluster
dask.config.set({"distributed.scheduler.allowed-failures": 0})  # a death fails all that the worker held, also the innocent
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address, *(worker.pid for worker in cluster.workers.values()), flush=True)
        input()
"""


class Cluster(NamedTuple):
    address: str
    workers: tuple[int, ...]


@contextlib.contextmanager
def cluster_of_two(folder: Path) -> Iterator[tuple[Cluster, subprocess.Popen[str]]]:
    """Two workers of Dask in processes of their own, and the process of their scheduler."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    script = folder / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert process.stdout is not None
    address, *workers = process.stdout.readline().split()
    yield Cluster(address, tuple(map(int, workers))), process
    process.communicate("end", timeout=60)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of_two(tmp_path_factory.mktemp("cluster")) as (cluster, _):
        yield cluster


def start_on(cluster: Cluster, folder: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "evidence", "corpus", str(folder), "-o", str(out), "--dask", cluster.address],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_cluster_gives_the_same_with_a_worker_killed_in_the_middle(
    many: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    process = start_on(cluster, many, out)
    wait_for(out, 40, process)
    assert process.poll() is None
    os.kill(cluster.workers[0], signal.SIGKILL)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    evidence("corpus", many, "-o", tmp_path / "here", "--jobs", 1)
    assert files(out) == files(tmp_path / "here")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_on_a_cluster_too_a_page_that_kills_or_hangs_costs_no_other(
    folder: Path, tmp_path: Path, cluster: Cluster
) -> None:
    for name in ("a-kills.txt", "b-hangs.txt"):
        (folder / name).write_text("Ice helps.", encoding="utf-8")
    reader = partial(read_on_cluster, address=cluster.address, timeout=8, step=deadly)
    made = CorpusRun(folder, tmp_path / "out", reader)
    list(made)
    assert made.read == 4
    assert [problem.path for problem in made.problems] == ["a-kills.txt", "b-hangs.txt"]
    assert "longer than 8 seconds, also when it is read alone" in made.problems[1].message


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_scheduler_that_goes_away_is_told_and_what_was_read_is_kept(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with cluster_of_two(tmp_path) as (cluster, scheduler):
        process = start_on(cluster, many, out)
        wait_for(out, 20, process)
        scheduler.kill()
        _, told = process.communicate(timeout=120)
    said = told.decode()
    assert (process.returncode, "the scheduler went away; what was read so far is kept" in said) == (3, True), said
    assert "Traceback" not in said
    _, told_here = evidence("corpus", many, "-o", out)
    assert " unchanged" in told_here


@pytest.mark.parametrize("listens", [False, True], ids=["nothing", "something that is not Dask"])
def test_no_cluster_there(folder: Path, tmp_path: Path, listens: bool) -> None:
    """The port stays taken all the while, so that no other server can come to it; what listens takes the greeting and says nothing."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if listens:
            taken.listen()
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        _, told = evidence("corpus", folder, "-o", tmp_path / "out", "--dask", address, code=3)
    assert f"{address}: no Dask scheduler answers there (" in told


# ── opening the results elsewhere, as docs/corpus.md shows it ──────────────────────────────────────────────────────────────────


def shown_line(language: str) -> str:
    """The docs' one line in that language."""
    text = (Path(__file__).parent.parent / "docs" / "corpus.md").read_text(encoding="utf-8")
    [line] = re.findall(rf"^```{language}\n((?:.*\n)+?)```$", text, re.MULTILINE)
    return str(line)


def test_the_line_for_pandas(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas")
    run(folder, tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(shown_line("python"), names)
    assert sorted(document["name"] for document in names["pages"]["document"]) == sorted(
        name.rpartition("/")[2] for name in TEXTS
    )
    claims = pandas.json_normalize(names["pages"]["claims"].explode().dropna())
    assert [["ice"], "supports"] in claims[["therapies", "direction"]].values.tolist()
    assert len(claims) == 5


def test_the_line_for_duckdb(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    run(folder, tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    rows = duckdb.sql(shown_line("sql")).select("page, therapies, direction").fetchall()
    assert ("results/gout/ice.txt.jsonl", ["ice"], "supports") in rows
    assert len(rows) == 5
