"""Year and volume of journals with one volume a year: whether they fit, and what other citations of the journal say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from evidence.journals.records import Journal

APART = 2
"""Years that must lie between two citations which tell that a journal is annual: with two volumes a year, those of one year and of the
next can have the same difference of year and volume, and those of two years cannot."""
NEAR = 5
"""Years, and volumes, beyond those of the other citations for which these still speak."""


def volume_fits(journal: Journal, year: int | None, volume: str | None) -> bool | None:
    """Whether year and volume fit a journal with one volume a year; ``None`` when nothing can be said.

    A volume that runs over the turn of a year may be off by one. Of the years before a journal became annual nothing is known but that
    its volumes were lower.

    Example:
        >>> annual = Journal(title="Pediatric Dermatology", year_minus_volume=1983)
        >>> volume_fits(annual, 2017, "34"), volume_fits(annual, 2017, "43"), volume_fits(annual, 2017, "Suppl 1")
        (True, False, None)
    """
    number = volume_number(volume)
    if journal.year_minus_volume is None or year is None or number is None:
        return None
    if journal.annual_since is not None and year < journal.annual_since:
        return False if number > journal.annual_since - journal.year_minus_volume + 1 else None
    return _fits(year, number, journal.year_minus_volume)


def volume_fits_others(
    year: int | None, volume: str | None, others: Iterable[tuple[int | None, str | None]]
) -> bool | None:
    """Whether year and volume fit the journal's other citations; ``None`` when those say nothing.

    Args:
        year: Of the citation to be judged.
        volume: Likewise.
        others: Year and volume of each other citation of the journal in the library or the document, without this one.

    Returns:
        ``None`` also where both year and volume are far from those of the others: a journal can change its ways.

    Example:
        >>> others = [(2014, "31"), (2017, "34")]
        >>> volume_fits_others(2015, "32", others), volume_fits_others(2015, "23", others), volume_fits_others(1915, "32", others)
        (True, False, False)
        >>> volume_fits_others(2040, "70", others)
    """
    number = volume_number(volume)
    if year is None or number is None:
        return None
    known = _known(others)
    offset = annual_offset(known)
    if offset is None or not (_near(year, [each for each, _ in known]) or _near(number, [each for _, each in known])):
        return None
    return _fits(year, number, offset)


def _fits(year: int, number: int, offset: int) -> bool:
    return abs(year - number - offset) <= 1


def _near(value: int, values: list[int]) -> bool:
    return min(values) - NEAR <= value <= max(values) + NEAR


def _known(others: Iterable[tuple[int | None, str | None]]) -> set[tuple[int, int]]:
    return {
        (year, number) for year, volume in others if year is not None and (number := volume_number(volume)) is not None
    }


def volume_number(volume: str | None) -> int | None:
    """A volume that is a plain number of at most four digits.

    Example:
        >>> volume_number("34"), volume_number("34A"), volume_number(None)
        (34, None, None)
    """
    return int(volume) if volume and len(volume) <= 4 and volume.isascii() and volume.isdigit() else None


def annual_offset(known: Collection[tuple[int, int]]) -> int | None:
    """Year less volume of a journal as some of its citations tell it: a difference that two of them share that lie at least two years
    apart, if all the others agree with it to one; else ``None``.

    Example:
        >>> annual_offset({(2014, 31), (2017, 34)}), annual_offset({(2014, 31)}), annual_offset({(2010, 62), (2015, 72)})
        (1983, None, None)
    """
    if len(known) < 2:
        return None
    counted = Counter(year - number for year, number in known)
    offset = max(counted, key=lambda difference: (counted[difference], difference))
    years = [year for year, number in known if year - number == offset]
    if max(years) - min(years) < APART or any(abs(difference - offset) > 1 for difference in counted):
        return None
    return offset
