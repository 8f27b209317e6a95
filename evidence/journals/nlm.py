"""NLM's list of the journals cited in PubMed (``J_Medline.txt``, ``J_Entrez``), as journals."""

from __future__ import annotations

import html
from typing import NamedTuple

import regex

from evidence.errors import InputError
from evidence.journals.folding import fold_journal
from evidence.journals.records import Journal
from evidence.reading.files import read_bytes

MOST_BYTES = 100_000_000
"""The list has about 9 MB; ten times that is not the list."""
_RULE = regex.compile(r"-{8,}+\s*+")
_FIELD = regex.compile(r"([A-Za-z][A-Za-z ()]{0,40}+):(?:[ \t]++(.*+))?+")
_NEEDED = ("JrId", "JournalTitle", "MedAbbr", "NlmId")
_ISSN = regex.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]")


class _Block(NamedTuple):
    line: int
    fields: dict[str, str]


def read_nlm_list(name: str) -> tuple[Journal, ...]:
    """The journals of a file with NLM's list; ``-`` is standard input.

    Raises:
        InputError: It cannot be read, is not UTF-8 text, or is no such list; the message says where.
    """
    raw = read_bytes(name, max_size=MOST_BYTES)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise InputError("not UTF-8 text, which NLM's journal list is", path=name, line=line) from None
    return parse_nlm_list(text, path=name)


def parse_nlm_list(text: str, *, path: str | None = None) -> tuple[Journal, ...]:
    """The journals of NLM's list, in its order.

    Args:
        text: The whole file: blocks of ``Label: value`` lines divided by lines of dashes.
        path: Its name, for messages.

    Returns:
        One journal a block; two blocks with the same title and abbreviation are one. ISSNs are those of print and online, and the
        ISO abbreviation is a further form where it differs.

    Raises:
        InputError: It is not such a list, or a block is broken or cut off; the message says at which line.

    Source:
        https://ftp.ncbi.nih.gov/pubmed/J_Medline.txt

    Example:
        >>> block = "JrId: 1\\nJournalTitle: Example annals (Oslo, Norway)\\nMedAbbr: Ex Ann (Oslo)\\nISSN (Print): 0000-0019\\nNlmId: 01"
        >>> [journal] = parse_nlm_list(block)
        >>> journal.title, journal.abbreviation, journal.issn
        ('Example annals (Oslo, Norway)', 'Ex Ann (Oslo)', ('0000-0019',))
    """
    found: dict[tuple[str, str], Journal] = {}
    for block in _blocks(text.removeprefix("\ufeff"), path):
        missing = [name for name in _NEEDED if name not in block.fields]
        if missing or not fold_journal(block.fields["JournalTitle"]):
            wanted = ", ".join(missing) or "JournalTitle"
            raise InputError(
                f"the journal that begins here has no {wanted}; the file is broken or cut off",
                path=path,
                line=block.line,
            )
        journal = _journal(block.fields)
        found.setdefault((fold_journal(journal.title), fold_journal(journal.abbreviation)), journal)
    if not found:
        raise InputError("no journal here; NLM's list has blocks of JrId:, JournalTitle:, MedAbbr: …", path=path)
    return tuple(found.values())


def _blocks(text: str, path: str | None) -> list[_Block]:
    blocks: list[_Block] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()  # noqa: PLW2901  the file may have the line ends of another system
        if not line:
            continue
        if _RULE.fullmatch(line):
            inside = False
            continue
        field = _FIELD.fullmatch(line)
        if field is None:
            raise InputError(
                "not a line of NLM's journal list, which has 'Label: value' lines between lines of dashes",
                path=path,
                line=number,
                excerpt=line,
            )
        if not inside:
            blocks.append(_Block(number, {}))
            inside = True
        label = field[1].strip()
        if label in blocks[-1].fields:
            raise InputError(
                f"a second {label} within one journal; a line of dashes is missing before it",
                path=path,
                line=number,
                excerpt=line,
            )
        blocks[-1].fields[label] = _plain(field[2] or "")
    return blocks


def _plain(value: str) -> str:
    return " ".join(html.unescape(value).split())


def _journal(fields: dict[str, str]) -> Journal:
    title, abbreviation, iso = fields["JournalTitle"], fields["MedAbbr"], fields.get("IsoAbbr", "").replace(".", "")
    numbers = (fields.get(name, "") for name in ("ISSN (Print)", "ISSN (Online)", "ISSN", "ESSN"))
    return Journal(
        title=title,
        abbreviation=abbreviation or iso,
        forms=(iso,) if abbreviation and iso and fold_journal(iso) != fold_journal(abbreviation) else (),
        issn=tuple(dict.fromkeys(number.upper() for number in numbers if _ISSN.fullmatch(number))),
    )
