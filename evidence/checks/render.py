"""Findings as text for people, JSON lines, and annotations that GitHub shows in a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evidence.wording import clean, counted, json_for_eyes, not_a_command

if TYPE_CHECKING:
    from evidence.checks.findings import Finding, Report

_GITHUB_LEVEL = {"error": "error", "warning": "warning", "note": "notice"}
_WIDEST = 100


def render_text(report: Report) -> str:
    """One finding: place, severity, code and message, then the line with carets under what is meant.

    Example:
        >>> from evidence.checks.findings import Finding, Report
        >>> found = Finding(code="EV001", name="x", severity="warning", path="a.md", line=3, column=5, end_line=3, end_column=8,
        ...     message="cites no source", excerpt="One ice pack.")
        >>> print(render_text(Report(findings=(found,))), end="")
        a.md:3:5: warning EV001 cites no source
          One ice pack.
              ^^^
    """
    return not_a_command("".join(f"{_render(finding)}\n" for finding in report.findings))


def _render(finding: Finding) -> str:
    head = f"{finding.path}:{finding.line}:{finding.column}: {finding.severity} {finding.code} {clean(finding.message)}"
    if not finding.excerpt.strip():
        return clean(head)
    start = max(0, finding.column - 1 - 40)
    shown = clean(finding.excerpt[start : start + _WIDEST].replace("\t", " "), strip=False).rstrip()
    length = (
        (finding.end_column - finding.column)
        if finding.end_line == finding.line
        else len(finding.excerpt) - finding.column + 1
    )
    room = len(shown) - (finding.column - 1 - start)
    return f"{clean(head)}\n  {shown}\n  {' ' * (finding.column - 1 - start)}{'^' * max(1, min(length, room))}"


def render_summary(report: Report) -> str:
    """How many findings of each severity there are, in one line.

    Example:
        >>> from evidence.checks.findings import Report
        >>> render_summary(Report())
        'nothing found'
    """
    parts = [counted(number, word) for word in ("error", "warning", "note") if (number := report.count(word))]
    known = [f"{len(report.known)} known"] if report.known else []
    ignored = [f"{len(report.ignored)} ignored"] if report.ignored else []
    return ", ".join([*(parts or ["nothing found"]), *known, *ignored])


def render_json(report: Report) -> str:
    """One finding a line as a JSON object; ignored ones have a reason."""
    return json_for_eyes(
        "".join(f"{msgspec.json.encode(finding).decode()}\n" for finding in (*report.findings, *report.ignored))
    )


def render_github(report: Report) -> str:
    """Workflow commands, one a finding.

    Source: GitHub Docs, *Workflow commands for GitHub Actions*; escapes as in ``actions/toolkit``, ``packages/core/src/command.ts``.

    Example:
        >>> from evidence.checks.findings import Finding, Report
        >>> found = Finding(code="EV001", name="x", severity="note", path="a,b.md", line=3, column=5, end_line=3, end_column=8, message="50%\\nmore")
        >>> print(render_github(Report(findings=(found,))), end="")
        ::notice file=a%2Cb.md,line=3,col=5,endLine=3,endColumn=8,title=EV001 x::50%25 more
    """
    return "".join(
        f"::{_GITHUB_LEVEL[one.severity]} file={_property(clean(one.path))},line={one.line},col={one.column},endLine={one.end_line},"
        f"endColumn={one.end_column},title={_property(f'{one.code} {one.name}')}::{_escape(clean(one.message))}\n"
        for one in report.findings
    )


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
