"""Whether a work still stands, and what kind of study it is, from what the library keeps."""

from __future__ import annotations

import pytest
from library_factory import page

from evidence.library import Library
from evidence.library.records import LookupNotice, LookupRecord
from evidence.lookup.integrity import find_consequences, find_fallen, find_notices, status_of
from evidence.lookup.levels import level_of, suggest_level
from evidence.lookup.works import Notice, NoticeKind, Work


def record(
    *notices: LookupNotice, service: str = "pubmed", verdict: str = "match", at: str = "2024-05-01T00:00:00Z"
) -> LookupRecord:
    return LookupRecord(service=service, address="", at=at, verdict=verdict, notices=notices)


def notice(kind: NoticeKind, **said: str) -> LookupNotice:
    return LookupNotice(kind=kind, **said)


STATUS = {
    "nobody asked": ("unknown", []),
    "asked, nothing known": ("none found", [record()]),
    "only a conflict": ("unknown", [record(notice("retraction"), verdict="conflict")]),
    "only a failure before": ("unknown", [record(verdict="not found")]),
    "retracted": ("retracted", [record(notice("correction"), notice("retraction", pmid="1"))]),
    "retracted, says one of two": ("retracted", [record(), record(notice("retraction"), service="crossref")]),
    "retracted and republished": ("retracted and republished", [record(notice("retraction"), notice("republication"))]),
    "reinstated later": ("reinstated", [record(notice("retraction", date="2010"), notice("reinstatement", date="2012"))]),
    "retracted after it was reinstated": ("retracted", [record(notice("retraction", date="2014"), notice("reinstatement", date="2012"))]),
    "in doubt": ("expression of concern", [record(notice("expression of concern"), notice("correction"))]),
    "corrected": ("corrected", [record(notice("correction"))]),
    "a new version is no correction": ("none found", [record(notice("other"))]),
    "the last word counts": ("corrected", [record(notice("retraction")), record(notice("correction"), at="2025-05-01T00:00:00Z")]),
    "a table of retractions": ("retracted", [record(), record(notice("retraction"), service="retractionwatch")]),
}  # fmt: skip


@pytest.mark.parametrize("name", STATUS)
def test_status(name: str) -> None:
    word, records = STATUS[name]
    assert status_of(records).status == word


def test_none_found_says_by_whom_and_when() -> None:
    found = status_of([record(), record(service="crossref", at="2024-06-02T00:00:00Z")])
    assert str(found) == "none found (pubmed 2024-05-01, crossref 2024-06-02)"


def test_nothing_is_none_found_while_crossref_is_still_to_be_asked() -> None:
    told = LookupRecord(
        service="pubmed", address="", at="2024-05-01T00:00:00Z", verdict="match", work={"doi": "10.5555/a"}
    )
    assert str(status_of([told])) == "unknown: an answer is missing (pubmed names no notice)"
    assert status_of([told, record(service="crossref", verdict="not found")]).status == "none found"
    warned = LookupRecord(
        service="pubmed", address="", at="", verdict="match", work={"doi": "10.5555/a"}, notices=(notice("retraction"),)
    )
    assert status_of([warned]).status == "retracted", "what is known is told"


def test_one_notice_of_two_services_is_one() -> None:
    found = status_of([
        record(notice("retraction", pmid="20137807", date="2010-02-06")),
        record(notice("retraction", doi="10.5555/N", date="2010"), service="crossref"),
        record(notice("retraction", doi="10.5555/n", pmid="20137807"), service="retractionwatch"),
    ])  # fmt: skip
    [seen] = found.notices
    assert (seen.doi, seen.pmid, seen.date, seen.by) == (
        "10.5555/N",
        "20137807",
        "2010-02-06",
        ("pubmed", "crossref", "retractionwatch"),
    )


def test_two_corrections_are_two() -> None:
    found = status_of([record(notice("correction", pmid="1"), notice("correction", pmid="2"))])
    assert len(found.notices) == 2


def test_a_notice_is_not_retracted_itself() -> None:
    assert find_notices(Work(service="crossref", retracted=True, is_notice=True)) == ()
    assert [one.kind for one in find_notices(Work(service="openalex", retracted=True))] == ["retraction"]


def test_a_notice_that_stands_twice_is_one() -> None:
    twice = (
        Notice(kind="expression of concern", doi="10.5555/e", date="2021"),
        Notice(kind="expression of concern", doi="10.5555/E"),
    )
    assert len(find_notices(Work(service="crossref", notices=twice))) == 1


def test_what_a_retraction_brings_down() -> None:
    library = Library.of(
        page("Sirolimus worked [PD 2017;34;261]. Sirolimus worked [BMJ 2018;3:4]. Ice worked [PD 2017;34;261].")
    )
    records = {"pd-2017-34-261": (record(notice("retraction")),)}
    library = library.with_lookups({}, records)
    assert find_fallen(library) == ("pd-2017-34-261",)
    losses = find_consequences(library, find_fallen(library))
    assert [(loss.name, loss.all) for loss in losses.therapies] == [("ice", True), ("sirolimus", False)]
    assert losses.claims[0].all


LEVELS = {
    "nothing but an article": ((("Journal Article",)), "unknown", "unknown"),
    "randomised trial": (("Journal Article", "Multicenter Study", "Randomized Controlled Trial"), "randomised trial", "at best 2"),
    "systematic review": (("Systematic Review", "Review"), "systematic review", "at best 1"),
    "meta-analysis of trials": (("Meta-Analysis", "Randomized Controlled Trial"), "meta-analysis", "at best 1"),
    "review": (("Review", "Journal Article"), "review, not systematic", "no row"),
    "case report with a review": (("Case Reports", "Review"), "case report", "no row"),
    "letter with a case": (("Letter", "Case Reports"), "case report", "no row"),
    "observational": (("Observational Study",), "observational study", "at best 3"),
    "phase II": (("Clinical Trial, Phase II",), "clinical trial", "unknown"),
    "guideline": (("Practice Guideline",), "guideline", "no row"),
    "editorial": (("Editorial", "Comment"), "letter or comment", "no row"),
    "animals": (("Randomized Controlled Trial, Veterinary",), "veterinary study", "no row"),
    "notice": (("Retraction of Publication", "Randomized Controlled Trial"), "notice", "no row"),
    "retracted trial": (("Retracted Publication", "Randomized Controlled Trial"), "unknown", "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEVELS)
def test_level(name: str) -> None:
    types, design, level = LEVELS[name]
    found = suggest_level(types)
    assert (found.design, found.level) == (design, level)
    assert found.why
    assert found.rank == (int(level[-1]) if level.startswith("at best") else None)


def test_no_level_without_a_record_of_pubmed_that_matched() -> None:
    assert level_of([]).level == "unknown"
    trial = LookupRecord(
        service="pubmed", address="", at="", verdict="conflict", types=("Randomized Controlled Trial",)
    )
    assert level_of([trial]).level == "unknown"
    assert (
        level_of(
            [LookupRecord(service="crossref", address="", at="", verdict="match", types=("journal-article",))]
        ).level
        == "unknown"
    )


def test_a_level_says_that_it_is_suggested_and_whence() -> None:
    told = {
        kind: str(suggest_level([kind])) for kind in ("Randomized Controlled Trial", "Case Reports", "Journal Article")
    }
    assert told == {
        "Randomized Controlled Trial": "randomised trial; level at best 2, one randomised trial (suggested from PubMed's publication types, OCEBM 2011)",
        "Case Reports": "case report; no level suggested: a single case report has no row; a case series would be at best 4 (OCEBM 2011)",
        "Journal Article": "unknown; no level suggested (PubMed says no more than Journal Article)",
    }
