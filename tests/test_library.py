"""The library as a person uses it: add, decide, edit the page, add again; what they wrote and decided stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from library_factory import page

from evidence.errors import InputError, LibraryError, NotKnown, WriteRefused
from evidence.library import Library, open_library
from evidence.library.changes import compare
from evidence.library.records import Decision, Link, Relation

TEXT = (
    "Oral sirolimus worked for KMS [PD 2017;34;261]. Later sirolimus worked once more [Eur J Pediatr. 2015;174:1579].\n"
    "Propranolol was used in the past. Low-dose radiation therapy worked [PD 2014;31;595–598]. Heparin failed."
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def about(library: Library, therapy: str) -> str:
    return next(claim.id for claim in library.claims.values() if claim.therapies == (therapy,))


def test_a_page_added(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    assert list(library.sources) == ["pd-2017-34-261", "eur-j-pediatr-2015-174-1579", "pd-2014-31-595"]
    assert library.therapies["sirolimus"].sources == ("pd-2017-34-261", "eur-j-pediatr-2015-174-1579")
    assert [source.key for source in library.sources_for("radiation therapy")] == ["pd-2014-31-595"]
    assert [name for name, therapy in library.therapies.items() if therapy.uncited] == ["heparin", "propranolol"]
    assert library.documents["page"].path == "page.txt"
    assert library.sources["pd-2017-34-261"].uncertain == ("journal",)
    assert library.sources["eur-j-pediatr-2015-174-1579"].fields.journal == "European Journal of Pediatrics"
    assert library.sources["pd-2014-31-595"].cited_as == ("PD 2014;31;595–598",)
    assert library.sources["pd-2014-31-595"].fields.last_page == "598"


def test_opening_decodes_no_field(home: Path) -> None:
    """What a large library costs when it is opened; benchmarks/bibliography.py prints how much."""
    for claims_file in (True, False):
        open_library().add(page(TEXT, home / "page.txt")).save()
        if not claims_file:
            bib = Path("refs.bib").read_text(encoding="utf-8")
            Path("refs.bib").write_text("\n".join(x for x in bib.splitlines() if "claims" not in x), encoding="utf-8")
            Path("refs.claims.json").unlink()
        library = open_library()
        assert len(library.sources) == 3
        assert not any("values" in vars(entry) for entry in library.bib.entries)
        library.sources["pd-2014-31-595"]
        assert [entry.key for entry in library.bib.entries if "values" in vars(entry)] == ["pd-2014-31-595"]


def test_a_verb_leaves_its_library_as_it_was(home: Path) -> None:
    empty = open_library()
    full = empty.add(page(TEXT, home / "page.txt"))
    claim = about(full, "sirolimus")
    full.decide(claim, Decision(set={"status": "rejected"}))
    full.remove_source("pd-2017-34-261")
    assert len(empty.sources) == len(empty.claims) == 0
    assert full.claims[claim].status == "found"
    assert len(full.sources) == 3


def test_adding_twice_changes_no_byte(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    assert [path.name for path in library.save()] == ["refs.bib", "refs.claims.json"]
    before = Path("refs.bib").read_bytes(), Path("refs.claims.json").read_bytes()
    again = open_library().add(page(TEXT, home / "page.txt"))
    assert again.save() == ()
    assert (Path("refs.bib").read_bytes(), Path("refs.claims.json").read_bytes()) == before
    changes = compare(open_library(), again)
    assert len(changes.claims_kept) == 5
    assert changes.claims_added == changes.sources_added == changes.claims_changed == ()


def test_saving_what_was_saved_and_going_on(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    library.save()
    later = library.decide(about(library, "heparin"), Decision(set={"status": "accepted"}))
    assert [path.name for path in later.save()] == ["refs.claims.json"]
    assert open_library().claims[about(later, "heparin")].status == "accepted"


def test_a_rejected_claim_stays_rejected_after_the_page_was_edited(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    claim = about(library, "radiation therapy")
    library.decide(claim, Decision(set={"status": "rejected"}, by="A", why="a case from 1950")).save()
    for edited in (
        "A new paragraph.\n\n" + TEXT,
        TEXT.replace("Low-dose radiation", "Lower-dose radiation"),
        TEXT.replace("Propranolol was used in the past. ", ""),
        "Low-dose radiation therapy worked [PD 2014;31;595–598]. "
        + TEXT.replace("Low-dose radiation therapy worked [PD 2014;31;595–598]. ", ""),
    ):
        again = open_library().add(page(edited, home / "page.txt"))
        assert again.claims[claim].status == "rejected"
        assert again.claims[claim].decisions[0].why == "a case from 1950"
        assert not again.claims[claim].missing
        assert "radiation therapy" not in again.therapies
        assert "claims" not in again.sources["pd-2014-31-595"].entry


def test_decisions_survive_and_the_lost_one_is_reported(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    for therapy in ("heparin", "propranolol"):
        library = library.decide(about(library, therapy), Decision(set={"direction": "mixed"}))
    heparin, propranolol = about(library, "heparin"), about(library, "propranolol")
    dropped = about(library, "radiation therapy")
    shorter = "Words put before.\n" + TEXT.split("Low-dose", maxsplit=1)[0]
    again = library.add(page(shorter, home / "page.txt"))
    assert again.claims[propranolol].direction == "mixed"
    assert again.claims[heparin].missing
    assert not again.claims[heparin].counts
    assert dropped not in again.claims
    changes = compare(library, again)
    assert changes.claims_missing == (heparin,)
    assert changes.claims_dropped == (dropped,)
    back = again.add(page(TEXT, home / "page.txt"))
    assert not back.claims[heparin].missing
    assert compare(again, back).claims_back == (heparin,)
    assert about(back, "heparin") == heparin


def test_a_claim_added_by_hand_survives(home: Path) -> None:
    text = TEXT + "\nSome say that  breast milk\ncures all."
    library = open_library().add(page(text, home / "page.txt"))
    library = library.add_claim(
        "page", "breast milk cures all", ["breast milk"], "supports", sources=["pd-2017-34-261"], by="A", why="said so"
    )
    claim = about(library, "breast milk")
    assert library.claims[claim].sources == ("pd-2017-34-261",)
    assert library.claims[claim].text == "breast milk\ncures all"
    library.save()
    again = open_library().add(page("New words.\n" + text, home / "page.txt"))
    assert again.claims[claim].place.start == library.claims[claim].place.start + len("New words.\n")
    assert again.therapies["breast milk"].sources == ("pd-2017-34-261",)
    again.save()
    gone = open_library().add(page(TEXT, home / "page.txt"))
    assert gone.claims[claim].missing
    assert gone.claims[claim].decisions[0].by == "A"


def test_what_a_person_added_and_the_program_finds_later_is_one_claim(home: Path) -> None:
    library = open_library().add(page("Heparin was good once. Ice was used.", home / "page.txt"))
    library = library.add_claim("page", "Heparin was good once.", ["heparin"], "supports")
    claim = about(library, "heparin")
    again = library.add(page("Heparin worked, was good once. Ice was used.", home / "page.txt"))
    assert [one.id for one in again.claims.values() if one.therapies == ("heparin",)] == [claim]
    assert again.claims[claim].direction == "supports"


@pytest.mark.parametrize(
    ("quote", "words"),
    [("not on the page", "not in the document"), ("worked", "stands 3 times"), ("  ", "empty")],
)
def test_a_quotation_that_does_not_tell_is_refused(home: Path, quote: str, words: str) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    with pytest.raises(InputError, match=words):
        library.add_claim("page", quote, ["ice"], "supports")
    (home / "page.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(InputError, match="changed since"):
        library.add_claim("page", "changed", ["ice"], "supports")


def test_a_renamed_source_keeps_its_links(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    heparin = about(library, "heparin")
    library = library.decide(heparin, Decision(link=Link(source="pd-2017-34-261"))).rename_source(
        "pd-2017-34-261", "White2017", by="A"
    )
    library.save()
    again = open_library().add(page("New.\n" + TEXT, home / "page.txt"))
    assert again.therapies["sirolimus"].sources == ("White2017", "eur-j-pediatr-2015-174-1579")
    assert again.claims[heparin].sources == ("White2017",)
    assert "pd-2017-34-261" not in again.sources
    assert again.sources["White2017"].entry["cited-as"] == "PD 2017;34;261"
    assert again.file.source_decisions[0].by == "A"
    with pytest.raises(InputError, match="merge"):
        again.rename_source("White2017", "pd-2014-31-595")
    with pytest.raises(InputError, match="citation key"):
        again.rename_source("White2017", "a key, really")


def test_a_key_changed_by_hand_is_mended_by_rename(home: Path) -> None:
    open_library().add(page(TEXT, home / "page.txt")).save()
    bib = Path("refs.bib")
    bib.write_text(bib.read_text(encoding="utf-8").replace("{pd-2017-34-261,", "{White,"), encoding="utf-8")
    with pytest.raises(LibraryError, match="source rename"):
        open_library()
    library = open_library(missing_sources=True).rename_source("pd-2017-34-261", "White")
    library.save()
    assert open_library().therapies["sirolimus"].sources == ("White", "eur-j-pediatr-2015-174-1579")


def test_a_removed_source_stays_away_until_a_person_writes_it_again(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    entry = library.bib.entry("pd-2014-31-595")
    assert entry is not None
    library = library.remove_source("pd-2014-31-595", by="A", why="retracted")
    library.save()
    again = open_library().add(page("New.\n" + TEXT, home / "page.txt"))
    assert "pd-2014-31-595" not in again.sources
    assert again.therapies["radiation therapy"].uncited
    again.save()
    Path("refs.bib").write_text(again.bib.text + "\n" + entry.text + "\n", encoding="utf-8")
    back = open_library().add(page(TEXT, home / "page.txt"))
    assert back.therapies["radiation therapy"].sources == ("pd-2014-31-595",)


def test_a_link_to_a_removed_source_does_not_count_but_its_decision_stays(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    heparin = about(library, "heparin")
    library = library.decide(heparin, Decision(link=Link(source="pd-2014-31-595"), by="A"))
    library = library.remove_source("pd-2014-31-595")
    library.save()
    assert open_library().claims[heparin].sources == ()
    assert open_library().claims[heparin].decisions[0].by == "A"


def test_merged_sources(home: Path) -> None:
    text = TEXT + " Ice worked [Unheard Of 2017;34;261]."
    library = open_library().add(page(text, home / "page.txt"))
    assert "unheard-of-2017-34-261" in library.sources
    claim = about(library, "ice")
    library = library.merge_sources("unheard-of-2017-34-261", "pd-2017-34-261", by="A")
    library.save()
    again = open_library().add(page("New.\n" + text, home / "page.txt"))
    assert "unheard-of-2017-34-261" not in again.sources
    assert again.claims[claim].sources == ("pd-2017-34-261",)
    assert again.sources["pd-2017-34-261"].cited_as == ("PD 2017;34;261", "Unheard Of 2017;34;261")
    bib = again.bib.text
    assert compare(open_library(), again).sources_added == ()
    assert open_library().add(page(text, home / "page.txt")).bib.text == bib


def test_two_works_are_never_merged() -> None:
    library = Library.of(page(TEXT))
    for key, pmid in (("pd-2017-34-261", "1"), ("pd-2014-31-595", "2")):
        entry = library.bib.entry(key)
        assert entry is not None
        library = Library(
            library.bib.replace(key, entry.text.replace("year =", f"pmid = {{{pmid}}},\n  year =")), library.file
        )
    with pytest.raises(InputError, match="two works"):
        library.merge_sources("pd-2017-34-261", "pd-2014-31-595")


PERSONS = """% my own file
@string{ pd = "Pediatric dermatology" }

@article{White2017,
   author = {White, Gary M.},  title = {A {KMS} case},
   journal = pd, YEAR = 2017, volume = {34}, pages = "261--3",
   keywords = {mine, all mine}, my-own-field = {kept}
}

@book{Other, title={untouched} , year="1999"}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
def test_what_a_person_wrote_stays_byte_for_byte(home: Path, newline: str, bom: str) -> None:
    written = bom + PERSONS.replace("\n", newline)
    Path("refs.bib").write_bytes(written.encode())
    library = open_library().add(page(TEXT, home / "page.txt"))
    library.save()
    after = Path("refs.bib").read_bytes().decode()
    assert library.therapies["sirolimus"].sources[0] == "White2017"
    added = ["   cited-as = {PD 2017;34;261}", f"   claims = {{{about(library, 'sirolimus')}}}"]
    expected = written.replace(
        f"my-own-field = {{kept}}{newline}", f"my-own-field = {{kept}},{newline}{f',{newline}'.join(added)}{newline}"
    )
    assert after.startswith(expected.removesuffix(newline))
    assert ("\r\n" in after) == (newline == "\r\n")
    assert "\n" not in after.replace("\r\n", "") or newline == "\n"
    again = open_library()
    assert again.sources["White2017"].keywords == ("mine", "all mine")
    assert again.sources["White2017"].fields.year == 2017
    assert again.sources["White2017"].fields.authors == ("White, GM",)


def test_only_what_is_empty_is_filled(home: Path) -> None:
    Path("refs.bib").write_text(
        "@article{mine,\n  journal = {Pediatric Dermatology},\n  year = 2014,\n  volume = 31,\n  pages = {595}\n}\n",
        encoding="utf-8",
    )
    library = open_library().add(page(TEXT, home / "page.txt"))
    entry = library.bib.entry("mine")
    assert entry is not None
    assert entry.values["pages"] == "595"
    assert entry.values["journal"] == "Pediatric Dermatology"
    assert library.therapies["radiation therapy"].sources == ("mine",)


def test_cited_as_that_a_person_wrote_stays_and_makes_citations_known(home: Path) -> None:
    bib = "@article{mine,\n  journal = {Eur. J. Pediatr.},\n  year = 2016,\n  cited-as = {Eur J Pediatr. 2015;174:1579 | my own note}\n}\n"
    Path("refs.bib").write_text(bib, encoding="utf-8")
    library = open_library().add(page(TEXT, home / "page.txt"))
    assert library.therapies["sirolimus"].sources == ("pd-2017-34-261", "mine")
    assert library.sources["mine"].cited_as == ("Eur J Pediatr. 2015;174:1579", "my own note")
    shorter = library.add(page("Nothing is cited.", home / "page.txt"))
    assert shorter.sources["mine"].cited_as == ("my own note",)
    assert shorter.sources["mine"].fields.year == 2016


def test_the_projects_alias_names_the_journal(home: Path) -> None:
    Path("journals.tsv").write_text("PD\tPediatric Dermatology\n", encoding="utf-8")
    library = open_library().add(page(TEXT, home / "page.txt"))
    assert library.sources["pd-2017-34-261"].entry["journal"] == "Pediatric Dermatology"
    assert library.sources["pd-2017-34-261"].uncertain == ()


def test_another_documents_claims_are_not_touched(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "a.txt"), page(TEXT, home / "b.txt"))
    assert len(library.claims) == 10
    assert len(set(library.claims)) == 10
    mine = [claim for claim in library.claims.values() if claim.document == "a"]
    again = library.add(page("Nothing left.", home / "b.txt"))
    assert [claim for claim in again.claims.values() if claim.document == "a"] == mine
    assert len(again.claims) == 5
    assert len(again.sources) == 3


def test_a_moved_page_keeps_its_decisions(home: Path) -> None:
    library = open_library().add(page(TEXT, home / "page.txt"))
    claim = about(library, "heparin")
    library.decide(claim, Decision(set={"status": "accepted"})).save()
    (home / "page.txt").unlink()
    (home / "sub").mkdir()
    again = open_library().add(page(TEXT, home / "sub" / "renamed.txt"))
    assert [document.path for document in again.documents.values()] == ["sub/renamed.txt"]
    assert again.claims[claim].status == "accepted"


def test_pages_of_one_name_in_two_folders_are_two(home: Path) -> None:
    for folder in ("x", "y"):
        (home / folder).mkdir()
    library = open_library().add(
        page(TEXT, home / "x" / "page.txt"), page(TEXT + " Ice worked.", home / "y" / "page.txt")
    )
    assert {name: document.path for name, document in library.documents.items()} == {
        "page": "x/page.txt",
        "page-2": "y/page.txt",
    }
    assert len(Library.of(page(TEXT), page("Ice worked.")).documents) == 2


RELATIONS: tuple[tuple[str, Relation], ...] = (("sirolimus", "citesAsEvidence"), ("heparin", "citesForInformation"))


def test_relations() -> None:
    library = Library.of(page("Sirolimus worked [PD 2017;34;261]. Heparin was used [PD 2014;31;595]."))
    assert [(name, library.claims[about(library, name)].links[0].relation) for name, _ in RELATIONS] == list(RELATIONS)


def test_decisions_that_cannot_be_are_refused() -> None:
    library = Library.of(page(TEXT))
    claim = about(library, "heparin")
    with pytest.raises(NotKnown, match=claim):
        library.decide(claim + "x", Decision(set={"status": "accepted"}))
    with pytest.raises(NotKnown, match="pd-2017-34-261"):
        library.decide(claim, Decision(link=Link(source="pd-2017-34-26")))
    with pytest.raises(InputError, match="has no link"):
        library.decide(claim, Decision(unlink="pd-2017-34-261"))
    with pytest.raises(InputError, match="found, accepted, rejected"):
        library.decide(claim, Decision(set={"status": "maybe"}))
    with pytest.raises(WriteRefused, match="in memory"):
        library.save()


def test_a_name_that_is_not_there_is_a_key_error_with_a_hint() -> None:
    library = Library.of(page(TEXT))
    with pytest.raises(KeyError, match="perhaps: sirolimus"):
        library.therapies["sirolimsu"]
    assert library.therapies.get("nothing") is None
    with pytest.raises(NotKnown):
        library.sources_for("nothing")


BROKEN = {
    "comma": ("refs.bib", "@misc{a, title={x} year=1}\n", "refs.bib:1:19"),
    "twice": ("refs.bib", "@misc{a}\n@misc{A}\n", "refs.bib:2:7"),
    "latin": ("refs.bib", b"@misc{a, title={M\xfcller}}\n", "refs.bib:1:18"),
    "json": ("refs.claims.json", '{"schema": "evidence.claims/1",\n "claims": [}', "refs.claims.json:2:"),
    "version": ("refs.claims.json", '{"schema": "evidence.claims/7"}', "evidence.claims/1"),
}


@pytest.mark.parametrize(("name", "content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_are_refused_with_their_place(home: Path, name: str, content: str | bytes, words: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    (home / name).write_bytes(raw)
    with pytest.raises(LibraryError) as caught:
        open_library()
    assert words in str(caught.value)
    assert caught.value.exit_code == 2
    assert (home / name).read_bytes() == raw


def test_a_file_in_jabrefs_old_encoding_stays_in_it(home: Path) -> None:
    raw = "% Encoding: ISO-8859-1\n@article{a, author={Müller, J}, journal={PD}, year=2017, volume=34, pages=261}\n".encode(
        "latin-1"
    )
    Path("refs.bib").write_bytes(raw)
    library = open_library().add(page("Sirolimus worked [PD 2017;34;261].", home / "page.txt"))
    library.save()
    after = Path("refs.bib").read_bytes()
    assert "Müller".encode("latin-1") in after
    assert open_library().sources["a"].fields.authors == ("Müller, J",)


SENTENCES = st.lists(
    st.sampled_from(
        [
            *TEXT.replace("\n", " ").split(". "),
            "Ice helped some [PD 2017;34;261]",
            "Vincristine failed [Lancet 2011;1:2]",
        ]
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(SENTENCES, SENTENCES)
@example(  # said twice, both decided on; then said once
    ["Later sirolimus worked once more [Eur J Pediatr"] * 2,
    [
        "Oral sirolimus worked for KMS [PD 2017;34;261]",
        "Later sirolimus worked once more [Eur J Pediatr",
        "2015;174:1579]",
    ],
)
def test_adding_is_stable_and_keeps_decisions_whatever_the_pages(first: list[str], second: list[str]) -> None:
    before = Library.of(page(". ".join(first) + "."))
    decided = before
    for name in before.claims:
        decided = decided.decide(name, Decision(set={"status": "accepted"}, by="A"))
    after = decided.add(page(". ".join(second) + "."))
    assert set(before.claims) <= set(after.claims)
    assert all(after.claims[name].decisions == decided.claims[name].decisions for name in before.claims)
    again = after.add(page(". ".join(second) + "."))
    assert again.bib.text == after.bib.text
    assert again.file == after.file
    assert {key for claim in again.claims.values() for key in claim.sources} <= set(again.sources)


def test_views_are_asked_through_the_library() -> None:
    library = Library.of(page(TEXT))
    assert "heparin" in library.gaps().uncited_therapies
    assert library.graph().has_node("therapy:sirolimus")
    assert len(library.table(by="claim")) == 5
    assert library.without("pd-2014-31-595")
    assert repr(library) == "<Library in memory: 3 sources, 5 claims, 4 therapies, 1 document>"
