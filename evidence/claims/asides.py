"""What a statement says beside its verdict: for whom and when it holds, and the conditions that it names."""

from __future__ import annotations

from evidence.claims.cues import Cue
from evidence.claims.wording import CONDITION, THERAPY, word_set

ASIDE = frozenset({"when", "whenever", "if", "whether", "who", "whom", "whose", "once", "until", "where"})
_NAMED_KINDS = frozenset({"badout", "sidefx", "condition"})
_OPENING = ASIDE | {"provided", "than", "hope", "hopes"}
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
_THEM = frozenset({"it", "they", "these"})
_AMOUNTS = word_set("half one two three four five six seven eight nine ten twelve twenty twice")
_ONCE_A = word_set("a an daily weekly monthly every in per or only again was")
_UNSETTLED = word_set(
    "unknown unclear uncertain unproven untested debated disputed open doubtful anybody's anyone's settled known clear"
)
_FASHIONS = word_set("standard rule mainstay fashion norm only treatment drug")


def find_asides(forms: list[str]) -> frozenset[int]:
    """Tokens of "when drugs fail", "who do not respond": whom and when it is for, not what it does; and of a label such as "Relapse:"."""
    out: set[int] = set()
    if len(forms) > 2 and forms[0] in _PROBLEMS and forms[1] == ":":
        out.add(0)
    if _OPENING.isdisjoint(forms):
        return frozenset(out)
    inside = False
    for index, form in enumerate(forms):
        if form in ASIDE or (form == "provided" and index and forms[index - 1] in {",", "("}):
            following = forms[index + 1] if index + 1 < len(forms) else ""
            after = forms[index + 1 : index + 5]
            often = form == "once" and (following in _ONCE_A or (following == "the" and _FASHIONS & set(after)))
            if form == "where" and following in _THEM:
                often = not (after[1:2] and after[1].startswith("fail"))  # "works where it fails"
            often = often or (form == "whom" and index > 0 and forms[index - 1] == "of" and _tells_how_many(following))
            often = often or (form == "until" and THERAPY in after[:3])
            inside = inside if often else not (form in {"who", "whom"} and following in _TAKEN and THERAPY in after)
        elif inside and form in {"is", "was", "remains"} and _UNSETTLED & set(forms[index + 1 : index + 3]):
            inside = False  # "whether it helps is unknown"
        elif (
            form in _ASIDE_ENDS
            or (form == "and" and forms[index + 1 : index + 2] and forms[index + 1] in _RESUMES)
            or (inside and form in {"it", "they"} and index > 2 and forms[0] in ASIDE)
        ):
            inside = False  # "once she is seizing it still helps"
        elif form in {"hope", "hopes"} and forms[max(0, index - 2) : index] in (["in", "the"], ["in"]):
            inside = True  # "given in the hope of a cure"
        elif form == "than" and index and forms[index - 1] in _COMPARATIVES and not _counts(forms, index + 1):
            inside = True
        if inside:
            out.add(index)
    return frozenset(out)


def _tells_how_many(form: str) -> bool:
    """ "of whom eight cleared" tells what became of them; "in whom it is used" tells whom it is for."""
    return form[:1].isdigit() or form in _AMOUNTS or form in {"most", "all", "some", "few", "none", "many", "a"}


def _counts(forms: list[str], index: int) -> bool:
    """Whether an amount stands there: "more than half", "fewer than 20" compare nothing."""
    form = forms[index] if index < len(forms) else "."
    return form in _AMOUNTS or form[0].isdigit()


def with_conditions(forms: list[str], cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues, and each condition as an outcome that is bad to have."""
    if CONDITION not in forms:
        return cues
    named = [Cue(_NAMED_KINDS, i, i + 1, "") for i, form in enumerate(forms) if form == CONDITION]
    taken = {i for cue in cues for i in range(cue.first, cue.last)}
    return tuple(sorted((*cues, *(cue for cue in named if cue.first not in taken)), key=lambda cue: cue.first))
