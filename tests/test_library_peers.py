"""What we write is opened by the programs that people use: pybtex, bibtexparser, pandoc with citeproc."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.library.bibedit import render_entry
from evidence.library.bibfile import read_bib
from evidence.library.entries import entry_type, to_entry_fields, to_fields
from evidence.records import Fields

WORKS = {
    "terse": Fields(journal="PD", journal_as_written="PD", year=2017, volume="34", first_page="261"),
    "full": Fields(
        authors=("White, GM", "de Sousa, LG", "ARDS Network"), title="50% of KMS & {mTOR} in α_1: a_b #1 $5 ~ ^ \\ \"x\"",
        journal="Pediatric Dermatology", year=2014, month=12, volume="31", issue="5 Suppl 1", first_page="S595", last_page="S598",
        doi="10.1002/(SICI)1097<1::AID-X>3.0.CO;2-#", pmid="123", pmcid="PMC99", url="https://example.org/a_b?c=%20&d#e~f",
    ),
    "article number": Fields(journal="BMJ", year=2011, volume="343", article_number="d6651"),
    "chapter": Fields(authors=("White, GM",), title="Skin", container_title="A Book of Skin", publisher="Smith & Sons", edition="2nd", year=2001, first_page="1", last_page="9", kind="chapter"),
    "book": Fields(authors=("White",), title="A book", publisher="Wiley", year=2001, kind="book"),
    "page on the web": Fields(title="Guideline", url="https://example.org/x", year=2020, kind="webpage"),
    "registry": Fields(registry_id="NCT01234567", kind="webpage", url="https://clinicaltrials.gov/study/NCT01234567"),
    "nothing": Fields(kind="document"),
}  # fmt: skip


def text_of(fields: Fields, key: str = "k") -> str:
    return render_entry(entry_type(fields), key, to_entry_fields(fields).items()) + "\n"


def everything() -> str:
    return "\n".join(text_of(fields, name.replace(" ", "-")) for name, fields in WORKS.items())


@pytest.mark.parametrize("fields", WORKS.values(), ids=WORKS.keys())
def test_fields_survive_the_entry(fields: Fields) -> None:
    file = read_bib(text_of(fields))
    assert file.problems == ()
    again = to_fields(file.entries[0]).to_dict()
    for name, value in fields.to_dict().items():
        if name not in {"journal_as_written", "kind"}:
            assert again[name] == value, name


@pytest.mark.parametrize("name", ["terse", "full", "chapter", "book", "page on the web"])
def test_the_kind_survives_the_entry(name: str) -> None:
    assert to_fields(read_bib(text_of(WORKS[name])).entries[0]).kind == WORKS[name].kind


def test_pybtex_reads_and_formats_it() -> None:
    import pybtex
    from pybtex.database import parse_string

    read = parse_string(everything(), "bibtex")
    assert len(read.entries) == len(WORKS)
    assert read.entries["full"].fields["pages"] == "S595--S598"
    assert [str(person) for person in read.entries["full"].persons["author"]][1] == "de Sousa, LG"
    complete = "".join(text_of(WORKS[name], name) for name in ("full", "book"))
    shown = pybtex.PybtexEngine().format_from_string(complete, style="unsrt", output_backend="plaintext")
    assert "Pediatric Dermatology, 31(5 Suppl 1):S595–S598, December 2014" in shown


def test_bibtexparser_reads_it() -> None:
    from bibtexparser.entrypoint import parse_string

    read = parse_string(everything())
    assert read.failed_blocks == []
    assert len(read.entries) == len(WORKS)


def test_pandoc_formats_it(tmp_path: Path) -> None:
    import pypandoc

    (tmp_path / "refs.bib").write_text(everything(), encoding="utf-8")
    page = "---\nnocite: '@*'\n---\n\n@full and @terse"
    done = pypandoc.convert_text(
        page,
        "plain",
        format="markdown",
        extra_args=["--citeproc", f"--bibliography={tmp_path / 'refs.bib'}", "--wrap=none"],
    )
    assert "PD 34: 261" in done
    assert "50% of KMS & {mTOR} in α_1" in done
    assert "White, GM" in done
    assert "S595–98" in done or "S595–S598" in done


def test_bibtex_and_biber_read_it_where_they_are_installed(tmp_path: Path) -> None:
    import shutil
    import subprocess

    (tmp_path / "refs.bib").write_text(everything(), encoding="utf-8")
    program = shutil.which("biber")
    if program is None:
        pytest.skip("biber is not installed")
    done = subprocess.run(
        [program, "--tool", "--validate-datamodel", "refs.bib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ERROR" not in done.stdout
