"""Filled-in sheets → a new library: what raters decided, with their names; what they disagree on is decided by nobody.

All or nothing: a sheet that does not fit the library leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import msgspec

from evidence.errors import EvidenceError, NotKnown
from evidence.library.decisions import apply_decisions
from evidence.library.raters import LINK, without_raters
from evidence.library.records import ClaimRecord, Decision, Link
from evidence.records import Record
from evidence.review.agreement import Agreement, measure_agreement
from evidence.review.answers import Answers, MissedClaim, RatedClaim, SheetError
from evidence.review.members import BY_NAME, Word
from evidence.review.missed import add_missed
from evidence.review.opinions import Opinion, kept_opinion, last_word, points_of, sheet_opinion, what_counts
from evidence.views.nearest import nearest

if TYPE_CHECKING:
    from evidence.library import Library

Said = dict[str, dict[str, Opinion]]
"""Rater → claim id → opinion."""


class Conflict(Record, frozen=True, kw_only=True):
    """A point on which people differ: ``field`` is a member, ``status``, or ``source KEY``; ``kept`` is what counts.

    Example:
        >>> Conflict(claim="ice-3fa91c", field="direction", words={"Ann": "mixed", "Ben": "against"}, kept="supports").kept
        'supports'
    """

    claim: str
    field: str
    words: dict[str, str]
    kept: str


class RaterCount(Record, frozen=True, kw_only=True):
    """What a rater's file holds, in numbers of claims; ``missed`` are the ids of claims that the rater added or confirmed."""

    rater: str
    file: str
    claims: int
    accepted: int
    rejected: int
    corrected: int
    missed: tuple[str, ...] = ()


class ReviewReport(Record, frozen=True, kw_only=True):
    """What came of an import; ``decided`` are the claims that have new decisions.

    Example:
        >>> ReviewReport(raters=(), agreement=(), conflicts=(), decided=("ice-3fa91c",)).decided
        ('ice-3fa91c',)
    """

    raters: tuple[RaterCount, ...]
    agreement: tuple[Agreement, ...]
    conflicts: tuple[Conflict, ...]
    decided: tuple[str, ...]


def import_sheets(
    library: Library,
    sheets: Sequence[Answers],
    by: Sequence[str],
    *,
    at: str = "",
    why: str = "",
    resolve: str | None = None,
) -> tuple[Library, ReviewReport]:
    """The library with what raters decided, and how they agree.

    Every word that a rater said is appended. Where two people differ on a point, whether both are imported now or one was before, no
    rater's word on it counts: it is as it was found, or as someone settled it, and is a conflict. So sheets give the same together and
    one after the other, in any order. Importing a file again changes nothing.

    Args:
        library: Not modified.
        sheets: Filled-in sheets, one a rater.
        by: The raters' names, in the same order.
        at: When, in ISO form.
        why: Reason of decisions for which the rater gave none.
        resolve: The person whose word is taken where people differ, from a sheet or from an earlier import.

    Raises:
        SheetError: A sheet does not fit this library; all problems with their cells.
        EvidenceError: The same name twice.
        NotKnown: ``resolve`` names nobody who rated.

    Example:
        >>> import evidence
        >>> from evidence.library import Library
        >>> from evidence.review import build_sheet, render_csv
        >>> from evidence.review.answers import read_grid, to_answers
        >>> library = Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]."))
        >>> sheet = to_answers(read_grid(render_csv(build_sheet(library, rater="Ann")), "ann.csv"), "ann.csv")
        >>> import_sheets(library, [sheet], ["Ann"])[1].decided
        ()
    """
    if len(set(by)) < len(by):
        raise EvidenceError(f"{len(by)} files need {len(by)} different raters; say --by NAME once for each file")
    people = {*by, *(decision.by for record in library.file.claims for decision in record.decisions)}
    if resolve is not None and resolve not in people:
        raise NotKnown("rater", resolve, nearest(resolve, people))
    for sheet in sheets:
        _check_fit(library, sheet)
    said: Said = {}
    missed: dict[str, tuple[str, ...]] = {}
    after = library
    for rater, sheet in zip(by, sheets, strict=True):
        said[rater] = {one.claim: sheet_opinion(one.words, one.shown, one.why) for one in sheet.rated if one.words}
        after, confirmed, missed[rater] = add_missed(after, sheet, rater, at=at, why=why)
        said[rater].update(confirmed)
    before = {record.id: record for record in after.file.claims}
    touched = {name for claims in said.values() for name in claims}
    kept = {
        person: {
            name: opinion for name in before if name in touched and (opinion := kept_opinion(before[name], person, by))
        }
        for person in sorted(people)
    }
    new: dict[str, list[Decision]] = {}
    open_points: list[tuple[str, str, dict[str, str]]] = []
    for name in (name for name in before if name in touched):
        mine = {rater: said[rater][name] for rater in by if name in said[rater]}
        past = {person: kept[person][name] for person in kept if person not in mine and name in kept[person]}
        decisions, differing = _settle(before[name], mine, past, at=at, why=why, resolve=resolve)
        if decisions:
            new[name] = decisions
        open_points += [(name, point, words) for point, words in differing]
    after = after.decide_all(new)
    conflicts = tuple(
        Conflict(claim=name, field=point, words=words, kept=_told(point, what_counts(after.claims[name], point)))
        for name, point, words in open_points
    )
    now = {record.id: record.decisions for record in after.file.claims}
    was = {record.id: record.decisions for record in library.file.claims}
    return after, ReviewReport(
        raters=tuple(_count(rater, sheet, missed[rater]) for rater, sheet in zip(by, sheets, strict=True)),
        agreement=_agreement(after, said, kept),
        conflicts=conflicts,
        decided=tuple(name for name in now if now[name] != was.get(name)),
    )


def _check_fit(library: Library, sheet: Answers) -> None:
    """Raise what of a sheet the library does not know."""
    problems = []
    for one in sheet.rated:
        if one.claim not in library.claims:
            problems.append(
                f"{one.places['claim']}: the library has no claim {one.claim!r} (any more); if its page was read again since, "
                "export the sheet again"
            )
    rows: list[RatedClaim | MissedClaim] = [*sheet.rated, *sheet.missed]
    for row in rows:
        shown = row.shown["sources"].value if isinstance(row, RatedClaim) else ()
        for key in row.words["sources"].value if "sources" in row.words else ():
            if key not in library.sources and key not in shown:
                close = nearest(key, library.sources)
                perhaps = f"; perhaps: {', '.join(close)}" if close else "; the sheet 'Sources' lists the keys"
                problems.append(f"{row.places['your sources']}: the library has no source {key!r}{perhaps}")
    if problems:
        raise SheetError(problems, path=sheet.path)


def _settle(
    record: ClaimRecord,
    mine: Mapping[str, Opinion],
    past: Mapping[str, Opinion],
    *,
    at: str,
    why: str,
    resolve: str | None,
) -> tuple[list[Decision], list[tuple[str, dict[str, str]]]]:
    """The decisions that the raters' opinions on a claim make, and the points on which people differ.

    Every word is kept; those on a point on which people differ do not count (``in_effect``), but for the one that ``resolve`` takes.
    """
    without = apply_decisions(without_raters(record))
    known = {rater: opinion for rater in mine if (opinion := kept_opinion(record, rater, ())) is not None}
    new: dict[str, dict[str, Word]] = {rater: {} for rater in mine}
    differing: list[tuple[str, dict[str, str]]] = []
    chosen: dict[str, Word] = {}
    for point in points_of((*mine.values(), *past.values())):
        words = {person: word for person, one in {**past, **mine}.items() if (word := one.point(point)) is not None}
        since = {
            rater: last
            for rater in mine
            if rater in words
            and (last := last_word(record, rater, point))
            and _changed_mind(words[rater], last, mine[rater].seen(point))
        }
        everyone = {**words, **{f"{rater} (since)": word for rater, word in since.items()}}
        if len({word.same for word in everyone.values()}) > 1:
            differing.append((point, {person: _told(point, word) for person, word in everyone.items()}))
            if resolve is not None and resolve in words:
                chosen[point] = words[resolve]
        for rater in mine:
            word = words.get(rater)
            if word is None or rater in since or (point == "status" and not word.explicit):
                continue
            last = last_word(record, rater, point)
            if last is None and not word.explicit:
                earlier = known[rater].point(point) if rater in known else None
                last = earlier or what_counts(without, point)  # accepting says this already
            if last is None or last.same != word.same:
                new[rater][point] = word
    decisions = [one for rater in new for one in _decisions(new[rater], rater, at, mine[rater].why or why, rated=True)]
    if resolve is not None:
        now = apply_decisions(msgspec.structs.replace(record, decisions=(*record.decisions, *decisions)))
        ruled = {point: word for point, word in chosen.items() if what_counts(now, point).same != word.same}
        decisions += _decisions(ruled, resolve, at, (mine[resolve].why if resolve in mine else "") or why, rated=False)
    return decisions, differing


def _changed_mind(word: Word, last: Word, seen: Word | None) -> bool:
    """Whether a rater decided otherwise after this sheet was made: then the sheet is the older word."""
    return last.same != word.same and (seen is None or seen.same != last.same)


def _decisions(words: Mapping[str, Word], by: str, at: str, why: str, *, rated: bool) -> list[Decision]:
    members: dict[str, Any] = {point: word.value for point, word in words.items() if not point.startswith(LINK)}
    if "therapies" in members and "combination" in words and not words["combination"].explicit:
        del members["combination"]  # follows from the number of therapies
    out = [Decision(set=members, rated=rated, by=by, at=at, why=why)] if members else []
    for point, word in words.items():
        key = point.removeprefix(LINK)
        if point.startswith(LINK) and word.value:
            out.append(Decision(link=Link(source=key), rated=rated, by=by, at=at, why=why))
        elif point.startswith(LINK):
            out.append(Decision(unlink=key, rated=rated, by=by, at=at, why=why))
    return out


def _told(point: str, word: Word) -> str:
    if point.startswith(LINK):
        return "linked" if word.value else "not linked"
    return word.shown()


def _agreement(library: Library, said: Said, kept: Mapping[str, Mapping[str, Opinion]]) -> tuple[Agreement, ...]:
    """Of every two raters of this import, and of each with everyone who decided before."""
    pairs: list[tuple[str, str, Mapping[str, Opinion], Mapping[str, Opinion]]] = [
        (one, other, said[one], said[other]) for one, other in combinations(said, 2)
    ]
    pairs += [(rater, person, said[rater], kept[person]) for rater in said for person in kept if person not in said]
    cited = {
        document.id: tuple(dict.fromkeys(one.source for one in document.citations))
        for document in library.file.documents
    }
    keys = {claim.id: cited.get(claim.document, ()) for claim in library.file.claims}
    out: list[Agreement] = []
    for one, other, mine, theirs in pairs:
        out += measure_agreement((one, other), _words(mine), _words(theirs), keys)
    return tuple(out)


def _words(opinions: Mapping[str, Opinion]) -> dict[str, Mapping[str, Word]]:
    return {name: opinion.words for name, opinion in opinions.items()}


def _count(rater: str, sheet: Answers, missed: tuple[str, ...]) -> RaterCount:
    status = [
        one.words["status"].value for one in sheet.rated if "status" in one.words and one.words["status"].explicit
    ]
    corrected = sum(any(word.explicit for name, word in one.words.items() if name in BY_NAME) for one in sheet.rated)
    return RaterCount(
        rater=rater, file=sheet.path, claims=len(sheet.rated), accepted=status.count("accepted"), rejected=status.count("rejected"),
        corrected=corrected, missed=missed,
    )  # fmt: skip
