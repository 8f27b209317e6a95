"""Order and height of the picture's columns."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.views.columns import count_crossings, order_columns, spread

NODES = st.integers(1, 7)


@given(st.data())
def test_crossings_are_counted_as_by_hand(data: st.DataObject) -> None:
    left, right = [f"a{n}" for n in range(data.draw(NODES))], [f"b{n}" for n in range(data.draw(NODES))]
    edges = data.draw(st.lists(st.sampled_from(list(product(left, right))), max_size=15))
    pairs = [(left.index(a), right.index(b)) for a, b in edges]
    by_hand = sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(pairs) for c, d in pairs[:n])
    assert count_crossings(edges, left, right) == by_hand


@given(st.data())
def test_ordering_keeps_the_nodes_and_never_crosses_more(data: st.DataObject) -> None:
    columns = [[f"{name}{n}" for n in range(data.draw(NODES))] for name in "abc"]
    edges = [
        data.draw(st.lists(st.sampled_from(list(product(left, right))), max_size=12))
        for left, right in pairwise(columns)
    ]
    ordered = order_columns(columns, edges)
    assert [sorted(column) for column in ordered] == [sorted(column) for column in columns]
    assert sum(map(count_crossings, edges, ordered, ordered[1:])) <= sum(
        map(count_crossings, edges, columns, columns[1:])
    )


def test_a_tangle_that_can_be_undone_is_undone() -> None:
    edges = ((("a", "z"), ("b", "y"), ("c", "x")), (("x", "1"), ("y", "2"), ("z", "3")))
    ordered = order_columns((("a", "b", "c"), ("x", "y", "z"), ("1", "2", "3")), edges)
    assert sum(map(count_crossings, edges, ordered, ordered[1:])) == 0


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.integers(1, 100)), max_size=30))
def test_spread_boxes_keep_order_and_do_not_overlap(boxes: list[tuple[float, int]]) -> None:
    heights = [height for _, height in boxes]
    placed = spread([want for want, _ in boxes], heights)
    gaps = zip(placed, placed[1:], heights, heights[1:], strict=False)
    assert all(below - above >= (upper + lower) / 2 - 1e-6 for above, below, upper, lower in gaps)


@pytest.mark.parametrize(("wanted", "placed"), [((0, 50, 100), (0, 50, 100)), ((50, 50), (45, 55)), ((), ())])
def test_spread_moves_no_more_than_it_must(wanted: tuple[float, ...], placed: tuple[float, ...]) -> None:
    assert spread(wanted, [10] * len(wanted)) == placed
