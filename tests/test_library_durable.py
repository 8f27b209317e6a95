"""What a save meets outside: links, folders and files that may not be written, disks without room or locks, and saves that were broken off."""

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
from faults.disk import Fault
from faults.every import files_of
from faults.nursery import Job, Nursery, Ran
from library_factory import page

from evidence.errors import InputError, LibraryError, WriteRefused
from evidence.library import open_library
from evidence.library.journal import is_interrupted
from evidence.library.saving import FileChange, read_files, save_files

if sys.platform == "win32":
    pytest.skip("permissions, links and forks of POSIX", allow_module_level=True)

NOBODY = 65534
TEXT = "Sirolimus worked [PD 2017;34;261]. Ice failed."
MORE = "Vincristine worked [Cases J 2008;1:9]."
GOUT = "# Gout\n\nColchicine was highly effective for gout [BMJ 2014;348:4].\n"
LESS = "# Gout\n\nAllopurinol was no better than placebo for gout [Lancet 2016;381:11].\n"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder into which other users of the machine can look, too."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    for folder in (path, *path.rglob("*")):
        if folder.is_dir():
            folder.chmod(0o755)
    shutil.rmtree(path)


def _job(folder: Path, *arguments: str, fault: Fault | None = None, other: bool = False) -> Job:
    """A command; as somebody else, who may look and not write, where we are root, whom no permissions hold."""
    user = NOBODY if other and os.geteuid() == 0 else None
    environment = {"EVIDENCE_CONFIG_DIR": str(folder.parent / "config"), "SOURCE_DATE_EPOCH": "1700000000"}
    return Job(folder, arguments, fault, environment, user)


LOOK = ("table", "--by", "source", "--format", "json")


# ── links, permissions, room, locks ────────────────────────────────────────────────────────────────────────────────────────────────


def test_linked_files_stay_links_and_are_saved_together(tmp_path: Path) -> None:
    for name in ("here", "bibs", "notes"):
        (tmp_path / name).mkdir()
    (tmp_path / "bibs" / "all.bib").write_bytes(b"% mine\n")
    (tmp_path / "here" / "refs.bib").symlink_to("../bibs/all.bib")
    library = open_library(tmp_path / "here" / "refs.bib").add(page(TEXT, tmp_path / "one.txt"))
    library.save()
    (tmp_path / "here" / "refs.claims.json").rename(tmp_path / "notes" / "claims.json")
    (tmp_path / "here" / "refs.claims.json").symlink_to("../notes/claims.json")
    open_library(tmp_path / "here" / "refs.bib").add(page(MORE, tmp_path / "two.txt")).save()
    assert {path.name: path.is_symlink() for path in (tmp_path / "here").iterdir()} == {
        "refs.bib": True,
        "refs.claims.json": True,
    }
    assert [path.name for path in (tmp_path / "bibs").iterdir()] == ["all.bib"]
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["claims.json"]
    assert "cases-j-2008-1-9" in open_library(tmp_path / "here" / "refs.bib").sources
    assert b"cases-j-2008-1-9" in (tmp_path / "bibs" / "all.bib").read_bytes()


@pytest.mark.parametrize("name", ["refs.bib", "refs.claims.json"])
def test_a_read_only_file_is_told_and_both_stay(tmp_path: Path, name: str) -> None:
    library = open_library(tmp_path / "refs.bib").add(page(TEXT, tmp_path / "pages.txt"))
    library.save()
    (tmp_path / "pages.txt").unlink()
    (tmp_path / name).chmod(0o444)
    before = files_of(tmp_path)
    with pytest.raises(WriteRefused, match=f"{name}: this file is read-only.*; nothing was changed"):
        library.add(page(MORE)).save()
    assert files_of(tmp_path) == before


def test_a_read_only_folder_is_told_and_can_be_read(nursery: Nursery, open_folder: Path) -> None:
    home = _gout(open_folder, nursery)
    home.chmod(0o555)
    before = files_of(home)
    refused = nursery.run(_job(home, "add", "less.md", other=True))
    assert (refused.code, "cannot be written" in refused.out, "Permission denied" in refused.out) == (4, True, True), (
        refused
    )
    assert nursery.run(_job(home, *LOOK, other=True)).code == 0
    assert files_of(home) == before


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP], ids=["ENOLCK", "EOPNOTSUPP"])
def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    import fcntl

    def without(_handle: int, _what: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", without)
    change = FileChange(tmp_path / "refs.bib", None, b"new")
    with pytest.raises(WriteRefused, match=r"no locks.*nothing was written.*EVIDENCE_LOCKS=off"):
        save_files([change])
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("EVIDENCE_LOCKS", "off")
    save_files([change])
    assert files_of(tmp_path) == {"refs.bib": b"new"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("mount") is None or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False).returncode:  # fmt: skip
        pytest.skip("a small disk can be made by root only")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_nothing_is_changed(small_disk: Path, tmp_path: Path) -> None:
    library = open_library(small_disk / "refs.bib").add(page(TEXT, tmp_path / "one.txt"))
    library.save()
    before = files_of(small_disk)
    long = "% " + "x" * 40_000 + "\n"
    with pytest.raises(WriteRefused, match=r"No space left on device.*nothing was changed"):
        save_files(
            FileChange(small_disk / name, content, content + long.encode()) for name, content in sorted(before.items())
        )
    assert files_of(small_disk) == before
    library.add(page(MORE, tmp_path / "two.txt")).save()


# ── a save that was broken off ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _gout(folder: Path, nursery: Nursery) -> Path:
    """A library of one page, with another page beside it; all loaded that the commands need."""
    for name in ("warm", "home"):
        (folder / name).mkdir()
        (folder / name / "gout.md").write_text(GOUT, encoding="utf-8")
        (folder / name / "less.md").write_text(LESS, encoding="utf-8")
    warm = [_job(folder / "warm", *command) for command in (("add", "gout.md"), ("add", "less.md"), LOOK)]
    nursery.warm(*warm, _job(folder / "home", "add", "gout.md"))
    return folder / "home"


def _points(nursery: Nursery, home: Path, scratch: Path) -> dict[str, int]:
    """What a save does → when it does it first."""
    shutil.copytree(home, scratch / "whole")
    ran = nursery.run(_job(scratch / "whole", "add", "less.md"))
    return {line: number for number, line in reversed(list(enumerate(ran.done, 1)))}


def _kill_at(what: str, nursery: Nursery, home: Path, points: dict[str, int]) -> Ran:
    ran = nursery.run(_job(home, "add", "less.md", fault=Fault("kill", points[what])))
    assert ran.code == -9
    return ran


CLAIMS_RENAMED = "rename .refs.claims.json.new refs.claims.json"


def test_who_may_not_write_reads_what_the_next_writer_will_find(nursery: Nursery, open_folder: Path) -> None:
    home = _gout(open_folder, nursery)
    points = _points(nursery, home, open_folder)
    shown = {}
    for what, number in sorted(points.items(), key=lambda one: one[1]):
        folder = open_folder / f"at{number}"
        shutil.copytree(home, folder)
        _kill_at(what, nursery, folder, points)
        left = files_of(folder)
        folder.chmod(0o555)
        looked = nursery.run(_job(folder, *LOOK, other=True))
        assert files_of(folder) == left
        folder.chmod(0o755)
        mended = nursery.run(_job(folder, *LOOK))
        assert (looked.code, looked.out) == (0, mended.out), looked
        assert not [name for name in files_of(folder) if name.startswith(".")]
        shown[what] = "lancet-2016-381-11" in looked.out
    assert not shown["rename .refs.bib.new refs.bib"]
    assert shown[CLAIMS_RENAMED]


@pytest.mark.parametrize(
    "command", [("parse",), ("read", "gout.md"), ("gaps",), ("check",), ("journals", "find", "PD")], ids=" ".join
)
def test_any_command_ends_a_save_that_was_broken_off(
    nursery: Nursery, tmp_path: Path, command: tuple[str, ...]
) -> None:
    home = _gout(tmp_path, nursery)
    points = _points(nursery, home, tmp_path)
    _kill_at(CLAIMS_RENAMED, nursery, home, points)
    bib = home / "refs.bib"
    assert is_interrupted((bib, home / "refs.claims.json"))
    subprocess.run(
        [sys.executable, "-m", "evidence", "-C", home, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert files_of(home) == files_of(tmp_path / "whole")


def test_a_claims_file_that_somebody_edited_since_is_not_written_over(nursery: Nursery, tmp_path: Path) -> None:
    home = _gout(tmp_path, nursery)
    _kill_at(CLAIMS_RENAMED, nursery, home, _points(nursery, home, tmp_path))
    claims = home / "refs.claims.json"
    claims.write_bytes(claims.read_bytes() + b"\n\n")
    edited = files_of(home)
    for command, code in ((LOOK, 2), (("add", "less.md"), 4)):
        ran = nursery.run(_job(home, *command))
        assert ran.code == code, ran
        assert (
            "refs.claims.json: a save was broken off before this file was written, and the file was changed since"
            in ran.out
        )
        assert "stands in .refs.claims.json.new: bring the two together, then delete .refs.bib.journal" in ran.out
        assert files_of(home) | {".refs.bib.lock": b""} == edited | {".refs.bib.lock": b""}
    # as the message says
    shutil.copy(home / ".refs.claims.json.new", claims)
    (home / ".refs.bib.journal").unlink()
    assert nursery.run(_job(home, "add", "less.md")).code == 0
    assert files_of(home) == files_of(tmp_path / "whole")


def test_a_note_of_another_version_is_told(tmp_path: Path) -> None:
    paths = (tmp_path / "refs.bib", tmp_path / "refs.claims.json")
    (tmp_path / ".refs.bib.journal").write_bytes(b'{"schema": "evidence.journal/9", "files": []}')
    with pytest.raises(LibraryError, match="another version of evidence"):
        read_files(paths)
    with pytest.raises(LibraryError, match="another version of evidence"):
        save_files([FileChange(paths[0], None, b"new")])
    assert not paths[0].exists()


def test_a_note_that_was_not_written_to_its_end_says_that_nothing_was_renamed(tmp_path: Path) -> None:
    paths = (tmp_path / "refs.bib", tmp_path / "refs.claims.json")
    (tmp_path / ".refs.bib.journal").write_bytes(b'{"schema": "evid')
    (tmp_path / ".refs.bib.new").write_bytes(b"never read")
    paths[0].write_bytes(b"as it was")
    assert read_files(paths) == (b"as it was", None)
    assert files_of(tmp_path) == {"refs.bib": b"as it was"}


def test_a_note_names_no_file_but_the_librarys(tmp_path: Path) -> None:
    """A folder from elsewhere may hold any note: nothing but the two files is touched for it."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / ".mine.new").write_bytes(b"theirs")
    before, after = ("0" * 64, "1" * 64)
    (home / ".refs.bib.journal").write_text(
        f'{{"schema": "evidence.journal/1", "files": [{{"name": "../mine", "before": "{before}", "after": "{after}"}}]}}'
    )
    assert read_files((home / "refs.bib", home / "refs.claims.json")) == (None, None)
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_reader_that_meets_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "refs.claims.json").mkdir()
    with pytest.raises(InputError, match="folder"):
        read_files((tmp_path / "refs.bib", tmp_path / "refs.claims.json"))
