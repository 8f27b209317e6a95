"""Both files of the library or none: written beside, flushed, then renamed; refused when another program changed them meanwhile.

The two renames are the only moment at which one file could be new and the other old; if the second fails, the first is put back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from evidence.errors import InputError, WriteRefused


class FileChange(NamedTuple):
    """A file's bytes as they were read (``None``: there was no file) and as they are to be."""

    path: Path
    before: bytes | None
    after: bytes


def read_file(path: Path) -> bytes | None:
    """The bytes of a file of the library; ``None`` if there is none.

    Raises:
        InputError: It is a folder or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        what = "this is a folder, not a file" if path.is_dir() else f"cannot be read ({error.strerror or error})"
        raise InputError(what, path=str(path)) from None


def save_files(changes: Iterable[FileChange]) -> tuple[Path, ...]:
    """Write the files that differ; all of them, or none.

    Returns:
        The paths that were written; none if nothing changed.

    Raises:
        WriteRefused: A file changed on disk since it was read, or cannot be written; nothing was changed.
    """
    changes = tuple(changes)
    if all(change.after == change.before for change in changes):
        return ()
    with _alone({Path(os.path.realpath(change.path)).parent for change in changes}):
        return _replace_files(changes)


@contextmanager
def _alone(folders: Iterable[Path]) -> Iterator[None]:
    """Keep other runs from checking and replacing at the same time, so that the second one sees what the first one wrote.

    The folder itself is locked, which leaves no file behind and ends with the process. Where folders cannot be locked (Windows, some
    network drives) the check of the bytes stands alone.
    """
    held: list[int] = []
    try:
        if os.name == "posix":
            import fcntl

            for folder in sorted(folders):
                with suppress(OSError):
                    held.append(os.open(folder, os.O_RDONLY))
                    fcntl.flock(held[-1], fcntl.LOCK_EX)
        yield
    finally:
        for handle in held:
            os.close(handle)


def _replace_files(changes: tuple[FileChange, ...]) -> tuple[Path, ...]:
    for change in changes:
        if read_file(change.path) != change.before:
            raise WriteRefused(
                f"{change.path}: changed by another program since it was read; nothing was written. Run the command again"
            )
    wanted = [change for change in changes if change.after != change.before]
    staged: list[tuple[FileChange, Path, Path]] = []
    replaced: list[tuple[FileChange, Path]] = []
    path = Path()
    try:
        for change in wanted:
            path = change.path
            target = Path(os.path.realpath(change.path))  # a symbolic link stays one
            staged.append((change, target, _stage(target, change.after)))
        for change, target, temporary in staged:
            path = change.path
            temporary.replace(target)
            replaced.append((change, target))
    except OSError as error:
        for change, target in replaced:
            _put_back(change, target)
        raise WriteRefused(f"{path}: cannot be written ({error.strerror or error}); nothing was changed") from None
    finally:
        for _, _, temporary in staged:
            temporary.unlink(missing_ok=True)
    for folder in {target.parent for _, target in replaced}:
        _flush_folder(folder)
    return tuple(change.path for change, _ in replaced)


def _stage(target: Path, content: bytes) -> Path:
    """A flushed file beside ``target`` with its content to be, and its permissions."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put_back(change: FileChange, target: Path) -> None:
    if change.before is None:
        target.unlink(missing_ok=True)
    else:
        _stage(target, change.before).replace(target)


def _flush_folder(folder: Path) -> None:
    """Make the renames last; folders cannot be flushed everywhere."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
