"""Imports: what becomes of each record, what is refused, and that nothing that stands is touched."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence.cli.app import app
from evidence.errors import InputError
from evidence.imports import import_records, read_bibliography
from evidence.imports.registry import MAX_SIZE
from evidence.library import Library
from evidence.library.bibfile import read_bib
from evidence.library.records import ClaimsFile

SHELF = """\
% mine
@article{ice-2014,
\tjournal = "Pediatric Dermatology", year = 2014,
  volume  = 31, pages = {595--598}, doi = {10.1000/ice}
}

@article{tape-2017, journal = {BMJ}, year = 2017, volume = {357}, pages = {12}, pmid = {77}, title = {Tape}}
"""


def shelf() -> Library:
    return Library(read_bib(SHELF), ClaimsFile())


def ris(*lines: str) -> bytes:
    return "\n".join(("TY  - JOUR", *lines, "ER  - ", "")).encode()


@pytest.mark.parametrize(
    ("record", "action", "key", "why"),
    [
        pytest.param(ris("DO  - https://doi.org/10.1000/ICE", "TI  - Ice"), "filled", "ice-2014", "", id="same DOI in another form"),
        pytest.param(ris("T2  - Pediatr Dermatol", "PY  - 2014", "VL  - 31", "SP  - 595", "AU  - Wit, Anna"), "filled", "ice-2014", "", id="same place, journal abbreviated"),
        pytest.param(ris("T2  - BMJ", "PY  - 2017", "VL  - 357", "SP  - 12", "TI  - Tape"), "same", "tape-2017", "", id="nothing new"),
        pytest.param(ris("AN  - 77", "DB  - PubMed", "TI  - Other"), "same", "tape-2017", "title Tape here, Other in the file", id="what differs is told and left"),
        pytest.param(ris("T2  - BMJ", "PY  - 2017", "VL  - 357", "SP  - 12", "AN  - 78", "DB  - PubMed"), "added", "bmj-2017-357-12", "", id="another PMID on the same page"),
        pytest.param(ris("DO  - 10.1000/ice", "AN  - 77", "DB  - PubMed"), "refused", "doi-10-1000-ice", "two sources", id="identifiers of two sources"),
        pytest.param(ris("KW  - ice"), "refused", "source", "neither title", id="says nothing"),
        pytest.param(ris("ID  - tape-2017", "TI  - Something quite different"), "added", "tape-2017-b", "another source's", id="key in use"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_record(record: bytes, action: str, key: str, why: str) -> None:
    before = shelf()
    after, done = import_records(before, read_bibliography(record, "x.ris"))
    [outcome] = done.outcomes
    assert (outcome.action, outcome.key) == (action, key)
    assert why in outcome.why
    changed = {
        entry.key
        for entry in after.bib.entries
        if (old := before.bib.entry(entry.key)) is None or old.text != entry.text
    }
    assert changed == ({key} if action in {"added", "filled"} else set())
    if action == "filled":
        was, now = before.sources[key].entry, after.sources[key].entry
        assert {name: now[name] for name in was} == was
    if action in {"same", "refused"}:
        assert after.bib.text == SHELF
    if action == "added":
        assert after.bib.text.startswith(SHELF.rstrip())


def test_one_doi_with_another_pmid_is_refused() -> None:
    before = Library(read_bib("@article{a, doi = {10.1000/ice}, pmid = {5}, title = {Ice}}"), ClaimsFile())
    after, done = import_records(
        before, read_bibliography(ris("DO  - 10.1000/ice", "AN  - 6", "DB  - PubMed"), "x.ris")
    )
    assert done.outcomes[0].action == "refused"
    assert "PMID is 6, there 5" in done.outcomes[0].why
    assert after.bib.text == before.bib.text


def test_two_records_of_one_file_that_are_one_work() -> None:
    text = ris("DO  - 10.1000/new", "TI  - New") + ris("DO  - 10.1000/new", "TI  - New", "PY  - 2020")
    after, done = import_records(shelf(), read_bibliography(text, "x.ris"))
    assert [outcome.action for outcome in done.outcomes] == ["added", "filled"]
    assert after.sources[done.outcomes[0].key].fields.year == 2020


def test_bib_entries_keep_their_own_text_and_lose_claims() -> None:
    text = "@string{pd = {Pediatric Dermatology}}\r\n@article{Own, journal = pd, month = jul, odd-field = {kept}, title = {A {KMS} b}, claims = {x}}"
    after, done = import_records(Library.of(), read_bibliography(text.encode(), "x.bib"))
    assert done.count("added") == 1
    assert (
        after.bib.entries[0].text
        == "@article{Own, journal = {Pediatric Dermatology}, month = jul, odd-field = {kept}, title = {A {KMS} b}}"
    )


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "why"),
    [
        pytest.param("a.ris", "TY  - JOUR\nTI  - A\nTY  - JOUR\nER  - \n", 3, 1, "no ER line", id="ris: record goes into the next"),
        pytest.param("a.ris", "TY  - JOUR\nER  - \nTY  - BOOK\nTI  - B\n", 3, 1, "does not end", id="ris: last record open"),
        pytest.param("a.ris", "some words", 1, 1, "no RIS record", id="ris: none"),
        pytest.param("a.nbib", "PMID- 1\nTI  - A\nno tag here\n", 3, 1, "no NBIB tag", id="nbib"),
        pytest.param("a.json", '[\n  {"id": "a", "type": "book" "title": 1}]', 2, 30, "malformed", id="json: comma missing"),
        pytest.param("a.json", '[{"id": "a", "type": "book"},\n {"title": ["x"], "type": "book"}]', 2, 12, "is to be text", id="json: a list for a title"),
        pytest.param("a.json", "[" * 100_000, 1, None, "depth|deep|recursion|truncated", id="json: nested too deep"),
        pytest.param("a.xml", '<!DOCTYPE x [<!ENTITY a "b">]>\n<xml><records/></xml>', 1, 13, "document type", id="xml: entities"),
        pytest.param("a.xml", "<xml><records>\n<record></xml>", 2, 11, "mismatched", id="xml: not closed"),
        pytest.param("a.xml", "<html></html>", 1, 1, "no <records>", id="xml: not EndNote's"),
        pytest.param("a.xml", "<xml><records>" + "<a>" * 50, 1, None, "nested too deep", id="xml: too deep"),
        pytest.param("a.bib", "@article{a,\n  title = {A}\n  year = 2000\n}", 2, 14, "comma is missing", id="bib"),
    ],
)  # fmt: skip
def test_bad_input_says_where(name: str, text: str, line: int, column: int | None, why: str) -> None:
    with pytest.raises(InputError, match=why) as caught:
        read_bibliography(text.encode(), name)
    assert (caught.value.path, caught.value.line) == (name, line)
    assert column is None or caught.value.column == column
    assert caught.value.exit_code == 2


def test_not_utf8_and_too_large() -> None:
    with pytest.raises(InputError) as caught:
        read_bibliography(b"TY  - JOUR\nTI  - \xe9\n", "a.ris")
    assert (caught.value.line, caught.value.column) == (2, 7)
    with pytest.raises(InputError, match="50 MB"):
        read_bibliography(b" " * (MAX_SIZE + 1), "a.ris")
    with pytest.raises(InputError, match="--format"):
        read_bibliography(b"hello", "unnamed")


@pytest.mark.parametrize(
    "text",
    ["TY  - JOUR\r\nTI  - Ice\r\nER  - \r\n", "\ufeffTY  - JOUR\nTI  - Ice\nER  -\n", "TY  - JOUR\rTI  - Ice\rER  - "],
)
def test_line_ends_and_bom(text: str) -> None:
    [record] = read_bibliography(text.encode(), "unnamed")
    assert record.entry.values["title"] == "Ice"


def test_zotero_and_crossref_manners() -> None:
    item = {"id": "http://zotero.org/x/items/AB", "type": "article-journal", "title": "A & B", "note": "PMID: 12\nPMCID: PMC34", "page": "12–5",
            "author": [{"family": "Beethoven", "non-dropping-particle": "van", "given": "L"}], "issued": {"date-parts": [["2014", "7"]]}}  # fmt: skip
    [record] = read_bibliography(json.dumps({"items": [item]}).encode(), "x.json")
    values = record.entry.values
    assert (values["author"], values["year"], values["month"], values["pages"]) == (
        "van Beethoven, L",
        "2014",
        "jul",
        "12–15",
    )
    assert (values["pmid"], values["pmcid"]) == ("12", "PMC34")
    assert "/" in item["id"]
    assert " " not in record.entry.key


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bib = tmp_path / "refs.bib"
    bib.write_text(SHELF, encoding="utf-8")
    good, bad = tmp_path / "good.ris", tmp_path / "bad.ris"
    good.write_bytes(ris("DO  - 10.1000/ice", "TI  - Ice for warts", "XX  - odd"))
    bad.write_bytes(b"TY  - JOUR\nTI  - open\n")
    run = CliRunner().invoke
    dry = run(app, ["import", "good.ris", "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert bib.read_text(encoding="utf-8") == SHELF
    with pytest.raises(InputError):
        run(app, ["import", "good.ris", "bad.ris"], catch_exceptions=False, standalone_mode=False)
    assert bib.read_text(encoding="utf-8") == SHELF
    done = run(app, ["import", "good.ris"])
    assert "filled   ice-2014: title" in done.output
    assert "XX" in done.output
    assert "title = {Ice for warts}" in bib.read_text(encoding="utf-8")
    after = bib.read_bytes()
    assert json.loads(run(app, ["import", "--json", "good.ris"]).stdout)["action"] == "same"
    assert bib.read_bytes() == after


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ris", "TY  - JOUR\nAU  - " + "," * 200_000 + "\nSP  - " + "-" * 100_000 + "\nER  - \n"),
        ("a.ris", "TY  - JOUR\n" + "A" * 300_000 + "\nDO  - " + "10.1000/" * 30_000 + "\nER  - \n"),
        ("a.nbib", "PMID- 1\n" + "      x\n" * 20_000 + "DP  - " + "2014 " * 40_000),
        ("a.json", '[{"id": "a", "type": "book", "title": "' + "{" * 100_000 + '"}]'),
        (
            "a.xml",
            "<xml><records><record>" + "<titles><title>x</title></titles>" * 20_000 + "</record></records></xml>",
        ),
        ("a.bib", "@article{a, title = {" + "{" * 50_000),
    ],
    ids=["ris marks", "ris one long line", "nbib", "json", "xml", "bib"],
)
def test_hostile_files_take_little_time(name: str, text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(InputError):
        import_records(Library.of(), read_bibliography(text.encode(), name))
    assert time.process_time() - start < 8
