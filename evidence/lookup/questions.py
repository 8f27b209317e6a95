"""What is asked about a source, and nothing else leaves: journal, year, volume, issue, pages, identifiers; authors and title only where those do not do.

A citation is read from a person's page, so each part is checked once more before it goes: a journal must read like a name, a title must
belong to a reference with authors, and no part is longer than such a part can be.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

import msgspec
import regex

from evidence.journals import Aliases, journal_titled, resolve_journal
from evidence.journals.folding import SMALL_WORDS, fold_word
from evidence.journals.table import forms
from evidence.lookup.journal_comparison import other_titles
from evidence.lookup.pubmed import CitationQuery
from evidence.records import Fields

_LOCATOR = regex.compile(r"[\p{L}\d][\p{L}\d .:()/-]{0,24}+")
_IDENTIFIERS = {
    "doi": regex.compile(r"10\.\d{4,9}/[^\s]{1,200}+"),
    "pmid": regex.compile(r"\d{1,9}"),
    "pmcid": regex.compile(r"PMC\d{1,9}", regex.I),
}
_NAME = regex.compile(r"[\p{L}][\p{L}\p{M} .,'’-]{0,60}+")
_MOST_READINGS = 4
_SEVERAL = 5
_PERSONAL = frozenset({"mr", "mrs", "ms", "miss", "patient", "diary", "mother", "father", "son", "daughter"})
"""Words that come before a person's name; none of them makes a journal that no table knows."""


class Asked(NamedTuple):
    """The parts of a source that may be asked about.

    Attributes:
        fields: Bibliographic parts that passed, nothing else.
        forms: Names of the journal to ask with, the likeliest first.
        readings: How many of the first forms are different journals, to be asked all at once.
        why_not: Why there is nothing to ask; empty if there is.
    """

    fields: Fields
    forms: tuple[str, ...] = ()
    readings: int = 1
    why_not: str = ""

    @property
    def has_place(self) -> bool:
        """Whether journal, page, and volume or year are there: what PubMed's citation matcher takes."""
        page = self.fields.first_page or self.fields.article_number
        return bool(self.forms and page and (self.fields.volume or self.fields.year))

    def queries(self, key: str, forms: tuple[str, ...]) -> tuple[CitationQuery, ...]:
        """Lines for the citation matcher, one a form of the journal."""
        page = self.fields.first_page or self.fields.article_number
        return tuple(
            CitationQuery(
                key=f"{key}#{number}", journal=form, year=self.fields.year, volume=self.fields.volume, first_page=page
            )
            for number, form in enumerate(forms)
        )

    def searches(self) -> tuple[Fields, ...]:
        """Fields to search with, the strictest first; none where too little is there."""
        fields = msgspec.structs.replace(self.fields, doi=None, pmid=None, pmcid=None)
        out: list[Fields] = []
        for form in self.forms[: max(self.readings, 1)] or (None,):
            named = msgspec.structs.replace(fields, journal=form, journal_as_written=None)
            if self.has_place:
                bare = msgspec.structs.replace(
                    named, authors=None, et_al=False, title=None, last_page=None, issue=None, month=None
                )
                out.append(bare)
            elif named.title or (form and fields.year and fields.authors):
                out.append(named)
        return tuple(out)


def plan_questions(fields: Fields, aliases: Aliases) -> Asked:
    """What may be asked about a source.

    Example:
        >>> asked = plan_questions(Fields(journal="PD", year=2014, volume="31", first_page="595", url="https://x.org"), Aliases())
        >>> asked.forms[:2], asked.fields.url, asked.has_place
        (('Pediatr Dermatol', 'Parkinsons Dis'), None, True)
        >>> plan_questions(Fields(journal="She was given 5 mg of it", year=2014, volume="31", first_page="595"), Aliases()).why_not
        'it says too little to ask: no identifier, no journal, no title with authors'
    """
    identifiers = {
        name: value
        for name, shape in _IDENTIFIERS.items()
        if (value := getattr(fields, name)) and shape.fullmatch(value)
    }
    authors = tuple(name for name in (fields.authors or ()) if _NAME.fullmatch(name))[:1] or None
    forms, readings = journal_forms(fields, aliases)
    title = fields.title if fields.title and authors and (fields.year or forms) and len(fields.title) <= 400 else None
    allowed = Fields(
        authors=authors,
        title=title,
        journal=forms[0] if forms else None,
        year=fields.year,
        volume=_locator(fields.volume),
        issue=_locator(fields.issue),
        first_page=_locator(fields.first_page),
        last_page=_locator(fields.last_page),
        article_number=_locator(fields.article_number),
        **identifiers,
    )
    asked = Asked(allowed, forms, readings)
    if identifiers or asked.searches():
        return asked
    lacks = [
        name
        for name, there in (("identifier", identifiers), ("journal", forms), ("title with authors", title))
        if not there
    ]
    page = "" if fields.first_page or fields.article_number or not forms else "no page"
    missing = ", ".join([*(f"no {name}" for name in lacks), *filter(None, (page,))])
    return asked._replace(why_not=f"it says too little to ask: {missing}")


def journal_forms(fields: Fields, aliases: Aliases) -> tuple[tuple[str, ...], int]:
    """Names of a citation's journal to ask with, and how many of the first ones are different journals.

    Example:
        >>> journal_forms(Fields(journal="JAAD"), Aliases())
        (('J Am Acad Dermatol', 'Journal of the American Academy of Dermatology', 'JAAD'), 1)
    """
    written = [name for name in dict.fromkeys((fields.journal, fields.journal_as_written)) if name]
    titles: list[str] = []
    for name in written:
        reading = resolve_journal(name, year=fields.year, volume=fields.volume, aliases=aliases)
        titles = [reading.title] if reading.title else [title for title, _, _ in reading.candidates][:_MOST_READINGS]
        if reading.title:
            break
    first = list(dict.fromkeys(_abbreviation(title) for title in titles))
    more = [*titles, *(_abbreviation(other) for title in titles for other in other_titles(title))]
    own = [name for name in written if titles or _reads_like_a_name(name)]
    forms = tuple(dict.fromkeys(_plain(form) for form in (*first, *more, *own)))
    return forms, max(len(first), 1)


def _abbreviation(title: str) -> str:
    journal = journal_titled(title)
    return journal.abbreviation if journal is not None and journal.abbreviation else title


def _plain(name: str) -> str:
    """A name without what has a meaning in a query."""
    return " ".join(regex.sub(r"[^\p{L}\p{M}\d&:,.()' -]", " ", name.replace("|", " ")).split())


def _reads_like_a_name(name: str) -> bool:
    """Whether an unknown journal reads like one: few words, each with a capital or small as *of*, no digit, and at least half of them
    words of journals, for a person's name can stand where a journal is expected.

    Example:
        >>> [_reads_like_a_name(name) for name in ("Journal of Imaginary Dermatology", "Diary of Jane Smith", "Patient Letters")]
        [True, False, False]
    """
    words = name.split()
    if not 0 < len(words) <= 8 or len(name) > 100 or any(letter.isdigit() for letter in name):
        return False
    if not all(word[:1].isupper() or word.casefold() in SMALL_WORDS or word == "&" for word in words):
        return False
    folded = [folded for word in words if (folded := fold_word(word)) and folded not in SMALL_WORDS]
    known = sum(word in _words_of_journals() for word in folded)
    return known > 0 and 2 * known >= len(folded) and not _PERSONAL.intersection(folded)


@cache
def _words_of_journals() -> frozenset[str]:
    """Words that stand in the names of several journals; a word of one journal alone may be anybody's name."""
    counted = Counter(word for form in forms() for word in form.split())
    return frozenset(word for word, number in counted.items() if number >= _SEVERAL)


def _locator(value: str | None) -> str | None:
    return value if value and _LOCATOR.fullmatch(value) else None
