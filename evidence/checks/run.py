"""All checks, one after the other: a function from files to a report. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.checks.claims import find_dangling, find_document_drift, find_uncited, find_unknown_citations
from evidence.checks.desk import Desk, make_finding
from evidence.checks.findings import Finding, Report
from evidence.checks.ignoring import Baseline, divide, find_ignores, put_aside
from evidence.checks.pages import Page, Region, TextFile, read_own_page, read_page, shown_path
from evidence.checks.settings import CheckSettings
from evidence.checks.sources import (
    find_duplicates,
    find_implausible,
    find_integrity,
    find_uncertain,
    find_untidy,
    find_unused,
)
from evidence.errors import InputError, LibraryError
from evidence.findings import read
from evidence.library import open_library
from evidence.library.journal import claims_path
from evidence.library.outside import is_of_project, same_place

if TYPE_CHECKING:
    from evidence.library.library import Library

CHECKS: Mapping[str, tuple[Callable[[Desk], Iterator[Finding]], tuple[str, ...]]] = {
    "what is not cited": (find_uncited, ("EV001", "EV020", "EV021")),
    "unused sources": (find_unused, ("EV002",)),
    "citations that are not in the library": (find_unknown_citations, ("EV003",)),
    "documents and claims that changed": (find_document_drift, ("EV004", "EV005", "EV006", "EV007")),
    "links that lead nowhere": (find_dangling, ("EV008",)),
    "duplicates": (find_duplicates, ("EV010",)),
    "values that do not fit": (find_implausible, ("EV011", "EV012", "EV013")),
    "what is uncertain or incomplete": (find_uncertain, ("EV014", "EV015")),
    "what was published about a work": (find_integrity, ("EV016", "EV017", "EV018", "EV019")),
    "derived and untidy fields": (find_untidy, ("EV009", "EV024")),
}
"""The checks with the codes of their findings. Adding one is a function, a row here and a row in ``codes``."""


def check_library(
    path: Path,
    documents: Iterable[str] = (),
    *,
    settings: CheckSettings | None = None,
    baseline: Baseline | None = None,
) -> Report:
    """Check a library and its documents.

    Args:
        path: ``refs.bib``.
        documents: Further documents, or some of the library's, to compare with it; the library's own are always looked at.
        settings: Of the project; the usual ones unless given.
        baseline: Findings that are known.

    Raises:
        InputError: A document that was named, or the library, cannot be read.

    Example:
        >>> import tempfile
        >>> bib = Path(tempfile.mkdtemp(), "refs.bib")
        >>> _ = bib.write_text("@article{a, journal = {BMJ}, year = 2062, pages = {9--2}}", encoding="utf-8")
        >>> [finding.code for finding in check_library(bib).findings]
        ['EV002', 'EV011', 'EV013']
    """
    settings = settings or CheckSettings()
    try:
        library = open_library(path, missing_sources=True)
    except LibraryError as error:
        problems = getattr(error, "problems", (error,))
        if any(
            problem.line is None or problem.path != str(path) or problem.message.startswith("this byte")
            for problem in problems
        ):
            raise
        return Report(findings=tuple(_damage(problem, shown_path(path), settings) for problem in problems))
    bib = TextFile(shown_path(path), library.bib.text)
    claims = TextFile(shown_path(claims_path(path)), library.raw_claims.decode("utf-8", "replace"))
    pages = _read_pages(library, path.parent, (*documents, *_matching(path.parent, settings.documents)))
    desk = Desk(library, _as_it_would_be(library, pages), bib, claims, pages, settings)
    found = [finding for find, codes in CHECKS.values() if any(map(settings.wants, codes)) for finding in find(desk)]
    ignores = {}
    for file in (bib, *(page.file for page in pages.values())):
        ignores[file.path], wrong = find_ignores(file, settings)
        found += wrong
    wanted = (finding for finding in found if settings.wants(finding.code))
    ordered = sorted(
        put_aside(wanted, ignores), key=lambda one: (one.path, one.line, one.column, one.code, one.subject)
    )
    told = tuple(finding for finding in ordered if not finding.reason)
    new, known = divide(told, baseline) if baseline else (told, ())
    return Report(findings=new, ignored=tuple(finding for finding in ordered if finding.reason), known=known)


def _damage(problem: InputError, path: str, settings: CheckSettings) -> Finding:
    line, column = problem.line or 1, problem.column or 1
    region = Region(line, column, line, column + 1, problem.excerpt or "")
    return make_finding("EV022", settings, path, region, problem.message, problem.message)


def _matching(folder: Path, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The files of the project that the settings name, in order.

    Raises:
        InputError: A pattern is none.
    """
    found: set[Path] = set()
    for pattern in patterns:
        try:
            found.update(file for file in folder.glob(pattern) if file.is_file() and is_of_project(folder, file))
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(
                f"the setting 'documents': {pattern[:60]!r} finds no files ({type(error).__name__})"
            ) from None
    return tuple(map(str, sorted(found)))


def _read_pages(library: Library, folder: Path, named: tuple[str, ...]) -> dict[str, Page]:
    """The library's documents by id, and those that were named by their path."""
    given = {same_place(name) for name in named}
    pages = {name: read_own_page(folder, record, given) for name, record in library.documents.items()}
    own = {same_place(folder / record.path) for record in library.documents.values()}
    for name in named:
        if same_place(name) not in own:
            page = read_page(Path(name), None)
            if page.state == "missing":
                read(name)  # says why it cannot be read
            pages[name] = page
    return pages


def _as_it_would_be(library: Library, pages: Mapping[str, Page]) -> Library:
    """The library with the documents as they are now."""
    from evidence.therapies import load_vocabulary

    changed = [page for page in pages.values() if page.state in {"changed", "new"}]
    if not changed:
        return library
    vocabulary = load_vocabulary()
    return library.add(*(read(page.path, aliases=library.aliases, vocabulary=vocabulary) for page in changed))
