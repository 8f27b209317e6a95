"""PubMed asked: terse citations, records, summaries, searches, conversions; over synthetic papers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.fixtures import QUICK, asking
from services.server import Asked, Told
from services.simulated import DOCTYPE, TEXT_KIND, XML_KIND, Paper, article_set, article_xml, simulate

from evidence.lookup import pubmed
from evidence.lookup.pubmed import CitationQuery, Matched
from evidence.lookup.pubmed_xml import article_fault, read_articles, search_fault, summary_fault
from evidence.records import Fields

PAPERS = (
    Paper(),
    Paper(pmid="90000002", doi="10.5555/synthetic.2", volume="35", pages="1-9", online=2016),
    Paper(pmid="90000003", doi="10.5555/synthetic.3", volume="351", pages="905", title="A letter on nothing"),
    Paper(
        pmid="90000004",
        doi="10.5555/synthetic.4",
        volume="351",
        pages="905-6",
        title="Another letter on nothing",
        pmcid="PMC9000004",
    ),
    Paper(
        pmid="90000005",
        doi="10.5555/synthetic.5",
        volume="36",
        pages="7-8",
        related=(("RetractionIn", "90000009", "10.5555/notice.9"),),
    ),
    *(Paper(pmid=f"9000010{n}", doi=f"10.5555/many.{n}", volume="40", pages="12") for n in range(7)),
)


def query(key: str, volume: str, page: str, journal: str = "J Synth Med", year: int = 2017) -> CitationQuery:
    return CitationQuery(key=key, journal=journal, volume=volume, first_page=page, year=year, author="Synthetica, AB")


def test_a_work_that_was_named_and_not_given_is_a_failure_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few = {"/pubmed/efetch.fcgi": Told(article_set(PAPERS[:1]), XML_KIND)}
    ids = ["90000001", "90000002"]
    with asking(few, monkeypatch, tmp_path) as (client, _):
        named = pubmed.fetch_works(client, ids, named=True)
        assert [answer.outcome for answer in named.values()] == ["works", "failed"]
        assert named["90000002"].reason == "named a work and left its record out of the answer"
    with asking(few, monkeypatch, tmp_path) as (client, _):
        unnamed = pubmed.fetch_works(client, ids)
        assert [answer.outcome for answer in unnamed.values()] == ["works", "empty"]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        found = pubmed.fetch_works(client, ids, named=True)
        assert [answer.outcome for answer in found.values()] == ["works", "works"]
        assert len(server.asked) == 1, "that nothing was there is not believed of a work that is named"


def test_the_hash_is_that_of_what_was_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    body = article_set(PAPERS[:2])
    with asking({"/pubmed/efetch.fcgi": Told(body, XML_KIND)}, monkeypatch, tmp_path) as (client, _):
        first = pubmed.fetch_works(client, ["90000001", "90000002"])
        kept = pubmed.fetch_works(client, ["90000001"])
    assert {answer.sha256 for answer in (*first.values(), *kept.values())} == {hashlib.sha256(body).hexdigest()}


def test_each_citation_has_its_answer_in_one_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    queries = [
        query("one", "34", "261"),
        query("two", "351", "905"),
        query("many", "40", "12"),
        query("none", "1", "1"),
        query("odd", "1", "1", "J Odd"),
    ]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        one, two, many, none, odd = pubmed.match_citations(client, queries)
        assert [m.key for m in (one, two, many, none, odd)] == ["one", "two", "many", "none", "odd"]
        assert (one.outcome, one.pmids) == ("works", ("90000001",))
        assert (two.outcome, two.pmids) == ("ambiguous", ("90000003", "90000004"))
        assert (many.outcome, many.pmids, many.reason) == ("ambiguous", (), "7 citations fit")
        assert (none.outcome, none.invalid_journal) == ("empty", False)
        assert (odd.outcome, odd.invalid_journal) == ("empty", True)
        assert len(server.asked) == 1
        assert one.address.startswith(server.url)
        assert one.at
        assert len(one.sha256) == 64
        assert pubmed.match_citations(client, queries[::-1]) == (odd, none, many, two, one)
        assert len(server.asked) == 1, "a second run asks nothing"


def test_a_thousand_citations_take_ten_requests_and_none_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    papers = [
        Paper(pmid=str(91_000_000 + n), doi=f"10.5555/x.{n}", volume=str(1 + n // 100), pages=f"{1 + n % 100 * 10}-9")
        for n in range(1000)
    ]
    queries = [query(f"k{n}", paper.volume, paper.first_page) for n, paper in enumerate(papers)]
    with asking(
        simulate(papers), monkeypatch, tmp_path, bounds=QUICK._replace(wait=20, whole=20, most_bytes=10_000_000)
    ) as (client, server):
        matched = pubmed.match_citations(client, queries)
        answers = pubmed.fetch_works(client, [pmid for m in matched for pmid in m.pmids])
        assert [m.pmids for m in matched] == [(paper.pmid,) for paper in papers]
        assert [answer.works[0].doi for answer in answers.values()] == [paper.doi for paper in papers]
        assert len(server.asked) == 10
        pubmed.match_citations(client, queries)
        assert pubmed.fetch_works(client, list(answers)) == answers
        assert len(server.asked) == 10


def test_what_was_answered_before_a_break_is_not_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        pubmed.fetch_works(client, ["90000001", "90000002"])
        pubmed.fetch_works(client, ["90000001", "90000002", "90000003"])
        assert server.asked[-1].values["id"] == "90000003"


def test_two_queries_that_ask_the_same_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        a, b = pubmed.match_citations(client, [query("a", "34", "261"), query("b", "34", "261")])
        assert (a.key, b.key, a.pmids) == ("a", "b", b.pmids)
        assert server.asked[0].values["bdata"].count("\r") == 0


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        pytest.param(lambda lines: lines[::-1], "works", id="another order"),
        pytest.param(lambda lines: lines[:-1], "failed", id="a line left out"),
        pytest.param(lambda _: [], "failed", id="no line at all"),
        pytest.param(
            lambda lines: [line.replace("|q", "|x") for line in lines], "failed", id="keys changed in the echo"
        ),
        pytest.param(
            lambda lines: [line.rsplit("|", 1)[0] + "|" for line in lines], "failed", id="no result in the line"
        ),
        pytest.param(
            lambda lines: [line.rsplit("|", 1)[0] + "|soon" for line in lines],
            "failed",
            id="a result that says nothing",
        ),
        pytest.param(lambda lines: [line + "0\n" + line for line in lines], "failed", id="two results for one line"),
        pytest.param(lambda lines: ["||||||", "noise", *lines], "works", id="lines between"),
    ],
)
def test_lines_are_paired_by_our_own_key(
    change: object, outcome: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def echoed(asked: Asked) -> Told:
        told = simulate(PAPERS)(asked)
        assert told is not None
        return Told("\n".join(change(told.body.decode().splitlines())).encode(), TEXT_KIND)  # type: ignore[operator]

    with asking(echoed, monkeypatch, tmp_path) as (client, server):
        one, two = pubmed.match_citations(client, [query("one", "34", "261"), query("two", "35", "1")])
        assert two.outcome == outcome
        assert two.pmids == (("90000002",) if outcome == "works" else ())
        assert one.outcome in ("works", outcome)
        asked = len(server.asked)
        again = pubmed.match_citations(client, [query("two", "35", "1")])
        assert again[0].outcome == outcome
        assert len(server.asked) == asked + (outcome == "failed"), "a failure is asked again, an answer is not"


@given(st.text(max_size=40), st.text(max_size=12), st.text(max_size=12))
def test_a_line_has_six_cells_whatever_is_cited(journal: str, volume: str, page: str) -> None:
    line = pubmed._line(CitationQuery(key="k|\r", journal=journal, volume=volume, first_page=page))
    assert line.count("|") == 6
    assert not any(sign in line for sign in "\r\n\x00")


def test_a_citation_cannot_smuggle_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        pubmed.match_citations(client, [query("x", "34", "261\rNature|2020|1|1||q|")])
        assert "\r" not in server.asked[0].values["bdata"]


def test_works_are_read_back_each_with_its_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answers = pubmed.fetch_works(client, ["90000002", "12345", "no pmid", "90000005"])
        assert list(answers) == ["90000002", "12345", "no pmid", "90000005"]
        assert [a.outcome for a in answers.values()] == ["works", "empty", "not asked", "works"]
        work = answers["90000002"].works[0]
        assert (work.journal_abbreviation, work.volume, work.first_page, work.last_page) == (
            "J Synth Med",
            "35",
            "1",
            "9",
        )
        assert (work.years, work.authors, work.title) == (
            {"issued": 2017, "print": 2017, "online": 2016},
            ("Synthetica, AB", "Madeup, C"),
            "A synthetic paper on nothing",
        )
        retracted = answers["90000005"].works[0]
        assert retracted.retracted is True
        assert [(n.kind, n.pmid, n.doi, n.date) for n in retracted.notices] == [
            ("retraction", "90000009", "10.5555/notice.9", "2018-02-06")
        ]
        assert "efetch.fcgi?db=pubmed&id=90000002&" in answers["90000002"].address
        assert len(server.asked) == 1


def test_other_records_than_asked_are_no_proof_of_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(lambda _: Told(article_set(PAPERS[:2]), XML_KIND), monkeypatch, tmp_path) as (client, _):
        answers = pubmed.fetch_works(client, ["90000001", "12345"])
    assert [answer.outcome for answer in answers.values()] == ["works", "failed"]
    assert answers["12345"].reason == "the answer holds works that were not asked for (90000002)"


def test_summaries_stand_in_for_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, _):
        [work] = pubmed.summaries(client, ["90000001"])["90000001"].works
    assert (work.volume, work.first_page, work.last_page, work.years, work.month) == (
        "34",
        "261",
        "266",
        {"issued": 2017},
        3,
    )
    assert work.authors == ("Synthetica, AB", "Madeup, C")
    assert (work.journal, work.issns) == ("Journal of synthetic medicine", ("0000-0019",))


@pytest.mark.parametrize(
    ("fields", "outcome", "pmids"),
    [
        pytest.param(
            Fields(journal="J Synth Med", volume="34", first_page="261", year=2017), "works", ["90000001"], id="place"
        ),
        pytest.param(
            Fields(journal="J Synth Med", volume="34", first_page="261", year=2018),
            "works",
            ["90000001"],
            id="a year off",
        ),
        pytest.param(
            Fields(journal="J Synth Med", volume="34", first_page="261", year=2020), "empty", [], id="years off"
        ),
        pytest.param(
            Fields(journal="J Synth Med", volume="351", first_page="905"),
            "works",
            ["90000003", "90000004"],
            id="two on one page",
        ),
        pytest.param(Fields(title="Another letter on nothing"), "works", ["90000004"], id="title"),
        pytest.param(Fields(journal="J Synth Med"), "not asked", [], id="too little"),
    ],
)
def test_search_by_fields(
    fields: Fields, outcome: str, pmids: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, _):
        answer = pubmed.search(client, fields)
    assert (answer.outcome, [work.pmid for work in answer.works]) == (outcome, pmids)


def test_a_search_whose_records_fail_has_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def half(asked: Asked) -> Told | None:
        return Told(b"busy", TEXT_KIND, 503) if "efetch" in asked.path else simulate(PAPERS)(asked)

    with asking(half, monkeypatch, tmp_path) as (client, _):
        answer = pubmed.search(client, Fields(journal="J Synth Med", volume="34", first_page="261"))
    assert (answer.outcome, answer.reason) == ("failed", "answered with status 503")


def test_a_journal_that_the_index_lacks_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    body = b"<eSearchResult><Count>0</Count><IdList/><ErrorList><PhraseNotFound>J Odd[ta]</PhraseNotFound></ErrorList></eSearchResult>"
    with asking(lambda _: Told(body, XML_KIND), monkeypatch, tmp_path) as (client, _):
        answer = pubmed.search(client, Fields(journal="J Odd", volume="1", first_page="2"))
    assert (answer.outcome, answer.reason) == ("empty", "not in PubMed's index: J Odd[ta]")


@settings(max_examples=200)
@given(st.text(max_size=60), st.text(max_size=10), st.text(max_size=60))
def test_no_value_leaves_its_quotes(journal: str, page: str, title: str) -> None:
    term = pubmed.search_term(Fields(journal=journal, volume="1", first_page=page, title=title))
    bare = term
    for tag in ("[ta]", "[vi]", "[pg]", "[ti]"):
        bare = bare.replace(tag, "")
    assert "[" not in bare
    assert bare.count('"') % 2 == 0


def test_identifiers_are_converted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ids = ["10.5555/Synthetic.4", "PMC9000004", "10.5555/synthetic.1", "10.5555/with,comma", "what"]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answers = pubmed.convert_ids(client, ids)
        assert [answers[i].outcome for i in ids] == ["works", "works", "empty", "not asked", "not asked"]
        assert [answers[i].works[0].pmid for i in ids[:2]] == ["90000004", "90000004"]
        assert answers[ids[2]].reason == "Identifier not found in PMC"
        assert {asked.values["idtype"] for asked in server.asked} == {"doi", "pmcid"}, (
            "all identifiers of a request are of one type"
        )


def test_a_batch_that_is_too_large_is_halved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    papers = [Paper(pmid=str(92_000_000 + n), title="x" * 20_000) for n in range(16)]
    with asking(simulate(papers), monkeypatch, tmp_path, bounds=QUICK._replace(most_bytes=100_000)) as (client, server):
        answers = pubmed.fetch_works(client, [paper.pmid for paper in papers])
        assert {answer.outcome for answer in answers.values()} == {"works"}
        assert len(server.asked) == 7


READ = article_xml(Paper())


@pytest.mark.parametrize(
    ("old", "new", "member", "expected"),
    [
        ("<Year>2017</Year><Month>Mar</Month>", "<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "years", {"issued": 1998, "print": 1998}),
        ('PubModel="Print"', 'PubModel="Electronic"', "years", {"issued": 2017, "online": 2017}),
        ("<Month>Mar</Month>", "<Season>Summer</Season>", "month", None),
        ("<MedlinePgn>261-6", "<MedlinePgn>H337-49", "last_page", "H349"),
        ("<MedlinePgn>261-6", "<MedlinePgn>1006.e1-30", "last_page", "1006.e30"),
        ("<MedlinePgn>261-6", "<MedlinePgn>12; discussion 13-4", "first_page", "12"),
        ('CompleteYN="Y"', 'CompleteYN="N"', "et_al", True),
        ("A synthetic paper on nothing.", "Effect of <i>in vivo</i> H<sub>2</sub>O &lt; 5 &amp;amp; more?", "title", "Effect of in vivo H2O < 5 & more?"),
        ("<LastName>Madeup</LastName><Initials>C</Initials>", "<CollectiveName>Nobody Group</CollectiveName>", "authors", ("Synthetica, AB", "Nobody Group")),
        ("<Initials>C</Initials>", "<Initials>C</Initials><Suffix>3rd</Suffix>", "authors", ("Synthetica, AB", "Madeup, C 3rd")),
        ("Journal Article", "Retraction of Publication", "is_notice", True),
        ("Journal Article", "Preprint", "kind", "article"),
        ("Journal Article", "Retracted Publication", "retracted", True),
    ],
)  # fmt: skip
def test_what_a_record_says_is_what_is_read(old: str, new: str, member: str, expected: object) -> None:
    assert old in READ
    [work] = read_articles(f"<PubmedArticleSet>{READ.replace(old, new)}</PubmedArticleSet>".encode())
    assert getattr(work, member) == expected


def test_comments_updates_and_new_versions_are_no_notices() -> None:
    paper = replace(
        Paper(), related=(("CommentIn", "1", "10.5555/a"), ("UpdateIn", "2", "10.5555/b"), ("Cites", "3", "10.5555/c"))
    )
    [work] = read_articles(article_set([paper]))
    assert (work.notices, work.retracted, work.is_notice) == ((), None, False)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>", id="error"),
        pytest.param(b"<PubmedArticleSet><ERROR>Search Backend failed</ERROR></PubmedArticleSet>", id="error in a set"),
        pytest.param(article_set(PAPERS)[:900], id="cut off"),
        pytest.param(b"<html><body>Sorry</body></html>", id="web page"),
        pytest.param(b'{"error": "API rate limit exceeded"}', id="json"),
        pytest.param(ENTITIES, id="entities"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><PubmedArticleSet>&f;</PubmedArticleSet>',
            id="a file as entity",
        ),
        pytest.param(b"<?xml version='1.0' encoding='martian'?><PubmedArticleSet/>", id="unknown encoding"),
    ],
)
def test_faults_are_never_an_empty_set(body: bytes) -> None:
    assert article_fault(body)
    assert search_fault(body)
    assert summary_fault(body)


def test_an_empty_set_has_no_fault() -> None:
    assert not article_fault(DOCTYPE.encode() + b"<PubmedArticleSet></PubmedArticleSet>")
    assert not search_fault(b"<eSearchResult><Count>0</Count><IdList/></eSearchResult>")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(READ)))
def test_no_bytes_raise(noise: bytes, at: int) -> None:
    raw = READ.encode()
    for body in (noise, b"<PubmedArticleSet>" + raw[:at] + noise + raw[at:] + b"</PubmedArticleSet>"):
        if not article_fault(body):
            read_articles(body)


def test_deep_nesting_ends() -> None:
    deep = b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>" + b"<a>" * 60_000 + b"</a>" * 60_000
    body = deep + b"</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    assert article_fault(body) == "" or "XML" in article_fault(body)
    from evidence.lookup.pubmed_xml import split_articles

    assert split_articles(body) == {}


def test_matched_is_a_plain_record() -> None:
    assert Matched(key="k", outcome="empty").to_dict()["invalid_journal"] is False
