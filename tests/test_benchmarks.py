"""The page of benchmarks shows what was measured; how long things take is no business of a test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_RENDER = """
import json, sys
sys.path.insert(0, sys.argv[1])
import cases, rendering
results = json.load(open(sys.argv[2], encoding="utf-8"))
print(rendering.page(results, cases.CASES), end="")
"""


def test_the_page_is_what_the_results_say() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RENDER, str(ROOT / "benchmarks"), str(ROOT / "benchmarks" / "results.json")],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_every_case_gives_a_figure() -> None:
    for case, runner, size in (
        ("citations", "evidence", 5),
        ("steps", "claims", 2),
        ("questions", "networkx alone", 40),
    ):
        done = subprocess.run(
            [sys.executable, str(ROOT / "benchmarks" / "run.py"), "--one", case, runner, str(size)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert json.loads(done.stdout)["count"] > 0
