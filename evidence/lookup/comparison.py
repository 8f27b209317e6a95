"""What a citation says beside what a service says of a work: per field agree, differ or absent, each with its reason.

This is the only place where the two are compared. Nothing here weighs or scores: ``verdicts`` asks which fields agree.
"""

from __future__ import annotations

import difflib

import regex

from evidence.journals import Aliases
from evidence.journals.folding import fold_word
from evidence.lookup.journal_comparison import NO_ALIASES, compare_journals
from evidence.lookup.place_comparison import (
    Compared,
    State,
    compare_ends,
    compare_issues,
    compare_pages,
    compare_volumes,
    compare_years,
    compared_as,
    fold_page,
    fold_volume,
)
from evidence.lookup.works import Work
from evidence.records import Fields, Record

IDENTIFIERS = ("doi", "pmid", "pmcid")
LONG_TITLE = 4
"""Words from which a title tells a work: ``Reply``, ``Sirolimus`` and ``Letter to the editor`` head many papers."""
_ALIKE = 0.9

_WORDS = regex.compile(r"[^\W_]++(?:['’][^\W_]++)*+")
_TAGS = regex.compile(r"</?[a-z]{1,8}/?>", regex.I)
_STAMP = regex.compile(r"^\s*+(?:RETRACTED(?:\s++ARTICLE)?+|WITHDRAWN|EXPRESSION OF CONCERN)\s*+[:.]\s*+", regex.I)
_OTHER_WORK = frozenset(
    [
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "reply",
        "response",
        "comment",
        "commentary",
        "erratum",
        "corrigendum",
        "correction",
        "retraction",
        "protocol",
    ]
)
_PARTICLES = frozenset(
    {
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "el",
        "al",
        "bin",
    }
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"})


class Comparison(Record, frozen=True, kw_only=True):
    """A citation beside a work, field by field; a field that the citation does not give is not in it."""

    work: Work
    fields: dict[str, Compared] = {}

    def agrees(self, *names: str) -> bool:
        """Whether all these fields are given on both sides and agree."""
        return all(name in self.fields and self.fields[name].state == "agree" for name in names)

    @property
    def differing(self) -> tuple[str, ...]:
        """Fields that both sides give and that differ."""
        return tuple(name for name, field in self.fields.items() if field.state == "differ")

    @property
    def agreeing(self) -> tuple[str, ...]:
        """Fields that both sides give and that agree."""
        return tuple(name for name, field in self.fields.items() if field.state == "agree")


def compare(fields: Fields, work: Work, aliases: Aliases = NO_ALIASES) -> Comparison:
    """Put a citation beside a work, field by field.

    Args:
        fields: What the citation or the entry says; what it does not say is not compared.
        work: What a service says.
        aliases: A person's own journal names.

    Returns:
        States with reasons. ``page`` is the first page or the article number.

    Example:
        >>> cited = Fields(journal="PD", year=2020, volume="74", first_page="314", last_page="320", authors=("Müller, A",))
        >>> work = Work(service="crossref", journal="Pediatric Dermatology", years={"issued": 2020, "print": 2021}, volume="74",
        ...     first_page="314", last_page="20", authors=("Mueller, Anna", "Roe, B"))
        >>> compared = compare(cited, work)
        >>> compared.agreeing, compared.differing, compared.fields["year"].why
        (('journal', 'year', 'volume', 'page', 'last_page', 'authors'), (), 'issued 2020 (print 2021)')
    """
    out: dict[str, Compared] = {}
    for name in IDENTIFIERS:
        ours, theirs = fold_identifier(getattr(fields, name)), fold_identifier(getattr(work, name))
        if ours:
            out[name] = compared_as(ours, theirs, ours == theirs)
    if fields.journal or fields.journal_as_written:
        agreement = compare_journals(fields, work, aliases)
        state: State = "absent" if agreement.agrees is None else "agree" if agreement.agrees else "differ"
        ours = fields.journal or fields.journal_as_written or ""
        theirs = work.journal or work.journal_abbreviation or ""
        out["journal"] = Compared(state=state, ours=ours, theirs=theirs, why=agreement.why)
    if fields.year is not None:
        out["year"] = compare_years(fields.year, work.years)
    if fields.volume:
        out["volume"] = compare_volumes(fields, work)
    if fields.issue:
        out["issue"] = compare_issues(fields, work)
    if fields.first_page or fields.article_number:
        out["page"] = compare_pages(fields, work)
    if fields.last_page and fields.last_page != fields.first_page:
        out["last_page"] = compare_ends(fields, work)
    if fields.authors:
        out["authors"] = _compare_authors(fields.authors, work.authors)
    if fields.title:
        out["title"] = _compare_titles(fields.title, work.title)
    return Comparison(work=work, fields=out)


def fold_identifier(value: str | None) -> str:
    """A DOI, PMID or PMCID by which two of them can be compared.

    Example:
        >>> fold_identifier("https://doi.org/10.1/AB"), fold_identifier("PMC12"), fold_identifier(None)
        ('10.1/ab', 'pmc12', '')
    """
    folded = (value or "").strip().casefold()
    for prefix in ("https://", "http://", "dx.", "doi.org/", "doi:", "pmid:", "pmcid:"):
        folded = folded.removeprefix(prefix).strip()
    return folded


def _compare_authors(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Compared:
    mine, shown = "; ".join(ours[:3]), "; ".join(theirs[:3])
    if not theirs:
        return Compared(state="absent", ours=mine, why="the record has no authors")
    rest = list(theirs)
    for place, name in enumerate(ours):
        found = next((other for other in (rest[:1] if place == 0 else rest) if same_author(name, other)), None)
        if found is None:
            why = f"the first author is {theirs[0]}, not {name}" if place == 0 else f"{name} is not among its authors"
            return Compared(state="differ", ours=mine, theirs=shown, why=why)
        rest = rest[rest.index(found) + 1 :]
    return Compared(state="agree", ours=mine, theirs=shown, why=f"{ours[0].split(',')[0]} is the first author")


def same_author(one: str, other: str) -> bool:
    """Whether two names, ``"Family, Initials"``, can be one person: families fold to the same, first initials do not differ.

    Example:
        >>> same_author("van der Berg, A", "Berg, Anna van der"), same_author("Müller", "Mueller, K"), same_author("Li, X", "Li, Y")
        (True, True, False)
    """
    if not _families(one) & _families(other):
        return False
    first, second = _initial(one), _initial(other)
    return not first or not second or first == second


def _families(name: str) -> set[str]:
    out: set[str] = set()
    family = name.split(",", maxsplit=1)[0]
    for written in (family, family.translate(_UMLAUTS)):
        words = [fold_word(word) for word in _WORDS.findall(written)]
        out.add("".join(words))
        out.add("".join(word for word in words if word not in _PARTICLES))
    return out - {""}


def _initial(name: str) -> str:
    given = name.partition(",")[2].strip()
    return fold_word(given[:1])


def fold_title(title: str) -> tuple[str, ...]:
    """The words of a title without markup, case, diacritics, and a journal's stamp of retraction.

    Example:
        >>> fold_title("RETRACTED: <i>Sirolimus</i> in KMS.")
        ('sirolimus', 'in', 'kms')
    """
    plain = _STAMP.sub("", _TAGS.sub("", title))
    return tuple(fold_word(word) for word in _WORDS.findall(plain[:2000]))


def _compare_titles(ours: str, theirs: str | None) -> Compared:
    if not theirs:
        return Compared(state="absent", ours=ours, why="the record has no title")
    why = _title_agreement(ours, theirs)
    return Compared(state="agree" if why else "differ", ours=ours, theirs=theirs, why=why or "other words")


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one: same words, one without the other's subtitle, or but a few letters apart.

    Example:
        >>> same_title("Sirolimus in vascular tumours: a trial", "Sirolimus in vascular tumors: a trial."), same_title("Reply", "Comment")
        (True, False)
    """
    return bool(_title_agreement(one, other))


def _title_agreement(one: str, other: str) -> str:
    mine, theirs = fold_title(one), fold_title(other)
    if mine == theirs:
        return "the same words"
    short, long = sorted((mine, theirs), key=len)
    if len(short) < LONG_TITLE or _told_apart(mine) != _told_apart(theirs):
        return ""
    if long[: len(short)] == short:
        return "the same but for the subtitle"
    ratio = difflib.SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False).ratio()
    return "the same but for a few letters" if ratio >= _ALIKE else ""


def _told_apart(title: tuple[str, ...]) -> set[str]:
    """Words that make two works of one title: ``Part 2``, ``III``, ``Reply``."""
    return {word for word in title if word in _OTHER_WORK or any(letter.isdigit() for letter in word)}


def is_long(title: str | None) -> bool:
    """Whether a title has words enough to tell a work."""
    return title is not None and len(fold_title(title)) >= LONG_TITLE


__all__ = [
    "IDENTIFIERS",
    "Compared",
    "Comparison",
    "compare",
    "fold_identifier",
    "fold_page",
    "fold_title",
    "fold_volume",
    "is_long",
    "same_author",
    "same_title",
]
