"""Text made safe to show, in any format: one line, no control codes, no marks that turn the text around it."""

from __future__ import annotations

import regex

_SPACES = regex.compile(r"[\s\p{Zs}\p{Zl}\p{Zp}]++")
_DIRECTION_CONTROLS = regex.compile(r"[\u202A-\u202E\u2066-\u2069\uFEFF]++")
_UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]")

_ACTING = regex.compile(r"[\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]")
_COMMAND = regex.compile(r"(?m)(^\s*+:|##)(:|\[)")


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


def json_for_eyes(text: str) -> str:
    """JSON in which what could act on a terminal stands as an escape; it says the same.

    JSON itself asks that only for the codes below U+0020.

    Example:
        >>> json_for_eyes('["a\u009b31m\u202eb"]')
        '["a\\\\u009b31m\\\\u202eb"]'
    """
    return str(_ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def not_a_command(text: str) -> str:
    """Lines of which none begins as a command to GitHub's runner, which also takes an indented ``::`` and ``##[`` anywhere.

    Source: actions/runner, ``src/Runner.Common/ActionCommand.cs``, ``TryParseV2`` and ``TryParse``.

    Example:
        >>> not_a_command("page.md: a::b\\n  ::stop-commands::x ##[group]")
        'page.md: a::b\\n  : :stop-commands::x ## [group]'
    """
    return str(_COMMAND.sub(r"\1 \2", text)) if "::" in text or "##[" in text else text


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
