"""A reference line as plain text or HTML, from the runs that a style lays out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from evidence.styles.ama import lay_out_ama
from evidence.styles.vancouver import lay_out_vancouver
from evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evidence.library.records import Source
    from evidence.styles.parts import Run

STYLES: Mapping[str, Callable[[Source], tuple[Run, ...]]] = {"ama": lay_out_ama, "vancouver": lay_out_vancouver}
"""Style name → layout. Adding a style is one row."""


def render_reference(source: Source, style: str = "ama") -> str:
    """The source as one line of plain text.

    Args:
        source: Complete or not: what is not known is not printed, and nothing is made up.
        style: A name in ``STYLES``.

    Raises:
        KeyError: The style has no row.

    Example:
        >>> from evidence.library.records import Source
        >>> from evidence.records import Fields
        >>> render_reference(Source(key="pd-2017-34-261", fields=Fields(journal="PD", year=2017, volume="34", first_page="261")))
        'PD. 2017;34:261.'
    """
    return clean("".join(run.text for run in STYLES[style](source)))


def render_reference_html(source: Source, style: str = "ama") -> str:
    """The same line as escaped HTML: the journal in italics where the style wants it, identifiers linked.

    Example:
        >>> from evidence.library.records import Source
        >>> from evidence.records import Fields
        >>> render_reference_html(Source(key="x", fields=Fields(title="A <b> & c", journal="PD", year=2017)))
        'A &lt;b&gt; &amp; c. <i>PD</i>. 2017.'
    """
    return "".join(_to_html(run) for run in STYLES[style](source))


def _to_html(run: Run) -> str:
    shown = escape(clean(run.text, strip=False))
    shown = f"<i>{shown}</i>" if run.italic else shown
    address = escape(quote(clean(run.href), safe=":/?#[]@!$&'()*+,;=%~-._"))
    return f'<a href="{address}" rel="noreferrer">{shown}</a>' if run.href else shown
