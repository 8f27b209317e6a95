"""Three hundred made-up works in five styles, against pandoc with the same CSL files: equal but for listed differences."""

from __future__ import annotations

import random
import re
from importlib import resources
from pathlib import Path

import pypandoc
import pytest

from evidence.exports import export_sources, select_sources
from evidence.library import Library
from evidence.library.bibfile import read_bib
from evidence.library.records import ClaimsFile

FAMILIES = ["Adams", "de Wit", "Okoro", "Lind", "van der Berg", "Müller", "O'Neil", "Çelik", "Smith-Jones", "Li"]
GIVEN = ["Anna", "Ben Carl", "D. E.", "Fay", "G", "Hal I. J."]
JOURNALS = [
    "Pediatric Dermatology",
    "BMJ",
    "The Lancet",
    "Contact Dermatitis",
    "JAMA Dermatology",
    "The British Journal of Dermatology",
]
WORDS = [
    "salicylic",
    "acid",
    "for",
    "warts",
    "in",
    "children",
    "a",
    "randomised",
    "trial",
    "of",
    "freezing",
    "and",
    "tape",
    "versus",
    "placebo",
    "with",
    "follow-up",
]


def make_works(number: int) -> Library:
    pick = random.Random(7)
    entries = []
    for at in range(number):
        authors = " and ".join(
            f"{pick.choice(FAMILIES)}, {pick.choice(GIVEN)}" for _ in range(pick.choice([1, 2, 3, 6, 7, 9]))
        )
        first = pick.randint(1, 2000)
        title = " ".join(pick.choice(WORDS) for _ in range(pick.randint(3, 9))).capitalize()
        fields = {
            "author": authors, "title": title, "journal": pick.choice(JOURNALS), "year": str(pick.randint(1990, 2024)), "volume": str(pick.randint(1, 380)),
            "number": str(pick.randint(1, 12)), "pages": f"{first}--{first + pick.randint(1, 12)}", "doi": f"10.1000/x.{at}",
        }  # fmt: skip
        for name in pick.sample(["number", "doi", "volume"], pick.choice([0, 0, 1])):
            del fields[name]
        entries.append(
            f"@article{{w{at:03}, " + ", ".join(f"{name} = {{{value}}}" for name, value in fields.items()) + "}"
        )
    return Library(read_bib("\n".join(entries)), ClaimsFile())


@pytest.mark.parametrize(
    ("style", "file", "number"),
    [
        ("ama", "american-medical-association", 300),
        ("jama", "american-medical-association", 60),
        ("nature", "nature", 60),
        ("apa", "apa", 60),
    ],
)
def test_equal_to_pandoc(style: str, file: str, number: int) -> None:
    library = make_works(number)
    ours = lines(export_sources(select_sources(library, style=style, order="cited"), "text"))
    csl = Path(str(resources.files("evidence.data"))) / "csl" / f"{file}.csl"
    source = export_sources(select_sources(library), "csl-json")
    theirs = lines(
        pypandoc.convert_text(
            source, "plain", format="csljson", extra_args=["--citeproc", f"--csl={csl}", "--wrap=none"]
        )
    )
    assert len(ours) == len(theirs) == number
    if style == "apa":  # pandoc orders by author, and puts initials before equal family names in the text only
        assert sorted(ours) == sorted(theirs)
    else:
        assert ours == theirs


def lines(text: str) -> list[str]:
    """Lines without their numbers; pandoc prints every apostrophe as a typographic one, we print what the source has."""
    rows = [" ".join(row.split()).replace("’", "'") for row in text.split("\n") if row.strip()]
    return [re.sub(r"^\d+\. ?", "", row) for row in rows]
