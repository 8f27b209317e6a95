"""``evidence check``: what is wrong or doubtful in a library and its documents, at line and column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, print_json, say, write_output
from evidence.wording import counted

if TYPE_CHECKING:
    from evidence.checks import CheckSettings, Report
    from evidence.cli.app import Settings

CHECK_FORMATS = ("text", "json", "sarif", "github")


@click.command(
    epilog=examples(
        "evidence check", "evidence check page.md --format sarif -o evidence.sarif", "evidence check --explain EV012"
    )
)
@click.argument("documents", nargs=-1, metavar="[DOC...]", type=FILE_NAME)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(CHECK_FORMATS),
    default="text",
    show_default=True,
    help="How findings are given.",
)
@click.option("--select", metavar="CODES", help="Only these, as in EV001,EV003.")
@click.option("--ignore", metavar="CODES", help="All but these.")
@click.option("--explain", metavar="CODE", help="Show what a code means and how it is mended.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without a person (EV009, EV024).")
@click.option("--diff", "as_diff", is_flag=True, help="With --fix: show the changes, write nothing.")
@click.option("--baseline", metavar="FILE", type=FILE_NAME, help="Tell only findings that this file does not know.")
@click.option("--write-baseline", metavar="FILE", type=FILE_NAME, help="Write the findings of now as a baseline.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", metavar="FILE", type=FILE_NAME, help="Write there instead of to standard output.")
@click.pass_obj
def check(
    settings: Settings, documents: tuple[str, ...], format_name: str, select: str | None, ignore: str | None, explain: str | None,
    fix: bool, as_diff: bool, baseline: str | None, write_baseline: str | None, as_json: bool, output: str | None,
) -> int:  # fmt: skip
    """Check the library, and documents against it.

    Exits with 1 if there is an error or a warning, with 0 if there are only notes or nothing, with 2 if something cannot be read. Which
    findings are told is set in evidence.toml or in pyproject.toml under [tool.evidence].
    """
    if explain is not None:
        _explain(explain, as_json=as_json or format_name == "json")
        return 0
    from evidence.checks import check_library
    from evidence.checks.ignoring import read_baseline
    from evidence.errors import InputError

    if as_diff and not fix:
        raise click.UsageError("--diff goes with --fix")
    if not settings.bib.exists():
        raise InputError("no library here; make one with 'evidence add PAGE'", path=settings.bib.name)
    chosen = _settings(settings, select, ignore)
    if fix:
        _fix(settings, chosen, as_diff=as_diff)
        if as_diff:
            return 0
    known = read_baseline(Path(baseline)) if baseline else None
    report = check_library(settings.bib, documents, settings=chosen, baseline=known)
    if write_baseline:
        return _write_baseline(settings, report, write_baseline)
    text = _render(report, "json" if as_json else format_name)
    if text or output:
        write_output(settings, text, output)
    from evidence.checks.render import render_summary

    say(settings, f"evidence check: {render_summary(report)}")
    return report.exit_code


def _explain(code: str, *, as_json: bool) -> None:
    from evidence.checks import CODES, explain

    if code.upper() not in CODES:
        raise click.UsageError(f"--explain {code}: known are {next(iter(CODES))} to {list(CODES)[-1]}")
    if as_json:
        print_json((CODES[code.upper()]._asdict(),))
    else:
        click.echo(explain(code.upper()), nl=False)


def _settings(settings: Settings, select: str | None, ignore: str | None) -> CheckSettings:
    import msgspec

    from evidence.checks import read_settings
    from evidence.checks.settings import check_codes

    read = read_settings(settings.bib.parent)
    changes: dict[str, Any] = {}
    if select:
        changes["select"] = check_codes(select.upper().replace(",", " ").split())
    if ignore:
        changes["ignore"] = (*read.ignore, *check_codes(ignore.upper().replace(",", " ").split()))
    return msgspec.structs.replace(read, **changes)


def _fix(settings: Settings, chosen: CheckSettings, *, as_diff: bool) -> None:
    from evidence.checks.fixing import fix_library, render_diff
    from evidence.errors import LibraryError
    from evidence.library import open_library

    try:
        before = open_library(settings.bib, missing_sources=True)
    except LibraryError:
        return  # a broken library is told as what it is, and not written
    after = fix_library(before, chosen)
    if as_diff:
        click.echo(render_diff(before, after, settings.bib.name), nl=False)
    else:
        for path in after.save():
            say(settings, f"mended {path.name}")


def _write_baseline(settings: Settings, report: Report, path: str) -> int:
    from evidence.checks.ignoring import write_baseline

    findings = (*report.findings, *report.known)
    write_output(settings, write_baseline(findings), path)
    say(settings, f"{path}: {counted(len(findings), 'finding')} known from now on")
    return 0


def _render(report: Report, format_name: str) -> str:
    from evidence.checks.render import render_github, render_json, render_text
    from evidence.checks.sarif import render_sarif

    return {"text": render_text, "json": render_json, "sarif": render_sarif, "github": render_github}[format_name](
        report
    )
