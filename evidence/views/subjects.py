"""What every view shares: which claims count, what each is about, and how a direction is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.library.records import DocumentRecord, LibraryClaim, Source
    from evidence.records import Claim, Direction

SIGNS: Mapping[Direction, str] = {"supports": "+", "against": "−", "mixed": "±", "mentioned": "·"}
DIRECTION_ORDER: tuple[Direction, ...] = ("supports", "mixed", "against", "mentioned")
CONTEXT_WORDS = {
    "refractory": "refractory to it",
    "comparator": "compared with it",
    "backbone": "given beside it",
    "avoided": "spared by it",
}
"""Role of a context therapy, as read after the therapy that the claim is about: "sirolimus: refractory to it"."""


class Evidence(Protocol):
    """What a view reads of a library: three mappings, never changed."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by citation key."""

    @property
    def claims(self) -> Mapping[str, LibraryClaim]:
        """Claims by id."""

    @property
    def documents(self) -> Mapping[str, DocumentRecord]:
        """Documents by id."""


def counting_claims(library: Evidence) -> tuple[LibraryClaim, ...]:
    """The claims that views show, in the library's order: neither rejected nor vanished from their document."""
    return tuple(claim for claim in library.claims.values() if claim.counts)


def subjects(claim: Claim | LibraryClaim) -> tuple[str, ...]:
    """What the claim gives its verdict on: one combination, or each of its therapies.

    Example:
        >>> from evidence.library.records import LibraryClaim, Place
        >>> pair = LibraryClaim(id="x", document="d", text="", place=Place(exact=""), therapies=("vincristine", "aspirin"),
        ...     combination=True)
        >>> subjects(pair)
        ('vincristine + aspirin',)
    """
    return (" + ".join(claim.therapies),) if claim.combination and claim.therapies else claim.therapies


def conditions_of(claim: Claim | LibraryClaim) -> tuple[str, ...]:
    """The claim's conditions; one empty name where the text names none."""
    return claim.conditions or ("",)


def direction_label(direction: Direction) -> str:
    """A direction as word and sign. The word comes first, so that no cell of a spreadsheet begins with a sign.

    Example:
        >>> [direction_label(d) for d in DIRECTION_ORDER]
        ['supports (+)', 'mixed (±)', 'against (−)', 'mentioned (·)']
    """
    return f"{direction} ({SIGNS[direction]})"


def count_directions(claims: tuple[LibraryClaim, ...]) -> tuple[str, ...]:
    """Each direction once, with how often if more than once: ``("supports (+) ×2", "mentioned (·)")``."""
    counts = {d: sum(claim.direction == d for claim in claims) for d in DIRECTION_ORDER}
    return tuple(direction_label(d) + (f" ×{n}" if n > 1 else "") for d, n in counts.items() if n)


def document_label(document: DocumentRecord) -> str:
    """A document's title, else its path; of a path from the root only the file's name, since folders of one's own are nobody's business."""
    path = document.path.rpartition("/")[2] if document.path.startswith("/") else document.path
    return clean(document.title or path or document.id)


def distinct_sources(claims: tuple[LibraryClaim, ...]) -> tuple[str, ...]:
    """Keys of all linked sources, each once, in order of citation."""
    return tuple(dict.fromkeys(key for claim in claims for key in claim.sources))
