"""Inputs that nobody writes, and what must hold for them: the targets of ``tests/test_fuzz.py`` and ``benchmarks/fuzz.py``.

Input ``n`` of a target is a function of its name and ``n`` alone, so that each can be made again. It begins with real text (the tests'
own pages, citations, bibliographies, answers) and is cut, joined, doubled, repeated and broken; the words of its format are strewn in.
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import signal
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from services.simulated import Paper, article_set, crossref_work, europepmc_result, openalex_result

from evidence.citations import parse_citation
from evidence.document import Document
from evidence.errors import EvidenceError, NotKnown
from evidence.findings import Findings, find
from evidence.imports.registry import READERS, read_bibliography
from evidence.journals.resolve import NO_ALIASES
from evidence.library import Library
from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import read_bib
from evidence.library.claimsfile import check_claims, read_claims, write_claims
from evidence.library.encoding import decode_bib
from evidence.library.sources import to_source
from evidence.lookup import crossref, europepmc, openalex, pubmed, pubmed_xml
from evidence.lookup.integrity import find_notices
from evidence.reading.decode import decode
from evidence.reading.docx import docx_document
from evidence.reading.files import text_document
from evidence.reading.pdf import pdf_document
from evidence.review.answers import read_grid, to_answers
from evidence.review.sheet import build_sheet
from evidence.views.describe import describe
from evidence.views.gap_map import build_map
from evidence.views.graph import build_graph
from evidence.views.graph_files import FORMATS as GRAPHS
from evidence.views.report import render_report

ROOT = Path(__file__).parent.parent
SECONDS = 20.0
"""Processor time that one input may take; usual ones take a few milliseconds."""
_LONGEST = 400
_KEY = re.compile(r"[a-z0-9-]+")


class Target(NamedTuple):
    """What is fed: ``check`` raises where something does not hold; ``seeds`` are real inputs, ``words`` what the format is made of."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: tuple[bytes, ...]
    longest: int = _LONGEST
    is_json: bool = False


class TooLong(BaseException):
    """An input took more processor time than it may; no ``except Exception`` may catch it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise ``TooLong`` where what is inside takes more processor time (on systems with such a clock)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooLong(f"more than {seconds:g} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run_one(target: str, raw: bytes, seconds: float = SECONDS) -> None:
    """Feed one input.

    Raises:
        Exception: Anything but an error of the package's own tree, or a promise that was not kept.
        TooLong: It took too much processor time.
    """
    with limited(seconds), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        TARGETS[target].check(raw)


# ── making inputs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def make_input(target: str, number: int) -> bytes:
    """Input ``number`` of a target."""
    dice = random.Random(f"{target}:{number}")
    chosen = TARGETS[target]
    seeds = _seeds_of(target)
    raw = _window(dice, dice.choice(seeds), chosen.longest)
    for _ in range(dice.choice((0, 1, 1, 2, 3, 5))):
        raw = dice.choice(_CHANGES if chosen.is_json else _OF_TEXT)(dice, raw, seeds, chosen.words)
    return raw[: max(8_000, chosen.longest)]


@cache
def _seeds_of(target: str) -> tuple[bytes, ...]:
    return tuple(TARGETS[target].seeds())


def _window(dice: random.Random, raw: bytes, longest: int) -> bytes:
    if len(raw) <= longest:
        return raw
    start = dice.randrange(len(raw) - longest // 2)
    return raw[start : start + dice.randrange(1, longest)]


def _place(dice: random.Random, raw: bytes) -> tuple[int, int]:
    start = dice.randrange(len(raw) + 1)
    return start, min(len(raw), start + dice.choice((0, 1, 2, 5, 12, 40, 120)))


def _cut(dice: random.Random, raw: bytes, *_: object) -> bytes:
    start, end = _place(dice, raw)
    return raw[:start] + raw[end:]


def _double(dice: random.Random, raw: bytes, *_: object) -> bytes:
    start, end = _place(dice, raw)
    return raw[:end] + raw[start:end] * dice.choice((1, 1, 2, 3, 10)) + raw[end:]


def _many(dice: random.Random, raw: bytes, _: object, words: tuple[bytes, ...]) -> bytes:
    start = dice.randrange(len(raw) + 1)
    return raw[:start] + dice.choice(words) * dice.choice((2, 8, 50, 300)) + raw[start:]


def _strew(dice: random.Random, raw: bytes, _: object, words: tuple[bytes, ...]) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 4))):
        start, end = _place(dice, raw)
        raw = raw[:start] + dice.choice(words) + raw[dice.choice((start, end)) :]
    return raw


def _join(dice: random.Random, raw: bytes, seeds: Sequence[bytes], *_: object) -> bytes:
    start = dice.randrange(len(raw) + 1)
    return raw[:start] + _window(dice, dice.choice(seeds), 120) + raw[start:]


def _flip(dice: random.Random, raw: bytes, *_: object) -> bytes:
    changed = bytearray(raw)
    for _time in range(min(len(raw), dice.choice((1, 1, 3, 8)))):
        changed[dice.randrange(len(raw))] = dice.choice(
            b"\x00\x01 \n\r\t\"'()<>[]{}&;:,.-%\\0129aZ\x7f\x80\x9b\xc3\xe2\xff"
        )
    return bytes(changed)


def _swap(dice: random.Random, raw: bytes, *_: object) -> bytes:
    start, end = _place(dice, raw)
    return raw[end:] + raw[start:end] + raw[:start]


def _rebuild(dice: random.Random, raw: bytes, seeds: Sequence[bytes], words: tuple[bytes, ...]) -> bytes:
    """JSON with one value of it changed, so that it is JSON still; anything else is strewn with words."""
    kind = raw[:1] if raw[:1] < b"\x20" else b""
    try:
        whole = json.loads(raw[len(kind) :])
    except (ValueError, RecursionError):
        return _strew(dice, raw, seeds, words)
    for _ in range(dice.choice((1, 1, 2, 4))):
        places = list(_places_in(whole))
        if not places:
            break
        parent, name = dice.choice(places)
        action = dice.choice(("value", "value", "value", "gone", "double", "text"))
        if action == "gone":
            del parent[name]
        elif action == "double" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[name]))
        elif action == "text" and isinstance(parent[name], str):
            parent[name] = _strew(dice, parent[name].encode("utf-8", "replace"), seeds, words).decode(
                "utf-8", "replace"
            )
        else:
            parent[name] = copy.deepcopy(dice.choice(_VALUES))
    return kind + json.dumps(whole, ensure_ascii=dice.random() < 0.5).encode("utf-8", "replace")


_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 10**6, 10**18, 10**30, 0.5, 1e300, "", " ", "x", "\x00", "\u202e", "a" * 300, "../x", "2001", "2001-02-30", "10.1000/x", "90000001", [], {}, [[]], [None], [1, 2], [[0, 5]], [[5, 0]], [[-3, 10**9]],
    [""], ["ice"], {"": ""}, {"family": None}, [{}], ["ice", "ice"], "supports", "against", "rejected",
)  # fmt: skip


def _places_in(whole: Any) -> Iterator[tuple[Any, Any]]:
    """Every (list or object, index or name) of a JSON value."""
    names = whole.keys() if isinstance(whole, dict) else range(len(whole)) if isinstance(whole, list) else ()
    for name in names:
        yield whole, name
        yield from _places_in(whole[name])


_CHANGES: tuple[Callable[..., bytes], ...] = (
    _cut,
    _double,
    _many,
    _strew,
    _strew,
    _join,
    _flip,
    _swap,
    *(_rebuild,) * 12,
)
_OF_TEXT = _CHANGES[:-12]


# ── documents ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_ODD = tuple(text.encode() for text in ("\u202e", "\ufeff", "\x00", "\x1b[31m", "é", "α", "İ", "ß", "ǰ", "𝟙", "\u2028", "\r", "\r\n", "\xa0", "²", "–", "٣"))  # fmt: skip
_PROSE = tuple(
    text.encode()
    for text in (
        " [BMJ 2001;3:4]", "[PD 2017;34;261]", " (J Am Acad Dermatol 2010;62:1-3)", "[1]", "[1,2-5]", "¹", "1. ", "- ", "* ", "| a | b |\n|---|---|\n", "# ", "**", "_", "`", "```\n", "> ",
        "[a](b)", "![", "](", "&amp;", "&#1;", "&#xD800;", "&nbsp", "<p>", "</p>", "<li>", "<ol>", "</ol>", "<table><tr><td>", "</td>", "<sup>", "</sup>", "<!--", "-->", "<script>", "</script>",
        "<br>", "<h2>", "</h2>", "<a href='", "References\n", "was effective for ", "failed in ", "sirolimus", "vincristine", " and ", " or ", "not ", "no better than ", "n=12", "12%", "PMID: ", "doi:10.1000/x",
        "et al. ", "2001;", ";34:", "\n\n", "\n", "\t", ". ", "; ", ": ", "(", ")", "Smith A, Jones B. ", "https://x.org/", "10", "Step 2: ", "?", "<", ">", "&",
    )
) + _ODD  # fmt: skip


def _pages() -> Sequence[bytes]:
    folders = (
        ROOT / "tests/data/claims",
        ROOT / "tests/data/labelled/documents",
        ROOT / "examples/handbook/pages",
        ROOT / "notebooks",
    )
    found = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in {".md", ".html", ".txt"}]
    return [path.read_bytes() for path in found]


def _check_document(raw: bytes) -> None:
    """The first byte chooses the format; a Word file or a PDF is made of the rest, or is the rest."""
    kind = raw[0] if raw else 0
    if kind % 64 == 1:
        document = _read(lambda: docx_document(_word(raw[1:]) if kind < 128 else raw[1:]))
    elif kind % 64 == 2:
        document = _read(lambda: pdf_document(_pdf(raw[1:]) if kind < 128 else raw[1:]))
    else:
        name = ("a.md", "a.html", "a.txt", "a")[kind % 4]
        document = _read(lambda: text_document(decode(raw).text, name=name))
    if document is not None:
        _check_findings(find(document))


def _read(read: Callable[[], Document]) -> Document | None:
    try:
        return read()
    except EvidenceError as error:
        str(error)
        return None


def _check_findings(found: Findings) -> None:
    document = found.document
    ends = [0]
    for block in document.blocks:
        assert ends[-1] <= block.start < block.end <= len(document.text)
        ends.append(block.end)
    spans = [(one.start, one.end, one.text) for one in found.citations]
    spans += [(one.start, one.end, one.text) for one in found.claims]
    for start, end, text in spans:
        assert 0 <= start <= end <= len(document.source)
        assert document.source[start:end] == text
    known = {citation.id for citation in found.citations}
    assert all(known.issuperset(claim.citations) for claim in found.claims)
    msgspec.json.encode(found.to_dict())
    if len(document.source) % 8 == 0:
        Library.of(found).table().to_rows()


def _word(inner: bytes) -> bytes:
    out = io.BytesIO()
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    head, tail = b"<w:document " + space + b"><w:body>", b"</w:body></w:document>"
    with zipfile.ZipFile(out, "w") as file:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        start = "http://schemas.openxmlformats.org/package/2006/relationships"
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{start}"><Relationship Id="r" Type="{kind}" Target="word/document.xml"/></Relationships>',
        )
        text = inner.replace(b"&", b"&amp;").replace(b"<", b"&lt;") if inner[:1] < b"a" else inner
        file.writestr("word/document.xml", head + b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>" + tail)
    return out.getvalue()


def _pdf(inner: bytes) -> bytes:
    content = b"BT /F 12 Tf 10 700 Td (" + inner + (b") Tj ET" if inner[:1] < b"a" else b"")
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>"
    parts = (
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page,
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content), b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )  # fmt: skip
    objects = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + objects + b"trailer <</Size 6 /Root 1 0 R>>\nstartxref\n0\n%%EOF"


# ── citation strings ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _citations() -> Sequence[bytes]:
    lines = (ROOT / "tests/data/labelled/citations.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]).encode() for line in lines]


def _check_citation(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    for citation in parse_citation(text):
        assert text[citation.start : citation.end] == citation.text
        msgspec.json.encode(citation.to_dict())


# ── BibTeX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_BIB = tuple(
    text.encode()
    for text in (
        "@article{k,", "@misc{", "@string{a = ", "@comment{", "@preamble{", "@", "{", "}", '"', "=", ",", "#", "%", "\\", "\\'e", '\\"{o}', "$", "~", "title = {", "author = {A, B and C}", "year = 2001", " and ", "\n", "\r\n",
        "\\textbf{", "{\\em ", "a # b", "jan", "doi = {10.1000/x}", "pages = {1--2}", "}\n\n@", "%@", "cited-as = {", "claims = {", "others", "key",
    )
) + _ODD  # fmt: skip


def _bibliographies() -> Sequence[bytes]:
    from test_exports import BIB

    made = [BIB.encode(), (ROOT / "refs.bib").read_bytes(), (ROOT / "examples/handbook/refs.bib").read_bytes()]
    own = '@string{bj = "Br J"}\n% mine\n@Article{a-1,\n  author = {{\\\'E}mile Zola and Doe, J. and others},\n  journal = bj # " Dermatol",\n  year = "2001", pages = {1--9},\n}\n'
    entries = [part for text in made for part in text.split(b"\n\n") if part.strip()]
    return [*entries, own.encode(), own.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + own.encode(), own.encode("utf-16"), "@misc{a, title={Café}}".encode("latin-1")]  # fmt: skip


def _check_bib(raw: bytes) -> None:
    with suppress(EvidenceError):
        read_bibliography(raw, "a.bib")
    try:
        text, encoding = decode_bib(raw, "a.bib")
    except EvidenceError:
        return
    file = read_bib(text)
    assert file.text.encode(encoding) == raw
    for problem in file.problems:
        str(problem)
    for entry in file.entries:
        msgspec.json.encode(to_source(entry, NO_ALIASES).to_dict())
        if not file.problems:
            assert all(entry.text[field.start : field.end] == field.raw for field in entry.fields)
    if file.entries and not file.problems:
        entry = file.entries[0]
        edited = file.replace(entry.key, edit_fields(entry, {"pmid": "77"}))
        again = read_bib(edited.text)
        assert not again.problems
        changed = again.entry(entry.key)
        assert changed is not None
        assert changed.values["pmid"] == "77"
        assert edited.text.replace(edited.entries[0].text, "", 1) == text.replace(entry.text, "", 1)


# ── claims files ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

_JSON = tuple(
    text.encode()
    for text in (
        "null", "true", "-1", "1e400", "99999999999999999999", "0.5", '""', '"\\ud800"', '"\\u0000"', "[]", "{}", "[[", "{", "}", "]", ",", ":", '"', '"start": ', '"end": ', '"id": ', '"path": "../x"', '"source": "a"',
        '"direction": "against"', '"mentions": [[0, 1]]', '"decisions": [{"reject": true}]', '"missing": true', '"set": {"therapies": []}', '"found": null', "\\", "\n", " ", "NaN",
    )
) + _ODD  # fmt: skip


def _claims_files() -> Sequence[bytes]:
    from test_exports import make_library

    files = (
        write_claims(make_library().file),
        (ROOT / "examples/handbook/refs.claims.json").read_bytes(),
        (ROOT / "refs.claims.json").read_bytes(),
    )
    out = []
    for raw in files:
        whole = json.loads(raw)
        for claim in whole["claims"][:6]:
            documents = [one for one in whole["documents"] if one["id"] == claim["document"]]
            out.append(
                json.dumps(
                    {**whole, "documents": documents, "claims": [claim], "lookups": {}, "assessments": []},
                    ensure_ascii=False,
                ).encode()
            )
    return out


def _check_claims_file(raw: bytes) -> None:
    try:
        file = read_claims(raw)
        written = write_claims(file)
        assert write_claims(read_claims(written)) == written
        keys = {citation.source for document in file.documents for citation in document.citations}
        keys |= {link.source for claim in file.claims if claim.found for link in claim.found.links}
        check_claims(file, keys, raw)
    except EvidenceError as error:
        str(error)
        return
    bib = "".join(f"@misc{{{key}}}\n" for key in sorted(keys) if _KEY.fullmatch(key))
    library = Library(read_bib(bib), file)
    library.gaps().to_rows()
    for by in ("therapy", "claim"):
        library.table(by=by).to_rows()
    for claim in library.claims.values():
        msgspec.json.encode(claim.to_dict())
    for name in (*list(library.claims)[:1], *list(library.documents)[:1]):
        with suppress(NotKnown):  # an id can be the name of two things
            str(describe(library, name))
    build_map(library)
    dear: tuple[Callable[[Library], object], ...] = (render_graph, build_sheet, render_report)
    for choice, render in enumerate(dear):  # in turn
        if len(raw) % 8 == choice:
            with suppress(EvidenceError):
                render(library)


def render_graph(library: Library) -> None:
    """The graph in every text format."""
    for name, render in GRAPHS.items():
        if name not in ("svg", "png"):
            render(build_graph(library))


# ── what services answer ───────────────────────────────────────────────────────────────────────────────────────────────────────

_ANSWERS = tuple(
    text.encode()
    for text in (
        "<PubmedArticle>", "</PubmedArticle>", "<PMID>", "</PMID>", "<Author>", "<LastName>", "<Year>", "<MedlinePgn>", "&lt;", "&#x0;", "&a;", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<![CDATA[", "]]>", "<ERROR>x</ERROR>",
        '"DOI": ', '"author": [', '"date-parts": [[', '"results": ', '"message": ', '"updated-by": [{}]', "NOT_FOUND", "AMBIGUOUS 1,2", "|", "\r", '{"records": [', "<html>", "2001 Jan-Feb",
    )
) + _JSON  # fmt: skip


def _answers() -> Sequence[bytes]:
    paper = Paper()
    crossref_one = {"status": "ok", "message-type": "work", "message": crossref_work(paper)}
    return [
        b"\x00" + article_set((paper,)),
        b"\x01" + json.dumps(crossref_one).encode(),
        b"\x01" + json.dumps({"status": "ok", "message-type": "work-list", "message": {"items": [crossref_work(paper)]}}).encode(),
        b"\x02" + json.dumps({"hitCount": 1, "resultList": {"result": [europepmc_result(paper)]}}).encode(),
        b"\x03" + json.dumps({"meta": {"count": 1}, "results": [openalex_result(paper)]}).encode(),
        b"\x04Ann Synth|2017|34|261|Doe J|k1|90000001\n",
        b'\x05{"status": "ok", "records": [{"pmid": "90000001", "pmcid": "PMC1", "doi": "10.5555/x", "requested-id": "90000001"}]}',
        b'\x06<?xml version="1.0"?><eSummaryResult><DocSum><Id>90000001</Id><Item Name="PubDate" Type="Date">2001 Jan</Item></DocSum></eSummaryResult>',
        b"\x07<eSearchResult><Count>1</Count><IdList><Id>90000001</Id></IdList></eSearchResult>",
    ]  # fmt: skip


def _check_answer(raw: bytes) -> None:
    """The first byte chooses the service; an answer is read where its reader finds no fault with it."""
    kind, body = (raw[0] % 8 if raw else 0), raw[1:]
    works: tuple[Any, ...] = ()
    if kind == 0 and not pubmed_xml.article_fault(body):
        works = (
            *pubmed_xml.read_articles(body),
            *(work for part in pubmed_xml.split_articles(body).values() for work in pubmed_xml.read_articles(part)),
        )
    elif kind == 1 and not (crossref.work_fault(body) and crossref.list_fault(body)):
        works = crossref.read_works(body)
    elif kind == 2 and not europepmc.list_fault(body):
        works = europepmc.read_works(body)
    elif kind == 3 and not openalex.list_fault(body):
        works = openalex.read_works(body)
    elif kind == 4 and not pubmed._citation_fault(body):
        works = tuple(
            pubmed._read_result(line) for line in pubmed._pair_lines(body, ["Ann Synth|2017|34|261|Doe J|k1|"]).values()
        )
    elif kind == 5 and not pubmed._conversion_fault(body):
        works = tuple(
            work
            for part in pubmed._split_conversions(body, ["90000001"]).values()
            for work in pubmed._read_conversion(part)
        )
    elif kind == 6 and not pubmed_xml.summary_fault(body):
        works = pubmed_xml.read_summaries(body)
    elif kind == 7 and not pubmed_xml.search_fault(body):
        pubmed_xml.read_search(body)
        pubmed_xml.unknown_phrases(body)
    for work in works:
        if hasattr(work, "to_dict"):
            msgspec.json.encode(work.to_dict())
        if kind in (0, 1, 2, 3):
            find_notices(work)


# ── other programs' bibliographies, and raters' sheets ─────────────────────────────────────────────────────────────────────────

_IMPORTS = tuple(
    text.encode()
    for text in ("TY  - JOUR\n", "ER  - \n", "AU  - ", "PY  - 2001/03", "PMID- 1\n", "FAU - Doe, J\n", "      ", "<record>", "</record>", "<style>", "<authors><author>", "<!DOCTYPE a>", '"type": "book"', "row,claim\n", '"')
) + _JSON  # fmt: skip


def _other_files() -> Sequence[bytes]:
    from test_exports import make_library

    from evidence.exports import export_sources
    from evidence.exports.selection import select_sources
    from evidence.review.delimited import render_csv

    library = make_library()
    made = [
        (place, export_sources(select_sources(library), name)) for place, name in enumerate(READERS) if name != "bib"
    ]
    sheet = render_csv(build_sheet(library))
    return [
        *(bytes([place]) + text.encode() for place, text in made),
        bytes([len(READERS)]) + sheet,
    ]


def _check_import(raw: bytes) -> None:
    kind, body = (raw[0] % (len(READERS) + 1) if raw else 0), raw[1:]
    with suppress(EvidenceError):
        if kind == len(READERS):
            to_answers(read_grid(body, "a.csv"), "a.csv")
        else:
            for record in read_bibliography(body, "a", list(READERS)[kind]):
                msgspec.json.encode(record.entry.values)


TARGETS: dict[str, Target] = {
    "documents": Target(_check_document, _pages, _PROSE, longest=160),
    "citations": Target(_check_citation, _citations, _PROSE, longest=200),
    "bibtex": Target(_check_bib, _bibliographies, _BIB),
    "claims": Target(_check_claims_file, _claims_files, _JSON, longest=50_000, is_json=True),
    "answers": Target(_check_answer, _answers, _ANSWERS, longest=20_000, is_json=True),
    "imports": Target(_check_import, _other_files, _IMPORTS, longest=5_000, is_json=True),
}
