"""What a statement can say of its therapy, in one respect."""

from __future__ import annotations

from typing import Literal, NamedTuple

EffectKind = Literal[
    "good", "rank", "equal", "minus", "harm", "price", "poor", "ban", "used", "option", "study", "split", "place", "safe"
]  # fmt: skip
"""good, rank (first line), equal (as good as), safe (cheap, tolerated) · minus (no use), harm, price (good at a cost), ban · split
(half and half), poor (evidence) · used, option, study (nothing decided), place (in the order of treatment)."""


class Effect(NamedTuple):
    """What a statement says of its therapy, in one respect.

    Attributes:
        kind: What sort of verdict it is.
        words: The words as they stand in the text.
        start: Where they begin, in the text that was searched.
        end: Where they end.
        limited: For a ban: it holds for a place or group only ("avoid in pregnancy").
        outcome: Where the outcome that is named with it stands, else ``None``.
    """

    kind: EffectKind
    words: str
    start: int
    end: int
    limited: bool = False
    outcome: tuple[int, int] | None = None
