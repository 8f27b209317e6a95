"""Figures in a statement: shares of patients and control figures, which turn a yes into a half or a no."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from evidence.claims.cues import Cue
from evidence.claims.effect_kinds import Effect, EffectKind
from evidence.claims.shares import Comparison, Share, beats_control, find_comparisons, find_shares
from evidence.claims.wording import THERAPY, Tokens, word_set

_TOLD = frozenset({"badout", "goodout", "good", "minus", "death"})
_BAD = frozenset({"badout", "minus", "death"})
_FIGURES = word_set(
    "half halves third thirds quarter quarters fifth fifths sixth tenth tenths most nearly almost everyone all majority some few minority many"
    " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen several odd"
)
_SHARE_WORDS = word_set(
    "half third thirds quarter quarters fifth fifths sixth tenth tenths most nearly almost everyone all majority some few minority many odd"
    " several % percent cent"
)
_COUNTED = (["of"], ["were"], ["was"], ["had"], ["did"], ["went"], ["got"], ["became"], ["remained"], ["stayed"])
_PART_OF = frozenset({"of", "in", "out", "or"})
_BEFORE, _AFTER = 60, 90
"""How far before and behind its verb a share may stand, in characters."""


class Clauses:
    """The clauses of a statement: which one a place of the text belongs to."""

    def __init__(self, tokens: Tokens, numbers: list[int]) -> None:
        self._ends, self._numbers = tokens.ends, numbers

    def at(self, place: int) -> int:
        """Number of the clause that holds a place."""
        index = bisect_right(self._ends, place)
        return self._numbers[min(index, len(self._numbers) - 1)]

    def same(self, one: int, other: int) -> bool:
        """Whether two places stand in one clause."""
        return self.at(one) == self.at(other)


def find_figures(forms: list[str]) -> list[int]:
    """Where numbers stand, in digits or words."""
    return [index for index, form in enumerate(forms) if form in _FIGURES or form[0].isdigit()]


def weigh_figures(
    text: str,
    tokens: Tokens,
    figures: list[int],
    cues: Sequence[Cue],
    clauses: Clauses,
    aside: frozenset[int],
    effects: list[Effect],
) -> list[Effect]:
    """The effects, with what the figures beside them change.

    Success in half or fewer and failure in half or fewer are neither yes nor no; a control figure says which of two is better.
    """
    forms = tokens.forms
    start, end = tokens.starts[0], tokens.ends[-1]
    out = list(effects)
    control = -1
    counted = sum(forms[index][0].isdigit() for index in figures)
    compared = find_comparisons(text, start, end) if counted > 1 else ()
    # a share changes a yes or a no only
    told = any(effect.kind in {"good", "minus"} for effect in effects)
    verbs = {cue.first for cue in cues if _TOLD & cue.kinds} if told else set()
    shared = told and (
        not _SHARE_WORDS.isdisjoint(forms)
        or any(_PART_OF.issuperset(forms[index + 1 : index + 2]) for index in figures)
    )
    for share in find_shares(text, start, end, compared) if shared else ():
        if beats_control(text, share, end):
            control = share.end
        elif control >= 0 and share.percent:
            control = -1  # the control's figure
        elif share.value <= 0.5 and not _is_aside(share, tokens, aside, verbs):
            out = _halve(text, share, clauses, out)
    alike = any(effect.kind == "equal" for effect in effects)  # "the same outcome: 14% v 15%"
    for pair in compared:
        if pair.first != pair.second and not alike:
            out = _compare(text, pair, tokens, cues, clauses, out)
    return out


def _is_aside(share: Share, tokens: Tokens, aside: frozenset[int], verbs: set[int]) -> bool:
    """Whether a percentage says whom it is for, or how strong the drug is: "where resistance is under 20%", "hydrocortisone 1%"."""
    for index, (form, start, end) in enumerate(zip(*tokens, strict=True)):
        if start <= share.start < end and (form == THERAPY or index in aside):
            return True
        if form == THERAPY and 0 <= start - share.end <= 2:
            return True
        if form == THERAPY and share.percent and 0 <= share.start - end <= 1:
            after = index + 3  # behind the number and its sign
            return not (after in verbs or tokens.forms[after : after + 1] in _COUNTED)  # "on X 20% cleared"
    return False


def _halve(text: str, share: Share, clauses: Clauses, effects: list[Effect]) -> list[Effect]:
    near = [
        effect
        for effect in effects
        if effect.kind in {"good", "minus"}
        and -_BEFORE <= share.start - effect.start <= _AFTER
        and clauses.same(effect.start, share.start)
    ]
    if not near:
        return effects
    nearest = min(near, key=lambda e: share.start - e.end if share.start >= e.end else abs(e.start - share.end) + 10)
    words = " ".join(text[min(nearest.start, share.start) : max(nearest.end, share.end)].split())
    return [effect._replace(kind="split", words=words) if effect is nearest else effect for effect in effects]


_OUTCOMES = frozenset({"badout", "goodout", "death"})
_PREVENTING = (
    "avert",
    "prevent",
    "protect",
    "sav",
    "spar",
    "cut",
    "reduc",
    "lower",
    "stop",
    "halt",
    "kept",
    "keep",
    "avoid",
    "slow",
    "ward",
    "shorten",
)
_SUCCEEDING = (
    "clear",
    "cur",
    "heal",
    "reliev",
    "resolv",
    "settl",
    "eras",
    "eradicat",
    "abolish",
    "controll",
    "end",
    "regain",
    "free",
)
_FAILING = ("relaps", "recur", "fail", "return", "rebound", "came back", "comes back")


def _succeeds(effect: Effect) -> bool:
    """ "cleared fever in 61%": the figure counts those whom it helped."""
    return effect.kind == "good" and effect.words.casefold().startswith(_SUCCEEDING)


def _better_of_two(effect: Effect, figures: Comparison) -> Effect:
    """The verdict of a verb with two figures: treated patients first."""
    words = effect.words.casefold()
    counted = effect.kind == "minus" and figures.start < effect.start < figures.end  # "20% did not respond v 40%"
    if counted or any(part in words for part in _FAILING):
        return effect._replace(kind="good" if figures.first < figures.second else "minus")
    if any(part in words for part in _PREVENTING) or "down" in words.split():
        return effect
    if effect.kind == "split" or (effect.kind == "good" and figures.first < figures.second):
        return effect._replace(kind="good" if figures.first > figures.second else "minus")
    return effect


def _compare(
    text: str, figures: Comparison, tokens: Tokens, cues: Sequence[Cue], clauses: Clauses, effects: list[Effect]
) -> list[Effect]:
    here = clauses.at(figures.start)
    named = [cue for cue in cues if _TOLD & cue.kinds]
    outcomes = [
        cue
        for cue in named
        if tokens.starts[cue.first] < figures.start and clauses.at(tokens.starts[cue.first]) == here
    ]
    # "3% seized again v 24%", else "5% v 20% relapsed"
    outcomes = (
        outcomes
        or [
            cue
            for cue in named
            if _OUTCOMES & cue.kinds
            and figures.start < (at := tokens.starts[cue.first]) < figures.end
            and not any(figures.start < effect.start <= at for effect in effects)
        ]
        or [cue for cue in named if 0 <= tokens.starts[cue.first] - figures.end < 40]
    )
    outcome_starts = {tokens.starts[cue.first] for cue in outcomes if _OUTCOMES & cue.kinds and "good" not in cue.kinds}
    told = [
        e
        for e in effects
        if e.start not in outcome_starts
        and e.kind in {"good", "minus", "harm", "split"}
        and (not e.outcome or _succeeds(e))
        and clauses.same(e.start, figures.start)
    ]
    if told and (any(e.kind != "split" for e in told) or not outcomes):
        # "cured 40% v 20%": the verb has the say, and the better of two figures is more than half a yes
        return [_better_of_two(effect, figures) if effect in told else effect for effect in effects]
    if not outcomes:
        if figures.change:
            return effects  # "from 42% to 16%": of what is not told here
        if any(
            effect.kind not in {"place", "used", "option", "price", "safe", "poor", "study"}
            for effect in effects
            if effect not in told
        ):
            return effects
        # "SALT 20 or less in 36%, against 5% on placebo": what is counted is a success
        words = " ".join(text[figures.start : figures.end].split())
        kind: EffectKind = "good" if figures.first > figures.second else "minus"
        return [*(e for e in effects if e not in told), Effect(kind, words, figures.start, figures.end)]
    outcome = outcomes[-1]
    good = (figures.first < figures.second) == bool(_BAD & outcome.kinds)
    first = tokens.starts[outcome.first]
    out = [effect for effect in effects if effect.start != first and effect not in told]
    if good and any(effect.kind == "good" for effect in out):
        return out
    words = text[min(first, figures.start) : figures.end]
    return [*out, Effect("good" if good else "harm", " ".join(words.split()), figures.start, figures.end)]
