"""A citation while it is being read: offsets in the cleaned text, fields as a plain mapping."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from evidence.citations.identifiers import Identifier
from evidence.citations.locators import Locator


@dataclass(slots=True)
class Found:
    """One cited work, before it becomes a ``Citation``; only this package changes it, and only while it reads."""

    start: int
    end: int
    rule: str
    fields: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)

    def put_locator(self, locator: Locator) -> None:
        """Take over what a locator says."""
        pages, said = locator.pages, self.fields
        if locator.year is not None:
            said["year"] = locator.year
        if locator.month is not None:
            said["month"] = locator.month
        if locator.volume is not None:
            said["volume"] = locator.volume
        if locator.issue is not None:
            said["issue"] = locator.issue
        if pages.first is not None:
            said["first_page"] = pages.first
        if pages.last is not None:
            said["last_page"] = pages.last
        if pages.article is not None:
            said["article_number"] = pages.article
        if locator.pmid is not None:
            said["pmid"] = locator.pmid
        if pages.doubt and not (
            pages.article and (locator.year or 2020) > 2012
        ):  # since then such numbers are articles
            name = "article_number" if pages.article else "first_page"
            self.reasons[name] = pages.doubt
            if pages.instead:
                self.instead[name] = "-".join(pages.instead)

    def put_identifiers(self, identifiers: tuple[Identifier, ...] | list[Identifier]) -> None:
        """Take over identifiers; the first of a kind stays."""
        for identifier in identifiers:
            self.fields.setdefault(identifier.kind, identifier.value)
            if identifier.url:
                self.fields.setdefault("url", identifier.url)


class Places:
    """Taken stretches of a text, looked up in logarithmic time however many there are."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def add(self, start: int, end: int) -> None:
        """Take one more."""
        insort(self._spans, (start, end))

    def touches(self, start: int, end: int) -> bool:
        """Whether anything of ``start:end`` is taken.

        Example:
            >>> places = Places([(3, 6), (9, 12)])
            >>> places.touches(5, 7), places.touches(6, 9), places.floor(8), places.floor(2)
            (True, False, 6, 0)
        """
        if not self._spans:
            return False
        index = bisect_left(self._spans, (end, -1))
        for _, taken_to in self._spans[max(0, index - 3) : index]:  # noqa: SIM110  asked for each block of a page
            if taken_to > start:
                return True
        return False

    def floor(self, at: int) -> int:
        """The end of the last taken stretch before ``at``."""
        index = bisect_left(self._spans, (at, -1))
        return max((b for _, b in self._spans[max(0, index - 3) : index] if b <= at), default=0)
