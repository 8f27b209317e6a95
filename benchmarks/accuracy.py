"""How right it is: citations and claims found in labelled strings and documents.

    python benchmarks/accuracy.py [FOLDER] [--misses N]

FOLDER (default ``tests/data/labelled``) holds ``citations.jsonl``, ``distractors.jsonl`` and ``documents/NAME`` with ``NAME.gold.json``: strings and
pages that people labelled without seeing the program. A string is *exact* when journal, year, volume, first page, DOI and PMID are
right and no field is invented, *complete* when all fields are. Links are pairs (therapy, source), claims pairs (therapy, statement)
whose spans overlap by a third; the direction is counted on claims that were found. P, R and F1 in per cent.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from evidence.citations import parse_citation
from evidence.findings import Findings, find
from evidence.reading import read_document, text_document
from evidence.records import Citation, Fields
from evidence.therapies import find_therapies

CORE = ("journal", "year", "volume", "first_page", "doi", "pmid")
ALL = (*CORE, "month", "issue", "last_page", "article_number", "pmcid", "authors", "title")
HERE = Path(__file__).resolve().parent.parent / "tests" / "data" / "labelled"


class Score(NamedTuple):
    """Counts of right, wrong or invented, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1; 1 where there was nothing to find."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return (
            f"P {100 * precision:5.1f}  R {100 * recall:5.1f}  F1 {100 * self.f1:5.1f}   of {self.right + self.missed}"
        )


def fold(value: object) -> str:
    text = unicodedata.normalize("NFKD", str(value)).casefold().replace("&", "and")
    return "".join(c for c in text if c.isalnum()).lstrip("0")


def compared(labels: dict[str, Any], fields: Fields) -> tuple[set[str], set[str]]:
    """Names of the fields that are wrong or missing, and of those that were invented."""
    wrong, invented = set(), set()
    locator = str(labels.get("locator") or "")
    # text extraction swallowed the dash of "238693": nobody can know its pages
    lost_dash = (
        bool(labels.get("last_page"))
        and not re.search("[-‐-―−]", locator)
        and fold(labels["first_page"]) != fold(locator)
    )
    for name in ALL:
        if lost_dash and name in ("first_page", "last_page", "article_number"):
            continue
        want, got = labels.get(name), getattr(fields, name)
        if name == "journal":
            written, full = labels.get("journal_as_written"), labels.get("journal_full")
            forms = {fold(x) for x in (written, full, re.sub(r"\s[:=].*|\(.*\)|^The ", "", full or "")) if x}
            names = {fold(x) for x in (got, fields.journal_as_written) if x}
            if bool(forms) != bool(names) or (
                forms and not forms & {re.sub("^the", "", n) for n in names} | forms & names
            ):
                (wrong if forms else invented).add(name)
            continue
        if name == "authors":
            want, got = ({fold(a.split(",")[0]) for a in x or ()} - {""} for x in (want, got))
        elif name in ("first_page", "article_number"):  # nobody can tell 1:9 as a page from 1:9 as an article number
            pages = {fold(x) for x in (labels.get("first_page"), labels.get("article_number")) if x}
            if (got and fold(got) in pages) or (
                not got and want and fold(want) in {fold(fields.first_page or ""), fold(fields.article_number or "")}
            ):
                continue
        if (fold(want) if want and name != "authors" else want or "") != (
            fold(got) if got and name != "authors" else got or ""
        ):
            (wrong if want else invented).add(name)
    return wrong, invented


def score_strings(folder: Path, misses: int) -> dict[str, float]:
    rows = [json.loads(line) for line in (folder / "citations.jsonl").read_text(encoding="utf-8").splitlines()]
    tally: Counter[str] = Counter()
    shown = []
    for row in rows:
        found = parse_citation(" ".join(row["text"].split()))
        wrong, invented = compared(row, found[0].fields if found else Fields())
        wanted = 1 + len(row.get("more_citations") or ())
        exact = bool(found) and not wrong & set(CORE) and not invented and len(found) <= wanted
        tally["detected"] += bool(found)
        tally["exact"] += exact
        tally["complete"] += exact and not wrong and len(found) == wanted
        if not exact:
            shown.append(f"  {sorted(wrong)} invented {sorted(invented)}: {row['text']!r}")
    lures = [
        json.loads(line)["text"] for line in (folder / "distractors.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    reported = [text for text in lures if parse_citation(text) or find(text_document(text)).citations]
    out = {name: tally[name] / len(rows) for name in ("detected", "exact", "complete")} | {
        "look-alikes": len(reported) / max(1, len(lures))
    }
    print(
        f"strings      {len(rows)}: "
        + ", ".join(f"{name} {100 * tally[name] / len(rows):.1f} %" for name in ("detected", "exact", "complete"))
    )
    print(f"look-alikes  {len(lures)}: {len(reported)} reported")
    print(
        "\n".join([*shown[:misses], *(f"  look-alike: {text!r}" for text in reported[:misses])]),
        end="\n" if shown and misses else "",
    )
    return out


def name_of(therapy: str) -> str:
    """One name for the names that the vocabulary holds for one."""
    found = find_therapies(therapy)
    return (
        found[0].name
        if len(found) == 1 and found[0].end - found[0].name_start > len(therapy) / 2
        else therapy.casefold()
    )


def matched(wanted: list[tuple[int, int]], got: list[tuple[int, int]], share: float, least: bool) -> dict[int, int]:
    """Pairs of spans that overlap enough, each used once, largest overlap first: index in ``got`` → index in ``wanted``."""

    def enough(a: tuple[int, int], b: tuple[int, int]) -> int:
        common = min(a[1], b[1]) - max(a[0], b[0])
        size = min(a[1] - a[0], b[1] - b[0]) if least else max(a[1], b[1]) - min(a[0], b[0])
        return common if common > 0 and common >= share * size else 0

    options = sorted(((enough(w, g), i, k) for k, w in enumerate(wanted) for i, g in enumerate(got)), reverse=True)
    out: dict[int, int] = {}
    for common, i, k in options:
        if common and i not in out and k not in out.values():
            out[i] = k
    return out


def count(wanted: set[Any], got: set[Any]) -> Score:
    return Score(len(wanted & got), len(got - wanted), len(wanted - got))


def add(scores: dict[str, Score], name: str, score: Score) -> None:
    scores[name] = Score(*(a + b for a, b in zip(scores.get(name, Score()), score, strict=True)))


def score_document(
    gold: dict[str, Any], found: Findings, scores: dict[str, Score], directions: Counter[bool]
) -> Iterable[str]:
    spans = [(c["start"], c["end"]) for c in gold["citations"] for _ in range(1 + len(c.get("more_fields") or ()))]
    owner = [n for n, c in enumerate(gold["citations"]) for _ in range(1 + len(c.get("more_fields") or ()))]
    pairs = matched(spans, [(c.start, c.end) for c in found.citations], 0.5, least=False)
    add(scores, "citation spans", Score(len(pairs), len(found.citations) - len(pairs), len(spans) - len(pairs)))
    source = {c.id: owner[pairs[n]] if n in pairs else f"? {c.id}" for n, c in enumerate(found.citations)}
    wanted = {(name_of(t), c) for claim in gold["claims"] for t in claim["therapies"] for c in claim["cites"]}
    got = {(name_of(t), source[c]) for claim in found.claims for t in claim.therapies for c in claim.citations}
    add(scores, "links", count(wanted, got))
    labelled = [(name_of(t), tuple(c["span"]), c) for c in gold["claims"] for t in c["therapies"]]
    said = [(name_of(t), (c.start, c.end), c) for c in found.claims for t in c.therapies]
    for name in sorted({n for n, _, _ in labelled} | {n for n, _, _ in said}):
        mine, theirs = [s for s in said if s[0] == name], [x for x in labelled if x[0] == name]
        same = matched([x[1] for x in theirs], [s[1] for s in mine], 1 / 3, least=True)
        add(scores, "claims", Score(len(same), len(mine) - len(same), len(theirs) - len(same)))
        for i, k in same.items():
            want = theirs[k][2]
            right = mine[i][2].direction in (
                {"supports", "mentioned"} if want.get("basis") == "place" else {want["direction"]}
            )
            directions[right] += 1
            if not right:
                yield f"  {name}: labelled {want['direction']}, said {mine[i][2].direction}: {want.get('span_text', '')!r}"
        yield from (
            f"  missed {name}: {x[2].get('span_text', '')!r}" for k, x in enumerate(theirs) if k not in same.values()
        )
        yield from (f"  not labelled {name}: {s[2].text!r}" for i, s in enumerate(mine) if i not in same)
    add(
        scores,
        "uncited therapies",
        count({name_of(t) for t in gold["uncited_therapies"]}, {name_of(t) for t in found.uncited_therapies}),
    )


def score_documents(folder: Path, misses: int, only: str = "") -> dict[str, float]:
    scores: dict[str, Score] = {}
    directions: Counter[bool] = Counter()
    paths = [p for p in sorted(folder.glob("documents/*.gold.json")) if p.name.startswith(only)]
    shown: list[str] = []
    for path in paths:
        gold = json.loads(path.read_text(encoding="utf-8"))
        shown += score_document(gold, find(read_document(path.with_name(gold["document"]))), scores, directions)
    print(f"documents    {len(paths)}")
    for name, score in scores.items():
        print(f"  {name:18s} {score}")
    direction = directions[True] / max(1, directions.total())
    print(f"  {'direction':18s} {100 * direction:.1f} % of the claims found")
    print("\n".join(shown[:misses]), end="\n" if shown and misses else "")
    return {name: score.f1 for name, score in scores.items()} | {"direction": direction}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--only", default="", help="documents whose name begins so")
    args = parser.parse_args()
    if (args.folder / "citations.jsonl").exists():
        score_strings(args.folder, args.misses)
    if (args.folder / "documents").is_dir():
        score_documents(args.folder, args.misses, args.only)
    return 0


__all__ = ["Citation", "Score", "score_documents", "score_strings"]

if __name__ == "__main__":
    sys.exit(main())
