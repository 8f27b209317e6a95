"""Sentences end where a reader ends them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.document import Block, Document
from evidence.sentences import COVER, cover_spans, split_sentences


def page(text: str, *, blocks: tuple[Block, ...] = ()) -> Document:
    return Document(name="-", source=text, text=text, blocks=blocks or (Block("paragraph", 0, len(text)),))


def cut(text: str, *protected: str) -> list[str]:
    spans = tuple((text.index(words), text.index(words) + len(words)) for words in protected)
    return [text[s.start : s.end] for s in split_sentences(page(text), spans)]


@pytest.mark.parametrize(
    ("text", "protected", "expected"),
    [
        pytest.param("It works. It lasts.", (), ["It works.", "It lasts."], id="two"),
        pytest.param("Give it i.v. at once. Then rest.", (), ["Give it i.v. at once.", "Then rest."], id="route"),
        pytest.param("Dr. Lee and Mrs. Ray agree, e.g. on ice.", (), ["Dr. Lee and Mrs. Ray agree, e.g. on ice."], id="titles"),
        pytest.param("At 0.3 mg/kg it fails. Not at 0.6.", (), ["At 0.3 mg/kg it fails.", "Not at 0.6."], id="decimals"),
        pytest.param("Rest. pH fell.", (), ["Rest.", "pH fell."], id="a small letter before a capital begins a sentence"),
        pytest.param("It slowed the loss.² Ice helps.", (), ["It slowed the loss.²", "Ice helps."], id="mark behind the stop"),
        pytest.param("Works! Does it? Yes.", (), ["Works!", "Does it?", "Yes."], id="other stops"),
        pytest.param("Give vitamin C. Then rest.", (), ["Give vitamin C.", "Then rest."], id="lettered word"),
        pytest.param("By J. Smith and A. Jones.", (), ["By J. Smith and A. Jones."], id="initials"),
        pytest.param("It helps [Gut. 2001;3:1. Epub]. So does ice.", ("[Gut. 2001;3:1. Epub]",), ["It helps [Gut. 2001;3:1. Epub].", "So does ice."], id="citation is whole"),
        pytest.param("It helps Gut 2001;3:1 Ice is cheaper.", ("Gut 2001;3:1",), ["It helps Gut 2001;3:1", "Ice is cheaper."], id="bare citation ends it"),
        pytest.param("It helps Gut 2001;3:1. and is cheap.", ("Gut 2001;3:1.",), ["It helps Gut 2001;3:1. and is cheap."], id="small letter goes on"),
        pytest.param("It helps [3] Ice too", ("[3]",), ["It helps [3] Ice too"], id="a mark is no end"),
    ],
)  # fmt: skip
def test_cut(text: str, protected: tuple[str, ...], expected: list[str]) -> None:
    assert cut(text, *protected) == expected


def test_cells_are_cut_one_by_one() -> None:
    text = "Ice\tHelps. Cheap."
    document = page(text, blocks=(Block("row", 0, len(text), cells=((0, 3), (4, 17))),))
    assert [(text[s.start : s.end], s.cell) for s in split_sentences(document)] == [
        ("Ice", 0),
        ("Helps.", 1),
        ("Cheap.", 1),
    ]


def test_covering_keeps_the_length() -> None:
    assert cover_spans("a [1] b [2]", ((8, 11), (2, 5), (3, 4))) == f"a {COVER * 3} b {COVER * 3}"


@settings(max_examples=200)
@given(st.text(alphabet="ab A.!?()[]1²;\n", max_size=60), st.integers(0, 50), st.integers(0, 10))
def test_sentences_hold_all_words_in_order(text: str, start: int, length: int) -> None:
    protected = ((start, min(len(text), start + length)),) if start < len(text) else ()
    found = split_sentences(page(text), protected)
    assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(found))
    for sentence in found:
        assert not any(first < sentence.end < last for first, last in protected)
