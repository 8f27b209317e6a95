"""Formatted reference lists: numbered plain text, and one HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.styles import render_reference, render_reference_html

if TYPE_CHECKING:
    from evidence.exports.selection import Selection

STYLE_NAMES = {"ama": "AMA", "vancouver": "Vancouver (NLM)"}


def export_text(selection: Selection) -> str:
    """One numbered reference a line."""
    lines = (render_reference(source, selection.style) for source in selection.sources)
    return "".join(f"{number}. {line}\n" for number, line in enumerate(lines, 1))


def export_html(selection: Selection) -> str:
    """A page with a numbered list, identifiers linked; no script, no request to anywhere."""
    from markupsafe import Markup

    from evidence.views.page import render_page

    references = [(source.key, Markup(render_reference_html(source, selection.style))) for source in selection.sources]
    style = STYLE_NAMES.get(selection.style, selection.style)
    return render_page("references.html", title="References", references=references, style=style)
