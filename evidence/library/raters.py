"""Words of raters, each for themselves: they count on a point where everyone who has a word on it says the same.

All words are kept, in whatever order they came, and what counts follows from all of them. So two sheets give the same together, one
after the other, or in the other order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from evidence.library.records import ClaimRecord, Decision

LINK = "source "
"""Before a key: the point whether a claim rests on this source."""

Words = dict[str, tuple[Any, int]]
"""Point → what a person last said on it, and with which decision."""


def sameness(value: Any) -> Any:
    """What two values share that mean the same: case, white space and the order of a list do not count.

    Example:
        >>> sameness(["ice", "Rest"]) == sameness(("rest", "ice")), sameness("") == sameness(None)
        (True, True)
    """
    if isinstance(value, list | tuple):
        return tuple(sorted({list_item(part).casefold() for part in value}))
    return value if isinstance(value, bool) else " ".join(str(value or "").split()).casefold()


def list_item(part: Any) -> str:
    """One element of a list as a person reads it; a context therapy with its role.

    Example:
        >>> list_item({"therapy": "ice", "role": "refractory"}), list_item("cool  wraps")
        ('ice: refractory', 'cool wraps')
    """
    if isinstance(part, Mapping):
        part = f"{part['therapy']}: {part['role']}" if "role" in part else part.get("name", "")
    elif hasattr(part, "role"):
        part = f"{part.therapy}: {part.role}"
    return " ".join(str(part).split())


def said_on(decision: Decision) -> Iterator[tuple[str, Any]]:
    """The points that a decision is about, each with its value: members, ``status``, and sources one by one.

    Example:
        >>> dict(said_on(Decision(set={"therapies": ["ice", "rest"]}, unlink="a-2001")))
        {'therapies': ['ice', 'rest'], 'combination': True, 'source a-2001': False}
    """
    yield from decision.set.items()
    if "therapies" in decision.set and "combination" not in decision.set:
        yield "combination", len(decision.set["therapies"]) > 1
    if decision.link is not None:
        yield LINK + decision.link.source, True
    if decision.unlink is not None:
        yield LINK + decision.unlink, False


def without_raters(record: ClaimRecord) -> ClaimRecord:
    """The claim as it is without any rater's word: what was found, and what people settled."""
    return msgspec.structs.replace(record, decisions=tuple(one for one in record.decisions if not one.rated))


def in_effect(record: ClaimRecord) -> tuple[Decision, ...]:
    """The decisions that count, in their order: those of raters only on points on which nobody says otherwise.

    Who accepts a claim says of every point what counts without the raters; who corrects one takes it for a claim. A decision that is no
    rater's always counts, and settles what raters differ on.

    Example:
        >>> from evidence.library.records import FoundClaim, NamedTherapy, Place
        >>> ann = Decision(set={"status": "accepted", "direction": "mixed"}, by="Ann", rated=True)
        >>> ben = Decision(set={"status": "accepted", "direction": "against"}, by="Ben", rated=True)
        >>> found = FoundClaim(therapies=(NamedTherapy(name="ice"),))
        >>> claim = ClaimRecord(id="ice-1", document="d", place=Place(exact="Ice."), found=found, decisions=(ann, ben))
        >>> [one.set for one in in_effect(claim)]
        [{'status': 'accepted'}, {'status': 'accepted'}]
    """
    if not any(decision.rated for decision in record.decisions):
        return record.decisions
    everyone: dict[str, Words] = {}
    last: dict[str, int] = {}
    for at, decision in enumerate(record.decisions):
        everyone.setdefault(decision.by, {}).update({point: (sameness(to), at) for point, to in said_on(decision)})
        last[decision.by] = at
    raters = {decision.by for decision in record.decisions if decision.rated}
    adder = record.decisions[0].by if record.found is None else None
    points = {point for one in record.decisions if one.rated for point, _ in said_on(one)}
    agreed = {point for point in points if _is_agreed(point, everyone, raters, last, adder)}
    return tuple(kept for one in record.decisions if (kept := _on(one, agreed) if one.rated else one) is not None)


def _is_agreed(
    point: str, everyone: Mapping[str, Words], raters: set[str], last: Mapping[str, int], adder: str | None
) -> bool:
    """Whether all who have a word on a point say the same."""
    words = {by: mine[point] for by, mine in everyone.items() if point in mine and _speaks(mine, point)}
    if len({same for same, _ in words.values()}) != 1:
        return False
    said = next(same for same, _ in words.values())
    first = min(at for _, at in words.values())
    for by, mine in everyone.items():
        if by in words or not _speaks(mine, point):
            continue
        if by not in raters and last[by] > first:
            continue  # no rater, and knew the word
        if point == "status":
            if said == "rejected":
                return False
        elif _status(mine) == "accepted" or by == adder or _lists_sources(mine, point):
            return False
    return True


def _speaks(mine: Words, point: str) -> bool:
    """Who rejects a claim says nothing of its members."""
    return point == "status" or _status(mine) != "rejected"


def _status(mine: Words) -> Any:
    return mine["status"][0] if "status" in mine else None


def _lists_sources(mine: Words, point: str) -> bool:
    """Whoever puts in or takes out one source has said of all what the claim rests on."""
    return point.startswith(LINK) and any(other.startswith(LINK) for other in mine)


def _on(decision: Decision, agreed: set[str]) -> Decision | None:
    """A decision on these points alone, if it says anything of them."""
    link, unlink = decision.link, decision.unlink
    kept = msgspec.structs.replace(
        decision,
        set={name: value for name, value in decision.set.items() if name in agreed},
        link=link if link is not None and LINK + link.source in agreed else None,
        unlink=unlink if unlink is not None and LINK + unlink in agreed else None,
    )
    return kept if kept.set or kept.link is not None or kept.unlink is not None else None
