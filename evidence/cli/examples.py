"""Examples at the foot of a command's help: whole lines, so that they can be copied; the tests run each of them."""

from __future__ import annotations


def examples(*lines: str) -> str:
    """The end of a command's help, with its lines as they are to be typed.

    They hold in a folder with the example library and with its page as ``page.md``, ``page.html`` and so on.

    Args:
        lines: One command line each.

    Returns:
        Text for click's ``epilog``; ``\\b`` keeps click from wrapping it.

    Example:
        >>> examples("evidence read page.html")
        '\\x08\\nExample:\\n  evidence read page.html'
    """
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {line}" for line in lines)])
