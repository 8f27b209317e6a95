"""Made-up pages in any number, of the kinds and the density of the labelled ones: to measure a corpus.

    python benchmarks/pages.py FOLDER [--pages 10000] [--mean 3000]

Each page is one of the labelled documents, with paragraphs of others of its format until it has its length; its therapies are swapped
among each other, and the numbers of its citations are drawn so that few works are cited by many pages and many by few. The same pages
each time.

The labelled documents hold 8.9 claims a kB, since they were written to hold many; the real pages that the program was made for hold 6.3,
with 3.6 citations. So the paragraphs that are added are mostly those without a claim (who gets the disease, what is measured), every
other one of them with a citation, and the pages come to the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path
from typing import NamedTuple

DOCUMENTS = Path(__file__).parent.parent / "tests" / "data" / "labelled" / "documents"
PLACE = re.compile(r"((?:19|20)\d\d)( [A-Z][a-z]{2})?; ?(\d{1,3})((?:\([^)]{1,12}\))?[:;] ?)(\d{1,5})")
_A_FOLDER = 250
_WORKS = 40
_SHORTEST = 80
"""A shorter piece of a document is a heading, in characters."""
_WITHOUT_CLAIM = 0.95
"""Share of the added paragraphs that have none."""
_A_LIST = 3
"""So many citations in a paragraph without a claim are a list of references."""


def therapy_names() -> list[str]:
    """One-word names of therapies in the labelled documents."""
    names: set[str] = set()
    for path in DOCUMENTS.glob("*.gold.json"):
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            names.update(name for name in claim["therapies"] if name.isalpha() and len(name) > 5)
    return sorted(names)


class Labelled(NamedTuple):
    """A labelled document, and its paragraphs: with claims, with citations alone, with neither."""

    suffix: str
    text: str
    telling: list[str]
    citing: list[str]
    plain: list[str]


def load_documents() -> list[Labelled]:
    """The labelled documents in plain text, Markdown and HTML."""
    out = []
    for path in sorted(DOCUMENTS.iterdir()):
        if path.suffix not in (".txt", ".md", ".html"):
            continue
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        labels = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        mark = "<p>" if "</p>" in text else "\n\n"
        document, end = Labelled(path.suffix, text, [], [], []), -len(mark)
        pieces = text.split(mark)
        for order, piece in enumerate(pieces):
            start, end = end + len(mark), end + len(mark) + len(piece)
            if order in (0, len(pieces) - 1) or len(piece) <= _SHORTEST:
                continue
            claims = any(claim["span"][0] < end and claim["span"][1] > start for claim in labels["claims"])
            cited = sum(start <= citation["start"] < end for citation in labels["citations"])
            if claims or cited < _A_LIST:
                paragraphs = document.telling if claims else document.citing if cited else document.plain
                paragraphs.append(f"<p>{piece}".partition("</body")[0] if mark == "<p>" else piece)
        out.append(document)
    return out


def make_pages(folder: Path, count: int, mean: int = 3000) -> int:
    """Write pages; returns their bytes."""
    chance = random.Random(1729)
    bases = load_documents()
    paragraphs: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for base in bases:
        telling, citing, plain = paragraphs.setdefault(base.suffix, ([], [], []))
        telling += base.telling
        citing += base.citing
        plain += base.plain
    names = therapy_names()
    word = re.compile(r"\b(" + "|".join(names) + r")\b", re.IGNORECASE)
    written = 0
    for number in range(count):
        suffix, text = bases[number % len(bases)][:2]
        wanted = chance.uniform(0.6, 1.4) * mean
        while len(text) < wanted:
            telling, citing, plain = paragraphs[suffix]
            without = citing if chance.random() < 0.5 else plain
            text = add_paragraph(text, chance.choice(without if chance.random() < _WITHOUT_CLAIM else telling))
        meant = dict(zip(names, chance.sample(names, len(names)), strict=True))
        text = word.sub(lambda hit, meant=meant: like(meant[hit[0].lower()], hit[0]), text)  # type: ignore[misc]
        text = PLACE.sub(lambda hit: place(hit, chance), text)
        path = folder / f"{number // _A_FOLDER:03d}" / f"page-{number:05d}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = text.encode()
        path.write_bytes(raw)
        written += len(raw)
    return written


def add_paragraph(text: str, other: str) -> str:
    """A paragraph before the references or the end of a page."""
    at = max(
        text.rfind("<footer"),
        text.rfind("</body"),
        text.upper().rfind("\n## REFERENCES"),
        text.upper().rfind("\nREFERENCES"),
    )
    at = at if at > 0 else len(text)
    return f"{text[:at]}\n\n{other}\n\n{text[at:]}"


def like(name: str, written: str) -> str:
    return name.capitalize() if written[0].isupper() else name


def place(hit: re.Match[str], chance: random.Random) -> str:
    """Year, volume and page of another work of the same journal; the first of them are cited most."""
    work = int(chance.paretovariate(0.7))
    if work > _WORKS * 100:
        work = chance.randint(1, _WORKS * 100)
    shift = work % _WORKS
    page = (int(hit[5]) + 37 * work) % 4999 + 1
    return f"{int(hit[1]) - shift}{hit[2] or ''};{max(1, int(hit[3]) - shift)}{hit[4]}{page}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--mean", type=int, default=3000)
    args = parser.parse_args()
    written = make_pages(args.folder, args.pages, args.mean)
    print(f"{args.pages:,} pages, {written / 1e6:.1f} MB in {args.folder}")


if __name__ == "__main__":
    main()
