"""How long whole commands take on a library of a thousand sources: processes as a person starts them, files and bytecode warm.

    python benchmarks/commands.py [--pages 100] [--rounds 5] [--folder DIR]

Makes pages with ten citations and twenty claims each (made up, in journals that exist), adds them, and starts ``evidence`` as often as it is told;
prints the best and the median wall time of each command, its processor time, and whether it is within its limit.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import evidence
from evidence.journals.table import journal_at, rows

THERAPIES = (
    "sirolimus propranolol vincristine timolol methotrexate dapsone rituximab doxycycline ivermectin colchicine".split()
)
CONDITIONS = "psoriasis|bullous pemphigoid|atopic dermatitis|lupus nephritis|alopecia areata|scabies|rosacea|vitiligo".split("|")  # fmt: skip
LIMITS = {"--help": 0.1, "check": 1.0, "show": 0.5}
"""Seconds that a command may take, as a whole process."""


def make_pages(folder: Path, count: int) -> list[Path]:
    """Pages of made-up claims; each has ten works of its own, cited twice."""
    chance = random.Random(20260102)
    journals = [
        j.abbreviation
        for j in map(journal_at, range(len(rows())))
        if j.abbreviation.isascii() and j.abbreviation.replace(" ", "").isalpha() and len(j.abbreviation) < 20
    ]
    paths = []
    for number in range(count):
        condition = CONDITIONS[number % len(CONDITIONS)]
        lines = [f"# {condition.capitalize()}, page {number}\n"]
        for line in range(10):
            cited = f"[{chance.choice(journals)} {chance.randint(1990, 2024)};{chance.randint(1, 200)};{chance.randint(1, 2500)}]"
            one, two = THERAPIES[line], THERAPIES[(line + number) % 10]
            lines.append(f"{one.capitalize()} was effective for {condition} in most of the patients {cited}.")
            lines.append(f"In another series {two} failed in {condition} {cited}.\n")
        path = folder / f"page-{number:03}.md"
        path.write_text("\n".join(lines), encoding="utf-8")
        paths.append(path)
    return paths


def timed(arguments: list[str], folder: Path, rounds: int) -> tuple[list[float], float]:
    """Wall times of a command's processes, and the least processor time of one."""
    walls, best = [], float("inf")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(rounds):
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(
            [str(Path(sys.executable).with_name("evidence")), *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        walls.append(time.perf_counter() - began)
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime)
        if done.returncode not in {0, 1}:
            raise SystemExit(f"evidence {' '.join(arguments)}: {done.stderr.decode()}")
    return walls, best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="Keep the library there, or take one that is there.")
    options = parser.parse_args()
    os.environ.setdefault("EVIDENCE_CONFIG_DIR", tempfile.mkdtemp())
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    bib = folder / "refs.bib"
    if not bib.exists():
        evidence.open(bib).add(*map(evidence.read, map(str, make_pages(folder, options.pages)))).save()
    library = evidence.open(bib)
    source, page = list(library.sources)[len(library.sources) // 2], next(iter(library.documents))
    print(f"{len(library.sources)} sources, {len(library.claims)} claims, {len(library.documents)} documents")
    commands = {
        "--help": ["--help"],
        "check": ["check"],
        "check --format sarif": ["check", "--format", "sarif"],
        "show THERAPY": ["show", "sirolimus"],
        "show SOURCE": ["show", source],
        "show DOCUMENT": ["show", page],
    }
    missed = False
    for name, arguments in commands.items():
        timed(arguments, folder, 1)
        walls, used = timed(arguments, folder, options.rounds)
        limit = LIMITS[name.split()[0]]
        missed |= min(walls) > limit
        print(
            f"{name:22} best {min(walls):.3f} s, median {statistics.median(walls):.3f} s, processor {used:.3f} s (at most {limit} s)"
        )
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
