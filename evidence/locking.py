"""One writer of a file at a time: a lock file beside it, held by the operating system and gone with the process that holds it.

The lock is on a file of its own since the file itself is replaced at every write. The lock file is removed when the lock is given back; one
that a killed process left holds nobody up.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evidence.errors import WriteRefused

WAIT = 10.0
"""Seconds that a run waits for another one; a save takes milliseconds."""
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL, errno.EBADF}
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class _IsHeld(Exception):
    """Another process has the lock."""


def lock_path(path: Path) -> Path:
    """The lock file of a file.

    Example:
        >>> lock_path(Path("refs.bib")).name
        '.refs.bib.lock'
    """
    return path.with_name(f".{path.name}.lock")


@contextmanager
def alone(path: Path, *, needed: bool = True, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of a file until the block ends.

    Args:
        path: The file itself, not a link to it; it need not exist.
        needed: Refuse where the file system has no locks. ``False`` goes on without: for files that are written whole from elsewhere, of
            which no one's update can be lost.
        wait: Seconds to wait for another process.

    Raises:
        WriteRefused: Another process held the lock all the time, or there are no locks; ``EVIDENCE_LOCKS=off`` goes on without.
        OSError: The lock file cannot be made.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> with alone(folder / "refs.bib"):
        ...     print(*(path.name for path in folder.iterdir()))
        .refs.bib.lock
        >>> list(folder.iterdir())
        []
    """
    lock = lock_path(path)
    handle = None if os.environ.get("EVIDENCE_LOCKS") == "off" else _acquire(lock, path, needed, wait)
    try:
        yield
    finally:
        if handle is not None:
            _release(lock, handle)


def _acquire(lock: Path, path: Path, needed: bool, wait: float) -> int | None:
    until = time.monotonic() + wait
    while True:
        try:
            return _try(lock)
        except _IsHeld:
            if time.monotonic() > until:
                raise WriteRefused(
                    f"{path}: another run of evidence is writing it ({lock.name} is held); nothing was written. Run the command again"
                ) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            with suppress(OSError):
                lock.unlink()
            if not needed:
                return None
            raise WriteRefused(
                f"{path}: this file system has no locks, so that two runs could undo each other's work; nothing was written. Work on a copy on "
                "a local disk, or set EVIDENCE_LOCKS=off where nobody else writes"
            ) from None
        time.sleep(0.01)


def _try(lock: Path) -> int:
    """The lock's open handle; it counts only if the file is still the one of that name, for its last holder has removed it."""
    try:
        handle = os.open(lock, _OPEN, 0o666)
    except PermissionError:
        if sys.platform == "win32" and lock.exists():  # it is just being removed
            raise _IsHeld from None
        raise
    try:
        _lock(handle)
        if os.path.samestat(os.fstat(handle), os.stat(lock)):
            return handle
    except FileNotFoundError:
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    raise _IsHeld


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise (_IsHeld if error.errno in (errno.EACCES, errno.EDEADLK) else error) from None
    else:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _IsHeld from None


def _release(lock: Path, handle: int) -> None:
    """Remove the file while the lock is held, so that no one can hold another file of its name; Windows wants it closed before."""
    if sys.platform == "win32":
        os.close(handle)
    with suppress(OSError):  # what holds of the file is settled; a lock file that stays holds nobody up
        os.unlink(lock)
    if sys.platform != "win32":
        with suppress(OSError):
            os.close(handle)
