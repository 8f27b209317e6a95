"""Text that stands on a web page and is not its content: menus, cookie notes, bylines, disclaimers, page feet."""

from __future__ import annotations

import re

_PHRASES = (
    "medical advice", "professional advice", "a substitute for", "not substitute for", "purposes only", "education only", "information only",
    "educational purposes", "consult your doctor", "consult your physician", "consult a doctor", "consult a physician", "consult your health",
    "call 911", "call 112", "call 999", "all rights reserved", "we use cookies", "we value your privacy", "privacy policy", "privacy notice",
    "terms of use", "cookie policy",
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:not?|never|nor|without)\b[^.]{0,80}\b(?:medical|professional) advice|\badvice of (?:a|your)\b"
)
_START = re.compile(
    r"""(?ix) \s* (?:
      copyright\b | © | \(c\)\ (?:19|20)\d\d
    | (?:last\ )?(?:reviewed|updated|printed|revised|modified)\b:?[ ].{0,40}\d
    | page\ \d+\ of\ \d+
    | by\ (?:(?:dr|prof)\.?\ )?(?-i:[A-ZÀ-Þ])[\w.'’-]*(?:\ (?-i:[A-ZÀ-Þ])[\w.'’-]*){0,3}(?:,.{0,60})?\Z
    )"""
)
_READING_TIME = re.compile(r"\b\d+[ -]min(?:ute)?s?\.? read\b")
_MENU = re.compile(r"[^|>»·•\n]{1,40}(?:(?<=\s)[|>»·•]\s[^|>»·•\n]{1,40}){2,30}\Z")
_DIVIDERS = "|>»·•"
_SHORTEST_CHECKED, _LONGEST_CHECKED = 8, 4000


def is_boilerplate_text(text: str) -> bool:
    """Whether a block of text is a menu, byline, disclaimer or page foot rather than content.

    Example:
        >>> is_boilerplate_text("Home | FAQs | Contact us"), is_boilerplate_text("By Ann Lee, MD")
        (True, True)
        >>> is_boilerplate_text("Sirolimus works in most children.")
        False
    """
    if len(text) < _SHORTEST_CHECKED:
        return False
    start = text[:_LONGEST_CHECKED]
    lower = start.casefold()
    for phrase in _PHRASES:
        if phrase in lower and (not phrase.endswith(" advice") or _DENIED.search(lower)):
            return True
    if _START.match(start) or (" read" in lower and _READING_TIME.search(lower)):
        return True
    if len(start) >= 300 or not any(divider in start for divider in _DIVIDERS):
        return False
    return not any(map(str.isdigit, start)) and _MENU.match(start) is not None
