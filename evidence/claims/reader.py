"""One document read for its claims, block by block and sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.claims.conditions import Topics
from evidence.claims.coverage import CitePoints, cover_statements, merge_near
from evidence.claims.direction import Verdict, repeat_verdict, weigh_share
from evidence.claims.drafts import Draft, drop_titles, merge_repeats, to_claims
from evidence.claims.effect_kinds import Effect
from evidence.claims.headers import NO_NAMES, Headers
from evidence.claims.lone_citations import cover_previous
from evidence.claims.outcomes import name_outcome, row_subjects
from evidence.claims.places import (
    is_bare_name,
    is_list_of_names,
    is_use,
    read_chosen,
    read_fragment,
    read_place,
    read_prohibition,
    says_the_same,
    starts_no_claim,
    starts_with_dose,
)
from evidence.claims.readings import NamedThings, Reading
from evidence.claims.sections import Setting, build_settings, find_label, is_ladder, is_question
from evidence.claims.shares import find_shares, lone_share, tells_change
from evidence.claims.statements import (
    Statement,
    echoes,
    find_lender,
    find_repeated_verb,
    finds_the_same,
    has_own_topic,
    is_denied,
    is_together,
    joins_pronoun,
    split_statements,
)
from evidence.claims.subjects import Memory, Regimen, find_antecedent, join_regimens
from evidence.claims.wording import THERAPY, Tokens
from evidence.document import Block, Document
from evidence.records import Citation, Claim, ContextTherapy, Span
from evidence.sentences import COVER, LONGEST, Sentence, cover_spans, cut_long, split_sentences

if TYPE_CHECKING:
    from evidence.therapies import Vocabulary

_TOPIC_TOKENS, _LONGEST_LABEL = 4, 64
_CITED_BACK = 12
_BOTH = frozenset({"both", "neither", "either"})
_RUNG = "a place in the order of treatment"


class ClaimReader:
    """One pass over one document; thrown away afterwards.

    Args:
        document: Prose with its blocks.
        citations: Its citations.
        vocabulary: The therapies to look for; the shipped ones with the person's own table unless given.

    Attributes:
        document_conditions: What the document is about.
    """

    def __init__(self, document: Document, citations: tuple[Citation, ...], vocabulary: Vocabulary | None) -> None:
        from evidence.therapies import (  # the tables are large and loaded late
            define_abbreviations,
            find_conditions,
            find_therapies,
            load_vocabulary,
        )

        self.document = document
        self.settings = build_settings(document)
        pairs = zip(document.blocks, self.settings, strict=True)
        self.points = CitePoints(
            document, citations, merge_near([(b.start, b.end) for b, s in pairs if s.kind == "references"])
        )
        self.text = cover_spans(document.text, self.points.covered)
        defined = define_abbreviations(self.text)
        known = (vocabulary or load_vocabulary()).with_abbreviations(defined)
        self.conditions = find_conditions(self.text, defined)
        self.things = NamedThings(self.text, find_therapies(self.text, vocabulary=known), self.conditions)
        self.topics = Topics(document, self.conditions)
        self.document_conditions = self.here = self.topics.document
        self.memory = Memory()
        self._section: tuple[Span, ...] = ()
        self.after_bare = False
        self.drafts: list[Draft] = []
        self.headers = Headers(self.things)

    def claims(self) -> tuple[Claim, ...]:
        """The claims in reading order; asked for once."""
        by_block: dict[int, list[Sentence]] = {}
        for sentence in split_sentences(self.document, self.points.covered, self.text):
            by_block.setdefault(sentence.block, []).extend(
                cut_long(sentence, self.text) if sentence.end - sentence.start > LONGEST else (sentence,)
            )
        topic = self.headers.find_topic(self.document, self.settings)
        before: Block | None = None
        for index, (block, setting) in enumerate(zip(self.document.blocks, self.settings, strict=True)):
            if block.boilerplate or setting.kind != "body" or block.kind == "heading" or index not in by_block:
                before = block if block.kind != "heading" else None
                continue
            self._enter(block, setting, topic, before)
            if block.kind == "row":
                self._read_row(block)
            else:
                self._read_block(block, setting, by_block[index])
            before = block
        return to_claims(self.document, drop_titles(self.document, self.drafts))

    # blocks -------------------------------------------------------------------------------------------------------------

    def _enter(self, block: Block, setting: Setting, topic: tuple[Regimen, ...], before: Block | None) -> None:
        self.here = self.topics.under(setting.headings)
        heading = self.headers.named(setting.headings[0]) if setting.headings else NO_NAMES
        leads = next((named.regimens for lead in setting.leads if (named := self.headers.named(lead)).regimens), ())
        if setting.headings[:1] != self._section:
            self._section = setting.headings[:1]
            self.memory.section = len(self.memory.combinations)
        self.memory.heading_alone = heading.alone
        self.memory.enter_block(
            leads or (topic if block.kind == "item" else ()),
            heading.regimens,
            fresh=before is None or block.kind != "paragraph" or bool(leads),
        )

    def _read_block(self, block: Block, setting: Setting, sentences: list[Sentence]) -> None:
        waiting: tuple[Draft, ...] = ()
        above = (*setting.leads, *setting.headings[:1])
        forbidding = self.headers.forbidding(above)
        rung = block.marker[:1].isdigit() and any(is_ladder(self.text[start:end]) for start, end in above)
        for order, sentence in enumerate(sentences):
            start = sentence.start
            if not order or ":" in self.text[start : start + _LONGEST_LABEL]:
                start = find_label(self.text, start, sentence.end)
                if order and any(form == THERAPY for _, _, form in self.things.within(sentence.start, start)):
                    start = sentence.start  # "For the brain, X: …"
            labelled = start > sentence.start or (rung and sentence.start == block.start)
            reading = Reading(self.things, start, sentence.end, labelled=labelled)
            points = self.points.within(sentence.start, sentence.end)
            following = order + 1 < len(sentences)
            if not reading.has_letters and not reading.mentions:
                cover_previous(self.drafts, self.text, block, sentences, order, points)
                continue
            bare = bool(reading.groups) and (
                is_bare_name(reading.forms)
                or (
                    is_list_of_names(reading.forms)
                    and self.headers.tell(above)
                    and not reading.tells(0, len(reading.forms))
                )
            )
            question = is_question(self.text[sentence.start : sentence.end].rstrip(COVER))
            if question and not bare:
                self.memory.recent = []
                continue
            if following and not order and self._is_topic(reading):
                self.memory.forget()
                continue
            if bare:
                self.drafts += waiting
                regimens = reading.regimens(reading.groups)
                drafts = () if question else self._bare_drafts(reading, regimens, setting, labelled=labelled)
                self.memory.lead, self.memory.recent = regimens, []
                waiting = drafts if following and len(regimens) == 1 else ()
                self.drafts += () if waiting else drafts
                continue
            self.after_bare = bool(waiting)
            drafts, own = (), False
            if reading.mentions or not self.memory.is_empty or points:
                drafts, own = self._read_sentence(
                    reading, labelled=labelled, header=None if start > sentence.start else forbidding
                )
            if waiting and drafts and not own:
                # "Step 1: X. It works." is one statement, from the name on
                drafts = tuple(d._replace(start=waiting[0].start) if d.start == drafts[0].start else d for d in drafts)
            else:
                self.drafts += waiting
            waiting = ()
            if not drafts:
                cover_previous(self.drafts, self.text, block, sentences, order, points)
            self.drafts += drafts
        self.drafts += waiting

    @staticmethod
    def _is_topic(reading: Reading) -> bool:
        """ "Itch afterwards. It lasts weeks": a few words that turn to another matter."""
        forms = reading.forms
        return not reading.mentions and len(forms) <= _TOPIC_TOKENS and reading.tells(0, len(forms)) is None

    def _read_row(self, block: Block) -> None:
        """One claim a row: its first cell names the therapy, unless the next one names another."""
        cells = [cell for cell in block.cells if cell[0] < cell[1]]
        if block.is_header or len(cells) < 2:
            return
        first = Reading(self.things, *cells[0])
        reading = Reading(self.things, cells[1][0], cells[-1][1])
        regimens = row_subjects(first.regimens(first.groups), reading)
        if not regimens:
            return
        verdict, effects = reading.verdict(0, len(reading.forms))
        citations = tuple(
            dict.fromkeys(c for point in self.points.within(block.start, block.end) for c in point.citations)
        )
        if verdict is None:
            if not citations and not reading.has_letters:
                return
            verdict = Verdict("mentioned", "no verdict in words", (), certain=False)
        names = {name for regimen in regimens for name in regimen.names}
        context = reading.context(0, len(reading.forms), names, first)
        self.memory.note(regimens)
        span = (reading.start, reading.end)
        self.drafts += [
            self._draft(regimen, span, verdict, effects, context, citations, reading) for regimen in regimens
        ]

    def _bare_drafts(
        self, reading: Reading, regimens: tuple[Regimen, ...], setting: Setting, *, labelled: bool
    ) -> tuple[Draft, ...]:
        """Names without a verdict of their own: a header's verdict or a rung of a ladder makes them claims."""
        spans = (*setting.leads, *setting.headings[:1])
        verdict = next((found for span in spans if (found := self.headers.verdict(span)) is not None), None)
        if verdict is None and labelled:
            verdict = Verdict("supports", _RUNG, ())
        if verdict is None:
            return ()
        points = self.points.within(reading.start, reading.end)
        citations = tuple(dict.fromkeys(name for point in points for name in point.citations))
        span = (reading.start, reading.end)
        return tuple(self._draft(regimen, span, verdict, (), (), citations, reading) for regimen in regimens)

    # sentences ----------------------------------------------------------------------------------------------------------

    def _read_sentence(
        self, reading: Reading, *, labelled: bool, header: Verdict | None = None
    ) -> tuple[tuple[Draft, ...], bool]:
        """The claims of one sentence, and whether it names its own subject."""
        forms = reading.forms
        if starts_no_claim(forms):
            return (), bool(reading.groups)
        if not reading.groups and self.memory.recent and finds_the_same(forms):
            return self._again(reading), False
        statements = split_statements(forms, reading.groups, reading.tells, reading.backbones)
        spans = [reading.span(statement.first, statement.last) for statement in statements]
        covering = cover_statements(spans, self.points.within(reading.start, reading.end))
        spans[-1] = (spans[-1][0], reading.end)
        out: list[Draft] = []
        said: tuple[Regimen, ...] = ()
        for order, (statement, span, citations) in enumerate(zip(statements, spans, covering, strict=True)):
            verdict, effects = reading.verdict(statement.first, statement.last)
            if (repeated := self._repeated(forms, statement, out)) is not None:
                verdict, effects = repeated, ()
            regimens = self._subjects(reading, statement, verdict, said, citations)
            if not regimens and verdict is None and len(statements) == 1:
                verdict = read_fragment(forms)
                regimens = self.memory.topic() if verdict else ()
                if verdict is None and (verdict := read_prohibition(forms)) is not None:
                    regimens = self.memory.last()
            if not regimens:
                continue
            if verdict is not None and repeated is None and is_denied(forms, statement):
                verdict, effects = repeat_verdict(verdict, "", "not") or verdict, ()  # "X, but not Y, helps"
            if verdict is None and statement.group is not None:
                following = statements[order + 1] if order + 1 < len(statements) else None
                verdict = self._unspoken_verdict(
                    reading.tokens, statement, following, out, labelled=labelled and not order
                )
            if verdict is None and (lender := find_lender(forms, statements, order, reading.tells)) is not None:
                verdict, effects = reading.verdict(
                    *statements[lender][:2]
                )  # "A for two months, then B, is the standard"
            if verdict is None:
                continue
            if header is not None and statement.group is not None and is_use(forms, statement.group, verdict):
                verdict = header  # "Podophyllotoxin in pregnancy." below "Please don't"
            if verdict.rule == "undecided by trials" and statement.group is not None:
                regimens = (*regimens, *reading.arms(statement.first, statement.last))
            said = regimens
            self.memory.note(regimens)
            context = reading.context(
                statement.first, statement.last, {name for regimen in regimens for name in regimen.names}
            )
            out += [self._draft(regimen, span, verdict, effects, context, citations, reading) for regimen in regimens]
        return merge_repeats(out), bool(reading.groups)

    def _subjects(
        self,
        reading: Reading,
        statement: Statement,
        verdict: Verdict | None,
        said: tuple[Regimen, ...],
        citations: tuple[str, ...],
    ) -> tuple[Regimen, ...]:
        """The regimens that a statement is about: named in it, or meant by a pronoun, a lead, a heading."""
        forms, memory, first, group = reading.forms, self.memory, statement.first, statement.group
        regimens = reading.regimens((group,)) if group else ()
        ranked = len(forms) > 2 and forms[0] == "together" and forms[1] == "with"
        if regimens and not ranked and not joins_pronoun(forms, first, group):
            return regimens
        meant = self._cited_pair(forms, first, citations) or find_antecedent(forms, first, statement.last, memory)
        if regimens:
            if not meant:
                return regimens
            return (*meant, *regimens) if ranked else (join_regimens((meant[-1], regimens[-1])),)
        if is_together(forms, first) and len(both := said if first else memory.last_two()) > 1:
            return (join_regimens(both),)
        if meant or verdict is None:
            return meant
        if first and said:
            return said
        if starts_with_dose(forms[first : statement.last]):
            return memory.last()
        if verdict.rule == "has been used":
            return ()
        if self.after_bare and not first:
            return memory.lead
        if (
            memory.recent
            and not first
            and not reading.mentions
            and (reading.opens_with_verdict() or reading.tells_of_stopping() or read_prohibition(forms) is not None)
        ):
            return memory.last()
        heads = (memory.heading_alone and not has_own_topic(forms, first)) or reading.is_elliptical(first)
        return memory.lead or (memory.heading if heads else ())

    def _unspoken_verdict(
        self, tokens: Tokens, statement: Statement, following: Statement | None, before: list[Draft], *, labelled: bool
    ) -> Verdict | None:
        """The verdict of a statement without verdict words: the one before it again, or a place."""
        group = statement.group
        if group is None:
            return None
        if (said := before or self.drafts) and echoes(tokens.forms, group.first):
            return said[-1].verdict
        if before and tells_change(self.text, tokens.ends[group.last], tokens.ends[statement.last - 1]):
            return before[-1].verdict  # "X brought deaths from 9% to 2%, and Y from 9% to 5%"
        if said and says_the_same(tokens.forms[group.last + 1 : statement.last]):
            return said[-1].verdict
        behind = tokens.ends[group.last], tokens.ends[statement.last - 1]
        if before and (share := lone_share(self.text, *behind)) and find_shares(self.text, before[-1].start, behind[0]):
            return weigh_share(before[-1].verdict, share)  # "X cured 70%, and Y 30%"
        forms, place = tokens.forms, (tokens.forms, statement.first, statement.last, group)
        if following is not None and following.group is not None and is_denied(forms, following):
            return read_chosen(*place, forms[following.group.last + 1 : following.last])
        verdict = read_place(*place, labelled=labelled)
        denied = verdict is not None and verdict.direction == "supports" and is_denied(forms, statement)
        return Verdict("against", "forbidden", ("not",)) if denied else verdict

    def _again(self, reading: Reading) -> tuple[Draft, ...]:
        """The claims of the sentence before, found again by another source."""
        span = (reading.start, reading.end)
        points = self.points.within(*span)
        citations = tuple(dict.fromkeys(name for point in points for name in point.citations))
        said = [draft for draft in self.drafts if draft.place == self.drafts[-1].place] if citations else []
        return tuple(draft._replace(start=span[0], end=span[1], citations=citations) for draft in said)

    def _repeated(self, forms: list[str], statement: Statement, before: list[Draft]) -> Verdict | None:
        """The verdict of "Y does" and "Y did not" behind another one: its verb again, or its opposite."""
        said = before or (self.drafts if self.memory.recent else [])
        verb = find_repeated_verb(forms, statement) if said else None
        return repeat_verdict(said[-1].verdict, self.text[said[-1].start : said[-1].end], verb) if verb else None

    def _cited_pair(self, forms: list[str], first: int, citations: tuple[str, ...]) -> tuple[Regimen, ...]:
        """ "Neither drug has a place.⁵,⁶": the two that those citations were given for."""
        if _BOTH.isdisjoint(forms[first : first + 3]):
            return ()
        cited = {d.regimen.names: d.regimen for d in self.drafts[-_CITED_BACK:] if set(d.citations) & set(citations)}
        return tuple(cited.values()) if len(cited) == 2 else ()

    def _draft(
        self,
        regimen: Regimen,
        span: Span,
        verdict: Verdict,
        effects: tuple[Effect, ...],
        context: tuple[ContextTherapy, ...],
        citations: tuple[str, ...],
        reading: Reading,
    ) -> Draft:
        named = tuple(dict.fromkeys(self.things.conditions_within(reading.start, reading.end)))
        return Draft(
            regimen=regimen,
            start=span[0],
            end=span[1],
            verdict=verdict,
            context=context,
            citations=citations,
            outcome=name_outcome(self.document.text, effects, span, self.things),
            conditions=named or self.here,
            uncertain=() if verdict.certain else ("direction",),
            study=reading.study,
        )
