"""In other people's flow: the steps of the GitHub Action run by bash as GitHub runs them, the pre-commit hook run by pre-commit."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
BROKEN = "\nDuct tape was effective for plantar warts.\n"

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository's files with the example handbook in them."""
    shutil.copytree(ROOT / "examples" / "handbook", tmp_path / "work" / "handbook")
    return tmp_path / "work"


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "EVIDENCE_CONFIG_DIR": str(folder / ".config"),
        **variables,
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def run_action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step that checks, with these inputs and the defaults of the others."""
    [step] = [step for step in ACTION["runs"]["steps"] if step.get("name") == "Check"]
    given = {name: inputs.get(name, str(row["default"])) for name, row in ACTION["inputs"].items()}
    variables = {}
    for name, value in step["env"].items():
        [wanted] = [one for one in given if value == f"${{{{ inputs.{one} }}}}"]
        variables[name] = given[wanted]
    # "shell: bash" of GitHub: docs.github.com/actions, "Workflow syntax", jobs.<job_id>.steps[*].shell
    script = folder / ".step.sh"
    script.write_text(step["run"], encoding="utf-8")
    return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], folder, **variables)


def test_the_action_passes_on_a_clean_handbook_and_writes_sarif(workspace: Path) -> None:
    done = run_action(workspace, directory="handbook", sarif="out.sarif")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert json.loads((workspace / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_the_action_fails_on_a_finding_and_shows_it_at_its_line(workspace: Path) -> None:
    page = workspace / "handbook" / "pages" / "plantar-warts.md"
    page.write_text(page.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
    done = run_action(workspace, directory="handbook", sarif="out.sarif")
    line = page.read_text(encoding="utf-8").splitlines().index(BROKEN.strip()) + 1
    assert done.returncode == 1
    assert f"::warning file=handbook/pages/plantar-warts.md,line={line},col=1," in done.stdout
    results = json.loads((workspace / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "EV001" in {result["ruleId"] for result in results}
    known = run(["evidence", "--bib", "handbook/refs.bib", "check", "--write-baseline", "known.json"], workspace)
    assert known.returncode == 0
    assert run_action(workspace, directory="handbook", baseline="known.json").returncode == 0


def test_the_action_looks_at_further_documents(workspace: Path) -> None:
    for name in ("one.md", "two.md"):
        (workspace / name).write_text(f"# Warts\n{BROKEN}", encoding="utf-8")
    done = run_action(workspace, directory="handbook", documents="one.md two.md")
    assert done.returncode == 1
    assert {"file=one.md" in done.stdout, "file=two.md" in done.stdout} == {True}


@pytest.mark.parametrize("sarif", ["", "out.sarif"])
def test_the_action_fails_with_2_where_it_cannot_check(workspace: Path, sarif: str) -> None:
    done = run_action(workspace, directory="elsewhere", sarif=sarif)
    assert done.returncode == 2
    assert "no library here" in done.stderr


def test_the_action_installs_from_where_it_is() -> None:
    install = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("name") == "Install")
    assert shlex.split(install) == ["python", "-m", "pip", "install", "--quiet", "$GITHUB_ACTION_PATH"]


def test_the_hook_runs_the_check(workspace: Path) -> None:
    """What pre-commit runs, without the environment that it builds."""
    assert HOOK["pass_filenames"] is False
    handbook = workspace / "handbook"
    assert run(shlex.split(HOOK["entry"]), handbook).returncode == 0
    page = handbook / "pages" / "plantar-warts.md"
    page.write_text(page.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
    assert run(shlex.split(HOOK["entry"]), handbook).returncode == 1


@needs_git
@pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed (pip install pre-commit)")
@pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="pre-commit takes the hook from a repository, and this is none"
)
def test_pre_commit_runs_the_hook(workspace: Path) -> None:
    """For real: pre-commit clones this repository at its last commit and builds the hook's environment from the package index."""
    handbook = workspace / "handbook"
    head = run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], handbook).stdout.strip()
    config = {"repos": [{"repo": str(ROOT), "rev": head, "hooks": [{"id": HOOK["id"]}]}]}
    (handbook / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    variables = {"PRE_COMMIT_HOME": str(workspace / ".cache"), "GIT_CONFIG_GLOBAL": os.devnull}
    assert run(["git", "init", "-q", "."], handbook, **variables).returncode == 0
    run(["git", "add", "-A"], handbook, **variables)
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never"]
    clean = run(command, handbook, **variables)
    assert (clean.returncode, "Passed" in clean.stdout) == (0, True), clean.stdout
    page = handbook / "pages" / "plantar-warts.md"
    page.write_text(page.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
    run(["git", "add", "-A"], handbook, **variables)
    broken = run(command, handbook, **variables)
    assert broken.returncode == 1
    assert "EV001" in broken.stdout
