"""Document → Findings: one call that finds the citations and the claims of a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.document import Document
from evidence.journals import Aliases
from evidence.journals.resolve import NO_ALIASES
from evidence.reading import DEFAULT_MAX_SIZE, read_document, text_document
from evidence.records import FINDINGS_SCHEMA, Citation, Claim
from evidence.rows import Rows
from evidence.wording import counted

if TYPE_CHECKING:
    from evidence.therapies import Vocabulary


class Findings(Rows):
    """What one document says: its citations and claims, in reading order; treat as immutable.

    Attributes:
        document: The document as read.
        citations: Every work cited, also those that support no claim.
        claims: One verdict on one therapy or combination each.
        conditions: What the document is about, by canonical names.

    Example:
        >>> found = read_text("Ice helps. Colchicine was no better than placebo [BMJ 2001;3:4].")
        >>> found, found.uncited_therapies
        (<Findings in '-': 2 claims, 1 citation>, ('ice',))
    """

    def __init__(
        self,
        document: Document,
        citations: tuple[Citation, ...] = (),
        claims: tuple[Claim, ...] = (),
        conditions: tuple[str, ...] = (),
    ) -> None:
        self.document, self.citations, self.claims, self.conditions = document, citations, claims, conditions

    @property
    def uncited_therapies(self) -> tuple[str, ...]:
        """Therapies with a claim and no citation on any of their claims, by name; context therapies do not count."""
        named = {therapy for claim in self.claims for therapy in claim.therapies}
        cited = {therapy for claim in self.claims if claim.citations for therapy in claim.therapies}
        return tuple(sorted(named - cited))

    def to_dict(self) -> dict[str, Any]:
        """The object that ``evidence read --json`` prints (schema ``evidence.findings/1``)."""
        document = self.document
        return {
            "schema": FINDINGS_SCHEMA,
            "document": {
                "name": document.name,
                "sha256": document.sha256,
                "format": document.format,
                "encoding": document.encoding,
                "title": document.title,
                "conditions": list(self.conditions),
            },
            "citations": [citation.to_dict() for citation in self.citations],
            "claims": [claim.to_dict() for claim in self.claims],
            "uncited_therapies": list(self.uncited_therapies),
        }

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a claim."""
        return [claim.to_dict() for claim in self.claims]

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def __repr__(self) -> str:
        parts = f"{counted(len(self.claims), 'claim')}, {counted(len(self.citations), 'citation')}"
        return f"<Findings in {self.document.name!r}: {parts}>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook_members import findings_html  # only a notebook needs it

        return findings_html(self)


def find(document: Document, *, aliases: Aliases = NO_ALIASES, vocabulary: Vocabulary | None = None) -> Findings:
    """Find the citations and claims of a document.

    Args:
        document: Any document; not modified.
        aliases: A person's own journal abbreviations, which win over the shipped table.
        vocabulary: The therapies to look for; the shipped ones with the person's own table unless given.

    Example:
        >>> found = find(text_document("Sirolimus was highly effective for Kasabach-Merritt syndrome [PD 2017;34;261]."))
        >>> [(claim.therapies, claim.direction, claim.citations) for claim in found.claims]
        [(('sirolimus',), 'supports', ('c1',))]
        >>> found.citations[0].key
        'pd-2017-34-261'
    """
    from evidence.citations import find_citations
    from evidence.claims import read_claims

    citations = find_citations(document, aliases=aliases)
    found = read_claims(document, citations, vocabulary=vocabulary)
    return Findings(document, citations, found.claims, found.conditions)


def read(
    path: str | Path,
    *,
    aliases: Aliases = NO_ALIASES,
    vocabulary: Vocabulary | None = None,
    max_size: int = DEFAULT_MAX_SIZE,
) -> Findings:
    """Read a file (``.txt``, ``.md``, ``.html``; ``-`` is standard input) and find its citations and claims.

    Raises:
        InputError: The file cannot be read.

    Example:
        >>> import tempfile, pathlib
        >>> page = pathlib.Path(tempfile.mkdtemp(), "gout.txt")
        >>> _ = page.write_text("Ice helps.", encoding="utf-8")
        >>> read(page).uncited_therapies
        ('ice',)
    """
    return find(read_document(path, max_size=max_size), aliases=aliases, vocabulary=vocabulary)


def read_text(text: str, *, name: str = "-", aliases: Aliases = NO_ALIASES) -> Findings:
    """Find the citations and claims of a string (plain text, or HTML told by its tags).

    Example:
        >>> read_text("Doxycycline is the standard.").claims[0].therapies
        ('doxycycline',)
    """
    return find(text_document(text, name=name), aliases=aliases)
