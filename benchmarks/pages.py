"""Made-up pages in any number, of the kinds and the density of the labelled ones: to measure a corpus.

    python benchmarks/pages.py FOLDER [--pages 10000] [--mean 3000]

Each page is one of the labelled documents, with paragraphs of others of its format until it has its length; its therapies are swapped
among each other, and the numbers of its citations are drawn so that few works are cited by many pages and many by few. The same pages
each time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

DOCUMENTS = Path(__file__).parent.parent / "tests" / "data" / "labelled" / "documents"
PLACE = re.compile(r"((?:19|20)\d\d)( [A-Z][a-z]{2})?; ?(\d{1,3})((?:\([^)]{1,12}\))?[:;] ?)(\d{1,5})")
_A_FOLDER = 250
_WORKS = 40


def therapy_names() -> list[str]:
    """One-word names of therapies in the labelled documents."""
    names: set[str] = set()
    for path in DOCUMENTS.glob("*.gold.json"):
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            names.update(name for name in claim["therapies"] if name.isalpha() and len(name) > 5)
    return sorted(names)


def make_pages(folder: Path, count: int, mean: int = 3000) -> int:
    """Write pages; returns their bytes."""
    chance = random.Random(1729)
    kinds: dict[str, list[str]] = {}
    for path in sorted(DOCUMENTS.iterdir()):
        if path.suffix in (".txt", ".md", ".html"):
            with open(path, encoding="utf-8", newline="") as file:
                kinds.setdefault(path.suffix, []).append(file.read())
    bases = [(suffix, text) for suffix, texts in kinds.items() for text in texts]
    names = therapy_names()
    word = re.compile(r"\b(" + "|".join(names) + r")\b", re.IGNORECASE)
    written = 0
    for number in range(count):
        suffix, text = bases[number % len(bases)]
        wanted = chance.uniform(0.6, 1.4) * mean
        while len(text) < wanted:
            text = add_paragraph(text, chance.choice(kinds[suffix]), chance)
        meant = dict(zip(names, chance.sample(names, len(names)), strict=True))
        text = word.sub(lambda hit, meant=meant: like(meant[hit[0].lower()], hit[0]), text)  # type: ignore[misc]
        text = PLACE.sub(lambda hit: place(hit, chance), text)
        path = folder / f"{number // _A_FOLDER:03d}" / f"page-{number:05d}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = text.encode()
        path.write_bytes(raw)
        written += len(raw)
    return written


def add_paragraph(text: str, other: str, chance: random.Random) -> str:
    """A paragraph of another page of the same format, before the references or the end of this one."""
    mark = "<p>" if "</p>" in other else "\n\n"
    pieces = [f"<p>{piece}" if mark == "<p>" else piece for piece in other.split(mark)[1:-1]]
    pieces = [piece.partition("</body")[0] for piece in pieces if len(piece) > 80] or [f"{mark}Nothing else.{mark}"]
    at = max(
        text.rfind("<footer"),
        text.rfind("</body"),
        text.upper().rfind("\n## REFERENCES"),
        text.upper().rfind("\nREFERENCES"),
    )
    at = at if at > 0 else len(text)
    return f"{text[:at]}\n\n{chance.choice(pieces)}\n\n{text[at:]}"


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
