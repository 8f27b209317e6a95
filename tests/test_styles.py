"""Formatted references: complete works as the manuals have them, incomplete ones without a gap that shows."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest
from evidence_factory import make_source
from hypothesis import given
from hypothesis import strategies as st

from evidence.journals import Aliases
from evidence.library.bibfile import read_bib
from evidence.library.records import Source
from evidence.library.sources import to_source
from evidence.records import Fields
from evidence.styles import STYLES, render_reference, render_reference_html, short_reference
from evidence.styles.parts import render_name

SIX = ("Abe, K", "Bell, L", "Cruz, M", "Dahl, N", "Eco, O", "Font, P")
PAPER = {
    "authors": ("Abe, K", "Bell, LM"), "title": "Tape or ice for warts?", "journal": "The Lancet", "year": 2015, "month": 12,
    "volume": "174", "issue": "3", "first_page": "1579", "last_page": "1585", "doi": "10.1000/w.1", "pmid": "123", "pmcid": "PMC9",
}  # fmt: skip

LINES = [
    pytest.param(
        PAPER,
        "Abe K, Bell LM. Tape or ice for warts? Lancet. 2015;174(3):1579-1585. doi:10.1000/w.1",
        "Abe K, Bell LM. Tape or ice for warts? Lancet. 2015 Dec;174(3):1579-85. doi:10.1000/w.1 PubMed PMID: 123; "
        "PubMed Central PMCID: PMC9.",
        id="complete",
    ),
    pytest.param(
        {"journal": "XY", "year": 2017, "volume": "34", "first_page": "261"},
        "XY. 2017;34:261.",
        "XY. 2017;34:261.",
        id="terse, unknown journal",
    ),
    pytest.param({"journal": "XY", "year": 2017}, "XY. 2017.", "XY. 2017.", id="journal and year only"),
    pytest.param({"authors": ("Abe, K",), "year": 2017}, "Abe K. 2017.", "Abe K. 2017.", id="author and year only"),
    pytest.param({"journal": "XY", "volume": "3", "issue": "S1"}, "XY. 3(S1).", "XY. 3(S1).", id="no year"),
    pytest.param(
        {"journal": "XY", "year": 2011, "volume": "343", "article_number": "d6651"},
        "XY. 2011;343:d6651.",
        "XY. 2011;343:d6651.",
        id="article number",
    ),
    pytest.param(
        {"authors": (*SIX, "Gray, Q"), "title": "Many hands.", "journal": "XY", "year": 2001},
        "Abe K, Bell L, Cruz M, et al. Many hands. XY. 2001.",
        "Abe K, Bell L, Cruz M, Dahl N, Eco O, Font P, et al. Many hands. XY. 2001.",
        id="seven authors",
    ),
    pytest.param(
        {"authors": SIX, "et_al": True, "title": "Six and more", "journal": "XY", "year": 2001},
        "Abe K, Bell L, Cruz M, et al. Six and more. XY. 2001.",
        "Abe K, Bell L, Cruz M, Dahl N, Eco O, Font P, et al. Six and more. XY. 2001.",
        id="six authors and others",
    ),
    pytest.param(
        {"authors": SIX, "title": "Six", "journal": "XY", "year": 2001},
        "Abe K, Bell L, Cruz M, Dahl N, Eco O, Font P. Six. XY. 2001.",
        "Abe K, Bell L, Cruz M, Dahl N, Eco O, Font P. Six. XY. 2001.",
        id="six authors",
    ),
    pytest.param(
        {"kind": "book", "authors": ("Abe, K",), "title": "Skin", "edition": "3", "publisher": "Hand Press", "year": 2012},
        "Abe K. Skin. 3rd ed. Hand Press; 2012.",
        "Abe K. Skin. 3rd ed. Hand Press; 2012.",
        id="book",
    ),
    pytest.param(
        {"kind": "chapter", "authors": ("Abe, K",), "title": "Warts", "container_title": "Skin", "publisher": "Hand Press",
         "year": 2012, "first_page": "101", "last_page": "109"},
        "Abe K. Warts. In: Skin. Hand Press; 2012:101-109.",
        "Abe K. Warts. In: Skin. Hand Press; 2012. p. 101-9.",
        id="chapter",
    ),
    pytest.param(
        {"kind": "webpage", "authors": ("Hand Society",), "title": "On warts", "url": "https://hand.example/warts", "year": 2020},
        "Hand Society. On warts. 2020. https://hand.example/warts",
        "Hand Society. On warts [Internet]. 2020. Available from: https://hand.example/warts",
        id="web page",
    ),
    pytest.param({"registry_id": "NCT00000001"}, "NCT00000001.", "NCT00000001.", id="trial registration"),
    pytest.param({"doi": "10.1000/x"}, "doi:10.1000/x", "doi:10.1000/x", id="DOI alone"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "ama", "vancouver"), LINES)
def test_reference_lines(fields: dict[str, Any], ama: str, vancouver: str) -> None:
    source = make_source("k", **fields)
    assert (render_reference(source, "ama"), render_reference(source, "vancouver")) == (ama, vancouver)


def test_a_source_of_which_nothing_is_known_is_its_citation() -> None:
    assert render_reference(Source(key="k", cited_as=("the Oslo report",))) == "the Oslo report"
    assert render_reference(Source(key="k")) == "k"


def test_authors_of_a_citation_with_et_al_are_not_made_to_look_complete() -> None:
    known: dict[str, Any] = {"authors": ("Abe, K",), "journal": "XY", "year": 2001}
    cut = make_source("k", **known, et_al=True)
    looked_up = make_source("k", cited_as=("Abe K et al. XY 2001",), **known, title="Alone", pmid="1")
    assert render_reference(cut) == "Abe K, et al. XY. 2001."
    assert render_reference(looked_up) == "Abe K. Alone. XY. 2001."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Adams, Denise Marie", "Adams DM"),
        ("Smith, J. A.", "Smith JA"),
        ("Smith, JA", "Smith JA"),
        ("Smith, Jo", "Smith J"),
        ("O'Neil, Jean-Luc", "O'Neil JL"),
        ("van den Berg, A", "van den Berg A"),
        ("Abe, Jr, K", "Abe K Jr"),
        ("World Health Organization", "World Health Organization"),
        ("Öztürk, Çağla", "Öztürk Ç"),
    ],
)
def test_names(written: str, shown: str) -> None:
    assert render_name(written) == shown


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    source=st.builds(
        Source,
        key=st.just("k"),
        cited_as=st.tuples(TEXTS),
        fields=st.builds(
            Fields, authors=st.none() | st.lists(TEXTS, max_size=9).map(tuple), title=st.none() | TEXTS, journal=st.none() | TEXTS,
            year=st.none() | st.integers(1500, 2100), month=st.none() | st.integers(-1, 14), volume=st.none() | TEXTS,
            issue=st.none() | TEXTS, first_page=st.none() | TEXTS, last_page=st.none() | TEXTS, edition=st.none() | TEXTS,
            container_title=st.none() | TEXTS, publisher=st.none() | TEXTS, url=st.none() | TEXTS,
            kind=st.sampled_from(("article-journal", "book", "chapter", "webpage")),
        ),
    ),
    style=st.sampled_from(sorted(STYLES)),
)  # fmt: skip
def test_any_source_gives_one_line_and_the_same_words_in_html(source: Source, style: str) -> None:
    line, html = render_reference(source, style), render_reference_html(source, style)
    assert "\n" not in line
    assert _text_of(html).strip() == line


def test_only_years_that_are_known_are_printed() -> None:
    digits = "".join(filter(str.isdigit, render_reference(make_source("k", journal="XY", volume="7", first_page="9"))))
    assert digits == "79"


def test_html_is_escaped_and_links_only_web_addresses() -> None:
    source = make_source("k", title="<b>&", journal="X", url="javascript:alert(1)", doi='10.1/"><script>')
    html = render_reference_html(source)
    assert "<script" not in html
    assert "javascript" not in html
    assert "&lt;b&gt;&amp;" in html


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({"journal": "XY", "year": 2017, "volume": "34", "issue": "2", "first_page": "261"}, "XY 2017;34:261"),
        ({"authors": ("Abe, K",), "journal": "XY", "year": 2017}, "Abe, XY 2017"),
        ({"authors": ("Abe, K", "Bell, L"), "title": "Skin", "year": 2012, "kind": "book"}, "Abe et al, Skin 2012"),
        ({"pmid": "123"}, "PMID 123"),
        ({}, "k"),
    ],
)
def test_short_references(fields: dict[str, Any], short: str) -> None:
    assert short_reference(make_source("k", **fields)) == short


EDITED = """
@incollection{a, author = {Roe, R}, title = {Warts}, booktitle = {Skin Manual}, editor = {Ed, Ann and {Hand Group}}, publisher = {Hand Press},
  address = {Oslo}, year = 2001, pages = {10--19}, edition = 2}
@book{b, editor = {Ed, Ann and others}, title = {Skin Manual}, publisher = {Hand Press}, address = {Oslo}, year = 2001}
@book{c, author = {Roe, R}, editor = {Ed, Ann}, title = {Skin Manual}, publisher = {Hand Press}, year = 2001, edition = 2}
"""


@pytest.mark.parametrize(
    ("style", "lines"),
    [
        (
            "ama",
            [
                "Roe R. Warts. In: Ed A, Hand Group, eds. Skin Manual. 2nd ed. Hand Press; 2001:10-19.",
                "Ed A, et al, eds. Skin Manual. Hand Press; 2001.",
                "Roe R. Skin Manual. 2nd ed. (Ed A, ed.). Hand Press; 2001.",
            ],
        ),
        (
            "vancouver",
            [
                "Roe R. Warts. In: Ed A, Hand Group, editors. Skin Manual. 2nd ed. Oslo: Hand Press; 2001. p. 10-9.",
                "Ed A, et al, editors. Skin Manual. Oslo: Hand Press; 2001.",
                "Roe R. Skin Manual. 2nd ed. Ed A, editor. Hand Press; 2001.",
            ],
        ),
    ],
)
def test_editors_are_named(style: str, lines: list[str]) -> None:
    sources = [to_source(entry, Aliases()) for entry in read_bib(EDITED).entries]
    assert [render_reference(source, style) for source in sources] == lines


def test_complete_articles_equal_pandoc_with_the_csl_styles() -> None:
    """The oracle's own en dash between pages is the one difference: *Citing Medicine* prints a hyphen."""
    import pypandoc

    records: list[dict[str, Any]] = [
        {**PAPER, "title": "One"},
        {**PAPER, "authors": SIX, "issue": None, "pmcid": None},
        {**PAPER, "authors": (*SIX, "Gray, Q"), "last_page": None, "pmid": None, "pmcid": None},
        {**PAPER, "authors": ("Hand Study Group",), "doi": None, "month": None},
        {**PAPER, "first_page": "S12", "last_page": "S18", "title": "Is it so?"},
    ]
    for style, csl in (("ama", "american-medical-association"), ("vancouver", "nlm-citation-sequence")):
        items = [_to_csl(f"k{number}", record) for number, record in enumerate(records)]
        out = subprocess.run(
            [
                pypandoc.get_pandoc_path(),
                "--citeproc",
                "--csl",
                str(resources.files("evidence.data") / "csl" / f"{csl}.csl"),
                "-t",
                "plain",
                "--wrap=none",
            ],
            input=f"---\nnocite: '@*'\nreferences: {json.dumps(items)}\n---\n",
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        theirs = [line.split(". ", 1)[1].replace("–", "-") for line in out.splitlines() if line.strip()]
        assert [render_reference(make_source("k", **record), style) for record in records] == theirs


def _to_csl(name: str, record: dict[str, Any]) -> dict[str, Any]:
    authors = [
        {"family": family, "given": " ".join(given)} if given else {"literal": family}
        for family, _, given in (author.partition(", ") for author in record["authors"])
    ]
    pages = "-".join(filter(None, (record["first_page"], record["last_page"])))
    date = [record["year"], *([record["month"]] if record["month"] else [])]
    item = {"id": name, "type": "article-journal", "author": authors, "title": record["title"], "container-title": "Lancet",
            "volume": record["volume"], "issue": record["issue"], "page": pages, "issued": {"date-parts": [date]},
            "DOI": record["doi"], "PMID": record["pmid"], "PMCID": record["pmcid"]}  # fmt: skip
    return {key: value for key, value in item.items() if value}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.found)
