"""The answer first: which therapies have a source, which have none, and how many of everything there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evidence.records import Record
from evidence.styles import short_reference
from evidence.views.appraisal import INTEGRITY_WORDS, TROUBLED, appraise, lookups_of
from evidence.views.questions import find_losses
from evidence.views.statement import shown_statement
from evidence.views.subjects import (
    count_directions,
    counting_claims,
    direction_label,
    distinct_sources,
    subjects,
)
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence


class Verdict(Record, frozen=True, kw_only=True):
    """A therapy or combination with all that is claimed of it, in whatever condition."""

    subject: str
    directions: tuple[str, ...]
    sources: tuple[str, ...]
    uncited: int


class Figure(NamedTuple):
    """A number and what it counts; ``alarm`` where a reader must not overlook it."""

    number: int
    what: str
    alarm: bool = False


class BareStatement(NamedTuple):
    """A sentence without a source, and what it claims in short."""

    text: str
    about: str


class Alarm(NamedTuple):
    """A source that was retracted or is under an expression of concern, and what rests on it; therapies that lose all come first."""

    key: str
    reference: str
    words: str
    loses_all: tuple[str, ...]
    loses_some: tuple[str, ...]
    claims: int


def find_verdicts(claims: tuple[LibraryClaim, ...]) -> tuple[Verdict, ...]:
    """What is claimed of each therapy or combination; those with most sources first, then by name."""
    groups: dict[str, list[LibraryClaim]] = {}
    for claim in claims:
        for subject in subjects(claim):
            groups.setdefault(clean(subject), []).append(claim)
    found = [
        Verdict(
            subject=subject,
            directions=count_directions(tuple(theirs)),
            sources=distinct_sources(tuple(theirs)),
            uncited=sum(not claim.links for claim in theirs),
        )
        for subject, theirs in groups.items()
    ]
    return tuple(sorted(found, key=lambda verdict: (-len(verdict.sources), verdict.subject)))


def summarise(library: Evidence) -> str:
    """The library in three sentences of words and numbers."""
    claims = counting_claims(library)
    verdicts = find_verdicts(claims)
    cited = sum(bool(verdict.sources) for verdict in verdicts)
    linked = {key for claim in claims for key in claim.sources}
    idle = sum(key not in linked for key in library.sources)
    conditions = [name for name, _ in Counter(name for claim in claims for name in claim.conditions).most_common()]
    about = f" on {_listed(conditions)}" if conditions else ""
    documents = counted(len(library.documents), "document")
    sentences = [
        f"{documents[0].upper()}{documents[1:]}{about}: {counted(len(claims), 'claim')} on "
        f"{counted(len(verdicts), 'therapy or combination', 'therapies or combinations')}.",
        f"{cited} of them {'rests' if cited == 1 else 'rest'} on at least one source, {len(verdicts) - cited} "
        f"{'is' if len(verdicts) - cited == 1 else 'are'} claimed without any.",
        f"{counted(len(library.sources), 'source')} in all"
        + (f", {idle} of which {'supports' if idle == 1 else 'support'} no treatment." if idle else "."),
    ]
    return clean(" ".join(sentences))


def _listed(names: list[str], most: int = 4) -> str:
    shown = (
        names[:most] if len(names) <= most + 1 else [*names[: most - 1], f"{len(names) - most + 1} other conditions"]
    )
    if len(names) == most + 1:
        shown = names
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def count_figures(library: Evidence) -> tuple[Figure, ...]:
    """The numbers at the head of the report."""
    claims = counting_claims(library)
    verdicts = find_verdicts(claims)
    cited = sum(bool(verdict.sources) for verdict in verdicts)
    alarms = len(find_alarms(library))
    return (
        Figure(cited, "treatments with a source"),
        Figure(len(verdicts) - cited, "without a source"),
        Figure(len(claims), "claim" if len(claims) == 1 else "claims"),
        Figure(len(library.sources), "source" if len(library.sources) == 1 else "sources"),
        *((Figure(alarms, "retracted or of concern", alarm=True),) if alarms else ()),
    )


def find_alarms(library: Evidence) -> tuple[Alarm, ...]:
    """The sources that a service calls retracted or of concern, in the library's order, with what would fall with each."""
    alarms = []
    for key, source in library.sources.items():
        status = appraise(lookups_of(library).get(key, ())).integrity
        if status not in TROUBLED:
            continue
        lost = find_losses(library, (key,))
        alarms.append(
            Alarm(
                key,
                short_reference(source),
                INTEGRITY_WORDS.get(status or "", status or ""),
                tuple(clean(loss.name) for loss in lost.therapies if loss.all),
                tuple(clean(loss.name) for loss in lost.therapies if not loss.all),
                len(lost.claims),
            )
        )
    return tuple(alarms)


def tell_lookups(library: Evidence) -> str:
    """Whether anybody asked who the sources are, in one sentence; empty where there are no sources."""
    total = len(library.sources)
    asked = sum(bool(lookups_of(library).get(key)) for key in library.sources)
    if not total:
        return ""
    if not asked:
        return "No source was looked up: whether they exist as cited, what kind of studies they are and whether any was retracted is not known here."
    rest = f"; nothing was asked about the other {total - asked}" if asked < total else ""
    return f"{counted(asked, 'source')} of {total} {'was' if asked == 1 else 'were'} looked up{rest}."


def list_bare_statements(library: Evidence, claims: tuple[LibraryClaim, ...]) -> tuple[BareStatement, ...]:
    """Each sentence without a source once, with the therapies that it names."""
    about: dict[str, list[str]] = {}
    for claim in claims:
        if not claim.links:
            about.setdefault(shown_statement(library, claim), []).extend(
                f"{subject}: {direction_label(claim.direction)}" for subject in subjects(claim)
            )
    return tuple(BareStatement(text, "; ".join(map(clean, dict.fromkeys(named)))) for text, named in about.items())
