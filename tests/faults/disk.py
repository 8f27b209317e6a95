"""A disk that fails or a power switch that is thrown, at the n-th thing done to files below a folder.

The functions of ``os`` and ``open`` are wrapped, below everything that the package calls; half of the bytes of a failing write arrive, as on a
disk that gets full. Python's audit events tell what reached files on another way (``Disk.unseen``), so that no write can pass uncounted.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

Kind = Literal["error", "full", "gone", "kill"]
KINDS: tuple[Kind, ...] = ("error", "full", "gone", "kill")
_AT_ONCE = 4096
_KILLED = -signal.SIGKILL
_NEEDS_ROOM = {"create", "write", "flush", "fsync", "mkdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Fault(NamedTuple):
    """What goes wrong at the ``at``-th operation (from 1).

    ``error``: it alone fails (EIO). ``full``: from there on whatever needs room fails (ENOSPC). ``gone``: from there on everything fails
    (EIO). ``kill``: SIGKILL; nothing of the process runs on.
    """

    kind: Kind
    at: int


class Done(NamedTuple):
    """One thing that was done: to which file (relative to the folder), with which bytes or to which new name."""

    what: str
    path: str
    content: bytes = b""
    to: str = ""


class Disk:
    """The files below ``folder``: ``done`` is what was done to them, in order, ``count`` how often it was tried; ``told`` is called before each."""

    def __init__(self, folder: Path, fault: Fault | None = None, told: Callable[[str], None] = lambda _: None) -> None:
        self.folder, self.fault, self.told = os.path.realpath(folder), fault, told
        self.count = 0
        self.done: list[Done] = []
        self.unseen: list[str] = []
        self._handles: dict[int, tuple[str, bool]] = {}
        self._inside = 0

    def name_of(self, path: object) -> str | None:
        """The path relative to the folder; ``None`` for files elsewhere."""
        if isinstance(path, int):
            return self._handles[path][0] if path in self._handles else None
        if not isinstance(path, str | bytes | os.PathLike):
            return None
        text = os.fsdecode(path)
        whole = os.path.join(os.path.realpath(os.path.dirname(text) or "."), os.path.basename(text))
        if whole == self.folder:
            return "."
        return os.path.relpath(whole, self.folder) if whole.startswith(self.folder + os.sep) else None

    def do(
        self,
        what: str,
        path: str,
        real: Callable[[], Any],
        *,
        content: bytes = b"",
        to: str = "",
        half: Callable[[], Any] | None = None,
    ) -> Any:
        """Do it, or fail at it."""
        self.count += 1
        self.told(f"{what} {path}{' ' + to if to else ''}")
        failure = self._failure(what)
        if failure is not None:
            if half is not None and (what == "close" or self.count == self.fault_at):
                self._really(half)
                self.done.append(Done(what, path, content[: len(content) // 2]))
            if failure == _KILLED:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(failure, os.strerror(failure))
        try:
            result = self._really(real)
        except OSError:
            self.done.append(Done("tried", path))
            raise
        self.done.append(Done(what, path, content, to))
        return result

    @property
    def fault_at(self) -> int:
        return self.fault.at if self.fault is not None else 0

    def _failure(self, what: str) -> int | None:
        """How the operation now counted fails: with which error number, or killed."""
        if self.fault is None or self.count < self.fault.at:
            return None
        hit = self.count == self.fault.at
        if self.fault.kind == "full":
            return errno.ENOSPC if what in _NEEDS_ROOM else None
        if self.fault.kind == "gone" or hit:
            return _KILLED if self.fault.kind == "kill" else errno.EIO
        return None

    def _really(self, real: Callable[[], Any]) -> Any:
        self._inside += 1
        try:
            return real()
        finally:
            self._inside -= 1

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What reaches files on another way than through the wrapped functions."""
        if self._inside or not arguments:
            return
        writes = event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
        if event == "open" and isinstance(arguments[2], int):
            writes = bool(arguments[2] & _WRITES)
        if writes and self.name_of(arguments[0]) is not None:
            self.unseen.append(f"{event} {self.name_of(arguments[0])}")


class _Written:
    """A file opened for writing with ``open``: its writes, flushes and close count."""

    def __init__(self, disk: Disk, file: Any, path: str) -> None:
        self._disk, self._file, self._path = disk, file, path

    def write(self, content: Any) -> Any:
        half = content[: len(content) // 2]
        raw = content.encode() if isinstance(content, str) else bytes(content)
        return self._disk.do(
            "write",
            self._path,
            lambda: self._file.write(content),
            content=raw,
            half=lambda: (self._file.write(half), self._file.flush()),
        )

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._disk.do("flush", self._path, self._file.flush)

    def close(self) -> None:
        if self._file.closed:
            return
        handle = self._file.fileno()
        try:
            self._disk.do("close", self._path, self._file.close, half=self._file.close)
        finally:
            self._disk._handles.pop(handle, None)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


_hooked: list[Disk] = []
_audited: list[bool] = []  # an audit hook cannot be taken out again, so one serves all


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _hooked:
        _hooked[-1].audit(event, arguments)


@contextmanager
def mounted(disk: Disk) -> Iterator[Disk]:
    """Let all that this process does to files below the disk's folder go through it."""
    real = {name: getattr(os, name) for name in ("open", "write", "close", "fsync", "fdatasync", "replace", "rename", "unlink", "remove", "fchmod", "mkdir", "rmdir", "ftruncate")}  # fmt: skip
    real_open = builtins.open

    def open_handle(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        name = disk.name_of(path)
        if name is None:
            return int(real["open"](path, flags, mode, **more))
        what = "create" if flags & os.O_CREAT else "open"
        handle = int(disk.do(what, name, lambda: real["open"](path, flags, mode, **more)))
        disk._handles[handle] = (name, bool(flags & _WRITES))
        return handle

    def write(handle: int, content: Any) -> int:
        name = disk.name_of(handle)
        if name is None:
            return int(real["write"](handle, content))
        taken = bytes(content)[: max(_AT_ONCE, len(content) // 2)]  # a disk may take less than it is given
        return int(
            disk.do(
                "write",
                name,
                lambda: real["write"](handle, taken),
                content=taken,
                half=lambda: real["write"](handle, taken[: len(taken) // 2]),
            )
        )

    def close(handle: int) -> None:
        name, writes = disk._handles.pop(handle, ("", False))
        if writes:
            disk.do("close", name, lambda: real["close"](handle), half=lambda: real["close"](handle))
        else:
            real["close"](handle)

    def on_handle(what: str) -> Callable[..., Any]:
        def call(handle: Any, *rest: Any) -> Any:
            name = disk.name_of(handle)
            return (
                real[what](handle, *rest)
                if name is None
                else disk.do("fsync" if what == "fdatasync" else what, name, lambda: real[what](handle, *rest))
            )

        return call

    def on_path(what: str) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **more: Any) -> Any:
            name = disk.name_of(path)
            return (
                real[what](path, *rest, **more)
                if name is None
                else disk.do(_SAME.get(what, what), name, lambda: real[what](path, *rest, **more))
            )

        return call

    def rename(source: Any, target: Any, **more: Any) -> None:
        name, to = disk.name_of(source), disk.name_of(target)
        if name is None and to is None:
            real["replace"](source, target, **more)
        else:
            disk.do("rename", name or "?", lambda: real["replace"](source, target, **more), to=to or "?")

    def open_file(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        name = disk.name_of(file)
        if name is None:
            return real_open(file, mode, *rest, **more)
        writes = any(letter in mode for letter in "wax+")
        what = "read" if not writes else "open" if isinstance(file, int) else "create"
        opened = disk.do(what, name, lambda: real_open(file, mode, *rest, **more))
        if not writes:
            return opened
        disk._handles[opened.fileno()] = (name, True)
        return _Written(disk, opened, name)

    fakes: dict[str, Any] = {"open": open_handle, "write": write, "close": close, "replace": rename, "rename": rename}
    fakes |= {name: on_handle(name) for name in ("fsync", "fdatasync", "fchmod", "ftruncate")}
    fakes |= {name: on_path(name) for name in ("unlink", "remove", "mkdir", "rmdir")}
    if not _audited:
        sys.addaudithook(_hook)
        _audited.append(True)
    _hooked.append(disk)
    for name, fake in fakes.items():
        setattr(os, name, fake)
    builtins.open = io.open = open_file
    try:
        yield disk
    finally:
        builtins.open = io.open = real_open
        for name, function in real.items():
            setattr(os, name, function)
        _hooked.pop()


_SAME = {"remove": "unlink"}
