"""From cue words to effects: negation, direction of change and what changes, shares of patients.

``reduced deaths`` is good and ``reduced survival`` harm; ``did not reduce`` does no good; ``cured two of ten`` is half-hearted. Each
effect keeps the words that gave it, so that a claim can show why.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from evidence.claims import effect_words as lexis
from evidence.claims.cue_context import CueContext
from evidence.claims.cues import Cue, find_cues
from evidence.claims.effect_kinds import Effect, EffectKind
from evidence.claims.figures import Clauses, find_figures, weigh_figures
from evidence.claims.wording import CONDITION, THERAPY, Tokens


def find_effects(
    text: str,
    tokens: Tokens,
    is_placebo: Callable[[int], bool] = lambda _: False,
    cues: tuple[Cue, ...] | None = None,
) -> tuple[Effect, ...]:
    """The effects that a statement tells, in order.

    Args:
        text: The text that the tokens' offsets count in.
        tokens: The statement's tokens, therapies as one token ``T``.
        is_placebo: Whether the therapy that is named at a place of the text is a placebo, so that "no better than T" is no comparison of two drugs.
        cues: The tokens' cues, if they were looked for already.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def kinds(text):
        ...     return [effect.kind for effect in find_effects(text, find_tokens(text, 0, len(text)))]
        >>> kinds("It reduced deaths"), kinds("It reduced survival"), kinds("It did not reduce deaths"), kinds("It cured two of ten")
        (['good'], ['harm'], ['minus'], ['split'])
    """
    forms = tokens.forms
    if cues is None:
        cues = find_cues(forms)
    if not cues and CONDITION not in forms and not find_figures(forms):
        return ()
    return _Reading(text, tokens, is_placebo, cues).effects()


_TURNS = frozenset({"but", "yet"})
_SIGNS = frozenset("=>")
_NOT_SIGNIFICANT = re.compile(r"0?[.,](?:0[6-9]\d*|[1-9]\d*|05[1-9]\d*)")


class _Reading(CueContext):
    """One pass over one statement; thrown away afterwards."""

    def effects(self) -> tuple[Effect, ...]:
        for index, cue in enumerate(self.cues):
            if index not in self.consumed:
                self._read_change(index, cue)
        for index, cue in enumerate(self.cues):
            if index not in self.consumed:
                self._read_verdict(index, cue)
        figures = find_figures(self.forms)
        weighed = (
            weigh_figures(
                self.text, self.tokens, figures, self.cues, Clauses(self.tokens, self.clauses), self.aside, self.found
            )
            if figures
            else self.found
        )
        told = (*weighed, *self._untold_drawbacks(), *self._chances())
        return told if len(told) < 2 else tuple(sorted(told, key=lambda effect: effect.start))

    def _untold_drawbacks(self) -> list[Effect]:
        """ "works, but bones break": what stands behind "but" without a word that we know speaks against what stands before it."""
        out: list[Effect] = []
        if not self.found or _TURNS.isdisjoint(self.forms):
            return out
        for index, form in enumerate(self.forms):
            if form not in _TURNS or index == 0:
                continue
            end = next(
                (i for i in range(index + 1, len(self.forms)) if self.clauses[i] != self.clauses[index]),
                len(self.forms),
            )
            words = [form for form in self.forms[index + 1 : end] if form[0].isalpha() and form != "C"]
            start, finish = self.tokens.starts[index], self.tokens.ends[end - 1]
            if (
                len(words) < 2
                or words[0] in lexis.NO_DRAWBACK
                or "only" in words[:4]
                or THERAPY in words[:4]
                or any(start <= e.start < finish for e in self.found)
            ):
                continue
            if any(e.kind in {"good", "rank", "equal"} and e.start < start for e in self.found):
                out.append(Effect("price", " ".join(self.text[start:finish].split()), start, finish, True))
        return out

    def _chances(self) -> list[Effect]:
        """ "p = 0.09": chance explains it as well."""
        out: list[Effect] = []
        if "p" not in self.forms:
            return out
        for index in range(len(self.forms) - 2):
            name, sign, value = self.forms[index : index + 3]
            if name == "p" and sign in _SIGNS and _NOT_SIGNIFICANT.fullmatch(value):
                start, end = self.tokens.starts[index], self.tokens.ends[index + 2]
                out.append(Effect("poor", " ".join(self.text[start:end].split()), start, end, False))
        return out

    # one cue ------------------------------------------------------------------------------------------------------------

    def _read_change(self, index: int, cue: Cue) -> None:
        """ "reduced deaths", "shorter stay", "deaths were commoner": a change, and whether what changes is good or bad."""
        down, up = "down" in cue.kinds, "up" in cue.kinds
        if not (down or up) or {"ban", "minus", "harm", "equal"} & cue.kinds:
            return
        if cue.first and self._ends_with_good(cue.first) and (up or cue.words in {"fewer", "less"}):
            if down and any(
                "good" in other.kinds and other.last == cue.first for other in self.cues
            ):  # "cured fewer than"
                self._add("minus", cue)
                self.consumed.update(
                    i
                    for i, other in enumerate(self.cues)
                    if "good" in other.kinds and cue.first - 2 <= other.last <= cue.first
                )
            self.consumed.add(index)
            return  # "cures more", "prevented more": the verb decides
        if (
            down
            and cue.words in lexis.LESS_OF
            and index + 1 < len(self.cues)
            and lexis.SHARES_OF.issuperset(self.forms[cue.last : self.cues[index + 1].first])
            and {"price", "harm"} & self.cues[index + 1].kinds
        ):
            self.consumed.update((index, index + 1))
            self._add("good", Cue(cue.kinds, cue.first, self.cues[index + 1].last, ""))  # "less toxic"
            return
        if cue.words == "less" and self._weakens(index, cue):
            return
        if "likely to" in cue.words and index + 1 < len(self.cues):
            following = self.cues[index + 1]
            if "good" in following.kinds and not lexis.OUTCOMES & following.kinds and following.first - cue.last <= 1:
                self.consumed.update((index, index + 1))
                self._add(
                    "good" if up != self._negated(cue) else "minus", Cue(cue.kinds, cue.first, following.last, "")
                )
                return  # "less likely to recover"
        passive = cue.first > 0 and (
            self.forms[cue.first - 1] in lexis.COPULAS or cue.words.partition(" ")[0] in lexis.OWN_CHANGE
        )
        ahead, behind = self._outcome_ahead(index, cue), self._outcome_behind(index, cue)
        if cue.words in lexis.SPEED or "likely to" in cue.words:
            passive, behind = False, None
        outcome = (behind or ahead) if passive else (ahead or (behind if not self._object_ahead(cue) else None))
        place = None
        if outcome is None:
            alone = cue.words in (lexis.LESS_ALONE if down else lexis.FREE_RISE)
            if cue.words == "more often" and self._compares_with_placebo(cue):
                alone, passive, down = False, True, True  # "count above 50 more often than on placebo"
            if cue.words in lexis.FEWER and "than" in self.forms[cue.last : cue.last + 5]:
                alone, passive = False, True  # "fewer spells than": of what nobody wants
            told = (down and passive) or (not alone and self._object_ahead(cue))
            if not told or cue.words in lexis.MECHANISMS or "likely to" in cue.words:
                return
            counted = " as " in cue.words and self.forms[cue.last : cue.last + 1] == [THERAPY]
            good, words = down or not counted, cue  # "twice as many amputations"
        else:
            other, bad = outcome
            good = bad if down else not bad
            self.consumed.add(other)
            between = self.forms[cue.last : self.cues[other].first]
            if (
                up
                and bad
                and cue.words not in lexis.FREE_RISE
                and between.count("and") == 1
                and between.index("and") > 1
                and not self._negated(cue)
            ):
                self._add(
                    "good", Cue(cue.kinds, cue.first, cue.last + between.index("and"), "")
                )  # "raised the count and the death rate"
            place = self._span(self.cues[other])
            words = Cue(cue.kinds, min(cue.first, self.cues[other].first), max(cue.last, self.cues[other].last), "")
            self._consume_list(self.cues[other].last, lists=self._negated(cue))
        self.consumed.add(index)
        if self._negated(cue):
            if good:
                self._add("minus", words, place)
            return
        self._add("good" if good else "harm", words, place)

    def _weakens(self, index: int, cue: Cue) -> bool:
        """ "less effective than", "works less well": the praise that "less" takes back, and the verb before it."""
        if index + 1 == len(self.cues) or self.cues[index + 1].first != cue.last:
            return False
        praise = self.cues[index + 1]
        if "good" not in praise.kinds or lexis.OUTCOMES & praise.kinds:
            return False
        verbs = [i for i, other in enumerate(self.cues) if "good" in other.kinds and other.last == cue.first]
        self.consumed.update((index, index + 1, *verbs))
        self._add("equal" if self._negated(cue) else "minus", Cue(cue.kinds, cue.first, praise.last, ""))
        return True

    def _read_verdict(self, index: int, cue: Cue) -> None:
        kinds, negated = cue.kinds, self._negated(cue)
        following = self.forms[cue.last] if cue.last < len(self.forms) else "."
        if (negated or "minus" in kinds) and self._tells_of_control(cue):
            return
        if "ban" in kinds:
            self._add("good" if negated else "ban", cue, limited=self._is_limited(cue))
        elif "order" in kinds:
            # "Do not …" is an order where a clause begins, else a plain negation
            if cue.first == 0 or self.forms[cue.first - 1] in {
                ";",
                ":",
                ",",
                ".",
                "—",
                "–",
                "and",
                "so",
                "but",
                "(",
                "please",
            }:
                self._add("ban", cue)
        elif "study" in kinds:
            self._add("study", cue)
        elif "poor" in kinds and "minus" not in kinds:
            if not negated:
                self._add("poor", cue)
        elif negated and self._is_taken_back(cue):
            self._add("minus", cue)
        elif "minus" in kinds:
            if cue.words == "no" and following not in {".", ",", ";", "!", ")", "C"}:
                return
            if lexis.NOUNS & kinds and self._is_given_for(cue):
                return  # "for relapse", "in treatment failure": what it is given for
            if cue.words.startswith(lexis.NO_BETTER) and (
                self._compares_with_therapy(cue) or self._follows_comparison(cue)
            ):
                self._add("split", cue)
            elif negated:
                self._add("good", cue)
            else:
                self._take_up_subject(index, cue)
                place = self._outcome_ahead(index, cue)
                self._add("minus", cue, self._span(self.cues[place[0]]) if place else None)
            self._consume_list(cue.last, lists=True)
        elif "equal" in kinds:
            ahead = self._outcome_ahead(index, cue) if cue.words in lexis.AS_MUCH else None
            if negated or self._compares_with_placebo(cue) or (ahead is not None and ahead[1]):
                self._add("minus", cue)  # "just as much pain"
            else:
                self._add("equal", cue)
        elif "split" in kinds:
            if not negated:
                self._add("split", cue)
        elif "rank" in kinds:
            self._add("ban" if negated else "rank", cue, limited=negated and self._is_limited(cue))
            self._consume_list(cue.last)
        elif "harm" in kinds:
            if not negated and not (cue.words in lexis.TREATED and self._is_treated(cue)):
                self._take_up_subject(index, cue)
                self._add("harm", cue)
            self._consume_list(cue.last)
        elif "safe" in kinds:
            if not negated:
                self._add("safe", cue)
        elif "good" in kinds:
            place = self._outcome_ahead(index, cue)
            outcome = self._span(self.cues[place[0]]) if place else self._normal_again(index, cue)
            self._add("minus" if negated else "good", cue, outcome)
            self._consume_list(cue.last, lists=negated)
        elif "price" in kinds:
            if not negated and not (lexis.NOUNS & kinds and self._after_cause(cue, {"for", "against"})):
                self._add("price", cue)
                self._consume_list(cue.last)
        elif "death" in kinds:
            if not negated and not self._after_cause(cue, {"on", "of", "before", "until", "near", "%"}):
                self._add("harm", cue)
        elif "option" in kinds:
            self._add("minus" if negated else "option", cue)
        elif "used" in kinds:
            self._add("study" if negated else "used", cue)
        elif "place" in kinds:
            self._add("minus" if negated else "place", cue)
            self._consume_list(cue.last)
        elif "goodout" in kinds and not negated and self._after_cause(cue, lexis.GIVING):
            if cue.words not in lexis.PEOPLE:
                self._add("good", cue)  # "gave live births in 40%"
        elif "badout" in kinds and "sidefx" not in kinds:
            if not negated and self._after_cause(cue, lexis.CAUSE_ONLY):
                self._add("price", cue)
        elif "sidefx" in kinds and not negated and not self._after_cause(cue, {"for", "against"}):
            caused = self._after_cause(cue, lexis.CAUSE_ONLY if "condition" in kinds else set())
            if caused or self._stands_apart(cue):
                self._add("price", cue, limited=not caused)

    def _is_taken_back(self, cue: Cue) -> bool:
        """ "improved function, not pain", "reduced pain, but not relapse": an outcome that the benefit before it does not hold for."""
        return (
            bool(lexis.NOUNS & cue.kinds)
            and "not" in self.forms[max(0, cue.first - 2) : cue.first]
            and any(effect.kind == "good" for effect in self.found)
        )

    def _take_up_subject(self, index: int, cue: Cue) -> None:
        """ "Cure was no better": what the verdict is about is no verdict of its own."""
        if not cue.first or self.forms[cue.first - 1] not in lexis.COPULAS:
            return
        subject = self._outcome_behind(index, cue)
        if subject is not None and "goodout" in self.cues[subject[0]].kinds:
            start, _ = self._span(self.cues[subject[0]])
            self.found = [effect for effect in self.found if effect.start != start]
            self.consumed.add(subject[0])

    def _is_treated(self, cue: Cue) -> bool:
        """ "as good in moderate to severe worsening": the problem is what the therapy is given for."""
        before = set(self.forms[max(0, cue.first - 5) : cue.first])
        return not lexis.BEFORE_PROBLEMS.isdisjoint(before)

    def _normal_again(self, index: int, cue: Cue) -> tuple[int, int] | None:
        """ "platelets were normal within 30 days": what became normal, with the time that it took."""
        if "normal" not in cue.words.split():
            return None
        behind = self._outcome_behind(index, cue)
        first = self.cues[behind[0]].first if behind else cue.first
        if first == cue.first and self.forms[first] in lexis.COPULAS:
            return None
        last = cue.last
        if last + 1 < len(self.forms) and self.forms[last][0].isdigit():
            last += 2
        return self.tokens.starts[first], self.tokens.ends[last - 1]

    # what stands around a cue -------------------------------------------------------------------------------------------

    def _add(
        self, kind: EffectKind, cue: Cue, outcome: tuple[int, int] | None = None, *, limited: bool = False
    ) -> None:
        start, end = self._span(cue)
        self.found.append(Effect(kind, " ".join(self.text[start:end].split()), start, end, limited, outcome))
