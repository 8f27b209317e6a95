"""Where a work is found on the web: doi.org, PubMed, or a search in PubMed. No other address is ever made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import regex

from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.records import Fields

_DOI = regex.compile(r"10\.[0-9]{4,9}/\S{1,500}")


def doi_place(doi: str | None) -> str | None:
    """The address of a DOI at doi.org, with everything escaped that an address must not hold; ``None`` if it is none.

    Example:
        >>> doi_place("10.1002/(SICI)1097<1::AID>3.0"), doi_place("javascript:alert(1)")
        ('https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0', None)
    """
    written = clean(doi or "")
    return f"https://doi.org/{quote(written, safe='/:;().-_')}" if _DOI.fullmatch(written) else None


def pubmed_place(pmid: str | None) -> str | None:
    """The address of a record in PubMed.

    Example:
        >>> pubmed_place("28012345"), pubmed_place("12/../x")
        ('https://pubmed.ncbi.nlm.nih.gov/28012345/', None)
    """
    written = clean(pmid or "")
    known = written.isascii() and written.isdigit() and len(written) <= 9
    return f"https://pubmed.ncbi.nlm.nih.gov/{written}/" if known else None


def search_place(fields: Fields, *, journal: bool = True) -> str | None:
    """A search in PubMed for the work by journal, volume, first page and year; ``None`` where too little is known to find one.

    Args:
        fields: What is known of the work.
        journal: Search for the journal too; leave it out where the journal is a guess.

    Source:
        PubMed User Guide, search field tags [ta], [vi], [pg], [dp].

    Example:
        >>> from evidence.records import Fields
        >>> search_place(Fields(journal="BMJ", year=2001, volume="3", first_page="4"))
        'https://pubmed.ncbi.nlm.nih.gov/?term=%22BMJ%22%5Bta%5D+AND+3%5Bvi%5D+AND+4%5Bpg%5D+AND+2001%5Bdp%5D'
    """
    name = clean(fields.journal or "").replace('"', "") if journal else ""
    terms = [
        f'"{name[:200]}"[ta]' if name else "",
        f"{_word(fields.volume)}[vi]" if _word(fields.volume) else "",
        f"{_word(fields.first_page)}[pg]" if _word(fields.first_page) else "",
        f"{fields.year}[dp]" if fields.year else "",
    ]
    known = [term for term in terms if term]
    if len(known) < 3 or not (_word(fields.volume) or _word(fields.first_page)):
        title = clean(fields.title or "").replace('"', "")
        if len(title) < 12:
            return None
        known = [f'"{title[:300]}"[ti]']
    return f"https://pubmed.ncbi.nlm.nih.gov/?term={quote(' AND '.join(known), safe=' ').replace(' ', '+')}"


def _word(text: str | None) -> str:
    word: str = regex.sub(r"[^\w.-]", "", clean(text or ""))[:30]
    return word
