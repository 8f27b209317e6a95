"""``evidence review`` as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from evidence.cli.review import _percent
from evidence.library import open_library

TEXT = "Kasabach-Merritt syndrome\n\nOral sirolimus was highly effective [PD 2017;34;261].\n\nPropranolol has been used in the past. Wraps eased the pain.\n"


class Desk:
    """A folder with a library of one page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "page.txt").write_text(TEXT, encoding="utf-8")
        self.run("add", "page.txt")

    def run(self, *arguments: str, code: int = 0) -> str:
        environment = {
            **os.environ,
            "EVIDENCE_CONFIG_DIR": str(self.folder / "config"),
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        done = subprocess.run(
            [sys.executable, "-m", "evidence", "-C", str(self.folder), *arguments],
            capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("refs.*"))}

    def write(self, name: str, **cells: str) -> None:
        """Fill cells of a workbook, by address."""
        book = openpyxl.load_workbook(self.folder / name)
        for address, text in cells.items():
            book["Claims"][address].value = text
        book.save(self.folder / name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_two_raters_from_export_to_conflicts(desk: Desk) -> None:
    for name in ("Ann", "Ben"):
        assert "2 claims of 1 document" in desk.run("review", "export", f"{name}.xlsx", "--rater", name)
    desk.write("Ann.xlsx", F2="accept", F3="accept", L3="mixed")
    desk.write("Ben.xlsx", F2="accept", F3="reject")
    out = desk.run("review", "import", "Ann.xlsx", "Ben.xlsx", "--why", "pilot")
    assert "Ann (Ann.xlsx): 2 accepted, 0 rejected, 1 corrected of 2 claims" in out
    assert "agreement of Ann and Ben:\n  status       1 of 2 (50 %), kappa 0.00" in out
    assert "status: Ann: accepted; Ben: rejected; counts: found" in out
    assert "--resolve NAME" in out
    assert "written: refs.claims.json" in out
    before = desk.files()
    assert "nothing changed, nothing written" in desk.run("review", "import", "Ann.xlsx", "Ben.xlsx")
    assert desk.files() == before
    claims = json.loads(before["refs.claims.json"])["claims"]
    assert [(one["by"], one["why"], one["at"]) for one in claims[0]["decisions"]] == [
        (name, "pilot", "2023-11-14T22:13:20Z") for name in ("Ann", "Ben")
    ]
    ruled = json.loads(desk.run("review", "import", "Ann.xlsx", "Ben.xlsx", "--resolve", "Ben", "--json"))
    assert ruled["written"] == ["refs.claims.json"]
    assert [one["kept"] for one in ruled["conflicts"]] == ["rejected"]
    assert {row["field"]: row["kappa"] for row in ruled["agreement"]}["status"] == 0


def test_a_damaged_sheet_changes_nothing_and_says_where(desk: Desk) -> None:
    desk.run("review", "export", "a.xlsx")
    desk.write("a.xlsx", F2="accept", L3="good", B3="other")
    before = desk.files()
    out = desk.run("review", "import", "a.xlsx", "--by", "Ann", code=2)
    assert "a.xlsx: sheet 'Claims', cell B3 (claim): was changed" in out
    assert desk.files() == before


def test_who_rated_is_never_guessed_of_two(desk: Desk) -> None:
    desk.run("review", "export", "a.csv")
    desk.run("review", "export", "b.csv", "--rater", "Ben")
    assert "a.csv does not say who filled it in" in desk.run("review", "import", "a.csv", "b.csv", code=2)
    assert "b.csv was made for 'Ben', not for 'Ann'" in desk.run("review", "import", "b.csv", "--by", "Ann", code=2)
    assert "say it once for each file" in desk.run("review", "import", "a.csv", "b.csv", "--by", "Ann", code=2)


def test_a_selection_of_documents_and_claims(desk: Desk) -> None:
    (desk.folder / "other.txt").write_text("Scabies\n\nIvermectin was effective for scabies.\n", encoding="utf-8")
    desk.run("add", "other.txt")
    assert "1 claim of 1 document," in desk.run("review", "export", "a.xlsx", "other.txt")
    name = next(
        one["id"]
        for one in json.loads(desk.files()["refs.claims.json"])["claims"]
        if one["id"].startswith("ivermectin")
    )
    assert "1 claim of 2 documents" in desk.run("review", "export", "a.xlsx", "--claim", name)
    assert "no document 'othr' here; perhaps: other" in desk.run("review", "export", "a.xlsx", "othr", code=2)
    assert "no claim" in desk.run("review", "export", "a.xlsx", "--claim", "x", code=2)


def test_the_library_and_its_pages_are_never_overwritten(desk: Desk) -> None:
    before = (desk.folder / "page.txt").read_bytes()
    desk.run("review", "export", "page.txt", code=4)
    desk.run("review", "export", "refs.bib", code=4)
    assert (desk.folder / "page.txt").read_bytes() == before


def test_without_a_library_it_says_how_to_make_one(desk: Desk) -> None:
    assert "evidence add PAGE" in desk.run("--bib", "none.bib", "review", "export", "a.xlsx", code=2)
    desk.run("review", "export", "a.xlsx")
    assert "evidence add PAGE" in desk.run("--bib", "none.bib", "review", "import", "a.xlsx", code=2)


def test_exported_workbook_has_a_frozen_header_and_a_guide(desk: Desk) -> None:
    desk.run("review", "export", "a.xlsx", "--rater", "Ann")
    book = openpyxl.load_workbook(desk.folder / "a.xlsx")
    assert book.sheetnames == ["Claims", "How to fill this in", "Sources"]
    assert book["Claims"].freeze_panes == "E2"
    assert book["How to fill this in"]["B2"].value == "Ann"
    assert [cell.value for cell in book["Sources"]["A"]] == ["key", "pd-2017-34-261"]


def test_a_broken_library_is_read_with_2_and_written_with_4(desk: Desk) -> None:
    desk.run("review", "export", "a.xlsx")
    (desk.folder / "refs.claims.json").write_text("{", encoding="utf-8")
    assert "refs.claims.json:1:2" in desk.run("review", "export", "b.xlsx", code=2)
    assert "refs.claims.json:1:2" in desk.run("review", "import", "a.xlsx", code=4)


def test_a_filled_in_sheet_is_not_written_over(desk: Desk) -> None:
    for name in ("Ann.xlsx", "Ann.csv"):
        desk.run("review", "export", name, "--rater", "Ann")
        desk.run("review", "export", name, "--rater", "Ann")  # nobody wrote anything into it
    desk.write("Ann.xlsx", F2="accept", L3="mixed")
    before = (desk.folder / "Ann.xlsx").read_bytes()
    out = desk.run("review", "export", "Ann.xlsx", "--rater", "Ann", code=4)
    assert "Ann.xlsx: 2 rows filled in by Ann would be lost" in out
    assert "--force" in out
    assert (desk.folder / "Ann.xlsx").read_bytes() == before
    desk.run("review", "export", "Ann.xlsx", "--rater", "Ann", "--force")
    assert "Ann: 0 accepted" in desk.run("review", "import", "Ann.xlsx").replace(" (Ann.xlsx)", "")


@pytest.mark.parametrize(
    "cells",
    [{"W2": "not sure"}, {"F2": "perhaps"}, {"D4": "Wraps eased", "H4": "wraps", "L4": "supports"}, {"D5": "half a row"}],
    ids=["a reason alone", "a wrong word", "a missed claim", "half a missed claim"],
)  # fmt: skip
def test_whatever_a_rater_wrote_is_spared(desk: Desk, cells: dict[str, str]) -> None:
    desk.run("review", "export", "a.xlsx")
    desk.write("a.xlsx", **cells)
    before = (desk.folder / "a.xlsx").read_bytes()
    assert "--force" in desk.run("review", "export", "a.xlsx", code=4)
    assert (desk.folder / "a.xlsx").read_bytes() == before


def test_what_is_no_sheet_is_spared_too(desk: Desk) -> None:
    (desk.folder / "notes.csv").write_text("my notes\n", encoding="utf-8")
    assert "is no empty sheet" in desk.run("review", "export", "notes.csv", code=4)
    assert (desk.folder / "notes.csv").read_text("utf-8") == "my notes\n"


@pytest.mark.parametrize(
    "arguments",
    [("x.ods",), ("x",), ("x.xls",), ("x.ods", "--format", "xlsx"), ("x.csv", "--format", "xlsx"), ("x.xlsx", "--format", "csv")],
    ids=" ".join,
)  # fmt: skip
def test_a_name_that_says_another_format_is_refused_with_those_there_are(
    desk: Desk, arguments: tuple[str, ...]
) -> None:
    assert "written as .xlsx (Excel, LibreOffice) or .csv" in desk.run("review", "export", *arguments, code=2)
    assert not (desk.folder / arguments[0]).exists()


def test_one_file_after_the_other_ends_as_both_together(desk: Desk) -> None:
    for name in ("Ann", "Ben"):
        desk.run("review", "export", f"{name}.xlsx", "--rater", name)
    desk.write("Ann.xlsx", F2="accept", F3="accept", L3="mixed")
    desk.write("Ben.xlsx", F2="accept", F3="reject")
    start = desk.files()

    def claims(*imports: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[str]]:
        for name, raw in start.items():
            (desk.folder / name).write_bytes(raw)
        for files in imports:
            out = desk.run("review", "import", *files)
        found = open_library(desk.folder / "refs.bib").claims.values()
        return [(one.id, one.status, one.direction) for one in found], [
            line for line in out.splitlines() if "counts:" in line
        ]

    together, conflicts = claims(("Ann.xlsx", "Ben.xlsx"))
    assert len(conflicts) == 1
    assert "status: Ann: accepted; Ben: rejected; counts: found" in conflicts[0]
    one_by_one = claims(("Ann.xlsx",), ("Ben.xlsx",))
    assert one_by_one == (together, conflicts)
    assert claims(("Ben.xlsx",), ("Ann.xlsx",))[0] == together
    assert claims(("Ann.xlsx", "Ben.xlsx"), ("Ben.xlsx",)) == (together, conflicts)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(252, 253, "99.6"), (99_999, 100_000, "99.9"), (1, 100_000, "0.1"), (1, 2, "50"), (3, 3, "100"), (0, 3, "0")],
)
def test_a_share_is_all_or_nothing_only_where_it_is(part: int, whole: int, shown: str) -> None:
    assert _percent(part, whole) == shown
