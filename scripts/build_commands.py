"""Write the pages about the commands anew, after a command or an option changed: ``python scripts/build_commands.py``.

``docs/commands.md`` and ``man/evidence.1`` are made from click's own commands, so that they say what ``--help`` says.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from evidence import __version__
from evidence.cli.app import COMMANDS, app

ROOT = Path(__file__).parents[1]
MARKDOWN, MAN = ROOT / "docs" / "commands.md", ROOT / "man" / "evidence.1"

EXIT_CODES = (
    ("0", "done"),
    ("1", "check has findings, look-up has conflicts or ambiguities"),
    ("2", "wrong usage, or an input that cannot be read"),
    ("3", "a service failed or was not reached"),
    ("4", "a write was refused; nothing was changed"),
)
ENVIRONMENT = (
    ("EVIDENCE_CONFIG_DIR", "folder of your own journals, therapies and config.toml, instead of ~/.config/evidence"),
    ("EVIDENCE_CACHE_DIR", "folder of the answers that look-ups keep, instead of ~/.cache/evidence"),
    ("EVIDENCE_EMAIL", "your address, told to the services that are asked"),
    ("NCBI_API_KEY, OPENALEX_API_KEY", "keys of these services, if you have them"),
    ("NO_COLOR", "if set, no colours"),
    ("SOURCE_DATE_EPOCH", "the date of reports, so that two runs give the same bytes"),
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the help of one command says."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


def read_page(command: click.Command, name: str) -> Page:
    """A command's help in its parts."""
    ctx = click.Context(command, info_name=name)
    text = inspect.cleandoc(command.help or "")
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    records = [param.get_help_record(ctx) for param in command.get_params(ctx) if isinstance(param, click.Option)]
    return Page(
        name=name,
        usage=" ".join([name, *command.collect_usage_pieces(ctx)]),
        paragraphs=tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()),
        options=tuple(
            (flags, " ".join(text.split())) for flags, text in filter(None, records) if "--help" not in flags
        ),
        examples=tuple(line for line in lines if line.startswith(("evidence ", "echo "))),
    )


def walk(command: click.Command, name: str) -> Iterator[Page]:
    """A command and those under it, in the order of the overview."""
    yield read_page(command, name)
    if isinstance(command, click.Group):
        ctx = click.Context(command, info_name=name)
        for sub in command.list_commands(ctx):
            found = command.get_command(ctx, sub)
            assert found is not None
            yield from walk(found, f"{name} {sub}")


def anchor(name: str) -> str:
    return name.replace(" ", "-")


def render_markdown() -> str:
    """``docs/commands.md``."""
    first, *rest = walk(app, "evidence")
    lines = ["# Commands", "", "Made by `scripts/build_commands.py` from the commands themselves; `evidence COMMAND --help` says the same.", ""]  # fmt: skip
    for title, group in COMMANDS.items():
        lines += [f"**{title}**", ""]
        lines += [f"- [`{name}`](#{anchor(f'evidence {name}')}): {line}" for name, (_, line) in group.items()]
        lines.append("")
    lines += ["## evidence", "", *_markdown(first)]
    lines += ["| exit code | |", "|---|---|", *(f"| {code} | {text} |" for code, text in EXIT_CODES), ""]
    lines += ["A run over several inputs does all it can, tells each failure, and exits with the highest code.", ""]
    lines += ["| environment | |", "|---|---|"]
    lines += [f"| {', '.join(f'`{one}`' for one in name.split(', '))} | {text} |" for name, text in ENVIRONMENT]
    for page in rest:
        lines += ["", f"## {page.name}", "", *_markdown(page)]
    return "\n".join(lines).rstrip("\n").replace("\n\n\n", "\n\n") + "\n"


def _markdown(page: Page) -> Iterator[str]:
    yield from ("```text", page.usage, "```", "")
    for paragraph in page.paragraphs:
        yield from (_escaped(paragraph), "")
    if page.options:
        yield from ("| option | |", "|---|---|")
        for flags, text in page.options:
            yield f"| `{flags.replace('|', chr(92) + '|')}` | {_escaped(text)} |"
        yield ""
    if page.examples:
        yield from ("```sh", *page.examples, "```", "")


def _escaped(text: str) -> str:
    return re.sub(r"([|*_<\[\]])", r"\\\1", text)


def render_man() -> str:
    """``man/evidence.1``: one manual page for all commands (man-pages(7) has the order of its sections)."""
    first, *rest = walk(app, "evidence")
    lines = [f'.TH EVIDENCE 1 "" "evidence {__version__}" "User Commands"', ".SH NAME"]
    lines.append("evidence \\- from a clinician's page to a verified, citable evidence map")
    lines += [".SH SYNOPSIS", _bold(first.usage), ".SH DESCRIPTION"]
    for index, paragraph in enumerate(first.paragraphs):
        lines += [".PP"] * bool(index) + [_roff(paragraph)]
    lines += [".SH OPTIONS", *_definitions(first.options), ".SH COMMANDS"]
    for page in rest:
        lines += [f'.SS "{_roff(page.name)}"', _bold(page.usage)]
        for paragraph in page.paragraphs:
            lines += [".PP", _roff(paragraph)]
        lines += _definitions(page.options)
        if page.examples:
            lines += [".PP", "Example:", ".PP", ".EX", *(f"  {_roff(example)}" for example in page.examples), ".EE"]
    lines += [".SH EXIT STATUS", *_definitions(EXIT_CODES), ".SH ENVIRONMENT", *_definitions(ENVIRONMENT)]
    files = (("refs.bib", "the sources"), ("refs.claims.json", "the claims that rest on them, and people's decisions"))
    lines += [".SH FILES", *_definitions((*files, ("journals.tsv", "what abbreviations stand for in this library")))]
    return "\n".join(lines) + "\n"


def _definitions(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, text in rows:
        yield from (".TP", f"\\fB{_roff(term)}\\fR", _roff(text))


def _bold(usage: str) -> str:
    words = usage.split(" ")
    known = next((at for at, word in enumerate(words) if not word.islower()), len(words))
    return f"\\fB{_roff(' '.join(words[:known]))}\\fR {_roff(' '.join(words[known:]))}".rstrip()


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    MAN.parent.mkdir(exist_ok=True)
    MARKDOWN.write_text(render_markdown(), encoding="utf-8")
    MAN.write_text(render_man(), encoding="utf-8")
