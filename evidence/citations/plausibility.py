"""What does not fit, told without a network: marked, never corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from evidence.journals import Journal, journal_titled, volume_fits
from evidence.records import Fields


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


@lru_cache(maxsize=2048)
def _journal(title: str) -> Journal | None:
    return journal_titled(title)
