"""Which citations are one work: the same by what they share, never by what they lack, never with different identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.library.records import Source
from evidence.records import Citation, Fields
from evidence.resolve import bare_citation, fold_citation, free_key, merge_fields, resolve, same_work


def work(
    journal: str | None = "PD",
    year: int | None = 2017,
    volume: str | None = "34",
    first_page: str | None = "261",
    **more: object,
) -> Fields:
    return Fields.from_dict(
        {
            "journal": journal,
            "journal_as_written": journal,
            "year": year,
            "volume": volume,
            "first_page": first_page,
            **more,
        }
    )


NOTHING = {"journal": None, "year": None, "volume": None, "first_page": None}
TITLE = "Sirolimus in the treatment of vascular anomalies"

SAME = {
    "written alike": (work("Br J Dermatol"), work("Br. J. Dermatol.")),
    "house form and title": (work("BJD", 2010, "162", "1"), work("British Journal of Dermatology", 2010, "162", "1")),
    "ambiguous form and one of its titles": (work("PD"), work("Pediatric Dermatology")),
    "last page known to one": (work(), work(last_page="263")),
    "article number or page": (
        work("BMJ", 2011, "343", None, article_number="d6651"),
        work("BMJ", 2011, "343", "d6651"),
    ),
    "leading zeros": (work(volume="034", first_page="0261"), work()),
    "doi in another case": (work(doi="10.1111/PDE.1"), Fields(doi="10.1111/pde.1")),
    "pmid alone": (Fields(pmid="1"), work(pmid="1", year=2016)),
    "long title, volume not yet known": (Fields(title=TITLE, year=2017), work(title=TITLE.upper())),
    "author and year, all equal": (Fields(authors=("White",), year=2009), Fields(authors=("White",), year=2009)),
}
DIFFERENT = {
    "another page": (work(), work(first_page="262")),
    "another year": (work(), work(year=2016)),
    "another volume": (work(), work(volume="35")),
    "journals that cannot be one": (work("BMJ"), work("Lancet")),
    "identifiers differ": (work(doi="10.1/a"), work(doi="10.1/b")),
    "one identifier shared, another differs": (work(pmid="1", doi="10.1/a"), work(pmid="1", doi="10.1/b")),
    "journal unknown to one": (work(None), work()),
    "author and year, one says more": (
        Fields(authors=("White",), year=2009),
        Fields(authors=("White",), year=2009, title="X"),
    ),
    "short title": (Fields(title="Reply", year=2009), Fields(title="Reply", year=2009, volume="1")),
    "long title, other year": (Fields(title=TITLE, year=2016), work(title=TITLE)),
    "nothing said": (Fields(), Fields()),
    "two letters from one page": (
        work("Lancet", 1998, "351", "905", pmid="1"),
        work("Lancet", 1998, "351", "905", pmid="2"),
    ),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_the_same_work(pair: tuple[Fields, Fields]) -> None:
    assert same_work(*pair)
    assert same_work(*reversed(pair))
    assert len(set(resolved(*pair).values())) == 1


@pytest.mark.parametrize("pair", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_not_the_same_work(pair: tuple[Fields, Fields]) -> None:
    assert not same_work(*pair)
    assert not same_work(*reversed(pair))
    assert len(set(resolved(*pair).values())) == 2


def resolved(*fields: Fields) -> dict[str, str]:
    citations = [Citation(id=f"c{n}", text=f"text {n}", start=n, end=n + 1, fields=one) for n, one in enumerate(fields)]
    return resolve(citations, {}).keys


def test_keys_of_works_that_would_share_one_are_told_apart() -> None:
    keys = resolved(work(pmid="1"), work(pmid="2"), work(pmid="1"), work(pmid="3"))
    assert list(keys.values()) == ["pd-2017-34-261", "pd-2017-34-261-b", "pd-2017-34-261", "pd-2017-34-261-c"]


def test_known_sources_keep_their_key_and_are_only_filled() -> None:
    known = {"White2017": Source(key="White2017", fields=work("Pediatric Dermatology"))}
    found = resolve([Citation(id="c1", text="x", start=0, end=1, fields=work(last_page="263"))], known)
    assert found.keys == {"c1": "White2017"}
    assert found.new == {}
    assert found.known["White2017"].last_page == "263"


def test_a_source_is_known_by_how_it_was_cited_after_a_person_mended_its_entry() -> None:
    known = {
        "White2016": Source(
            key="White2016", fields=work("Pediatric Dermatology", 2016, "33", "12"), cited_as=("PD 2017;34;261",)
        )
    }
    cited = Citation(id="c1", text="[PD 2017;34;261]", start=5, end=21, fields=work())
    assert resolve([cited], known).keys == {"c1": "White2016"}
    other = Citation(id="c1", text="[PD 2017;34;261]", start=5, end=21, fields=work(pmid="9"))
    differs = {"White2016": Source(key="White2016", fields=work(year=2016, pmid="8"), cited_as=("PD 2017;34;261",))}
    assert resolve([other], differs).keys == {"c1": "pd-2017-34-261"}


def test_two_works_in_one_mark_stay_two_also_the_second_time() -> None:
    mark = "[NEJM 2014;370;611 and 622]"
    cited = [
        Citation(id=f"c{page}", text=mark, start=0, end=len(mark), fields=work("NEJM", 2014, "370", page))
        for page in ("611", "622")
    ]
    first = resolve(cited, {})
    assert len(set(first.keys.values())) == 2
    known = {key: Source(key=key, fields=fields, cited_as=(bare_citation(mark),)) for key, fields in first.new.items()}
    again = resolve(cited, known)
    assert again.keys == first.keys
    assert again.new == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[PD 2017;34;261]", "PD 2017;34;261"),
        ("(PD 2017)", "PD 2017"),
        ("Smith (2009) and (2010)", "Smith (2009) and (2010)"),
        ("PD 2017;34;261.", "PD 2017;34;261"),
    ],
)
def test_bare_citation(text: str, expected: str) -> None:
    assert bare_citation(text) == expected


def test_dashes_and_case_do_not_tell_texts_apart() -> None:
    assert fold_citation("[PD 2014;31;595–598]") == fold_citation("pd  2014;31;595-598")


def test_free_keys_go_on_after_z() -> None:
    used = {"a"}
    for _ in range(60):
        used.add(free_key("a", used))
    assert len(used) == 61
    assert "a-z" in used
    assert "a-ba" in used


FIELDS = st.builds(
    work, st.sampled_from([None, "PD", "Lancet"]), st.sampled_from([None, 2016, 2017]), st.sampled_from([None, "34"]),
    st.sampled_from([None, "261", "7"]), pmid=st.sampled_from([None, "1", "2"]), title=st.sampled_from([None, TITLE]),
)  # fmt: skip


@given(FIELDS, FIELDS)
def test_merging_loses_and_changes_nothing(one: Fields, other: Fields) -> None:
    merged, before = merge_fields(one, other).to_dict(), one.to_dict()
    assert all(merged[name] == value for name, value in before.items() if value is not None)
    assert merge_fields(one, one) == one


@given(st.lists(FIELDS, max_size=6))
def test_resolving_again_with_what_was_found_finds_the_same(fields: list[Fields]) -> None:
    citations = [Citation(id=f"c{n}", text=f"text {n}", start=n, end=n + 1, fields=one) for n, one in enumerate(fields)]
    first = resolve(citations, {})
    texts: dict[str, list[str]] = {}
    for citation in citations:
        texts.setdefault(first.keys[citation.id], []).append(citation.text)
    known = {key: Source(key=key, fields=one, cited_as=tuple(texts[key])) for key, one in first.new.items()}
    again = resolve(citations, known)
    assert again.keys == first.keys
    assert again.new == {}
    for key, one in first.new.items():
        identifiers = {citation.fields.pmid for citation in citations if first.keys[citation.id] == key} - {None}
        assert len(identifiers) <= 1, one
