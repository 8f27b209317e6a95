"""What decides a page's result besides the page: this program, the libraries that read, the vocabularies, a person's own tables."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import evidence
from evidence.journals.imported import NLM_TABLE
from evidence.owntables import own_table
from evidence.therapies.own import TABLE as OWN_THERAPIES

_LIBRARIES = ("mammoth", "msgspec", "pypdf", "pyromark", "regex")
"""Those through whose hands a page goes; a new version of one may read it differently."""
_PROGRAM = (".py", ".tsv", ".txt")


@lru_cache(maxsize=4)
def fingerprint(tables: tuple[str, ...] = ()) -> str:
    """A digest of all that a result depends on but the page; what was made with another one is made anew.

    Args:
        tables: Paths of a person's own tables of journals.

    Returns:
        32 hexadecimal digits, worked out once in a process.

    Example:
        >>> len(fingerprint()), fingerprint() == fingerprint(("no-such-table.tsv",))
        (32, False)
    """
    digest = sha256(f"{evidence.__version__} unicode {unicodedata.unidata_version}".encode())
    for name in _LIBRARIES:
        try:
            digest.update(f"\n{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f"\n{name} none".encode())
    package = Path(evidence.__file__).parent
    for path in sorted(path for path in package.rglob("*") if path.suffix in _PROGRAM):
        _add(digest, path.relative_to(package).as_posix(), path)
    for path in (own_table(NLM_TABLE), own_table(OWN_THERAPIES), *map(Path, tables)):
        _add(digest, path.name, path)
    return digest.hexdigest()[:32]


def _add(digest: object, name: str, path: Path) -> None:
    """The file's own digest under its name, so that nothing can pass from one file to the next; an absent file counts as absent."""
    try:
        content = sha256(path.read_bytes()).hexdigest()
    except OSError:
        content = "none"
    digest.update(f"\n{name} {content}".encode())  # type: ignore[attr-defined]
