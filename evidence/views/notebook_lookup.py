"""How what a look-up gave shows itself in Jupyter: the counts first, then each source, those that need a person on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lookup.run import describe_counts, sort_results
from evidence.views.notebook import cell_text, list_html
from evidence.wording import clip, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence.lookup.run import LookedUp, Result


def looked_up_html(looked_up: LookedUp) -> str:
    """The summary, and one row a source: verdict and why, what was filled in and by whom, whether the work still stands."""
    results = sort_results(looked_up.results)
    rows = [
        {
            "source": result.key,
            "verdict": result.verdict,
            "why": tuple(_why(result)),
            "filled in": tuple(
                f"{name} = {clip(value, 100)} ({result.origin.get(name, '')})" for name, value in result.filled.items()
            ),
            "still stands": _integrity(result) if result.verdict.startswith("match") else "",
            "study design": str(result.level) if result.verdict.startswith("match") else "",
        }
        for result in results
    ]
    return list_html(f"{counted(len(results), 'source')}: {describe_counts(results, '; ')}", rows) + "".join(
        f"<p>{cell_text(line)}</p>" for line in _next_steps(results)
    )


def _why(result: Result) -> Iterator[str]:
    yield from dict.fromkeys((*result.reasons, *result.failures))
    for one in result.differences:
        ours = f"refs.bib has {clip(one.ours, 80)}, " if one.ours else "not written, services differ: "
        yield f"{one.field}: {ours}{one.service} says {clip(one.theirs, 80)}"


def _integrity(result: Result) -> str:
    """Whether it stands, and who says so; without the day of the question, which the record keeps."""
    if result.integrity.status == "none found":
        return f"no notice found ({', '.join(service for service, _ in result.integrity.asked)})"
    return str(result.integrity)


def _next_steps(results: Sequence[Result]) -> Iterator[str]:
    missing = sum(result.is_failed for result in results)
    if missing:
        yield f"An answer is missing for {missing} of them: run it again."
    known = sum(result.known and result.verdict != "not asked" for result in results)
    if known:
        yield f"{known} of them known from an earlier look-up: again=True asks anew."
    if any(result.filled for result in results):
        yield "Nothing is saved yet: .library.save() writes it."
