"""What newcomers do wrong, and that each message says what to do next."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from test_commands import call

PAGE = "Kasabach-Merritt syndrome\n\nOral sirolimus was highly effective [PD 2017;34;261].\n\nHeparin has been used.\n"

# what is typed, the exit code, and the words that lead on
MISTAKES = [
    ("raed page.md", 2, "perhaps: read"),
    ("help", 2, "see 'evidence --help'"),
    ("read", 2, "Try 'evidence read --help'"),
    ("read pag.md", 2, "no such file; perhaps: page.md"),
    ("read zzz.html", 2, "no such file in "),
    ("read 'pages/*.html'", 2, "no file has such a name"),
    ("read nowhere/page.md", 2, "there is no folder nowhere"),
    ("read folder", 2, "give its files, as in"),
    ("read https://example.org/page.html", 2, "save the page from your browser and give the file"),
    ("read damaged.pdf", 2, "open it in a viewer and save or print it to PDF anew"),
    ("read damaged.docx", 2, "save it anew as .docx"),
    ("read half.txt", 2, "save it anew as UTF-8"),
    ("read picture.png", 2, "save the page as .txt, .md or .html"),
    ("read refs.bib", 0, "take its sources with 'evidence import refs.bib'"),
    ("add -", 2, "save the page to a file"),
    ("-C nowhere table", 2, "name a folder"),
    ("-C page.md table", 2, "this is a file; name a folder"),
    ("-C folder table", 2, "make one with 'evidence add PAGE', or name the documents to look at"),
    ("--bib other.bib gaps", 2, "make one with 'evidence add PAGE'"),
    ("show sirolimsu", 2, "perhaps: sirolimus"),
    ("without pd-2017-34-262", 2, "perhaps: pd-2017-34-261"),
    ("without zzz", 2, "'evidence table --by source' lists all"),
    ("claim reject zzz --by Ann", 2, "'evidence table --by claim' lists all"),
    ("export --therapy zzz", 2, "'evidence table' lists all"),
    ("graph --therapy sirolimsu", 2, "perhaps: sirolimus"),
    ("table --formt csv", 2, "Did you mean '--format'?"),
    ("table --format excel", 2, "'xlsx'"),
    ("table --by drug", 2, "'therapy', 'claim', 'source'"),
    ("table --columns zzz", 2, "columns are: therapy"),
    ("table -o table.pdf", 2, "known are .txt"),
    ("table -o folder", 4, "name a file in it, as in -o folder/table.html"),
    ("table -o nowhere/t.csv", 4, "there is no folder nowhere; make it first"),
    ("table --format csv -o refs.bib", 4, "write to another file"),
    ("report -o report.pdf", 2, "name it report.html, and print it from a browser"),
    ("report -o r.html --date 1.3.2026", 2, "write it as 2026-03-01"),
    ("map --timeline --format terminal", 2, "say --format svg, html or png"),
    ("export --format text --style chicago", 2, "known are ama, vancouver, apa, nature, jama"),
    ("export --format text --style chicago.csl", 2, "no such file"),
    ("export --style vancouver", 2, "say --format text or --format html as well"),
    ("import zotero.ris", 2, "no such file in "),
    ("import page.md", 2, "read a page with 'evidence add'"),
    ("review import claims.xlsx", 2, "no such file"),
    ("review export claims.ods", 2, ".xlsx (Excel, LibreOffice) or .csv"),
    ("claim set {claim} direction=good --by Ann", 2, "it is one of: supports, against, mixed, mentioned"),
    ("claim set {claim} direction --by Ann", 2, "as in direction=mixed"),
    ("claim add page 'not on the page' -t ice --by Ann", 2, "copy the words from it as they stand"),
    ("assess sirolimus certainty=good --by Ann", 2, "it is one of: high, moderate, low, very low"),
    ("check --explain EV999", 2, "known are EV001 to EV0"),
    ("check --baseline none.json", 2, "make it with --write-baseline"),
    ("lookup --older-than soon --again", 2, "write it as 90d, 12w or 2y"),
    ("journals find zzzz", 0, "add your own with: evidence journals add"),
    ("therapies find zzzz", 0, "add your own with: evidence therapies add"),
    ("annotate --strip page.md", 2, "this is no annotated copy"),
]  # fmt: skip


@pytest.fixture
def claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The id of a claim of a small library in a folder with a few things that are no pages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "damaged.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "half.txt").write_bytes(b"\xff\xfea\x00\x00\xd8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    assert call("add page.md") == 0
    return next(word for word in capsys.readouterr().out.split() if word.startswith("heparin-"))


@pytest.mark.parametrize(("line", "code", "words"), MISTAKES, ids=[line for line, _, _ in MISTAKES])
def test_a_mistake_is_answered_with_the_next_step(
    line: str, code: int, words: str, claim: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(line.format(claim=claim)) == code
    captured = capsys.readouterr()
    shown = captured.err + captured.out
    assert words in " ".join(shown.split()), shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("line", "package", "extra"),
    [
        ("read letter.docx", "mammoth", "docx"), ("read damaged.pdf", "pypdf", "pdf"), ("table -o t.docx", "docx", "docx"), ("table -o t.xlsx", "xlsxwriter", "tables"),
        ("map -o m.png", "resvg_py", "plots"), ("export --format text --style apa", "citeproc", "styles"), ("lookup", "requests_cache", "lookup"),
        ("review export r.xlsx", "xlsxwriter", "tables"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("claim")
def test_a_missing_extra_is_told_with_the_command_that_installs_it(
    line: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("letter.docx").write_bytes(b"PK\x03\x04")
    monkeypatch.setitem(sys.modules, package, None)  # what importing a package that is not there does
    assert call(line) == 2
    assert f"pip install 'evidence-tracker[{extra}]'" in capsys.readouterr().err
