"""Finding a claim again after its page was edited: by its quotation, by what stands around it, by its therapies, by its position.

Each old claim is matched with at most one new one, the surest pairs first: same words and same mentions, then same words, then words
slightly changed about the same therapies. Two opposite claims on one therapy in one sentence stay two.

Source:
    Quotation with prefix and suffix, and position: W3C *Web Annotation Data Model*, sections 4.2.4 and 4.2.5.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import regex

from evidence.library.records import Place
from evidence.records import Span

CONTEXT = 32
"""Code points of text kept before and after a quotation."""
ALIKE = 0.75
"""Share of words in common from which a sentence counts as the same one, reworded."""
_MOST_COMPARED = 60
_WORD = regex.compile(r"\w++")


class Sighting(NamedTuple):
    """A claim as far as it is needed to find it again."""

    place: Place
    therapies: tuple[str, ...]
    direction: str


def to_place(source: str, start: int, end: int, mentions: tuple[Span, ...] = ()) -> Place:
    """The selectors of ``source[start:end]``.

    Example:
        >>> to_place("It is old. Ice helps. So.", 11, 21).prefix
        'It is old. '
    """
    return Place(
        exact=_sound(source[start:end]),
        prefix=_sound(source[max(0, start - CONTEXT) : start]),
        suffix=_sound(source[end : end + CONTEXT]),
        start=start,
        end=end,
        mentions=mentions,
    )


def _sound(text: str) -> str:
    """Half a surrogate pair cannot be written as UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def match_claims(old: Sequence[Sighting], new: Sequence[Sighting]) -> dict[int, int]:
    """Which new claim each old one is: index in ``old`` → index in ``new``, one to one.

    Example:
        >>> before = Sighting(to_place("Ice helps a little.", 0, 19), ("ice",), "supports")
        >>> after = Sighting(to_place("New. Ice really helps a little.", 5, 31), ("ice",), "supports")
        >>> match_claims([before], [after])
        {0: 0}
    """
    pairs: dict[int, int] = {}
    steps: tuple[Callable[[Sighting], Hashable], ...] = (
        lambda s: (s.place.exact, s.place.mentions, s.therapies, s.direction, s.place.prefix, s.place.suffix),
        lambda s: (s.place.exact, s.place.mentions, s.therapies, s.direction),
        lambda s: (s.place.exact, s.therapies, s.direction),
        lambda s: (s.place.exact, s.place.mentions, s.therapies),
        lambda s: (s.place.exact, s.therapies),
        lambda s: (s.place.exact, s.place.mentions) if s.place.mentions else None,
        lambda s: (_words(s.place.exact), s.therapies, s.direction),
        lambda s: (_words(s.place.exact), s.therapies),
    )
    for sign in steps:
        _pair_equal(old, new, sign, pairs)
    _pair_alike(old, new, pairs)
    return pairs


def _pair_equal(
    old: Sequence[Sighting], new: Sequence[Sighting], sign: Callable[[Sighting], Hashable], pairs: dict[int, int]
) -> None:
    """Pair what has an equal sign; where several do, nearest first, seen from the shift of what is already paired."""
    taken = set(pairs.values())
    open_new: dict[Hashable, list[int]] = defaultdict(list)
    for index, sighting in enumerate(new):
        if index not in taken:
            open_new[sign(sighting)].append(index)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, sighting in enumerate(old):
        key = sign(sighting)
        if index not in pairs and key is not None and key in open_new:
            groups[key].append(index)
    shifts = sorted((old[a].place.start, new[b].place.start - old[a].place.start) for a, b in pairs.items())
    several: list[tuple[list[int], list[int]]] = []
    for key, mine in groups.items():
        theirs = open_new[key]
        if len(mine) == len(theirs):
            for a, b in zip(_in_order(mine, old), _in_order(theirs, new), strict=True):
                pairs[a] = b
                insort(shifts, (old[a].place.start, new[b].place.start - old[a].place.start))
        else:
            several.append((mine, theirs))
    for mine, theirs in several:
        if len(mine) * len(theirs) > 10_000:
            pairs.update(zip(_in_order(mine, old), _in_order(theirs, new), strict=False))
            continue
        costs = sorted(
            (abs(new[b].place.start - old[a].place.start - _shift_at(shifts, old[a].place.start)), a, b)
            for a in mine
            for b in theirs
        )
        _take(((a, b) for _, a, b in costs), pairs)


def _in_order(indexes: Iterable[int], sightings: Sequence[Sighting]) -> list[int]:
    return sorted(indexes, key=lambda index: (sightings[index].place.start, sightings[index].place.mentions, index))


def _shift_at(shifts: list[tuple[int, int]], start: int) -> int:
    """How far the text around ``start`` moved, by the last pair before it (else the first one after)."""
    if not shifts:
        return 0
    return shifts[max(0, bisect_left(shifts, (start + 1, 0)) - 1)][1]


def _take(ranked: Iterable[tuple[int, int]], pairs: dict[int, int]) -> None:
    taken = set(pairs.values())
    for a, b in ranked:
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)


def _pair_alike(old: Sequence[Sighting], new: Sequence[Sighting], pairs: dict[int, int]) -> None:
    """Pair sentences that were slightly reworded and speak of the same therapies; the same direction counts more than a word."""
    taken = set(pairs.values())
    open_new: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, sighting in enumerate(new):
        if index not in taken:
            open_new[tuple(sorted(sighting.therapies))].append(index)
    ranked: list[tuple[float, int, int, int]] = []
    for a, sighting in enumerate(old):
        theirs = open_new.get(tuple(sorted(sighting.therapies)), []) if a not in pairs else []
        near = sorted(theirs, key=lambda b: abs(new[b].place.start - sighting.place.start))[:_MOST_COMPARED]
        for b in near:
            alike = similarity(sighting.place.exact, new[b].place.exact)
            if alike >= ALIKE:
                bonus = 1.0 if new[b].direction == sighting.direction else 0.0
                ranked.append((-alike - bonus, abs(new[b].place.start - sighting.place.start), a, b))
    _take(((a, b) for _, _, a, b in sorted(ranked)), pairs)


def similarity(one: str, other: str) -> float:
    """How much of two sentences is the same words in the same order, from 0 to 1.

    Example:
        >>> similarity("Ice helps a little.", "ice  helps a lot"), similarity("Ice", "Fire")
        (0.75, 0.0)
    """
    mine, theirs = _words(one), _words(other)
    if mine == theirs:
        return 1.0
    shared = (Counter(mine) & Counter(theirs)).total()
    if 2 * shared < ALIKE * (len(mine) + len(theirs)) or not mine or not theirs:
        return 2 * shared / max(1, len(mine) + len(theirs))
    return SequenceMatcher(None, mine[:400], theirs[:400], autojunk=False).ratio()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def find_place(place: Place, source: str) -> Place | None:
    """Where a quotation stands now; ``None`` when it is gone.

    Word for word first (the right context, then the nearest); else the stretch of text with the most words in common, if that is nearly all.

    Args:
        place: The selectors as kept.
        source: The document as it is now.

    Example:
        >>> old = to_place("Ice helps a little. Rest does not.", 0, 19)
        >>> found = find_place(old, "Something new. Ice helps  a little! Rest does not.")
        >>> found.exact, found.start
        ('Ice helps  a little', 15)
        >>> find_place(old, "Nothing of that here.") is None
        True
    """
    if not place.exact:
        return None
    exact = [at for at, _ in zip(_occurrences(place.exact, source), range(2000), strict=False)]
    if exact:
        best = max(exact, key=lambda at: (_context_shared(place, source, at), -abs(at - place.start)))
        return to_place(source, best, best + len(place.exact), place.mentions)
    return _find_alike(place, source)


def _occurrences(quote: str, source: str) -> Iterable[int]:
    at = source.find(quote)
    while at >= 0:
        yield at
        at = source.find(quote, at + 1)


def _context_shared(place: Place, source: str, at: int) -> int:
    end = at + len(place.exact)
    before = source[max(0, at - CONTEXT) : at] == place.prefix
    after = source[end : end + CONTEXT] == place.suffix
    return before + after


def _find_alike(place: Place, source: str) -> Place | None:
    """The window of as many words as the quotation that shares most of them; one pass over the text."""
    wanted = _words(place.exact)
    spans = [match.span() for match in _WORD.finditer(source)]
    if not wanted or len(spans) == 0:
        return None
    size = min(len(wanted), len(spans))
    words = [source[start:end].casefold() for start, end in spans]
    lacking = Counter(wanted)
    shared = 0
    best: list[tuple[int, int, int]] = []
    for index, word in enumerate(words):
        lacking[word] -= 1
        shared += lacking[word] >= 0
        if index >= size:
            gone = words[index - size]
            lacking[gone] += 1
            shared -= lacking[gone] > 0
        if index >= size - 1 and shared >= ALIKE * len(wanted):
            first = index - size + 1
            best.append((-shared, abs(spans[first][0] - place.start), first))
    stretches = (
        (spans[first][0], spans[min(first + size + more, len(spans)) - 1][1])
        for _, _, first in sorted(best)[:_MOST_COMPARED]
        for more in (0, 1, 2, 3)  # words put in between push the last ones out of the window
    )
    ranked = max(
        ((similarity(place.exact, source[start:end]), -start, -end) for start, end in stretches), default=(0.0, 0, 0)
    )
    return to_place(source, -ranked[1], -ranked[2]) if ranked[0] >= ALIKE else None
