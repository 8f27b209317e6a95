"""A person's word: what a service says is written over what stands, with who, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evidence.errors import InputError
from evidence.library.records import SourceDecision
from evidence.lookup.merge import find_offer

if TYPE_CHECKING:
    from evidence.library import Library


def accept(library: Library, key: str, wishes: Iterable[str], *, by: str, at: str, why: str = "") -> Library:
    """Write what a person accepts of what services said, over what stood there, with who, when and why.

    Args:
        library: Not modified.
        key: The source.
        wishes: ``FIELD``, ``FIELD=SERVICE`` or ``FIELD=VALUE`` each.
        by: Who decides.
        at: When, ISO 8601.
        why: Why.

    Raises:
        NotKnown: The library has no such source.
        InputError: No service said such a thing, or several said different things.
    """
    from evidence.library.bibedit import edit_fields

    source = library.sources[key]
    entry = library.bib.entry(source.key)
    assert entry is not None  # every source is an entry
    records = library.lookups.get(source.key, ())
    if not records:
        raise InputError(f"nobody was asked about {key}; run 'evidence lookup {key}' first")
    words: list[SourceDecision] = []
    changes: dict[str, str] = {}
    for wish in wishes:
        name, value, service = find_offer(records, wish)
        was = entry.inside(name)
        if was == value:
            continue
        changes[name] = value
        words.append(
            SourceDecision(
                action="accept", source=source.key, by=by, at=at, why=why, fields={name: value}, was={name: was} if was is not None else {},
                service=service,
            )
        )  # fmt: skip
    if not changes:
        return library
    text = edit_fields(entry, dict(changes), library.bib.newline)
    return library.with_lookups({source.key: text}, library.file.lookups, tuple(words))
