"""``find_citations`` and ``parse_citation``: what was found, as records with offsets in the source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from evidence.citations.brackets import fill_brackets
from evidence.citations.cleaning import Cleaned, clean
from evidence.citations.finding import find_in, may_cite
from evidence.citations.found import Found, Places
from evidence.citations.lists import Entry, Mark, find_lists, find_marks, mark_in_source, points_back
from evidence.citations.pieces import compiled
from evidence.citations.plausibility import doubts, doubts_among
from evidence.collector import paused_collector
from evidence.document import Document
from evidence.journals import Aliases, JournalReading, resolve_journal
from evidence.keys import citation_key
from evidence.records import Candidate, Citation, Fields, Span

_SHORTEST = 6
"""No citation has fewer characters; a page can have a hundred thousand such blocks."""
NO_ALIASES = Aliases()
_ET_AL = compiled(r"(?i)\bet\.?\s{1,4}al\b|[,&]\s{0,4}…|\.\.\.\s{0,4}&")
_FAR = 2000


class _Placed(NamedTuple):
    start: int
    end: int
    found: Found
    number: int | None = None


def parse_citation(text: str, *, aliases: Aliases = NO_ALIASES) -> tuple[Citation, ...]:
    """The works that one string cites; usually one, none for a string that only looks like a citation.

    Args:
        text: A citation as it stood on a page; markup, entities and line breaks are allowed.
        aliases: A person's own readings of journal names, which win.

    Returns:
        One record a work, with offsets in ``text``; two works in one bracket share their place.

    Source:
        Order of elements: NLM, *Citing Medicine*, 2nd ed., chapter 1; AMA Manual of Style, 11th ed., chapter 3.

    Example:
        >>> [c] = parse_citation("[PD 2017;34;261]")
        >>> c.fields.year, c.fields.volume, c.fields.first_page, c.uncertain
        (2017, '34', '261', ('journal',))
        >>> parse_citation("Blood 12 ml; 121 ml in total")
        ()
    """
    cleaned = clean(text)
    found = fill_brackets(cleaned.text, find_in(cleaned.text, whole=True))
    placed = [_Placed(*cleaned.to_source(one.start, one.end), one) for one in found]
    return _records(text, placed, {}, aliases)


@paused_collector()
def find_citations(document: Document, *, aliases: Aliases = NO_ALIASES) -> tuple[Citation, ...]:
    """Find every citation in a document, in reading order.

    Args:
        document: Prose with its offsets; not modified.
        aliases: A person's own readings of journal names, which win.

    Returns:
        Citations whose spans are half-open, in code points of ``document.source``. An entry of a reference list is one citation,
        ``marks`` are the places that point to it; an entry that fits no rule has ``rule=None``.

    Source:
        Order of elements: NLM, *Citing Medicine*, 2nd ed., chapter 1; AMA Manual of Style, 11th ed., chapter 3.

    Example:
        >>> from evidence.reading import text_document
        >>> [c] = find_citations(text_document("Sirolimus was highly effective [PD 2017;34;261]."))
        >>> c.text, c.fields.journal_as_written, c.fields.year, c.key
        ('[PD 2017;34;261]', 'PD', 2017, 'pd-2017-34-261')
    """
    placed: list[_Placed] = []
    entries = _parsed_lists(document)
    listed = Places([(entry.start, entry.end) for entry, _ in entries])
    numbers = frozenset(entry.number for entry, _ in entries if entry.number is not None)
    marks: list[Mark] = []
    for start, end in _pieces(document):
        if listed.touches(start, end):
            continue
        text = document.text[start:end]
        if numbers or points_back(text):
            marks.extend(find_marks(document.text, start, end, numbers))
        if end - start < _SHORTEST or not may_cite(text):
            continue
        cleaned = clean(text)
        for one in fill_brackets(cleaned.text, find_in(cleaned.text)):
            a, b = cleaned.to_source(one.start, one.end)
            placed.append(_Placed(start + a, start + b, one))
    for entry, one in entries:
        placed.append(_Placed(entry.start, entry.end, one, entry.number))
    placed.sort(key=lambda item: (item.start, item.end))
    pointed = _pointed(document, placed, marks)
    in_source = [_Placed(*document.to_source(item.start, item.end), item.found, item.number) for item in placed]
    return _records(document.source, in_source, pointed, aliases)


def _pieces(document: Document) -> Iterator[Span]:
    for block in document.blocks:
        if block.cells:
            yield from block.cells
        else:
            yield block.start, block.end


def _parsed_lists(document: Document) -> list[tuple[Entry, Found]]:
    """The entries of those lists of which most can be read as citations."""
    out: list[tuple[Entry, Found]] = []
    for entries in find_lists(document):
        read = [
            (_trimmed(document.text, entry), _entry_found(document.text[entry.start : entry.end])) for entry in entries
        ]
        good = sum(one.rule != "entry of a list" for _, one in read)
        if good * 2 >= len(read):
            out.extend(read)
    return out


def _trimmed(text: str, entry: Entry) -> Entry:
    inner = text[entry.start : entry.end]
    return entry._replace(start=entry.start + len(inner) - len(inner.lstrip()), end=entry.start + len(inner.rstrip()))


def _entry_found(text: str) -> Found:
    cleaned = clean(text)
    found = find_in(cleaned.text, whole=True)
    if found:
        return max(found, key=lambda one: len(one.fields))
    title = cleaned.text.strip().rstrip(".")
    one = Found(0, len(cleaned.text), "entry of a list", {"title": title} if title else {})
    one.reasons["title"] = "nothing else could be told apart in this entry"
    return one


def _pointed(document: Document, placed: list[_Placed], marks: list[Mark]) -> dict[int, list[Span]]:
    """Marks by the place of their citation in ``placed``."""
    by_number: dict[int, list[int]] = {}
    for index, item in enumerate(placed):
        if item.number is not None:
            by_number.setdefault(item.number, []).append(index)
    free = [index for index, item in enumerate(placed) if item.number is None]
    starts = [placed[index].start for index in free]
    out: dict[int, list[Span]] = {}
    for mark in sorted(marks):
        if mark.numbers:
            targets = [by_number[number][0] for number in mark.numbers if number in by_number]
        else:
            last = bisect_left(starts, mark.start) - 1
            while last >= 0 and placed[free[last]].end > mark.start:
                last -= 1
            targets = [free[last]] if last >= 0 else []
        for target in targets:
            out.setdefault(target, []).append(mark_in_source(document, mark))
    return out


def _records(
    source: str, placed: list[_Placed], marks: dict[int, list[Span]], aliases: Aliases
) -> tuple[Citation, ...]:
    companions = _companions(item.found for item in placed)
    readings: dict[tuple[Any, ...], JournalReading] = {}
    records = [
        _record(
            item,
            f"c{index + 1}",
            source[item.start : item.end],
            tuple(marks.get(index, ())),
            companions,
            aliases,
            readings,
        )
        for index, item in enumerate(placed)
    ]
    for index, reason in doubts_among([record.fields for record in records]).items():
        if "volume" not in records[index].reasons:
            reasons = {**records[index].reasons, "volume": reason}
            records[index] = replace(records[index], reasons=reasons, uncertain=tuple(sorted(reasons)))
    return tuple(records)


def _companions(found: Iterable[Found]) -> tuple[str, ...]:
    names = dict.fromkeys(one.fields["journal_as_written"] for one in found if one.fields.get("journal_as_written"))
    return tuple(names)[:40]


def _reading(
    written: str,
    year: int | None,
    volume: str | None,
    companions: tuple[str, ...],
    aliases: Aliases,
    readings: dict[tuple[Any, ...], JournalReading],
) -> JournalReading:
    """What a journal's name stands for, asked once for each name, and for an ambiguous one once for each year − volume."""
    plain = readings.get((written,))
    if plain is None:
        plain = readings[(written,)] = resolve_journal(written, companions=companions, aliases=aliases)
    if plain.title is not None or not plain.candidates or year is None or volume is None:
        return plain
    short = volume.isascii() and volume.isdigit() and len(volume) < 5
    asked = (written, year - int(volume)) if short else (written, year, volume)
    if asked not in readings:
        readings[asked] = resolve_journal(written, year=year, volume=volume, companions=companions, aliases=aliases)
    return readings[asked]


def _record(
    item: _Placed,
    name: str,
    text: str,
    marks: tuple[Span, ...],
    companions: tuple[str, ...],
    aliases: Aliases,
    readings: dict[tuple[Any, ...], JournalReading],
) -> Citation:
    found = item.found
    raw, reasons = found.fields.copy(), found.reasons.copy()
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for field, value in found.instead.items():
        candidates[field] = ((value, 0.5, reasons[field]),)
    written = raw.get("journal_as_written")
    if written:
        reading = _reading(written, raw.get("year"), raw.get("volume"), companions, aliases, readings)
        raw["journal"] = reading.title or written
        if reading.title is None and reading.candidates:
            candidates["journal"] = reading.candidates
            reasons["journal"] = f"{written!r} can stand for several journals"
    if raw.get("authors") and _ET_AL.search(text, 0, _FAR):
        raw["et_al"] = True
    fields = Fields(**raw)
    for field, reason in doubts(fields):
        reasons.setdefault(field, reason)
    return Citation(
        id=name, text=text, start=item.start, end=item.end, marks=marks, key=citation_key(fields), fields=fields,
        rule=None if found.rule == "entry of a list" else found.rule,
        uncertain=tuple(sorted(reasons)), reasons=reasons, candidates=candidates,
    )  # fmt: skip


__all__ = ["Cleaned", "find_citations", "parse_citation"]
