"""What headings, leads and the question of a page say for the lines below them: a therapy, or a verdict on all that follows."""

from __future__ import annotations

from typing import NamedTuple

from evidence.claims.direction import Verdict
from evidence.claims.places import names_problem
from evidence.claims.readings import NamedThings, Reading
from evidence.claims.sections import Setting, is_question
from evidence.claims.subjects import Regimen
from evidence.claims.wording import CONDITION, THERAPY
from evidence.document import Document
from evidence.records import Span

_MOST_WORDS = 6
"""Words that a heading may have beside the therapies that it names."""
_MOST_TOKENS = 12
_YES = (["do"], ["dos"], ["yes"], ["do", "give"], ["what", "to", "do"], ["what", "to", "give"])
"""Headers that need no verdict word, above "Don't"."""
_QUESTIONS_WITHIN = 6
"""A page asks its question in its first blocks."""


class Named(NamedTuple):
    """What a heading names: its therapies, and whether it says nothing else."""

    regimens: tuple[Regimen, ...]
    alone: bool


NO_NAMES = Named((), False)


class Headers:
    """The headers of one document, each read once, when a line below it first asks.

    Args:
        things: What the text names.
    """

    def __init__(self, things: NamedThings) -> None:
        self._things = things
        self._readings: dict[Span, Reading] = {}
        self._named: dict[Span, Named] = {}
        self._verdicts: dict[Span, Verdict | None] = {}

    def _read(self, span: Span) -> Reading:
        if span not in self._readings:
            self._readings[span] = Reading(self._things, *span)
        return self._readings[span]

    def named(self, span: Span) -> Named:
        """The therapies of a heading or lead that says hardly anything else."""
        if span not in self._named:
            reading = self._read(span)
            words = [form for form in reading.forms if form not in {THERAPY, CONDITION} and form[0].isalpha()]
            names = bool(reading.groups) and len(words) <= _MOST_WORDS and not is_question(reading.text[slice(*span)])
            self._named[span] = Named(reading.regimens(reading.groups) if names else (), len(reading.forms) == 1)
        return self._named[span]

    def verdict(self, span: Span) -> Verdict | None:
        """The verdict of a short header, which holds for the bare names below it ("PROVEN", "Leave alone")."""
        if span not in self._verdicts:
            reading = self._read(span)
            verdict, _ = reading.verdict(0, len(reading.forms))
            if verdict is None and [form for form in reading.forms if form[0].isalpha()] in _YES:
                verdict = Verdict("supports", "told to give it", tuple(reading.forms[:1]))
            plain = (
                verdict is not None
                and verdict.direction in {"supports", "against"}
                and len(reading.forms) < _MOST_TOKENS
                and not names_problem(reading.forms, verdict)
            )
            self._verdicts[span] = verdict if plain else None
        return self._verdicts[span]

    def tell(self, above: tuple[Span, ...]) -> bool:
        """Whether one of the headers gives a verdict to the names below it."""
        return any(self.verdict(span) is not None for span in above)

    def forbidding(self, above: tuple[Span, ...]) -> Verdict | None:
        """The verdict of a header that tells not to."""
        for span in above:
            verdict = self.verdict(span)
            if verdict is not None and verdict.direction == "against":
                return verdict
        return None

    def find_topic(self, document: Document, settings: tuple[Setting, ...]) -> tuple[Regimen, ...]:
        """The one therapy that a page asks about, for items that name none."""
        for block, setting in list(zip(document.blocks[:_QUESTIONS_WITHIN], settings, strict=False)):
            asks = setting.kind == "body" and not block.boilerplate and block.kind != "row"
            if asks and is_question(self._things.text[block.start : block.end]):
                reading = Reading(self._things, block.start, block.end)
                if reading.groups:
                    return reading.regimens(reading.groups[-1:])
        return ()
