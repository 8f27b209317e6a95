"""Checks of a library and its documents: findings with stable codes, each at a line and column, shown as text, JSON, SARIF or annotations."""

from __future__ import annotations

from evidence.checks.codes import CODES, Code, explain
from evidence.checks.findings import Finding, Report
from evidence.checks.run import check_library
from evidence.checks.settings import CheckSettings, read_settings

__all__ = ["CODES", "CheckSettings", "Code", "Finding", "Report", "check_library", "explain", "read_settings"]
