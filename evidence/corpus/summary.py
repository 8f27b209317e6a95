"""What a corpus says as a whole: therapies and sources over all pages, gaps across pages, contradictions between them.

Pages are taken one by one and only counts and names are kept, so that memory grows with what there is to tell, not with the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from sys import intern
from typing import NamedTuple

import msgspec

from evidence.corpus.pages import Problem
from evidence.records import Citation, Claim, Record
from evidence.resolve import Works, bare_citation, resolve
from evidence.views.questions import Contradiction, Sides, add_to_rows, find_contradictions
from evidence.wording import clean, clip

SUMMARY_SCHEMA = "evidence.corpus/1"
_MOST_SHOWN = 200


class TherapyAcross(Record, frozen=True, kw_only=True):
    """A therapy over all pages: how many claims and on how many pages, how many of the claims cite, and which works."""

    therapy: str
    pages: int
    claims: int
    cited_claims: int
    directions: dict[str, int]
    sources: tuple[str, ...]


class SourceAcross(Record, frozen=True, kw_only=True):
    """A work over all pages: its key within this corpus, as its first page cites it, and how many pages and claims cite it."""

    key: str
    as_written: str
    pages: int
    claims: int


class Failure(Record, frozen=True, kw_only=True):
    """A document or folder that could not be read, and why."""

    path: str
    message: str


class CorpusSummary(Record, frozen=True, kw_only=True):
    """What a corpus says as a whole; the same for the same pages, whatever order they were read in.

    Attributes:
        schema: ``evidence.corpus/1``.
        documents: Pages that were read.
        failed: Those that could not be, with the reason; by path.
        other_files: Files in the folder that are no documents.
        other_languages: Language → pages in it, whose claims are not found since claims are read in English only.
        citations: Works cited, counted on each page.
        claims: Verdicts on a therapy or combination, counted on each page.
        therapies: Those on most pages first.
        sources: Works, those that most pages cite first.
        uncited_therapies: Claimed on some page, and no claim of any page cites a source; by name.
        single_source: Therapies all of whose cited claims, on all pages, rest on one work: name → its key.
        contradictions: Therapy × condition that one page supports and another speaks against; paths of pages on each side.
    """

    schema: str = SUMMARY_SCHEMA
    documents: int = 0
    failed: tuple[Failure, ...] = ()
    other_files: int = 0
    other_languages: dict[str, tuple[str, ...]] = {}
    citations: int = 0
    claims: int = 0
    therapies: tuple[TherapyAcross, ...] = ()
    sources: tuple[SourceAcross, ...] = ()
    uncited_therapies: tuple[str, ...] = ()
    single_source: dict[str, str] = {}
    contradictions: tuple[Contradiction, ...] = ()


class _Line(msgspec.Struct):
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]


_DECODER = msgspec.json.Decoder(_Line)


class _Therapy:
    __slots__ = ("cited", "claims", "directions", "last", "pages", "sources")

    def __init__(self) -> None:
        self.pages = self.claims = self.cited = 0
        self.last = ""
        self.directions: Counter[str] = Counter()
        self.sources: dict[str, None] = {}


class _Source:
    __slots__ = ("claims", "pages", "text")

    def __init__(self, text: str) -> None:
        self.text, self.pages, self.claims = text, 0, 0


class Counted(NamedTuple):
    """What is not in the pages' results themselves."""

    failed: Iterable[Problem] = ()
    other_files: int = 0
    languages: Mapping[str, str] = {}


NOTHING_MORE = Counted()


class Tally:
    """Results of pages, added one by one in the order of their paths; ``summary`` tells what they come to.

    Example:
        >>> from evidence.findings import read_text
        >>> tally = Tally()
        >>> tally.add("a.txt", msgspec.json.encode(read_text("Ice is effective in gout.").to_dict()))
        >>> tally.add("b.txt", msgspec.json.encode(read_text("Ice is of no use in gout [BMJ 2001;3:4].").to_dict()))
        >>> found = tally.summary()
        >>> found.contradictions[0].subject, found.sources[0].key, found.uncited_therapies
        ('ice', 'bmj-2001-3-4', ())
    """

    def __init__(self) -> None:
        self._works = Works()
        self._therapies: dict[str, _Therapy] = {}
        self._sources: dict[str, _Source] = {}
        self._rows = Sides({}, {})
        self._documents = self._citations = self._claims = 0

    def add(self, path: str, line: bytes) -> None:
        """One page's result, the object of ``evidence read --json``."""
        page = _DECODER.decode(line)
        self._documents += 1
        self._citations += len(page.citations)
        self._claims += len(page.claims)
        keys = {name: intern(key) for name, key in resolve(page.citations, self._works).keys.items()}
        for citation in page.citations:
            key = keys[citation.id]
            if key not in self._sources:
                text = clip(clean(bare_citation(citation.text)), _MOST_SHOWN)
                self._sources[key] = _Source(text)
        for key in set(keys.values()):
            self._sources[key].pages += 1
        for claim in page.claims:
            cited = dict.fromkeys(keys[name] for name in claim.citations if name in keys)
            for key in cited:
                self._sources[key].claims += 1
            for name in claim.therapies:
                therapy = self._therapies.get(name)
                if therapy is None:
                    therapy = self._therapies[name] = _Therapy()
                therapy.pages += therapy.last != path
                therapy.last = path
                therapy.claims += 1
                therapy.cited += bool(cited)
                therapy.directions[claim.direction] += 1
                therapy.sources.update(cited)
            add_to_rows(self._rows, claim, path)

    def summary(self, counted: Counted = NOTHING_MORE) -> CorpusSummary:
        """What the pages so far come to."""
        therapies = sorted(self._therapies.items(), key=lambda item: (-item[1].pages, item[0]))
        sources = sorted(self._sources.items(), key=lambda item: (-item[1].pages, item[0]))
        languages: dict[str, list[str]] = {}
        for path, language in sorted(counted.languages.items()):
            languages.setdefault(language, []).append(path)
        return CorpusSummary(
            documents=self._documents,
            failed=tuple(Failure(path=path, message=message) for path, message, _ in sorted(counted.failed)),
            other_files=counted.other_files,
            other_languages={name: tuple(languages[name]) for name in sorted(languages)},
            citations=self._citations,
            claims=self._claims,
            therapies=tuple(
                TherapyAcross(
                    therapy=name,
                    pages=one.pages,
                    claims=one.claims,
                    cited_claims=one.cited,
                    directions=dict(sorted(one.directions.items())),
                    sources=tuple(sorted(one.sources)),
                )
                for name, one in therapies
            ),
            sources=tuple(
                SourceAcross(key=key, as_written=one.text, pages=one.pages, claims=one.claims) for key, one in sources
            ),
            uncited_therapies=tuple(sorted(name for name, one in therapies if not one.sources)),
            single_source={name: next(iter(one.sources)) for name, one in sorted(therapies) if len(one.sources) == 1},
            contradictions=tuple(
                found
                for found in find_contradictions(self._rows)
                if len({*found.supporting, *found.against}) > 1  # within one page, `evidence gaps PAGE` tells it
            ),
        )
