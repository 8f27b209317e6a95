"""Simulated PubMed, PMC ID converter, Crossref, Europe PMC and OpenAlex over made-up papers, in the shapes that the real ones answer.

Every paper here is synthetic. ``simulate(papers)`` is a route for ``serve``; point the services at it with ``Server.environment()``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from services.server import Asked, Route, Told

XML_KIND, TEXT_KIND = "text/xml; charset=UTF-8", "text/plain; charset=UTF-8"
DOCTYPE = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


@dataclass(frozen=True)
class Paper:
    """A made-up paper. ``related`` are (RefType of PubMed, PMID, DOI) of notices about it."""

    pmid: str = "90000001"
    doi: str = "10.5555/synthetic.1"
    title: str = "A synthetic paper on nothing"
    journal: str = "Journal of synthetic medicine"
    abbreviation: str = "J Synth Med"
    issn: str = "0000-0019"
    year: int = 2017
    online: int | None = None
    volume: str = "34"
    issue: str = "2"
    pages: str = "261-6"
    authors: tuple[tuple[str, str], ...] = (("Synthetica", "AB"), ("Madeup", "C"))
    types: tuple[str, ...] = ("Journal Article",)
    pmcid: str | None = None
    related: tuple[tuple[str, str, str], ...] = ()

    @property
    def first_page(self) -> str:
        return self.pages.split("-")[0]


def article_xml(paper: Paper) -> str:
    authors = "".join(
        f'<Author ValidYN="Y"><LastName>{escape(family)}</LastName><Initials>{initials}</Initials></Author>'
        for family, initials in paper.authors
    )
    dated = f'<ArticleDate DateType="Electronic"><Year>{paper.online}</Year></ArticleDate>' if paper.online else ""
    model = "Print-Electronic" if paper.online else "Print"
    types = "".join(f"<PublicationType>{escape(kind)}</PublicationType>" for kind in paper.types)
    related = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J Synth Med. {paper.year + 1} Feb 6;1(1):1. doi: {doi}</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
        for kind, pmid, doi in paper.related
    )
    pmc = f'<ArticleId IdType="pmc">{paper.pmcid}</ArticleId>' if paper.pmcid else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{paper.pmid}</PMID><Article PubModel="{model}">'
        f'<Journal><ISSN IssnType="Print">{paper.issn}</ISSN><JournalIssue CitedMedium="Print"><Volume>{paper.volume}</Volume>'
        f"<Issue>{paper.issue}</Issue><PubDate><Year>{paper.year}</Year><Month>Mar</Month></PubDate></JournalIssue>"
        f"<Title>{escape(paper.journal)}</Title><ISOAbbreviation>{escape(paper.abbreviation)}</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{escape(paper.title)}.</ArticleTitle><Pagination><MedlinePgn>{paper.pages}</MedlinePgn></Pagination>"
        f'<AuthorList CompleteYN="Y">{authors}</AuthorList><PublicationTypeList>{types}</PublicationTypeList>{dated}</Article>'
        f"<MedlineJournalInfo><MedlineTA>{escape(paper.abbreviation)}</MedlineTA><ISSNLinking>{paper.issn}</ISSNLinking></MedlineJournalInfo>"
        f"<CommentsCorrectionsList>{related}</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{paper.pmid}</ArticleId><ArticleId IdType="doi">{escape(paper.doi)}</ArticleId>{pmc}'
        f"</ArticleIdList></PubmedData></PubmedArticle>"
    )


def article_set(papers: Sequence[Paper]) -> bytes:
    return (DOCTYPE + f"<PubmedArticleSet>{''.join(map(article_xml, papers))}</PubmedArticleSet>\n").encode()


def summary_set(papers: Sequence[Paper]) -> bytes:
    def item(name: str, text: str) -> str:
        return f'<Item Name="{name}" Type="String">{escape(text)}</Item>'

    docs = "".join(
        f"<DocSum><Id>{p.pmid}</Id>{item('PubDate', f'{p.year} Mar')}{item('Source', p.abbreviation)}"
        f'<Item Name="AuthorList" Type="List">{"".join(item("Author", f"{family} {initials}") for family, initials in p.authors)}</Item>'
        f"{item('Title', p.title + '.')}{item('Volume', p.volume)}{item('Issue', p.issue)}{item('Pages', p.pages)}{item('ISSN', p.issn)}"
        f"{item('FullJournalName', p.journal)}{item('DOI', p.doi)}</DocSum>"
        for p in papers
    )
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<eSummaryResult>{docs}</eSummaryResult>'.encode()


Index = dict[str, list[Paper]]


def by_journal(papers: Sequence[Paper]) -> Index:
    """The papers of each journal, by its names in small letters."""
    out: Index = {}
    for paper in papers:
        for name in {paper.journal.casefold(), paper.abbreviation.casefold()}:
            out.setdefault(name, []).append(paper)
    return out


def match_line(line: str, index: Index) -> str:
    """ECitMatch's answer to one line: by journal, volume and page; year and author count for nothing, and the echo is its own."""
    journal, year, volume, page, _, key = (line.split("|") + [""] * 6)[:6]
    known = index.get(journal.casefold())
    same = [
        paper
        for paper in known or ()
        if (not volume or paper.volume == volume) and (not page or paper.first_page == page)
    ]
    if known is None:
        said = "NOT_FOUND;INVALID_JOURNAL"
    elif not same:
        said = "NOT_FOUND"
    elif len(same) > 5:
        said = f"AMBIGUOUS ({len(same)} citations)"
    else:
        said = same[0].pmid if len(same) == 1 else f"AMBIGUOUS {','.join(paper.pmid for paper in same)}"
    return f"{journal.lower()}|{year}|{volume}|{page}||{key}|{said}"


def crossref_work(paper: Paper) -> dict[str, Any]:
    kinds = {"RetractionIn": "retraction", "ErratumIn": "correction", "ExpressionOfConcernIn": "expression_of_concern"}
    out: dict[str, Any] = {
        "DOI": paper.doi,
        "type": "journal-article",
        "title": [paper.title],
        "container-title": [paper.journal],
        "short-container-title": [paper.abbreviation],
        "ISSN": [paper.issn],
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.pages,
        "author": [
            {"family": family, "given": " ".join(initials), "sequence": "additional"}
            for family, initials in paper.authors
        ],
        "published-print": {"date-parts": [[paper.year, 3]]},
        "issued": {"date-parts": [[paper.online or paper.year]]},
        "score": 17.1,
    }
    if paper.online:
        out["published-online"] = {"date-parts": [[paper.online]]}
    if paper.related:
        out["updated-by"] = [
            {
                "DOI": doi,
                "type": kinds[kind],
                "label": kind,
                "source": "publisher",
                "updated": {"date-parts": [[paper.year + 1, 2, 6]]},
            }
            for kind, _, doi in paper.related
        ]
    return out


def europepmc_result(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.pmid, "source": "MED", "pmid": paper.pmid, "doi": paper.doi, "title": paper.title + ".",
        "authorList": {"author": [{"lastName": family, "initials": initials} for family, initials in paper.authors]},
        "journalInfo": {
            "issue": paper.issue, "volume": paper.volume, "yearOfPublication": paper.year, "monthOfPublication": 3,
            "journal": {"title": paper.journal, "medlineAbbreviation": paper.abbreviation, "ISSN": paper.issn},
        },
        "pubYear": str(paper.year), "pageInfo": paper.pages, "pubTypeList": {"pubType": list(paper.types)},
        "commentCorrectionList": {"commentCorrection": [
            {"id": pmid, "source": "MED", "type": re.sub(r"(?<=[a-z])In$", " in", kind)} for kind, pmid, _ in paper.related
        ]},
    }  # fmt: skip


def openalex_result(paper: Paper) -> dict[str, Any]:
    first, _, last = paper.pages.partition("-")
    return {
        "id": f"https://openalex.org/W{paper.pmid}", "doi": f"https://doi.org/{paper.doi}", "title": paper.title, "publication_year": paper.year,
        "type": "article", "is_retracted": any(kind == "RetractionIn" for kind, _, _ in paper.related),
        "ids": {"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}"},
        "biblio": {"volume": paper.volume, "issue": paper.issue, "first_page": first, "last_page": last or first},
        "primary_location": {"source": {"display_name": paper.journal, "issn_l": paper.issn, "issn": [paper.issn], "type": "journal"}},
        "authorships": [{"author": {"display_name": f"{' '.join(initials)} {family}"}} for family, initials in paper.authors],
    }  # fmt: skip


def as_json(raw: object, status: int = 200) -> Told:
    return Told(json.dumps(raw).encode(), "application/json", status)


def simulate(papers: Sequence[Paper]) -> Route:
    """All five services over the same papers, each below the path of its own name (``/pubmed``, ``/crossref`` …)."""
    index = by_journal(papers)
    by_pmid, by_doi = {paper.pmid: paper for paper in papers}, {paper.doi.lower(): paper for paper in papers}

    def pubmed(asked: Asked, path: str) -> Told | None:
        values = asked.values
        ids = [by_pmid[pmid] for pmid in values.get("id", "").split(",") if pmid in by_pmid]
        if path == "efetch.fcgi":
            return Told(article_set(ids), XML_KIND)
        if path == "esummary.fcgi":
            return Told(summary_set(ids), XML_KIND)
        if path == "ecitmatch.cgi":
            return Told(
                "".join(
                    match_line(line, index) + "\n" for line in re.split(r"[\r\n]+", values["bdata"]) if line
                ).encode(),
                TEXT_KIND,
            )
        if path == "esearch.fcgi":
            found = [paper.pmid for paper in papers if _fits_term(values["term"], paper)]
            listed = "".join(f"<Id>{pmid}</Id>" for pmid in found[: int(values["retmax"])])
            return Told(
                f"<eSearchResult><Count>{len(found)}</Count><IdList>{listed}</IdList></eSearchResult>".encode(),
                XML_KIND,
            )
        return None

    def idconv(asked: Asked, path: str) -> Told:
        del path
        records = []
        for identifier in asked.values["ids"].split(","):
            paper = next(
                (p for p in papers if p.pmcid and identifier.lower() in (p.doi.lower(), p.pmcid.lower(), p.pmid)), None
            )
            said = (
                {"pmid": paper.pmid, "pmcid": paper.pmcid, "doi": paper.doi}
                if paper
                else {"status": "error", "errmsg": "Identifier not found in PMC"}
            )
            records.append({"requested-id": identifier, **said})
        return as_json({"status": "ok", "records": records})

    def crossref(asked: Asked, path: str) -> Told | None:
        if path.startswith("works/"):
            paper = by_doi.get(unquote(path.removeprefix("works/")).lower())
            if paper is None:
                return Told(b"Resource not found.", "text/plain", 404)
            return as_json({"status": "ok", "message-type": "work", "message": crossref_work(paper)})
        values = asked.values
        if "filter" in values:
            found = [
                by_doi[doi]
                for part in values["filter"].split(",")
                if (doi := part.removeprefix("doi:").lower()) in by_doi
            ]
        else:
            words = set(values["query.bibliographic"].lower().split())
            scored = [
                (
                    len(
                        words
                        & set(
                            f"{p.title} {p.journal} {p.abbreviation} {p.year} {p.volume} {p.first_page}".lower().split()
                        )
                    ),
                    p,
                )
                for p in papers
            ]
            found = [paper for score, paper in sorted(scored, key=lambda pair: -pair[0]) if score][
                : int(values["rows"])
            ]
        return as_json(
            {
                "status": "ok",
                "message-type": "work-list",
                "message": {"total-results": len(found), "items": [crossref_work(p) for p in found]},
            }
        )

    def europepmc(asked: Asked, path: str) -> Told | None:
        if path != "search":
            return None
        query = asked.values["query"]
        dois, pmids = re.findall(r'DOI:"([^"]+)"', query), re.findall(r"EXT_ID:(\d+)", query)
        found = [
            p
            for p in papers
            if p.doi.lower() in dois or p.pmid in pmids or (not dois and not pmids and _fits_europepmc(query, p))
        ]
        return as_json(
            {"version": "6.9", "hitCount": len(found), "resultList": {"result": [europepmc_result(p) for p in found]}}
        )

    def openalex(asked: Asked, path: str) -> Told | None:
        if path != "works":
            return Told(b"<!doctype html><title>404 Not Found</title>", "text/html", 404)
        wanted = dict(part.split(":", 1) for part in asked.values["filter"].split(","))
        found = [p for p in papers if _fits_openalex(wanted, p)]
        return as_json({"meta": {"count": len(found)}, "results": [openalex_result(p) for p in found]})

    services: dict[str, Callable[[Asked, str], Told | None]] = {
        "pubmed": pubmed, "idconv": idconv, "crossref": crossref, "europepmc": europepmc, "openalex": openalex,
    }  # fmt: skip

    def route(asked: Asked) -> Told | None:
        _, service, *rest = asked.path.split("/", 2)
        return services[service](asked, rest[0] if rest else "") if service in services else None

    return route


def _fits_term(term: str, paper: Paper) -> bool:
    told = {
        "ta": {paper.journal.casefold(), paper.abbreviation.casefold()},
        "vi": {paper.volume},
        "pg": {paper.first_page},
        "ti": set(re.findall(r"\w+", paper.title.casefold())),
    }
    years = re.search(r"(\d{4}):(\d{4})\[dp\]", term)
    if years and not int(years[1]) <= paper.year <= int(years[2]):
        return False
    return all(
        value.casefold() in told[tag]
        for value, tag in re.findall(r'"?([^"\[\]]+?)"?\[(ta|vi|pg|ti)\](?: AND |$)', term)
    )


def _fits_europepmc(query: str, paper: Paper) -> bool:
    said = dict(re.findall(r'(JOURNAL|VOLUME|TITLE):"([^"]+)"', query))
    page = re.search(r"PAGE_INFO:([^*\s]+)\*", query)
    return (
        said.get("JOURNAL", paper.journal).casefold() in (paper.journal.casefold(), paper.abbreviation.casefold())
        and said.get("VOLUME", paper.volume) == paper.volume
        and said.get("TITLE", "").casefold() in paper.title.casefold()
        and (page is None or paper.pages.startswith(page[1]))
    )


def _fits_openalex(wanted: dict[str, str], paper: Paper) -> bool:
    low, _, high = wanted.get("publication_year", "1-9999").partition("-")
    return (
        paper.doi.lower() in wanted.get("doi", paper.doi.lower()).split("|")
        and paper.pmid in wanted.get("pmid", paper.pmid).split("|")
        and wanted.get("biblio.volume", paper.volume) == paper.volume
        and wanted.get("biblio.first_page", paper.first_page) == paper.first_page
        and wanted.get("title.search", "").casefold() in paper.title.casefold()
        and int(low) <= paper.year <= int(high)
    )
