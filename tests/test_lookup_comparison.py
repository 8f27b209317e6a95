"""A citation beside a record, field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.journals import Aliases
from evidence.lookup.comparison import compare, same_author, same_title
from evidence.lookup.works import Work
from evidence.records import Fields

RECORD = Work(
    service="pubmed", journal="Pediatric dermatology", journal_abbreviation="Pediatr Dermatol", issns=("0736-8046",), years={"print": 2021, "online": 2020}, volume="38",
    issue="2", first_page="281", last_page="283", authors=("Müller-Schmidt, KA", "van der Berg, J", "O'Neill, P"), title="Sirolimus for kaposiform lesions: a made-up trial",
    doi="10.5555/AbC", pmid="7", pmcid="PMC9",
)  # fmt: skip

AGREE: dict[str, tuple[str, dict[str, object]]] = {
    "house form": ("journal", {"journal": "PD"}),
    "abbreviation with dots": ("journal", {"journal": "Pediatr. Dermatol."}),
    "printed year": ("year", {"year": 2021}),
    "online year": ("year", {"year": 2020}),
    "volume with zeros": ("volume", {"volume": "038"}),
    "issue with part": ("issue", {"issue": "2 Pt 1"}),
    "elided end": ("last_page", {"first_page": "281", "last_page": "3"}),
    "umlaut written out": ("authors", {"authors": ["Mueller-Schmidt, K"]}),
    "umlaut dropped": ("authors", {"authors": ["Muller Schmidt"]}),
    "particle at the end": ("authors", {"authors": ["Müller-Schmidt, K", "Berg, J van der"]}),
    "some of the authors": ("authors", {"authors": ["Müller-Schmidt, K", "O’Neill, P"]}),
    "title without its subtitle": ("title", {"title": "Sirolimus for kaposiform lesions"}),
    "title with a slip": ("title", {"title": "Sirolimus for kaposiform lesion: a made up trial"}),
    "DOI as an address": ("doi", {"doi": "https://doi.org/10.5555/abc"}),
    "PMCID": ("pmcid", {"pmcid": "pmc9"}),
}
DIFFER: dict[str, tuple[str, dict[str, object]]] = {
    "journal of the same subject": ("journal", {"journal": "Pediatr Int"}),
    "journal with one word more": ("journal", {"journal": "Pediatr Dermatol Surg"}),
    "year two off": ("year", {"year": 2023}),
    "volume": ("volume", {"volume": "83"}),
    "supplement of the issue": ("issue", {"issue": "Suppl 2"}),
    "page within": ("page", {"first_page": "282"}),
    "page with a letter": ("page", {"first_page": "e281"}),
    "last page": ("last_page", {"first_page": "281", "last_page": "285"}),
    "another first author": ("authors", {"authors": ["van der Berg, J", "Müller-Schmidt, KA"]}),
    "another person of that name": ("authors", {"authors": ["Müller-Schmidt, T"]}),
    "title of the next part": ("title", {"title": "Sirolimus for kaposiform lesions: a made-up trial 2"}),
    "a reply to it": ("title", {"title": "Sirolimus for kaposiform lesions: a made-up trial. Reply"}),
    "a short title": ("title", {"title": "Sirolimus"}),
    "DOI": ("doi", {"doi": "10.5555/abd"}),
}  # fmt: skip


@pytest.mark.parametrize("name", AGREE)
def test_agrees(name: str) -> None:
    field, said = AGREE[name]
    compared = compare(Fields.from_dict(said), RECORD).fields[field]
    assert compared.state == "agree", compared
    assert compared.why


@pytest.mark.parametrize("name", DIFFER)
def test_differs(name: str) -> None:
    field, said = DIFFER[name]
    compared = compare(Fields.from_dict(said), RECORD).fields[field]
    assert compared.state == "differ", compared
    assert compared.why


def test_what_either_side_does_not_say_is_no_agreement() -> None:
    compared = compare(
        Fields(journal="PD", volume="38", pmid="7", first_page="281", last_page="3"),
        Work(service="crossref", first_page="281"),
    )
    assert {name: field.state for name, field in compared.fields.items()} == {
        "pmid": "absent", "journal": "absent", "volume": "absent", "page": "agree", "last_page": "absent",
    }  # fmt: skip
    assert compare(Fields(), RECORD).fields == {}


JOURNALS = {
    "renamed": ("JAMA Dermatol", "Archives of dermatology", True),
    "the same family, another journal": ("JAMA Intern Med", "JAMA dermatology", False),
    "place in brackets": ("Lancet", "Lancet (London, England)", True),
    "a daughter of the journal": ("Lancet", "The Lancet. Oncology", False),
    "an abbreviation that the table lacks": ("Ann Madeup Med", "Annals of Madeup Medicine", True),
    "not an abbreviation of it": ("Ann Madeup Med", "Annals of Madeup Surgery", False),
    "one abbreviation, two places": ("Allerg Immunol (Paris)", "Allergie und Immunologie", False),
    "a place tells another journal": ("Anesth Analg (Paris)", "Anesthesia and analgesia", False),
    "a place that some lists add": ("Adv Mater", "Advanced materials (Weinheim, Germany)", True),
    "former title in another time": ("Br Med J (Clin Res Ed)", "BMJ (Clinical research ed.)", True),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_journals(name: str) -> None:
    written, title, agrees = JOURNALS[name]
    compared = compare(Fields(journal=written), Work(service="pubmed", journal=title))
    assert (compared.fields["journal"].state == "agree") is agrees, compared


def test_a_persons_alias_decides() -> None:
    fields, work = Fields(journal="HJ"), Work(service="pubmed", journal="Pediatric dermatology")
    assert compare(fields, work).fields["journal"].state == "differ"
    assert compare(fields, work, Aliases({"hj": "Pediatric Dermatology"})).fields["journal"].state == "agree"


PAGES = {
    "supplement": ("S5", "S05", None, True),
    "electronic": ("E12", "e12", None, True),
    "article number at the end of the DOI": ("d6651", None, "10.1136/bmj.d6651", True),
    "a page is no end of a DOI": ("12", None, "10.5555/x.12", False),
    "version of a review": ("CD002292", "CD002292.pub3", None, True),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    ours, theirs, doi, agrees = PAGES[name]
    compared = compare(Fields(first_page=ours), Work(service="pubmed", first_page=theirs, doi=doi))
    assert (compared.fields["page"].state == "agree") is agrees, compared


SLIPS = {
    "swapped": "821",
    "changed": "381",
    "lost": "28",
    "doubled": "2811",
    "within the pages": "282",
    "elsewhere": "400",
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_of_the_pen_is_near(name: str) -> None:
    work = Work(service="pubmed", first_page="281", last_page="290")
    compared = compare(Fields(first_page=SLIPS[name]), work).fields["page"]
    assert compared.state == "differ"
    assert compared.near is (name != "elsewhere")


WORDS = st.text(max_size=40)


@given(WORDS, WORDS)
def test_comparing_never_raises_and_is_fair(one: str, other: str) -> None:
    assert same_author(one, other) == same_author(other, one)
    assert same_title(one, other) == same_title(other, one)
    fields = Fields(
        journal=one, volume=one, issue=one, first_page=one, last_page=other, authors=(one,), title=one, doi=one
    )
    work = Work(
        service="pubmed",
        journal=other,
        volume=other,
        issue=other,
        first_page=other,
        last_page=one,
        authors=(other,),
        title=other,
        doi=other,
    )
    compared = compare(fields, work)
    assert all(field.why for field in compared.fields.values())


@given(
    st.builds(
        Fields,
        journal=st.sampled_from(["PD", "BMJ", "Lancet"]),
        year=st.integers(1950, 2030),
        volume=st.integers(1, 500).map(str),
        first_page=st.integers(1, 9999).map(str),
    )
)
def test_a_work_agrees_with_itself(fields: Fields) -> None:
    assert fields.year is not None
    work = Work(
        service="pubmed",
        journal=fields.journal,
        years={"print": fields.year},
        volume=fields.volume,
        first_page=fields.first_page,
    )
    assert compare(fields, work).differing == ()
