"""``refs.bib`` and ``refs.claims.json`` as one value: every verb gives a new library, ``save`` writes both files or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from evidence.errors import LibraryError, WriteRefused, raise_together
from evidence.journals import Aliases, load_aliases
from evidence.journals.own import TABLE
from evidence.journals.resolve import NO_ALIASES
from evidence.library import assessments, deciding, merging
from evidence.library.asked import Asked
from evidence.library.bibfile import BibFile, read_bib
from evidence.library.bodies import find_body
from evidence.library.catalogue import Claims, Documents, NotHere, Sources, Therapies, Therapy, group_therapies
from evidence.library.claimsfile import check_claims, read_claims, write_claims
from evidence.library.decisions import apply_decisions
from evidence.library.encoding import decode_bib
from evidence.library.journal import claims_path
from evidence.library.member import hand_out
from evidence.library.records import (
    Assessed,
    ClaimsFile,
    Decision,
    LookupRecord,
    Source,
    SourceDecision,
)
from evidence.library.saving import FileChange, read_files, save_files
from evidence.library.sources import CLAIMS, derive_fields, to_source
from evidence.owntables import own_table
from evidence.wording import counted

if TYPE_CHECKING:
    from evidence.document import Document
    from evidence.findings import Findings
    from evidence.lookup.run import LookedUp


class _OnDisk(NamedTuple):
    """The two files as they were read; ``None``: there was none."""

    bib: bytes | None = None
    claims: bytes | None = None
    encoding: str = "utf-8"


_NOT_ON_DISK = _OnDisk()


class Library(Asked):
    """Sources, claims with people's decisions, and documents; immutable, kept in two files.

    Made by ``open_library`` from files and by ``Library.of`` in memory. ``sources``, ``claims``, ``therapies`` and ``documents`` are
    mappings by key, id or name; ``lookups`` are the answers of services by key.

    Example:
        >>> from evidence.library import Library
        >>> empty = Library.of()
        >>> empty, len(empty.sources)
        (<Library in memory: 0 sources, 0 claims, 0 therapies, 0 documents>, 0)
    """

    def __init__(
        self,
        bib: BibFile,
        file: ClaimsFile,
        *,
        path: Path | None = None,
        on_disk: _OnDisk = _NOT_ON_DISK,
        aliases: Aliases = NO_ALIASES,
    ) -> None:
        self.bib, self.file, self.path, self.aliases = bib, file, path, aliases
        self._on_disk = on_disk

    @classmethod
    def of(cls, *findings: Findings) -> Library:
        """A library in memory of what was found in documents; it has no files and cannot be saved."""
        return cls(read_bib(""), ClaimsFile()).add(*findings)

    # ── what it holds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sources(self) -> Sources:
        """Sources by citation key, in the order of ``refs.bib``."""
        entries = {entry.key: entry for entry in self.bib.entries}
        return Sources("source", tuple(entries), lambda key: hand_out(to_source(entries[key], self.aliases), self))

    @cached_property
    def claims(self) -> Claims:
        """Claims by id with their decisions applied, also rejected and missing ones (``claim.counts`` tells)."""
        records = {record.id: record for record in self.file.claims}
        gone = {word.source for word in merging.removals(self.bib, self.file)}
        return Claims("claim", tuple(records), lambda name: hand_out(apply_decisions(records[name], gone), self))

    @cached_property
    def therapies(self) -> Therapies:
        """Therapies that claims are about, by canonical name, sorted."""
        groups = group_therapies(self.claims)
        return Therapies("therapy", tuple(groups), lambda name: hand_out(groups[name], self))

    @cached_property
    def documents(self) -> Documents:
        """Documents by id."""
        records = {record.id: record for record in self.file.documents}
        return Documents("document", tuple(records), lambda name: hand_out(records[name], self))

    @property
    def lookups(self) -> Mapping[str, tuple[LookupRecord, ...]]:
        """Answers of look-up services, by citation key."""
        return self.file.lookups

    @property
    def raw_claims(self) -> bytes:
        """``refs.claims.json`` as it was read; empty where there was none."""
        return self._on_disk.claims or b""

    @cached_property
    def assessments(self) -> tuple[Assessed, ...]:
        """What people filled in on bodies of evidence, as GRADE certainty, footnotes, PICO, columns of their own."""
        return assessments.apply_assessments(self.file.assessments)

    def sources_for(self, name: str) -> tuple[Source, ...]:
        """The sources that the claims on a therapy rest on.

        Raises:
            NotKnown: No claim is about it; the message holds near names.
        """
        return tuple(self.sources[key] for key in self.therapies[name].sources)

    # ── what is done with it ───────────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, *findings: Findings) -> Library:
        """What was found in documents, merged: sources filled, claims found again kept with their decisions.

        Only empty fields of a source are filled, and only claims of these documents change; adding again changes nothing.
        """
        return self._with(*merging.merge_findings(self.bib, self.file, findings, self.sources, self.path, self.aliases))

    def decide(self, claim: str, decision: Decision) -> Library:
        """A person's decision on a claim, appended to its others.

        Raises:
            NotKnown: No such claim, or no such source to link.
            InputError: A value that cannot be set, or a link to undo that is not there.
        """
        return self._with(self.bib, deciding.decide(self.file, self.claims, self.sources, claim, decision))

    def decide_all(self, decisions: Mapping[str, Sequence[Decision]]) -> Library:
        """Decisions on several claims at once, by id; as ``decide``, in time that grows with their number."""
        return self._with(self.bib, deciding.decide_all(self.file, self.claims, self.sources, decisions))

    def add_claim(
        self,
        document: Document | str,
        quote: str,
        therapies: Iterable[str],
        direction: str,
        *,
        sources: Iterable[str] = (),
        by: str = "",
        at: str = "",
        why: str = "",
        **members: Any,
    ) -> Library:
        """A claim that the program missed, from a quotation of its document.

        Args:
            document: The document, or its id in this library (its file is then read again).
            quote: Words of the page as a person reads them; white space does not count.
            therapies: Canonical names; more than one are a combination.
            direction: supports, against, mixed or mentioned.
            sources: Keys that it rests on.
            by: Who says so.
            at: When, in ISO form.
            why: Why.
            **members: Further members of a claim (``conditions``, ``context``, ``study`` …).

        Raises:
            NotKnown: No such document or source.
            InputError: The quotation is not there or stands more than once, or the document changed since it was added.
        """
        decision = Decision(
            set={"therapies": list(therapies), "direction": direction, **members}, by=by, at=at, why=why
        )
        page = document if not isinstance(document, str) else deciding.read_again(self.documents[document], self.path)
        return self._with(self.bib, deciding.add_claim(self, page, quote, decision, tuple(sources)))

    def assess(
        self,
        therapy: str,
        words: Mapping[str, str | Sequence[str]],
        *,
        condition: str | None = None,
        outcome: str | None = None,
        by: str = "",
        at: str = "",
        why: str = "",
    ) -> Library:
        """What a person fills in for a body of evidence; see ``evidence.library.assessments.assess`` and ``bodies.find_body``."""
        body = find_body(self, therapy, condition, outcome)
        return self._with(self.bib, assessments.assess(self.file, body, words, by=by, at=at, why=why))

    def remove_source(self, key: str, *, by: str = "", at: str = "", why: str = "") -> Library:
        """Take a source out, with the links to it; it stays away when its pages are read again."""
        return self._with(*deciding.remove_source(self, key, by=by, at=at, why=why))

    def merge_sources(self, key: str, into: str, *, by: str = "", at: str = "", why: str = "") -> Library:
        """Make two sources one: ``into`` keeps all it has and gets what only ``key`` has; links follow.

        Raises:
            InputError: Their identifiers differ, so they are two works.
        """
        return self._with(*deciding.merge_sources(self, key, into, by=by, at=at, why=why))

    def rename_source(self, key: str, new: str, *, by: str = "", at: str = "", why: str = "") -> Library:
        """Give a source another key; links follow."""
        return self._with(*deciding.rename_source(self, key, new, by=by, at=at, why=why))

    def with_bib(self, bib: BibFile) -> Library:
        """This library with another bibliography of the same sources and more: what an import gives."""
        return self._with(bib, self.file)

    def with_lookups(
        self,
        texts: Mapping[str, str],
        lookups: Mapping[str, tuple[LookupRecord, ...]],
        decisions: Iterable[SourceDecision] = (),
    ) -> Library:
        """This library with what a look-up wrote.

        Args:
            texts: Key → new text of its entry; the others stay as they are.
            lookups: All records of look-ups, by key.
            decisions: What people accepted, appended to their other words on sources.
        """
        words = (*self.file.source_decisions, *decisions)
        file = msgspec.structs.replace(self.file, lookups=dict(lookups), source_decisions=words)
        return self._with(self.bib.replace_all(dict(texts)) if texts else self.bib, file)

    def look_up(
        self,
        *keys: str,
        email: str | None = None,
        offline: bool = False,
        again: bool = False,
        progress: bool | None = None,
    ) -> LookedUp:
        """Ask PubMed, Crossref and others who the sources are, and fill what matches; nothing that stands is overwritten.

        Args:
            *keys: Sources; all if none is named.
            email: Tells the services whom to write to.
            offline: Use only answers that are kept.
            again: Ask anew about what was answered before.
            progress: Show a progress bar; unless it is said, in a notebook only.

        Returns:
            The library with the answers, not saved, and a result for each source, also where a look-up failed.

        Raises:
            NotKnown: A key that is not there.
            MissingExtra: The packages of the extra ``lookup`` are not installed.
        """
        from evidence.lookup.run import look_up

        return look_up(self, keys, email=email, offline=offline, again=again, progress=progress)

    def save(self) -> tuple[Path, ...]:
        """Write both files, or none; returns the paths that were written, none if nothing changed.

        Raises:
            WriteRefused: A file changed on disk since it was read, or cannot be written.
            LibraryError: An earlier save was broken off, and a file was changed since.
        """
        if self.path is None:
            raise WriteRefused("this library is in memory only; open one with evidence.open('refs.bib') and add to it")
        was = self._on_disk
        same_claims = was.claims is not None and read_claims(was.claims) == self.file
        claims = was.claims if was.claims is not None and same_claims else write_claims(self.file)
        try:
            bib = self.bib.text.encode(was.encoding)
        except UnicodeEncodeError as error:
            unknown = error.object[error.start : error.start + 1]
            raise WriteRefused(
                f"{self.path}: {unknown!r} cannot be written in {was.encoding}; save the file as UTF-8 first"
            ) from None
        if was.claims is None and self.file == ClaimsFile() and bib == (was.bib or b""):
            return ()
        written = save_files(
            (FileChange(self.path, was.bib, bib), FileChange(claims_path(self.path), was.claims, claims))
        )
        self._on_disk = _OnDisk(bib, claims, was.encoding)
        return written

    def _with(self, bib: BibFile, file: ClaimsFile) -> Library:
        derived = derive_fields(bib, self.file, file)
        return Library(derived, file, path=self.path, on_disk=self._on_disk, aliases=self.aliases)

    def __repr__(self) -> str:
        parts = (
            counted(len(self.sources), "source"),
            counted(len(self.claims), "claim"),
            counted(len(self.therapies), "therapy", "therapies"),
            counted(len(self.documents), "document"),
        )
        return f"<Library {self.path.name if self.path else 'in memory'}: {', '.join(parts)}>"


def open_library(path: str | Path = "refs.bib", *, missing_sources: bool = False) -> Library:
    """The library of a bibliography and the claims file beside it; where there are none, an empty one.

    Args:
        path: The bibliography.
        missing_sources: Open it although the claims file names sources that the bibliography lacks: to mend that.

    Raises:
        LibraryError: One of the files is broken, or they do not fit; with line and column, all problems at once. Or a save was
            broken off and one of them was changed since.
        InputError: A file cannot be read.

    Example:
        >>> import tempfile
        >>> bib = Path(tempfile.mkdtemp(), "refs.bib")
        >>> _ = bib.write_text("@article{pd-2017-34-261, journal = {PD}, year = 2017}", encoding="utf-8")
        >>> open_library(bib).sources["pd-2017-34-261"].fields.year
        2017
    """
    bib_path = Path(path)
    raw_bib, raw_claims = read_files((bib_path, claims_path(bib_path)))
    text, encoding = decode_bib(raw_bib or b"", str(path))
    bib = read_bib(text, str(path))
    raise_together(bib.problems)
    claims_name = str(claims_path(bib_path))
    file = read_claims(raw_claims, claims_name) if raw_claims is not None else ClaimsFile()
    if raw_claims is not None:
        check_claims(
            file, [entry.key for entry in bib.entries], raw_claims, claims_name, missing_sources=missing_sources
        )
    elif any(entry.inside(CLAIMS) for entry in bib.entries):
        raise LibraryError(
            f"its entries name claims, but {claims_path(bib_path).name} is not beside it; put it there, or take the 'claims' fields out",
            path=str(path),
        )
    aliases = load_aliases(own_table(TABLE), bib_path.parent / TABLE)
    return Library(bib, file, path=bib_path, on_disk=_OnDisk(raw_bib, raw_claims, encoding), aliases=aliases)


__all__ = ["Library", "NotHere", "Therapy", "claims_path", "open_library"]
