"""Which sources are exported, and how: everything that an export function is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from evidence.errors import NotKnown
from evidence.views.nearest import nearest
from evidence.views.subjects import counting_claims, document_label

if TYPE_CHECKING:
    from evidence.library.library import Library
    from evidence.library.records import Source

Order = Literal["library", "cited", "name"]


class Selection(NamedTuple):
    """Sources of a library in the order in which they are to be written.

    ``everything``: they are all that the library has, in its own order. ``style`` is a name in ``evidence.styles.STYLES``;
    ``keywords``: add the therapies that each source supports as tags, in formats that have tags.
    """

    library: Library
    keys: tuple[str, ...]
    everything: bool = False
    style: str = "ama"
    keywords: bool = False

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources themselves."""
        return tuple(self.library.sources[key] for key in self.keys)


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
