"""The note of a save under way, so that two files change together: what each was and is to be, by hash.

A save stages both files, writes this note, renames one file after the other, and removes the note. Who finds the note later, after a kill
or a power cut, can tell how far the save went, and ends it with nothing but renames::

    no file is new yet      the save is dropped: both files are as before
    one is new              the other's staged file is put in its place
    both are new            the note is removed

Who may not write in the folder reads the staged file in place of the one that it was to replace, and sees the same.
Functions here take the library's paths, the bibliography first; lock and note stand beside it, behind links.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from evidence.errors import InputError, LibraryError, WriteRefused
from evidence.locking import alone, lock_path
from evidence.writing import real_path, remove, rename, stage, staged_path, sync_folders

SCHEMA = "evidence.journal/1"


class Planned(NamedTuple):
    """One file of a save: its name, and the SHA-256 of what it was (``None``: there was no file) and of what it is to be."""

    name: str
    before: str | None
    after: str


MOST_BYTES = 200_000_000
"""Bytes of refs.bib, and of refs.claims.json; 10,000 sources have about 5 MB, 100,000 claims about 100."""


def read_file(path: Path) -> bytes | None:
    """The bytes of a file of the library; ``None`` if there is none.

    Raises:
        InputError: It is no file, or a link to a file of another kind; it cannot be read, or is larger than ``MOST_BYTES``.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # asked once: another run may be removing it
            raise OSError("no file")
        target = os.path.realpath(path)
        if path.is_symlink() and not target.endswith(path.suffix):
            # a cloned repository can hold a link: what is added to the library would be added to that file
            raise InputError(f"is a link to {target}, which is no {path.suffix} file", path=str(path))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise InputError(f"larger than {MOST_BYTES:,} bytes, which no library of references is", path=str(path))
        return raw
    except FileNotFoundError:
        return None
    except OSError as error:
        what = "this is a folder, not a file" if path.is_dir() else f"cannot be read ({error.strerror or error})"
        raise InputError(what, path=str(path)) from None


def claims_path(bib: Path) -> Path:
    """The claims file beside a bibliography.

    Example:
        >>> claims_path(Path("refs.bib")).name
        'refs.claims.json'
    """
    return bib.with_suffix(".claims.json")


def journal_path(bib: Path) -> Path:
    """The note's own path.

    Example:
        >>> journal_path(Path("refs.bib")).name
        '.refs.bib.journal'
    """
    target = real_path(bib)
    return target.with_name(f".{target.name}.journal")


def undo_path(target: Path) -> Path:
    """Where what a file was is made ready to be put back."""
    return target.with_name(f".{target.name}.old")


def write_journal(paths: tuple[Path, ...], planned: Iterable[Planned]) -> None:
    """Note a save whose files are staged; once one of them is renamed, it will be finished.

    Raises:
        OSError: It cannot be written.
    """
    import json

    note = {"schema": SCHEMA, "files": [plan._asdict() for plan in planned]}
    journal = journal_path(paths[0])
    stage(journal, json.dumps(note, indent=1).encode() + b"\n", journal)
    sync_folders((journal,))


def is_interrupted(paths: tuple[Path, ...]) -> bool:
    """Whether anything lies there that a save under way, or a killed one, puts there."""
    targets = tuple(map(real_path, paths))
    return any(map(os.path.lexists, (lock_path(targets[0]), journal_path(targets[0]), *_prepared(targets))))


def clear(paths: tuple[Path, ...]) -> None:
    """Remove all that a save puts beside the files but its lock; the note last."""
    targets = tuple(map(real_path, paths))
    remove(*_prepared(targets), journal_path(targets[0]))


def recover(paths: tuple[Path, ...]) -> None:
    """End a save that was broken off, if there is one and we may write; otherwise nothing happens, nor does it wait.

    Raises:
        LibraryError: A file was changed by somebody else since the save was broken off; the message says how to go on.
    """
    if is_interrupted(paths):
        # while another run is at work, or where we may not write, ``stand_ins`` tell what to read
        with suppress(OSError, WriteRefused), alone(real_path(paths[0]), wait=0):
            finish(paths)


def finish(paths: tuple[Path, ...]) -> None:
    """End a save that was broken off, for who holds the lock.

    Raises:
        LibraryError: As ``recover``.
        OSError: A file cannot be put in its place.
    """
    missing = stand_ins(paths)
    for path, staged in missing.items():
        rename(staged, real_path(path))
    if missing:
        sync_folders(map(real_path, paths))
    clear(paths)


def stand_ins(paths: tuple[Path, ...]) -> dict[Path, Path]:
    """The files that a save left old while another is new, each with the staged file that holds what it is to be.

    Raises:
        LibraryError: As ``recover``.
    """
    plans = {plan.name: plan for plan in _read_journal(journal_path(paths[0]))}
    planned = [(path, plans[path.name]) for path in paths if path.name in plans]
    old = {path: plan for path, plan in planned if not _is_new(path, plan)}
    if len(old) == len(planned):
        return {}
    for path, plan in old.items():
        staged = staged_path(real_path(path))
        if _digest(path) != plan.before or _digest(staged) != plan.after:
            raise LibraryError(
                f"a save was broken off before this file was written, and the file was changed since. What was to be written stands in "
                f"{staged.name}: bring the two together, then delete {journal_path(paths[0]).name}",
                path=str(path),
            )
    return {path: staged_path(real_path(path)) for path in old}


def _is_new(path: Path, plan: Planned) -> bool:
    """Whether the save has renamed this file; a file that was changed since tells by what is no longer staged."""
    now = _digest(path)
    if now in (plan.before, plan.after):
        return now == plan.after
    return _digest(staged_path(real_path(path))) != plan.after


def _digest(path: Path) -> str | None:
    content = read_file(path)
    return None if content is None else digest(content)


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    from hashlib import sha256  # most commands find no note

    return sha256(content).hexdigest()


def _prepared(targets: tuple[Path, ...]) -> tuple[Path, ...]:
    return (*map(staged_path, targets), *map(undo_path, targets))


def _read_journal(path: Path) -> tuple[Planned, ...]:
    """What the note says; nothing where there is none, or one that was not written to its end: then no file was renamed."""
    content = read_file(path)
    if content is None:
        return ()
    import json

    try:
        note = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    try:
        if note["schema"] != SCHEMA:
            raise KeyError
        return tuple(Planned(**one) for one in note["files"])
    except (KeyError, TypeError):
        raise LibraryError(
            "a save was broken off here by another version of evidence: run a command of that version, or look at the files and delete this one",
            path=str(path),
        ) from None
