"""What a rater gets: one row a claim, what was found beside room for the rater's word, free rows for what was missed.

A row's last cell holds four hexadecimal digits for each cell that must stay as it is, so that whatever a spreadsheet or a hand changed
is named by its cell when the sheet comes back.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from evidence.errors import EvidenceError, NotKnown
from evidence.review.members import MEMBERS, VERDICTS, source_line
from evidence.views.nearest import nearest
from evidence.views.statement import shown_statement
from evidence.views.subjects import document_label
from evidence.wording import clean, clip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence.library import Library
    from evidence.library.records import DocumentRecord

FREE_ROWS = 20
VERSION = "review/1"
MISSED = "missed"
_LONGEST_SENTENCE = 8_000


class Column(NamedTuple):
    """A column: its title, width in characters, and the values that its drop-down list offers.

    ``fixed``: must stay as it is; ``member``: what the rater's word is about.
    """

    title: str
    width: int
    fixed: bool = True
    choices: tuple[str, ...] = ()
    hint: str = ""
    member: str = ""


def _columns() -> tuple[Column, ...]:
    pairs = (
        column
        for member in MEMBERS
        for column in (
            Column(member.name, member.width, member=member.name),
            Column(f"your {member.name}", member.width, False, member.choices, member.hint, member.name),
        )
    )
    return (
        Column("row", 13),
        Column("claim", 28),
        Column("document", 18),
        Column("sentence", 60),
        Column("status", 10),
        Column("your verdict", 12, False, tuple(VERDICTS), "accept: right as it stands, with what you correct to the right; reject: no claim", "status"),
        *pairs,
        Column("your reason", 26, False, (), "why, in your words; kept with your decision"),
        Column("check", 10),
    )  # fmt: skip


COLUMNS = _columns()
FIXED = tuple(at for at, column in enumerate(COLUMNS) if column.fixed)[:-1]
"""Columns that the check covers."""
CHECK = len(COLUMNS) - 1


class Sheet(NamedTuple):
    """A sheet to be filled in.

    Attributes:
        rater: For whom; may be empty.
        rows: One tuple of cells a claim, as ``COLUMNS``.
        documents: Id and title of the documents, for the missed claims.
        sources: Document id, key and reference of every source that they cite.

    Example:
        >>> import evidence
        >>> from evidence.library import Library
        >>> sheet = build_sheet(Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4].")), rater="Ann")
        >>> sheet.rater, len(sheet.rows)
        ('Ann', 1)
    """

    rater: str
    rows: tuple[tuple[str, ...], ...]
    documents: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The header; its last cell holds the version and the rater's name."""
        last = f"check ({VERSION}{f', rater: {clean(self.rater)}' if self.rater else ''})"
        return (*(column.title for column in COLUMNS[:-1]), last)

    def free_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows for missed claims."""
        document = self.documents[0][0] if len(self.documents) == 1 else ""
        row = tuple({"row": MISSED, "document": document}.get(column.title, "") for column in COLUMNS)
        return (row,) * FREE_ROWS


def build_sheet(
    library: Library, documents: Iterable[str] = (), claims: Iterable[str] = (), *, rater: str = ""
) -> Sheet:
    """The claims of a library as a sheet, in order of the pages.

    Args:
        library: Not modified. Claims that were rejected or that vanished from their page are left out.
        documents: Ids, paths or titles; all unless named.
        claims: Ids; all of the documents unless named.
        rater: Who fills it in.

    Raises:
        NotKnown: A name that the library does not have.
        EvidenceError: Nothing to rate.

    Example:
        >>> from evidence import Library, read_text
        >>> sheet = build_sheet(Library.of(read_text("Oral sirolimus was highly effective for KMS [PD 2017;34;261].")))
        >>> sheet.rows[0][0], sheet.rows[0][6], sheet.rows[0][10]
        ('no. 1 of 1', 'sirolimus', 'supports')
    """
    chosen = tuple(dict.fromkeys(find_document(library, name) for name in documents)) or tuple(library.documents)
    wanted = set(claims)
    for name in sorted(wanted):
        if name not in library.claims:
            raise NotKnown("claim", name, nearest(name, library.claims))
    place = {name: at for at, name in enumerate(chosen)}
    rated = [
        claim
        for claim in library.claims.values()
        if claim.document in place and claim.counts and (not wanted or claim.id in wanted)
    ]
    if not rated:
        raise EvidenceError("there is no claim to rate here; 'evidence add PAGE' finds them")
    rated.sort(key=lambda claim: (place[claim.document], claim.place.start, claim.place.end, claim.id))
    rows = []
    for number, claim in enumerate(rated, 1):
        found = tuple(cell for member in MEMBERS for cell in (member.show(claim, library.sources), ""))
        sentence = clip(shown_statement(library, claim), _LONGEST_SENTENCE)
        head = (f"no. {number} of {len(rated)}", claim.id, claim.document, sentence, claim.status, "")
        cells = (*head, *found, "")
        rows.append((*cells, check_cell(cells)))
    about = [library.documents[name] for name in chosen]
    keys = dict.fromkeys(citation.source for one in about for citation in one.citations)
    return Sheet(
        rater=rater.strip(),
        rows=tuple(rows),
        documents=tuple((one.id, document_label(one)) for one in about),
        sources=tuple(
            (key, source_line(key, library.sources).partition(" — ")[2]) for key in keys if key in library.sources
        ),
    )


def find_document(library: Library, name: str) -> str:
    """The id of a document by its id, path or title in any case; ``NotKnown`` if there is none."""

    def names(document: DocumentRecord) -> set[str]:
        return {document.id.casefold(), document.path.casefold(), document_label(document).casefold()}

    for key, document in library.documents.items():
        if name.casefold() in names(document):
            return key
    raise NotKnown("document", name, nearest(name, library.documents))


def check_cell(cells: tuple[str, ...]) -> str:
    """What tells later whether a cell of a row was changed: four digits for each fixed cell.

    White space does not count, since spreadsheets differ in the line ends of a cell.

    Example:
        >>> row = ("no. 1 of 1",) + ("",) * 22
        >>> check_cell(row)[:14] == check_cell(("no. 1  of 1",) + ("",) * 22)[:14] != check_cell(("no. 2 of 1",) + ("",) * 22)[:14]
        True
    """
    return " ".join((VERSION, *(check_digits(cells[at]) for at in FIXED)))


def check_digits(cell: str) -> str:
    """The digits for one cell."""
    return sha256(" ".join(cell.split()).encode("utf-8", "surrogatepass")).hexdigest()[:4]
