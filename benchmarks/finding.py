"""Finding and parsing citations: megabytes a second, beside refextract on the same text, and growth on hostile input.

    python benchmarks/finding.py [--megabytes 10] [--peer-megabytes 0.2]

The text is made up: clinical prose with a citation every 200 characters, the same one each time. refextract (``pip install refextract``) is
the one other installable program that looks for journal references in running text; where it is missing, its column says so. Each
figure is one run on one core, in processor seconds.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable

from evidence.citations import find_citations
from evidence.reading import text_document

JOURNALS = "PD|JAAD|NEJM|Br J Dermatol|Eur J Pediatr.|Lancet|J Pediatr|Indian J Dermatol|Arch Dermatol.|Pediatr Blood Cancer|BMJ|JAMA".split(
    "|"
)
FORMS = (
    "[{j} {y};{v};{p}]", "[{j} {y} Dec;{v}:{p}–{q}]", "({j} {y};{v}({i}):{p}-{q})", "{j} {y}, {v}:{p}", "Lee AB, Ito K, et al. {j} {y};{v}({i}):{p}-{q}.",
    "{j} {v}:{p}-{q}, {y}", "({j} {y};{v}(Suppl {i}):S{p})",
)  # fmt: skip
WORDS = "the a lesion patients treatment response with of and in after platelets tumour weeks dose was were sirolimus vincristine clinic improved children no than 12 0.8 mg/m2 daily".split()


def prose(megabytes: float) -> tuple[str, int]:
    """Made-up prose and the number of citations in it."""
    chance = random.Random(7)
    out: list[str] = []
    length = count = 0
    while length < megabytes * 1e6:
        sentence = " ".join(chance.choices(WORDS, k=26)).capitalize()
        first = chance.randint(1, 2900)
        cited = chance.choice(FORMS).format(
            j=chance.choice(JOURNALS),
            y=chance.randint(1980, 2024),
            v=chance.randint(1, 390),
            i=chance.randint(1, 12),
            p=first,
            q=first + 7,
        )
        piece = f"{sentence} {cited}. " + ("\n\n" if count % 12 == 11 else "")
        out.append(piece)
        length += len(piece)
        count += 1
    return "".join(out), count


HOSTILE = {
    "digits": "1", "semicolons": ";", "years": "2017;", "open brackets": "[", "dots": "J. ", "names": "Smith AB, ", "journal words": "J Pediatr ", "dashes": "-", "year colons": "2017:1",
    "doi starts": "10.1000/", "et al": "et al. ", "volume words": "Vol. ", "tags": "<b>", "superscripts": "²", "numbered lines": "1. \n", "spaces": " ", "quotes": '"', "supplements": "Suppl 1:S", "ampersands": "A & ", "names and years": "Gut it 2015 or so and then ",
}  # fmt: skip


def seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--peer-megabytes", type=float, default=0.2)
    args = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {platform.system()}")
    find_citations(text_document(prose(0.05)[0]))  # tables and patterns load once
    for size in (args.megabytes / 4, args.megabytes / 2, args.megabytes):
        text, wanted = prose(size)
        document = text_document(text)
        found: list[int] = []
        used = seconds(lambda document=document, found=found: found.append(len(find_citations(document))))  # type: ignore[misc]
        print(
            f"evidence    {size:5.1f} MB  {used:7.2f} s  {size / used:6.2f} MB/s  found {found[0]} of {wanted} citations"
        )
    ours = size / used
    try:
        from refextract import extract_references_from_string
    except ImportError:
        print("refextract  not installed: pip install refextract")
    else:
        text, wanted = prose(args.peer_megabytes)
        peers: list[int] = []
        used = seconds(lambda: peers.append(len(extract_references_from_string(text, is_only_references=False))))
        speed = args.peer_megabytes / used
        print(
            f"refextract  {args.peer_megabytes:5.1f} MB  {used:7.2f} s  {speed:6.2f} MB/s  found {peers[0]} of {wanted} citations   ratio {ours / speed:.0f}"
        )
    print("hostile input, seconds for 1 MB and for 0.5 MB:")
    for name, unit in HOSTILE.items():
        whole, half = (
            seconds(lambda n=n, unit=unit: find_citations(text_document(unit * (n // len(unit)))))
            for n in (1_000_000, 500_000)
        )
        print(f"  {name:16s} {whole:6.2f} {half:6.2f}  ratio {whole / max(half, 0.001):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
