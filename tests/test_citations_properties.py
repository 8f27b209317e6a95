"""What holds for any text: no exception, spans give back the text, cost grows with the length and no faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citations import find_citations, parse_citation
from evidence.citations.cleaning import clean
from evidence.citations.pages import parse_pages
from evidence.document import Block, Document
from evidence.reading import text_document

PIECES = st.sampled_from(
    [
        "2015",
        ";34",
        ":261",
        "(12)",
        "[",
        "]",
        "(",
        ")",
        ",",
        ".",
        "-",
        "–",
        "&",
        "and",
        "et",
        "al.",
        "Gut",
        "Lancet",
        "NEJM",
        "J",
        "Dermatol",
        "Doe",
        "JA,",
        "Roe",
        "R;",
        "doi:",
        "10.1000/x",
        "PMID",
        "12345678",
        "PMC1234567",
        "NCT01234567",
        "https://a.org/",
        "Suppl",
        "2",
        "e12",
        "S1-9",
        "May",
        "3,",
        "In:",
        "ed.",
        "Press;",
        "Accessed",
        "References",
        "¹",
        "⁹",
        "[1]",
        "(2)",
        "same",
        "<em>",
        "</em>",
        "&ndash;",
        "{{cite",
        "|",
        "=",
        "@article{",
        "*",
        "_",
        "\n",
        "\t",
        "é",
        "中",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_string_is_parsed_and_spans_give_back_its_text(text: str) -> None:
    for citation in parse_citation(text):
        assert 0 <= citation.start < citation.end <= len(text)
        assert text[citation.start : citation.end] == citation.text
        assert citation.key


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_searched_and_spans_give_back_its_text(text: str) -> None:
    document = text_document(text)
    citations = find_citations(document)
    assert [citation.id for citation in citations] == [f"c{number}" for number in range(1, len(citations) + 1)]
    for citation in citations:
        assert document.source[citation.start : citation.end] == citation.text
        assert set(citation.uncertain) == set(citation.reasons)
        assert all(0 <= start < end <= len(document.source) for start, end in citation.marks)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaned_offsets_lead_back(text: str) -> None:
    cleaned = clean(text)
    for at in range(len(cleaned.text)):
        start, end = cleaned.to_source(at, at + 1)
        assert 0 <= start <= end <= len(text)


@settings(max_examples=200, deadline=None)
@given(
    journal=st.sampled_from(["N Engl J Med", "Gut", "JAAD", "Pediatr Dermatol", "Br J Dermatol"]),
    year=st.integers(1950, 2024),
    volume=st.integers(1, 999),
    first=st.integers(1, 4000),
    more=st.integers(0, 40),
    form=st.sampled_from(
        [
            "{j} {y};{v}:{a}-{b}",
            "[{j} {y};{v};{a}–{b}]",
            "{j} {y}; {v}: {a} - {b}.",
            "{j} {v} ({y}) {a}–{b}",
            "{j} {v}:{a}-{b} {y}",
            "{j}. {y} Mar;{v}(2):{a}-{b}",
        ]
    ),
)
def test_terse_forms_come_back(journal: str, year: int, volume: int, first: int, more: int, form: str) -> None:
    last = first + more + 1
    [citation] = parse_citation(form.format(j=journal, y=year, v=volume, a=first, b=last))
    fields = citation.fields
    assert (fields.journal_as_written, fields.year, fields.volume, fields.first_page, fields.last_page) == (
        journal,
        year,
        str(volume),
        str(first),
        str(last),
    )
    again = parse_citation(citation.text)
    assert [one.fields for one in again] == [fields]


HOSTILE = [
    "2015 ", "2015;", "2015;3(", "Lancet 2015;", "Smith et al. 2015 ", "(", "[1,", ")]", "([)]", "Smith J, ", "A. ", "A & ", "a ", "1:", "10.1000/", "10.1000/x(", "doi:", "http://a.b/",
    "et al. ", "<a ", "&a", "*a ", "_a", '"A ', ". In: ", "London: Oxford Press; ", "Accessed May 3, ", "PMID: 1234567 ", "⁰¹", "{{cite |a=b", "@a{b, c = {", "TY  - a AU  - b ", "Jan Feb ",
    "The Group of ", "\n", "[same] ", "2015;3 Suppl 2", "of the ", "Aa Bb ", "Lancet 12(3):4-5, ",
    "1. \n", "Gut : the journal ", "Correction [", "PMIDs 1234567, ", "Gut it 2015 or so ", "Gut, accepted manuscript ", "American Journal of Physiology. ", "S3-Leitlinie A ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_cost_grows_with_the_length_and_no_faster(unit: str) -> None:
    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        document = Document(name="-", source=text, text=text, blocks=(Block("paragraph", 0, length),))
        begin = time.process_time()
        find_citations(document)
        parse_citation(text)
        return time.process_time() - begin

    cost(1_000)
    small, large = cost(10_000), cost(40_000)
    assert large < 12 * small + 0.3


def test_a_raised_digit_is_no_number() -> None:
    assert parse_pages("59²", "61").first == "59²"
    assert parse_pages("59", "6²").last == "6²"
