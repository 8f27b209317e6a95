"""Which therapy a statement is about when it names none: a pronoun, the lead of its paragraph, its row's first cell, its heading."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from evidence.claims.cues import find_cues
from evidence.claims.wording import word_set
from evidence.records import Span

_ONE = frozenset({"it", "this", "its", "that"})
_MANY = frozenset({"they", "these", "them", "all", "those", "their"})
_TWO = frozenset({"both", "either", "neither"})
_THINGS = word_set(
    """drug drugs agent agents therapy treatment treatments therapies procedure operation technique injection injections device pill pills
    tablet tablets cream ointment gel lotion class combination regimen pair duo vaccine method approach strategy medicine medicines antibiotic
    infusion infusions patch inhaler molecule compound substance test intervention course antibody"""
)
_COMBINED = frozenset({"combination", "regimen", "pair", "duo", "triple", "dual", "cocktail", "trio"})
_COUNTED = {"dual": 2, "duo": 2, "pair": 2, "triple": 3, "trio": 3}
_SURELY_COMBINED = frozenset({"combination", "cocktail"})
_UNITS = word_set("mg g mcg µg micrograms milligrams grams units iu ml drops tablets puffs")
_HOLLOW_NEXT = frozenset({"is", "was", "takes", "took", "may", "seems", "seemed", "makes", "will", "can"})
_HOLLOW_AFTER = frozenset(
    {
        "not",
        "the",
        "clear",
        "unclear",
        "important",
        "wise",
        "true",
        "possible",
        "best",
        "worth",
        "time",
        "better",
        "easy",
        "hard",
        "likely",
        "a",
        "be",
        "that",
        "to",
    }
)
_POINTING = _ONE | _MANY | _TWO | _UNITS | {"the", "such"}
"""Without one of these nothing points back."""
_TELLING = frozenset({"good", "minus", "harm", "study"})
_THEM = frozenset({"it", "them", "they"})
_TAKE = frozenset({"have", "get", "receive", "take", "need"})
_AT = frozenset({"on", "with", "under", "after"})
_REACH = 12


class Regimen(NamedTuple):
    """One therapy, or several given together, as a text names it.

    Attributes:
        names: Canonical names, in order, each once.
        spans: Where they are named, in ``document.text``.
        route: Route of the first, if told.
    """

    names: tuple[str, ...]
    spans: tuple[Span, ...]
    route: str | None = None


class Memory:
    """The regimens that a reader of the document has in mind, as the claims are found from top to bottom."""

    def __init__(self) -> None:
        self.recent: list[tuple[Regimen, ...]] = []
        self.lead: tuple[Regimen, ...] = ()
        self.heading: tuple[Regimen, ...] = ()
        self.heading_alone = False
        self.combinations: list[Regimen] = []
        self.section = 0  # how many of them stand before this section

    @property
    def is_empty(self) -> bool:
        """Whether nothing was named yet that a pronoun, a lead or a heading could stand for."""
        return not (self.recent or self.lead or self.heading or self.combinations)

    def note(self, regimens: tuple[Regimen, ...]) -> None:
        """A statement was made about these."""
        if regimens:
            self.recent = [*self.recent[-5:], regimens]
            self.combinations += [regimen for regimen in regimens if len(regimen.names) > 1]

    def enter_block(self, lead: tuple[Regimen, ...], heading: tuple[Regimen, ...], *, fresh: bool) -> None:
        """A new block begins; ``fresh`` when it does not go on with the block before it."""
        self.lead, self.heading = lead, heading
        if fresh:
            self.recent = []

    def forget(self) -> None:
        """The text turns to another matter."""
        self.recent, self.lead = [], ()

    def last(self) -> tuple[Regimen, ...]:
        """What "it" or "they" stands for."""
        return self.recent[-1] if self.recent else self.lead or self.heading

    def topic(self) -> tuple[Regimen, ...]:
        """What an entry is about that says no name: the lead above it, or a heading that is nothing but a name."""
        return self.lead or (self.heading if self.heading_alone else ())

    def last_two(self) -> tuple[Regimen, ...]:
        """What "both" or "neither drug" stands for."""
        out: list[Regimen] = []
        for regimens in reversed(self.recent):
            for regimen in reversed(regimens):
                if all(regimen.names != other.names for other in out):
                    out.insert(0, regimen)
            if len(out) >= 2:
                break
        return tuple(out[-2:]) if len(out) >= 2 else ()

    def last_combination(self, words: set[str]) -> tuple[Regimen, ...]:
        """What "the combination" or "the triple regimen" stands for; a plain "regimen" only one of the same section."""
        count = next((_COUNTED[word] for word in words if word in _COUNTED), None)
        told = count is not None or bool(words & _SURELY_COMBINED)
        for regimen in reversed(self.combinations[0 if told else self.section :]):
            if count is None or len(regimen.names) == count:
                return (regimen,)
        return ()


def find_antecedent(forms: list[str], first: int, last: int, memory: Memory) -> tuple[Regimen, ...]:
    """The regimens that a pronoun or "the drug" near the beginning of a statement stands for; empty if there is none.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> memory = Memory(); memory.note((Regimen(("ice",), ()),))
        >>> text = "Begun early, it helps"
        >>> [regimen.names for regimen in find_antecedent(find_tokens(text, 0, len(text)).forms, 0, 5, memory)]
        [('ice',)]
    """
    whole = forms[first:last]
    forms = whole[:_REACH]
    if _POINTING.isdisjoint(forms):
        forms = []
    for cue in find_cues(forms):
        # "testing does not settle it": behind a verdict the pronoun is the object of something else
        if not _TELLING.isdisjoint(cue.kinds):
            forms = forms[: max(cue.first, forms[:1] == ["neither"])]
            break
    for index, form in enumerate(forms):
        following = forms[index + 1] if index + 1 < len(forms) else ""
        after = forms[index + 2] if index + 2 < len(forms) else ""
        alone = form == "either" and not index and "or" not in forms  # "Either relieves pain"
        if form in _TWO and (following in _THINGS | {"of", "one"} or form != "either" or alone):
            return memory.last_two() or memory.last()
        if form in {"the", "this", "such", "these"} and ({following, after} & _THINGS):
            if {following, after} & _COMBINED and (meant := memory.last_combination({following, after})):
                return meant
            if index > 3:
                continue
            if following in {"latter", "second", "other"} or following == "former":
                return _pick(memory, following)
            return memory.last()
        if form[0].isdigit() and following in _UNITS and (index == 0 or forms[index - 1] == ","):
            return memory.last()  # "150 mg at bedtime cut the rate"
        if form == "the" and following in {"latter", "former"}:
            return _pick(memory, following)
        if form in _ONE and following not in _THINGS and not (form == "that" and index):
            if following in _HOLLOW_NEXT and after in {"clear", "unclear", "important", "true", "likely", "time"}:
                continue
            return memory.last()
        if (
            form in _MANY
            and (index == 0 or forms[index - 1] in {",", "and", "but", "yet", "though", "C"})
            and form != "all"
        ):
            return memory.last()
    if whole[:1] == ["there"] and not _THEM.isdisjoint(whole):
        return memory.last()  # "There is no evidence that it works"
    if ("it" in whole or "them" in whole) and any(
        one in _AT | _TAKE and other in {"it", "them"} for one, other in pairwise(whole)
    ):
        return memory.last()  # "tumours shrank on it"
    return ()


def _pick(memory: Memory, word: str) -> tuple[Regimen, ...]:
    two = memory.last_two()
    return (two[:1] if word == "former" else two[-1:]) or memory.last()


def join_regimens(regimens: tuple[Regimen, ...]) -> Regimen:
    """All of them as one combination."""
    names = dict.fromkeys(name for regimen in regimens for name in regimen.names)
    return Regimen(tuple(names), tuple(span for regimen in regimens for span in regimen.spans), regimens[0].route)
