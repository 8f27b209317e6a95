"""The plug is pulled: what was not flushed may be gone, in any order. Whatever the disk kept, the files agree, and what was told as written is there.

What a save does to its files is recorded, and every state is built that a disk may be in at each moment: the content of a file lasts when it
is flushed, a name (made, renamed, removed) when its folder is; of the names that were not flushed, any may have lasted and any not.

Source:
    Pillai et al., *All File Systems Are Not Created Equal*, OSDI 2014: the same states, less those that only some file systems know.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from faults.disk import Disk, Done, Fault, mounted
from library_factory import page

from evidence.errors import LibraryError, WriteRefused
from evidence.library import Library, open_library
from evidence.writing import write_file

if sys.platform == "win32":
    pytest.skip("folders are not flushed there", allow_module_level=True)


class _Content:
    """A file without its name: what was written, and how much of it was flushed."""

    def __init__(self, content: bytes = b"", flushed: bytes | None = None) -> None:
        self.content, self.flushed = content, flushed


class _Named(NamedTuple):
    """A change of names that was not yet flushed: ``gone`` is free from then on, ``name`` stands for ``content``."""

    gone: str | None
    name: str | None
    content: _Content | None


def states(before: Mapping[str, bytes], done: Sequence[Done]) -> Iterator[tuple[int, dict[str, bytes]]]:
    """All that can lie on the disk after a cut: after how many operations, and the files."""
    lasting = {name: _Content(content, content) for name, content in before.items()}
    names = dict(lasting)
    waiting: list[_Named] = []
    for count in range(len(done) + 1):
        for kept in itertools.product((True, False), repeat=len(waiting)):
            disk = dict(lasting)
            for named, lasts in zip(waiting, kept, strict=True):
                if lasts:
                    _apply(disk, named)
            yield count, {name: one.flushed if one.flushed is not None else b"" for name, one in disk.items()}
        if count < len(done):
            _follow(done[count], names, waiting, lasting)


def _apply(disk: dict[str, _Content], named: _Named) -> None:
    if named.gone is not None:
        disk.pop(named.gone, None)
    if named.name is not None and named.content is not None:
        disk[named.name] = named.content


def _follow(one: Done, names: dict[str, _Content], waiting: list[_Named], lasting: dict[str, _Content]) -> None:
    if one.what == "create" and one.path not in names:
        names[one.path] = _Content()
        waiting.append(_Named(None, one.path, names[one.path]))
    elif one.what == "write":
        names[one.path].content += one.content
    elif one.what == "fsync" and one.path != ".":
        names[one.path].flushed = names[one.path].content
    elif one.what == "fsync":
        for named in waiting:
            _apply(lasting, named)
        waiting.clear()
    elif one.what == "rename":
        names[one.to] = names.pop(one.path)
        waiting.append(_Named(one.path, one.to, names[one.to]))
    elif one.what == "unlink":
        names.pop(one.path)
        waiting.append(_Named(one.path, None, None))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


FIRST = "Sirolimus worked [PD 2017;34;261]. Ice failed."
SECOND = "Vincristine worked [Cases J 2008;1:9]. Sirolimus helped some [PD 2017;34;261]."


@pytest.mark.parametrize("more", [False, True], ids=["new library", "library with more"])
def test_a_power_cut_at_any_moment_leaves_both_files_as_before_or_after(tmp_path: Path, more: bool) -> None:
    home = tmp_path / "home"
    home.mkdir()
    library = open_library(home / "refs.bib")
    if more:
        library = library.add(page(FIRST, tmp_path / "one.txt"))
        library.save()
    before = files_of(home)
    after_saving, done = _saved(library.add(page(SECOND, tmp_path / "two.txt")), home)
    assert len(after_saving) == 2
    seen: set[str] = set()
    count = 0
    built = set()
    for number, files in states(before, done):
        key = (number == len(done), *sorted(files.items()))
        if key in built:
            continue
        built.add(key)
        put(tmp_path / "cut", files)
        open_library(tmp_path / "cut" / "refs.bib")
        now = files_of(tmp_path / "cut")
        assert now in (before, after_saving), f"after {done[max(0, number - 1)]}: {sorted(files)} became {sorted(now)}"
        seen.add("after" if now == after_saving else "before")
        if number == len(done):
            assert now == after_saving, "it was told as written"
        count += 1
    assert seen == {"before", "after"}
    assert count > 20


def _saved(library: Library, home: Path) -> tuple[dict[str, bytes], tuple[Done, ...]]:
    disk = Disk(home)
    with mounted(disk):
        library.save()
    assert not disk.unseen
    return files_of(home), tuple(disk.done)


@pytest.mark.parametrize("before", [{}, {"out.html": b"as it was"}], ids=["new", "again"])
def test_an_output_file_is_as_before_or_after(tmp_path: Path, before: dict[str, bytes]) -> None:
    home = tmp_path / "home"
    put(home, before)
    disk = Disk(home)
    with mounted(disk):
        write_file(home / "out.html", b"new")
    found = set()
    for number, files in states(before, disk.done):
        found.add(files.get("out.html"))
        if number == len(disk.done):
            assert files.get("out.html") == b"new"
    assert found == {before.get("out.html"), b"new"}


def _library_of_two_saves(tmp_path: Path) -> tuple[dict[str, bytes], dict[str, bytes], tuple[Done, ...]]:
    """The files before and after a second save, and what it did."""
    home = tmp_path / "home"
    home.mkdir()
    library = open_library(home / "refs.bib").add(page(FIRST, tmp_path / "one.txt"))
    library.save()
    before = files_of(home)
    after, done = _saved(library.add(page(SECOND, tmp_path / "two.txt")), home)
    return before, after, done


def test_who_edits_the_bibliography_after_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    before, after, done = _library_of_two_saves(tmp_path)
    seen = set()
    for _, files in states(before, done):
        edited = files["refs.bib"] + b"% mine\n"
        put(tmp_path / "cut", {**files, "refs.bib": edited})
        told = _open(tmp_path / "cut" / "refs.bib")
        if told:  # the claims are new, and the person's bibliography is not
            assert ".refs.bib.new: bring the two together, then delete .refs.bib.journal" in told
            assert files["refs.claims.json"] == after["refs.claims.json"]
            kept = {name for name in files if not name.endswith(".lock")}
            assert files_of(tmp_path / "cut") == {**{name: files[name] for name in kept}, "refs.bib": edited}
            continue
        belongs = after if files["refs.bib"] == after["refs.bib"] else before
        assert files_of(tmp_path / "cut") == {"refs.bib": edited, "refs.claims.json": belongs["refs.claims.json"]}
        seen.add(belongs["refs.claims.json"])
    assert len(seen) == 2


def test_a_second_power_cut_while_the_first_is_mended(tmp_path: Path) -> None:
    before, after, done = _library_of_two_saves(tmp_path)
    half = next(files for _, files in states(before, done) if _is_half(files, before, after))
    put(tmp_path / "half", half)
    disk = Disk(tmp_path / "half")
    with mounted(disk):
        open_library(tmp_path / "half" / "refs.bib")
    assert any(one.what == "rename" for one in disk.done)
    for _, files in states(half, disk.done):
        put(tmp_path / "cut", files)
        open_library(tmp_path / "cut" / "refs.bib")
        assert files_of(tmp_path / "cut") == after


def _open(bib: Path) -> str:
    """What is said against opening a library; nothing if it opens."""
    try:
        open_library(bib)
    except LibraryError as error:
        return str(error)
    return ""


def test_a_power_cut_while_a_save_is_undone_or_after_it(tmp_path: Path) -> None:
    before, after, done = _library_of_two_saves(tmp_path)
    put(tmp_path / "home", before)
    library = open_library(tmp_path / "home" / "refs.bib").add(page(SECOND, tmp_path / "two.txt"))
    [second] = [number for number, one in enumerate(done, 1) if one.to == "refs.claims.json"]
    disk = Disk(tmp_path / "home", Fault("error", second))
    with mounted(disk), pytest.raises(WriteRefused, match="nothing was changed"):
        library.save()
    assert [one.path for one in disk.done if one.what == "rename"] == [".refs.bib.new", ".refs.bib.old"]
    for number, files in states(before, disk.done):
        put(tmp_path / "cut", files)
        open_library(tmp_path / "cut" / "refs.bib")
        assert files_of(tmp_path / "cut") in ((before,) if number == len(disk.done) else (before, after))


def _is_half(files: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bool:
    return files["refs.bib"] == after["refs.bib"] and files["refs.claims.json"] == before["refs.claims.json"]
