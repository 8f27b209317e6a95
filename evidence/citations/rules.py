"""The grammar as one ordered table: each rule by its name, what it reads and an example.

The order is that in which a place of a text is tried. ``Citation.rule`` holds the name; the patterns themselves stand in the module
that uses them: locators in ``locator_rules``, works in ``works``, formats of other programs in ``fragments``.
"""

from __future__ import annotations

from typing import NamedTuple

from evidence.citations.locator_rules import LOCATOR_RULES


class Rule(NamedTuple):
    """One form of citation.

    Attributes:
        name: As in ``Citation.rule``.
        reads: What it reads, in words.
        example: A citation of this form; a test reads each.
    """

    name: str
    reads: str
    example: str


_FORMATS = (
    Rule(
        "wiki template",
        "the cite template of a wiki",
        "{{cite journal |last=Doe |first=Jo |date=2023-01-26 |journal=Gut |volume=8 |pages=310–8}}",
    ),
    Rule(
        "BibTeX entry", "an entry, also cut off", "@article{doe, title = {Ice for gout}, journal = {Gut}, year = 2020"
    ),
    Rule(
        "RIS record",
        "a record, also flattened to one line",
        "TY - JOUR JO - Gut PY - 2011/10/19 AU - Doe J VL - 343 SP - 66 ER -",
    ),
    Rule(
        "NBIB record",
        "PubMed's own format, also flattened to one line",
        "PMID- 12345678 TI  - Ice for gout. AU  - Doe J SO  - Gut. 2011 Oct;343(2):66-70.",
    ),
)
_LOCATORS = tuple(
    Rule(rule.name, "journal and locator" + (", known journals only" if rule.weak else ""), rule.example)
    for rule in LOCATOR_RULES
)
_SHARED = (
    Rule(
        "pages of the same volume", "a second work that shares journal, year and volume", "[NEJM 2014;370;611 and 622]"
    ),
    Rule(
        "volume of the same journal", "a second work that shares the journal and the year", "[JAMA 2010;303:12; 304:22]"
    ),
    Rule(
        "year;volume(issue):pages of the same journal",
        "a second work that shares the journal",
        "[NEJM 2014;370:611; 2015;372:11]",
    ),
)
_YEARS = (
    Rule("journal year", "a known journal and a year", "Phan C et al., JAMA Dermatol 2018"),
    Rule(
        "authors year journal",
        "authors, year, a known journal and perhaps its pages",
        "Weller 1986 Br J Dermatol 115:37",
    ),
    Rule(
        "authors (year) title journal",
        "Harvard, APA and Springer references",
        "Doe, J., & Roe, R. (2013). Ice for gout. Thorax, 68(4), 322–329.",
    ),
    Rule("authors year", "authors and a year", "(Harlow DW et al. 2006)"),
)
_YEARLESS = (
    Rule(
        "journal in press",
        "a known journal before 'in press' and its like",
        "Liu Q et al. Ice for gout. Exp Ther Med (in press)",
    ),
    Rule(
        "journal identifier",
        "a known journal before a DOI or PMID",
        "Clin Infect Dis ciz123, https://doi.org/10.1093/cid/ciz123",
    ),
    Rule(
        "volume:pages",
        "a known journal with volume and pages",
        "BMC Nephrology, 19(1), 508. https://doi.org/10.1186/s12882-019-2619-6",
    ),
)
_WORKS = (
    Rule(
        "guideline", "a body's guideline by number and year", "NICE guideline NG12, suspected cancer in adults (2015)"
    ),
    Rule(
        "thesis",
        "a university, a title and a full name",
        "University of Utrecht. Gout in the elderly Doe-Roe, Anna Maria",
    ),
    Rule(
        "chapter",
        "a chapter of a book or of an online book",
        "Doe J. Gout. In: StatPearls [Internet]. Treasure Island, FL: StatPearls Publishing; 2023.",
    ),
    Rule("book", "authors, title, edition, publisher, year", 'Doe J, Roe R. "Nails." 4th ed. Elsevier; 2018.'),
    Rule(
        "web page",
        "a title with the day of review or access",
        "Care of Gout. Reviewed May 3, 2020. Accessed June 1, 2021.",
    ),
    Rule(
        "report",
        "a body's report with its year",
        "NIOSH [2014]. List of hazardous drugs. Cincinnati, OH: Department of Health.",
    ),
    Rule(
        "authors title", "a reference cut off behind its title", "Doe J, Roe R, et al. Ice is good for the gouty toe."
    ),
)
_IDENTIFIERS = (
    Rule("identifier doi", "a DOI alone, also with spaces in it", "https:// doi.org/ 10.1016/ j.jaad/ 2019.01 ."),
    Rule("identifier pmid", "a PMID or PubMed address alone", "PMID 36243614"),
    Rule("identifier pmcid", "a PMCID or its address alone", "https://pmc.ncbi.nlm.nih.gov/articles/PMC4061234"),
    Rule(
        "identifier registry_id",
        "a trial's registration, with its title",
        "Ice Versus Rest for Acute Gout (NCT03188068)",
    ),
)
RULES: tuple[Rule, ...] = (*_FORMATS, *_LOCATORS, *_SHARED, *_YEARS, *_YEARLESS, *_WORKS, *_IDENTIFIERS)
