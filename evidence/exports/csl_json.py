"""CSL-JSON: what citation processors, pandoc and Zotero read.

Source: *Citation Style Language* 1.0.2, appendix IV (variables) and the schema ``csl-data.json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from evidence.exports.item import Item
from evidence.wording import json_for_eyes

if TYPE_CHECKING:
    from evidence.exports.selection import Selection
    from evidence.library.names import PersonName


def export_csl_json(selection: Selection) -> str:
    """The selected sources as a JSON array of CSL items, indented."""
    raw = msgspec.json.encode([to_csl(item) for item in selection.items])
    return json_for_eyes(msgspec.json.format(raw, indent=2).decode()) + "\n"


def to_csl(item: Item) -> dict[str, Any]:
    """An item as CSL variables; only what is known.

    An article number stands in ``page``, where styles print it; a number of a trial registry, which CSL has no variable for, in ``custom``.

    Example:
        >>> to_csl(Item(key="a", container="PD", year=2014, month=7, first_page="595", last_page="598", pmid="1"))
        {'id': 'a', 'type': 'article-journal', 'container-title': 'PD', 'issued': {'date-parts': [[2014, 7]]}, 'page': '595-598', 'PMID': '1'}
    """
    date = [part for part in (item.year, item.month, item.day if item.month else None) if part] if item.year else []
    authors = [_to_name(name) for name in item.authors]
    known: dict[str, Any] = {
        "author": [*authors, {"literal": "et al"}] if item.et_al else authors,
        "editor": [_to_name(name) for name in item.editors],
        "title": item.title,
        "container-title": item.container,
        "container-title-short": item.short_container,
        "issued": {"date-parts": [date]} if date else None,
        "volume": item.volume,
        "issue": item.issue,
        "page": item.pages,
        "edition": item.edition,
        "publisher": item.publisher,
        "publisher-place": item.place,
        "DOI": item.doi,
        "PMID": item.pmid,
        "PMCID": item.pmcid,
        "URL": item.url,
        "ISSN": item.issn,
        "ISBN": item.isbn,
        "abstract": item.abstract,
        "language": item.language,
        "keyword": ", ".join(item.keywords),
        "note": item.note,
        "custom": {"registry": item.registry} if item.registry else None,
    }
    return {"id": item.key, "type": item.kind, **{name: value for name, value in known.items() if value}}


def _to_name(name: PersonName) -> dict[str, str]:
    if name.group or (not name.given and not name.suffix):
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
