"""Checks of sources: duplicates, values that do not fit, what is missing, and whether a work still stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import regex

from evidence.citations.plausibility import doubts, doubts_among
from evidence.library.sources import derive_fields
from evidence.lookup.integrity import FALLEN, status_of
from evidence.resolve import Works
from evidence.views.subjects import counting_claims

if TYPE_CHECKING:
    from evidence.checks.desk import Desk
    from evidence.checks.findings import Finding
    from evidence.records import Fields

_PREFIXED_DOI = regex.compile(r"\s*+(?:https?://(?:dx\.)?doi\.org/|doi:\s*+)", regex.I)
_PREFIXED_PMID = regex.compile(
    r"\s*+(?:PMID:?\s*+|https?://(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/)", regex.I
)
_LONGEST = 500
_OLDEST = 1665
"""The year of the first journal, Philosophical Transactions."""


def find_unused(desk: Desk) -> Iterator[Finding]:
    """Sources on which no claim rests."""
    used = {key for claim in counting_claims(desk.now) for key in claim.sources}
    for key in desk.library.sources:
        if key not in used:
            yield desk.at_source("EV002", key, f"no claim rests on {key}")


def find_duplicates(desk: Desk) -> Iterator[Finding]:
    """Sources that are one work."""
    works = Works()
    for key, source in desk.library.sources.items():
        same = works.find(source.fields, ())
        if same is not None:
            yield desk.at_source("EV010", key, f"{key} is the same work as {same}")
        works.add(key, source.fields, ())


def find_implausible(desk: Desk) -> Iterator[Finding]:
    """Years, volumes and pages that do not fit."""
    this_year = desk.settings.day().year
    keys = tuple(desk.library.sources)
    among = doubts_among([desk.library.sources[key].fields for key in keys])
    for at, key in enumerate(keys):
        fields = desk.library.sources[key].fields
        for name, why in doubts(fields, this_year=this_year):
            yield desk.at_source(
                "EV011" if name == "year" else "EV012", key, why, *(("year", "date") if name == "year" else ("volume",))
            )
        if fields.year and fields.year < _OLDEST:
            yield desk.at_source("EV011", key, f"{fields.year} is before there were journals", "year", "date")
        if at in among:
            yield desk.at_source("EV012", key, among[at], "volume")
        wrong = _wrong_pages(fields)
        if wrong:
            yield desk.at_source("EV013", key, wrong, "pages")


def _wrong_pages(fields: Fields) -> str:
    first, last = fields.first_page or "", fields.last_page or ""
    if not (first.isdecimal() and last.isdecimal() and len(first) < 10 and len(last) < 10):
        return ""
    if int(last) < int(first):
        whole = int(first[: len(first) - len(last)] + last)
        return (
            ""
            if len(last) < len(first) and whole > int(first)
            else f"the last page {last} comes before the first one, {first}"
        )
    far = int(last) - int(first)
    return (
        f"{far + 1} pages are too many for an article" if fields.kind == "article-journal" and far >= _LONGEST else ""
    )


def find_uncertain(desk: Desk) -> Iterator[Finding]:
    """Journals that can be several, and sources of which too little is known."""
    for key, source in desk.library.sources.items():
        fields = source.fields
        if "journal" in source.uncertain:
            titles = ", ".join(title for title, _, _ in source.candidates.get("journal", ())[:3])
            yield desk.at_source("EV014", key, f"{fields.journal!r} can be {titles}", "journal", "journaltitle")
        if not (
            fields.doi
            or fields.pmid
            or fields.pmcid
            or fields.registry_id
            or (fields.url and fields.kind != "article-journal")
        ):
            missing = _missing(fields)
            if missing:
                yield desk.at_source("EV015", key, f"no identifier, and no {' or '.join(missing)}")


def _missing(fields: Fields) -> list[str]:
    if fields.kind.startswith("article"):
        place = fields.first_page or fields.article_number
        if fields.title and fields.journal and fields.year:
            return []
        return [
            name for name, value in (("journal", fields.journal), ("year", fields.year), ("page", place)) if not value
        ]
    named = fields.title or fields.container_title
    return [name for name, value in (("title", named), ("year", fields.year)) if not value]


def find_integrity(desk: Desk) -> Iterator[Finding]:
    """Works that were retracted, doubted or corrected, and look-ups that are too old to tell."""
    for key in desk.library.sources:
        records = desk.library.lookups.get(key, ())
        if not records:
            continue
        known = status_of(records)
        if known.status in FALLEN:
            yield desk.at_source("EV016", key, str(known))
        elif known.status == "expression of concern":
            yield desk.at_source("EV017", key, str(known))
        elif known.status == "corrected":
            yield desk.at_source("EV018", key, str(known))
        last = max(record.at[:10] for record in records)
        age = _age(last, desk.settings.day())
        if age is not None and age > desk.settings.lookup_max_age:
            yield desk.at_source("EV019", key, f"last looked up {last}, {age} days ago")


def _age(day: str, today: date) -> int | None:
    try:
        return (today - date.fromisoformat(day)).days
    except ValueError:
        return None


def find_untidy(desk: Desk) -> Iterator[Finding]:
    """Identifiers with a prefix, and derived fields that are not what the claims file says."""
    bib = desk.library.bib
    for entry in bib.entries:
        for name, changed in tidy_fields(entry.values).items():
            yield desk.at_source("EV024", entry.key, f"{name} is to be {changed}", name)
    derived = derive_fields(bib, desk.library.file, desk.library.file)
    for entry in bib.entries:
        now = derived.entry(entry.key)
        if now is not None and now.text != entry.text:
            yield desk.at_source(
                "EV009",
                entry.key,
                "its 'claims' or 'cited-as' are not what refs.claims.json says",
                "claims",
                "cited-as",
            )


def tidy_fields(values: dict[str, str]) -> dict[str, str]:
    """Identifiers that stand with a prefix → bare.

    Example:
        >>> tidy_fields({"doi": "https://doi.org/10.1000/x", "pmid": "PMID: 12", "year": "2000"})
        {'doi': '10.1000/x', 'pmid': '12'}
    """
    out: dict[str, str] = {}
    for name, prefix in (("doi", _PREFIXED_DOI), ("pmid", _PREFIXED_PMID)):
        value = values.get(name, "")
        bare = prefix.sub("", value, count=1).strip(" /")
        if bare != value and bare and prefix.match(value):
            out[name] = bare
    return out
