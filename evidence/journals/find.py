"""Looking a journal up by hand: every journal whose names hold the words asked for."""

from __future__ import annotations

from evidence.journals.folding import fold_journal
from evidence.journals.records import Journal
from evidence.journals.resolve import guess_journals
from evidence.journals.table import journal_at, readings, rows


def find_journals(query: str) -> tuple[Journal, ...]:
    """Journals that a query could mean: those with this very name first, then those whose names hold all its words, by title.

    Example:
        >>> [journal.title for journal in find_journals("jaad")]
        ['Journal of the American Academy of Dermatology', 'JAAD Case Reports', 'JAAD International']
    """
    folded = fold_journal(query)
    if not folded:
        return ()
    exact = readings(folded)
    first = [journal_at(row) for row in (*exact.official, *exact.house)]
    words = folded.split()
    holding = (
        [
            journal_at(number)
            for number, line in enumerate(rows())
            if words[0] in line.casefold() and all(word in fold_journal(line) for word in words)
        ]
        if len(folded) > 2
        else []
    )
    out = [*first, *guess_journals(query), *sorted(holding, key=lambda journal: (len(journal.title), journal.title))]
    return tuple(dict.fromkeys(out))
