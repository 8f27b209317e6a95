"""Which sources are exported, and how: everything that an export function is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from evidence.errors import NotKnown
from evidence.exports.item import to_item, with_parents
from evidence.library.sources import to_source
from evidence.views.nearest import nearest
from evidence.views.subjects import counting_claims, document_label

if TYPE_CHECKING:
    from evidence.exports.item import Item
    from evidence.library.bibfile import BibEntry
    from evidence.library.library import Library
    from evidence.library.records import Source

Order = Literal["library", "cited", "name"]


class Selection(NamedTuple):
    """Sources of a library in the order in which they are to be written.

    ``everything``: they are all that the library has, in its own order. ``style`` is a name in ``evidence.styles.STYLES``, one in
    ``evidence.styles.csl.SHIPPED`` or the path of a CSL file; ``order`` is what was asked for: a style of its own order keeps it only
    where none was. ``keywords``: add the therapies that each source supports as tags, in formats that have tags.

    Example:
        >>> from evidence.exports import Selection
        >>> from evidence.library import Library
        >>> Selection(library=Library.of(), keys=(), everything=True).sources
        ()
    """

    library: Library
    keys: tuple[str, ...]
    everything: bool = False
    style: str = "ama"
    keywords: bool = False
    order: Order = "library"

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources themselves."""
        return tuple(self.library.sources[key] for key in self.keys)

    @property
    def items(self) -> tuple[Item, ...]:
        """The sources as format-independent records, with what they inherit from their parents; with therapies as tags on request."""
        library = self.library
        tags = self.therapies if self.keywords else {}
        entries = ((source, library.bib.entry(source.key)) for source in self.sources)
        return tuple(
            to_item(*_with_parent(library, source, entry), keywords=tags.get(source.key, ()))
            for source, entry in entries
        )

    @property
    def therapies(self) -> dict[str, tuple[str, ...]]:
        """Key → therapies that the source supports, in the order of the claims."""
        found: dict[str, dict[str, None]] = {}
        for claim in counting_claims(self.library):
            for key in claim.sources:
                found.setdefault(key, {}).update(dict.fromkeys(claim.therapies))
        return {key: tuple(names) for key, names in found.items()}


def _with_parent(library: Library, source: Source, entry: BibEntry | None) -> tuple[Source, BibEntry | None]:
    parent = library.bib.entry(entry.values.get("crossref", "").strip()) if entry is not None else None
    if entry is None or parent is None:
        return source, entry
    whole = with_parents(entry, parent)
    return to_source(whole, library.aliases), whole


def select_sources(
    library: Library,
    *,
    therapies: Iterable[str] = (),
    claims: Iterable[str] = (),
    documents: Iterable[str] = (),
    order: Order = "library",
    style: str = "ama",
    keywords: bool = False,
) -> Selection:
    """The sources of these therapies, claims or documents; of the whole library if none is named.

    Args:
        library: Not modified.
        therapies: Names in any case; a combination as ``"a + b"`` or by one of its members.
        claims: Ids.
        documents: Ids, paths or titles.
        order: As in the library, in order of citation in its documents, or by first author, journal and year.
        style: For formats that print references.
        keywords: For formats that have tags.

    Raises:
        NotKnown: A name that the library does not have, with what was perhaps meant.

    Example:
        >>> import evidence
        >>> from evidence.library import Library
        >>> library = Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]. Heat does not [BMJ 2002;4:5]."))
        >>> select_sources(library, therapies=["ice"]).keys
        ('bmj-2001-3-4',)
    """
    therapies, claims, documents = tuple(therapies), tuple(claims), tuple(documents)
    wanted: set[str] = set()
    for name in therapies:
        wanted |= _of_therapy(library, name)
    for name in claims:
        if name not in library.claims:
            raise NotKnown("claim", name, nearest(name, library.claims))
        wanted |= set(library.claims[name].sources)
    for name in documents:
        wanted |= _of_document(library, name)
    everything = not (therapies or claims or documents)
    keys = [key for key in library.sources if everything or key in wanted]
    return Selection(
        library,
        tuple(_ordered(library, keys, order)),
        everything=everything and order == "library",
        style=style,
        keywords=keywords,
        order=order,
    )


def _of_therapy(library: Library, name: str) -> set[str]:
    known: dict[str, set[str]] = {}
    for claim in counting_claims(library):
        for therapy in (*claim.therapies, " + ".join(claim.therapies)):
            known.setdefault(therapy.casefold(), set()).update(claim.sources)
    if name.casefold() not in known:
        raise NotKnown("therapy", name, nearest(name, known))
    return known[name.casefold()]


def _of_document(library: Library, name: str) -> set[str]:
    wanted = name.casefold()
    for key, document in library.documents.items():
        if wanted in {key.casefold(), document.path.casefold(), document_label(document).casefold()}:
            linked = {source for claim in counting_claims(library) if claim.document == key for source in claim.sources}
            return linked | {citation.source for citation in document.citations}
    raise NotKnown("document", name, nearest(name, library.documents))


def _ordered(library: Library, keys: list[str], order: Order) -> list[str]:
    if order == "cited":
        cited = (citation.source for document in library.documents.values() for citation in document.citations)
        place = {key: at for at, key in enumerate(dict.fromkeys(cited))}
        return sorted(keys, key=lambda key: place.get(key, len(place)))
    if order == "name":

        def name(key: str) -> tuple[str, str, int, str]:
            fields = library.sources[key].fields
            author = (fields.authors or ("",))[0].casefold()
            return (author or "\uffff", (fields.journal or fields.title or "").casefold(), fields.year or 0, key)

        return sorted(keys, key=name)
    return keys
