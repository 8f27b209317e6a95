"""PubMed's XML read: articles (efetch), summaries (ESummary), searches (ESearch).

What is broken or an error shows as a fault in words, never as an empty set.

Source:
    PubMed DTD, elements and RefTypes of CommentsCorrections: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html ;
    ESearch and ESummary: https://www.ncbi.nlm.nih.gov/books/NBK25499/
"""

from __future__ import annotations

from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, tostring

import regex

from evidence.lookup.parts import (
    article_number,
    distinct,
    doi_of,
    issn_of,
    month_of,
    page_span,
    person,
    plain_text,
    title_text,
    year_of,
)
from evidence.lookup.works import Notice, NoticeKind, Work

EMPTY_SET = b"<PubmedArticleSet></PubmedArticleSet>"
EMPTY_SUMMARY = b"<eSummaryResult></eSummaryResult>"
_NOTICES: dict[str, NoticeKind] = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "other",
    "ExpressionOfConcernIn": "expression of concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "republication",
    "RetractedandRepublishedIn": "republication",
}
_NOTICE_TYPES = {"Retraction of Publication", "Retraction Notice", "Published Erratum", "Expression of Concern"}
_NOTICE_OF = {"RetractionOf", "PartialRetractionOf", "ErratumFor", "ExpressionOfConcernFor"}
_DATE = regex.compile(r"\.\s(?<year>(?:19|20)\d\d)(?:\s(?<month>[A-Z][a-z]{2}))?(?:\s(?<day>\d{1,2}))?(?=[;:.\s])")
_MOST_SHOWN = 120


class Searched(NamedTuple):
    """What a search found: how many in all, and the first PMIDs."""

    found: int
    pmids: tuple[str, ...]


def parse_xml(body: bytes, root: str) -> tuple[Element | None, str]:
    """The root element, or what is wrong: broken, cut off, with entities of its own, with an error, or of another kind."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        tree: Element = fromstring(body)
    except DefusedXmlException:
        return None, "the XML declares entities of its own, which is refused"
    except (ParseError, ValueError, LookupError, RecursionError):
        return None, "the XML is broken or cut off"
    error = tree if tree.tag == "ERROR" else tree.find("ERROR")
    if error is not None:
        return None, f"the service reports an error: {(plain_text(_flat(error)) or '')[:_MOST_SHOWN]}"
    if tree.tag != root:
        return None, f"the answer is <{str(tree.tag)[:40]}>, not <{root}>"
    return tree, ""


def article_fault(body: bytes) -> str:
    """What is wrong with an answer of efetch, in words; empty if nothing is."""
    return parse_xml(body, "PubmedArticleSet")[1]


def summary_fault(body: bytes) -> str:
    """What is wrong with an answer of ESummary."""
    return parse_xml(body, "eSummaryResult")[1]


def search_fault(body: bytes) -> str:
    """What is wrong with an answer of ESearch."""
    tree, fault = parse_xml(body, "eSearchResult")
    if tree is not None and not (tree.findtext("Count") or "").strip().isdecimal():
        return "the answer holds no count"
    return fault


def read_search(body: bytes) -> Searched:
    """Count and PMIDs of an answer that has no fault."""
    tree, _ = parse_xml(body, "eSearchResult")
    if tree is None:
        return Searched(0, ())
    pmids = distinct([(item.text or "").strip() for item in tree.iterfind("IdList/Id")])
    return Searched(
        int((tree.findtext("Count") or "0").strip()), tuple(pmid for pmid in pmids if pmid.isascii() and pmid.isdigit())
    )


def unknown_phrases(body: bytes) -> tuple[str, ...]:
    """The phrases of a search that PubMed's index does not have."""
    tree, _ = parse_xml(body, "eSearchResult")
    found = (
        []
        if tree is None
        else [*tree.iterfind("ErrorList/PhraseNotFound"), *tree.iterfind("WarningList/QuotedPhraseNotFound")]
    )
    return distinct([plain_text(_flat(item)) for item in found])


def split_articles(body: bytes) -> dict[str, bytes]:
    """The set's records by PMID, each as a set of its own."""
    tree, _ = parse_xml(body, "PubmedArticleSet")
    return _split(tree, "PubmedArticleSet", _article_pmid)


def split_summaries(body: bytes) -> dict[str, bytes]:
    """The summaries by PMID, each as an answer of its own."""
    tree, _ = parse_xml(body, "eSummaryResult")
    return _split(tree, "eSummaryResult", lambda item: (item.findtext("Id") or "").strip())


def read_articles(body: bytes) -> tuple[Work, ...]:
    """The works of an answer of efetch that has no fault, in its order.

    Example:
        >>> [work] = read_articles(b'<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article PubModel="Print">'
        ...     b'<Journal><JournalIssue><Volume>2</Volume><PubDate><Year>1999</Year></PubDate></JournalIssue></Journal>'
        ...     b'<ArticleTitle>On tests.</ArticleTitle><Pagination><MedlinePgn>188-91</MedlinePgn></Pagination></Article>'
        ...     b'</MedlineCitation></PubmedArticle></PubmedArticleSet>')
        >>> work.pmid, work.title, work.years, work.first_page, work.last_page
        ('7', 'On tests', {'issued': 1999, 'print': 1999}, '188', '191')
    """
    tree, _ = parse_xml(body, "PubmedArticleSet")
    if tree is None:
        return ()
    out = []
    for item in tree:
        if item.tag == "PubmedArticle":
            out.append(_article(item))
        elif item.tag == "PubmedBookArticle":
            out.append(_book(item))
    return tuple(out)


def read_summaries(body: bytes) -> tuple[Work, ...]:
    """The works of an answer of ESummary (version 1.0) that has no fault."""
    tree, _ = parse_xml(body, "eSummaryResult")
    return tuple(_summary(item) for item in tree.iterfind("DocSum")) if tree is not None else ()


def _split(tree: Element | None, root: str, pmid_of: Any) -> dict[str, bytes]:
    out: dict[str, bytes] = {}
    for item in tree if tree is not None else ():
        pmid = pmid_of(item)
        if not pmid:
            continue
        item.tail = None
        try:
            out.setdefault(
                pmid,
                f"<{root}>".encode() + tostring(item, encoding="utf-8", xml_declaration=False) + f"</{root}>".encode(),
            )
        except RecursionError:  # nested a thousand deep: no record of PubMed
            continue
    return out


def _article_pmid(item: Element) -> str:
    return (item.findtext("MedlineCitation/PMID") or item.findtext("BookDocument/PMID") or "").strip()


def _flat(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _article(item: Element) -> Work:
    citation = item.find("MedlineCitation")
    citation = citation if citation is not None else item
    article = citation.find("Article")
    article = article if article is not None else citation
    ids = {
        kind: text
        for kind, text in (
            (e.get("IdType") or "", (e.text or "").strip()) for e in item.iterfind("PubmedData/ArticleIdList/ArticleId")
        )
        if text
    }
    located = [
        (e.get("EIdType"), (e.text or "").strip()) for e in article.iterfind("ELocationID") if e.get("ValidYN") != "N"
    ]
    first, last = _pages(article)
    types = distinct([plain_text(_flat(e)) for e in article.iterfind("PublicationTypeList/PublicationType")])
    related = list(citation.iterfind("CommentsCorrectionsList/CommentsCorrections"))
    authors = article.find("AuthorList")
    issns = [article.findtext("Journal/ISSN"), citation.findtext("MedlineJournalInfo/ISSNLinking")]
    return Work(
        service="pubmed",
        authors=_authors(authors),
        et_al=authors is not None and authors.get("CompleteYN") == "N",
        title=title_text(_flat(article.find("ArticleTitle"))) or title_text(_flat(article.find("VernacularTitle"))),
        journal=plain_text(article.findtext("Journal/Title")),
        journal_abbreviation=plain_text(
            article.findtext("Journal/ISOAbbreviation") or citation.findtext("MedlineJournalInfo/MedlineTA")
        ),
        issns=distinct([issn_of(issn) for issn in issns]),
        years=_years(article),
        month=month_of(article.findtext("Journal/JournalIssue/PubDate/Month")),
        volume=plain_text(article.findtext("Journal/JournalIssue/Volume")),
        issue=plain_text(article.findtext("Journal/JournalIssue/Issue")),
        first_page=first,
        last_page=last,
        article_number=None
        if first
        else next((n for kind, text in located if kind == "pii" and (n := article_number(text))), None),
        doi=doi_of(ids.get("doi"))
        or next((doi for kind, text in located if kind == "doi" and (doi := doi_of(text))), None),
        pmid=(citation.findtext("PMID") or "").strip() or None,
        pmcid=ids.get("pmc"),
        types=types,
        retracted=True
        if "Retracted Publication" in types or any(e.get("RefType") == "RetractionIn" for e in related)
        else None,
        is_notice=bool(_NOTICE_TYPES & set(types)) or any(e.get("RefType") in _NOTICE_OF for e in related),
        notices=distinct([_notice(e) for e in related]),
        kind="article" if "Preprint" in types else "article-journal",
    )


def _authors(listed: Element | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    names = [
        person(
            author.findtext("LastName"),
            author.findtext("Initials") or author.findtext("ForeName"),
            author.findtext("Suffix"),
        )
        or plain_text(_flat(author.find("CollectiveName")))
        for author in listed.iterfind("Author")
        if author.get("ValidYN") != "N"
    ]
    return tuple(name for name in names if name)


def _years(article: Element) -> dict[str, int]:
    """Years of issue, print and online. ``PubDate`` is the issue's; ``PubModel`` says whether that issue is printed."""
    dated = article.find("Journal/JournalIssue/PubDate")
    issued = year_of(dated.findtext("Year") or dated.findtext("MedlineDate")) if dated is not None else None
    electronic = next(
        (
            year_of(e.findtext("Year"))
            for e in article.iterfind("ArticleDate")
            if e.get("DateType", "Electronic") == "Electronic"
        ),
        None,
    )
    model = article.get("PubModel", "")
    years = {
        "issued": issued,
        "print": issued if "Print" in model else None,
        "online": electronic or (issued if model == "Electronic" else None),
    }
    return {name: year for name, year in years.items() if year}


def _pages(article: Element) -> tuple[str | None, str | None]:
    first, last = page_span(article.findtext("Pagination/MedlinePgn"))
    if first:
        return first, last
    start, end = article.findtext("Pagination/StartPage"), article.findtext("Pagination/EndPage")
    return page_span(f"{start}-{end}" if start and end else start)


def _notice(element: Element) -> Notice | None:
    kind = _NOTICES.get(element.get("RefType") or "")
    if kind is None:
        return None
    said = plain_text(_flat(element.find("RefSource")))
    text = f"{said} (partial retraction)" if element.get("RefType") == "PartialRetractionIn" and said else said
    return Notice(
        kind=kind,
        doi=doi_of(said),
        pmid=(element.findtext("PMID") or "").strip() or None,
        date=_date(said or ""),
        text=text,
    )


def _date(text: str) -> str | None:
    """The date in a reference such as ``Lancet. 2010 Feb 6;375(9713):445``.

    Example:
        >>> _date("Lancet. 2010 Feb 6;375(9713):445"), _date("Nature. 2004;1:2"), _date("undated")
        ('2010-02-06', '2004', None)
    """
    match = _DATE.search(text)
    if match is None:
        return None
    month, day = month_of(match["month"]), match["day"]
    return (
        str(match["year"])
        + (f"-{month:02}" if month else "")
        + (f"-{int(day):02}" if month and day and int(day) <= 31 else "")
    )


def _book(item: Element) -> Work:
    book = item.find("BookDocument")
    book = book if book is not None else item
    chapter = title_text(_flat(book.find("ArticleTitle")))
    year = year_of(book.findtext("Book/PubDate/Year"))
    return Work(
        service="pubmed",
        authors=_authors(book.find("AuthorList")),
        title=chapter or title_text(_flat(book.find("Book/BookTitle"))),
        journal=title_text(_flat(book.find("Book/BookTitle"))) if chapter else None,
        years={"issued": year} if year else {},
        pmid=(book.findtext("PMID") or "").strip() or None,
        doi=next(
            (
                doi
                for e in book.iterfind("ArticleIdList/ArticleId")
                if e.get("IdType") == "doi" and (doi := doi_of(e.text))
            ),
            None,
        ),
        types=distinct([plain_text(_flat(e)) for e in book.iterfind("PublicationType")]),
        kind="chapter" if chapter else "book",
    )


def _summary(item: Element) -> Work:
    said = {name: e for e in item.iterfind("Item") if (name := e.get("Name") or "")}

    def text(name: str) -> str | None:
        return plain_text(said[name].text) if name in said else None

    def listed(name: str) -> list[tuple[str, str]]:
        return [(e.get("Name") or "", plain_text(e.text) or "") for e in said.get(name, ())]

    ids = dict(listed("ArticleIds"))
    first, last = page_span(text("Pages"))
    years = {"issued": year_of(text("PubDate")), "online": year_of(text("EPubDate"))}
    types = distinct([value for _, value in listed("PubTypeList")])
    month = (text("PubDate") or "").split(" ")
    return Work(
        service="pubmed",
        authors=tuple(author for _, value in listed("AuthorList") if (author := _indexed(value))),
        title=title_text(text("Title")),
        journal=text("FullJournalName"),
        journal_abbreviation=text("Source"),
        issns=distinct([issn_of(text("ISSN")), issn_of(text("ESSN"))]),
        years={name: year for name, year in years.items() if year},
        month=month_of(month[1]) if len(month) > 1 else None,
        volume=text("Volume"),
        issue=text("Issue"),
        first_page=first,
        last_page=last,
        doi=doi_of(text("DOI")) or doi_of(ids.get("doi")),
        pmid=(item.findtext("Id") or "").strip() or None,
        pmcid=ids.get("pmc") or ids.get("pmcid") or None,
        types=types,
        retracted=True if "Retracted Publication" in types else None,
        is_notice=bool(_NOTICE_TYPES & set(types)),
        kind="article" if "Preprint" in types else "article-journal",
    )


def _indexed(name: str) -> str | None:
    """An author as PubMed's index writes one, ``Hambrick GW Jr``, as ``Hambrick, GW Jr``.

    Example:
        >>> _indexed("Hambrick GW Jr"), _indexed("de la Cruz M"), _indexed("WHO Study Group")
        ('Hambrick, GW Jr', 'de la Cruz, M', 'WHO Study Group')
    """
    words = name.split(" ")
    at = next((i for i in range(len(words) - 1, 0, -1) if words[i].isupper() and len(words[i]) <= 4), None)
    return f"{' '.join(words[:at])}, {' '.join(words[at:])}" if at else name or None
