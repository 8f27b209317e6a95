"""What a hostile file can be, format by format: it is refused with a message, or read in little time and memory (docs/security.md)."""

from __future__ import annotations

import io
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import openpyxl
import pytest

import evidence
from evidence.checks import read_settings
from evidence.checks.ignoring import read_baseline
from evidence.errors import EvidenceError, InputError
from evidence.imports.registry import read_bibliography
from evidence.journals.nlm import read_nlm_list
from evidence.library import journal, open_library
from evidence.library.bibfile import read_bib
from evidence.library.claimsfile import read_claims
from evidence.owntables import read_rows
from evidence.reading import archives, pdf, read_document
from evidence.reading.docx import MAX_ELEMENTS, docx_document
from evidence.reading.files import text_document
from evidence.reading.html_tokens import texts
from evidence.review.answers import read_sheet
from evidence.review.workbook import CLAIMS, read_xlsx
from evidence.styles.csl import render_csl

LOL = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
FILE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(autouse=True)
def little_time() -> Iterator[None]:
    """Processor time, generous: what these files are made for takes minutes."""
    began = time.process_time()
    yield
    assert time.process_time() - began < 60


def zipped(parts: dict[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


# ── Word ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, *, before: str = "", encoding: str = "utf-8", more: dict[str, str] | None = None) -> bytes:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>'
    start = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    return zipped({"_rels/.rels": start, "word/document.xml": xml.encode(encoding), **(more or {})})


PARAGRAPH = "<w:p><w:r><w:t>Ice helps.&i;</w:t></w:r></w:p>"
WORDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "entities behind a long comment": (lambda: word(PARAGRAPH, before=f"<!--{'x' * 3_000}-->{LOL}"), "document type"),
    "entities in UTF-16": (lambda: word(PARAGRAPH, before=LOL, encoding="utf-16"), "document type"),
    "a file as entity": (lambda: word(PARAGRAPH, before=f"{' ' * 3_000}{FILE}"), "document type"),
    "entities in a part of another name": (
        lambda: word("<w:p/>", more={"_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="word/evil.bin"/></Relationships>', "word/evil.bin": f"{LOL}<w:document {NAMES}><w:body>{PARAGRAPH}</w:body></w:document>"}),
        "document type",
    ),
    "elements without end": (lambda: word("<w:p/>" * (MAX_ELEMENTS + 1)), "elements"),
    "nesting": (lambda: word("<w:ins>" * 5_000 + "</w:ins>" * 5_000), "nested"),
    "another packing": (lambda: zipped({"word/document.xml": "<a/>"}, zipfile.ZIP_LZMA), "packed"),
    "parts without end": (lambda: zipped({f"word/{n}.xml": "" for n in range(archives.MAX_PARTS + 1)}), "parts"),
    "a size that is a lie": (
        lambda: zipped({"word/document.xml": "x" * 100_000}).replace((100_000).to_bytes(4, "little"), (100).to_bytes(4, "little")),
        "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_a_word_file_is_measured_before_it_is_built(name: str) -> None:
    make, says = WORDS[name]
    raw = make()
    with pytest.raises(InputError, match=says):
        docx_document(raw)


def test_a_picture_in_a_word_file_is_no_xml_and_no_damage() -> None:
    raw = word(
        "<w:p><w:r><w:t>Ice helps.</w:t></w:r></w:p>", more={"word/media/one.png": "\x89PNG <", "word/x.vml": "<v"}
    )
    assert docx_document(raw).text == "Ice helps.\n"


# ── workbooks ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def workbook(body: str, *, before: str = "") -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].title = CLAIMS
    book.save(out)
    with zipfile.ZipFile(out) as made:
        parts: dict[str, str | bytes] = {name: made.read(name) for name in made.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'{before}<worksheet xmlns="{space}">{body}</worksheet>'
    return zipped(parts)


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>x{}</t></is></c></row>'
BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "entities": (lambda: workbook(f"<sheetData>{CELL.format('&i;')}</sheetData>", before=LOL), "document type"),
    "a file as entity": (
        lambda: workbook(f"<sheetData>{CELL.format('&i;')}</sheetData>", before=FILE),
        "document type",
    ),
    "cells without end": (
        lambda: workbook(f"<sheetData>{'<row>' + '<c/>' * 99 + '</row>'}" * 31_000 + "</sheetData>" * 31_000),
        "elements|nested",
    ),
    "a far row": (lambda: workbook('<sheetData><row r="1048576"><c t="b"><v>1</v></c></row></sheetData>'), "rows"),
    "a far column": (lambda: workbook('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>'), "columns"),
    "no column": (lambda: workbook('<sheetData><row r="1"><c r="XFDXFD1"><v>1</v></c></row></sheetData>'), "damaged"),
    "unpacks to much": (lambda: workbook(" " * 201_000_000), "unpacks"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_is_measured_before_it_is_built(name: str) -> None:
    make, says = BOOKS[name]
    raw = make()
    with pytest.raises(InputError, match=says):
        read_xlsx(raw, "sheet.xlsx")


@pytest.mark.parametrize(
    "area",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    ],
    ids=["merged", "linked"],
)
def test_an_area_of_all_cells_is_not_built(area: str) -> None:
    grid = read_xlsx(workbook(f"<sheetData>{CELL.format('')}</sheetData>{area}"), "sheet.xlsx")
    assert [cell.text for row in grid.rows for cell in row] == ["x"]


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def make_pdf(content: bytes, *, pages: int = 1, resources: str = "", more: tuple[bytes, ...] = ()) -> bytes:
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{'3 0 R ' * pages}] /Count {pages}>>".encode(),
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>> {resources}>> >>".encode(),
        stream(content),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        *more,
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d /Filter /FlateDecode %b>>\nstream\n%b\nendstream" % (len(packed), more, packed)


SHOWN = b"BT /F 12 Tf 10 700 Td (Ice helps.) Tj ET\n"


def test_a_pdf_whose_pages_share_much_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = make_pdf(SHOWN * 300, pages=400)
    assert len(raw) < 10_000
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.5)
    began = time.process_time()
    with pytest.raises(InputError, match="seconds of work"):
        pdf.pdf_document(raw)
    assert time.process_time() - began < 10
    monkeypatch.undo()
    assert pdf.pdf_document(make_pdf(SHOWN)).text.strip() == "Ice helps."


def test_a_pdf_that_unpacks_to_much_is_refused() -> None:
    with pytest.raises(InputError, match="LimitReached"):
        pdf.pdf_document(make_pdf(SHOWN + b" " * 200_000_000))


def test_forms_that_draw_each_other_twice_end() -> None:
    forms = tuple(
        stream(b"/X Do /X Do" if n < 39 else SHOWN, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X {7 + n} 0 R>> >>".encode())
        for n in range(40)
    )  # fmt: skip
    raw = make_pdf(b"/X Do", resources="/XObject <</X 6 0 R>>", more=forms)
    assert len(pdf.pdf_document(raw).text) < 100_000


def test_more_pages_than_a_person_reads_are_refused() -> None:
    with pytest.raises(InputError, match="more than 2,000 pages"):
        pdf.pdf_document(make_pdf(b"", pages=2_001))


# ── pages of text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

MANY = 30_000
MARKDOWN = [">", "> ", "- ", "*", "_", "[", "[](", "![", "<", "`", "`` ` ", "|a", "&", "1. ", "[^a]", "[^a]: ", "<!--", "**a", "[a](<b", "[a]: b\n", "* a\n  "]  # fmt: skip
HTML = ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<ol><li>1 ", "<a ", "<!--", "<script>", "<title>", "&", "&#x1", "<", "<a b='", "<sup>1", "<p>", "</div>", "<svg>", "<h1>"]  # fmt: skip


@pytest.mark.parametrize("piece", MARKDOWN)
def test_markdown_of_one_mark_is_read_in_linear_time(piece: str) -> None:
    assert text_document(piece * MANY, name="page.md").format == "markdown"


@pytest.mark.parametrize("piece", HTML)
def test_html_of_one_tag_is_read_in_linear_time(piece: str) -> None:
    assert text_document("<html>" + piece * MANY).format == "html"


def test_claims_of_a_list_in_a_list_in_a_list_take_linear_time() -> None:
    blocks = evidence.read_text("<html>" + "<ol><li>1 " * 8_000).document.blocks
    assert len(blocks) == 8_000
    assert max(block.level for block in blocks) == 40


def test_an_entity_of_no_character_is_no_text() -> None:
    assert evidence.read_text("<p>Ice&#1; helps&#x1</p>").document.text == "Ice helps\n"
    assert [one.value for one in texts("a&#1;b", 0, 6)] == ["a", "b"]


# ── what a library is made of ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "macros",
    [
        '@string{a0 = a0 # a0 # a0}',
        "".join(f"@string{{a{n} = a{n + 1} # a{n + 1} # a{n + 1}}}\n" for n in range(30)) + '@string{a30 = "xx"}',
    ],
    ids=["itself", "each other"],
)  # fmt: skip
def test_macros_that_multiply_are_put_in_a_thousand_times_at_most(macros: str) -> None:
    file = read_bib(f"{macros}\n@misc{{k, title = a0 # a0}}")
    [entry] = file.entries
    assert len(entry.values["title"]) < 100_000


@pytest.mark.parametrize(
    "text",
    ["{" * 20_000 + "}" * 20_000, "\\textbf{" * 3_000 + "}" * 3_000, "\\'{" * 3_000 + "}" * 3_000, "$\\frac{" * 2_000 + "}$" * 2_000],
    ids=["braces", "commands", "accents", "mathematics"],
)  # fmt: skip
def test_deep_braces_are_read(text: str) -> None:
    [entry] = read_bib(f"@misc{{k, title = {{{text}}}, author = {{{text}}}}}").entries
    assert isinstance(entry.values["title"], str)


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, '{"a":' * 100_000, '{"schema": "evidence.claims/1", "claims": ' + "[" * 100_000]
)
@pytest.mark.parametrize("end", ["", "]" * 100_000])
def test_deep_json_is_refused_everywhere(deep: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(deep + end)
    readers: list[Callable[[], object]] = [
        lambda: read_claims(path.read_bytes()), lambda: read_baseline(path), lambda: read_bibliography(path.read_bytes(), "a.json"),
    ]  # fmt: skip
    for read in readers:
        with pytest.raises(InputError):
            read()


@pytest.mark.parametrize("name", ["evidence.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    "text", [b"a = " + b"[" * 100_000, b"a = 1\n" * 300_000, b"\xff", b"a = {" * 5_000], ids=["deep", "large", "no text", "tables"]
)  # fmt: skip
def test_settings_of_a_cloned_repository(name: str, text: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text)
    with pytest.raises(InputError, match=name):
        read_settings(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "refs.claims.json").symlink_to("/dev/zero")
    with pytest.raises(InputError):
        open_library(tmp_path / "refs.bib")
    with pytest.raises(InputError):
        open_library(pipe)
    with pytest.raises(InputError):
        read_rows(pipe, ("written", "title"), needed=2)
    (tmp_path / "evidence.toml").symlink_to("/dev/zero")
    assert read_settings(tmp_path).select == ()


def test_a_library_of_a_size_that_none_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 1_000)
    (tmp_path / "refs.bib").write_text("% " + "x" * 1_000)
    with pytest.raises(InputError, match="larger than 1,000 bytes"):
        open_library(tmp_path / "refs.bib")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device there")
@pytest.mark.parametrize("read", [read_document, read_nlm_list, read_sheet, lambda path: read_baseline(Path(path))])
def test_a_file_without_end_is_read_up_to_the_limit(read: Callable[[str], object]) -> None:
    with pytest.raises(InputError, match="larger than"):
        read("/dev/zero")


# ── styles ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

ITEM = {
    "type": "article-journal",
    "title": "Ice",
    "author": [{"family": "Doe", "given": "A"}],
    "issued": {"date-parts": [[2001]]},
}


def style(folder: Path, shown: str, macros: str = "", raw: bytes | None = None) -> str:
    path = folder / "mine.csl"
    layout = f"<citation><layout/></citation><bibliography><layout>{shown}</layout></bibliography>"
    path.write_bytes(
        raw or f'<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0">{macros}{layout}</style>'.encode()
    )
    return str(path)


@pytest.mark.parametrize(
    ("shown", "macros"),
    [
        ('<text macro="a"/>', '<macro name="a"><text macro="a"/></macro>'),
        ('<text macro="m0"/>', "".join(f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>' for n in range(40)) + '<macro name="m40"><text variable="title"/></macro>'),
        ('<text macro="none"/>', ""), ("<names/>", ""), ("<date/>", ""), ("<text/>", ""), ("<label/>", ""), ("<no/>", ""), ('<date variable="issued" form="no"/>', ""),
        ('<names variable="author"><name et-al-min="x"/></names>', ""),
    ],
)  # fmt: skip
def test_a_style_that_breaks_its_language_is_refused(shown: str, macros: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mine\.csl"):
        render_csl([ITEM], style(tmp_path, shown, macros))


def test_a_document_type_hidden_by_an_encoding_is_seen(tmp_path: Path) -> None:
    hidden = (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE style +AFs-+ADw-+ACE-ENTITY f +ACI-x+ACI-+AD4-+AF0-+AD4-<style '
        b'xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><citation><layout/></citation><bibliography><layout><text value="+ACY-f+ADs-"/>'
        b"</layout></bibliography></style>"
    )
    with pytest.raises(InputError, match="document type"):
        render_csl([ITEM], style(tmp_path, "", raw=hidden))


# ── any error is one of ours ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("no such names there")
    path = tmp_path / "caf\udce9.md"
    path.write_text("Ice was effective for gout.")
    found = evidence.read(str(path))
    assert found.document.name == "caf\ufffd.md"
    assert b"caf\xef\xbf\xbd.md" in msgspec.json.encode(found.to_dict())
    with pytest.raises(EvidenceError, match="not UTF-8; rename"):
        open_library(tmp_path / "refs.bib").add(found)
