"""The documentation's pages do what they say: commands print what is shown, links lead somewhere, examples in Python hold."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import re
import shlex
import shutil
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from test_commands import load_script

from evidence.cli.app import app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RUN = load_script("run_pages")
PAGES = sorted(page for page in DOCS.rglob("*.md") if not {"_build", "notebooks", "jupyter_execute"} & {*page.parts})
READ_ALONE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/handbook/README.md")]
TO_RUN = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.skipif(not shutil.which("bash"), reason="the pages' commands are typed in bash")
@pytest.mark.parametrize("page", TO_RUN, ids=name_of)
def test_the_commands_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    RUN.lay_out(tmp_path, page)
    problems, _ = RUN.compare(page.read_text(encoding="utf-8"), tmp_path)
    assert not problems, (
        "\n\n".join(problems) + f"\n\nto show what it prints: python scripts/run_pages.py --write {name_of(page)}"
    )


def test_there_is_a_tutorial_and_there_are_how_to_pages_that_are_run() -> None:
    names = {name_of(page) for page in TO_RUN}
    assert "docs/tutorial.md" in names
    assert {name_of(page) for page in (DOCS / "how-to").glob("*.md")} <= names
    assert sum(1 for page in TO_RUN for _ in RUN.read_steps(page.read_text(encoding="utf-8"))) > 60


def test_a_page_that_shows_something_else_is_told(tmp_path: Path) -> None:
    page = "Save this as `a.txt`:\n\n```text\nold\n```\n\nChange `a.txt`:\n\n```diff\n-old\n+new\n```\n\n```console\n$ cat a.txt\nold\n$ false\n```\n"
    problems, right = RUN.compare(page, tmp_path)
    assert [problem.split(":")[0] for problem in problems] == ["line 15", "line 17"]
    assert right == page.replace("$ cat a.txt\nold", "$ cat a.txt\nnew")
    assert RUN.compare(right.replace("$ false\n", "$ false\n$ echo $?\n1\n"), tmp_path)[0] == []


def parse(command: click.Command, name: str, arguments: list[str], parent: click.Context | None = None) -> None:
    """Read a command line without running it; an unknown command, option or word of a choice raises."""
    ctx = click.Context(command, info_name=name, parent=parent)
    if isinstance(command, click.Group):
        _, rest, _ = command.make_parser(ctx).parse_args(arguments)
        if rest:
            found = command.get_command(ctx, rest[0])
            assert found is not None, rest[0]
            parse(found, rest[0], rest[1:], ctx)
    else:
        with contextlib.suppress(click.exceptions.Exit):  # --help
            command.make_context(name, arguments, parent=parent)


def command_lines(text: str) -> list[str]:
    """Lines that call the program, in blocks and in the text; those of ``console`` blocks are run."""
    blocks = re.findall(r"^```(?:sh|yaml)?\n(.*?)^```", text, re.M | re.S)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(evidence [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return [line for line in lines if re.match(r"evidence (?![a-z ]*[…|\[])", line)]


@pytest.mark.parametrize("page", [*PAGES, *READ_ALONE], ids=name_of)
def test_every_command_on_a_page_is_one(page: Path) -> None:
    for line in command_lines(page.read_text(encoding="utf-8")):
        if re.search(r"[…\[]|\w\|\w", line) or line == "evidence COMMAND --help":
            continue  # a form to be filled in
        words = shlex.split(line.split(" | ")[0].split(" > ")[0], comments=True)
        named = len(words) <= 3 and (click.MissingParameter, click.BadOptionUsage)  # `evidence claim set`, by its name
        with contextlib.suppress(*(named or ())):
            parse(app, "evidence", words[1:])


@pytest.mark.parametrize("page", [page for page in [*PAGES, *READ_ALONE] if "```py" in page.read_text(encoding="utf-8")], ids=name_of)  # fmt: skip
def test_examples_in_python_hold(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RUN.lay_out(tmp_path, page)
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```", text, re.M | re.S)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, name_of(page), str(page), 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    for block in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S):
        compile(block, str(page), "exec")


def test_the_readme_s_example_in_python_says_what_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RUN.lay_out(tmp_path, ROOT / "README.md")
    monkeypatch.chdir(tmp_path)
    [block] = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    names: dict[str, object] = {}
    for statement in block.split("\n"):
        code, _, said = statement.partition("  # ")
        if said.startswith("("):
            assert eval(code, names) == eval(said)
        else:
            exec(code, names)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, *READ_ALONE], ids=name_of)
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue  # the network is not asked
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name_of(page)}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{name_of(page)}: {target}"


def test_every_public_name_has_an_example_that_runs() -> None:
    import evidence

    page = (DOCS / "python.md").read_text(encoding="utf-8")
    for name in evidence.__all__:
        assert ">>> " in (getattr(evidence, name).__doc__ or ""), f"evidence.{name}: no example in its docstring"
        assert name in page or issubclass(getattr(evidence, name), evidence.EvidenceError), (
            f"evidence.{name}: not in docs/python.md"
        )


@pytest.mark.parametrize("part", ["checks", "citations", "claims", "exports", "imports", "journals", "library", "reading", "review", "styles", "therapies"])  # fmt: skip
def test_what_a_part_of_the_package_offers_has_an_example_too(part: str) -> None:
    module = import_module(f"evidence.{part}")
    for name in module.__all__:
        offered = getattr(module, name)
        if callable(offered):
            assert ">>> " in (inspect.getdoc(offered) or ""), f"evidence.{part}.{name}"


def test_the_page_runner_needs_nothing_that_is_not_in_python() -> None:
    imported = re.findall(
        r"^(?:import|from) (\w+)", (ROOT / "scripts" / "run_pages.py").read_text(encoding="utf-8"), re.M
    )
    assert set(imported) <= {*sys.stdlib_module_names}
