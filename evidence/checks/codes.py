"""The codes of findings, in order: what each means and how it is mended. A code never changes its meaning, and a dropped one is not used again."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Code(NamedTuple):
    """One kind of finding.

    Example:
        >>> CODES["EV003"].name, CODES["EV003"].severity
        ('citation-not-in-library', 'error')
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    mend: str
    example: str
    fixable: bool = False


_ROWS = (
    Code("EV001", "claim-without-source", "warning", "A claim cites nothing: nobody can look up what it rests on.",
         "Cite a source in the page and add the page again, link one with 'evidence claim link', or reject what is no claim.",
         "Vincristine gave excellent results."),
    Code("EV002", "source-without-claim", "note", "No claim rests on this source. It may belong to a picture, to background, or to a sentence that is gone.",
         "Link it with 'evidence claim link', or remove it with 'evidence source remove'.", "An entry without a 'claims' field."),
    Code("EV003", "citation-not-in-library", "error", "A document cites a work that refs.bib does not have.",
         "Run 'evidence add' on the document.", "[BMJ 2020;370:m1] was added to the page after the page was added to the library."),
    Code("EV004", "claim-vanished", "warning", "The sentence of a claim is no longer in its document.",
         "Run 'evidence add' on the document; reject the claim if the page no longer makes it.", "The paragraph was deleted."),
    Code("EV005", "claim-changed", "warning", "The sentence of a claim was reworded, or now says something else of the therapy.",
         "Read it, then run 'evidence add' on the document; decisions of people stay.", "'was effective' became 'was not effective'."),
    Code("EV006", "document-missing", "error", "A document of the library is not where it was, or cannot be read.",
         "Put it back, or add it at its new place with 'evidence add'.", "pages/warts.md was renamed."),
    Code("EV007", "document-changed", "note", "A document changed since it was added, so places in it may have moved.",
         "Run 'evidence add' on the document.", "A word was corrected."),
    Code("EV008", "dangling-link", "error", "A claim or document points to a source that refs.bib does not have.",
         "Put the entry back, or run 'evidence source remove KEY' or 'evidence source rename KEY NEW'.", "An entry was deleted by hand."),
    Code("EV009", "derived-fields-differ", "warning", "The fields 'claims' and 'cited-as' of an entry are not what refs.claims.json says.",
         "Run 'evidence check --fix'.", "claims = {ice-1} where no claim ice-1 rests on the entry.", True),
    Code("EV010", "duplicate-source", "warning", "Two entries are the same work: an identifier is the same, or journal, year, volume and page.",
         "Run 'evidence source merge KEY INTO'.", "pd-2014-31-595 and smith2014 have one DOI."),
    Code("EV011", "implausible-year", "warning", "The year is in the future, or before there were journals.",
         "Compare with the paper; correct the entry.", "year = {2062}"),
    Code("EV012", "implausible-volume", "warning", "Volume and year do not fit this journal, or its other entries.",
         "Compare with the paper; correct year or volume.", "Pediatric Dermatology 2017, volume 43 (34 is usual)"),
    Code("EV013", "implausible-page", "warning", "The last page comes before the first one, or the article would have more than 500 pages.",
         "Compare with the paper; correct the pages.", "pages = {598--595}"),
    Code("EV014", "ambiguous-journal", "note", "The journal's abbreviation stands for several journals.",
         "Say which with 'evidence journals add', or let 'evidence lookup' confirm one.", "journal = {PD}"),
    Code("EV015", "incomplete-source", "note", "Too little is known to find this work: no identifier, and no journal, year or page.",
         "Run 'evidence lookup', or complete the entry.", "An entry with a year and nothing else."),
    Code("EV016", "retracted-source", "error", "A service says that this work was retracted.",
         "See what falls with 'evidence without KEY'; cite another source.", "retraction 2010-02-02 (pubmed, crossref)"),
    Code("EV017", "expression-of-concern", "warning", "A service knows an expression of concern about this work.",
         "Read the notice; decide whether the claim still stands.", "expression of concern 2021 (pubmed)"),
    Code("EV018", "corrected-source", "note", "A service knows a correction of this work.",
         "Read the correction: it may touch what is claimed.", "correction 2019 (crossref)"),
    Code("EV019", "lookup-too-old", "note", "The last look-up of this source is older than 'lookup-max-age' days (365 unless set): a retraction since then is not seen.",
         "Run 'evidence lookup --again --older-than 365d'.", "last looked up 2023-01-05"),
    Code("EV020", "single-source", "note", "All that is claimed of a therapy rests on one source.",
         "Look for another; 'evidence show THERAPY' shows what there is.", "Sirolimus rests on pd-2017-34-261 alone."),
    Code("EV021", "contradiction", "warning", "Claims support a therapy and speak against it, within one condition.",
         "Read both; state in the page why they differ, or correct a direction with 'evidence claim set'.", "Heparin: supported by one claim, against by another."),
    Code("EV022", "bibtex-damage", "error", "refs.bib is broken, so that programs lose or merge fields.",
         "Mend it in an editor at the place shown; nothing else is checked before.", "A comma is missing after a value."),
    Code("EV023", "ignore-without-reason", "warning", "A comment that asks to ignore a finding gives no reason, or names no code; it has no effect.",
         "Write 'evidence: ignore EV001: why'.", "<!-- evidence: ignore EV001 -->"),
    Code("EV024", "untidy-field", "note", "An identifier stands with its address or prefix, where programs want it bare.",
         "Run 'evidence check --fix'.", "doi = {https://doi.org/10.1000/x}", True),
)  # fmt: skip

CODES: dict[str, Code] = {row.code: row for row in _ROWS}
"""Code → what it means, in order."""


def explain(code: str) -> str:
    """The help page of a code, as text.

    Example:
        >>> print(explain("EV016").splitlines()[0])
        EV016 retracted-source (error)
    """
    row = CODES[code]
    fix = "Mended by: evidence check --fix\n" if row.fixable else ""
    return f"{row.code} {row.name} ({row.severity})\n\n{row.meaning}\n\nExample: {row.example}\nWhat to do: {row.mend}\n{fix}"


def render_help() -> str:
    """All help pages as one Markdown file: ``docs/checks.md``."""
    parts = [
        "# Findings of `evidence check`\n\nMade from `evidence/checks/codes.py`. A code never changes its meaning.\n"
    ]
    parts += [
        f"| [{row.code}](#{row.code.lower()}) | {row.name} | {row.severity} | {'yes' if row.fixable else ''} |\n"
        for row in _ROWS
    ]
    parts.insert(1, "\n| code | name | severity | `--fix` |\n|---|---|---|---|\n")
    for row in _ROWS:
        parts.append(
            f"\n## {row.code}\n\n**{row.name}** ({row.severity}). {row.meaning}\n\nExample: {row.example}\n\nWhat to do: {row.mend}\n"
        )
    return "".join(parts)
