"""Measured: whole commands as a person starts them, and a corpus."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pages
from measuring import Sample, child


def command(*arguments: str, codes: tuple[int, ...] = (0,)) -> Callable[[int], Sample]:
    """One command on a library of about so many sources and twice as many claims; the second of two starts."""

    def run(sources: int) -> Sample:
        with tempfile.TemporaryDirectory() as folder:
            start = [sys.executable, "-m", "evidence"]
            if sources:
                make_library(Path(folder), sources)
            for _ in range(2):
                sample = child([*start, *arguments], 1, folder=folder, codes=codes)
            return sample

    return run


def make_library(folder: Path, sources: int) -> None:
    """``refs.bib`` with so many sources and ``refs.claims.json`` with twice as many claims, and their pages."""
    from evidence.findings import read_text
    from evidence.library import open_library

    found = []
    for number in range(sources // 10):
        page = folder / f"page-{number}.txt"
        page.write_text(
            "Gout\n\n" + "".join(
                f"{THERAPIES[(number * 7 + at) % len(THERAPIES)].capitalize()} was highly effective in gout [BMJ {1970 + at * 5};{number + 1}:{at + 1}]. "
                f"{THERAPIES[(number * 5 + at + 3) % len(THERAPIES)].capitalize()} was of no use in gout.\n\n"
                for at in range(10)
            ),
            encoding="utf-8",
        )  # fmt: skip
        one = read_text(page.read_text(encoding="utf-8"), name=page.name)
        one.document.path = str(page)
        found.append(one)
    open_library(folder / "refs.bib").add(*found).save()


THERAPIES = "colchicine|allopurinol|febuxostat|prednisolone|naproxen|sirolimus|methotrexate|aspirin|heparin|propranolol|vincristine|doxycycline".split("|")  # fmt: skip


def corpus(jobs: int) -> Callable[[int], Sample]:
    """A first run over so many pages: processor seconds of all processes, wall time, peak memory of all of them together."""

    def run(count: int) -> Sample:
        import psutil

        with tempfile.TemporaryDirectory() as folder:
            size = pages.make_pages(Path(folder, "pages"), count) / 1e6
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            process = psutil.Popen(
                [sys.executable, "-m", "evidence", "-q", "corpus", "pages", "-o", "out", "--jobs", str(jobs)],
                cwd=folder, stdout=subprocess.DEVNULL, env={**os.environ, "EVIDENCE_CONFIG_DIR": folder},
            )  # fmt: skip
            peak = 0
            while process.poll() is None:
                with contextlib.suppress(psutil.Error):  # one has just ended
                    peak = max(peak, sum(one.memory_info().rss for one in (process, *process.children(recursive=True))))
                time.sleep(0.05)
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            assert process.returncode == 0
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return Sample(seconds, size, wall, peak / 1e6)

    return run
