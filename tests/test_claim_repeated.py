"""A decision that the same person made already is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from library_factory import page

from evidence.cli.app import app
from evidence.library import open_library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    open_library(tmp_path / "refs.bib").add(
        page("Ice worked [PD 2017;34;261]. Heparin failed.\n", tmp_path / "page.txt")
    ).save()
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["-C", str(folder), "claim", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def claim_on(folder: Path, therapy: str) -> str:
    return next(claim.id for claim in open_library(folder / "refs.bib").claims.values() if therapy in claim.therapies)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "ICE"), "accepted by Ann already"),
        (("reject", "ICE"), "rejected by Ann already"),
        (("set", "ICE", "direction=mixed"), "direction=mixed set by Ann already"),
        (("link", "HEPARIN", "pd-2017-34-261"), "linked to pd-2017-34-261 by Ann already"),
        (("unlink", "ICE", "pd-2017-34-261"), "unlinked from pd-2017-34-261 by Ann already"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_said_twice_is_said_once(
    folder: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names = {"ICE": claim_on(folder, "ice"), "HEPARIN": claim_on(folder, "heparin")}
    command = [names.get(word, word) for word in words]
    assert "claim decided" in run(folder, *command, "--by", "Ann")
    before = (folder / "refs.claims.json").read_bytes()
    out = run(folder, *command, "--by", "Ann")
    assert said in out
    assert "nothing changed, nothing written" in out
    assert (folder / "refs.claims.json").read_bytes() == before


def test_another_person_another_reason_and_a_change_of_mind_are_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    name = claim_on(folder, "ice")
    for words in (
        ("accept", name, "--by", "Ann"),
        ("accept", name, "--by", "Ben"),
        ("accept", name, "--by", "Ann", "--why", "read it again"),
        ("reject", name, "--by", "Ann"),
        ("accept", name, "--by", "Ann"),
    ):
        assert "claim decided" in run(folder, *words)
    assert len(open_library(folder / "refs.bib").claims[name].decisions) == 5
