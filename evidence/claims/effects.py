"""From cue words to effects: negation, direction of change and what changes, shares of patients.

``reduced deaths`` is good and ``reduced survival`` harm; ``did not reduce`` does no good; ``cured two of ten`` is half-hearted. Each
effect keeps the words that gave it, so that a claim can show why.
"""

from __future__ import annotations

from collections.abc import Callable

from evidence.claims.asides import find_asides, with_conditions
from evidence.claims.cues import Cue, find_cues
from evidence.claims.effect_kinds import Effect, EffectKind
from evidence.claims.figures import Clauses, weigh_figures
from evidence.claims.wording import THERAPY, Token, word_set

_HARD = frozenset(
    {
        ";",
        ":",
        ".",
        "(",
        ")",
        "—",
        "–",
        "but",
        "yet",
        "though",
        "although",
        "whereas",
        "while",
        "however",
        "despite",
        "except",
        "unless",
    }
)
_PLACEBO = frozenset(
    {
        "placebo",
        "sham",
        "dummy",
        "nothing",
        "vehicle",
        "observation",
        "water",
        "sugar",
        "chance",
        "waiting",
        "untreated",
        "none",
    }
)
_COPULAS = frozenset(
    {"was", "were", "is", "are", "be", "been", "got", "became", "remained", "fell", "rose", "went", "came", "being"}
)
_NO_BETTER = (
    "no better",
    "no more effective",
    "not superior",
    "not better",
    "no faster",
    "no sooner",
    "no advantage",
    "no different",
    "no difference",
    "no more",
)
_FREE_RISE = frozenset(
    {"more", "longer", "higher", "greater", "larger", "bigger", "frequent", "high", "extra", "excess", "additional"}
)
_LESS_ALONE = frozenset(
    {
        "less",
        "limited",
        "lower",
        "drop",
        "drops",
        "down",
        "limit",
        "limits",
        "smaller",
        "fewer",
        "shorter",
        "slow",
        "cut",
        "rarer",
    }
)
_OUTCOMES = frozenset({"goodout", "badout", "death"})
_NOUNS = frozenset({"goodout", "badout", "sidefx", "death"})
_CAUSE_ONLY = frozenset(
    {
        "cause",
        "causes",
        "caused",
        "causing",
        "induces",
        "induced",
        "provokes",
        "provoked",
        "produces",
        "produced",
        "means",
        "brings",
        "brought",
    }
)
_NO_DRAWBACK = word_set(
    "only not in for with after before if when while we it they still also so then usually mostly mainly chiefly can may need needs"
)
_PEOPLE = word_set("people patients children infants men women boys girls adults babies lives")
_BEFORE_PROBLEMS = frozenset(
    {"for", "in", "of", "at", "after", "during", "against", "each", "every", "first", "second"}
)
_SPEED = frozenset({"faster", "quicker", "earlier", "sooner"})
_NEGATION_REACH = 6
_OBJECT_REACH = 7
_SUBJECT_REACH = 6


_MODALS = frozenset(
    {
        "may",
        "can",
        "might",
        "could",
        "will",
        "would",
        "it",
        "they",
        "then",
        "often",
        "but",
        "usually",
        "sometimes",
        "always",
        "and",
        "to",
        "did",
        "does",
        "do",
    }
)


def find_effects(
    text: str,
    tokens: list[Token],
    is_placebo: Callable[[Token], bool] = lambda _: False,
    cues: tuple[Cue, ...] | None = None,
) -> tuple[Effect, ...]:
    """The effects that a statement tells, in order.

    Args:
        text: The text that the tokens' offsets count in.
        tokens: The statement's tokens, therapies as one token ``T``.
        is_placebo: Whether a therapy's token stands for placebo, so that "no better than T" is no comparison of two drugs.
        cues: The tokens' cues, if they were looked for already.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def kinds(text):
        ...     return [effect.kind for effect in find_effects(text, find_tokens(text, 0, len(text)))]
        >>> kinds("It reduced deaths"), kinds("It reduced survival"), kinds("It did not reduce deaths"), kinds("It cured two of ten")
        (['good'], ['harm'], ['minus'], ['split'])
    """
    if cues is None:
        cues = find_cues(tokens)
    return _Reading(text, tokens, is_placebo, cues).effects() if tokens else ()


class _Reading:
    """One pass over one statement; thrown away afterwards."""

    def __init__(
        self, text: str, tokens: list[Token], is_placebo: Callable[[Token], bool], cues: tuple[Cue, ...]
    ) -> None:
        self.text, self.tokens, self.is_placebo = text, tokens, is_placebo
        self.aside = find_asides(tokens)
        found = with_conditions(tokens, cues)
        self.cues = tuple(cue for cue in found if "shield" not in cue.kinds and cue.first not in self.aside)
        self.found: list[Effect] = []
        self.consumed: set[int] = set()
        clause, self.clauses = 0, []
        for token in tokens:
            clause += token.form in _HARD
            self.clauses.append(clause)

    def effects(self) -> tuple[Effect, ...]:
        for index, cue in enumerate(self.cues):
            if index not in self.consumed:
                self._read_change(index, cue)
        for index, cue in enumerate(self.cues):
            if index not in self.consumed:
                self._read_verdict(index, cue)
        weighed = weigh_figures(
            self.text, self.tokens, self.cues, Clauses(self.tokens, self.clauses), self.aside, self.found
        )
        return tuple(sorted((*weighed, *self._untold_drawbacks()), key=lambda effect: effect.start))

    def _untold_drawbacks(self) -> list[Effect]:
        """ "works, but bones break": what stands behind "but" without a word that we know speaks against what stands before it."""
        out = []
        for index, token in enumerate(self.tokens):
            if token.form not in {"but", "yet"} or index == 0:
                continue
            end = next(
                (i for i in range(index + 1, len(self.tokens)) if self.clauses[i] != self.clauses[index]),
                len(self.tokens),
            )
            words = [t.form for t in self.tokens[index + 1 : end] if t.form[0].isalpha() and t.form != "C"]
            start, finish = token.start, self.tokens[end - 1].end
            if (
                len(words) < 2
                or words[0] in _NO_DRAWBACK
                or "only" in words[:4]
                or THERAPY in words[:4]
                or any(start <= e.start < finish for e in self.found)
            ):
                continue
            if any(e.kind in {"good", "rank", "equal"} and e.start < start for e in self.found):
                out.append(Effect("price", " ".join(self.text[start:finish].split()), start, finish, True))
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
            and cue.words in {"less", "lower", "reduced", "fewer"}
            and index + 1 < len(self.cues)
            and self.cues[index + 1].first == cue.last
            and {"price", "harm"} & self.cues[index + 1].kinds
        ):
            self.consumed.update((index, index + 1))
            self._add("good", Cue(cue.kinds, cue.first, self.cues[index + 1].last, ""))  # "less toxic"
            return
        passive = cue.first > 0 and (
            self.tokens[cue.first - 1].form in _COPULAS
            or cue.words in {"fell", "rose", "fall", "rise", "grew", "dropped", "drop", "falls", "rises"}
        )
        ahead, behind = self._outcome_ahead(index, cue), self._outcome_behind(index, cue)
        if cue.words in _SPEED:
            passive, behind = False, None
        outcome = (behind or ahead) if passive else (ahead or (behind if not self._object_ahead(cue) else None))
        place = None
        if outcome is None:
            alone = cue.words in (_LESS_ALONE if down else _FREE_RISE)
            if not (down and passive) and (alone or not self._object_ahead(cue)):
                return
            good, words = True, cue
        else:
            other, bad = outcome
            good = bad if down else not bad
            self.consumed.add(other)
            between = [token.form for token in self.tokens[cue.last : self.cues[other].first]]
            if (
                up
                and bad
                and cue.words not in _FREE_RISE
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

    def _read_verdict(self, index: int, cue: Cue) -> None:
        kinds, negated = cue.kinds, self._negated(cue)
        following = self.tokens[cue.last].form if cue.last < len(self.tokens) else "."
        if "ban" in kinds:
            self._add("good" if negated else "ban", cue, limited=self._is_limited(cue))
        elif "order" in kinds:
            # "Do not …" is an order where a clause begins, else a plain negation
            if cue.first == 0 or self.tokens[cue.first - 1].form in {
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
        elif "poor" in kinds:
            if not negated:
                self._add("poor", cue)
        elif "minus" in kinds:
            if cue.words == "no" and following not in {".", ",", ";", "!", ")", "C"}:
                return
            if _NOUNS & kinds and cue.first and self.tokens[cue.first - 1].form in _BEFORE_PROBLEMS:
                return  # "for relapse", "in treatment failure": what it is given for
            if cue.words.startswith(_NO_BETTER) and self._compares_with_therapy(cue):
                self._add("split", cue)
            elif negated:
                self._add("good", cue)
            else:
                self._add("minus", cue)
            self._consume_list(cue.last, lists=True)
        elif "equal" in kinds:
            if negated or self._compares_with_placebo(cue):
                self._add("minus", cue)
            else:
                self._add("equal", cue)
        elif "split" in kinds:
            if not negated:
                self._add("split", cue)
        elif "rank" in kinds:
            self._add("ban" if negated else "rank", cue, limited=negated and self._is_limited(cue))
            self._consume_list(cue.last)
        elif "harm" in kinds:
            if not negated:
                self._add("harm", cue)
            self._consume_list(cue.last)
        elif "safe" in kinds:
            if not negated:
                self._add("safe", cue)
        elif "good" in kinds:
            place = self._outcome_ahead(index, cue)
            self._add("minus" if negated else "good", cue, self._span(self.cues[place[0]]) if place else None)
            self._consume_list(cue.last, lists=negated)
        elif "price" in kinds:
            if not negated:
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
        elif (
            _OUTCOMES & kinds
            and negated
            and self.tokens[cue.first - 1].form == "not"
            and any(e.kind == "good" for e in self.found)
        ):
            self._add("minus", cue)  # "improved function, not pain"
        elif "badout" in kinds and "sidefx" not in kinds:
            if not negated and self._after_cause(cue, _CAUSE_ONLY):
                self._add("price", cue)
        elif "sidefx" in kinds and not negated:
            caused = self._after_cause(cue, _CAUSE_ONLY if "condition" in kinds else set())
            if caused or self._stands_apart(cue):
                self._add("price", cue, limited=not caused)

    # what stands around a cue -------------------------------------------------------------------------------------------

    def _add(
        self, kind: EffectKind, cue: Cue, outcome: tuple[int, int] | None = None, *, limited: bool = False
    ) -> None:
        start, end = self._span(cue)
        self.found.append(Effect(kind, " ".join(self.text[start:end].split()), start, end, limited, outcome))

    def _span(self, cue: Cue) -> tuple[int, int]:
        return self.tokens[cue.first].start, self.tokens[cue.last - 1].end

    def _negated(self, cue: Cue) -> bool:
        """Whether a "not", "failed to", "neither" before the cue reaches it."""
        for other in reversed(self.cues):
            if other.first >= cue.first:
                continue
            if cue.first - other.last > _NEGATION_REACH or self.clauses[other.first] != self.clauses[cue.first]:
                return False
            between = [token.form for token in self.tokens[other.last : cue.first]]
            noun = _OUTCOMES & cue.kinds
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
        ahead = self.tokens[cue.last] if cue.last < len(self.tokens) else None
        return ahead is not None and ahead.form not in {
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
            between = self.tokens[cue.last : found.first]
            if len(between) > _OBJECT_REACH or self.clauses[found.first] != self.clauses[cue.first]:
                break
            if any(token.form in {",", "than", "C", "with", "when", "after", "because"} for token in between):
                break
            if _NOUNS & found.kinds:
                return other, self._is_bad_here(found)
            if {"down", "up", "ban", "harm"} & found.kinds or ("neg" in found.kinds and "good" not in found.kinds):
                break
        return None

    def _outcome_behind(self, index: int, cue: Cue) -> tuple[int, bool] | None:
        for other in range(index - 1, -1, -1):
            found = self.cues[other]
            between = self.tokens[found.last : cue.first]
            if len(between) > _SUBJECT_REACH or self.clauses[found.first] != self.clauses[cue.first]:
                break
            if any(token.form in {",", "C"} for token in between):
                break
            if _OUTCOMES & found.kinds and other not in self.consumed:
                return other, self._is_bad(found)
        return None

    def _is_bad_here(self, cue: Cue) -> bool:
        """As :meth:`_is_bad`; of people it is bad what they have ("fewer children with palsy")."""
        following = self.tokens[cue.last].form if cue.last < len(self.tokens) else ""
        if cue.words in _PEOPLE:
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
            if {"up", "down", "ban", "price", "rank"} & cue.kinds and not _OUTCOMES & cue.kinds:
                break
            if not _NOUNS & cue.kinds:
                if {"good", "minus", "harm", "neg"} & cue.kinds:
                    break
                continue
            between = [token.form for token in self.tokens[last : cue.first]]
            if "," in between and not lists:
                break
            if (
                between
                and between[-1] in _MODALS
                and {"minus", "good", "harm"} & cue.kinds
                and not (between[-1] == "and" and not {"minus", "harm"} & cue.kinds)
            ):
                break
            self.consumed.add(index)
            last = cue.last

    def _stands_apart(self, cue: Cue) -> bool:
        """Whether a harm is told for itself ("…; hallucinations", "a quarter had reactions") and is not what is treated ("works in gout")."""
        if cue.first == 0:
            return False
        before = [token.form for token in self.tokens[max(0, cue.first - 4) : cue.first]]
        if before[-1] in {";", "but", "yet", "although", "though", "may", "can", "often", "sometimes", "some"}:
            return True
        return (before[-1] == "," and "condition" not in cue.kinds) or (before[-1] == "and" and "," in before)

    def _after_cause(self, cue: Cue, words: set[str] | frozenset[str]) -> bool:
        before = {token.form for token in self.tokens[max(0, cue.first - 3) : cue.first]}
        if words:
            return bool(before & words)
        return any("cause" in other.kinds and 0 <= cue.first - other.last <= 3 for other in self.cues)

    def _is_limited(self, cue: Cue) -> bool:
        return any(
            token.form
            in {
                "in",
                "with",
                "during",
                "if",
                "under",
                "for",
                "before",
                "when",
                "below",
                "above",
                "until",
                "where",
                "there",
            }
            for token in self.tokens[cue.last : cue.last + 3]
        )

    def _compares_with_therapy(self, cue: Cue) -> bool:
        words = cue.words.split()
        ahead = self.tokens[cue.last - (words[-1] == THERAPY) : cue.last + 6]
        for place, token in enumerate(ahead):
            if token.form in _HARD or token.form in _PLACEBO:
                return False
            if token.form == THERAPY:
                alone = {t.form for t in ahead[place + 1 : place + 3]} & {"alone", "only"}
                return (
                    not alone
                    and not self.is_placebo(token)
                    and any(
                        t.form in {"than", "to", "from", "over", "between"}
                        for t in (*self.tokens[cue.first : cue.last], *ahead[:place])
                    )
                )
        return False

    def _compares_with_placebo(self, cue: Cue) -> bool:
        return any(
            token.form in _PLACEBO or (token.form == THERAPY and self.is_placebo(token))
            for token in self.tokens[cue.last : cue.last + 3]
        )
