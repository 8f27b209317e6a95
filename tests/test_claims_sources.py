"""Which citation speaks for which claim, in every order in which clinicians set the two."""

from __future__ import annotations

import pytest

from evidence import read_text

CASES: list[tuple[str, list[tuple[str, str, tuple[int, ...]]]]] = [
    (
        "Ibuprofen works (BMJ 2010;340:12), naproxen fails (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "against", (2,))],
    ),
    (
        "Ibuprofen works; naproxen does as well (BMJ 2010;340:12).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (1,))],
    ),
    (
        "Ibuprofen helps. Naproxen helps (BMJ 2010;340:12).",
        [("ibuprofen", "supports", ()), ("naproxen", "supports", (1,))],
    ),
    (
        "Ibuprofen helps. Naproxen helps. Both from (BMJ 2010;340:12).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (1,))],
    ),
    ("In (BMJ 2010;340:12), ibuprofen cured most.", [("ibuprofen", "supports", (1,))]),
    ("In a trial (BMJ 2010;340:12) ibuprofen cured most.", [("ibuprofen", "supports", (1,))]),
    ("According to (BMJ 2010;340:12) ibuprofen works.", [("ibuprofen", "supports", (1,))]),
    (
        "Ibuprofen works (BMJ 2010;340:12) but failed in children.",
        [("ibuprofen", "against", ()), ("ibuprofen", "supports", (1,))],
    ),
    ("Ibuprofen works (BMJ 2010;340:12) and came out ahead.", [("ibuprofen", "supports", (1,))]),
    (
        "Ibuprofen and naproxen work (BMJ 2010;340:12).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (1,))],
    ),
    (
        "Ibuprofen (BMJ 2010;340:12) and naproxen (Lancet 2011;378:45) work.",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    ("Ibuprofen works (BMJ 2010;340:12) (Lancet 2011;378:45).", [("ibuprofen", "supports", (1, 2))]),
    ("Ibuprofen works (BMJ 2010;340:12; Lancet 2011;378:45).", [("ibuprofen", "supports", (1, 2))]),
    ("Ibuprofen works [BMJ 2010;340:12] [Lancet 2011;378:45].", [("ibuprofen", "supports", (1, 2))]),
    ("Ibuprofen cured most. (BMJ 2010;340:12)", [("ibuprofen", "supports", (1,))]),
    ("Ibuprofen cured most.(BMJ 2010;340:12)", [("ibuprofen", "supports", (1,))]),
    ("Ibuprofen cured most, (BMJ 2010;340:12).", [("ibuprofen", "supports", (1,))]),
    ("Ibuprofen cured most: (BMJ 2010;340:12).", [("ibuprofen", "supports", (1,))]),
    ("Ibuprofen cured most - (BMJ 2010;340:12).", [("ibuprofen", "supports", (1,))]),
    ("(BMJ 2010;340:12) found that ibuprofen cured most.", [("ibuprofen", "supports", (1,))]),
    ("Ibuprofen (BMJ 2010;340:12) cured most.", [("ibuprofen", "supports", (1,))]),
    ("Acne is an inflammation of the skin (BMJ 2010;340:12). Ibuprofen works.", [("ibuprofen", "supports", ())]),
    ("Ibuprofen works. Acne is an inflammation of the skin (BMJ 2010;340:12).", [("ibuprofen", "supports", ())]),
    ("For the definition see (BMJ 2010;340:12). Ibuprofen works.", [("ibuprofen", "supports", ())]),
    ("Ibuprofen works. Further reading: (BMJ 2010;340:12).", [("ibuprofen", "supports", ())]),
    (
        "Ibuprofen works, and naproxen too (BMJ 2010;340:12).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (1,))],
    ),
    (
        "Ibuprofen works in adults (BMJ 2010;340:12) and in children (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1, 2))],
    ),
    (
        "Ibuprofen works (BMJ 2010;340:12), as does naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    ("Ibuprofen beat naproxen (BMJ 2010;340:12).", [("ibuprofen", "supports", (1,))]),
    (
        "Both ibuprofen (BMJ 2010;340:12) and naproxen (Lancet 2011;378:45) have been used.",
        [("ibuprofen", "mentioned", (1,)), ("naproxen", "mentioned", (2,))],
    ),
    (
        "Options are ibuprofen (BMJ 2010;340:12) or naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "mentioned", (1,)), ("naproxen", "mentioned", (2,))],
    ),
    (
        "Ibuprofen first (BMJ 2010;340:12), then naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    (
        "- Ibuprofen works (BMJ 2010;340:12)\n- Naproxen fails (Lancet 2011;378:45)",
        [("ibuprofen", "supports", (1,)), ("naproxen", "against", (2,))],
    ),
    (
        "PROVEN:\n- Ibuprofen (BMJ 2010;340:12)\n- Naproxen (Lancet 2011;378:45)",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    (
        "Proven: ibuprofen (BMJ 2010;340:12), naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    (
        "Not worth it: ibuprofen (BMJ 2010;340:12), naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "against", (1,)), ("naproxen", "against", (2,))],
    ),
    (
        "Ibuprofen works (BMJ 2010;340:12); so does naproxen (Lancet 2011;378:45).",
        [("ibuprofen", "supports", (1,)), ("naproxen", "supports", (2,))],
    ),
    (
        "Avoid ibuprofen (BMJ 2010;340:12); naproxen works (Lancet 2011;378:45).",
        [("ibuprofen", "against", (1,)), ("naproxen", "supports", (2,))],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_each_claim_has_its_own_sources(text: str, expected: list[tuple[str, str, tuple[int, ...]]]) -> None:
    """Each claim's therapy, direction and sources: 1 for the BMJ's page 12, 2 for the other one."""
    found = read_text(f"Skin\n\nAcne is common.\n\n{text}\n")
    number = {one.id: 1 if one.fields.first_page == "12" else 2 for one in found.citations}
    told = [
        (" + ".join(claim.therapies), claim.direction, tuple(sorted(number[name] for name in claim.citations)))
        for claim in found.claims
    ]
    assert sorted(told) == expected
