"""The sources as the report lists them: reference, what rests on each, who was asked about it, when, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence.styles import render_reference_html
from evidence.views.appraisal import INTEGRITY_WORDS, TROUBLED, lookups_of
from evidence.views.page_dates import date_in_words, read_day
from evidence.views.statement import shown_text
from evidence.views.table import build_table
from evidence.views.table_rows import SourceRow
from evidence.views.web_places import doi_place, pubmed_place, search_place
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from evidence.library.records import LookupRecord, Source
    from evidence.views.subjects import Evidence

MOST_PLACES = 40
"""Links from a source to the places that cite it; further ones are counted."""


class Place(NamedTuple):
    """A link with its words."""

    href: str
    words: str


class AnswerLine(NamedTuple):
    """What one service answered: who and what in words, when, the reasons, and the request."""

    service: str
    verdict: str
    day: str
    iso: str
    filled: str
    reasons: str
    notices: str
    address: str


class SourceItem(NamedTuple):
    """A source in the report's list; empty texts are not known."""

    key: str
    anchor: str
    html: Markup
    integrity: str
    troubled: bool
    design: str
    level: str
    verdicts: str
    doubts: tuple[str, ...]
    cited_as: tuple[str, ...]
    places: tuple[Place, ...]
    more_places: int
    links: tuple[Place, ...]
    answers: tuple[AnswerLine, ...]


def list_sources(
    library: Evidence, anchors: Mapping[str, str], places: Mapping[str, tuple[str, ...]], language: str = "en"
) -> tuple[SourceItem, ...]:
    """Every source with all that is known of it, in the library's order.

    Args:
        library: Not modified.
        anchors: Citation key → id of the source's line in the page.
        places: Citation key → ids of the places in the page that cite it.
        language: Of the dates.
    """
    table = build_table(library, by="source")
    rows = {row.key: row for row in table.records if isinstance(row, SourceRow)}
    verdicts = {key: row["Verdicts"] for key, row in zip(table.keys, table.to_texts(), strict=True)}
    return tuple(
        _item(source, rows[clean(key)], verdicts[f"source:{clean(key)}"], anchors[key], places.get(key, ()), tuple(lookups_of(library).get(key, ())), language)
        for key, source in library.sources.items()
    )  # fmt: skip


def _item(
    source: Source,
    row: SourceRow,
    verdicts: str,
    anchor: str,
    places: tuple[str, ...],
    records: tuple[LookupRecord, ...],
    language: str,
) -> SourceItem:
    from markupsafe import Markup

    design = f"{row.design}, says the page" if row.design and row.design_from == "page" else row.design or ""
    return SourceItem(
        key=clean(source.key),
        anchor=anchor,
        html=Markup(render_reference_html(source)),
        integrity=INTEGRITY_WORDS.get(row.integrity or "", row.integrity or ""),
        troubled=row.integrity in TROUBLED,
        design=clean(design),
        level=f"suggested level: {row.level_in_words.removesuffix(', suggested')}" if row.level and row.level_in_words else row.level_in_words or "",
        verdicts=verdicts,
        doubts=tuple(_doubts(source)),
        cited_as=tuple(map(shown_text, source.cited_as)),
        places=tuple(Place(f"#{place}", str(number)) for number, place in enumerate(places[:MOST_PLACES], 1)),
        more_places=max(0, len(places) - MOST_PLACES),
        links=tuple(_links(source)),
        answers=tuple(_answer(record, language) for record in records),
    )  # fmt: skip


def _doubts(source: Source) -> Iterator[str]:
    for name in source.uncertain:
        readings = ", ".join(
            f"{value} ({why})" if why else value for value, _, why in source.candidates.get(name, ())[:4]
        )
        yield clean(f"{name} uncertain{f'; perhaps {readings}' if readings else ''}")


def _links(source: Source) -> Iterator[Place]:
    fields = source.fields
    if pubmed := pubmed_place(fields.pmid):
        yield Place(pubmed, "PubMed")
    if (
        not pubmed
        and not doi_place(fields.doi)
        and (search := search_place(fields, journal="journal" not in source.uncertain))
    ):
        yield Place(search, "search PubMed")


def _answer(record: LookupRecord, language: str) -> AnswerLine:
    from evidence.lookup.verdicts import SERVICE_NAMES  # only where something was looked up

    day = read_day(record.at)
    notices = (" ".join(filter(None, (notice.kind, notice.date))) for notice in record.notices)
    return AnswerLine(
        service=clean(SERVICE_NAMES.get(record.service, record.service)),
        verdict=clean(record.verdict),
        day=date_in_words(day, language) if day else clean(record.at),
        iso=day.isoformat() if day else "",
        filled=clean(", ".join(record.fields)),
        reasons=clean("; ".join(record.reasons)),
        notices=clean("; ".join(dict.fromkeys(notices))),
        address=clean(record.address),
    )
