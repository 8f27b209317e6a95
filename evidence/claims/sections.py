"""Where a block stands: under which headings, below which parent item, in what kind of section."""

from __future__ import annotations

from typing import Literal, NamedTuple

import regex

from evidence.document import Block, Document
from evidence.records import Span

SectionKind = Literal["body", "references", "aside"]

_REFERENCES = regex.compile(
    r"(?i)^\W*(?:\d+\W+)?(?:selected |key |main |further |full |numbered )?(?:references?(?: list)?|refs?|sources?|bibliography|literature(?: cited)?|citations?|works cited|footnotes?|endnotes?|notes and references)\W*$"
)
_ASIDE = regex.compile(
    r"""(?ix)^\W*(?:
        (?:further|recommended|suggested|additional|general|related|background|more)\ (?:reading|articles?|pages?|links?|posts?|topics?|resources?|stories)
      | (?:related|see\ also|links?|resources?|about\ (?:the\ )?(?:author|us|this\ page)|author(?:'s)?\ notes?|the\ authors?|contact|disclaimer|disclosures?|competing\ interests
          |acknowledge?ments?|copyright|pictures?|images?|photos?|photographs?|gallery|figures?|videos?|comments|leave\ a\ (?:comment|reply)|share|tags|menu|subscribe|newsletter|you\ may\ also\ like|most\ read)
    )\b\W*(?:\p{L}+\W*){0,2}$"""
)
_QUESTION = regex.compile(r"\?\W*$")
_LABEL = regex.compile(
    r"""(?x)(?P<label>
        (?i:step|rung|line|stage|tier|phase|rank|level|option|choice)\s(?:\d{1,2}|[IVX]{1,4}|[a-d]|one|two|three|four|five|six)\b(?:\s\([^()]{1,30}\))?
      | (?i:first|second|third|fourth|1st|2nd|3rd|4th|last|next|then|later|finally)(?:[\s-](?i:line|step|choice|rung|resort|option))?
      | (?i:everyone|everybody|all(?:\s(?:patients|children|infants|women|men))?|most(?:\speople)?|mild|moderate|severe|very\ssevere|acute|chronic|relapse|refractory|maintenance|attack|prevention|initial|adults?|children|pregnancy|rescue|if\s[^:]{2,40}|for\s[^:]{2,40})
    )(?:\s?(?::|[—–]|\s-\s|\.(?=\s))\s* | (?<=(?i:step|rung|line|stage|tier)\s(?:\d|[IVX]))\s++(?=\p{Lu}))"""
)


class Setting(NamedTuple):
    """What surrounds a block.

    Attributes:
        kind: ``references`` and ``aside`` yield no claims.
        headings: Spans in ``document.text`` of the headings above, the nearest first.
        leads: Spans that can name the therapy for a block that does not: parent item, introducing paragraph.
    """

    kind: SectionKind
    headings: tuple[Span, ...] = ()
    leads: tuple[Span, ...] = ()


def build_settings(document: Document) -> tuple[Setting, ...]:
    """The setting of every block of a document, in the order of its blocks."""
    text = document.text
    stack: list[Block] = []
    kinds: list[SectionKind] = []
    parents: list[Block] = []
    intro: Block | None = None
    out: list[Setting] = []
    for block in document.blocks:
        if block.kind == "heading":
            while stack and stack[-1].level >= max(block.level, 1):
                stack.pop()
                kinds.pop()
            stack.append(block)
            own = _section_kind(text[block.start : block.end])
            kinds.append(own if own != "body" else kinds[-1] if kinds else "body")
            parents, intro = [], None
        headings = tuple((b.start, b.end) for b in reversed(stack))
        leads: list[Span] = []
        if block.kind == "item":
            if block.marker:
                while parents and (parents[-1].level >= block.level):
                    parents.pop()
            leads += [(b.start, b.end) for b in reversed(parents)]
            if block.marker:
                parents.append(block)
        elif block.kind != "row":
            parents = []
        if intro is not None and block.kind in {"item", "row"}:
            leads.append((intro.start, intro.end))
        if block.kind == "paragraph":
            intro = block if text[block.end - 1] == ":" else None
        out.append(Setting(kinds[-1] if kinds else "body", headings, tuple(leads)))
    return tuple(out)


def _section_kind(heading: str) -> SectionKind:
    if _REFERENCES.match(heading):
        return "references"
    return "aside" if _ASIDE.match(heading) else "body"


_LADDER = regex.compile(
    r"(?i)^\W*(?:\w+\s){0,3}(?:steps|ladder|rungs|stages|escalation|order of treatment|sequence|in this order)\W*$"
)


def is_question(text: str) -> bool:
    """Whether a heading or sentence asks."""
    return "?" in text and bool(_QUESTION.search(text))


def is_ladder(heading: str) -> bool:
    """Whether a heading announces steps, so that each item of the numbered list below it is a step of treatment.

    Example:
        >>> is_ladder("Steps"), is_ladder("Our ladder"), is_ladder("Before the first step")
        (True, True, False)
    """
    return _LADDER.search(heading) is not None


def find_label(text: str, start: int, end: int) -> int:
    """Where the words after a label ("Step 2:", "First line —", "Everyone:") begin; ``start`` if there is none.

    Example:
        >>> find_label("Step 2: oxygen", 0, 14), find_label("Oxygen helps", 0, 12)
        (8, 0)
    """
    found = _LABEL.match(text, start, end)
    return found.end() if found else start
