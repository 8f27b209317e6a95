"""Reference lines in any style of the Citation Style Language, through citeproc-py (extra ``styles``).

citeproc-py escapes nothing that a style file says, and takes some HTML in titles for markup. So its markup is asked for as private characters,
and the line is escaped as a whole before these become tags.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from evidence.errors import InputError, MissingExtra
from evidence.reading.files import read_bytes
from evidence.wording import clean

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

SHIPPED: Mapping[str, str] = {
    "apa": "apa",
    "nature": "nature",
    "jama": "american-medical-association",
    "american-medical-association": "american-medical-association",
    "nlm-citation-sequence": "nlm-citation-sequence",
}
"""Style name → file in ``evidence/data/csl``; a journal's own style that only points to its parent stands under the parent's file."""

_MOST = 2_000_000
_MOST_CALLS = 100_000
"""Calls of macros when each macro is used once; APA, among the largest styles, has about twenty thousand."""
_MOST_NESTED_MACROS = 50
_INDEPENDENT = regex.compile(r"<link\b[^<>]{0,500}?\brel=[\"']independent-parent[\"']", regex.I)
_HREF = regex.compile(r"\bhref=[\"'][^\"'<>]{0,300}?([^\"'<>/]++)[\"']", regex.I)
_NUMBER = regex.compile(r"^\s*+[\[(]?+(\d++)[\])]?+\.?+\s*+")
_LESS, _OPEN, _SHUT = "\ue01c", "\ue01d", "\ue01e"
_MARKED = regex.compile(f"{_OPEN}([a-z]++):|{_SHUT}([a-z]++):")
_STOPS = regex.compile(rf"(\bal\.(?:{_SHUT}[a-z]++:)?+)\.")
"""citeproc-py puts a second full stop behind an "et al." in italics."""
_PRIVATE = regex.compile(f"[{_LESS}{_OPEN}{_SHUT}]")
_VARIABLES = frozenset(
    [
        "author",
        "editor",
        "title",
        "container-title",
        "container-title-short",
        "issued",
        "volume",
        "issue",
        "page",
        "edition",
        "publisher",
        "publisher-place",
        "DOI",
        "PMID",
        "PMCID",
        "URL",
        "ISSN",
        "ISBN",
        "language",
        "note",
    ]
)


class CslLines(NamedTuple):
    """References in the order in which they are to stand.

    Attributes:
        order: Place of each reference's item among those given.
        lines: The references, without the numbers that a numeric style puts before them.
        numeric: The style numbers its references.
    """

    order: tuple[int, ...]
    lines: tuple[str, ...]
    numeric: bool


def render_csl(
    items: Sequence[Mapping[str, Any]], style: str, *, html: bool = False, as_given: bool = True
) -> CslLines:
    """References in a CSL style.

    Args:
        items: CSL-JSON items.
        style: A name in ``SHIPPED``, or the path of a ``.csl`` file.
        html: As escaped HTML with the style's italics and the like, else as plain text.
        as_given: Keep the order of ``items``; else the style's own order, if it has one.

    Raises:
        MissingExtra: citeproc-py is not installed.
        InputError: The file is no style, has entities, or points to a parent that is not at hand.
    """
    try:
        from citeproc import Citation, CitationItem, CitationStylesBibliography
        from citeproc.source.json import CiteProcJSON
    except ImportError:
        raise MissingExtra(f"the style {style!r}", "styles") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of variables that it does not know; they are not printed
        parsed = _load_style(style)
        raw = [{"id": f"i{at}", "type": item["type"], **_variables(item)} for at, item in enumerate(items)]
        try:
            bibliography = CitationStylesBibliography(parsed, CiteProcJSON(raw), _FORMATTER)
            for at in range(len(raw)):
                bibliography.register(Citation([CitationItem(f"i{at}")]))
            if not as_given and bibliography.items:
                bibliography.sort()
            rendered = [
                "".join(str(part) for part in line) if isinstance(line, list) else str(line)
                for line in bibliography.bibliography()
            ]
        except Exception as error:  # citeproc-py raises whatever it stumbles over in a style that breaks the rules
            if style in SHIPPED:
                raise
            raise InputError(f"this CSL style breaks its own language ({type(error).__name__})", path=style) from None
    numeric = "citation-number" in _text_of(style)
    order = tuple(int(str(key)[1:]) for key in bibliography.keys)
    lines = (_NUMBER.sub("", line, count=1) if numeric else line for line in rendered)
    return CslLines(order, tuple(_finish(line, html=html) for line in lines), numeric)


def _variables(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _bare(value) for name, value in item.items() if name in _VARIABLES}


def _bare(value: Any) -> Any:
    """The value with its ``<`` hidden, so that no title is taken for markup."""
    if isinstance(value, str):
        return _PRIVATE.sub("", value).replace("<", _LESS)
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return {name: _bare(part) for name, part in value.items()} if isinstance(value, dict) else value


def _finish(line: str, *, html: bool) -> str:
    line = _STOPS.sub(r"\1", clean(line)).replace(_LESS, "<")
    if not html:
        return str(_MARKED.sub("", line))
    return str(_MARKED.sub(lambda match: f"<{match[1]}>" if match[1] else f"</{match[2]}>", escape(line, quote=False)))


def _wrapper(tag: str) -> type[str]:
    class _Marked(str):
        __slots__ = ()

        def __new__(cls, text: str) -> _Marked:
            return super().__new__(cls, f"{_OPEN}{tag}:{text}{_SHUT}{tag}:")

    return _Marked


_FORMATTER = SimpleNamespace(
    preformat=str, Italic=_wrapper("i"), Oblique=_wrapper("i"), Bold=_wrapper("b"), Light=str, Underline=_wrapper("u"),
    Superscript=_wrapper("sup"), Subscript=_wrapper("sub"), SmallCaps=str,
)  # fmt: skip


def _load_style(style: str) -> CitationStylesStyle:
    from io import BytesIO

    from citeproc import CitationStylesStyle
    from lxml.etree import LxmlError

    try:
        text = _text_of(style)
        _check_macros(text, style)
        return CitationStylesStyle(BytesIO(text.encode()), locale="en-US", validate=False)
    except (LxmlError, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"this is no CSL style that can be used ({clean(str(error))[:100]})", path=style) from None


def _check_macros(text: str, path: str) -> None:
    """Refuse macros that call themselves, or that call each other so often that one line would take hours.

    Raises:
        InputError: It has such macros.
        lxml.etree.LxmlError: It is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(text.encode(), parser)
    if root.getroottree().docinfo.internalDTD is not None:  # asked of the parser: an encoding can hide it from us
        raise InputError("a style with a document type or entities is not read", path=path)
    calls = {
        macro.get("name"): [call.get("macro") for call in macro.iter() if call.get("macro")]
        for macro in root.iter("{*}macro")
    }
    steps: dict[str | None, int] = {}

    def count(name: str | None, above: tuple[str | None, ...]) -> int:
        if name in above or len(above) > _MOST_NESTED_MACROS:
            raise InputError(f"the macro {name!r} of this style calls itself, or macros are nested too deep", path=path)
        if name not in steps:
            steps[name] = 1 + sum(count(called, (*above, name)) for called in calls.get(name, ()))
        return steps[name]

    if sum(count(name, ()) for name in calls) > _MOST_CALLS:
        raise InputError("the macros of this style call each other too often", path=path)


@lru_cache(maxsize=8)
def _text_of(style: str) -> str:
    """The text of an independent style."""
    text = _shipped(style) if style in SHIPPED else _read_style(style)
    link = _INDEPENDENT.search(text)
    if link is None:
        return text
    parent = _HREF.search(text[link.start() : text.find(">", link.start())])
    name = parent[1] if parent else ""
    if name in SHIPPED:
        return _shipped(name)
    beside = Path(style).with_name(f"{name}.csl")
    if name and beside.is_file():
        return _read_style(str(beside))
    raise InputError(f"this style only points to {name!r}; put {name}.csl beside it", path=style)


def _shipped(name: str) -> str:
    return (resources.files("evidence.data") / "csl" / f"{SHIPPED[name]}.csl").read_text(encoding="utf-8")


def _read_style(path: str) -> str:
    try:
        text = read_bytes(path, max_size=_MOST).decode("utf-8-sig")
    except InputError as error:
        raise InputError(f"this style cannot be read ({error.message})", path=path) from None
    except UnicodeDecodeError:
        raise InputError("this style is not UTF-8", path=path) from None
    if "<style" not in text:
        raise InputError("this is no CSL style, or it is larger than 2 MB", path=path)
    return text
