"""Several problems of the library's files, raised as one."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.errors import LibraryError


class BrokenLibrary(LibraryError):
    """All that is wrong with ``refs.bib`` or ``refs.claims.json``; ``problems`` are in the order of the file.

    Example:
        >>> print(BrokenLibrary((LibraryError("one", path="refs.bib", line=1), LibraryError("two", path="refs.bib", line=7))))
        refs.bib:1: one
        refs.bib:7: two
    """

    def __init__(self, problems: Iterable[LibraryError]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, path=first.path, line=first.line, column=first.column, excerpt=first.excerpt)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:20]]
        rest = len(self.problems) - len(shown)
        return "\n".join([*shown, f"… and {rest} more"] if rest else shown)


def raise_problems(problems: Iterable[LibraryError]) -> None:
    """Raise what was collected; nothing if there is nothing."""
    found = tuple(problems)
    if found:
        raise found[0] if len(found) == 1 else BrokenLibrary(found)
