"""What can be mended without a person: bare identifiers, and the two fields that are derived from the claims file."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from evidence.checks.sources import tidy_fields
from evidence.library.bibedit import edit_fields
from evidence.library.latex import encode_field

if TYPE_CHECKING:
    from evidence.checks.settings import CheckSettings
    from evidence.library.library import Library


def fix_library(library: Library, settings: CheckSettings) -> Library:
    """The library with everything mended that is safe; only fields of entries change, and only those that a finding names.

    The derived fields are always made anew: that is what saving a library does.

    Example:
        >>> from evidence.checks.settings import CheckSettings
        >>> from evidence.library import Library
        >>> from evidence.library.bibfile import read_bib
        >>> from evidence.library.records import ClaimsFile
        >>> library = Library(read_bib("@misc{a, doi = {https://doi.org/10.1000/x}}"), ClaimsFile())
        >>> fix_library(library, CheckSettings()).bib.text
        '@misc{a, doi = {10.1000/x}}'
    """
    bib = library.bib
    if settings.wants("EV024"):
        texts = {
            entry.key: edit_fields(
                entry, {name: encode_field(name, value) for name, value in changes.items()}, bib.newline
            )
            for entry in bib.entries
            if (changes := tidy_fields(entry.values))
        }
        bib = bib.replace_all(texts) if texts else bib
    return library.with_bib(bib)


def render_diff(before: Library, after: Library, path: str) -> str:
    """What would change in ``refs.bib``, as a unified diff; empty if nothing would."""
    old, new = (library.bib.text.splitlines(keepends=True) for library in (before, after))
    return "".join(
        line if line.endswith("\n") else f"{line}\n" for line in unified_diff(old, new, f"a/{path}", f"b/{path}")
    )
