"""From a document with its citations to its claims."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import regex

from evidence.claims.conditions import find_document_conditions
from evidence.claims.coverage import CitePoints, cover_statements
from evidence.claims.cues import find_cues
from evidence.claims.direction import Verdict, read_direction
from evidence.claims.effects import Effect, find_effects
from evidence.claims.places import is_bare_name, is_measured, read_place, starts_no_claim, starts_with_dose
from evidence.claims.regimens import Group, find_groups
from evidence.claims.roles import Part, find_parts
from evidence.claims.sections import Setting, build_settings, find_label, is_question
from evidence.claims.statements import is_together, split_statements
from evidence.claims.study import find_study
from evidence.claims.subjects import Memory, Regimen, find_antecedent
from evidence.claims.wording import CITATION, CONDITION, THERAPY, Token, find_tokens
from evidence.document import Block, Document
from evidence.keys import slug
from evidence.records import Citation, Claim, ContextTherapy, Direction, Role, Span
from evidence.sentences import COVER, Sentence, cover_spans, split_sentences

if TYPE_CHECKING:
    from evidence.therapies import Mention

_VERDICT_KINDS = frozenset({"good", "rank", "equal", "minus", "harm", "ban", "used", "option", "study", "split", "down", "up"})
_PLACEBO = frozenset({"placebo", "sham", "normal saline", "saline", "placebos", "standard care", "usual care", "vehicle"})
_NO_THERAPY = frozenset({"watchful waiting", "observation", "expectant management", "watchful observation"})
_BOTH = regex.compile(r"(?i)^\W*(?P<which>both|all(?:\s(?:three|four|of\s(?:these|them|this)|this|these))?|these|everything|the\s(?:above|lot|two|three))\b[^.!?]{0,60}$")
_ARMS = frozenset({"versus", "vs", "v", "against"})
_FRAGMENT_WORDS = 6
_TOPIC_WORDS = 4


class _Draft(NamedTuple):
    """A claim before its offsets are turned into those of the source."""

    regimen: Regimen
    start: int
    end: int
    verdict: Verdict
    context: tuple[ContextTherapy, ...]
    citations: tuple[str, ...]
    outcome: str | None
    conditions: tuple[str, ...]
    uncertain: tuple[str, ...]
    study: str | None


def find_claims(document: Document, citations: tuple[Citation, ...]) -> tuple[Claim, ...]:
    """Find the treatment claims of a document.

    Args:
        document: Prose with its blocks.
        citations: The document's citations; places in titles of cited works are not searched for therapies.

    Returns:
        Claims in reading order, with offsets in ``document.source``; ids are unique in the document.
    """
    return _Finder(document, citations).claims()


class _Finder:
    """One pass over one document; thrown away afterwards."""

    def __init__(self, document: Document, citations: tuple[Citation, ...]) -> None:
        from evidence.therapies import (  # noqa: PLC0415  the tables are large and loaded late
            define_abbreviations,
            find_conditions,
            find_therapies,
            load_vocabulary,
        )

        self.document = document
        self.settings = build_settings(document)
        listed = _merge_spans([(b.start, b.end) for b, s in zip(document.blocks, self.settings, strict=True) if s.kind == "references"])
        self.points = CitePoints(document, citations, listed)
        self.text = cover_spans(document.text, self.points.covered)
        vocabulary = load_vocabulary().with_abbreviations(define_abbreviations(self.text))
        self.mentions = _merge_twins(self.text, find_therapies(self.text, vocabulary=vocabulary))
        self.conditions = tuple((m.start, m.end, m.name) for m in find_conditions(self.text))
        self.document_conditions = find_document_conditions(document)
        self.memory = Memory()
        self.drafts: list[_Draft] = []
        self.named = _Named(self.mentions, self.conditions)

    def claims(self) -> tuple[Claim, ...]:
        by_block: dict[int, list[Sentence]] = {}
        for sentence in split_sentences(self.document, self.points.covered):
            by_block.setdefault(sentence.block, []).append(sentence)
        topic = self._topic()
        before: Block | None = None
        for index, (block, setting) in enumerate(zip(self.document.blocks, self.settings, strict=True)):
            if block.boilerplate or setting.kind != "body" or block.kind == "heading" or index not in by_block:
                before = block if block.kind != "heading" else None
                continue
            heading = self._names_only(setting.headings[0]) if setting.headings else ()
            leads = next((found for lead in setting.leads if (found := self._names_only(lead))), ())
            self.memory.heading_alone = bool(heading) and len(_Reading(self, *setting.headings[0]).tokens) == 1
            self.memory.enter_block(leads or (topic if block.kind == "item" else ()), heading, fresh=before is None or block.kind != "paragraph" or bool(leads))
            if block.kind == "row":
                self._read_row(block)
            else:
                self._read_sentences(block, setting, by_block[index])
            before = block
        return self._finished()

    # blocks -------------------------------------------------------------------------------------------------------------

    def _read_sentences(self, block: Block, setting: Setting, sentences: list[Sentence]) -> None:
        fragment: tuple[tuple[_Draft, ...], Sentence] | None = None
        for order, sentence in enumerate(sentences):
            following = order + 1 < len(sentences)
            start = find_label(self.text, sentence.start, sentence.end) if sentence.start == block.start else sentence.start
            reading = _Reading(self, start, sentence.end, labelled=start > sentence.start)
            if not reading.tokens or (not reading.mentions and not reading.has_letters):
                self._cover_previous(sentence, sentences, order)
                continue
            question = is_question(self.text[sentence.start : sentence.end].rstrip(COVER))
            if question and not (is_bare_name(reading.tokens) and reading.groups):
                self.memory.recent = []
                continue
            if following and not order and not reading.mentions and len(reading.tokens) <= _TOPIC_WORDS and reading.verdict(0, len(reading.tokens))[0] is None:
                self.memory.forget()  # "Itch afterwards. It lasts weeks": another matter
                continue
            if is_bare_name(reading.tokens) and reading.groups:
                regimens = reading.regimens(reading.groups)
                drafts = () if question else self._bare_drafts(reading, regimens, setting, labelled=start > sentence.start, block=block)
                self.memory.lead, self.memory.recent = regimens, []
                if following and (len(regimens) == 1 or not drafts):
                    fragment = (drafts, sentence)
                else:
                    self.drafts += drafts
                continue
            drafts, own_subject = self._read_sentence(reading, labelled=start > sentence.start)
            if fragment is not None:
                waiting, place = fragment
                if drafts and not own_subject and waiting:
                    drafts = tuple(d._replace(start=waiting[0].start) if i == 0 or d.start == drafts[0].start else d for i, d in enumerate(drafts))
                elif waiting:
                    self.drafts += waiting
                fragment = None
            if not drafts:
                self._cover_previous(sentence, sentences, order)
            self.drafts += drafts
        if fragment is not None:
            self.drafts += fragment[0]

    def _read_sentence(self, reading: _Reading, *, labelled: bool) -> tuple[tuple[_Draft, ...], bool]:
        """The claims of one sentence, and whether it names its own subject."""
        memory, tokens = self.memory, reading.tokens
        if starts_no_claim(tokens):
            return (), bool(reading.groups)
        together = len(tokens) > 2 and tokens[0].form == "together" and tokens[1].form == "with"
        statements = split_statements(tokens, reading.groups, reading.tells, reading.backbones)
        points = self.points.within(reading.start, reading.end)
        spans = [reading.span(s.first, s.last) for s in statements]
        covering = cover_statements(spans, points)
        out: list[_Draft] = []
        own = False
        said: tuple[Regimen, ...] = ()
        for order, (statement, span) in enumerate(zip(statements, spans, strict=True)):
            verdict, effects = reading.verdict(statement.first, statement.last)
            group = statement.group
            regimens = reading.regimens((group,)) if group else ()
            own = own or bool(regimens)
            antecedent = ()
            if not regimens or together or self._is_joined(tokens, statement.first, group):
                antecedent = self._cited_pair(tokens, statement.first, covering[order]) or find_antecedent(tokens, statement.first, statement.last, memory)
            if regimens and antecedent and not together:
                regimens = (self._join(antecedent[-1], regimens[-1]),)
            elif together and antecedent:
                regimens = (*antecedent, *regimens)
            elif not regimens:
                regimens = antecedent
                if not regimens and verdict is not None and order:
                    regimens = said
                if not regimens and verdict is not None and starts_with_dose(tokens[statement.first : statement.last]):
                    regimens = memory.last()
                if said and len(said) > 1 and is_together(tokens, statement.first):
                    regimens = (_joined(said),)
                if not regimens and verdict is not None and verdict.rule != "has been used":
                    regimens = memory.lead or (memory.heading if (memory.heading_alone and not _has_own_topic(tokens, statement.first)) or reading.is_elliptical(statement.first) else ())
            if not regimens:
                continue
            if verdict is None and group is not None and out and _echoes(tokens, group.first):
                verdict = out[-1].verdict
            if verdict is None and group is not None:
                verdict = read_place(tokens, statement.first, statement.last, group, labelled=labelled and order == 0)
            if verdict is None:
                continue
            if verdict.rule == "undecided by trials" and group is not None:
                regimens = (*regimens, *reading.arms(statement.first, statement.last))
            said = regimens
            memory.note(regimens)
            names = {name for regimen in regimens for name in regimen.names}
            context = reading.context(statement.first, statement.last, names)
            if order + 1 == len(statements):
                span = (span[0], reading.end)
            for regimen in regimens:
                out.append(self._draft(regimen, span, verdict, effects, context, covering[order], reading))
        return _merge_repeats(out), own

    def _read_row(self, block: Block) -> None:
        cells = [cell for cell in block.cells if cell[0] < cell[1]]
        if block.is_header or len(cells) < 2:
            return
        first = _Reading(self, *cells[0])
        subjects = first.regimens(first.groups)
        start, end = cells[1][0], cells[-1][1]
        reading = _Reading(self, start, end)
        inner = reading.groups[:1]
        if inner and (not subjects or inner[0].first < 3 and not _is_after_all_context(reading, inner[0])):
            own = reading.regimens(inner)
            if not subjects or not ({n for r in own for n in r.names} & {n for r in subjects for n in r.names}):
                subjects = own
        if not subjects:
            return
        verdict, effects = reading.verdict(0, len(reading.tokens))
        citations = tuple(dict.fromkeys(c for point in self.points.within(block.start, block.end) for c in point.citations))
        if verdict is None:
            words = [t for t in reading.tokens if t.form not in {CITATION, "[", "]", "(", ")"}]
            if not words and not citations:
                return
            verdict = Verdict("mentioned", "no verdict in words", (), certain=False)
        names = {name for regimen in subjects for name in regimen.names}
        context = reading.context(0, len(reading.tokens), names, first)
        self.memory.note(subjects)
        for regimen in subjects:
            self.drafts.append(self._draft(regimen, (start, end), verdict, effects, context, citations, reading))

    def _bare_drafts(self, reading: _Reading, regimens: tuple[Regimen, ...], setting: Setting, *, labelled: bool, block: Block) -> tuple[_Draft, ...]:
        """Names without a verdict of their own: a header's verdict or a rung of a ladder makes them claims."""
        verdict = self._header_verdict(setting)
        if verdict is None and labelled:
            verdict = Verdict("supports", "a place in the order of treatment", ())
        if verdict is None:
            return ()
        points = self.points.within(reading.start, reading.end)
        citations = tuple(dict.fromkeys(c for point in points for c in point.citations))
        self.memory.note(regimens)
        return tuple(self._draft(r, (reading.start, reading.end), verdict, (), (), citations, reading) for r in regimens)

    def _header_verdict(self, setting: Setting) -> Verdict | None:
        for start, end in (*setting.leads, *setting.headings[:1]):
            reading = _Reading(self, start, end)
            verdict, _ = reading.verdict(0, len(reading.tokens))
            if verdict is not None and verdict.direction in {"supports", "against"} and len(reading.tokens) < 12:
                return verdict
        return None

    def _cover_previous(self, sentence: Sentence, sentences: list[Sentence], order: int) -> None:
        """A citation without a statement: "Both from [3]." covers what stands before it, and so does a lone citation."""
        points = self.points.within(sentence.start, sentence.end)
        if not points or not self.drafts:
            return
        ids = tuple(dict.fromkeys(c for point in points for c in point.citations))
        words = self.text[sentence.start : sentence.end].replace(COVER, " ")
        both = _BOTH.match(words.strip(" .()[]"))
        block = self.document.blocks[sentence.block]
        if both:
            count = 2 if both["which"].casefold().startswith(("both", "the two")) else 99
            here = [d for d in self.drafts if d.start >= block.start]
            keys = list(dict.fromkeys((d.start, d.end) for d in (here if len(here) > 1 else self.drafts)))[-count:]
        elif not any(c.isalpha() for c in words) and order and self.drafts[-1].start >= sentences[0].start:
            keys = [(self.drafts[-1].start, self.drafts[-1].end)] if self.drafts[-1].end >= sentences[order - 1].start else []
        elif not any(c.isalpha() for c in words) and not order and self._follows_closely(block):
            keys = [(self.drafts[-1].start, self.drafts[-1].end)]
        else:
            return
        self.drafts = [d._replace(citations=tuple(dict.fromkeys((*d.citations, *ids)))) if (d.start, d.end) in keys else d for d in self.drafts]

    def _follows_closely(self, block: Block) -> bool:
        """Whether the last claim ends in the line just before the block."""
        last = self.drafts[-1]
        between = self.text[last.end : block.start]
        return not last.citations and between.count("\n") <= 1 and not between.strip(" \r\n\t.") and last.end < block.start

    # therapies ----------------------------------------------------------------------------------------------------------

    def _names_only(self, span: Span) -> tuple[Regimen, ...]:
        """The therapies of a heading or lead that says hardly anything else."""
        reading = _Reading(self, *span)
        if not reading.groups or is_question(self.text[span[0] : span[1]]):
            return ()
        words = [t for t in reading.tokens if t.form not in {THERAPY, CONDITION} and t.form[0].isalpha()]
        return reading.regimens(reading.groups) if len(words) <= _FRAGMENT_WORDS else ()

    def _topic(self) -> tuple[Regimen, ...]:
        """The one therapy that a page asks about, for statements that name none."""
        for block, setting in list(zip(self.document.blocks, self.settings, strict=True))[:6]:
            text = self.text[block.start : block.end]
            if setting.kind == "body" and not block.boilerplate and block.kind != "row" and is_question(text):
                reading = _Reading(self, block.start, block.end)
                if reading.groups:
                    return reading.regimens(reading.groups[-1:])
        return ()

    def _cited_pair(self, tokens: list[Token], first: int, citations: tuple[str, ...]) -> tuple[Regimen, ...]:
        """ "Neither drug has a place.⁵,⁶": the two that those citations were given for."""
        if not any(token.form in {"both", "neither", "either"} for token in tokens[first : first + 3]):
            return ()
        found = {d.regimen.names: d.regimen for d in self.drafts[-12:] if set(d.citations) & set(citations)}
        return tuple(found.values()) if len(found) == 2 else ()

    @staticmethod
    def _is_joined(tokens: list[Token], first: int, group: Group | None) -> bool:
        """ "With X it worked": the pronoun's therapy and X together."""
        return group is not None and tokens[first].form in {"with", "plus", "combined"} and 0 < group.first - first <= 4 and group.last + 1 < len(tokens) and tokens[group.last + 1].form in {"it", "they", ","}

    @staticmethod
    def _join(one: Regimen, other: Regimen) -> Regimen:
        names = tuple(dict.fromkeys((*one.names, *other.names)))
        return Regimen(names, other.spans, one.route)

    # results ------------------------------------------------------------------------------------------------------------

    def _draft(
        self, regimen: Regimen, span: Span, verdict: Verdict, effects: tuple[Effect, ...], context: tuple[ContextTherapy, ...],
        citations: tuple[str, ...], reading: _Reading,
    ) -> _Draft:  # fmt: skip
        outcome = next((e.outcome for e in effects if e.outcome and span[0] <= e.outcome[0] < span[1]), None)
        quoted = " ".join(self.document.text[outcome[0] : outcome[1]].split()) if outcome else None
        conditions = tuple(dict.fromkeys(name for start, _, name in self.conditions if reading.start <= start < reading.end))
        study = find_study(self.text[reading.start : reading.end])
        uncertain = () if verdict.certain else ("direction",)
        return _Draft(regimen, *span, verdict, context, citations, quoted, conditions or self.document_conditions, uncertain, study)

    def _finished(self) -> tuple[Claim, ...]:
        out: list[Claim] = []
        seen: dict[str, int] = {}
        source = self.document.source
        for draft in self.drafts:
            start, end = self.document.to_source(draft.start, draft.end)
            spans = [self.document.to_source(*span) for span in draft.regimen.spans]
            inside = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
            quote = self.document.text[draft.start : draft.end]
            place = "|".join((" ".join(quote.split()), *draft.regimen.names, draft.verdict.direction))
            seen[place] = seen.get(place, 0) + 1
            digest = sha256(f"{place}|{seen[place]}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
            out.append(
                Claim(
                    id=f"{slug(draft.regimen.names[0])}-{digest}", text=source[start:end], start=start, end=end,
                    therapies=draft.regimen.names, as_written=tuple(source[a:b] for a, b in spans), mentions=tuple(inside),
                    combination=len(draft.regimen.names) > 1, route=draft.regimen.route, conditions=draft.conditions,
                    outcome=draft.outcome, direction=draft.verdict.direction, context=draft.context, citations=draft.citations,
                    study=draft.study, cues=draft.verdict.cues, uncertain=draft.uncertain,
                )  # fmt: skip
            )
        return _with_unique_ids(out)


class _Named:
    """The named things of a document in order, for quick cuts."""

    def __init__(self, mentions: tuple[Mention, ...], conditions: tuple[tuple[int, int, str], ...]) -> None:
        taken = [(m.name_start, m.end) for m in mentions]
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

    def within(self, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
        from bisect import bisect_left  # noqa: PLC0415

        found = self.spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return tuple(span for span in found if span[1] <= end)


class _Reading:
    """The tokens of a piece of text with the therapies in it and what part they play."""

    def __init__(self, finder: _Finder, start: int, end: int, *, labelled: bool = False) -> None:
        self.text, self.start, self.end = finder.text, start, end
        self._named = finder.named.mentions
        self.tokens = find_tokens(finder.text, start, end, finder.named.within(start, end))
        self.has_letters = any(t.form[0].isalpha() and t.form not in {CITATION} for t in self.tokens)
        self.mentions = {i: self._named[t.start] for i, t in enumerate(self.tokens) if t.form == THERAPY}
        self.parts: dict[int, Part] = find_parts(self.tokens, self.text) if self.mentions else {}
        for index, mention in self.mentions.items():
            if mention.name in _PLACEBO and self.parts[index] == "comparator":
                self.parts[index] = "noise"
            if mention.name in _NO_THERAPY:
                self.parts[index] = "noise"
            if mention.measured and is_measured(self.tokens, index, labelled=labelled):
                self.parts[index] = "noise"
        for index in _find_exceptions(self.tokens):
            if index in self.parts:
                self.parts[index] = "noise"
        self._cues = find_cues(self.tokens) if self.mentions else ()
        verdict_words = frozenset(i for cue in self._cues if _VERDICT_KINDS & cue.kinds and not {"shield"} & cue.kinds for i in range(cue.first, cue.last))
        self.groups = find_groups(self.tokens, self.parts, verdict_words) if self.mentions else ()
        self.backbones = frozenset(i for i, part in self.parts.items() if part == "backbone")

    def tells(self, first: int, last: int) -> Direction | None:
        """The direction that the tokens tell."""
        verdict = self.verdict(first, last)[0] if first < last else None
        return verdict.direction if verdict else None

    def verdict(self, first: int, last: int) -> tuple[Verdict | None, tuple[Effect, ...]]:
        """What the tokens say of their therapy, conditions of exception left out."""
        skipped = _find_exceptions(self.tokens[:last])
        tokens = [token for index, token in enumerate(self.tokens[first:last], first) if index not in skipped]
        effects = find_effects(self.text, tokens, self._is_placebo)
        return read_direction(effects), effects

    def _is_placebo(self, token: Token) -> bool:
        mention = self._named.get(token.start)
        return mention is not None and mention.name in _PLACEBO

    def span(self, first: int, last: int) -> Span:
        """Place of the tokens, without commas and stops at its edges."""
        while first < last - 1 and self.tokens[first].form in {",", ";", ":", ")", ".", "—", "–"}:
            first += 1
        while last > first + 1 and self.tokens[last - 1].form in {",", ";", ":", "—", "–", "("}:
            last -= 1
        return self.tokens[first].start, self.tokens[last - 1].end

    def regimens(self, groups: tuple[Group, ...]) -> tuple[Regimen, ...]:
        """The groups' regimens with their names and places."""
        return tuple(self._regimen(regimen) for group in groups for regimen in group.regimens)

    def _regimen(self, indexes: tuple[int, ...]) -> Regimen:
        mentions = [self.mentions[index] for index in indexes]
        names = dict.fromkeys(mention.name for mention in mentions)
        return Regimen(tuple(names), tuple((m.start, m.end) for m in mentions), mentions[0].route)

    def arms(self, first: int, last: int) -> tuple[Regimen, ...]:
        """Therapies that a trial without a result compares the subject with: they are as much under study as it is."""
        compared = {i: ("subject" if part == "comparator" or self.parts.get(i - 2) == "comparator" else "noise") for i, part in self.parts.items() if first <= i < last}
        if not any(self.tokens[i].form in _ARMS for i in range(first, last)):
            return ()
        start = next(i for i in range(first, last) if self.tokens[i].form in _ARMS)
        parts: dict[int, Part] = {i: "subject" for i in compared if i > start}
        return self.regimens(find_groups(self.tokens, parts))

    def context(self, first: int, last: int, names: set[str], other: _Reading | None = None) -> tuple[ContextTherapy, ...]:
        """Therapies named as background in the sentence, each once."""
        found: dict[str, Role] = {}
        for reading, begin, end in ((self, first, last), (other, 0, 10**9)):
            if reading is None:
                continue
            for index, part in reading.parts.items():
                name = reading.mentions[index].name
                if begin <= index < end and part not in {"subject", "noise"} and name not in names and name not in _PLACEBO:
                    found.setdefault(name, part)  # type: ignore[arg-type]
        return tuple(ContextTherapy(therapy=name, role=role) for name, role in found.items())

    def is_elliptical(self, first: int) -> bool:
        """Whether a statement begins with its verdict ("Keeps them out of hospital"), so that its subject stands above it."""
        tokens = self.tokens[first : first + 6]
        return any(cue.first <= 2 for cue in find_cues(tokens) if cue.kinds - {"badout", "goodout", "shield", "cause", "sidefx"})


def _find_exceptions(tokens: list[Token]) -> frozenset[int]:
    """Tokens of "unless …" and "except …", up to the next comma or stop: an exception changes no verdict and is no subject."""
    out: set[int] = set()
    inside = False
    for index, token in enumerate(tokens):
        inside = token.form in {"unless", "except"} or (inside and token.form not in {",", ";", ":", "."})
        if inside:
            out.add(index)
    return frozenset(out)


def _has_own_topic(tokens: list[Token], first: int) -> bool:
    """ "Cough syrup: out." under the heading of something else: what stands before the colon is the subject, known or not."""
    return any(token.form == ":" for token in tokens[first : first + 5])


def _joined(regimens: tuple[Regimen, ...]) -> Regimen:
    names = dict.fromkeys(name for regimen in regimens for name in regimen.names)
    return Regimen(tuple(names), tuple(span for regimen in regimens for span in regimen.spans), regimens[0].route)


def _echoes(tokens: list[Token], index: int) -> bool:
    """ "as has X", "so did X": the verdict before it holds for X too."""
    words = [token.form for token in tokens[max(0, index - 2) : index]]
    return len(words) == 2 and words[0] in {"as", "so", "nor", "neither"} and words[1] in {"has", "have", "had", "did", "does", "do", "was", "were", "is", "are", "can", "may"}


def _is_after_all_context(reading: _Reading, group: Group) -> bool:
    return reading.parts.get(group.first) != "subject"


def _merge_twins(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Without the abbreviation in brackets behind the same name in full: "intravenous immunoglobulin (IVIG)" is one mention."""
    out: list[Mention] = []
    for mention in mentions:
        if out and out[-1].name == mention.name and text[out[-1].end : mention.start].strip() == "(":
            continue
        out.append(mention)
    return tuple(out)


def _merge_spans(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for start, end in spans:
        if out and start - out[-1][1] <= 40:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _merge_repeats(drafts: list[_Draft]) -> tuple[_Draft, ...]:
    """Two verdicts on one regimen in one sentence are one claim, unless a citation divides them."""
    out: list[_Draft] = []
    for draft in drafts:
        same = next((i for i, other in enumerate(out) if other.regimen.names == draft.regimen.names and other.context == draft.context), None)
        if same is None:
            out.append(draft)
            continue
        other = out[same]
        if (other.start, other.end) == (draft.start, draft.end):
            continue
        if other.citations or draft.citations:
            out.append(draft)
            continue
        directions = {other.verdict.direction, draft.verdict.direction} - {"mentioned"}
        direction = "mixed" if len(directions) > 1 else next(iter(directions), "mentioned")
        verdict = Verdict(direction, other.verdict.rule, (*other.verdict.cues, *draft.verdict.cues))
        out[same] = other._replace(end=max(other.end, draft.end), verdict=verdict)
    return tuple(out)


def _with_unique_ids(claims: list[Claim]) -> tuple[Claim, ...]:
    import msgspec  # noqa: PLC0415

    seen: dict[str, int] = {}
    out = []
    for claim in claims:
        seen[claim.id] = seen.get(claim.id, 0) + 1
        out.append(claim if seen[claim.id] == 1 else msgspec.structs.replace(claim, id=f"{claim.id}-{seen[claim.id]}"))
    return tuple(out)
