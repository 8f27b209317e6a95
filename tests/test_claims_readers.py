"""Sentences that readers of the program's output found read the wrong way round, and their kin."""

from __future__ import annotations

import pytest

from evidence import parse, read_text

SUPPORTS = """
Women given ibuprofen were less likely to relapse than those given naproxen.
Children on ibuprofen were less likely to be admitted.
Those on ibuprofen were more likely to recover.
Ibuprofen made relapse less likely.
Do not give up on ibuprofen before three months.
A single dose of ibuprofen means fewer children come back.
"""
AGAINST = """
Give neither ibuprofen nor naproxen.
Ibuprofen should be given to no child under 12.
Ibuprofen is unlikely to help.
Patients on ibuprofen were more likely to be admitted with bleeding.
Those on ibuprofen were less likely to recover.
Ibuprofen was linked to twice as many amputations.
The hoped-for benefit of ibuprofen did not materialise.
Four of the five patients on ibuprofen lost response within a year.
Ibuprofen was sham-equivalent.
Naproxen is like celecoxib. Ibuprofen: don't. Aspirin reduces attacks.
"""
NOTHING = """
Ibuprofen caused gambling in 1 in 20.
Ibuprofen causes it, metronidazole cures it.
Each hour's delay in giving ibuprofen raised mortality by 4%.
Ibuprofen is no longer thought to cause acidosis in the old.
Naproxen beat placebo. Relapse was commoner after stopping ibuprofen than after stopping placebo.
Naproxen worked better than celecoxib, ibuprofen and placebo in gout.
Naproxen put gout into remission in three quarters of patients; ibuprofen alone in none.
"""
CASES = [
    pytest.param(sentence, directions, id=sentence)
    for text, directions in ((SUPPORTS, ["supports"]), (AGAINST, ["against"]), (NOTHING, []))
    for sentence in text.strip().splitlines()
]


@pytest.mark.parametrize(("sentence", "directions"), CASES)
def test_what_is_said_of_ibuprofen(sentence: str, directions: list[str]) -> None:
    found = read_text(f"Notes\n\n{sentence}\n").claims
    assert [claim.direction for claim in found if "ibuprofen" in claim.therapies] == directions


def test_a_cue_holds_none_of_the_signs_that_cover_a_citation() -> None:
    [claim] = read_text(
        "Notes\n\nIbuprofen 100 mg was better than 50 mg but caused more chest tightness [Lancet 2001;358:1668-75].\n"
    ).claims
    assert all(cue.isprintable() and cue.isascii() and cue == cue.strip() for cue in claim.cues)
    assert claim.cues


@pytest.mark.parametrize(
    "text",
    [
        "Review: Lancet 2010;375:1", "see also Blood 2011;118:4313", "Reviewed in Blood 2011;118:4313", "Comment in: BMJ 2011;342:d1",
        "Epub 2019 Jan 3. Allergy 2019;74:873",
    ],
)  # fmt: skip
def test_what_points_to_a_work_is_no_part_of_it(text: str) -> None:
    [citation] = parse(text)
    assert (citation.fields.authors, citation.fields.title) == (None, None)


def test_a_journal_before_its_volume_is_no_author() -> None:
    assert [citation.fields.authors for citation in parse("J Pediatr 156, 2010")] in ([], [None])
