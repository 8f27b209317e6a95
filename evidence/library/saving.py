"""Both files of the library or none: read as they belong together, written as one.

``journal`` says what a save that was broken off leaves, and how it is ended.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from evidence.errors import InputError, LibraryError, WriteRefused
from evidence.library.journal import (
    Planned,
    clear,
    digest,
    finish,
    journal_path,
    read_file,
    recover,
    stand_ins,
    undo_path,
    write_journal,
)
from evidence.locking import alone
from evidence.writing import confirm, real_path, rename, stage, staged_path, sync_folders

_PATIENCE = 10.0
"""Seconds that a reader tries to catch the files between two saves."""


class FileChange(NamedTuple):
    """A file's bytes as they were read (``None``: there was no file) and as they are to be."""

    path: Path
    before: bytes | None
    after: bytes


def read_files(paths: tuple[Path, ...]) -> tuple[bytes | None, ...]:
    """The bytes of files that are saved together, as one save left them; ``None`` for a file that is not there.

    A save that was broken off is ended first, or where we may not write, seen as if it were.

    Raises:
        InputError: A file is a folder or cannot be read, or the files change all the time.
        LibraryError: A file was changed by somebody else since a save was broken off; the message says how to go on.
    """
    recover(paths)
    until = time.monotonic() + _PATIENCE
    while True:
        before = _marks(paths)
        try:
            instead = stand_ins(paths)
            contents = tuple(read_file(instead.get(path, path)) for path in paths)
        except LibraryError:
            if _marks(paths) == before:
                raise
        else:
            if _marks(paths) == before:
                return contents
        if time.monotonic() > until:
            raise InputError("another program writes it all the time; run the command again", path=str(paths[0]))
        time.sleep(0.005)


def save_files(changes: Iterable[FileChange]) -> tuple[Path, ...]:
    """Write the files that differ; all of them, or none.

    Args:
        changes: All files that belong together, the one beside which lock and note stand first.

    Returns:
        The paths that were written; none if nothing changed.

    Raises:
        WriteRefused: A file changed on disk since it was read, or cannot be written, and nothing was changed; or the disk did not confirm
            the writing.
        LibraryError: As ``read_files``.
    """
    changes = tuple(changes)
    wanted = tuple(change for change in changes if change.after != change.before)
    if not wanted:
        return ()
    paths = tuple(change.path for change in changes)
    try:
        with alone(real_path(paths[0])):
            finish(paths)
            _replace(paths, changes, wanted)
            try:
                confirm(map(real_path, paths))
            finally:
                clear(paths)
    except OSError as error:
        where = f"{Path(error.filename).name}: " if error.filename else ""
        raise WriteRefused(
            f"{paths[0]}: cannot be written ({where}{error.strerror or error}); nothing was changed"
        ) from None
    return tuple(change.path for change in wanted)


def _replace(paths: tuple[Path, ...], changes: tuple[FileChange, ...], wanted: tuple[FileChange, ...]) -> None:
    """Stage, note, look whether anybody was faster, rename; on any error the files are as before."""
    renaming = False
    try:
        for change in wanted:
            stage(real_path(change.path), change.after)
        if len(wanted) > 1:  # one file alone changes by its rename
            sync_folders(map(real_path, paths))
            write_journal(paths, map(_plan, wanted))
        _compare(changes)
        renaming = True
        for change in wanted:
            target = real_path(change.path)
            rename(staged_path(target), target)
    except BaseException as error:
        if renaming:
            _put_back(paths, wanted, error)
        clear(paths)
        raise


def _compare(changes: tuple[FileChange, ...]) -> None:
    """Look for another program's work as late as can be: what follows are the renames."""
    for change in changes:
        if read_file(change.path) != change.before:
            raise WriteRefused(
                f"{change.path}: changed by another program since it was read; nothing was written. Run the command again"
            )


def _put_back(paths: tuple[Path, ...], wanted: tuple[FileChange, ...], error: BaseException) -> None:
    """Undo the renames of a save in which not all could be done; the disk tells which were."""
    try:
        renamed = [change for change in wanted if read_file(change.path) == change.after]
        if len(renamed) == len(wanted):
            return
        for change in renamed:
            target = real_path(change.path)
            if change.before is None:
                os.unlink(target)
            else:
                rename(stage(target, change.before, undo_path(target)), target)
        sync_folders(map(real_path, paths))
    except (OSError, InputError) as problem:
        raise WriteRefused(
            f"{paths[0]}: cannot be written ({error}), nor put back ({problem}); what is missing is kept in "
            f"{journal_path(paths[0]).name} and files beside it, and the next command that may write here finishes the save"
        ) from None


def _plan(change: FileChange) -> Planned:
    before = None if change.before is None else digest(change.before)
    return Planned(change.path.name, before, digest(change.after))


def _marks(paths: tuple[Path, ...]) -> list[tuple[int, int, int] | None]:
    """What tells that a file was written or replaced."""
    marks: list[tuple[int, int, int] | None] = []
    for path in (*paths, journal_path(paths[0])):
        try:
            state = os.stat(path)
        except OSError:
            marks.append(None)
        else:
            marks.append((state.st_ino, state.st_size, state.st_mtime_ns))
    return marks


__all__ = ["FileChange", "read_file", "read_files", "save_files"]
