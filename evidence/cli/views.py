"""``evidence table``, ``map``, ``show``, ``gaps``, ``without``, ``graph``, ``report`` and ``annotate``: looking at the library, or at documents alone."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.examples import examples
from evidence.cli.output import (
    FILE_NAME,
    load_library,
    load_library_and_texts,
    print_json,
    printable,
    read_documents,
    refuse_folder,
    say,
    write_json,
    write_output,
)
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence.cli.app import Settings

TABLE_FORMATS = ("terminal", "markdown", "html", "csv", "xlsx", "docx", "latex", "json")
MAP_FORMATS = ("terminal", "svg", "html", "png")
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "pl", "ja", "zh")
GRAPH_FORMATS = ("graphml", "gexf", "json", "dot", "svg")

_DOCUMENTS = click.argument("documents", nargs=-1, metavar="[DOC...]", type=FILE_NAME)
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_OUTPUT = click.option(
    "-o", "--output", metavar="FILE", type=FILE_NAME, help="Write there instead of to standard output."
)


def format_for(output: str | None, given: str | None, suffixes: Mapping[str, Sequence[str]], otherwise: str) -> str:
    """The format that was named, else the one that the output file's suffix stands for, else ``otherwise``.

    Example:
        >>> format_for("t.html", None, {"html": (".html",)}, "terminal"), format_for(None, None, {}, "terminal")
        ('html', 'terminal')
    """
    if given or not output or output == "-":
        return given or otherwise
    refuse_folder(output)
    suffix = Path(output).suffix.lower()
    by_suffix = next((name for name, endings in suffixes.items() if suffix in endings), None)
    if by_suffix is None:
        known = ", ".join(ending for endings in suffixes.values() for ending in endings)
        raise click.UsageError(
            f"-o {output}: no format ends in {suffix or 'nothing'!r}; known are {known}; or say --format"
        )
    return by_suffix


@click.command(
    epilog=examples(
        "evidence table", "evidence table page.md --by claim -o claims.html", "evidence table --columns help"
    )
)
@_DOCUMENTS
@click.option(
    "--by",
    type=click.Choice(("therapy", "claim", "source")),
    default="therapy",
    show_default=True,
    help="What a row is.",
)
@click.option("--format", "format_name", type=click.Choice(TABLE_FORMATS), help="Default: as FILE ends, else terminal.")
@click.option(
    "--columns",
    metavar="NAME[=TITLE],...",
    help="Which columns, in which order, called what; '--columns help' lists them. "
    "As in: therapy,claim=What is said,sources,certainty,footnote.",
)
@_OUTPUT
@click.option("--json", "as_json", is_flag=True, help="The same as --format json: one object a row, values as values.")
@click.pass_obj
def table(
    settings: Settings,
    documents: tuple[str, ...],
    by: Any,
    format_name: str | None,
    columns: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Show the evidence table of the library, or of documents alone."""
    from evidence.views.table import build_table
    from evidence.views.table_formats import FORMATS, render_table
    from evidence.views.table_terminal import render_table_lines

    if as_json and format_name not in (None, "json"):
        raise click.UsageError(f"--json and --format {format_name} are two formats; say one of them")
    suffixes = {name: row.suffixes for name, row in FORMATS.items()}
    chosen = format_for(output, "json" if as_json else format_name, suffixes, "terminal")
    if columns is not None and columns.strip() == "help":
        _list_columns(settings, documents, by)
        return
    built = build_table(load_library(settings, documents), by=by, columns=columns)
    if chosen == "terminal" and output is None:
        click.echo(render_table_lines(built, colour=_colour()), nl=False)
    else:
        write_output(settings, render_table(built, chosen), output)


def _list_columns(settings: Settings, documents: tuple[str, ...], by: Any) -> None:
    """The names that ``--columns`` takes; a library's own ones too, where there is one."""
    from evidence.library import Library
    from evidence.views.chosen_columns import describe_columns

    there = documents or settings.bib.exists()
    library = load_library(settings, documents) if there else Library.of()
    for line in describe_columns(library, by):
        click.echo(printable(line))


@click.command("map", epilog=examples("evidence map", "evidence map page.html -o map.svg"))
@_DOCUMENTS
@click.option("--format", "format_name", type=click.Choice(MAP_FORMATS), help="Default: as FILE ends, else terminal.")
@click.option("--timeline", is_flag=True, help="Instead, the sources by year and study design (svg, html or png).")
@_OUTPUT
@_JSON
@click.pass_obj
def evidence_map(
    settings: Settings,
    documents: tuple[str, ...],
    format_name: str | None,
    timeline: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Show the evidence gap map, therapy by condition: cited, claimed without a source, not mentioned."""
    from evidence.views.gap_map import build_map
    from evidence.views.gap_map_formats import FORMATS, render_map, render_timeline
    from evidence.views.gap_map_terminal import render_map_lines

    if as_json:
        if format_name or timeline:
            raise click.UsageError("--json gives the cells of the map; leave --format and --timeline out")
        write_json(settings, (cell.to_dict() for cell in build_map(load_library(settings, documents)).cells), output)
        return
    chosen = format_for(output, format_name, FORMATS, "svg" if timeline else "terminal")
    library = load_library(settings, documents)
    if timeline:
        if chosen == "terminal":
            raise click.UsageError("--timeline is a picture; say --format svg, html or png, or name a file")
        write_output(settings, render_timeline(library, chosen), output)
    elif chosen == "terminal" and output is None:
        click.echo(render_map_lines(build_map(library), width=shutil.get_terminal_size((100, 24)).columns), nl=False)
    else:
        write_output(settings, render_map(build_map(library), chosen), output)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@click.command(
    epilog=examples("evidence graph --therapy sirolimus -o sirolimus.svg", "evidence graph -o graph.graphml")
)
@_DOCUMENTS
@click.option("--format", "format_name", type=click.Choice(GRAPH_FORMATS), help="Default: as FILE ends, else json.")
@click.option("--therapy", metavar="NAME", help="Only what hangs on this therapy.")
@_OUTPUT
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: the nodes, then the edges.")
@click.pass_obj
def graph(
    settings: Settings,
    documents: tuple[str, ...],
    format_name: str | None,
    therapy: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Write the graph of therapies, claims, sources, conditions and documents, as data or as a picture (svg)."""
    from evidence.views.graph import build_graph, neighbourhood
    from evidence.views.graph_files import FORMATS, to_graph_rows

    if as_json and format_name:
        raise click.UsageError(f"--json and --format {format_name} are two formats; say one of them")
    chosen = "json" if as_json else format_for(output, format_name, {name: (f".{name}",) for name in FORMATS}, "json")
    built = build_graph(load_library(settings, documents))
    if therapy is not None:
        built = neighbourhood(built, therapy)
    if as_json:
        write_json(settings, to_graph_rows(built), output)
    else:
        write_output(settings, FORMATS[chosen](built), output)


@click.command(epilog=examples("evidence show sirolimus", 'evidence show "PD 2017;34;261"'))
@click.argument("name")
@_JSON
@click.pass_obj
def show(settings: Settings, name: str, as_json: bool) -> None:
    """Show one therapy, source, claim, condition or document with all that hangs on it."""
    from evidence.views.describe import describe

    found = describe(load_library(settings), name)
    if as_json:
        print_json([found.to_dict()])
    else:
        click.echo(printable(str(found), keep_lines=True))


@click.command(epilog=examples("evidence gaps", "evidence gaps page.html --json"))
@_DOCUMENTS
@_JSON
@click.pass_obj
def gaps(settings: Settings, documents: tuple[str, ...], as_json: bool) -> None:
    """Show therapies and claims without a source, therapies on a single one, and contradictions within one condition."""
    from evidence.views.question_lines import render_gaps
    from evidence.views.questions import find_gaps

    library = load_library(settings, documents)
    found = find_gaps(library)
    if as_json:
        print_json(found.to_rows())
    else:
        click.echo(render_gaps(library, found), nl=False)


@click.command(epilog=examples("evidence without pd-2014-31-595"))
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@_JSON
@click.pass_obj
def without(settings: Settings, keys: tuple[str, ...], as_json: bool) -> None:
    """Show what would lose support, and on which pages, if these sources fell (for example by retraction)."""
    from evidence.views.question_lines import render_losses
    from evidence.views.questions import find_losses

    library = load_library(settings)
    found = find_losses(library, keys)
    if as_json:
        print_json(found.to_rows())
    else:
        click.echo(render_losses(library, found), nl=False)


def _read_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it as 2026-03-01") from None


@click.command(
    epilog=examples(
        "evidence report -o report.html",
        'evidence report page.html -o report.html --title "What the page rests on" --date 2026-03-01',
    )
)
@_DOCUMENTS
@click.option("--title", metavar="TEXT", help="Heading of the page; else made from the documents' titles.")
@click.option(
    "--logo", metavar="FILE", type=FILE_NAME, help="Picture for the head of the page: PNG, JPEG or SVG, at most 150 kB."
)
@click.option(
    "--date",
    "day",
    callback=_read_day,
    metavar="YYYY-MM-DD",
    help="Date of the report; else SOURCE_DATE_EPOCH, else today.",
)
@click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="How dates are written."
)
@_OUTPUT
@click.pass_obj
def report(
    settings: Settings,
    documents: tuple[str, ...],
    title: str | None,
    logo: str | None,
    day: date | None,
    language: str,
    output: str | None,
) -> None:
    """Write one self-contained HTML page: the answer, table, map, graph, gaps, the documents with their claims marked, and sources.

    It asks nobody for anything and reads without script. Without documents named, those of the library are shown where their files
    are at hand and as they were read.
    """
    from evidence.views.page_logo import read_logo
    from evidence.views.report import render_report

    ending = Path(output or "").suffix.lower()
    if ending in _OTHER_ENDINGS:
        raise click.UsageError(
            f"-o {output}: the report is one HTML page; name it {Path(output or '').with_suffix('.html')}, and print it from a browser to have a PDF"
        )
    address = read_logo(logo) if logo else None
    library, texts = load_library_and_texts(settings, documents)
    page = render_report(library, title=title, documents=texts, day=_report_day(day), language=language, logo=address)
    write_output(settings, page, output)


_OTHER_ENDINGS = {
    ".pdf",
    ".doc",
    ".docx",
    ".odt",
    ".rtf",
    ".md",
    ".txt",
    ".xlsx",
    ".csv",
    ".json",
    ".png",
    ".svg",
    ".tex",
}
"""What a report is not, so that no file says one thing and holds another."""


def _report_day(given: date | None) -> date:
    """The day that was named, or that the environment fixes for builds that must come out equal, or today.

    Source: SOURCE_DATE_EPOCH, reproducible-builds.org/specs/source-date-epoch.
    """
    if given is not None:
        return given
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isascii() and fixed.isdigit() and len(fixed) <= 11:
        return datetime.fromtimestamp(int(fixed), UTC).date()
    return datetime.now().astimezone().date()


@click.command(
    epilog=examples(
        "evidence annotate page.md -o page.annotated.md",
        "evidence annotate --strip page.annotated.md -o page.again.md",
    )
)
@click.argument("document", metavar="DOC", type=FILE_NAME)
@click.option(
    "--strip", is_flag=True, help="Take the marks of an annotated copy out again: the original, byte for byte."
)
@_OUTPUT
@click.pass_obj
def annotate(settings: Settings, document: str, strip: bool, output: str | None) -> int:
    """Write the document with its citations linked, and its gaps and retractions marked at the margin.

    Markdown stays Markdown and HTML stays HTML; plain text becomes a page. Links go to the DOI, to PubMed or to a search there.
    Identifiers come from the library if there is one. With --strip the exit code is 1 where the copy was edited meanwhile.
    """
    if strip:
        from evidence.reading import read_bytes
        from evidence.views.annotate_tags import strip_tags

        settings.inputs.append(Path(document))
        stripped = strip_tags(read_bytes(document), document)
        _write_document(settings, stripped.raw, output)
        if not stripped.intact:
            say(settings, f"{document}: edited since it was annotated; this is the edited text without the marks")
        return 0 if stripped.intact else 1
    from evidence.library import open_library
    from evidence.views.annotate import annotate as make_copy

    found = next(read_documents(settings, (document,)), None)
    if found is None:
        raise SystemExit(max(settings.failures))
    copy = make_copy(found, open_library(settings.bib) if settings.bib.exists() else None)
    _write_document(settings, copy.raw, output)
    places = (
        f"; {counted(copy.skipped, 'place')} could not be marked (inside a link, code or markup)"
        if copy.skipped
        else ""
    )
    say(settings, f"{counted(copy.links, 'citation')} linked, {counted(copy.notes, 'note')} at the margin{places}")
    return 0


def _write_document(settings: Settings, raw: bytes, output: str | None) -> None:
    """Bytes as they are; on a terminal as text without what could move its cursor."""
    if output in (None, "-") and sys.stdout.isatty():
        from evidence.reading.decode import decode

        click.echo(printable(decode(raw).text, keep_lines=True), nl=False)
    else:
        write_output(settings, raw, output)
