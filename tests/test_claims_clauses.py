"""Clauses that go on with what was spoken of before, and the few words that say for whom, in which order and not at all."""

from __future__ import annotations

import pytest

from evidence.claims import find_claims
from evidence.reading import text_document


def read(text: str) -> list[tuple[str, str]]:
    """Therapy and direction of each claim of a text."""
    return [(" + ".join(claim.therapies), claim.direction) for claim in find_claims(text_document(text), ())]


USED = ("ibuprofen", "mentioned")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It failed in most; naproxen cleared them.", [("ibuprofen", "against"), ("naproxen", "supports")]),
        ("It is no use in children, and naproxen works better.", [("ibuprofen", "against"), ("naproxen", "supports")]),
        ("In gout it is useless: naproxen is first choice.", [("ibuprofen", "against"), ("naproxen", "supports")]),
        ("It helped, whereas naproxen failed.", [("ibuprofen", "supports"), ("naproxen", "against")]),
        ("It was as good as naproxen.", [("ibuprofen", "supports")]),
        ("Not worth it: naproxen.", [("naproxen", "against")]),
        ("Never in an asthmatic.", [("ibuprofen", "against")]),
        ("Not in pregnancy.", [("ibuprofen", "against")]),
        ("Not yet here.", []),
    ],
)
def test_a_sentence_that_goes_on_with_the_one_before(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert read(f"Ibuprofen has been used. {sentence}") == [USED, *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Still in pain → ibuprofen → naproxen.", [("ibuprofen", "supports"), ("naproxen", "supports")]),
        ("Fever -> ibuprofen.", [("ibuprofen", "supports")]),
        ("ALT raised -> stop ibuprofen.", []),
        ("Ibuprofen first, naproxen second.", [("ibuprofen", "supports"), ("naproxen", "supports")]),
        ("Ibuprofen second dose at noon.", []),
        ("Ibuprofen against the pain of gout.", [("ibuprofen", "supports")]),
        ("Nothing beats ibuprofen.", [("ibuprofen", "supports")]),
        ("Nothing works as well as ibuprofen.", [("ibuprofen", "supports")]),
        ("Ibuprofen saved nobody.", [("ibuprofen", "against")]),
        ("Ibuprofen does nothing but harm.", [("ibuprofen", "against")]),
        ("Ibuprofen kept the gain and shed most of the harm.", [("ibuprofen", "supports")]),
        ("Ibuprofen bought nothing in the third arm.", [("ibuprofen", "against")]),
        ("Ibuprofen is prescribed in the hope of slowing a melt.", [("ibuprofen", "mentioned")]),
        ("Ibuprofen missed its goal, although fewer needed dialysis.", [("ibuprofen", "mixed")]),
        ("47 people in 100 got better on ibuprofen, against 24 in 100 on a dummy.", [("ibuprofen", "supports")]),
        ("Ibuprofen: a museum piece.", [("ibuprofen", "against")]),
        ("The case for ibuprofen is thin.", [("ibuprofen", "mentioned")]),
    ],
)
def test_few_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_an_item_that_only_names_what_its_own_lines_speak_of_is_no_second_claim() -> None:
    page = """Gout

Sparing the steroid
* Ibuprofen
  In Italy it got more patients off prednisone. It also brings ulcers and a bill to match.
* Naproxen
* Celecoxib
  200 mg a day.
"""
    assert read(page) == [
        ("ibuprofen", "supports"),
        ("ibuprofen", "against"),
        ("naproxen", "supports"),
        ("celecoxib", "supports"),
    ]


SPOKEN_OF = [
    (
        "Ibuprofen works. Naproxen has been tried. It failed.",
        [("ibuprofen", "supports"), ("naproxen", "against"), ("naproxen", "mentioned")],
    ),
    ("Ibuprofen beat naproxen. It is also cheaper.", [("ibuprofen", "supports"), ("ibuprofen", "supports")]),
    ("Unlike ibuprofen, naproxen works. It is also cheap.", [("naproxen", "supports"), ("naproxen", "supports")]),
    (
        "Ibuprofen and naproxen have been used. The latter failed.",
        [("ibuprofen", "mentioned"), ("naproxen", "against"), ("naproxen", "mentioned")],
    ),
    (
        "Ibuprofen and naproxen have been used. The former failed.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned"), ("naproxen", "mentioned")],
    ),
    (
        "Ibuprofen and naproxen have been used. Both failed.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned"), ("naproxen", "against"), ("naproxen", "mentioned")],
    ),
    (
        "Ibuprofen and naproxen have been used. Neither helped.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned"), ("naproxen", "against"), ("naproxen", "mentioned")],
    ),
    (
        "Ibuprofen and naproxen have been used. They failed.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned"), ("naproxen", "against"), ("naproxen", "mentioned")],
    ),
    (
        "Ibuprofen plus naproxen has been used. The combination failed.",
        [("ibuprofen + naproxen", "against"), ("ibuprofen + naproxen", "mentioned")],
    ),
    ("Ibuprofen cleared most. In children it failed.", [("ibuprofen", "against"), ("ibuprofen", "supports")]),
    ("Ibuprofen cleared most. But it is toxic.", [("ibuprofen", "against"), ("ibuprofen", "supports")]),
    ("Ibuprofen is first choice. If it fails, naproxen.", [("ibuprofen", "supports"), ("naproxen", "supports")]),
    (
        "Ibuprofen is first choice. If this fails, we give naproxen.",
        [("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    (
        "Ibuprofen is first choice. Naproxen is kept for those in whom it fails.",
        [("ibuprofen", "supports"), ("naproxen", "supports")],
    ),
    ("Ibuprofen was given to 10 patients, of whom eight cleared.", [("ibuprofen", "supports")]),
    ("In a trial of ibuprofen, 40% cleared, against 20% on placebo.", [("ibuprofen", "supports")]),
    (
        "Ibuprofen has been used for years. There is no evidence for it.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned")],
    ),
    (
        "Ibuprofen has been used for years. There is no evidence that it works.",
        [("ibuprofen", "against"), ("ibuprofen", "mentioned")],
    ),
    ("After naproxen had failed, ibuprofen was tried and cleared the rash.", [("ibuprofen", "supports")]),
    ("Patients on naproxen who were switched to ibuprofen improved.", [("ibuprofen", "supports")]),
    (
        "Naproxen was no help, so we tried ibuprofen, which worked.",
        [("ibuprofen", "supports"), ("naproxen", "against")],
    ),
    ("Ibuprofen did not help but naproxen did.", [("ibuprofen", "against"), ("naproxen", "supports")]),
    ("Ibuprofen did not help, nor did naproxen.", [("ibuprofen", "against"), ("naproxen", "against")]),
]


@pytest.mark.parametrize(("text", "expected"), SPOKEN_OF)
def test_what_is_spoken_of(text: str, expected: list[tuple[str, str]]) -> None:
    """ "It", "the latter", "neither" and a second name stand for the right one, across sentences."""
    assert sorted(read(f"Gout\n\nGout is common.\n\n{text}\n")) == expected
