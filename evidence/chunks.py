"""A text cut at blanks, and each piece between two blanks read once: the same pieces stand on every page."""

from __future__ import annotations

from collections.abc import Callable

from evidence.remembering import remembering

_LONGEST = 24
"""In characters; what is longer between two blanks is hardly met twice."""
_MOST = 20_000

Pieces = str | list[tuple[str, int, int]]
"""What a piece holds, with places in it; where it is one thing from end to end, that alone, as most are."""


class Chunks:
    """What the pieces of a text hold, with its places in the text.

    Args:
        read: What one piece holds.

    Example:
        >>> forms, starts, ends = [], [], []
        >>> Chunks(lambda piece: piece.upper()).cut_into(forms, starts, ends, "so: ice helps", 4, 13)
        >>> forms, starts, ends
        (['ICE', 'HELPS'], [4, 8], [7, 13])
    """

    def __init__(self, read: Callable[[str], Pieces]) -> None:
        self._read, self._known = read, remembering(read, most=_MOST)

    def cut_into(
        self, forms: list[str], starts: list[int], ends: list[int], text: str, start: int, end: int | None
    ) -> None:
        """Add what ``text[start:end]`` holds to three lists: forms, and where each begins and ends in ``text``."""
        read, known, find, at = self._read, self._known, text.find, start
        for chunk in text[start:end].split():
            at = find(chunk, at)
            size = len(chunk)
            found = known(chunk) if size <= _LONGEST else read(chunk)
            if isinstance(found, str):
                forms.append(found)
                starts.append(at)
                at += size
                ends.append(at)
                continue
            for form, first, last in found:
                forms.append(form)
                starts.append(at + first)
                ends.append(at + last)
            at += size


def whole_or_pieces(found: list[tuple[str, int, int]], chunk: str) -> Pieces:
    """``found``, or its one form where that fills the piece.

    Example:
        >>> whole_or_pieces([("ice", 0, 3)], "Ice"), whole_or_pieces([("ice", 0, 3)], "Ice,")
        ('ice', [('ice', 0, 3)])
    """
    return found[0][0] if len(found) == 1 and found[0][1:] == (0, len(chunk)) else found
