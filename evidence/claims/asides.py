"""What a statement says beside its verdict: for whom and when it holds, and the conditions that it names."""

from __future__ import annotations

from evidence.claims.cues import Cue
from evidence.claims.wording import CONDITION, THERAPY, Token, word_set

ASIDE = frozenset({"when", "whenever", "if", "who", "whom", "whose", "once", "until", "where"})
_NAMED_KINDS = frozenset({"badout", "sidefx", "condition"})
_OPENING = ASIDE | {"provided", "than"}
_ASIDE_ENDS = frozenset({",", ";", ":", ".", ")", "(", "—", "–", "but", "yet", "though", "although", "C"})
_RESUMES = word_set("makes made does did works worked helps helped fails failed gives gave cures clears no not")
"""Behind "and" they go on with what stands before the aside."""
_TAKEN = frozenset(
    {
        "took",
        "take",
        "takes",
        "taking",
        "received",
        "receive",
        "receiving",
        "had",
        "have",
        "got",
        "get",
        "given",
        "were",
        "was",
        "used",
    }
)
_PROBLEMS = word_set(
    """relapse relapses recurrence recurrences failure failures overshoot resistance withdrawal toxicity deterioration rebound
    bleeding worsening danger hazards"""
)
_COMPARATIVES = word_set(
    "better worse more less faster longer slower quicker fewer safer rather shorter higher lower stronger weaker"
)
_ONCE_A = word_set("a an daily weekly monthly every in per or only again was")
_FASHIONS = word_set("standard rule mainstay fashion norm only treatment drug")


def find_asides(tokens: list[Token]) -> frozenset[int]:
    """Tokens of "when drugs fail", "who do not respond": whom and when it is for, not what it does; and of a label such as "Relapse:"."""
    out: set[int] = set()
    if len(tokens) > 2 and tokens[0].form in _PROBLEMS and tokens[1].form == ":":
        out.add(0)
    if _OPENING.isdisjoint([token.form for token in tokens]):
        return frozenset(out)
    inside = False
    for index, token in enumerate(tokens):
        if token.form in ASIDE or (token.form == "provided" and index and tokens[index - 1].form in {",", "("}):
            following = tokens[index + 1].form if index + 1 < len(tokens) else ""
            after = [t.form for t in tokens[index + 1 : index + 5]]
            often = token.form == "once" and (following in _ONCE_A or (following == "the" and _FASHIONS & set(after)))
            often = often or (token.form == "where" and following in {"it", "they", "these"})
            often = often or (token.form == "until" and THERAPY in after[:3])
            inside = (
                inside if often else not (token.form in {"who", "whom"} and following in _TAKEN and THERAPY in after)
            )
        elif (
            token.form in _ASIDE_ENDS
            or (token.form == "and" and tokens[index + 1 : index + 2] and tokens[index + 1].form in _RESUMES)
            or (inside and token.form in {"it", "they"} and index > 2 and tokens[0].form in ASIDE)
        ):
            inside = False  # "once she is seizing it still helps"
        elif token.form == "than" and index and tokens[index - 1].form in _COMPARATIVES:
            inside = True
        if inside:
            out.add(index)
    return frozenset(out)


def with_conditions(tokens: list[Token], cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues, and each condition as an outcome that is bad to have."""
    named = [Cue(_NAMED_KINDS, i, i + 1, "") for i, token in enumerate(tokens) if token.form == CONDITION]
    if not named:
        return cues
    taken = {i for cue in cues for i in range(cue.first, cue.last)}
    return tuple(sorted((*cues, *(cue for cue in named if cue.first not in taken)), key=lambda cue: cue.first))
