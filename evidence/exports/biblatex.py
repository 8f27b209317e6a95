"""BibLaTeX: the entries of ``refs.bib`` with BibTeX's fields under BibLaTeX's names; all others stay as they stand.

Source: P. Lehman and others, *The biblatex Package*, 3.20, section 2.2 (entry fields) and 2.2.5 (aliases, which need no renaming).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from evidence.exports.bib import export_entries
from evidence.library.bibedit import edit_fields
from evidence.library.bibvalues import MONTHS
from evidence.library.latex import decode_latex

if TYPE_CHECKING:
    from evidence.exports.selection import Selection
    from evidence.library.bibfile import BibEntry

_YEAR = regex.compile(r"\d{4}")
_DAY = regex.compile(r"0?[1-9]|[12]\d|3[01]")


def export_biblatex(selection: Selection) -> str:
    """The selected entries as a BibLaTeX file: ``date``, ``journaltitle``, and the PMID as ``eprint``."""
    return export_entries(selection, to_biblatex)


def to_biblatex(entry: BibEntry, newline: str) -> str:
    """The entry's text with BibLaTeX's fields. BibLaTeX has no field for a PMCID: it stays in ``pmcid``.

    Example:
        >>> from evidence.library.bibfile import read_entry
        >>> print(to_biblatex(read_entry("@article{a, journal = {PD}, year = 2014, month = jul, pmid = {123}}", {}), "\\n"))
        @article{a, journaltitle = {PD}, date = {2014-07}, eprint = {123}, eprinttype = {pubmed}}
    """
    values = entry.values
    changes: dict[str, str | None] = {}
    journal = entry.inside("journal")
    if journal is not None and "journaltitle" not in values:
        changes |= {"journal": None, "journaltitle": journal}
    date = _date(entry)
    if date and "date" not in values:
        changes |= dict.fromkeys((name for name in ("year", "month", "day") if name in values), None)
        changes["date"] = date
    if values.get("pmid") and "eprint" not in values and "eprinttype" not in values:
        changes |= {"pmid": None, "eprint": entry.inside("pmid"), "eprinttype": "pubmed"}
    return edit_fields(entry, changes, newline) if changes else entry.text


def _date(entry: BibEntry) -> str:
    """The date in ISO form, as exactly as the entry has it; empty where that would lose a word of it."""
    year, month, day = (decode_latex(entry.inside(name) or "").strip() for name in ("year", "month", "day"))
    if not _YEAR.fullmatch(year):
        return ""
    if not month:
        return "" if day else year
    number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else 0
    number = number or (int(month) if month.isascii() and month.isdigit() and 1 <= int(month[:4]) <= 12 else 0)
    whole = month.isalpha() or month.isdigit()
    if not number or not whole:
        return ""
    if not day:
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}" if _DAY.fullmatch(day) else ""
