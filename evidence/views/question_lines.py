"""Answers to a library's questions as lines for a person: gaps and losses in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles import short_reference
from evidence.views.statement import shown_statement, shown_text
from evidence.views.subjects import SIGNS, document_label, subjects
from evidence.wording import clean, clip, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence.views.questions import Gaps, Loss, Losses
    from evidence.views.subjects import Evidence


def render_gaps(library: Evidence, gaps: Gaps) -> str:
    """Gaps under four headings; a heading with nothing under it says ``none``."""
    single = (f"{item.therapy}: {_named(library, item.source)}" for item in gaps.single_source)
    opposed = (
        f"{item.subject}{f' in {item.condition}' if item.condition else ''}: "
        f"supported by {', '.join(item.supporting)}; against it {', '.join(item.against)}"
        for item in gaps.contradictions
    )
    return (
        "\n".join(
            (
                *_section("Therapies without any source", gaps.uncited_therapies),
                *_statements(library, gaps.uncited_claims),
                *_section("Therapies on a single source", single),
                *_section("Contradictions within one condition", opposed),
            )
        ).rstrip("\n")
        + "\n"
    )


def render_losses(library: Evidence, losses: Losses) -> str:
    """What falls with the sources, those that lose all first; then the pages that cite them."""
    therapies = (f"{loss.name}: {_left(loss)}" for loss in losses.therapies)
    claims = (f"{_claim(library, loss.name)}: {_left(loss)}" for loss in losses.claims)
    return (
        "\n".join(
            (
                f"Without {'; '.join(_named(library, key) for key in losses.keys)}",
                "",
                *_section("Therapies", therapies),
                *_section("Claims", claims),
                *_section("Documents", (_citing(library, loss) for loss in losses.documents)),
            )
        ).rstrip("\n")
        + "\n"
    )


def _section(title: str, lines: Iterable[str]) -> list[str]:
    shown = [f"  {clean(line)}" for line in lines]
    return [f"{title} ({len(shown)})", *shown, ""] if shown else [f"{title}: none", ""]


def _statements(library: Evidence, names: Iterable[str]) -> list[str]:
    """Each statement once, under it what it claims: a sentence often lists many therapies."""
    claimed: dict[str, list[str]] = {}
    for name in names:
        claim = library.claims[name]
        line = clean(f"{SIGNS[claim.direction]} {' / '.join(subjects(claim))} [{name}]")
        claimed.setdefault(shown_statement(library, claim), []).append(line)
    lines = [
        line
        for text, theirs in claimed.items()
        for line in (f"  {clip(text, 200)}", *(f"    {line}" for line in theirs))
    ]
    count = sum(map(len, claimed.values()))
    return [f"Claims without a source ({count})", *lines, ""] if lines else ["Claims without a source: none", ""]


def _left(loss: Loss) -> str:
    return "nothing left" if loss.all else f"{counted(loss.left, 'source')} left"


def _named(library: Evidence, key: str) -> str:
    return f"{short_reference(library.sources[key])} [{key}]" if key in library.sources else f"[{key}]"


def _claim(library: Evidence, name: str) -> str:
    claim = library.claims[name]
    return (
        f"{SIGNS[claim.direction]} {' / '.join(subjects(claim))}: {clip(shown_statement(library, claim), 120)} [{name}]"
    )


def _citing(library: Evidence, loss: Loss) -> str:
    document = library.documents[loss.name]
    places = [
        shown_text(citation.text, document.path) for citation in document.citations if citation.source in loss.lost
    ]
    name = document_label(document)
    return f"{name}{f' ({document.path})' if document.path != name else ''}: {'; '.join(dict.fromkeys(places))}"
