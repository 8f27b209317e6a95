"""Citation → source: which works a document cites, which of them the library has, and the keys of those that it has not.

Two are the same work when they share an identifier, or when year, volume and first page (or article number) are the same and their
journals can be the same; never when an identifier differs. What says too little is the same only if all it says is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from evidence.journals import fold_journal, resolve_journal
from evidence.keys import citation_key
from evidence.records import Citation, Fields

if TYPE_CHECKING:
    from evidence.library.records import Source

IDENTIFIERS = ("doi", "pmid", "pmcid")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LONG_TITLE = 20
"""Letters from which a title tells a work: shorter ones (Reply, Comment, Sirolimus) head many papers."""


class Resolution(NamedTuple):
    """What became of a document's citations.

    Attributes:
        keys: Citation id → key of its source.
        new: Key → fields of a work that the library does not have, in order of citation.
        known: Key of a work that it has → what the citations say of it, to fill what is empty.
    """

    keys: dict[str, str]
    new: dict[str, Fields]
    known: dict[str, Fields]


def resolve(citations: Iterable[Citation], known: Mapping[str, Source] | Works) -> Resolution:
    """Find the source of each citation.

    Args:
        citations: Of one document, in its order.
        known: Sources of the library by key; they keep their keys.

    Returns:
        The key of every citation; new works with merged fields: the first citation that says something wins.

    Example:
        >>> def cited(id, text, **fields):
        ...     return Citation(id=id, text=text, start=0, end=0, fields=Fields(journal_as_written="PD", **fields))
        >>> first = cited("c1", "PD 2017;34;261", year=2017, volume="34", first_page="261")
        >>> again = cited("c2", "[PD 2017;34:261-3]", year=2017, volume="34", first_page="261", last_page="263")
        >>> found = resolve((first, again), {})
        >>> found.keys, found.new["pd-2017-34-261"].last_page
        ({'c1': 'pd-2017-34-261', 'c2': 'pd-2017-34-261'}, '263')
    """
    works = known if isinstance(known, Works) else Works(known)
    keys: dict[str, str] = {}
    new: dict[str, Fields] = {}
    filled: dict[str, Fields] = {}
    citations = tuple(citations)
    spans = Counter((citation.start, citation.end) for citation in citations)
    for citation in citations:
        fields = citation.fields
        # one mark for two works gives two citations with one text, which then tells neither
        texts = (citation.text,) if spans[citation.start, citation.end] == 1 or citation.end == 0 else ()
        key = works.find(fields, texts)
        if key is None:
            key = free_key(citation_key(fields), works.used)
            works.used.add(key.casefold())
            new[key] = fields
        elif key in new:
            new[key] = merge_fields(new[key], fields)
        else:
            filled[key] = merge_fields(filled[key], fields) if key in filled else fields
        keys[citation.id] = key
        works.add(key, fields, texts)
    return Resolution(keys, new, filled)


def free_key(key: str, used: Iterable[str]) -> str:
    """``key``, or with the first of ``-b``, ``-c`` … that is not in use (case does not tell keys apart).

    Example:
        >>> free_key("smith-2009", {"smith-2009", "smith-2009-b"})
        'smith-2009-c'
    """
    used = used if isinstance(used, set | frozenset | dict) else {own.casefold() for own in used}
    if key.casefold() not in used:
        return key
    number = 1
    while (candidate := f"{key}-{_letters(number)}").casefold() in used:
        number += 1
    return candidate


def _letters(number: int) -> str:
    """1 → b … 25 → z, 26 → ba."""
    out = ""
    while True:
        number, rest = divmod(number, 26)
        out = chr(ord("a") + rest) + out
        if not number:
            return out


def merge_fields(first: Fields, second: Fields) -> Fields:
    """``first`` with its empty fields filled from ``second``; nothing that it says is changed.

    Example:
        >>> merge_fields(Fields(year=2017, kind="book"), Fields(year=1999, volume="34")).to_dict()["volume"]
        '34'
    """
    mine, other = first.to_dict(), second.to_dict()
    if (
        first.first_page or first.article_number
    ):  # one locator is enough: a page must not become an article number as well
        for name in ("first_page", "article_number"):
            other[name] = mine[name]
    if first.first_page != second.first_page:
        other["last_page"] = None
    other["et_al"] = first.et_al if first.authors else second.et_al
    mine["et_al"] = None
    return Fields.from_dict({name: other[name] if not value and value != 0 else value for name, value in mine.items()})


def same_work(one: Fields, other: Fields) -> bool:
    """Whether two sets of fields are one work as far as they say.

    Example:
        >>> same_work(Fields(doi="10.1/A"), Fields(doi="10.1/a", year=2017)), same_work(Fields(pmid="1"), Fields(pmid="2"))
        (True, False)
    """
    shared = [(_identifier(one, name), _identifier(other, name)) for name in IDENTIFIERS]
    if any(a and b and a != b for a, b in shared):
        return False
    if any(a and a == b for a, b in shared):
        return True
    if _has_place(one) and _has_place(other):
        return _place(one) == _place(other) and same_journal(one, other)
    if _long_title(one) and _long_title(one) == _long_title(other):
        agrees: Callable[[str], bool] = lambda name: _agree(getattr(one, name), getattr(other, name))  # noqa: E731  short
        return _agree(one.year, other.year) and agrees("volume") and agrees("first_page") and agrees("container_title")
    return _said(one) == _said(other) and bool(_said(one))


def same_journal(one: Fields, other: Fields) -> bool:
    """Whether two journals can be the same: same form, same title, or readings in common. Both must be named.

    Example:
        >>> same_journal(Fields(journal="PD"), Fields(journal="Pediatric Dermatology")), same_journal(Fields(journal="BMJ"), Fields())
        (True, False)
    """
    mine, theirs = _journal_names(one), _journal_names(other)
    if not mine or not theirs:
        return False
    if {fold_journal(name) for name in mine} & {fold_journal(name) for name in theirs}:
        return True
    return bool(_readings(mine, one) & _readings(theirs, other))


def fold_citation(text: str) -> str:
    """A citation's text without its bracket, extra space and kinds of dashes: what ``cited-as`` is compared by.

    Example:
        >>> fold_citation("[PD 2014;31;595–598]") == fold_citation("PD  2014;31;595-598.")
        True
    """
    return " ".join(bare_citation(text).split()).translate(_DASHES).casefold()


def bare_citation(text: str) -> str:
    """A citation as written, without its outer bracket and last stop.

    Example:
        >>> bare_citation("[PD 2017;34;261]"), bare_citation("(Smith 2009 (review))")
        ('PD 2017;34;261', 'Smith 2009 (review)')
    """
    text = " ".join(text.split())
    for opening, closing in ("[]", "()"):
        if text.startswith(opening) and text.endswith(closing) and _pairs(text[1:-1], opening, closing):
            text = text[1:-1].strip()
    return text.rstrip(" ;,") if text.endswith(("..", " ", ";", ",")) else text.removesuffix(".")


def _pairs(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for mark in text:
        depth += (mark == opening) - (mark == closing)
        if depth < 0:
            return False
    return depth == 0


class Works:
    """Known works under everything by which one can be found again; a work is found by what any of its citations says.

    It grows with every citation that is resolved, so that documents read one after the other share one.
    """

    def __init__(self, known: Mapping[str, Source] | None = None, taken: Iterable[str] = ()) -> None:
        self._by: dict[object, list[tuple[str, Fields]]] = {}
        self._written: dict[tuple[Fields, tuple[str, ...]], str] = {}
        self._identifiers: dict[str, dict[str, str]] = {}
        self._asked: tuple[Fields, tuple[str, ...], tuple[object, ...]] | None = None
        self.used = {key.casefold() for key in (*(known or ()), *taken)}
        for key, source in (known or {}).items():
            self.add(key, source.fields, source.cited_as)

    def add(self, key: str, fields: Fields, cited_as: Iterable[str]) -> None:
        """Remember one more way in which a work is cited; a way that is known costs nothing, however often it comes."""
        written = (fields, tuple(cited_as))
        if self._written.get(written) == key:
            return
        way = key, _sharing(fields)
        self._written.setdefault((way[1], written[1]), key)
        for sign in self._signs(*written):
            ways = self._by.get(sign)
            if ways is None:
                self._by[sign] = [way]  # most have one, and a list of one is half as large as one that was appended to
            else:
                ways.append(way)
        held = self._identifiers.setdefault(key, {})
        for name in IDENTIFIERS:
            held.setdefault(name, _identifier(fields, name))
            held[name] = held[name] or _identifier(fields, name)

    def find(self, fields: Fields, texts: Iterable[str]) -> str | None:
        """The key of the work that a citation means; ``None`` if it is a new one."""
        texts = tuple(texts)
        same = self._written.get((fields, texts))
        if same is not None and not self._differs(same, fields):
            return same
        for sign in self._signs(fields, texts):
            works = [(key, other) for key, other in self._by.get(sign, ()) if not self._differs(key, fields)]
            found = next((key for key, other in works if same_work(fields, other)), None)
            if found is None and isinstance(sign, str) and len({key for key, _ in works}) == 1:
                found = works[0][0]  # written the same before, and a person has since mended the entry
            if found is not None:
                return found
        return None

    def _signs(self, fields: Fields, texts: tuple[str, ...]) -> tuple[object, ...]:
        """The signs of a citation, kept for the next question: what was not found is added."""
        if self._asked is None or self._asked[0] is not fields or self._asked[1] != texts:
            self._asked = fields, texts, tuple(_signs(fields, texts))
        return self._asked[2]

    def _differs(self, key: str, fields: Fields) -> bool:
        """Whether an identifier is not the one that any citation of that work gave."""
        held = self._identifiers[key]
        return any(held[name] and (value := _identifier(fields, name)) and value != held[name] for name in IDENTIFIERS)


_SHARED = ("journal", "journal_as_written", "volume", "issue", "first_page", "last_page", "kind")
"""What many works have in common."""


def _sharing(fields: Fields) -> Fields:
    """The same fields with strings that others have too: a hundred thousand works are held in two thirds of the memory."""
    said: dict[str, Any] = {name: intern(value) for name in _SHARED if (value := getattr(fields, name)) is not None}
    if fields.authors:
        said["authors"] = tuple(map(intern, fields.authors))
    return replace(fields, **said)


def _signs(fields: Fields, cited_as: Iterable[str]) -> Iterable[object]:
    """Everything two citations of one work may have in common, the surest first."""
    for name in IDENTIFIERS:
        value = _identifier(fields, name)
        if value:
            yield (name, value)
    for text in cited_as:
        yield fold_citation(text)
    if _has_place(fields):
        yield _place(fields)
    if _long_title(fields):
        yield ("title", _long_title(fields))
    yield hash(_said(fields))  # small to keep; ``same_work`` compares what is said itself


def _identifier(fields: Fields, name: str) -> str:
    value = getattr(fields, name)
    return value.strip().casefold().removeprefix("https://doi.org/").removeprefix("doi:") if value else ""


def _has_place(fields: Fields) -> bool:
    return bool(
        fields.year
        and (fields.first_page or fields.article_number)
        and (fields.volume or fields.issue or fields.journal)
    )


def _place(fields: Fields) -> tuple[object, ...]:
    page = (fields.first_page or fields.article_number or "").strip().casefold()
    volume = fields.volume or ""
    return (
        fields.year,
        volume.strip().casefold().lstrip("0"),
        page.lstrip("0"),
        "" if volume else (fields.issue or "").casefold(),
    )


def _long_title(fields: Fields) -> str:
    title = "".join(letter for letter in (fields.title or "").casefold() if letter.isalnum())
    return title if len(title) >= _LONG_TITLE else ""


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _said(fields: Fields) -> tuple[tuple[str, object], ...]:
    said = {
        name: value
        for name, value in fields.to_dict().items()
        if value not in (None, []) and name not in {"kind", "journal", "et_al"}
    }
    return tuple((name, str(value).casefold()) for name, value in sorted(said.items()))


def _journal_names(fields: Fields) -> set[str]:
    return {name for name in (fields.journal, fields.journal_as_written) if name and fold_journal(name)}


def _readings(names: set[str], fields: Fields) -> set[str]:
    titles: set[str] = set()
    for name in names:
        reading = resolve_journal(name, year=fields.year, volume=fields.volume)
        titles.update((reading.title,) if reading.title else (title for title, _, _ in reading.candidates))
    return {fold_journal(title) for title in titles if title}
