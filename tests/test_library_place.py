"""A claim is found again after its page was edited, and never taken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.library.place import Sighting, find_place, match_claims, to_place

BEFORE = "Ice was used. Sirolimus worked well in four of seven infants. Heparin failed. Ice was used. Rest."


def sighting(
    source: str,
    quote: str,
    *therapies: str,
    direction: str = "supports",
    nth: int = 0,
    mentions: tuple[tuple[int, int], ...] = (),
) -> Sighting:
    start = -1
    for _ in range(nth + 1):
        start = source.index(quote, start + 1)
    return Sighting(to_place(source, start, start + len(quote), mentions), therapies, direction)


EDITS = {
    "a paragraph before": ("New words here.\n\n" + BEFORE, "Sirolimus worked well in four of seven infants."),
    "moved to the end": (
        "Rest. " * 20 + "Sirolimus worked well in four of seven infants.",
        "Sirolimus worked well in four of seven infants.",
    ),
    "slightly reworded": (
        BEFORE.replace("worked well", "worked really well"),
        "Sirolimus worked really well in four of seven infants.",
    ),
    "line broken": (BEFORE.replace("in four", "in\nfour"), "Sirolimus worked well in\nfour of seven infants."),
}


@pytest.mark.parametrize(("after", "quote"), EDITS.values(), ids=EDITS.keys())
def test_found_again(after: str, quote: str) -> None:
    old = sighting(BEFORE, "Sirolimus worked well in four of seven infants.", "sirolimus")
    assert match_claims([old], [sighting(after, quote, "sirolimus")]) == {0: 0}


def test_not_taken_for_another() -> None:
    old = sighting(BEFORE, "Sirolimus worked well in four of seven infants.", "sirolimus")
    other = "Propranolol worked well in four of seven infants."
    assert match_claims([old], [sighting(other, other, "propranolol")]) == {}
    rewritten = "With sirolimus nothing was gained by anyone in the end."
    assert match_claims([old], [sighting(rewritten, rewritten, "sirolimus")]) == {}


def test_equal_sentences_keep_their_order_when_text_is_put_before() -> None:
    old = [sighting(BEFORE, "Ice was used.", "ice", nth=n) for n in (0, 1)]
    after = "x" * 80 + ". " + BEFORE
    new = [sighting(after, "Ice was used.", "ice", nth=n) for n in (0, 1)]
    assert match_claims(old, new) == {0: 0, 1: 1}
    assert match_claims(old, list(reversed(new))) == {0: 1, 1: 0}


def test_when_one_of_two_equal_sentences_goes_its_neighbours_tell_which() -> None:
    old = [sighting(BEFORE, "Ice was used.", "ice", nth=n) for n in (0, 1)]
    after = BEFORE.removeprefix("Ice was used. ")
    assert match_claims(old, [sighting(after, "Ice was used.", "ice")]) == {1: 0}


def test_two_opposite_claims_in_one_sentence_stay_two() -> None:
    text = "Ice worked in children, ice failed in adults."
    old = [
        sighting(text, text, "ice", direction="supports", mentions=((0, 3),)),
        sighting(text, text, "ice", direction="against", mentions=((24, 27),)),
    ]
    reworded = "Ice worked in children, but ice failed in adults."
    new = [
        sighting(reworded, reworded, "ice", direction="against", mentions=((28, 31),)),
        sighting(reworded, reworded, "ice", direction="supports", mentions=((0, 3),)),
    ]
    assert match_claims(old, list(reversed(old))) == {0: 1, 1: 0}
    assert match_claims(old, new) == {0: 1, 1: 0}


def test_another_direction_or_name_of_the_same_words_is_the_same_claim() -> None:
    old = sighting(BEFORE, "Heparin failed.", "heparin", direction="against", mentions=((0, 7),))
    assert match_claims([old], [old._replace(direction="mixed")]) == {0: 0}
    assert match_claims([old], [old._replace(therapies=("low molecular weight heparin",))]) == {0: 0}


@given(
    st.lists(
        st.sampled_from(["Ice was used.", "Heparin failed.", "Sirolimus worked well in most.", "Ice was used again."]),
        max_size=8,
    ),
    st.data(),
)
def test_matching_is_one_to_one_and_keeps_what_did_not_change(sentences: list[str], data: st.DataObject) -> None:
    def claims(text: str) -> list[Sighting]:
        out, at = [], 0
        for sentence in text.split("|") if text else ():
            out.append(Sighting(to_place(text, at, at + len(sentence)), (sentence.split()[0].lower(),), "supports"))
            at += len(sentence) + 1
        return out

    before = "|".join(sentences)
    assert match_claims(claims(before), claims(before)) == {n: n for n in range(len(claims(before)))}
    kept = data.draw(st.lists(st.sampled_from(sentences), max_size=4)) if sentences else []
    pairs = match_claims(claims(before), claims("|".join(kept)))
    assert len(set(pairs.values())) == len(pairs)
    assert len(pairs) == sum(min(kept.count(one), sentences.count(one)) for one in set(kept)) or "again" in before


QUOTES = [
    ("Nothing here. Ice helps a little. More.", "Ice helps a little.", "Ice helps a little."),
    ("Ice helps  a\nlittle!", "Ice helps a little.", "Ice helps  a\nlittle"),
    ("In most, ice helps only a little.", "Ice helps a little.", "ice helps only a little"),
    ("Ice melts.", "Ice helps a little.", None),
    ("", "Ice helps a little.", None),
    (
        "Ice helps a little bit in many infants with pain",
        "Ice helps a little bit in many infants with swelling",
        "Ice helps a little bit in many infants with pain",
    ),
]


@pytest.mark.parametrize(("source", "quote", "expected"), QUOTES, ids=[str(n) for n in range(len(QUOTES))])
def test_find_place(source: str, quote: str, expected: str | None) -> None:
    found = find_place(to_place(quote, 0, len(quote)), source)
    assert (found.exact if found else None) == expected
    if found:
        assert source[found.start : found.end] == found.exact


def test_the_right_one_of_equal_quotations_is_found_by_its_neighbours() -> None:
    old = sighting(BEFORE, "Ice was used.", "ice", nth=1).place
    after = "Long words at the start. " * 9 + BEFORE
    found = find_place(old, after)
    assert found is not None
    assert found.start == after.index("Ice was used. Rest.")


@given(st.text(max_size=60), st.text(max_size=200))
def test_finding_never_raises_and_gives_text_that_is_there(quote: str, source: str) -> None:
    found = find_place(to_place(quote, 0, len(quote)), source)
    assert found is None or source[found.start : found.end].encode("utf-8", "replace").decode() == found.exact


def test_matching_many_is_linear_enough() -> None:
    from time import process_time

    text = "Ice was used. " * 4000
    many = [Sighting(to_place(text, n * 14, n * 14 + 13), ("ice",), "supports") for n in range(4000)]
    start = process_time()
    assert len(match_claims(many, many[:3999])) == 3999
    assert process_time() - start < 10
