"""Answers kept for the next time: for functions of one string that are asked a hundred times a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def remembering(function: Callable[[str], T], *, most: int) -> Callable[[str], T]:
    """The same function, with its answers kept; when there are ``most`` of them, it begins anew.

    ``functools.lru_cache`` also writes down the order of the questions, which takes longer than to look an answer up.

    Example:
        >>> asked = []
        >>> length = remembering(lambda word: asked.append(word) or len(word), most=2)
        >>> [length(word) for word in ("ice", "heat", "ice", "rest", "rest")], asked
        ([3, 4, 3, 4, 4], ['ice', 'heat', 'rest'])
    """
    return _Answers(function, most).__getitem__


class _Answers(dict[str, T]):
    def __init__(self, function: Callable[[str], T], most: int) -> None:
        self._function, self._most = function, most

    def __missing__(self, asked: str) -> T:
        answer = self._function(asked)
        if len(self) >= self._most:
            self.clear()
        self[asked] = answer
        return answer
