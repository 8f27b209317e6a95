"""Which files of a folder are documents, and what of it cannot be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from evidence.errors import InputError
from evidence.reading import DOCUMENT_SUFFIXES


class Problem(NamedTuple):
    """What became of a document or a folder that could not be read or kept: where, why, and the exit code that says so."""

    path: str
    message: str
    exit_code: int = InputError.exit_code


class Pages(NamedTuple):
    """The documents of a folder.

    Attributes:
        paths: Relative to the folder, with ``/``, sorted.
        problems: Folders that cannot be listed, and files that only look like documents; sorted.
        others: How many further files there are.
    """

    paths: tuple[str, ...]
    problems: tuple[Problem, ...]
    others: int


def find_pages(folder: Path, but: Path | None = None) -> Pages:
    """The documents in a folder and the folders below it, told by their suffix.

    Hidden files and folders are left out. A link to a file is read as that file; a link to a folder is not followed, so that no folder
    is read twice and no ring of links is walked for ever.

    Args:
        folder: Where to look.
        but: A folder that is left out: the output, where it lies within.

    Raises:
        InputError: ``folder`` is none, or cannot be listed.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> for name in ("b.md", "a.html", "logo.png", ".draft.md"):
        ...     (folder / name).touch()
        >>> find_pages(folder)
        Pages(paths=('a.html', 'b.md'), problems=(), others=1)
    """
    if not folder.is_dir():
        raise InputError("this is not a folder; to read a file: evidence read FILE", path=str(folder))
    paths: list[str] = []
    problems: list[Problem] = []
    others = 0
    spared = os.path.realpath(but) if but is not None else None
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = list(os.scandir(folder / inside))
        except OSError as error:
            message = f"this folder cannot be listed ({error.strerror or error})"
            if not inside:
                raise InputError(message, path=str(folder)) from None
            problems.append(Problem(_shown(inside), message))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{inside}/{entry.name}" if inside else entry.name
            if entry.is_dir(follow_symlinks=False):
                if spared is None or os.path.realpath(entry.path) != spared:
                    waiting.append(path)
            elif os.path.splitext(entry.name)[1].lower() not in DOCUMENT_SUFFIXES:
                others += 1
            elif (why_not := _why_not(entry)) is None:
                paths.append(path)
            else:
                problems.append(Problem(_shown(path), why_not))
    return Pages(tuple(sorted(paths)), tuple(sorted(problems)), others)


def _why_not(entry: os.DirEntry[str]) -> str | None:
    """Why something with the suffix of a document is none; opening a pipe would wait for ever."""
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8; give it another one"
    try:
        mode = entry.stat().st_mode
    except FileNotFoundError:
        return "this link leads nowhere"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    if stat.S_ISDIR(mode):
        return "this is a link to a folder, which is not followed; read that folder by itself"
    return None if stat.S_ISREG(mode) else "neither a file nor a folder"


def _shown(path: str) -> str:
    """A path that can be written as UTF-8."""
    return path.encode("utf-8", "backslashreplace").decode()


def relative_parts(path: str) -> Iterator[str]:
    """The folders above a relative path, nearest first.

    Example:
        >>> list(relative_parts("a/b/page.md"))
        ['a/b', 'a']
    """
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
