"""A look-up over a library: which sources are asked about, what each answer writes, and what became of each.

Results come one by one, and ``library()`` is the library with all that was answered so far, so that a run that is stopped keeps it. A source
that was answered is not asked again, until ``again`` is said or a person changes its entry; a failed look-up is always asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from evidence.library.records import LookupRecord, Source
from evidence.lookup.earlier import find_changes, is_older, is_settled, own_fields, verdict_of
from evidence.lookup.identify import Inquiry
from evidence.lookup.integrity import Integrity, keep_notice, status_of, with_missing_answer
from evidence.lookup.levels import Level, level_of
from evidence.lookup.merge import Difference, describe_entry, fill, keep_records, to_records
from evidence.lookup.verdicts import TO_SETTLE, Verdict
from evidence.records import Record
from evidence.rows import make_frame

if TYPE_CHECKING:
    from evidence.library import Library
    from evidence.lookup.client import Client
    from evidence.lookup.retractionwatch import Retractions


class Result(Record, frozen=True, kw_only=True):
    """What became of one source.

    Attributes:
        key: Its citation key.
        verdict: See ``verdicts``.
        reasons: In words.
        filled: Field of ``refs.bib`` → the value that was written.
        origin: Field → service that gave it.
        differences: What was not written, for a person to accept.
        failures: What failed; told also beside a match.
        integrity: Whether the work still stands.
        level: Study design and suggested level.
        changed: With ``again``: what is other than the last time, in words.
        known: From an earlier look-up; nothing was asked.
    """

    key: str
    verdict: str
    reasons: tuple[str, ...] = ()
    filled: dict[str, str] = {}
    origin: dict[str, str] = {}
    differences: tuple[Difference, ...] = ()
    failures: tuple[str, ...] = ()
    integrity: Integrity = Integrity()
    level: Level = Level()
    changed: tuple[str, ...] = ()
    known: bool = False

    def __repr__(self) -> str:
        return f"<Result {self.key}: {self.verdict}>"

    @property
    def is_failed(self) -> bool:
        """Whether an answer is missing."""
        return bool(self.failures) or self.verdict == "failed"

    @property
    def has_to_be_settled(self) -> bool:
        """Whether a person has to choose."""
        return self.verdict in TO_SETTLE

    def to_row(self) -> dict[str, Any]:
        """The result as plain data, one JSON object."""
        row = self.to_dict()
        row["differences"] = [difference._asdict() for difference in self.differences]
        row["integrity"] = {"status": self.integrity.status, **row["integrity"]}
        return row


class LookedUp(NamedTuple):
    """A library after a look-up, not yet saved, with a result for each source; as a tuple, these two."""

    library: Library
    results: tuple[Result, ...]

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a source."""
        return [result.to_row() for result in self.results]

    def to_frame(self) -> Any:
        """The results as a ``pandas.DataFrame``, one row a source.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        return make_frame(self.to_rows())

    def __repr__(self) -> str:
        return f"<LookedUp: {describe_counts(self.results, '; ')}>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook_lookup import looked_up_html  # only a notebook needs it

        return looked_up_html(self)


def look_up(
    library: Library,
    keys: Sequence[str] = (),
    *,
    email: str | None = None,
    offline: bool = False,
    again: bool = False,
    progress: bool | None = None,
) -> LookedUp:
    """Look sources up in one go; see ``Library.look_up``."""
    from evidence.lookup.client import Client
    from evidence.lookup.progress import show_progress

    total = len(dict.fromkeys(keys)) or len(library.sources)
    with (
        show_progress(total, progress) as bar,
        Client(email=email, offline=offline, older_than=timedelta(0) if again else None, progress=bar.asking) as client,
    ):
        run = LookUp(library, client, keys, again=again)
        results = []
        for result in run:
            results.append(result)
            bar.answered()
    return LookedUp(run.library(), tuple(results))


def describe_counts(results: Iterable[Result], between: str = ", ") -> str:
    """How many sources got which verdict, in words; ``between`` stands between them.

    Example:
        >>> describe_counts([Result(key="a", verdict="match"), Result(key="b", verdict="failed"), Result(key="c", verdict="match")])
        '2 match, 1 failed'
    """
    counted = Counter(result.verdict for result in results)
    return between.join(f"{number} {word}" for word, number in counted.most_common()) or "no sources"


_ORDER = ("failed", "conflict", "ambiguous", "candidate", "not found", "not asked", "match, year differs by 1", "match")


def sort_results(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results, those first that need a person; within one verdict in their order.

    Example:
        >>> sort_results([Result(key="a", verdict="match"), Result(key="b", verdict="failed")])
        (<Result b: failed>, <Result a: match>)
    """
    return tuple(sorted(results, key=lambda one: _ORDER.index(one.verdict) if one.verdict in _ORDER else len(_ORDER)))


class LookUp:
    """One run over a library: iterate over it for the results, then take ``library()``.

    Args:
        library: As it stands; not modified.
        client: Asks the services; ``None`` asks nobody, for a table of retractions alone.
        keys: Sources to look up; all if empty.
        again: Ask anew about what was answered before.
        older_than: With ``again``, only about answers that are older.
        retractions: A local table of retractions, and where it came from.

    Raises:
        NotKnown: A key that the library does not have.
    """

    def __init__(
        self,
        library: Library,
        client: Client | None,
        keys: Sequence[str] = (),
        *,
        again: bool = False,
        older_than: timedelta | None = None,
        retractions: tuple[Retractions, LookupRecord] | None = None,
    ) -> None:
        self._base, self._client, self._again, self._older_than = library, client, again, older_than
        self._retractions = retractions
        self.keys = tuple(library.sources[key].key for key in dict.fromkeys(keys)) or tuple(library.sources)
        self._texts: dict[str, str] = {}
        self._records: dict[str, tuple[LookupRecord, ...]] = {}

    def __iter__(self) -> Iterator[Result]:
        """The results: first those that are known, then each as it is answered."""
        library = self._base
        wanted = {key: library.sources[key].fields for key in self.keys if self._is_open(key)}
        for key in self.keys:
            if key not in wanted or self._client is None:
                yield self._known(key)
        if self._client is not None and wanted:
            own = {key: own_fields(library.sources[key], library.lookups.get(key, ())) for key in wanted}
            for key, verdict in Inquiry(self._client, library.aliases).identify(own, wanted):
                yield self._settle(key, verdict)

    def library(self) -> Library:
        """The library with all that was answered so far."""
        if not self._texts and not self._records:
            return self._base
        lookups = {**self._base.file.lookups, **self._records}
        return self._base.with_lookups(self._texts, {key: records for key, records in lookups.items() if records})

    def save(self) -> bool:
        """Write what was answered so far; whether anything was written."""
        self._base = self.library()
        self._texts, self._records = {}, {}
        return bool(self._base.save())

    # ── one source ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_open(self, key: str) -> bool:
        records = tuple(record for record in self._base.lookups.get(key, ()) if record.service != "retractionwatch")
        if not records or not is_settled(records, describe_entry(self._base.sources[key].fields)):
            return True
        if not self._again:
            return False
        return self._older_than is None or is_older(records, self._older_than)

    def _known(self, key: str) -> Result:
        held = self._base.lookups.get(key, ())
        records = self._with_retractions(key, held)
        if records != held:
            self._records[key] = records
        last = next((record for record in reversed(records) if record.service != "retractionwatch"), None)
        word = verdict_of(records)
        reasons = last.reasons if last is not None and last.reasons else ("nobody was asked",) if last is None else ()
        return Result(
            key=key,
            verdict=word,
            reasons=reasons,
            integrity=status_of(records),
            level=level_of(records),
            changed=find_changes(held, records),
            known=True,
        )

    def _settle(self, key: str, verdict: Verdict) -> Result:
        library, source = self._base, self._base.sources[key]
        entry = library.bib.entry(key)
        assert entry is not None  # every source is an entry
        filling = fill(entry, source, verdict)
        if filling.changes:
            from evidence.library.bibedit import edit_fields

            self._texts[key] = edit_fields(entry, dict(filling.changes), library.bib.newline)
        after = self._source_after(key)
        held = library.lookups.get(key, ())
        new = to_records(verdict, filling, source, describe_entry(after.fields))
        records = self._with_retractions(key, keep_records(held, new))
        if records != held:
            self._records[key] = records
        return Result(
            key=key,
            verdict=verdict.word,
            reasons=verdict.reasons,
            filled={name: after.entry.get(name, value) for name, value in filling.changes.items()},
            origin=filling.origin,
            differences=filling.differences,
            failures=verdict.failures,
            integrity=with_missing_answer(status_of(records)) if verdict.failures else status_of(records),
            level=level_of(records),
            changed=(*find_changes(held, records), *(f"{name} filled" for name in filling.changes)) if held else (),
        )

    def _source_after(self, key: str) -> Source:
        from evidence.library.bibfile import read_entry
        from evidence.library.sources import to_source

        if key not in self._texts:
            return self._base.sources[key]
        return to_source(read_entry(self._texts[key], self._base.bib.macros), self._base.aliases)

    def _with_retractions(self, key: str, records: tuple[LookupRecord, ...]) -> tuple[LookupRecord, ...]:
        """The records with what the local table of retractions says; the same table says it once."""
        if self._retractions is None:
            return records
        table, origin = self._retractions
        fields = self._source_after(key).fields
        if not fields.doi and not fields.pmid:
            return records
        notices = tuple(keep_notice(notice) for notice in table.notices(fields.doi, fields.pmid))
        held = next((record for record in records if record.service == origin.service), None)
        if held is not None and held.sha256 == origin.sha256 and held.notices == notices:
            return records
        named = {name: value for name, value in (("doi", fields.doi), ("pmid", fields.pmid)) if value}
        new = msgspec.structs.replace(origin, notices=notices, work=named)
        return (*(record for record in records if record.service != origin.service), new)
