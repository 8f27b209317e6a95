"""``evidence export``: the bibliography for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, load_library, write_json, write_output
from evidence.cli.views import format_for

if TYPE_CHECKING:
    from evidence.cli.app import Settings

EXPORT_FORMATS = ("bib", "biblatex", "ris", "nbib", "csl-json", "endnote-xml", "jsonld", "text", "html")
_STYLED = ("text", "html")


@click.command(
    epilog=examples(
        "evidence export -o refs.ris", "evidence export --format text --style vancouver --therapy sirolimus"
    )
)
@click.option("--format", "format_name", type=click.Choice(EXPORT_FORMATS), help="Default: as FILE ends, else bib.")
@click.option(
    "--style",
    metavar="STYLE",
    help="For text and html: ama (unless told), vancouver, apa, nature, jama, or FILE.csl.",
)
@click.option(
    "--therapy", "therapies", multiple=True, metavar="NAME", help="Only sources of this therapy; may be repeated."
)
@click.option("--claim", "claims", multiple=True, metavar="ID", help="Only sources of this claim; may be repeated.")
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Only sources cited by this document; may be repeated.",
)
@click.option(
    "--order",
    type=click.Choice(("library", "citation", "name")),
    default="library",
    show_default=True,
    help="Of the sources.",
)
@click.option("--keywords", is_flag=True, help="Add the therapies as keywords.")
@click.option("-o", "--output", metavar="FILE", type=FILE_NAME, help="Write there instead of to standard output.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a source: its key, its line in STYLE, its CSL item."
)
@click.pass_obj
def export(
    settings: Settings,
    format_name: str | None,
    style: str | None,
    therapies: tuple[str, ...],
    claims: tuple[str, ...],
    documents: tuple[str, ...],
    order: Any,
    keywords: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Export the bibliography for other programs, or as formatted references.

    BibTeX entries are given as they stand; a source that is not complete is given with what is known.
    """
    from evidence.exports import FORMATS, export_sources, select_sources
    from evidence.exports.references import to_rows
    from evidence.styles import STYLES
    from evidence.styles.csl import SHIPPED

    if style is not None and style not in STYLES and style not in SHIPPED and not style.lower().endswith(".csl"):
        raise click.UsageError(
            f"--style {style}: known are {', '.join(('ama', 'vancouver', 'apa', 'nature', 'jama'))}, and a file that ends in .csl"
        )

    if as_json and format_name:
        raise click.UsageError(f"--json and --format {format_name} are two formats; say one of them")
    chosen = (
        "text"
        if as_json
        else format_for(output, format_name, {name: row.suffixes for name, row in FORMATS.items()}, "bib")
    )
    if style is not None and chosen not in _STYLED:
        raise click.UsageError(f"--style {style} is for references to read; say --format text or --format html as well")
    selection = select_sources(
        load_library(settings),
        therapies=therapies,
        claims=claims,
        documents=documents,
        order="cited" if order == "citation" else order,
        style=style or "ama",
        keywords=keywords,
    )
    if as_json:
        write_json(settings, to_rows(selection), output)
    else:
        write_output(settings, export_sources(selection, chosen), output)
