"""Journals: written forms to titles, candidates with their evidence, names at a place of a text, a person's aliases."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import InputError, WriteRefused
from evidence.journals import (
    Journal,
    add_alias,
    find_journals,
    fold_journal,
    is_journal,
    journal_titled,
    journals_ending,
    journals_starting,
    load_aliases,
    resolve_journal,
    volume_fits,
    volume_fits_others,
)
from evidence.journals.folding import without_aside
from evidence.journals.resolve import rank
from evidence.journals.table import forms, journal_at, readings, rows

SURE = [
    pytest.param("Br J Ophthalmol", "The British Journal of Ophthalmology", id="abbreviation"),
    pytest.param("br. j. ophthalmol.", "The British Journal of Ophthalmology", id="case and dots"),
    pytest.param(
        "The British journal of ophthalmology", "The British Journal of Ophthalmology", id="title in sentence case"
    ),
    pytest.param(
        "Medicine & Science in Sports & Exercise", "Medicine and Science in Sports and Exercise", id="ampersand"
    ),
    pytest.param("Lancet (London, England)", "The Lancet", id="place"),
    pytest.param("Headache : the journal of head and face pain", "Headache", id="subtitle"),
    pytest.param("Presse Médicale", "La Presse Médicale", id="article and accent"),
    pytest.param("Presse Medicale", "La Presse Médicale", id="accent lost"),
    pytest.param("Int J Obes (Lond)", "International Journal of Obesity", id="place in the abbreviation"),
    pytest.param("Childs Nerv Syst", "Child's Nervous System", id="genitive"),
    pytest.param("JASN", "Journal of the American Society of Nephrology", id="house abbreviation"),
    pytest.param("AJOG", "American Journal of Obstetrics and Gynecology", id="house abbreviation of three words"),
    pytest.param("Brit J Surg", "The British Journal of Surgery", id="half spelled out"),
    pytest.param("The Cochrane Library", "The Cochrane Database of Systematic Reviews", id="the shelf for the book"),
    pytest.param("Heart (British Cardiac Society)", "Heart", id="an unknown place behind a title"),
]


@pytest.mark.parametrize(("written", "title"), SURE)
def test_a_form_of_one_journal_gives_its_title(written: str, title: str) -> None:
    reading = resolve_journal(written)
    assert reading.title == title
    assert reading.candidates[0][:2] == (title, 1.0)
    assert is_journal(written)


@pytest.mark.parametrize(
    "written",
    [
        "PD",
        "JID",
        "AFP",
        "SMJ",
        "AJP",
        "IJD",
        "JCP",
        "EJP",
        "IJPO",
        "AEM",
        "AJO",
        "EJD",
        "JVS",
        "JOP",
        "JPM",
        "JDS",
        "PEC",
        "AIM",
        "BJO",
    ],
)
def test_an_ambiguous_house_abbreviation_is_never_picked(written: str) -> None:
    reading = resolve_journal(written, year=2017, volume="34", companions=("J Am Acad Dermatol",))
    assert reading.title is None
    assert len(reading.candidates) > 1
    assert list(reading.candidates) == sorted(reading.candidates, key=lambda candidate: (-candidate[1], candidate[0]))
    assert sum(candidate[1] for candidate in reading.candidates) <= 1.01
    assert is_journal(written)


def test_year_and_volume_rank_candidates_and_say_why() -> None:
    fits = resolve_journal("PD", year=2012, volume="32").candidates[0]
    assert fits[0] in {"Prenatal Diagnosis", "Peritoneal Dialysis International"}
    assert fits[2] == "year − volume = 1980 fits"
    last = resolve_journal("PD", year=2012, volume="32").candidates[-1]
    assert last[0] == "Pediatric Dermatology"
    assert last[2] == "year − volume = 1980, where 1983 is usual"


def test_the_documents_other_journals_rank_candidates() -> None:
    alone = {title: weight for title, weight, _ in resolve_journal("JID").candidates}
    beside = {
        title: weight
        for title, weight, _ in resolve_journal("JID", companions=("BJD", "Cutis", "J Cutan Pathol")).candidates
    }
    title = "The Journal of Investigative Dermatology"
    assert beside[title] > alone[title]


@pytest.mark.parametrize(
    "written", ["Acta Nonexistentia", "", "   ", "of the", "12", "§", "Journal of Interesting Potatoes"]
)
def test_an_unknown_form_has_no_title(written: str) -> None:
    assert resolve_journal(written).title is None
    assert not is_journal(written)


def test_an_unlisted_abbreviation_is_a_candidate_only() -> None:
    reading = resolve_journal("Amer. Jour. Ophth.")
    assert reading.title is None
    assert reading.candidates[0][0] == "American Journal of Ophthalmology"


def test_an_unknown_place_behind_an_abbreviation_may_be_another_journal() -> None:
    reading = resolve_journal("Arch Pediatr (Atlantis)")
    assert reading.title is None
    assert reading.candidates == (("Archives de Pédiatrie", 0.8, "the same but for the place in brackets"),)


FITS = [
    pytest.param(1983, None, 2017, "34", True, id="fits"),
    pytest.param(1983, None, 2018, "34", True, id="over the turn of the year"),
    pytest.param(1983, None, 2017, "43", False, id="digits swapped"),
    pytest.param(1983, 1990, 1989, "5", None, id="before it became annual"),
    pytest.param(1983, 1990, 1989, "60", False, id="before it became annual, with a volume of later"),
    pytest.param(None, None, 2017, "34", None, id="not annual"),
    pytest.param(1983, None, None, "34", None, id="no year"),
    pytest.param(1983, None, 2017, None, None, id="no volume"),
    pytest.param(1983, None, 2017, "34A", None, id="no number"),
    pytest.param(1983, None, 2017, "³⁴", None, id="odd digits"),
    pytest.param(1983, None, 2017, "9" * 5000, None, id="absurd number"),
]


@pytest.mark.parametrize(("offset", "since", "year", "volume", "expected"), FITS)
def test_volume_fits(
    offset: int | None, since: int | None, year: int | None, volume: str | None, expected: bool | None
) -> None:
    assert volume_fits(Journal(title="X", year_minus_volume=offset, annual_since=since), year, volume) is expected


OTHERS = [
    pytest.param([(2014, "31"), (2017, "34")], 2015, "32", True, id="fits"),
    pytest.param([(2014, "31"), (2017, "34")], 2015, "33", True, id="over the turn of the year"),
    pytest.param([(2014, "31"), (2017, "34")], 2015, "82", False, id="wrong digit in the volume"),
    pytest.param([(2014, "31"), (2017, "34")], 1915, "32", False, id="wrong digit in the year"),
    pytest.param([(2014, "31"), (2017, "34")], 2017, "34a", None, id="no number"),
    pytest.param([(2014, "31")], 2015, "52", None, id="one other tells nothing"),
    pytest.param([(2014, "31"), (2014, "31"), (2014, "31")], 2015, "52", None, id="nor does one volume often"),
    pytest.param([(2010, "63"), (2011, "64")], 2015, "72", None, id="two volumes a year agree by chance"),
    pytest.param([(2014, "31"), (2017, "34"), (2016, "53")], 2015, "32", None, id="others that disagree"),
    pytest.param([(1982, "25"), (1997, "40")], 2010, "62", None, id="long after, a journal may have changed"),
    pytest.param([(None, "31"), (2014, None), (2017, "x")], 2015, "32", None, id="nothing known of the others"),
]


@pytest.mark.parametrize(("others", "year", "volume", "expected"), OTHERS)
def test_volume_fits_others(
    others: list[tuple[int | None, str | None]], year: int, volume: str, expected: bool | None
) -> None:
    assert volume_fits_others(year, volume, others) is expected
    assert volume_fits_others(year, volume, reversed(others)) is expected


ENDING = [
    pytest.param("seen before (Br J Surg 1999", " 1999", ["Br J Surg"], id="after a bracket"),
    pytest.param("cured most. Ann Intern Med. 2004;1", " 2004", ["Ann Intern Med.", "Intern Med."], id="closing dot"),
    pytest.param("in The Lancet 2004;1", " 2004", ["The Lancet", "Lancet"], id="with and without The"),
    pytest.param("in the Lancet 2004;1", " 2004", ["Lancet"], id="small the is prose"),
    pytest.param("J Clin\nOncol 2004", " 2004", ["J Clin\nOncol", "Clin\nOncol"], id="line break"),
    pytest.param("the blood 2004", " 2004", [], id="small letters are prose"),
    pytest.param("XGut 2004", " 2004", [], id="inside a word"),
    pytest.param("no journal here 2004", " 2004", [], id="none"),
]


@pytest.mark.parametrize(("text", "stop", "expected"), ENDING)
def test_journals_ending(text: str, stop: str, expected: list[str]) -> None:
    end = text.index(stop)
    assert [text[start:end] for start in journals_ending(text, end)] == expected


STARTING = [
    pytest.param("Br J Surg. 1999;86:1", ["Br J Surg."], id="closing dot"),
    pytest.param("JAMA Dermatol 2015;1", ["JAMA Dermatol", "JAMA"], id="longest first"),
    pytest.param("gut 1999", [], id="small letters are prose"),
    pytest.param("Gutter 1999", [], id="inside a word"),
]


@pytest.mark.parametrize(("text", "expected"), STARTING)
def test_journals_starting(text: str, expected: list[str]) -> None:
    assert [text[:end] for end in journals_starting(text, 0)] == expected


@given(st.text(max_size=300), st.integers(0, 300))
def test_places_are_inside_the_text_and_known(text: str, at: int) -> None:
    at = min(at, len(text))
    for start in journals_ending(text, at):
        assert 0 <= start < at
        assert is_journal(text[start:at])
    for end in journals_starting(text, at):
        assert at < end <= len(text)
        assert is_journal(text[at:end])


@given(st.text(max_size=200), st.one_of(st.none(), st.integers(-10, 3000)), st.one_of(st.none(), st.text(max_size=6)))
def test_no_text_is_too_odd(written: str, year: int | None, volume: str | None) -> None:
    reading = resolve_journal(written, year=year, volume=volume, companions=(written,))
    assert reading.title is None or reading.candidates[0][0] == reading.title
    assert fold_journal(fold_journal(written)) == fold_journal(written)
    assert isinstance(without_aside(written), str)


class TestAliases:
    def test_an_alias_wins_and_another_table_wins_over_it(self, tmp_path: Path) -> None:
        own, project = tmp_path / "own.tsv", tmp_path / "project" / "journals.tsv"
        add_alias("PD", "Prenatal Diagnosis", own)
        add_alias("p.d.", "Pediatric Dermatology", project)
        assert resolve_journal("PD", aliases=load_aliases(own)).title == "Prenatal Diagnosis"
        both = load_aliases(own, project)
        assert resolve_journal("PD", aliases=both).candidates == (("Pediatric Dermatology", 1.0, "a person's alias"),)
        assert load_aliases(own).merged(load_aliases(project)).titles == both.titles

    def test_adding_twice_changes_no_byte_and_keeps_remarks(self, tmp_path: Path) -> None:
        table = tmp_path / "journals.tsv"
        table.write_text("# ours\nRed\tInternational Journal of Redness", encoding="utf-8")
        add_alias("PD", "Pediatric Dermatology", table)
        once = table.read_bytes()
        add_alias("PD", "Pediatric Dermatology", table)
        assert table.read_bytes() == once
        assert once.decode() == "# ours\nRed\tInternational Journal of Redness\nPD\tPediatric Dermatology\n"
        assert [path.name for path in tmp_path.iterdir()] == ["journals.tsv"]

    def test_the_persons_own_table_stands_among_the_settings(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path))
        assert load_aliases().titles == {}
        assert add_alias("PD", "Pediatric Dermatology") == tmp_path / "journals.tsv"
        assert resolve_journal("PD", aliases=load_aliases()).title == "Pediatric Dermatology"

    def test_a_broken_line_is_named(self, tmp_path: Path) -> None:
        table = tmp_path / "journals.tsv"
        table.write_text("written\ttitle\nPD\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"journals\.tsv:2:1: a line here is written<TAB>title"):
            load_aliases(table)

    @pytest.mark.parametrize(
        ("written", "title"), [("", "X"), ("PD", " "), ("P\tD", "X"), ("PD", "X\nY"), ("#PD", "X")]
    )
    def test_what_would_break_the_table_is_refused(self, tmp_path: Path, written: str, title: str) -> None:
        with pytest.raises(InputError):
            add_alias(written, title, tmp_path / "journals.tsv")
        assert not list(tmp_path.iterdir())

    def test_a_place_that_cannot_be_written_is_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        with pytest.raises(WriteRefused):
            add_alias("PD", "Pediatric Dermatology", tmp_path / "file" / "journals.tsv")


class TestTable:
    def test_every_form_is_folded_sorted_and_points_to_rows(self) -> None:
        keys = list(forms())
        assert keys == sorted(keys)
        assert all(fold_journal(key) == key for key in keys)
        assert all(0 <= row < len(rows()) for key in keys for found in readings(key) for row in found)

    def test_titles_are_sorted_and_found_by_themselves(self) -> None:
        titles = [row.split("\t", 1)[0] for row in rows()]
        assert titles == sorted(titles, key=lambda title: (title.casefold(), title))
        assert [
            title for place, title in enumerate(titles) if place not in readings(fold_journal(title)).official
        ] == []

    def test_the_index_says_what_the_rows_say(self) -> None:
        for number in range(0, len(rows()), 97):
            journal = journal_at(number)
            for form in filter(None, (journal.title, journal.abbreviation, *journal.forms)):
                found = readings(fold_journal(form))
                assert number in (*found.official, *found.house) or found.official, form

    def test_it_stays_small(self) -> None:
        size = sum(
            len(files("evidence.data").joinpath(name).read_bytes()) for name in ("journals.tsv", "journal-forms.tsv")
        )
        assert size < 2_100_000

    @pytest.mark.parametrize(
        ("title", "year", "volume"),
        [
            ("Thorax", 1999, "54"),
            ("Gut", 2010, "59"),
            ("Stroke", 2001, "32"),
            ("Diabetes Care", 2003, "26"),
            ("Pediatric Dermatology", 1998, "15"),
            ("JAMA Dermatology", 2020, "156"),
        ],
    )
    def test_volumes_of_annual_journals(self, title: str, year: int, volume: str) -> None:
        journal = journal_titled(title)
        assert journal is not None
        assert volume_fits(journal, year, volume) is True
        assert volume_fits(journal, year, str(int(volume) + 9)) is False


def test_no_well_known_citation_contradicts_the_table() -> None:
    """Year less volume of 900 journals is written by hand; the papers are those of ``benchmarks/damage.py``."""
    listed = Path(__file__).parent.parent / "benchmarks" / "data" / "known-citations.tsv"
    cited = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines()[3:]]
    judged = [
        (journal, year, volume, volume_fits(known, int(year), volume))
        for journal, year, volume, _ in cited
        if (title := resolve_journal(journal).title) and (known := journal_titled(title))
    ]
    assert len(judged) == len(cited)
    assert [row for row in judged if row[-1] is False] == []
    assert sum(row[-1] is True for row in judged) > 180


def test_find_journals_shows_exact_readings_first() -> None:
    assert [journal.title for journal in find_journals("JID")][:2] == [
        "The Journal of Infectious Diseases",
        "The Journal of Investigative Dermatology",
    ]
    assert any(journal.title == "Pediatric Nephrology" for journal in find_journals("nephrology pediatric"))
    assert find_journals("") == ()


def test_rank_changes_nothing_it_is_given() -> None:
    journals = (Journal(title="B"), Journal(title="A"))
    assert rank(journals) == rank(journals)
    assert [journal.title for journal in journals] == ["B", "A"]
