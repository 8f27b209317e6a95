"""The evidence table as one quiet HTML page: dark and light, phone and print, without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.views.page import render_page
from evidence.wording import counted

if TYPE_CHECKING:
    from evidence.views.table import Table

TITLES = {
    "therapy": "Evidence by therapy and condition",
    "claim": "Claims and their sources",
    "source": "Sources and what they support",
}
CAPTIONS = {
    "therapy": "What the documents claim of each therapy, and on which sources the claims rest",
    "claim": "Each statement with the sources it cites",
    "source": "Each source with the verdicts that rest on it",
}


def render_table_page(table: Table) -> str:
    """The table as a complete page; the same rows as in every other format."""
    caption = f"{CAPTIONS[table.by]}. {counted(len(table), 'row')}."
    return render_page("table.html", title=TITLES[table.by], table=table.with_marks(), caption=caption)
