"""Where the nodes of a picture in columns stand: an order with few crossings, then heights near one's neighbours."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Edges = Sequence[tuple[str, str]]
ROUNDS = 12


def order_columns(columns: Sequence[Sequence[str]], edges: Sequence[Edges]) -> tuple[tuple[str, ...], ...]:
    """Reorder each column so that the edges between neighbouring columns cross little.

    Args:
        columns: Node names, left to right; the given order decides ties.
        edges: For each pair of neighbouring columns the edges between them, as (left, right).

    Returns:
        The columns with the same nodes in new orders, the best of a fixed number of sweeps.

    Source:
        Barycentre heuristic: Sugiyama, Tagawa, Toda, IEEE Trans Syst Man Cybern 1981;11:109-125.

    Example:
        >>> order_columns((("a", "b"), ("x", "y")), ((("a", "y"), ("b", "x")),))
        (('a', 'b'), ('y', 'x'))
    """
    best = current = tuple(tuple(column) for column in columns)
    fewest = sum(map(count_crossings, edges, current, current[1:]))
    to_left, to_right = _neighbours(edges, 1), _neighbours(edges, 0)
    for number in range(ROUNDS):
        if not fewest:
            break
        moved = list(current)
        steps = range(1, len(moved)) if number % 2 == 0 else range(len(moved) - 2, -1, -1)
        for at in steps:
            beside = moved[at - 1] if number % 2 == 0 else moved[at + 1]
            moved[at] = _by_barycentre(moved[at], beside, to_left[at - 1] if number % 2 == 0 else to_right[at])
        current = tuple(moved)
        crossings = sum(map(count_crossings, edges, current, current[1:]))
        if crossings < fewest:
            best, fewest = current, crossings
    return best


def _neighbours(edges: Sequence[Edges], end: int) -> list[dict[str, list[str]]]:
    out = []
    for between in edges:
        found: dict[str, list[str]] = defaultdict(list)
        for edge in between:
            found[edge[end]].append(edge[1 - end])
        out.append(found)
    return out


def _by_barycentre(
    column: Sequence[str], beside: Sequence[str], neighbours: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """The column by the mean place of each node's neighbours; a node without any stays where it stood."""
    place = {node: at for at, node in enumerate(beside)}
    scale = len(beside) / max(1, len(column))

    def centre(item: tuple[int, str]) -> float:
        at, node = item
        others = neighbours.get(node, ())
        return sum(place[other] for other in others) / len(others) if others else at * scale

    return tuple(node for _, node in sorted(enumerate(column), key=centre))


def count_crossings(edges: Edges, left: Sequence[str], right: Sequence[str]) -> int:
    """How often edges cross that run between two columns in these orders.

    Example:
        >>> count_crossings((("a", "y"), ("b", "x")), ("a", "b"), ("x", "y"))
        1
    """
    place_left, place_right = ({node: at for at, node in enumerate(column)} for column in (left, right))
    ends = [end for _, end in sorted((place_left[a], place_right[b]) for a, b in edges)]
    crossings, seen = 0, list[int]()
    for end in ends:
        crossings += len(seen) - bisect_left(seen, end + 1)
        insort(seen, end)
    return crossings


def spread(wanted: Iterable[float], heights: Sequence[float]) -> tuple[float, ...]:
    """Centres for boxes of the given heights, in order and without overlap, as near to the wanted centres as can be.

    Least squares by pooling neighbours that would overlap.

    Source:
        Pool adjacent violators: Barlow et al., *Statistical Inference under Order Restrictions*, 1972.

    Example:
        >>> spread((10, 10, 100), (20, 20, 20))
        (0.0, 20.0, 100.0)
    """
    offsets, total = [], 0.0
    for at, height in enumerate(heights):
        total += (heights[at - 1] + height) / 2 if at else 0.0
        offsets.append(total)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return tuple(mean + offset for mean, offset in zip(means, offsets, strict=True))
