"""Journals: the shipped table, house abbreviations with all their readings, and a person's own aliases.

``resolve_journal`` says what a written form stands for; ``journals_ending`` finds known forms in a text for the grammar of citations.
"""

from evidence.journals.find import find_journals
from evidence.journals.folding import fold_journal
from evidence.journals.known import journal_titled
from evidence.journals.own import add_alias, load_aliases
from evidence.journals.places import journals_ending, journals_starting
from evidence.journals.records import Aliases, Journal, JournalReading
from evidence.journals.resolve import is_journal, resolve_journal
from evidence.journals.volumes import volume_fits, volume_fits_others

__all__ = [
    "Aliases",
    "Journal",
    "JournalReading",
    "add_alias",
    "find_journals",
    "fold_journal",
    "is_journal",
    "journal_titled",
    "journals_ending",
    "journals_starting",
    "load_aliases",
    "resolve_journal",
    "volume_fits",
    "volume_fits_others",
]
