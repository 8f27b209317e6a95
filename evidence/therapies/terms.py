"""Finding the terms of a table in a text: longest match, by whole words, in one pass.

A table is a dictionary from folded form to an entry; an entry is a row number with marks before it: ``=`` the form is an abbreviation and
counts only in capitals (``ASA``), ``?`` the form is an everyday word too (``rest``).
"""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from typing import NamedTuple

from evidence.therapies.folding import fold_tokens

LONGEST = 10
"""Most words of one term."""
_JOINS = frozenset(
    {
        "",
        " ",
        "-",
        "‐",
        "‑",
        "–",
        "/",
        "'",
        "’",
        "\n",
        "\r\n",
        "\xa0",
        ", ",
        " (",
        "(",
        ")",
        ") ",
        "- ",
        " /",
        "/ ",
        "®",
        "® ",
        "+",
        "%) ",
        "% ",
        "\n ",
        ":",
        ".",
    }
)
"""What may stand between the words of a term."""


class Hit(NamedTuple):
    """A term found: its place, its row and whether the form is an everyday word too."""

    start: int
    end: int
    row: int
    everyday: bool


class Terms:
    """Folded forms and the rows they stand for.

    Example:
        >>> terms = Terms({"sirolimus": "0", "asa": "=1", "rest": "?2"})
        >>> [(hit.row, hit.everyday) for hit in terms.find("Sirolimus, ASA and Asa, rest")]
        [(0, False), (1, False), (2, True)]
    """

    def __init__(self, entries: dict[str, str], extra: dict[str, str] | None = None) -> None:
        self.entries = {**entries, **extra} if extra else entries

    @cached_property
    def most_words(self) -> dict[str, int]:
        """First word of a term → number of words of the longest term that begins with it."""
        out: dict[str, int] = {}
        for form in self.entries:
            first, _, rest = form.partition(" ")
            count = rest.count(" ") + 2 if rest else 1
            if out.get(first, 0) < count:
                out[first] = count
        return out

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """The terms in ``text[start:end]``, longest first at each place, not overlapping."""
        tokens, folded = fold_tokens(text, start, end)
        most, entries, hits, blocked = self.most_words, self.entries, list[Hit](), 0
        for place, word in enumerate(folded):
            count = most.get(word)
            if count is None or place < blocked:
                continue
            for size in range(min(count, LONGEST, len(tokens) - place), 0, -1):
                entry = entries.get(word if size == 1 else " ".join(folded[place : place + size]))
                if entry is None or not _joined(text, tokens, place, size):
                    continue
                begin, stop = tokens[place][1], tokens[place + size - 1][2]
                if entry[0] == "=" and not _in_capitals(text[begin:stop]):
                    continue
                if not _whole(text, begin, stop, abbreviation=entry[0] == "="):
                    continue
                hits.append(Hit(begin, stop, int(entry.lstrip("=?")), everyday=entry[0] == "?"))
                blocked = place + size
                break
        return hits


def _joined(text: str, tokens: list[tuple[str, int, int]], place: int, size: int) -> bool:
    """Whether nothing but a hyphen, a blank or the like stands between the words."""
    for at in range(place, place + size - 1):
        _, begin, stop = tokens[at]
        between = text[stop : tokens[at + 1][1]]
        if between not in _JOINS and not (between == ". " and stop - begin == 1):  # E. coli Nissle
            return False
    return True


def _in_capitals(written: str) -> bool:
    return sum(letter.isupper() for letter in written) >= 2 and not written.islower()


def _whole(text: str, begin: int, stop: int, *, abbreviation: bool) -> bool:
    """No letter touches the term; digits may (``vitamin D3``), but not an abbreviation (``ASA2``)."""
    before, after = text[begin - 1 : begin], text[stop : stop + 1]
    if before.isalpha() or after.isalpha() or (before.isdigit() and text[begin].isalpha()):
        return False
    return not (abbreviation and after.isdigit())


def read_table(name: str) -> list[str]:
    """The lines of a shipped table, without its header."""
    return files("evidence.data").joinpath(name).read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]


def read_forms(name: str) -> dict[str, str]:
    """A shipped index from folded form to entry."""
    return dict(line.split("\t", 1) for line in read_table(name))
