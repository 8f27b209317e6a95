"""``evidence lookup``: ask the services who the sources are, show what they say, write what matched."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.examples import examples
from evidence.cli.output import load_library, print_json, printable, say
from evidence.errors import ServiceError
from evidence.person import time_of_decision, who_decides
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence.cli.app import Settings
    from evidence.library import Library
    from evidence.lookup.run import LookUp, Result

_SAVED_EVERY = 200
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}


def _read_age(_ctx: click.Context, _param: click.Parameter, value: str | None) -> timedelta | None:
    if value is None:
        return None
    text = value.strip().lower()
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _HOURS else (text, "d")
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise click.BadParameter(f"{value!r} is no age; write it as 90d, 12w or 2y")
    return timedelta(hours=int(number) * _HOURS[unit])


@click.command(
    epilog=examples(
        "evidence lookup --dry-run",
        "evidence lookup --email you@example.org",
        "evidence lookup pd-2014-31-595 --diff",
        "evidence lookup pd-2014-31-595 --accept year=pubmed",
    )
)
@click.argument("keys", nargs=-1, metavar="[KEY...]")
@click.option("--dry-run", is_flag=True, help="Print each request that would be sent, and send none.")
@click.option("--diff", is_flag=True, help="Ask, and show what would change, without writing.")
@click.option("--offline", is_flag=True, help="Use only answers that were kept.")
@click.option("--again", is_flag=True, help="Ask anew, and show only what changed since the last time.")
@click.option(
    "--older-than", callback=_read_age, metavar="AGE", help="With --again: only what was answered longer ago, as 90d."
)
@click.option("--email", metavar="ADDRESS", help="Tells the services whom to write to; they ask for it.")
@click.option(
    "--accept",
    "wishes",
    multiple=True,
    metavar="FIELD[=SERVICE]",
    help="Write what a service says over what stands there (one KEY).",
)
@click.option(
    "--retractions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A Retraction Watch table (CSV) to check against as well.",
)
@click.option("--by", metavar="NAME", help="Who accepts (default: git's user.name, else the login name).")
@click.option("--why", default="", metavar="TEXT", help="Why; kept with what was accepted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
@click.pass_obj
def lookup(
    settings: Settings, keys: tuple[str, ...], dry_run: bool, diff: bool, offline: bool, again: bool, older_than: timedelta | None,
    email: str | None, wishes: tuple[str, ...], retractions: Path | None, by: str | None, why: str, as_json: bool,
) -> int:  # fmt: skip
    """Ask PubMed, Crossref and others who the sources are; fill what is empty where a work matches.

    Only bibliographic fields are sent, never a sentence of a document. No answer is believed that was not compared; what stands in refs.bib
    is never overwritten. Exit code 1: a conflict or ambiguity is left to you; 3: an answer is missing.
    """
    library = load_library(settings)
    if wishes:
        return _accept(settings, library, keys, wishes, by, why)
    if older_than is not None and not again:
        raise click.UsageError("--older-than goes with --again")
    from evidence.lookup.client import Client
    from evidence.lookup.run import LookUp

    def show_request(line: str) -> None:
        if as_json:
            print_json(({"request": line},))
        else:
            click.echo(printable(line))

    printed: Callable[[str], None] | None = show_request if dry_run else None
    table = _read_retractions(retractions)
    age = (older_than or timedelta(0)) if again else None
    with (
        _progress(settings, dry_run) as shown,
        Client(email=email, offline=offline, dry_run=printed, progress=shown.asking, older_than=age) as client,
    ):
        run = LookUp(library, client, keys, again=again, older_than=older_than, retractions=table)
        results = _run(settings, run, shown, writes=not (dry_run or diff))
    if dry_run:
        say(
            settings,
            "nothing was sent; questions after the first about a source are sent only where the ones before found nothing",
        )
        return 0
    after = run.library()
    if as_json:
        print_json(result.to_row() for result in results)
    else:
        for line in _describe(settings, after, results, again=again, named=bool(keys)):
            click.echo(printable(line))
        if diff:
            _print_diff(library, after)
    return _exit_code(results)


def _run(settings: Settings, run: LookUp, shown: _Shown, *, writes: bool) -> list[Result]:
    """All results; what was answered is written as it comes, also when the person stops the run."""
    results: list[Result] = []
    try:
        for result in run:
            results.append(result)
            shown.answered(len(results), len(run.keys))
            if writes and len(results) % _SAVED_EVERY == 0:
                run.save()
    except KeyboardInterrupt:
        if writes:
            run.save()
        written = "what they got is written, " if writes and results else ""
        say(
            settings,
            f"stopped after {len(results)} of {counted(len(run.keys), 'source')}: {written}all answers are kept; run the command again to go on",
        )
        raise click.Abort from None
    if writes:
        run.save()
    return results


def _accept(
    settings: Settings, library: Library, keys: tuple[str, ...], wishes: tuple[str, ...], by: str | None, why: str
) -> int:
    from evidence.lookup.accepting import accept

    if len(keys) != 1:
        raise click.UsageError("--accept is about one source; name its key")
    after = accept(library, keys[0], wishes, by=who_decides(by), at=time_of_decision(), why=why)
    written = after.save()
    for word in after.file.source_decisions[len(library.file.source_decisions) :]:
        for name, value in word.fields.items():
            was = f" (was {word.was[name]})" if name in word.was else ""
            say(settings, f"{word.source}: {name} = {value}{was}, as {word.service} says")
    say(
        settings,
        f"written: {', '.join(path.name for path in written)}" if written else "nothing changed, nothing written",
    )
    return 0


def _read_retractions(path: Path | None) -> Any:
    if path is None:
        return None
    from evidence.library.records import LookupRecord
    from evidence.lookup.retractionwatch import read_retractions

    table = read_retractions(path)
    digest = sha256(path.read_bytes()).hexdigest()
    return table, LookupRecord(
        service="retractionwatch", address=path.name, at=time_of_decision(), verdict="match", sha256=digest
    )


def _exit_code(results: Sequence[Result]) -> int:
    if any(result.is_failed for result in results):
        return ServiceError.exit_code
    return 1 if any(result.has_to_be_settled for result in results) else 0


# ── what is shown ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _describe(
    settings: Settings, library: Library, results: Sequence[Result], *, again: bool, named: bool
) -> Iterator[str]:
    from evidence.lookup.run import describe_counts, sort_results

    if settings.quiet:
        shown = [result for result in results if result.is_failed or result.has_to_be_settled]
    elif again:
        shown = [result for result in results if result.changed or result.is_failed]
    else:
        shown = [result for result in results if named or not result.known or result.has_to_be_settled]
    for result in sort_results(shown):
        yield from _describe_one(result)
    yield from _describe_fallen(library, results, settings)
    if again and not shown and not settings.quiet:
        yield "nothing changed since the last time"
    if not settings.quiet:
        yield f"{counted(len(results), 'source')}: {describe_counts(results)}"
        known = sum(result.known and result.verdict != "not asked" for result in results)
        if known:
            yield f"{known} of them known from an earlier look-up; --again asks anew"
        missing = sum(result.is_failed for result in results)
        if missing:
            yield f"an answer is missing for {missing} of them; run the command again"


def _describe_one(result: Result) -> Iterator[str]:
    yield f"{result.key}: {result.verdict}"
    failures = tuple(failure for failure in result.failures if failure not in result.reasons)
    yield from (f"    {reason}" for reason in (*result.reasons, *failures))
    if result.verdict == "ambiguous" and any("(PMID " in reason or "(doi " in reason for reason in result.reasons):
        yield f"    say which: evidence lookup {result.key} --accept pmid=NUMBER (or doi=…); then look it up again"
    for name, value in result.filled.items():
        yield f"    + {name} = {_cut(value)} ({result.origin.get(name, '')})"
    for difference in result.differences:
        ours = f"refs.bib has {_cut(difference.ours)}, " if difference.ours else "not written, services differ: "
        yield f"    ? {difference.field}: {ours}{difference.service} says {_cut(difference.theirs)} (--accept {difference.field}={difference.service})"
    if result.verdict.startswith("match"):
        yield f"    integrity: {result.integrity}"
        yield f"    design: {result.level}"
    yield from (f"    changed: {change}" for change in result.changed if not change.endswith(" filled"))  # shown above


def _describe_fallen(library: Library, results: Sequence[Result], settings: Settings) -> Iterator[str]:
    """What retractions bring down; told also to who wants quiet."""
    from evidence.lookup.integrity import FALLEN, find_consequences

    for result in results:
        if result.integrity.status not in FALLEN or (result.known and settings.quiet):
            continue
        losses = find_consequences(library, (result.key,))
        yield f"RETRACTED {result.key}: {result.integrity}"
        kinds = (("therapy", losses.therapies), ("claim", losses.claims), ("page", losses.documents))
        for kind, loss in sorted(
            ((kind, loss) for kind, fallen in kinds for loss in fallen), key=lambda one: not one[1].all
        ):
            left = "loses its only source" if loss.all else f"keeps {loss.left} source{'s' if loss.left != 1 else ''}"
            yield f"    {kind} {loss.name}: {left}"


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"


def _print_diff(before: Library, after: Library) -> None:
    import difflib

    old, new = before.bib.text.splitlines(keepends=True), after.bib.text.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, "refs.bib", "refs.bib after", n=1):
        click.echo(printable(line.rstrip("\r\n")))


class _Shown:
    """Progress on a terminal: one line that is written over."""

    def __init__(self, visible: bool) -> None:
        self._visible, self._count, self._width = visible, "", 0

    def asking(self, service: str) -> None:
        self._write(f"{self._count}asking {service} …")

    def answered(self, number: int, total: int) -> None:
        self._count = f"{number} of {total} sources · "

    def _write(self, text: str) -> None:
        if self._visible:
            click.echo(f"\r{text.ljust(self._width)}", err=True, nl=False)
            self._width = len(text)

    def close(self) -> None:
        self._write("")
        if self._visible:
            click.echo("\r", err=True, nl=False)


@contextmanager
def _progress(settings: Settings, dry_run: bool) -> Iterator[_Shown]:
    shown = _Shown(sys.stderr.isatty() and not settings.quiet and not dry_run)
    try:
        yield shown
    finally:
        shown.close()
