"""The members of a claim that a rater can correct: how each is shown in a cell, and how a rater's word is read.

One row of ``MEMBERS`` a member. A rater's empty cell says nothing; ``none`` says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import regex

from evidence.errors import InputError
from evidence.library.decisions import ROLES, check_decision
from evidence.library.raters import list_item, sameness
from evidence.library.records import Decision
from evidence.records import DIRECTIONS, Direction
from evidence.styles import short_reference
from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.library.records import LibraryClaim, Source

NONE = "none"
VERDICTS: Mapping[str, str] = {"accept": "accepted", "reject": "rejected"}
COMBINATION = ("yes", "no")
_LINES = regex.compile(r"[;\n]")
_PLUS = regex.compile(r"\s\+\s")


class Word(NamedTuple):
    """What someone says of one member of a claim.

    Attributes:
        value: As a decision sets it; for sources their keys.
        same: Equal for two words that mean the same, however they are written or ordered.
        explicit: Said for itself; otherwise it follows from accepting what was shown.
    """

    value: Any
    same: Any
    explicit: bool = True

    def shown(self) -> str:
        """The word for a person."""
        if isinstance(self.value, bool):
            return COMBINATION[0] if self.value else COMBINATION[1]
        if isinstance(self.value, list | tuple):
            return "; ".join(list_item(part) for part in self.value) or NONE
        return str(self.value) if self.value else NONE


class Member(NamedTuple):
    """A member of a claim in the sheet: the found value's column is titled ``name``, the rater's ``your name``."""

    name: str
    show: Callable[[LibraryClaim, Mapping[str, Source]], str]
    read: Callable[[str], Any]
    width: int
    choices: tuple[str, ...] = ()
    hint: str = ""


def read_word(member: Member, written: str, *, explicit: bool = True) -> Word:
    """A cell's text as a word.

    Raises:
        InputError: A value that the member cannot have; the message names those that it can.

    Example:
        >>> read_word(BY_NAME["direction"], "Mixed").value
        'mixed'
        >>> read_word(BY_NAME["context"], "Vincristine: refractory").shown()
        'vincristine: refractory'
        >>> read_word(BY_NAME["outcome"], "none").shown()
        'none'
    """
    value = member.read("" if written.strip().casefold() == NONE else written)
    if member.name != "sources":
        check_decision(Decision(set={member.name: value}))
    return Word(value, sameness(value), explicit)


def shown_word(member: Member, cell: str) -> Word:
    """What the sheet showed, as a word: names as they stand, since they are canonical already."""
    if member.name == "therapies":
        value: Any = _read_list(cell)
    elif member.name == "context":
        parts = (part.rpartition(": ") for part in _read_list(cell))
        value = [{"therapy": therapy, "role": role} for therapy, _, role in parts]
    else:
        value = member.read(cell)
    return Word(value, sameness(value), explicit=False)


def _read_list(written: str, commas: bool = False) -> list[str]:
    parts = written.split(",") if commas and not _LINES.search(written) else _LINES.split(written)
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _read_therapies(written: str) -> list[str]:
    """Names, a known one by its canonical form: raters write brands, abbreviations and capitals."""
    from evidence.therapies import load_vocabulary

    vocabulary = load_vocabulary()
    whole = vocabulary.therapy(written)
    if whole is not None:
        return [whole.name]
    names = (name for part in _read_list(written, commas=True) for name in _PLUS.split(part))
    known = ((name, vocabulary.therapy(name)) for name in names)
    return list(dict.fromkeys(therapy.name if therapy else name.lower() for name, therapy in known))


def _read_choice(written: str) -> str:
    return written.strip().lower()


def _read_combination(written: str) -> bool:
    if written.strip().lower() not in COMBINATION:
        raise InputError(f"combination cannot be {written.strip()!r}; it is yes or no")
    return written.strip().lower() == COMBINATION[0]


def _read_context(written: str) -> list[dict[str, str]]:
    out = []
    for part in _read_list(written, commas=True):
        therapy, colon, role = part.rpartition(":")
        if not colon or role.strip().lower() not in ROLES or not therapy.strip():
            raise InputError(f"context: {part!r} is not 'therapy: role'; a role is one of: {', '.join(ROLES)}")
        out += [{"therapy": name, "role": role.strip().lower()} for name in _read_therapies(therapy)]
    return out


def _read_text(written: str) -> str | None:
    return " ".join(written.split()) or None


def _read_sources(written: str) -> list[str]:
    """Keys, one a line as the sheet lists them (``key — reference``), or divided by ``;`` or ``,``."""
    keys: list[str] = []
    for line in written.splitlines():
        key, dash, _ = line.partition(" — ")
        keys += [key] if dash else regex.split(r"[;,]", line)
    return list(dict.fromkeys(key.strip() for key in keys if key.strip()))


def _show_sources(claim: LibraryClaim, sources: Mapping[str, Source]) -> str:
    return "\n".join(source_line(key, sources) for key in claim.sources)


def source_line(key: str, sources: Mapping[str, Source]) -> str:
    """A source as the sheet names it: key and short reference."""
    return f"{key} — {short_reference(sources[key])}" if key in sources else key


def _show_context(claim: LibraryClaim, _: Mapping[str, Source]) -> str:
    return "; ".join(list_item(one) for one in claim.context)


MEMBERS: tuple[Member, ...] = (
    Member("therapies", lambda claim, _: "; ".join(claim.therapies), _read_therapies, 20, hint="names, divided by ;"),
    Member("combination", lambda claim, _: COMBINATION[not claim.combination], _read_combination, 14, COMBINATION,
           "yes: the verdict is on the therapies given together"),
    Member("direction", lambda claim, _: claim.direction, _read_choice, 12, get_args(Direction),
           "supports: it worked; against: it did not, or should not be used; mixed: both; mentioned: used or proposed, no verdict"),
    Member("conditions", lambda claim, _: "; ".join(map(clean, claim.conditions)), _read_list, 20, hint="diseases, divided by ;"),
    Member("context", _show_context, _read_context, 20,
           hint="therapies named as background only, as 'therapy: role'; roles: refractory (it had failed), comparator (compared with it), "
                "backbone (given beside it), avoided (spared by it); several are divided by ;"),
    Member("outcome", lambda claim, _: clean(claim.outcome or ""), _read_text, 18, hint="the outcome in the words of the page"),
    Member("study", lambda claim, _: clean(claim.study or ""), _read_text, 16, hint="the kind of study, in the words of the page"),
    Member("sources", _show_sources, _read_sources, 26, hint="all keys that the claim rests on, divided by ; (see the sheet 'Sources')"),
)  # fmt: skip
BY_NAME: Mapping[str, Member] = {member.name: member for member in MEMBERS}

__all__ = [
    "BY_NAME",
    "DIRECTIONS",
    "MEMBERS",
    "NONE",
    "VERDICTS",
    "Member",
    "Word",
    "read_word",
    "sameness",
    "shown_word",
    "source_line",
]
