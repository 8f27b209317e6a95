"""What both styles share: names with initials, pages, journals, and lines made of runs that may be italic or linked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence.journals import journal_titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evidence.library.records import Source
    from evidence.records import Fields

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "4th"})
OTHERS = frozenset({"others", "et al", "et al."})
ONLINE_KINDS = frozenset({"webpage", "post", "post-weblog", "dataset", "software"})


class Run(NamedTuple):
    """A stretch of a reference line; ``href`` is an ``https`` address or empty."""

    text: str
    italic: bool = False
    href: str = ""


def render_name(author: str) -> str:
    """``"Family, Initials"`` or ``"Family, Given Names"`` as ``"Family IN"``; a group or a lone surname as it stands.

    Example:
        >>> render_name("Adams, Denise M."), render_name("van Gogh, V"), render_name("Smith, JA Jr"), render_name("WHO")
        ('Adams DM', 'van Gogh V', 'Smith JA Jr', 'WHO')
        >>> render_name("Martin, Jean-Pierre"), render_name("Chatterjee, IB")
        ('Martin JP', 'Chatterjee IB')
    """
    pieces = [" ".join(piece.split()) for piece in author.split(",")]
    family, given = pieces[0], " ".join(piece for piece in pieces[1:] if piece)
    words = given.split()
    suffixes = [word.rstrip(".") for word in words if word.lower().rstrip(".") in SUFFIXES]
    names = [word for word in words if word.lower().rstrip(".") not in SUFFIXES]
    initials = "".join(_initials(word) for word in names)
    return " ".join(part for part in (family, initials, *suffixes) if part)


def _initials(word: str) -> str:
    """``JA`` and ``J.A.`` are initials already; a name gives the first letter of each of its parts."""
    letters = re.sub(r"[.\s]", "", word)
    if "-" not in letters and letters.isupper() and (len(letters) <= 3 or "." in word):
        return letters
    return "".join(part[0] for part in re.split(r"[-‐‑.]", word) if part and part[0].isalpha())


def render_names(source: Source, *, most: int, shown: int) -> str:
    """The authors joined by commas; more than ``most`` are cut to the first ``shown`` and ``et al``.

    A citation that says "et al" names only its first authors, so the line says it too, and counts one more than it names: the list is never
    made to look complete.
    """
    listed = source.fields.authors or ()
    names = [render_name(author) for author in listed if author.strip().lower() not in OTHERS]
    open_ended = source.fields.et_al or len(names) < len(listed)
    return _cut(names, open_ended, most, shown)


def render_editors(source: Source, one: str, many: str, *, most: int, shown: int) -> str:
    """The editors with what they are, as ``Ed A, Foo B, eds``; empty if none is known."""
    names = [render_name(editor) for editor in source.editors if editor not in OTHERS]
    open_ended = len(names) < len(source.editors)
    what = one if len(names) == 1 and not open_ended else many
    return f"{_cut(names, open_ended, most, shown)}, {what}" if names else ""


def _cut(names: list[str], open_ended: bool, most: int, shown: int) -> str:
    if len(names) + open_ended > most:
        names, open_ended = names[:shown], True
    return ", ".join((*names, "et al") if open_ended and names else names)


def journal_name(fields: Fields) -> str:
    """The NLM abbreviation if the journal is known, else the journal as the source has it; empty if there is none.

    Example:
        >>> from evidence.records import Fields
        >>> journal_name(Fields(journal="Pediatric Dermatology")), journal_name(Fields(journal="PD"))
        ('Pediatr Dermatol', 'PD')
    """
    written = fields.journal or fields.journal_as_written or ""
    known = journal_titled(written) if written else None
    return (known.abbreviation if known else "") or " ".join(written.split()).rstrip(".")


def pages(fields: Fields, *, elided: bool) -> str:
    """First and last page, the last one in full or elided; an article number where there are no pages.

    Example:
        >>> from evidence.records import Fields
        >>> work = Fields(first_page="1579", last_page="1585")
        >>> pages(work, elided=False), pages(work, elided=True), pages(Fields(first_page="S12", last_page="S18"), elided=True)
        ('1579-1585', '1579-85', 'S12-8')
    """
    first, last = fields.first_page or fields.article_number or "", fields.last_page or ""
    if not first or not last or first == last:
        return first or last
    return f"{first}-{_elide(first, last) if elided else last}"


def _elide(first: str, last: str) -> str:
    """The part of ``last`` that differs from ``first``; roman pages and pages of another length stay whole."""
    if len(first) != len(last) or not (first[-1].isdigit() and last[-1].isdigit()):
        return last
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return last[same:] if last[same:].isdigit() else last


def place_in_journal(date: str, fields: Fields, page_range: str) -> str:
    """``2014;31(4):595-598`` with only the marks that stand between two known parts.

    Example:
        >>> from evidence.records import Fields
        >>> place_in_journal("2017", Fields(volume="34"), "261"), place_in_journal("2017", Fields(), ""), place_in_journal(
        ...     "", Fields(volume="34", issue="2"), "261"), place_in_journal("2017", Fields(), "261")
        ('2017;34:261', '2017', '34(2):261', '2017:261')
    """
    volume = (fields.volume or "") + (f"({fields.issue})" if fields.issue else "")
    dated = ";".join(part for part in (date, volume) if part)
    return ":".join(part for part in (dated, page_range) if part)


def ordinal(edition: str) -> str:
    """``3`` as ``3rd ed``; any other wording with ``ed`` once.

    Example:
        >>> ordinal("3"), ordinal("11"), ordinal("2nd ed."), ordinal("Revised")
        ('3rd ed', '11th ed', '2nd ed', 'Revised ed')
    """
    edition = edition.strip()
    if edition.isascii() and edition.isdigit():
        ending = (
            "th" if edition[-2:] in {"11", "12", "13"} else {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1], "th")
        )
        return f"{edition}{ending} ed"
    words = edition.rstrip(" .,").split()
    if words and words[-1].lower().rstrip(".") in {"ed", "edn", "edition"}:
        words.pop()
    return " ".join((*words, "ed"))


def sentence(text: str | None, *, italic: bool = False) -> tuple[Run, ...]:
    """A part that ends like a sentence: one full stop, none after ``?`` or ``!``; nothing for nothing."""
    bare = " ".join((text or "").split())
    if not bare:
        return ()
    if bare[-1] in "?!":
        return (Run(bare, italic),)
    return (Run(bare.rstrip(".") or bare, italic), Run("."))


def join_parts(parts: Iterable[Sequence[Run]]) -> tuple[Run, ...]:
    """The parts that say something, one space between them."""
    out: list[Run] = []
    for part in parts:
        if part:
            out.extend((Run(" "), *part) if out else part)
    return tuple(out)


def doi_run(fields: Fields) -> tuple[Run, ...]:
    """The DOI, linked; printed without a full stop, which would be read as part of it."""
    return (Run(f"doi:{fields.doi}", href=f"https://doi.org/{fields.doi}"),) if fields.doi else ()


def web_address(fields: Fields) -> str:
    """The address if it is a web address, else nothing (never ``javascript:``)."""
    url = fields.url or ""
    return url if re.match(r"https?://", url, re.IGNORECASE) else ""


def fallback(source: Source) -> tuple[Run, ...]:
    """A source of which nothing is known but the citation: the citation as it stands, else the key."""
    return (Run(" ".join(source.cited_as[0].split()) if source.cited_as else source.key),)
