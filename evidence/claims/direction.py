"""What a statement says of its therapy: an ordered table of named rules over its effects; the first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple

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


Told = EffectKind | Literal["ban for all", "price for all"]
"""A kind of effect; of a ban and of a price also that it is not limited to a place or group."""


class Rule(NamedTuple):
    """A rule: when it fits what the effects tell, and what follows."""

    name: str
    direction: Direction
    fits: Callable[[frozenset[Told]], bool]
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
    Rule("forbidden in one group, of use in others", "mixed", lambda k: "ban" in k and "ban for all" not in k and bool(k & (_PLUS | {"split"})), _ALL, "first line, but contraindicated in pregnancy"),
    Rule("forbidden", "against", lambda k: "ban" in k, frozenset({"ban", "minus", "harm"}), "helps for a night; avoid it"),
    Rule("undecided by trials", "mentioned", lambda k: "study" in k and not k & _MINUS, frozenset({"study"}), "attractive but unproven"),
    Rule("the text says both", "mixed", lambda k: "split" in k, _ALL, "works in half"),
    Rule("good and bad", "mixed", lambda k: (bool(k & _PLUS) and bool(k & (_MINUS | {"price"}))) or ("safe" in k and "price" in k), _ALL, "works but relapses"),
    Rule("rank or custom on poor evidence", "mixed", lambda k: bool(k & (_PLUS | {"place"})) and "poor" in k, _ALL, "customary, though no trial supports it"),
    Rule("no use or harm", "against", lambda k: bool(k & _MINUS), frozenset({"minus", "harm", "price"}), "no better than placebo"),
    Rule("good", "supports", lambda k: bool(k & _PLUS), _PLUS, "works"),
    Rule("easy to take", "supports", lambda k: "safe" in k, frozenset({"safe"}), "cheap and well tolerated"),
    Rule("only its price is told", "against", lambda k: "price for all" in k, frozenset({"price"}), "painful and costly"),
    Rule("unproven", "mentioned", lambda k: bool(k & {"poor", "study"}), frozenset({"poor", "study"}), "unproven"),
    Rule("an option", "mentioned", lambda k: "option" in k, frozenset({"option"}), "is an option when drugs fail"),
    Rule("a place in the order of treatment", "supports", lambda k: "place" in k, frozenset({"place"}), "reserved for relapse"),
    Rule("has been used", "mentioned", lambda k: "used" in k, frozenset({"used"}), "has been used"),
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
    rule = find_rule(frozenset([told for effect in effects for told in _told(effect)]))
    if rule is None:
        return None
    words = dict.fromkeys([effect.words for effect in effects if effect.kind in rule.shows])
    return Verdict(rule.direction, rule.name, tuple(words))


@cache
def find_rule(told: frozenset[Told]) -> Rule | None:
    """The first rule that fits.

    Example:
        >>> find_rule(frozenset({"good", "minus"})).name, find_rule(frozenset())
        ('good and bad', None)
    """
    return next((rule for rule in RULES if rule.fits(told)), None)


def _told(effect: Effect) -> tuple[Told, ...]:
    if effect.limited or effect.kind not in {"ban", "price"}:
        return (effect.kind,)
    return effect.kind, "ban for all" if effect.kind == "ban" else "price for all"


_NEGATION = re.compile(r"\b(?:not|never|neither|nor|no|cannot)\b|n['’]t\b|\bfail\w*\sto\b", re.I)
_OPPOSITE: dict[Direction, Direction] = {"supports": "against", "against": "supports"}


def weigh_share(said: Verdict, share: float) -> Verdict | None:
    """The verdict of a bare share behind another one: "X cured 70%, Y 30%".

    Example:
        >>> cured, failed = Verdict("supports", "good", ("cured",)), Verdict("against", "no use or harm", ("failed",))
        >>> [weigh_share(cured, 0.3).direction, weigh_share(cured, 0.8).direction, weigh_share(failed, 0.8).direction]
        ['mixed', 'supports', 'against']
    """
    if said.direction == "mentioned":
        return None
    most: Direction = "against" if said.direction == "against" else "supports"
    return said._replace(direction=most if share > 0.5 else "mixed", rule="a share of patients")


def repeat_verdict(said: Verdict, text: str, verb: str) -> Verdict | None:
    """The verdict of a verb that is said again ("Y does") or denied ("Y does not") of another therapy.

    Args:
        said: The verdict before it.
        text: The words of the statement that gave it.
        verb: The auxiliary, with "not" if it is denied; "not" alone for a name that is excepted ("X works, but not Y").

    Returns:
        ``None`` where the statement before it told no yes or no.

    Example:
        >>> works, fails = Verdict("supports", "good", ("works",)), Verdict("against", "no use or harm", ("fails",))
        >>> repeat_verdict(works, "X works", "does not").direction, repeat_verdict(fails, "X fails", "does not").direction
        ('against', 'supports')
        >>> repeat_verdict(fails, "X does not work", "does").direction
        'supports'
        >>> repeat_verdict(fails, "X fails", "not").direction
        'supports'
    """
    if said.direction not in _OPPOSITE:
        return None
    if verb == "not":
        return Verdict(_OPPOSITE[said.direction], "the verdict before it denied", (verb,), said.certain)
    verb_says = _OPPOSITE[said.direction] if _NEGATION.search(text) else said.direction
    direction = _OPPOSITE[verb_says] if verb.endswith("not") else verb_says
    return Verdict(direction, "the verb before it again", (verb,), said.certain)
