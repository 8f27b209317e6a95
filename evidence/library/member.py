"""What a library hands out knows that library: so it can show all that hangs on it, and a decision on it gives a new library.

The library is no member of the record: two records are equal, and are written, by what they say alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from evidence.errors import InputError
from evidence.person import time_of_decision, who_decides
from evidence.records import Record

if TYPE_CHECKING:
    from evidence.library.library import Library

M = TypeVar("M", bound="Member")


class Member(Record, frozen=True, kw_only=True, dict=True):
    """A record that libraries hand out: a source, claim, therapy or document."""

    @property
    def library(self) -> Library:
        """The library that handed it out.

        Raises:
            InputError: It was made by hand, or changed since.
        """
        found: Library | None = self.__dict__.get("_library")
        if found is None:
            kind = type(self).__name__
            raise InputError(f"this {kind} belongs to no library; take it from one, as in library.claims['…']")
        return found

    @property
    def is_handed_out(self) -> bool:
        """Whether it knows its library."""
        return "_library" in self.__dict__

    def to_row(self) -> dict[str, Any]:
        """The record as one flat row: what stands in ``to_rows()`` and in the columns of ``to_frame()``."""
        return self.to_dict()

    def _repr_html_(self) -> str:
        if not self.is_handed_out:
            return super()._repr_html_()
        from evidence.views.notebook_members import member_html  # only a notebook needs it

        return member_html(self)


def hand_out(member: M, library: Library) -> M:
    """The same record, which knows the library; the one given does not change.

    Example:
        >>> from evidence.library import Library
        >>> from evidence.library.records import Source
        >>> alone = Source(key="bmj-2001-3-4")
        >>> known = hand_out(alone, Library.of())
        >>> known == alone, known.is_handed_out, alone.is_handed_out
        (True, True, False)
    """
    own = msgspec.structs.replace(member)
    own.__dict__["_library"] = library
    return own


class Decidable(Member, frozen=True, kw_only=True):
    """A person's word on a claim, in one call.

    Each verb returns the library after it; the claim and the library that it came from stay as they were, and nothing is written until
    ``save``. The same word of the same person said twice is kept once, so that a cell of a notebook can run again.

    ``by`` is who says so (else git's ``user.name``, else the login name, as on the command line), ``why`` the reason, ``at`` the time in
    ISO form (else now).

    Example:
        >>> import evidence
        >>> library = evidence.Library.of(evidence.read_text("Ice was highly effective for gout [BMJ 2001;3:4]."))
        >>> [name] = library.claims
        >>> after = library.claims[name].reject(why="it is about cooling blankets", by="Ada")
        >>> library.claims[name].status, after.claims[name].status, after.claims[name].decisions[0].why
        ('found', 'rejected', 'it is about cooling blankets')
        >>> len(after.claims[name].reject(by="Ada").claims[name].decisions)
        1
        >>> after.claims[name].set(direction="mixed", why="see the table", by="Ada").claims[name].direction
        'mixed'
    """

    id: str

    def accept(self, *, why: str = "", by: str | None = None, at: str | None = None) -> Library:
        """The claim is right as it stands."""
        return self._decide({"set": {"status": "accepted"}}, why, by, at)

    def reject(self, *, why: str = "", by: str | None = None, at: str | None = None) -> Library:
        """It is no claim; it stays away when the page is read again."""
        return self._decide({"set": {"status": "rejected"}}, why, by, at)

    def set(self, *, why: str = "", by: str | None = None, at: str | None = None, **members: Any) -> Library:
        """Correct members: therapies, combination, route, conditions, outcome, direction, context, study, status.

        Raises:
            InputError: A member that cannot be set, or a value that it cannot have; the message names those that it can.
        """
        return self._decide({"set": members}, why, by, at)

    def link(
        self,
        source: str,
        relation: str = "citesAsEvidence",
        *,
        why: str = "",
        by: str | None = None,
        at: str | None = None,
    ) -> Library:
        """The claim rests on a source; ``relation`` as CiTO calls it.

        Raises:
            NotKnown: The library has no such source.
            InputError: No such relation; the message names them.
        """
        from evidence.library.decisions import RELATIONS

        if relation not in RELATIONS:
            raise InputError(f"relation cannot be {relation!r}; it is one of: {', '.join(RELATIONS)}")
        return self._decide({"link": {"source": source, "relation": relation}}, why, by, at)

    def unlink(self, source: str, *, why: str = "", by: str | None = None, at: str | None = None) -> Library:
        """The claim does not rest on a source.

        Raises:
            InputError: It is not linked to it.
        """
        return self._decide({"unlink": source}, why, by, at)

    def _decide(self, what: dict[str, Any], why: str, by: str | None, at: str | None) -> Library:
        from evidence.library.decisions import is_repeated
        from evidence.library.records import Decision

        said = {**what, "by": who_decides(by), "at": at or time_of_decision(), "why": why}
        decision = msgspec.json.decode(
            msgspec.json.encode(said), type=Decision
        )  # as it will be read from the file again
        if is_repeated(self.library.claims[self.id].decisions, decision):
            return self.library
        return self.library.decide(self.id, decision)
