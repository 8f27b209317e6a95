"""What stands around a cue: negation, the outcome that it is about, what it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from evidence.claims import effect_words as lexis
from evidence.claims.asides import find_asides, with_conditions
from evidence.claims.cues import Cue
from evidence.claims.effect_kinds import Effect
from evidence.claims.wording import BACKGROUND, CONDITION, THERAPY, Tokens, word_set

_OBJECT_ENDS = frozenset({",", "than", "C", "with", "when", "after", "because"})
_LIST_ENDS = _OBJECT_ENDS | word_set(". ; ) in at by within on over for")
_LIMITS = word_set("to in with during if under for before when below above until where there")
_STILL_COUNTED = (["more"], ["fewer"], ["less"], ["longer"], ["doubt"], ["matter"])
_NEGATED_OBJECTS = (["neither"], ["nothing"], ["nobody"])
_VERSUS = frozenset({"v", "vs", "versus"})
_GIVEN = frozenset({"on", "with", "given", "taking"})
_ALONE = frozenset({"alone", "only"})
_COMPARING = frozenset({"than", "to", "from", "over", "between"})
_BEFORE_PLACEBO = frozenset({"a", "the", "plain", "with", "on", "in", "after"})


class CueContext:
    """The tokens and cues of one statement, and questions about the words around a cue.

    ``found`` takes up the effects, ``consumed`` the cues (by index) that belong to another one.
    """

    def __init__(self, text: str, tokens: Tokens, is_placebo: Callable[[int], bool], cues: tuple[Cue, ...]) -> None:
        self.text, self.is_placebo = text, is_placebo
        self.tokens, self.forms = tokens, tokens.forms
        self.aside = find_asides(tokens.forms)
        found = with_conditions(tokens.forms, cues)
        self.cues = [cue for cue in found if "shield" not in cue.kinds and cue.first not in self.aside]
        self.found: list[Effect] = []
        self.consumed: set[int] = set()
        self.clauses = list(accumulate(map(lexis.HARD.__contains__, self.forms), initial=0))[1:]

    def _span(self, cue: Cue) -> tuple[int, int]:
        return self.tokens.starts[cue.first], self.tokens.ends[cue.last - 1]

    def _negated(self, cue: Cue) -> bool:
        """Whether a "not", "failed to", "neither" before the cue reaches it, or a "neither", "nothing", "nobody" follows it."""
        behind, then = self.forms[cue.last : cue.last + 1], self.forms[cue.last + 1 : cue.last + 2]
        if behind in _NEGATED_OBJECTS and then != ["but"]:
            return True
        if behind == ["no"] and "down" in cue.kinds and then not in _STILL_COUNTED:
            return True  # "lowered no deaths"
        for other in reversed(self.cues):
            if other.first >= cue.first:
                continue
            if cue.first - other.last > lexis.NEGATION_REACH or self.clauses[other.first] != self.clauses[cue.first]:
                return False
            between = self.forms[other.last : cue.first]
            noun = lexis.OUTCOMES & cue.kinds
            if "," in between and not noun:
                return False
            if "neg" in other.kinds:
                return not ("and" in between and not noun) and not (other.words == "no" and len(between) > 3)
            if {"good", "minus", "harm", "ban", "rank", "equal", "down", "up"} & other.kinds and "and" in between:
                return False
        return False

    def _ends_with_good(self, first: int) -> bool:
        return any("good" in other.kinds and first - 2 <= other.last <= first for other in self.cues)

    def _object_ahead(self, cue: Cue) -> bool:
        return cue.last < len(self.forms) and self.forms[cue.last] not in {
            ".",
            ",",
            ";",
            ":",
            ")",
            "C",
            "and",
            "in",
            "but",
            "or",
            "than",
            "when",
            "after",
            "at",
            "by",
            "with",
            "for",
            "on",
            "if",
        }

    def _outcome_ahead(self, index: int, cue: Cue) -> tuple[int, bool] | None:
        """The next cue that names an outcome: its index and whether it is a bad thing."""
        for other in range(index + 1, len(self.cues)):
            found = self.cues[other]
            between = self.forms[cue.last : found.first]
            if len(between) > lexis.OBJECT_REACH or self.clauses[found.first] != self.clauses[cue.first]:
                break
            if not _OBJECT_ENDS.isdisjoint(between):
                break
            if found.words in lexis.PEOPLE and "in" in between:
                continue  # "less pain in adults"
            if lexis.NOUNS & found.kinds:
                return other, self._is_bad_here(found)
            if found.words == "neither" and not between:
                continue  # "reduced neither pain nor fever"
            if {"down", "up", "ban", "harm"} & found.kinds or ("neg" in found.kinds and "good" not in found.kinds):
                break
        return None

    def _outcome_behind(self, index: int, cue: Cue) -> tuple[int, bool] | None:
        for other in range(index - 1, -1, -1):
            found = self.cues[other]
            between = self.forms[found.last : cue.first]
            if len(between) > lexis.SUBJECT_REACH or self.clauses[found.first] != self.clauses[cue.first]:
                break
            if "," in between or "C" in between:
                break
            if lexis.OUTCOMES & found.kinds and other not in self.consumed:
                return other, self._is_bad(found)
        return None

    def _is_bad_here(self, cue: Cue) -> bool:
        """As :meth:`_is_bad`; of people it is bad what they have ("fewer children with palsy")."""
        following = self.forms[cue.last] if cue.last < len(self.forms) else ""
        if cue.words in lexis.PEOPLE:
            return following in {
                "with",
                "had",
                "needed",
                "needing",
                "developed",
                "died",
                "relapsed",
                "went",
                "having",
                "on",
                "in",
                "ventilated",
                "vomit",
                "disabled",
                "dead",
                "blind",
                "bedridden",
                "vomited",
                "bled",
                "bleed",
                "to",
            }
        return self._is_bad(cue)

    @staticmethod
    def _is_bad(cue: Cue) -> bool:
        return bool({"badout", "death", "sidefx"} & cue.kinds) and "goodout" not in cue.kinds

    def _consume_list(self, last: int, *, lists: bool = False) -> None:
        """Outcomes after a verdict are its objects ("no benefit on deaths, stay or pain") and no verdicts of their own."""
        for index, cue in enumerate(self.cues):
            if cue.first < last:
                continue
            if cue.first - last > 8 or self.clauses[cue.first] != self.clauses[last - 1]:
                break
            if {"up", "down", "ban", "price", "rank"} & cue.kinds and not lexis.OUTCOMES & cue.kinds:
                break
            if not lexis.NOUNS & cue.kinds:
                if {"good", "minus", "harm", "neg"} & cue.kinds and not (lists and cue.words == "nor"):
                    break
                continue
            between = self.forms[last : cue.first]
            if "," in between and not lists:
                break
            if (
                between
                and between[-1] in lexis.MODALS
                and {"minus", "good", "harm"} & cue.kinds
                and not (between[-1] in {"and", "nor"} and (not {"minus", "harm"} & cue.kinds or self._ends_list(cue)))
            ):
                break
            self.consumed.add(index)
            last = cue.last

    def _ends_list(self, cue: Cue) -> bool:
        """ "reduced deaths and relapse": not "… and relapse is common"."""
        return cue.last == len(self.forms) or self.forms[cue.last] in _LIST_ENDS

    def _stands_apart(self, cue: Cue) -> bool:
        """Whether a harm is told for itself ("…; hallucinations", "a quarter had reactions") and is not what is treated ("works in gout")."""
        if cue.first == 0:
            return False
        before = self.forms[max(0, cue.first - 4) : cue.first]
        if before[-1] in {";", "but", "yet", "although", "though", "may", "can", "often", "sometimes", "some"}:
            return True
        return (before[-1] == "," and "condition" not in cue.kinds) or (before[-1] == "and" and "," in before)

    def _after_cause(self, cue: Cue, words: set[str] | frozenset[str]) -> bool:
        if words:
            return not words.isdisjoint(self.forms[max(0, cue.first - 3) : cue.first])
        return any("cause" in other.kinds and 0 <= cue.first - other.last <= 3 for other in self.cues)

    def _is_limited(self, cue: Cue) -> bool:
        return not _LIMITS.isdisjoint(self.forms[cue.last : cue.last + 3])

    def _compares_with_therapy(self, cue: Cue) -> bool:
        first = cue.last - (cue.words.rpartition(" ")[2] == THERAPY)
        ahead = self.forms[first : cue.last + 6]
        for place, form in enumerate(ahead):
            if form in lexis.HARD or form in lexis.PLACEBO:
                return False
            if form == THERAPY:
                return (
                    _ALONE.isdisjoint(ahead[place + 1 : place + 3])
                    and not self._is_placebo(first + place)
                    and not _COMPARING.isdisjoint((*self.forms[cue.first : cue.last], *ahead[:place]))
                )
        return False

    def _follows_comparison(self, cue: Cue) -> bool:
        """ "X v Y: no difference": the two stand before it."""
        before = self.forms[: cue.first]
        return any(
            before[at] in _VERSUS and before[at - 1] == THERAPY == before[at + 1] and not self._is_placebo(at + 1)
            for at in range(1, len(before) - 1)
        )

    def _compares_with_placebo(self, cue: Cue) -> bool:
        for place in range(cue.last - 1, min(cue.last + 12, len(self.forms) - 1)):
            form = self.forms[place]
            if form in lexis.HARD or form in {",", "and"}:
                break
            if form in {"as", "than", "from"}:
                following = [at for at in range(place + 1, place + 3) if self.forms[at : at + 1]]
                named = next((at for at in following if self.forms[at] not in _BEFORE_PLACEBO), None)
                if named is not None and self._is_placebo(named):
                    return True
        return any(self._is_placebo(place) for place in range(cue.last, min(cue.last + 3, len(self.forms))))

    def _is_given_for(self, cue: Cue) -> bool:
        """Whether a problem is what the therapy is given for: "for relapse", "in X-resistant relapse", "in gout relapse"."""
        place = cue.first - 1
        while place > 0 and (
            self.forms[place] in {CONDITION, BACKGROUND}
            or (self.forms[place] == THERAPY and self.forms[place + 1] == BACKGROUND)
        ):
            place -= 1
        return place >= 0 and self.forms[place] in lexis.BEFORE_PROBLEMS

    def _tells_of_control(self, cue: Cue) -> bool:
        """ "9 of 11 got better, while none responded on placebo": behind a success, a failure of those who did not get it."""
        if not any(effect.kind == "good" for effect in self.found):
            return False
        for place in range(cue.last, min(cue.last + 4, len(self.forms) - 1)):
            if self.forms[place] in lexis.HARD:
                return False
            if self.forms[place] in _GIVEN and self._is_placebo(place + 1):
                return True
        return False

    def _is_placebo(self, place: int) -> bool:
        """Whether a token stands for placebo, or for nothing at all."""
        form = self.forms[place]
        return form in lexis.PLACEBO or (form == THERAPY and self.is_placebo(self.tokens.starts[place]))
