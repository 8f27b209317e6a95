"""What a project sets: ``[tool.evidence]`` in ``pyproject.toml``, or ``evidence.toml`` beside ``refs.bib``, which wins."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path, PurePath
from typing import Any

import regex

from evidence.checks.codes import CODES, SEVERITIES, Severity
from evidence.errors import InputError
from evidence.reading.files import read_bytes
from evidence.records import Record

_MOST_BYTES = 1_000_000
_LINE = regex.compile(r"line (\d++), column (\d++)")


class CheckSettings(Record, frozen=True, kw_only=True):
    """Which findings are told, and how grave they are.

    Attributes:
        select: Codes to look for; all if none is named.
        ignore: Codes that are not told.
        severity: Code → severity instead of its own.
        documents: Patterns of files, relative to the folder of ``refs.bib``, that are compared with the library also before they are added.
        lookup_max_age: Days after which a look-up is too old.
        today: For tests; the present day unless given.

    Example:
        >>> CheckSettings(ignore=("EV002",)).wants("EV002"), CheckSettings().severity_of("EV003")
        (False, 'error')
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}
    documents: tuple[str, ...] = ()
    lookup_max_age: int = 365
    today: str = ""

    def wants(self, code: str) -> bool:
        """Whether findings of this code are told."""
        return (not self.select or code in self.select) and code not in self.ignore

    def severity_of(self, code: str) -> Severity:
        """The severity of a code in this project."""
        return self.severity.get(code, CODES[code].severity)

    def day(self) -> date:
        """The day against which ages are counted."""
        return date.fromisoformat(self.today) if self.today else datetime.now(UTC).date()


def read_settings(folder: Path) -> CheckSettings:
    """The settings of the folder in which ``refs.bib`` stands; the usual ones where there are none.

    Raises:
        InputError: The file is no TOML, or a setting is not known or not what it is to be.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "evidence.toml").write_text('ignore = ["EV002"]', encoding="utf-8")
        >>> read_settings(folder).ignore
        ('EV002',)
    """
    for name, table in (("evidence.toml", ()), ("pyproject.toml", ("tool", "evidence"))):
        path = folder / name
        if not path.is_file():
            continue
        read = _read(path)
        for part in table:
            read = read.get(part, {}) if isinstance(read, dict) else {}
        if read or not table:
            return _settings(read, str(path))
    return CheckSettings()


def _read(path: Path) -> Any:
    try:
        return tomllib.loads(read_bytes(path, max_size=_MOST_BYTES).decode("utf-8"))
    except RecursionError:
        raise InputError("its values are nested too deep", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = _LINE.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (None, None)
        raise InputError(f"this is no sound TOML ({error})", path=str(path), line=line, column=column) from None


def _settings(read: Any, path: str) -> CheckSettings:
    known = {"select", "ignore", "severity", "documents", "lookup-max-age"}
    if not isinstance(read, dict):
        raise InputError("the settings of evidence are to be a table", path=path)
    for name in read:
        if name not in known:
            raise InputError(f"{name!r} is no setting; known are {', '.join(sorted(known))}", path=path)
    severity = read.get("severity", {})
    if not isinstance(severity, dict) or any(value not in SEVERITIES for value in severity.values()):
        raise InputError(f"'severity' is to be a table of codes with one of {', '.join(SEVERITIES)}", path=path)
    age = read.get("lookup-max-age", 365)
    if not isinstance(age, int) or isinstance(age, bool) or age < 1:
        raise InputError("'lookup-max-age' is to be a number of days", path=path)
    documents = read.get("documents", [])
    if not isinstance(documents, list) or not all(map(_is_pattern, documents)):
        raise InputError("'documents' is to be a list of patterns within this folder, as in ['pages/*.md']", path=path)
    return CheckSettings(
        documents=tuple(documents), select=check_codes(read.get("select", ()), path), ignore=check_codes(read.get("ignore", ()), path),
        severity={check_codes([code], path)[0]: value for code, value in severity.items()}, lookup_max_age=age,
    )  # fmt: skip


def _is_pattern(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value != ""
        and not PurePath(value).is_absolute()
        and ".." not in PurePath(value).parts
    )


def check_codes(codes: Any, path: str | None = None) -> tuple[str, ...]:
    """Codes, if all of them are known.

    Raises:
        InputError: One is not.
    """
    if not isinstance(codes, list | tuple):
        raise InputError("codes are to be a list, as in ['EV001']", path=path)
    for code in codes:
        if code not in CODES:
            raise InputError(f"{code!r} is no code; 'evidence check --explain EV001' explains one", path=path)
    return tuple(codes)
