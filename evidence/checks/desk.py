"""What every check looks at: the library, its files with their lines, its documents as they are now; and findings made at their places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from evidence.checks.codes import CODES
from evidence.checks.findings import Finding
from evidence.checks.pages import Page, Region, TextFile
from evidence.library.outside import same_place

if TYPE_CHECKING:
    from evidence.checks.settings import CheckSettings
    from evidence.library.library import Library
    from evidence.library.records import ClaimRecord

_ID = regex.compile(r'"id":\s*+"((?:[^"\\]++|\\.)*+)"')


class Desk:
    """One run. ``now`` is the library as it would be after the changed and the new documents were added; nothing is written."""

    def __init__(
        self,
        library: Library,
        now: Library,
        bib: TextFile,
        claims: TextFile,
        pages: Mapping[str, Page],
        settings: CheckSettings,
    ) -> None:
        self.library, self.now, self.bib, self.claims, self.pages, self.settings = (
            library,
            now,
            bib,
            claims,
            pages,
            settings,
        )

    @cached_property
    def _entry_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        at = 0
        for piece in self.library.bib.pieces:
            if isinstance(piece, str):
                at += len(piece)
            else:
                places.setdefault(piece.key, at)
                at += len(piece.text)
        return places

    @cached_property
    def _claim_places(self) -> dict[str, tuple[int, int]]:
        return {match[1]: (match.start(1), match.end(1)) for match in _ID.finditer(self.claims.text)}

    @cached_property
    def _pages_by_document(self) -> dict[str, Page]:
        """The pages by the id that their document has, or would have once it is added."""
        by_path = {same_place(page.path): page for page in self.pages.values()}
        folder = self.library.path.parent if self.library.path else Path()
        found = {
            document.id: page
            for document in self.now.file.documents
            if (page := by_path.get(same_place(folder / document.path))) is not None
        }
        return {**found, **{page.record.id: page for page in self.pages.values() if page.record is not None}}

    def page_of(self, document: str) -> Page | None:
        """The page of a document by its id, also of one that is not in the library yet."""
        return self._pages_by_document.get(document)

    def at_source(self, code: str, key: str, message: str, *fields: str) -> Finding:
        """A finding at the first of these fields of an entry, else at its key."""
        entry = self.library.bib.entry(key)
        at = self._entry_places.get(key)
        if entry is None or at is None:
            return self._make(code, self.claims, 0, 0, message, key)
        field = next((found for name in fields if (found := entry.field(name)) is not None), None)
        start = field.start if field else max(0, entry.text.find(entry.key))
        end = field.end if field else start + len(entry.key)
        return self._make(code, self.bib, at + start, at + end, message, key)

    def at_claim(self, code: str, name: str, message: str, subject: str = "", *, mention: bool = False) -> Finding:
        """A finding at a claim, or at the therapy in it: in its document as that is now, else where refs.claims.json has it."""
        kept, now = self.records.get(name), self._records_now.get(name)
        record = kept or now
        page = self.page_of(record.document) if record else None
        current = kept if page is not None and page.state == "same" else now
        if page is None or page.state == "missing" or current is None or current.missing:
            return self.in_claims(code, name, message, subject)
        place = current.place
        start, end = place.mentions[0] if mention and place.mentions else (0, place.end - place.start)
        return self._make(code, page.file, place.start + start, place.start + end, message, subject or name)

    def in_claims(self, code: str, name: str, message: str, subject: str = "") -> Finding:
        """A finding where refs.claims.json has this id."""
        start, end = self._claim_places.get(name, (0, 0))
        return self._make(code, self.claims, start, end, message, subject or name)

    def at_page(self, code: str, page: Page, message: str, start: int = 0, end: int = 0, subject: str = "") -> Finding:
        """A finding in a document."""
        return self._make(code, page.file, start, end, message, subject or page.file.path)

    @cached_property
    def records(self) -> dict[str, ClaimRecord]:
        """Claims as kept, by id."""
        return {record.id: record for record in self.library.file.claims}

    @cached_property
    def _records_now(self) -> dict[str, ClaimRecord]:
        return {record.id: record for record in self.now.file.claims}

    def _make(self, code: str, file: TextFile, start: int, end: int, message: str, subject: str) -> Finding:
        return make_finding(code, self.settings, file.path, file.region(start, end), message, subject)


def make_finding(code: str, settings: CheckSettings, path: str, region: Region, message: str, subject: str) -> Finding:
    """A finding with the severity that the project gives its code."""
    return Finding(
        code=code, name=CODES[code].name, severity=settings.severity_of(code), path=path, line=region.line, column=region.column,
        end_line=region.end_line, end_column=region.end_column, message=message, subject=subject, excerpt=region.excerpt,
    )  # fmt: skip
