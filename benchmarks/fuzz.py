"""Feed the readers what nobody writes: no error outside the package's own tree, promises kept, no input over its time.

    python benchmarks/fuzz.py [--inputs 100000] [--target documents …] [--guided] [--one documents 1234]

The inputs are those of ``tests/fuzzing.py``, of which ``tests/test_fuzz.py`` runs the first 10,000. ``--guided`` runs as many more with
libFuzzer, which keeps what reaches new code (``pip install atheris``; Linux, Python as its wheels are). What is found is printed with its
bytes; put it into ``FOUND`` of ``tests/test_fuzz.py`` when it is mended. Exits with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--inputs", type=int, default=100_000)
    words.add_argument("--target", nargs="*", default=None)
    words.add_argument("--seconds", type=float, default=20.0, help="processor time that one input may take")
    words.add_argument("--guided", action="store_true", help="by libFuzzer, towards code that was not reached")
    words.add_argument("--one", nargs=2, metavar=("TARGET", "NUMBER"), help="run one input again and show it")
    words.add_argument("--run-guided", help=argparse.SUPPRESS)
    said = words.parse_args()
    logging.disable(logging.CRITICAL)
    if said.run_guided:
        return _run_guided(said.run_guided, said.inputs, said.seconds)
    from fuzzing import TARGETS, make_input, run_one

    if said.one:
        raw = make_input(said.one[0], int(said.one[1]))
        print(repr(raw), flush=True)
        run_one(said.one[0], raw, said.seconds)
        return 0
    found = 0
    for target in said.target or TARGETS:
        if said.guided:
            command = [
                sys.executable,
                __file__,
                "--run-guided",
                target,
                "--inputs",
                str(said.inputs),
                "--seconds",
                str(said.seconds),
            ]
            found += subprocess.run(command, check=False).returncode != 0
        else:
            found += _run(target, said.inputs, said.seconds)
    return int(found > 0)


def _run(target: str, inputs: int, seconds: float) -> int:
    """Run the numbered inputs of a target; the number of those that failed, each place in the code counted once."""
    from fuzzing import make_input, run_one

    places: set[str] = set()
    slowest, began = (0.0, 0), time.process_time()
    for number in range(inputs):
        raw = make_input(target, number)
        start = time.process_time()
        try:
            run_one(target, raw, seconds)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            told = traceback.format_exc()
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            if place not in places:
                places.add(place)
                print(f"{target} {number}: {place}\n{raw!r}\n{told}", flush=True)
        slowest = max(slowest, (time.process_time() - start, number))
    took = time.process_time() - began
    print(
        f"{target}: {inputs:,} inputs, {len(places)} found, {took:,.0f} s of processor time, "
        f"the slowest {slowest[0]:.2f} s (number {slowest[1]})",
        flush=True,
    )
    return len(places)


def _run_guided(target: str, inputs: int, seconds: float) -> int:
    try:
        import atheris
    except ImportError:
        print("--guided needs an optional package: pip install atheris")
        return 2
    with atheris.instrument_imports(include=["evidence"]):
        from fuzzing import make_input, run_one

        run_one(target, make_input(target, 0))  # what is imported late
    with tempfile.TemporaryDirectory() as folder:
        for number in range(300):
            Path(folder, str(number)).write_bytes(make_input(target, number)[:4_000])
        settings = [
            f"-runs={inputs}",
            "-seed=1",
            "-max_len=4000",
            f"-timeout={seconds * 3:.0f}",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
        ]
        atheris.Setup(
            [sys.argv[0], *settings, f"-artifact_prefix={tempfile.gettempdir()}/{target}-", folder],
            lambda raw: run_one(target, raw, seconds),
        )
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
