"""All benchmarks with one command: ours and, in the same run, the peers'; writes what docs/benchmarks.md shows.

    python benchmarks/run.py [--only CASE ...] [--render]

Every figure is one run in a process of its own, in processor seconds unless it says wall. Results of cases that are not run this time stay as
they are. ``--render`` only writes the page and the picture again, from ``benchmarks/results.json``.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import rendering
from cases import CASES
from measuring import megabytes

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
BIBLIOGRAPHY = HERE / "bibliography.py"
"""Opening and saving, a benchmark of its own, which prints its table."""
PEERS = ("refextract", "networkx", "citeproc-py", "pypandoc_binary")


def machine() -> dict[str, str]:
    """What the figures were made on; nothing that names the machine itself."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next((int(line.split()[1]) / 1e6 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB" if memory else "unknown",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}"
        + (", that of the system" if sys.base_prefix == "/usr" else ""),
        "peers": ", ".join(f"{name} {version}" for name in PEERS if (version := _version(name))),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def measure(case: str, runner: str, size: int) -> dict[str, Any]:
    """One figure, from a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", case, runner, str(size)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing = "No module named" in done.stderr or "ImportError" in done.stderr
        if not missing:
            print(done.stderr, file=sys.stderr)
        return {"size": size, "missing": "not installed" if missing else "failed"}
    out: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return out


def one(case: str, runner: str, size: int) -> dict[str, Any]:
    sample = CASES[case].runners[runner].run(size)
    peak = sample.peak or megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    out = {"size": size, "count": round(sample.count, 4), "seconds": round(sample.seconds, 4), "peak": round(peak)}
    if sample.found:
        out["found"] = sample.found
    return out if sample.wall is None else {**out, "wall": round(sample.wall, 4)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(CASES), default=list(CASES), metavar="CASE")
    parser.add_argument("--render", action="store_true")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(one(args.one[0], args.one[1], int(args.one[2]))))
        return 0
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"cases": {}}
    if not args.render:
        results["machine"] = machine()
        for name in args.only:
            runners: dict[str, list[dict[str, Any]]] = {}
            for runner, what in CASES[name].runners.items():
                runners[runner] = [measure(name, runner, size) for size in what.sizes]
                for row in runners[runner]:
                    print(f"{name:12} {runner:26} {json.dumps(row)}", flush=True)
            load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
            results["cases"][name] = {
                "day": datetime.datetime.now(datetime.UTC).date().isoformat(), "load": load, "runners": runners,
            }  # fmt: skip
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        if BIBLIOGRAPHY.exists() and args.only == list(CASES):
            done = subprocess.run([sys.executable, str(BIBLIOGRAPHY)], capture_output=True, text=True, check=False)
            results["bibliography"] = done.stdout if done.returncode == 0 else ""
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    rendering.write(results, CASES, HERE.parent / "docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
