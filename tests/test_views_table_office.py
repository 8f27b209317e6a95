"""The evidence table as spreadsheet, Word and LaTeX document, read back with the programs that people open them with."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from evidence_factory import Shelf, make_claim, make_example, make_shelf, make_source
from test_views_table import SHELVES

from evidence.views.table import COLUMNS, Table, build_table
from evidence.views.table_cells import NUMBERS
from evidence.views.table_formats import render_table
from evidence.views.table_latex import escape_latex

openpyxl = pytest.importorskip("openpyxl")
docx = pytest.importorskip("docx")
pytest.importorskip("xlsxwriter")

Rows = list[list[str]]


def _has_latex() -> bool:
    """Whether pdflatex is there, and the package for rules in tables, which Debian's smallest TeX leaves out."""
    if shutil.which("pdflatex") is None:
        return False
    return subprocess.run(["kpsewhich", "booktabs.sty"], capture_output=True, check=False).returncode == 0


needs_latex = pytest.mark.skipif(not _has_latex(), reason="LaTeX with booktabs is not installed")


def _raw(table: Table, name: str) -> bytes:
    made = render_table(table, name)
    assert isinstance(made, bytes)
    return made


def _rows(table: Table, between: str = "\n") -> Rows:
    return [[between.join(cell) for cell in row] for row in table.rows]


# ── spreadsheet ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("by", list(COLUMNS))
def test_a_spreadsheet_has_the_same_rows_as_text(shelf: Shelf, by: Any) -> None:
    table = build_table(shelf, by=by)
    sheet = openpyxl.load_workbook(io.BytesIO(_raw(table, "xlsx")))["Evidence"]
    head, *rows = sheet.iter_rows()
    assert [cell.value for cell in head] == list(table.columns)
    assert [[str(cell.value if cell.value is not None else "") for cell in row] for row in rows] == _rows(table)
    for row in rows:
        for name, cell in zip(table.columns, row, strict=True):
            assert cell.data_type == ("n" if name in NUMBERS or cell.value is None else "s")
            assert cell.data_type == "n" or cell.number_format == "@"


def test_a_spreadsheet_keeps_its_header_and_filters() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(_raw(build_table(make_example()), "xlsx")))["Evidence"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:J7"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width > 15


def test_a_spreadsheet_has_no_formula_and_links_only_to_known_places() -> None:
    raw = _raw(build_table(make_example(), by="source"), "xlsx")
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
        targets = [
            t
            for name in package.namelist()
            if name.endswith(".rels")
            for t in re.findall(r'Target="(http[^"]*)', package.read(name).decode())
        ]
    assert not [sheet for sheet in sheets if "<f>" in sheet]
    assert set(targets) == {"https://doi.org/10.1000/hand.31"}


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut_with_an_ellipsis() -> None:
    table = build_table(make_shelf(make_claim("a", "ice", text="𝒳" * 40_000)), by="claim")
    sheet = openpyxl.load_workbook(io.BytesIO(_raw(table, "xlsx")))["Evidence"]
    written = sheet.cell(2, table.columns.index("Statement") + 1).value
    assert len(written.encode("utf-16-le")) // 2 <= 32_767
    assert written.endswith("𝒳…")


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("by", list(COLUMNS))
def test_a_word_table_has_the_same_rows(shelf: Shelf, by: Any) -> None:
    table = build_table(shelf, by=by)
    [found] = docx.Document(io.BytesIO(_raw(table, "docx"))).tables
    said = [at for at in range(len(table.columns)) if any(row[at] for row in table.rows)]
    cells = [cell.text for cell in found._cells]
    rows = [cells[start : start + len(said)] for start in range(0, len(cells), len(said))]
    assert rows[0] == [table.columns[at] for at in said]
    assert rows[1:] == [[row[at] for at in said] for row in _rows(table)]


def test_a_word_table_repeats_its_header_and_keeps_rows_whole() -> None:
    document = docx.Document(io.BytesIO(_raw(build_table(make_example()), "docx")))
    rows = document.tables[0]._tbl.tr_lst
    assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * 6
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert document.sections[0].page_width > document.sections[0].page_height


def test_a_word_document_ends_in_the_references_with_their_links() -> None:
    document = docx.Document(io.BytesIO(_raw(build_table(make_example()), "docx")))
    listed = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "List Number"]
    assert listed[0] == "JFM. 2017;34:261. [jfm-2017-34-261] "
    assert listed[1].startswith("Okoro N, Lind B. Freezing or tape? Annals of Hand Medicine.")
    links = {link for link in document.part.rels.values() if link.is_external}
    assert {link.target_ref for link in links} == {"https://doi.org/10.1000/hand.31"}


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_office_files_are_the_same_bytes_each_time(name: str) -> None:
    assert _raw(build_table(make_example()), name) == _raw(build_table(make_example()), name)


def test_to_docx_writes_the_file(tmp_path: Path) -> None:
    path = build_table(make_example()).to_docx(tmp_path / "table.docx")
    assert len(docx.Document(str(path)).tables) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_libreoffice_opens_it(tmp_path: Path, name: str) -> None:
    shelf: Any = SHELVES[1].values[0]
    (tmp_path / f"table.{name}").write_bytes(_raw(build_table(shelf, by="source"), name))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    done = subprocess.run(
        [*command, str(tmp_path / f"table.{name}")], capture_output=True, text=True, timeout=180, check=False
    )
    if name == "docx" and "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice Writer is not installed")
    assert (tmp_path / "table.pdf").read_bytes().startswith(b"%PDF-")


# ── LaTeX ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{x} \\input", r"\{x\} \textbackslash{}input", id="commands"),
        pytest.param("5 % & $3 #1 a_b", r"5 \% \& \$3 \#1 a\_b", id="special letters"),
        pytest.param(
            "a--b ``c'' ?`",
            r"a-{}-{}b \textasciigrave{}\textasciigrave{}c\textquotesingle{}\textquotesingle{} ?{}\textasciigrave{}",
            id="ligatures",
        ),
        pytest.param("[x] \\\\ [y]", r"{[}x{]} \textbackslash{}\textbackslash{} {[}y{]}", id="optional arguments"),
        pytest.param("≥ 5 µg, α", r"\ensuremath{\geq} 5 \textmu{}g,{} \ensuremath{\alpha}", id="beyond ASCII"),
        pytest.param("é e\u0301", r"\'e \'e", id="accents"),
        pytest.param("临 ж 🙂", "{[}U+4E34{]} {[}U+0436{]} {[}U+1F642{]}", id="letters that pdflatex lacks"),
        pytest.param("w" * 30, r"\allowbreak{}".join(["w" * 8, "w" * 8, "w" * 8, "w" * 6]), id="long words break"),
    ],
)
def test_latex_letters(text: str, expected: str) -> None:
    assert escape_latex(text) == expected


@needs_latex
@pytest.mark.parametrize("shelf", SHELVES)
@pytest.mark.parametrize("by", list(COLUMNS))
def test_pdflatex_prints_every_row(tmp_path: Path, shelf: Shelf, by: Any) -> None:
    table = build_table(shelf, by=by)
    (tmp_path / "table.tex").write_text(str(render_table(table, "latex")), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    if shutil.which("pdftotext") is None:
        return
    shown = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "table.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    seen = unicodedata.normalize("NFKD", re.sub(r"\s", "", shown))
    for row in table.rows:
        first = row[0][0].split()[0]
        if first.isascii() and first.isalnum() and len(first) < 12:
            assert first in seen


@needs_latex
def test_no_letter_of_a_very_long_statement_falls_off_the_page(tmp_path: Path) -> None:
    text = " ".join(f"word{number}" for number in range(3_000))
    table = build_table(make_shelf(make_source("a"), make_claim("c", "ice", text=text)), by="claim")
    (tmp_path / "table.tex").write_text(str(render_table(table, "latex")), encoding="utf-8")
    subprocess.run(
        ["pdflatex", "-interaction=batchmode", "table.tex"], cwd=tmp_path, capture_output=True, timeout=120, check=True
    )
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    shown = subprocess.run(
        ["pdftotext", str(tmp_path / "table.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = set(map(int, re.findall(r"word(\d+)", re.sub(r"-\n", "", shown))))
    assert found == set(range(3_000))
