"""How results show themselves in Jupyter: escaped tables and static pictures, which also an untrusted notebook keeps.

No script, no style sheet, nothing fetched, no colour of text or paper of our own: what is shown follows the reader's light or dark.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.wording import clean

if TYPE_CHECKING:
    from evidence.records import Record
    from evidence.views.graph import Graph
    from evidence.views.questions import Gaps, Losses
    from evidence.views.subjects import Evidence

MOST_ROWS = 200
LEFT = ' align="left" style="text-align: left; vertical-align: top"'
"""Jupyter aligns cells to the right; sanitised notebooks keep the attribute, others need the style."""
LONG = 80
"""Letters of a cell from which its column keeps a width at which it can be read, also on a phone."""
WIDE = f'{LEFT[:-1]}; min-width: 14em"'
READABLE = 760
"""Pixels to which a wide picture shrinks and no further: on a phone it scrolls, and its letters can be read."""
_SCROLL = '<div style="overflow-x: auto">'
"""A wide table scrolls by itself, so that a page on a phone does not."""


def list_html(caption: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Rows as an HTML table without style sheet or script; of more than 200 rows the first are shown and the rest counted.

    Args:
        caption: Stands above the table.
        rows: Column → what to show: nothing for ``None``, several things under each other.
        columns: Those to show, in order; else those of the rows that say something.

    Example:
        >>> list_html("1 row", [{"therapy": "a<b"}]).partition("<tbody>")[2]
        '<tr><td align="left" style="text-align: left; vertical-align: top">a&lt;b</td></tr></tbody></table></div>'
    """
    shown = rows[:MOST_ROWS]
    every = dict.fromkeys(name for row in shown for name in row)
    names = columns if columns is not None else [name for name in every if any(_says(row.get(name)) for row in shown)]
    texts = [[cell_text(row.get(name)) for name in names] for row in shown]
    wide = [any(len(row[at]) > LONG for row in texts) for at in range(len(names))]
    head = "".join(
        f'<th scope="col"{WIDE if broad else LEFT}>{cell_text(name)}</th>'
        for name, broad in zip(names, wide, strict=True)
    )
    body = "".join(f"<tr>{''.join(f'<td{LEFT}>{text}</td>' for text in row)}</tr>" for row in texts)
    more = f"<p>… and {len(rows) - MOST_ROWS:,} more</p>" if len(rows) > MOST_ROWS else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return f"{title_html(caption)}{_SCROLL}{table}</div>{more}" if rows else title_html(caption)


def facts_html(caption: str, facts: Iterable[tuple[str, object]]) -> str:
    """Labels and what there is to say under each, as an HTML table.

    Example:
        >>> facts_html("therapy ice", [("sources", ("a", "b"))]).count("<br>")
        1
    """
    rows = "".join(
        f'<tr><th scope="row"{LEFT}>{cell_text(label)}</th><td{LEFT}>{cell_text(value)}</td></tr>'
        for label, value in facts
    )
    return f"{title_html(caption)}{_SCROLL}<table><tbody>{rows}</tbody></table></div>"


def title_html(caption: str) -> str:
    """The line above a display."""
    return f"<p><strong>{escape(clean(caption))}</strong></p>" if caption else ""


def record_html(record: Record) -> str:
    """A record as a table of its members; those that say nothing are left out.

    Example:
        >>> from evidence.records import ContextTherapy
        >>> record_html(ContextTherapy(therapy="vincristine", role="refractory")).count("<tr>")
        2
    """
    facts = ((name, _plain(value)) for name, value in record.to_dict().items() if _says(value))
    return facts_html(type(record).__name__, facts)


def gaps_html(gaps: Gaps) -> str:
    """What is missing, one row a gap."""
    rows: list[tuple[str, str, object]] = [
        *(("therapy without a source", name, None) for name in gaps.uncited_therapies),
        *(("claim without a source", name, None) for name in gaps.uncited_claims),
        *(("single source", one.therapy, one.source) for one in gaps.single_source),
        *(
            (
                "contradiction",
                f"{one.subject}, {one.condition or 'condition not stated'}",
                (f"supporting: {', '.join(one.supporting)}", f"against: {', '.join(one.against)}"),
            )
            for one in gaps.contradictions
        ),
    ]
    return list_html(repr(gaps)[1:-1], [dict(zip(("gap", "of", "with"), row, strict=True)) for row in rows])


def losses_html(losses: Losses) -> str:
    """What would fall, one row a loss; those that lose all say so."""
    kinds = (("therapy", losses.therapies), ("claim", losses.claims), ("document", losses.documents))
    rows = [
        {"": kind, "loses support": loss.name, "lost": loss.lost, "left": loss.left or "no source"}
        for kind, lost in kinds
        for loss in lost
    ]
    return list_html(repr(losses)[1:-1], rows)


class Picture:
    """An SVG picture that shows itself as ``<img>``, so that a notebook needs to trust nothing.

    Args:
        svg: A complete SVG document.
        description: What it shows, for those who do not see it.

    Example:
        >>> picture = Picture("<svg xmlns='http://www.w3.org/2000/svg'/>", "nothing")
        >>> picture, '<img src="data:image/svg+xml;base64,' in picture._repr_html_()
        (<Picture: nothing>, True)
    """

    def __init__(self, svg: str, description: str) -> None:
        self.svg, self.description = svg, description

    def save(self, path: str | Path) -> Path:
        """Write the SVG to a file; returns its path.

        Raises:
            WriteRefused: It cannot be written.
        """
        from evidence.writing import write_file

        target = Path(path)
        write_file(target, self.svg.encode())
        return target

    def _repr_html_(self) -> str:
        encoded = base64.b64encode(self.svg.encode()).decode()
        width = re.search(r'\swidth="([0-9]+)', self.svg[:600])
        style = f"max-width: 100%; min-width: {min(int(width[1]), READABLE) if width else 0}px"
        image = f'<img src="data:image/svg+xml;base64,{encoded}" alt="{escape(self.description)}" style="{style}">'
        return f"{_SCROLL}{image}</div>"

    def __repr__(self) -> str:
        return f"<Picture: {self.description}>"


def show_graph(graph: Graph) -> Picture:
    """The graph (or a neighbourhood of it) as a picture in three columns: therapies, claims, sources."""
    from evidence.views.picture import describe_picture, render_picture  # only a picture needs it

    return Picture(render_picture(graph), describe_picture(graph))


def show_timeline(library: Evidence) -> Picture:
    """The sources by year and study design as a picture."""
    from evidence.views.gap_map_picture import timeline_grid  # only a picture needs it
    from evidence.views.grid_picture import render_grid

    grid = timeline_grid(library)
    return Picture(render_grid(grid), grid.description)


def cell_text(value: object) -> str:
    """Escaped text of a cell: several things stand under each other.

    Example:
        >>> cell_text(("a", "<b>")), cell_text(None)
        ('a<br>&lt;b&gt;', '')
    """
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "<br>".join(_lines(value))
    return escape(clean(str(value)))


def _lines(values: Iterable[object]) -> Iterator[str]:
    return (escape(clean(str(value))) for value in values)


def _says(value: object) -> bool:
    return (
        value is not None
        and value is not False
        and value != ""
        and not (isinstance(value, list | tuple | dict) and not value)
    )


def _plain(value: object) -> object:
    """A member in words: nested records as ``name: value`` pairs, without those that say nothing."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items() if _says(inner))
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
