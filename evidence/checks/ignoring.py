"""What people put aside: comments with a reason in documents and in refs.bib, and the baseline of an old repository.

A comment ``evidence: ignore EV001, EV020: why`` holds for its own line and the lines below it up to the next empty one. In Markdown and HTML
it stands in ``<!-- … -->``, in refs.bib behind ``%`` between entries, which BibTeX passes over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import regex

from evidence.checks.codes import CODES
from evidence.checks.desk import make_finding
from evidence.checks.findings import Finding, fingerprints
from evidence.errors import InputError
from evidence.reading.files import read_bytes
from evidence.records import Record

if TYPE_CHECKING:
    from evidence.checks.pages import TextFile
    from evidence.checks.settings import CheckSettings

_COMMENT = regex.compile(
    r"(?:<!--|%)[ \t]*+evidence:[ \t]*+ignore\b[ \t]*+(?P<codes>[A-Z0-9, \t]*+)(?::[ \t]*+(?P<reason>[^\r\n]*?))?[ \t]*+(?:-->|$)",
    regex.M,
)
BASELINE_SCHEMA = "evidence.baseline/1"


class Ignore(NamedTuple):
    """Codes that are put aside on lines ``first`` to ``last``, and why."""

    codes: frozenset[str]
    first: int
    last: int
    reason: str


class _Known(Record, frozen=True, kw_only=True):
    fingerprint: str
    code: str
    path: str
    message: str = ""


class Baseline(Record, frozen=True, kw_only=True):
    """The findings that a repository had when it began to be checked."""

    schema: str
    findings: tuple[_Known, ...]


def find_ignores(file: TextFile, settings: CheckSettings) -> tuple[tuple[Ignore, ...], tuple[Finding, ...]]:
    """The comments of a file that put findings aside, and findings about those that do not say why."""
    if "evidence:" not in file.text:
        return (), ()
    lines = file.lines()
    ignores: list[Ignore] = []
    wrong: list[Finding] = []
    for match in _COMMENT.finditer(file.text):
        codes = frozenset(match["codes"].replace(",", " ").split())
        reason = (match["reason"] or "").strip()
        first = file.line_of(match.start())
        if not reason or not codes or codes - set(CODES):
            region = file.region(match.start(), match.end())
            unknown = f": {', '.join(sorted(codes - set(CODES)))} is no code" if codes - set(CODES) else ""
            message = f"this comment ignores nothing; write 'evidence: ignore EV001: why'{unknown}"
            wrong.append(make_finding("EV023", settings, file.path, region, message, match[0]))
            continue
        last = first
        while last < len(lines) and lines[last].strip():
            last += 1
        ignores.append(Ignore(codes, first, last, reason))
    return tuple(ignores), tuple(wrong)


def put_aside(findings: Iterable[Finding], ignores: dict[str, tuple[Ignore, ...]]) -> Iterator[Finding]:
    """The findings, with the reason where a comment puts one aside."""
    for finding in findings:
        reason = next(
            (
                one.reason
                for one in ignores.get(finding.path, ())
                if finding.code in one.codes and one.first <= finding.line <= one.last
            ),
            "",
        )
        yield msgspec.structs.replace(finding, reason=reason) if reason else finding


def read_baseline(path: Path) -> Baseline:
    """A baseline file.

    Raises:
        InputError: It is not there, or is no baseline.
    """
    try:
        raw = read_bytes(path)
    except InputError as error:
        raise InputError(
            f"the baseline cannot be read ({error.message}); make it with --write-baseline", path=str(path)
        ) from None
    try:
        baseline = msgspec.json.decode(raw, type=Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no baseline of evidence check ({error})", path=str(path)) from None
    if baseline.schema != BASELINE_SCHEMA:
        raise InputError(f"the schema is {baseline.schema!r}, not {BASELINE_SCHEMA!r}", path=str(path))
    return baseline


def write_baseline(findings: tuple[Finding, ...]) -> str:
    """A baseline of these findings as JSON: one finding a line's worth, sorted, so that it changes little."""
    known = (
        _Known(fingerprint=name, code=finding.code, path=finding.path, message=finding.message)
        for name, finding in zip(fingerprints(findings), findings, strict=True)
    )
    baseline = Baseline(
        schema=BASELINE_SCHEMA, findings=tuple(sorted(known, key=lambda one: (one.path, one.code, one.fingerprint)))
    )
    return msgspec.json.format(msgspec.json.encode(baseline), indent=2).decode() + "\n"


def divide(findings: tuple[Finding, ...], baseline: Baseline) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """New findings, and those that the baseline knows."""
    left = Counter(known.fingerprint for known in baseline.findings)
    new: list[Finding] = []
    known: list[Finding] = []
    for name, finding in zip(fingerprints(findings), findings, strict=True):
        (known if left[name] else new).append(finding)
    return tuple(new), tuple(known)
