"""What each person says of a claim, from a filled-in sheet or from the decisions that are kept; and where two of them differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from evidence.library.decisions import apply_decisions
from evidence.library.raters import LINK, said_on
from evidence.library.records import ClaimRecord, LibraryClaim
from evidence.review.members import BY_NAME, MEMBERS, Word, sameness


class Opinion(NamedTuple):
    """What one person says of one claim.

    Attributes:
        words: By member; ``sources`` are all keys that the claim rests on, in this opinion.
        links: Source → whether the claim rests on it, where the person said so of this very source.
        shown: What this person saw, by member; empty for one that is known from decisions.
        why: Their reason.
    """

    words: Mapping[str, Word]
    links: Mapping[str, bool] = {}
    shown: Mapping[str, Word] = {}
    why: str = ""

    def point(self, name: str) -> Word | None:
        """The word on one point: a member, or a single source."""
        if not name.startswith(LINK):
            return self.words.get(name)
        key = name.removeprefix(LINK)
        if key in self.links:
            return Word(self.links[key], self.links[key])
        said = self.words.get("sources")
        return Word(key in said.value, key in said.value, explicit=False) if said is not None else None

    def seen(self, name: str) -> Word | None:
        """What was shown on that point."""
        return Opinion(self.shown).point(name)


def sheet_opinion(words: Mapping[str, Word], shown: Mapping[str, Word], why: str) -> Opinion:
    """The opinion in a row of a sheet: of the sources, those were said that were put in or taken out, or all where nothing else tells."""
    said, was = words.get("sources"), shown.get("sources")
    links = {}
    if said is not None and said.explicit:
        before = was.value if was is not None else ()
        links = {
            key: key in said.value
            for key in dict.fromkeys((*said.value, *before))
            if (key in said.value) != (key in before) or "status" not in words or not words["status"].explicit
        }
    return Opinion(words, links, shown, why)


def points_of(opinions: Iterable[Opinion]) -> tuple[str, ...]:
    """The points on which at least one of them has a word, in the order of the sheet; sources one by one."""
    many = tuple(opinions)
    keys = dict.fromkeys(
        key for one in many for words in (one.words, one.shown) if "sources" in words for key in words["sources"].value
    ) | dict.fromkeys(key for one in many for key in one.links)
    names = ("status", *(member.name for member in MEMBERS if member.name != "sources"), *(LINK + key for key in keys))
    return tuple(name for name in names if any(one.point(name) is not None for one in many))


def what_counts(claim: LibraryClaim, name: str) -> Word:
    """What counts now on a point."""
    value = name.removeprefix(LINK) in claim.sources if name.startswith(LINK) else getattr(claim, name)
    return Word(value, sameness(value))


def last_word(record: ClaimRecord, person: str, name: str) -> Word | None:
    """What a person last decided on a point, if ever."""
    for decision in reversed(record.decisions):
        said = dict(said_on(decision)) if decision.by == person else {}
        if name in said:
            return Word(said[name], sameness(said[name]))
    return None


def kept_opinion(record: ClaimRecord, person: str, without: Collection[str]) -> Opinion | None:
    """What a person says of a claim by the decisions that are kept.

    Who accepted a claim, or added it, took all of it for right as it counted then; decisions of the people ``without`` are left out of that.
    """
    mine = [at for at, decision in enumerate(record.decisions) if decision.by == person]
    if not mine:
        return None
    words: dict[str, Word] = {}
    links: dict[str, bool] = {}
    for at in mine:
        for name, value in said_on(record.decisions[at]):
            if name.startswith(LINK):
                links[name.removeprefix(LINK)] = value
            else:
                explicit = name in record.decisions[at].set
                words[name] = Word(value, sameness(value), explicit)
    status = words.get("status")
    added = record.found is None and record.decisions[0].by == person
    if status is not None and status.value == "rejected":
        return Opinion({"status": status})
    is_rater = any(record.decisions[at].rated for at in mine)
    then = tuple(
        msgspec.structs.replace(one, rated=one.rated and one.by != person)
        for one in record.decisions[: mine[-1] + 1]
        if one.by == person or (one.by not in without and not (is_rater and one.rated))
    )
    claim = apply_decisions(msgspec.structs.replace(record, decisions=then))
    if status is not None or added:
        words = {**{name: what_counts(claim, name)._replace(explicit=False) for name in BY_NAME}, **words}
    elif links:
        words["sources"] = what_counts(claim, "sources")
    words.setdefault("status", Word("accepted", "accepted", explicit=False))
    return Opinion({name: word for name, word in words.items() if name == "status" or name in BY_NAME}, links)
