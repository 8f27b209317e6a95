"""A real spreadsheet program between export and import: every value comes back as it was."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from review_desk import fill, make_library

from evidence.review import read_sheet
from evidence.review.answers import read_grid
from evidence.review.cells import to_csv_cell
from evidence.review.delimited import read_csv
from evidence.review.sheet import COLUMNS, Sheet
from evidence.review.workbook import CLAIMS, read_xlsx, render_xlsx

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (apt-get install libreoffice-calc-nogui)"
)
VALUES = (
    "1:9", "2010;55", "007", "=1+1", "+1", "-1", "@SUM(A1)", "'", "'=2", "1e5", "1/2", "MAR1", "TRUE", "3 May", "12.05.2010", "1,000", "50%",
    " lead and tail ", "two\nlines\n", "tab\there", "bell\x07", "_x0041_", "\\t", "α ≥ 3 – “q” é 😀", "<b>&amp;</b>", '="x"', "a" * 32_000, "\ufeffx", "\xa0",
)  # fmt: skip


def convert(path: Path, to: str) -> Path:
    """The file in another format, in a folder beside it, by LibreOffice with a profile that the tests share (a new one takes seconds)."""
    out = path.parent / to
    out.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(path.parent.parent / 'office-profile').as_uri()}"
    comma_quote_utf8 = "44,34,76,1"
    how = f"csv:Text - txt - csv (StarCalc):{comma_quote_utf8}" if to == "csv" else to
    given = [f"--infilter=CSV:{comma_quote_utf8}"] if path.suffix == ".csv" else []
    done = subprocess.run(
        [str(SOFFICE), profile, "--headless", *given, "--convert-to", how, "--outdir", str(out), str(path)],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    made = out / f"{path.stem}.{to}"
    assert made.exists(), done.stderr + done.stdout
    return made


def test_every_value_survives_xlsx_to_ods_to_xlsx(tmp_path: Path) -> None:
    rows = tuple((value, *("",) * (len(COLUMNS) - 1)) for value in VALUES)
    first = tmp_path / "first.xlsx"
    first.write_bytes(render_xlsx(Sheet("Ann", rows, (("page", "=A1"),), (("k", "1:9"),))))
    last = convert(convert(first, "ods"), "xlsx")
    before, after = read_xlsx(first.read_bytes(), "first"), read_xlsx(last.read_bytes(), "last")
    cells = [row[0] for row in after.rows[1 : len(VALUES) + 1]]
    assert [cell.text for cell in cells] == list(VALUES)
    assert not any(cell.trouble for row in after.rows for cell in row)
    width = len(COLUMNS)
    assert [[c.text for c in row[:width]] for row in after.rows[: len(before.rows)]] == [
        [c.text for c in row] for row in before.rows
    ]


def test_a_filled_in_sheet_says_the_same_after_libreoffice_saved_it(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    said = {
        "heparin": {
            "your verdict": "accept",
            "your study": "1:9",
            "your sources": "pd-2017-34-261 — PD 2017;34:261\npd-2014-31-595",
        }
    }
    path = fill(
        tmp_path / "a.xlsx",
        library,
        said,
        missed=({"sentence": "Cooling with wraps", "your therapies": "ice", "your direction": "mixed"},),
        rater="Ann",
    )
    before, after = read_sheet(path), read_sheet(convert(convert(path, "ods"), "xlsx"))
    assert after.rater == "Ann"
    assert (after.rated, after.missed) == (before.rated, before.missed)


def test_every_value_survives_csv_to_csv(tmp_path: Path) -> None:
    """Opened and saved as CSV, with every cell for the program to guess: the leading apostrophe keeps it from guessing."""
    values = [value for value in VALUES if len(value) < 1000]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [["row", "value"], *([f"no. {at}", to_csv_cell(value)] for at, value in enumerate(values))]
        )
    grid = read_csv(convert(path, "csv").read_bytes(), "a.csv")
    assert [row[1].text for row in grid.rows[1:]] == values


def test_libreoffice_keeps_the_lists_and_the_locks(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.xlsx", make_library(tmp_path), {})
    page = openpyxl.load_workbook(convert(convert(path, "ods"), "xlsx"))[CLAIMS]
    lists = {rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert {'"accept,reject"', '"yes,no"', '"supports,against,mixed,mentioned"'} <= lists
    assert page.protection.sheet
    assert (page["C2"].protection.locked, page["F2"].protection.locked) == (True, False)


def test_an_ods_is_refused_with_the_way_out(tmp_path: Path) -> None:
    from evidence.errors import InputError

    path = convert(fill(tmp_path / "a.xlsx", make_library(tmp_path), {}), "ods")
    with pytest.raises(InputError, match=r"OpenDocument spreadsheet \(\.ods\); save it as \.xlsx"):
        read_grid(path.read_bytes(), str(path))
