"""Records → library: what is new gets an entry, what is known is filled where it is empty, what contradicts itself is refused.

A record is a known source when they share an identifier, or journal, year, volume and first page; never when an identifier differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from evidence.keys import citation_key
from evidence.library.bibedit import edit_fields, rename_entry
from evidence.library.bibfile import read_entry
from evidence.library.entries import missing_fields, to_fields
from evidence.library.latex import encode_field
from evidence.library.sources import to_source
from evidence.records import Fields, Record
from evidence.resolve import IDENTIFIERS, Works, free_key

if TYPE_CHECKING:
    from evidence.imports.records import Imported
    from evidence.library.bibfile import BibEntry
    from evidence.library.library import Library
    from evidence.library.records import Source

Action = Literal["added", "filled", "same", "refused"]
_SYNONYMS = frozenset(
    [
        "author",
        "title",
        "journal",
        "journaltitle",
        "fjournal",
        "shortjournal",
        "date",
        "year",
        "month",
        "day",
        "volume",
        "number",
        "issue",
        "pages",
        "eid",
        "article-number",
        "articleno",
        "doi",
        "pmid",
        "pmcid",
        "pmc",
        "url",
        "howpublished",
        "booktitle",
        "maintitle",
        "series",
        "publisher",
        "institution",
        "organization",
        "school",
        "edition",
        "registry",
        "eprint",
        "eprinttype",
        "archiveprefix",
        "claims",
        "cited-as",
        "crossref",
        "xdata",
        "xref",
    ]
)
"""Fields that ``missing_fields`` judges, or that mean something in their own file only."""
_COMPARED = ("journal", "year", "volume", "issue", "first_page", "title", *IDENTIFIERS)


class Outcome(Record, frozen=True, kw_only=True):
    """What became of one record.

    Attributes:
        action: added, filled, same (nothing to do) or refused.
        key: Of the source; of a refused record its own.
        line: Where the record begins in its file.
        fields: Names of the fields that were filled.
        why: Why it was refused, or what differs and was left as it stands.
        label: Its title, or what it is cited as.

    Example:
        >>> Outcome(action="filled", key="pd-2014-31-595", line=1, fields=("title",)).action
        'filled'
    """

    action: Action
    key: str
    line: int
    fields: tuple[str, ...] = ()
    why: str = ""
    label: str = ""


class Import(Record, frozen=True, kw_only=True):
    """What an import did, record by record, and which fields of the file had no place.

    Example:
        >>> done = Import(outcomes=(Outcome(action="same", key="a", line=1), Outcome(action="added", key="b", line=9)))
        >>> done.count("added")
        1
    """

    outcomes: tuple[Outcome, ...] = ()
    dropped: tuple[str, ...] = ()

    def count(self, action: Action) -> int:
        """How many records became that."""
        return sum(outcome.action == action for outcome in self.outcomes)


def import_records(library: Library, records: Sequence[Imported]) -> tuple[Library, Import]:
    """The library with the records of a file, and what was done with each.

    Args:
        library: Not modified.
        records: As ``read_bibliography`` gives them.

    Example:
        >>> from evidence.imports.registry import read_bibliography
        >>> from evidence.library import Library
        >>> records = read_bibliography(b"TY  - JOUR\\nT2  - PD\\nPY  - 2014\\nVL  - 31\\nSP  - 595\\nER  - \\n", "a.ris")
        >>> library, done = import_records(Library.of(), records)
        >>> again, same = import_records(library, records)
        >>> list(library.sources), done.outcomes[0].action, same.outcomes[0].action
        (['pd-2014-31-595'], 'added', 'same')
    """
    merge = _Merge(library)
    outcomes = tuple(merge.take(record) for record in records)
    texts = {key: entry.text for key, entry in merge.changed.items() if library.bib.entry(key) is not None}
    bib = library.bib.replace_all(texts) if texts else library.bib
    bib = bib.insert(*(merge.changed[key].text for key in merge.new))
    dropped = tuple(dict.fromkeys(name for record in records for name in record.dropped))
    return library.with_bib(bib), Import(outcomes=outcomes, dropped=dropped)


class _Merge:
    """The library as it grows, record by record."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.new: list[str] = []
        self.changed: dict[str, BibEntry] = {}
        self.newline = library.bib.newline
        self._sources: dict[str, Source] = dict(library.sources)
        self._works = Works(self._sources, taken=(word.source for word in library.file.source_decisions))
        self._alike: dict[tuple[object, ...], str] = {}
        self._owners: dict[tuple[str, str], str] = {}
        for key, source in self._sources.items():
            self._own(key, source.fields)
        for word in library.file.source_decisions:
            if word.action == "merge" and word.into in self._sources:
                self._works.add(word.into, Fields.from_dict(word.fields), word.cited_as)

    def take(self, record: Imported) -> Outcome:
        """What becomes of one record."""
        source = to_source(record.entry, self.library.aliases)
        fields = source.fields
        if not _says_enough(fields):
            return self._outcome(
                "refused", record, record.entry.key, why="it has neither title nor journal nor identifier"
            )
        owners = {
            key: name
            for name in IDENTIFIERS
            if (value := _folded(fields, name)) and (key := self._owners.get((name, value)))
        }
        if len(owners) > 1:
            named = " and ".join(f"{key} (same {name.upper()})" for key, name in owners.items())
            return self._outcome(
                "refused", record, record.entry.key, why=f"its identifiers belong to two sources: {named}"
            )
        key = next(iter(owners), None)
        if key is not None:
            differs = self._identifiers_differ(key, fields)
            if differs:
                return self._outcome(
                    "refused", record, record.entry.key, why=f"same {owners[key].upper()} as {key}, but {differs}"
                )
        key = key or self._works.find(fields, source.cited_as) or self._alike.get(_said(fields))
        if key is None or key not in self._sources:
            return self._add(record, source)
        return self._fill(record, key, source)

    def _add(self, record: Imported, source: Source) -> Outcome:
        held = self.library.bib.entry(record.entry.key) or self.changed.get(record.entry.key)
        wanted = record.entry.key or citation_key(source.fields)
        key = free_key(wanted, self._works.used)
        entry = record.entry if key == record.entry.key else read_entry(rename_entry(record.entry, key), {})
        if self.newline != "\n" or "\r" in entry.text:
            entry = read_entry(entry.text.replace("\r\n", "\n").replace("\n", self.newline), {})
        self._works.used.add(key.casefold())
        self.new.append(key)
        self._remember(key, entry)
        why = f"the key {wanted} is another source's" if key != wanted and held else ""
        return self._outcome("added", record, key, why=why)

    def _fill(self, record: Imported, key: str, source: Source) -> Outcome:
        entry = self.changed.get(key) or self.library.bib.entry(key)
        assert entry is not None
        held = self._sources[key].fields
        differs = "; ".join(
            f"{name.replace('_', ' ')} {mine!s} here, {other!s} in the file"
            for name in _COMPARED
            if (mine := getattr(held, name))
            and (other := getattr(source.fields, name))
            and str(mine).casefold() != str(other).casefold()
        )
        wanted = _wanted(entry, record.entry, source.fields)
        if not wanted:
            return self._outcome("same", record, key, why=differs)
        self._remember(key, read_entry(edit_fields(entry, wanted, self.newline), entry.macros))
        return self._outcome("filled", record, key, fields=tuple(wanted), why=differs)

    def _remember(self, key: str, entry: BibEntry) -> None:
        self.changed[key] = entry
        self._sources[key] = to_source(entry, self.library.aliases)
        self._works.add(key, self._sources[key].fields, self._sources[key].cited_as)
        self._own(key, self._sources[key].fields)

    def _own(self, key: str, fields: Fields) -> None:
        self._alike.setdefault(_said(fields), key)
        for name in IDENTIFIERS:
            if value := _folded(fields, name):
                self._owners.setdefault((name, value), key)

    def _identifiers_differ(self, key: str, fields: Fields) -> str:
        held = self._sources[key].fields
        pairs = ((name, _folded(held, name), _folded(fields, name)) for name in IDENTIFIERS)
        return "; ".join(
            f"its {name.upper()} is {other}, there {mine}"
            for name, mine, other in pairs
            if mine and other and mine != other
        )

    @staticmethod
    def _outcome(action: Action, record: Imported, key: str, *, fields: Iterable[str] = (), why: str = "") -> Outcome:
        return Outcome(
            action=action, key=key, line=record.place.line, fields=tuple(fields), why=why, label=record.label
        )


def _wanted(entry: BibEntry, other: BibEntry, fields: Fields) -> Mapping[str, str | None]:
    """Fields of ``other`` that ``entry`` lacks, in its own words where it has them under that name."""
    out: dict[str, str | None] = {}
    for name, value in missing_fields(entry, to_fields(other)).items():
        out[name] = other.inside(name) or value
    if "journal" in out and fields.journal:
        out["journal"] = encode_field("journal", fields.journal)
    for name, _ in other.pairs:
        lower = name.lower()
        if lower not in entry.values and lower not in _SYNONYMS and lower not in out and other.inside(lower):
            out[lower] = other.inside(lower)
    return out


def _folded(fields: Fields, name: str) -> str:
    value = getattr(fields, name) or ""
    return str(value).strip().casefold().removeprefix("https://doi.org/").removeprefix("doi:")


def _said(fields: Fields) -> tuple[object, ...]:
    """All that the fields say; a book without a journal is known again by that alone."""
    return tuple(getattr(fields, name) for name in fields.__struct_fields__ if name != "kind")


def _says_enough(fields: Fields) -> bool:
    named = (
        fields.title,
        fields.journal,
        fields.container_title,
        fields.doi,
        fields.pmid,
        fields.pmcid,
        fields.registry_id,
        fields.url,
    )
    return any(named)
