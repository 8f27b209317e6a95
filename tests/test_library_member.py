"""What a library hands out: it knows its library, is equal by what it says, and takes a person's word in one call."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

import evidence
from evidence.errors import InputError, NotKnown
from evidence.library import Library
from evidence.library.member import Member
from evidence.library.records import ClaimsFile, LibraryClaim, Place, Source

TEXT = (
    "Ice was highly effective for gout [BMJ 2001;3:4]. Colchicine was no better than placebo for gout [BMJ 2003;5:6]."
)
ANN = {"by": "Ann", "at": "2026-01-02T03:04:05Z"}


def shelf(text: str = TEXT) -> Library:
    return Library.of(evidence.read_text(text, name="gout.md"))


def claim_on(library: Library, therapy: str) -> LibraryClaim:
    return library.claims[library.therapies[therapy].claims[0]]


def test_what_is_handed_out_knows_its_library() -> None:
    library = shelf()
    handed: list[Member] = [
        *library.sources.values(), *library.claims.values(), *library.therapies.values(), *library.documents.values()
    ]  # fmt: skip
    assert len(handed) == 2 + 2 + 2 + 1
    assert all(one.library is library for one in handed)


def test_a_later_library_does_not_take_the_records_of_an_earlier_one() -> None:
    library = shelf()
    [document] = library.documents.values()
    after = claim_on(library, "ice").reject(**ANN)
    assert after.documents[document.id] == document
    assert (document.library, after.documents[document.id].library) == (library, after)


def test_the_library_is_no_part_of_what_a_record_says() -> None:
    library, other = shelf(), shelf()
    mine, theirs = claim_on(library, "ice"), claim_on(other, "ice")
    assert mine == theirs
    assert "library" not in mine.to_dict()
    assert LibraryClaim.from_dict(mine.to_dict()) == mine
    assert ClaimsFile.from_dict(library.file.to_dict()) == library.file
    assert not copy.copy(mine).is_handed_out


def test_a_record_made_by_hand_has_no_library() -> None:
    alone = LibraryClaim(id="ice-1", document="d", text="", place=Place(exact=""))
    with pytest.raises(InputError, match="belongs to no library; take it from one"):
        alone.accept()
    with pytest.raises(InputError):
        _ = Source(key="a").library


@pytest.mark.parametrize(
    ("verb", "arguments", "member", "value"),
    [
        ("accept", {}, "status", "accepted"),
        ("reject", {}, "status", "rejected"),
        ("set", {"direction": "mixed"}, "direction", "mixed"),
        ("set", {"conditions": ("gout", "hyperuricemia")}, "conditions", ("gout", "hyperuricemia")),
        ("set", {"outcome": "pain", "study": "case series"}, "study", "case series"),
        ("link", {"source": "bmj-2003-5-6"}, "sources", ("bmj-2001-3-4", "bmj-2003-5-6")),
        ("unlink", {"source": "bmj-2001-3-4"}, "sources", ()),
    ],
)
def test_a_word_gives_the_library_after_it(verb: str, arguments: dict[str, object], member: str, value: object) -> None:
    library = shelf()
    claim = claim_on(library, "ice")
    before = (claim.to_dict(), library.file.to_dict())
    after = getattr(claim, verb)(why="seen", **arguments, **ANN)
    assert (claim.to_dict(), library.file.to_dict()) == before, "what it was said of did not change"
    now = after.claims[claim.id]
    assert getattr(now, member) == value
    assert [(one.by, one.at, one.why) for one in now.decisions] == [("Ann", ANN["at"], "seen")]


def test_a_cell_can_run_twice(tmp_path: Path) -> None:
    page = tmp_path / "gout.md"
    page.write_text(TEXT, encoding="utf-8")
    library = evidence.open(tmp_path / "refs.bib").add(evidence.read(page))
    for _ in range(3):
        library = claim_on(library, "ice").set(conditions=("gout",), why="only gout", by="Ann")
        library = claim_on(library, "ice").accept(by="Ann")
        library.save()
    again = claim_on(evidence.open(tmp_path / "refs.bib"), "ice").set(conditions=["gout"], by="Ann")
    assert again.save() == ()
    raw = json.loads((tmp_path / "refs.claims.json").read_text(encoding="utf-8"))
    assert [[decision["set"] for decision in claim.get("decisions", ())] for claim in raw["claims"]] == [
        [{"conditions": ["gout"]}, {"status": "accepted"}],
        [],
    ]


def test_another_person_is_another_word() -> None:
    library = claim_on(shelf(), "ice").accept(by="Ann")
    assert len(claim_on(claim_on(library, "ice").accept(by="Ben"), "ice").decisions) == 2


def test_what_cannot_be_said_is_told() -> None:
    claim = claim_on(shelf(), "ice")
    with pytest.raises(InputError, match="direction cannot be 'good'; it is one of: supports"):
        claim.set(direction="good")
    with pytest.raises(InputError, match="cannot set 'directon'; perhaps: direction"):
        claim.set(directon="mixed")
    with pytest.raises(InputError, match="relation cannot be 'likes'; it is one of: citesAsEvidence"):
        claim.link("bmj-2003-5-6", "likes")
    with pytest.raises(NotKnown, match="no source 'bmj-2003-5-7' here; perhaps: bmj-2003-5-6"):
        claim.link("bmj-2003-5-7")
    with pytest.raises(InputError, match="not linked to 'bmj-2003-5-6'; it is linked to bmj-2001-3-4"):
        claim.unlink("bmj-2003-5-6")


def test_who_and_when_are_as_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "gout.md"
    page.write_text(TEXT, encoding="utf-8")
    library = evidence.open(tmp_path / "refs.bib").add(evidence.read(page))
    library.save()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767323045")
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "user.name"),
        ("GIT_CONFIG_VALUE_0", "Ann Git"),
    ):
        monkeypatch.setenv(name, value)
    name = claim_on(library, "ice").id
    ours = library.claims[name].reject(why="x").claims[name].decisions
    subprocess.run([sys.executable, "-m", "evidence", "claim", "reject", name, "--why", "x"], check=True)
    assert evidence.open("refs.bib").claims[name].decisions == ours
    assert ours[0].by == "Ann Git"
    assert ours[0].at == "2026-01-02T03:04:05Z"


def test_rows_and_frames_of_the_mappings() -> None:
    library = shelf()
    assert [(row["key"], row["year"], row["uncertain"]) for row in library.sources.to_rows()] == [
        ("bmj-2001-3-4", 2001, ()),
        ("bmj-2003-5-6", 2003, ()),
    ]
    frame = library.claims.to_frame()
    assert list(frame.index) == list(library.claims)
    assert list(frame["sources"]) == [["bmj-2001-3-4"], ["bmj-2003-5-6"]]
    assert len(library.therapies.to_frame()) == 2
    assert Library.of().claims.to_frame().empty
    json.dumps(library.claims.to_rows())
