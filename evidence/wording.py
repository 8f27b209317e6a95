"""Text made safe to show, in any format: one line, no control codes, no marks that turn the text around it."""

from __future__ import annotations

import regex

_SPACES = regex.compile(r"[\s\p{Zs}\p{Zl}\p{Zp}]++")
_DIRECTION_CONTROLS = regex.compile(r"[\u202A-\u202E\u2066-\u2069\uFEFF]++")
_UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]")


def clean(text: str, *, strip: bool = True) -> str:
    """The text as one line that cannot act on a terminal, a page or an XML file.

    White space becomes single spaces; embedding and overriding direction marks go (plain right-to-left marks stay); every other
    control code, lone surrogate or non-character is shown as ``\\ufffd``.

    Example:
        >>> clean(" a\\n\\tb\\x1b[31m \\u202ec ")
        'a b�[31m c'
    """
    line: str = _UNPRINTABLE.sub("\ufffd", _DIRECTION_CONTROLS.sub("", _SPACES.sub(" ", text)))
    return line.strip() if strip else line


def clip(text: str, most: int) -> str:
    """At most ``most`` characters, cut at a word where one ends near, with an ellipsis.

    Example:
        >>> clip("Low-dose radiation therapy was used", 20), clip("short", 20)
        ('Low-dose radiation…', 'short')
    """
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at = head.rfind(" ")
    return f"{head[:at] if at > most * 0.6 else head}…".replace(" …", "…")


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 source``, ``2 sources``, ``2 therapies``.

    Example:
        >>> counted(1, "source"), counted(2, "source"), counted(0, "therapy", "therapies")
        ('1 source', '2 sources', '0 therapies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
