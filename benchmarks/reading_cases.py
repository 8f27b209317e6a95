"""Measured: finding citations, beside refextract, and reading a page step by step."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import finding
import pages
from measuring import Sample, timed


def citations_ours(kilobytes: int) -> Sample:
    from evidence.citations import find_citations
    from evidence.reading import text_document

    find_citations(text_document(finding.prose(0.05)[0]))  # tables and patterns load once
    text, wanted = finding.prose(kilobytes / 1000)
    document = text_document(text)
    seconds, found = kept(lambda: list(find_citations(document)))
    return Sample(seconds, len(text) / 1e6, found=f"{len(found):,} of {wanted:,}")


def citations_refextract(kilobytes: int) -> Sample:
    from refextract import extract_references_from_string

    extract_references_from_string("1. Lee AB. BMJ 1991;53:12.", is_only_references=False)  # its tables load once
    text, wanted = finding.prose(kilobytes / 1000)
    seconds, found = kept(lambda: list(extract_references_from_string(text, is_only_references=False)))
    return Sample(seconds, len(text) / 1e6, found=f"{len(found):,} of {wanted:,}")


def reference_list(count: int) -> str:
    """A numbered list under its heading, of made-up works in one common form."""
    chance = random.Random(3)
    lines = (
        f"{n}. Lee AB, Ito K, et al. {chance.choice(finding.JOURNALS)} {chance.randint(1980, 2024)};{chance.randint(1, 390)}({n % 12 + 1}):{n}-{n + 7}."
        for n in range(1, count + 1)
    )
    return "References\n\n" + "\n".join(lines) + "\n"


def list_ours(count: int) -> Sample:
    from evidence.citations import find_citations
    from evidence.reading import text_document

    find_citations(text_document(finding.prose(0.05)[0]))
    text = reference_list(count)
    seconds, found = kept(lambda: list(find_citations(text_document(text))))
    return Sample(seconds, count, found=f"{sum(bool(one.fields.year) for one in found):,} of {count:,}")


def list_refextract(count: int) -> Sample:
    from refextract import extract_references_from_string

    lines = reference_list(count).partition("\n\n")[2]
    extract_references_from_string(lines[:200], is_only_references=True)
    seconds, found = kept(lambda: list(extract_references_from_string(lines, is_only_references=True)))
    return Sample(seconds, count, found=f"{sum('year' in one for one in found):,} of {count:,}")


def step(name: str) -> Callable[[int], Sample]:
    """The seconds of one step of reading, over made-up pages; the steps before it are done and not counted. ``all``: page after page, every step."""

    def run(count: int) -> Sample:
        from evidence import read
        from evidence.citations import find_citations
        from evidence.claims import find_claims
        from evidence.reading import read_document
        from evidence.resolve import Works, resolve
        from evidence.therapies import find_therapies

        with tempfile.TemporaryDirectory() as folder:
            size = pages.make_pages(Path(folder), count) / 1e6
            paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
            for path in paths[:60]:  # tables and patterns load once
                find_claims(document := read_document(path), find_citations(document))
            if name == "all":
                return Sample(timed(lambda: [read(path).to_dict() for path in paths] and None), size)
            seconds, documents = kept(lambda: [read_document(path) for path in paths])
            if name == "reading":
                return Sample(seconds, size)
            if name == "therapies":
                return Sample(timed(lambda: [find_therapies(one.text) for one in documents]), size)
            seconds, cited = kept(lambda: [find_citations(one) for one in documents])
            if name == "citations":
                return Sample(seconds, size)
            if name == "resolve":
                works = Works()
                return Sample(timed(lambda: [resolve(one, works) for one in cited]), size)
            both = list(zip(documents, cited, strict=True))
            return Sample(timed(lambda: [find_claims(*pair) for pair in both]), size)

    return run


def kept(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    out: list[Any] = []
    return timed(lambda: out.extend(work())), out
