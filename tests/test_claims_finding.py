"""Pronouns, headings, tables, ladders; places and ids; nothing breaks on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.claims import find_claims, read_claims
from evidence.findings import read_text
from evidence.reading import text_document

Row = tuple[str, str]


def claims(text: str) -> list[Row]:
    return [(" + ".join(claim.therapies), claim.direction) for claim in find_claims(text_document(text), ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Sirolimus shrank it. It caused ulcers.", [("sirolimus", "supports"), ("sirolimus", "against")], id="it"),
        pytest.param("Ibuprofen works. Aspirin works. Both prevent relapse.", [("ibuprofen", "supports"), ("aspirin", "supports"), ("ibuprofen", "supports"), ("aspirin", "supports")], id="both"),
        pytest.param("Vincristine with aspirin worked. The combination is now obsolete.", [("vincristine + aspirin", "supports"), ("vincristine + aspirin", "against")], id="the combination"),
        pytest.param("Methotrexate. Clears skin in most, but relapse is usual.", [("methotrexate", "mixed")], id="fragment"),
        pytest.param("Itch afterwards. It lasts for weeks.", [], id="another it"),
        pytest.param("Steps\n\n- Step 1: ibuprofen.\n- Step 2: aspirin. It fails in half.\n", [("ibuprofen", "supports"), ("aspirin", "mixed")], id="ladder"),
        pytest.param("Title\n\nNO\nLindane. Crotamiton.\n", [("lindane", "against"), ("crotamiton", "against")], id="header's verdict"),
        pytest.param("PROVEN: ibuprofen, aspirin.", [("ibuprofen", "supports"), ("aspirin", "supports")], id="verdict before a colon"),
        pytest.param("Arthritis\n\nDrug | Effect\nIbuprofen | No better than placebo\nAspirin | Works\n", [("ibuprofen", "against"), ("aspirin", "supports")], id="table"),
        pytest.param("Aspirin cured 70%, whereas ibuprofen cured 30%.", [("aspirin", "supports"), ("ibuprofen", "mixed")], id="own clause"),
        pytest.param("Aspirin alone rarely works; added to ibuprofen it may speed things up.", [("aspirin", "against"), ("aspirin", "supports")], id="alone and added"),
        pytest.param("Aspirin has been used, as has ibuprofen.", [("aspirin", "mentioned"), ("ibuprofen", "mentioned")], id="as has"),
        pytest.param("A trial of aspirin versus ibuprofen is registered.", [("aspirin", "mentioned"), ("ibuprofen", "mentioned")], id="both arms"),
        pytest.param("Pictures\n\nA rash before aspirin helped.\n\nReferences\n\n1. Doe J. Aspirin works. Lancet 2015;386:983.\n", [], id="pictures and references"),
    ],
)  # fmt: skip
def test_claims(text: str, expected: list[Row]) -> None:
    assert claims(text) == expected


def test_text_and_html_say_the_same(tmp_path: object) -> None:
    from pathlib import Path

    from evidence.reading import read_document

    lines = [
        "Sirolimus relieves pain but relapse is common.",
        "Aspirin & heparin together failed.",
        "Ibuprofen for fever.",
    ]
    folder = Path(str(tmp_path))
    (folder / "a.html").write_text("".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in lines), "utf-8")
    (folder / "a.txt").write_text("\n\n".join(lines), "utf-8")
    html, text = (read_document(folder / name) for name in ("a.html", "a.txt"))
    in_html, in_text = find_claims(html, ()), find_claims(text, ())
    assert [(c.therapies, c.direction) for c in in_html] == [(c.therapies, c.direction) for c in in_text]
    assert len(in_html) == 3
    assert all(html.source[c.start : c.end] == c.text for c in in_html)
    assert "&amp;" in in_html[1].text


def test_study_outcome_route_and_mentions() -> None:
    [claim] = find_claims(text_document("In a series of 11 children, oral sirolimus reduced pain."), ())
    assert (claim.study, claim.outcome, claim.route) == ("a series of 11 children", "pain", "oral")
    [(start, end)] = claim.mentions
    assert claim.text[start:end] == claim.as_written[0] == "oral sirolimus"


def test_conditions_of_the_sentence_come_before_the_page_s() -> None:
    page = text_document("Psoriasis\n\nIbuprofen helps in gout. Methotrexate works.")
    assert read_claims(page, ()).conditions == ("psoriasis",)
    assert [claim.conditions for claim in find_claims(page, ())] == [("gout",), ("psoriasis",)]


def test_titles_of_cited_works_tell_what_a_page_is_about_only_where_its_text_does_not() -> None:
    listed = "\n\nReferences\n1. Lee A. Ice for gout. BMJ 2001;3:4-9.\n2. Doe J. Gout and ice. Lancet 2003;5:6-7.\n3. Roe P, Low K. Ice for burns. Gut 2004;6:8-9."
    assert read_text(f"For hot joints. Ice helps [1]. Heat does not [2].{listed}").conditions == ("gout",)
    assert read_text(f"For burns. Ice helps [1]. Heat does not [2].{listed}").conditions == ("burns",)
    one = read_text("For hot joints. Ice helps (Lee A. Ice for gout. BMJ 2001;3:4-9).")
    assert one.conditions == ()


def test_ids_are_unique_and_survive_an_insertion() -> None:
    body = "Sirolimus works. Sirolimus works. Aspirin fails."
    before = [claim.id for claim in find_claims(text_document(body), ())]
    after = [claim.id for claim in find_claims(text_document("Ice helps.\n\n" + body), ())]
    assert len(set(before)) == 3
    assert set(before) < set(after)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Sirolimus",
                "aspirin",
                "it",
                "works",
                "fails",
                "but",
                ",",
                ";",
                ".",
                "\n",
                "[3]",
                "not",
                "than",
                "with",
                "who",
                "(",
                ")",
                "²",
                "5%",
                "v",
                "half",
                ":",
                "and",
            ]
        ),
        max_size=40,
    )
)
def test_any_words_give_claims_that_quote_the_text(words: list[str]) -> None:
    document = text_document(" ".join(words))
    for claim in find_claims(document, ()):
        assert document.source[claim.start : claim.end] == claim.text
        assert claim.therapies
        assert all(claim.text[start:end] in claim.as_written for start, end in claim.mentions)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    find_claims(text_document(text), ())


@pytest.mark.parametrize("piece", ["sirolimus works and ", "it works, but ", "in half of ", "sirolimus; "])
def test_cost_grows_with_the_length(piece: str) -> None:
    find_claims(text_document(piece), ())
    times = []
    for count in (600, 2400):
        document = text_document(piece * count)
        started = time.process_time()
        find_claims(document, ())
        times.append(time.process_time() - started)
    assert times[1] < 12 * times[0] + 0.5
