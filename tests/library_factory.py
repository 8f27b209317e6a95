"""Findings made by hand, so that the tests of the library do not depend on the grammar of citations or the cues of claims.

A page is written with ``{therapy|direction}`` before a sentence that claims something; citations are ``[PD 2017;34;261]``-like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from evidence.document import Document
from evidence.findings import Findings
from evidence.records import Citation, Claim, Direction, Fields

_CITED = re.compile(
    r"\[(?P<journal>[A-Z][\w .]*?)\.? (?P<year>\d{4});(?P<volume>\d+)[;:](?P<first>\d+)(?:[–-](?P<last>\d+))?\]"
)
_VERDICTS: dict[str, Direction] = {
    "worked": "supports",
    "failed": "against",
    "was used": "mentioned",
    "helped some": "mixed",
}
THERAPIES = ("sirolimus", "vincristine", "radiation therapy", "propranolol", "heparin", "ice")


def cited(text: str, id: str = "c1", start: int = 0, **more: object) -> Citation:  # noqa: A002
    """A citation with its fields."""
    match = _CITED.search(text)
    parts = match.groupdict() if match else {}
    fields = {
        "journal": parts.get("journal"),
        "journal_as_written": parts.get("journal"),
        "year": int(parts["year"]) if match else None,
        "volume": parts.get("volume"),
        "first_page": parts.get("first"),
        "last_page": parts.get("last"),
        **more,
    }
    return Citation(id=id, text=text, start=start, end=start + len(text), fields=Fields.from_dict(fields))


def page(
    text: str, path: Path | str | None = None, conditions: tuple[str, ...] = ("Kasabach-Merritt syndrome",)
) -> Findings:
    """What a page says: a claim for each therapy and verdict named in a sentence, with the sentence's citations."""
    source = text
    document = Document(
        name=Path(path).name if path else "-", source=source, text=source, path=str(path) if path else None,
        digest=sha256(source.encode()).hexdigest(),
    )  # fmt: skip
    if path is not None:
        Path(path).write_bytes(source.encode())
    citations = tuple(cited(m[0], f"c{n}", m.start()) for n, m in enumerate(_CITED.finditer(source), 1))
    claims = tuple(_claims(source, citations))
    return Findings(document, citations, claims, conditions)


def _claims(source: str, citations: tuple[Citation, ...]) -> Iterable[Claim]:
    for sentence in re.finditer(r"[^\s.][^.\n]*\.", source):
        for clause in re.finditer(r"[^,]+", sentence[0]):
            for therapy in THERAPIES:
                at = re.search(re.escape(therapy), clause[0], re.I)
                verdict = next((v for v in _VERDICTS if v in clause[0]), None)
                if at is None or verdict is None:
                    continue
                start = clause.start() + at.start()
                name = f"{therapy.split()[0]}-{sha256((sentence[0] + str(start)).encode()).hexdigest()[:6]}"
                yield Claim(
                    id=name, text=sentence[0], start=sentence.start(), end=sentence.end(), therapies=(therapy,), as_written=(at[0],),
                    mentions=((start, start + len(therapy)),), direction=_VERDICTS[verdict], cues=(verdict,),
                    conditions=("Kasabach-Merritt syndrome",),
                    citations=tuple(c.id for c in citations if sentence.start() <= c.start < sentence.end()),
                )  # fmt: skip
