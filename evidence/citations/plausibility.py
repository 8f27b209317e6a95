"""What does not fit, told without a network: marked, never corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache

from evidence.journals import Journal, journal_titled, volume_fits, volume_fits_others
from evidence.journals.volumes import volume_number
from evidence.records import Fields

Pair = tuple[int | None, str | None]
_MOST_DIFFERENCES = 4
"""One that is usual, one on either side of it, and an odd one."""


def doubts(fields: Fields, *, this_year: int | None = None) -> Iterator[tuple[str, str]]:
    """Fields that do not fit, with the reason.

    Args:
        fields: What a citation says.
        this_year: The year against which future years are told; today's unless given.

    Example:
        >>> list(doubts(Fields(year=2062, volume="34"), this_year=2030))
        [('year', '2062 is in the future')]
        >>> list(doubts(Fields(year=2017, volume="2017")))
        [('volume', 'the volume equals the year')]
    """
    if fields.year and fields.year > 2020 and fields.year > (this_year or date.today().year) + 1:
        yield "year", f"{fields.year} is in the future"
    if fields.year and fields.volume == str(fields.year) and not (fields.article_number or "").startswith("CD"):
        yield "volume", "the volume equals the year"
    if fields.journal and fields.year and fields.volume:
        journal = _journal(fields.journal)
        if journal is not None and volume_fits(journal, fields.year, fields.volume) is False:
            difference = fields.year - int(fields.volume)
            yield "volume", f"year − volume is {difference}, for this journal {journal.year_minus_volume} is usual"


def doubts_among(cited: Sequence[Fields]) -> dict[int, str]:
    """Citations whose year and volume do not fit the other citations of the same journal, with the reason; by their place in ``cited``.

    Speaks only for journals of which the table does not know year minus volume.

    Example:
        >>> annals = [Fields(journal="Annals of Hand Medicine", year=y, volume=str(v)) for y, v in ((2011, 4), (2014, 7), (2016, 9), (2015, 80))]
        >>> doubts_among(annals)
        {3: 'year − volume is 1935, unlike in the other citations of this journal'}
    """
    groups: dict[str, list[int]] = {}
    for index, fields in enumerate(cited):
        if fields.journal and fields.year and fields.volume:
            groups.setdefault(fields.journal.casefold(), []).append(index)
    out: dict[int, str] = {}
    for indexes in groups.values():
        pairs = Counter((cited[index].year, cited[index].volume) for index in indexes)
        journal = _journal(cited[indexes[0]].journal or "")
        if len(pairs) < 3 or (journal is not None and journal.year_minus_volume is not None):
            continue
        odd = {
            pair
            for pair in _unlike_the_rest(pairs)
            if volume_fits_others(*pair, [other for other in pairs if other != pair]) is False
        }
        for index in indexes:
            year, volume = cited[index].year, cited[index].volume
            if (year, volume) in odd and year and volume:
                out[index] = f"year − volume is {year - int(volume)}, unlike in the other citations of this journal"
    return out


def _unlike_the_rest(pairs: Collection[Pair]) -> set[Pair]:
    """The pairs that could be odd: those of which the difference is far from one that all the others are near to."""
    numbered = [
        (pair, pair[0] - number) for pair in pairs if pair[0] and (number := volume_number(pair[1])) is not None
    ]
    differences = {difference for _, difference in numbered}
    if len(differences) > _MOST_DIFFERENCES:
        return set()
    far = ([pair for pair, other in numbered if abs(other - difference) > 1] for difference in differences)
    return {pairs[0] for pairs in far if len(pairs) == 1}


@lru_cache(maxsize=2048)
def _journal(title: str) -> Journal | None:
    return journal_titled(title)
