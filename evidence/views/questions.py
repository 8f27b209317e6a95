"""What a library is asked: where is no source, what would fall with one, and what hangs on a name (``describe``)."""

from __future__ import annotations

from collections import defaultdict
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.errors import NotKnown
from evidence.records import Record
from evidence.rows import Rows
from evidence.views.nearest import nearest
from evidence.views.subjects import conditions_of, counting_claims, distinct_sources, subjects
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence.library.records import LibraryClaim
    from evidence.records import Claim
    from evidence.views.subjects import Evidence


class SingleSource(Record, frozen=True, kw_only=True):
    """A therapy all of whose cited claims rest on one source."""

    therapy: str
    source: str
    claims: tuple[str, ...]


class Contradiction(Record, frozen=True, kw_only=True):
    """A therapy or combination that claims support and claims speak against, within one condition (empty: none stated).

    Both sides are ids of claims; across a corpus, paths of pages.
    """

    subject: str
    condition: str
    supporting: tuple[str, ...]
    against: tuple[str, ...]


class Gaps(Rows, Record, frozen=True, kw_only=True):
    """What a library claims without a source, on one source, or both ways. Claims are ids.

    ``uncited_therapies`` have a claim and no source on any of their claims; being named as context is no claim.
    """

    uncited_therapies: tuple[str, ...] = ()
    uncited_claims: tuple[str, ...] = ()
    single_source: tuple[SingleSource, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def __len__(self) -> int:
        return sum(
            len(part) for part in (self.uncited_therapies, self.uncited_claims, self.single_source, self.contradictions)
        )

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a gap, with its kind in ``gap``."""
        return [
            *({"gap": "therapy without a source", "therapy": name} for name in self.uncited_therapies),
            *({"gap": "claim without a source", "claim": claim} for claim in self.uncited_claims),
            *({"gap": "single source", **item.to_dict()} for item in self.single_source),
            *({"gap": "contradiction", **item.to_dict()} for item in self.contradictions),
        ]

    def __repr__(self) -> str:
        return (
            f"<Gaps: {counted(len(self.uncited_therapies), 'therapy', 'therapies')} and {counted(len(self.uncited_claims), 'claim')} "
            f"without a source, {counted(len(self.single_source), 'therapy', 'therapies')} on a single source, "
            f"{counted(len(self.contradictions), 'contradiction')}>"
        )

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_rows())

    def _repr_html_(self) -> str:
        from evidence.views.notebook import gaps_html  # only a notebook needs it

        return gaps_html(self)


class Loss(Record, frozen=True, kw_only=True):
    """Something that loses sources: which keys it loses and how many it keeps."""

    name: str
    lost: tuple[str, ...]
    left: int = 0

    @property
    def all(self) -> bool:
        """Nothing is left."""
        return self.left == 0


class Losses(Rows, Record, frozen=True, kw_only=True):
    """What loses support if ``keys`` fell; in each list those that lose all come first. Documents lose citations."""

    keys: tuple[str, ...]
    therapies: tuple[Loss, ...] = ()
    claims: tuple[Loss, ...] = ()
    documents: tuple[Loss, ...] = ()

    def __len__(self) -> int:
        return len(self.therapies) + len(self.claims) + len(self.documents)

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a loss, with its kind in ``loses``."""
        kinds = (("therapy", self.therapies), ("claim", self.claims), ("document", self.documents))
        return [{"loses": kind, **loss.to_dict(), "all": loss.all} for kind, losses in kinds for loss in losses]

    def __repr__(self) -> str:
        bare = sum(loss.all for loss in self.therapies)
        return (
            f"<Losses without {', '.join(self.keys)}: {counted(len(self.claims), 'claim')}, "
            f"{counted(len(self.therapies), 'therapy', 'therapies')} ({bare} left without a source), "
            f"{counted(len(self.documents), 'document')}>"
        )

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_rows())

    def _repr_html_(self) -> str:
        from evidence.views.notebook import losses_html  # only a notebook needs it

        return losses_html(self)


def find_gaps(library: Evidence) -> Gaps:
    """Therapies and claims without a source, therapies on a single one, and contradictions within one condition."""
    claims = counting_claims(library)
    by_therapy: dict[str, list[LibraryClaim]] = defaultdict(list)
    rows = Sides({}, {})
    for claim in claims:
        for therapy in claim.therapies:
            by_therapy[therapy].append(claim)
        add_to_rows(rows, claim, claim.id)
    sources = {therapy: distinct_sources(tuple(theirs)) for therapy, theirs in sorted(by_therapy.items())}
    return Gaps(
        uncited_therapies=tuple(therapy for therapy, keys in sources.items() if not keys),
        uncited_claims=tuple(claim.id for claim in claims if not claim.links),
        single_source=tuple(
            SingleSource(therapy=therapy, source=keys[0], claims=tuple(c.id for c in by_therapy[therapy] if c.links))
            for therapy, keys in sources.items()
            if len(keys) == 1
        ),
        contradictions=find_contradictions(rows),
    )


class Sides(NamedTuple):
    """Subject and condition → names of what supports it, and of what speaks against it; in order, none twice in a row."""

    supporting: dict[tuple[str, str], list[str]]
    against: dict[tuple[str, str], list[str]]


def add_to_rows(rows: Sides, claim: Claim | LibraryClaim, name: str) -> None:
    """Put a claim's name on its side of each of its rows, therapy × condition; mixed claims and mere mentions take no side."""
    if claim.direction not in ("supports", "against"):
        return
    side = rows.against if claim.direction == "against" else rows.supporting
    for condition in conditions_of(claim):
        for subject in subjects(claim):
            names = side.get((subject, condition))
            if names is None:
                names = side[intern(subject), intern(condition)] = []
            if not names or names[-1] != name:
                names.append(name)


def find_contradictions(rows: Sides) -> tuple[Contradiction, ...]:
    """The rows with names on both sides, by subject and condition.

    Example:
        >>> rows = Sides({("ice", "gout"): ["a"], ("ice", "sprain"): ["c"]}, {("ice", "gout"): ["b"]})
        >>> [(found.condition, found.supporting, found.against) for found in find_contradictions(rows)]
        [('gout', ('a',), ('b',))]
    """
    return tuple(
        Contradiction(
            subject=row[0],
            condition=row[1],
            supporting=tuple(rows.supporting[row]),
            against=tuple(rows.against[row]),
        )
        for row in sorted(rows.supporting.keys() & rows.against.keys())
    )


def find_losses(library: Evidence, keys: Iterable[str]) -> Losses:
    """What would lose support if these sources fell, for example by retraction.

    Args:
        library: Not modified.
        keys: Citation keys; each must be in the library.

    Raises:
        NotKnown: For the first key that is not there, with what was perhaps meant.
    """
    fallen = tuple(dict.fromkeys(keys))
    for key in fallen:
        if key not in library.sources:
            raise NotKnown("source", key, nearest(key, library.sources))
    claims = counting_claims(library)
    by_therapy: dict[str, list[LibraryClaim]] = defaultdict(list)
    for claim in claims:
        for therapy in claim.therapies:
            by_therapy[therapy].append(claim)
    cited = {name: tuple(dict.fromkeys(c.source for c in d.citations)) for name, d in library.documents.items()}
    return Losses(
        keys=fallen,
        therapies=_losses({name: distinct_sources(tuple(theirs)) for name, theirs in by_therapy.items()}, fallen),
        claims=_losses({claim.id: distinct_sources((claim,)) for claim in claims}, fallen),
        documents=_losses(cited, fallen),
    )


def _losses(resting_on: dict[str, tuple[str, ...]], fallen: tuple[str, ...]) -> tuple[Loss, ...]:
    losses = [
        Loss(name=name, lost=lost, left=len(keys) - len(lost))
        for name, keys in resting_on.items()
        if (lost := tuple(key for key in keys if key in fallen))
    ]
    return tuple(sorted(losses, key=lambda loss: (not loss.all, loss.name)))
