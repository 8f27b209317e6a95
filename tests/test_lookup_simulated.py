"""Look-ups against a made-up PubMed and Crossref of more than 500 works: no wrong work accepted, every verdict the right one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from services.server import serve
from services.world import JOURNALS, Paper, World, make_paper, make_papers, replace

from evidence.journals import Aliases
from evidence.lookup.client import Client
from evidence.lookup.comparison import fold_identifier
from evidence.lookup.identify import Inquiry
from evidence.lookup.verdicts import MATCHES, Verdict
from evidence.records import Fields


class Case(NamedTuple):
    """A question: what is cited, the verdict that it must get, and the work that is meant."""

    fields: Fields
    word: str
    paper: Paper | None = None


OFFERED = "candidate if a service offers it, else not found"
"""The rest of the citation is right: whether a search comes upon the work is the service's luck."""


class Run(NamedTuple):
    """All questions and what became of them."""

    cases: dict[str, Case]
    found: dict[str, Verdict]
    world: World


def cite(paper: Paper, **other: object) -> Fields:
    said = {"journal": paper.abbreviation, "year": paper.year, "volume": paper.volume, "first_page": paper.first_page}
    return Fields.from_dict({**said, **other})


def names(paper: Paper) -> list[str]:
    return [", ".join(author) for author in paper.authors]


LETTER = make_paper(
    "Lancet",
    pmid="41000001",
    doi="10.5555/letter.1",
    year=1998,
    volume="351",
    pages="905",
    authors=(("Aaron", "B"),),
    title="Of fevers in spring",
)
OTHER_LETTER = replace(
    LETTER, pmid="41000002", doi="10.5555/letter.2", authors=(("Berg", "C"),), title="Another letter on that page"
)
SHIFTED = make_paper(
    "J Clin Pathol",
    pmid="41000010",
    doi="10.5555/jcp.74",
    year=2021,
    online=2020,
    volume="74",
    pages="314-320",
    title="A year that moved",
)
SUPPLEMENT = make_paper(
    "Eur J Pediatr",
    pmid="41000020",
    doi="10.5555/s5",
    year=2010,
    pages="S5-12",
    issue="Suppl 1",
    title="Paged with a letter",
)
ELECTRONIC = make_paper(
    "J Am Acad Dermatol", pmid="41000021", doi="10.5555/e12", year=2012, pages="e12-e15", title="Paged electronically"
)
RENAMED = make_paper(
    "Arch Dermatol",
    pmid="41000030",
    doi="10.5555/arch",
    year=2010,
    pages="2207-2211",
    title="Before the journal got its other name",
)
PD = make_paper(
    "Pediatr Dermatol",
    pmid="41000040",
    doi="10.5555/pd.1",
    year=2014,
    pages="2595-8",
    title="Radiation for a made-up tumour",
)
ONE_OF_TWO = make_paper(
    "Pediatr Dermatol", pmid="41000041", doi="10.5555/pd.2", year=2015, volume="32", pages="2077", title="One of two"
)
OTHER_OF_TWO = make_paper(
    "Prenat Diagn", pmid="41000042", doi="10.5555/pd.3", year=2015, volume="32", pages="2077", title="The other of two"
)
COMMA = make_paper(
    "Cases J", pmid="41000050", doi="10.5555/a,b;c", year=2008, pages="2009", title="A comma in the name"
)
PUBLISHED = make_paper(
    "Pediatr Int",
    pmid="41000060",
    doi="10.5555/paper",
    year=2018,
    pages="2101-7",
    authors=(("Ito", "K"), ("Sato", "M")),
    title="Sirolimus for diffuse lymphatic disease in childhood",
)
PREPRINT = replace(
    PUBLISHED,
    pmid="",
    doi="10.5555/preprint",
    journal="medRxiv",
    abbreviation="medRxiv",
    issn="",
    volume="",
    issue="",
    pages="",
)
UNKNOWN_TO_PUBMED = make_paper(
    "Indian J Dermatol", pmid="", doi="10.5555/only", year=2010, pages="2001-3", title="PubMed never heard of it"
)
OTHER_SUBJECT = make_paper(
    "Pediatr Int",
    pmid="41000070",
    doi="10.5555/pi",
    year=2016,
    pages="1084",
    title="The same subject in another journal",
)
SPECIAL = (
    LETTER,
    OTHER_LETTER,
    SHIFTED,
    SUPPLEMENT,
    ELECTRONIC,
    RENAMED,
    PD,
    ONE_OF_TWO,
    OTHER_OF_TWO,
    COMMA,
    PUBLISHED,
    OTHER_SUBJECT,
)

SPECIAL_CASES = {
    "two letters on a page": Case(cite(LETTER), "ambiguous"),
    "two letters, the author tells": Case(cite(LETTER, authors=["Berg, C"]), "match", OTHER_LETTER),
    "printed year": Case(cite(SHIFTED, year=2021), "match", SHIFTED),
    "issued year": Case(cite(SHIFTED, year=2020), "match", SHIFTED),
    "year after print": Case(cite(SHIFTED, year=2022), "match, year differs by 1", SHIFTED),
    "supplement, pages with a letter": Case(cite(SUPPLEMENT, issue="1 Suppl", last_page="S12"), "match", SUPPLEMENT),
    "electronic pages": Case(cite(ELECTRONIC, last_page="e15"), "match", ELECTRONIC),
    "journal under its later name": Case(cite(RENAMED, journal="JAMA Dermatol"), "match", RENAMED),
    "house form": Case(cite(PD, journal="PD", journal_as_written="PD"), "match", PD),
    "house form, two journals have it": Case(cite(ONE_OF_TWO, journal="PD", journal_as_written="PD"), "ambiguous"),
    "comma in a DOI": Case(Fields(doi=COMMA.doi), "match", COMMA),
    "published, not its preprint": Case(Fields(authors=("Ito, K", "Sato, M"), title=PUBLISHED.title, journal="Pediatr Int", year=2018), "match", PUBLISHED),
    "Crossref alone has it": Case(cite(UNKNOWN_TO_PUBMED), "match", UNKNOWN_TO_PUBMED),
    "PD is not Pediatr Int": Case(Fields(journal="PD", year=2016, volume="33", first_page="1084"), "not found"),
    "a journal and a year": Case(Fields(journal="PD", year=2016), "not asked"),
    "a web page": Case(Fields(kind="webpage", url="https://example.org/page", title="A page"), "not asked"),
}  # fmt: skip


def make_cases(papers: list[Paper]) -> dict[str, Case]:
    """Every paper cited once, most of them as people cite, some of them damaged."""
    dice = random.Random(11)
    cases = dict(SPECIAL_CASES)
    for number, paper in enumerate(papers):
        last = paper.pages.partition("-")[2]
        wrong = dice.choice(
            [name for name in JOURNALS if name not in (paper.abbreviation, "Arch Dermatol", "JAMA Dermatol", "Lancet")]
        )
        kinds = {
            0: ("elided", Case(cite(paper, last_page=last[-1:] or None), "match", paper)),
            1: ("title of the journal", Case(cite(paper, journal=paper.journal.split(" : ")[0].upper()), "match", paper)),
            2: ("first author", Case(cite(paper, authors=names(paper)[:1]), "match", paper)),
            3: ("year after", Case(cite(paper, year=paper.year + 1), "match, year differs by 1", paper)),
            4: ("year far off", Case(cite(paper, year=paper.year - 5), "conflict")),
            5: ("author wrong", Case(cite(paper, authors=["Nobody, X"]), "conflict")),
            6: ("volume wrong", Case(cite(paper, volume=str(int(paper.volume) + 40)), "candidate")),
            7: ("page wrong", Case(cite(paper, first_page=str(int(paper.first_page) + 3333)), "not found")),
            8: ("journal wrong", Case(cite(paper, journal=wrong), OFFERED, paper)),
            9: ("journal that nobody knows", Case(cite(paper, journal="Ann Made Up Med"), OFFERED, paper)),
            10: ("DOI alone", Case(Fields(doi=paper.doi), "match", paper)),
            11: ("PMID", Case(Fields(pmid=paper.pmid, journal=paper.abbreviation, year=paper.year), "match", paper)),
            12: ("DOI of another work", Case(cite(paper, doi=papers[number - 1].doi), "conflict")),
            13: ("issue", Case(cite(paper, issue=paper.issue), "match", paper)),
            14: ("reference without a place", Case(Fields.from_dict({"authors": names(paper), "title": paper.title, "journal": paper.abbreviation, "year": paper.year}), "match", paper)),
        }  # fmt: skip
        name, case = kinds.get(number % 40, ("terse", Case(cite(paper), "match", paper)))
        if name == "terse" and number % 9 == 0:
            name, case = "year of the online version", Case(cite(paper, year=paper.online), "match", paper)
        cases[f"{name} {number}"] = case
    return cases


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    papers = make_papers()
    world = World([*papers, *SPECIAL], not_in_pubmed=(PREPRINT, UNKNOWN_TO_PUBMED))
    cases = make_cases(papers)
    with pytest.MonkeyPatch.context() as patch, serve(world) as server:
        patch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        for name, url in server.environment().items():
            patch.setenv(name, url)
        with Client(cache=tmp_path_factory.mktemp("cache") / "answers.sqlite") as client:
            asked = {name: case.fields for name, case in cases.items()}
            found = dict(Inquiry(client, Aliases()).identify(asked))
        yield Run(cases, found, world)


def test_answers_are_as_many_as_questions(run: Run) -> None:
    assert len(run.world.papers) >= 500
    assert set(run.found) == set(run.cases)
    assert all(verdict.reasons for verdict in run.found.values())


def test_no_wrong_work_is_accepted(run: Run) -> None:
    wrong = {
        name: verdict.reasons
        for name, verdict in run.found.items()
        if verdict.matched
        and not any(is_paper(work.pmid, work.doi, run.cases[name].paper) for work in verdict.matched.works)
    }
    assert wrong == {}


def test_the_resolvable_are_resolved(run: Run) -> None:
    meant = {name: case for name, case in run.cases.items() if case.word in MATCHES}
    missed = {name: run.found[name].reasons for name in meant if run.found[name].matched is None}
    assert len(meant) > 400
    assert missed == {}


@pytest.mark.parametrize(
    "word", ["match, year differs by 1", "ambiguous", "conflict", "candidate", "not found", "not asked"]
)
def test_every_other_verdict_is_the_right_one(run: Run, word: str) -> None:
    meant = {name for name, case in run.cases.items() if word_of(case, run.found[name]) == word}
    found = {name for name, verdict in run.found.items() if verdict.word == word}
    assert meant
    assert {name: run.found[name].reasons for name in meant ^ found} == {}


def word_of(case: Case, verdict: Verdict) -> str:
    if case.word != OFFERED:
        return case.word
    offered = (work for answer in verdict.answers for work in answer.works)
    return "candidate" if any(is_paper(work.pmid, work.doi, case.paper) for work in offered) else "not found"


def is_paper(pmid: str | None, doi: str | None, paper: Paper | None) -> bool:
    if paper is None:
        return False
    return pmid == paper.pmid if pmid else fold_identifier(doi) == paper.doi
