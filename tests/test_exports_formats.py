"""Exports read back by the programs of others: pybtex, pandoc, rispy, nbib, endnote-utils, rdflib, citeproc-py."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbib  # type: ignore[import-untyped,unused-ignore]
import pybtex.database
import pypandoc
import pytest
import rdflib
import rispy

from evidence.exports import FORMATS, export_sources, select_sources
from evidence.library import Library
from evidence.library.bibfile import read_bib
from evidence.library.records import (
    ClaimRecord,
    ClaimsFile,
    DocumentRecord,
    FoundClaim,
    Link,
    NamedTherapy,
    Place,
)

BIB = r"""
@article{full-2014,
  author = {de Wit, Jr, Anna Maria and {Hand Clinic \& Sons} and Lind, B.-E.},
  title = {Freezing <b>or</b> tape? {RCT} of 50\% \& more},
  journal = {Pediatric Dermatology},
  year = {2014}, month = jul, day = {5},
  volume = {31}, number = {4}, pages = {595--598},
  doi = {10.1000/hand_31.595}, pmid = {24912345}, pmcid = {PMC4012345},
  issn = {0736-8046}, abstract = {Warts went; 5 < 6.}, language = {eng},
  keywords = {warts; ice}, note = {Read twice}, url = {https://example.org/a?b=1&c=2},
}
@article{open-2020, author = {Okoro, N and others}, journal = {BMJ}, year = 2020, eid = {m1234}}
@inbook{part-2012, author = {Smith, Jo}, title = {Warts}, pages = {1--9}, crossref = {skin}}
@book{skin, editor = {Ed, Ann}, title = {Skin Manual}, publisher = {Hand Press}, address = {Oslo}, year = 2012, edition = {3}, isbn = {9780000000002}}
@article{terse-2017, journal = {JFM}, year = 2017, volume = 34, pages = {261}, cited-as = {JFM 2017;34;261}}
@misc{nothing, cited-as = {Own data, 2011}}
"""


def make_library(bib: str = BIB, path: Path | None = None, documents: tuple[DocumentRecord, ...] = ()) -> Library:
    found = FoundClaim(
        therapies=(NamedTherapy(name="cryotherapy"),),
        direction="supports",
        conditions=("warts",),
        links=(Link(source="full-2014"),),
    )
    place = Place(exact="Ice works.", prefix="So. ", suffix=" End", start=8, end=18)
    claims = (ClaimRecord(id="cryo-1", document="page", place=place, found=found),)
    documents = documents or (DocumentRecord(id="page", path="page.md", sha256="0" * 64, title="Page"),)
    return Library(read_bib(bib), ClaimsFile(documents=documents, claims=claims), path=path)


def export(name: str, **chosen: Any) -> str:
    return export_sources(select_sources(make_library(), **chosen), name)


def test_biblatex_has_its_own_names_and_is_read_by_pybtex_and_pandoc() -> None:
    out = export("biblatex")
    entry = pybtex.database.parse_string(out, "bibtex").entries["full-2014"]
    assert entry.fields["date"] == "2014-07-05"
    assert entry.fields["journaltitle"] == "Pediatric Dermatology"
    assert (entry.fields["eprint"], entry.fields["eprinttype"]) == ("24912345", "pubmed")
    assert not {"year", "month", "journal", "pmid"} & set(entry.fields)
    items = {item["id"]: item for item in json.loads(pypandoc.convert_text(out, "csljson", format="biblatex"))}
    assert items["full-2014"]["issued"] == {"date-parts": [[2014, 7, 5]]}
    assert (
        items["part-2012"]["container-title"] == "Skin manual"
    )  # pandoc lowers an English title; our file has it as it stands


def test_ris_is_read_by_rispy() -> None:
    records = {record["id"]: record for record in rispy.loads(export("ris", keywords=True))}
    full = records["full-2014"]
    assert full["type_of_reference"] == "JOUR"
    assert full["authors"] == ["de Wit, Anna Maria, Jr", "Hand Clinic & Sons,", "Lind, B.-E."]
    assert full["title"] == "Freezing <b>or</b> tape? RCT of 50% & more"
    assert (full["secondary_title"], full["year"], full["date"]) == ("Pediatric Dermatology", "2014", "2014/07/05/")
    assert (full["volume"], full["number"], full["start_page"], full["end_page"]) == ("31", "4", "595", "598")
    assert (full["doi"], full["accession_number"], full["custom2"]) == ("10.1000/hand_31.595", "24912345", "PMC4012345")
    assert full["keywords"] == ["warts", "ice", "cryotherapy"]
    assert records["part-2012"]["secondary_title"] == "Skin Manual"
    assert records["open-2020"]["custom7"] == "m1234"
    assert records["open-2020"]["authors"][-1] == "et al."


def test_ris_is_read_by_pandoc() -> None:
    items = {item["id"]: item for item in json.loads(pypandoc.convert_text(export("ris"), "csljson", format="ris"))}
    full = items["full-2014"]
    assert full["DOI"] == "10.1000/hand_31.595"
    assert full["container-title"] == "Pediatric Dermatology"
    assert full["page"] == "595-598"


def test_nbib_is_read_by_nbib() -> None:
    records = nbib.read(export("nbib"))
    full = records[0]
    assert full["title"] == "Freezing <b>or</b> tape? RCT of 50% & more."
    assert (full["pubmed_id"], full["doi"], full["pmcid"]) == (24912345, "10.1000/hand_31.595", 4012345)
    assert (full["journal"], full["journal_abbreviated"]) == ("Pediatric Dermatology", "Pediatr Dermatol")
    assert (full["journal_volume"], full["journal_issue"], full["pages"]) == ("31", "4", "595-598")
    assert [person["author"] for person in full["authors"]] == ["de Wit, Anna Maria Jr", "Lind, B.-E."]
    assert full["corporate_author"] == "Hand Clinic & Sons"
    assert len(records) == 6


def test_csl_json_is_read_by_pandoc_with_every_identifier() -> None:
    out = export("csl-json")
    item = json.loads(out)[0]
    assert item["author"] == [
        {"family": "de Wit", "given": "Anna Maria", "suffix": "Jr"},
        {"literal": "Hand Clinic & Sons"},
        {"family": "Lind", "given": "B.-E."},
    ]
    assert (item["DOI"], item["PMID"], item["PMCID"]) == ("10.1000/hand_31.595", "24912345", "PMC4012345")
    back = {entry["id"]: entry for entry in json.loads(pypandoc.convert_text(out, "csljson", format="csljson"))}
    assert back["full-2014"]["PMCID"] == "PMC4012345"
    assert back["part-2012"]["container-title"] == "Skin Manual"


def test_endnote_xml_is_read_by_pandoc() -> None:
    out = export("endnote-xml")
    items = json.loads(pypandoc.convert_text(out, "csljson", format="endnotexml"))
    assert len(items) == 6
    assert items[0]["title"] == "Freezing <b>or</b> tape? RCT of 50% & more"
    assert items[0]["container-title"] == "Pediatric Dermatology"
    assert [author.get("family", author.get("literal")) for author in items[0]["author"]] == [
        "Wit",
        "Hand Clinic & Sons",
        "Lind",
    ]
    tree = ElementTree.fromstring(out)
    for name, value in (
        ("accession-num", "24912345"),
        ("custom2", "PMC4012345"),
        ("electronic-resource-num", "10.1000/hand_31.595"),
    ):
        assert ["".join(element.itertext()) for element in tree.iter(name)] == [value]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
def test_json_ld_is_a_graph_without_a_remote_context(tmp_path: Path) -> None:
    from evidence.reading import read_document

    page = tmp_path / "page.md"
    page.write_text("# Warts\n\n**Ice** works &amp; more.\n", encoding="utf-8")
    read = read_document(str(page))
    found = FoundClaim(
        therapies=(NamedTherapy(name="ice"),),
        direction="supports",
        links=(Link(source="full-2014", relation="disputes"),),
    )
    start = read.source.index("**Ice")
    claim = ClaimRecord(
        id="ice-1",
        document="page",
        place=Place(exact="**Ice** works &amp; more.", start=start, end=start + 25),
        found=found,
    )
    record = DocumentRecord(id="page", path="page.md", sha256=read.sha256)
    library = Library(read_bib(BIB), ClaimsFile(documents=(record,), claims=(claim,)), path=tmp_path / "refs.bib")
    out = export_sources(select_sources(library), "jsonld")
    assert isinstance(json.loads(out)["@context"], dict)
    graph = rdflib.Graph().parse(data=out, format="json-ld")
    cito, oa, schema = (
        rdflib.Namespace(name)
        for name in ("http://purl.org/spar/cito/", "http://www.w3.org/ns/oa#", "https://schema.org/")
    )
    assert list(graph.subject_objects(cito.disputes)) == [
        (rdflib.URIRef("urn:evidence:claim:ice-1"), rdflib.URIRef("urn:evidence:source:full-2014"))
    ]
    [quote] = graph.objects(predicate=oa.exact)
    [begin], [end] = ([int(str(value)) for value in graph.objects(predicate=member)] for member in (oa.start, oa.end))
    assert str(quote) == "Ice works & more." == read.text[begin:end]
    same = {str(value) for value in graph.objects(rdflib.URIRef("urn:evidence:source:full-2014"), schema.sameAs)}
    assert "https://pubmed.ncbi.nlm.nih.gov/24912345/" in same
    page.write_text("changed", encoding="utf-8")
    assert "TextPositionSelector" not in export_sources(select_sources(library), "jsonld")


@pytest.mark.parametrize("style", ["ama", "vancouver", "apa", "nature", "jama"])
def test_every_style_prints_what_is_known_and_escapes(style: str) -> None:
    selection = select_sources(make_library(), style=style)
    text, html = export_sources(selection, "text"), export_sources(selection, "html")
    assert len(text.splitlines()) == 6
    assert "<b>or</b>" in text
    assert "&lt;b&gt;or&lt;/b&gt;" in html
    assert "<b>or" not in html
    assert "Own data, 2011" in text
    assert ("10.1000/hand_31.595" in text) == (
        style != "nature"
    )  # Nature's style prints no DOI of an article that has pages


@pytest.mark.parametrize("style", ["apa", "nature", "jama"])
def test_order_of_citation_is_kept_by_styles_that_sort(style: str) -> None:
    lines = export_sources(select_sources(make_library(), style=style, order="cited"), "text").splitlines()
    assert "Freezing" in lines[0]


def test_a_style_file_and_its_parent(tmp_path: Path) -> None:
    from evidence.errors import InputError

    dependent = tmp_path / "house.csl"
    link = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/>'
    head = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>House</title>'
    dependent.write_text(f"{head}{link.format('nature')}</info></style>", encoding="utf-8")
    mine = export_sources(select_sources(make_library(), style=str(dependent)), "text")
    assert mine == export_sources(select_sources(make_library(), style="nature"), "text")
    for text, why in (
        (f"{head}{link.format('unheard-of')}</info></style>", "put unheard-of.csl beside it"),
        ('<!DOCTYPE style [<!ENTITY a "b">]><style/>', "entities"),
        ("<style", "no CSL style"),
        ("{}", "no CSL style"),
    ):
        bad = tmp_path / f"bad-{abs(hash(text))}.csl"
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=why):
            export_sources(select_sources(make_library(), style=str(bad)), "text")


def test_jama_equals_pandoc() -> None:
    from evidence.data import __path__ as where

    style = Path(where[0], "csl", "american-medical-association.csl")
    # two differences are citeproc-py's and known: it keeps literal tags in a title, and drops the hyphen between initials
    library = make_library(
        BIB.split("@article{open", maxsplit=1)[0].replace("<b>or</b>", "or").replace("B.-E.", "B. E.")
    )
    ours = export_sources(select_sources(library, style="jama"), "text")
    source = export_sources(select_sources(library), "csl-json")
    args = ["--citeproc", f"--csl={style}", "--wrap=none"]
    theirs = pypandoc.convert_text(source, "plain", format="csljson", extra_args=args)
    assert " ".join(ours.split()).removeprefix("1. ") == " ".join(theirs.split()).removeprefix("1. ")


def _controls() -> Iterator[str]:
    yield from ("\x00", "\x1b[2J", "\u2028", "\ufffe", "a\x85b")


@pytest.mark.parametrize("hostile", list(_controls()))
@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"bib", "biblatex"}))
def test_control_codes_reach_no_other_program(name: str, hostile: str) -> None:
    library = make_library("@article{full-2014, title = {A " + hostile + " B}, journal = {X}, year = 2014}")
    out = export_sources(select_sources(library), name)
    assert not {"\x00", "\x1b", "\u2028", "\ufffe", "\x85"} & set(out)


@pytest.mark.skipif(shutil.which("biber") is None, reason="biber is not installed")
def test_biber_reads_biblatex(tmp_path: Path) -> None:
    (tmp_path / "in.bib").write_text(export("biblatex"), encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "-O", "out.bib", "in.bib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "ERROR" not in done.stdout
    entries = pybtex.database.parse_file(str(tmp_path / "out.bib"), "bibtex").entries
    assert list(entries) == list(make_library().sources)
    full = entries["full-2014"].fields
    assert (full["date"], full["eprint"], full["journaltitle"], full["doi"]) == (
        "2014-07-05",
        "24912345",
        "Pediatric Dermatology",
        "10.1000/hand_31.595",
    )


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="bibtex is not installed")
def test_bibtex_reads_bib(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(export("bib"), encoding="utf-8")
    (tmp_path / "paper.aux").write_text(
        "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n", encoding="utf-8"
    )
    done = subprocess.run(["bibtex", "paper"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert "error" not in done.stdout.lower(), done.stdout
    made = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert made.count("\\bibitem") == 6
    assert "31(4):595--598, July 2014" in made


def test_endnote_utils_reads_endnote_xml() -> None:
    from endnote_utils.core import process_record_xml  # type: ignore[import-untyped,unused-ignore]

    tree = ElementTree.fromstring(export("endnote-xml"))
    records = [process_record_xml(record, "refs") for record in tree.iter("record")]
    assert (records[0]["doi"], records[0]["journal"], records[0]["year"]) == (
        "https://doi.org/10.1000/hand_31.595",
        "Pediatric Dermatology",
        "2014",
    )


STRUCTURE = Path(__file__).parent / "data" / "endnote.rng"


@pytest.mark.parametrize("keywords", [False, True])
def test_endnote_xml_has_endnotes_structure(keywords: bool) -> None:
    from lxml import etree

    schema = etree.RelaxNG(etree.parse(STRUCTURE))
    made = etree.fromstring(export("endnote-xml", keywords=keywords).encode())
    schema.assertValid(made)
    for wrong in ("/xml/records/record[1]/ref-type", "//periodical", "//authors/author"):  # the check can fail
        spoilt = etree.fromstring(etree.tostring(made))
        spoilt.xpath(wrong)[0].tag = "something"
        assert not schema.validate(spoilt), wrong


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_xmllint_finds_endnotes_structure(tmp_path: Path) -> None:
    (tmp_path / "refs.xml").write_text(export("endnote-xml"), encoding="utf-8")
    command = ["xmllint", "--noout", "--nonet", "--relaxng", str(STRUCTURE), "refs.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "refs.xml validates")
