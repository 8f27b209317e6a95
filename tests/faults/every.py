"""A command on a disk that fails or is cut off at the first, second, third … thing that it does, until none is left to fail."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from faults.disk import Fault, Kind
from faults.nursery import Job, Nursery, Ran

_MOST = 2000


class Scene(NamedTuple):
    """A folder as it stands before a command, the command, and the environment in which it runs.

    ``cache`` is copied too, to ``$EVIDENCE_CACHE_DIR``; it does not lie on the disk that fails.
    """

    folder: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    cache: Path | None = None

    def copy(self, to: Path) -> Job:
        """The command in a copy of the folder."""
        shutil.copytree(self.folder, to / "home")
        environment = dict(self.environment)
        if self.cache is not None:
            shutil.copytree(self.cache, to / "cache")
            environment["EVIDENCE_CACHE_DIR"] = str(to / "cache")
        return Job(to / "home", self.arguments, environment=environment)


class Outcome(NamedTuple):
    """What a fault left: the job to run again in its folder, what became of it, and the files before the command and after one without a fault."""

    job: Job
    ran: Ran
    before: dict[str, bytes]
    after: dict[str, bytes]

    @property
    def failed_at(self) -> str:
        """What was being done when it failed."""
        assert self.job.fault is not None
        return self.ran.done[self.job.fault.at - 1]


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def every_fault(nursery: Nursery, scene: Scene, kind: Kind, scratch: Path) -> Iterator[Outcome]:
    """Run the command with a fault at each thing that it does to its files, one after the other, each in a copy of the folder.

    A folder is removed when the next one is asked for.
    """
    whole = scene.copy(scratch / "whole")
    ran = nursery.run(whole)
    assert ran.code == 0, ran
    assert not ran.unseen, f"written without being counted: {ran.unseen}"
    before, after = files_of(scene.folder), files_of(whole.folder)
    assert after != before
    assert nursery.run(whole).code == 0
    assert files_of(whole.folder) == after, "run twice, it does more than once"
    for number in range(1, _MOST):
        place = scratch / str(number)
        job = scene.copy(place)._replace(fault=Fault(kind, number))
        ran = nursery.run(job)
        if len(ran.done) < number:
            assert number > 10, "so little is done in no save"
            return
        yield Outcome(job, ran, before, after)
        shutil.rmtree(place)
    raise AssertionError("it never ends")
