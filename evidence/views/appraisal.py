"""What is known of a source beside its reference: year, study design, suggested level, integrity. Nothing is judged here.

Design, level and integrity come from the answers of look-up services that the library keeps; a design that only the citing page states
is taken from its claims and told as such. What neither says stays empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import regex

from evidence.records import Record
from evidence.styles import short_reference
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence.library.records import LibraryClaim, LookupRecord
    from evidence.views.subjects import Evidence

DesignOrigin = Literal["record", "page"]
TROUBLED = ("retracted", "retracted and republished", "expression of concern")
"""Integrity that a reader must not overlook."""
_ARTICLE = regex.compile(r"(?i)^(?:an?|the)\s")
_SIZE = regex.compile(
    r"""(?xi)
    (?:^|\s(?:of|in|with|on)\s|[\s,;(]+(?=n\s?=))  # 16 patients · a series of twelve children · an open trial, n = 40
    (?:n\s?=\s?)?(?:\d[\d,]*+(?!\S)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a\shundred|a\sdozen)\s).*+
    """
)
"""How many took part, from there to the end."""
INTEGRITY_WORDS = {**{word: word.upper() for word in TROUBLED}, "none found": "no retraction found"}


class Appraisal(NamedTuple):
    """What services say of a source's design, suggested level and integrity; ``None`` where they do not or were not asked."""

    design: str | None = None
    level: int | None = None
    level_in_words: str | None = None
    integrity: str | None = None


class SourceNote(Record, frozen=True, kw_only=True):
    """A source as a row names it. ``None`` is unknown.

    ``reference`` is the short form; ``design_from`` says whether a bibliographic record or the citing page names the study design;
    ``level`` is the OCEBM level from 1 (best) to 5 that the design suggests at best, ``level_in_words`` the same in words, also where
    OCEBM has no row for the design; ``integrity`` is what services know of it: ``retracted``, ``corrected``, ``none found`` …
    """

    key: str
    reference: str
    year: int | None = None
    design: str | None = None
    design_from: DesignOrigin | None = None
    level: int | None = None
    level_in_words: str | None = None
    integrity: str | None = None


def source_notes(library: Evidence, claims: Iterable[LibraryClaim], keys: Iterable[str]) -> tuple[SourceNote, ...]:
    """The sources of these keys, each once, with what the claims and the library's look-ups say of them."""
    stated: dict[str, list[str]] = {}
    for claim in claims:
        if len(claim.sources) == 1 and (design := design_in(claim.study or "")):
            # of several sources nobody knows which one the word is about
            stated.setdefault(claim.sources[0], []).append(design)
    return tuple(_note(library, key, tuple(dict.fromkeys(stated.get(key, ())))) for key in dict.fromkeys(keys))


def design_in(study: str) -> str | None:
    """The study design in a page's words about a study; ``None`` where they tell only how many took part.

    Example:
        >>> design_in("16 patients"), design_in("n = 40"), design_in("A series of 12 children"), design_in("two-centre audit")
        (None, None, 'series', 'two-centre audit')
    """
    words = _ARTICLE.sub("", _SIZE.sub("", clean(study))).strip(" ,;:()")
    return words or None


def _note(library: Evidence, key: str, stated: tuple[str, ...]) -> SourceNote:
    source = library.sources.get(key)
    known = appraise(lookups_of(library).get(key, ()))
    on_page = stated[0] if len(stated) == 1 else None
    return SourceNote(
        key=clean(key),
        reference=short_reference(source) if source else clean(key),
        year=source.fields.year if source else None,
        design=known.design or on_page,
        design_from="record" if known.design else "page" if on_page else None,
        level=known.level,
        level_in_words=known.level_in_words,
        integrity=known.integrity,
    )


def lookups_of(library: Evidence) -> Mapping[str, tuple[LookupRecord, ...]]:
    """The answers of services that a library keeps; none for a library without."""
    found: Mapping[str, tuple[LookupRecord, ...]] = getattr(library, "lookups", {})
    return found


def appraise(records: Sequence[LookupRecord]) -> Appraisal:
    """Study design, suggested level and integrity, from the answers about one source.

    Example:
        >>> from evidence.library.records import LookupRecord
        >>> appraise([LookupRecord(service="pubmed", address="", at="2026-01-01", verdict="match", types=("Case Reports",))])
        Appraisal(design='case report', level=None, level_in_words='no OCEBM row', integrity='none found')
    """
    if not records:
        return Appraisal()
    from evidence.lookup.integrity import status_of  # only where something was looked up
    from evidence.lookup.levels import NO_ROW, UNKNOWN, level_of

    level, status = level_of(records), status_of(records).status
    words = {UNKNOWN: None, NO_ROW: "no OCEBM row"}.get(level.level, f"{level.level}, suggested")
    return Appraisal(
        design=None if level.design == UNKNOWN else level.design,
        level=level.rank,
        level_in_words=words,
        integrity=None if status == "unknown" else status,
    )


def describe_note(note: SourceNote) -> str:
    """A source in one line: reference, design, level, integrity, and its key in brackets at the end.

    Example:
        >>> describe_note(SourceNote(key="jfm-1", reference="JFM 2017;34:261", design="case series", design_from="page"))
        'JFM 2017;34:261 · case series, says the page [jfm-1]'
        >>> describe_note(SourceNote(key="b", reference="b", integrity="retracted"))
        'RETRACTED [b]'
    """
    design = f"{note.design}, says the page" if note.design and note.design_from == "page" else note.design
    level = f"level {note.level_in_words}" if note.level else note.level_in_words
    integrity = INTEGRITY_WORDS.get(note.integrity or "", note.integrity)
    name = None if note.reference in (note.key, f"[{note.key}]") else note.reference
    year = str(note.year) if name and note.year and str(note.year) not in name else None
    words = " · ".join(filter(None, (name, year, integrity, design, level)))
    return f"{words} [{note.key}]" if words else f"[{note.key}]"
