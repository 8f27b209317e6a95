"""10,000 inputs for each target, the same ones each time; 100,000 and more, guided by coverage, by ``python benchmarks/fuzz.py``."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fuzzing import TARGETS, make_input, run_one

INPUTS = 10_000
PARTS = 5
"""Parts of a target, so that two cores have equal work."""

FOUND: dict[str, tuple[bytes, ...]] = {
    "documents": (
        b"<p>\x01&#x1&#x1",
        b"<html>" + b"<ol><li>1 " * 300,
    ),
    "citations": ("[Thorax 2008\U0001d7d9–121]".encode(),),
    "bibtex": (
        "@article{pd-2@comment{4-261,\n–  journal = ,Pedia#tric Dermato,own shelf\n@string{jfm = {JFM}}a34},\n}".encode(),
        b'@Article{a-1,\n  author %@= {A},\n  journal = x "ermatol",\n  yearjankey ==2001", pages = {1--@misc{9},\n}\n}',
        b"@inbook{ski%-2012, crossref = {skin}, title = {Warts}, pag-s = {1--9}}\n",
    ),
}
"""Inputs that once raised or took long, by target: mended, and never again."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """pypdf tells its log of each damaged file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_raised_but_our_own_errors_and_promises_hold(target: str, part: int) -> None:
    for number in range(part, INPUTS, PARTS):
        raw = make_input(target, number)
        try:
            run_one(target, raw)
        except Exception as error:
            raise AssertionError(f"input {number} of {target}: {raw[:300]!r}") from error


@pytest.mark.parametrize(("target", "raw"), [(target, raw) for target, found in FOUND.items() for raw in found])
def test_what_was_found_stays_mended(target: str, raw: bytes) -> None:
    run_one(target, raw)


def test_an_input_is_a_function_of_its_number() -> None:
    for target in TARGETS:
        assert [make_input(target, n) for n in range(20)] == [make_input(target, n) for n in range(20)]
        assert len({make_input(target, n) for n in range(200)}) > 100
