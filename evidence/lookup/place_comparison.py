"""Year, volume, issue and pages of a citation beside those of a record: as printed, elided, lettered, or a slip of the pen apart."""

from __future__ import annotations

from typing import Literal

import regex

from evidence.citations.pages import expand
from evidence.lookup.works import Work
from evidence.records import Fields, Record

State = Literal["agree", "differ", "absent"]


_SUPPLEMENT = regex.compile(r"\b(?:supplement(?:ary)?|suppl?|sup)\b\.?|\bs(?=\d)", regex.I)


_TOKENS = regex.compile(r"\d++|[a-z]++")


_PAGE = regex.compile(r"(?P<prefix>(?:\d++\.)?+[a-z]*+)0*+(?P<digits>\d++)(?P<suffix>[a-z]*+)")


class Compared(Record, frozen=True, kw_only=True):
    """One field: its state, both values as text, and why in words. ``near``: a year that is off by one."""

    state: State
    ours: str = ""
    theirs: str = ""
    why: str = ""
    near: bool = False


def compared_as(ours: str, theirs: str, agrees: bool, why: str = "") -> Compared:
    """A field beside the record's: absent where the record does not say, else agree or differ.

    Example:
        >>> compared_as("31", "", agrees=False).state, compared_as("31", "32", agrees=False).why
        ('absent', '31 is not 32')
    """
    if not theirs:
        return Compared(state="absent", ours=ours, why="the record does not say")
    state: State = "agree" if agrees else "differ"
    return Compared(
        state=state, ours=ours, theirs=theirs, why=why or ("the same" if agrees else f"{ours} is not {theirs}")
    )


def compare_years(year: int, years: dict[str, int]) -> Compared:
    """A year beside print, online and issued: one of them is enough; ``near`` where none is, and one is a year off.

    Example:
        >>> compare_years(2021, {"print": 2021, "issued": 2020}).why, compare_years(2022, {"print": 2021}).near
        ('print 2021 (issued 2020)', True)
    """
    if not years:
        return Compared(state="absent", ours=str(year), why="the record has no year")
    shown = ", ".join(
        f"{kind} {value}" for kind, value in sorted(years.items(), key=lambda item: (item[1] != year, item[0]))
    )
    if year in years.values():
        if len(set(years.values())) == 1:
            return Compared(state="agree", ours=str(year), theirs=str(year), why="the same")
        first, _, rest = shown.partition(", ")
        return Compared(state="agree", ours=str(year), theirs=str(year), why=f"{first} ({rest})" if rest else first)
    near = min(abs(year - value) for value in years.values()) == 1
    return Compared(
        state="differ", ours=str(year), theirs=shown, near=near, why=f"{year}, where the record has {shown}"
    )


def compare_volumes(fields: Fields, work: Work) -> Compared:
    """A volume, or the only number that the record has for it.

    Example:
        >>> compare_volumes(Fields(volume="34 Suppl 1"), Work(service="pubmed", volume="34")).state
        'agree'
    """
    ours, theirs = fields.volume or "", work.volume or ""
    if not theirs and work.issue and not fields.issue:
        theirs = work.issue  # some journals number issues only
    if fold_volume(ours) == fold_volume(theirs) and fold_volume(ours):
        return Compared(state="agree", ours=ours, theirs=theirs, why="the same")
    return compared_as(ours, theirs, agrees=False)


def fold_volume(volume: str) -> str:
    """A volume without its supplement, leading zeros and case.

    Example:
        >>> fold_volume("034"), fold_volume("34 Suppl 1"), fold_volume("Vol. 34A")
        ('34', '34', '34a')
    """
    plain = _SUPPLEMENT.split(volume.casefold())[0]
    plain = regex.sub(r"^\s*+vol(?:ume)?\.?\s*+", "", plain)
    return "".join(letter for letter in plain if letter.isalnum()).lstrip("0") or volume.strip().casefold()


def compare_issues(fields: Fields, work: Work) -> Compared:
    """An issue; a part or a double issue agrees with its number, a supplement only with a supplement.

    Example:
        >>> record = Work(service="pubmed", issue="3 Suppl")
        >>> compare_issues(Fields(issue="S3"), record).state, compare_issues(Fields(issue="3"), record).state
        ('agree', 'differ')
    """
    ours, theirs = fields.issue or "", work.issue or ""
    supplement = _SUPPLEMENT.search(work.volume or "")
    if supplement:  # some records have "34 Suppl 1" as their volume
        theirs = f"{theirs} {(work.volume or '')[supplement.start() :]}".strip()
    mine, other = _issue_tokens(ours), _issue_tokens(theirs)
    agrees = bool(mine) and (
        mine == other or (bool(other) and (mine < other or other < mine) and ("suppl" in mine) == ("suppl" in other))
    )
    return compared_as(ours, theirs, agrees, "the same issue" if agrees else "")


def _issue_tokens(issue: str) -> set[str]:
    """``5 Pt 1`` and ``5``, ``1-2`` and ``1``, ``S3`` and ``3 Suppl`` share their numbers."""
    plain = _SUPPLEMENT.sub(" suppl ", issue.casefold())
    return {token.lstrip("0") or token for token in _TOKENS.findall(plain)} - {"pt", "part", "no", "issue"}


def compare_pages(fields: Fields, work: Work) -> Compared:
    """A first page or article number; ``near`` where it lies within the record's pages or is a slip apart.

    Example:
        >>> record = Work(service="pubmed", first_page="595", last_page="8", doi="10.1136/bmj.d6651")
        >>> [compare_pages(Fields(first_page=page), record).state for page in ("595", "d6651", "597", "61")]
        ['agree', 'agree', 'differ', 'differ']
    """
    ours = fields.first_page or fields.article_number or ""
    theirs = tuple(page for page in (work.first_page, work.article_number) if page)
    given = {fold_page(page) for page in (fields.first_page, fields.article_number) if page}
    shown = work.first_page or work.article_number or ""
    if given & {fold_page(page) for page in theirs}:
        return Compared(state="agree", ours=ours, theirs=shown, why="the same")
    if work.doi and any(_ends_doi(page, work.doi) for page in given):
        return Compared(state="agree", ours=ours, theirs=work.doi, why="the record's DOI ends on it")
    if work.first_page and work.last_page and _within(ours, work.first_page, expand(work.first_page, work.last_page)):
        return Compared(
            state="differ",
            ours=ours,
            theirs=shown,
            near=True,
            why=f"{ours} lies within the record's pages {work.first_page}-{work.last_page}",
        )
    near = bool(shown) and _slip(fold_page(ours), fold_page(shown))
    return _marked(compared_as(ours, shown, agrees=False), near)


def _marked(compared: Compared, near: bool) -> Compared:
    """The same comparison, marked as near or not."""
    return Compared(state=compared.state, ours=compared.ours, theirs=compared.theirs, why=compared.why, near=near)


def fold_page(page: str) -> str:
    """A page or article number without case, leading zeros and version.

    Example:
        >>> fold_page("S05"), fold_page("E12"), fold_page("CD002292.pub3"), fold_page("0044")
        ('s5', 'e12', 'cd2292', '44')
    """
    plain = regex.sub(r"\.pub\d++$", "", "".join(page.casefold().split())).rstrip(".")
    match = _PAGE.fullmatch(plain)
    return f"{match['prefix']}{match['digits']}{match['suffix']}" if match else plain


def _ends_doi(page: str, doi: str) -> bool:
    if len(page) < 5 or not any(letter.isdigit() for letter in page):
        return False
    folded = doi.casefold()
    before = folded[: -len(page)]
    return folded.endswith(page) and bool(before) and not before[-1].isalnum()


def _within(page: str, first: str, last: str) -> bool:
    numbers = (page, first, last)
    return all(number.isascii() and number.isdigit() and len(number) < 8 for number in numbers) and int(first) < int(
        page
    ) <= int(last)


def _slip(one: str, other: str) -> bool:
    """Whether two numbers are one slip of the pen apart: a digit changed, lost or doubled, or two that changed places."""
    if one == other or min(len(one), len(other)) < 2 or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        apart = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = (
            len(apart) == 2
            and apart[1] == apart[0] + 1
            and one[apart[0]] == other[apart[1]]
            and one[apart[1]] == other[apart[0]]
        )
        return len(apart) == 1 or swapped
    short, long = sorted((one, other), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def compare_ends(fields: Fields, work: Work) -> Compared:
    """A last page, elided or whole.

    Example:
        >>> compare_ends(Fields(first_page="281", last_page="3"), Work(service="pubmed", first_page="281", last_page="283")).state
        'agree'
    """
    ours, first = fields.last_page or "", work.first_page or ""
    if not work.last_page:
        return Compared(state="absent", ours=ours, why="the record has no last page")
    mine, theirs = expand(fields.first_page or "", ours), expand(first, work.last_page)
    return compared_as(mine, theirs, fold_page(mine) == fold_page(theirs))
