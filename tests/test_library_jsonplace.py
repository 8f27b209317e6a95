"""A member that is wrong is shown with its line and column."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import LibraryError
from evidence.library.claimsfile import read_claims, write_claims
from evidence.library.jsonplace import find_member
from evidence.library.records import ClaimRecord, ClaimsFile, Decision, DocumentRecord, FoundClaim, NamedTherapy, Place

FILE = write_claims(
    ClaimsFile(
        documents=(DocumentRecord(id="d", path="d.txt", sha256="0"),),
        claims=tuple(
            ClaimRecord(
                id=f"ice-{n}", document="d", place=Place(exact='Ice "helps": {a} [b], c\\'),
                found=FoundClaim(therapies=(NamedTherapy(name="ice"),)), decisions=(Decision(set={"status": "accepted"}, by="Ann"),),
            )
            for n in (1, 2)
        ),
    )
).decode()  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "excerpt", "caret"),
    [
        ('"id": "ice-2"', '"id": 7', '"id": 7', "7"),
        ('"direction": "mentioned"', '"direction": "good"', '"direction": "good"', '"good"'),
        ('"combination": false', '"combination": "no"', '"combination": "no"', '"no"'),
        ('"by": "Ann"', '"by": ["Ann"]', '"by": [', "["),
        ('"by": "Ann"', '"bye": "Ann"', '"bye": "Ann"', '"bye"'),
        ('"exact": ', '"exakt": ', '"exakt": ', '"exakt"'),
        ('"path": "d.txt",', "", "{", "{"),
    ],
    ids=["number", "word", "truth value", "list", "unknown member", "unknown required member", "missing member"],
)  # fmt: skip
def test_where_a_wrong_member_stands(old: str, new: str, excerpt: str, caret: str) -> None:
    head, found, tail = FILE.rpartition(old)
    assert found
    raw = head + new + tail
    with pytest.raises(LibraryError, match="a member is not as it should be") as caught:
        read_claims(raw.encode())
    error = caught.value
    assert error.line is not None
    assert error.column is not None
    line = raw.split("\n")[error.line - 1]
    assert line == error.excerpt
    assert excerpt in line
    assert line[error.column - 1 :].startswith(caret)
    assert str(error).startswith(f"refs.claims.json:{error.line}:{error.column}: ")


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=12)  # fmt: skip


@given(
    st.lists(VALUES, max_size=4),
    st.dictionaries(st.text('abc{}[]",:\\', max_size=4), VALUES, max_size=4),
    st.sampled_from([None, 1]),
)
def test_a_place_among_any_others(before: list[object], beside: dict[str, object], indent: int | None) -> None:
    raw = json.dumps({**beside, "claims": [*before, {**beside, "wrong": "here"}]}, indent=indent).encode()
    at = find_member(raw, f"Expected `int`, got `str` - at `$.claims[{len(before)}].wrong`")
    assert at is not None
    assert raw[at:].startswith(b'"here"')
    assert raw[:at].rstrip().endswith(b'"wrong":')


@given(st.binary(max_size=80), st.text(max_size=30))
def test_finding_never_raises(raw: bytes, path: str) -> None:
    for where in (path, f"$.{path}", "$.claims[2].id", "$[...][1]"):
        at = find_member(raw, f"x - at `{where}`")
        assert at is None or 0 <= at <= len(raw)
