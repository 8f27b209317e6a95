"""The evidence table as a LaTeX document: booktabs and longtable, landscape, every letter escaped. Compiles with pdflatex.

pdflatex has no letters for some scripts; a letter that it lacks is printed as its code point (``U+4E34``), so that nothing is lost
unseen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from evidence.views.table_docx import WEIGHTS
from evidence.views.table_page import CAPTIONS, TITLES
from evidence.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evidence.views.table import Table

_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\usepackage[utf8]{inputenc}
\usepackage{textcomp,amsmath,amssymb}
\usepackage[landscape,margin=15mm]{geometry}
\usepackage{array,booktabs,longtable}
\usepackage[hidelinks]{hyperref}
\setlength{\LTleft}{0pt}\setlength{\LTright}{0pt}
\setlength{\tabcolsep}{3pt}
\setlength{\emergencystretch}{3em}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash\hspace{0pt}}p{#1}}
"""
_ASCII = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "'": r"\textquotesingle{}", "`": r"\textasciigrave{}", "-": "-{}", "[": "{[}", "]": "{]}",
    "!": "!{}", "?": "?{}", ",": ",{}",
}  # fmt: skip
"""What TeX acts on, also as half of a ligature (``--``, ``?```, ``,,``) or as an optional argument."""
_PRINTED = re.compile(
    "[\u00a0-\u0148\u014a-\u017f\u0391-\u03a9\u03b1-\u03c9\u2010-\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u20ac"
    "\u2122\u2190-\u2194\u21d2\u2202\u2206\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265]"
)
"""Letters beyond ASCII that the packages above have in their fonts; tried one by one."""
_BREAK_EVERY = 8
LETTERS_ACROSS = 150
"""How many letters of the table's size, wide ones too, stand side by side on the page."""
LINES_TO_A_ROW = 30
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(rf"\S{{{_BREAK_EVERY}}}(?=\S)")
"""No language has such words, so TeX knows no hyphens for them: they may break anywhere."""


def render_latex(table: Table) -> str:
    """A complete document with the table and its references. Columns that say nothing and were not chosen are left out."""
    table = table.with_marks()
    said = table.shown
    weights = [WEIGHTS.get(table.columns[at], 12) for at in said]
    widths = [f"{weight / sum(weights):.4f}" for weight in weights]
    gap = f"{2 * len(said)}"
    columns = "".join(rf"L{{\dimexpr {width}\linewidth-{width}\tabcolsep*{gap}\relax}}" for width in widths)
    head = _line([rf"\textbf{{{escape_latex(table.heads[at])}}}" for at in said])
    room = [max(8, int(weight / sum(weights) * LETTERS_ACROSS)) for weight in weights]
    rows = ["\n".join(_lines([row[at] for at in said], room)) for row in table.rows]
    caption = escape_latex(f"{CAPTIONS[table.by]}. {counted(len(table), 'row')}.")
    longtable = [
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}", r"\toprule", head, r"\midrule\endfirsthead", r"\toprule", head, r"\midrule\endhead",
        r"\bottomrule\endfoot", "\n\\addlinespace\n".join(rows), r"\end{longtable}",
    ]  # fmt: skip
    references = [
        rf"\item {escape_latex(f'{reference.text} [{reference.key}]')}"
        + (rf" \url{{{_address(reference.address)}}}" if reference.address else "")
        for reference in table.references
    ]
    listed = [r"\section*{References}", r"\begin{enumerate}", *references, r"\end{enumerate}"] if references else []
    notes = [rf"\item {escape_latex(text)}" for text in table.footnotes]
    below = [r"\begin{enumerate}", *notes, r"\end{enumerate}"] if notes and rows else []
    below += [rf"\noindent {escape_latex(table.closing)}\par"] if table.closing and rows else []
    body = [
        r"\begin{document}", rf"\section*{{{TITLES[table.by]}}}", rf"\noindent {caption}\par\medskip", r"{\scriptsize",
        *(longtable if rows else [r"\noindent No rows: nothing is claimed here."]), *below, "}", *listed,
        r"\medskip\noindent\textit{No medical advice. Directions are read by a program from the wording of the documents; nothing is graded.}",
        r"\end{document}",
    ]  # fmt: skip
    return _PREAMBLE + "\n".join(body) + "\n"


def _lines(row: Sequence[Sequence[str]], room: Sequence[int]) -> Iterator[str]:
    """A row as one line of the table, or as several where a cell is higher than a page: longtable cuts no line."""
    columns = [_pieces(cell, letters * LINES_TO_A_ROW) for cell, letters in zip(row, room, strict=True)]
    for number in range(max(map(len, columns))):
        yield _line([_cell(pieces[number]) if number < len(pieces) else "" for pieces in columns])


def _pieces(texts: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """The texts of a cell in portions of about ``most`` letters; one portion if they are few."""
    portions: list[tuple[str, ...]] = []
    portion: list[str] = []
    used = 0
    for text in texts:
        for piece in _cut(text, most):
            if portion and used + len(piece) > most:
                portions.append(tuple(portion))
                portion, used = [], 0
            portion.append(piece)
            used += len(piece)
    return [*portions, tuple(portion)]


def _cut(text: str, most: int) -> Iterator[str]:
    """Portions of at most ``most`` letters, cut between words where there are any."""
    while len(text) > most:
        at = text.rfind(" ", most // 2, most) + 1 or most
        yield text[:at].rstrip()
        text = text[at:]
    yield text


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \tabularnewline"


def _cell(texts: Sequence[str]) -> str:
    return r"\newline ".join(map(escape_latex, texts))


def escape_latex(text: str) -> str:
    """The text as LaTeX prints it letter for letter, with places where a long word may break.

    Example:
        >>> escape_latex("100 % {x} \\\\input α ≥ 5"), escape_latex("临")
        ('100 \\\\% \\\\{x\\\\} \\\\textbackslash{}input \\\\ensuremath{\\\\alpha} \\\\ensuremath{\\\\geq} 5', '{[}U+4E34{]}')
    """
    composed = unicodedata.normalize("NFC", text)
    broken = _LONG_WORD.sub(lambda word: _PIECE.sub("\\g<0>\0", word[0]), composed)
    return "".join(map(_letter, broken))


def _letter(letter: str) -> str:
    if letter == "\0":
        return r"\allowbreak{}"
    if letter < "\x7f":
        return _ASCII.get(letter, letter)
    return _beyond_ascii(letter)


@cache
def _beyond_ascii(letter: str) -> str:
    made = _encoder()(letter) if _PRINTED.match(letter) else letter
    return made if made.isascii() else f"{{[}}U+{ord(letter):04X}{{]}}"


@cache
def _encoder() -> Callable[[str], str]:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    made: Callable[[str], str] = UnicodeToLatexEncoder(
        unknown_char_policy="keep", unknown_char_warning=False, replacement_latex_protection="braces-after-macro"
    ).unicode_to_latex
    return made


def _address(address: str) -> str:
    """An address that ``\\url`` takes: it is percent-encoded already, and TeX's own letters are escaped."""
    return re.sub(r"([%#&_{}~^\\$])", lambda found: f"\\{found[0]}" if found[0] in "%#&_{}$" else "", address)
