"""Vancouver style as the NLM defines it: *Citing Medicine*, 2nd ed. (chapters 1 journals, 2 books, 25 web sites)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles.parts import (
    MONTHS,
    ONLINE_KINDS,
    Run,
    doi_run,
    fallback,
    join_parts,
    journal_name,
    ordinal,
    pages,
    place_in_journal,
    render_editors,
    render_names,
    sentence,
    web_address,
)

if TYPE_CHECKING:
    from evidence.library.records import Source
    from evidence.records import Fields


def lay_out_vancouver(source: Source) -> tuple[Run, ...]:
    """The source in NLM's Vancouver style as runs. What is not known is left out with its punctuation.

    More than six authors are cut to six and "et al" (the limit that ICMJE journals set; chapter 1 allows all); the last page is
    elided, the month is given, the DOI, else the web address of a work that has no journal, and the PubMed numbers end the line.
    """
    fields = source.fields
    journal, page_range = journal_name(fields), pages(fields, elided=True)
    names = sentence(render_names(source, most=6, shown=6))
    editors = render_editors(source, "editor", "editors", most=6, shown=6)
    online = web_address(fields) if not journal and not fields.doi else ""
    parts: list[tuple[Run, ...]]
    if fields.container_title and not journal:
        edited = f"{editors}. " if editors else ""
        book = (Run(f"In: {edited}{' '.join(fields.container_title.split()).rstrip('.')}."),)
        parts = [names, sentence(fields.title), book, *_imprint(source, page_range)]
    elif not journal and fields.kind != "article-journal":
        medium = " [Internet]" if online and fields.kind in ONLINE_KINDS and fields.title else ""
        edition, *imprint = _imprint(source, page_range)
        title = sentence(f"{(fields.title or '').rstrip(' .')}{medium}")
        parts = [names or sentence(editors), title, edition, sentence(editors if names else ""), *imprint]
    else:
        place = place_in_journal(_date(fields), fields, page_range)
        parts = [names, sentence(fields.title), sentence(journal), sentence(place)]
    address = (Run("Available from: "), Run(online, href=online)) if online else ()
    ends = [sentence(fields.registry_id), doi_run(fields), address, _pubmed(fields)]
    return join_parts([*parts, *ends]) or fallback(source)


def _date(fields: Fields) -> str:
    if not fields.year:
        return ""
    known = fields.month is not None and 1 <= fields.month <= 12
    return f"{fields.year} {MONTHS[fields.month - 1]}" if known and fields.month else str(fields.year)


def _imprint(source: Source, page_range: str) -> list[tuple[Run, ...]]:
    """``3rd ed. Oslo: Elsevier; 2012. p. 101-9.``"""
    fields = source.fields
    place = (source.entry.get("address") or source.entry.get("location") or "").strip()
    publisher = ": ".join(part for part in (place, (fields.publisher or "").strip()) if part)
    edition = (Run(f"{ordinal(fields.edition)}."),) if fields.edition else ()
    made = "; ".join(part for part in (publisher, str(fields.year or "")) if part)
    return [edition, sentence(made), sentence(f"p. {page_range}" if page_range else "")]


def _pubmed(fields: Fields) -> tuple[Run, ...]:
    runs: list[Run] = []
    if fields.pmid:
        runs += [Run("PubMed PMID: "), Run(fields.pmid, href=f"https://pubmed.ncbi.nlm.nih.gov/{fields.pmid}/")]
    if fields.pmcid:
        number = fields.pmcid if fields.pmcid.upper().startswith("PMC") else f"PMC{fields.pmcid}"
        runs += [Run("; ")] if runs else []
        runs += [Run("PubMed Central PMCID: "), Run(number, href=f"https://pmc.ncbi.nlm.nih.gov/articles/{number}/")]
    return (*runs, Run(".")) if runs else ()
