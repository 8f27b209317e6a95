"""What a written form stands for in all tables together: the shipped one, and NLM's list where a person keeps it.

A journal that both have is one journal, told by its title or its abbreviation, and the shipped record of it counts. What NLM's list
adds never takes the place of a reading: a form of two journals stays a form of two journals.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from evidence.journals.folding import fold_journal, without_aside
from evidence.journals.imported import ImportedTable, imported
from evidence.journals.records import Journal
from evidence.journals.table import forms, journal_at, readings


class Meant(NamedTuple):
    """Journals that a form can stand for: as title or abbreviation, and as a house form only."""

    official: tuple[Journal, ...] = ()
    house: tuple[Journal, ...] = ()


def journals_named(folded: str) -> Meant:
    """The journals that a folded form can stand for.

    Example:
        >>> [journal.abbreviation for journal in journals_named("pediatric dermatology").official]
        ['Pediatr Dermatol']
    """
    return _named(folded, imported())


@lru_cache(maxsize=4096)
def _named(folded: str, further: ImportedTable | None) -> Meant:
    shipped = readings(folded)
    official = tuple(map(journal_at, shipped.official))
    house = tuple(map(journal_at, shipped.house))
    if further is None:
        return Meant(official, house)
    named = further.named(folded)
    more = tuple(dict.fromkeys(shipped_or_own(journal, further) for journal in named.exact))
    if house and not official:
        return Meant((), tuple(dict.fromkeys((*house, *more))))
    if not official and not more:
        more = tuple(dict.fromkeys(shipped_or_own(journal, further) for journal in named.short))
    return Meant(tuple(dict.fromkeys((*official, *more))), house)


def shipped_or_own(journal: Journal, further: ImportedTable) -> Journal:
    """The shipped record of a journal of NLM's list, or the journal itself where there is none."""
    return _shipped_twin(journal, further) or journal


def _shipped_twin(journal: Journal, further: ImportedTable) -> Journal | None:
    title, short, abbreviation = (
        fold_journal(form) for form in (journal.title, without_aside(journal.title), journal.abbreviation)
    )
    for key in dict.fromkeys((title, short, abbreviation)):
        rows = readings(key).official
        if len(rows) != 1:
            continue
        shipped = journal_at(rows[0])
        if key == title or fold_journal(shipped.title) == title:
            return shipped
        alike = fold_journal(shipped.abbreviation) == abbreviation
        if key == short and alike:
            return shipped  # "European journal of cancer (Oxford, England : 1990)", which took the name of another
        if _is_another(shipped, journal, further):
            continue
        if alike or len({*further.named(key).exact, *further.named(key).short}) == 1:
            return shipped
    return None


def _is_another(shipped: Journal, journal: Journal, further: ImportedTable) -> bool:
    """Whether NLM's list has the shipped journal under its own title, beside this one: two journals that share a short form."""
    key = fold_journal(shipped.title)
    return any(other != journal and fold_journal(other.title) == key for other in further.named(key).exact)


def journal_titled(title: str) -> Journal | None:
    """The journal with exactly this title or abbreviation, if there is one.

    Example:
        >>> journal_titled("Pediatric Dermatology").year_minus_volume
        1983
    """
    official = journals_named(fold_journal(title)).official
    return official[0] if len(official) == 1 else None


class KnownForms:
    """Folded forms that name a journal in prose. A single word of NLM's list does not: it has ``Head``, ``Patient`` and ``Theory``."""

    __slots__ = ("_further", "_shipped")

    def __init__(self) -> None:
        further = imported()
        self._shipped, self._further = forms(), further.forms if further else {}

    def __contains__(self, folded: str) -> bool:
        return folded in self._shipped or (" " in folded and folded in self._further)
