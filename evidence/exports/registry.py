"""The export formats: name → function. Adding one is a function and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from evidence.exports.bib import export_bib
from evidence.exports.references import export_html, export_text

if TYPE_CHECKING:
    from evidence.exports.selection import Selection


class ExportFormat(NamedTuple):
    """How a bibliography is written: the function, and the suffixes that choose it."""

    export: Callable[[Selection], str]
    suffixes: tuple[str, ...]


FORMATS: Mapping[str, ExportFormat] = {
    "bib": ExportFormat(export_bib, (".bib",)),
    "text": ExportFormat(export_text, (".txt",)),
    "html": ExportFormat(export_html, (".html", ".htm")),
}


def export_sources(selection: Selection, format_name: str = "bib") -> str:
    """The selected sources in one of ``FORMATS``; ``KeyError`` for another name."""
    return FORMATS[format_name].export(selection)
