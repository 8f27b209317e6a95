"""``evidence import``: sources from the bibliography of another program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, print_json, printable, say

if TYPE_CHECKING:
    from evidence.cli.app import Settings
    from evidence.imports import Import

IMPORT_FORMATS = ("bib", "ris", "nbib", "csl-json", "endnote-xml")


@click.command("import", epilog=examples("evidence import zotero.ris --dry-run", "evidence import zotero.ris"))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=FILE_NAME)
@click.option(
    "--format", "format_name", type=click.Choice(IMPORT_FORMATS), help="Default: as FILE ends, else as it begins."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each record, one JSON object a line.")
@click.pass_obj
def import_(settings: Settings, files: tuple[str, ...], format_name: str | None, dry_run: bool, as_json: bool) -> None:
    """Take sources from BibTeX, BibLaTeX, RIS, NBIB, CSL-JSON or EndNote XML into refs.bib.

    A record is a known source if an identifier is the same, or journal, year, volume and page. Empty fields are filled; what stands is
    never changed, and works with different identifiers are never made one. Broken input changes nothing.
    """
    from evidence.imports import import_records, read_bibliography
    from evidence.library import open_library

    library = open_library(settings.bib)
    read = [(name, read_bibliography(_bytes(name), name, format_name)) for name in files]
    after = library
    for name, records in read:
        after, done = import_records(after, records)
        if as_json:
            print_json({"file": name, **outcome.to_dict()} for outcome in done.outcomes)
        else:
            _show(settings, name, done)
    if not dry_run:
        after.save()


def _bytes(name: str) -> bytes:
    from evidence.errors import InputError, why_unreadable
    from evidence.imports.registry import MAX_SIZE

    if name == "-":
        return sys.stdin.buffer.read(MAX_SIZE + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except OSError as error:
        raise InputError(why_unreadable(name, error), path=name) from None


def _show(settings: Settings, name: str, done: Import) -> None:
    for outcome in done.outcomes:
        fields = f": {', '.join(outcome.fields)}" if outcome.fields else ""
        why = f" ({outcome.why})" if outcome.why else ""
        if outcome.action != "same" or why:
            click.echo(printable(f"{outcome.action:<8} {outcome.key}{fields}{why}"))
    counts = ", ".join(
        f"{number} {action}" for action in ("added", "filled", "same", "refused") if (number := done.count(action))
    )
    say(settings, f"{name}: {counts or 'no records'}")
    if done.dropped:
        say(settings, f"{name}: not kept, as refs.bib has no place for it: {', '.join(done.dropped)}")
