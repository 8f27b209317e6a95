"""Bibliographies: entries as they stand, reference lists, and which sources go into them."""

from __future__ import annotations

import io

import html5lib
import pybtex.database
import pytest

from evidence.errors import NotKnown
from evidence.exports import FORMATS, export_sources, select_sources
from evidence.library import Library
from evidence.library.bibfile import read_bib
from evidence.library.records import (
    ClaimRecord,
    ClaimsFile,
    DocumentCitation,
    DocumentRecord,
    FoundClaim,
    Link,
    NamedTherapy,
    Place,
)

BIB = """\
% our own shelf
@string{jfm = {JFM}}

@article{jfm-2017-34-261,
  journal = jfm,
  year    = 2017,
  volume  = 34,
  pages   = {261},
}

@article{ann-2014-31-595,
\tauthor = {Okoro, Nneka and Lind, B},
\ttitle = {Freezing or tape?}, journal = "Annals of Hand Medicine",
\tyear = 2014, volume = {31}, pages = {595--598}, keywords = {mine; also mine}, odd-field = {kept}
}

@inbook{skin-2012, crossref = {skin}, title = {Warts}, pages = {1--9}}
@book{skin, title = {Skin & more}, publisher = {Hand Press}, year = 2012}
"""


def make_library(bib: str = BIB) -> Library:
    def claim(name: str, *therapies: str, sources: tuple[str, ...], document: str = "warts") -> ClaimRecord:
        found = FoundClaim(
            therapies=tuple(NamedTherapy(name=therapy) for therapy in therapies),
            combination=len(therapies) > 1,
            direction="supports",
            links=tuple(Link(source=key) for key in sources),
        )
        return ClaimRecord(id=name, document=document, place=Place(exact=f"{name} works."), found=found)

    cited = ("ann-2014-31-595", "jfm-2017-34-261", "skin-2012")
    documents = (
        DocumentRecord(id="warts", path="pages/warts.md", sha256="0" * 64, title="Warts on the hand",
                       citations=tuple(DocumentCitation(source=key, text=key, start=0, end=1) for key in cited)),
        DocumentRecord(id="foot", path="pages/foot.md", sha256="0" * 64),
    )  # fmt: skip
    claims = (
        claim("cryo-1", "cryotherapy", sources=("jfm-2017-34-261", "ann-2014-31-595")),
        claim("pair-1", "curettage", "imiquimod", sources=("ann-2014-31-595",)),
        claim("bare-1", "salicylic acid", sources=()),
    )
    return Library(read_bib(bib), ClaimsFile(documents=documents, claims=claims))


def test_the_whole_library_is_the_file_itself() -> None:
    for bib in (BIB, BIB.replace("\n", "\r\n")):
        assert export_sources(select_sources(make_library(bib))) == bib


def test_a_part_is_the_entries_own_text_with_what_they_need() -> None:
    out = export_sources(select_sources(make_library(), documents=["Warts on the hand"]))
    for entry in read_bib(BIB).entries:
        assert entry.text in out
    only = export_sources(select_sources(make_library(), claims=["pair-1"]))
    assert "@string{jfm" in only
    assert read_bib(BIB).entries[1].text in only
    assert "@article{jfm-2017" not in only
    assert "@book" not in only


def test_pybtex_reads_a_part_with_its_parent() -> None:
    out = export_sources(select_sources(make_library(), documents=["warts"]))
    read = pybtex.database.parse_string(out, "bibtex")
    assert list(read.entries) == ["jfm-2017-34-261", "ann-2014-31-595", "skin-2012", "skin"]
    assert read.entries["jfm-2017-34-261"].fields["journal"] == "JFM"


def test_keywords_are_added_behind_a_persons_own() -> None:
    out = export_sources(select_sources(make_library(), keywords=True))
    read = pybtex.database.parse_string(out, "bibtex").entries
    assert read["ann-2014-31-595"].fields["keywords"] == "mine; also mine; cryotherapy; curettage; imiquimod"
    assert read["jfm-2017-34-261"].fields["keywords"] == "cryotherapy"
    assert "keywords" not in read["skin"].fields
    changed = [line for line in out.splitlines() if line not in BIB.splitlines()]
    assert len(changed) == 2
    again = select_sources(make_library(out), keywords=True)
    assert export_sources(again) == out


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        pytest.param({}, ["jfm-2017-34-261", "ann-2014-31-595", "skin-2012", "skin"], id="everything"),
        pytest.param({"therapies": ["Cryotherapy"]}, ["jfm-2017-34-261", "ann-2014-31-595"], id="therapy"),
        pytest.param({"therapies": ["imiquimod"]}, ["ann-2014-31-595"], id="member of a combination"),
        pytest.param({"therapies": ["curettage + imiquimod"]}, ["ann-2014-31-595"], id="combination"),
        pytest.param({"therapies": ["salicylic acid"]}, [], id="therapy without a source"),
        pytest.param({"claims": ["pair-1"]}, ["ann-2014-31-595"], id="claim"),
        pytest.param(
            {"documents": ["pages/warts.md"]}, ["jfm-2017-34-261", "ann-2014-31-595", "skin-2012"], id="document"
        ),
        pytest.param({"documents": ["foot"]}, [], id="document without citations"),
        pytest.param(
            {"order": "cited"}, ["ann-2014-31-595", "jfm-2017-34-261", "skin-2012", "skin"], id="order of citation"
        ),
        pytest.param(
            {"order": "name"}, ["ann-2014-31-595", "jfm-2017-34-261", "skin", "skin-2012"], id="by author, journal"
        ),
    ],
)
def test_selection(chosen: dict[str, list[str]], keys: list[str]) -> None:
    selection = select_sources(make_library(), **chosen)  # type: ignore[arg-type]
    assert list(selection.keys) == keys


@pytest.mark.parametrize("chosen", [{"therapies": ["cyrotherapy"]}, {"claims": ["cryo-2"]}, {"documents": ["wart"]}])
def test_an_unknown_name_suggests(chosen: dict[str, list[str]]) -> None:
    with pytest.raises(NotKnown, match="perhaps"):
        select_sources(make_library(), **chosen)  # type: ignore[arg-type]


def test_text_is_one_numbered_reference_a_line() -> None:
    selection = select_sources(make_library(), therapies=["cryotherapy"], style="vancouver")
    assert export_sources(selection, "text") == (
        "1. JFM. 2017;34:261.\n2. Okoro N, Lind B. Freezing or tape? Annals of Hand Medicine. 2014;31:595-8.\n"
    )


def test_html_has_the_same_references() -> None:
    selection = select_sources(make_library())
    tree = html5lib.parse(export_sources(selection, "html"), namespaceHTMLElements=False)
    items = ["".join(item.itertext()) for item in tree.iter("li")]
    lines = export_sources(selection, "text").splitlines()
    assert items == [f"{line.split('. ', 1)[1]} [{key}]" for line, key in zip(lines, selection.keys, strict=True)]
    assert [element.text for element in tree.iter("i")][:2] == ["JFM", "Annals of Hand Medicine"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_selection_is_no_error(name: str) -> None:
    out = export_sources(select_sources(make_library(), documents=["foot"]), name)
    assert "2014" not in out
    if name == "bib":
        assert not pybtex.database.parse_file(io.StringIO(out), "bibtex").entries
