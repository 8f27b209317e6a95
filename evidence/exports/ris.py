"""RIS: one tag a line, as reference managers exchange it.

Source: *RIS Format Specifications* (Research Information Systems, 2011 revision): tags of the types JOUR, BOOK, CHAP and others; EndNote's use of
``AN`` (PMID), ``C2`` (PMCID) and ``C7`` (article number) for journal articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evidence.exports.item import Item, join_name

if TYPE_CHECKING:
    from evidence.exports.selection import Selection

RIS_TYPES = {
    "article-journal": "JOUR", "article": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP",
    "paper-conference": "CPAPER", "report": "RPRT", "thesis": "THES", "pamphlet": "PAMP", "webpage": "ELEC", "dataset": "DATA",
    "software": "COMP", "patent": "PAT", "manuscript": "UNPB", "entry": "ENCYC", "document": "GEN",
}  # fmt: skip
"""CSL type → RIS type."""


def export_ris(selection: Selection) -> str:
    """The selected sources as RIS; records end with ``ER`` and an empty line."""
    return "".join(f"{render_ris(item)}\n" for item in selection.items)


def render_ris(item: Item) -> str:
    """One record.

    Example:
        >>> print(render_ris(Item(key="a", container="PD", year=2014, month=7, first_page="595", pmid="1", pmcid="PMC2")).rstrip())
        TY  - JOUR
        ID  - a
        T2  - PD
        PY  - 2014
        DA  - 2014/07//
        SP  - 595
        AN  - 1
        DB  - PubMed
        C2  - PMC2
        ER  -
    """
    return "\n".join(f"{tag}  - {value}" for tag, value in (*_tags(item), ("ER", "")))


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", RIS_TYPES.get(item.kind, "GEN")
    yield "ID", item.key
    for name in item.authors:
        yield "AU", join_name(name)
    if item.et_al:
        yield "AU", "et al."
    for name in item.editors:
        yield "A2", join_name(name)
    date = (
        f"{item.year:04}/{item.month:02}/{'' if item.day is None else f'{item.day:02}'}/"
        if item.year and item.month
        else ""
    )
    known = (
        ("TI", item.title), ("T2", item.container), ("J2", item.short_container), ("PY", str(item.year or "")), ("DA", date),
        ("VL", item.volume), ("IS", item.issue), ("SP", item.first_page), ("EP", item.last_page), ("C7", item.article_number),
        ("ET", item.edition), ("PB", item.publisher), ("CY", item.place), ("SN", item.issn), ("SN", item.isbn),
        ("DO", item.doi), ("AN", item.pmid), ("DB", "PubMed" if item.pmid else ""), ("C2", item.pmcid), ("UR", item.url),
        ("C3", item.registry), ("AB", item.abstract), ("LA", item.language),
    )  # fmt: skip
    for tag, value in known:
        if value:
            yield tag, value
    for word in item.keywords:
        yield "KW", word
    if item.note:
        yield "N1", item.note
