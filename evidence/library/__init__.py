"""The library: ``refs.bib`` and ``refs.claims.json`` as one immutable value.

bibfile (text ↔ entries) · bibedit (one entry's text) · entries (entry ↔ fields) · claimsfile (JSON ↔ records) · place (a claim found
again) · decisions (a person's word) · rereading (a page read again) · saving (both files or none) · journal (a save that
was broken off) · library (``open_library``, ``Library``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.library.library import Library, Therapy, open_library

__all__ = ["Library", "Therapy", "open_library"]


def __getattr__(name: str) -> Any:
    """Load the library itself when it is asked for: its records alone cost nothing."""
    if name in __all__:
        from evidence.library import library

        return getattr(library, name)
    raise AttributeError(name)
