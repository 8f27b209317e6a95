"""Study design from PubMed's publication types, and the OCEBM level that it suggests. Suggested only: no grade, and never more than the record says.

Source: OCEBM Levels of Evidence Working Group, *The Oxford 2011 Levels of Evidence*, row "Does this intervention help? (Treatment
Benefits)"; publication types: NLM, MeSH "Publication Characteristics" (V03).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidence.library.records import LookupRecord
from evidence.records import Record

UNKNOWN = "unknown"
NO_ROW = "no row"
ORIGIN = "suggested from PubMed's publication types, OCEBM 2011"


class Level(Record, frozen=True, kw_only=True):
    """A study design and what it suggests.

    Attributes:
        design: In words; ``unknown`` without a record or where its types name none.
        level: ``"at best 1"`` … ``"at best 4"``, ``"no row"`` where OCEBM has none for the design, or ``unknown``.
        why: The condition or the reason, in words.
        origin: By what it was suggested; empty if nothing was.
    """

    design: str = UNKNOWN
    level: str = UNKNOWN
    why: str = "no record of PubMed says what kind of study this is"
    origin: str = ""

    @property
    def rank(self) -> int | None:
        """The level as a number from 1 to 5, the best that it can be; ``None`` where there is none."""
        return int(self.level[-1]) if self.level[-1:].isdigit() else None

    def __str__(self) -> str:
        if self.level == UNKNOWN:
            return f"{self.design}; no level suggested ({self.why})"
        if self.level == NO_ROW:
            return f"{self.design}; no level suggested: {self.why} (OCEBM 2011)"
        return f"{self.design}; level {self.level}, {self.why} ({self.origin})"


_DESIGNS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (("network meta-analysis", "meta-analysis"), "meta-analysis", "at best 1", "if it is a systematic review of randomised trials or n-of-1 trials"),
    (("systematic review",), "systematic review", "at best 1", "if it is one of randomised trials or n-of-1 trials"),
    (("practice guideline", "guideline", "consensus development conference", "consensus development conference, nih"), "guideline", NO_ROW, "OCEBM ranks studies; see what it rests on"),
    (("randomized controlled trial", "pragmatic clinical trial", "equivalence trial"), "randomised trial", "at best 2", "one randomised trial"),
    (("controlled clinical trial",), "controlled trial, randomisation not stated", "at best 3", "controlled, not said to be randomised"),
    (("observational study",), "observational study", "at best 3", "3 for a controlled cohort, 4 for case-control or case series"),
    (("clinical trial, phase i", "clinical trial, phase ii", "clinical trial, phase iii", "clinical trial, phase iv", "clinical trial", "adaptive clinical trial"), "clinical trial", UNKNOWN, "its types do not say whether it was controlled or randomised"),
    (("case reports",), "case report", NO_ROW, "a single case report has no row; a case series would be at best 4"),
    (("clinical trial protocol",), "protocol", NO_ROW, "it reports no results"),
    (("scoping review", "review"), "review, not systematic", NO_ROW, "OCEBM has no row for a narrative review"),
    (("letter", "editorial", "comment", "news", "interview", "historical article", "personal narrative"), "letter or comment", NO_ROW, "an opinion, or a letter that may report cases"),
)  # fmt: skip
"""Types in lower case → design, level, condition; the first row with one of the record's types counts."""

_ANIMALS = ("clinical trial, veterinary", "randomized controlled trial, veterinary", "observational study, veterinary")
_NOTICES = ("retraction of publication", "published erratum", "expression of concern", "retraction notice")


def suggest_level(types: Iterable[str]) -> Level:
    """The study design that PubMed's publication types name, and the level that it suggests.

    Example:
        >>> suggest_level(["Journal Article", "Randomized Controlled Trial"]).level
        'at best 2'
        >>> suggest_level(["Case Reports", "Journal Article", "Review"]).design, suggest_level(["Journal Article"]).level
        ('case report', 'unknown')
        >>> suggest_level(["Systematic Review"]).why
        'if it is one of randomised trials or n-of-1 trials'
    """
    given = {kind.casefold().strip() for kind in types}
    if not given:
        return Level()
    if given & {"retracted publication"}:
        return Level(why="the work is retracted", origin=ORIGIN)
    if given & set(_NOTICES):
        return Level(design="notice", level=NO_ROW, why="it is a notice about another work", origin=ORIGIN)
    if given & set(_ANIMALS):
        return Level(design="veterinary study", level=NO_ROW, why="not of people", origin=ORIGIN)
    for kinds, design, level, why in _DESIGNS:
        if given & set(kinds):
            return Level(design=design, level=level, why=why, origin=ORIGIN)
    return Level(why=f"PubMed says no more than {', '.join(sorted(types))}" if types else Level().why)


def level_of(records: Sequence[LookupRecord]) -> Level:
    """The level of a source from what the library keeps of its look-ups; ``unknown`` where PubMed's record did not match.

    Example:
        >>> level_of([LookupRecord(service="pubmed", address="", at="", verdict="match", types=("Meta-Analysis",))]).level
        'at best 1'
    """
    types = next(
        (
            record.types
            for record in reversed(records)
            if record.service == "pubmed" and record.types and record.verdict.startswith("match")
        ),
        (),
    )
    return suggest_level(types)
