"""In what two sources differ that a person wants to make one: asked before one of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence.resolve import same_journal
from evidence.wording import clean, clip

if TYPE_CHECKING:
    from evidence.library.records import Source

_TELLING = {
    "title": "title", "year": "year", "volume": "volume", "issue": "issue", "first_page": "first page", "last_page": "last page",
    "article_number": "article number", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "container_title": "container title",
    "publisher": "publisher", "edition": "edition", "registry_id": "registry number",
}  # fmt: skip
"""Fields that tell one work from another, and what a person calls them; authors and journal are compared in their own ways."""
_OF_THE_WORK = frozenset(
    ("author", "title", "journal", "journaltitle", "year", "date", "volume", "number", "issue", "pages", "eid", "doi", "pmid", "pmcid",
     "booktitle", "publisher", "edition", "cited-as", "claims")
)  # fmt: skip
"""Fields of an entry that are compared as the work's, or that the program writes anew."""


class Difference(NamedTuple):
    """A field that both sources have, with another value each; ``serious`` if it may tell two works apart."""

    name: str
    goes: str
    stays: str
    serious: bool = True

    def __str__(self) -> str:
        return f"{self.name} {self.goes} (there {self.stays})"


def find_differences(goes: Source, stays: Source) -> tuple[Difference, ...]:
    """What the source that goes says otherwise than the one that stays, of the fields that both have.

    Example:
        >>> from evidence.library.records import Source
        >>> from evidence.records import Fields
        >>> one, other = Fields(year=2017, first_page="261"), Fields(year=2017, first_page="262", volume="3")
        >>> [str(difference) for difference in find_differences(Source(key="a", fields=one), Source(key="b", fields=other))]
        ['first page 261 (there 262)']
    """
    one, other = goes.fields, stays.fields
    found = []
    if one.authors and other.authors and not _same_authors(one.authors, other.authors):
        found.append(Difference("authors", _shown("; ".join(one.authors)), _shown("; ".join(other.authors))))
    if one.journal and other.journal and not same_journal(one, other) and _plain(one.journal) != _plain(other.journal):
        found.append(Difference("journal", _shown(one.journal), _shown(other.journal)))
    for name, called in _TELLING.items():
        theirs, ours = getattr(one, name), getattr(other, name)
        if theirs and ours and not _same(name, str(theirs), str(ours)):
            found.append(Difference(called, _shown(str(theirs)), _shown(str(ours))))
    found += [
        Difference(name, _shown(value), _shown(stays.entry[name]), serious=False)
        for name, value in goes.entry.items()
        if name not in _OF_THE_WORK and value and stays.entry.get(name) and _plain(value) != _plain(stays.entry[name])
    ]
    return tuple(found)


def _same_authors(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the family names are the same as far as both go: a page often names the first author only."""
    return all(_plain(a.partition(",")[0]) == _plain(b.partition(",")[0]) for a, b in zip(one, other, strict=False))


def _same(name: str, one: str, other: str) -> bool:
    one, other = _plain(one), _plain(other)
    if name == "title":  # without its subtitle it is the same
        return one.startswith(other) or other.startswith(one)
    return one == other


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _shown(text: str) -> str:
    return clip(clean(text), 100)
