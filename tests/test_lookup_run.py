"""A look-up over a library on disk: what it writes, how often it asks, what it says when an answer is missing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from library_factory import page
from services.fixtures import QUICK
from services.server import Asked, Told, serve
from services.world import Paper, World, make_paper, make_papers

from evidence.cli.app import Settings
from evidence.cli.lookup import lookup
from evidence.errors import InputError
from evidence.library import Library, open_library
from evidence.lookup import client as asking
from evidence.lookup.client import Client
from evidence.lookup.run import LookUp

# the five sources that the README's page cites; titles, authors and identifiers here are made up
SEED = (
    make_paper("Eur J Pediatr", pmid="51000001", doi="10.5555/seed.1", year=2015, pages="1579-88", title="Sirolimus in a made-up series of KMS", authors=(("Made", "U"), ("Up", "T"))),
    make_paper("Pediatr Dermatol", pmid="51000002", doi="10.5555/seed.2", year=2017, pages="261-5", title="Sirolimus for a Kasabach-Merritt phenomenon, made up"),
    make_paper("Pediatr Dermatol", pmid="51000003", doi="10.5555/seed.3", year=2014, pages="595-8", title="Radiation for a made-up tumour", types=("Case Reports", "Journal Article")),
    make_paper("Indian J Dermatol", pmid="51000004", doi="10.5555/seed.4", year=2010, pages="281-3", title="A picture of a made-up tumour"),
    make_paper("Cases J", pmid="51000005", doi="10.5555/seed.5", year=2008, pages="9", title="Another picture"),
)  # fmt: skip
PAGE = (
    "Sirolimus worked in KMS [Eur J Pediatr 2015;174:1579]. Sirolimus worked again [PD 2017;34;261].\n\n"
    "Radiation therapy worked [PD 2014;31;595–598]. Ice was used [Indian J Dermatol 2010;55:281-283].\n\n"
    "Mrs Wilhelmine Rosenblatt, born 3 May 1961, insurance 4711-0815, got vincristine and it failed [Cases J 2008;1:9].\n"
)
Run = Callable[..., Result]


@pytest.fixture
def world() -> World:
    return World(list(SEED))


@pytest.fixture
def run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """``run("lookup options")`` in a folder with a library of the seed's kind, against the made-up services."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    library = open_library(tmp_path / "refs.bib").add(page(PAGE, tmp_path / "page.txt"))
    library.save()
    with serve(world) as server:
        for name, url in server.environment().items():
            monkeypatch.setenv(name, url)

        def ran(*arguments: str, quiet: bool = False) -> Result:
            settings = Settings(cwd=tmp_path, bib=tmp_path / "refs.bib", quiet=quiet)
            return CliRunner().invoke(lookup, arguments, obj=settings, standalone_mode=False)

        yield ran


def bib(folder: Path) -> str:
    return (folder / "refs.bib").read_bytes().decode()


def claims(folder: Path) -> dict[str, object]:
    out: dict[str, object] = json.loads((folder / "refs.claims.json").read_text(encoding="utf-8"))
    return out


def test_the_seeds_sources_are_filled_and_keep_their_keys(run: Run, tmp_path: Path) -> None:
    before = open_library(tmp_path / "refs.bib")
    result = run()
    assert result.return_value == 0, result.output
    after = open_library(tmp_path / "refs.bib")
    assert tuple(after.sources) == tuple(before.sources)
    filled = after.sources["pd-2017-34-261"].fields
    assert (filled.pmid, filled.doi, filled.title) == (
        "51000002",
        "10.5555/seed.2",
        "Sirolimus for a Kasabach-Merritt phenomenon, made up",
    )
    assert filled.journal == "Pediatric Dermatology"
    assert after.sources["pd-2017-34-261"].cited_as == ("PD 2017;34;261",)
    assert "{Kasabach-Merritt}" in bib(tmp_path)
    [pubmed, crossref] = after.lookups["pd-2017-34-261"]
    assert (pubmed.service, pubmed.verdict, crossref.service) == ("pubmed", "match", "crossref")
    assert "title" in pubmed.fields
    assert len(pubmed.sha256) == 64
    assert "efetch" in pubmed.address
    assert after.claims.keys() == before.claims.keys()


def test_only_fields_are_added(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    kept = "% a remark\n@book{mine, title = {Not {To} Be touched}, year = 1999}\n"
    path.write_text(kept + bib(tmp_path), encoding="utf-8")
    before = bib(tmp_path)
    run()
    old, new = before.splitlines(), bib(tmp_path).splitlines()
    gone = [line for line in old if line not in new]
    assert gone == ["  journal = {PD},", "  journal = {PD},"] or gone == ["  journal = {PD},"] * len(gone)
    assert bib(tmp_path).startswith(kept)
    rest = iter(new)
    assert all(any(line == other for other in rest) for line in old if line not in gone), (
        "what stood stands in its order"
    )


def test_a_second_run_asks_nothing_and_changes_no_byte(run: Run, world: World, tmp_path: Path) -> None:
    run()
    asked, files = world.requests(), [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")]
    result = run()
    assert result.return_value == 0
    assert world.requests() == asked
    assert [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")] == files
    assert "known from an earlier look-up" in result.output


def test_a_dry_run_sends_nothing_and_shows_what_it_would(run: Run, world: World, tmp_path: Path) -> None:
    files = [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")]
    result = run("--dry-run", "--email", "someone@example.org")
    assert world.requests() == 0
    assert "ecitmatch.cgi" in result.output
    assert "someone@" not in result.output
    assert [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")] == files
    assert not (tmp_path / "cache").exists()


def test_diff_asks_and_writes_nothing(run: Run, world: World, tmp_path: Path) -> None:
    before = bib(tmp_path)
    result = run("--diff")
    assert world.requests() > 0
    assert bib(tmp_path) == before
    assert "+  pmid = {51000002}," in result.output


def test_offline_knows_what_was_kept_only(run: Run, world: World, tmp_path: Path) -> None:
    result = run("--offline")
    assert world.requests() == 0
    assert "not asked" in result.output
    run("--diff")
    asked = world.requests()
    assert run("--offline").return_value == 0
    assert world.requests() == asked
    assert "51000002" in bib(tmp_path)


BROKEN = {
    "500": Told(b"oops", "text/plain", 500),
    "429": Told(b"<html>slow down</html>", "text/html", 429),
    "an outage as 200": Told(
        b"<?xml version='1.0'?><eSearchResult><ERROR>backend failed</ERROR></eSearchResult>", "text/xml"
    ),
    "a web page": Told(b"<!doctype html><title>Login</title>", "text/html"),
    "nothing": Told(b"", "text/plain"),
    "cut off": Told(b'<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><Medl', "text/xml"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_service_that_fails_is_told_and_leaves_all_as_it_was(
    name: str, options: tuple[str, ...], run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    world.broken = dict.fromkeys(("pubmed", "crossref", "europepmc", "idconv", "openalex"), BROKEN[name])
    files = [(tmp_path / file).read_bytes() for file in ("refs.bib", "refs.claims.json")]
    result = run(*options)
    assert result.return_value == 3, result.output
    assert "failed" in result.output
    for word in ("clean", "OK", "verified", "not found", "none found"):
        assert word not in result.output
    assert [(tmp_path / file).read_bytes() for file in ("refs.bib", "refs.claims.json")] == files
    world.broken = {}
    again = run()
    assert again.return_value == 0, again.output
    assert "51000002" in bib(tmp_path)


def test_who_asks_for_a_pause_is_asked_once(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = (
        f"@article{{k{n}, journal={{Cases Journal}}, year={{2008}}, volume={{1}}, pages={{{n}}}}}\n"
        for n in range(1, 300)
    )
    (tmp_path / "refs.bib").write_text(bib(tmp_path) + "".join(many), encoding="utf-8")
    quick(monkeypatch)
    names = ("pubmed", "crossref", "europepmc", "idconv", "openalex")
    world.broken = dict.fromkeys(names, Told(b"", "text/plain", 429, {"Retry-After": "3600"}))
    result = run("--json")
    assert (result.return_value, world.requests()) == (3, 3), "PubMed, Crossref and Europe PMC, each once"
    assert {json.loads(line)["verdict"] for line in result.output.splitlines()} == {"failed"}


def test_a_match_stands_where_another_service_fails_and_the_failure_is_told(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    world.broken = {"crossref": Told(b"oops", "text/plain", 500)}
    result = run()
    assert result.return_value == 3
    assert "Crossref failed" in result.output
    assert "51000002" in bib(tmp_path)
    asked = world.requests("crossref")
    world.broken = {}
    assert run().return_value == 0
    assert world.requests("crossref") > asked, "what failed is asked again"


def test_another_work_at_the_place_is_not_accepted(run: Run, world: World, tmp_path: Path) -> None:
    other = make_paper(
        "Pediatr Int", pmid="52000001", doi="10.5555/other", year=2016, pages="1084", title="The same subject elsewhere"
    )
    offered = World([other])
    world.broken = {
        "pubmed": lambda asked: offering(asked.path, asked.values, offered) or offered(asked),
        "crossref": offered,
        "europepmc": offered,
    }
    before = bib(tmp_path)
    result = run("pd-2014-31-595", "--json")
    [row] = [json.loads(line) for line in result.output.splitlines()]
    assert row["verdict"] in ("not found", "candidate")
    assert row["filled"] == {}
    assert bib(tmp_path) == before


def offering(path: str, values: dict[str, str], offered: World) -> Told | None:
    """A matcher that gives the same PMID to whatever it is asked."""
    if path.endswith("ecitmatch.cgi"):
        lines = [line for line in values["bdata"].replace("\n", "\r").split("\r") if line]
        return Told("".join(f"{line.rstrip('|')}|{offered.papers[0].pmid}\n" for line in lines).encode(), "text/plain")
    return None


def test_ctrl_c_keeps_what_was_answered(run: Run, world: World, tmp_path: Path) -> None:
    open_library(tmp_path / "refs.bib").add(page("Ice failed [Lancet 1999;353:77].", tmp_path / "second.txt")).save()
    reached, go_on = threading.Event(), threading.Event()

    def slow(asked: Asked) -> None:
        if "query.bibliographic" in asked.values:  # the last step for what PubMed does not know
            reached.set()
            go_on.wait(20)

    world.broken = {"crossref": slow}
    process = subprocess.Popen([sys.executable, "-m", "evidence", "lookup"], stderr=subprocess.PIPE, text=True)
    assert reached.wait(30)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    go_on.set()
    assert process.returncode == 130
    assert "stopped after 5 of 6 sources: what they got is written" in said
    assert len(open_library(tmp_path / "refs.bib").lookups) == 5
    world.broken = {}
    before = world.requests("pubmed/efetch")
    assert run().return_value == 0
    assert len(open_library(tmp_path / "refs.bib").lookups) == 6
    assert world.requests("pubmed/efetch") == before, "what was answered is not asked again"


def test_a_person_accepts_what_differs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text(bib(tmp_path).replace("year = {2010}", "year = {2004}"), encoding="utf-8")
    result = run()
    assert result.return_value == 1, result.output
    assert "conflict" in result.output
    key = "indian-j-dermatol-2010-55-281"
    accepted = run(key, "--accept", "year=pubmed", "--by", "A. Reader", "--why", "seen in print")
    assert accepted.return_value == 0, accepted.output
    assert open_library(path).sources[key].fields.year == 2010
    [word] = open_library(path).file.source_decisions
    assert (word.action, word.by, word.why, word.fields, word.was, word.service) == (
        "accept",
        "A. Reader",
        "seen in print",
        {"year": "2010"},
        {"year": "2004"},
        "pubmed",
    )
    assert run().return_value == 0, "a corrected entry is asked again"
    assert open_library(path).lookups[key][0].verdict == "match"


def test_accept_needs_an_answer(run: Run) -> None:
    result = run("pd-2017-34-261", "--accept", "title")
    assert isinstance(result.exception, InputError)


def test_again_tells_what_changed_only(run: Run, world: World) -> None:
    run()
    retracted = [
        Paper(
            **{
                **vars(paper),
                "types": (*paper.types, "Retracted Publication"),
                "related": (("RetractionIn", "59000001", "10.5555/notice"),),
            }
        )
        if paper.pmid == "51000002"
        else paper
        for paper in SEED
    ]
    later = World(retracted)
    world.broken = dict.fromkeys(("pubmed", "crossref", "europepmc", "idconv"), later)
    assert "changed" not in run().output, "an answer that is kept is not asked again"
    time.sleep(1.1)  # answers are dated to the second
    result = run("--again")
    assert result.return_value == 0
    assert "integrity was none found, is retracted" in result.output
    assert "eur-j-pediatr" not in result.output.split("RETRACTED")[0]
    assert "RETRACTED pd-2017-34-261" in result.output
    assert "claim sirolimus" in result.output
    lost, kept = result.output.index("loses its only source"), result.output.index("therapy sirolimus: keeps 1 source")
    assert lost < kept, "first what loses all"
    assert "nothing changed" in run("--again").output
    assert run("--again", "--older-than", "90d").output.startswith("RETRACTED")


def test_a_table_of_retractions_is_heeded(run: Run, tmp_path: Path) -> None:
    header = (
        "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
    )
    table = tmp_path / "retractions.csv"
    table.write_text(
        f"{header}\n2/1/2021 0:00,10.5555/notice,0,10.5555/seed.3,51000003,Retraction,Made up;\n", encoding="utf-8"
    )
    result = run("--retractions", str(table))
    assert "RETRACTED pd-2014-31-595" in result.output
    first = (tmp_path / "refs.claims.json").read_bytes()
    run("--retractions", str(table))
    assert (tmp_path / "refs.claims.json").read_bytes() == first


def test_only_bibliographic_fields_leave(run: Run, world: World) -> None:
    run()
    sent = "\n".join(f"{asked.path}?{asked.query} {asked.body.decode()} {dict(asked.headers)}" for asked in world.log)
    assert "ecitmatch" in sent
    for secret in ("Rosenblatt", "Wilhelmine", "1961", "4711", "insurance", "failed", "worked", "page.txt"):
        assert secret not in sent


def test_a_thousand_terse_sources_cost_at_most_thirty_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = make_papers(1000, seed=3)
    world = World(papers)
    entries = "\n\n".join(
        f"@article{{k{number},\n  journal = {{{paper.abbreviation}}},\n  year = {{{paper.year}}},\n  volume = {{{paper.volume}}},\n  pages = {{{paper.first_page}}},\n}}"
        for number, paper in enumerate(papers)
    )
    path = tmp_path / "refs.bib"
    path.write_text(entries + "\n", encoding="utf-8")
    with serve(world) as server:
        for name, url in server.environment().items():
            monkeypatch.setenv(name, url)
        library = open_library(path)
        with Client(cache=tmp_path / "answers.sqlite") as client:
            looking = LookUp(library, client)
            results = list(looking)
            assert looking.save()
        asked = world.requests()
        assert [result.verdict for result in results] == ["match"] * 1000
        assert asked <= 30
        with Client(cache=tmp_path / "answers.sqlite") as client:
            again = list(LookUp(open_library(path), client))
        assert all(result.known for result in again)
        assert world.requests() == asked


def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little patience, so that a service that fails does so at once."""
    monkeypatch.setattr(asking, "Bounds", lambda: QUICK)


def test_the_library_in_python(run: Run, tmp_path: Path) -> None:
    del run
    looked = open_library(tmp_path / "refs.bib").look_up("pd-2017-34-261")
    assert repr(looked) == "<LookedUp: 1 match>"
    assert looked.library.sources["pd-2017-34-261"].fields.pmid == "51000002"
    assert isinstance(looked.library, Library)


def test_the_command_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evidence", "lookup", "--help"], capture_output=True, text=True, check=True
    )
    assert "--dry-run" in done.stdout


def test_adding_the_page_again_after_a_look_up_changes_no_byte(run: Run, tmp_path: Path) -> None:
    run()
    files = [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")]
    open_library(tmp_path / "refs.bib").add(page(PAGE, tmp_path / "page.txt")).save()
    assert [(tmp_path / name).read_bytes() for name in ("refs.bib", "refs.claims.json")] == files


def test_a_summary_is_no_word_on_integrity(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    world.broken = {
        "pubmed": lambda asked: Told(b"oops", "text/plain", 500) if asked.path.endswith("efetch.fcgi") else None
    }
    result = run("pd-2017-34-261")
    assert result.return_value == 3
    assert "PubMed failed" in result.output
    assert "none found" not in result.output
    assert "51000002" in bib(tmp_path)
    world.broken = {}
    assert "none found" in run("pd-2017-34-261").output


def test_again_compares_with_what_the_entry_said_and_not_with_an_earlier_answer(run: Run, world: World) -> None:
    run()
    moved = World([Paper(**{**vars(paper), "title": "Another title by now", "issue": "6"}) for paper in SEED])
    world.broken = dict.fromkeys(("pubmed", "crossref", "europepmc", "idconv"), moved)
    time.sleep(1.1)
    result = run("--again")
    assert result.return_value == 0, result.output
    assert "pubmed: number was 2, is 6" in result.output


@pytest.mark.parametrize("lines", ["dropped", "turned round", "keys changed"])
def test_answers_are_as_many_as_questions(lines: str, run: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    honest = World(list(SEED))

    def odd(asked: Asked) -> Told | None:
        told = honest(asked)
        if not asked.path.endswith("ecitmatch.cgi") or told is None:
            return told
        said = told.body.decode().splitlines()
        if lines == "dropped":
            said = said[:-1]
        elif lines == "turned round":
            said = said[::-1]
        else:
            said = [line.replace("|q", "|X") for line in said]
        return Told("\n".join(said).encode(), "text/plain")

    world.broken = {"pubmed": odd}
    result = run("--json")
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert len(rows) == 5
    assert [row["key"] for row in rows if row["verdict"] != "match"] == [], (
        "what the matcher left out was found by search"
    )
    assert all(row["failures"] for row in rows) is (lines == "keys changed")
    assert result.return_value == (0 if lines == "turned round" else 3)


def test_two_letters_on_a_page_say_how_to_choose(run: Run, world: World, tmp_path: Path) -> None:
    one, other = (
        make_paper("Lancet", pmid=f"5300000{n}", doi=f"10.5555/letter.{n}", year=1998, volume="351", pages="905", title=f"Letter {n} of a page")
        for n in (1, 2)
    )  # fmt: skip
    world.broken = dict.fromkeys(("pubmed", "crossref", "europepmc"), World([one, other]))
    letter = "@article{letter, journal={Lancet}, year={1998}, volume={351}, pages={905}}\n"
    (tmp_path / "refs.bib").write_text(bib(tmp_path) + letter, encoding="utf-8")
    result = run("letter")
    assert result.return_value == 1
    assert "say which: evidence lookup letter --accept pmid=NUMBER" in result.output
    assert run("letter", "--accept", "pmid=53000002").return_value == 0
    assert run("letter").return_value == 0
    assert "10.5555/letter.2" in bib(tmp_path)
