"""What a person perhaps meant by a name that is not there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The names most like ``name``, best first; none if nothing comes near.

    Example:
        >>> nearest("Sirolimsu", ["sirolimus", "vincristine"])
        ('sirolimus',)
    """
    wanted = name.casefold()[:200]
    by_folded: dict[str, str] = {}
    for known in sorted(names):
        by_folded.setdefault(known.casefold(), known)
    beginning = [folded for folded in by_folded if wanted and folded.startswith(wanted)]
    close = get_close_matches(wanted, list(by_folded), n=most, cutoff=0.6)
    return tuple(by_folded[folded] for folded in dict.fromkeys((*close, *beginning)))[:most]
