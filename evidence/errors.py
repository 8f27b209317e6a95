"""What can go wrong, as one tree.

::

    EvidenceError                  every error that this package raises on purpose; ``exit_code`` as in the manual
    ├── InputError            2    a file that cannot be read, or text that breaks its format (path, line, column, excerpt)
    │   └── LibraryError      2    refs.bib or refs.claims.json is broken; 4 from a command that would have written
    ├── NotKnown              2    a name, key or id that the library does not have (with what was perhaps meant)
    ├── WriteRefused          4    writing would lose or overwrite something; nothing was changed
    ├── ServiceError          3    a look-up service was not reached or gave an answer that cannot be believed
    └── MissingExtra          2    an optional package is needed; the message holds the command that installs it

"Not found" is never an error: it is an empty result.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_MOST_SHOWN = 20
_MOST_NEIGHBOURS = 2_000


class EvidenceError(Exception):
    """Base of all errors raised on purpose; its text is fit to be shown to a user as it is.

    Example:
        >>> EvidenceError("nothing to do").exit_code
        2
    """

    exit_code = 2


class InputError(EvidenceError):
    """Something a user gave cannot be read.

    Args:
        message: What is wrong and what to do next, without the place.
        path: The file, as the user named it; ``-`` is standard input.
        line: Line, counted from 1.
        column: Column in code points, counted from 1.
        excerpt: The line of text itself; a caret is drawn under ``column``.

    Attributes:
        others: Further problems of the same file, in its order (``raise_together``).

    Example:
        >>> print(InputError("missing comma", path="refs.bib", line=3, column=5, excerpt="  x = 1"))
        refs.bib:3:5: missing comma
            x = 1
              ^
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        excerpt: str | None = None,
    ) -> None:
        self.message, self.path, self.line, self.column, self.excerpt = message, path, line, column, excerpt
        self.others: tuple[InputError, ...] = ()
        super().__init__(message)

    def __str__(self) -> str:
        shown = [self._alone(), *(str(other) for other in self.others[: _MOST_SHOWN - 1])]
        rest = len(self.others) + 1 - len(shown)
        return "\n".join([*shown, f"… and {rest} more"] if rest else shown)

    def _alone(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        first = f"{place}: {self.message}" if place else self.message
        if self.excerpt is None:
            return first
        start = max(0, (self.column or 1) - 60)
        shown = self.excerpt[start : start + 100].replace("\t", " ")
        if self.column is None:
            return f"{first}\n  {shown}"
        return f"{first}\n  {shown}\n  {' ' * (self.column - 1 - start)}^"


def raise_together(problems: Iterable[InputError]) -> None:
    """Raise all that is wrong with a file as its first problem, which tells the others too; nothing if there is nothing.

    Args:
        problems: In the order of the file, all of one class.

    Raises:
        InputError: The first of them, of its own class.

    Example:
        >>> try:
        ...     raise_together([InputError("one", path="a.ris", line=1), InputError("two", path="a.ris", line=7)])
        ... except InputError as error:
        ...     print(error)
        a.ris:1: one
        a.ris:7: two
    """
    found = tuple(problems)
    if found:
        found[0].others = found[1:]
        raise found[0]


def why_unreadable(path: str | Path, problem: OSError) -> str:
    """Why a file cannot be read and where to look for it, as the message of an ``InputError``.

    Args:
        path: The file, as the user named it.
        problem: What opening it raised.

    Example:
        >>> why_unreadable("nowhere/page.md", FileNotFoundError())
        'no such file: there is no folder nowhere'
        >>> why_unreadable("pages/*.md", FileNotFoundError())
        'no file has such a name'
    """
    file = Path(path)
    if not isinstance(problem, FileNotFoundError):
        return f"cannot be read ({problem.strerror or problem})"
    if any(sign in str(path) for sign in "*?["):
        return "no file has such a name"
    if not file.parent.is_dir():
        return f"no such file: there is no folder {file.parent}"
    import difflib
    from itertools import islice

    try:
        neighbours = sorted(other.name for other in islice(file.parent.iterdir(), _MOST_NEIGHBOURS))
    except OSError:
        neighbours = []
    near = [str(file.parent / name) for name in difflib.get_close_matches(file.name, neighbours, n=2)]
    return f"no such file; perhaps: {', '.join(near)}" if near else f"no such file in {file.parent.resolve()}"


class LibraryError(InputError):
    """``refs.bib`` or ``refs.claims.json`` is broken; nothing is written until a person mends it.

    The command line exits with 4 where a write was refused for it, with 2 where it was only to be read.

    Example:
        >>> print(LibraryError("this brace is never closed", path="refs.bib", line=7, column=3))
        refs.bib:7:3: this brace is never closed
    """


class NotKnown(EvidenceError):
    """A therapy, source, claim or document that the library does not have.

    Example:
        >>> print(NotKnown("therapy", "sirolimsu", ("sirolimus",)))
        no therapy 'sirolimsu' here; perhaps: sirolimus
    """

    def __init__(self, kind: str, name: str, perhaps: tuple[str, ...] = ()) -> None:
        self.kind, self.name, self.perhaps = kind, name, perhaps
        super().__init__(f"no {kind} {name!r} here" + (f"; perhaps: {', '.join(perhaps)}" if perhaps else ""))


class WriteRefused(EvidenceError):
    """A write would have lost or overwritten something, so nothing was written.

    Example:
        >>> WriteRefused("refs.bib: changed by another program").exit_code
        4
    """

    exit_code = 4


class ServiceError(EvidenceError):
    """A look-up service was not reached, or its answer cannot be believed.

    Example:
        >>> ServiceError("the answer is a page of HTML").exit_code
        3
    """

    exit_code = 3


class MissingExtra(EvidenceError):
    """An optional package is needed.

    Example:
        >>> print(MissingExtra("reading .docx", "docx"))
        reading .docx needs an optional package: pip install 'evidence-tracker[docx]'
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional package: pip install 'evidence-tracker[{extra}]'")
