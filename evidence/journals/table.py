"""The shipped table of journals, loaded once, when it is first asked for.

``data/journals.tsv`` has one journal a line; ``data/journal-forms.tsv`` maps each folded form to line numbers of that file. Both are made
by ``scripts/build_journals.py``. Only the lines asked for are turned into records.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from evidence.journals.folding import SMALL_WORDS
from evidence.journals.records import Journal


class Readings(NamedTuple):
    """Rows that a folded form stands for: as title or abbreviation, and as a house form only."""

    official: tuple[int, ...] = ()
    house: tuple[int, ...] = ()


def _read(name: str) -> list[str]:
    return files("evidence.data").joinpath(name).read_text(encoding="utf-8").rstrip("\n").split("\n")


@cache
def rows() -> list[str]:
    """The lines of the table, without its header."""
    return _read("journals.tsv")[1:]


@cache
def forms() -> dict[str, str]:
    """Folded form → ``"1,2;3"``: rows that it names officially, then rows for which it is a house form."""
    return dict(line.split("\t", 1) for line in _read("journal-forms.tsv")[1:])


def readings(folded: str) -> Readings:
    """The rows that a folded form can stand for.

    Example:
        >>> [journal_at(row).title for row in readings("jaad").house]
        ['Journal of the American Academy of Dermatology']
    """
    found = forms().get(folded)
    if not found:
        return Readings()
    official, _, house = found.partition(";")
    return Readings(_numbers(official), _numbers(house))


def _numbers(joined: str) -> tuple[int, ...]:
    return tuple(int(number) for number in joined.split(",") if number)


@cache
def journal_at(row: int) -> Journal:
    """The journal of one line of the table."""
    title, abbreviation, others, issn, offset, since, subjects = rows()[row].split("\t")
    return Journal(
        title=title,
        abbreviation=abbreviation,
        forms=tuple(filter(None, others.split("|"))),
        issn=tuple(filter(None, issn.split("|"))),
        year_minus_volume=int(offset) if offset else None,
        annual_since=int(since) if since else None,
        subjects=tuple(filter(None, subjects.split("|"))),
    )


@cache
def by_initials() -> dict[str, tuple[int, ...]]:
    """Initials of a title's words → rows; built once, only when an unknown abbreviation is met."""
    out: dict[str, list[int]] = {}
    for number, line in enumerate(rows()):
        title = line[: line.index("\t")].lower().replace("-", " ")
        words = [word for word in title.split() if word not in SMALL_WORDS]
        out.setdefault("".join(word[0] for word in words), []).append(number)
    return {initials: tuple(numbers) for initials, numbers in out.items()}
