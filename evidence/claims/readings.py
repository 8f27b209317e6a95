"""A piece of text read once: its tokens, the therapies in it, what part each plays, and what is said of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from evidence.claims.asides import ASIDE
from evidence.claims.cues import Cue, find_cues
from evidence.claims.direction import Verdict, read_direction
from evidence.claims.effect_kinds import Effect
from evidence.claims.effects import find_effects
from evidence.claims.measured import is_compared, is_measured
from evidence.claims.regimens import Group, find_groups
from evidence.claims.roles import Part, find_parts
from evidence.claims.study import STUDY_WORDS, find_study
from evidence.claims.subjects import Regimen
from evidence.claims.wording import BACKGROUND, CITATION, CONDITION, THERAPY, Tokens, find_tokens, word_set
from evidence.records import ContextTherapy, Direction, Role, Span

if TYPE_CHECKING:
    from evidence.therapies import Mention

_VERDICT_KINDS = word_set("good rank equal minus harm ban used option study split down up")
_PLACEBO = frozenset(  # and what is no drug against the disease
    {"placebo", "sham", "normal saline", "saline", "placebos", "standard care", "usual care", "vehicle"}
)
_NO_THERAPY = frozenset({"watchful waiting", "observation", "expectant management", "watchful observation"})
_AS_A = (["as", "a"], ["as", "an"])
_ARMS = frozenset({"versus", "vs", "v", "against"})
_NO_SUBJECT_KINDS = frozenset({"badout", "goodout", "shield", "cause", "sidefx"})
_PRONOUNS = word_set("it this that they these both neither its adding add added addition")
_GIVEN_WITH = word_set("on after under during with following taking")
_LEADING = word_set("still also often usually even now clearly sometimes certainly again")
_STOPPING = word_set("weaning stopping withdrawal discontinuation tapering cessation stopped")
_EXCEPTING = frozenset({"unless", "except"})
_EDGES_BEFORE = frozenset({",", ";", ":", ")", ".", "—", "–"})
_EDGES_BEHIND = frozenset({",", ";", ":", "—", "–", "("})


_CAUSED = re.compile(r"\b(?:caus(?:e|es|ed|ing)|induc(?:e|es|ed|ing)|provok(?:e|es|ed|ing)|more)\s(?:[a-z]+\s)?$", re.I)


class NamedThings:
    """The therapies and conditions that a text names, in order.

    Args:
        text: The text, with its citations covered.
        mentions: Its therapies.
        conditions: Its conditions: start, end, name.
    """

    def __init__(self, text: str, mentions: tuple[Mention, ...], conditions: Sequence[tuple[int, int, str]]) -> None:
        self.text = text
        mentions = merge_twins(text, mentions)
        taken = [(m.name_start, m.end) for m in mentions]
        held = {start for start, end in taken}
        self._conditions = tuple(
            each
            for each in conditions
            if each[0] not in held
            and not _CAUSED.search(text, max(0, each[0] - 24), each[0])  # harms treated by nobody
        )
        self._condition_starts = [start for start, _, _ in self._conditions]
        self.mentions = {m.name_start: m for m in mentions}
        spans = [(a, b, THERAPY) for a, b in taken]
        last = 0
        order = 0
        for start, end, _ in conditions:
            while order < len(taken) and taken[order][1] <= start:
                order += 1
            if start >= last and not (order < len(taken) and taken[order][0] < end):
                spans.append((start, end, CONDITION))
                last = end
        self.spans = sorted(spans)
        self._starts = [span[0] for span in self.spans]

    def conditions_within(self, start: int, end: int) -> tuple[str, ...]:
        """Names of the conditions that begin in ``text[start:end]``."""
        first, last = bisect_left(self._condition_starts, start), bisect_left(self._condition_starts, end)
        return tuple(name for _, _, name in self._conditions[first:last])

    def names_condition(self, start: int, end: int) -> bool:
        """Whether a condition is named in ``text[start:end]``, or holds it."""
        at = bisect_left(self._condition_starts, end)
        return any(first < end and last > start for first, last, _ in self._conditions[max(0, at - 2) : at])

    def within(self, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
        """What is named in ``text[start:end]``: start, end, ``T`` or ``D``."""
        found = self.spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return tuple([span for span in found if span[1] <= end])


class Reading:
    """The tokens of a piece of text with the therapies in it and what part they play.

    Args:
        things: What the text names.
        start: Where the piece begins.
        end: Where it ends.
        labelled: It stands behind a label such as "Step 2:".
    """

    def __init__(self, things: NamedThings, start: int, end: int, *, labelled: bool = False) -> None:
        self.text, self.start, self.end = things.text, start, end
        self._named = things.mentions
        self.tokens = find_tokens(things.text, start, end, things.within(start, end))
        self.forms = forms = self.tokens.forms
        self.has_letters = _has_letters(forms)
        self.mentions = (
            {i: self._named[self.tokens.starts[i]] for i, form in enumerate(forms) if form == THERAPY}
            if THERAPY in forms
            else {}
        )
        self._shielded: set[int] = set()
        self.parts: dict[int, Part] = find_parts(self.tokens, self.text, self._shielded) if self.mentions else {}
        for index, mention in self.mentions.items():
            if mention.name in _PLACEBO and self.parts[index] == "comparator":
                self.parts[index] = "noise"
            if mention.name in _NO_THERAPY or (mention.is_class and forms[max(0, index - 2) : index] in _AS_A):
                self.parts[index] = "noise"  # "As a sedative it is useless": what it is used as
            if is_compared(forms, index) or (mention.measured and is_measured(forms, index, labelled=labelled)):
                self.parts[index] = "noise"
        self._exceptions = _find_exceptions(forms)
        if self.parts:
            for index in (self._exceptions | _find_asides_in_brackets(forms)) & self.parts.keys():
                self.parts[index] = "noise"
        if self.parts and "subject" not in self.parts.values():
            _promote_backbones(forms, self.parts)
        self._cues: tuple[Cue, ...] | None = None
        self.groups = find_groups(self.tokens, self.parts, self._verdict_words()) if self.mentions else ()
        self._verdicts: dict[Span, tuple[Verdict | None, tuple[Effect, ...]]] = {}
        self.backbones = frozenset(i for i, part in self.parts.items() if part == "backbone")

    def _verdict_words(self) -> frozenset[int]:
        if sum(part == "subject" for part in self.parts.values()) < 2:
            return frozenset()
        found = (cue for cue in self._all_cues() if _VERDICT_KINDS & cue.kinds and "shield" not in cue.kinds)
        return frozenset(index for cue in found for index in range(cue.first, cue.last))

    def _all_cues(self) -> tuple[Cue, ...]:
        if self._cues is None:
            self._cues = find_cues(self.forms)
        return self._cues

    def tells(self, first: int, last: int) -> Direction | None:
        """The direction that the tokens tell."""
        verdict = self.verdict(first, last)[0] if first < last else None
        return verdict.direction if verdict else None

    def verdict(self, first: int, last: int) -> tuple[Verdict | None, tuple[Effect, ...]]:
        """What the tokens say of their therapy, conditions of exception left out."""
        known = self._verdicts.get((first, last))
        if known is None:
            whole = first == 0 and last == len(self.forms) and not self._shielded and not self._exceptions
            tokens = self.tokens if whole else self._tokens_within(first, last)
            cues = self._all_cues() if whole else self._cues_within(first, last)
            effects = find_effects(self.text, tokens, self._is_placebo, cues)
            known = self._verdicts[first, last] = read_direction(effects), effects
        return known

    def _tokens_within(self, first: int, last: int) -> Tokens:
        """The sentence's tokens between two of them, without exceptions; words that only make a therapy background say nothing."""
        forms, starts, ends = self.tokens
        if not self._shielded and not self._exceptions:
            return Tokens(forms[first:last], starts[first:last], ends[first:last])
        kept = [index for index in range(first, last) if index not in self._exceptions]
        return Tokens(
            [BACKGROUND if i in self._shielded and forms[i] not in ASIDE else forms[i] for i in kept],
            [starts[i] for i in kept],
            [ends[i] for i in kept],
        )

    def _cues_within(self, first: int, last: int) -> tuple[Cue, ...] | None:
        """The sentence's cues between two tokens; ``None`` where they have to be looked for anew, since a cut goes through one."""
        if self._shielded or self._exceptions:
            return None
        out = []
        for cue in self._all_cues():
            if cue.last <= first or cue.first >= last:
                continue
            if cue.first < first or cue.last > last:
                return None
            out.append(Cue(cue.kinds, cue.first - first, cue.last - first, cue.words))
        return tuple(out)

    def _is_placebo(self, start: int) -> bool:
        mention = self._named.get(start)
        return mention is not None and mention.name in _PLACEBO

    def span(self, first: int, last: int) -> Span:
        """Place of tokens, without commas and stops at its edges."""
        while first < last - 1 and self.forms[first] in _EDGES_BEFORE:
            first += 1
        while last > first + 1 and self.forms[last - 1] in _EDGES_BEHIND:
            last -= 1
        return self.tokens.starts[first], self.tokens.ends[last - 1]

    @cached_property
    def study(self) -> str | None:
        """What the text says about the study behind it."""
        return None if STUDY_WORDS.isdisjoint(self.forms) else find_study(self.text[self.start : self.end])

    def regimens(self, groups: tuple[Group, ...]) -> tuple[Regimen, ...]:
        """The groups' regimens with their names and places."""
        return tuple(self._regimen(regimen) for group in groups for regimen in group.regimens)

    def _regimen(self, indexes: tuple[int, ...]) -> Regimen:
        mentions = [self.mentions[index] for index in indexes]
        names = dict.fromkeys(mention.name for mention in mentions)
        return Regimen(tuple(names), tuple((m.start, m.end) for m in mentions), mentions[0].route)

    def arms(self, first: int, last: int) -> tuple[Regimen, ...]:
        """Therapies that a trial without a result compares the subject with: they are as much under study as it is."""
        arms = [index for index in range(first, last) if self.forms[index] in _ARMS]
        if not arms:
            return ()
        parts: dict[int, Part] = {index: "subject" for index in self.parts if arms[0] < index < last}
        return self.regimens(find_groups(self.tokens, parts))

    def context(
        self, first: int, last: int, names: set[str], other: Reading | None = None
    ) -> tuple[ContextTherapy, ...]:
        """Therapies named as background in the sentence, each once."""
        found: dict[str, Role] = {}
        for reading, begin, end in ((self, first, last), (other, 0, 10**9)):
            if reading is None:
                continue
            for index, part in reading.parts.items():
                name = reading.mentions[index].name
                if (
                    begin <= index < end
                    and part not in {"subject", "noise"}
                    and name not in names
                    and name not in _PLACEBO
                ):
                    found.setdefault(name, part)  # type: ignore[arg-type]
        return tuple(ContextTherapy(therapy=name, role=role) for name, role in found.items())

    def opens_with_verdict(self) -> bool:
        """Whether the sentence begins with a verb of effect: "Works in days", "Failed in two trials"."""
        first = 1 if self.forms and self.forms[0] in _LEADING else 0
        cue = next((cue for cue in self._all_cues() if cue.last > first), None)
        word = self.forms[first] if len(self.forms) > first else ""
        return (
            cue is not None
            and cue.first <= first
            and bool(_VERDICT_KINDS & cue.kinds)
            and word.endswith(("s", "ed"))
            and word[-2:] != "ss"
        )

    def tells_of_stopping(self) -> bool:
        """Whether the sentence tells what happens when treatment ends: "Rebound after weaning is common"."""
        return not _STOPPING.isdisjoint(self.forms[:6]) and any("minus" in cue.kinds for cue in self._all_cues())

    def is_elliptical(self, first: int) -> bool:
        """Whether a statement begins with its verdict ("Keeps them out of hospital"), so that its subject stands above it."""
        found = find_cues(self.forms[first : first + 6])
        return any(cue.first <= 2 for cue in found if cue.kinds - _NO_SUBJECT_KINDS)


def _has_letters(forms: list[str]) -> bool:
    for form in forms:  # noqa: SIM110  far faster than any(): nearly every first word has some
        if form[0].isalpha() and form != CITATION:
            return True
    return False


def _promote_backbones(forms: list[str], parts: dict[int, Part]) -> None:
    """ "On X tumours shrank", "after a year of X a third had cleared": where nothing else is named, that is the subject."""
    if not _PRONOUNS.isdisjoint(forms[:8]):
        return
    for index, part in parts.items():
        lead = forms[max(0, index - 6) : index]
        if part == "backbone" and index <= 8 and not _GIVEN_WITH.isdisjoint(lead) and index + 2 < len(forms):
            parts[index] = "subject"


def _find_exceptions(forms: list[str]) -> frozenset[int]:
    """Tokens of "unless …" and "except …", up to the next comma or stop: an exception changes no verdict and is no subject."""
    if _EXCEPTING.isdisjoint(forms):
        return frozenset()
    out: set[int] = set()
    inside = False
    for index, form in enumerate(forms):
        inside = form in _EXCEPTING or (inside and form not in {",", ";", ":", "."})
        if inside:
            out.add(index)
    return frozenset(out)


def merge_twins(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Without the abbreviation in brackets behind the same name in full: "intravenous immunoglobulin (IVIG)" is one mention."""
    out: list[Mention] = []
    for mention in mentions:
        if out and out[-1].name == mention.name and text[out[-1].end : mention.start].strip() == "(":
            continue
        out.append(mention)
    return tuple(out)


def _find_asides_in_brackets(forms: list[str]) -> frozenset[int]:
    """Therapies in brackets that explain what stands before them: "a programme (walking, glasses)", "a statin (atorvastatin)"."""
    if "(" not in forms or forms[0] == "(":
        return frozenset()
    out: set[int] = set()
    inside = False
    for index, form in enumerate(forms):
        inside = form == "(" or (inside and form != ")")
        if inside and index:
            out.add(index)
    return frozenset(out)
