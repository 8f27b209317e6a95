"""More than 500 made-up papers in real journals, and services that know them: what ``simulate`` answers, with a log and a way to break them.

Everything is synthetic. Journals have one volume a year, as most of them do in life; no two papers share journal, volume and page, but for
those that a test adds on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from services.server import Asked, Told
from services.simulated import Paper, simulate

JOURNALS = {
    # abbreviation: (title as PubMed has it, year less volume, ISSN)
    "Pediatr Dermatol": ("Pediatric dermatology", 1983, "0736-8046"),
    "Prenat Diagn": ("Prenatal diagnosis", 1980, "0197-3851"),
    "Eur J Pediatr": ("European journal of pediatrics", 1841, "0340-6199"),
    "Indian J Dermatol": ("Indian journal of dermatology", 1955, "0019-5154"),
    "Arch Dermatol": ("Archives of dermatology", 1864, "0003-987X"),
    "JAMA Dermatol": ("JAMA dermatology", 1864, "2168-6068"),
    "Clin Exp Dermatol": ("Clinical and experimental dermatology", 1975, "0307-6938"),
    "J Clin Pathol": ("Journal of clinical pathology", 1947, "0021-9746"),
    "Pediatr Int": ("Pediatrics international : official journal of the Japan Pediatric Society", 1958, "1328-8067"),
    "Cases J": ("Cases journal", 2007, "1757-1626"),
    "Lancet": ("Lancet (London, England)", 1635, "0140-6736"),
    "J Am Acad Dermatol": ("Journal of the American Academy of Dermatology", 1938, "0190-9622"),
}
_YEARS = {"Arch Dermatol": (1980, 2012), "JAMA Dermatol": (2013, 2021), "Cases J": (2008, 2010)}
_FAMILIES = (
    "Adler",
    "Brandt",
    "Castro",
    "Dupont",
    "Eriksen",
    "Fischer",
    "Gallo",
    "Hansen",
    "Ito",
    "Jansen",
    "Keller",
    "Lopez",
    "Moreau",
    "Novak",
)
_WORDS = (
    "sirolimus",
    "vincristine",
    "propranolol",
    "hemangioma",
    "lymphatic",
    "malformation",
    "infant",
    "cohort",
    "response",
    "outcome",
    "laser",
    "topical",
)
_TYPES = (("Journal Article",), ("Journal Article", "Randomized Controlled Trial"), ("Case Reports", "Journal Article"))


def make_paper(journal: str, **said: object) -> Paper:
    """A paper in one of the journals; volume follows from the year unless it is said."""
    title, offset, issn = JOURNALS[journal]
    year = said.get("year", 2014)
    assert isinstance(year, int)
    given = {"journal": title, "abbreviation": journal, "issn": issn, "volume": str(year - offset), **said}
    return Paper(**given)  # type: ignore[arg-type]


def make_papers(count: int = 540, *, seed: int = 7) -> list[Paper]:
    """Papers of which no two share journal, volume and page; every ninth appeared online the year before it was printed."""
    dice = random.Random(seed)
    journals = [name for name in JOURNALS if name != "Lancet"]
    papers: list[Paper] = []
    taken: set[tuple[str, int, int]] = set()
    while len(papers) < count:
        journal = journals[len(papers) % len(journals)]
        year, first = dice.randint(*_YEARS.get(journal, (2000, 2021))), dice.randint(2, 1900)
        if any((journal, year, near) in taken for near in range(first - 12, first + 13)):
            continue
        taken.add((journal, year, first))
        number, length = 30_000_000 + len(papers), dice.randint(0, 9)
        papers.append(
            make_paper(
                journal,
                pmid=str(number),
                doi=f"10.5555/sim.{number}",
                year=year,
                online=year - 1 if len(papers) % 9 == 0 else None,
                pages=f"{first}-{first + length}" if length else str(first),
                issue=str(dice.randint(1, 6)),
                authors=tuple(
                    (family, dice.choice("ABCDEFG")) for family in dice.sample(_FAMILIES, dice.randint(1, 4))
                ),
                title=f"{' '.join(dice.sample(_WORDS, 6)).capitalize()} in series {len(papers)}",
                types=dice.choice(_TYPES),
                pmcid=f"PMC{number}" if len(papers) % 5 == 0 else None,
            )
        )
    return papers


@dataclass
class World:
    """The services over these papers, as a route.

    ``not_in_pubmed`` are known to the others only. ``broken`` replaces all answers of a service (``{"crossref": Told(status=500)}``).
    """

    papers: Sequence[Paper]
    not_in_pubmed: Sequence[Paper] = ()
    broken: dict[str, Told | Callable[[Asked], Told | None]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pubmed = simulate(list(self.papers))
        self._others = simulate([*self.papers, *self.not_in_pubmed])

    def __call__(self, asked: Asked) -> Told | None:
        self.log.append(asked)
        service = asked.path.split("/")[1]
        broken = self.broken.get(service)
        if isinstance(broken, Told):
            return broken
        told = broken(asked) if broken is not None else None
        return told or (self._pubmed if service == "pubmed" else self._others)(asked)

    def requests(self, service: str = "") -> int:
        return sum(asked.path.startswith(f"/{service}") for asked in self.log)


__all__ = ["JOURNALS", "Paper", "World", "make_paper", "make_papers", "replace"]
