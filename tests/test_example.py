"""The example that ships: the library is what the program makes of the page, and says what the page says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import evidence
from evidence.library import Library

ROOT = Path(__file__).parent.parent
PAGE = "notebooks/kasabach-merritt.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    for name in ("refs.bib", "refs.claims.json", "journals.tsv", PAGE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_adding_the_page_again_changes_no_byte(example: Path) -> None:
    from evidence.journals.own import load_aliases

    before = {name: (example / name).read_bytes() for name in ("refs.bib", "refs.claims.json")}
    found = evidence.read(example / PAGE, aliases=load_aliases(example / "journals.tsv"))
    evidence.open(example / "refs.bib").add(found).save()
    assert {name: (example / name).read_bytes() for name in before} == before


def test_it_has_the_five_sources_as_the_page_gives_them(example: Path) -> None:
    library = evidence.open(example / "refs.bib")
    assert list(library.sources) == [
        "eur-j-pediatr-2015-174-1579",
        "pd-2017-34-261",
        "pd-2014-31-595",
        "indian-j-dermatol-2010-55-281",
        "cases-journal-2008-1-9",
    ]
    assert all(source.fields.title is None and source.fields.authors is None for source in library.sources.values())
    assert library.sources["pd-2017-34-261"].fields.journal == "Pediatric Dermatology"


def test_it_says_which_therapy_rests_on_which_source_and_what_is_claimed_without_one(example: Path) -> None:
    library: Library = evidence.open(example / "refs.bib")
    assert tuple(source.key for source in library.sources_for("sirolimus")) == (
        "eur-j-pediatr-2015-174-1579",
        "pd-2017-34-261",
    )
    assert tuple(source.key for source in library.sources_for("radiation therapy")) == ("pd-2014-31-595",)
    assert sorted(library.gaps().uncited_therapies) == [
        "antiplatelet therapy", "aspirin", "corticosteroids", "cyclophosphamide", "embolization", "heparin", "interferon alfa", "propranolol", "surgical excision", "ticlopidine", "vincristine",
    ]  # fmt: skip
    directions = {(claim.therapies, claim.direction) for claim in library.claims.values()}
    assert (("antiplatelet therapy", "vincristine"), "supports") in directions
    assert (("vincristine",), "mentioned") in directions
