"""BibTeX: the entries as they stand in ``refs.bib``, byte for byte, on request with the therapies as tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import BibEntry
from evidence.library.latex import encode_field

if TYPE_CHECKING:
    from evidence.exports.selection import Selection
    from evidence.library.bibfile import BibFile

_DEFINITIONS = re.compile(r"@(?:string|preamble)\b", re.IGNORECASE)
_PARENTS = ("crossref", "xdata", "xref")


def export_bib(selection: Selection) -> str:
    """The selected entries as a BibTeX file.

    The whole library is the file itself. A part of it is the entries' own text with the definitions (``@string``, ``@preamble``)
    and the parent entries that they need.
    """
    return export_entries(selection, lambda entry, _newline: entry.text)


def export_entries(selection: Selection, rewrite: Callable[[BibEntry, str], str]) -> str:
    """The selected entries, each rewritten, with what stands between them if they are the whole library."""
    bib = selection.library.bib
    if selection.keywords:
        bib = _with_therapies(bib, selection)
    rewritten = {entry.key: text for entry in bib.entries if (text := rewrite(entry, bib.newline)) != entry.text}
    bib = bib.replace_all(rewritten) if rewritten else bib
    if selection.everything:
        return bib.text
    definitions = [piece.strip() for piece in bib.pieces if isinstance(piece, str) and _DEFINITIONS.search(piece)]
    entries = [entry for key in selection.keys if (entry := bib.entry(key))]
    texts = [entry.text.strip() for entry in (*entries, *_parents(bib, entries))]
    joined = (bib.newline * 2).join((*definitions, *texts))
    return joined + bib.newline if joined else ""


def _parents(bib: BibFile, entries: list[BibEntry]) -> list[BibEntry]:
    """Entries from which others inherit; BibTeX wants them after their children."""
    found: dict[str, BibEntry] = {}
    queue = list(entries)
    chosen = {entry.key for entry in entries}
    while queue:
        entry = queue.pop()
        names = (name.strip() for field in _PARENTS for name in entry.values.get(field, "").split(","))
        for parent in filter(None, map(bib.entry, filter(None, names))):
            if parent.key not in chosen and parent.key not in found:
                found[parent.key] = parent
                queue.append(parent)
    return [entry for entry in bib.entries if entry.key in found]


def _with_therapies(bib: BibFile, selection: Selection) -> BibFile:
    therapies = selection.therapies
    texts = {}
    for key in selection.keys:
        entry = bib.entry(key)
        tags = [name for name in therapies.get(key, ()) if name not in selection.library.sources[key].keywords]
        if entry and tags:
            texts[entry.key] = edit_fields(entry, {"keywords": _keywords(entry, tags)}, bib.newline)
    return bib.replace_all(texts) if texts else bib


def _keywords(entry: BibEntry, tags: list[str]) -> str:
    """A person's own keywords as they stand, the tags behind them with the same separator."""
    own = (entry.inside("keywords") or "").rstrip(" ,;")
    joint = "; " if ";" in own else ", "
    return joint.join(filter(None, (own, *(encode_field("keywords", tag) for tag in tags))))
