"""Measured: formatted references in AMA style, beside citeproc-py and pandoc."""

from __future__ import annotations

import json
import random
from typing import Any

from measuring import Sample, child, timed


def make_sources(count: int) -> list[Any]:
    from evidence.journals.table import journal_at
    from evidence.library.records import Source
    from evidence.records import Fields

    chance = random.Random(5)
    families = "Smith Jones Nakamura Wang Dubois Rossi Nguyen Patel Kim Okafor".split()
    return [
        Source(
            key=f"k{number}",
            fields=Fields(
                authors=tuple(f"{chance.choice(families)}, {chance.choice('ABCD')}" for _ in range(chance.randint(1, 8))),
                title=f"Trial {number} of one treatment against another", journal=journal_at(chance.randrange(3000)).title,
                year=chance.randint(1980, 2024), volume=str(chance.randint(1, 400)), first_page=str(number + 1), last_page=str(number + 7),
            ),
        )
        for number in range(count)
    ]  # fmt: skip


def references_ours(count: int) -> Sample:
    from evidence.styles import render_reference

    sources = make_sources(count)
    render_reference(sources[0], "ama")
    return Sample(timed(lambda: [render_reference(source, "ama") for source in sources]), count)


def csl_items(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": source.key, "type": "article-journal", "title": source.fields.title, "container-title": source.fields.journal,
            "author": [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in source.fields.authors],
            "issued": {"date-parts": [[source.fields.year]]}, "volume": source.fields.volume,
            "page": f"{source.fields.first_page}-{source.fields.last_page}",
        }
        for source in make_sources(count)
    ]  # fmt: skip


def ama_style() -> str:
    from importlib import resources

    return str(resources.files("evidence.data") / "csl" / "american-medical-association.csl")


def references_citeproc(count: int) -> Sample:
    import warnings

    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = csl_items(count)

    def work() -> None:
        style = CitationStylesStyle(ama_style(), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        assert len([str(line) for line in bibliography.bibliography()]) == count

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Sample(timed(work), count)


def references_pandoc(count: int) -> Sample:
    import pypandoc

    text = json.dumps(csl_items(count))
    command = [pypandoc.get_pandoc_path(), "-f", "csljson", "-t", "plain", "--citeproc", f"--csl={ama_style()}"]
    return child(command, count, text=text)
