"""Word files and PDFs made by other programs, read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from fpdf import FPDF

from evidence.document import Document
from evidence.errors import InputError
from evidence.reading import read_document


def blocks(document: Document) -> list[tuple[str, str]]:
    assert document.source == document.text
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def saved(word: WordDocument, folder: Path, name: str = "page.docx") -> Path:
    path = folder / name
    word.save(str(path))
    return path


def test_a_word_file_gives_headings_paragraphs_lists_tables_and_superscripts(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Scabies", 0)
    paragraph = word.add_paragraph("Permethrin cures most")
    paragraph.add_run("2-4").font.superscript = True
    paragraph.add_run(".")
    word.add_paragraph("Ivermectin helps.", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Drug", "Effect", "Sulphur", "Smells"), strict=True
    ):
        cell.text = text
    document = read_document(saved(word, tmp_path))
    assert document.title == "Scabies"
    assert document.format == "docx"
    assert blocks(document) == [
        ("heading", "Scabies"), ("paragraph", "Permethrin cures most²⁻⁴."), ("item", "Ivermectin helps."), ("row", "Drug\tEffect"), ("row", "Sulphur\tSmells"),
    ]  # fmt: skip


def test_a_word_file_with_another_suffix_is_known_by_its_content(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Ice helps.")
    assert read_document(saved(word, tmp_path, "page.txt")).format == "docx"


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (archive(word__document_xml=b"<w:document>" + b" " * 150_000_000), "unpacks to more"),
        (archive(word__document_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "document type"),
        (archive(mimetype=b"epub"), "not a Word file"),
        (archive(word__document_xml=b"<w:document")[:60], "damaged"),
        (archive(word__document_xml=b"<broken"), "damaged"),
    ],
    ids=["bomb", "entities", "other-zip", "cut-off", "broken-xml"],
)
def test_a_hostile_word_file_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "page.docx"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=says):
        read_document(path)


def pdf(tmp_path: Path, *pages: Sequence[tuple[str, float, float]]) -> Path:
    """A PDF of lines: text, size in points, height on the page in millimetres."""
    made = FPDF()
    for lines in pages:
        made.add_page()
        for text, size, y in lines:
            made.set_font("helvetica", size=size)
            made.text(20, y, text)
    path = tmp_path / "page.pdf"
    made.output(str(path))
    return path


def test_a_pdf_gives_lines_joined_to_sentences(tmp_path: Path) -> None:
    path = pdf(
        tmp_path,
        [("Scabies", 16, 20), ("Permethrin cured most of the children who were treated in the three vil-", 11, 40), ("lages, and it was well tolerated by all of them, small infants not ex-", 11, 46), ("cepted.", 11, 52)],
    )  # fmt: skip
    document = read_document(path)
    assert document.format == "pdf"
    assert "three villages" in document.text
    assert "not excepted." in document.text


def test_a_raised_number_in_a_pdf_is_a_superscript(tmp_path: Path) -> None:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.text(20, 30, "Permethrin works")
    width = made.get_string_width("Permethrin works")
    made.set_font("helvetica", size=7)
    made.text(20 + width, 28, "3,4")
    path = tmp_path / "page.pdf"
    made.output(str(path))
    assert "works³,⁴" in read_document(path).text


def test_lines_that_stand_on_every_page_of_a_pdf_are_left_out(tmp_path: Path) -> None:
    path = pdf(
        tmp_path,
        *(
            [("Ward handbook 2024", 9, 10), (f"Drug {letter} helps.", 11, 50), (f"Page {n} of 4", 9, 280)]
            for n, letter in enumerate("ABCD", 1)
        ),
    )
    text = read_document(path).text
    assert "handbook" not in text
    assert "Page" not in text
    assert all(f"Drug {letter} helps." in text for letter in "ABCD")


@pytest.mark.parametrize(("raw", "says"), [(b"%PDF-1.7\n%%EOF", "damaged"), (b"%PDF-1.4 \x00\x01garbage", "damaged")])
def test_a_damaged_pdf_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=says):
        read_document(path)


def test_a_scan_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="scan"):
        read_document(pdf(tmp_path, []))


def test_a_number_raised_by_text_rise_is_a_superscript_and_a_formula_is_not(tmp_path: Path) -> None:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    for text, position in (
        ("Permethrin works in children", "LINE"),
        ("2", "SUP"),
        (". Keep the SpO", "LINE"),
        ("2", "SUB"),
        (" up.", "LINE"),
    ):
        made.char_vpos = position
        made.write(6, text)
    path = tmp_path / "page.pdf"
    made.output(str(path))
    assert read_document(path).text.startswith("Permethrin works in children². Keep the SpO2 up.")
