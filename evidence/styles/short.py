"""The few words by which tables and pictures call a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles.parts import OTHERS, fallback, journal_name, place_in_journal
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.library.records import Source


def short_reference(source: Source) -> str:
    """First author if known, journal, year, volume and first page: enough to find it, short enough for a cell.

    Example:
        >>> from evidence.library.records import Source
        >>> from evidence.records import Fields
        >>> work = Fields(journal="PD", year=2014, volume="31", issue="4", first_page="595", last_page="598")
        >>> short_reference(Source(key="pd-2014-31-595", fields=work))
        'PD 2014;31:595'
        >>> short_reference(Source(key="a", fields=Fields(authors=("Wang, Z", "Li, K"), journal="PD", year=2017)))
        'Wang et al, PD 2017'
    """
    fields = source.fields
    authors = [author.split(",")[0].strip() for author in fields.authors or () if author.strip().lower() not in OTHERS]
    who = authors[0] + (" et al" if len(fields.authors or ()) > 1 else "") if authors else ""
    named = journal_name(fields) or _cut(fields.title or fields.container_title or "")
    brief = fields.__class__(volume=fields.volume or fields.issue)
    place = place_in_journal(str(fields.year or ""), brief, fields.first_page or fields.article_number or "")
    if not named and not (who and place):
        number = (
            fields.registry_id or fields.doi or (f"PMID {fields.pmid}" if fields.pmid else fields.pmcid) or fields.url
        )
        named = number or ""
    work = " ".join(part for part in (named, place) if part)
    text = ", ".join(part for part in (who, work) if part)
    return clean(text or "".join(run.text for run in fallback(source)))


def _cut(title: str, most: int = 40) -> str:
    title = " ".join(title.split()).rstrip(".")
    return title if len(title) <= most else f"{title[: most - 1].rsplit(' ', 1)[0]}…"
