"""``evidence review export|import``: claims as a spreadsheet for raters, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, load_library, print_json, printable, say, write_output
from evidence.errors import EvidenceError, LibraryError, WriteRefused
from evidence.person import time_of_decision, who_decides
from evidence.wording import counted

if TYPE_CHECKING:
    from evidence.cli.app import Settings
    from evidence.review import ReviewReport

_MOST_CONFLICTS = 40
_FORMATS = {"xlsx", "csv"}
_OTHER_FORMATS = {*_FORMATS, "ods", "xls", "xlsm", "xlsb", "tsv", "numbers", "json", "html", "pdf"}


@click.group(epilog=examples("evidence review export claims-ann.xlsx --rater Ann"))
def review() -> None:
    """Claims as a spreadsheet for one or two raters, and their decisions back, with agreement and conflicts."""


@review.command("export", epilog=examples("evidence review export claims-ann.xlsx --rater Ann"))
@click.argument("file", metavar="FILE", type=FILE_NAME)
@click.argument("documents", nargs=-1, metavar="[DOC]...", type=FILE_NAME)
@click.option(
    "--rater", default="", metavar="NAME", help="Who fills it in; import then knows whose decisions they are."
)
@click.option("--claim", "claims", multiple=True, metavar="ID", help="Only this claim; may be repeated.")
@click.option("--format", "format_name", type=click.Choice(("xlsx", "csv")), help="Default: as FILE ends.")
@click.option("--force", is_flag=True, help="Write over a sheet even if a rater has filled it in.")
@click.pass_obj
def review_export(
    settings: Settings,
    file: str,
    documents: tuple[str, ...],
    rater: str,
    claims: tuple[str, ...],
    format_name: str | None,
    force: bool,
) -> None:
    """Write the claims of the library, or of some of its documents, as a sheet with a column for the rater's word beside each finding.

    FILE ends in .xlsx (with drop-down lists and a page that says how to fill it in) or .csv. For two raters, write one file for each
    before you import any, so that neither sees the other's word. A sheet that somebody has filled in is not written over.
    """
    from evidence.review import build_sheet, render_csv, render_xlsx

    if not force:
        _spare_a_raters_words(file)
    as_csv = _format_of(file, format_name) == "csv"
    sheet = build_sheet(load_library(settings), documents, claims, rater=rater)
    write_output(settings, render_csv(sheet) if as_csv else render_xlsx(sheet), file)
    if file != "-":
        claims_of = f"{counted(len(sheet.rows), 'claim')} of {counted(len(sheet.documents), 'document')}"
        say(settings, f"{file}: {claims_of}, {len(sheet.free_rows())} free rows")


def _format_of(file: str, said: str | None) -> str:
    """The format to write: as said, or as the file's name ends; a name that says another is refused."""
    ending = Path(file).suffix.lower().removeprefix(".")
    if file == "-":
        return said or "xlsx"
    if said is not None and ending not in _OTHER_FORMATS - {said}:
        return said
    if said is None and ending in _FORMATS:
        return ending
    offered = "a sheet is written as .xlsx (Excel, LibreOffice) or .csv"
    raise click.UsageError(f"{file}: {offered}; name a file that ends so")


def _spare_a_raters_words(file: str) -> None:
    """Refuse to write over anything but a sheet that nobody has filled in."""
    from evidence.review import read_sheet

    path = Path(file)
    if file == "-" or not path.is_file() or not path.stat().st_size:
        return
    try:
        sheet = read_sheet(path)
    except EvidenceError:
        raise WriteRefused(
            f"{file}: is there already, and is no empty sheet; name another file, or say --force to write over it"
        ) from None
    rows = sum(bool(one.words or one.why) for one in sheet.rated) + len(sheet.missed)
    if rows:
        whose = f"by {sheet.rater} " if sheet.rater else ""
        raise WriteRefused(
            f"{file}: {counted(rows, 'row')} filled in {whose}would be lost; import it or name another file, or say --force "
            "to write over it"
        )


@review.command("import", epilog=examples("evidence review import claims-ann.xlsx claims-ben.xlsx"))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=FILE_NAME)
@click.option(
    "--by",
    "raters",
    multiple=True,
    metavar="NAME",
    help="The rater; once for each file (default: the name in the file, else who you are).",
)
@click.option("--why", default="", metavar="TEXT", help="Reason for decisions to which the rater gave none.")
@click.option("--resolve", metavar="NAME", help="Take this person's word where people differ.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as one JSON object.")
@click.pass_obj
def review_import(
    settings: Settings, files: tuple[str, ...], raters: tuple[str, ...], why: str, resolve: str | None, as_json: bool
) -> None:
    """Read filled-in sheets: decisions with the raters' names, their agreement (Cohen's kappa), and where they conflict.

    All or nothing: a sheet with an error changes nothing. Where two people differ, both words are kept and neither counts until you say
    --resolve NAME or decide with 'evidence claim set'. Files give the same together and one after the other. Importing a file again
    changes nothing.
    """
    from evidence.review import import_sheets, read_sheet

    try:
        library = load_library(settings)
    except LibraryError as error:
        raise WriteRefused(str(error)) from None  # export only reads it, import would have written
    sheets = [read_sheet(file) for file in files]
    names = _names([sheet.rater for sheet in sheets], raters, files)
    after, report = import_sheets(library, sheets, names, at=time_of_decision(), why=why, resolve=resolve)
    written = after.save()
    if as_json:
        print_json(({**report.to_dict(), "written": [path.name for path in written]},))
        return
    for line in _describe(report, resolve):
        click.echo(printable(line))
    click.echo(
        f"written: {', '.join(path.name for path in written)}" if written else "nothing changed, nothing written"
    )


def _percent(part: int, whole: int) -> str:
    """A share in percent with one decimal at most: never 100 unless all, never 0 unless none.

    Example:
        >>> _percent(252, 253), _percent(9999, 10000), _percent(1, 10000), _percent(1, 2), _percent(3, 3), _percent(0, 3)
        ('99.6', '99.9', '0.1', '50', '100', '0')
    """
    share = 100 * part / whole
    return f"{share if part in (0, whole) else min(99.9, max(0.1, share)):.1f}".removesuffix(".0")


def _names(in_files: list[str], given: tuple[str, ...], files: tuple[str, ...]) -> list[str]:
    """Who rated each file."""
    if given and len(given) != len(files):
        raise click.UsageError(
            f"{len(files)} files and {len(given)} --by; say it once for each file, in the same order"
        )
    names = []
    for at, (file, inside) in enumerate(zip(files, in_files, strict=True)):
        said = given[at].strip() if given else ""
        if said and inside and said != inside:
            raise click.UsageError(
                f"{file} was made for {inside!r}, not for {said!r}; leave out --by, or give the files in another order"
            )
        if not (said or inside) and len(files) > 1:
            raise click.UsageError(f"{file} does not say who filled it in; say --by NAME once for each file")
        names.append(said or inside or who_decides(None))
    return names


def _describe(report: ReviewReport, resolve: str | None) -> list[str]:
    lines = []
    for one in report.raters:
        rated = f"{one.accepted} accepted, {one.rejected} rejected, {one.corrected} corrected of {counted(one.claims, 'claim')}"
        missed = f"; {len(one.missed)} missed by the program" if one.missed else ""
        lines.append(f"{one.rater} ({Path(one.file).name}): {rated}{missed}")
    for raters in dict.fromkeys(row.raters for row in report.agreement):
        lines.append(f"agreement of {raters[0]} and {raters[1]}:")
        for row in report.agreement:
            if row.raters == raters:
                kappa = f"kappa {row.kappa:.2f}" if row.kappa is not None else "kappa not defined (no variation)"
                lines.append(f"  {row.field:<12} {row.agreed} of {row.n} ({_percent(row.agreed, row.n)} %), {kappa}")
    if report.conflicts:
        lines.append(f"conflicts: {len(report.conflicts)}")
    for conflict in report.conflicts[:_MOST_CONFLICTS]:
        words = "; ".join(f"{person}: {word}" for person, word in conflict.words.items())
        lines.append(f"  {conflict.claim}  {conflict.field}: {words}; counts: {conflict.kept}")
    if len(report.conflicts) > _MOST_CONFLICTS:
        lines.append(f"  … and {len(report.conflicts) - _MOST_CONFLICTS} more; --json lists all")
    if report.conflicts and resolve is None:
        lines.append(
            "on these points every word is kept and no rater's counts; decide with 'evidence claim set', or import again with --resolve NAME"
        )
    if report.decided:
        lines.append(f"claims decided: {len(report.decided)}")
    return lines
