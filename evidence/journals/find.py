"""Looking a journal up by hand: every journal whose names hold the words asked for."""

from __future__ import annotations

from evidence.journals.folding import fold_journal
from evidence.journals.imported import imported
from evidence.journals.known import journals_named, shipped_or_own
from evidence.journals.records import Journal
from evidence.journals.resolve import guess_journals
from evidence.journals.table import journal_at, rows


def find_journals(query: str) -> tuple[Journal, ...]:
    """Journals that a query could mean: those with this very name first, then those whose names hold all its words, by title.

    Example:
        >>> [journal.title for journal in find_journals("jaad")]
        ['Journal of the American Academy of Dermatology', 'JAAD Case Reports', 'JAAD International']
    """
    folded = fold_journal(query)
    if not folded:
        return ()
    exact = journals_named(folded)
    words, holding = folded.split(), list[Journal]()
    if len(folded) > 2:
        further = imported()
        holding = [
            journal_at(number)
            for number, line in enumerate(rows())
            if words[0] in line.casefold() and all(word in fold_journal(line) for word in words)
        ]
        holding += [shipped_or_own(journal, further) for journal in further.holding(words)] if further else ()
    holding.sort(key=lambda journal: (len(journal.title), journal.title))
    return tuple(dict.fromkeys((*exact.official, *exact.house, *guess_journals(query), *holding)))
