"""SARIF 2.1.0, which code hosts and editors show at line and column.

Source: OASIS, *Static Analysis Results Interchange Format (SARIF) Version 2.1.0*; 3.14.27 ``columnKind``, 3.27 results, 3.35 suppressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from evidence import __version__
from evidence.checks.codes import CODES
from evidence.checks.findings import fingerprints
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.checks.findings import Finding, Report


def render_sarif(report: Report) -> str:
    """The findings as one SARIF log, indented; ignored ones are suppressed with their reason, those of a baseline unchanged."""
    rules = list(CODES)
    known = (*report.findings, *report.known)
    names = (*fingerprints(known), *fingerprints(report.ignored))
    states = (
        ("new",) * len(report.findings) + ("unchanged",) * len(report.known)
        if report.known
        else (None,) * len(report.findings)
    )
    results = [
        _result(finding, rules, name, state)
        for finding, name, state in zip(
            (*known, *report.ignored), names, (*states, *(None,) * len(report.ignored)), strict=True
        )
    ]
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "evidence check",
                        "version": __version__,
                        "rules": [_rule(code) for code in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _rule(code: str) -> dict[str, Any]:
    row = CODES[code]
    return {
        "id": row.code,
        "name": "".join(word.capitalize() for word in row.name.split("-")),
        "shortDescription": {"text": row.name.replace("-", " ")},
        "fullDescription": {"text": row.meaning},
        "help": {"text": f"{row.meaning} {row.mend}"},
        "defaultConfiguration": {"level": row.severity},
    }


def _result(finding: Finding, rules: list[str], name: str, state: str | None) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": finding.severity,
        "message": {"text": clean(finding.message)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(finding.path)}, "region": region}}],
        "partialFingerprints": {"evidenceSubject/v1": name},
    }
    if state:
        result["baselineState"] = state
    if finding.reason:
        result["suppressions"] = [{"kind": "inSource", "justification": clean(finding.reason)}]
    return result
