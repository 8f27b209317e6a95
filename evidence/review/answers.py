"""A filled-in sheet as what a rater said, checked cell by cell; all that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import regex

from evidence.errors import InputError
from evidence.reading.files import read_bytes
from evidence.review.cells import Cell, Grid
from evidence.review.delimited import read_csv
from evidence.review.members import BY_NAME, MEMBERS, VERDICTS, Word, read_word, shown_word
from evidence.review.sheet import CHECK, COLUMNS, FIXED, MISSED, VERSION, check_digits
from evidence.review.workbook import read_xlsx
from evidence.wording import counted

_CHECK_TITLE = regex.compile(r"check \((?P<version>review/\d{1,4})(?:, rater: (?P<rater>.*))?\)", regex.S)
_NUMBER = regex.compile(r"no\. (?P<number>\d{1,7}) of (?P<total>\d{1,7})")
_AT = {column.title: at for at, column in enumerate(COLUMNS)}
_MOVED = regex.compile(r": (?:was changed|stands beside|must say|the last column)")
_MOST_SHOWN = 20


class SheetError(InputError):
    """All that is wrong with a filled-in sheet, each with its cell; nothing was imported.

    Example:
        >>> print(SheetError(("cell B2 (claim): was changed", "cell C3 (document): was changed"), path="a.csv"))
        a.csv: cell B2 (claim): was changed
        a.csv: cell C3 (document): was changed
    """

    def __init__(self, problems: Iterable[str], *, path: str) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems[0], path=path)

    def __str__(self) -> str:
        shown = [f"{self.path}: {problem}" for problem in self.problems[:_MOST_SHOWN]]
        rest = len(self.problems) - len(shown)
        return "\n".join([*shown, f"… and {rest} more"] if rest else shown)


class RatedClaim(NamedTuple):
    """What a rater said of a claim.

    Attributes:
        claim: Its id.
        words: By member; those that follow from accepting what was shown are not explicit. Empty: not rated.
        shown: What the sheet showed, by member.
        why: The rater's reason.
        places: Column title → where its cell is.
    """

    claim: str
    words: Mapping[str, Word]
    shown: Mapping[str, Word]
    why: str
    places: Mapping[str, str]


class MissedClaim(NamedTuple):
    """A claim that a rater read on the page and the program did not find; members as ``RatedClaim``."""

    document: str
    quote: str
    words: Mapping[str, Word]
    why: str
    places: Mapping[str, str]


class Answers(NamedTuple):
    """A filled-in sheet; ``rater`` is the name in its header, or empty.

    Example:
        >>> Answers(path="ann.xlsx", rater="Ann", rated=(), missed=()).rater
        'Ann'
    """

    path: str
    rater: str
    rated: tuple[RatedClaim, ...]
    missed: tuple[MissedClaim, ...]


def read_sheet(path: str | Path) -> Answers:
    """What a rater filled in.

    Args:
        path: A file that ``review export`` wrote and a person or a spreadsheet saved again, ``.xlsx`` or CSV, told by content.

    Raises:
        SheetError: Anything that must stay was changed or is gone, or a value that cannot be; all problems, each with its cell.
        InputError: Not a sheet that can be read.

    Example:
        >>> import tempfile
        >>> import evidence
        >>> from evidence.library import Library
        >>> from evidence.review import build_sheet, render_csv
        >>> library = Library.of(evidence.read_text("Ice helps [BMJ 2001;3:4]."))
        >>> file = Path(tempfile.mkdtemp(), "ann.csv")
        >>> _ = file.write_bytes(render_csv(build_sheet(library, rater="Ann")))
        >>> read_sheet(file).rater
        'Ann'
    """
    name = str(path)
    return to_answers(read_grid(read_bytes(name), name), name)


def read_grid(raw: bytes, path: str) -> Grid:
    """The cells of a workbook or a CSV file."""
    if raw.startswith(b"PK"):
        return read_xlsx(raw, path)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            "this is an old Excel workbook (.xls), or one with a password; save it as .xlsx without one", path=path
        )
    return read_csv(raw, path)


def to_answers(grid: Grid, path: str) -> Answers:
    """The answers in a grid; see ``read_sheet``."""
    try:
        return _read_rows(grid, path)
    except SheetError as error:
        moved = [problem for problem in error.problems if _MOVED.search(problem)]
        if grid.divider != ";" or not moved:
            raise
        raise SheetError(
            (
                f"this file is divided by semicolons, not commas, and {counted(len(moved), 'cell')} moved or changed with that "
                f"(the first: {moved[0]}); save it again as CSV divided by commas with every text in quotes, or as .xlsx",
            ),
            path=path,
        ) from None


def _read_rows(grid: Grid, path: str) -> Answers:
    rater = _read_header(grid, path)
    problems: list[str] = []
    rated: list[RatedClaim] = []
    missed: list[MissedClaim] = []
    numbers: list[tuple[int, int]] = []
    for at, cells in enumerate(grid.rows[1:], 1):
        row = (*cells, *(Cell(""),) * (len(COLUMNS) - len(cells)))[: len(COLUMNS)]
        places = {column.title: f"{grid.place(at, n)} ({column.title})" for n, column in enumerate(COLUMNS)}
        if not any(cell.text.strip() for cell in row):
            continue
        wrong = [f"{places[COLUMNS[n].title]}: {cell.trouble}" for n, cell in enumerate(row) if cell.trouble]
        problems += wrong
        kind = _text(row, "row").casefold()
        if kind == MISSED or not (kind or _text(row, "claim")):
            problems += [] if wrong else _read_missed(row, places, missed)
        elif not wrong:
            problems += list(_changed(row, places)) or _read_rated(row, places, rated)
            number = _NUMBER.fullmatch(_text(row, "row"))
            if number:
                numbers.append((int(number["number"]), int(number["total"])))
        else:
            numbers.append((0, 0))
    problems += [f"{grid.place(0, 0)}: {problem}" for problem in _rows_gone(numbers)]
    if problems:
        raise SheetError(problems, path=path)
    return Answers(path, rater, tuple(rated), tuple(missed))


def _read_header(grid: Grid, path: str) -> str:
    """The rater's name; raises if the columns are not those that were written."""
    titles = [" ".join(cell.text.split()) for cell in grid.rows[0]] if grid.rows else []
    check = _CHECK_TITLE.fullmatch(titles[CHECK]) if len(titles) > CHECK else None
    if not titles or titles[0] != COLUMNS[0].title:
        raise InputError("this is no sheet of 'evidence review export': cell A1 does not say 'row'", path=path)
    problems = [
        f"{grid.place(0, at)}: must say {column.title!r}, says {(titles[at : at + 1] or [''])[0]!r}; columns keep their place"
        for at, column in enumerate(COLUMNS[:-1])
        if titles[at : at + 1] != [column.title]
    ]
    if check is None:
        problems.append(f"{grid.place(0, CHECK)}: the last column, 'check', is gone or was changed")
    elif check["version"] != VERSION:
        problems.append(
            f"{grid.place(0, CHECK)}: this sheet is of version {check['version']!r}; this program reads {VERSION!r}"
        )
    problems += [
        f"{grid.place(at, n)}: stands beside the columns of the sheet; write it into 'your reason', or delete it"
        for at, row in enumerate(grid.rows)
        for n, cell in enumerate(row[CHECK + 1 :], CHECK + 1)
        if cell.text.strip()
    ]
    if problems:
        raise SheetError(problems, path=path)
    return (check["rater"] or "") if check else ""


def _rows_gone(numbers: list[tuple[int, int]]) -> Iterator[str]:
    """What is wrong with the numbers of the rows; said only where every row can be told."""
    if not numbers or (0, 0) in numbers:
        return
    total = max(total for _, total in numbers)
    seen = [number for number, _ in numbers]
    gone = sorted(set(range(1, total + 1)) - set(seen))
    if gone:
        shown = ", ".join(map(str, gone[:10])) + ("…" if len(gone) > 10 else "")
        yield f"a row was removed: no. {shown} of {total}; put it back (a row that is left empty says nothing)"
    for number in sorted({number for number in seen if seen.count(number) > 1}) if len(set(seen)) < len(seen) else ():
        yield f"row no. {number} of {total} is there more than once"


def _changed(row: tuple[Cell, ...], places: Mapping[str, str]) -> Iterator[str]:
    version, *digits = row[CHECK].text.split() or [""]
    if version != VERSION or len(digits) != len(FIXED):
        yield f"{places['check']}: was changed; it tells whether the row is as it was exported"
        return
    for at, expected in zip(FIXED, digits, strict=True):
        column = COLUMNS[at]
        if check_digits(row[at].text) != expected:
            advice = f"; write your word into 'your {column.title}'" if column.member else ""
            yield f"{places[column.title]}: was changed and must stay as it was exported{advice}"


def _text(row: tuple[Cell, ...], title: str) -> str:
    return row[_AT[title]].text.strip()


def _read_words(row: tuple[Cell, ...], places: Mapping[str, str], problems: list[str]) -> dict[str, Word]:
    """The rater's explicit words; what cannot be read goes to ``problems``."""
    words: dict[str, Word] = {}
    verdict = _text(row, "your verdict").casefold()
    if verdict and verdict not in VERDICTS:
        problems.append(
            f"{places['your verdict']}: cannot be {verdict!r}; it is one of: {', '.join(VERDICTS)}, or empty"
        )
    elif verdict:
        words["status"] = Word(VERDICTS[verdict], VERDICTS[verdict])
    for member in MEMBERS:
        title = f"your {member.name}"
        written = _text(row, title)
        if written:
            try:
                words[member.name] = read_word(member, written)
            except InputError as error:
                problems.append(f"{places[title]}: {error.message}")
    return words


def _read_rated(row: tuple[Cell, ...], places: Mapping[str, str], rated: list[RatedClaim]) -> list[str]:
    problems: list[str] = []
    said = _read_words(row, places, problems)
    shown = {member.name: shown_word(member, row[_AT[member.name]].text) for member in MEMBERS}
    status = _text(row, "status")
    shown["status"] = Word(status, status, explicit=False)
    corrected = [name for name in said if name != "status"]
    if "status" in said and said["status"].value == "rejected":
        if corrected:
            problems.append(
                f"{places['your verdict']}: rejects the claim, and 'your {corrected[0]}' corrects it; empty one of them"
            )
        words = {"status": said["status"]}
    else:
        words = _with_implied(said, shown if "status" in said else {})
        if corrected and "status" not in said:
            words["status"] = Word("accepted", "accepted", explicit=False)  # who corrects a claim takes it for one
    rated.append(RatedClaim(_text(row, "claim"), words, shown, _text(row, "your reason"), places))
    return problems


def _with_implied(said: Mapping[str, Word], shown: Mapping[str, Word]) -> dict[str, Word]:
    """An accepted row: what was shown, where the rater did not say otherwise."""
    words = {**{name: word for name, word in shown.items() if name in BY_NAME}, **said}
    if "therapies" in said and "combination" not in said:
        several = len(said["therapies"].value) > 1
        words["combination"] = Word(several, several, explicit=False)
    return words


def _read_missed(row: tuple[Cell, ...], places: Mapping[str, str], missed: list[MissedClaim]) -> list[str]:
    filled: dict[str, Any] = {column.title: cell.text.strip() for column, cell in zip(COLUMNS, row, strict=True)}
    if not any(text for title, text in filled.items() if title not in ("row", "document")):
        return []
    problems: list[str] = []
    words = _read_words(row, places, problems)
    if not filled["document"]:
        problems.append(f"{places['document']}: say on which page the missed claim stands")
    if not filled["sentence"]:
        problems.append(f"{places['sentence']}: copy the words of the page here")
    problems += [
        f"{places[f'your {name}']}: a missed claim needs {name}"
        for name in ("therapies", "direction")
        if not filled[f"your {name}"]
    ]
    if words.pop("status", None) == Word("rejected", "rejected"):
        problems.append(f"{places['your verdict']}: a missed claim cannot be rejected; empty the row")
    missed.append(MissedClaim(filled["document"], filled["sentence"], words, filled["your reason"], places))
    return problems
