"""Claims in the making, and how they become records."""

from __future__ import annotations

from bisect import bisect_right
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from evidence.claims.direction import Verdict
from evidence.claims.subjects import Regimen
from evidence.document import Document
from evidence.keys import slug
from evidence.records import Claim, ContextTherapy, Direction
from evidence.sentences import COVER


class Draft(NamedTuple):
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

    @property
    def place(self) -> tuple[int, int]:
        """Where its statement stands."""
        return self.start, self.end

    def citing(self, citations: tuple[str, ...]) -> Draft:
        """The draft with further citations."""
        return self._replace(citations=tuple(dict.fromkeys((*self.citations, *citations))))


def merge_repeats(drafts: list[Draft]) -> tuple[Draft, ...]:
    """Two verdicts on one regimen in one sentence are one claim, unless a citation divides them."""
    out: list[Draft] = []
    for draft in drafts:
        same = next(
            (
                i
                for i, other in enumerate(out)
                if other.regimen.names == draft.regimen.names and other.context == draft.context
            ),
            None,
        )
        if same is None:
            out.append(draft)
            continue
        other = out[same]
        if other.place == draft.place:
            continue
        if other.citations or draft.citations:
            out.append(draft)
            continue
        directions = {other.verdict.direction, draft.verdict.direction} - {"mentioned"}
        direction: Direction = "mixed" if len(directions) > 1 else next(iter(directions), "mentioned")
        verdict = Verdict(direction, other.verdict.rule, (*other.verdict.cues, *draft.verdict.cues))
        out[same] = other._replace(end=max(other.end, draft.end), verdict=verdict)
    return tuple(out)


def drop_titles(document: Document, drafts: list[Draft]) -> list[Draft]:
    """The drafts without names that only stand above what is said of them: an item "X", with its own lines "It works." below."""
    titles: set[tuple[int, tuple[str, ...]]] = set()
    blocks = document.blocks
    starts = [block.start for block in blocks]
    held: dict[int, list[Draft]] = {}
    for draft in drafts:
        held.setdefault(bisect_right(starts, draft.start) - 1, []).append(draft)
    for at, (block, after) in enumerate(pairwise(blocks)):
        if at not in held or not (block.kind == after.kind == "item" and block.marker and not after.marker):
            continue
        below: set[tuple[str, ...]] = set()
        for own in range(at + 1, len(blocks)):
            if blocks[own].kind != "item" or blocks[own].marker:
                break
            below.update(draft.regimen.names for draft in held.get(own, ()))
        words = document.text[block.start : block.end].casefold()
        titles |= {
            (draft.start, draft.regimen.names)
            for draft in held[at]
            if draft.regimen.names in below
            and not draft.citations
            and not any(cue.casefold() in words for cue in draft.verdict.cues)
        }
    return [draft for draft in drafts if (draft.start, draft.regimen.names) not in titles] if titles else drafts


def to_claims(document: Document, drafts: list[Draft]) -> tuple[Claim, ...]:
    """The records, with offsets in the source.

    An id is the first therapy and a digest of quote, therapies, direction and how often that was met before: it does not change
    when text is added elsewhere.
    """
    out: list[Claim] = []
    seen: dict[str, int] = {}
    ids: set[str] = set()
    for draft in drafts:
        names = draft.regimen.names
        quote = " ".join(document.text[draft.start : draft.end].split())
        place = "|".join((quote, *names, draft.verdict.direction))
        seen[place] = seen.get(place, 0) + 1
        digest = sha256(f"{place}|{seen[place]}".encode("utf-8", "surrogatepass")).hexdigest()
        name, length = slug(names[0]), 6
        while f"{name}-{digest[:length]}" in ids and length < len(digest):
            length += 1
        claim = _to_claim(document, draft, f"{name}-{digest[:length]}")
        ids.add(claim.id)
        out.append(claim)
    return tuple(out)


def _to_claim(document: Document, draft: Draft, name: str) -> Claim:
    start, end = document.to_source(draft.start, draft.end)
    spans = [document.to_source(*span) for span in draft.regimen.spans]
    return Claim(
        id=name,
        text=document.source[start:end],
        start=start,
        end=end,
        therapies=draft.regimen.names,
        as_written=tuple(document.source[first:last] for first, last in spans),
        mentions=tuple((first - start, last - start) for first, last in spans if start <= first and last <= end),
        combination=len(draft.regimen.names) > 1,
        route=draft.regimen.route,
        conditions=draft.conditions,
        outcome=draft.outcome,
        direction=draft.verdict.direction,
        context=draft.context,
        citations=draft.citations,
        study=draft.study,
        cues=tuple(
            cue if COVER not in cue else " ".join(cue.replace(COVER, " ").split()) for cue in draft.verdict.cues
        ),
        uncertain=draft.uncertain,
    )
