"""Text that stands on a web page and is not its content: menus, cookie notes, bylines, disclaimers, page feet."""

from __future__ import annotations

import regex

_DISCLAIMER = regex.compile(
    r"""(?ix)
      \b(?: (?:not|never|no)\b [^.]{0,60}+ ) ?+ (?:medical|professional)\ advice\b
    | \bnot?\ (?:a\ )?substitute\ for\b  | \bas\ a\ substitute\ for\b
    | \bfor\ (?:education(?:al)?|information(?:al)?)\ (?:purposes?\ )?only\b
    | \bconsult\ (?:your|a)\ (?:own\ )?(?:doctor|physician|health) | \bcall\ (?:911|112|999)\b
    | \ball\ rights\ reserved\b | ^\s*(?:copyright\b|©|\(c\)\s*(?:19|20)\d\d)
    | \bwe\ (?:use|value)\ (?:cookies|your\ privacy)\b | \bprivacy\ (?:policy|notice)\b | \bterms\ of\ use\b
    | ^\s*by\ (?:(?:dr|prof)\.?\ )?(?:\p{Lu}[\p{L}.'’-]*+\ ?){1,4}+(?:,.{0,60})?$
    | ^\s*(?:last\ )?(?:reviewed|updated|printed|revised|modified)\b:?\s.{0,40}\d
    | \b\d+\ min(?:ute)?s?\ read\b | ^\s*page\ \d+\ of\ \d+
    """
)
_MENU = regex.compile(r"^[^|>»·•\n]{1,40}+(?:(?<=\s)[|>»·•]\s[^|>»·•\n]{1,40}+){2,}+$")
_LONGEST_CHECKED = 4000


def is_boilerplate_text(text: str) -> bool:
    """Whether a block of text is a menu, byline, disclaimer or page foot rather than content.

    Example:
        >>> is_boilerplate_text("Home | FAQs | Contact us"), is_boilerplate_text("By Ann Lee, MD")
        (True, True)
        >>> is_boilerplate_text("Sirolimus works in most children.")
        False
    """
    start = text[:_LONGEST_CHECKED]
    return bool(_DISCLAIMER.search(start)) or (
        len(start) < 300 and not any(c.isdigit() for c in start) and bool(_MENU.match(start))
    )
