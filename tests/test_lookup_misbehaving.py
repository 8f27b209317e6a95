"""Every misbehaviour of a service is a failure in words: never works, never "empty", never silence; and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from services.fixtures import asking
from services.misbehaving import WAYS, misbehave
from services.simulated import Paper, simulate

from evidence.lookup import crossref, europepmc, openalex, pubmed
from evidence.lookup.client import Client
from evidence.records import Fields

PAPERS = (Paper(pmcid="PMC9000001"), Paper(pmid="90000002", doi="10.5555/synthetic,2", volume="35"))
PLACE = Fields(journal="J Synth Med", volume="34", first_page="261", year=2017)
DOIS = (PAPERS[0].doi, PAPERS[1].doi)
PMIDS = (PAPERS[0].pmid, PAPERS[1].pmid)
QUERY = pubmed.CitationQuery(key="k", journal="J Synth Med", volume="34", first_page="261")
Question = Callable[[Client], dict[str, str]]
QUESTIONS: dict[str, Question] = {
    "ECitMatch": lambda client: {m.key: m.outcome for m in pubmed.match_citations(client, [QUERY])},
    "efetch": lambda client: {key: a.outcome for key, a in pubmed.fetch_works(client, PMIDS).items()},
    "ESummary": lambda client: {key: a.outcome for key, a in pubmed.summaries(client, PMIDS).items()},
    "esearch": lambda client: {"": pubmed.search(client, PLACE).outcome},
    "ID converter": lambda client: {key: a.outcome for key, a in pubmed.convert_ids(client, DOIS[:1]).items()},
    "Crossref": lambda client: {key: a.outcome for key, a in crossref.fetch_works(client, DOIS).items()},
    "Crossref's search": lambda client: {"": crossref.search(client, PLACE).outcome},
    "Europe PMC": lambda client: {key: a.outcome for key, a in europepmc.fetch_works(client, (*DOIS, *PMIDS)).items()},
    "Europe PMC's search": lambda client: {"": europepmc.search(client, PLACE).outcome},
    "OpenAlex": lambda client: {key: a.outcome for key, a in openalex.fetch_works(client, (DOIS[0], *PMIDS)).items()},
    "OpenAlex's search": lambda client: {"": openalex.search(client, PLACE).outcome},
}  # fmt: skip


@pytest.mark.parametrize("asked", list(QUESTIONS))
def test_a_service_that_behaves_is_understood(asked: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, _):
        assert set(QUESTIONS[asked](client).values()) == {"works"}


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("asked", list(QUESTIONS))
def test_a_service_that_misbehaves_has_failed(
    asked: str, way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with asking(misbehave(way, simulate(PAPERS)), monkeypatch, tmp_path) as (client, _):
        assert set(QUESTIONS[asked](client).values()) == {"failed"}
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path))
        assert set(QUESTIONS[asked](client).values()) == {"works"}, "and nothing of it was kept"
        assert server.asked


def test_failures_say_what_happened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = {}
    for way in WAYS:
        with asking(misbehave(way, simulate(PAPERS)), monkeypatch, tmp_path) as (client, _):
            [answer] = pubmed.fetch_works(client, PMIDS[:1]).values()
            said[way] = answer.reason
            assert answer.address
            assert not answer.works
    assert all(said.values())
    assert said["429 with Retry-After"] == said["429 without Retry-After"] == "too many requests (429)"
    assert said["200 with <ERROR>"] == "the service reports an error: Search Backend failed: made up for a test"
    assert said["a gzip bomb"] == said["an endless body"] == "the answer has more than 200,000 bytes"
    assert said["a slow trickle"] == "the answer took too long"
    assert said["silence in the middle"] == "the answer stopped for 0.4 seconds"
    assert said["shorter than promised"] == "the answer was cut off"
    assert said["a redirect to a file"] == "redirected to another place, which was not followed"
    assert said["XML entities"] == "the XML declares entities of its own, which is refused"
