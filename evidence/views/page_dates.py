"""Dates in words, in the languages that reports are dated in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class DateForm(NamedTuple):
    """How a language writes a date: ``{day}``, ``{month}`` (its name), ``{number}`` (of the month) and ``{year}``; names from January on."""

    form: str
    months: tuple[str, ...] = ()


DATE_FORMS: Mapping[str, DateForm] = {
    "en": DateForm("{day} {month} {year}", ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")),
    "de": DateForm("{day}. {month} {year}", ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")),
    "fr": DateForm("{first} {month} {year}", ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")),
    "es": DateForm("{day} de {month} de {year}", ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre")),
    "pt": DateForm("{day} de {month} de {year}", ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro")),
    "it": DateForm("{day} {month} {year}", ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre")),
    "nl": DateForm("{day} {month} {year}", ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")),
    "sv": DateForm("{day} {month} {year}", ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")),
    "da": DateForm("{day}. {month} {year}", ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")),
    "pl": DateForm("{day} {month} {year}", ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia")),
    "ja": DateForm("{year}年{number}月{day}日"),
    "zh": DateForm("{year}年{number}月{day}日"),
}  # fmt: skip
"""Language → its form; names and order as in Unicode's CLDR, long date without weekday."""


def date_in_words(day: date, language: str = "en") -> str:
    """A date as a language writes it in full; as ISO has it where the language is not among ``DATE_FORMS``.

    Example:
        >>> date_in_words(date(2026, 3, 1)), date_in_words(date(2026, 3, 1), "fr"), date_in_words(date(2026, 3, 1), "xx")
        ('1 March 2026', '1er mars 2026', '2026-03-01')
    """
    known = DATE_FORMS.get(language)
    if known is None:
        return day.isoformat()
    month = known.months[day.month - 1] if known.months else ""
    first = "1er" if day.day == 1 else str(day.day)
    return known.form.format(day=day.day, first=first, month=month, number=day.month, year=day.year)


def read_day(text: str) -> date | None:
    """The day that a time in ISO form begins with; ``None`` if there is none.

    Example:
        >>> read_day("2026-03-01T12:00:00Z"), read_day("soon")
        (datetime.date(2026, 3, 1), None)
    """
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
