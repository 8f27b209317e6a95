"""Citation keys: ``pd-2017-34-261`` for a work that nobody looked up. Pure and stable; never recomputed once in ``refs.bib``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from evidence.records import Fields


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; what has no ASCII form is kept as its code point.

    Example:
        >>> slug("Eur J Pediatr."), slug("Médecine interne"), slug("临床")
        ('eur-j-pediatr', 'medecine-interne', 'u4e34u5e8a')
    """
    if text.isascii() and text.isalnum():
        return text.casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    kept = "".join(c if c.isascii() else (f"u{ord(c):x}" if c.isalnum() else " ") for c in plain)
    return "-".join(re.findall(r"[a-z0-9]+", kept.casefold()))


def citation_key(fields: Fields) -> str:
    """The key of a cited work from what its citation says.

    Journal, year, volume and first page where there are at least three of them; else an identifier; else first author, year and
    the first long word of the title.

    Example:
        >>> citation_key(Fields(journal="PD", journal_as_written="PD", year=2017, volume="34", first_page="261"))
        'pd-2017-34-261'
        >>> citation_key(Fields(doi="10.1136/bmj.d6651")), citation_key(Fields(pmid="36243614"))
        ('doi-10-1136-bmj-d6651', 'pmid-36243614')
    """
    journal = slug(fields.journal_as_written or fields.journal or "")
    page = fields.first_page or fields.article_number
    if journal and fields.year and fields.volume and page and fields.volume.isdecimal() and page.isdecimal():
        return f"{journal}-{fields.year}-{fields.volume}-{page}"[:80]  # nearly all
    known = [slug(str(part)) for part in (fields.year, fields.volume or fields.issue, page) if part]
    if journal and len(known) >= 2:
        return "-".join((journal, *known))[:80].strip("-")
    for name, value in (("doi", fields.doi), ("pmid", fields.pmid), ("pmc", fields.pmcid), ("", fields.registry_id)):
        if value:
            tail = slug(value)
            return tail if not name or tail.startswith(name) else f"{name}-{tail}"[:80].strip("-")
    author = slug(fields.authors[0].split(",")[0]) if fields.authors else ""
    word = next((w for w in slug(fields.title or fields.container_title or "").split("-") if len(w) > 3), "")
    parts = [part for part in (author or journal, str(fields.year or ""), word) if part]
    return "-".join(parts)[:80].strip("-") or slug(fields.url or "")[:80].strip("-") or "source"
