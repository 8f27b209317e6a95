"""The report: one self-contained HTML page with the answer first, then table, map, picture, gaps, the documents themselves, and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles import short_reference
from evidence.views.appraisal import appraise, lookups_of
from evidence.views.gap_map import build_map, describe_map
from evidence.views.gap_map_picture import map_grid
from evidence.views.graph import build_graph, nodes_of
from evidence.views.grid_picture import grid_style, render_grid
from evidence.views.page import read_page_file, render_page
from evidence.views.page_dates import DATE_FORMS, date_in_words
from evidence.views.picture import describe_picture, picture_style, render_picture
from evidence.views.picture_groups import first_therapies, group_claims
from evidence.views.questions import find_gaps
from evidence.views.report_document import Context, render_document
from evidence.views.report_places import citation_anchors, claim_anchors, mark_documents
from evidence.views.report_sources import list_sources
from evidence.views.report_summary import (
    count_figures,
    find_alarms,
    find_verdicts,
    list_bare_statements,
    summarise,
    tell_lookups,
)
from evidence.views.statement import shown_statement
from evidence.views.subjects import counting_claims, document_label
from evidence.views.table import build_table
from evidence.views.table_page import CAPTIONS
from evidence.views.table_rows import TherapyRow
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from evidence.document import Document
    from evidence.views.graph import Graph
    from evidence.views.report_places import MarkedDocument
    from evidence.views.subjects import Evidence
    from evidence.views.table import Table

MOST_DRAWN = 260
"""Boxes of claims in the picture; of more, only the therapies with most sources are drawn, and the page says so."""
MOST_MAPPED = 3_000
"""Cells of the gap map likewise."""
TALLEST_IN_PRINT = 1_900
"""A picture taller than this cannot be read on a sheet of paper, and is left out in print."""


def render_report(
    library: Evidence,
    *,
    title: str | None = None,
    documents: Iterable[Document] = (),
    day: date | None = None,
    language: str = "en",
    logo: str | None = None,
) -> str:
    """The report as HTML. It reads without script; its only script sorts, filters and lights up, and the policy allows no request.

    Args:
        library: Not modified.
        title: Heading of the page; made from the documents' titles if not given.
        documents: Texts to show with their claims and citations marked; those of the library's documents with the same content.
        day: When it was made; without, it bears no date.
        language: How dates are written, one of ``DATE_FORMS``; any other writes them as ISO does.
        logo: A ``data:`` address of a picture for the head, as ``read_logo`` gives it.

    Returns:
        The same bytes for the same library and arguments.
    """
    from markupsafe import Markup

    claims = counting_claims(library)
    table, gaps = build_table(library), find_gaps(library)
    marked = mark_documents(library.documents.values(), claims, documents)
    anchors = {key: f"source-{number}" for number, key in enumerate(library.sources, 1)}
    rows = _first_rows(table)
    verdicts = find_verdicts(claims)
    integrity = {key: appraise(lookups_of(library).get(key, ())).integrity for key in library.sources}
    context = Context(library.sources, integrity, anchors, rows)
    in_document = claim_anchors(marked)
    script = read_page_file("report.js")
    graph = build_graph(library)
    return render_page(
        "report.html",
        title=clean(title or _title(library)),
        styles=(picture_style(), grid_style(), read_page_file("report.css")),
        scripts=(script,),
        script=Markup(script),
        report_css=Markup(read_page_file("report.css")),
        logo=logo or "",
        day=day.isoformat() if day else "",
        day_in_words=date_in_words(day, language) if day else "",
        language=language if language in DATE_FORMS else "en",
        summary=summarise(library),
        asked=tell_lookups(library),
        figures=count_figures(library),
        alarms=find_alarms(library),
        cited=[verdict for verdict in verdicts if verdict.sources],
        uncited=[verdict for verdict in verdicts if not verdict.sources],
        table=table,
        row_facts=_row_facts(table),
        hidden_columns=("Documents",) if len(library.documents) < 2 else (),
        caption=f"{CAPTIONS['therapy']}.",
        rows=rows,
        anchors=anchors,
        places={shown_statement(library, claim): in_document[claim.id] for claim in claims if claim.id in in_document},
        therapies=sorted({name for claim in claims for name in map(clean, claim.therapies)}),
        short={key: short_reference(source) for key, source in library.sources.items()},
        map=_map(library),
        picture=_picture(graph, rows, anchors, in_document) if claims else None,
        gaps=gaps,
        statements=list_bare_statements(library, claims),
        pages=[_page(one, context) for one in marked],
        references=list_sources(library, anchors, citation_anchors(marked), language),
    )


def _title(library: Evidence) -> str:
    documents = list(library.documents.values())
    if len(documents) == 1:
        return f"Evidence: {document_label(documents[0])}"
    return f"Evidence in {counted(len(documents), 'document')}" if documents else "Evidence"


def _first_rows(table: Table) -> dict[str, int]:
    """Therapy or combination → number of its first row; a therapy that is claimed in combination only leads to that one's."""
    rows: dict[str, int] = {}
    for number, key in enumerate(table.keys, 1):
        rows.setdefault(key.removeprefix("therapy:"), number)
    for number, row in enumerate(table.records, 1):
        for name in row.therapies if isinstance(row, TherapyRow) else ():
            rows.setdefault(name, number)
    return rows


def _row_facts(table: Table) -> list[dict[str, str]]:
    """What the page's script filters a row by."""
    facts = []
    for row in table.records:
        assert isinstance(row, TherapyRow)
        said = {"d": " ".join(row.directions), "g": "1" if row.uncited else "", "t": "|".join(row.therapies)}
        facts.append({name: clean(value) for name, value in said.items()})
    return facts


def _map(library: Evidence) -> Mapping[str, object]:
    """The gap map, or of a very large one the therapies with most sources; in words beside it."""
    from markupsafe import Markup

    gaps = build_map(library)
    most = max(20, MOST_MAPPED // max(1, len(gaps.conditions)))
    shown = gaps
    if len(gaps.therapies) > most:
        kept = set(gaps.therapies[:most])
        cells = tuple(cell for cell in gaps.cells if cell.therapy in kept)
        shown = type(gaps)(therapies=gaps.therapies[:most], conditions=gaps.conditions, cells=cells)
    return {
        "svg": Markup(render_grid(map_grid(shown))) if gaps.cells else "",
        "words": describe_map(gaps),
        "left_out": len(gaps.therapies) - len(shown.therapies),
    }


def _picture(
    graph: Graph, rows: Mapping[str, int], anchors: Mapping[str, str], in_document: Mapping[str, str]
) -> Mapping[str, object]:
    """The graph as a picture whose boxes lead to the table's rows, the places in the documents and the list of sources."""
    from markupsafe import Markup

    part = first_therapies(group_claims(graph), MOST_DRAWN)
    links = {f"therapy:{name}": f"#row-{number}" for name, number in rows.items()}
    links |= {f"source:{clean(key)}": f"#{anchor}" for key, anchor in anchors.items()}
    for node, data in nodes_of(part.graph, "claim"):
        about = [a.removeprefix("therapy:") for a, _, edge in part.graph.in_edges(node, data=True) if edge["relation"] == "claimed"]  # fmt: skip
        names = [" + ".join(about), *about] if data.get("combination") else about
        row = next((rows[name] for name in names if name in rows), None)
        place = in_document.get(node.removeprefix("claim:"))
        if place and "count" not in data:
            links[node] = f"#{place}"
        elif row:
            links[node] = f"#row-{row}"
    svg = render_picture(part.graph, links)
    height = float(svg.partition(' height="')[2].partition('"')[0])
    return {
        "svg": Markup(svg),
        "words": describe_picture(graph),
        "left_out": part.left_out,
        "tall": height > TALLEST_IN_PRINT,
        "grouped": any("count" in data for _, data in nodes_of(part.graph, "claim")),
    }


def _page(marked: MarkedDocument, context: Context) -> Mapping[str, object]:
    from markupsafe import Markup

    return {
        "label": document_label(marked.record),
        "path": "" if marked.record.path.startswith("/") else clean(marked.record.path),
        "html": Markup(render_document(marked, context)),
        "shown": marked.document is not None,
        "statements": len(marked.statements),
        "cited": len(marked.cited),
    }
