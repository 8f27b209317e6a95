"""The author's own text with its citations linked and its gaps and retractions marked at the margin; ``strip_tags`` undoes it.

Nothing of the text is changed: tags are put between its letters. A place where a tag could change what the page says (inside code, a
link, beside Markdown's ``*``) gets none, and is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence.errors import InputError
from evidence.library.records import Source
from evidence.reading import text_document
from evidence.styles import short_reference
from evidence.views.annotate_places import may_stand, safe_runs
from evidence.views.annotate_tags import (
    MODES,
    choose_token,
    escape_text,
    last_line,
    link_after,
    link_tags,
    note,
    page_around,
)
from evidence.views.appraisal import TROUBLED, appraise, lookups_of
from evidence.views.subjects import SIGNS
from evidence.views.web_places import doi_place, pubmed_place, search_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evidence.document import Document
    from evidence.findings import Findings
    from evidence.library.records import LibraryClaim
    from evidence.records import Claim, Span
    from evidence.views.subjects import Evidence

_CLOSE, _NOTE, _OPEN = 0, 1, 2
"""Order of tags at one place."""
_LETTERS_TO_TRY = 3_000_000
"""How much is read again in search of tags that do harm; what was not cleared by then is left out."""


class Insertion(NamedTuple):
    """A tag to put in at ``at``; ``bare`` is the tag without its words. Tags of one ``group`` come and go together."""

    at: int
    order: int
    tag: str
    bare: str
    group: int


Tags = tuple[Insertion, ...]


class CitedWork(NamedTuple):
    """A work that a place in the document cites."""

    spans: tuple[Span, ...]
    source: Source
    integrity: str | None = None


class Gap(NamedTuple):
    """A statement without a source, and what it claims in short."""

    span: Span
    words: tuple[str, ...]


class Annotated(NamedTuple):
    """An annotated copy, and how many citations were linked, gaps and retractions marked, and places left unmarked."""

    raw: bytes
    links: int
    notes: int
    skipped: int


def annotate(found: Findings, library: Evidence | None = None) -> Annotated:
    """An annotated copy of a document.

    Args:
        found: What was read in it; not modified.
        library: Where identifiers, integrity and people's decisions are taken from; the document's own words alone without.

    Returns:
        Markdown or HTML with tags added, in its own encoding; plain text as an HTML page.

    Raises:
        InputError: The document is a Word file or a PDF, whose text has no place for tags.

    Example:
        >>> import evidence
        >>> found = evidence.read_text("<p>Ice is effective for gout [BMJ 2001;3:4].</p>")
        >>> copy = annotate(found)
        >>> copy.links, b'href="https://pubmed.ncbi.nlm.nih.gov/?term=' in copy.raw
        (1, True)
        >>> from evidence.views.annotate_tags import strip_tags
        >>> strip_tags(copy.raw).raw
        b'<p>Ice is effective for gout [BMJ 2001;3:4].</p>'
    """
    document = found.document
    if document.format not in ("text", "markdown", "html"):
        raise InputError(
            f"{document.format} cannot be annotated; save it as HTML, Markdown or text first", path=document.path
        )
    token = choose_token(document.source, document.sha256)
    works, gaps = _from_library(found, library) if library is not None else (None, None)
    if works is None or gaps is None:
        works, gaps = _from_findings(found, library)
    runs = safe_runs(document)
    linked = _link_tags(document, runs, token, works)
    noted = _note_tags(document, runs, token, works, gaps)
    wanted = [*linked, *((tag,) for tag in noted if tag)]
    kept = _harmless(document, [group for group in wanted if group], _end_of(document, token))
    tags = sorted((tag for group in kept for tag in group), key=lambda tag: (tag.at, tag.order))
    links = sum(any(tag.order == _OPEN or tag.tag.startswith("<a") for tag in group) for group in kept)
    text = _weave(document, tags, token)
    return Annotated(text.encode(document.encoding), links, len(kept) - links, len(linked) + len(noted) - len(kept))


def _from_findings(found: Findings, library: Evidence | None) -> tuple[list[CitedWork], list[Gap]]:
    works = []
    for citation in found.citations:
        known = library.sources.get(citation.key) if library is not None and citation.key else None
        source = known or Source(key=citation.key, fields=citation.fields, uncertain=citation.uncertain)
        spans = ((citation.start, citation.end), *citation.marks)
        works.append(CitedWork(spans, source, _integrity(library, citation.key) if known else None))
    return works, _gaps((((claim.start, claim.end), claim) for claim in found.claims if not claim.citations), found)


def _from_library(found: Findings, library: Evidence) -> tuple[list[CitedWork], list[Gap]] | tuple[None, None]:
    """The document as the library has it, with people's decisions; nothing if it has another version of it or none."""
    record = next((one for one in library.documents.values() if one.sha256 == found.document.sha256), None)
    if record is None:
        return None, None
    works = [
        CitedWork(
            ((citation.start, citation.end), *citation.marks),
            library.sources[citation.source],
            _integrity(library, citation.source),
        )
        for citation in record.citations
        if citation.source in library.sources
    ]
    claims = (
        ((claim.place.start, claim.place.end), claim)
        for claim in library.claims.values()
        if claim.document == record.id and claim.counts and not claim.links
    )
    return works, _gaps(claims, found)


def _integrity(library: Evidence | None, key: str) -> str | None:
    return appraise(lookups_of(library).get(key, ())).integrity if library is not None else None


def _gaps(claims: Iterable[tuple[Span, Claim | LibraryClaim]], found: Findings) -> list[Gap]:
    said: dict[Span, list[str]] = {}
    for span, claim in claims:
        about = (" + ".join(claim.therapies),) if claim.combination else claim.therapies
        if span[0] < span[1] <= len(found.document.source):
            said.setdefault(span, []).extend(f"{subject} ({SIGNS[claim.direction]})" for subject in about)
    return [Gap(span, tuple(dict.fromkeys(words))) for span, words in said.items()]


def _link_tags(document: Document, runs: Sequence[Span], token: str, works: Iterable[CitedWork]) -> list[Tags]:
    """For each place that cites, the tags of its links; empty where none can stand.

    A place that cites several works has a link for each behind it; a number that points to several entries of a list has none,
    since the entries have theirs.
    """
    citing: dict[Span, list[Source]] = {}
    numbers: set[Span] = set()
    for work in works:
        numbers.update(work.spans[1:])
        for span in work.spans:
            citing.setdefault(span, []).append(work.source)
    groups: list[Tags] = []
    covered = 0
    for number, (span, sources) in enumerate(sorted(citing.items())):
        places = {address: source for source in sources if (address := _address(source))}
        if not places or (len(sources) > 1 and span in numbers):
            continue
        within = [] if span[0] < covered else _parts(document, runs, span)
        covered = max(covered, span[1])
        if len(sources) == 1 and within:
            [(address, source)] = places.items()
            before, after = link_tags(token, address, _title(source))
            around = [
                (Insertion(start, _OPEN, before, before, number), Insertion(end, _CLOSE, after, after, number))
                for start, end in within
            ]
            groups.append(tuple(tag for pair in around for tag in pair))
        elif within:
            named = [(address, _title(source), f"({short_reference(source)})") for address, source in places.items()]
            links = "".join(link_after(token, *link) for link in named)
            bare = "".join(link_after(token, address, title, "") for address, title, _ in named)
            groups.append((Insertion(within[-1][1], _NOTE, links, bare, number),))
        else:
            groups.append(())
    return groups


def _note_tags(
    document: Document, runs: Sequence[Span], token: str, works: Iterable[CitedWork], gaps: Iterable[Gap]
) -> list[Insertion | None]:
    """The notes at the margin, each after the statement or citation that it is about; ``None`` where none can stand."""
    said = [
        (span, f"{work.integrity}: {short_reference(work.source)}")
        for work in works
        if work.integrity in TROUBLED
        for span in work.spans
    ]
    said += [(gap.span, f"no source: {', '.join(gap.words)}") for gap in gaps]
    notes: list[Insertion | None] = []
    for number, (span, words) in enumerate(said):
        within = _parts(document, runs, span)
        tag, bare = note(token, words), note(token, "")
        notes.append(Insertion(within[-1][1], _NOTE, tag, bare, -1 - number) if within else None)
    return notes


def _parts(document: Document, runs: Sequence[Span], span: Span) -> list[Span]:
    """What of a span is running text, without white space at its ends, and may have tags before and after it."""
    from bisect import bisect_right

    parts = []
    at = max(0, bisect_right(runs, (span[0], len(document.source) + 1)) - 1)
    while at < len(runs) and runs[at][0] < span[1]:
        start, end = max(span[0], runs[at][0]), min(span[1], runs[at][1])
        at += 1
        text = document.source[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        if start < end and may_stand(document, start) and may_stand(document, end):
            parts.append((start, end))
    return parts


def _address(source: Source) -> str | None:
    fields = source.fields
    guessed = "journal" in source.uncertain
    return doi_place(fields.doi) or pubmed_place(fields.pmid) or search_place(fields, journal=not guessed)


def _title(source: Source) -> str:
    known = source.fields.doi or source.fields.pmid
    return short_reference(source) if known else f"Search PubMed: {short_reference(source)}"


def _harmless(document: Document, groups: list[Tags], end: str) -> list[Tags]:
    """The tags with which the document still reads as it did; halves are tried until the harmful ones are found."""
    if document.format == "text" or not groups:
        return groups
    expected = _read_again(document, [], end)
    tries = 2 + _LETTERS_TO_TRY // (len(document.source) + 1)

    def keep(some: list[Tags]) -> list[Tags]:
        nonlocal tries
        tries -= 1
        if tries < 0:
            return []
        if not some or _reads_alike(_read_again(document, some, end), expected):
            return some
        if len(some) == 1:
            return []
        first, second = keep(some[: len(some) // 2]), keep(some[len(some) // 2 :])
        return first + second if _reads_alike(_read_again(document, first + second, end), expected) else first

    return keep(groups)


def _read_again(document: Document, groups: Sequence[Tags], end: str) -> Document:
    tags = sorted((tag for group in groups for tag in group), key=lambda tag: (tag.at, tag.order))
    woven = "".join(_woven(document.source, [tag._replace(tag=tag.bare) for tag in tags]))
    return text_document(woven + end, name={"markdown": "x.md", "html": "x.html"}[document.format])


def _reads_alike(one: Document, other: Document) -> bool:
    blocks = [block[:3] for block in one.blocks] == [block[:3] for block in other.blocks]
    return blocks and one.text == other.text and one.format == other.format


def _end_of(document: Document, token: str) -> str:
    """What follows a document with tags in it. A line of Markdown that was never ended must not run into it."""
    unended = (
        document.format == "markdown" and not document.source.endswith("\n") and document.source.strip("\ufeff") != ""
    )
    mode = MODES[1] if unended else MODES[0]
    return "\n" * unended + last_line(token, mode, document.sha256)


def _weave(document: Document, tags: Sequence[Insertion], token: str) -> str:
    if document.format != "text":
        return "".join(_woven(document.source, tags)) + _end_of(document, token)
    bom = "\ufeff" if document.source.startswith("\ufeff") else ""
    pieces = list(_woven(document.source, tags, len(bom)))
    body = "".join(piece if at % 2 else escape_text(piece) for at, piece in enumerate(pieces))
    head, tail = page_around(token, document.title or document.name, document.encoding)
    return f"{bom}{head}{body}{tail}{last_line(token, MODES[2], document.sha256)}"


def _woven(source: str, tags: Sequence[Insertion], at: int = 0) -> Iterator[str]:
    """Source and tags in turn."""
    for tag in tags:
        yield source[at : tag.at]
        yield tag.tag
        at = tag.at
    yield source[at:]
