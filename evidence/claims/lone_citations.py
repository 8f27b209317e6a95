"""Citations that stand without a statement of their own: "Both from [3].", or a reference alone behind a sentence."""

from __future__ import annotations

import regex

from evidence.claims.coverage import CitePoint
from evidence.claims.drafts import Draft
from evidence.document import Block
from evidence.sentences import COVER, Sentence

_BOTH = regex.compile(
    r"""(?xi)^\W*+(?P<which>both | all(?:\s(?:three|four|of\s(?:these|them|this)|this|these))? | these | everything
    | the\s(?:above|lot|two|three))\b[^.!?]{0,60}$"""
)
_LOOKED_BACK = 40
"""How many claims a citation can reach back over."""


def cover_previous(
    drafts: list[Draft], text: str, block: Block, sentences: list[Sentence], order: int, points: tuple[CitePoint, ...]
) -> None:
    """Give the citations of a sentence without a claim to the claims before it, where the words or the place say so.

    Args:
        drafts: The claims so far; changed in place.
        text: The document's text, its citations covered.
        block: The sentence's block.
        sentences: The sentences of the block.
        order: Which of them it is.
        points: Its citations.
    """
    if not points or not drafts:
        return
    sentence = sentences[order]
    words = text[sentence.start : sentence.end].replace(COVER, " ")
    recent = drafts[-_LOOKED_BACK:]
    both = _BOTH.match(words.strip(" .()[]"))
    if both:
        count = 2 if both["which"].casefold().startswith(("both", "the two")) else _LOOKED_BACK
        here = [draft for draft in recent if draft.start >= block.start]
        places = list(dict.fromkeys(draft.place for draft in (here if len(here) > 1 else recent)))[-count:]
    elif not any(c.isalpha() for c in words) and _is_behind(drafts[-1], text, block, sentences, order):
        places = [drafts[-1].place]
    else:
        return
    ids = tuple(dict.fromkeys(name for point in points for name in point.citations))
    first = len(drafts) - len(recent)
    drafts[first:] = [draft.citing(ids) if draft.place in places else draft for draft in recent]


def _is_behind(last: Draft, text: str, block: Block, sentences: list[Sentence], order: int) -> bool:
    """Whether the last claim is the sentence before, or ends in the line just above the block."""
    if order:
        return last.start >= sentences[0].start and last.end >= sentences[order - 1].start
    between = text[last.end : block.start]
    return not last.citations and last.end < block.start and between.count("\n") <= 1 and not between.strip(" \r\n\t.")
