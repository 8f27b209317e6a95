"""Bibliographies that others wrote: read without loss, one changed entry leaves every other byte, each failure told.

    python benchmarks/foreign.py FOLDER … [--edits 5] [--show 20]

Takes every ``*.bib`` below the folders, each content once: TeX Live's (Debian's ``texlive-bibtex-extra``), those of R packages (``r-cran-bibtex``,
``r-cran-rbibutils``), those that bibtexparser and pybtex test with. Nothing there is changed. Of each file:

- *read*: its text can be decoded, and its pieces are its text, character by character;
- *whole*: no damage; of a damaged file the damage is told with line and column, and it is not written;
- *entries*: as many keys as pybtex finds, where pybtex can read it (it reads what stands behind ``%`` and in ``@comment``);
- *edited*: for some of its entries a field is added. Every byte before and behind the entry stays, all fields of all other entries say the same
  when the file is read again, and taking the field out gives the file back.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pybtex.database
import pybtex.errors

from evidence.errors import LibraryError
from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import BibEntry, BibFile, read_bib
from evidence.library.encoding import decode_bib

PROBE = "evidence-probe"


class Outcome(NamedTuple):
    """What became of a file: ``kind`` names the row of the table, ``why`` tells a failure."""

    kind: str
    path: Path
    why: str = ""


def distinct_files(folders: list[Path]) -> Iterator[tuple[Path, bytes]]:
    seen: set[str] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*.bib")):
            if path.is_file():
                raw = path.read_bytes()
                name = sha256(raw).hexdigest()
                if name not in seen:
                    seen.add(name)
                    yield path, raw


def look_at(path: Path, raw: bytes, edits: int, counts: Counter[str]) -> Iterator[Outcome]:
    try:
        text, encoding = decode_bib(raw, str(path))
    except LibraryError as error:
        yield Outcome("not decoded", path, str(error).split("\n")[0])
        return
    file = read_bib(text, str(path))
    if file.text != text or file.text.encode(encoding) != raw:
        yield Outcome("LOSS", path, "the pieces are not the text")
        return
    counts["entries"] += len(file.entries)
    if file.problems:
        yield Outcome("damage told", path, str(file.problems[0]).split("\n")[0])
        return
    yield Outcome("whole", path)
    theirs = _keys_of_pybtex(text)
    ours = {entry.key.lower() for entry in file.entries}
    if theirs is not None and not ours <= theirs:
        yield Outcome("OTHER ENTRIES", path, f"not in pybtex's: {sorted(ours - theirs)[:3]}")
    elif theirs is not None and len(ours) < len(theirs):
        yield Outcome("fewer than pybtex", path, f"only in pybtex's: {sorted(theirs - ours)[:3]}")
    step = max(1, len(file.entries) // edits)
    for entry in file.entries[::step][:edits]:
        counts["edits"] += 1
        why = edit_one(file, entry)
        if why:
            yield Outcome("EDIT", path, f"{entry.key}: {why}")
            return
    yield Outcome("edited", path)


def edit_one(file: BibFile, entry: BibEntry) -> str:
    """Why an edit of this entry went wrong; empty if it did not."""
    place = file.places[entry.key.casefold()]
    edited = edit_fields(entry, {PROBE: "one"}, file.newline)
    changed = file.replace(entry.key, edited)
    before = "".join(piece if isinstance(piece, str) else piece.text for piece in file.pieces[:place])
    after = file.text[len(before) + len(entry.text) :]
    if changed.text != before + edited + after:
        return "other bytes changed"
    again = read_bib(changed.text, file.path)
    if again.problems:
        return f"damage: {again.problems[0]}"
    for old, new in zip(file.entries, again.entries, strict=True):
        wanted = {**old.values, PROBE: "one"} if old is entry else old.values
        if (old.key, old.kind, wanted) != (new.key, new.kind, new.values):
            return f"{old.key} says something else"
    fresh = again.entry(entry.key)
    assert fresh is not None
    back = again.replace(entry.key, edit_fields(fresh, {PROBE: None}, file.newline))
    return "" if back.text == file.text else "taking the field out does not give the file back"


def _keys_of_pybtex(text: str) -> set[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {key.lower() for key in pybtex.database.parse_string(text, "bibtex").entries}
    except Exception:
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--edits", type=int, default=5, help="Entries of each file that are edited.")
    parser.add_argument("--show", type=int, default=20, help="Lines of each kind of outcome.")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pybtex.errors.set_strict_mode(True)
    counts: Counter[str] = Counter()
    outcomes: list[Outcome] = []
    for path, raw in distinct_files(options.folders):
        counts["files"] += 1
        try:
            outcomes += look_at(path, raw, options.edits, counts)
        except Exception:
            outcomes.append(Outcome("CRASH", path, traceback.format_exc(limit=-1)))
    kinds = Counter(outcome.kind for outcome in outcomes)
    print(f"{counts['files']} distinct files, {counts['entries']} entries, {counts['edits']} edits")
    for kind, number in sorted(kinds.items()):
        print(f"{kind:20} {number}")
        told = [outcome for outcome in outcomes if outcome.kind == kind and outcome.why]
        for outcome in told[: options.show]:
            print(f"    {outcome.path.name}: {outcome.why}")
    return int(any(kind.isupper() for kind in kinds))


if __name__ == "__main__":
    sys.exit(main())
