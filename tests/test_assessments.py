"""What people fill in for a body of evidence: kept in refs.claims.json, told by names, never made up."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_factory import page
from test_library_cli import Home, home  # noqa: F401

from evidence.errors import InputError, LibraryError, NotKnown
from evidence.library import Library
from evidence.library.assessments import CERTAINTIES, OF_THE_TABLE, apply_assessments, read_words
from evidence.library.bodies import find_body
from evidence.library.claimsfile import check_claims, claims_schema, read_claims, write_claims
from evidence.library.records import Assessment, ClaimsFile, Decision
from evidence.views.chosen_columns import OF_SOURCES, STANDARD
from evidence.views.describe import describe
from evidence.wording import clean

KMS = "Kasabach-Merritt syndrome"
TEXT = "Sirolimus worked [PD 2017;34;261]. Heparin failed."


@pytest.fixture
def library() -> Library:
    return Library.of(page(TEXT))


def words_of(library: Library) -> list[tuple[str, str | None, str | None, dict[str, tuple[str, ...]]]]:
    return [(one.therapy, one.condition, one.outcome, one.words) for one in library.assessments]


def test_nothing_is_filled_in_until_somebody_does(library: Library) -> None:
    assert library.assessments == ()
    assert library.file.assessments == ()


def test_words_stand_under_the_names_of_the_library(library: Library) -> None:
    after = library.assess(
        "sirolimus", {"Certainty": "Very-Low", "footnote": ["few", "short"]}, by="Ann", at="2026-01-02", why="panel"
    )
    assert words_of(after) == [("sirolimus", KMS, None, {"certainty": ("very low",), "footnote": ("few", "short")})]
    [kept] = after.file.assessments
    assert (kept.by, kept.at, kept.why) == ("Ann", "2026-01-02", "panel")
    assert library.assessments == (), "the library before is as it was"


@pytest.mark.parametrize("name", ["sirolimus", "SIROLIMUS", "Rapamycin", " sirolimus "])
def test_a_therapy_goes_by_any_name_that_the_vocabulary_or_a_page_has(library: Library, name: str) -> None:
    assert find_body(library, name).therapy == "sirolimus"


@pytest.mark.parametrize("condition", [None, KMS, KMS.upper(), "Kasabach-Merritt phenomenon"])
def test_a_condition_goes_by_any_name_and_the_only_one_needs_none(library: Library, condition: str | None) -> None:
    assert find_body(library, "heparin", condition).condition == KMS


def test_a_combination_goes_in_any_order(library: Library) -> None:
    claim = next(iter(library.claims))
    both = library.decide(claim, Decision(set={"therapies": ["sirolimus", "vincristine"]}))
    assert find_body(both, "vincristine + Rapamycin").therapy == "sirolimus + vincristine"
    said = both.assess("sirolimus + vincristine", {"certainty": "low"})
    turned = said.decide(claim, Decision(set={"therapies": ["vincristine", "sirolimus"]}))
    assert [row["assessments"][0]["words"] for row in turned.table().to_rows() if row["combination"]] == [
        {"certainty": ["low"]}
    ]
    assert words_of(turned.assess("vincristine + sirolimus", {"certainty": "high"}))[0][3] == {"certainty": ("high",)}
    with pytest.raises(NotKnown, match=r"perhaps: sirolimus \+ vincristine"):
        find_body(both, "vincristine")


def test_an_unknown_therapy_is_an_error_with_what_is_near(library: Library) -> None:
    with pytest.raises(NotKnown, match="no therapy 'sirolimsu' here; perhaps: sirolimus"):
        find_body(library, "sirolimsu")
    with pytest.raises(NotKnown, match="no therapy 'colchicine' here"):
        find_body(library, "colchicine")  # the vocabulary has it, the library has no claim on it


def test_which_of_several_conditions_must_be_said(library: Library) -> None:
    claim = next(name for name in library.claims if name.startswith("sirolimus"))
    two = library.decide(claim, Decision(set={"conditions": ["gout", "acne"]}))
    with pytest.raises(InputError, match=r"several conditions.*'acne', 'gout'"):
        find_body(two, "sirolimus")
    with pytest.raises(InputError, match="no condition 'warts' here; it stands in: 'acne', 'gout'"):
        find_body(two, "sirolimus", "warts")
    assert find_body(two, "sirolimus", "Gout").condition == "gout"


def test_where_no_page_states_a_condition_there_is_none(library: Library) -> None:
    claim = next(name for name in library.claims if name.startswith("sirolimus"))
    bare = library.decide(claim, Decision(set={"conditions": []}))
    assert find_body(bare, "sirolimus").condition is None
    assert find_body(bare, "sirolimus", "").condition is None


def test_an_outcome_in_other_letters_is_the_same(library: Library) -> None:
    once = library.assess("sirolimus", {"certainty": "low"}, outcome="platelet count")
    again = once.assess("sirolimus", {"certainty": "high"}, outcome=" Platelet  Count")
    assert words_of(again) == [("sirolimus", KMS, "platelet count", {"certainty": ("high",)})]
    assert len(again.file.assessments) == 2, "the earlier word is kept"
    assert find_body(again, "sirolimus", outcome="pain").outcome == "pain"


def test_an_empty_text_takes_a_word_back(library: Library) -> None:
    said = library.assess("sirolimus", {"certainty": "low", "population": "infants"})
    assert words_of(said.assess("sirolimus", {"certainty": ""}))[0][3] == {"population": ("infants",)}
    assert library.assess("sirolimus", {"certainty": ""}).file == library.file, "there is nothing to take back"


def test_saying_the_same_again_writes_nothing_but_another_person_or_reason_does(library: Library) -> None:
    said = library.assess("sirolimus", {"certainty": "low"}, by="Ann")
    assert said.assess("sirolimus", {"certainty": "low"}, by="Ann", at="later").file == said.file
    assert len(said.assess("sirolimus", {"certainty": "low"}, by="Ben").file.assessments) == 2
    assert len(said.assess("sirolimus", {"certainty": "low"}, by="Ann", why="new trial").file.assessments) == 2


WRONG = {
    "no GRADE word": (["certainty=good"], "one of: high, moderate, low, very low"),
    "two certainties": (["certainty=low", "certainty=high"], "one certainty"),
    "no equals sign": (["certainty"], "certainty=low"),
    "a slip of the pen": (["certanity=low"], "perhaps: certainty"),
    "another slip": (["footnotes=x"], "perhaps: footnote"),
    "a column of the program": (["sources=many"], "filled by the program"),
    "the outcome": (["outcome=pain"], "--outcome"),
    "no name": (["=low"], "cannot name a column"),
    "a comma": (["a,b=low"], "cannot name a column"),
    "too long": (["w" * 41 + "=low"], "cannot name a column"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_filled_in_says_why(words: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_words(words)


def test_nothing_to_fill_in_is_an_error(library: Library) -> None:
    with pytest.raises(InputError, match="nothing to fill in"):
        library.assess("sirolimus", {})
    with pytest.raises(InputError, match="certainty cannot be 'sure'"):
        library.assess("sirolimus", {"certainty": "sure"})


@given(st.lists(st.text(), max_size=4))
def test_no_words_crash(words: list[str]) -> None:
    try:
        read = read_words(words)
    except InputError:
        return
    assert all(name == name.casefold() == clean(name) for name in read)


def test_no_column_of_a_person_s_own_can_hide_one_of_the_program() -> None:
    names = {name.casefold() for columns in STANDARD.values() for name in columns} | {
        name.casefold() for name in OF_SOURCES
    }
    assert names - {"outcome"} <= OF_THE_TABLE


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_they_are_written_read_back_and_fit_the_schema(library: Library) -> None:
    file = library.assess(
        "sirolimus", {"certainty": "low", "footnote": ["α", "β"]}, outcome="pain", by="A", at="2026", why="w"
    ).file
    raw = write_claims(file)
    assert read_claims(raw) == file
    written = json.loads(raw)
    assert written["assessments"] == [
        {"therapy": "sirolimus", "condition": KMS, "outcome": "pain", "set": {"certainty": "low", "footnote": ["α", "β"]}, "by": "A", "at": "2026", "why": "w"}
    ]  # fmt: skip
    jsonschema.Draft202012Validator(claims_schema()).validate(written)


def test_a_file_from_before_is_read_as_one_without(library: Library) -> None:
    old = json.loads(write_claims(library.file))
    del old["assessments"]
    assert read_claims(json.dumps(old).encode()) == library.file


@pytest.mark.parametrize(
    "wrong",
    [{"certainty": "good"}, {"Certainty": "low"}, {"sources": "1"}, {"certainty": ["low", "high"]}],
    ids=["no GRADE word", "upper case", "a column of the program", "two certainties"],
)
def test_what_a_hand_wrote_wrongly_is_told_with_its_line(wrong: dict[str, Any]) -> None:
    raw = write_claims(ClaimsFile(assessments=(Assessment(therapy="ice", set=wrong),)))
    with pytest.raises(LibraryError, match="assessment of 'ice'") as caught:
        check_claims(read_claims(raw), (), raw)
    assert caught.value.line is not None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ice", "tape"]),
            st.sampled_from(["certainty", "note"]),
            st.sampled_from(["", *CERTAINTIES]),
        )
    )
)
def test_the_last_word_counts(said: list[tuple[str, str, str]]) -> None:
    last = {(therapy, name): text for therapy, name, text in said}
    applied = apply_assessments(Assessment(therapy=therapy, set={name: text}) for therapy, name, text in said)
    assert {(one.therapy, name): texts[0] for one in applied for name, texts in one.words.items()} == {
        key: text for key, text in last.items() if text
    }


def test_they_survive_reading_the_page_again_and_the_claim_s_end(library: Library) -> None:
    said = library.assess("heparin", {"certainty": "low"})
    again = said.add(page(TEXT))
    assert again.file.assessments == said.file.assessments
    gone = again.add(page("Sirolimus worked [PD 2017;34;261]."))
    assert "heparin" not in gone.therapies
    assert words_of(gone) == words_of(said)
    changed = gone.assess("heparin", {"certainty": ""})
    assert changed.assessments == (), "what no claim is about any more can still be taken back"


def test_show_tells_them_and_who_said_them(library: Library) -> None:
    said = library.assess("heparin", {"certainty": "low"}, outcome="pain", by="Ann", at="2026-01-02", why="one trial")
    facts = {fact.label: fact.values for fact in describe(said, "heparin").facts}
    assert facts["filled in by people"] == (f"heparin in {KMS}, pain: certainty = low",)
    assert facts["who filled it in"] == (f"2026-01-02 Ann heparin in {KMS}, pain: certainty = low because one trial",)
    gone = said.add(page("Sirolimus worked [PD 2017;34;261]."))
    assert "certainty = low" in str(describe(gone, "heparin"))


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_only_the_claims_file(home: Home) -> None:  # noqa: F811
    before = home.files()
    out = home.run("assess", "rapamycin", "certainty=Low", "footnote=one series", "--by", "Ann", "--why", "panel")
    assert f"filled in: sirolimus in {KMS}: certainty = low; footnote = one series" in out
    assert "written: refs.claims.json" in out
    assert home.files()["refs.bib"] == before["refs.bib"]
    [kept] = json.loads(home.files()["refs.claims.json"])["assessments"]
    assert kept == {
        "therapy": "sirolimus", "condition": KMS, "set": {"certainty": "low", "footnote": "one series"}, "by": "Ann",
        "at": "2023-11-14T22:13:20Z", "why": "panel",
    }  # fmt: skip
    written = home.files()
    assert "said already" in home.run("assess", "sirolimus", "certainty=low", "--by", "Ann")
    home.run("add", "page.txt")
    assert home.files() == written
    assert "certainty = low" in home.run("show", "sirolimus")


def test_the_command_refuses_what_cannot_be(home: Home) -> None:  # noqa: F811
    before = home.files()
    assert "perhaps: sirolimus" in home.run("assess", "sirolmus", "certainty=low", code=2)
    assert "very low" in home.run("assess", "sirolimus", "certainty=good", code=2)
    assert "stands in no condition" in home.run("assess", "sirolimus", "certainty=low", "--condition", "gout", code=2)
    home.run("assess", "sirolimus", code=2)
    assert home.files() == before


def test_the_command_gives_json(home: Home) -> None:  # noqa: F811
    said = json.loads(home.run("assess", "sirolimus", "certainty=low", "--outcome", "pain", "--json", "--by", "Ann"))
    assert [(one["outcome"], one["set"]) for one in said["assessments_added"]] == [("pain", {"certainty": "low"})]
    assert said["written"] == ["refs.claims.json"]
