"""Do what a page of the documentation says, word by word, and compare what comes out with what the page shows.

``python scripts/run_pages.py docs/tutorial.md`` works in a fresh folder with the example library; ``--write`` puts what came out into
the page instead; ``--from-scratch`` also runs the page's ``sh`` blocks (how to install), in the current folder. It needs nothing but
Python and a shell, so that it runs where only what the page says was installed.

In a page, a ``console`` block holds commands behind ``$`` (going on behind ``>``) and what they print, on a terminal 80 columns wide.
A block below a line that ends in ``save this as `NAME`:`` is written to that file, below ``add this to `NAME`:`` to its end; below
``change `NAME`:`` its lines marked ``-`` give way to those marked ``+``. Pages in ``docs/extend`` work on a copy of the package.
A command ends with exit code 0 unless the next one is ``echo $?``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ("refs.bib", "refs.claims.json", "journals.tsv", "notebooks/kasabach-merritt.md", "examples/handbook")
PACKAGE = ("evidence", "scripts")
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>[\w-]*)[^\n]*\n(?P<body>.*?)^(?P=ticks)[ ]*$", re.M | re.S)
_FILE = re.compile(r"(save this as|add this to|change) `([^`]+)`:\s*$", re.I)
_MARK = "\x1e"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that a reader does: a command with what it prints, or a file that is saved.

    Attributes:
        line: Line of the page, counted from 1.
        script: What the shell is given.
        shown: What the page shows as its output; ``None`` where it shows none.
        place: Where in the page that stands.
    """

    line: int
    script: str
    shown: str | None = None
    place: tuple[int, int] = (0, 0)


def read_steps(text: str, *, install: bool = False) -> Iterator[Step]:
    """What a page tells its reader to do, in order."""
    for block in _FENCE.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        before = text[: block.start()].rstrip().rsplit("\n", 1)[-1]
        file = _FILE.search(before)
        if file and file[1].lower() == "change":
            yield Step(line=line, script=_change(file[2], block["body"]))
        elif file:
            arrow = ">" if file[1].lower() == "save this as" else ">>"
            yield Step(line=line, script=f"cat {arrow} '{file[2]}' <<'END OF FILE'\n{block['body']}END OF FILE")
        elif block["kind"] == "console":
            yield from _commands(block["body"], line + 1, block.start("body"))
        elif install and block["kind"] == "sh":
            yield Step(line=line, script=block["body"].rstrip())


def _change(name: str, body: str) -> str:
    """A command that does what a ``diff`` block shows; it fails where the lines do not stand in the file exactly once."""
    lines = body.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[:1] != "+")
    new = "".join(line[1:] for line in lines if line[:1] != "-")
    return (
        f"python3 - <<'END OF CHANGE'\nfrom pathlib import Path\npath, old, new = Path({name!r}), {old!r}, {new!r}\n"
        "text = path.read_text(encoding='utf-8')\nassert text.count(old) == 1, 'not there once'\n"
        "path.write_text(text.replace(old, new), encoding='utf-8')\nEND OF CHANGE"
    )


def _commands(body: str, line: int, start: int) -> Iterator[Step]:
    for part in re.finditer(r"^\$ (?P<command>.*(?:\n> .*)*)\n(?P<shown>(?:(?!\$ ).*\n)*)", body, re.M):
        yield Step(
            line=line + body.count("\n", 0, part.start()),
            script=part["command"].replace("\n> ", "\n"),
            shown=part["shown"],
            place=(start + part.start("shown"), start + part.end("shown")),
        )


def run_steps(steps: list[Step], folder: Path, *, own_home: bool = True) -> list[tuple[int, str]]:
    """Do the steps in one shell, started in a folder; without ``own_home`` in the home of who runs it, whose pip is then as they set it.

    Returns:
        Exit code and output of each step, standard error and output as they come; the folder's own path is written as ``~``.
    """
    script = ["exec 2>&1"]
    for step in steps:
        script += [step.script, "left=$?; printf '\\036%d\\036' $left; (exit $left)"]
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("EVIDENCE_", "GIT_"))},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80", "EVIDENCE_CONFIG_DIR": str(home / ".config" / "evidence"), "EVIDENCE_CACHE_DIR": str(home / ".cache" / "evidence"), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb",
    }  # fmt: skip
    if own_home:
        environment["HOME"] = str(home)
    if (folder / "evidence").is_dir():
        environment["PYTHONPATH"] = str(folder)  # the copy, before what is installed
    path = home / "page.sh"
    path.write_text("\n".join(script) + "\n", encoding="utf-8")
    done = subprocess.run(["bash", str(path)], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # fmt: skip
    printed = done.stdout.decode().replace(str(home), "~").replace(str(folder), "~").split(_MARK)
    return [(int(code), text) for text, code in zip(printed[::2], printed[1::2], strict=False)]


def compare(text: str, folder: Path, *, install: bool = False) -> tuple[list[str], str]:
    """Where a page and what really happens differ, one message each, and the page as it would be right."""
    steps = list(read_steps(text, install=install))
    results = run_steps(steps, folder, own_home=not install)
    problems = [f"stopped after {len(results)} of {len(steps)} steps"] if len(results) < len(steps) else []
    right = text
    for step, (code, printed), following in reversed(list(zip(steps, results, [*steps[1:], None], strict=False))):
        if code and (following is None or following.script != "echo $?"):
            problems.append(f"line {step.line}: exit code {code} of: {step.script}\n{printed}")
        if step.shown is not None and step.shown != printed:
            problems.append(
                f"line {step.line}: {step.script}\n--- the page shows\n{step.shown}--- it prints\n{printed}"
            )
            right = right[: step.place[0]] + printed + right[step.place[1] :]
    return problems[::-1], right


def lay_out(folder: Path, page: Path) -> None:
    """Put into a folder what the page's reader has in a copy of the repository: the example library, and the package to change it."""
    for name in (*EXAMPLE, *PACKAGE) if page.parent.name == "extend" else EXAMPLE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)


def main(arguments: list[str]) -> int:
    """The command line; 1 if a page is not as it says."""
    install = "--from-scratch" in arguments
    bad = 0
    for name in (one for one in arguments if not one.startswith("--")):
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as fresh:
            folder = Path.cwd() if install else Path(fresh).resolve()
            if not install:
                lay_out(folder, page)
            problems, right = compare(text, folder, install=install)
        if "--write" in arguments:
            page.write_text(right, encoding="utf-8")
        for problem in problems:
            print(f"{name}: {problem}")
        bad += bool(problems)
        if not problems:
            print(f"{name}: as it says")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
