"""A full disk, a broken one, a kill, at each single thing that a command does to its files: nothing half done, nothing lost."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.disk import KINDS, Kind
from faults.every import Outcome, Scene, every_fault, files_of
from faults.nursery import Job, Nursery
from services.server import serve
from services.world import World, make_paper

from evidence.library import open_library
from evidence.library.records import Decision

if sys.platform == "win32":
    pytest.skip("processes are forked here", allow_module_level=True)

BIB, CLAIMS = "refs.bib", "refs.claims.json"
MINE = '% my own remarks\n@book{mine,\n  title = {Not {To} Be touched},\n  note = "as it is"\n}\n\n'
GOUT = "# Gout\n\nOral colchicine was highly effective for gout [JAMA Dermatol 2014;150:4]. Ice was used.\n"
MORE = "# More on gout\n\nAllopurinol was no better than placebo for gout [Lancet 2016;381:11]. Colchicine helped again [JAMA Dermatol 2014;150:4].\n"
_MASK = os.umask(0)
os.umask(_MASK)
SCENES = ("add-first", "add-more", "claim", "lookup")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="module")
def scenes(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    """Folders with a page, a library that people wrote in, and the commands that are to survive; all that they load is loaded."""
    home = tmp_path_factory.mktemp("scenes")
    environment = {
        "SOURCE_DATE_EPOCH": "1700000000",
        "EVIDENCE_CONFIG_DIR": str(home / "config"),
        "EVIDENCE_CACHE_DIR": str(home / "cache"),
    }
    (home / "first").mkdir()
    (home / "first" / "gout.md").write_text(GOUT, encoding="utf-8")
    shutil.copytree(home / "first", home / "more")
    (home / "more" / "more.md").write_text(MORE, encoding="utf-8")
    (home / "more" / BIB).write_text(MINE, encoding="utf-8")
    (home / "more" / BIB).chmod(0o640)
    nursery.warm(Job(home / "more", ("add", "gout.md"), environment=environment))
    library = open_library(home / "more" / BIB)
    [colchicine] = library.therapies["colchicine"].claims
    [ice] = library.therapies["ice"].claims
    library.decide(ice, Decision(set={"direction": "mixed"}, by="Ann", at="2026-01-02T03:04:05Z", why="asked")).save()
    warm = home / "warm"
    shutil.copytree(home / "more", warm)
    claim = ("claim", "reject", colchicine, "--by", "Ben", "--why", "one report")
    with serve(World([make_paper("JAMA Dermatol", pmid="51", doi="10.5555/gout", year=2014, pages="4-9")])) as server:
        asked = {**environment, **server.environment()}
        # the answers are kept from here on: the runs with faults ask nobody
        nursery.warm(Job(home / "more", ("lookup", "--diff"), environment=asked))
    nursery.warm(
        *(
            Job(warm, arguments, environment=environment)
            for arguments in (("add", "more.md"), claim, ("graph", "--format", "json"))
        )
    )
    return {
        "add-first": Scene(home / "first", ("add", "gout.md"), environment),
        "add-more": Scene(home / "more", ("add", "more.md"), environment),
        "claim": Scene(home / "more", claim, environment),
        "lookup": Scene(home / "more", ("lookup",), environment, cache=home / "cache"),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCENES)
def test_every_fault_leaves_all_as_before_or_after(
    name: str, kind: Kind, scenes: dict[str, Scene], nursery: Nursery, tmp_path: Path
) -> None:
    count = 0
    for outcome in every_fault(nursery, scenes[name], kind, tmp_path):
        try:
            _check(outcome, nursery)
        except AssertionError as error:
            raise AssertionError(
                f"{kind} at {outcome.job.fault}: {outcome.failed_at}\n{error}\n{outcome.ran}"
            ) from error
        count += 1
    assert count > 25


def _check(outcome: Outcome, nursery: Nursery) -> None:
    job, ran, before, after = outcome
    folder = job.folder
    left = files_of(folder)
    _check_told(outcome)
    for name in after:
        assert left.get(name) in (before.get(name), after[name]), f"{name} is neither as before nor as after"
    shutil.copytree(folder, folder.with_name("copy"))
    open_library(folder / BIB)  # the next start
    now = files_of(folder)
    assert now in (before, after), f"the files do not agree, or something is left: {sorted(now)}"
    if ran.code == 0:
        assert now == after
    elif "nothing was" in ran.out:
        assert now == before
    if BIB in now:
        assert (folder / BIB).stat().st_mode & 0o777 == (0o640 if BIB in before else 0o666 & ~_MASK)
    if left not in (before, after):  # else the command was run on the very same files, without a fault
        again = nursery.run(job._replace(folder=folder.with_name("copy"), fault=None))
        assert again.code == 0, again
        assert files_of(folder.with_name("copy")) == after


def _check_told(outcome: Outcome) -> None:
    """A person is told, in words, and by the exit code."""
    job, ran = outcome.job, outcome.ran
    assert job.fault is not None
    if job.fault.kind == "kill":
        assert ran.code == -9
        return
    assert ran.code in (0, 2, 3, 4)
    assert "Traceback" not in ran.out
    assert (ran.code == 0) or "evidence: " in ran.out
