"""What the table of journals knows: titles drawn from a list it was not made from, and the journals of labelled citations.

    python benchmarks/journals.py --titles LIST [--titles LIST …] [--gold citations.jsonl] [--draw 2000] [--nlm J_Medline.txt]

A list of titles is a JSON object with ``{"default": {"container-title": {title: abbreviation}}}`` (the abbreviation lists of the Citation Style
Language) or a CSV file of title and abbreviation without a header; the same titles are drawn from it each time. Each is asked for by its
abbreviation and by its title. *known* means that journal and no other (two lists may give its title with fewer or more words); *wrong*
another one for certain; *ambiguous* several candidates,
the right one among them or not; *unknown* none, so that the name stays as it was written, or candidates that are guesses. With ``--nlm``
the list of NLM is imported first, into a folder of its own, and everything is asked once more.

Gold citations are JSON Lines with ``journal_as_written`` and ``journal_full``: the share of distinct full titles that every (and some)
written form of theirs gives. Titles are compared by their letters, without subtitle and place.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher
from pathlib import Path

from evidence.journals import resolve_journal
from evidence.journals.folding import fold_journal, without_aside
from evidence.journals.imported import NLM_TABLE, read_imported, write_imported
from evidence.journals.nlm import read_nlm_list
from evidence.owntables import own_table

OUTCOMES = ("known", "known, its title shorter or longer", "wrong", "ambiguous, right one first", "ambiguous, right one among them", "ambiguous, right one missing", "guessed", "unknown")  # fmt: skip


def read_titles(path: Path) -> list[tuple[str, str]]:
    """Titles with their abbreviations."""
    if path.suffix == ".json":
        return list(json.loads(path.read_text(encoding="utf-8"))["default"]["container-title"].items())
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row[0], row[1]) for row in csv.reader(file) if len(row) > 1 and row[0] and row[1]]


def same(one: str, other: str) -> bool:
    keys = [{fold_journal(name), fold_journal(without_aside(name))} for name in (one, other)]
    return bool(keys[0] & keys[1])


def alike(one: str, other: str) -> bool:
    """Whether one title has all words of the other in their order, or differs in a few letters only."""
    short, long = sorted((fold_journal(one), fold_journal(other)), key=len)
    words = iter(long.split())
    return all(word in words for word in short.split()) or SequenceMatcher(None, short, long).ratio() > 0.93


def outcome(written: str, title: str) -> str:
    reading = resolve_journal(written)
    if reading.title is not None:
        if same(reading.title, title):
            return "known"
        return "known, its title shorter or longer" if alike(reading.title, title) else "wrong"
    if not reading.candidates:
        return "unknown"
    if "its words fit" in reading.candidates[0][2]:
        return "guessed"
    titles = [candidate[0] for candidate in reading.candidates]
    if same(titles[0], title):
        return "ambiguous, right one first"
    return f"ambiguous, right one {'among them' if any(same(name, title) for name in titles) else 'missing'}"


def ask(drawn: list[tuple[str, str]], show: int) -> None:
    for label, place in (("by abbreviation", 1), ("by title", 0)):
        results = [(outcome(pair[place], pair[0]), pair) for pair in drawn]
        counted = Counter(result for result, _ in results)
        print(
            f"  {label}: "
            + " · ".join(f"{name} {counted[name] / len(drawn):.1%}" for name in OUTCOMES if counted[name])
        )
        for result, (title, abbreviation) in [each for each in results if each[0] == "wrong"][:show]:
            reading = resolve_journal((title, abbreviation)[place])
            print(f"    {result}: {abbreviation!r} is {title!r}, taken for {reading.title!r}")


def measure_gold(path: Path, show: int) -> float:
    forms: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("journal_full") and row.get("journal_as_written"):
            forms.setdefault(fold_journal(row["journal_full"]), []).append(row["journal_as_written"])
            forms[fold_journal(row["journal_full"])].insert(0, row["journal_full"])
    counted: Counter[str] = Counter()
    for written in forms.values():
        title, *rest = list(dict.fromkeys(written))
        results = [outcome(form, title) for form in rest or [title]]
        counted["every form gives it"] += all(result == "known" for result in results)
        counted["some form gives it"] += "known" in results
        counted["its title gives it"] += outcome(title, title) == "known"
        missed = [(form, result) for form, result in zip(rest or [title], results, strict=True) if result != "known"]
        if missed and show:
            print(f"    {title}: {missed}")
    print(
        f"{path.name}: {len(forms)} journals: "
        + " · ".join(f"{name} {count / len(forms):.1%}" for name, count in counted.items())
    )
    return counted["every form gives it"] / len(forms)


@contextmanager
def settings() -> Iterator[None]:
    """An empty folder for a person's own tables, so that the figures are those of the shipped table."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("EVIDENCE_CONFIG_DIR")
        os.environ["EVIDENCE_CONFIG_DIR"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["EVIDENCE_CONFIG_DIR"]
            else:
                os.environ["EVIDENCE_CONFIG_DIR"] = before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=Path, action="append", default=[])
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--draw", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--nlm", type=Path)
    parser.add_argument("--show", type=int, default=0, help="Cases to show of each kind that is not right.")
    args = parser.parse_args()
    if not args.titles and not args.gold:
        parser.error("name a list of titles (--titles) or labelled citations (--gold)")
    recall = 1.0
    for path in (None, args.nlm) if args.nlm else (None,):
        with settings():
            if path is not None:
                journals = read_nlm_list(str(path))
                write_imported(journals)
                best = min(_load_seconds() for _ in range(5))
                print(f"with {len(journals):,} journals of {path.name}, which load in {best * 1000:.0f} ms:")
            for listed in args.titles:
                titles = read_titles(listed)
                drawn = random.Random(args.seed).sample(titles, min(args.draw, len(titles)))
                print(f"{listed.name}: {len(drawn):,} of {len(titles):,} titles")
                ask(drawn, args.show)
            if args.gold:
                recall = min(recall, measure_gold(args.gold, args.show))
    return 0 if recall >= 0.97 else 1


def _load_seconds() -> float:
    start = time.process_time()
    read_imported(own_table(NLM_TABLE))
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
