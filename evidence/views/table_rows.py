"""The rows of each kind of evidence table as values: numbers are numbers, several things are tuples, a key is a key.

``table_cells`` puts them into words for a person; ``to_rows`` and the JSON format give them as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from evidence.library.bodies import Parts, parts_of
from evidence.library.records import Assessed
from evidence.records import ContextTherapy, Direction, Record, Role
from evidence.views.appraisal import SourceNote, source_notes
from evidence.views.subjects import DIRECTION_ORDER, conditions_of, counting_claims, distinct_sources, subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence

NO_TREATMENT = "cited, supports no treatment"
NOT_CITED = "in the library, cited by no document"


class Statement(Record, frozen=True, kw_only=True):
    """A claim as its document words it; ``sources`` are keys, none where the claim has no source."""

    claim: str
    text: str
    direction: Direction
    sources: tuple[str, ...] = ()


class Background(Record, frozen=True, kw_only=True):
    """The claims on ``of`` name the row's therapy only as background, or (``role`` is ``None``) as a member of that combination."""

    of: str
    role: Role | None = None


class TherapyRow(Record, frozen=True, kw_only=True):
    """A therapy or combination in a condition (``None``: not stated). ``therapies`` are its members.

    ``directions`` counts claims by direction; ``uncited`` the claims without a source. A row without claims is there because the
    therapy is named as background. ``documents`` are ids. ``assessments`` are what people filled in, of the
    evidence as a whole first, then one an outcome.
    """

    therapy: str
    therapies: tuple[str, ...]
    combination: bool = False
    routes: tuple[str, ...] = ()
    condition: str | None = None
    outcomes: tuple[str, ...] = ()
    directions: dict[Direction, int] = {}
    sources: tuple[SourceNote, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: int = 0
    uncited: int = 0
    context: tuple[Background, ...] = ()
    documents: tuple[str, ...] = ()
    assessments: tuple[Assessed, ...] = ()


class ClaimRow(Record, frozen=True, kw_only=True):
    """A claim; ``subjects`` are what it judges: each therapy, or one combination. ``document`` is an id."""

    claim: str
    status: str = "found"
    subjects: tuple[str, ...]
    therapies: tuple[str, ...]
    combination: bool = False
    route: str | None = None
    direction: Direction
    text: str
    sources: tuple[SourceNote, ...] = ()
    conditions: tuple[str, ...] = ()
    outcome: str | None = None
    study: str | None = None
    context: tuple[ContextTherapy, ...] = ()
    cues: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    document: str | None = None


class SubjectVerdict(Record, frozen=True, kw_only=True):
    """What is claimed of a therapy or combination, as numbers of claims by direction."""

    therapy: str
    directions: dict[Direction, int]


class SourceRow(SourceNote, frozen=True, kw_only=True):
    """A source with the verdicts that rest on it, also one that supports none. ``claims`` and ``documents`` are ids."""

    cited_as: tuple[str, ...] = ()
    verdicts: tuple[SubjectVerdict, ...] = ()
    claims: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def therapy_rows(library: Evidence) -> Iterator[TherapyRow]:
    """One row a therapy (or combination) and condition; then the therapies that are named only as context."""
    groups: dict[tuple[str, str], list[LibraryClaim]] = defaultdict(list)
    background: dict[tuple[str, str], list[tuple[Background, LibraryClaim]]] = defaultdict(list)
    combined: set[tuple[str, str]] = set()
    for claim in counting_claims(library):
        for condition in conditions_of(claim):
            for subject in subjects(claim):
                groups[subject, condition].append(claim)
            for therapy, how in _background_of(claim):
                background[therapy, condition].append((how, claim))
            combined.update((therapy, condition) for therapy in claim.therapies if claim.combination)
    only_context = background.keys() - groups.keys() - combined
    sizes = Counter(condition for _, condition in (*groups, *only_context))
    said: dict[tuple[Parts, str], list[Assessed]] = defaultdict(list)
    for one in getattr(library, "assessments", ()):  # documents alone have none
        said[parts_of(one.therapy), one.condition or ""].append(one)

    def order(pair: tuple[str, str]) -> tuple[object, ...]:
        subject, condition = pair
        theirs = tuple(groups.get(pair, ()))
        return (not condition, -sizes[condition], condition, not theirs, -len(distinct_sources(theirs)), subject)

    for subject, condition in sorted((*groups, *only_context), key=order):
        claims = tuple(groups.get((subject, condition), ()))
        named = background.get((subject, condition), [])
        about = claims or tuple(claim for _, claim in named)
        yield TherapyRow(
            therapy=subject,
            therapies=claims[0].therapies if claims and claims[0].combination else (subject,),
            combination=bool(claims) and claims[0].combination,
            routes=tuple(dict.fromkeys(claim.route for claim in claims if claim.route)),
            condition=condition or None,
            outcomes=tuple(dict.fromkeys(claim.outcome for claim in claims if claim.outcome)),
            directions=_count(claims),
            sources=source_notes(library, claims, distinct_sources(claims)),
            statements=tuple(
                Statement(claim=claim.id, text=claim.text, direction=claim.direction, sources=claim.sources)
                for claim in claims
            ),
            claims=len(claims),
            uncited=sum(not claim.links for claim in claims),
            context=tuple(dict.fromkeys(one for one, _ in named)),
            documents=tuple(dict.fromkeys(claim.document for claim in about if claim.document)),
            assessments=tuple(sorted(said[parts_of(subject), condition], key=lambda one: one.outcome is not None)),
        )


def _count(claims: Iterable[LibraryClaim]) -> dict[Direction, int]:
    counts = Counter(claim.direction for claim in claims)
    return {direction: counts[direction] for direction in DIRECTION_ORDER if counts[direction]}


def _background_of(claim: LibraryClaim) -> Iterator[tuple[str, Background]]:
    """Therapies that the claim names without a verdict on them alone, and as what."""
    about = " / ".join(subjects(claim))
    for named in claim.context:
        yield named.therapy, Background(of=about, role=named.role)
    for member in claim.therapies if claim.combination else ():
        yield member, Background(of=about)


def claim_rows(library: Evidence) -> Iterator[ClaimRow]:
    """One row a claim, as the documents have them."""
    for claim in counting_claims(library):
        yield ClaimRow(
            claim=claim.id,
            status=claim.status,
            subjects=subjects(claim),
            therapies=claim.therapies,
            combination=claim.combination,
            route=claim.route,
            direction=claim.direction,
            text=claim.text,
            sources=source_notes(library, (claim,), claim.sources),
            conditions=claim.conditions,
            outcome=claim.outcome,
            study=claim.study,
            context=claim.context,
            cues=claim.cues,
            uncertain=claim.uncertain,
            document=claim.document or None,
        )


def source_rows(library: Evidence) -> Iterator[SourceRow]:
    """One row a source, also one that supports no treatment."""
    claims_of: dict[str, list[LibraryClaim]] = defaultdict(list)
    for claim in counting_claims(library):
        for key in dict.fromkeys(claim.sources):
            claims_of[key].append(claim)
    citing: dict[str, list[str]] = defaultdict(list)
    for document in library.documents.values():
        for citation in document.citations:
            citing[citation.source].append(document.id)
    for key, source in library.sources.items():
        claims = tuple(claims_of[key])
        [note] = source_notes(library, claims, (key,))
        yield SourceRow(
            **note.to_dict(),
            cited_as=source.cited_as,
            verdicts=_verdicts(claims),
            claims=tuple(claim.id for claim in claims),
            uncertain=source.uncertain,
            documents=tuple(dict.fromkeys(citing[key] or [claim.document for claim in claims if claim.document])),
        )


def _verdicts(claims: Iterable[LibraryClaim]) -> tuple[SubjectVerdict, ...]:
    said: dict[str, list[LibraryClaim]] = defaultdict(list)
    for claim in claims:
        for subject in subjects(claim):
            said[subject].append(claim)
    return tuple(SubjectVerdict(therapy=subject, directions=_count(theirs)) for subject, theirs in said.items())
