"""Another program saves refs.bib or refs.claims.json while a command is at work: the command is refused, and what they wrote stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.disk import Disk, mounted
from faults.every import files_of
from services.server import serve
from services.world import World, make_paper

from evidence.cli.app import run
from evidence.library import open_library

GOUT = "# Gout\n\nColchicine was highly effective for gout [JAMA Dermatol 2014;150:4]. Ice was used.\n"
LESS = "# Gout\n\nAllopurinol was no better than placebo for gout [Lancet 2016;381:11].\n"
COMMANDS = {
    "add": ("add", "less.md"),
    "claim reject": ("claim", "reject", "CLAIM", "--by", "Ann"),
    "claim set": ("claim", "set", "CLAIM", "direction=mixed", "--by", "Ann"),
    "claim unlink": ("claim", "unlink", "CLAIM", "KEY", "--by", "Ann"),
    "claim add": ("claim", "add", "gout.md", "Ice was used.", "-t", "cold", "-d", "mentioned", "--by", "Ann"),
    "source remove": ("source", "remove", "KEY", "--by", "Ann"),
    "source rename": ("source", "rename", "KEY", "other", "--by", "Ann"),
    "assess": ("assess", "colchicine", "--condition", "gout", "certainty=low", "--by", "Ann"),
    "import": ("import", "more.bib"),
    "review import": ("review", "import", "sheet.csv", "--by", "Ann"),
    "lookup": ("lookup",),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path / "cache"))
    (home / "gout.md").write_text(GOUT, encoding="utf-8")
    (home / "less.md").write_text(LESS, encoding="utf-8")
    (home / "more.bib").write_text("@article{one, title = {One}, journal = {BMJ}, year = 2001}\n", encoding="utf-8")
    assert _code("add", "gout.md") == 0
    assert _code("review", "export", "sheet.csv") == 0
    sheet = (home / "sheet.csv").read_text(encoding="utf-8-sig")
    (home / "sheet.csv").write_text(_reject_first(sheet), encoding="utf-8-sig")
    with serve(World([make_paper("JAMA Dermatol", pmid="51", doi="10.5555/gout", year=2014, pages="4-9")])) as server:
        for name, url in server.environment().items():
            monkeypatch.setenv(name, url)
        yield home


def _code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    return int(left.value.code or 0)


def _reject_first(sheet: str) -> str:
    head, first, *rest = csv.reader(io.StringIO(sheet))
    first[head.index("your verdict")] = "reject"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, first, *rest])
    return out.getvalue()


@pytest.mark.parametrize("edited", ["refs.bib", "refs.claims.json"])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_edit_between_reading_and_writing_is_refused(
    name: str, edited: str, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    [claim] = open_library(home / "refs.bib").therapies["colchicine"].claims
    [key] = open_library(home / "refs.bib").sources
    command = [{"CLAIM": claim, "KEY": key}.get(word, word) for word in COMMANDS[name]]
    before = files_of(home)
    theirs = before[edited] + b"\n"

    def edit(what: str) -> None:
        if what == "create .refs.bib.lock":  # the command has read, and begins to write
            (home.parent / "theirs").write_bytes(theirs)
            (home.parent / "theirs").replace(home / edited)

    with mounted(Disk(home, told=edit)):
        code = _code(*command)
    told = capfd.readouterr().err
    assert code == 4, told
    assert f"{edited}: changed by another program since it was read; nothing was written. Run the command again" in told
    assert files_of(home) == {**before, edited: theirs}
    assert _code(*command) == 0
    assert files_of(home) != {**before, edited: theirs}, "run again, it does what it was to do"
