"""How fast a large bibliography is opened, and one edit of it saved: ours beside bibtexparser, pybtex and refkit, in the same run.

    python benchmarks/bibliography.py [--entries 1000 10000] [--rounds 5]

Peers that are not installed are left out (``pip install pybtex refkit``). The entries are made up, in the habits of the programs that people
use (PubMed's, Zotero's and JabRef's fields, abstracts, LaTeX accents, ``@string``, comments), the same ones each run. Times are processor time,
the best of the rounds, which take turns; *opened* is ``evidence.open`` on files, damage looked for, every entry in ``library.sources``;
*every field* is asking every source for its fields as well. *Saved* is one field of one entry changed, and the file written and flushed, from the library
as it was opened; bibtexparser writes all entries anew and does not flush, as it does by itself and with its middlewares told to spend the library.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import logging
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
from bibtexparser.middlewares import default_unparse_stack
from bibtexparser.splitter import Splitter

import evidence
from evidence.journals.table import journal_at, rows
from evidence.library.bibedit import edit_fields

FAMILIES = r"Smith|Jones|Garc{\'\i}a|M{\"u}ller|Nakamura|Wang|O'Brien|Dubois|Rossi|Kowalski|Johansson|Nguyễn|Patel|Kim|van Dijk|de Souza|Okafor|Haddad|Novák|{\AA}kesson".split("|")  # fmt: skip
GIVEN = "Anna|Brian C.|Carla|David|Elena M.|Frank|Grace|Hiroshi|Inès|Jan-Peter|Karin|Luis|Maria|Nils|Olga|Paul".split("|")  # fmt: skip
TOPICS = "Sirolimus|Oral propranolol|Topical timolol|Vincristine|Low-dose aspirin|{UVB} phototherapy|Intralesional steroids|Early surgery".split("|")  # fmt: skip
STUDIES = "a randomi{s}ed trial|a retrospective cohort study|a case series|a systematic review and meta-analysis|long-term follow-up".split("|")  # fmt: skip
DISEASES = "infantile haemangioma|{Kasabach}-{Merritt} syndrome|chronic urticaria|atrial fibrillation|acute gout|{Beh{\\c{c}}et}'s disease".split("|")  # fmt: skip
SENTENCES = (
    "Between 2009 and 2019 we treated 148 patients in two centres and followed them for a median of 26 months.",
    "The primary outcome was complete response at 24 weeks (95\\% CI 0.61--0.83; p < 0.001).",
    "Adverse events were mild in 12 \\& serious in 3 patients, none of whom died.",
    "Further controlled trials are needed before {TNF}-$\\alpha$ blockade can be advised in this group.",
)


def make_bibliography(count: int) -> str:
    """A bibliography of works that do not exist, in journals that do."""
    chance = random.Random(20260101)
    journals = [
        j for j in map(journal_at, range(len(rows()))) if j.abbreviation and j.title.isascii() and len(j.title) < 80
    ]
    parts = ['% Our bibliography\n@string{bjd = "British Journal of Dermatology"}\n\n']
    for number in range(count):
        year, first = chance.randint(1985, 2025), chance.randint(1, 2900)
        people = [f"{chance.choice(FAMILIES)}, {chance.choice(GIVEN)}" for _ in range(chance.randint(1, 6))]
        title = f"{chance.choice(TOPICS)} for {chance.choice(DISEASES)}: {chance.choice(STUDIES)}"
        journal = "bjd" if number % 25 == 0 else f"{{{chance.choice(journals).title}}}"
        fields = [
            ("author", f"{{{' and '.join(people)}}}"),
            ("title", f"{{{title}}}"),
            ("journal", journal),
            ("year", str(year) if number % 3 else f"{{{year}}}"),
            ("volume", f"{{{chance.randint(1, 400)}}}"),
            ("number", f"{{{chance.randint(1, 12)}}}"),
            ("pages", f"{{{first}--{first + chance.randint(1, 14)}}}"),
            ("doi", f"{{10.{chance.randint(1000, 9999)}/j.{chance.randint(10000, 99999)}.{year}_{number}}}"),
        ]
        if number % 2:
            fields += [("pmid", f"{{{30000000 + number}}}"), ("issn", "{1234-5678}"), ("language", "{eng}")]
        if number % 3 == 0:
            fields += [
                ("abstract", f"{{{' '.join(chance.sample(SENTENCES, 3))}}}"),
                ("keywords", "{child, drug therapy}"),
            ]
        if number % 5 == 0:
            fields += [
                ("file", f"{{:papers/{number}.pdf:PDF}}"),
                ("month", "mar"),
                ("url", f"{{https://example.org/{number}}}"),
            ]
        width = 12 if number % 4 == 0 else 0
        lines = ",\n".join(f"  {name.ljust(width)} = {value}" for name, value in fields)
        parts.append(f"@article{{made-{number},\n{lines}\n}}\n\n")
    return "".join(parts)


def best_of(rounds: int, steps: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Processor seconds of each step, the best of some rounds, which take turns."""
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(rounds):
        for name, step in steps.items():
            gc.collect()
            began = time.process_time()
            step()
            best[name] = min(best[name], time.process_time() - began)
    return best


def opening(path: Path) -> dict[str, Callable[[], Any]]:
    """What is to be measured on opening, by name."""
    text = path.read_text(encoding="utf-8")
    steps: dict[str, Callable[[], Any]] = {
        "bibtexparser.parse_file": lambda: bibtexparser.parse_file(str(path)),
        "bibtexparser, splitting only": lambda: Splitter(text).split(),
        "evidence.open": lambda: len(evidence.open(path).sources),
        "evidence.open, every field": lambda: [source.fields for source in evidence.open(path).sources.values()],
    }
    pybtex, refkit = _peer("pybtex.database"), _peer("refkit")
    if pybtex is not None:
        steps["pybtex"] = lambda: pybtex.parse_file(str(path))
    if refkit is not None and hasattr(refkit, "BibDocument"):
        steps["refkit"] = lambda: refkit.BibDocument.read(str(path))
    return steps


def saving(path: Path, rounds: int) -> dict[str, Callable[[], Any]]:
    """What is to be measured on saving one changed field, by name: each from a file that is open, to the file on disk."""
    library = evidence.open(path)
    key = list(library.sources)[len(library.sources) // 2]
    parsed = bibtexparser.parse_file(str(path))
    other = path.with_name("other.bib")
    number = 0

    def edit_ours() -> None:
        nonlocal library, number
        number += 1
        entry = library.bib.entry(key)
        assert entry is not None
        text = edit_fields(entry, {"note": f"read {number} times"}, library.bib.newline)
        library = library.with_bib(library.bib.replace(key, text))
        assert library.save()

    def edit_theirs() -> None:
        parsed.entries_dict[key]["note"] = "read"
        bibtexparser.write_file(str(other), parsed)

    spare = [bibtexparser.parse_file(str(path)) for _ in range(rounds)]  # writing in place uses a library up

    def edit_theirs_in_place() -> None:
        spent = spare.pop()
        spent.entries_dict[key]["note"] = "{read}"
        in_place = default_unparse_stack(allow_inplace_modification=True)
        bibtexparser.write_file(str(other), spent, unparse_stack=in_place)

    steps = {
        "bibtexparser.write_file": edit_theirs,
        "bibtexparser, using it up": edit_theirs_in_place,
        "evidence, library.save()": edit_ours,
    }
    pybtex, refkit = _peer("pybtex.database"), _peer("refkit")
    if pybtex is not None:
        theirs = pybtex.parse_file(str(path))

        def edit_pybtex() -> None:
            theirs.entries[key].fields["note"] = "read"
            theirs.to_file(str(other), "bibtex")

        steps["pybtex"] = edit_pybtex
    if refkit is not None and hasattr(refkit, "BibDocument"):
        document = refkit.BibDocument.read(str(path))
        steps["refkit, unchanged"] = lambda: document.write(str(other))
    return steps


def _peer(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # it warns that its way of writing is slow
    missed = False
    for count in options.entries:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "refs.bib")
            path.write_text(make_bibliography(count), encoding="utf-8")
            print(f"\n{count} entries, {path.stat().st_size / 1e6:.1f} MB: processor time, best of {options.rounds}")
            opened = _show("opened", best_of(options.rounds, opening(path)), "bibtexparser.parse_file")
            saved = _show(
                "one edit saved", best_of(options.rounds, saving(path, options.rounds)), "bibtexparser.write_file"
            )
            ratio, gain = opened["evidence.open"], 1 / saved["evidence, library.save()"]
            missed |= ratio > 1.2 or gain < 20
            print(f"opened in {ratio:.2f} × bibtexparser's time (at most 1.2), saved {gain:.0f} × faster (at least 20)")
    return int(missed)


def _show(title: str, seconds: dict[str, float], beside: str) -> dict[str, float]:
    """Print a table; gives each time as a share of that of ``beside``."""
    shares = {name: taken / seconds[beside] for name, taken in seconds.items()}
    print(f"\n{title:34}     ms   × {beside}")
    for name, taken in seconds.items():
        print(f"  {name:32} {taken * 1000:6.1f}   {shares[name]:.2f}")
    return shares


if __name__ == "__main__":
    raise SystemExit(main())
