"""DOI, PMID, PMCID, trial registrations and web addresses, also where a line break or extraction put spaces into them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from evidence.citations.pieces import Match, compiled

Kind = Literal["doi", "pmid", "pmcid", "url", "registry_id"]

# Source: DOI Handbook 2.2 (prefix/suffix); Crossref, "DOIs and matching regular expressions" (suffixes seen in practice).
_SUFFIX = r"[^\s\"'<>|\[\]{}(),;]"
DOI = (
    r"(?:10\.\d{4}/\(SICI\)[^\s\"]{10,90}+|"  # 10.1002/(SICI)1097-0142(1999)85:1<1::AID>3.0.CO;2-O
    rf"10\.\d{{4,9}}/\s?(?:{_SUFFIX}|,(?=\w)|;(?=\w{{3,}}\S)|\([^\s()]{{1,40}}\)){{1,120}}+)"
)
_SPACED = r"(?:https?:\s?//\s?(?:dx\.\s?)?doi\.\s?org/\s?)"
_LABEL = r"(?:[Dd][Oo][Ii][:\s]{0,3}(?:https?://)?)"
_HOSTS = r"(?:[\w-]{1,30}\.){0,4}[\w-]{1,63}\.[a-z]{2,12}"

IDENTIFIER = compiled(
    rf"(?<doi>(?:{_LABEL})?(?<resolver>{_SPACED}|(?<!\w)(?:dx\.)?doi\.org/)?(?<!\d)(?<doi_value>{DOI})(?<doi_rest>(?<=/)\s\w[\w.()-]{{2,60}}+)?)"
    r"|(?<pmcid>(?:PMC\s?ID[:\s]{0,3}|PubMed\s?Central[:\s]{0,3})?(?<![\w/.])PMC\s?(?<pmcid_value>\d{4,9})(?:\.\d{1,2}(?!\d))?(?!\w))"
    r"|(?<pmid>(?:(?<!\w)(?:PubMed\s(?=PMID))?(?:[Pp][Mm][Ii][Dd]s?|PubMed\s?IDs?|Pub[Mm]ed(?=\s?:))[:\s]{0,3}#?\s?)(?<pmid_value>\d{5,8})(?!\d))"
    r"|(?<registry>(?:ISRCTN(?:,?\snumber)?\s?)?(?<!\w)(?<registry_value>NCT\d{8}|ISRCTN\s?\d{8}|(?:EudraCT|EUCTR)[\s:]{0,2}(?:[Nn]umber\s)?\d{4}-\d{6}-\d{2}"
    r"|ACTRN\d{14}|ChiCTR[\w-]{4,20}|UMIN\d{9}|JPRN-\w{4,20}|CTRI/\d{4}/\d{2,3}/\d{4,7}|DRKS\d{8}|PACTR\d{12,16}|CRD\d{11})(?!\w))"
    rf"|(?<url>(?<!\w)(?<url_value>https?://{_HOSTS}(?:[/?#](?:[^\s<>\"'()\[\]{{}}|]|\([^\s()]{{0,60}}\)){{0,300}}+)?))"
)
_REGISTER = compiled(r"\AEudraCT[\s:]*+(?:[Nn]umber\s)?")  # the register's name is no part of its numbers
_MORE_PMIDS = compiled(r"\s?[,;]?\s?(?:and\s|&\s)?(\d{7,8})(?!\d)")
_TRAIL = ".,;:!?'\"”’"
_PMC_URL = compiled(r"/articles/(?:pmid/)?(PMC\d{4,9})")
_PUBMED_URL = compiled(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|europepmc\.org/article/(?:MED|med)/)(\d{4,8})(?!\d)"
)
_DOI_IN = compiled(rf"(?<!\d){DOI}")
_TRIAL_IN = compiled(r"NCT\d{8}|ISRCTN\d{8}")


class Identifier(NamedTuple):
    """What stands at ``start:end``: the value without prefix; ``url`` where an address is printed."""

    start: int
    end: int
    kind: Kind
    value: str
    url: str | None = None


def find_identifiers(text: str, start: int = 0, end: int | None = None) -> list[Identifier]:
    """All identifiers and addresses of a text, in order, not overlapping.

    Example:
        >>> [(i.kind, i.value) for i in find_identifiers("doi: 10.1016/S0140-6736(17)32703-4. PMID: 29115227; PMC4061234")]
        [('doi', '10.1016/S0140-6736(17)32703-4'), ('pmid', '29115227'), ('pmcid', 'PMC4061234')]
        >>> [(i.kind, i.value) for i in find_identifiers("https://pmc.ncbi.nlm.nih.gov/articles/PMC4061234")]
        [('pmcid', 'PMC4061234')]
        >>> find_identifiers("https:// doi.org/ 10.1016/ j.jaad/ 2019.01 .")[0].value
        '10.1016/j.jaad/2019.01'
    """
    out: list[Identifier] = []
    for match in IDENTIFIER.finditer(text, start, len(text) if end is None else end):
        found = to_identifier(match)
        if found is None:
            continue
        out.append(found)
        more = _MORE_PMIDS.match(text, found.end) if found.kind == "pmid" and "ids" in match[0].casefold() else None
        while more:
            out.append(Identifier(more.start(1), more.end(1), "pmid", more[1]))
            more = _MORE_PMIDS.match(text, more.end())
    return out


def to_identifier(match: Match) -> Identifier | None:
    """A match of ``IDENTIFIER`` read."""
    kind, start, end = match.lastgroup, match.start(), match.end()
    if kind == "url":
        return _address(match, start)
    if kind == "pmid":
        return Identifier(start, end, "pmid", match["pmid_value"])
    if kind == "pmcid":
        return Identifier(start, end, "pmcid", "PMC" + match["pmcid_value"])
    if kind == "registry":
        return Identifier(start, end, "registry_id", _REGISTER.sub("", match["registry_value"]).replace(" ", ""))
    spaced = match["resolver"] and " " in match[0]
    value = match["doi_value"] + (match["doi_rest"] or "")
    cut = len(value.rstrip(_TRAIL))
    value, end = value[:cut], end - (len(value) - cut)
    glued = None if "(SICI)" in value else _GLUED.search(value)  # such a DOI has < and > of its own
    if glued:
        end -= len(value) - glued.start()
        value = value[: glued.start()]
    value = value.replace(" ", "")
    if value.endswith("/") or value.count("/") < 1:
        return None
    url = None
    if match["resolver"]:
        printed = match[0][: end - start]
        url = printed[printed.find("http") :] if "http" in printed else "https://" + printed[printed.find("d") :]
        url = url.replace(" ", "") if spaced else url
    return Identifier(start, end, "doi", value, url)


_GLUED = compiled(
    r"(?:PubMed|PMID|Pubmed|Google|Crossref|CrossRef|Medline|Web of)|\.(?:Epub|PMC)|(?<=\d)\.(?=\p{Lu}\p{Ll}{2})|</?\w"
)


ARTICLE_ADDRESS = compiled(
    r"(?i)(?:thelancet|nejm|jamanetwork|bmj|nature|springer|sciencedirect|wiley|academic\.oup|ahajournals|ersjournals|karger|cell|science|pnas|mdpi|frontiersin|plos|biomedcentral|liebertpub"
    r"|tandfonline|sagepub|jaad|jacionline|jidonline|cochranelibrary|medscape|europepmc|ncbi\.nlm\.nih|annals|acpjournals|ascopubs|ashpublications|aappublications|cmaj|jci)\.[^\s]{0,80}?"
    r"/(?:article|articles|doi|content|abs|abstract|full|fulltext|fullarticle|pii|science|toc|books|journals?)/\S{3}"
)
"""Addresses of articles; other addresses are no citations."""


def _address(match: Match, start: int) -> Identifier:
    url = match["url_value"].rstrip(_TRAIL)
    end = start + len(url)
    found = _PMC_URL.search(url)
    if found:
        return Identifier(start, end, "pmcid", found[1], url)
    found = _PUBMED_URL.search(url)
    if found:
        return Identifier(start, end, "pmid", found[1], url)
    found = _DOI_IN.search(url)
    if found:
        value = found[0].rstrip(_TRAIL + "/")
        for tail in ("/full", "/abstract", "/pdf", "/epdf", "/fulltext", ".pdf"):
            value = value.removesuffix(tail)
        value = value.split("?")[0].split("#")[0]
        return Identifier(start, end, "doi", value, url)
    found = _TRIAL_IN.search(url)
    if found:
        return Identifier(start, end, "registry_id", found[0], url)
    return Identifier(start, end, "url", url, url)
