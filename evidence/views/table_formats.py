"""The formats of an evidence table. ``FORMATS`` is the registry: adding one is a function and a row."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from evidence.wording import json_for_eyes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evidence.views.table import Table


class TableFormat(NamedTuple):
    """How a table is written: the function (text or, for an office file, bytes) and the suffixes that choose it."""

    render: Callable[[Table], str | bytes]
    suffixes: tuple[str, ...]


def render_terminal(table: Table) -> str:
    """The table in lines of text; see ``table_terminal`` for width and colour."""
    from evidence.views.table_terminal import render_table_lines  # rich is imported late

    return render_table_lines(table)


def render_markdown(table: Table) -> str:
    """A pipe table (GitHub, pandoc): one line a row, footnotes as a list; what Markdown or HTML would act on is escaped.

    Example:
        >>> from evidence.views.table import Table
        >>> print(render_markdown(Table(by="source", columns=("A", "B"), rows=((("x|y",), ("1", "*2*")),))), end="")
        | A | B |
        | --- | --- |
        | x\\|y | 1<br>\\*2\\* |
    """
    table = table.with_marks()
    lines = [tuple(map(_escape_markdown, table.titles)) or table.columns, ("---",) * len(table.columns)]
    lines += [tuple("<br>".join(map(_escape_markdown, cell)) for cell in row) for row in table.rows]
    below = [f"{number}. {_escape_markdown(text)}\n" for number, text in enumerate(table.footnotes, 1)]
    parts = ["".join(f"| {' | '.join(line)} |\n" for line in lines), "".join(below), f"{table.closing}\n"]
    return "\n".join(part for part in parts if part.strip())


def _escape_markdown(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|~$^#])", r"\\\1", plain)


def render_csv(table: Table) -> str:
    """Comma-separated values (RFC 4180, ``\\n`` line ends), fit to be opened in a spreadsheet.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe, the spreadsheet's own mark for text.

    Source:
        OWASP, *CSV Injection*.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([defuse_formula(title) for title in table.heads])
    for row in table.to_texts():
        writer.writerow([defuse_formula(text) for text in row.values()])
    return out.getvalue()


def defuse_formula(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would calculate it.

    Example:
        >>> defuse_formula("=1+1"), defuse_formula(" @SUM(A1)"), defuse_formula("supports (+)")
        ("'=1+1", "' @SUM(A1)", 'supports (+)')
    """
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]", text) else text


def render_json(table: Table) -> str:
    """JSON Lines, one object a row, as ``Table.to_rows`` gives it: values, not what a person reads."""
    return json_for_eyes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_rows()))


def render_html(table: Table) -> str:
    """A complete page; see ``table_page``."""
    from evidence.views.table_page import render_table_page  # jinja2 is imported late

    return render_table_page(table)


def render_latex(table: Table) -> str:
    """A document for pdflatex; see ``table_latex``."""
    from evidence.views.table_latex import render_latex as render  # pylatexenc is imported late

    return render(table)


def render_xlsx(table: Table) -> bytes:
    """A spreadsheet; see ``table_xlsx``."""
    from evidence.views.table_xlsx import render_xlsx as render  # xlsxwriter is an extra

    return render(table)


def render_docx(table: Table) -> bytes:
    """A Word document; see ``table_docx``."""
    from evidence.views.table_docx import render_docx as render  # python-docx is an extra

    return render(table)


FORMATS: Mapping[str, TableFormat] = {
    "terminal": TableFormat(render_terminal, (".txt",)),
    "markdown": TableFormat(render_markdown, (".md", ".markdown")),
    "html": TableFormat(render_html, (".html", ".htm")),
    "csv": TableFormat(render_csv, (".csv",)),
    "xlsx": TableFormat(render_xlsx, (".xlsx",)),
    "docx": TableFormat(render_docx, (".docx",)),
    "latex": TableFormat(render_latex, (".tex", ".latex")),
    "json": TableFormat(render_json, (".json", ".jsonl")),
}
"""Format name → how it is written."""


def render_table(table: Table, format_name: str = "terminal") -> str | bytes:
    """The table in one of ``FORMATS``; the same rows in each.

    Raises:
        KeyError: No such format.
        MissingExtra: The format needs a package that is not installed; the message says how to get it.
    """
    return FORMATS[format_name].render(table)
