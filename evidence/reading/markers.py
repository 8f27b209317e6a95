"""Bullets and numbers at the start of a line, as people type them."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARKER = re.compile(
    r"""(?:
        ([*•▪◦‣●○·–—-])[ \t\xa0]+            # - item     • item
      | ([•▪◦‣●○])(?=\w)                       # •item
      | \(?(1[0-7]\d\d|\d{1,3})[.)][ \t\xa0]+(?=\S)    # 1. item   2) item   (3) item, and no year
      | \[(1[0-7]\d\d|\d{1,3})\][ \t\xa0]*(?=\w)       # [4] item
    )""",
    re.VERBOSE,
)


class Marker(NamedTuple):
    """A bullet or number, and how many characters it takes with the space behind it."""

    marker: str
    length: int


def find_marker(line: str) -> Marker | None:
    """The bullet or number that a line begins with.

    Example:
        >>> find_marker("- ice"), find_marker("(12) Smith J."), find_marker("12 mg")
        (Marker(marker='-', length=2), Marker(marker='12', length=5), None)
    """
    found = _MARKER.match(line)
    return Marker(next(group for group in found.groups() if group), found.end()) if found else None
