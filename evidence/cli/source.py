"""``evidence source …``: a person's word on a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.examples import examples
from evidence.cli.library import save_and_tell, with_person
from evidence.cli.output import say
from evidence.person import time_of_decision, who_decides

if TYPE_CHECKING:
    from evidence.cli.app import Settings


@click.group(epilog=examples("evidence source rename pd-2017-34-261 sirolimus2017 --by Ann"))
def source() -> None:
    """A person's word on a source; links follow."""


@source.command(
    "remove", epilog=examples('evidence source remove cases-journal-2008-1-9 --why "a picture only" --by Ann')
)
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def source_remove(settings: Settings, keys: tuple[str, ...], as_json: bool, by: str | None, why: str) -> None:
    """Take sources out; they stay away when the pages that cite them are read again."""
    from evidence.library import open_library

    before = open_library(settings.bib, missing_sources=True)
    after = before
    for key in keys:
        after = after.remove_source(key, by=who_decides(by), at=time_of_decision(), why=why)
    save_and_tell(settings, before, after, as_json=as_json)


@source.command(
    "merge", epilog=examples("evidence source merge pd-2017-34-261 eur-j-pediatr-2015-174-1579 --force --by Ann")
)
@click.argument("key", metavar="KEY")
@click.argument("into", metavar="INTO")
@click.option("--force", is_flag=True, help="Merge although filled fields differ; what KEY says otherwise goes.")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def source_merge(settings: Settings, key: str, into: str, force: bool, as_json: bool, by: str | None, why: str) -> None:
    """Make two sources one: INTO keeps what it has, gets what only KEY has, and KEY's links.

    Where fields that tell a work (authors, year, pages …) differ, it is done with --force only. Two works with different DOI, PMID
    or PMCID are never made one.
    """
    from evidence.cli.source_differences import find_differences
    from evidence.errors import WriteRefused
    from evidence.library import open_library

    before = open_library(settings.bib)
    after = before.merge_sources(key, into, by=who_decides(by), at=time_of_decision(), why=why)
    differing = find_differences(before.sources[key], before.sources[into])
    serious = "; ".join(str(one) for one in differing if one.serious)
    if serious and not force:
        raise WriteRefused(
            f"{key} and {into} may be two works. {key} has {serious}. "
            f"To make them one all the same, with what {into} has: --force"
        )
    for one in differing:
        say(settings, f"goes with {key}: {one.name} {one.goes}; {into} has {one.stays}")
    save_and_tell(settings, before, after, as_json=as_json)


@source.command("rename", epilog=examples("evidence source rename pd-2017-34-261 sirolimus2017 --by Ann"))
@click.argument("key", metavar="KEY")
@click.argument("new", metavar="NEW")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def source_rename(settings: Settings, key: str, new: str, as_json: bool, by: str | None, why: str) -> None:
    """Give a source another key. Also mends links after a key was changed by hand in refs.bib."""
    from evidence.library import open_library

    before = open_library(settings.bib, missing_sources=True)
    after = before.rename_source(key, new, by=who_decides(by), at=time_of_decision(), why=why)
    save_and_tell(settings, before, after, as_json=as_json, renamed=(key, new) if key != new else None)
