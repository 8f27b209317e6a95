"""Diseases in a text, by their everyday names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from evidence.therapies.folding import fold_term
from evidence.therapies.records import ConditionMention
from evidence.therapies.terms import Terms, read_forms, read_table


@cache
def _names() -> list[str]:
    return [line.split("\t", 1)[0] for line in read_table("conditions.tsv")]


@cache
def _shipped_terms() -> Terms:
    return Terms(read_forms("condition-forms.tsv"))


def find_conditions(text: str, abbreviations: Mapping[str, str] | None = None) -> tuple[ConditionMention, ...]:
    """The diseases named in a text, in order, longest name first, not overlapping.

    Args:
        text: Prose; offsets count in it.
        abbreviations: What the document abbreviates (``define_abbreviations``); those of a disease are found too.

    Example:
        >>> [mention.name for mention in find_conditions("Sirolimus for KMS and gout", {"KMS": "Kasabach-Merritt syndrome"})]
        ['Kasabach-Merritt syndrome', 'gout']
    """
    terms, names = _shipped_terms(), _names()
    if abbreviations:
        own = {
            fold_term(short): row for short, long in sorted(abbreviations.items()) if (row := _row_of(long)) is not None
        }
        if own:
            terms = Terms({key: f"={row}" for key, row in own.items()}, over=terms)
    return tuple(ConditionMention(hit.start, hit.end, names[hit.row]) for hit in terms.find(text) if names[hit.row])


def _row_of(long: str) -> int | None:
    hits = _shipped_terms().find(long)
    return hits[-1].row if hits and hits[-1].end >= len(long) - 1 else None
