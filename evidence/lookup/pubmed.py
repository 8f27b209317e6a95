"""PubMed: terse citations to PMIDs, PMIDs to works, a search by fields, and other identifiers to PMIDs.

ECitMatch ignores year and author and leaves out lines, so a PMID that it gives is only a candidate, and a line that it does not
answer has failed. Lines are paired by a key of our own, made from what is asked.

Source:
    ECitMatch, EFetch, ESearch, ESummary: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (at most 200 identifiers a request; long ones by POST) ;
    search fields [ta] [vi] [pg] [dp] [ti]: https://pubmed.ncbi.nlm.nih.gov/help/#search-tags ;
    ID converter (at most 200, all of one type): https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import regex

from evidence.lookup.addresses import Pairs
from evidence.lookup.batches import Batch, ask_each, chunks
from evidence.lookup.client import Client, Question, Reading, Reply
from evidence.lookup.parts import doi_of, member, members, read_json, text_of
from evidence.lookup.pubmed_xml import (
    EMPTY_SET,
    EMPTY_SUMMARY,
    article_fault,
    read_articles,
    read_search,
    read_summaries,
    search_fault,
    split_articles,
    split_summaries,
    summary_fault,
    unknown_phrases,
)
from evidence.lookup.works import Answer, Outcome, Work
from evidence.records import Fields, Record

MOST_IDS = 200
_MOST_FOUND = 20
_LINE_BREAKING = regex.compile(r"[|\p{Cc}\s]++")
_QUERY_SIGNS = regex.compile(r"[\"\[\](){}:*~\\\p{Cc}\s]++")
_WORD = regex.compile(r"\w{4,30}+")
_PMID = regex.compile(r"[1-9]\d{0,8}")
_AMBIGUOUS = regex.compile(r"AMBIGUOUS\s*(?:\((?<count>\d+)[^)]*\)|(?<pmids>\d+(?:\s*,\s*\d+)*+))?")
_XML = ("xml",)


class CitationQuery(Record, frozen=True, kw_only=True):
    """A terse citation as ECitMatch is asked about it; ``key`` is the caller's and is not sent."""

    key: str
    journal: str
    year: int | None = None
    volume: str | None = None
    first_page: str | None = None
    author: str | None = None


class Matched(Record, frozen=True, kw_only=True):
    """What ECitMatch says of one query: ``works`` (one PMID, to be read back and compared), ``empty``, ``ambiguous``, ``failed``, ``not asked``.

    ``invalid_journal``: PubMed does not know this form of the journal; another form may be found.
    """

    key: str
    outcome: Outcome
    pmids: tuple[str, ...] = ()
    reason: str = ""
    address: str = ""
    at: str = ""
    sha256: str = ""
    invalid_journal: bool = False


def match_citations(client: Client, queries: Sequence[CitationQuery]) -> tuple[Matched, ...]:
    """Ask ECitMatch about terse citations, up to 200 in one request; one answer for each query, in their order."""
    lines = [_line(query) for query in queries]
    replies: dict[str, Reply] = {}
    missing = []
    for line in dict.fromkeys(lines):
        if (kept := client.kept(_citation_question((line,)))) is not None:
            replies[line] = kept
        else:
            missing.append(line)
    for part in chunks(missing, MOST_IDS, characters=100_000):
        reply = client.ask(_citation_question(part), Reading(("plain", "xml"), _citation_fault), keep=False)
        answered = _pair_lines(reply.body or b"", part)
        for line in part:
            alone = _citation_question((line,))
            if reply.body is None:
                replies[line] = Reply(address=alone.address, at=reply.at, failure=reply.failure, asked=reply.asked)
            elif _read_result(answered.get(line, "")).outcome == "failed":
                replies[line] = Reply(
                    address=alone.address, at=reply.at, failure=_read_result(answered.get(line, "")).reason
                )
            else:
                replies[line] = client.keep(alone, answered[line].encode(), at=reply.at, sha256=reply.sha256)
    return tuple(_to_matched(query, replies[line]) for query, line in zip(queries, lines, strict=True))


def fetch_works(client: Client, pmids: Sequence[str], *, named: bool = False) -> dict[str, Answer]:
    """The works of PMIDs from efetch, up to 200 in one request; an answer for each PMID. An unknown PMID is ``empty``.

    Args:
        client: Asks and remembers.
        pmids: What is wanted.
        named: PubMed itself named these PMIDs for a citation: that it has no record of one is then a failure.
    """
    return _of_pmids(client, _NAMED if named else _ARTICLES, pmids)


def summaries(client: Client, pmids: Sequence[str]) -> dict[str, Answer]:
    """The works of PMIDs from ESummary, for when efetch fails: without notices, linking ISSN or abbreviated given names."""
    return _of_pmids(client, _SUMMARIES, pmids)


def search(client: Client, fields: Fields) -> Answer:
    """Search PubMed by journal, volume, page and year (one year about), or by words of the title; the works found are read back."""
    term = search_term(fields)
    if not term:
        return Answer(service="pubmed", outcome="not asked", reason="too little is known for a search")
    pairs: Pairs = (("db", "pubmed"), ("retmode", "xml"), ("retmax", str(_MOST_FOUND)), ("term", term))
    reply = client.ask(Question("pubmed", "esearch.fcgi", (), pairs), Reading(_XML, search_fault))
    if reply.body is None:
        return reply.without_works("pubmed")
    count, pmids = read_search(reply.body)
    told = Answer(service="pubmed", outcome="empty", address=reply.address, at=reply.at, sha256=reply.sha256)
    if not count:
        unknown = unknown_phrases(reply.body)
        return msgspec.structs.replace(told, reason=f"not in PubMed's index: {', '.join(unknown)}" if unknown else "")
    if count > len(pmids):
        reason = f"{count} works fit" if pmids else f"{count} works fit, and none was named"
        return msgspec.structs.replace(told, outcome="ambiguous" if pmids else "failed", reason=reason)
    answers = fetch_works(client, pmids, named=True)
    works = tuple(work for answer in answers.values() for work in answer.works)
    failed = next((answer for answer in answers.values() if answer.outcome in ("failed", "not asked")), None)
    if failed is not None:
        return msgspec.structs.replace(told, outcome=failed.outcome, works=works, reason=failed.reason)
    if not works:
        return msgspec.structs.replace(told, outcome="failed", reason="what the search found could not be read back")
    return msgspec.structs.replace(told, outcome="works", works=works)


def search_term(fields: Fields) -> str:
    """The query of ``search``; empty where too little is known.

    Example:
        >>> search_term(Fields(journal="Pediatr Dermatol", volume="34", first_page="261", year=2017))
        '"Pediatr Dermatol"[ta] AND "34"[vi] AND "261"[pg] AND 2016:2018[dp]'
        >>> search_term(Fields(journal='X" OR cancer[ti]', volume="1", first_page="2"))
        '"X OR cancer ti"[ta] AND "1"[vi] AND "2"[pg]'
        >>> search_term(Fields(year=2017)), search_term(Fields(title="Sirolimus for kaposiform lesions", year=2014))
        ('', 'sirolimus[ti] AND kaposiform[ti] AND lesions[ti] AND 2013:2015[dp]')
    """
    placed = (("ta", fields.journal), ("vi", fields.volume), ("pg", fields.first_page or fields.article_number))
    terms = [f'"{value}"[{tag}]' for tag, text in placed if (value := _QUERY_SIGNS.sub(" ", text or "").strip())]
    if len(terms) < 2 or not (fields.volume or fields.first_page or fields.article_number):
        words = tuple(dict.fromkeys(_WORD.findall((fields.title or "").casefold())))[:8]
        if len(words) < 3:
            return ""
        terms = [f"{word}[ti]" for word in words]
    if fields.year:
        terms.append(f"{fields.year - 1}:{fields.year + 1}[dp]")
    return " AND ".join(terms)


def convert_ids(client: Client, ids: Sequence[str]) -> dict[str, Answer]:
    """DOIs or PMCIDs to PMIDs by PMC's ID converter; each work found holds nothing but its identifiers.

    ``empty`` says that PMC does not have it, not that PubMed has not. A DOI with a comma cannot be asked: the converter takes it for two.
    """
    out: dict[str, Answer] = {}
    for kind in ("doi", "pmcid", "pmid"):
        some = [identifier for identifier in ids if _kind_of(identifier) == kind and "," not in identifier]
        out |= ask_each(client, _CONVERSIONS, some)
    refused = Answer(
        service="pubmed", outcome="not asked", reason="the ID converter cannot be asked about this identifier"
    )
    return {identifier: out.get(identifier, refused) for identifier in ids}


def _kind_of(identifier: str) -> str | None:
    if doi_of(identifier) == identifier.lower():
        return "doi"
    if identifier[:3].upper() == "PMC" and _PMID.fullmatch(identifier[3:]):
        return "pmcid"
    return "pmid" if _PMID.fullmatch(identifier) else None


def _line(query: CitationQuery) -> str:
    author = (query.author or "").replace(",", " ")
    values = (query.journal, str(query.year or ""), query.volume or "", query.first_page or "", author)
    asked = "|".join(_LINE_BREAKING.sub(" ", value).strip() for value in values)
    return f"{asked}|q{hashlib.sha256(asked.encode()).hexdigest()[:12]}|"


def _citation_question(lines: Sequence[str]) -> Question:
    return Question("pubmed", "ecitmatch.cgi", (), (("db", "pubmed"), ("retmode", "xml"), ("bdata", "\r".join(lines))))


def _citation_fault(body: bytes) -> str:
    start = body[:200].lstrip()
    if start.startswith(b"<"):
        return article_fault(body) if b"<ERROR" in body else "the answer is no list of citations"
    return "the answer is no list of citations" if start.startswith((b"{", b"[")) else ""


def _pair_lines(body: bytes, lines: Sequence[str]) -> dict[str, str]:
    """What is said of each line, paired by its key; two different answers to one line are none."""
    by_key = {line.split("|")[5]: line for line in lines}
    found: dict[str, set[str]] = {}
    for answered in regex.split(r"[\r\n]++", body.decode("utf-8", "replace")):
        cells = answered.split("|", 6)
        if len(cells) == 7 and cells[5].strip() in by_key:
            found.setdefault(by_key[cells[5].strip()], set()).add(cells[6].strip(" |"))
    return {line: said.pop() for line, said in found.items() if len(said) == 1}


def _read_result(said: str) -> Matched:
    """The last cell of a line.

    Example:
        >>> _read_result("31189511").pmids, _read_result("AMBIGUOUS 33057196,32076266").pmids
        (('31189511',), ('33057196', '32076266'))
        >>> _read_result("AMBIGUOUS (7 citations)").reason, _read_result("NOT_FOUND;INVALID_JOURNAL").invalid_journal
        ('7 citations fit', True)
        >>> _read_result("").outcome
        'failed'
    """
    if _PMID.fullmatch(said):
        return Matched(key="", outcome="works", pmids=(said,))
    if said.startswith("NOT_FOUND"):
        invalid = "INVALID_JOURNAL" in said
        return Matched(
            key="",
            outcome="empty",
            invalid_journal=invalid,
            reason="PubMed does not know the journal by this name" if invalid else "",
        )
    if match := _AMBIGUOUS.fullmatch(said):
        pmids = tuple(pmid.strip() for pmid in (match["pmids"] or "").split(",") if pmid.strip())
        count = match["count"] or (str(len(pmids)) if pmids else "several")
        return Matched(key="", outcome="ambiguous", pmids=pmids, reason=f"{count} citations fit")
    return Matched(
        key="",
        outcome="failed",
        reason=f"PubMed's answer is not understood: {said[:60]}"
        if said
        else "PubMed left this citation out of its answer",
    )


def _to_matched(query: CitationQuery, reply: Reply) -> Matched:
    if reply.body is None:
        return Matched(
            key=query.key,
            outcome="failed" if reply.asked else "not asked",
            reason=reply.failure,
            address=reply.address,
            at=reply.at,
        )
    read = _read_result(reply.body.decode("utf-8", "replace"))
    return msgspec.structs.replace(read, key=query.key, address=reply.address, at=reply.at, sha256=reply.sha256)


def _of_pmids(client: Client, batch: Batch, pmids: Sequence[str]) -> dict[str, Answer]:
    found = ask_each(client, batch, [pmid for pmid in pmids if _PMID.fullmatch(pmid)])
    refused = Answer(service="pubmed", outcome="not asked", reason="this is no PMID")
    return {pmid: found.get(pmid, refused) for pmid in pmids}


def _record_question(path: str, pmids: Sequence[str]) -> Question:
    return Question("pubmed", path, (), (("db", "pubmed"), ("id", ",".join(pmids)), ("retmode", "xml")))


def _conversion(ids: Sequence[str]) -> Question:
    return Question("idconv", "", (("ids", ",".join(ids)), ("idtype", _kind_of(ids[0]) or "doi"), ("format", "json")))


def _conversion_fault(body: bytes) -> str:
    raw = read_json(body)
    if not isinstance(raw, dict):
        return "the JSON is broken or cut off"
    if raw.get("status") != "ok" or not isinstance(raw.get("records"), list):
        return f"the service reports an error: {text_of(raw, 'message') or text_of(raw, 'status') or 'without words'}"
    return ""


def _split_conversions(body: bytes, ids: Sequence[str]) -> dict[str, bytes]:
    out: dict[str, bytes] = {}
    for record in members(read_json(body), "records"):
        names = {
            str(value).lower() for name in ("requested-id", "doi", "pmcid", "pmid") if (value := member(record, name))
        }
        for identifier in ids:
            if identifier.lower() in names:
                out.setdefault(identifier, msgspec.json.encode({"status": "ok", "records": [record]}))
    return out


def _read_conversion(body: bytes) -> tuple[Work, ...]:
    records = [record for record in members(read_json(body), "records") if text_of(record, "status") != "error"]
    return tuple(
        Work(
            service="pubmed",
            pmid=text_of(record, "pmid"),
            pmcid=text_of(record, "pmcid"),
            doi=doi_of(text_of(record, "doi")),
        )
        for record in records
        if text_of(record, "pmid") or text_of(record, "pmcid") or text_of(record, "doi")
    )


def _conversion_reason(body: bytes) -> str:
    return next((said for record in members(read_json(body), "records") if (said := text_of(record, "errmsg"))), "")


_ARTICLES = Batch(
    service="pubmed",
    alone=lambda pmid: _record_question("efetch.fcgi", (pmid,)),
    together=lambda pmids: _record_question("efetch.fcgi", pmids),
    reading=Reading(_XML, article_fault),
    split=lambda body, _: split_articles(body),
    read=read_articles,
    empty=EMPTY_SET,
    most=MOST_IDS,
    characters=100_000,
)
_NAMED = _ARTICLES._replace(missing="named a work and left its record out of the answer")
_SUMMARIES = Batch(
    service="pubmed",
    alone=lambda pmid: _record_question("esummary.fcgi", (pmid,)),
    together=lambda pmids: _record_question("esummary.fcgi", pmids),
    reading=Reading(_XML, summary_fault),
    split=lambda body, _: split_summaries(body),
    read=read_summaries,
    empty=EMPTY_SUMMARY,
    most=MOST_IDS,
    characters=100_000,
)
_CONVERSIONS = Batch(
    service="pubmed",
    alone=lambda identifier: _conversion((identifier,)),
    together=_conversion,
    reading=Reading(("json",), _conversion_fault),
    split=_split_conversions,
    read=_read_conversion,
    empty=None,
    most=MOST_IDS,
    reason=_conversion_reason,
)
