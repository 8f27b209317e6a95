"""Answers of the real services, where a folder of them stands beside the project: each is read, and says what its index says.

They are no part of the project; without them these tests are skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from services.fixtures import QUICK, asking
from services.server import Asked, Told

from evidence.lookup import crossref, europepmc, openalex, pubmed
from evidence.lookup.pubmed_xml import (
    article_fault,
    read_articles,
    read_search,
    read_summaries,
    search_fault,
    summary_fault,
)
from evidence.lookup.retractionwatch import read_retractions
from evidence.lookup.works import Work

FOLDER = next(
    (p / "shared" / "recorded" for p in Path(__file__).resolve().parents if (p / "shared" / "recorded").is_dir()), None
)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="no folder shared/recorded beside the project")
WIDE = QUICK._replace(wait=10, whole=20, most_bytes=10_000_000)


def body(name: str) -> bytes:
    assert FOLDER is not None
    return (FOLDER / name).read_bytes()


def names(folder: str, *suffixes: str) -> list[str]:
    if FOLDER is None:
        return []
    return [
        f"{folder}/{path.name}"
        for path in sorted((FOLDER / folder).iterdir())
        if path.suffix in suffixes and ".meta" not in path.name
    ]


def told(name: str) -> Told:
    assert FOLDER is not None
    meta = json.loads((FOLDER / name).with_suffix("").with_suffix(".meta.json").read_text(encoding="utf-8"))
    usual = {".json": "application/json", ".xml": "text/xml", ".html": "text/html", ".txt": "text/plain"}[
        Path(name).suffix
    ]
    return Told(body(name), meta["response"].get("headers", {}).get("content-type", usual), meta["response"]["status"])


READERS: dict[str, Callable[[bytes], tuple[Work, ...]]] = {
    "crossref": crossref.read_works,
    "europepmc": europepmc.read_works,
    "openalex": openalex.read_works,
    "pubmed_efetch": read_articles,
}


def reader(name: str) -> tuple[Work, ...]:
    return READERS[Path(name).parent.name](body(name))


@pytest.mark.parametrize("name", names("pubmed_efetch", ".xml"))
def test_records_of_pubmed(name: str) -> None:
    assert article_fault(body(name)) == ""
    work = read_articles(body(name))[0]
    assert work.pmid == re.match(r"\d+", Path(name).name)[0]  # type: ignore[index]
    assert work.title
    assert work.journal
    assert work.years["issued"] >= 1975
    assert work.types
    assert work.first_page or work.article_number


EXPECTED: dict[str, dict[str, Any]] = {
    "pubmed_efetch/993_retracted.xml": {"retracted": True, "is_notice": False, "last_page": "565", "volume": "148"},
    "pubmed_efetch/38833988.xml": {"retracted": None, "is_notice": True},
    "pubmed_efetch/36156117.xml": {"notices": (), "years": {"issued": 2023, "print": 2023}},
    "pubmed_efetch/38909159.xml": {"years": {"issued": 2025, "print": 2025, "online": 2024}},
    "pubmed_efetch/34995163.xml": {"first_page": "H337", "last_page": "H349"},
    "pubmed_efetch/34709863.xml": {"first_page": "S172", "last_page": None, "issue": "S3"},
    "pubmed_efetch/37966116.xml": {"first_page": None, "article_number": "e170500"},
    "crossref/work_wakefield_retracted.json": {
        "retracted": True,
        "is_notice": False,
        "first_page": "637",
        "doi": "10.1016/s0140-6736(97)11096-0",
    },
    "crossref/notice_ijal12281_corrigendum.json": {"retracted": None, "is_notice": True},
    "crossref/notice_pone0129989_correction.json": {"retracted": None, "is_notice": True},
    "crossref/notice_ttbdis_err.json": {"retracted": None, "is_notice": True},
    "crossref/work_pone0033693_corrected.json": {"retracted": None, "is_notice": False},
    "crossref/work_jclinpath_online_2020_print_vol74.json": {
        "years": {"issued": 2020, "print": 2021, "online": 2020},
        "volume": "74",
    },
    "crossref/work_icdcsw_null_issued.json": {"years": {}, "kind": "paper-conference"},
    "crossref/work_chin_page_no-no.json": {"first_page": None},
    "crossref/work_eururolsuppl_page_list.json": {"first_page": "e1245"},
    "crossref/work_jap2015_no_page.json": {"first_page": None, "article_number": "235306"},
    "openalex/wakefield_select_retracted.json": {"retracted": True, "pmid": "9500320"},
    "openalex/work_addr2015.json": {"retracted": False, "first_page": "46", "last_page": "51", "volume": "87"},
    "europepmc/ext_id_17183658.json": {"pmid": "17183658", "first_page": "e30", "volume": "1", "issns": ("1932-6203",)},
    "europepmc/core_PMC8151036.json": {
        "pmcid": "PMC8151036",
        "volume": "10",
        "years": {"issued": 2021, "online": 2021},
    },
}


@pytest.mark.parametrize("name", list(EXPECTED))
def test_what_the_index_says_is_what_is_read(name: str) -> None:
    work = reader(name)[0]
    assert {member: getattr(work, member) for member in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("pubmed_efetch/993_retracted.xml", [("retraction", "1977-04-15")]),
        ("pubmed_efetch/35649368.xml", [("correction", "2022-06-28")]),
        ("crossref/work_wakefield_retracted.json", [("correction", "2004-03-06"), ("retraction", "2010-02-06")]),
        ("crossref/work_ejogrb_expression_of_concern_twice.json", [("expression of concern", "2024-06-27")]),
        ("crossref/work_pone0033693_corrected.json", [("correction", "2012-05-08")]),
        ("crossref/work_clean_numpy.json", []),
    ],
)
def test_notices(name: str, kinds: list[tuple[str, str]]) -> None:
    work = reader(name)[0]
    assert [(notice.kind, notice.date) for notice in work.notices] == kinds


@pytest.mark.parametrize(
    "name", [*names("crossref", ".json"), *names("europepmc", ".json"), *names("openalex", ".json")]
)
def test_every_answer_is_read(name: str) -> None:
    works = reader(name)
    if "/work" in name or "/notice" in name or "/core" in name:
        assert len(works) == 1
        assert works[0].title
        assert works[0].doi


@pytest.mark.parametrize(
    "name", [*names("error_bodies", ".xml", ".html", ".json"), *names("ncbi_errors", ".xml", ".html")]
)
def test_every_error_is_a_failure(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(lambda _: told(name), monkeypatch, tmp_path, bounds=WIDE._replace(retries=0)) as (client, _):
        answers = [*pubmed.fetch_works(client, ["25364329"]).values(), *pubmed.summaries(client, ["1"]).values()]
        answers += [crossref.fetch_works(client, ["10.5555/x"])["10.5555/x"]]
    expected = ["empty", "failed", "failed"] if "empty_set" in name else ["failed"] * 3
    assert [answer.outcome for answer in answers] == expected


@pytest.mark.parametrize("name", names("crossref", ".json", ".txt"))
def test_crossref_over_the_wire(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(lambda _: told(name), monkeypatch, tmp_path, bounds=WIDE) as (client, _):
        answer = crossref.fetch_works(client, ["10.5555/x"])["10.5555/x"]
    raw = body(name)
    whole = b'"status":"ok"' in raw.replace(b" ", b"") and "search" not in name
    assert answer.outcome == ("empty" if "not_found" in name else "works" if whole else "failed")


@pytest.mark.parametrize(
    ("name", "lines", "outcomes"),
    [
        (
            "ecitmatch/ambiguous_pmid_list.txt",
            [("nature", "2020", "", "")],
            [("ambiguous", ("33057196", "32076266", "32025019"))],
        ),
        (
            "ecitmatch/lancet_394_121_wrong_author_still_found.txt",
            [("lancet", "2019", "394", "121")],
            [("works", ("31189511",))],
        ),
        (
            "ecitmatch/pnas_and_science_found.txt",
            [("proc natl acad sci u s a", "1991", "88", "3248"), ("science", "1987", "235", "182")],
            [("works", ("2014248",)), ("works", ("3026048",))],
        ),
    ],
)
def test_ecitmatch(
    name: str,
    lines: list[tuple[str, str, str, str]],
    outcomes: list[tuple[str, tuple[str, ...]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def with_our_keys(asked: Asked) -> Told:
        ours = [line.split("|")[5] for line in asked.values["bdata"].split("\r")]
        cells = [line.split("|") for line in body(name).decode().splitlines()]
        return Told(
            "".join(
                "|".join((*line[:5], key, *line[6:])) + "\n" for line, key in zip(cells, ours, strict=True)
            ).encode(),
            "text/plain",
        )

    queries = [
        pubmed.CitationQuery(key=str(n), journal=j, year=int(y), volume=v, first_page=p)
        for n, (j, y, v, p) in enumerate(lines)
    ]
    with asking(with_our_keys, monkeypatch, tmp_path) as (client, _):
        assert [(m.outcome, m.pmids) for m in pubmed.match_citations(client, queries)] == outcomes


def test_searches_and_summaries() -> None:
    found = read_search(body("pubmed_esearch/pnas_ta_97_vi.xml"))
    assert (found.found, len(found.pmids)) == (2651, 6)
    assert read_search(body("pubmed_esearch/no_hit_phrase_not_found.xml")).found == 0
    assert search_fault(body("pubmed_esearch/no_hit_phrase_not_found.xml")) == ""
    for name in names("pubmed_esummary", ".xml"):
        assert summary_fault(body(name)) == ""
        assert [work.first_page for work in read_summaries(body(name))][:2] == ["188", "89"]


def test_conversions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def route(asked: Asked) -> Told:
        return told(
            "ncbi_idconv/pmid_ok.json" if "JNEURO" in asked.values["ids"].upper() else "ncbi_idconv/doi_not_in_pmc.json"
        )

    with asking(route, monkeypatch, tmp_path) as (client, _):
        found = pubmed.convert_ids(client, ["10.1523/jneurosci.2643-09.2009"])
        missing = pubmed.convert_ids(client, ["10.1016/s0140-6736(97)11096-0"])
    assert [answer.works[0].pmid for answer in found.values()] == ["19776281"]
    assert [(answer.outcome, answer.reason) for answer in missing.values()] == [
        ("empty", "Identifier not found in PMC")
    ]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("ext_id_17183658.json", "works"),
        ("ext_id_no_hit.json", "empty"),
        ("search_page6.json", "failed"),
        ("citations_last_page.json", "failed"),
    ],
)
def test_europe_pmc_over_the_wire(name: str, outcome: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(lambda _: told(f"europepmc/{name}"), monkeypatch, tmp_path, bounds=WIDE) as (client, _):
        assert europepmc.fetch_works(client, ["17183658"])["17183658"].outcome == outcome


@pytest.mark.parametrize(("name", "outcome"), [("filter_title_search.json", "works"), ("err404_html.html", "failed")])
def test_openalex_over_the_wire(name: str, outcome: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(lambda _: told(f"openalex/{name}"), monkeypatch, tmp_path, bounds=WIDE) as (client, _):
        assert openalex.fetch_works(client, ["10.1063/1.4938384"])["10.1063/1.4938384"].outcome == outcome


def test_retraction_watch() -> None:
    assert FOLDER is not None
    found = read_retractions(FOLDER / "crossref" / "retractionwatch_sample.csv")
    assert [(notice.kind, notice.date) for notice in found.notices("10.1016/S0140-6736(97)11096-0", "9500320")] == [
        ("correction", "2004-03-06"),
        ("retraction", "2010-02-06"),
    ]
    assert found.notices("10.1016/s0140-6736(10)60175-4", "20137807") == (), "the notice itself is not retracted"
