"""What answers amount to: one word, and its reasons."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from evidence.lookup.verdicts import judge
from evidence.lookup.works import Answer, Outcome, Service, Work
from evidence.records import Fields

CITED = Fields(journal="PD", journal_as_written="PD", year=2014, volume="31", first_page="595")
RECORD = Work(
    service="pubmed", journal="Pediatric dermatology", years={"print": 2014}, volume="31", first_page="595", last_page="598",
    authors=("Adler, A",), title="A made-up work on tumours", pmid="7", doi="10.5555/a",
)  # fmt: skip


def work(**other: Any) -> Work:
    return msgspec.structs.replace(RECORD, **other)


def answer(*works: Work, service: Service = "pubmed", outcome: Outcome = "works", reason: str = "") -> Answer:
    return Answer(
        service=works[0].service if works else service,
        outcome=outcome if works or outcome != "works" else "empty",
        works=works,
        reason=reason,
    )


EMPTY = answer()
FAILED = answer(service="crossref", outcome="failed", reason="too many requests (429)")
OTHER = work(
    journal="Pediatrics international", years={"print": 2016}, volume="58", first_page="1084", pmid="8", doi="10.5555/b"
)
LETTER = work(pmid="9", doi="10.5555/c", authors=("Berg, C",), title="Another letter on this page")
CROSSREF = work(service="crossref", pmid=None)

VERDICTS: dict[str, tuple[str, Fields, list[Answer]]] = {
    "one work, all agrees": ("match", CITED, [answer(RECORD)]),
    "two services, one work": ("match", CITED, [answer(RECORD), answer(CROSSREF)]),
    "issued a year before print": ("match", CITED, [answer(work(years={"issued": 2014, "print": 2015}))]),
    "year off by one": ("match, year differs by 1", CITED, [answer(work(years={"print": 2015}))]),
    "year off by one for one service only": ("match", CITED, [answer(work(years={"print": 2015})), answer(CROSSREF)]),
    "year off by two": ("conflict", CITED, [answer(work(years={"print": 2016}))]),
    "no year in the record": ("candidate", CITED, [answer(work(years={}))]),
    "another author": ("conflict", msgspec.structs.replace(CITED, authors=("Nobody, X",)), [answer(RECORD)]),
    "services disagree": ("conflict", CITED, [answer(RECORD), answer(work(service="crossref", pmid=None, volume="32"))]),
    "two letters on a page": ("ambiguous", CITED, [answer(RECORD, LETTER)]),
    "two letters, the author tells": ("match", msgspec.structs.replace(CITED, authors=("Berg, C",)), [answer(RECORD, LETTER)]),
    "two letters, neither author": ("conflict", msgspec.structs.replace(CITED, authors=("Nobody, X",)), [answer(RECORD, LETTER)]),
    "the service says several": ("ambiguous", CITED, [answer(outcome="ambiguous", reason="7 citations fit")]),
    "one of several readings": ("ambiguous", CITED, [answer(RECORD), answer(work(journal="Prenatal diagnosis", pmid="10", doi="10.5555/d"))]),
    "another journal, same place": ("candidate", CITED, [answer(work(journal="Pediatrics international"))]),
    "a slip in the page": ("candidate", CITED, [answer(work(first_page="559"))]),
    "another work altogether": ("not found", CITED, [answer(OTHER)]),
    "empty": ("not found", CITED, [EMPTY]),
    "failed": ("failed", CITED, [FAILED]),
    "one empty, one failed": ("failed", CITED, [EMPTY, FAILED]),
    "another work, and one failed": ("failed", CITED, [answer(OTHER), FAILED]),
    "match, and one failed": ("match", CITED, [answer(RECORD), FAILED]),
    "nobody asked": ("not asked", CITED, []),
    "offline": ("not asked", CITED, [answer(outcome="not asked", reason="offline, and no answer was kept; leave out --offline to ask")]),
    "PMID agrees": ("match", Fields(pmid="7"), [answer(RECORD)]),
    "PMID agrees, volume does not": ("conflict", Fields(pmid="7", volume="99"), [answer(RECORD)]),
    "DOI of another work": ("conflict", msgspec.structs.replace(CITED, doi="10.5555/z"), [answer(RECORD)]),
    "title with its first author": ("match", Fields(title="A made-up work on tumours", authors=("Adler, A",), year=2014), [answer(RECORD)]),
    "title alone": ("candidate", Fields(title="A made-up work on tumours"), [answer(RECORD)]),
    "preprint and paper": ("ambiguous", Fields(title="A made-up work on tumours", authors=("Adler, A",), year=2014), [answer(RECORD), answer(work(service="crossref", pmid=None, doi="10.5555/pre", journal=None, volume=None, first_page=None))]),
    "paper, and its preprint in no journal": ("match", CITED, [answer(RECORD), answer(work(service="crossref", pmid=None, doi="10.5555/pre", journal=None, volume=None, first_page=None))]),
}  # fmt: skip


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name: str) -> None:
    word, fields, answers = VERDICTS[name]
    verdict = judge(fields, answers)
    assert verdict.word == word, verdict.reasons
    assert verdict.reasons
    assert all(verdict.reasons)


@pytest.mark.parametrize("name", VERDICTS)
def test_the_order_of_answers_decides_nothing(name: str) -> None:
    word, fields, answers = VERDICTS[name]
    assert judge(fields, answers[::-1]).word == word


@pytest.mark.parametrize("name", [name for name, (_, _, answers) in VERDICTS.items() if FAILED in answers])
def test_a_failure_is_told_whatever_the_verdict(name: str) -> None:
    _, fields, answers = VERDICTS[name]
    assert judge(fields, answers).failures == ("Crossref failed: too many requests (429)",)


def test_a_score_is_nothing() -> None:
    """The works of a search are compared like any other; that one came first says nothing."""
    assert judge(CITED, [answer(OTHER, LETTER)]).matched is not None
    assert judge(CITED, [answer(OTHER)]).matched is None


def test_a_failure_never_sounds_like_a_finding() -> None:
    said = "the service reports an error: OK (200): NOT_FOUND, not found; okay, clean and verified, not_found"
    verdict = judge(CITED, [answer(outcome="failed", reason=said)])
    assert (verdict.word, verdict.reasons) == ("failed", verdict.failures)
    for word in ("ok", "not found", "not_found", "clean", "verified"):
        assert word not in verdict.failures[0].casefold()
    assert verdict.failures[0].startswith("PubMed failed: the service reports an error: … (200)")


def test_that_a_service_was_left_alone_is_told_only_where_nothing_else_is() -> None:
    alone = answer(service="crossref", outcome="failed", reason="left alone after 3 failures in a row")
    assert judge(CITED, [FAILED, alone]).failures == ("Crossref failed: too many requests (429)",)
    assert judge(CITED, [alone]).failures == ("Crossref failed: left alone after 3 failures in a row",)


@pytest.mark.parametrize(
    ("cited", "start"),
    [
        (Fields(doi="10.5555/a"), "DOI agrees with PubMed"),
        (CITED, "journal, year, volume and first page agree with PubMed"),
        (msgspec.structs.replace(CITED, authors=("Nobody, X",)), "authors differ: "),
        (msgspec.structs.replace(CITED, year=2011), "year differs: "),
    ],
)
def test_reasons_are_sentences(cited: Fields, start: str) -> None:
    assert judge(cited, [answer(RECORD)]).reasons[0].startswith(start)
