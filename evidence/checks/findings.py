"""One finding with its place, and all findings of a run."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from evidence.checks.codes import Severity
from evidence.records import Record


class Finding(Record, frozen=True, kw_only=True):
    """Something to look at, at a place in a file.

    Attributes:
        code: A key of ``CODES``.
        name: Its short name.
        severity: error, warning or note, as set for this library.
        path: The file, relative to where the command was started, with ``/``.
        line: From 1.
        column: From 1, in code points; a BOM does not count.
        end_line: Line of the end.
        end_column: One past the last character.
        message: What is found here.
        subject: What it is about (a key, an id, a citation), by which it is known again after lines moved.
        excerpt: The line of text.
        reason: Why a person ignores it; empty if nobody does.

    Example:
        >>> found = Finding(code="EV001", name="claim-without-source", severity="warning", path="a.md", line=3, message="cites no source")
        >>> found.path, found.line, found.column
        ('a.md', 3, 1)
    """

    code: str
    name: str
    severity: Severity
    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    message: str
    subject: str = ""
    excerpt: str = ""
    reason: str = ""


class Report(Record, frozen=True, kw_only=True):
    """The findings of a run, by file and place; ``ignored`` those that a comment with a reason puts aside, ``known`` those of the baseline.

    Example:
        >>> note = Finding(code="EV007", name="document-changed", severity="note", path="a.md", message="changed")
        >>> Report(findings=(note,)).exit_code, Report(findings=(note,)).count("note")
        (0, 1)
    """

    findings: tuple[Finding, ...] = ()
    ignored: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 if there is an error or a warning, else 0: notes do not fail a run."""
        return int(any(finding.severity != "note" for finding in self.findings))

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)


def fingerprints(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """A name for each finding that stays when lines move: code, file, subject, and its number among equal ones.

    Example:
        >>> one = Finding(code="EV001", name="x", severity="note", path="a.md", message="m", subject="ice-1")
        >>> first, second = fingerprints((one, one))
        >>> first != second, first == fingerprints((one,))[0]
        (True, True)
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    out: list[str] = []
    for finding in findings:
        sign = (finding.code, finding.path, finding.subject)
        seen[sign] += 1
        out.append(sha256("\0".join((*sign, str(seen[sign]))).encode("utf-8", "replace")).hexdigest()[:24])
    return tuple(out)
