"""Figures in a statement: shares of patients and control figures, which turn a yes into a half or a no."""

from __future__ import annotations

from evidence.claims.cues import Cue
from evidence.claims.effect_kinds import Effect
from evidence.claims.shares import Comparison, Share, find_comparisons, find_shares
from evidence.claims.wording import THERAPY, Token, word_set

_TOLD = frozenset({"badout", "goodout", "good", "minus", "death"})
_BAD = frozenset({"badout", "minus", "death"})
_FIGURES = word_set(
    "half halves third thirds quarter quarters fifth fifths sixth tenth tenths most nearly almost everyone all majority some few minority many"
    " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen several odd"
)
_BEFORE, _AFTER = 60, 90
"""How far before and behind its verb a share may stand, in characters."""


class Clauses:
    """The clauses of a statement: which one a place of the text belongs to."""

    def __init__(self, tokens: list[Token], numbers: list[int]) -> None:
        self._places = [(token.end, number) for token, number in zip(tokens, numbers, strict=True)]

    def at(self, place: int) -> int:
        """Number of the clause that holds a place."""
        return next((number for end, number in self._places if end > place), self._places[-1][1])

    def same(self, one: int, other: int) -> bool:
        """Whether two places stand in one clause."""
        return self.at(one) == self.at(other)


def weigh_figures(
    text: str,
    tokens: list[Token],
    cues: tuple[Cue, ...],
    clauses: Clauses,
    aside: frozenset[int],
    effects: list[Effect],
) -> list[Effect]:
    """The effects, with what the figures beside them change.

    Success in half or fewer and failure in half or fewer are neither yes nor no; a control figure says which of two is better.
    """
    if not effects or not any(token.form in _FIGURES or token.form[0].isdigit() for token in tokens):
        return effects
    start, end = tokens[0].start, tokens[-1].end
    out = list(effects)
    for share in find_shares(text, start, end):
        if share.value <= 0.5 and not _is_aside(share, tokens, aside):
            out = _halve(text, share, clauses, out)
    for figures in find_comparisons(text, start, end):
        if figures.first != figures.second:
            out = _compare(text, figures, tokens, cues, clauses, out)
    return out


def _is_aside(share: Share, tokens: list[Token], aside: frozenset[int]) -> bool:
    """Whether a percentage says whom it is for, or how strong the drug is: "where resistance is under 20%", "hydrocortisone 1%"."""
    for index, token in enumerate(tokens):
        if token.start <= share.start < token.end and index in aside:
            return True
        if token.form == THERAPY and token.start <= share.start < token.end:
            return True
        if token.form == THERAPY and (
            0 <= token.start - share.end <= 2 or (share.percent and 0 <= share.start - token.end <= 2)
        ):
            return True
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


def _compare(
    text: str, figures: Comparison, tokens: list[Token], cues: tuple[Cue, ...], clauses: Clauses, effects: list[Effect]
) -> list[Effect]:
    here = clauses.at(figures.start)
    named = [cue for cue in cues if _TOLD & cue.kinds]
    outcomes = [
        cue for cue in named if tokens[cue.first].start < figures.start and clauses.at(tokens[cue.first].start) == here
    ]
    outcomes = outcomes or [cue for cue in named if 0 <= tokens[cue.first].start - figures.end < 40]
    told = any(
        e.kind in {"good", "minus", "harm"} and not e.outcome and clauses.same(e.start, figures.start) for e in effects
    )
    if not outcomes or told:
        # "cured 40% v 20%": the verb has the say, and the better of two figures is more than half a yes
        return [
            effect._replace(kind="good")
            if effect.kind == "split" and not effect.outcome and clauses.same(effect.start, figures.start)
            else effect
            for effect in effects
        ]
    outcome = outcomes[-1]
    good = (figures.first < figures.second) == bool(_BAD & outcome.kinds)
    first = tokens[outcome.first].start
    out = [effect for effect in effects if effect.start != first]
    if good and any(effect.kind == "good" for effect in out):
        return out
    words = text[min(first, figures.start) : figures.end]
    return [*out, Effect("good" if good else "harm", " ".join(words.split()), figures.start, figures.end)]
