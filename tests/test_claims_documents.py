"""Whole pages of our own, labelled before the program saw them: how much of them is read right.

A page stands in ``tests/data/claims``; behind a line of dashes follow its labels: therapies | direction (place: a rung or an
indication, where "mentioned" counts too) | numbers of its citations | context | words of the statement.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from evidence.citations import find_citations
from evidence.claims import find_claims
from evidence.reading import read_document
from evidence.records import Claim, Span

PAGES = sorted((Path(__file__).parent / "data" / "claims").iterdir())


class Label(NamedTuple):
    therapy: str
    place: Span
    directions: frozenset[str]
    combination: bool


def read_labels(source: str, lines: str) -> list[Label]:
    out = []
    for line in lines.strip().splitlines():
        therapies, direction, _, _, quote = (part.strip() for part in line.split("|"))
        start = source.index(quote)
        names = therapies.split(" + ")
        accepted = {direction.split()[0]} | ({"mentioned"} if "place" in direction else set())
        out += [Label(name, (start, start + len(quote)), frozenset(accepted), len(names) > 1) for name in names]
    return out


def overlap(label: Label, claim: Claim) -> int:
    return max(0, min(label.place[1], claim.end) - max(label.place[0], claim.start))


def test_claims_and_directions_of_whole_pages(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for page in PAGES:
        text, _, lines = page.read_text("utf-8").rpartition("-----\n")
        copy = tmp_path / page.name
        copy.write_text(text, "utf-8")
        document = read_document(copy)
        found = [(name, claim) for claim in find_claims(document, find_citations(document)) for name in claim.therapies]
        labels = read_labels(document.source, lines)
        counts["labels"] += len(labels)
        counts["found"] += len(found)
        for label in labels:
            fitting = [
                (overlap(label, claim), claim)
                for name, claim in found
                if name == label.therapy and overlap(label, claim)
            ]
            if fitting:
                best = max(fitting, key=lambda pair: pair[0])[1]
                counts["matched"] += 1
                counts["direction"] += best.direction in label.directions
                counts["combination"] += best.combination == label.combination
    f1 = 2 * counts["matched"] / (counts["labels"] + counts["found"])
    assert f1 >= 0.88, counts
    assert counts["direction"] / counts["matched"] >= 0.92, counts
    assert counts["combination"] / counts["matched"] >= 0.97, counts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_labels_quote_their_page(page: Path) -> None:
    text, _, lines = page.read_text("utf-8").rpartition("-----\n")
    assert read_labels(text, lines)
