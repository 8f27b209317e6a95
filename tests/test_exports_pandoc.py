"""Three hundred made-up works in each built-in style, against pandoc with the CSL file of that style: equal but for listed differences."""

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


def test_built_in_styles_equal_pandoc_but_for_the_listed_differences() -> None:
    library = make_varied_works(300)
    source = export_sources(select_sources(library), "csl-json")
    for style, file in (("ama", "american-medical-association"), ("vancouver", "nlm-citation-sequence")):
        ours = lines(export_sources(select_sources(library, style=style), "text"))
        csl = Path(str(resources.files("evidence.data"))) / "csl" / f"{file}.csl"
        arguments = ["--citeproc", f"--csl={csl}", "--wrap=none"]
        theirs = lines(pypandoc.convert_text(source, "plain", format="csljson", extra_args=arguments))
        assert len(ours) == len(theirs) == 300
        for source_of, mine, other in zip(library.sources.values(), ours, theirs, strict=True):
            told = other
            for pattern, written in DIFFERENCES:
                told = re.sub(pattern, written, told)
            if style == "ama" and source_of.fields.kind == "book":
                mine, told = mine.lower(), told.lower()  # noqa: PLW2901  pandoc writes Titles of Books so, we write what the source has
            assert mine == told


DIFFERENCES = (
    ("[“”]", '"'),  # pandoc makes quotes typographic; we print the title's own
    (r"(?<=[\divx])–(?=[\divx])", "-"),  # the NLM style has a dash between pages, Citing Medicine a hyphen
    (
        r"\b([^\W\d_a-z])-([^\W\d_a-z])(?= Jr|[,.])",
        r"\1\2",
    ),  # both styles say JP; pandoc passes over initialize-with-hyphen
    (r"In, (ed|editor)\.?(Ed A)\. ", r"In: \2, \1. "),  # pandoc loses the places of an editor's label
    (r"^, (ed|editor)\.?(Ed A)\. (.+) In: ", r"\3 In: \2, \1. "),  # the same, of a chapter without authors
    (r"Published online (?=\d)", ""),  # of an article without a volume nobody said so
    (r"(?<=\d{4});(?=[eS]\d)", ":"),  # without a volume no semicolon stands before pages
    (r"\. \[Internet\]", " [Internet]"),  # a title's own full stop stays behind the medium
)
"""What pandoc prints otherwise, as we print it, with the reason."""


def make_varied_works(number: int) -> Library:
    """Works of many kinds with much left out: groups, "and others", editors, suffixes, supplements, article numbers, roman pages."""
    pick = random.Random(11)
    titles = ["Salicylic acid for warts in children: a randomised trial", "Does freezing work?", "TNF-α blockade in HIV-1 infection", "Warts – an update",
              "Tape versus placebo. A follow-up study.", 'Erratum: "ice" and tape', r"Vitamin D3 at 5\% in 1998", r"iPSC-derived cells \& warts",
              "COVID-19 in St. John's"]  # fmt: skip
    families, given = [*FAMILIES, "Strobel, Jr"], [*GIVEN, "Jean-Pierre", "J.-P.", "Éva"]
    entries = []
    for at in range(number):
        names = [f"{pick.choice(families)}, {pick.choice(given)}" for _ in range(pick.choice([0, 1, 1, 2, 3, 6, 7, 9]))]
        if pick.random() < 0.12:
            names.insert(pick.randint(0, len(names)), "{Hand Study Group}")
        others = ["others"] if names and pick.random() < 0.08 else []
        fields = {"title": f"{{{pick.choice(titles)}}}", "year": str(pick.randint(1950, 2025))}
        fields |= {"author": " and ".join([*names, *others])} if names else {}
        first = pick.randint(1, 2000)
        kind = pick.choices(["article", "book", "incollection", "online"], [16, 2, 1, 1])[0]
        if kind == "article":
            pages = [
                f"{first}--{first + pick.randint(1, 120)}",
                f"{first}",
                f"S{first}--S{first + 6}",
                f"e{first}",
                "iv--x",
            ]
            issue = pick.choice(["1", "12", "3 Pt 1", "Suppl 2", "5 Suppl 1"])
            fields |= {
                "journal": pick.choice([*JOURNALS, "An Unknown Journal of Things"]),
                "volume": str(pick.randint(1, 380)),
                "number": issue,
            }
            fields |= {"eid": f"m{first}"} if pick.random() < 0.15 else {"pages": pick.choice(pages)}
            fields |= {"month": pick.choice(["jan", "jun", "dec"])} if pick.random() < 0.4 else {}
            for name in ("volume", "number", "pages", "year", "title"):
                if pick.random() < 0.06:
                    fields.pop(name, None)
        elif kind == "online":
            fields["url"] = f"https://example.org/{at}"
        else:
            fields |= {"publisher": "Hand Press", "address": "Oslo", "edition": pick.choice(["2", "3", "11"])}
            fields |= (
                {"booktitle": "{Skin Manual}", "editor": "Ed, Ann", "pages": "10--19"} if kind == "incollection" else {}
            )
        fields |= {"doi": f"10.1000/x.{at}"} if kind != "online" and pick.random() < 0.6 else {}
        fields |= {"pmid": str(20_000_000 + at)} if pick.random() < 0.3 else {}
        fields |= {"pmcid": f"PMC{3_000_000 + at}"} if pick.random() < 0.15 else {}
        entries.append(
            f"@{kind}{{w{at:03}, " + ", ".join(f"{name} = {{{value}}}" for name, value in fields.items()) + "}"
        )
    return Library(read_bib("\n".join(entries)), ClaimsFile())


def lines(text: str) -> list[str]:
    """Lines without their numbers; pandoc prints every apostrophe as a typographic one, we print what the source has."""
    rows = [" ".join(row.split()).replace("’", "'") for row in text.split("\n") if row.strip()]
    return [re.sub(r"^\d+\. ?", "", row) for row in rows]
