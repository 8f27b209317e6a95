"""Pieces that the formats share: dates, pages, identifiers and numbers as people and programs write them."""

from __future__ import annotations

import regex

from evidence.exports.item import whole_page
from evidence.library.bibvalues import MONTHS

_DATE = regex.compile(r"\s*+(\d{4})(?:[-/ ]\s*+(\d{1,2}|[A-Za-z]{3,9})\.?+(?:[-/ ]\s*+(\d{1,2})(?!\d))?+)?+")
_PAGES = regex.compile(r"\s*+(?:pp?\.\s*+)?+([^\s,;–—-]++)\s*+(?:(?:--?+|–|—)\s*+([^\s,;–—-]++))?+")
_DOI = regex.compile(r"10\.\d{4,9}/\S++")
_PMCID = regex.compile(r"\b(?:PMC)(\d{1,9})\b", regex.I)
_PMID = regex.compile(r"\bPMID:?\s{0,3}+(\d{1,9})\b", regex.I)
_PMCID_NOTE = regex.compile(r"\bPMCID:?\s{0,3}+(PMC\d{1,9})\b", regex.I)


def parse_date(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of ``2014/07/05``, ``2014-07``, ``2014 Jul 5`` or ``2014``; what is not there is ``None``.

    Example:
        >>> parse_date("2014/07//"), parse_date("2014 Jul-Aug"), parse_date("in press")
        ((2014, 7, None), (2014, 7, None), (None, None, None))
    """
    match = _DATE.match(text)
    if match is None:
        return None, None, None
    year, written, day = int(match[1]), match[2] or "", match[3]
    month = (
        int(written)
        if written.isdecimal()
        else MONTHS.index(written[:3].lower()) + 1
        if written[:3].lower() in MONTHS
        else 0
    )
    if not 1 <= month <= 12:
        return year, None, None
    return year, month, int(day) if day and 1 <= int(day) <= 31 else None


def parse_pages(text: str) -> tuple[str, str]:
    """First and last page; an elided last page is given in full.

    Example:
        >>> parse_pages("595-8"), parse_pages("e123"), parse_pages(""), parse_pages("S12–S18")
        (('595', '598'), ('e123', ''), ('', ''), ('S12', 'S18'))
    """
    match = _PAGES.match(text)
    if match is None:
        return "", ""
    first, last = match[1], match[2] or ""
    last = whole_page(first, last)
    return first, last if last != first else ""


def find_doi(text: str) -> str:
    """The DOI in a text, without the address of a resolver; empty if there is none."""
    match = _DOI.search(text)
    return match[0].rstrip(".,;") if match else ""


def find_pmcid(text: str) -> str:
    """``PMC`` with its digits; empty if there is none."""
    match = _PMCID.search(text)
    return f"PMC{match[1]}" if match else ""


def ids_in_note(note: str) -> tuple[str, str]:
    """PMID and PMCID that stand in a note, where Zotero and others put them.

    Example:
        >>> ids_in_note("PMID: 123 PMCID: PMC45")
        ('123', 'PMC45')
    """
    pmid, pmcid = _PMID.search(note), _PMCID_NOTE.search(note)
    return (pmid[1] if pmid else ""), (pmcid[1].upper() if pmcid else "")
