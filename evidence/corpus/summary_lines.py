"""The summary of a corpus as lines for a person; all of it stands in ``summary.json``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evidence.views.subjects import DIRECTION_ORDER, SIGNS
from evidence.wording import clean, clip, counted

if TYPE_CHECKING:
    from evidence.corpus.summary import CorpusSummary, TherapyAcross

_MOST = 20
_MOST_PAGES = 3


def render_summary(summary: CorpusSummary) -> str:
    """The most important of each kind, with how many more there are.

    Example:
        >>> from evidence.corpus.summary import CorpusSummary
        >>> print(render_summary(CorpusSummary(documents=2)).splitlines()[0])
        2 pages: 0 claims on 0 therapies, 0 citations of 0 sources
    """
    therapies = counted(len(summary.therapies), "therapy", "therapies")
    head = (
        f"{counted(summary.documents, 'page')}: {counted(summary.claims, 'claim')} on {therapies}, "
        f"{counted(summary.citations, 'citation')} of {counted(len(summary.sources), 'source')}"
    )
    many = [source for source in summary.sources if source.pages > 1]
    return "\n".join(
        (
            head,
            *(
                f"{counted(len(pages), 'page')} in {language}: claims are read in English only, so some will be missing"
                for language, pages in summary.other_languages.items()
            ),
            "",
            *_section("Therapies", _therapy_lines(summary.therapies), len(summary.therapies)),
            *_section(
                "Sources cited by more than one page",
                (f"{source.pages:>6,} pages  {source.key}: {clip(source.as_written, 80)}" for source in many[:_MOST]),
                len(many),
            ),
            *_section(
                "Therapies without a source on any page", summary.uncited_therapies, len(summary.uncited_therapies)
            ),
            *_section(
                "Therapies on a single source",
                (f"{name}: {key}" for name, key in summary.single_source.items()),
                len(summary.single_source),
            ),
            *_section(
                "Contradictions between pages within one condition",
                (
                    f"{one.subject}{f' in {one.condition}' if one.condition else ''}: supported by {_pages(one.supporting)}; "
                    f"against it {_pages(one.against)}"
                    for one in summary.contradictions
                ),
                len(summary.contradictions),
            ),
        )
    )


def _therapy_lines(therapies: Sequence[TherapyAcross]) -> Iterable[str]:
    shown = therapies[:_MOST]
    width = max((len(one.therapy) for one in shown), default=0)
    for one in shown:
        signs = " ".join(f"{SIGNS[d]}{one.directions[d]:,}" for d in DIRECTION_ORDER if d in one.directions)
        yield (
            f"{one.therapy:<{width}}  {one.pages:>6,} pages  {one.claims:>6,} claims  {one.cited_claims:>6,} cited  "
            f"{len(one.sources):>6,} sources  {signs}"
        )


def _section(title: str, lines: Iterable[str], count: int) -> list[str]:
    if not count:
        return [f"{title}: none", ""]
    shown = [f"  {line}".rstrip() for line, _ in zip(lines, range(_MOST), strict=False)]
    more = [f"  … and {count - len(shown):,} more in summary.json"] if count > len(shown) else []
    return [f"{title} ({count:,})", *shown, *more, ""]


def _pages(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_PAGES:,} more" if len(paths) > _MOST_PAGES else ""
    return ", ".join(clean(path) for path in paths[:_MOST_PAGES]) + more
