"""Retraction Watch's list, read from a local file: which works were retracted, corrected, or put in doubt.

Source:
    https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/ ; columns: https://retractionwatch.com/retraction-watch-database-user-guide/
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import regex

from evidence.errors import InputError, why_unreadable
from evidence.lookup.parts import distinct, doi_of
from evidence.lookup.works import Notice, NoticeKind
from evidence.records import Record

MOST_BYTES = 500_000_000
"""The list has about 65 MB."""
COLUMNS = (
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)
_KINDS: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "expression of concern": "expression of concern",
    "correction": "correction",
    "reinstatement": "reinstatement",
}
_DATE = regex.compile(
    r"(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})(?:\s.*)?|(?<iso>\d{4}-\d{2}-\d{2})(?:[T\s].*)?"
)
_PMID = regex.compile(r"[1-9]\d{0,8}")


class Retractions(Record, frozen=True, kw_only=True):
    """Notices by DOI (in lower case) and by PMID of the work that they are about."""

    by_doi: dict[str, tuple[Notice, ...]] = {}
    by_pmid: dict[str, tuple[Notice, ...]] = {}
    rows: int = 0

    def notices(self, doi: str | None = None, pmid: str | None = None) -> tuple[Notice, ...]:
        """The notices about a work, each once, oldest first."""
        found = (*self.by_doi.get((doi or "").lower(), ()), *self.by_pmid.get(pmid or "", ()))
        return tuple(sorted(distinct(found), key=lambda notice: (notice.date or "", notice.kind)))


def read_retractions(path: Path) -> Retractions:
    """Read the list, a CSV file as Crossref gives it away.

    Args:
        path: The file; UTF-8, or Latin-1 where it is not.

    Raises:
        InputError: It cannot be read, is larger than 500 MB, is no CSV, or lacks a column; the message says which.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "list.csv"
        >>> _ = path.write_text(",".join(COLUMNS) + "\\n2/6/2010 0:00,10.5555/n,0,10.5555/A,123,Retraction,Made up;\\n")
        >>> [notice] = read_retractions(path).notices(doi="10.5555/a", pmid="123")
        >>> notice.kind, notice.date, notice.doi, notice.text
        ('retraction', '2010-02-06', '10.5555/n', 'Made up')
    """
    by_doi: dict[str, list[Notice]] = {}
    by_pmid: dict[str, list[Notice]] = {}
    count = 0
    for row in _rows(path):
        count += 1
        notice = _notice(row)
        doi = doi_of(row["OriginalPaperDOI"])
        if doi:
            by_doi.setdefault(doi, []).append(notice)
        pmid = row["OriginalPaperPubMedID"].strip()
        if _PMID.fullmatch(pmid):
            by_pmid.setdefault(pmid, []).append(notice)
    return Retractions(
        by_doi={doi: tuple(found) for doi, found in by_doi.items()},
        by_pmid={pmid: tuple(found) for pmid, found in by_pmid.items()},
        rows=count,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"this file has more than {MOST_BYTES // 1_000_000} MB, which the list of Retraction Watch has not",
                path=str(path),
            )
        with path.open(encoding=_encoding(path), newline="") as file:
            lines = csv.reader(file, strict=True)
            header = [name.strip() for name in next(lines, [])]
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                raise InputError(
                    f"this is not the list of Retraction Watch: it has no column {', '.join(missing)}; take retraction_watch.csv from Crossref",
                    path=str(path), line=1,
                )  # fmt: skip
            places = {name: header.index(name) for name in COLUMNS}
            for cells in lines:
                if len(cells) > max(places.values()):
                    yield {name: cells[at] for name, at in places.items()}
                elif any(cell.strip() for cell in cells):
                    raise InputError(
                        "this row ends before its last column: the file is cut off or broken",
                        path=str(path),
                        line=lines.line_num,
                    )
    except csv.Error as problem:
        raise InputError(f"this is no CSV file ({problem})", path=str(path), line=lines.line_num) from None
    except OSError as problem:
        raise InputError(why_unreadable(path, problem), path=str(path)) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            # a piece can end inside a character: read on to the end of its line
            try:
                (piece + file.readline()).decode("utf-8-sig")
            except UnicodeDecodeError:
                return "latin-1"
    return "utf-8-sig"


def _notice(row: dict[str, str]) -> Notice:
    nature = row["RetractionNature"].strip()
    date = _DATE.fullmatch(row["RetractionDate"].strip())
    when = (date["iso"] or f"{date['year']}-{int(date['month']):02}-{int(date['day']):02}") if date else None
    pmid = row["RetractionPubMedID"].strip()
    return Notice(
        kind=_KINDS.get(nature.casefold(), "other"),
        doi=doi_of(row["RetractionDOI"]),
        pmid=pmid if _PMID.fullmatch(pmid) else None,
        date=when,
        text="; ".join(part.strip() for part in row["Reason"].split(";") if part.strip()) or nature or None,
        told_by="retraction-watch",
    )
