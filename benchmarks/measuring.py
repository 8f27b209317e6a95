"""How the benchmarks measure: processor seconds of this process or of a command, wall time, peak memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Sample(NamedTuple):
    """What one run took.

    Attributes:
        seconds: Processor seconds.
        count: Units of work done in them.
        wall: Wall time, where that is what matters.
        peak: Peak memory in MB, where it is not that of this process.
        found: What came of it, where that differs between peers.
    """

    seconds: float
    count: float
    wall: float | None = None
    peak: float | None = None
    found: str = ""


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def child(
    command: list[str], count: float, *, folder: str | None = None, text: str = "", codes: Iterable[int] = (0,)
) -> Sample:
    """A command as a person starts it: processor seconds of it and its children, wall time, peak memory of the largest process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, input=text)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in codes, done.stderr[-2000:]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Sample(seconds, count, wall, megabytes(after.ru_maxrss))


def megabytes(rss: int) -> float:
    return rss / (1e6 if sys.platform == "darwin" else 1e3 / 1.024)
