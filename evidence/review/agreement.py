"""How far two raters agree: raw agreement and Cohen's kappa, member by member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from evidence.records import Record
from evidence.review.members import MEMBERS, Word

Words = Mapping[str, Word]
FIELDS = ("status", *(member.name for member in MEMBERS))


class Kappa(NamedTuple):
    """How many pairs, how many of them equal, and kappa; ``None`` where chance alone would give full agreement, or nothing was rated."""

    n: int
    agreed: int
    kappa: float | None


class Agreement(Record, frozen=True, kw_only=True):
    """Two raters on one field. ``status`` is accept or reject; ``sources`` counts pairs of claim and source, linked or not.

    Example:
        >>> Agreement(raters=("Ann", "Ben"), field="direction", n=10, agreed=9, kappa=0.78).kappa
        0.78
    """

    raters: tuple[str, str]
    field: str
    n: int
    agreed: int
    kappa: float | None


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> Kappa:
    """Cohen's kappa of two raters' words on the same things, unweighted.

    Args:
        pairs: The two words on each thing.

    Source:
        J. Cohen, *A coefficient of agreement for nominal scales*, Educ Psychol Meas 1960;20:37-46: (p_o − p_e) / (1 − p_e), with p_e from
        each rater's own frequencies.

    Example:
        >>> table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
        >>> result = cohen_kappa(pair for pair, n in table.items() for _ in range(n))
        >>> result.agreed, round(result.kappa, 2)
        (35, 0.4)
    """
    counted = Counter(pairs)
    n = counted.total()
    agreed = sum(times for (one, other), times in counted.items() if one == other)
    mine, theirs = Counter[Hashable](), Counter[Hashable]()
    for (one, other), times in counted.items():
        mine[one] += times
        theirs[other] += times
    by_chance = sum(times * theirs[word] for word, times in mine.items())  # n² p_e, in whole numbers
    if n == 0 or by_chance == n * n:
        return Kappa(n, agreed, None)
    return Kappa(n, agreed, (agreed * n - by_chance) / (n * n - by_chance))


def measure_agreement(
    raters: tuple[str, str], one: Mapping[str, Words], other: Mapping[str, Words], cited: Mapping[str, Iterable[str]]
) -> tuple[Agreement, ...]:
    """Agreement of two raters on each field on which both said something.

    Args:
        raters: Their names.
        one: Claim id → the first rater's words by member.
        other: The second's.
        cited: Claim id → keys of the sources that its page cites: those that could have been linked.
    """
    both = [name for name in one if name in other]
    out = []
    for field in FIELDS:
        words = [
            (name, one[name][field], other[name][field]) for name in both if field in one[name] and field in other[name]
        ]
        pairs: list[tuple[Hashable, Hashable]] = [(a.same, b.same) for _, a, b in words]
        if field == "sources":
            pairs = [
                (key in a.value, key in b.value)
                for name, a, b in words
                for key in dict.fromkeys((*cited.get(name, ()), *a.value, *b.value))
            ]
        if pairs:
            result = cohen_kappa(pairs)
            out.append(Agreement(raters=raters, field=field, n=result.n, agreed=result.agreed, kappa=result.kappa))
    return tuple(out)
