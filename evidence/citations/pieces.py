"""The small patterns of which all rules are made. Every repeat is bounded, so that matching is linear on any text."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import regex

Pattern = Any  # ``regex`` ships no types
Match = Any

DASH = r"[-\u2010-\u2015\u2212\x96\x97]"
YEAR = r"(?:1[89]|20)\d\d"

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero janv janvier januar gennaio janeiro",
            "feb february febr febrero fev fév févr février februar febbraio fevereiro",
            "mar march marzo mars mär märz março",
            "apr april abr abril avr avril aprile",
            "may mayo mai maggio maio",
            "jun june junio juin juni giugno junho",
            "jul july julio juil juillet juli luglio julho",
            "aug august ago agosto août",
            "sep sept september septiembre septembre set settembre setembro",
            "oct october octubre octobre okt oktober ott ottobre out outubro",
            "nov november noviembre novembre novembro",
            "dec december dic diciembre déc décembre dez dezember dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
MONTH = "(?:" + "|".join(sorted((name.capitalize() for name in MONTHS), key=len, reverse=True)) + r")(?!\p{L})\.?"
SEASON = r"(?:Spring|Summer|Fall|Autumn|Winter)"

VOLUME_WORD = r"(?<!\p{L})(?:[Vv]ol(?:umen|ume|\.)?|[Vv]\.|Bd\.?|Band|[Tt]ome|VOL\.?)"
ISSUE_WORD = r"(?:[Nn]os?\.|[Nn]o(?=\s?\d)|[Nn]umber|[Nn]úm\.?|Nr\.?|N[°º]|n[°º]|[Ii]ssue|[Ii]ss\.?|Heft|NO\.?)"
SUPPLEMENT = r"(?:[Ss]up(?:pl|l|plm)(?:ement(?:um)?|\.)?(?:\s?(?:\d{1,3}[A-Za-z]?|[IVX]{1,4}|[A-Z](?!\p{L})))?)"
PAGE_WORD = r"(?:[Pp]ages?|[Pp][áa]gs?\.|[Pp][Pp]?\.|pp?(?=\s?\d|\s?[eSs]\d|\s[eSs]\d)|Seiten?|S\.(?=\s?\d))"

PARTICLE = (
    r"(?:[Vv]an(?:\s[Dd]e[nr]?|\s't)?|[Vv]on(?:\s[Dd]er)?|[Dd]e(?:\s[Ll]as?|\s[Ll]os)?|[Dd]e[lnr]|[Dd][iau]|[Dd]os|[Dd]as|[Ll][ae]s?|[Tt]e[nr]"
    r"|VAN(?:\sDE[NR]?)?|VON(?:\sDER)?|[Ee]l|[Aa]l|[Ss]t\.?|[Ss]aint|[Zz]u[r]?|[Aa]bu|[Bb]in|[Bb]en|Mac|'t|d'|D')"
)
SURNAME = rf"(?:{PARTICLE}[\s-]?){{0,2}}\p{{Lu}}[\p{{L}}\p{{M}}'’ˆ`´]*+(?:[-‐‑]\p{{L}}[\p{{L}}\p{{M}}'’]*+){{0,2}}"
INITIALS = (
    r"(?:(?:\p{Lu}\.[\s-]?){0,3}\p{Lu}\.(?=\s?(?:[,;:(&]|and\b|et\b))|\p{Lu}\.(?:[\s-]?\p{Lu}\.(?!\s(?!et\b|and\b|und\b|y\b|e\b|for\b|on\b|d[aeiu]|v[ao]n)\p{Ll}{3})){1,3}+"  # D.C., not J. E. coli
    r"|\p{Lu}{1,4}+(?![\p{L}'’]|[-‐]\p{Lu}(?!\p{L}))|\p{Lu}(?:[-‐]\p{Lu}){1,2}(?!\p{L})|\p{Lu}\p{Ll}(?![\p{L}'’.]))"  # DC | J-P | Lq
)
SUFFIX = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
ET_AL = r"(?:,?\s?(?:et\.?\s{0,2}al\b|and\s(?:others|colleagues|coworkers|co-workers)|u\.\s?a\.|u\.\s?Mitarb\b|et\scoll\b|y\scols?\b|e\scols?\b|и\s(?:др|соавт)\b)\.?)"


class _Lazy:
    """A pattern that is compiled when it is first used: most pages need few of them, and all together take a second.

    What was asked for once is an attribute of its own, so that ``match`` and ``search`` are then those of the compiled pattern.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _compiled(self) -> Any:
        return regex.compile(self.pattern, flags=regex.VERSION1)

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._compiled, name)
        setattr(self, name, asked)
        return asked


def compiled(pattern: str) -> Pattern:
    """A pattern in verbose-free form, compiled once, when it is first used."""
    return _Lazy(pattern)


_LETTERS = compiled(r"\p{L}+")


def month_number(name: str | None) -> int | None:
    """1 to 12, or ``None`` for a season or nothing.

    Example:
        >>> month_number("Sept."), month_number("March"), month_number("Winter"), month_number("Nov-Dec")
        (9, 3, None, 11)
    """
    if not name:
        return None
    first = _LETTERS.match(name)
    return MONTHS.get(first[0].casefold()) if first else None
