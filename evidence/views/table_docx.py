"""The evidence table as a Word document: a real table whose header repeats and whose rows stay whole, then the references."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from evidence.errors import MissingExtra
from evidence.views.table_cells import NO_SOURCE
from evidence.views.table_page import CAPTIONS, TITLES
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.views.table import Table

WEIGHTS = {
    "Therapy": 15, "Condition": 13, "Outcome": 11, "Direction": 12, "Sources": 20, "Statement": 28, "Claims": 8.5, "Uncited": 9.5,
    "Context": 14, "Certainty": 10, "Footnote": 10.5, "Number of sources": 10, "Documents": 13, "Document": 12, "Study": 10, "Cue words": 10, "Uncertain": 11, "Claim": 11, "Source": 18,
    "Key": 16, "Year": 7, "Design": 12, "Level": 11, "Integrity": 11, "Cited as": 16, "Verdicts": 22,
}  # fmt: skip
"""How wide the columns are, relative to each other."""
LANDSCAPE_FROM = 6
"""Columns with something to say; with fewer the page stays upright."""
CELL, STRONG = "Evidence Cell", "Evidence Strong"
"""Paragraph styles of the table, so that a person changes all cells at once."""
_CM = 360_000
_NOTE = "No medical advice. Directions are read by a program from the wording of the documents; nothing is graded."


def render_docx(table: Table) -> bytes:
    """The table and its reference list (AMA style); the same bytes for the same table. Columns that say nothing and were not chosen are left out.

    Raises:
        MissingExtra: python-docx is not installed.
    """
    try:
        import docx  # an extra
    except ImportError as missing:
        raise MissingExtra("a table as a Word document", "docx") from missing
    table = table.with_marks()
    said = table.shown
    document = docx.Document()
    _set_up(document, TITLES[table.by], wide=len(said) >= LANDSCAPE_FROM)
    document.add_heading(TITLES[table.by], 0)
    document.add_paragraph(f"{CAPTIONS[table.by]}. {counted(len(table), 'row')}.", style="Caption")
    if table.rows:
        _add_table(document, table, said)
        _add_footnotes(document, table)
    if table.references:
        document.add_heading("References", 1)
        for reference in table.references:
            _add_reference(document, reference.text, reference.key, reference.address)
    document.add_paragraph(_NOTE).runs[0].italic = True
    out = io.BytesIO()
    document.save(out)
    return _without_dates(out.getvalue())


def _set_up(document: Any, title: str, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Emu, Pt, RGBColor

    section = document.sections[0]
    long, short = Emu(int(29.7 * _CM)), Emu(int(21 * _CM))
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Emu(int(1.8 * _CM))
    for name, size in (("Normal", 9.5), ("Title", 18), ("Heading 1", 13), ("Caption", 9)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.name = "Calibri"
        style.font.color.rgb = RGBColor(0x1C, 0x21, 0x26)
    document.styles["Caption"].font.bold = False
    for name, bold in ((CELL, False), (STRONG, True)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold = Pt(7.5), bold
        style.paragraph_format.space_after = Pt(2)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.comments = ""


def _add_table(document: Any, table: Table, said: Sequence[int]) -> None:
    """Rows are given to the package as XML: cell by cell it looks for the place of each element anew, which a long table feels."""
    from docx.oxml import parse_xml
    from docx.shared import Emu

    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    weights = [WEIGHTS.get(table.columns[at], 12) for at in said]
    widths = [Emu(int(room * weight / sum(weights))) for weight in weights]
    made: Any = document.add_table(rows=0, cols=len(said))
    made.style = "Table Grid"
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    texts: list[list[Sequence[str]]] = [[row[at] for at in said] for row in table.rows]
    made._tbl.append(parse_xml(_row_xml([(table.heads[at],) for at in said], widths, header=True)))
    for row in texts:
        made._tbl.append(parse_xml(_row_xml(row, widths)))


def _add_footnotes(document: Any, table: Table) -> None:
    """The footnotes under the table with their numbers written out: Word's own would be numbered anew in each row it moves."""
    for number, text in enumerate(table.footnotes, 1):
        document.add_paragraph(f"{number}. {text}", style=CELL)
    if table.closing:
        document.add_paragraph(table.closing, style=CELL)


def _row_xml(cells: Sequence[Sequence[str]], widths: Sequence[Any], *, header: bool = False) -> str:
    """A row that no page break cuts; the header row stands on every page."""
    from docx.oxml.ns import nsdecls

    kept = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    written = (
        _cell_xml(cell, width.twips, header=header, first=not at)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr {nsdecls('w')}><w:trPr>{kept}</w:trPr>{''.join(written)}</w:tr>"


def _cell_xml(texts: Sequence[str], width: int, *, header: bool, first: bool) -> str:
    shade = '<w:shd w:val="clear" w:fill="E8EEF2"/>' if header else ""
    paragraphs = []
    for text in texts or ("",):
        style = STRONG if header or first or text == NO_SOURCE else CELL
        run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
        paragraphs.append(f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr>{run}</w:p>')
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _add_reference(document: Any, text: str, key: str, address: str | None) -> None:
    """A numbered line; the address stands at its end as a link."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = document.add_paragraph(f"{text} [{key}] ")
    paragraph._p.style = "ListNumber"
    if not address:
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _without_dates(raw: bytes) -> bytes:
    """The same package with every member dated alike, so that equal tables give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as was, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as now:
        for name in was.namelist():
            now.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), was.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
