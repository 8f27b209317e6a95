"""Which journal a written form means: one for certain, or candidates with their evidence. Never a silent pick."""

from __future__ import annotations

from functools import lru_cache

from evidence.journals.folding import fold_journal, without_aside, without_dots
from evidence.journals.known import Meant, journal_titled, journals_named
from evidence.journals.records import Aliases, Journal, JournalReading
from evidence.journals.table import by_initials, journal_at
from evidence.journals.volumes import volume_fits
from evidence.records import Candidate

NO_ALIASES = Aliases()
_ELSE = 0.05
"""Share of the weight left for a journal that the table does not have."""
_MOST = 8


def resolve_journal(
    written: str,
    *,
    year: int | None = None,
    volume: str | None = None,
    companions: tuple[str, ...] = (),
    aliases: Aliases = NO_ALIASES,
) -> JournalReading:
    """What a written journal name stands for.

    Args:
        written: The name as the text has it, in any case, with or without dots.
        year: Year of the citation; ranks candidates together with ``volume``.
        volume: Volume of the citation.
        companions: Other journals of the document, as written or full; journals of their fields rank higher.
        aliases: A person's own readings, which win.

    Returns:
        ``title`` when the form stands for exactly one journal; else ``None`` and the candidates, best first.

    Example:
        >>> resolve_journal("JAAD").title
        'Journal of the American Academy of Dermatology'
        >>> reading = resolve_journal("PD", year=2017, volume="34", companions=("Indian J Dermatol",))
        >>> reading.title, reading.candidates[0][0], reading.candidates[0][2]
        (None, 'Pediatric Dermatology', 'year − volume = 1983 fits; dermatology like other journals here')
    """
    own = aliases.titles.get(fold_journal(written)) or aliases.titles.get(fold_journal(without_dots(written)))
    if own is not None:
        return JournalReading(written=written, title=own, candidates=((own, 1.0, "a person's alias"),))
    found = _readings_of(written)
    if _place_may_tell(written, found):
        ranked = rank(
            found.official,
            year=year,
            volume=volume,
            companions=companions,
            trust=0.8,
            why="the same but for the place in brackets",
        )
        return JournalReading(written=written, candidates=ranked)
    if len(found.official) == 1:
        sure = found.official[0]
        return JournalReading(written=written, title=sure.title, candidates=((sure.title, 1.0, _how(written, sure)),))
    meant = found.official or found.house
    if len(meant) == 1:
        sure = meant[0]
        return JournalReading(
            written=written,
            title=sure.title,
            candidates=((sure.title, 1.0, "house abbreviation of this journal only"),),
        )
    if meant:
        return JournalReading(written=written, candidates=rank(meant, year=year, volume=volume, companions=companions))
    guesses = guess_journals(written)
    ranked = rank(guesses, year=year, volume=volume, companions=companions, trust=0.6, why="spelled out, its words fit")
    return JournalReading(written=written, candidates=ranked)


def is_journal(written: str) -> bool:
    """Whether the table has this form, for one journal or for several.

    Example:
        >>> is_journal("n. engl. j. med."), is_journal("PD"), is_journal("of the")
        (True, True, False)
    """
    return bool(any(_readings_of(written)))


def _readings_of(written: str) -> Meant:
    for form in dict.fromkeys((written, without_dots(written), without_aside(written))):
        found = journals_named(fold_journal(form))
        if any(found):
            return found
    return Meant()


def _place_may_tell(written: str, found: Meant) -> bool:
    """Whether an unknown place in brackets may make it another journal: ``Arch Pediatr (Barc)`` is not ``Arch Pediatr``, while
    ``Heart (British Cardiac Society)`` only says more of ``Heart``."""
    bare = fold_journal(without_aside(written))
    if "(" not in written or any(journals_named(fold_journal(written))) or bare == fold_journal(written):
        return False
    return bool(found.official) and all(fold_journal(journal.title) != bare for journal in found.official)


def _how(written: str, journal: Journal) -> str:
    return "its title" if fold_journal(written) == fold_journal(journal.title) else "its abbreviation"


def rank(
    journals: tuple[Journal, ...],
    *,
    year: int | None = None,
    volume: str | None = None,
    companions: tuple[str, ...] = (),
    trust: float = 1 - _ELSE,
    why: str = "",
) -> tuple[Candidate, ...]:
    """Journals weighed by what the citation and the document say; the weights add up to ``trust``.

    Example:
        >>> rank((Journal(title="A", year_minus_volume=1980), Journal(title="B", year_minus_volume=1983)), year=2017, volume="34")[0]
        ('B', 0.9, 'year − volume = 1983 fits')
    """
    fields = {subject for name in companions for subject in _subjects_of(name)}
    weighed: list[tuple[float, Journal, str]] = []
    for journal in journals:
        weight, reasons = 1.0, [why] if why else []
        fits = volume_fits(journal, year, volume)
        if fits is not None and year is not None:
            weight *= 5.0 if fits else 0.3
            said = f"year − volume = {year - int(volume or 0)}"
            reasons.append(f"{said} fits" if fits else f"{said}, where {journal.year_minus_volume} is usual")
        shared = [subject for subject in journal.subjects if subject in fields]
        if shared:
            weight *= 3.0
            reasons.append(f"{', '.join(shared)} like other journals here")
        weighed.append((weight, journal, "; ".join(reasons) or "one of its readings"))
    total = sum(weight for weight, _, _ in weighed) or 1.0
    weighed.sort(key=lambda item: (-item[0], item[1].title))
    return tuple(
        (journal.title, round(trust * weight / total, 2), reason) for weight, journal, reason in weighed[:_MOST]
    )


@lru_cache(maxsize=1024)
def _subjects_of(name: str) -> tuple[str, ...]:
    journal = journal_titled(name)
    if journal is not None:
        return journal.subjects
    found = _readings_of(name)
    meant = found.official or found.house
    return meant[0].subjects if len(meant) == 1 else ()


def guess_journals(written: str) -> tuple[Journal, ...]:
    """Journals whose title an unknown abbreviation could shorten, word by word or by its initials.

    Example:
        >>> [journal.title for journal in guess_journals("J. Amer. Acad. Derm.")]
        ['Journal of the American Academy of Dermatology']
    """
    words = fold_journal(without_aside(written)).split()
    if not words:
        return ()
    if len(words) == 1:
        rows = (
            by_initials().get(words[0], ())
            if 3 <= len(words[0]) <= 6 and written.strip(" .").replace(".", "").isupper()
            else ()
        )
        return tuple(journal_at(row) for row in rows[:_MOST])
    found = (journal_at(row) for row in by_initials().get("".join(word[0] for word in words), ()))
    return tuple(journal for journal in found if _shortens(words, fold_journal(journal.title).split()))[:_MOST]


def _shortens(words: list[str], title: list[str]) -> bool:
    return len(words) == len(title) and all(_is_cut(short, whole) for short, whole in zip(words, title, strict=True))


def _is_cut(short: str, whole: str) -> bool:
    """``derm`` and ``natl`` are cuts of ``dermatology`` and ``national``: its letters in order, the first one shared."""
    if short[0] != whole[0] or len(short) > len(whole):
        return False
    letters = iter(whole)
    return all(letter in letters for letter in short)
