"""One therapy, source, claim, condition or document with all that hangs on it: what ``evidence show NAME`` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from evidence.errors import NotKnown
from evidence.library.assessments import describe_words
from evidence.library.bodies import parts_of
from evidence.records import Record
from evidence.rows import Rows
from evidence.styles import render_reference, short_reference
from evidence.views.appraisal import lookups_of
from evidence.views.assessed_columns import assessments_of
from evidence.views.nearest import nearest
from evidence.views.statement import shown_statement, shown_text
from evidence.views.subjects import (
    CONTEXT_WORDS,
    conditions_of,
    count_directions,
    counting_claims,
    direction_label,
    distinct_sources,
    document_label,
    subjects,
)
from evidence.views.table_rows import NO_TREATMENT, NOT_CITED
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence.library.records import LibraryClaim, LookupRecord
    from evidence.views.subjects import Evidence

Kind = Literal["therapy", "source", "claim", "condition", "document"]


class Fact(Record, frozen=True, kw_only=True):
    """A label and what there is to say under it, one line each."""

    label: str
    values: tuple[str, ...]


class Description(Rows, Record, frozen=True, kw_only=True):
    """What a library knows of one thing; labels without a value are left out."""

    kind: Kind
    name: str
    facts: tuple[Fact, ...] = ()

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a fact."""
        return [fact.to_dict() for fact in self.facts]

    def __len__(self) -> int:
        return len(self.facts)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_rows())

    def __str__(self) -> str:
        lines = [f"{self.kind} {self.name}"]
        for fact in self.facts:
            lines.append(f"  {fact.label}: {fact.values[0]}" if len(fact.values) == 1 else f"  {fact.label}:")
            lines.extend(f"    {value}" for value in fact.values if len(fact.values) > 1)
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Description of {self.kind} {self.name!r}: {len(self.facts)} facts>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook import facts_html  # only a notebook needs it

        return facts_html(f"{self.kind} {self.name}", [(fact.label, fact.values) for fact in self.facts])


def describe(library: Evidence, name: str) -> Description:
    """What the library knows of a name.

    Args:
        library: Not modified.
        name: A therapy, citation key, claim id, condition, document (id, path or title), or a citation as a page writes it; in
            any case. ``therapy:…``, ``source:…``, ``claim:…``, ``condition:…`` or ``document:…`` says which is meant.

    Raises:
        NotKnown: Nothing has this name; with what was perhaps meant.
    """
    kind, _, rest = name.partition(":")
    named = [row for row in _NAMES if row[0] == kind] or _NAMES
    wanted = _fold(rest if named is not _NAMES else name)
    for candidate, spellings in named:
        for spelled, meant in spellings(library):
            if _fold(spelled) == wanted:
                return Description(
                    kind=candidate, name=clean(meant), facts=_clean_facts(_TELL[candidate](library, meant))
                )
    everything = {spelled for _, spellings in named for spelled, _ in spellings(library)}
    raise NotKnown(
        kind if named is not _NAMES else "therapy, source, claim, condition or document",
        name,
        nearest(wanted, everything),
    )


def _fold(name: str) -> str:
    return clean(name).strip("[]() .").casefold()


def _therapy_names(library: Evidence) -> Iterator[tuple[str, str]]:
    claims = counting_claims(library)
    for claim in claims:
        for name in (*claim.therapies, *(context.therapy for context in claim.context), *subjects(claim)):
            yield name, name
    for claim in claims:
        if len(claim.therapies) == 1:
            yield from ((written, claim.therapies[0]) for written in claim.as_written)
    yield from ((one.therapy, one.therapy) for one in assessments_of(library))


def _other_source_names(library: Evidence) -> Iterator[tuple[str, str]]:
    for key, source in library.sources.items():
        fields = source.fields
        others = (*source.cited_as, fields.doi, fields.pmid, fields.pmcid, short_reference(source))
        yield from ((other, key) for other in others if other)


def _other_document_names(library: Evidence) -> Iterator[tuple[str, str]]:
    for key, document in library.documents.items():
        others = (document.path, document.title, document.path.rsplit("/", 1)[-1])
        yield from ((other, key) for other in others if other)


_NAMES: tuple[tuple[Kind, Callable[[Evidence], Iterable[tuple[str, str]]]], ...] = (
    ("therapy", _therapy_names),
    ("source", lambda library: ((key, key) for key in library.sources)),
    ("claim", lambda library: ((key, key) for key in library.claims)),
    ("condition", lambda library: ((name, name) for claim in counting_claims(library) for name in claim.conditions)),
    ("document", lambda library: ((key, key) for key in library.documents)),
    ("document", _other_document_names),
    ("source", _other_source_names),
)
"""Kind, and every spelling by which a thing can be asked for with its proper name. The first that fits counts, so what is dear to know
(the fields of every source) stands last."""


def _clean_facts(facts: Mapping[str, Iterable[str | None]]) -> tuple[Fact, ...]:
    cleaned = ((label, tuple(clean(value) for value in values if value)) for label, values in facts.items())
    return tuple(Fact(label=label, values=values) for label, values in cleaned if values)


def _references(library: Evidence, keys: Iterable[str]) -> list[str]:
    return [
        f"{render_reference(library.sources[key])} [{key}]" if key in library.sources else f"[{key}]" for key in keys
    ]


def _statement(library: Evidence, claim: LibraryClaim) -> str:
    source = ", ".join(claim.sources) or "no source"
    return f"{direction_label(claim.direction)} {shown_statement(library, claim)} [{claim.id}; {source}]"


def _documents(library: Evidence, claims: Iterable[LibraryClaim]) -> list[str]:
    names = dict.fromkeys(claim.document for claim in claims)
    return [document_label(library.documents[name]) if name in library.documents else name for name in names if name]


def _tell_therapy(library: Evidence, name: str) -> dict[str, Iterable[str | None]]:
    claims = counting_claims(library)
    about = tuple(claim for claim in claims if name in subjects(claim))
    combined = tuple(claim for claim in claims if claim.combination and name in claim.therapies)
    keys = distinct_sources(about + tuple(claim for claim in combined if claim not in about))
    by_condition: dict[str, list[LibraryClaim]] = {}
    for claim in about:
        for condition in conditions_of(claim):
            by_condition.setdefault(condition, []).append(claim)
    verdicts = (
        f"{', '.join(count_directions(tuple(theirs)))}{f' in {condition}' if condition else ''}"
        for condition, theirs in by_condition.items()
    )
    return {
        "verdicts": verdicts,
        "sources": _references(library, keys) or (["no source"] if about or combined else []),
        "claims": (_statement(library, claim) for claim in about),
        "in combination": (_statement(library, claim) for claim in combined if claim not in about),
        "as context": (
            f"{' / '.join(subjects(claim))}: {CONTEXT_WORDS[context.role]} [{claim.id}]"
            for claim in claims
            for context in claim.context
            if context.therapy == name
        ),
        "documents": _documents(library, about + combined),
        **_filled_in(library, name),
    }


def _filled_in(library: Evidence, therapy: str) -> dict[str, Iterable[str | None]]:
    """What people filled in for its bodies of evidence as it stands, then who said what, when and why."""
    file = getattr(library, "file", None)  # documents alone and made-up libraries have none
    words = file.assessments if file is not None else ()
    return {
        "filled in by people": (
            describe_words(one) for one in assessments_of(library) if parts_of(one.therapy) == parts_of(therapy)
        ),
        "who filled it in": (
            " ".join(filter(None, (one.at, one.by, describe_words(one), f"because {one.why}" if one.why else "")))
            for one in words
            if parts_of(one.therapy) == parts_of(therapy)
        ),
    }


def _tell_source(library: Evidence, key: str) -> dict[str, Iterable[str | None]]:
    source = library.sources[key]
    fields, claims = source.fields, tuple(claim for claim in counting_claims(library) if key in claim.sources)
    citing = [
        f"{document_label(document)}: {shown_text(citation.text, document.path)}"
        for document in library.documents.values()
        for citation in document.citations
        if citation.source == key
    ]
    return {
        "reference": [render_reference(source)],
        "cited as": map(shown_text, source.cited_as),
        "identifiers": (f"{label} {value}" for label, value in
                        (("DOI", fields.doi), ("PMID", fields.pmid), ("PMCID", fields.pmcid)) if value),
        "uncertain": (_doubt(name, source.candidates.get(name, ())) for name in source.uncertain),
        "claims": [f"{' / '.join(subjects(claim))}: {_statement(library, claim)}" for claim in claims] or [NO_TREATMENT if citing else NOT_CITED],
        "documents": citing,
        "keywords": source.keywords,
        **_looked_up(lookups_of(library).get(key, ())),
    }  # fmt: skip


def _looked_up(records: Sequence[LookupRecord]) -> dict[str, Iterable[str | None]]:
    """What services said of it: whether it stands, what it is, who gave which field."""
    if not records:
        return {}
    from evidence.lookup.integrity import status_of  # only where something was looked up
    from evidence.lookup.levels import level_of

    return {
        "integrity": [str(status_of(records))],
        "study design": [str(level_of(records))],
        "looked up": (
            f"{record.service} {record.at[:10]}: {record.verdict}"
            f"{'; gave ' + ', '.join(record.fields) if record.fields else ''} <{record.address}>"
            for record in records
        ),
    }


def _doubt(field: str, candidates: tuple[tuple[str, float, str], ...]) -> str:
    readings = ", ".join(f"{value} ({why})" if why else value for value, _, why in candidates[:5])
    return f"{field}: perhaps {readings}" if readings else field


def _tell_claim(library: Evidence, name: str) -> dict[str, Iterable[str | None]]:
    claim = library.claims[name]
    place = f"characters {claim.place.start}–{claim.place.end}" if claim.place.end else None
    document = next(iter(_documents(library, (claim,))), claim.document)
    decided = (
        " ".join(
            filter(None, (decision.at, decision.by, _decision(decision.set, decision.link, decision.unlink),
                          f"because {decision.why}" if decision.why else ""))
        )
        for decision in claim.decisions
    )  # fmt: skip
    return {
        "statement": [shown_statement(library, claim)],
        "about": subjects(claim),
        "direction": [direction_label(claim.direction)],
        "because of the words": claim.cues,
        "condition": claim.conditions,
        "route": [claim.route],
        "outcome": [claim.outcome],
        "study": [claim.study],
        "context": (f"{context.therapy}: {context.role}" for context in claim.context),
        "sources": _references(library, claim.sources) or ["no source"],
        "document": [", ".join(filter(None, (document, place)))],
        "uncertain": claim.uncertain,
        "status": [
            claim.status if claim.status != "found" else None,
            "missing from its document" if claim.missing else None,
        ],
        "decisions": decided,
    }


def _decision(changed: dict[str, object], link: object, unlink: str | None) -> str:
    words = [f"{name} = {value}" for name, value in changed.items()]
    words += [f"linked to {getattr(link, 'source', link)}"] if link else []
    words += [f"unlinked from {unlink}"] if unlink else []
    return ", ".join(words)


def _tell_condition(library: Evidence, name: str) -> dict[str, Iterable[str | None]]:
    claims = tuple(claim for claim in counting_claims(library) if name in claim.conditions)
    by_subject: dict[str, list[LibraryClaim]] = {}
    for claim in claims:
        for subject in subjects(claim):
            by_subject.setdefault(subject, []).append(claim)
    therapies = (
        f"{subject}: {', '.join(count_directions(tuple(theirs)))}; {', '.join(distinct_sources(tuple(theirs))) or 'no source'}"
        for subject, theirs in sorted(
            by_subject.items(), key=lambda item: (not distinct_sources(tuple(item[1])), item[0])
        )
    )
    return {"therapies": therapies, "documents": _documents(library, claims)}


def _tell_document(library: Evidence, name: str) -> dict[str, Iterable[str | None]]:
    document = library.documents[name]
    claims = tuple(claim for claim in counting_claims(library) if claim.document == name)
    return {
        "title": [document.title],
        "file": [document.path],
        "conditions": document.conditions,
        "citations": (
            f"{shown_text(citation.text, document.path)} [{citation.source}]" for citation in document.citations
        ),
        "claims": (f"{' / '.join(subjects(claim))}: {_statement(library, claim)}" for claim in claims),
    }


_TELL: dict[Kind, Callable[[Evidence, str], dict[str, Iterable[str | None]]]] = {
    "therapy": _tell_therapy,
    "source": _tell_source,
    "claim": _tell_claim,
    "condition": _tell_condition,
    "document": _tell_document,
}
