"""Filled-in sheets become decisions: what was said, once, with names; a sheet that does not fit changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_desk import TEXT, claim_of, fill, filled, make_library

from evidence.errors import EvidenceError, InputError, NotKnown
from evidence.library import Library, open_library
from evidence.library.records import Decision
from evidence.review import Answers, ReviewReport, import_sheets, read_sheet
from evidence.review.answers import SheetError

SUFFIXES = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def take(
    library: Library, *sheets: Answers, by: tuple[str, ...] = ("Ann", "Ben"), resolve: str | None = None
) -> Library:
    return import_sheets(library, sheets, by[: len(sheets)], at="2026-01-02T03:04:05Z", resolve=resolve)[0]


def words_of(library: Library, therapy: str) -> list[tuple[str, dict[str, object], str | None, str | None]]:
    """Its decisions as (by, set, linked, unlinked)."""
    decisions = library.claims[claim_of(library, therapy)].decisions
    return [(one.by, one.set, one.link.source if one.link else None, one.unlink) for one in decisions]


@SUFFIXES
def test_an_empty_sheet_decides_nothing(library: Library, tmp_path: Path, suffix: str) -> None:
    after, report = import_sheets(library, [filled(tmp_path / f"a{suffix}", library, {})], ["Ann"])
    assert after.file == library.file
    assert (report.decided, report.conflicts, report.agreement) == ((), (), ())


@SUFFIXES
def test_what_a_rater_said_is_appended_with_name_time_and_reason(library: Library, tmp_path: Path, suffix: str) -> None:
    said = {
        "sirolimus": {"your verdict": "accept"},
        "propranolol": {"your verdict": "reject", "your reason": "=no verdict, 1:9"} if suffix == ".csv" else {"your verdict": "reject"},
        "heparin": {
            "your verdict": "Accept", "your direction": "mixed", "your conditions": "kaposiform hemangioendothelioma",
            "your context": "MTX: refractory; ice: Comparator", "your outcome": "pain at 007 days", "your study": "case series",
            "your sources": "pd-2017-34-261 — PD 2017;34:261\npd-2014-31-595", "your reason": "1:9",
        },
    }  # fmt: skip
    if suffix == ".csv":
        said["propranolol"]["your reason"] = "'=no verdict, 1:9"
    after = take(library, filled(tmp_path / f"a{suffix}", library, said))
    assert words_of(after, "sirolimus") == [("Ann", {"status": "accepted"}, None, None)]
    assert words_of(after, "propranolol") == [("Ann", {"status": "rejected"}, None, None)]
    heparin = after.claims[claim_of(library, "heparin")]
    assert (heparin.direction, heparin.conditions, heparin.outcome, heparin.study, heparin.status) == (
        "mixed", ("kaposiform hemangioendothelioma",), "pain at 007 days", "case series", "accepted",
    )  # fmt: skip
    assert [(one.therapy, one.role) for one in heparin.context] == [
        ("methotrexate", "refractory"),
        ("ice", "comparator"),
    ]
    assert heparin.sources == ("pd-2017-34-261", "pd-2014-31-595")
    assert {(one.by, one.at, one.why) for one in heparin.decisions} == {("Ann", "2026-01-02T03:04:05Z", "1:9")}
    if suffix == ".csv":
        assert after.claims[claim_of(library, "propranolol")].decisions[0].why == "=no verdict, 1:9"


@SUFFIXES
def test_importing_again_changes_nothing(library: Library, tmp_path: Path, suffix: str) -> None:
    sheet = filled(
        tmp_path / f"a{suffix}", library,
        {"sirolimus": {"your verdict": "accept", "your sources": "none"}, "heparin": {"your direction": "mixed", "your therapies": "heparin; ice"}},
        missed=({"sentence": "Cooling with wraps eased the pain", "your therapies": "cool wraps", "your direction": "supports"},),
    )  # fmt: skip
    once = take(library, sheet)
    assert once.file != library.file
    assert take(once, sheet).file == once.file
    once.save()
    assert take(once, read_sheet(tmp_path / f"a{suffix}")).save() == ()


def test_none_takes_out_and_a_repeated_finding_says_nothing(library: Library, tmp_path: Path) -> None:
    after = take(
        library,
        filled(
            tmp_path / "a.xlsx",
            library,
            {"sirolimus": {"your sources": "none", "your direction": "supports", "your conditions": "none"}},
        ),
    )
    assert words_of(after, "sirolimus") == [
        ("Ann", {"direction": "supports", "conditions": []}, None, None),
        ("Ann", {}, None, "pd-2017-34-261"),
    ]


def test_two_therapies_are_a_combination_unless_the_rater_says_no(library: Library, tmp_path: Path) -> None:
    two = {"your therapies": "heparin, ice"}
    after = take(
        library,
        filled(
            tmp_path / "a.xlsx",
            library,
            {"heparin": {**two, "your verdict": "accept"}, "sirolimus": {**two, "your combination": "no"}},
        ),
    )
    claims = {claim.text[:7]: claim for claim in after.claims.values()}
    assert (claims["Heparin"].therapies, claims["Heparin"].combination) == (("heparin", "ice"), True)
    assert (claims["Oral si"].therapies, claims["Oral si"].combination) == (("heparin", "ice"), False)


def test_a_missed_claim_is_added_with_its_words_and_sources(library: Library, tmp_path: Path) -> None:
    row = {
        "sentence": "cooling  with wraps eased\nthe pain",
        "your therapies": "Cool wraps",
        "your direction": "supports",
        "your sources": "pd-2014-31-595",
        "your study": "our clinic",
    }
    after, report = import_sheets(library, [filled(tmp_path / "a.xlsx", library, {}, missed=(row,))], ["Ann"])
    claim = after.claims[report.raters[0].missed[0]]
    assert (claim.text, claim.therapies, claim.direction, claim.sources, claim.study) == (
        "Cooling with wraps eased the pain", ("cool wraps",), "supports", ("pd-2014-31-595",), "our clinic",
    )  # fmt: skip
    assert TEXT[claim.place.start : claim.place.end] == claim.text


def test_a_missed_claim_of_two_raters_is_one_claim(library: Library, tmp_path: Path) -> None:
    row = {"your therapies": "cool wraps", "your direction": "supports"}
    ann = filled(
        tmp_path / "a.xlsx", library, {}, missed=({**row, "sentence": "Cooling with wraps eased the pain of most."},)
    )
    ben = filled(tmp_path / "b.xlsx", library, {}, missed=({**row, "sentence": "wraps eased the pain"},))
    after = take(library, ann, ben)
    assert [(who, said.get("status")) for who, said, _, _ in words_of(after, "cool wraps")] == [
        ("Ann", None),
        ("Ben", "accepted"),
    ]
    assert take(after, ann, ben).file == after.file


def test_a_missed_claim_with_two_directions_is_a_conflict(library: Library, tmp_path: Path) -> None:
    row = {"sentence": "Cooling with wraps eased the pain of most.", "your therapies": "cool wraps"}
    ann = filled(tmp_path / "a.xlsx", library, {}, missed=({**row, "your direction": "supports"},))
    ben = filled(tmp_path / "b.xlsx", library, {}, missed=({**row, "your direction": "mixed"},))
    after, report = import_sheets(library, [ann, ben], ["Ann", "Ben"])
    assert [(one.field, one.words, one.kept) for one in report.conflicts] == [
        ("direction", {"Ann": "supports", "Ben": "mixed"}, "supports")
    ]
    assert import_sheets(after, [ann, ben], ["Ann", "Ben"])[0].file == after.file
    ruled = take(library, ann, ben, resolve="Ben")
    assert ruled.claims[claim_of(ruled, "cool wraps")].direction == "mixed"
    assert take(ruled, ann, ben, resolve="Ben").file == ruled.file


# ── conflicts ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def disagreeing(library: Library, folder: Path) -> tuple[Answers, Answers]:
    ann = filled(
        folder / "ann.xlsx",
        library,
        {"heparin": {"your verdict": "accept", "your direction": "mixed"}, "sirolimus": {"your verdict": "reject"}},
    )
    ben = filled(
        folder / "ben.xlsx",
        library,
        {
            "heparin": {"your verdict": "accept", "your sources": "pd-2014-31-595"},
            "sirolimus": {"your verdict": "accept"},
        },
    )
    return ann, ben


def test_what_two_raters_differ_on_is_decided_by_nobody(library: Library, tmp_path: Path) -> None:
    after, report = import_sheets(library, disagreeing(library, tmp_path), ["Ann", "Ben"])
    assert {(one.claim.split("-")[0], one.field): (one.words, one.kept) for one in report.conflicts} == {
        ("sirolimus", "status"): ({"Ann": "rejected", "Ben": "accepted"}, "found"),
        ("heparin", "direction"): ({"Ann": "mixed", "Ben": "against"}, "against"),
        ("heparin", "source pd-2014-31-595"): ({"Ann": "not linked", "Ben": "linked"}, "not linked"),
    }
    # every word is kept, those that differ without effect
    assert words_of(after, "sirolimus") == [
        ("Ann", {"status": "rejected"}, None, None),
        ("Ben", {"status": "accepted"}, None, None),
    ]
    assert words_of(after, "heparin") == [
        ("Ann", {"status": "accepted", "direction": "mixed"}, None, None),
        ("Ben", {"status": "accepted"}, None, None),
        ("Ben", {}, "pd-2014-31-595", None),
    ]
    heparin, sirolimus = (after.claims[claim_of(library, name)] for name in ("heparin", "sirolimus"))
    assert (heparin.status, heparin.direction, heparin.sources) == ("accepted", "against", ())
    assert (sirolimus.status, heparin.decided) == ("found", ("status",))


def outcome(library: Library, report: ReviewReport) -> dict[str, object]:
    """What counts, and what people differ on and agree on, whoever came first."""
    return {
        "claims": [
            msgspec.structs.replace(one, decisions=(), decided=tuple(sorted(one.decided)), links=tuple(sorted(one.links, key=str)))
            for one in library.claims.values()
        ],
        "conflicts": {(one.claim, one.field, tuple(sorted(one.words.items())), one.kept) for one in report.conflicts},
        "agreement": {
            (tuple(sorted(row.raters)), row.field, row.n, row.agreed, round(row.kappa, 9) if row.kappa is not None else None)
            for row in report.agreement
        },
    }  # fmt: skip


ROWS = st.fixed_dictionaries(
    {},
    optional={
        "your verdict": st.sampled_from(["accept", "accept", "reject"]),
        "your direction": st.sampled_from(["mixed", "against", "supports"]),
        "your therapies": st.sampled_from(["heparin; ice", "heparin", "ice"]),
        "your combination": st.sampled_from(["yes", "no"]),
        "your conditions": st.sampled_from(["none", "pain"]),
        "your study": st.sampled_from(["none", "two infants"]),
        "your sources": st.sampled_from(["pd-2014-31-595", "pd-2017-34-261", "pd-2014-31-595; pd-2017-34-261"]),
    },
).map(lambda row: {"your verdict": "reject"} if row.get("your verdict") == "reject" else row)
SAID = st.fixed_dictionaries({"heparin": ROWS, "sirolimus": ROWS})


@settings(max_examples=60, deadline=None)
@given(SAID, SAID)
def test_two_sheets_give_the_same_together_and_one_by_one_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, ann_said: dict[str, dict[str, str]], ben_said: dict[str, dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    library = make_library(folder)
    ann, ben = filled(folder / "ann.csv", library, ann_said), filled(folder / "ben.csv", library, ben_said)
    together = import_sheets(library, [ann, ben], ["Ann", "Ben"])
    expected = outcome(*together)
    for last, steps in (("Ben", ((ann, "Ann"), (ben, "Ben"))), ("Ann", ((ben, "Ben"), (ann, "Ann")))):
        after = library
        for sheet, who in steps:
            after, report = import_sheets(after, [sheet], [who])
        touched = {one.claim for one in (ann if last == "Ann" else ben).rated if one.words}
        found = outcome(after, report)
        assert found["claims"] == expected["claims"]
        assert found["conflicts"] == {row for row in expected["conflicts"] if row[0] in touched}  # type: ignore[attr-defined]
        assert found["agreement"] == expected["agreement"]
        again, report = import_sheets(after, [ann, ben], ["Ann", "Ben"])
        assert again.file == after.file
        assert outcome(again, report) == expected
    for sheet, who in ((ann, "Ann"), (ben, "Ben")):
        again, report = import_sheets(together[0], [sheet], [who])
        assert again.file == together[0].file
        assert outcome(again, report)["claims"] == expected["claims"]


def test_a_word_that_someone_else_has_not_said_is_open_until_it_is_settled(library: Library, tmp_path: Path) -> None:
    ann, ben = disagreeing(library, tmp_path)
    first = take(library, ann)
    heparin = claim_of(library, "heparin")
    assert first.claims[heparin].direction == "mixed"
    after, report = import_sheets(first, [ben], ["Ben"])
    assert {(one.field, one.kept) for one in report.conflicts} == {
        ("status", "found"), ("direction", "against"), ("source pd-2014-31-595", "not linked"),
    }  # fmt: skip
    assert after.claims[heparin].direction == "against"
    assert import_sheets(after, [ben], ["Ben"])[1].conflicts == report.conflicts
    settled = after.decide(heparin, Decision(set={"direction": "mixed"}, by="Ann and Ben"))
    assert settled.claims[heparin].direction == "mixed"
    assert take(settled, ann, ben).file == settled.file


def test_every_word_is_in_the_file_and_read_back(library: Library, tmp_path: Path) -> None:
    after = take(library, *disagreeing(library, tmp_path))
    after.save()
    again = open_library(tmp_path / "refs.bib")
    assert again.file == after.file
    assert again.claims[claim_of(library, "sirolimus")].status == "found"
    text = (tmp_path / "refs.claims.json").read_text("utf-8")
    assert text.count('"rated": true') == 5


def test_a_third_rater_opens_again_what_two_agreed_on(library: Library, tmp_path: Path) -> None:
    sheets = [
        filled(tmp_path / f"{name}.csv", library, {"heparin": {"your verdict": "accept", "your direction": word}})
        for name, word in (("ann", "mixed"), ("ben", "mixed"), ("cid", "supports"))
    ]
    two = take(library, *sheets[:2])
    heparin = claim_of(library, "heparin")
    assert two.claims[heparin].direction == "mixed"
    three, report = import_sheets(two, sheets[2:], ["Cid"])
    assert three.claims[heparin].direction == "against"
    assert [one.words for one in report.conflicts] == [{"Ann": "mixed", "Ben": "mixed", "Cid": "supports"}]


def test_who_accepts_what_a_later_sheet_shows_agrees_with_it(library: Library, tmp_path: Path) -> None:
    """Ben's sheet was made after Ann's was imported: it shows her word, and he accepts that."""
    ann = filled(
        tmp_path / "ann.csv", library, {"heparin": {"your direction": "mixed", "your sources": "pd-2014-31-595"}}
    )
    first = take(library, ann)
    ben = filled(tmp_path / "ben.csv", first, {"heparin": {"your verdict": "accept"}})
    after, report = import_sheets(first, [ben], ["Ben"])
    claim = after.claims[claim_of(library, "heparin")]
    assert (claim.direction, claim.sources, report.conflicts) == ("mixed", ("pd-2014-31-595",), ())
    assert import_sheets(after, [ben], ["Ben"])[0].file == after.file


@pytest.mark.parametrize(
    ("who", "direction", "status", "sources"),
    [("Ann", "mixed", "rejected", ()), ("Ben", "against", "accepted", ("pd-2014-31-595",))],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one import", "one after the other"])
def test_resolve_takes_one_persons_word(
    library: Library, tmp_path: Path, who: str, direction: str, status: str, sources: tuple[str, ...], together: bool
) -> None:
    ann, ben = disagreeing(library, tmp_path)
    if together:
        after = take(library, ann, ben, resolve=who)
    else:
        after = import_sheets(take(library, ann), [ben], ["Ben"], resolve=who)[0]
    heparin, sirolimus = (after.claims[claim_of(library, name)] for name in ("heparin", "sirolimus"))
    assert (heparin.direction, heparin.sources, sirolimus.status) == (direction, sources, status)
    assert take(after, ann, ben, resolve=who).file == after.file


def test_a_newer_word_of_the_same_person_is_not_undone_by_an_older_sheet(library: Library, tmp_path: Path) -> None:
    sheet = filled(tmp_path / "a.xlsx", library, {"heparin": {"your direction": "mixed"}})
    after = take(library, sheet).decide(
        claim_of(library, "heparin"), Decision(set={"direction": "mentioned"}, by="Ann")
    )
    again, report = import_sheets(after, [sheet], ["Ann"])
    assert again.file == after.file
    assert report.conflicts[0].words == {"Ann": "mixed", "Ann (since)": "mentioned"}


def test_a_claim_that_is_read_differently_now_stays_as_it_was_accepted(library: Library, tmp_path: Path) -> None:
    sheet = filled(tmp_path / "a.xlsx", library, {"heparin": {"your verdict": "accept"}})
    name = claim_of(library, "heparin")
    records = tuple(
        msgspec.structs.replace(one, found=msgspec.structs.replace(one.found, direction="supports"))
        if one.id == name and one.found
        else one
        for one in library.file.claims
    )
    changed = Library(library.bib, msgspec.structs.replace(library.file, claims=records), path=library.path)
    assert changed.claims[name].direction == "supports"
    assert take(changed, sheet).claims[name].direction == "against"


def test_two_raters_may_take_out_the_same_source(library: Library, tmp_path: Path) -> None:
    said = {"sirolimus": {"your verdict": "accept", "your sources": "none"}}
    sheets = [filled(tmp_path / f"{name}.csv", library, said) for name in ("ann", "ben")]
    after = take(library, *sheets)
    assert after.claims[claim_of(library, "sirolimus")].sources == ()
    assert [who for who, _, _, unlinked in words_of(after, "sirolimus") if unlinked] == ["Ann", "Ben"]
    assert take(after, *sheets).file == after.file
    assert take(take(library, sheets[0]), sheets[1], by=("Ben",)).claims[claim_of(library, "sirolimus")].sources == ()


def test_resolve_must_name_someone_who_rated(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotKnown, match="perhaps: Ann"):
        take(library, filled(tmp_path / "a.xlsx", library, {}), resolve="Anne")


def test_two_files_need_two_names(library: Library, tmp_path: Path) -> None:
    sheet = filled(tmp_path / "a.xlsx", library, {})
    with pytest.raises(EvidenceError, match="different raters"):
        take(library, sheet, sheet, by=("Ann", "Ann"))


# ── sheets that were damaged ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("therapy", "cells", "message"),
    [
        ("heparin", {"claim": "heparin-000000"}, r"cell B5 \(claim\): was changed"),
        ("heparin", {"sentence": "Heparin worked."}, r"cell D5 \(sentence\): was changed"),
        ("heparin", {"direction": "mixed"}, r"cell K5 \(direction\): was changed .*write your word into 'your direction'"),
        ("heparin", {"row": "no. 3 of 4"}, r"cell A5 \(row\): was changed"),
        ("heparin", {"check": ""}, r"\(check\): was changed"),
        ("heparin", {"your verdict": "maybe"}, r"cell F5 \(your verdict\): cannot be 'maybe'; it is one of: accept, reject"),
        ("heparin", {"your direction": "good"}, r"cell L5 .*direction cannot be 'good'; it is one of: supports"),
        ("heparin", {"your combination": "perhaps"}, r"combination cannot be 'perhaps'; it is yes or no"),
        ("heparin", {"your context": "ice"}, r"context: 'ice' is not 'therapy: role'"),
        ("heparin", {"your therapies": "none"}, r"a claim is about at least one therapy"),
        ("heparin", {"your sources": "pd-2017-34-262"}, r"\(your sources\): the library has no source 'pd-2017-34-262'; perhaps: pd-2017-34-261"),
        ("heparin", {"your verdict": "reject", "your direction": "mixed"}, r"rejects the claim, and 'your direction' corrects it"),
        ("heparin", {"your reason": "=1+1"}, r"\(your reason\): holds a formula"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
@SUFFIXES
def test_what_does_not_fit_is_named_by_its_cell(
    library: Library, tmp_path: Path, therapy: str, cells: dict[str, str], message: str, suffix: str
) -> None:
    if "check" in cells:
        cells = {"check (review/1)": cells["check"]}
    path = fill(tmp_path / f"a{suffix}", library, {therapy: cells, "sirolimus": {"your verdict": "accept"}})
    with pytest.raises(SheetError, match=message):
        take(library, read_sheet(path))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"sentence": "Cooling with wraps"}, "a missed claim needs therapies"),
        ({"your therapies": "cool wraps", "your direction": "supports"}, "copy the words of the page here"),
        ({"sentence": "Heating with wraps", "your therapies": "heat", "your direction": "supports"}, "the quotation is not in the document"),
        ({"sentence": "o", "your therapies": "heat", "your direction": "supports"}, "times in the document; quote more of it"),
        ({"sentence": "Cooling", "your therapies": "ice", "your direction": "supports", "document": "pagee"}, "no document 'pagee' here; perhaps: page"),
        ({"sentence": "Cooling", "your therapies": "ice", "your direction": "supports", "your verdict": "reject"}, "a missed claim cannot be rejected"),
    ],
)  # fmt: skip
def test_missed_claims_that_do_not_fit(library: Library, tmp_path: Path, row: dict[str, str], message: str) -> None:
    path = fill(tmp_path / "a.xlsx", library, {}, missed=(row,))
    with pytest.raises(SheetError, match=message):
        take(library, read_sheet(path))


def test_a_removed_row_a_doubled_row_and_a_foreign_column(library: Library, tmp_path: Path) -> None:
    path = fill(tmp_path / "a.csv", library, {})
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))

    def problems(changed: list[list[str]]) -> str:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(changed)
        with pytest.raises(SheetError) as caught:
            read_sheet(path)
        return str(caught.value)

    assert "a row was removed: no. 2 of 4" in problems([*rows[:2], *rows[3:]])
    assert "a row was removed: no. 4 of 4" in problems([*rows[:4]])
    assert "row no. 1 of 4 is there more than once" in problems([*rows[:2], rows[1], *rows[2:]])
    assert "cell Y2: stands beside the columns" in problems([rows[0], [*rows[1], "my note"], *rows[2:]])
    assert "must say 'claim', says 'Claim id'" in problems([[rows[0][0], "Claim id", *rows[0][2:]], *rows[1:]])
    assert "this program reads 'review/1'" in problems([[*rows[0][:-1], "check (review/2)"], *rows[1:]])


def test_all_problems_are_told_at_once(library: Library, tmp_path: Path) -> None:
    path = fill(
        tmp_path / "a.xlsx",
        library,
        {"heparin": {"your direction": "good"}, "sirolimus": {"claim": "x", "your verdict": "no"}},
    )
    with pytest.raises(SheetError) as caught:
        read_sheet(path)
    assert len(caught.value.problems) == 2
    assert str(caught.value).count(str(path)) == 2


@pytest.mark.parametrize("value", [7, 0.5, True], ids=["number", "time", "truth value"])
def test_a_cell_that_the_spreadsheet_turned_into_something_else(
    library: Library, tmp_path: Path, value: object
) -> None:
    path = fill(tmp_path / "a.xlsx", library, {})
    book = openpyxl.load_workbook(path)
    book["Claims"]["D3"].value = value
    book.save(path)
    with pytest.raises(SheetError, match=r"sheet 'Claims', cell D3 \(sentence\): holds a (number|truth value)"):
        read_sheet(path)


def test_a_date_where_text_stood(library: Library, tmp_path: Path) -> None:
    from datetime import datetime

    path = fill(tmp_path / "a.xlsx", library, {})
    book = openpyxl.load_workbook(path)
    book["Claims"]["S3"].value = datetime(2010, 5, 1)  # noqa: DTZ001, RUF100
    book.save(path)
    with pytest.raises(SheetError, match=r"cell S3 \(study\): holds a date or time, not text"):
        read_sheet(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "this is no sheet of 'evidence review export'"),
        (b"a,b\r\n1,2\r\n", "cell A1 does not say 'row'"),
        (b"PK\x03\x04 not a zip", "damaged workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
        ("row,cläim".encode("cp1252"), "not UTF-8"),
        (b'"row,claim', "no CSV file"),
    ],
)  # fmt: skip
def test_files_that_are_no_sheet(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=message):
        read_sheet(path)


def test_a_claim_that_the_library_no_longer_has(library: Library, tmp_path: Path) -> None:
    sheet = filled(tmp_path / "a.xlsx", library, {"sirolimus": {"your verdict": "accept"}})
    rest = tuple(one for one in library.file.claims if not one.id.startswith("heparin"))
    smaller = Library(library.bib, msgspec.structs.replace(library.file, claims=rest), path=library.path)
    with pytest.raises(SheetError, match=r"has no claim 'heparin-.* export the sheet again"):
        take(smaller, sheet)


def test_a_sheet_divided_by_semicolons_says_the_same(library: Library, tmp_path: Path) -> None:
    said = {"heparin": {"your verdict": "accept", "your therapies": "heparin; ice", "your reason": "so, and; so"}}
    path = fill(tmp_path / "a.csv", library, said, rater="Ann")
    before = read_sheet(path)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    for start in ("", "sep=;\r\n"):
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(start)
            csv.writer(file, delimiter=";").writerows(rows)
        after = read_sheet(path)
        assert after.rater == "Ann"
        assert [(one.claim, one.words, one.why) for one in after.rated] == [
            (one.claim, one.words, one.why) for one in before.rated
        ]


def test_commas_that_became_semicolons_are_told_once(library: Library, tmp_path: Path) -> None:
    path = fill(tmp_path / "a.csv", library, {})
    path.write_text(path.read_text("utf-8-sig").replace(",", ";").replace(". ", "; "), encoding="utf-8")
    with pytest.raises(SheetError, match="divided by semicolons, not commas") as caught:
        read_sheet(path)
    assert len(caught.value.problems) == 1


def test_rows_that_a_spreadsheet_left_in_one_cell(library: Library, tmp_path: Path) -> None:
    path = fill(tmp_path / "a.csv", library, {})
    lines = path.read_text("utf-8-sig").splitlines()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([line] for line in lines)
    with pytest.raises(InputError, match="a whole row stands in one cell"):
        read_sheet(path)
