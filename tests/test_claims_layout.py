"""The layouts in which pages set therapies and verdicts: headers, labels, ladders, tables, lines below a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence import read, read_text

PAGES: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Gout\n\nFirst line: ibuprofen. Second line: naproxen. Third line: celecoxib.\n",
        [("celecoxib", "supports"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    (
        "Gout\n\nWhat works\n- Ibuprofen\n- Naproxen\n\nWhat does not work\n- Celecoxib\n",
        [("celecoxib", "against"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    ("Gout\n\nDo\n- Ibuprofen\n\nDon't\n- Naproxen\n", [("ibuprofen", "supports"), ("naproxen", "against")]),
    (
        "Gout\n\nRecommended:\n- Ibuprofen\n- Naproxen\n\nNot recommended:\n- Celecoxib\n",
        [("celecoxib", "against"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    ("Gout\n\nAvoid: ibuprofen, naproxen.\n", [("ibuprofen", "against"), ("naproxen", "against")]),
    ("Gout\n\nUseless: ibuprofen and naproxen.\n", [("ibuprofen", "against"), ("naproxen", "against")]),
    (
        "Gout\n\nOf proven value: ibuprofen.\nOf no value: naproxen.\nUnder study: celecoxib.\n",
        [("celecoxib", "mentioned"), ("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    (
        "Gout\n\n| Drug | Verdict | Source |\n|---|---|---|\n| Ibuprofen | works | BMJ 2010;340:12 |\n| Naproxen | no better than placebo | Lancet 2011;378:45 |\n",
        [("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    (
        "Gout\n\nTreatment ladder\n1. Ibuprofen\n2. Naproxen\n3. Celecoxib\n",
        [("celecoxib", "supports"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    ("Gout\n\nStep 1: ibuprofen\nStep 2: naproxen\n", [("ibuprofen", "supports"), ("naproxen", "supports")]),
    (
        "Gout\n\nMild: ibuprofen. Severe: naproxen. Pregnancy: celecoxib is contraindicated.\n",
        [("celecoxib", "against"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    (
        "Gout\n\nIbuprofen\nWorks in most.\n\nNaproxen\nFailed in two trials.\n",
        [("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    (
        "# Gout\n\n## Ibuprofen\n\nCleared 80%.\n\n## Naproxen\n\nNo better than placebo.\n",
        [("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    (
        "# Gout\n\n**Ibuprofen**: cleared 80%.\n\n**Naproxen**: no better than placebo.\n",
        [("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    (
        "# Gout\n\n- **Ibuprofen** - first choice\n- **Naproxen** - if ibuprofen fails\n- **Celecoxib** - do not use\n",
        [("celecoxib", "against"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    (
        "Gout\n\nIbuprofen: first choice\nNaproxen: second choice\nCelecoxib: never\n",
        [("celecoxib", "against"), ("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    (
        "Gout\n\nOptions: ibuprofen, naproxen, celecoxib.\n",
        [("celecoxib", "mentioned"), ("ibuprofen", "mentioned"), ("naproxen", "mentioned")],
    ),
    ("Gout\n\nNo longer recommended: ibuprofen.\n", [("ibuprofen", "against")]),
]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_layouts(page: str, expected: list[tuple[str, str]]) -> None:
    assert sorted((" + ".join(claim.therapies), claim.direction) for claim in read_text(page).claims) == expected


def test_each_title_of_a_page_has_its_own_condition(tmp_path: Path) -> None:
    page = tmp_path / "notes.md"
    page.write_text(
        "# Asthma\n\nIce helps.\n\n# Gout\n\nHeat helps.\n\n## Later\n\nIbuprofen helps.\n", encoding="utf-8"
    )
    assert [claim.conditions for claim in read(page).claims] == [("asthma",), ("gout",), ("gout",)]
