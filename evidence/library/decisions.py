"""A person's decisions, applied to what the program found: the result is what counts."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any, get_args

import msgspec

from evidence.errors import InputError
from evidence.library.raters import in_effect
from evidence.library.records import (
    ClaimRecord,
    Decision,
    FoundClaim,
    LibraryClaim,
    NamedTherapy,
    Relation,
    Status,
)
from evidence.records import DIRECTIONS, ContextTherapy, Role

_MEMBERS: dict[str, Any] = {
    "therapies": tuple[NamedTherapy | str, ...],
    "combination": bool,
    "route": str | None,
    "conditions": tuple[str, ...],
    "outcome": str | None,
    "direction": str,
    "context": tuple[ContextTherapy, ...],
    "study": str | None,
    "cues": tuple[str, ...],
    "uncertain": tuple[str, ...],
    "status": str,
}
"""What a decision may set, and the type of its value."""

_ALLOWED: dict[str, tuple[str, ...]] = {"direction": DIRECTIONS, "status": get_args(Status)}
ROLES: tuple[str, ...] = get_args(Role)
RELATIONS: tuple[str, ...] = get_args(Relation)


def check_decision(decision: Decision) -> Decision:
    """The decision, if all that it sets can be set.

    Raises:
        InputError: A member that cannot be set, or a value that it cannot have; the message names those that it can.

    Example:
        >>> check_decision(Decision(set={"direction": "mixed"})).set
        {'direction': 'mixed'}
        >>> check_decision(Decision(set={"direction": "good"}))
        Traceback (most recent call last):
            ...
        evidence.errors.InputError: direction cannot be 'good'; it is one of: supports, against, mixed, mentioned
    """
    for name, value in decision.set.items():
        if name not in _MEMBERS:
            close = difflib.get_close_matches(name, _MEMBERS, n=1)
            meant = f"; perhaps: {close[0]}" if close else ""
            raise InputError(f"a decision cannot set {name!r}{meant}; it sets one of: {', '.join(_MEMBERS)}")
        allowed = _ALLOWED.get(name)
        if allowed and value not in allowed:
            raise InputError(f"{name} cannot be {value!r}; it is one of: {', '.join(allowed)}")
        try:
            converted = msgspec.convert(value, _MEMBERS[name])
        except msgspec.ValidationError as error:
            extra = f"; a role is one of: {', '.join(ROLES)}" if name == "context" else ""
            raise InputError(f"{name} cannot be {value!r}: {error}{extra}") from None
        if name == "therapies" and not all(_named(therapy).name.strip() for therapy in converted):
            raise InputError("therapies cannot be empty names")
        if name == "therapies" and not converted:
            raise InputError("a claim is about at least one therapy; to take it out, reject it")
    return decision


def apply_decisions(record: ClaimRecord, gone: Collection[str] = ()) -> LibraryClaim:
    """What counts of a claim: what was found, with the decisions in their order.

    Args:
        record: As kept.
        gone: Sources that a person removed; links to them do not count.

    Example:
        >>> from evidence.library.records import Link, Place
        >>> found = FoundClaim(therapies=(NamedTherapy(name="ice"),), direction="supports", links=(Link(source="a"),))
        >>> claim = apply_decisions(ClaimRecord(id="ice-1", document="d", place=Place(exact="Ice helps."), found=found,
        ...     decisions=(Decision(set={"direction": "mixed"}), Decision(unlink="a"), Decision(link=Link(source="b")))))
        >>> claim.direction, claim.sources, claim.decided
        ('mixed', ('b',), ('direction', 'links'))
    """
    found = record.found or FoundClaim(therapies=())
    members: dict[str, Any] = {name: getattr(found, name) for name in _MEMBERS if name != "status"}
    members["status"] = "found"
    links = {link.source: link for link in found.links}
    decided: list[str] = []
    for decision in in_effect(record):
        for name, value in decision.set.items():
            members[name] = msgspec.convert(value, _MEMBERS[name])
            if name == "therapies" and "combination" not in decision.set:
                members["combination"] = len(members[name]) > 1
            decided.append(name)
        if decision.link is not None:
            links[decision.link.source] = decision.link
            decided.append("links")
        if decision.unlink is not None:
            links.pop(decision.unlink, None)
            decided.append("links")
    as_found = {therapy.name: therapy.as_written for therapy in found.therapies}
    therapies = tuple(_named(therapy) for therapy in members.pop("therapies"))
    return LibraryClaim(
        id=record.id,
        document=record.document,
        text=record.place.exact,
        place=record.place,
        therapies=tuple(therapy.name for therapy in therapies),
        as_written=tuple(therapy.as_written or as_found.get(therapy.name, "") or therapy.name for therapy in therapies),
        links=tuple(link for key, link in links.items() if key not in gone),
        missing=record.missing,
        decisions=record.decisions,
        decided=tuple(dict.fromkeys(decided)),
        **members,
    )


def is_repeated(before: tuple[Decision, ...], decision: Decision) -> bool:
    """Whether the same person said this already, gives no new reason, and nobody decided on it since.

    Example:
        >>> once = Decision(set={"status": "accepted"}, by="Ann", at="2026-01-02")
        >>> again, other = Decision(set={"status": "accepted"}, by="Ann"), Decision(set={"status": "rejected"}, by="Ben")
        >>> is_repeated((once,), again), is_repeated((once, other), again), is_repeated((once,), other)
        (True, False, False)
    """
    for earlier in reversed(before):
        if (earlier.set, earlier.link, earlier.unlink, earlier.by, earlier.rated) == (
            decision.set,
            decision.link,
            decision.unlink,
            decision.by,
            decision.rated,
        ):
            return decision.why in ("", earlier.why)
        if earlier.set.keys() & decision.set.keys() or _about(earlier) & _about(decision):
            return False
    return False


def _about(decision: Decision) -> set[str]:
    """The source whose link a decision changes."""
    return {key for key in (decision.link.source if decision.link else None, decision.unlink) if key}


def read_setting(written: str) -> tuple[str, Any]:
    """``member=value`` as typed on a command line → member and value; lists are divided by ``;`` (or by ``,`` where it has none).

    Raises:
        InputError: No ``=``, a member that cannot be set, or a value that it cannot have.

    Example:
        >>> read_setting("direction=mixed"), read_setting("therapies=sirolimus; vincristine"), read_setting("study=")
        (('direction', 'mixed'), ('therapies', ['sirolimus', 'vincristine']), ('study', None))
        >>> read_setting("context=vincristine:refractory")
        ('context', [{'therapy': 'vincristine', 'role': 'refractory'}])
    """
    name, equals, value = written.partition("=")
    name, value = name.strip(), value.strip()
    if not equals:
        raise InputError(f"{written!r} is not member=value, as in direction=mixed")
    out: Any = value
    if name in {"therapies", "conditions", "cues", "uncertain", "context"}:
        out = [part.strip() for part in value.split(";" if ";" in value else ",") if part.strip()]
    if name == "context":
        out = [_context(part) for part in out]
    elif name == "combination":
        if value.lower() not in {"yes", "no", "true", "false"}:
            raise InputError(f"combination cannot be {value!r}; it is yes or no")
        out = value.lower() in {"yes", "true"}
    elif name in {"route", "outcome", "study"}:
        out = value or None
    check_decision(Decision(set={name: out}))
    return name, out


def _context(written: str) -> dict[str, str]:
    therapy, colon, role = written.rpartition(":")
    if not colon or role.strip() not in ROLES:
        raise InputError(f"{written!r} is not THERAPY:ROLE; a role is one of: {', '.join(ROLES)}")
    return {"therapy": therapy.strip(), "role": role.strip()}


def _named(therapy: NamedTherapy | str) -> NamedTherapy:
    return therapy if isinstance(therapy, NamedTherapy) else NamedTherapy(name=therapy)


def linked_sources(decisions: Collection[Decision]) -> Mapping[str, None]:
    """Keys that decisions link to, each once, in order."""
    return dict.fromkeys(decision.link.source for decision in decisions if decision.link)
