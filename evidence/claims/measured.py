"""Whether a substance that is also measured, eaten or felt stands in a sentence as a finding ("low calcium") and not as a treatment."""

from __future__ import annotations

from evidence.claims.wording import word_set

DOSES = word_set("mg g mcg µg μg ml mmol iu units % l puffs drops kg")
_FINDINGS_BEFORE = word_set(
    "low high normal raised falling rising serum plasma body total free reference decreased increased circulating consume consumes consumed no"
)
_FINDINGS_AFTER = word_set(
    "< > ≤ ≥ = below above under over falls fall fell rises rise rose normal low high return returned count counts level levels drop drops"
)


def is_measured(forms: list[str], index: int, *, labelled: bool = False) -> bool:
    """Whether a substance that is also measured, eaten or felt stands here as a finding ("low calcium", "platelets < 20") and not as a treatment.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> is_measured(find_tokens("X below 20", 0, 10, ((0, 1, "T"),)).forms, 0), is_measured(find_tokens("X for all", 0, 9, ((0, 1, "T"),)).forms, 0)
        (True, False)
    """
    before = forms[max(0, index - 2) : index]
    after = forms[index + 1 : index + 6]
    if labelled and index == 0:
        return False
    if before and (before[-1] in _FINDINGS_BEFORE or before[-2:] in (["consume"], ["count", "of"])):
        return True
    return bool(after) and (after[0] in _FINDINGS_AFTER or (after[0][0].isdigit() and not DOSES & set(after)))


_AGES = frozenset({"y", "yr", "yrs", "years", "year", "months", "weeks", "mo", "wk", "kg", "h", "hours", "days", "min"})


def is_compared(forms: list[str], index: int) -> bool:
    """Whether a therapy is followed by a figure that it is compared with: "factor VIII < 1"."""
    after = forms[index + 1 : index + 4]
    aged = len(after) > 2 and after[2] in _AGES  # "X < 60 y" says for whom
    return len(after) > 1 and after[0] in {"<", ">", "="} and after[1][0].isdigit() and not aged
