"""What a statement says of its therapy: an ordered table of named rules over its effects; the first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from evidence.claims.effect_kinds import Effect, EffectKind
from evidence.records import Direction

_PLUS: frozenset[EffectKind] = frozenset({"good", "rank", "equal"})
_MINUS: frozenset[EffectKind] = frozenset({"minus", "harm"})
_SILENT: frozenset[EffectKind] = frozenset({"used", "option", "study", "place"})


class Verdict(NamedTuple):
    """A direction with the rule that gave it and the cue words that it rests on."""

    direction: Direction
    rule: str
    cues: tuple[str, ...]
    certain: bool = True


class Rule(NamedTuple):
    """A rule: when it fits (the kinds of effect that were found, and the effects), and what follows."""

    name: str
    direction: Direction
    fits: Callable[[frozenset[EffectKind], tuple[Effect, ...]], bool]
    shows: frozenset[EffectKind]
    example: str


_ALL: frozenset[EffectKind] = frozenset(
    {
        "good",
        "rank",
        "equal",
        "minus",
        "harm",
        "price",
        "poor",
        "ban",
        "split",
        "place",
        "used",
        "option",
        "study",
        "safe",
    }
)

RULES: tuple[Rule, ...] = (
    Rule("forbidden in one group, of use in others", "mixed", lambda k, e: "ban" in k and bool(k & (_PLUS | {"split"})) and _bans_are_limited(e), _ALL, "first line, but contraindicated in pregnancy"),
    Rule("forbidden", "against", lambda k, _: "ban" in k, frozenset({"ban", "minus", "harm"}), "helps for a night; avoid it"),
    Rule("undecided by trials", "mentioned", lambda k, _: "study" in k and not k & _MINUS, frozenset({"study"}), "attractive but unproven"),
    Rule("the text says both", "mixed", lambda k, _: "split" in k, _ALL, "works in half"),
    Rule("good and bad", "mixed", lambda k, _: (bool(k & _PLUS) and bool(k & (_MINUS | {"price"}))) or ("safe" in k and "price" in k), _ALL, "works but relapses"),
    Rule("rank or custom on poor evidence", "mixed", lambda k, _: bool(k & (_PLUS | {"place"})) and "poor" in k, _ALL, "customary, though no trial supports it"),
    Rule("no use or harm", "against", lambda k, _: bool(k & _MINUS), frozenset({"minus", "harm", "price"}), "no better than placebo"),
    Rule("good", "supports", lambda k, _: bool(k & _PLUS), _PLUS, "works"),
    Rule("easy to take", "supports", lambda k, _: "safe" in k, frozenset({"safe"}), "cheap and well tolerated"),
    Rule("only its price is told", "against", lambda k, e: "price" in k and any(x.kind == "price" and not x.limited for x in e), frozenset({"price"}), "painful and costly"),
    Rule("unproven", "mentioned", lambda k, _: bool(k & {"poor", "study"}), frozenset({"poor", "study"}), "unproven"),
    Rule("an option", "mentioned", lambda k, _: "option" in k, frozenset({"option"}), "is an option when drugs fail"),
    Rule("a place in the order of treatment", "supports", lambda k, _: "place" in k, frozenset({"place"}), "reserved for relapse"),
    Rule("has been used", "mentioned", lambda k, _: "used" in k, frozenset({"used"}), "has been used"),
)  # fmt: skip


def read_direction(effects: tuple[Effect, ...]) -> Verdict | None:
    """The verdict of a statement, or ``None`` if no effect is told.

    Example:
        >>> read_direction((Effect("good", "works", 0, 5), Effect("minus", "relapses", 10, 18)))
        Verdict(direction='mixed', rule='good and bad', cues=('works', 'relapses'), certain=True)
        >>> read_direction(()) is None
        True
    """
    if not effects:
        return None
    kinds = frozenset([effect.kind for effect in effects])
    for rule in RULES:
        if rule.fits(kinds, effects):
            words = dict.fromkeys(effect.words for effect in effects if effect.kind in rule.shows)
            return Verdict(rule.direction, rule.name, tuple(words))
    return None


_NEGATION = re.compile(r"\b(?:not|never|neither|nor|no|cannot)\b|n['’]t\b|\bfail\w*\sto\b", re.I)
_OPPOSITE: dict[Direction, Direction] = {"supports": "against", "against": "supports"}


def repeat_verdict(said: Verdict, text: str, verb: str) -> Verdict | None:
    """The verdict of a verb that is said again ("Y does") or denied ("Y does not") of another therapy.

    Args:
        said: The verdict before it.
        text: The words of the statement that gave it.
        verb: The auxiliary, with "not" if it is denied.

    Returns:
        ``None`` where the statement before it told no yes or no.

    Example:
        >>> works, fails = Verdict("supports", "good", ("works",)), Verdict("against", "no use or harm", ("fails",))
        >>> repeat_verdict(works, "X works", "does not").direction, repeat_verdict(fails, "X fails", "does not").direction
        ('against', 'supports')
        >>> repeat_verdict(fails, "X does not work", "does").direction
        'supports'
    """
    if said.direction not in _OPPOSITE:
        return None
    verb_says = _OPPOSITE[said.direction] if _NEGATION.search(text) else said.direction
    direction = _OPPOSITE[verb_says] if verb.endswith("not") else verb_says
    return Verdict(direction, "the verb before it again", (verb,), said.certain)


def _bans_are_limited(effects: tuple[Effect, ...]) -> bool:
    return all(effect.limited for effect in effects if effect.kind == "ban")
