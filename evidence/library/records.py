"""What a library holds: sources, claims with people's decisions, documents, look-ups.

``ClaimsFile`` and what it contains are ``refs.claims.json``, member by member. ``Source`` and ``LibraryClaim`` are what everything
downstream (graph, tables, report, exports) reads: the entry of ``refs.bib`` as fields, and a claim with its decisions applied.
What is kept on disk refuses members that it does not know: a newer program's file would lose them when it is written.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from evidence.library.member import Decidable, Member
from evidence.records import Claim, ContextTherapy, Direction, Fields, Record, Span
from evidence.wording import clean, clip, counted

CLAIMS_SCHEMA = "evidence.claims/1"
Relation = Literal[
    "citesAsEvidence",
    "citesAsAuthority",
    "citesForInformation",
    "obtainsBackgroundFrom",
    "supports",
    "disputes",
    "discusses",
]
Status = Literal["found", "accepted", "rejected"]
SourceAction = Literal["remove", "merge", "rename", "accept"]


class Link(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A claim's link to a source, with the CiTO relation from citing to cited."""

    source: str
    relation: Relation = "citesAsEvidence"


class NamedTherapy(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A therapy by its canonical name and as the text has it."""

    name: str
    as_written: str = ""


class Place(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Where a claim stands: W3C quote and position selectors in one; ``mentions`` are relative to ``start``."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    mentions: tuple[Span, ...] = ()


class FoundClaim(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What the program read; it alone writes this."""

    therapies: tuple[NamedTherapy, ...]
    combination: bool = False
    route: str | None = None
    conditions: tuple[str, ...] = ()
    outcome: str | None = None
    direction: Direction = "mentioned"
    context: tuple[ContextTherapy, ...] = ()
    links: tuple[Link, ...] = ()
    study: str | None = None
    cues: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()


class Decision(Record, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A person's word on a claim; only ever appended.

    ``set`` holds members of ``FoundClaim`` (but links) or ``status`` with their new values; ``link`` and ``unlink`` change one link.
    ``rated``: one rater's word from a sheet; it counts only where nobody says otherwise (``evidence.library.raters``).
    """

    set: dict[str, Any] = {}
    link: Link | None = None
    unlink: str | None = None
    rated: bool = False
    by: str = ""
    at: str = ""
    why: str = ""


class ClaimRecord(Record, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A claim as kept on disk. A claim that a person added has no ``found``; ``missing``: decided on, but no longer in the text."""

    id: str
    document: str
    place: Place
    found: FoundClaim | None = None
    decisions: tuple[Decision, ...] = ()
    missing: bool = False


class DocumentCitation(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A citation of a document, whether or not it supports a claim."""

    source: str
    text: str
    start: int
    end: int
    marks: tuple[Span, ...] = ()


class DocumentRecord(Member, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A document that was added; ``path`` is relative to ``refs.bib``, with ``/``.

    In a notebook it shows its text with its claims marked, where its file is at hand and unchanged.
    """

    id: str
    path: str
    sha256: str
    title: str | None = None
    conditions: tuple[str, ...] = ()
    citations: tuple[DocumentCitation, ...] = ()

    def __repr__(self) -> str:
        return f"<DocumentRecord {self.id}: {counted(len(self.citations), 'citation')}>"


class LookupNotice(Record, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """What was published about a work later: ``kind`` is retraction, expression of concern, correction, republication, reinstatement or other."""

    kind: str
    doi: str | None = None
    pmid: str | None = None
    date: str | None = None


class LookupRecord(Record, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """What one service answered about one source, with its provenance.

    ``address`` is the request without e-mail and key, ``at`` the time of the answer, ``sha256`` the hash of its body. ``verdict`` and
    ``reasons`` are those of the comparison; ``fields`` the fields of ``refs.bib`` that this answer filled; ``work`` what the service
    says of the work, under the names of ``refs.bib``; ``about`` what the entry said when it was compared, so that a person's
    correction has it asked again. ``notices`` and ``types`` are the service's.
    """

    service: str
    address: str
    at: str
    verdict: str
    fields: tuple[str, ...] = ()
    sha256: str = ""
    reasons: tuple[str, ...] = ()
    work: dict[str, str] = {}
    about: dict[str, str] = {}
    notices: tuple[LookupNotice, ...] = ()
    types: tuple[str, ...] = ()


class SourceDecision(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A person's word on a source: removed, merged into another, renamed, or a service's value accepted; only ever appended.

    A removed source stays away when a page that cites it is read again: ``cited_as`` and ``fields`` tell it. It comes back when
    a person writes its entry into ``refs.bib`` again. Of an accepted value ``fields`` has the name and value in ``refs.bib``, ``was`` the
    value before, and ``service`` who gave it.
    """

    action: SourceAction
    source: str
    into: str | None = None
    by: str = ""
    at: str = ""
    why: str = ""
    cited_as: tuple[str, ...] = ()
    fields: dict[str, Any] = {}
    was: dict[str, str] = {}
    service: str = ""


class Assessment(Record, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A person's words on a body of evidence, therapy × condition (× outcome); only ever appended.

    ``therapy`` is a therapy or a combination (``a + b``); a ``condition`` of ``None`` is one that the pages do not state. ``set`` holds
    columns of the evidence table with what to write there, one text or several; an empty one takes an earlier word back.
    """

    therapy: str
    condition: str | None = None
    outcome: str | None = None
    set: dict[str, str | tuple[str, ...]] = {}
    by: str = ""
    at: str = ""
    why: str = ""


class ClaimsFile(Record, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``refs.claims.json``."""

    schema: str = CLAIMS_SCHEMA
    documents: tuple[DocumentRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    lookups: dict[str, tuple[LookupRecord, ...]] = {}
    source_decisions: tuple[SourceDecision, ...] = ()
    assessments: tuple[Assessment, ...] = ()


class Assessed(Record, frozen=True, kw_only=True):
    """What people's words on one body of evidence amount to: column → its texts, without those taken back."""

    therapy: str
    condition: str | None = None
    outcome: str | None = None
    words: dict[str, tuple[str, ...]] = {}


class Source(Member, frozen=True, kw_only=True):
    """A cited work: an entry of ``refs.bib`` read as fields.

    ``cited_as`` are the citations as pages write them; ``uncertain`` and ``candidates`` as in ``Citation``; ``keywords`` are a
    person's own; ``editors`` are as ``authors``, the last one ``et al`` where there are more; ``entry`` holds every field of the entry by its lower-case name, decoded.
    """

    key: str
    fields: Fields = Fields()
    editors: tuple[str, ...] = ()
    cited_as: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    candidates: dict[str, tuple[tuple[str, float, str], ...]] = {}
    entry: dict[str, str] = {}

    def to_row(self) -> dict[str, Any]:
        """The source as one flat row: key, every bibliographic field, and what is uncertain."""
        raw = self.to_dict()
        return {"key": self.key, **raw["fields"], **{name: raw[name] for name in ("cited_as", "keywords", "uncertain")}}

    def __repr__(self) -> str:
        fields = self.fields
        work = (fields.title or fields.journal, f"{fields.year or ''};{fields.volume or ''}:{fields.first_page or ''}")
        what = " ".join(part for part in work if part and part != ";:")
        return f"<Source {self.key}{': ' if what else ''}{clip(clean(what), 100)}>"


class LibraryClaim(Decidable, frozen=True, kw_only=True):
    """A claim with its decisions applied: what counts.

    Same members as ``Claim`` where they mean the same; ``links`` go to sources by key. ``status`` is what a person said; rejected
    claims are kept, and left out of every view. ``decided`` names the members that a person set. ``accept``, ``reject``, ``set``,
    ``link`` and ``unlink`` are a person's word on it and give the library after it.
    """

    document: str
    text: str
    place: Place
    therapies: tuple[str, ...] = ()
    as_written: tuple[str, ...] = ()
    combination: bool = False
    route: str | None = None
    conditions: tuple[str, ...] = ()
    outcome: str | None = None
    direction: Direction = "mentioned"
    context: tuple[ContextTherapy, ...] = ()
    links: tuple[Link, ...] = ()
    study: str | None = None
    cues: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    status: Status = "found"
    missing: bool = False
    decisions: tuple[Decision, ...] = ()
    decided: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the linked sources, in order of citation."""
        return tuple(link.source for link in self.links)

    @property
    def counts(self) -> bool:
        """Whether views show it, being neither rejected nor vanished from its document."""
        return self.status != "rejected" and not self.missing

    def to_row(self) -> dict[str, Any]:
        """The claim as one flat row: its members, the keys of its sources, and its place in the file."""
        raw = self.to_dict()
        for name in ("place", "links", "decisions"):
            del raw[name]
        place = {"start": self.place.start, "end": self.place.end}
        return {**raw, "sources": list(self.sources), **place, "decisions": len(self.decisions)}

    def __repr__(self) -> str:
        about = (" + " if self.combination else ", ").join(self.therapies)
        status = f", {self.status}" if self.status != "found" else ""
        said = f"{about} {self.direction}{status}; {', '.join(self.sources) or 'no source'}"
        return f"<LibraryClaim {self.id}: {clip(clean(said), 160)}>"


def claim_members() -> tuple[str, ...]:
    """Names of the members that a decision may set."""
    return (*msgspec.structs.asdict(FoundClaim(therapies=())), "status")


__all__ = [
    "CLAIMS_SCHEMA",
    "Assessed",
    "Assessment",
    "Claim",
    "ClaimRecord",
    "ClaimsFile",
    "Decision",
    "DocumentCitation",
    "DocumentRecord",
    "FoundClaim",
    "LibraryClaim",
    "Link",
    "LookupNotice",
    "LookupRecord",
    "NamedTherapy",
    "Place",
    "Relation",
    "Source",
    "SourceAction",
    "SourceDecision",
    "Status",
    "claim_members",
]
