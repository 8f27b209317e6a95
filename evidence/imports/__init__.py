"""Bibliographies of other programs: a file read as records, and the records merged into a library without touching what stands there."""

from __future__ import annotations

from evidence.imports.merging import Import, Outcome, import_records
from evidence.imports.registry import READERS, read_bibliography

__all__ = ["READERS", "Import", "Outcome", "import_records", "read_bibliography"]
