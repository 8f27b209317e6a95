"""Finding the terms of a table in a text: longest match, by whole words, in one pass.

A table is a dictionary from folded form to an entry; an entry is a row number with marks before it: ``=`` the form is an abbreviation and
counts only in capitals (``ASA``), ``?`` the form is an everyday word too (``rest``).
"""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from itertools import compress
from typing import NamedTuple

from evidence.therapies.folding import fold_words

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
        "' ",
        "’ ",
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
        "#",
        "&",
        " & ",
        "%) ",
        "% ",
        "\n ",
        ":",
        ".",
    }
)
"""What may stand between the words of a term."""


class Hit(NamedTuple):
    """A term found.

    Attributes:
        start: Its place in the text.
        end: One past its last character.
        row: What it stands for.
        everyday: The form is an everyday word too.
        first: Its first word, among the words that ``fold_words`` finds in the searched text.
        last: One past its last word.
    """

    start: int
    end: int
    row: int
    everyday: bool
    first: int
    last: int


class Terms:
    """Folded forms and the rows they stand for.

    Args:
        entries: Folded form → entry.
        over: Terms that these win over; they are shared by many, and not copied.

    Example:
        >>> terms = Terms({"sirolimus": "0", "asa": "=1", "rest": "?2"})
        >>> [(hit.row, hit.everyday) for hit in terms.find("Sirolimus, ASA and Asa, rest")]
        [(0, False), (1, False), (2, True)]
        >>> [hit.row for hit in Terms({"asa": "=7"}, over=terms).find("ASA, sirolimus")]
        [7, 0]
    """

    def __init__(self, entries: dict[str, str], over: Terms | None = None) -> None:
        self.entries, self.over = entries, over

    def entry(self, key: str) -> str | None:
        """The entry of a folded form, if there is one."""
        found = self.entries.get(key)
        return found if found is not None or self.over is None else self.over.entries.get(key)

    @cached_property
    def most_words(self) -> dict[str, int]:
        """First word of a term → number of words of the longest term that begins with it; without those that it wins over."""
        out: dict[str, int] = {}
        for form in self.entries:
            first, _, rest = form.partition(" ")
            count = rest.count(" ") + 2 if rest else 1
            if out.get(first, 0) < count:
                out[first] = count
        return out

    @cached_property
    def _seconds(self) -> dict[str, set[str]]:
        """First word of a term → what follows it in one: "the" begins some, but hardly ever with the word that follows it in a text."""
        out: dict[str, set[str]] = {}
        for form in self.entries:
            if " " in form:
                first, second = form.split(" ", 2)[:2]
                out.setdefault(first, set()).add(second)
        return out

    def _places(self, keys: list[str]) -> list[int]:
        """Where a term may begin: at a word that is one, or that begins one and is followed by its second word."""
        found = self._own_places(keys)
        if self.over is None:
            return found
        return sorted({*found, *self.over._own_places(keys)}) if found else self.over._own_places(keys)

    def _own_places(self, keys: list[str]) -> list[int]:
        singles, seconds, last = self.entries, self._seconds, len(keys) - 1
        begins = compress(range(len(keys)), map(self.most_words.__contains__, keys))
        return [
            place
            for place in begins
            if (key := keys[place]) in singles or (place < last and keys[place + 1] in seconds[key])
        ]

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """The terms in ``text[start:end]``, longest first at each place, not overlapping."""
        keys, starts, ends = fold_words(text, start, end)
        most, hits, blocked, entry_of = self.most_words, list[Hit](), 0, self.entry
        under = most if self.over is None else self.over.most_words
        for place in self._places(keys):
            if place < blocked:
                continue
            key = keys[place]
            last = place + 1
            farthest = min(place + max(most.get(key, 1), under.get(key, 1)), place + LONGEST, len(keys))
            while last < farthest and (
                (gap := text[ends[last - 1] : starts[last]]) in _JOINS
                or (gap == ". " and ends[last - 1] - starts[last - 1] == 1)
            ):
                last += 1  # E. coli Nissle
            for after in range(last, place, -1):
                entry = entry_of(key if after == place + 1 else " ".join(keys[place:after]))
                if entry is None:
                    continue
                begin, stop = starts[place], ends[after - 1]
                if entry[0] == "=" and not _in_capitals(text[begin:stop]):
                    continue
                if not _whole(text, begin, stop, abbreviation=entry[0] == "="):
                    continue
                row = int(entry.lstrip("=?"))
                hits.append(Hit(begin, stop, row, entry[0] == "?", place, after))
                blocked = after
                break
        return hits


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
