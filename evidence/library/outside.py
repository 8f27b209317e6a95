"""Which files a library may have opened for it: a claims file comes with a cloned repository, and names paths.

A page of the project is read as it is now. A file elsewhere (``../../.ssh/id_rsa``, ``/etc/passwd``, a link that leads there, a hidden file)
is read only while its bytes are those that were added, so that nobody can have shown, by a path, what they do not have.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from evidence.errors import InputError
from evidence.reading.files import read_bytes

_REPOSITORY = (".git", ".hg")


def check_page(folder: Path, path: str, digest: str) -> Path:
    """The file of a document of a library.

    Args:
        folder: The library's folder.
        path: As the claims file has it, relative to the folder.
        digest: SHA-256 of the bytes that were added.

    Raises:
        InputError: There is no file (a folder, a pipe and a device are none), or it stands outside the project and is not what was added.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "page.md").write_text("Ice helps.")
        >>> check_page(folder, "page.md", "").name
        'page.md'
        >>> check_page(folder, "/dev/null", "")
        Traceback (most recent call last):
            ...
        evidence.errors.InputError: /dev/null: no such file
    """
    file = folder / path
    if not os.path.isfile(file):  # unlike a path's own question, this one has an answer for every name
        raise InputError("no such file", path=path.replace("\0", "?"))
    if not is_of_project(folder, file) and sha256(read_bytes(file)).hexdigest() != digest:
        raise InputError(
            "stands outside the project and is not the file that was added, so it is not opened; name it to have it read",
            path=path,
        )
    return file


def same_place(path: Path | str) -> str:
    """A path by which two names of one file are told, whether there is such a file or not (links in a circle too)."""
    return os.path.realpath(str(path).replace("\0", "?"))


def project_of(folder: Path) -> Path:
    """The repository that a folder stands in; the folder itself if in none."""
    real = folder.resolve()
    return next((one for one in (real, *real.parents) if any((one / name).exists() for name in _REPOSITORY)), real)


def is_of_project(folder: Path, file: Path) -> bool:
    """Whether a file, behind all links, stands in the project of a folder, and in no hidden place there (``.git/config`` holds passwords)."""
    project, real = project_of(folder), file.resolve()
    return real.is_relative_to(project) and not any(part.startswith(".") for part in real.relative_to(project).parts)
