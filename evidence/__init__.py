"""From a clinician's page to a verified, citable evidence map, with nothing invented and nothing lost.

The flow, one step a module::

    document ─ reading ─▶ Document ─ citations ─▶ Citation ─ resolve ─▶ Source ──▶ refs.bib
                              └────── claims ────▶ Claim (links to citations) ──▶ refs.claims.json
    refs.bib + refs.claims.json ─ library ─▶ Library ─ views ─▶ graph · tables · map · report · annotated page
                                               │  ├─ exports ─▶ bibliographies ─ imports ─▶ refs.bib
                                               │  ├─ review ─▶ raters' sheets ─▶ decisions
                                               │  └─ checks ─▶ findings with code and place
    folder ─ corpus ─▶ Findings of each document, in parallel ─▶ what all of them say
                                     Source ─ lookup ─▶ Work ─ compared ─▶ Source with provenance

Example:
    >>> import evidence
    >>> found = evidence.read_text("Oral sirolimus was highly effective for vincristine-resistant KMS [PD 2017;34;261].")
    >>> claim = found.claims[0]
    >>> claim.therapies, claim.direction, [c.role for c in claim.context], claim.citations
    (('sirolimus',), 'supports', ['refractory'], ('c1',))

It gives no medical advice and grades nothing by itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.citations import parse_citation as parse
    from evidence.errors import (
        EvidenceError,
        InputError,
        LibraryError,
        MissingExtra,
        NotKnown,
        ServiceError,
        WriteRefused,
    )
    from evidence.findings import Findings, read, read_text
    from evidence.library import Library
    from evidence.library import open_library as open  # noqa: A004  the verb that users know

__version__ = "0.1.0"

_HOME = {
    "parse": ("evidence.citations", "parse_citation"),
    "Findings": ("evidence.findings", "Findings"),
    "read": ("evidence.findings", "read"),
    "read_text": ("evidence.findings", "read_text"),
    "Library": ("evidence.library", "Library"),
    "open": ("evidence.library", "open_library"),
    **{
        name: ("evidence.errors", name)
        for name in (
            "EvidenceError",
            "InputError",
            "LibraryError",
            "MissingExtra",
            "NotKnown",
            "ServiceError",
            "WriteRefused",
        )
    },
}

__all__ = [
    "EvidenceError",
    "Findings",
    "InputError",
    "Library",
    "LibraryError",
    "MissingExtra",
    "NotKnown",
    "ServiceError",
    "WriteRefused",
    "open",
    "parse",
    "read",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that ``import evidence`` costs next to nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'evidence' has no attribute {name!r}")
    module, attribute = _HOME[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
