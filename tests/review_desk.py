"""A library on disk, and raters who fill in its sheet by claim and column title, as workbook or as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
from library_factory import page

from evidence.library import Library, open_library
from evidence.review import Answers, build_sheet, read_sheet, render_csv, render_xlsx

TEXT = (
    "Oral sirolimus worked [PD 2017;34;261]. Propranolol was used before. Radiation therapy helped some [PD 2014;31;595].\n"
    "Heparin failed in two infants. Cooling with wraps eased the pain of most.\n"
)


def make_library(folder: Path) -> Library:
    """Four claims (sirolimus, propranolol, radiation therapy, heparin), two sources, saved in ``folder``."""
    library = open_library(folder / "refs.bib").add(page(TEXT, folder / "page.txt"))
    library.save()
    return open_library(folder / "refs.bib")


def claim_of(library: Library, therapy: str) -> str:
    """The id of the one claim on a therapy."""
    [name] = [claim.id for claim in library.claims.values() if therapy in claim.therapies]
    return name


def fill(
    path: Path,
    library: Library,
    words: dict[str, dict[str, str]],
    *,
    missed: tuple[dict[str, str], ...] = (),
    rater: str = "",
) -> Path:
    """Export the sheet to ``path`` and fill in ``{therapy: {column: text}}`` and the free rows."""
    sheet = build_sheet(library, rater=rater)
    titles = list(sheet.titles)
    by_claim = {claim_of(library, therapy): cells for therapy, cells in words.items()}
    rows = [list(row) for row in (*sheet.rows, *sheet.free_rows())]
    changes = [(at, cells) for at, row in enumerate(rows) if (cells := by_claim.get(row[1]))]
    changes += list(enumerate(missed, len(sheet.rows)))
    if path.suffix == ".csv":
        grid = list(csv.reader(io.StringIO(render_csv(sheet).decode("utf-8-sig"), newline="")))
        for at, cells in changes:
            for title, text in cells.items():
                grid[at + 1][titles.index(title)] = text
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(grid)
    else:
        book = openpyxl.load_workbook(io.BytesIO(render_xlsx(sheet)))
        for at, cells in changes:
            for title, text in cells.items():
                book["Claims"].cell(at + 2, titles.index(title) + 1).value = text
        book.save(path)
    return path


def filled(
    path: Path,
    library: Library,
    words: dict[str, dict[str, str]],
    *,
    missed: tuple[dict[str, str], ...] = (),
    rater: str = "",
) -> Answers:
    """``fill`` and read back."""
    return read_sheet(fill(path, library, words, missed=missed, rater=rater))
