"""Europe PMC, OpenAlex and Retraction Watch: over synthetic papers and rows."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.fixtures import asking
from services.server import Asked, Told
from services.simulated import Paper, as_json, europepmc_result, openalex_result, simulate

from evidence.errors import InputError
from evidence.lookup import europepmc, openalex, parts
from evidence.lookup.retractionwatch import COLUMNS, read_retractions
from evidence.records import Fields

PAPERS = (
    *(Paper(pmid=str(90_000_000 + n), doi=f"10.5555/plain.{n}", volume=str(n)) for n in range(1, 31)),
    Paper(pmid="90000100", doi="10.5555/with,comma", related=(("RetractionIn", "90000200", "10.5555/notice"),)),
    Paper(pmid="90000101", doi="10.1002/(sici)1097-0000(1999)85:6<1215::aid-synth1>3.0.co;2-f"),
)
PLACE = Fields(journal="J Synth Med", volume="7", first_page="261", year=2017)


def test_europe_pmc_by_doi_and_pmid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ids = [paper.doi for paper in PAPERS] + ["90000003", "10.5555/nobody", "95000000", "what"]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answers = europepmc.fetch_works(client, ids)
        assert [answers[i].outcome for i in ids] == ["works"] * 33 + ["empty", "empty", "not asked"]
        assert [answers[p.doi].works[0].pmid for p in PAPERS] == [p.pmid for p in PAPERS]
        assert len(server.asked) == 2
        assert europepmc.fetch_works(client, ids) == answers
        assert len(server.asked) == 2
    work = answers["10.5555/with,comma"].works[0]
    assert work.retracted is True
    assert [(n.kind, n.pmid) for n in work.notices] == [("retraction", "90000200")]
    assert (work.first_page, work.last_page, work.years, work.authors) == (
        "261",
        "266",
        {"issued": 2017},
        ("Synthetica, AB", "Madeup, C"),
    )


def test_two_records_of_one_doi_are_two_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    twins = [
        europepmc_result(PAPERS[0]),
        europepmc_result(PAPERS[0])
        | {"id": "PPR1", "source": "PPR", "pmid": None, "pubTypeList": {"pubType": ["Preprint"]}},
    ]
    with asking(lambda _: as_json({"hitCount": 2, "resultList": {"result": twins}}), monkeypatch, tmp_path) as (
        client,
        _,
    ):
        [answer] = europepmc.fetch_works(client, [PAPERS[0].doi]).values()
    assert [work.kind for work in answer.works] == ["article-journal", "article"]


def test_a_list_that_is_not_whole_is_no_proof(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    part = {
        "hitCount": 300,
        "resultList": {"result": [europepmc_result(PAPERS[0])]},
        "meta": {"count": 300},
        "results": [openalex_result(PAPERS[0])],
    }
    with asking(lambda _: as_json(part), monkeypatch, tmp_path) as (client, _):
        for service in (europepmc, openalex):
            answers = service.fetch_works(client, [PAPERS[0].doi, PAPERS[1].doi])
            assert [(a.outcome, a.reason) for a in answers.values()] == [
                ("failed", "the answer holds only a part of the works")
            ] * 2


def test_searches_by_place_and_title(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, _):
        for service in (europepmc, openalex):
            answer = service.search(client, PLACE)
            assert [work.doi for work in answer.works] == ["10.5555/plain.7"]
            assert service.search(client, Fields(title="No such title anywhere")).outcome == "empty"
            assert service.search(client, Fields(year=2017)).outcome == "not asked"


def test_openalex_by_doi_and_pmid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ids = [paper.doi for paper in PAPERS[:30]] + ["90000003", "90000004", "10.5555/nobody"]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answers = openalex.fetch_works(client, ids)
        assert [answers[i].outcome for i in ids] == ["works"] * 32 + ["empty"]
        assert len(server.asked) == 2
        assert all("api_key" in asked.values for asked in server.asked)
    work = answers["90000003"].works[0]
    assert (work.doi, work.retracted, work.journal, work.issns) == (
        "10.5555/plain.3",
        False,
        "Journal of synthetic medicine",
        ("0000-0019",),
    )
    assert (work.authors, work.first_page) == (("Synthetica, AB", "Madeup, C"), "261")


def test_openalex_asks_for_one_work_where_a_filter_would_misread_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def one(asked: Asked) -> Told:
        assert asked.path == "/openalex/works/doi:10.5555%2Fwith%2Ccomma"
        return as_json(openalex_result(PAPERS[30]))

    with asking(one, monkeypatch, tmp_path) as (client, _):
        assert openalex.fetch_works(client, ["10.5555/with,comma"])["10.5555/with,comma"].works[0].retracted is True


def test_openalex_without_a_key_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path, openalex_key="") as (client, server):
        answers = [*openalex.fetch_works(client, ["10.5555/plain.1"]).values(), openalex.search(client, PLACE)]
        assert server.asked == []
    assert {(answer.outcome, "OPENALEX_API_KEY" in answer.reason) for answer in answers} == {("not asked", True)}


@settings(max_examples=200)
@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_no_value_becomes_a_condition_of_its_own(title: str, volume: str, page: str) -> None:
    wanted = openalex.search_filter(Fields(title=title, volume=volume, first_page=page))
    assert wanted.count(",") <= 1
    assert not set(wanted) & set("|!<>\n")
    query = europepmc.search_query(Fields(title=title, journal=title, volume=volume, first_page=page))
    assert query.count('"') in (0, 2, 4)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted({*europepmc_result(Paper()), *openalex_result(Paper()), "authorString", "pubType"})),
        ANYTHING,
    )
)
def test_no_shape_of_a_member_raises(changed: dict[str, Any]) -> None:
    one = europepmc_result(Paper()) | openalex_result(Paper()) | changed
    body = json.dumps({"hitCount": 1, "resultList": {"result": [one]}, "meta": {"count": 1}, "results": [one]}).encode()
    europepmc.read_works(body)
    openalex.read_works(body)


def rows(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "retraction_watch.csv"
    path.write_bytes("\r\n".join(("Record ID," + ",".join(COLUMNS) + ",Notes,", *lines)).encode(encoding))
    return path


def test_retractions_are_found_by_doi_and_pmid(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        "1,2/6/2010 0:00,10.5555/N2,22,10.5555/Paper.1,11,Retraction,Made up;More;,,",
        "2,3/6/2004 0:00,10.5555/n1,0,10.5555/paper.1,11,Correction,Small;,,",
        '3,1/1/2020 0:00,unavailable,0,Unavailable,12,Expression of concern,"a, b\nand more",,',
        "4,2021-05-01,10.5555/n4,0,10.5555/paper.4,0,Reinstatement,,,",
        "5,someday,10.5555/n5,0,10.5555/paper.5,0,Something else,,,",
        "",
    )
    found = read_retractions(path)
    assert found.rows == 5
    both = found.notices(doi="10.5555/PAPER.1", pmid="11")
    assert [(n.kind, n.date, n.doi, n.pmid, n.told_by) for n in both] == [
        ("correction", "2004-03-06", "10.5555/n1", None, "retraction-watch"),
        ("retraction", "2010-02-06", "10.5555/n2", "22", "retraction-watch"),
    ]
    assert both[1].text == "Made up; More"
    assert [(n.kind, n.doi, n.text) for n in found.notices(pmid="12")] == [
        ("expression of concern", None, "a, b\nand more")
    ]
    assert [(n.kind, n.date) for n in found.notices(doi="10.5555/paper.4")] == [("reinstatement", "2021-05-01")]
    assert [(n.kind, n.date, n.text) for n in found.notices(doi="10.5555/paper.5")] == [
        ("other", None, "Something else")
    ]
    assert found.notices(doi="10.5555/unknown", pmid="0") == found.notices() == ()


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = rows(tmp_path, "1,2/6/2010 0:00,10.5555/n,0,10.5555/a,11,Retraction,Fälschung;,,", encoding="latin-1")
    assert read_retractions(path).notices(pmid="11")[0].text == "Fälschung"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"a,b\n1,2\n", "has no column RetractionDate, RetractionDOI", id="another table"),
        pytest.param(b"", "has no column", id="nothing"),
        pytest.param((",".join(COLUMNS) + "\n1,2\n").encode(), "cut off", id="a short row"),
        pytest.param((",".join(COLUMNS) + '\n1,2,3,4,5,6,"open').encode(), "no CSV file", id="an open quote"),
        pytest.param((",".join(COLUMNS) + "\n" + "x" * 200_000).encode(), "no CSV file", id="an endless cell"),
    ],
)
def test_a_file_that_is_not_the_list_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_retractions(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_retractions(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "text",
    [
        "<" * 200_000,
        "<a" * 100_000,
        "&amp;" * 50_000,
        "10." * 80_000,
        "10.5555/" + "<a>" * 60_000,
        "1" * 200_000,
        "a." * 90_000,
        " " * 200_000,
        "x-" * 90_000,
    ],
)
def test_parts_are_linear_on_hostile_text(text: str) -> None:
    started = time.monotonic()
    for read in (
        parts.title_text,
        parts.page_span,
        parts.doi_of,
        parts.initials_of,
        parts.issn_of,
        parts.year_of,
        parts.month_of,
        parts.article_number,
    ):
        read(text)
    assert time.monotonic() - started < 30, "what is not linear takes minutes"
