"""The export formats: name → function. Adding one is a function and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from evidence.exports.bib import export_bib
from evidence.exports.biblatex import export_biblatex
from evidence.exports.csl_json import export_csl_json
from evidence.exports.endnote import export_endnote
from evidence.exports.jsonld import export_jsonld
from evidence.exports.nbib import export_nbib
from evidence.exports.references import export_html, export_text
from evidence.exports.ris import export_ris

if TYPE_CHECKING:
    from evidence.exports.selection import Selection


class ExportFormat(NamedTuple):
    """How a bibliography is written: the function, and the suffixes that choose it."""

    export: Callable[[Selection], str]
    suffixes: tuple[str, ...]


FORMATS: Mapping[str, ExportFormat] = {
    "bib": ExportFormat(export_bib, (".bib",)),
    "biblatex": ExportFormat(export_biblatex, ()),
    "ris": ExportFormat(export_ris, (".ris",)),
    "nbib": ExportFormat(export_nbib, (".nbib",)),
    "csl-json": ExportFormat(export_csl_json, (".json",)),
    "endnote-xml": ExportFormat(export_endnote, (".xml",)),
    "jsonld": ExportFormat(export_jsonld, (".jsonld",)),
    "text": ExportFormat(export_text, (".txt",)),
    "html": ExportFormat(export_html, (".html", ".htm")),
}


def export_sources(selection: Selection, format_name: str = "bib") -> str:
    """The selected sources in one of ``FORMATS``; ``KeyError`` for another name.

    Example:
        >>> import evidence
        >>> from evidence.exports import select_sources
        >>> from evidence.library import Library
        >>> library = Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]."))
        >>> export_sources(select_sources(library), "text")
        '1. BMJ. 2001;3:4.\\n'
    """
    return FORMATS[format_name].export(selection)
