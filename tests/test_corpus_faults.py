"""A full disk, a broken one, a kill, at each single thing that a corpus does to its results: run again, they are as if nothing had been."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from faults.disk import KINDS, Disk, Fault, Kind, mounted

from evidence.corpus import CorpusRun
from evidence.corpus.step import read_page
from evidence.corpus.store import STATE
from evidence.errors import WriteRefused

if sys.platform == "win32":
    pytest.skip("processes are forked here", allow_module_level=True)

FIRST = {
    "gout/ice.txt": "Ice is effective in gout [BMJ 2001;3:4].",
    "gout/deep/rest.txt": "Rest helps.",
    "acne.txt": "Zinc helps.",
}
THEN = {
    "gout/ice.txt": "Ice is of no use in gout [BMJ 2001;3:4].",
    "acne.txt": "Zinc helps.",
    "new/page.txt": "Heat helps.",
}
_DONE, _REFUSED, _WRONG = 0, 4, 99
_KILLED = 9


class Outcome(NamedTuple):
    """What a fault left: how the run ended, what was being done, and what does not hold."""

    code: int
    failed_at: str
    wrong: str


def write(folder: Path, pages: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")


def run(folder: Path, out: Path) -> None:
    list(CorpusRun(folder, out, lambda tasks: map(read_page, tasks)))


def files(out: Path) -> dict[str, bytes]:
    left = {"part", ".run.lock"}  # of a killed run; the next one uses the same names
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in left
    }


def results(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in found.items() if name.endswith(".jsonl")}


def forked(folder: Path, out: Path, fault: Fault) -> tuple[int, list[str]]:
    """A run on a disk that fails, in a process of its own; its exit code, and what it was about to do each time."""
    told = out.with_name("told")
    child = os.fork()
    if child == 0:
        code = _WRONG
        try:
            with (
                open(told, "w", encoding="utf-8", buffering=1) as log,
                mounted(Disk(out, fault, lambda what: print(what, file=log))),
            ):
                try:
                    run(folder, out)
                    code = _DONE
                except WriteRefused:
                    code = _REFUSED
        except OSError:
            code = code if code != _WRONG else _WRONG
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), told.read_text(encoding="utf-8").splitlines()


def every_fault(home: Path, before: Path | None, kind: Kind) -> Iterator[Outcome]:
    """The run with a fault at the first, second, third … thing that it does, each in a copy of the results."""
    folder, whole = home / "pages", home / "whole"
    if before is not None:
        shutil.copytree(before, whole)
    old = files(before) if before is not None else {}
    run(folder, whole)
    after = files(whole)
    for number in range(1, 500):
        out = home / f"{kind}-{number}" / "out"
        out.parent.mkdir()
        if before is not None:
            shutil.copytree(before, out)
        code, told = forked(folder, out, Fault(kind, number))
        if len(told) < number:
            return
        left = results(files(out)) if out.is_dir() else {}
        known = {name: {old.get(name), after.get(name)} for name in left}
        wrong = [
            f"{name} is neither as before nor as after" for name, content in left.items() if content not in known[name]
        ]
        if (out / "summary.json").exists() and (out / "summary.json").read_bytes() not in (
            old.get("summary.json"),
            after["summary.json"],
        ):
            wrong.append("the summary is torn")
        if code not in (_DONE, _REFUSED, -_KILLED):
            wrong.append(f"it ended with {code}")
        run(folder, out)
        if files(out) != after:
            wrong.append("run again, it is not as if nothing had been")
        shutil.rmtree(out.parent)
        yield Outcome(code, told[number - 1], "; ".join(wrong))
    raise AssertionError("it never ends")


def main(home: Path, kind: Kind) -> None:
    """All faults of a kind, at a first run and at one over changed pages; a line of JSON each."""
    first, then = home / "first", home / "then"
    write(first / "pages", FIRST)
    for outcome in every_fault(first, None, kind):
        print(json.dumps(outcome))
    write(then / "pages", FIRST)
    run(then / "pages", then / "before")
    write(then / "pages", THEN)
    for outcome in every_fault(then, then / "before", kind):
        print(json.dumps(outcome))


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_costs_nothing_but_a_second_run(kind: Kind, tmp_path: Path) -> None:
    done = subprocess.run(  # a process without threads, which may fork
        [sys.executable, __file__, str(tmp_path), kind], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outcomes = [Outcome(*json.loads(line)) for line in done.stdout.splitlines()]
    assert [outcome for outcome in outcomes if outcome.wrong] == []
    assert len(outcomes) > 40
    ended = {outcome.code for outcome in outcomes}
    assert ended <= ({-_KILLED} if kind == "kill" else {_DONE, _REFUSED})
    assert any(STATE in outcome.failed_at for outcome in outcomes)
    assert any("gout/ice.txt.jsonl" in outcome.failed_at or "part" in outcome.failed_at for outcome in outcomes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])  # type: ignore[arg-type]
