"""Output files and a person's own tables: whole or as they were, on disks that fail and for people who may not write."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.disk import KINDS, Kind
from faults.every import Scene, every_fault, files_of
from faults.nursery import Job, Nursery

from evidence.errors import WriteRefused
from evidence.locking import lock_path
from evidence.writing import staged_path, write_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and forks of POSIX")
NOBODY = 65534


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder into which other users of the machine can look, too."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    for folder in (path, *path.rglob("*")):
        if folder.is_dir():
            folder.chmod(0o755)
    shutil.rmtree(path)


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "table.html"
    staged_path(path).write_bytes(b"of a run that was killed")
    lock_path(path).touch()
    write_file(path, b"<table>")
    assert files_of(tmp_path) == {"table.html": b"<table>"}


@posix
def test_links_and_permissions_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "table.html"
    target.write_bytes(b"old")
    target.chmod(0o604)
    (tmp_path / "link.html").symlink_to(target)
    write_file(tmp_path / "link.html", b"new")
    assert (tmp_path / "link.html").is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o604)


@posix
def test_the_owner_stays_where_we_may_give_files_away(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may")
    path = tmp_path / "table.html"
    path.write_bytes(b"old")
    os.chown(path, NOBODY, NOBODY)
    write_file(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)


@posix
def test_a_file_that_others_may_not_read_is_never_readable_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.html"
    path.write_bytes(b"old")
    path.chmod(0o600)
    modes = []
    fchmod = os.fchmod

    def look(handle: int, mode: int) -> None:
        modes.append(os.fstat(handle).st_mode & 0o077)
        fchmod(handle, mode)

    monkeypatch.setattr(os, "fchmod", look)
    write_file(path, b"new")
    assert modes == [0]


@posix
def test_a_device_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        write_file(pipe, b"through")
        assert reader.communicate()[0] == b"through"
    assert pipe.is_fifo()


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "table.html"
    path.write_bytes(b"mine")
    path.chmod(0o444)
    with pytest.raises(WriteRefused, match=r"table\.html: not written \(this file is read-only\)"):
        write_file(path, b"yours")
    assert files_of(tmp_path) == {"table.html": b"mine"}


def test_a_file_system_without_locks_takes_output_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def without(_handle: int, _what: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without)
    write_file(tmp_path / "table.html", b"<table>")
    assert files_of(tmp_path) == {"table.html": b"<table>"}


@pytest.fixture(scope="module")
def scenes(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    home = tmp_path_factory.mktemp("outputs")
    environment = {"EVIDENCE_CONFIG_DIR": str(home / "config"), "EVIDENCE_CACHE_DIR": str(home / "cache")}
    (home / "home").mkdir()
    (home / "home" / "gout.md").write_text("Ice was highly effective for gout [BMJ 2014;348:4].\n", encoding="utf-8")
    (home / "home" / "journals.tsv").write_text("PD\tPediatric Dermatology\n", encoding="utf-8")
    (home / "home" / "table.md").write_text("as it was\n", encoding="utf-8")
    commands = {
        "output": ("table", "gout.md", "--format", "markdown", "-o", "table.md"),
        "own table": ("journals", "add", "AAA", "Annals of made-up things", "--here"),
    }
    shutil.copytree(home / "home", home / "warm")
    nursery.warm(*(Job(home / "warm", command, environment=environment) for command in commands.values()))
    return {name: Scene(home / "home", command, environment) for name, command in commands.items()}


@posix
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["output", "own table"])
def test_every_fault_leaves_it_as_before_or_after(
    name: str, kind: Kind, scenes: dict[str, Scene], nursery: Nursery, tmp_path: Path
) -> None:
    for job, ran, before, after in every_fault(nursery, scenes[name], kind, tmp_path):
        left = {name: content for name, content in files_of(job.folder).items() if not name.startswith(".")}
        assert left in (before, after), ran
        if kind == "kill":
            assert ran.code == -9
        else:
            assert ran.code in (0, 2, 4), ran
            assert "Traceback" not in ran.out
            assert left == after if ran.code == 0 else ": not written" not in ran.out or left == before, ran
        again = nursery.run(job._replace(fault=None))
        assert again.code == 0, again
        assert files_of(job.folder) == after


@posix
@pytest.mark.parametrize("name", ["output", "own table"])
def test_a_read_only_folder_is_told(name: str, scenes: dict[str, Scene], nursery: Nursery, home: Path) -> None:
    job = scenes[name].copy(home / "copy")
    job.folder.chmod(0o555)
    before = files_of(job.folder)
    environment = {**job.environment, "EVIDENCE_CONFIG_DIR": str(home / "config")}
    ran = nursery.run(job._replace(environment=environment, user=NOBODY if os.geteuid() == 0 else None))
    assert ran.code == 4, ran
    assert "not written (Permission denied)" in ran.out
    assert files_of(job.folder) == before
