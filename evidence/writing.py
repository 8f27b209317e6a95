"""The one way in which this package writes a file: whole, beside its place, flushed to the disk, then renamed into it.

A file is at every moment as it was or as it is to be. What a killed run left beside it is removed by the next one that writes there.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from evidence.errors import WriteRefused
from evidence.locking import alone

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR}
_WINDOWS_PATIENCE = 1.0
"""Seconds: a virus scanner or an indexer that holds a file on Windows lets go of it soon."""


def write_file(path: Path, content: bytes) -> None:
    """Write a file, all or nothing; its permissions stay, a symbolic link stays one, a device or pipe is written into.

    Args:
        path: Where; its folder must exist.
        content: All of it.

    Raises:
        WriteRefused: It cannot be written, and what was there is as it was; or the disk did not confirm the rename.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp(), "report.html")
        >>> write_file(path, b"<p>")
        >>> path.read_bytes(), [one.name for one in path.parent.iterdir()]
        (b'<p>', ['report.html'])
    """
    try:
        if path.exists() and not path.is_file():
            _write_into(path, content)
            return
        target = real_path(path)
        with alone(target, needed=False):
            replace_file(target, content)
    except OSError as error:
        raise WriteRefused(f"{path}: not written ({error.strerror or error})") from None


def replace_file(target: Path, content: bytes) -> None:
    """Put a file in its place, for who holds its lock.

    Raises:
        OSError: It cannot be written; what was there is as it was.
        WriteRefused: It is written, but the disk did not confirm that the rename will last.
    """
    staged = staged_path(target)
    try:
        stage(target, content)
        rename(staged, target)
    except BaseException:
        remove(staged)
        raise
    confirm((target,))


def real_path(path: Path) -> Path:
    """The file behind symbolic links, so that a link stays one."""
    return Path(os.path.realpath(path))


def staged_path(target: Path) -> Path:
    """Where a file is made ready: beside its place, so that a rename suffices.

    Example:
        >>> staged_path(Path("refs.bib")).name
        '.refs.bib.new'
    """
    return target.with_name(f".{target.name}.new")


def stage(target: Path, content: bytes, staged: Path | None = None) -> Path:
    """A flushed file beside ``target`` with its content to be, its permissions and, where we may, its owner.

    Raises:
        OSError: It cannot be written, or ``target`` is there and is not to be written: a rename would not mind.
    """
    staged = staged or staged_path(target)
    was = _state(target)
    mode = 0o666 if was is None else 0o600
    try:
        handle = os.open(staged, _NEW, mode)
    except FileExistsError:  # of a run that was killed
        os.unlink(staged)
        handle = os.open(staged, _NEW, mode)
    try:
        if was is not None and sys.platform != "win32":
            if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):
                    os.fchown(handle, was.st_uid, was.st_gid)
            os.fchmod(handle, stat.S_IMODE(was.st_mode))
        _write_all(handle, content)
        _sync(handle)
    finally:
        os.close(handle)
    return staged


def rename(staged: Path, target: Path) -> None:
    """Put a staged file in its place.

    Raises:
        OSError: It cannot be put there.
    """
    until = time.monotonic() + _WINDOWS_PATIENCE
    while True:
        try:
            os.replace(staged, target)
            return
        except PermissionError:
            if os.name != "nt" or time.monotonic() > until:
                raise
        time.sleep(0.02)


def remove(*paths: Path) -> None:
    """Remove what is left of a write; what cannot be removed stays for the next one."""
    for path in paths:
        if os.path.lexists(path):
            with suppress(OSError):
                os.unlink(path)


def confirm(targets: Iterable[Path]) -> None:
    """Make sure that renames last.

    Raises:
        WriteRefused: The disk did not take them; the files are written all the same.
    """
    targets = tuple(targets)
    try:
        sync_folders(targets)
    except OSError as error:
        names = ", ".join(map(str, targets))
        raise WriteRefused(
            f"{names}: written, but the disk does not confirm it ({error.strerror or error}); look at the disk, and at the file, before you rely on it"
        ) from None


def sync_folders(targets: Iterable[Path]) -> None:
    """Make renames in the folders of these files last, where folders can be flushed (not on Windows).

    Raises:
        OSError: The disk did not take it.
    """
    if sys.platform == "win32":
        return
    for folder in dict.fromkeys(target.parent for target in targets):
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                _sync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NOT_FOR_FOLDERS:
                raise


def _state(target: Path) -> os.stat_result | None:
    try:
        was = os.stat(target)
    except FileNotFoundError:
        return None
    if not was.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "this file is read-only", str(target))
    return was


def _write_into(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        _write_all(handle, content)
    finally:
        os.close(handle)


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync(handle: int) -> None:
    """Flush to the disk itself; on macOS ``fsync`` alone stops at the drive's memory."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)
