"""Numbered reference lists: their entries, and the places of the text that point to them."""

from __future__ import annotations

from typing import NamedTuple

from evidence.citations.pieces import DASH, compiled
from evidence.document import Block, Document
from evidence.records import Span

_HEADING = compiled(
    r"(?i)\W{0,4}(?:\d{1,2}\.?\s)?(?:(?:selected|key|main|list of|cited|numbered)\s)?(?:references?(?:\scited)?|reference list|sources?|bibliography|literature(?:\scited)?|works cited|citations?|further reading|suggested reading"
    r"|recommended reading|reading list|end\s?notes|foot\s?notes|notes and references|references and notes|evidence|literatur(?:verzeichnis)?|quellen|r[ée]f[ée]rences|bibliographie|referencias|bibliograf[ií]a|riferimenti|refer[êe]ncias|参考文献)\W{0,4}"
)
_UPTO = r"(?:1[0-7]\d\d|\d{1,3})"
"""What numbers entries: a longer list has none, and 1800 to 2099 are years."""
_NUMBER = compiled(rf"\s{{0,8}}(?:\[({_UPTO})\]|\(({_UPTO})\)|({_UPTO})[.)]|(\d{{1,3}})(?=\s+\p{{Lu}}))\s{{0,8}}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LIST = rf"{_UPTO}(?:\s?(?:[,;]|{DASH})\s?{_UPTO}){{0,40}}+"
_MARK = compiled(
    rf"\[\s?(?:[Rr]efs?\.?\s)?(?P<square>{_LIST})\s?\]"
    rf"|\(\s?(?:[Rr]efs?\.?\s)?(?P<round>{_LIST})\s?\)"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,;⁻–-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}){0,20}+)(?![⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹])"
    r"|[\[(]\s?(?P<same>(?i:same(?:\s(?:paper|trial|study|source|ref(?:erence)?|review|group|authors))?|ibid(?:em)?|idem|op\.?\s?cit|loc\.?\s?cit|as above))\.?\s?[\])]"
)
_UNIT_BEFORE = compiled(
    r"(?:\d|[×x]|(?<!\p{L})(?:[kcdmµμn]?m|ft|in|sec|s|I|R|r|χ|X|T|t|p|H|Ca|Mg|Fe|Zn|Cu|SO|CO|O|N|E|cells?/mm|/\p{L}{1,3}))\Z"
)
_YEAR = compiled(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|10\.\d{4}|PMID|PMC\d")
_COMMA = compiled(r"\s?[,;]\s?")
_DIGITS = compiled(r"\d+")
_TAGS_BEFORE = compiled(r"<sup\b[^<>]{0,200}>(?:\s{0,4}<[A-Za-z][^<>]{0,200}>){0,3}\s{0,4}\[?\s{0,4}\Z")
_TAGS_AFTER = compiled(r"\s{0,4}\]?(?:\s{0,4}</(?!sup)[A-Za-z]{1,12}>){0,3}\s{0,4}</sup>")


class Entry(NamedTuple):
    """One item of a reference list, ``text[start:end]`` of the document, without its number."""

    number: int | None
    start: int
    end: int


class Mark(NamedTuple):
    """A place that points to entries, ``text[start:end]``; no numbers: to the citation before it (``[same]``)."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_lists(document: Document) -> tuple[tuple[Entry, ...], ...]:
    """Entries of each reference list: what stands under such a heading, or else a numbered list at the end.

    Example:
        >>> from evidence.reading import text_document
        >>> page = text_document("Ice helps [1].\\n\\nReferences\\n1. Doe J. Ice. Lancet 2015;386:983.\\n2. Roe R. Rest. BMJ 2016;3:4.")
        >>> [(entry.number, page.text[entry.start:entry.end]) for entry in find_lists(page)[0]][1]
        (2, 'Roe R. Rest. BMJ 2016;3:4.')
    """
    blocks = document.blocks
    out: list[tuple[Entry, ...]] = []
    headed = False
    at = 0
    while at < len(blocks):
        if _is_heading(document, blocks[at]):
            entries, after = _under(document, at + 1)
            if entries:
                out.append(entries)
                headed = True
            at = max(after, at + 1)
            continue
        at += 1
    if not headed:
        last = _last_list(document)
        if last:
            out.append(last)
    return tuple(out)


def _is_heading(document: Document, block: Block) -> bool:
    return (
        block.end - block.start <= 48
        and block.kind != "row"
        and _HEADING.fullmatch(document.text, block.start, block.end) is not None
    )


def _under(document: Document, at: int) -> tuple[tuple[Entry, ...], int]:
    entries: list[Entry] = []
    blocks = document.blocks
    numbered = False
    while at < len(blocks):
        block = blocks[at]
        if block.kind in ("heading", "row") or (entries and block.boilerplate):
            break
        entry = _entry(document, block)
        if entry.number is None and numbered:
            if block.kind == "item" and not block.marker:  # a wrapped line of the entry before
                entries[-1] = entries[-1]._replace(end=block.end)
                at += 1
                continue
            break
        numbered = numbered or entry.number is not None
        entries.append(entry)
        at += 1
    if not numbered and 2 * sum(_is_dated(document, entry) for entry in entries) < len(entries):
        return (), at  # prose below "Evidence" or "Sources"
    return tuple(entries), at


def _is_dated(document: Document, entry: Entry) -> bool:
    return _YEAR.search(document.text, entry.start, min(entry.end, entry.start + 1000)) is not None


def _entry(document: Document, block: Block) -> Entry:
    marker = _DIGITS.search(block.marker) if block.marker else None
    if marker:
        return Entry(int(marker[0]), block.start, block.end)
    match = _NUMBER.match(document.text, block.start, block.end)
    if match and match.end() < block.end:
        return Entry(int(next(group for group in match.groups() if group)), match.end(), block.end)
    return Entry(None, block.start, block.end)


def _last_list(document: Document) -> tuple[Entry, ...]:
    """The numbered items with which the document ends, whatever boilerplate follows."""
    entries: list[Entry] = []
    for block in reversed([block for block in document.blocks if not block.boilerplate]):
        if block.kind not in ("item", "paragraph"):
            break
        entry = _entry(document, block)
        if entry.number is None:
            if entries or block.kind == "item":
                break
            continue
        entries.append(entry)
    entries.reverse()
    numbers = list(range(1, len(entries) + 1))
    if not entries or [entry.number for entry in entries] != numbers:
        return ()
    if len(entries) == 1 and "[1]" not in document.text[: entries[0].start]:
        return ()  # one footnote is a list; one numbered statement is none
    # a numbered list of statements ends many a page: it is one of references only if the text points to most of it
    marks = find_marks(document.text, 0, entries[0].start, frozenset(numbers))
    pointed = {number for mark in marks for number in mark.numbers}
    return tuple(entries) if 2 * len(pointed) >= len(entries) else ()


def points_back(text: str) -> bool:
    """Whether a text could hold ``[same]`` or ``[ibid]``; quick."""
    return ("[" in text or "(" in text) and any(
        word in text for word in ("same", "Same", "bid", "dem", "cit", "as above")
    )


def find_marks(text: str, start: int, end: int, numbers: frozenset[int]) -> list[Mark]:
    """The places of ``text[start:end]`` that point to an entry with one of these numbers, or to the citation before.

    Example:
        >>> [mark.numbers for mark in find_marks("helps [1, 3-5].² At 10⁹/L (3%) in 4 m²", 0, 38, frozenset(range(1, 6)))]
        [(1, 3, 4, 5), (2,)]
        >>> find_marks("helps [7] or (8)", 0, 16, frozenset({1}))
        []
    """
    out: list[Mark] = []
    square = False
    for match in _MARK.finditer(text, start, end):
        kind = match.lastgroup
        if kind == "same":
            out.append(Mark(match.start(), match.end(), ()))
            continue
        named = _numbers(match[kind])
        if not named or not all(number in numbers for number in named):
            continue
        if kind == "raised" and _UNIT_BEFORE.search(text, max(start, match.start() - 12), match.start()):
            continue
        if kind == "round" and not _points_back(text, match.start(), match.end(), start, end):
            continue
        square = square or kind == "square"
        out.append(Mark(match.start(), match.end(), named))
    return [mark for mark in out if not square or not mark.numbers or text[mark.start] != "("]


def _numbers(printed: str) -> tuple[int, ...]:
    out: list[int] = []
    for part in _COMMA.split(printed.translate(_SUPERSCRIPTS)):
        ends = [int(number) for number in _DIGITS.findall(part)]
        if len(ends) == 1:
            out.append(ends[0])
        elif len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 100:
            out.extend(range(ends[0], ends[1] + 1))
        else:
            return ()
    return tuple(dict.fromkeys(out))


def _points_back(text: str, start: int, end: int, low: int, high: int) -> bool:
    """``(1)`` behind a statement, not before an item of an enumeration."""
    before, after = text[low:start].rstrip()[-1:], text[end:high].lstrip()[:1]
    if not before or text[start - 1 : start].isdigit():
        return False
    return not after or not after.isalnum() or (before.isalpha() and before not in ":;")


def mark_in_source(document: Document, mark: Mark) -> Span:
    """The mark in the file, with the ``<sup>`` tags around it."""
    start, end = document.to_source(mark.start, mark.end)
    before = _TAGS_BEFORE.search(document.source, max(0, start - 700), start)
    after = _TAGS_AFTER.match(document.source, end)
    return (before.start(), after.end()) if before and after else (start, end)
