"""``evidence add`` and ``evidence claim …``, and how every command that writes the library saves it and tells what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from evidence.cli.examples import examples
from evidence.cli.output import FILE_NAME, print_json, printable, read_documents, say
from evidence.person import time_of_decision, who_decides

if TYPE_CHECKING:
    from evidence.cli.app import Settings
    from evidence.library import Library
    from evidence.library.changes import Changes
    from evidence.library.records import Decision

F = TypeVar("F", bound=Callable[..., Any])


def with_person(command: F) -> F:
    """Adds who decides and why to a command."""
    command = click.option("--why", default="", metavar="TEXT", help="Why; kept with the decision.")(command)
    return click.option("--by", metavar="NAME", help="Who decides (default: git's user.name, else the login name).")(
        command
    )


@click.command(epilog=examples("evidence add page.html"))
@click.argument("documents", nargs=-1, required=True, metavar="DOC...", type=FILE_NAME)
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@click.option("--max-size", type=click.IntRange(min=1), metavar="BYTES", help="Read larger files than 50 MB.")
@click.pass_obj
def add(settings: Settings, documents: tuple[str, ...], as_json: bool, max_size: int | None) -> None:
    """Read documents and merge their sources and claims into refs.bib and refs.claims.json.

    What a person wrote or decided stays: only empty fields are filled, claims keep their decisions, and a page that is added again
    without a change changes no byte.
    """
    from evidence.library import open_library
    from evidence.library.rereading import document_path

    if "-" in documents:
        raise click.UsageError(
            "standard input has no name under which it could be found again; save the page to a file"
        )
    before = open_library(settings.bib)
    found = tuple(read_documents(settings, documents, max_size=max_size))
    if not found:
        raise SystemExit(max(settings.failures))
    after = before.add(*found)
    paths = {document_path(one.document, settings.bib.parent) for one in found}
    pages = frozenset(one.id for one in after.documents.values() if one.path in paths)
    save_and_tell(settings, before, after, as_json=as_json, pages=pages)


@click.group(epilog=examples('evidence claim reject heparin-5b2f77 --why "history, no claim" --by Ann'))
def claim() -> None:
    """A person's word on a claim, kept with who, when and why; nothing the program does undoes it."""


@claim.command(
    "add",
    epilog=examples(
        'evidence claim add kasabach-merritt "spares the child steroids" -t corticosteroids -d mentioned --by Ann',
    ),
)
@click.argument("document", metavar="DOC", type=FILE_NAME)
@click.argument("quotation", metavar="QUOTATION")
@click.option(
    "-t",
    "--therapy",
    "therapies",
    multiple=True,
    required=True,
    metavar="NAME",
    help="Therapy; several are a combination.",
)
@click.option(
    "-d",
    "--direction",
    default="supports",
    show_default=True,
    metavar="WORD",
    help="supports, against, mixed or mentioned.",
)
@click.option(
    "-s", "--source", "sources", multiple=True, metavar="KEY", help="A source that it rests on; may be repeated."
)
@click.option(
    "--set", "settings_", multiple=True, metavar="MEMBER=VALUE", help="A further member, as in study='case series'."
)
@click.option("--json", "as_json", is_flag=True, help="Print the claim as JSON.")
@with_person
@click.pass_obj
def claim_add(
    settings: Settings,
    document: str,
    quotation: str,
    therapies: tuple[str, ...],
    direction: str,
    sources: tuple[str, ...],
    settings_: tuple[str, ...],
    as_json: bool,
    by: str | None,
    why: str,
) -> None:
    """Add a claim that the program missed, from words of a document that is in the library."""
    from evidence.library import open_library
    from evidence.library.decisions import read_setting
    from evidence.reading import read_document

    before = open_library(settings.bib)
    page = read_document(document) if document not in before.documents else document
    members = dict(read_setting(written) for written in settings_)
    after = before.add_claim(
        page,
        quotation,
        therapies,
        direction,
        sources=sources,
        by=who_decides(by),
        at=time_of_decision(),
        why=why,
        **members,
    )
    save_and_tell(settings, before, after, as_json=as_json)


@claim.command("accept", epilog=examples("evidence claim accept sirolimus-ba5a34 --by Ann"))
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def claim_accept(settings: Settings, claims: tuple[str, ...], as_json: bool, by: str | None, why: str) -> None:
    """Say that claims are right as they stand."""
    _decide(settings, claims, {"set": {"status": "accepted"}}, by, why, as_json=as_json)


@claim.command("reject", epilog=examples('evidence claim reject heparin-5b2f77 --why "history, no claim" --by Ann'))
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def claim_reject(settings: Settings, claims: tuple[str, ...], as_json: bool, by: str | None, why: str) -> None:
    """Say that claims are none; they stay away when the page is read again."""
    _decide(settings, claims, {"set": {"status": "rejected"}}, by, why, as_json=as_json)


@claim.command(
    "set", epilog=examples('evidence claim set sirolimus-ba5a34 direction=mixed study="case report" --by Ann')
)
@click.argument("name", metavar="CLAIM")
@click.argument("values", nargs=-1, required=True, metavar="MEMBER=VALUE...")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def claim_set(settings: Settings, name: str, values: tuple[str, ...], as_json: bool, by: str | None, why: str) -> None:
    """Correct members of a claim: therapies, combination, route, conditions, outcome, direction, context, study, status."""
    from evidence.library.decisions import read_setting

    _decide(settings, (name,), {"set": dict(read_setting(value) for value in values)}, by, why, as_json=as_json)


@claim.command(
    "link",
    epilog=examples("evidence claim link vincristine-ed2647 pd-2017-34-261 --relation obtainsBackgroundFrom --by Ann"),
)
@click.argument("name", metavar="CLAIM")
@click.argument("source_key", metavar="KEY")
@click.option(
    "--relation",
    default="citesAsEvidence",
    show_default=True,
    metavar="WORD",
    help="How it uses the source, in CiTO's terms.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def claim_link(
    settings: Settings, name: str, source_key: str, relation: str, as_json: bool, by: str | None, why: str
) -> None:
    """Say that a claim rests on a source."""
    from evidence.library.decisions import RELATIONS

    if relation not in RELATIONS:
        raise click.UsageError(f"relation cannot be {relation!r}; it is one of: {', '.join(RELATIONS)}")
    _decide(settings, (name,), {"link": {"source": source_key, "relation": relation}}, by, why, as_json=as_json)


@claim.command("unlink", epilog=examples("evidence claim unlink sirolimus-ba5a34 pd-2017-34-261 --by Ann"))
@click.argument("name", metavar="CLAIM")
@click.argument("source_key", metavar="KEY")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def claim_unlink(settings: Settings, name: str, source_key: str, as_json: bool, by: str | None, why: str) -> None:
    """Say that a claim does not rest on a source."""
    _decide(settings, (name,), {"unlink": source_key}, by, why, as_json=as_json)


def _decide(
    settings: Settings, claims: tuple[str, ...], what: dict[str, Any], by: str | None, why: str, *, as_json: bool
) -> None:
    from evidence.library import open_library
    from evidence.library.decisions import is_repeated
    from evidence.library.records import Decision

    decision = Decision.from_dict({**what, "by": who_decides(by), "at": time_of_decision(), "why": why})
    before = open_library(settings.bib)
    after = before
    for name in claims:
        if is_repeated(after.claims[name].decisions, decision):
            say(settings, f"{name}: {_said(decision)} by {decision.by} already")
        else:
            after = after.decide(name, decision)
    save_and_tell(settings, before, after, as_json=as_json)


def _said(decision: Decision) -> str:
    """What a decision says, in a word or two: ``accepted``, ``direction=mixed set``, ``linked to KEY``."""
    if decision.link is not None:
        return f"linked to {decision.link.source}"
    if decision.unlink is not None:
        return f"unlinked from {decision.unlink}"
    if set(decision.set) == {"status"}:
        return str(decision.set["status"])
    return f"{', '.join(f'{name}={value}' for name, value in decision.set.items())} set"


def save_and_tell(
    settings: Settings,
    before: Library,
    after: Library,
    *,
    as_json: bool,
    pages: frozenset[str] | None = None,
    renamed: tuple[str, str] | None = None,
) -> None:
    """Write the library and say what changed.

    Args:
        settings: Whether to be quiet.
        before: The library as it was.
        after: The library to write.
        as_json: Say it as one JSON object.
        pages: Ids of the documents that were read, where any were: their claims that were only kept are counted.
        renamed: A source's key before and now, where it got another one.
    """
    from evidence.library.changes import compare

    written = after.save()
    changes = compare(before, after)
    if pages is not None:  # the claims of the other pages were not looked at
        kept = tuple(name for name in changes.claims_kept if after.claims[name].document in pages)
        changes = msgspec.structs.replace(changes, claims_kept=kept)
    if as_json:
        also = {"renamed": {renamed[0]: renamed[1]}} if renamed else {}
        print_json(({**changes.to_dict(), **also, "written": [path.name for path in written]},))
        return
    if not settings.quiet:
        if renamed:
            click.echo(printable(f"source renamed: {renamed[0]} → {renamed[1]}"))
            changes = msgspec.structs.replace(changes, sources_added=(), sources_removed=())
        for line in _describe(after, changes, whole=pages is not None):
            click.echo(printable(line))
        click.echo(
            f"written: {', '.join(path.name for path in written)}" if written else "nothing changed, nothing written"
        )


def _describe(library: Library, changes: Changes, *, whole: bool) -> list[str]:
    from evidence.library.assessments import describe_words

    lines = []
    if changes.documents_added:
        lines.append(f"read: {', '.join(changes.documents_added)}")
    if changes.documents_changed:
        lines.append(f"read again, changed since: {', '.join(changes.documents_changed)}")
    lines += [f"source added: {_source_line(library, key)}" for key in changes.sources_added]
    lines += [f"source filled: {key} ({', '.join(names)})" for key, names in changes.sources_filled.items()]
    lines += [f"source removed: {key}" for key in changes.sources_removed]
    lines += [f"claim added: {_claim_line(library, name)}" for name in changes.claims_added]
    lines += [f"claim decided: {_claim_line(library, name)}" for name in changes.claims_decided]
    lines += [f"filled in: {describe_words(one)}" for one in changes.assessments_added]
    lines += (
        [f"claim read differently: {_claim_line(library, name)}" for name in changes.claims_changed] if whole else []
    )
    lines += [f"claim there again: {_claim_line(library, name)}" for name in changes.claims_back]
    lines += [f"claim missing, decisions kept: {_claim_line(library, name)}" for name in changes.claims_missing]
    if changes.claims_dropped:
        lines.append(f"claims no longer in the page: {', '.join(changes.claims_dropped)}")
    if whole and changes.claims_kept:
        lines.append(f"claims kept: {len(changes.claims_kept)}")
    return lines


def _source_line(library: Library, key: str) -> str:
    one = library.sources[key]
    cited = f"  [{one.cited_as[0]}]" if one.cited_as else ""
    doubt = f"  (uncertain: {', '.join(one.uncertain)})" if one.uncertain else ""
    return f"{key}{cited[:100]}{doubt}"


def _claim_line(library: Library, name: str) -> str:
    one = library.claims[name]
    about = (" + " if one.combination else ", ").join(one.therapies)
    status = f", {one.status}" if one.status != "found" else ""
    return f"{name}  {about}: {one.direction}{status}; {', '.join(one.sources) or 'no source'}"
