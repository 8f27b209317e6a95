"""BibTeX and BibLaTeX → records: the entries as they stand, with the file's own ``@string`` put in where they use it."""

from __future__ import annotations

from evidence.errors import InputError, raise_together
from evidence.imports.records import Imported, Place
from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import BibEntry, read_bib, read_entry
from evidence.library.bibvalues import MONTHS
from evidence.library.sources import CLAIMS


def read_bib_records(text: str, path: str) -> tuple[Imported, ...]:
    """The entries of a bibliography. ``claims`` is left out: its ids are those of another library.

    Args:
        text: The file decoded.
        path: For messages.

    Raises:
        InputError: The file is damaged; all problems at once.

    Example:
        >>> [record] = read_bib_records("@string{pd = {PD}}\\n@article{a, journal = pd, year = 2014, month = jul}", "a.bib")
        >>> record.entry.text, record.place.line
        ('@article{a, journal = {PD}, year = 2014, month = jul}', 2)
    """
    file = read_bib(text, path)
    raise_together(
        InputError(problem.message, path=path, line=problem.line, column=problem.column, excerpt=problem.excerpt)
        for problem in file.problems
    )
    records: list[Imported] = []
    line = 1
    for piece in file.pieces:
        if isinstance(piece, BibEntry):
            records.append(Imported(entry=_self_contained(piece, file.newline), place=Place(line)))
            line += piece.text.count("\n")
        else:
            line += piece.count("\n")
    return tuple(records)


def _self_contained(entry: BibEntry, newline: str) -> BibEntry:
    changes: dict[str, str | None] = {}
    for name, raw in entry.pairs:
        lower = name.lower()
        if lower == CLAIMS:
            changes[lower] = None
        elif not raw.startswith(("{", '"')) or "#" in raw:
            inside = entry.inside(lower)
            if inside is not None and not raw.isdigit() and not (lower == "month" and raw.lower() in MONTHS):
                changes[lower] = inside
    text = entry.text
    for name, value in changes.items():
        field = entry.field(name)
        if value is None:
            text = edit_fields(entry, {name: None}, newline)
        elif field is not None:
            text = f"{entry.text[: field.start]}{{{value}}}{entry.text[field.end :]}"
        entry = read_entry(text, entry.macros)
    return read_entry(text, {}) if entry.macros else entry
