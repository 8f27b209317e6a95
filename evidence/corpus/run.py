"""A run over a corpus: what has to be read is read, what is gone is taken away, and at the end it is told what all of it says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from evidence.collector import paused_collector
from evidence.corpus.fingerprint import fingerprint
from evidence.corpus.pages import Problem, find_pages
from evidence.corpus.step import PageRead, Task
from evidence.corpus.store import NAME_AT_FAULT, Store, refuse_other_corpus
from evidence.corpus.summary import CorpusSummary, Counted, Tally
from evidence.errors import InputError, WriteRefused
from evidence.journals import load_aliases
from evidence.reading import DEFAULT_MAX_SIZE, read_bytes
from evidence.therapies.own import read_own_rows

Reader = Callable[[Iterable[Task]], Iterator[PageRead]]
"""Tasks to results in any order: ``read_in_processes`` or ``read_on_cluster`` with their settings."""


class CorpusRun:
    """One run over a folder. Iterate over it to read; after that ``summary`` is there.

    Each step gives the problem of a page that could not be read, or ``None`` for a page that is done. Stopping in between loses nothing.

    Args:
        folder: The documents.
        out: Where results go.
        reader: What reads them.
        tables: Paths of a person's own tables of journals, later ones winning.
        max_size: Bytes; a larger file is a problem.

    Attributes:
        total: How many pages there are.
        read: How many of them were read in this run.
        unchanged: How many did not have to be.
        removed: Pages that are gone, whose results were taken away.
        problems: What could not be read; in the order of their paths once the run is done.
        summary: What all pages come to.

    Raises:
        InputError: The folder cannot be listed or has no documents, or a person's own table is broken.
        WriteRefused: ``out`` holds something else, another run writes there, or it cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        out: Path,
        reader: Reader,
        *,
        tables: tuple[Path, ...] = (),
        max_size: int = DEFAULT_MAX_SIZE,
    ) -> None:
        load_aliases(*tables)
        read_own_rows()  # what is wrong in a table of one's own is told once, not by every page
        self.pages = find_pages(folder, out)
        if folder.resolve() == out.resolve():
            raise WriteRefused(f"{out}: this is the folder of the documents; results go to one of their own")
        self.folder, self.out, self.max_size = folder.absolute(), out, max_size  # workers may stand elsewhere
        self.total = len(self.pages.paths)
        self.read = self.unchanged = 0
        self.removed: tuple[str, ...] = ()
        self.problems: list[Problem] = list(self.pages.problems)
        self.summary = CorpusSummary()
        self._reader = reader
        self._tally = Tally()
        self._to_tally = deque(self.pages.paths)
        self._settled: set[str] = set()
        self._tables = tuple(str(table.absolute()) for table in tables)
        self._fingerprint = fingerprint(self._tables)
        if not out.exists() and not self.total:
            raise InputError("no documents here (.txt, .md, .html, .docx, .pdf)", path=str(folder))
        self._store = Store(out)

    def __iter__(self) -> Iterator[Problem | None]:
        store = self._store
        try:
            refuse_other_corpus(store, self.pages.paths, self.folder)
            self.removed = tuple(sorted(store.known.keys() - set(self.pages.paths)))
            for path in self.removed:
                store.drop(path)
            yield from self.problems
            for result in self._reader(self._tasks()):
                problem = self._keep(result)
                if problem is not None:
                    self.problems.append(problem)
                self._settle(result.path)
                yield problem
            self._finish()
        except OSError as error:
            raise WriteRefused(
                f"{self.out}: cannot be written ({error.strerror or error}); what was read so far is kept, run the command again to go on"
            ) from None
        finally:
            store.close()

    @property
    def done(self) -> int:
        """Pages that this run is through with."""
        return self.read + self.unchanged + len(self.problems) - len(self.pages.problems)

    def _tasks(self) -> Iterator[Task]:
        """The pages that changed, or were read by another version, or whose result is not there as it was written."""
        for path in self.pages.paths:
            if self._is_current(path):
                self.unchanged += 1
                self._settle(path)
            else:
                file = str(self.folder / path)
                yield Task(
                    path=path, file=file, fingerprint=self._fingerprint, tables=self._tables, max_size=self.max_size
                )

    def _is_current(self, path: str) -> bool:
        kept = self._store.known.get(path)
        if kept is None or kept.fingerprint != self._fingerprint:
            return False
        try:
            page = read_bytes(self.folder / path, max_size=self.max_size)
        except InputError:
            return False  # the worker says why
        return sha256(page).hexdigest() == kept.page and self._store.line(path) is not None

    def _keep(self, result: PageRead) -> Problem | None:
        if result.problem:
            self._store.drop(result.path)
            return Problem(result.path, result.problem, result.exit_code)
        try:
            self._store.keep(result, self._fingerprint)
        except OSError as error:
            if error.errno not in NAME_AT_FAULT:
                raise
            self._store.drop(result.path)
            message = f"its result cannot be written ({error.strerror}); give it another name"
            return Problem(result.path, message, WriteRefused.exit_code)
        self.read += 1
        return None

    def _settle(self, path: str) -> None:
        """Tally the pages that are through, in the order of their paths, while others are still being read."""
        self._settled.add(path)
        while self._to_tally and self._to_tally[0] in self._settled:
            first = self._to_tally.popleft()
            self._settled.remove(first)
            if first not in self._store.known:
                continue  # it could not be read
            line = self._store.line(first)
            if line is None:
                result = self._store.result(first)
                raise WriteRefused(f"{result}: changed by another program meanwhile; run the command again")
            with paused_collector():
                self._tally.add(first, line)

    def _finish(self) -> None:
        self.problems.sort()  # workers fail in any order
        languages = {path: kept.language for path, kept in self._store.known.items() if kept.language}
        self.summary = self._tally.summary(Counted(self.problems, self.pages.others, languages))
        text = msgspec.json.format(msgspec.json.encode(self.summary), indent=1) + b"\n"
        self._store.finish(text)
