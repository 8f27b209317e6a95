"""The rows of each kind of evidence table, as (key, cells); ``table`` makes the value of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from evidence.styles import short_reference
from evidence.views.subjects import (
    CONTEXT_WORDS,
    conditions_of,
    count_directions,
    counting_claims,
    direction_label,
    distinct_sources,
    document_label,
    subjects,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence

Cells = tuple[tuple[str, ...], ...]
Row = tuple[str, Cells]

NO_SOURCE = "no source"
ONLY_CONTEXT = "only as context"
NO_TREATMENT = "cited, supports no treatment"
NOT_CITED = "in the library, cited by no document"


def therapy_rows(library: Evidence) -> Iterator[Row]:
    """One row a therapy (or combination) and condition; then the therapies that are named only as context."""
    groups: dict[tuple[str, str], list[LibraryClaim]] = defaultdict(list)
    background: dict[tuple[str, str], list[tuple[str, LibraryClaim]]] = defaultdict(list)
    combined: set[tuple[str, str]] = set()
    for claim in counting_claims(library):
        for condition in conditions_of(claim):
            for subject in subjects(claim):
                groups[subject, condition].append(claim)
            for therapy, words in _background_of(claim):
                background[therapy, condition].append((words, claim))
            combined.update((therapy, condition) for therapy in claim.therapies if claim.combination)
    only_context = background.keys() - groups.keys() - combined
    sizes = Counter(condition for _, condition in (*groups, *only_context))

    def order(pair: tuple[str, str]) -> tuple[object, ...]:
        subject, condition = pair
        theirs = tuple(groups.get(pair, ()))
        return (not condition, -sizes[condition], condition, not theirs, -len(distinct_sources(theirs)), subject)

    for subject, condition in sorted((*groups, *only_context), key=order):
        claims = tuple(groups.get((subject, condition), ()))
        named = background.get((subject, condition), [])
        context = tuple(dict.fromkeys(words for words, _ in named))
        documents = _documents(library, claims or (claim for _, claim in named))
        cells = (*_verdict_cells(library, subject, condition, claims), context, documents)
        yield f"therapy:{subject}", cells


def _verdict_cells(library: Evidence, subject: str, condition: str, claims: tuple[LibraryClaim, ...]) -> Cells:
    routes = ", ".join(dict.fromkeys(claim.route for claim in claims if claim.route))
    uncited = sum(not claim.links for claim in claims)
    return (
        (f"{subject} ({routes})" if routes else subject,),
        (condition,),
        count_directions(claims) or (ONLY_CONTEXT,),
        _short(library, distinct_sources(claims)) or ((NO_SOURCE,) if claims else ()),
        (str(len(claims)),),
        (str(uncited),),
    )


def _background_of(claim: LibraryClaim) -> Iterator[tuple[str, str]]:
    """Therapies that the claim names without a verdict on them alone, and as what."""
    about = " / ".join(subjects(claim))
    for named in claim.context:
        yield named.therapy, f"{about}: {CONTEXT_WORDS[named.role]}"
    for member in claim.therapies if claim.combination else ():
        yield member, f"in combination: {about}"


def claim_rows(library: Evidence) -> Iterator[Row]:
    """One row a claim, as the documents have them."""
    for claim in counting_claims(library):
        route = f" ({claim.route})" if claim.route else ""
        yield (
            f"claim:{claim.id}",
            (
                tuple(f"{subject}{route}" for subject in subjects(claim)),
                (direction_label(claim.direction),),
                (claim.text,),
                _short(library, claim.sources) or (NO_SOURCE,),
                claim.conditions,
                (claim.outcome or "",),
                (claim.study or "",),
                tuple(f"{named.therapy} ({named.role})" for named in claim.context),
                claim.cues,
                claim.uncertain,
                (claim.id, *(() if claim.status == "found" else (claim.status,))),
                _documents(library, (claim,)),
            ),
        )


def source_rows(library: Evidence) -> Iterator[Row]:
    """One row a source, also one that supports no treatment."""
    claims_of: dict[str, list[LibraryClaim]] = defaultdict(list)
    for claim in counting_claims(library):
        for key in dict.fromkeys(claim.sources):
            claims_of[key].append(claim)
    citing: dict[str, list[str]] = defaultdict(list)
    for document in library.documents.values():
        for citation in document.citations:
            citing[citation.source].append(document_label(document))
    for key, source in library.sources.items():
        claims = tuple(claims_of[key])
        named = list(dict.fromkeys(citing[key])) or list(_documents(library, claims))
        nothing = NO_TREATMENT if named else NOT_CITED
        yield (
            f"source:{key}",
            (
                (short_reference(source),),
                (key,),
                source.cited_as,
                _verdicts(claims) or (nothing,),
                (str(len(claims)),),
                source.uncertain,
                tuple(named),
            ),
        )


def _verdicts(claims: Iterable[LibraryClaim]) -> tuple[str, ...]:
    said: dict[str, list[LibraryClaim]] = defaultdict(list)
    for claim in claims:
        for subject in subjects(claim):
            said[subject].append(claim)
    return tuple(f"{subject}: {', '.join(count_directions(tuple(theirs)))}" for subject, theirs in said.items())


def _short(library: Evidence, keys: Iterable[str]) -> tuple[str, ...]:
    shown = (
        (short_reference(library.sources[key]) if key in library.sources else key, key) for key in dict.fromkeys(keys)
    )
    return tuple(f"{name} [{key}]" if name != key else f"[{key}]" for name, key in shown)


def _documents(library: Evidence, claims: Iterable[LibraryClaim]) -> tuple[str, ...]:
    names = dict.fromkeys(claim.document for claim in claims if claim.document)
    return tuple(document_label(library.documents[name]) if name in library.documents else name for name in names)


__all__ = ["NOT_CITED", "NO_SOURCE", "NO_TREATMENT", "ONLY_CONTEXT", "Row", "claim_rows", "source_rows", "therapy_rows"]
