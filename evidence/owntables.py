"""The tables that a person keeps: where they stand, how they are read, how a row is added. Tab-separated, UTF-8, ``#`` begins a remark.

They stand in ``$EVIDENCE_CONFIG_DIR``, else in ``$XDG_CONFIG_HOME/evidence``, else in ``~/.config/evidence`` (``%APPDATA%\\evidence`` on
Windows). Nothing is written there but by a command whose purpose it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.errors import InputError, WriteRefused
from evidence.locking import alone
from evidence.writing import real_path, remove, replace_file, staged_path

_MOST_BYTES = 20_000_000


def own_table(name: str) -> Path:
    """The path of the person's table ``name``; it need not exist."""
    chosen = os.environ.get("EVIDENCE_CONFIG_DIR")
    if chosen:
        return Path(chosen) / name
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "evidence" / name
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "evidence" / name


def read_rows(path: Path, columns: tuple[str, ...], *, needed: int) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, each padded to ``columns``; a missing file has none.

    Args:
        path: The table.
        columns: Their names, for messages; a first line that repeats them is skipped.
        needed: How many of the first columns must not be empty.

    Raises:
        InputError: A line with too few or too many cells, or a file that is not UTF-8 text; the message says where.
    """
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > _MOST_BYTES):
            raise OSError
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            f"this table cannot be read as UTF-8 text ({problem.__class__.__name__})", path=str(path)
        ) from None
    out: list[tuple[str, ...]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if number == 1 and cells[0].casefold() == columns[0]:
            continue
        if len(cells) > len(columns) or len(cells) < needed or not all(cells[:needed]):
            wanted = "<TAB>".join(columns[:needed])
            raise InputError(f"a line here is {wanted}", path=str(path), line=number, column=1, excerpt=line)
        out.append(cells + ("",) * (len(columns) - len(cells)))
    return tuple(out)


def add_row(path: Path, cells: tuple[str, ...], *, says_so: Callable[[], bool]) -> None:
    """Append one row to a table, all or nothing; the lines that were there stay as they are.

    Args:
        path: The table; its folder is made.
        cells: The row.
        says_so: Whether the table has it already; asked while no other run can write, so that two runs add one line.

    Raises:
        InputError: A cell holds a tab or a line end, or the first one begins with ``#``.
        WriteRefused: The file could not be written; nothing was changed.
    """
    if any(mark in cell for cell in cells for mark in "\t\n\r") or cells[0].startswith("#"):
        raise InputError("a cell cannot hold a tab or a line end, nor a row begin with #")
    with _writing(path) as target:
        if says_so():
            return
        before = target.read_bytes() if target.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        replace_file(target, before + ("\t".join(cells).rstrip("\t") + "\n").encode())


def write_table(path: Path, content: bytes) -> bool:
    """Write a whole table, all or nothing; ``False`` if it says so already, and nothing is touched.

    Raises:
        WriteRefused: The file could not be written; the one before it is as it was.
    """
    with _writing(path) as target:
        if target.is_file() and target.read_bytes() == content:
            return False
        replace_file(target, content)
    return True


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    """The table itself, behind links, for this run alone; what a killed run left is removed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = real_path(path)
        with alone(target):
            remove(staged_path(target))
            yield target
    except OSError as problem:
        raise WriteRefused(f"{path}: not written ({problem.strerror or problem})") from None
