"""Which of the therapies of a sentence are given together, and which are a list or alternatives.

"A with B", "A plus B", "A and B together", "combining A with B" are one regimen; "A and B", "A or B" are two; "A with or
without B" is A, and A with B.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from evidence.claims.roles import Part
from evidence.claims.wording import THERAPY, Tokens, word_set

_TOGETHER_AFTER = frozenset(
    {"together", "combined", "combination", "concurrently", "simultaneously", "cocktail", "duo", "trio"}
)
_TOGETHER_BEFORE = frozenset(
    {
        "combining",
        "combined",
        "combination",
        "combinations",
        "cocktail",
        "regimen",
        "dual",
        "triple",
        "mixture",
        "quadruple",
    }
)
_JOINED = frozenset({"with", "plus", "+", "alongside"})
_LISTED = frozenset({",", "and", "or", "/", "nor", "&", "then"})
_NEVER_BETWEEN = word_set(
    """. ; : for in of on after to than by if when who which that is are was were be been has have had may might can could should
    would must will do does did not it they this but yet whereas while against versus vs v from before until during without as at C
    — – ( ) use give start try choose switch prefer take avoid"""
)
_UNITS = word_set("mg g mcg ml iu units dose doses course courses cycles tablets")
_LISTING = word_set("include includes included including are were such as options alternatives")
_TIMES = word_set("days weeks months years week month treatment therapy course courses regimen regimens")
_MOST_BETWEEN = 7


class Group(NamedTuple):
    """Therapies that share one statement: the indexes of their tokens, cut into regimens.

    Example: "A with B or C" is ``regimens=((0, 2), (4,))``.
    """

    first: int
    last: int
    regimens: tuple[tuple[int, ...], ...]


def find_groups(
    tokens: Tokens, parts: dict[int, Part], verdict_words: frozenset[int] = frozenset()
) -> tuple[Group, ...]:
    """The groups of subject therapies of a sentence, from left to right.

    Args:
        tokens: The sentence's tokens.
        parts: The part of each therapy; only subjects are grouped.
        verdict_words: Indexes of tokens that belong to a verdict; a list does not run across one.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> from evidence.claims.roles import find_parts
        >>> def groups(text):
        ...     tokens = find_tokens(text, 0, len(text), tuple((i, i + 1, "T") for i, c in enumerate(text) if c in "XYZ"))
        ...     found = find_groups(tokens, find_parts(tokens))
        ...     return [["+".join(tokens.forms[i].replace("T", text[tokens.starts[i]]) for i in r) for r in g.regimens] for g in found]
        >>> groups("X with Y or Z"), groups("X, Y and Z together"), groups("X with or without Y")
        ([['X+Y', 'Z']], [['X+Y+Z']], [['X', 'X+Y']])
        >>> groups("combining X with oral Y helps; Z is for itch")
        [['X+Y'], ['Z']]
    """
    subjects = [index for index, part in parts.items() if part == "subject"]
    out: list[Group] = []
    run: list[int] = []
    joints: list[str] = []
    for index in subjects:
        joint = _joint(tokens.forms, run[-1], index, verdict_words) if run else ""
        if run and joint:
            run.append(index)
            joints.append(joint)
            continue
        if run:
            out.append(_group(tokens, run, joints))
        run, joints = [index], []
    if run:
        out.append(_group(tokens, run, joints))
    return tuple(out)


def _joint(forms: list[str], one: int, other: int, verdict_words: frozenset[int]) -> str:
    """How two neighbouring therapies are joined: "combined", "optional", "and", "listed", "same" (an abbreviation in brackets) or not at all."""
    between = forms[one + 1 : other]
    if between == ["("]:
        return "same"
    if between[:1] == ["("] and ")" in between:
        between = between[between.index(")") + 1 :]
    if between[:1] == [")"]:
        between = between[1:]
    if len(between) > _MOST_BETWEEN or not between:
        return "" if between else "listed"
    words = " ".join(between)
    if "with or without" in words or "with and without" in words:
        return "optional"
    allowed = (
        {"with", "in", "of"}
        if words in {"in combination with", "together with", "combined with", "in conjunction with"}
        else {"with"}
    )
    if not _UNITS.isdisjoint(between):
        allowed |= {"of"}
    if any(form in _NEVER_BETWEEN and form not in allowed for form in between):
        return ""
    if not verdict_words.isdisjoint(range(one + 1, other)):
        return ""
    if not _JOINED.isdisjoint(between):
        return "combined"
    if between.count("and") and not {",", "or", "/"} & set(between):
        return "and"
    return "" if _LISTED.isdisjoint(between) else "listed"


def _group(tokens: Tokens, run: list[int], joints: list[str]) -> Group:
    if not joints:
        return Group(run[0], run[0], ((run[0],),))
    regimens: list[list[int]] = [[run[0]]]
    opening = set(tokens.forms[max(0, run[0] - 3) : run[0]])
    from_first = (
        len(joints) > 1
        and joints[0] == "combined"
        and joints[-1] == "and"
        and set(joints[1:-1]) == {"listed"}
        and not opening & _LISTING
    )
    kept: list[list[int]] = []
    for index, joint in zip(run[1:], joints, strict=True):
        if joint == "combined":
            regimens[-1].append(index)
        elif joint == "optional":
            kept.append(list(regimens[-1]))
            regimens[-1].append(index)
        elif joint == "and" and len(regimens[-1]) > 1 and "listed" not in joints and not kept:
            regimens[-1].append(index)  # "A with B and C" is one regimen, "A, B with C and D" is three
        elif joint != "same" and from_first:
            regimens[-1].append(index)  # "A with B, C and D"
        elif joint in {"listed", "and"}:
            regimens.append([index])
    if len(regimens) > 1 and _are_together(tokens, run, regimens):
        regimens = [[index for regimen in regimens for index in regimen]]
    ordered = sorted((*kept, *regimens), key=lambda regimen: (regimen[0], len(regimen)))
    return Group(run[0], run[-1], tuple(tuple(regimen) for regimen in ordered))


def _are_together(tokens: Tokens, run: list[int], regimens: list[list[int]]) -> bool:
    forms = tokens.forms
    after = forms[run[-1] + 1 : run[-1] + 3]
    if after and (after[0] in _TOGETHER_AFTER or after == ["in", "combination"] or after == ["at", "once"]):
        return True
    before = forms[max(0, run[0] - 4) : run[0]]
    if (
        not _TOGETHER_BEFORE.isdisjoint(before)
        and THERAPY not in before
        and ("and" in forms[run[0] : run[-1]] or "/" in forms[run[0] : run[-1]])
    ):
        return True
    if before[-1:] == ["with"] and len(before) > 1 and before[-2] in _TIMES and "and" in forms[run[0] : run[-1]]:
        return True  # "four months with A and B"
    slashes = len(regimens) == 2 and all(forms[a + 1 : b] == ["/"] for a, b in pairwise(run))
    return slashes and all(tokens.ends[a] + 1 == tokens.starts[b] for a, b in pairwise(run))
