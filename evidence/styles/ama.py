"""AMA style: *AMA Manual of Style*, 11th ed., chapter 3 (3.7 authors, 3.11 journals, 3.12 books, 3.15 electronic references)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles.parts import (
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


def lay_out_ama(source: Source) -> tuple[Run, ...]:
    """The source in AMA style as runs. What is not known is left out with its punctuation.

    Up to six authors are named, of more the first three (3.7); editors stand before the book of a chapter, for the authors where there
    are none, else behind the edition (3.12.3, 3.12.4); no place of publication is printed (3.12.7); the last page is given in full (3.11.10); a DOI ends the line
    (3.11.15), else the address of a work that has no journal.
    """
    fields = source.fields
    year, page_range = str(fields.year or ""), pages(fields, elided=False)
    names = sentence(render_names(source, most=6, shown=3))
    editors = render_editors(source, "ed", "eds", most=6, shown=3)
    journal = journal_name(fields)
    parts: list[tuple[Run, ...]]
    if fields.container_title and not journal:
        edited = f"{editors}. " if editors else ""
        book = (Run(f"In: {edited}"), Run(" ".join(fields.container_title.split()), italic=True), Run("."))
        parts = [names, sentence(fields.title), book, *_imprint(source, year, page_range)]
    elif not journal and fields.kind != "article-journal":
        is_book = fields.kind in {"book", "report"}
        edition, *imprint = _imprint(source, year, page_range)
        edited_too = sentence(f"({editors}.)" if names and editors else "")
        parts = [names or sentence(editors), sentence(fields.title, italic=is_book), edition, edited_too, *imprint]
    else:
        name = (Run(journal, italic=True), Run(".")) if journal else ()
        parts = [names, sentence(fields.title), name, sentence(place_in_journal(year, fields, page_range))]
    registry = sentence(fields.registry_id)
    address = web_address(fields) if not fields.doi and not journal else ""
    ends = [registry, doi_run(fields), (Run(address, href=address),) if address else ()]
    return join_parts([*parts, *ends]) or fallback(source)


def _imprint(source: Source, year: str, page_range: str) -> list[tuple[Run, ...]]:
    """Edition, then publisher, year and pages: ``3rd ed. Elsevier; 2012:101-109.``"""
    fields = source.fields
    edition = (Run(f"{ordinal(fields.edition)}."),) if fields.edition else ()
    made = "; ".join(part for part in ((fields.publisher or "").strip(), year) if part)
    return [edition, sentence(":".join(part for part in (made, page_range) if part))]
