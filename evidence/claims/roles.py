"""What part a named therapy plays in its sentence: the subject of a claim, background, or nothing to do with treatment.

The words that decide stand in ``evidence/data/roles.tsv``.
"""

from __future__ import annotations

from typing import Literal, get_args

from evidence.claims.cues import find_cues
from evidence.claims.wording import THERAPY, Tokens, word_set
from evidence.records import Role

Part = Role | Literal["subject", "noise"]

_ROLES: tuple[str, ...] = get_args(Role)
_FILLERS = word_set(
    """regular mild moderate mid medium strong strength potency potent plain nightly twice once a an the any all more further old older other standard usual high low full fixed single active oral topical intravenous inhaled
    systemic previous prior daily weekly conventional at least one two three both either first second line dose doses course courses cycles
    of use treatment therapy with plus continued adequate maximal maximum optimal background same trial several his her their its such ordinary
    rectal buccal intramuscular subcutaneous nasal intranasal sublingual intralesional transdermal vaginal epidural intrathecal intravitreal injected liposomal recombinant human normal
three four five six seven eight ten twelve days weeks months years hours day week month year day
    initial early late repeated long short term mg g mcg iu ml % new simple alone under nebulized mechanical their half"""
)
_NUMBERS = word_set("a the one two three four five six seven eight nine ten twelve several many some half")
_VERBS = frozenset(
    {
        "induced",
        "related",
        "associated",
        "treated",
        "exposed",
        "like",
        "containing",
        "coated",
        "producing",
        "challenge",
        "gap",
    }
)
_HYPHENS = frozenset("-‐‑‒–—")
_MOST_FILLERS = 6
_CAUSES = frozenset({"when", "if", "once", "after", "where", "until", "because", "whom", "who"})
_LIST = frozenset({",", "and", "or", "/", "nor", "+", "plus", "with", "&", "then"})


def find_parts(tokens: Tokens, text: str = "", shielded: set[int] | None = None) -> dict[int, Part]:
    """The part of every therapy among the tokens of a sentence: index of the token → part.

    Args:
        tokens: The sentence's tokens.
        text: The text that their offsets count in; with it, "X-induced" is told from "X induced".
        shielded: Takes up the indexes of words that only make a therapy background ("failed", "resistant"): no verdict on the subject.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def parts(text):
        ...     named = tuple((i, i + 1, "T") for i, c in enumerate(text) if c in "XYZ")
        ...     return list(find_parts(find_tokens(text, 0, len(text), named)).values())
        >>> parts("X for Y-resistant disease"), parts("X beats Y"), parts("X added to Y and Z works"), parts("X works")
        (['subject', 'refractory'], ['subject', 'comparator'], ['subject', 'backbone', 'backbone'], ['subject'])
        >>> parts("X without the need for Y"), parts("Y-induced tremor"), parts("in those who failed Y and Z, X")
        (['subject', 'avoided'], ['noise'], ['refractory', 'refractory', 'subject'])
    """
    forms = tokens.forms
    places = [index for index, form in enumerate(forms) if form == THERAPY]
    if not places:
        return {}
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    words: dict[tuple[str, int], range] = {}
    for cue in find_cues(forms, "roles.tsv"):
        if cue.words == "over" and cue.last < len(forms) and _is_number(forms[cue.last]):
            continue  # "Over five years X …"
        if cue.first == 0 and cue.words.startswith("do not "):
            continue  # an order: "Do not take X with alcohol"
        for kind in sorted(cue.kinds):  # of two on one side the same one wins in every run
            if kind.startswith("after-"):
                if (
                    kind == "after-noise"
                    and text
                    and cue.words in _VERBS
                    and text[tokens.starts[cue.first] - 1] not in _HYPHENS
                ):
                    continue
                after[cue.first] = kind.removeprefix("after-")
                words["after", cue.first] = range(cue.first, cue.last)
            else:
                before[cue.last] = kind
                words["before", cue.last] = range(cue.first, cue.last)
    parts: dict[int, Part] = {}
    for order, index in enumerate(places):
        last = places[order - 1] if order else -1
        inherited = parts[last] if order and _is_listed(forms, last, index) else None
        parts[index], used = _part(forms, index, last, before, after, inherited)
        if shielded is not None and used in words and (used[0] == "after" or parts[index] == "refractory"):
            shielded.update(words[used])
    _demote_settings(forms, places, parts)
    return parts


def _is_number(form: str) -> bool:
    return form[0].isdigit() or form in _NUMBERS


def _demote_settings(forms: list[str], places: list[int], parts: dict[int, Part]) -> None:
    """ "A made no difference on dialysis": behind a subject, "on B" is where it happened."""
    subjects = [index for index in places if parts[index] == "subject"]
    for index in subjects[1:]:
        if (
            index
            and forms[index - 1] == "on"
            and forms[index - 2] not in {"data", "trials", "work", "studies", "evidence"}
        ):
            parts[index] = "backbone"


def _part(
    forms: list[str], index: int, last: int, before: dict[int, str], after: dict[int, str], inherited: Part | None
) -> tuple[Part, tuple[str, int]]:
    behind = after.get(index + 1)
    if behind in _ROLES or behind in {"noise", "subject"}:
        return behind, ("after", index + 1)  # type: ignore[return-value]
    if behind == "failed" and (
        not _CAUSES.isdisjoint(forms[max(0, index - 4) : index])
        or (index and forms[index - 1] in {"that", "which"})  # "for pain that X leaves untouched"
    ):
        return "refractory", ("after", index + 1)
    start = index
    for _ in range(_MOST_FILLERS + 1):
        if start <= last + 1 and start not in before:
            break
        if start in before:
            return before[start], ("before", start)  # type: ignore[return-value]
        form = forms[start - 1]
        if not (form in _FILLERS or form[0].isdigit()):
            break
        start -= 1
    return (inherited if inherited and inherited != "subject" else "subject"), ("", 0)


def _is_listed(forms: list[str], one: int, other: int) -> bool:
    """Whether two therapies stand in one list ("A, oral B or C"), so that what makes the first background holds for the second."""
    between = forms[one + 1 : other]
    signs = [form for form in between if form in _LIST]
    # after a comma alone a new clause may begin: "in those on A, B works"
    goes_on = forms[other + 1 : other + 2] in (["and"], ["or"]) and forms[other + 2 : other + 3] != []
    return (
        bool(signs)
        and (signs != [","] or (goes_on and forms[other + 2] in {THERAPY, "placebo"}))
        and all(form in _LIST or form in _FILLERS or form[0].isdigit() for form in between)
    )
