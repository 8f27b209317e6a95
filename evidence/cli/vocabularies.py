"""``evidence journals`` and ``evidence therapies``: the vocabularies, and a person's own rows that win over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, print_json, printable, say
from evidence.errors import ServiceError

if TYPE_CHECKING:
    from evidence.cli.app import Settings
    from evidence.journals import Journal

_JSON = click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")


@click.group(epilog=examples("evidence journals find PD"))
def journals() -> None:
    """Find journals, add your own abbreviations, keep NLM's list."""


@journals.command("find", epilog=examples("evidence journals find jaad"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a journal.")
def find_journal(name: str, as_json: bool) -> None:
    """Show the journals that NAME may stand for."""
    from evidence.journals import find_journals

    found = find_journals(name)
    if as_json:
        print_json(journal.to_dict() for journal in found)
        return
    for journal in found:
        click.echo(
            printable(
                f"{journal.title} · {journal.abbreviation}"
                + (f" · {', '.join(journal.forms)}" if journal.forms else "")
            )
        )
    if not found:
        click.echo(
            f"no journal {printable(name)!r} in the table; add your own with: evidence journals add WRITTEN TITLE"
        )


@journals.command("add", epilog=examples('evidence journals add PD "Pediatric Dermatology" --here'))
@click.argument("written")
@click.argument("title")
@click.option("--here", is_flag=True, help="For this library only: journals.tsv beside refs.bib.")
@_JSON
@click.pass_obj
def add_journal(settings: Settings, written: str, title: str, here: bool, as_json: bool) -> None:
    """Say once what WRITTEN stands for; it wins over the shipped table from then on."""
    from evidence.journals.own import TABLE, add_alias

    path = add_alias(written, title, settings.bib.parent / TABLE if here else None)
    _tell(settings, f"{written} = {title}, in {path}", as_json, written=written, title=title, path=str(path))


@journals.command("import", epilog=examples("evidence journals import J_Medline.txt"))
@click.argument("file", type=FILE_NAME)
@_JSON
@click.pass_obj
def import_journals(settings: Settings, file: str, as_json: bool) -> None:
    """Take over NLM's journal list from FILE (J_Medline.txt or J_Entrez) into your own folder, in place of an earlier one."""
    from evidence.journals.nlm import read_nlm_list

    _keep(settings, read_nlm_list(file), as_json)


@journals.command("update", epilog=examples("evidence journals update"))
@_JSON
@click.pass_obj
def update_journals(settings: Settings, as_json: bool) -> None:
    """Fetch NLM's journal list (about 9 MB) and keep it in your own folder; only this command and lookup reach the network."""
    from evidence.journals.fetching import fetch_nlm_list
    from evidence.journals.imported import imported

    fetched, before = fetch_nlm_list(), imported()
    if before is not None and 2 * len(fetched) < len(before):
        raise ServiceError(
            f"NLM's answer has {len(fetched):,} journals where {len(before):,} are kept; perhaps it was cut off, so nothing was changed "
            "(to take it all the same, save the page and use: evidence journals import FILE)"
        )
    _keep(settings, fetched, as_json)


def _keep(settings: Settings, listed: tuple[Journal, ...], as_json: bool) -> None:
    from evidence.journals.imported import write_imported

    path, changed = write_imported(listed)
    line = f"{len(listed):,} journals of NLM's list, {'kept' if changed else 'as they were'} in {path}"
    _tell(settings, line, as_json, journals=len(listed), changed=changed, path=str(path))


def _tell(settings: Settings, line: str, as_json: bool, **facts: Any) -> None:
    """What was done: for a person to standard error, for a script as one object."""
    if as_json:
        print_json((facts,))
    else:
        say(settings, line)


@click.group(epilog=examples("evidence therapies find MTX"))
def therapies() -> None:
    """Find therapies and add your own names."""


@therapies.command("find", epilog=examples("evidence therapies find rapamycin"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a therapy.")
def find_therapy(name: str, as_json: bool) -> None:
    """Show the therapies that NAME may stand for."""
    from evidence.therapies import find_therapy_names

    found = find_therapy_names(name)
    if as_json:
        print_json(therapy.to_dict() for therapy in found)
        return
    for therapy in found:
        click.echo(
            printable(
                f"{therapy.name} · {therapy.kind}" + (f" · {', '.join(therapy.forms[:8])}" if therapy.forms else "")
            )
        )
    if not found:
        click.echo(f"no therapy {printable(name)!r} in the table; add your own with: evidence therapies add NAME")


@therapies.command("add", epilog=examples('evidence therapies add "our burn cream" --name "silver sulfadiazine"'))
@click.argument("written")
@click.option("--name", help="The therapy's usual name, if WRITTEN is another form of it.")
@_JSON
@click.pass_obj
def add_therapy_name(settings: Settings, written: str, name: str | None, as_json: bool) -> None:
    """Add a therapy, or another written form of one; it wins over the shipped table from then on."""
    from evidence.therapies import add_therapy

    path = add_therapy(written, name or written)
    line = f"{written} = {name or written}, in {path}"
    _tell(settings, line, as_json, written=written, name=name or written, path=str(path))
