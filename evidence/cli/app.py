"""The command line itself: which command lives where, global options, errors to messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from evidence import __version__
from evidence.errors import EvidenceError, LibraryError, NotKnown, WriteRefused

# command → (where it is defined, one line for the overview); loaded only when it is run
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Read a page": {
        "read": ("evidence.cli.read:read", "Find the citations and claims of documents and show them."),
        "parse": ("evidence.cli.read:parse", "Turn citation strings, one a line, into fields."),
        "corpus": ("evidence.cli.corpus:corpus", "Read a folder of documents in parallel, resumable."),
    },
    "Keep the library (refs.bib and refs.claims.json)": {
        "add": ("evidence.cli.library:add", "Read documents and merge their sources and claims into the library."),
        "claim": ("evidence.cli.library:claim", "Decide on a claim: add, accept, reject, set, link, unlink."),
        "source": ("evidence.cli.source:source", "Decide on a source: remove, merge, rename."),
        "assess": ("evidence.cli.assess:assess", "Fill in GRADE certainty, footnotes, PICO for a body of evidence."),
        "import": ("evidence.cli.imports:import_", "Take sources from another program's bibliography."),
        "lookup": ("evidence.cli.lookup:lookup", "Ask PubMed, Crossref and others who the sources are."),
        "review": ("evidence.cli.review:review", "Give the claims to raters as a spreadsheet, and read it back."),
    },
    "Look at the evidence": {
        "table": ("evidence.cli.views:table", "Show the evidence table, by therapy, claim or source."),
        "show": ("evidence.cli.views:show", "Show one therapy, source, claim or document with all that hangs on it."),
        "gaps": ("evidence.cli.views:gaps", "Show what is claimed without a source, rests on one, or contradicts."),
        "without": ("evidence.cli.views:without", "Show what would lose support if sources fell."),
        "graph": ("evidence.cli.views:graph", "Write the graph of therapies, claims and sources, as data or picture."),
        "map": (
            "evidence.cli.views:evidence_map",
            "Show the evidence gap map: cited, claimed without a source, not mentioned.",
        ),
        "report": ("evidence.cli.views:report", "Write one self-contained HTML page."),
    },
    "Guard it": {
        "check": ("evidence.cli.check:check", "Check library and documents; findings at line and column."),
    },
    "Hand it on": {
        "annotate": ("evidence.cli.views:annotate", "Write a page with its citations linked and its gaps marked."),
        "export": ("evidence.cli.exports:export", "Export the bibliography."),
    },
    "Vocabularies": {
        "journals": ("evidence.cli.vocabularies:journals", "Find journals and add your own abbreviations."),
        "therapies": ("evidence.cli.vocabularies:therapies", "Find therapies and add your own names."),
    },
}
_WRITERS = {"add", "assess", "claim", "import", "lookup", "source"}
"""Commands that change the library: a broken one is then a refused write."""
_PLACES = {name: place for group in COMMANDS.values() for name, (place, _) in group.items()}


@dataclass
class Settings:
    """What the global options say, and how the run went so far.

    Attributes:
        cwd: Folder that the command acts in.
        bib: The library's ``refs.bib``, absolute.
        quiet: No messages on standard error but errors.
        failures: Exit codes of inputs that failed while others went on.
        inputs: Documents that were read; output never overwrites one of them.
    """

    cwd: Path
    bib: Path
    quiet: bool = False
    failures: list[int] = field(default_factory=list)
    inputs: list[Path] = field(default_factory=list)


class _Commands(click.Group):
    """A group whose commands are imported when they are run, so that ``--help`` is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _PLACES.get(cmd_name)
        if place is None:
            import difflib

            close = difflib.get_close_matches(cmd_name, _PLACES, n=1)
            ctx.fail(f"no command {cmd_name!r}" + (f"; perhaps: {close[0]}" if close else "; see 'evidence --help'"))
        module, name = place.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, group in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in group.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "\b\nExamples:\n  evidence read page.html\n  evidence report page.html -o report.html\n  evidence table --help\n\n"
        "Exit codes: 0 done · 1 findings · 2 usage or unreadable input · 3 a service failed · 4 a write was refused."
    ),
)
@click.version_option(__version__, "--version", prog_name="evidence", message="%(prog)s %(version)s")
@click.option(
    "-C", "folder", metavar="DIR", type=click.Path(readable=False), default=".", help="Act as if started in DIR."
)
@click.option(
    "--bib",
    metavar="FILE",
    type=click.Path(readable=False),
    default="refs.bib",
    show_default=True,
    help="The library; its claims stand beside it.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.pass_context
def app(ctx: click.Context, folder: str, bib: str, quiet: bool) -> None:
    """From a clinician's page to a verified, citable evidence map.

    Finds the journal citations of clinical pages and the treatment claims that they support, keeps both in refs.bib and
    refs.claims.json, and shows which therapy rests on which source and what is claimed without one. Gives no medical advice and
    grades nothing.
    """
    cwd = Path(folder)
    if not cwd.is_dir():
        raise click.UsageError(f"-C {folder}: {'this is a file' if cwd.exists() else 'no such folder'}; name a folder")
    os.chdir(cwd)
    ctx.obj = Settings(cwd=Path.cwd(), bib=Path.cwd() / bib, quiet=quiet)
    _end_broken_save(ctx.obj.bib)


def _end_broken_save(bib: Path) -> None:
    """Whatever the command: a save that was killed is ended at the next start; what hinders it is told by a command that needs the library."""
    from evidence.library.journal import claims_path, recover

    with suppress(EvidenceError):
        recover((bib, claims_path(bib)))


_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO)
"""What writing to a full or broken disk fails with."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line with ``arguments`` (default: the process's) and leave the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if "_EVIDENCE_COMPLETE" in os.environ:
        app.main(prog_name="evidence")  # shell completion: click answers and leaves
    code = 0
    ctx: click.Context | None = None
    try:
        ctx = app.make_context("evidence", list(sys.argv[1:] if arguments is None else arguments))
        with ctx:
            result: Any = app.invoke(ctx)
            code = result if isinstance(result, int) else 0
        if sys.stdout is not None:
            sys.stdout.flush()  # here a full disk can still be told
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        from evidence.cli.output import printable

        # it may repeat the name of a file that someone else gave it
        error.message = printable(error.message, keep_lines=True)  # type: ignore[misc]
        error.show()
        code = error.exit_code
    except EvidenceError as error:
        complain(error)
        refused = isinstance(error, LibraryError) and ctx is not None and ctx.invoked_subcommand in _WRITERS
        code = WriteRefused.exit_code if refused else error.exit_code
    except click.Abort:
        click.echo("evidence: stopped", err=True)
        code = 130
    except BrokenPipeError:
        # the reader has left; what Python still holds for it goes nowhere, so that leaving does not fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"evidence: the output is not complete ({error.strerror})", err=True)
        code = WriteRefused.exit_code
    failures = ctx.obj.failures if ctx is not None and ctx.obj else []
    sys.exit(max([code, *failures]))


_LISTED = {
    "therapy": "; 'evidence table' lists all",
    "source": "; 'evidence table --by source' lists all",
    "claim": "; 'evidence table --by claim' lists all",
}
"""Where the names stand, for one that is like none of them."""


def complain(error: EvidenceError) -> None:
    """Print an error to standard error, without control codes of whatever was read."""
    from evidence.cli.output import printable

    hint = _LISTED.get(error.kind, "") if isinstance(error, NotKnown) and not error.perhaps else ""
    click.echo(printable(f"evidence: {error}{hint}", keep_lines=True), err=True)
