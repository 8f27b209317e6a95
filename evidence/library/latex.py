"""LaTeX in the values of a bibliography: decode what people wrote, write so that every reader gets the same text back.

Accents are written as Unicode (biber, pandoc, JabRef and Zotero read UTF-8); only what LaTeX would take for a command is escaped.
BibTeX counts braces even after a backslash: those that do not pair become ``\\textbraceleft{}``.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.macrospec import LatexContextDb

VERBATIM = frozenset({"doi", "url", "file", "eprint", "pmid", "pmcid", "isbn", "issn", "claims"})
"""Fields that biblatex and pandoc read as they stand, without LaTeX."""

_NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "|": r"\textbar{}",
}
_ESCAPES = str.maketrans({**_NAMED, **{mark: "\\" + mark for mark in "&%$#_"}})
_PAIRED = {**_ESCAPES, ord("{"): r"\{", ord("}"): r"\}"}
_BACK = {code.rstrip("{}").lstrip("\\"): mark for mark, code in _NAMED.items()}
_SIMPLE = regex.compile(
    r"\\(?:([&%$#_{} \\])|(textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum|textbar)(?:\{\}|\ |\b))"
)
_SIGN = regex.compile(
    r"""\\(?:["'`^~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])                       # \'e  \"{u}  \'{\i}
        | [uvHcdbkr](?:\{\\?[A-Za-z]\}|\ \\?[A-Za-z])                        # \c{c}  \v s
        | (?:ss|ae|AE|oe|OE|o|O|aa|AA|l|L|i|j)(?:\{\}|\ (?=[A-Za-z])|(?![A-Za-z\ ]))  # \o  \ss{}
      )""",
    regex.X,
)
"""One accented letter or ligature: decoded alone and remembered, since names are full of them."""
_FORMULA = regex.compile(r"\$[^$]++\$")
_SHORT_FORMULA = regex.compile(r"\$(?:[^$\\{}%]|\\[A-Za-z]++(?![{\[*])){1,40}+\$")
"""A formula without arguments, as in ``TNF-$\\alpha$``: decoded alone and remembered, since abstracts are full of them."""
_MARKED = regex.compile(r"[\\{}$~\-`']")
_HIDDEN_MARK = regex.compile("\ue000([0-9a-f]{2})")
_VERBATIM_ESCAPE = regex.compile(r"\\([&%$#_])")
_BARE_PERCENT = regex.compile(r"(?<!\\)%")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_PAIR = regex.compile(r"([-`'])(?=\1)")
"""Two of these side by side would be read back as one sign."""
_HIDDEN = "\ue000"
"""Stands for an escaped character while braces are taken out, so that a written ``\\textbraceleft`` survives."""
_LARGEST, _DEEPEST = 50_000, 40


def encode_latex(text: str) -> str:
    """Plain text → the inside of a braced BibTeX value.

    Example:
        >>> encode_latex("Müller & Söhne: 50 % of {x}")
        'Müller \\\\& Söhne: 50 \\\\% of \\\\{x\\\\}'
        >>> decode_latex(encode_latex("a_b {c} 5^2 ~ \\\\ | $"))
        'a_b {c} 5^2 ~ \\\\ | $'
    """
    text = " ".join(text.split())
    return str(_PAIR.sub(r"\1{}", text.translate(_PAIRED if _depth(text) > 0 else _ESCAPES)))


def encode_verbatim(text: str) -> str:
    """An address or identifier → the inside of a braced value that is read as it stands; what would break BibTeX is per cent encoded.

    Example:
        >>> encode_verbatim("https://example.org/a_b?c=%20{x}")
        'https://example.org/a_b?c=%20%7Bx%7D'
    """
    return "".join(text.split()).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def encode_field(name: str, text: str) -> str:
    """The inside of the braces for a field of this name."""
    if name == "claims":
        return ", ".join(encode_verbatim(part) for part in text.split(","))
    return encode_verbatim(text) if name in VERBATIM else encode_latex(text)


def decode_field(name: str, text: str) -> str:
    """What a field's value says; ``text`` is its inside, without the outer braces or quotes."""
    if name in VERBATIM:
        return str(_VERBATIM_ESCAPE.sub(r"\1", " ".join(text.split())))
    return decode_latex(text)


def decode_latex(text: str) -> str:
    """The inside of a BibTeX value → plain text: commands and accents resolved, protecting braces gone, white space made single.

    Unknown commands keep their arguments; text that is no LaTeX at all comes back without its braces. Never raises.

    Example:
        >>> decode_latex(r"{KMS} in M{\\"u}nchen: 5--10~\\% {\\&} more")
        'KMS in München: 5–10 % & more'
        >>> decode_latex("50% of a_b")
        '50% of a_b'
        >>> decode_latex(r"Preface \\\\ 1. Fonts in $\\alpha$")
        'Preface 1. Fonts in α'
    """
    text = " ".join(text.split())
    if _MARKED.search(text) is None:
        return text
    plain = _SIMPLE.sub(_hide, text) if "\\" in text else text
    if "\\" in plain:
        plain = _SIGN.sub(_decoded_match, plain)
    if "$" in plain:
        # one that closes nothing is a sign of its own: "5$ a day"
        odd = plain.count("$") % 2
        plain = plain.replace("$", f"{_HIDDEN}24") if odd else _FORMULA.sub(_decoded_formula, plain)
    if "\\" in plain or "$" in plain:
        return _unhide(_decoded_by_pylatexenc(plain))
    for written, sign in _LIGATURES:
        plain = plain.replace(written, sign)
    plain = plain.replace("{", "").replace("}", "").replace("~", " ")
    return _unhide(" ".join(plain.split()) if "  " in plain and "  " not in text else plain)


def _hide(match: regex.Match[str]) -> str:
    mark = match[1] or _BACK[match[2]]
    if mark == "\\" and match[1]:
        return " "  # a line break
    return f"{_HIDDEN}{ord(mark):02x}"


def _unhide(text: str) -> str:
    return str(_HIDDEN_MARK.sub(lambda match: chr(int(match[1], 16)), text)) if _HIDDEN in text else text


def _decoded_match(match: regex.Match[str]) -> str:
    return _decoded_sign(match[0])


def _decoded_formula(match: regex.Match[str]) -> str:
    return _decoded_sign(match[0]) if _SHORT_FORMULA.fullmatch(match[0]) else match[0]


@lru_cache(maxsize=4096)
def _decoded_sign(command: str) -> str:
    return _decoded_by_pylatexenc(command)


def _decoded_by_pylatexenc(text: str) -> str:
    bare = text.replace("{", "").replace("}", "")
    if len(text) > _LARGEST or _depth(text) > _DEEPEST or _depth(text) < 0:
        return bare
    try:
        decoded = _decoder().latex_to_text(_BARE_PERCENT.sub(r"\\%", text), latex_context=_commands())
    except Exception:  # noqa: BLE001, RUF100  a value is never a reason to fail: what cannot be decoded is shown as written
        return bare
    out = " ".join(decoded.split())
    return out if out or not bare.strip() else bare


def _depth(text: str) -> int:
    """How deep the braces nest; -1 when they do not pair."""
    depth = deepest = 0
    for mark in regex.findall(r"[{}]", text):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return -1
        deepest = max(deepest, depth)
    return deepest if depth == 0 else -1


@cache
def _commands() -> LatexContextDb:
    """What pylatexenc would build anew for every value."""
    from pylatexenc.latexwalker import get_default_latex_context_db

    return get_default_latex_context_db()


@cache
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    commands = get_default_latex_context_db()
    named = [MacroTextSpec(name, mark) for name, mark in _BACK.items()]
    commands.add_context_category(
        "evidence", prepend=True, macros=[*named, MacroTextSpec("url", "%s"), MacroTextSpec("href", "%(2)s")]
    )
    return LatexNodes2Text(latex_context=commands, keep_comments=True)
