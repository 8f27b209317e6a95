"""``evidence corpus``: ``read`` over a folder of documents."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.app import complain
from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, print_json, printable, say
from evidence.errors import InputError
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence.cli.app import Settings
    from evidence.corpus import CorpusRun
    from evidence.corpus.run import Reader


@click.command(epilog=examples("evidence corpus pages -o results"))
@click.argument("folder", metavar="DIR", type=FILE_NAME)
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    metavar="OUT",
    type=FILE_NAME,
    help="Folder for the results, of their own.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 512), metavar="N", help="Processes; as many as there are cores unless told."
)
@click.option("--timeout", type=click.FloatRange(min=0.1), metavar="SECONDS", help="For one page; 300 unless told.")
@click.option("--dask", "address", metavar="ADDRESS", help="Read on the Dask cluster of this scheduler.")
@click.option("--max-size", type=click.IntRange(min=1), metavar="BYTES", help="Read larger files than 50 MB.")
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON object, as in OUT/summary.json.")
@click.pass_obj
def corpus(
    settings: Settings,
    folder: str,
    output: str,
    jobs: int | None,
    timeout: float | None,
    address: str | None,
    max_size: int | None,
    as_json: bool,
) -> None:
    """Read all documents of a folder in parallel, and tell what they say as a whole.

    Writes OUT/PATH/page.html.jsonl for each page, the object that 'evidence read --json' gives, and OUT/summary.json. Run it again after
    anything: a page is read only if it changed, or the program or your tables did; the result of a page that is gone is taken away. A page
    that cannot be read is told, and the others go on. The library is not touched.
    """
    from evidence.corpus import CorpusRun
    from evidence.corpus.summary_lines import render_summary
    from evidence.journals.own import TABLE
    from evidence.owntables import own_table
    from evidence.reading import DEFAULT_MAX_SIZE

    run = CorpusRun(
        Path(folder),
        Path(output),
        _reader(jobs, timeout, address),
        tables=(own_table(TABLE), settings.bib.parent / TABLE),
        max_size=max_size or DEFAULT_MAX_SIZE,
    )
    try:
        with _progress(settings, run) as advance:
            for problem in run:
                advance()
                if problem is not None:
                    complain(InputError(problem.message, path=str(Path(folder, problem.path))))
                    settings.failures.append(problem.exit_code)
    except KeyboardInterrupt:
        say(
            settings,
            f"stopped after {run.done:,} of {counted(run.total, 'page')}; all of them are kept, run the command again to go on",
        )
        raise click.Abort from None
    if as_json:
        print_json([run.summary])
    else:
        click.echo(printable(render_summary(run.summary), keep_lines=True), nl=False)
    parts = (
        (run.read, "read"),
        (run.unchanged, "unchanged"),
        (len(run.removed), "gone, their results taken away"),
        (len(run.problems), "failed"),
    )
    say(settings, f"{output}: " + ", ".join(f"{number:,} {what}" for number, what in parts if number or what == "read"))


def _reader(jobs: int | None, timeout: float | None, address: str | None) -> Reader:
    from evidence.corpus.workers import DEFAULT_TIMEOUT, read_in_processes

    if address is None:
        return partial(read_in_processes, jobs=jobs or _cores(), timeout=timeout or DEFAULT_TIMEOUT)
    if jobs is not None:
        raise click.UsageError("--jobs is for this machine; with --dask the cluster has its own number of workers")
    from evidence.corpus.cluster import read_on_cluster

    return partial(read_on_cluster, address=address, timeout=timeout or DEFAULT_TIMEOUT)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress(settings: Settings, run: CorpusRun) -> Iterator[Callable[[], None]]:
    """A bar on standard error, where that is a terminal and nobody asked for quiet."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("pages", total=run.total)
        yield lambda: bar.update(task, completed=run.done)
