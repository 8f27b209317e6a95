"""The report: one self-contained HTML page with the answer first, then table, picture, gaps and sources."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from evidence.records import Record
from evidence.styles import render_reference_html, short_reference
from evidence.views.graph import build_graph
from evidence.views.page import render_page
from evidence.views.picture import picture_style, render_picture
from evidence.views.questions import find_gaps
from evidence.views.subjects import (
    count_directions,
    counting_claims,
    direction_label,
    distinct_sources,
    document_label,
    subjects,
)
from evidence.views.table import build_table
from evidence.views.table_page import CAPTIONS
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from evidence.library.records import LibraryClaim
    from evidence.views.subjects import Evidence


class Verdict(Record, frozen=True, kw_only=True):
    """A therapy or combination with all that is claimed of it, in whatever condition."""

    subject: str
    directions: tuple[str, ...]
    sources: tuple[str, ...]
    uncited: int


def render_report(library: Evidence, *, title: str | None = None) -> str:
    """The report as HTML: no script, and a policy that allows no request to anywhere.

    Args:
        library: Not modified.
        title: Heading of the page; made from the documents' titles if not given.

    Returns:
        The same bytes for the same library.
    """
    from markupsafe import Markup

    claims = counting_claims(library)
    table, gaps = build_table(library), find_gaps(library)
    verdicts = find_verdicts(claims)
    anchors = {key: f"source-{number}" for number, key in enumerate(library.sources, 1)}
    rows: dict[str, int] = {}
    for number, key in enumerate(table.keys, 1):
        rows.setdefault(key.removeprefix("therapy:"), number)
    return render_page(
        "report.html",
        title=clean(title or _title(library)),
        styles=(picture_style(),),
        summary=summarise(library),
        cited=[verdict for verdict in verdicts if verdict.sources],
        uncited=[verdict for verdict in verdicts if not verdict.sources],
        table=table,
        caption=f"{CAPTIONS['therapy']}.",
        rows=rows,
        anchors=anchors,
        short={key: short_reference(source) for key, source in library.sources.items()},
        picture=Markup(render_picture(build_graph(library))) if claims else "",
        gaps=gaps,
        statements=_bare_statements(claims),
        references=_references(library, anchors),
    )


def find_verdicts(claims: tuple[LibraryClaim, ...]) -> tuple[Verdict, ...]:
    """What is claimed of each therapy or combination; those with most sources first, then by name."""
    groups: dict[str, list[LibraryClaim]] = {}
    for claim in claims:
        for subject in subjects(claim):
            groups.setdefault(clean(subject), []).append(claim)
    found = [
        Verdict(
            subject=subject,
            directions=count_directions(tuple(theirs)),
            sources=distinct_sources(tuple(theirs)),
            uncited=sum(not claim.links for claim in theirs),
        )
        for subject, theirs in groups.items()
    ]
    return tuple(sorted(found, key=lambda verdict: (-len(verdict.sources), verdict.subject)))


def summarise(library: Evidence) -> str:
    """The library in three sentences of words and numbers."""
    claims = counting_claims(library)
    verdicts = find_verdicts(claims)
    cited = sum(bool(verdict.sources) for verdict in verdicts)
    linked = {key for claim in claims for key in claim.sources}
    idle = sum(key not in linked for key in library.sources)
    conditions = [name for name, _ in Counter(name for claim in claims for name in claim.conditions).most_common()]
    about = f" on {_listed(conditions)}" if conditions else ""
    documents = counted(len(library.documents), "document")
    sentences = [
        f"{documents[0].upper()}{documents[1:]}{about}: {counted(len(claims), 'claim')} on "
        f"{counted(len(verdicts), 'therapy or combination', 'therapies or combinations')}.",
        f"{cited} of them {'rests' if cited == 1 else 'rest'} on at least one source, {len(verdicts) - cited} "
        f"{'is' if len(verdicts) - cited == 1 else 'are'} claimed without any.",
        f"{counted(len(library.sources), 'source')} in all"
        + (f", {idle} of which {'supports' if idle == 1 else 'support'} no treatment." if idle else "."),
    ]
    return clean(" ".join(sentences))


def _listed(names: list[str], most: int = 4) -> str:
    shown = (
        names[:most] if len(names) <= most + 1 else [*names[: most - 1], f"{len(names) - most + 1} other conditions"]
    )
    if len(names) == most + 1:
        shown = names
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _title(library: Evidence) -> str:
    documents = list(library.documents.values())
    if len(documents) == 1:
        return f"Evidence: {document_label(documents[0])}"
    return f"Evidence in {counted(len(documents), 'document')}" if documents else "Evidence"


def _bare_statements(claims: tuple[LibraryClaim, ...]) -> list[dict[str, str]]:
    """Each sentence without a source once, with the therapies that it names."""
    about: dict[str, list[str]] = {}
    for claim in claims:
        if not claim.links:
            about.setdefault(clean(claim.text), []).extend(
                f"{subject}: {direction_label(claim.direction)}" for subject in subjects(claim)
            )
    return [{"text": text, "about": "; ".join(map(clean, dict.fromkeys(named)))} for text, named in about.items()]


def _references(library: Evidence, anchors: dict[str, str]) -> list[dict[str, Any]]:
    from markupsafe import Markup

    by_source = {row["Key"]: row for row in build_table(library, by="source")}
    return [
        {
            "key": clean(key),
            "anchor": anchors[key],
            "html": Markup(render_reference_html(source)),
            "verdicts": by_source[clean(key)]["Verdicts"],
            "uncertain": ", ".join(map(clean, source.uncertain)),
            "pubmed": _pubmed(source.fields.pmid),
        }
        for key, source in library.sources.items()
    ]


def _pubmed(pmid: str | None) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid and pmid.isascii() and pmid.isdigit() else ""
