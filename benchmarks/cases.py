"""What is measured: a case is a table, a runner is who does the work and at which sizes.

``run.py`` runs each of them at each size in a process of its own, so that the peak memory is that runner's alone. Peers do the same work in
the same run; one that is not installed fails to import, and the table says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from command_cases import command, corpus
from graph_cases import graph_networkx, graph_ours, questions_networkx, questions_ours
from measuring import Sample
from reading_cases import citations_ours, citations_refextract, list_ours, list_refextract, step
from reference_cases import references_citeproc, references_ours, references_pandoc

OWN = "evidence"


class Runner(NamedTuple):
    """Who does the work and at which sizes."""

    run: Callable[[int], Sample]
    sizes: tuple[int, ...]


class Case(NamedTuple):
    """One table of the results."""

    title: str
    size: str
    unit: str
    runners: dict[str, Runner]
    note: str = ""
    drawn: bool = False
    compared: bool = True


LIBRARY = 1000
CASES: dict[str, Case] = {
    "citations": Case(
        "Finding citations", "kB of prose", "MB",
        {OWN: Runner(citations_ours, (250, 1000, 4000)), "refextract": Runner(citations_refextract, (100, 200))},
        "Made-up clinical prose with a citation every 200 characters (`benchmarks/finding.py`). refextract "
        "looks for a list of references first, and finds none here.", drawn=True,
    ),
    "list": Case(
        "A list of references",
        "references",
        "references",
        {OWN: Runner(list_ours, (200, 1_000, 5_000)), "refextract": Runner(list_refextract, (50, 100, 200))},
        "A numbered list, one work a line, which is what refextract is made for. Found are those with a year; refextract knows the journals of physics.",
        drawn=True,
    ),
    "steps": Case(
        "Reading a page, by step", "pages", "MB",
        {name: Runner(step(name), (60, 240, 960)) for name in ("reading", "citations", "therapies", "claims", "resolve", "all")},
        "Made-up pages of 3 kB with the density of real ones, 6.3 claims and 3.6 citations a kB (`benchmarks/pages.py`). `claims` looks for therapies "
        "and conditions as well; `therapies` alone is one pass over the text. `all` is a page after the other from the file to its JSON. No other "
        "program reads claims.", drawn=True, compared=False,
    ),
    "graph": Case(
        "Building the graph", "claims", "claims",
        {OWN: Runner(graph_ours, (1_000, 10_000, 100_000)), "networkx alone": Runner(graph_networkx, (1_000, 10_000, 100_000))},
        "`networkx alone` adds the same nodes and edges without labels, references and cleaned texts.", drawn=True,
    ),
    "questions": Case(
        "Asking it: gaps, and what falls with three sources", "claims", "claims",
        {OWN: Runner(questions_ours, (1_000, 10_000, 100_000)), "networkx alone": Runner(questions_networkx, (1_000, 10_000, 100_000))},
        "`networkx alone` walks a graph that is built already; `evidence` asks the library and needs none.", drawn=True,
    ),
    "references": Case(
        "Formatted references, AMA", "sources", "sources",
        {
            OWN: Runner(references_ours, (100, 1_000, 10_000)),
            "citeproc-py": Runner(references_citeproc, (100, 1_000)),
            "pandoc": Runner(references_pandoc, (100, 1_000)),
        },
        "Made-up articles with one to eight authors. pandoc with its start, citeproc-py without that of Python.", drawn=True,
    ),
    "commands": Case(
        "Whole commands", "sources", "runs",
        {
            "evidence --help": Runner(command("--help"), (0,)),
            "evidence show colchicine": Runner(command("show", "colchicine"), (LIBRARY,)),
            "evidence check": Runner(command("check", codes=(0, 1)), (LIBRARY,)),
            "evidence report": Runner(command("report", "-o", "report.html"), (LIBRARY,)),
        },
        f"A library of {LIBRARY:,} sources and {2 * LIBRARY:,} claims on {LIBRARY // 10} pages; the second of two starts.", compared=False,
    ),
    "corpus": Case(
        "`evidence corpus`, a first run", "pages", "MB",
        {"1 job": Runner(corpus(1), (2_000, 10_000)), "2 jobs": Runner(corpus(2), (2_000, 10_000, 30_000))},
        "Processor seconds are those of all processes, and so is the memory; what they share is counted in each. The summary over all pages is in it.", drawn=True, compared=False,
    ),
}  # fmt: skip
