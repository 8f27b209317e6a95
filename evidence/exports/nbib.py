"""NBIB, the tagged MEDLINE format in which PubMed gives records away.

Source: NLM, *MEDLINE/PubMed Data Element (Field) Descriptions*; books: the elements ``BTI``, ``ED``, ``EN``, ``ISBN``, ``PB``, ``PL``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evidence.exports.item import ARTICLES, Item
from evidence.library.names import PersonName, to_initials
from evidence.styles.parts import MONTHS

if TYPE_CHECKING:
    from evidence.exports.selection import Selection

_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")
PUBLICATION_TYPES = {
    "article-journal": "Journal Article", "article": "Preprint", "article-magazine": "Newspaper Article", "article-newspaper": "Newspaper Article",
    "book": "Book", "chapter": "Book Chapter", "paper-conference": "Congress", "report": "Technical Report", "thesis": "Academic Dissertation",
    "pamphlet": "Pamphlet", "webpage": "Web Archive", "dataset": "Dataset", "software": "Software", "patent": "Patent",
    "manuscript": "Unpublished Work", "entry": "Encyclopedia", "document": "Document",
}  # fmt: skip
"""CSL type → publication type, NLM's where it has one."""


def export_nbib(selection: Selection) -> str:
    """The selected sources as NBIB; an empty line divides them. The format has no place for a citation key or a web address."""
    return "\n".join(f"{render_nbib(item)}\n" for item in selection.items)


def render_nbib(item: Item) -> str:
    """One record; every value on one line.

    Example:
        >>> print(render_nbib(Item(container="Pediatric Dermatology", year=2014, month=7, first_page="595", last_page="598", pmid="1", doi="10.1/a")))
        PMID- 1
        DP  - 2014 Jul
        PG  - 595-598
        LID - 10.1/a [doi]
        PT  - Journal Article
        JT  - Pediatric Dermatology
        AID - 10.1/a [doi]
    """
    return "\n".join(f"{tag:<4}- {value}" for tag, value in _tags(item))


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    in_journal = item.kind in ARTICLES
    date = " ".join(
        str(part)
        for part in (item.year, MONTHS[item.month - 1] if item.month else None, item.day if item.month else None)
        if part
    )
    before = (
        ("PMID", item.pmid), ("IS", f"{item.issn} (Linking)" if _ISSN.fullmatch(item.issn) else ""), ("ISBN", item.isbn), ("VI", item.volume), ("IP", item.issue), ("DP", date if item.year else ""),
        ("TI", _stopped(item.title)), ("BTI", "" if in_journal else item.container), ("PG", item.pages),
        ("LID", f"{item.doi} [doi]" if item.doi else ""), ("AB", item.abstract),
    )  # fmt: skip
    yield from ((tag, value) for tag, value in before if value)
    yield from _names(item.authors, "FAU", "AU")
    if item.et_al:
        yield "FAU", "et al."
        yield "AU", "et al."
    yield from _names(item.editors, "FED", "ED")
    after = (
        ("LA", item.language), ("SI", item.registry), ("PT", PUBLICATION_TYPES.get(item.kind, "Document")),
        ("EN", item.edition), ("PB", item.publisher), ("PL", item.place),
        ("TA", item.short_container if in_journal else ""), ("JT", item.container if in_journal else ""),
    )  # fmt: skip
    yield from ((tag, value) for tag, value in after if value)
    yield from (("OT", word) for word in item.keywords)
    yield from ((tag, value) for tag, value in (("PMC", item.pmcid), ("GN", item.note)) if value)
    if item.doi:
        yield "AID", f"{item.doi} [doi]"


def _stopped(title: str) -> str:
    """A title with the full stop that PubMed writes behind it."""
    return title if not title or title[-1] in ".?!" else f"{title}."


def _names(names: tuple[PersonName, ...], full: str, short: str) -> Iterator[tuple[str, str]]:
    for name in names:
        bare = _without_commas(name)
        if bare.given:
            yield full, f"{bare.family}, {' '.join(part for part in (bare.given, bare.suffix) if part)}"
            yield short, " ".join(part for part in (bare.family, to_initials(bare.given), bare.suffix) if part)
        elif full == "FAU":
            yield "CN", name.family
        else:
            yield full, bare.family
            yield short, bare.family


def _without_commas(name: PersonName) -> PersonName:
    family, given, suffix = (" ".join(part.replace(",", " ").split()) for part in name[:3])
    return PersonName(family, given, suffix, name.group)
