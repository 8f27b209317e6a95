"""Claims that a rater read on a page and the program did not find: added once, however often the sheet is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError
from evidence.library.deciding import find_quote, read_again
from evidence.review.answers import Answers, MissedClaim, SheetError
from evidence.review.members import Word, sameness
from evidence.review.opinions import Opinion
from evidence.review.sheet import find_document

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.library import Library
    from evidence.library.records import LibraryClaim
    from evidence.records import Span


def add_missed(
    library: Library, sheet: Answers, rater: str, *, at: str, why: str
) -> tuple[Library, dict[str, Opinion], tuple[str, ...]]:
    """The library with a rater's missed claims.

    Returns:
        The library; opinions on claims that are there already, because someone else added or the program found them; and the ids of
        all these claims.

    Raises:
        SheetError: A page or a quotation that is not there; all problems, each with its cell.
    """
    problems: list[str] = []
    pages: dict[str, Document] = {}
    opinions: dict[str, Opinion] = {}
    names: list[str] = []
    for row in sheet.missed:
        where = "document"
        try:
            name = find_document(library, row.document)
            mine = next((claim.id for claim in library.claims.values() if _added_by(claim, rater, row, name)), None)
            if mine is None:
                if name not in pages:
                    pages[name] = read_again(library.documents[name], library.path)
                where = "sentence"
                place = find_quote(pages[name], row.quote)
                mine = next(
                    (one.id for one in library.claims.values() if _added_by(one, rater, row, name, place)), None
                )
            if mine is not None:
                names.append(mine)
                continue
            there = _there_already(library, row, name, rater, place)
            if there is not None:
                names.append(there.id)
                opinions[there.id] = _confirming(there, row)
                continue
            members: dict[str, Any] = {key: word.value for key, word in row.words.items()}
            sources = members.pop("sources", ())
            after = library.add_claim(
                pages[name], row.quote, members.pop("therapies"), members.pop("direction"), sources=sources, by=rater, at=at,
                why=row.why or why, **members,
            )  # fmt: skip
            names += [claim for claim in after.claims if claim not in library.claims]
            library = after
        except EvidenceError as error:
            problems.append(f"{row.places[where]}: {error}")
    if problems:
        raise SheetError(problems, path=sheet.path)
    return library, opinions, tuple(names)


def _added_by(claim: LibraryClaim, rater: str, row: MissedClaim, document: str, place: Span | None = None) -> bool:
    """Whether this rater added this very claim before, by its words or by its place."""
    first = claim.decisions[0] if claim.decisions else None
    if claim.document != document or first is None or first.by != rater:
        return False
    if any(sameness(first.set.get(name)) != row.words[name].same for name in ("therapies", "direction")):
        return False
    return _squeezed(claim.text) == _squeezed(row.quote) or (place is not None and _overlap(claim, place))


def _there_already(library: Library, row: MissedClaim, document: str, rater: str, place: Span) -> LibraryClaim | None:
    """The claim on the same therapies at the same place, if the direction is the same or another person added it."""
    for claim in library.claims.values():
        if claim.document != document or claim.missing or not _overlap(claim, place):
            continue
        added = (
            not claim.cues
            and claim.decisions
            and "therapies" in claim.decisions[0].set
            and claim.decisions[0].by != rater
        )
        if sameness(claim.therapies) == row.words["therapies"].same and (
            added or claim.direction == row.words["direction"].value
        ):
            return claim
    return None


def _confirming(claim: LibraryClaim, row: MissedClaim) -> Opinion:
    """A rater who would have added a claim that is there takes it for right, as far as the row says."""
    words = {**row.words, "status": Word("accepted", "accepted")}
    links = dict.fromkeys(row.words["sources"].value, True) if "sources" in row.words else {}
    same = [name for name in ("therapies", "direction") if sameness(getattr(claim, name)) == words[name].same]
    words.update({name: words[name]._replace(explicit=False) for name in same})
    return Opinion(words, links, {}, row.why)


def _overlap(claim: LibraryClaim, place: Span) -> bool:
    return claim.place.start < place[1] and place[0] < claim.place.end


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
