"""NLM's list in a person's own folder: written by ``evidence journals import`` and ``update``, read when it is there.

``nlm-journals.tsv`` has a first line with the kind of file and two counts, then one journal a line (title, abbreviation, further forms,
ISSNs), then the folded forms, one a line, then for each of them a line with the places of the journals that it names; a place behind ``~``
is named by its title's beginning alone (``Lancet`` for ``Lancet (London, England)``). Everything is worked out when it is written, so
that reading is quick; it is read once in a process.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from evidence.errors import InputError
from evidence.journals.folding import fold_journal, without_aside
from evidence.journals.records import Journal
from evidence.owntables import own_table, write_table

NLM_TABLE = "nlm-journals.tsv"
_KIND = "# evidence nlm-journals/1"


class ImportedTable:
    """Journals of NLM's list by folded form.

    Attributes:
        lines: One journal each, as the file has it.
        forms: Folded form → places of its journals in ``lines``, as text.
    """

    __slots__ = ("forms", "lines")

    def __init__(self, lines: list[str], forms: dict[str, str]) -> None:
        self.lines, self.forms = lines, forms

    def __len__(self) -> int:
        return len(self.lines)

    def named(self, folded: str) -> Named:
        """The journals that a folded form names in full or as abbreviation, and those whose titles only begin so."""
        exact, _, short = self.forms.get(folded, "").partition("~")
        return Named(self._at(exact), self._at(short))

    def holding(self, words: list[str]) -> tuple[Journal, ...]:
        """The journals whose names hold all these folded words."""
        return tuple(
            self.journal(place)
            for place, line in enumerate(self.lines)
            if words[0] in line.casefold() and all(word in fold_journal(line) for word in words)
        )

    def journal(self, place: int) -> Journal:
        """The journal at one place."""
        title, abbreviation, forms, issn = self.lines[place].split("\t")
        return Journal(
            title=title,
            abbreviation=abbreviation,
            forms=tuple(filter(None, forms.split("|"))),
            issn=tuple(filter(None, issn.split("|"))),
        )

    def _at(self, joined: str) -> tuple[Journal, ...]:
        return tuple(self.journal(int(place)) for place in joined.split(",") if place)


class Named(NamedTuple):
    """What a folded form stands for in NLM's list."""

    exact: tuple[Journal, ...] = ()
    short: tuple[Journal, ...] = ()


def render_imported(journals: tuple[Journal, ...]) -> str:
    """The file's content; the same journals in any order give the same bytes.

    Example:
        >>> journals = (Journal(title="Example annals (Oslo)", abbreviation="Ex Ann"),)
        >>> render_imported(journals).split("\\n")[2:8]
        ['ex ann', 'example annals', 'example annals oslo', '0', '~0', '0']
    """
    ordered = sorted(journals, key=lambda journal: (journal.title.casefold(), journal.title, journal.abbreviation))
    exact: dict[str, dict[int, None]] = {}
    short: dict[str, dict[int, None]] = {}
    for place, journal in enumerate(ordered):
        for form in (journal.title, journal.abbreviation, *journal.forms):
            key = fold_journal(form)
            if key and not key.isdigit():
                exact.setdefault(key, {})[place] = None
            key = fold_journal(without_aside(form))
            if key and not key.isdigit():
                short.setdefault(key, {})[place] = None
    forms, places = sorted({*exact, *short}), []
    for key in forms:
        beginnings = ",".join(str(place) for place in short.get(key, ()) if place not in exact.get(key, ()))
        places.append(",".join(map(str, exact.get(key, ()))) + (f"~{beginnings}" if beginnings else ""))
    rows = ["\t".join((each.title, each.abbreviation, "|".join(each.forms), "|".join(each.issn))) for each in ordered]
    return "\n".join([f"{_KIND}\t{len(rows)}\t{len(forms)}", *rows, *forms, *places]) + "\n"


def write_imported(journals: tuple[Journal, ...]) -> tuple[Path, bool]:
    """Keep NLM's journals in the person's folder, in place of those kept before.

    Returns:
        The table's path, and whether it changed.

    Raises:
        WriteRefused: The table could not be written; the one before it is as it was.
    """
    path = own_table(NLM_TABLE)
    changed = write_table(path, render_imported(journals).encode())
    _in.cache_clear()
    return path, changed


def imported() -> ImportedTable | None:
    """NLM's journals as the person keeps them; ``None`` if they never asked for them.

    Raises:
        InputError: The table is damaged or of another version.
    """
    return _in(os.environ.get("EVIDENCE_CONFIG_DIR") or os.environ.get("XDG_CONFIG_HOME"))


@lru_cache(maxsize=8)
def _in(folder: str | None) -> ImportedTable | None:  # noqa: ARG001  another folder has another table
    return read_imported(own_table(NLM_TABLE))


def read_imported(path: Path) -> ImportedTable | None:
    """The table at ``path``; ``None`` if there is none.

    Raises:
        InputError: It is damaged or of another version.
    """
    try:
        first, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        kind, journals, forms = first.split("\t")
        rows, keys = int(journals), int(forms)
        if kind != _KIND or len(lines) != rows + 2 * keys:
            raise ValueError
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        raise InputError(
            "this copy of NLM's journal list is damaged or of another version; make it again with 'evidence journals update' "
            "or 'evidence journals import FILE', or remove it",
            path=str(path),
        ) from None
    return ImportedTable(lines[:rows], dict(zip(lines[rows : rows + keys], lines[rows + keys :], strict=True)))
