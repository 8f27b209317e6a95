"""``evidence read`` and ``evidence parse``: what a text says, without a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, load_aliases, make_console, print_json, printable, read_documents
from evidence.wording import counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from evidence.cli.app import Settings
    from evidence.findings import Findings
    from evidence.records import Citation

_SIGNS = {"supports": ("+", "green"), "against": ("−", "red"), "mixed": ("±", "yellow"), "mentioned": ("·", "dim")}


@click.command(epilog=examples("evidence read page.html", "evidence read page.md letter.docx --json"))
@click.argument("documents", nargs=-1, required=True, metavar="DOC...", type=FILE_NAME)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document.")
@click.option("--max-size", type=click.IntRange(min=1), metavar="BYTES", help="Read larger files than 50 MB.")
@click.pass_obj
def read(settings: Settings, documents: tuple[str, ...], as_json: bool, max_size: int | None) -> None:
    """Find the citations and claims of documents and show them. Writes nothing.

    A document is a file in .txt, .md, .html, .docx or .pdf, or - for standard input.
    """
    found = read_documents(settings, documents, max_size=max_size)
    if as_json:
        print_json(one.to_dict() for one in found)
        return
    console = make_console()
    for one in found:
        _show(console, one)


def _show(console: Console, found: Findings) -> None:
    from rich.text import Text

    document = found.document
    name = "standard input" if document.name == "-" else document.name
    console.print(Text(printable(document.title or name), style="bold"))
    cited = sum(bool(claim.citations) for claim in found.claims)
    facts = (
        name if document.title else "",
        ", ".join(found.conditions),
        f"{counted(len(found.claims), 'claim')}, {cited} with a source",
        counted(len(found.citations), "citation"),
    )
    _print_block(console, Text(printable(" · ".join(fact for fact in facts if fact)), "dim"), 0)
    console.print()
    for index, claim in enumerate(found.claims):
        sign, style = _SIGNS[claim.direction]
        names = (" + " if claim.combination else ", ").join(claim.therapies)
        sources = ", ".join(claim.citations) or "no source"
        line = Text.assemble(
            (f"{sign} {claim.direction:<9}", style),
            " ",
            (printable(names), "bold"),
            "  ",
            (sources, "cyan" if claim.citations else "bold magenta"),
        )
        if claim.context:
            line.append(printable("  (" + "; ".join(f"{c.therapy}: {c.role}" for c in claim.context) + ")"), "dim")
        _print_block(console, line, 12, hanging=True)
        if [(other.start, other.end) for other in found.claims[index + 1 : index + 2]] == [(claim.start, claim.end)]:
            continue  # a list shares its statement, which stands below its last member
        text = printable(document.text[slice(*document.to_text(claim.start, claim.end))])
        shown = Text(text if len(text) < 300 else text[:299] + "…", "dim")
        for cue in claim.cues:  # the words that decided
            shown.highlight_words([printable(cue)], "not dim italic")
        _print_block(console, shown, 12)
    if found.citations:
        console.print()
    used = {name for claim in found.claims for name in claim.citations}
    for citation in found.citations:
        summary = Text.assemble((f"{citation.id:>4} ", "cyan"), printable(_summary(citation)))
        if found.claims and citation.id not in used:
            summary.append("  (no claim rests on it)", "dim")
        _print_block(console, summary, 5, hanging=True)
        for name in citation.uncertain:
            readings = "; ".join(f"{value} ({why})" for value, _, why in citation.candidates.get(name, ())[:3])
            why = readings or citation.reasons.get(name, "")
            _print_block(console, Text(printable(f"{name} uncertain" + (f": {why}" if why else "")), "yellow"), 5)
    if found.uncited_therapies:
        console.print()
        uncited = Text(printable(f"Claimed without a source: {', '.join(found.uncited_therapies)}"), "magenta")
        _print_block(console, uncited, 4, hanging=True)
    console.print()


def _print_block(console: Console, text: Text, columns: int, *, hanging: bool = False) -> None:
    """Print text set in by so many columns (``hanging``: but for its first line), without blanks at the ends of lines."""
    if hanging and text.cell_len <= console.width:
        console.print(text)
        return
    for index, line in enumerate(text.wrap(console, max(20, console.width - columns))):
        line.rstrip()
        line.pad_left(0 if hanging and not index else columns)
        console.print(line)


def _summary(citation: Citation) -> str:
    """A citation's fields in one line, so that a person can compare them with the text before it."""
    f = citation.fields
    pages = "–".join(page for page in (f.first_page or f.article_number, f.last_page) if page)
    issue = f"({f.issue})" if f.issue else ""
    place = f"{f.volume or ''}{issue}" + (f":{pages}" if pages else "")
    authors = "; ".join(f.authors[:3]) + (" …" if len(f.authors) > 3 else "") if f.authors else ""
    parts = [
        authors,
        f.title,
        f.journal or f.container_title,
        str(f.year or ""),
        place,
        f.doi and f"doi:{f.doi}",
        f.pmid and f"PMID {f.pmid}",
        f.pmcid,
        f.registry_id,
    ]
    return " · ".join(part for part in parts if part) or f.url or citation.text


@click.command(epilog=examples('echo "[PD 2017;34;261]" | evidence parse', "evidence parse citations.txt --json"))
@click.argument("file", default="-", metavar="[FILE]", type=FILE_NAME)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, also for a line without a citation.")
@click.pass_obj
def parse(settings: Settings, file: str, as_json: bool) -> None:
    """Turn citation strings, one a line, into fields. FILE is standard input unless given."""
    from evidence.citations import parse_citation
    from evidence.reading import read_bytes
    from evidence.reading.decode import decode

    aliases = load_aliases(settings)
    text = decode(read_bytes(file), file).text.removeprefix("\ufeff")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines and not lines[-1]:
        lines.pop()
    parsed = ((line, parse_citation(line, aliases=aliases)) for line in lines)
    if as_json:
        print_json(
            {
                "text": line,
                "citations": [{k: v for k, v in c.to_dict().items() if k not in ("id", "marks")} for c in found],
            }
            for line, found in parsed
        )
        return
    for line, found in parsed:
        click.echo(printable(line))
        for citation in found:
            click.echo(printable(f"    {citation.key}: {_summary(citation)}"))
            for name in citation.uncertain:
                readings = "; ".join(f"{value} ({why})" for value, _, why in citation.candidates.get(name, ())[:3])
                click.echo(printable(f"        {name} uncertain: {readings or citation.reasons.get(name, '')}"))
        if not found:
            click.echo("    no citation")
