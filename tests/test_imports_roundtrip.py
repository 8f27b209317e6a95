"""Export → import → export gives the same, whatever the fields hold."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.exports import FORMATS, export_sources, select_sources
from evidence.imports import import_records, read_bibliography
from evidence.library import Library
from evidence.library.bibedit import render_entry
from evidence.library.bibfile import read_bib
from evidence.library.latex import encode_field, encode_latex
from evidence.library.records import ClaimsFile

SUFFIX = {"bib": "bib", "biblatex": "bib", "ris": "ris", "nbib": "nbib", "csl-json": "json", "endnote-xml": "xml"}
HOSTILE = [
    "50% & more_{x}^2 ~ \\cmd $a$ # | <b>", "Ärzte – 临床 ﷺ العربية", "a\nb\r\nc\td", "\x00\x1b[2J\u2028", "{", "}}{{", "and others", "A and B", "\\",
    "--- `` ''", '"quoted" and {braced}', "]]>", "&amp; &lt;x&gt; &#65;", "TY  - JOUR", "ER  - ", "PMID- 1", "end.", "a..", "PMID: 77", ",", ", ,", "%", "@article{x,",
    "<i>in vitro</i>", "<!-- x -->", "\u202eabc\u202c", "e\u0301", "\ufeffbom", "'",
]  # fmt: skip
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
words = st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=8)
names = st.one_of(
    words,
    st.tuples(words, words).map(", ".join),
    st.tuples(words, st.just("Jr"), words).map(", ".join),
    texts.map(lambda t: "{" + encode_latex(t) + "}"),
)
entries = st.fixed_dictionaries(
    {"title": texts.map("T {}".format), "journal": st.one_of(words, texts), "year": st.integers(1900, 2030).map(str)},
    optional={
        "author": st.lists(names, min_size=1, max_size=4).map(" and ".join), "editor": names, "volume": st.integers(1, 400).map(str), "number": words,
        "pages": st.sampled_from(["1", "5--9", "S12--S18", "e123", "iv--x", "123-5"]), "doi": st.sampled_from(["10.1000/a_b.c", "10.1234/(x)y;z"]),
        "pmid": st.integers(1, 10**8).map(str), "pmcid": st.integers(1, 10**7).map(lambda n: f"PMC{n}"), "month": st.sampled_from(["jan", "dec"]),
        "abstract": texts, "note": texts, "publisher": texts, "address": texts, "edition": words, "issn": st.just("0736-8046"), "isbn": st.just("9780000000002"),
        "url": st.just("https://example.org/a_b?c=d&e=%20"), "language": words, "keywords": texts, "registry": st.just("NCT01234567"), "eid": st.just("m12"),
    },
)  # fmt: skip
kinds = st.sampled_from(
    [
        "article",
        "book",
        "incollection",
        "inproceedings",
        "techreport",
        "phdthesis",
        "misc",
        "online",
        "dataset",
        "software",
        "patent",
        "unpublished",
        "booklet",
    ]
)


def library_of(records: list[tuple[str, dict[str, str]]]) -> Library:
    def encoded(name: str, value: str) -> str:
        return value if name in {"author", "editor", "pages", "month"} else encode_field(name, value)

    texts = [
        render_entry(
            kind, f"key-{at}", ((name, encoded(name, value)) for name, value in {**fields, "volume": f"{at}"}.items())
        )
        for at, (kind, fields) in enumerate(records)
    ]
    return Library(read_bib("\n\n".join(texts) + "\n"), ClaimsFile())


@pytest.mark.parametrize("name", sorted(SUFFIX))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(st.tuples(kinds, entries), min_size=1, max_size=3))
def test_export_import_export(name: str, records: list[tuple[str, dict[str, str]]]) -> None:
    library = library_of(
        [
            (kind, {k: v for k, v in fields.items() if k not in {"doi", "pmid", "pmcid", "note"} or at == 0})
            for at, (kind, fields) in enumerate(records)
        ]
    )
    assert not library.bib.problems
    first = export_sources(select_sources(library), name)
    back, done = import_records(Library.of(), read_bibliography(first.encode(), f"x.{SUFFIX[name]}"))
    assert {outcome.action for outcome in done.outcomes} == {"added"}
    assert not back.bib.problems
    assert export_sources(select_sources(back), name) == first
    again, same = import_records(back, read_bibliography(first.encode(), f"x.{SUFFIX[name]}"))
    assert again.bib.text == back.bib.text
    assert {outcome.action for outcome in same.outcomes} == {"same"}


def test_every_format_but_the_printed_ones_can_be_read_again() -> None:
    assert set(SUFFIX) == set(FORMATS) - {"text", "html", "jsonld"}
