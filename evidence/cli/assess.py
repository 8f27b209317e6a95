"""``evidence assess``: what a committee fills in for a body of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.examples import examples
from evidence.cli.library import save_and_tell, with_person
from evidence.cli.output import say
from evidence.person import time_of_decision, who_decides

if TYPE_CHECKING:
    from evidence.cli.app import Settings


@click.command(
    epilog=examples(
        'evidence assess sirolimus --condition KMS certainty="very low" footnote="two case reports" --by Ann',
        'evidence assess sirolimus --condition KMS --outcome "platelet count" certainty=low --by Ann --why "panel of 2 May"',
    )
)
@click.argument("therapy", metavar="THERAPY")
@click.argument("words", nargs=-1, required=True, metavar="COLUMN=TEXT...")
@click.option(
    "--condition", metavar="NAME", help='Needed where the therapy stands in several; "" is where the pages state none.'
)
@click.option("--outcome", metavar="NAME", help="One outcome, in your words; else all of the evidence on it.")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as one JSON object.")
@with_person
@click.pass_obj
def assess(
    settings: Settings,
    therapy: str,
    words: tuple[str, ...],
    condition: str | None,
    outcome: str | None,
    as_json: bool,
    by: str | None,
    why: str,
) -> None:
    """Fill in what people judge of a body of evidence: a therapy (or combination, "a + b") in a condition, for one outcome or all.

    COLUMN is certainty (GRADE: high, moderate, low, very low), footnote, population, intervention, comparator, or a name of your own. A
    column that is named again has several texts; an empty text takes an earlier word back. The program fills in none of it.
    'evidence table --columns' shows it, 'evidence show THERAPY' tells who said it and why.
    """
    from evidence.errors import InputError
    from evidence.library import open_library
    from evidence.library.assessments import describe_words, read_words
    from evidence.library.bodies import find_body

    if not settings.bib.exists():
        raise InputError("no library here; make one with 'evidence add PAGE'", path=settings.bib.name)
    said = read_words(words)
    before = open_library(settings.bib)
    body = find_body(before, therapy, condition, outcome)
    person = who_decides(by)
    after = before.assess(
        therapy, said, condition=condition, outcome=outcome, by=person, at=time_of_decision(), why=why
    )
    if after.file.assessments == before.file.assessments:
        named = next((one for one in before.assessments if (one.therapy, one.condition, one.outcome) == body), None)
        say(settings, f"said already: {describe_words(named)}" if named else f"{body}: nothing to take back")
    save_and_tell(settings, before, after, as_json=as_json)
