"""Commands run in processes forked from a warm one: a run costs its own work, not a start of Python.

``Nursery`` starts ``python -m faults.nursery`` and talks to it in lines of JSON. That process has no threads, so that it may fork.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from faults.disk import Disk, Fault, mounted

TESTS = Path(__file__).parent.parent


class Job(NamedTuple):
    """A command to run in ``folder``: arguments, a fault of the disk that holds the folder, further environment.

    ``user`` is whom to become before (a number; as root only). ``again`` runs the command as long as it is refused (exit code 4), as a person
    would, at most so many times.
    """

    folder: Path
    arguments: tuple[str, ...]
    fault: Fault | None = None
    environment: dict[str, str] = {}
    user: int | None = None
    again: int = 0


class Ran(NamedTuple):
    """What became of a job: exit code (``-9``: killed), what was done to the disk, in order, what passed the counting, what was printed."""

    code: int
    done: tuple[str, ...]
    unseen: tuple[str, ...]
    out: str
    runs: int

    def __repr__(self) -> str:
        return f"exit {self.code} after {self.runs} runs\n{self.out}\n" + "\n".join(
            f"{n} {line}" for n, line in enumerate(self.done, 1)
        )


class Nursery:
    """The warm process; a context manager."""

    def __enter__(self) -> Nursery:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(TESTS), *filter(None, (os.environ.get("PYTHONPATH"),)))),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=120)
        self._process.stdout.close()

    def warm(self, *jobs: Job) -> None:
        """Run jobs in the warm process itself, so that what they load is there for all that follow."""
        self._ask({"warm": True, "jobs": [_to_plain(job) for job in jobs]})

    def run(self, job: Job) -> Ran:
        """Run one job."""
        [ran] = self.run_together(job)
        return ran

    def run_together(self, *jobs: Job) -> tuple[Ran, ...]:
        """Run jobs at the same time; they start when all processes are there."""
        answers = self._ask({"warm": False, "jobs": [_to_plain(job) for job in jobs]})
        return tuple(
            Ran(one["code"], tuple(one["done"]), tuple(one["unseen"]), one["out"], one["runs"]) for one in answers
        )

    def _ask(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the warm process ended"
        told: list[dict[str, Any]] = json.loads(answer)
        return told


def _to_plain(job: Job) -> dict[str, Any]:
    return {**job._asdict(), "folder": str(job.folder)}


# ── the warm process ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _serve() -> None:
    import gc

    talk = os.fdopen(os.dup(1), "w")  # what commands print must not get between the answers
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["warm"]:
            for job in asked["jobs"]:
                code, out = _run_command(job)
                assert code in (0, 1), f"{job['arguments']}: exit {code}\n{out}"
            gc.collect()
            gc.freeze()
            told: list[dict[str, Any]] = []
        else:
            told = _fork_all(asked["jobs"])
        talk.write(json.dumps(told) + "\n")
        talk.flush()


def _fork_all(jobs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    start_read, start_write = os.pipe()
    children = []
    for job in jobs:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(start_write)
            os.close(read)
            os.read(start_read, 1)  # until all are there
            _be_child(job, write)
        os.close(write)
        children.append((child, read))
    os.close(start_read)
    os.close(start_write)
    told = []
    for child, read in children:
        with os.fdopen(read, encoding="utf-8", errors="replace") as pipe:
            lines = pipe.read().split("\x00")
        _, status = os.waitpid(child, 0)
        by = {kind: [line[1:] for line in lines if line[:1] == kind] for kind in "duor"}
        told.append(
            {
                "code": os.waitstatus_to_exitcode(status),
                "done": by["d"],
                "unseen": by["u"],
                "out": "".join(by["o"]),
                "runs": len(by["r"]),
            }
        )
    return told


def _be_child(job: dict[str, Any], pipe: int) -> None:
    real_write = os.write

    def tell(kind: str, text: str) -> None:
        real_write(pipe, f"{kind}{text}\x00".encode())

    code = 70
    try:
        if job["user"] is not None:
            os.setgid(job["user"])
            os.setuid(job["user"])
        disk = Disk(Path(job["folder"]), Fault(*job["fault"]) if job["fault"] else None, lambda line: tell("d", line))
        with mounted(disk):
            for _ in range(1 + job["again"]):
                tell("r", "")
                code, out = _run_command(job)
                tell("o", out)
                if code != 4:
                    break
        for line in disk.unseen:
            tell("u", line)
    except BaseException:
        import traceback

        with suppress(OSError):
            tell("o", traceback.format_exc())
        code = 70
    finally:
        os._exit(code)


def _run_command(job: dict[str, Any]) -> tuple[int, str]:
    """The exit code and what was printed, as the command line itself gives them."""
    import io

    from evidence.cli.app import run

    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    kept = sys.stdout, sys.stderr
    raw = io.BytesIO()
    stream = sys.stdout = sys.stderr = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    code: int | str | None
    try:
        run(list(job["arguments"]))
        code = 0
    except SystemExit as stop:
        code = stop.code
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    finally:
        sys.stdout, sys.stderr = kept
    stream.flush()
    return code if isinstance(code, int) else 1 if code else 0, raw.getvalue().decode("utf-8", "replace")


if __name__ == "__main__":
    _serve()
