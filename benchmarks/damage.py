"""Whether one wrong digit in year or volume is marked without a network, and how often a right citation is.

    python benchmarks/damage.py [--gold citations.jsonl …] [--recorded FOLDER …] [--show 10]

The citations are those of ``data/known-citations.tsv``, of labelled citations (JSON Lines with journal, year and volume; rows that say they
were altered are left out) and of recorded answers of Crossref, Europe PMC and PubMed. Each is judged by
``evidence.citations.plausibility.doubts`` and, where the table knows nothing of the journal, by year less volume of the other citations of
that journal in the same set. Damage is every replacement of one digit of the year, then of the volume, by each other digit: all of
them, none drawn. A year outside of 1800 to next year is no year to the grammar, so these are counted apart. The check *can speak* where year
less volume is known for the journal in that year.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from evidence.citations.plausibility import doubts
from evidence.journals import journal_titled, resolve_journal, volume_fits, volume_fits_others
from evidence.records import Fields

KNOWN = Path(__file__).parent / "data" / "known-citations.tsv"
NEXT_YEAR = date.today().year + 1


class Cited(NamedTuple):
    """A citation that is right, as far as its source is."""

    journal: str
    year: int
    volume: str


def read_known(path: Path) -> Iterator[Cited]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "journal\t")):
            journal, year, volume, _ = line.split("\t")
            yield Cited(journal, int(year), volume)


def read_gold(path: Path) -> Iterator[Cited]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        journal = row.get("journal_full") or row.get("journal_as_written")
        if journal and row.get("year") and row.get("volume") and not row.get("altered") and not row.get("constructed"):
            yield Cited(journal, row["year"], row["volume"])


def read_recorded(folder: Path) -> Iterator[Cited]:
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json" and not path.name.endswith(".meta.json"):
            try:
                yield from _in_json(json.loads(path.read_text(encoding="utf-8")))
            except json.JSONDecodeError:
                continue
        elif path.suffix == ".xml":
            text = path.read_text(encoding="utf-8", errors="replace")
            for journal in re.findall(r"<Journal>.{0,2000}?</Journal>", text, re.S):
                parts = [
                    re.search(pattern, journal)
                    for pattern in (r"<Title>([^<]+)", r"<(?:Year|MedlineDate)>(\d{4})", r"<Volume>([^<]+)")
                ]
                if all(parts):
                    title, year, volume = (part[1] for part in parts if part)
                    yield Cited(title, int(year), volume)


def _in_json(value: Any) -> Iterator[Cited]:
    if isinstance(value, list):
        for item in value:
            yield from _in_json(item)
    elif isinstance(value, dict):
        titles, issued = value.get("container-title"), value.get("issued")
        if isinstance(titles, list) and titles and isinstance(issued, dict) and value.get("volume"):
            printed = value.get("published-print") or value.get("journal-issue", {}).get("published-print") or issued
            year = (printed.get("date-parts") or [[None]])[0][0]
            if year:
                yield Cited(titles[0], int(year), str(value["volume"]))
        info = value.get("journalInfo")
        if isinstance(info, dict) and info.get("volume") and info.get("yearOfPublication"):
            yield Cited(info["journal"]["title"], int(info["yearOfPublication"]), str(info["volume"]))
        for item in value.values():
            yield from _in_json(item)


class Judge:
    """The check as it stands for a document or library that holds these citations."""

    def __init__(self, citations: Iterable[Cited]) -> None:
        self._titles: dict[str, str] = {}
        self._of: dict[str, list[Cited]] = defaultdict(list)
        for cited in citations:
            self._of[self.title(cited.journal)].append(cited)

    def title(self, written: str) -> str:
        if written not in self._titles:
            self._titles[written] = resolve_journal(written).title or written
        return self._titles[written]

    def others(self, cited: Cited) -> list[tuple[int | None, str | None]]:
        return [(other.year, other.volume) for other in self._of[self.title(cited.journal)] if other != cited]

    def speaks(self, cited: Cited) -> str:
        """``"table"``, ``"others"`` or nothing: by what year less volume is known."""
        journal = journal_titled(self.title(cited.journal))
        if journal is not None and journal.year_minus_volume is not None:
            return "table" if volume_fits(journal, cited.year, cited.volume) is not None else ""
        return "others" if volume_fits_others(cited.year, cited.volume, self.others(cited)) is not None else ""

    def marks(self, cited: Cited, others: list[tuple[int | None, str | None]]) -> bool:
        title = self.title(cited.journal)
        if any(doubts(Fields(journal=title, journal_as_written=cited.journal, year=cited.year, volume=cited.volume))):
            return True
        journal = journal_titled(title)
        known = journal is not None and journal.year_minus_volume is not None
        return not known and volume_fits_others(cited.year, cited.volume, others) is False


def damaged(cited: Cited) -> Iterator[tuple[str, Cited]]:
    """Every citation with one other digit in the year, then in the volume."""
    for field, text in (("year", str(cited.year)), ("volume", cited.volume)):
        for place, digit in enumerate(text):
            for other in "0123456789":
                changed = text[:place] + other + text[place + 1 :]
                if other != digit and not changed.startswith("0"):
                    yield (
                        field,
                        cited._replace(year=int(changed)) if field == "year" else cited._replace(volume=changed),
                    )


def measure(name: str, citations: list[Cited], show: int) -> tuple[float, float]:
    judge = Judge(citations)
    by = {way: [cited for cited in citations if judge.speaks(cited) == way] for way in ("table", "others")}
    speaking = by["table"] + by["others"]
    print(
        f"{name}: {len(citations)} citations; the check can speak for {share(len(speaking), len(citations))}: by the table {len(by['table'])}, by others {len(by['others'])}"
    )
    alarms = [cited for cited in citations if judge.marks(cited, judge.others(cited))]
    of_speaking = [cited for cited in alarms if cited in speaking]
    print(
        f"  false alarms: {share(len(of_speaking), len(speaking))} of these, {share(len(alarms), len(citations))} of all"
    )
    for cited in alarms[:show]:
        print(f"    {cited.journal} {cited.year};{cited.volume}")
    worst = 1.0
    for way, group in by.items():
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for cited in group:
            others = judge.others(cited)
            for field, wrong in damaged(cited):
                kind = field if 1800 <= wrong.year <= NEXT_YEAR else "year that is none"
                counts[kind][1] += 1
                counts[kind][0] += judge.marks(wrong, others)
        for kind, (marked, all_) in sorted(counts.items()):
            print(f"  wrong digit, known by {way}, {kind:18s} marked {share(marked, all_)}")
            worst = min(worst, marked / all_) if kind != "year that is none" else worst
    return worst, len(of_speaking) / max(1, len(speaking))


def measure_others(citations: list[Cited], show: int) -> None:
    """The same with the table's facts hidden: every journal is judged by its other citations alone."""
    judge = Judge(citations)
    speaking = alarms = marked = all_ = 0
    for cited in citations:
        others = judge.others(cited)
        fits = volume_fits_others(cited.year, cited.volume, others)
        speaking += fits is not None
        if fits is False:
            alarms += 1
            if alarms <= show:
                print(f"    {cited.journal} {cited.year};{cited.volume}")
        if fits:
            results = [
                volume_fits_others(wrong.year, wrong.volume, others) is False
                for _, wrong in damaged(cited)
                if 1800 <= wrong.year <= NEXT_YEAR
            ]
            marked, all_ = marked + sum(results), all_ + len(results)
    print(
        f"without the table: other citations can speak for {share(speaking, len(citations))}; false alarms {share(alarms, speaking)}; wrong digit marked {share(marked, all_)}"
    )


def share(some: int, all_: int) -> str:
    return f"{some} of {all_} ({some / all_:.1%})" if all_ else "0 of 0"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", default=[])
    parser.add_argument("--recorded", type=Path, action="append", default=[])
    parser.add_argument("--show", type=int, default=20)
    args = parser.parse_args()
    sets = [(KNOWN.name, list(read_known(KNOWN)))]
    sets += [(path.name, list(dict.fromkeys(read_gold(path)))) for path in args.gold]
    sets += [(path.name, list(dict.fromkeys(read_recorded(path)))) for path in args.recorded]
    if len(sets) > 1:
        sets.append(("all together", list(dict.fromkeys(cited for _, citations in sets for cited in citations))))
    results = [measure(name, list(dict.fromkeys(citations)), args.show) for name, citations in sets]
    measure_others(list(dict.fromkeys(sets[-1][1])), args.show)
    return 0 if all(marked >= 0.8 and alarms < 0.02 for marked, alarms in results) else 1


if __name__ == "__main__":
    sys.exit(main())
