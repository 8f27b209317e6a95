"""Bodies of evidence, therapy × condition (× outcome): which one a person means by the names they use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evidence.errors import InputError
from evidence.library.catalogue import NotHere

if TYPE_CHECKING:
    from evidence.library.library import Library
    from evidence.library.records import Assessed, Assessment, LibraryClaim

Parts = frozenset[str]
_MOST_SHOWN = 12


class Body(NamedTuple):
    """A body of evidence by its names."""

    therapy: str
    condition: str | None = None
    outcome: str | None = None

    def __str__(self) -> str:
        place = f" in {self.condition}" if self.condition else ""
        return f"{self.therapy}{place}" + (f", {self.outcome}" if self.outcome else "")


def body_of(one: Assessment | Assessed) -> Body:
    """What somebody's words are about."""
    return Body(one.therapy, one.condition, one.outcome)


def find_body(library: Library, therapy: str, condition: str | None = None, outcome: str | None = None) -> Body:
    """The body of evidence that a person means.

    Args:
        library: Not modified.
        therapy: A therapy or combination (``a + b``, in any order) that claims are about, as the library, a page or the vocabulary
            names it.
        condition: A condition that it stands in; empty where the pages state none. It can be left out where there is only one.
        outcome: In a person's own words; one that differs only in case from a known one is that one.

    Raises:
        NotKnown: No claim is about such a therapy; with those that are near.
        InputError: Not in that condition, or which of several is not said; the message lists them.
    """
    claims = tuple(claim for claim in library.claims.values() if claim.counts)
    names: dict[Parts, str] = {}
    about: dict[Parts, dict[str | None, list[LibraryClaim]]] = {}
    for one in library.assessments:  # what was filled in before can be changed, also when no claim is about it any more
        names.setdefault(parts_of(one.therapy), one.therapy)
        about.setdefault(parts_of(one.therapy), {}).setdefault(one.condition, [])
    for claim in claims:
        for subject in _subjects(claim):
            names.setdefault(parts_of(subject), subject)
            for name in claim.conditions or (None,):
                about.setdefault(parts_of(subject), {}).setdefault(name, []).append(claim)
    parts = _find_parts(therapy, names, claims)
    subject = names[parts]
    at = _find_condition(subject, condition, tuple(about[parts]))
    known = [one.outcome for one in library.assessments if body_of(one)[:2] == (subject, at) and one.outcome]
    known += [claim.outcome for claim in about[parts][at] if claim.outcome]
    wanted = " ".join((outcome or "").split())
    return Body(subject, at, next((name for name in known if name.casefold() == wanted.casefold()), wanted or None))


def parts_of(subject: str) -> Parts:
    """The members of a therapy or combination, so that ``a + b`` and ``b + a`` are the same.

    Example:
        >>> parts_of("Ice + tape") == parts_of("tape + ice"), parts_of("ice") == parts_of("tape")
        (True, False)
    """
    return frozenset(" ".join(part.split()).casefold() for part in subject.split(" + "))


def _subjects(claim: LibraryClaim) -> tuple[str, ...]:
    return (" + ".join(claim.therapies),) if claim.combination and claim.therapies else claim.therapies


def _find_parts(written: str, names: Mapping[Parts, str], claims: Iterable[LibraryClaim]) -> Parts:
    spellings = {
        spelled.casefold(): claim.therapies[0]
        for claim in claims
        if len(claim.therapies) == 1
        for spelled in claim.as_written
    }
    parts = parts_of(written)
    as_pages_write = frozenset(spellings.get(part, part).casefold() for part in parts)
    for read in (parts, as_pages_write):
        if read in names:
            return read
    read = frozenset(map(_in_vocabulary, parts))
    if read in names:
        return read
    by_name = {name.casefold(): name for name in names.values()}
    near = difflib.get_close_matches(written.casefold(), by_name, n=3)
    near += [name for name in by_name if parts & parts_of(name)]  # it has a claim only together with others
    raise NotHere("therapy", written, tuple(by_name[name] for name in dict.fromkeys(near))[:3])


def _in_vocabulary(part: str) -> str:
    from evidence.therapies import load_vocabulary  # the table is needed only for names that the library does not have

    vocabulary = load_vocabulary()
    therapy = vocabulary.therapy(part) or vocabulary.therapy(part.upper())
    return therapy.name.casefold() if therapy else part


def _find_condition(subject: str, written: str | None, known: Sequence[str | None]) -> str | None:
    listed = ", ".join(repr(name) for name in sorted(filter(None, known))[:_MOST_SHOWN]) or "none that a page states"
    unstated = '; --condition "" is where the pages state none' if None in known else ""
    if written is None:
        if len(known) == 1:
            return known[0]
        raise InputError(f"{subject} stands in several conditions; say --condition NAME, one of: {listed}{unstated}")
    wanted = " ".join(written.split()).casefold()
    if not wanted and None in known:
        return None
    by_name = {name.casefold(): name for name in known if name}
    if wanted in by_name:
        return by_name[wanted]
    from evidence.therapies import find_conditions  # the table is needed only for names that the library does not have

    named = [mention.name.casefold() for mention in find_conditions(written)]
    if len(named) == 1 and named[0] in by_name:
        return by_name[named[0]]
    raise InputError(f"{subject} stands in no condition {written!r} here; it stands in: {listed}{unstated}")
