"""A document's own text as HTML, with every claim and citation marked and a card on each that needs no script.

The text is written anew from what was read, escaped, block by block; nothing of the document's own markup is passed on.
"""

from __future__ import annotations

from html import escape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from evidence.styles import short_reference
from evidence.views.appraisal import INTEGRITY_WORDS, TROUBLED
from evidence.views.page import breakable
from evidence.views.report_places import touched
from evidence.views.subjects import CONTEXT_WORDS, DIRECTION_ORDER, SIGNS, direction_label, subjects
from evidence.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evidence.document import Block
    from evidence.library.records import LibraryClaim, Source
    from evidence.views.report_places import CitedPlace, MarkedDocument, Statement

MOST_MARKS = 12
"""Signs on one badge; more are counted."""


class Context(NamedTuple):
    """What the cards tell and where their links lead: sources and their integrity by key, ids by key, row numbers by subject."""

    sources: Mapping[str, Source]
    integrity: Mapping[str, str | None]
    anchors: Mapping[str, str]
    rows: Mapping[str, int]


def render_document(marked: MarkedDocument, context: Context, base: int = 4) -> str:
    """The text of a document as HTML.

    Args:
        marked: With its ``document``; without, nothing is written.
        context: What the cards tell.
        base: Level of the document's first heading; deeper ones follow without a gap.
    """
    document = marked.document
    if document is None:
        return ""
    writer = _Writer(marked, context)
    parts: list[str] = []
    open_levels: list[int] = []
    numbered = list(enumerate(document.blocks))
    for (kind, boilerplate), group in groupby(numbered, key=lambda one: (one[1].kind, one[1].boilerplate)):
        blocks = list(group)
        html = []
        if kind == "heading":
            for number, block in blocks:
                while open_levels and open_levels[-1] >= block.level:
                    open_levels.pop()
                open_levels.append(block.level)
                level = min(6, base - 1 + len(open_levels))
                html.append(f'<h{level} dir="auto">{writer.piece(marked.first_piece[number])}</h{level}>')
        elif kind == "item":
            html = [
                '<ul class="items">',
                *(_item(writer, marked.first_piece[n], block) for n, block in blocks),
                "</ul>",
            ]
        elif kind == "row":
            html = [_table(writer, marked, blocks)]
        else:
            html = [f'<p dir="auto">{writer.piece(marked.first_piece[number])}</p>' for number, _ in blocks]
        if boilerplate and kind != "heading":
            html = [f'<div class="boilerplate">{"".join(html)}</div>']
        parts += html
    return "\n".join(parts)


def _item(writer: _Writer, piece: int, block: Block) -> str:
    marker = f'<span class="marker">{escape(clean(block.marker)[:8])}</span>'
    return f'<li class="depth-{min(block.level, 4)}" dir="auto">{marker}{writer.piece(piece)}</li>'


def _table(writer: _Writer, marked: MarkedDocument, rows: list[tuple[int, Block]]) -> str:
    lines = []
    for number, block in rows:
        tag = 'th scope="col"' if block.is_header else "td"
        first = marked.first_piece[number]
        cells = (f'<{tag} dir="auto">{writer.piece(first + at)}</{tag[:2]}>' for at in range(max(1, len(block.cells))))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="scroll" tabindex="0" role="group" aria-label="table of the document"><table class="own">{"".join(lines)}</table></div>'


class _Writer:
    """Writes pieces of a document's text with the marks that fall into them."""

    def __init__(self, marked: MarkedDocument, context: Context) -> None:
        self.marked, self.context = marked, context
        self.statements: dict[int, list[Statement]] = {}
        self.cited: dict[int, list[CitedPlace]] = {}
        for statement in marked.statements:
            for piece in touched(marked.pieces, statement.span):
                self.statements.setdefault(piece, []).append(statement)
        for place in marked.cited:
            for piece in touched(marked.pieces, place.span):
                self.cited.setdefault(piece, []).append(place)

    def piece(self, number: int) -> str:
        """One piece: its text cut at every place where a mark begins or ends."""
        start, end = self.marked.pieces[number]
        statements, cited = self.statements.get(number, []), self.cited.get(number, [])
        cuts = {start, end}
        for span in (*(one.span for one in statements), *(one.span for one in cited)):
            cuts |= {at for at in span if start < at < end}
        places = sorted(cuts)
        waiting, citing = list(reversed(statements)), list(reversed(cited))
        within: list[Statement] = []
        out: list[str] = []
        for a, b in pairwise(places):
            begun = []
            while waiting and waiting[-1].span[0] <= a:
                begun.append(waiting.pop())
            within = [one for one in within if one.span[1] > a] + begun
            while citing and citing[-1].span[1] <= a:
                citing.pop()
            place = citing[-1] if citing and citing[-1].span[0] <= a else None
            out.append(self._segment(a, b, within, begun, place))
            out += [
                _badge(one, self.context)
                for one in within
                if one.span[1] == b or (b == end and self._last(one, number))
            ]
        return "".join(out)

    def _last(self, statement: Statement, piece: int) -> bool:
        return touched(self.marked.pieces, statement.span)[-1] == piece

    def _segment(
        self, a: int, b: int, within: list[Statement], begun: list[Statement], place: CitedPlace | None
    ) -> str:
        document = self.marked.document
        assert document is not None
        html = breakable(clean(document.text[a:b], strip=False))
        if place:
            html = self._citation(html, place, a, b)
        first = [one for one in begun if one.span[0] >= a]
        ids = [f'<span id="{one.anchor}"></span>' for one in first[1:]]
        if not within:
            return html
        anchor = f' id="{first[0].anchor}"' if first else ""
        return f'{"".join(ids)}<span class="claim {_style(within[-1])}"{anchor}>{html}</span>'

    def _citation(self, html: str, place: CitedPlace, a: int, b: int) -> str:
        anchors = [self.context.anchors[key] for key in place.keys if key in self.context.anchors]
        anchor = f' id="{place.anchor}"' if a <= place.span[0] else ""
        trouble = " trouble" if any(self.context.integrity.get(key) in TROUBLED for key in place.keys) else ""
        if not anchors:
            return f'<span class="cited"{anchor}>{html}</span>'
        if b < place.span[1]:
            return f'<a class="cited{trouble}" href="#{anchors[0]}"{anchor}>{html}</a>'
        card = "".join(f'<span class="line">{self._reference(key)}</span>' for key in place.keys)
        name = f"card-{place.anchor}"
        link = f'<a class="cited{trouble}" href="#{anchors[0]}" aria-describedby="{name}"{anchor}>{html}</a>'
        return f'<span class="with-card">{link}<span class="card" id="{name}" role="note">{card}</span></span>'

    def _reference(self, key: str) -> str:
        return _source_line(key, self.context)


def _style(statement: Statement) -> str:
    directions = {claim.direction for claim in statement.claims}
    style: str = next(iter(directions)) if len(directions) == 1 else "several"
    return style if any(claim.links for claim in statement.claims) else f"{style} bare"


def _badge(statement: Statement, context: Context) -> str:
    """The signs after a statement, and what they mean as a card."""
    said = {claim.direction for claim in statement.claims}
    signs = "".join(SIGNS[direction] for direction in DIRECTION_ORDER if direction in said)
    signs += f"×{len(statement.claims)}" if len(statement.claims) > 1 else ""
    bare = sum(not claim.links for claim in statement.claims)
    gap = ' <span class="gap">no source</span>' if bare == len(statement.claims) else ""
    named = [subject for claim in statement.claims for subject in subjects(claim)]
    row = next((context.rows[clean(name)] for name in named if clean(name) in context.rows), None)
    lines = "".join(_claim_lines(statement.claims[:MOST_MARKS], context))
    more = len(statement.claims) - MOST_MARKS
    lines += f'<span class="line soft">and {counted(more, "further claim")}</span>' if more > 0 else ""
    name = f"card-{statement.anchor}"
    hidden = f'<span class="sr">{escape(_spoken(statement))}</span>'
    tag, opening = ("a", f'a href="#row-{row}"') if row else ("span", 'span tabindex="0"')
    return (
        f'<span class="with-card"><{opening} class="badge {_style(statement)}" aria-describedby="{name}">{hidden}'
        f'<span aria-hidden="true">{signs}{gap}</span></{tag}>'
        f'<span class="card" id="{name}" role="note">{lines}</span></span>'
    )


def _spoken(statement: Statement) -> str:
    number = statement.anchor.rpartition("-")[2]
    return f"statement {number}: {counted(len(statement.claims), 'claim')}"


def _claim_lines(claims: Iterable[LibraryClaim], context: Context) -> Iterator[str]:
    for claim in claims:
        about = " / ".join(_to_row(subject, context) for subject in subjects(claim))
        route = f" ({escape(clean(claim.route))})" if claim.route else ""
        where = f" · {breakable(clean('; '.join(claim.conditions)))}" if claim.conditions else ""
        style = claim.direction
        yield f'<span class="line"><b>{about}</b>{route} <span class="sign {style}">{direction_label(style)}</span>{where}</span>'
        if claim.links:
            yield f'<span class="line sub">{"; ".join(_source_link(key, context) for key in claim.sources)}</span>'
        else:
            yield '<span class="line sub"><span class="open">no source</span></span>'
        notes = [
            f"because of “{'”, “'.join(claim.cues)}”" if claim.cues else "",
            "; ".join(f"{named.therapy}: {CONTEXT_WORDS[named.role]}" for named in claim.context),
            f"uncertain: {', '.join(claim.uncertain)}" if claim.uncertain else "",
            f"set by a person: {', '.join(claim.decided)}" if claim.decided else "",
        ]
        if said := " · ".join(filter(None, map(clean, notes))):
            yield f'<span class="line sub soft">{breakable(said)}</span>'


def _to_row(subject: str, context: Context) -> str:
    name = clean(subject)
    return f'<a href="#row-{context.rows[name]}">{breakable(name)}</a>' if name in context.rows else breakable(name)


def _source_link(key: str, context: Context) -> str:
    source = context.sources.get(key)
    name = breakable(short_reference(source) if source else clean(key))
    return f'<a href="#{context.anchors[key]}">{name}</a>' if key in context.anchors else name


def _source_line(key: str, context: Context) -> str:
    source = context.sources.get(key)
    title = f" {breakable(clean(source.fields.title))}" if source and source.fields.title else ""
    status = context.integrity.get(key)
    style = "trouble-word" if status in TROUBLED else "soft"
    words = f' <span class="{style}">{escape(INTEGRITY_WORDS.get(status, status))}</span>' if status else ""
    return f"{_source_link(key, context)}{title}{words}"
