"""Bibliographies for other programs: a selection of sources, written by one row of a registry."""

from __future__ import annotations

from evidence.exports.registry import FORMATS, export_sources
from evidence.exports.selection import Selection, select_sources

__all__ = ["FORMATS", "Selection", "export_sources", "select_sources"]
