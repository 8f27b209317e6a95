"""Authors: BibTeX's ``von Last, Jr, First and …`` ↔ ``"Family, Initials"``.

Source: O. Patashnik, *Designing BibTeX Styles* (1988), section 4 (the forms of a name); initials as in NLM, *Citing Medicine*, chapter 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import regex

from evidence.library.latex import decode_latex, encode_latex

OTHERS = frozenset({"others", "et al", "et al."})
_AND = regex.compile(r"\s++and\s++", regex.I)
_MARKS = regex.compile(r"(?<!\\)[{}]|\s++and\s++|,|\s++", regex.I)
_INITIAL = regex.compile(r"[^\W\d_]")
_SUFFIX = regex.compile(r"(?:Jr|Sr|Jnr|Snr|[IVX]{1,4}|[2-9](?:nd|rd|th))\.?", regex.I)


class PersonName(NamedTuple):
    """A name in its parts, with the given names in full where they are known; of a group or a lone name only ``family`` stands.

    ``group``: the name stood in braces, so no part of it is a given name.
    """

    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False


def parse_names(written: str) -> tuple[PersonName, ...]:
    """The names of a raw ``author`` or ``editor`` value in their parts; ``and others`` is left out.

    Example:
        >>> [tuple(name) for name in parse_names("Martin, Jr, Jean-Pierre and {WHO Group} and others")]
        [('Martin', 'Jean-Pierre', 'Jr', False), ('WHO Group', '', '', True)]
    """
    names = (_read_parts(name) for name in _split(written, _is_and))
    return tuple(name for name in names if name.family and name.family.lower() not in OTHERS)


def parse_authors(written: str) -> tuple[str, ...]:
    """The authors of a raw ``author`` value (inside of its braces), as ``"Family, Initials"``; a group in braces as it stands.

    ``and others`` names nobody and is left out.

    Example:
        >>> parse_authors("White, Gary M. and Ludwig van Beethoven and {World Health Organization} and de Sousa, L.-G. and others")
        ('White, GM', 'van Beethoven, L', 'World Health Organization', 'de Sousa, LG')
    """
    names = (_read_name(name) for name in _split(written, _is_and))
    return tuple(name for name in names if name and name.lower() not in OTHERS)


def names_all(written: str) -> bool:
    """Whether a raw ``author`` value names all authors: it does not end in ``and others``.

    Example:
        >>> names_all("Joly, P and others"), names_all("Joly, P")
        (False, True)
    """
    parts = _split(written, _is_and)
    return not parts or parts[-1].strip().lower() not in OTHERS


def render_authors(authors: tuple[str, ...]) -> str:
    """Authors as an encoded ``author`` value; a group is braced, so that no program takes its last word for a surname.

    Example:
        >>> render_authors(("White, GM", "ARDS Network", "Sand & Co", "Jones"))
        'White, GM and {ARDS Network} and {Sand \\\\& Co} and Jones'
    """
    return " and ".join(_render_name(author) for author in authors)


def _render_name(author: str) -> str:
    encoded = encode_latex(author)
    family, comma, given = encoded.partition(", ")
    if comma and given and "," not in given and not _AND.search(f" {encoded} "):
        return f"{family}, {given}"
    return encoded if " " not in encoded and "," not in encoded else "{" + encoded + "}"


def _is_and(mark: str) -> bool:
    return mark.strip().lower() == "and"


def _split(written: str, divides: Callable[[str], bool]) -> list[str]:
    """Parts between the marks for which ``divides`` is true, outside braces."""
    parts: list[str] = []
    depth = start = 0
    for match in _MARKS.finditer(written):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and divides(match[0]):
            parts.append(written[start : match.start()])
            start = match.end()
    parts.append(written[start:])
    return [part.strip() for part in parts]


def _read_name(name: str) -> str:
    return _join(*_read_parts(name)[:3])


def _read_parts(name: str) -> PersonName:
    if (
        name.startswith("{")
        and name.endswith("}")
        and len(_split(name, lambda mark: mark in "," or mark.isspace())) == 1
    ):
        return PersonName(decode_latex(name), group=True)
    parts = _split(name, lambda mark: mark == ",")
    if len(parts) > 1:
        suffix = decode_latex(parts[1]) if len(parts) > 2 else ""
        return _named(decode_latex(parts[0]), decode_latex(parts[-1]), suffix)
    words = [decode_latex(word) for word in _split(name, str.isspace) if word]
    if len(words) < 2:
        return PersonName(words[0] if words else "")
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and words[-1][0] in "JSjs" else ""
    first_von = next((at for at, word in enumerate(words[:-1]) if word[:1].islower() and at), len(words) - 1)
    return _named(" ".join(words[first_von:]), " ".join(words[:first_von]), suffix)


def _named(family: str, given: str, suffix: str) -> PersonName:
    """A name with no empty family before a given name."""
    return PersonName(family, given, suffix) if family else PersonName(given)


def _join(family: str, given: str, suffix: str) -> str:
    short = to_initials(given)
    tail = " ".join(part for part in (short, suffix.rstrip(".")) if part)
    return f"{family}, {tail}" if tail and family else family or given


def to_initials(given: str) -> str:
    """The initials of given names; initials stay what they are.

    Example:
        >>> to_initials("Gary Michael"), to_initials("GM"), to_initials("J.-P."), to_initials("LG Jr")
        ('GM', 'GM', 'JP', 'LG Jr')
    """
    out: list[str] = []
    words = given.replace(".", ". ").split()
    for word in words:
        bare = word.strip(".")
        if (
            out
            and _SUFFIX.fullmatch(bare)
            and bare.lower() in {"jr", "sr", "jnr", "snr", "ii", "iii", "iv", "2nd", "3rd"}
        ):
            out.append(f" {bare}")
        elif bare.isupper() and len(bare) <= 4 and bare.isalpha():
            out.append(bare)
        else:
            out.extend(part[0].upper() for part in regex.split(r"[-‐‑]", bare) if part and _INITIAL.match(part))
    return "".join(out)
