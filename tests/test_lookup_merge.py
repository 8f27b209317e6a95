"""What a look-up writes into an entry, and what it leaves."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import InputError
from evidence.journals import Aliases
from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import read_entry
from evidence.library.records import LookupRecord
from evidence.library.sources import to_source
from evidence.library.titles import protect_capitals
from evidence.lookup.earlier import find_changes
from evidence.lookup.merge import Filling, describe_entry, fill, find_offer, keep_records, to_records
from evidence.lookup.verdicts import judge
from evidence.lookup.works import Answer, Notice, Work

ENTRY = "@article{pd-2014,\n\tjournal = {PD},\n\tyear = 2014, % seen\n\tvolume = {31},\n\tpages = {595}\n}"
RECORD = Work(
    service="pubmed", journal="Pediatric dermatology", years={"print": 2014}, month=9, volume="31", issue="5", first_page="595", last_page="8",
    authors=("Adler, AB", "Brandt, C"), title="Sirolimus for Kaposi sarcoma (KMS) & more", pmid="7", doi="10.5555/a", types=("Journal Article",),
)  # fmt: skip
CROSSREF = msgspec.structs.replace(
    RECORD, service="crossref", pmid=None, title="Sirolimus for Kaposi Sarcoma (KMS) & More", types=("journal-article",)
)


def answers(*works: Work) -> list[Answer]:
    return [
        Answer(
            service=work.service,
            outcome="works",
            works=(work,),
            address=f"https://x/{work.service}",
            at="2024-01-01",
            sha256="0" * 64,
        )
        for work in works
    ]


def filled(entry: str, *works: Work) -> tuple[str, Filling]:
    read = read_entry(entry, {})
    source = to_source(read, Aliases())
    filling = fill(read, source, judge(source.fields, answers(*works)))
    return edit_fields(read, dict(filling.changes)), filling


def test_what_is_empty_is_filled_and_the_rest_stays() -> None:
    text, filling = filled(ENTRY, RECORD)
    assert text == (
        "@article{pd-2014,\n\tjournal = {Pediatric Dermatology},\n\tyear = 2014, % seen\n\tvolume = {31},\n\tpages = {595},\n"
        "\tauthor = {Adler, AB and Brandt, C},\n\ttitle = {Sirolimus for {Kaposi} sarcoma ({KMS}) \\& more},\n\tmonth = sep,\n\tnumber = {5},\n"
        "\tdoi = {10.5555/a},\n\tpmid = {7}\n}"
    )
    assert set(filling.origin.values()) == {"pubmed"}
    assert [(one.field, one.theirs) for one in filling.differences] == [("pages", "595–598")]


def test_what_stands_is_never_overwritten() -> None:
    entry = ENTRY.replace("volume", "title = {My own words for it},\n\tauthor = {Adler, A},\n\tdoi = {},\n\tvolume")
    text, filling = filled(entry, RECORD)
    assert "title" not in filling.changes
    assert "author" not in filling.changes
    assert "My own words for it" in text


@pytest.mark.parametrize(
    "wrong",
    [{"volume": "32"}, {"years": {"print": 2019}}, {"first_page": "600"}, {"journal": "Pediatrics international"}],
)
def test_nothing_is_written_unless_it_is_a_match(wrong: dict[str, Any]) -> None:
    text, filling = filled(ENTRY, msgspec.structs.replace(RECORD, **wrong))
    assert text == ENTRY
    assert filling.changes == {}


def test_an_abbreviation_of_one_journal_stays_as_it_is() -> None:
    text, _ = filled(ENTRY.replace("PD", "Pediatr Dermatol"), RECORD)
    assert "journal = {Pediatr Dermatol}" in text


def test_what_services_say_differently_is_not_written() -> None:
    _, filling = filled(ENTRY, RECORD, msgspec.structs.replace(CROSSREF, issue="6"))
    assert "number" not in filling.changes
    assert {(one.theirs, one.service) for one in filling.differences if one.field == "number"} == {
        ("5", "pubmed"),
        ("6", "crossref"),
    }
    assert filling.origin["title"] == "pubmed", "the same title in other letters is no difference"


def test_what_only_the_second_service_knows_is_taken_from_it() -> None:
    _, filling = filled(ENTRY, msgspec.structs.replace(RECORD, doi=None), CROSSREF)
    assert (filling.changes["doi"], filling.origin["doi"]) == ("10.5555/a", "crossref")


def test_the_month_of_another_year_is_not_taken() -> None:
    _, filling = filled(ENTRY, msgspec.structs.replace(RECORD, years={"print": 2015, "online": 2014}, month=1))
    assert "month" not in filling.changes
    assert "year" not in filling.changes


def test_a_record_a_service_with_its_provenance() -> None:
    read = read_entry(ENTRY, {})
    source = to_source(read, Aliases())
    noted = msgspec.structs.replace(CROSSREF, notices=(Notice(kind="correction", doi="10.5555/n"),))
    verdict = judge(
        source.fields, [*answers(RECORD, noted), Answer(service="europepmc", outcome="empty", address="e", at="2024")]
    )
    pubmed, crossref, europepmc = to_records(
        verdict, fill(read, source, verdict), source, describe_entry(source.fields)
    )
    assert (pubmed.service, pubmed.verdict, pubmed.address, pubmed.work["pages"]) == (
        "pubmed",
        "match",
        "https://x/pubmed",
        "595--598",
    )
    assert (pubmed.fields, crossref.fields) == (("author", "title", "month", "number", "doi", "pmid", "journal"), ())
    assert [notice.kind for notice in crossref.notices] == ["correction"]
    assert europepmc.verdict == "not found"
    assert pubmed.about == {"journal": "PD", "year": "2014", "volume": "31", "page": "595"}


def test_nobody_says_not_found_where_an_answer_is_missing() -> None:
    read = read_entry(ENTRY, {})
    source = to_source(read, Aliases())
    failed = Answer(service="crossref", outcome="failed", reason="time-out")
    for given_answers in (
        [Answer(service="pubmed", outcome="empty"), failed],
        [*answers(RECORD), Answer(service="europepmc", outcome="empty"), failed],
    ):
        verdict = judge(source.fields, given_answers)
        records = to_records(verdict, fill(read, source, verdict), source, {})
        assert all(record.verdict == "match" for record in records)


def kept(service: str, at: str, *fields: str, **work: str) -> LookupRecord:
    return LookupRecord(service=service, address="", at=at, verdict="match", fields=fields, work=work)


def test_what_is_found_at_last_is_one_change() -> None:
    before = [LookupRecord(service="pubmed", address="", at="2024", verdict="not found")]
    after = [
        LookupRecord(service="pubmed", address="", at="2025", verdict="match", work={"year": "2014", "title": "Found"})
    ]
    assert find_changes(before, after) == ("verdict was not found, is match",)


def test_records_are_replaced_but_for_those_that_gave_a_field() -> None:
    held = (kept("pubmed", "1", "title"), kept("crossref", "1"), kept("europepmc", "1"))
    now = keep_records(held, (kept("pubmed", "2"), kept("crossref", "2", "doi")))
    assert [(one.service, one.at) for one in now] == [
        ("pubmed", "1"),
        ("europepmc", "1"),
        ("pubmed", "2"),
        ("crossref", "2"),
    ]
    assert keep_records(now, (kept("pubmed", "2"), kept("crossref", "2"))) == now, "the same answers change nothing"


def test_accepting() -> None:
    records = (kept("pubmed", "1", year="2015", title="A \\& B"), kept("crossref", "1", year="2014"))
    assert find_offer(records, "year=crossref") == ("year", "2014", "crossref")
    assert find_offer(records, "year=2015") == ("year", "2015", "pubmed")
    assert find_offer(records, "title=A & B") == ("title", "A \\& B", "pubmed")
    for wish, said in (
        ("year", "services differ on year"),
        ("volume", "gives volume"),
        ("claims", "no field"),
        ("year=1999", "1999"),
    ):
        with pytest.raises(InputError, match=said):
            find_offer(records, wish)


TITLES = {
    "acronym": ("Sirolimus in KMS", "Sirolimus in {KMS}"),
    "proper noun in a sentence": ("Treatment of Kaposi sarcoma in France", "Treatment of {Kaposi} sarcoma in {France}"),
    "first word": ("Treatment of warts", "Treatment of warts"),
    "after a colon": ("Warts: Treatment of some cases", "Warts: Treatment of some cases"),
    "title case says nothing": ("Treatment of Warts With Laser Light", "Treatment of Warts With Laser Light"),
    "inside brackets": ("Of (mTOR) inhibition, IL-2 and others", "Of ({mTOR}) inhibition, {IL-2} and others"),
    "two names": ("Kasabach-Merritt syndrome in infants", "{Kasabach-Merritt} syndrome in infants"),
    "genitive": ("Course of Behçet's disease", "Course of {Behçet's} disease"),
    "a command is left alone": ("Use of {\\TeX} again", "Use of {\\TeX} again"),
}


@pytest.mark.parametrize("name", TITLES)
def test_capitals(name: str) -> None:
    title, protected = TITLES[name]
    assert protect_capitals(title) == protected


@given(st.text(alphabet=st.characters(exclude_characters="{}\\"), max_size=60))
def test_braces_are_all_that_is_added(title: str) -> None:
    assert protect_capitals(title).replace("{", "").replace("}", "") == title


HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["}", "{", "\\", "a\nb", "\x1b[2J", "\u202ex", "@article{b,", "%", "a} , year = {1999"]
)


@given(HOSTILE, HOSTILE)
def test_whatever_a_service_says_the_entry_stays_whole(one: str, other: str) -> None:
    record = msgspec.structs.replace(
        RECORD, title=one, authors=(one, other), issue=other, doi=other, pmid=one, last_page=one, pmcid=other
    )
    text, filling = filled(ENTRY, record)
    after = read_entry(text, {})
    before = read_entry(ENTRY, {}).values
    assert {name: after.values[name] for name in before if name != "journal"} == {
        name: value for name, value in before.items() if name != "journal"
    }
    assert set(after.values) == set(before) | set(filling.changes)
    assert "\x1b" not in text
    assert "\u202e" not in text
