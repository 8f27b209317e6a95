"""Who a source is: the services asked in the order that costs the fewest requests, and every answer compared.

Identifiers first; terse citations through PubMed's citation matcher, two hundred at a time, each PMID read back; what is then still open by
search and under other names of the journal; Crossref for DOIs and for what was published later; Europe PMC and OpenAlex only for what nobody
knew. A service that fails again and again is left alone for the rest of the run, and said to have failed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from evidence.journals import Aliases
from evidence.lookup import crossref, europepmc, openalex, pubmed
from evidence.lookup.client import Client
from evidence.lookup.comparison import IDENTIFIERS
from evidence.lookup.questions import Asked, plan_questions
from evidence.lookup.verdicts import SERVICE_NAMES, Verdict, judge
from evidence.lookup.works import LEFT_ALONE, Answer, Service
from evidence.records import Fields

TOGETHER = 200
"""Sources that go through the steps together; what ECitMatch and efetch take in one request."""
_PATIENCE = 3
"""Failures in a row after which a service is not asked any more."""
_OPEN = ("not found", "candidate", "failed", "not asked")


class Inquiry:
    """One run of questions: the client, and which services have failed too often.

    Args:
        client: Asks and remembers.
        aliases: A person's own journal names.
    """

    def __init__(self, client: Client, aliases: Aliases) -> None:
        self.client, self.aliases = client, aliases
        self._failed: dict[Service, int] = defaultdict(int)

    def identify(
        self, wanted: Mapping[str, Fields], identified: Mapping[str, Fields] | None = None
    ) -> Iterator[tuple[str, Verdict]]:
        """Verdicts on sources as they are reached, each source once; in the order given where nothing has to be searched for.

        Args:
            wanted: Key → what the entry says of itself; answers are compared with this.
            identified: Key → fields whose identifiers an earlier look-up found: asked with, never compared with.
        """
        keys = iter(wanted)
        while group := {key: wanted[key] for key in islice(keys, TOGETHER)}:
            yield from self._identify_group(group, identified or {})

    def _identify_group(
        self, group: Mapping[str, Fields], identified: Mapping[str, Fields]
    ) -> Iterator[tuple[str, Verdict]]:
        asked = {
            key: plan_questions(_with_identifiers(fields, identified.get(key)), self.aliases)
            for key, fields in group.items()
        }
        answers: dict[str, list[Answer]] = {key: [] for key in group}
        verdict = self._judge
        silent = [key for key, plan in asked.items() if plan.why_not]
        for key in silent:
            yield key, Verdict(word="not asked", reasons=(asked[key].why_not,))
        spoken = {key: plan for key, plan in asked.items() if not plan.why_not}
        self._ask_by_identifier(spoken, answers)
        self._match(spoken, answers, first=True)
        still = {key: plan for key, plan in spoken.items() if verdict(group[key], answers[key]).word in _OPEN}
        self._match(still, answers, first=False)
        words = {key: verdict(group[key], answers[key]) for key in spoken}
        settled = [key for key in spoken if words[key].word not in (*_OPEN, "ambiguous")]
        self._ask_crossref_about_known(settled, words, answers)
        for key in settled:
            yield key, verdict(group[key], answers[key])
        for key, plan in spoken.items():
            if key not in settled:
                self._search(plan, group[key], answers[key])
                yield key, verdict(group[key], answers[key])

    def _judge(self, fields: Fields, answers: Sequence[Answer]) -> Verdict:
        return judge(fields, answers, self.aliases)

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask_by_identifier(self, asked: Mapping[str, Asked], answers: dict[str, list[Answer]]) -> None:
        """PMIDs are fetched, DOIs asked of Crossref, and both of PMC's converter for the PMID."""
        pmids = {key: plan.fields.pmid for key, plan in asked.items() if plan.fields.pmid}
        dois = {key: plan.fields.doi for key, plan in asked.items() if plan.fields.doi}
        other = {key: plan.fields.doi or plan.fields.pmcid for key, plan in asked.items() if not plan.fields.pmid}
        found = self._many(
            "crossref", lambda: crossref.fetch_works(self.client, _distinct(dois.values())), _distinct(dois.values())
        )
        for key, doi in dois.items():
            answers[key].append(found[doi])
        ids = _distinct(identifier for identifier in other.values() if identifier)
        converted = self._many("pubmed", lambda: pubmed.convert_ids(self.client, ids), ids)
        for key, identifier in other.items():
            answer = converted.get(identifier or "")
            if answer is not None and answer.outcome == "failed":
                answers[key].append(answer)
            pmid = next((work.pmid for work in answer.works if work.pmid), None) if answer else None
            if pmid:
                pmids[key] = pmid
        self._read_back({key: (pmid,) for key, pmid in pmids.items()}, answers, named=False)

    def _match(self, asked: Mapping[str, Asked], answers: dict[str, list[Answer]], *, first: bool) -> None:
        """The citation matcher, by the likeliest name of each journal (all, where it may be several), or by its other names."""
        queries: list[pubmed.CitationQuery] = []
        for key, plan in asked.items():
            if first and _knows_pubmed(answers[key]):
                continue
            plan = self._with_place(plan, answers[key])  # noqa: PLW2901  what Crossref said of a DOI
            forms = plan.forms[: plan.readings] if first else plan.forms[plan.readings :]
            queries += plan.queries(key, forms) if plan.has_place else ()
        if not queries:
            return
        if self._is_down("pubmed"):
            for query in queries:
                answers[query.key.rpartition("#")[0]].append(self._given_up("pubmed"))
            return
        matched = pubmed.match_citations(self.client, queries)
        self._count("pubmed", [one.outcome for one in matched])
        pmids: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for one in matched:
            key = one.key.rpartition("#")[0]
            pmids[key] = (*pmids[key], *one.pmids)
            if one.outcome == "ambiguous" and one.pmids:
                continue  # they are read back and compared: what the matcher ignores may tell them apart
            if one.outcome != "works":
                answers[key].append(
                    Answer(service="pubmed", outcome=one.outcome, address=one.address, at=one.at, sha256=one.sha256, reason=one.reason)
                )  # fmt: skip
        self._read_back(pmids, answers, named=True)

    def _read_back(self, pmids: Mapping[str, Sequence[str]], answers: dict[str, list[Answer]], *, named: bool) -> None:
        """The records of PMIDs, whoever named them; ``named`` if PubMed did."""
        ids = _distinct(pmid for some in pmids.values() for pmid in some)
        fetched = self._many("pubmed", lambda: pubmed.fetch_works(self.client, ids, named=named), ids)
        failed = [pmid for pmid, answer in fetched.items() if answer.outcome == "failed"]
        if failed and not self._is_down("pubmed"):
            short = self._many("pubmed", lambda: pubmed.summaries(self.client, failed), failed)
        else:
            short = {}
        for key, some in pmids.items():
            for pmid in dict.fromkeys(some):
                answers[key] += [fetched[pmid], *([short[pmid]] if pmid in short and short[pmid].works else [])]

    def _ask_crossref_about_known(
        self, keys: Sequence[str], words: Mapping[str, Verdict], answers: dict[str, list[Answer]]
    ) -> None:
        """What Crossref says of works that PubMed gave the DOI of: it knows of notices that PubMed does not, and the other way round."""
        dois = {}
        for key in keys:
            known = [answer for answer in answers[key] if answer.service == "crossref" and answer.outcome != "failed"]
            works = words[key].matched.works if words[key].matched else ()  # type: ignore[union-attr]
            doi = next((work.doi for work in works if work.doi), None)
            if doi and not known and all(answer.service != "crossref" for answer in answers[key]):
                dois[key] = doi
        ids = _distinct(dois.values())
        found = self._many("crossref", lambda: crossref.fetch_works(self.client, ids), ids)
        for key, doi in dois.items():
            answers[key].append(found[doi])

    def _search(self, plan: Asked, fields: Fields, answers: list[Answer]) -> None:
        """Searches, one service after the other, until one answer decides."""
        placed = self._with_place(plan, answers)
        searches = placed.searches()
        for one in searches:
            answers.append(self._one("pubmed", lambda one=one: pubmed.search(self.client, one)))  # type: ignore[misc]
        if self._judge(fields, answers).word in _OPEN and plan.has_place and fields.volume:
            for one in searches[:1]:  # a slip in the volume: a suggestion at best
                loose = msgspec.structs.replace(one, volume=None)
                answer = self._one("pubmed", lambda loose=loose: pubmed.search(self.client, loose))  # type: ignore[misc]
                if answer.outcome in ("works", "failed"):
                    answers.append(answer)
        verdict = self._judge(fields, answers)
        matched = verdict.matched
        doi = next((work.doi for work in matched.works if work.doi), None) if matched else None
        if all(answer.service != "crossref" for answer in answers):
            if doi:
                answers.append(self._many("crossref", lambda: crossref.fetch_works(self.client, (doi,)), (doi,))[doi])
            elif searches and not matched:
                answers.append(self._one("crossref", lambda: crossref.search(self.client, searches[0])))
        others: list[tuple[Service, Callable[[Fields], Answer]]] = [
            ("europepmc", lambda one: europepmc.search(self.client, one))
        ]
        if self.client.has_key("openalex"):
            others.append(("openalex", lambda one: openalex.search(self.client, one)))
        for service, ask in others:
            if searches and self._judge(fields, answers).word in _OPEN:
                answers.append(self._one(service, lambda ask=ask: ask(searches[0])))  # type: ignore[misc]

    # ── what is known so far ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _with_place(self, plan: Asked, answers: Sequence[Answer]) -> Asked:
        """A source that has an identifier and no place, with the place that a service gives for that identifier."""
        if plan.has_place or not plan.fields.doi:
            return plan
        work = next((work for answer in answers for work in answer.works if work.doi == plan.fields.doi), None)
        if work is None or not (work.journal or work.journal_abbreviation):
            return plan
        place = Fields(
            journal=work.journal or work.journal_abbreviation,
            year=next(iter(work.years.values()), None),
            volume=work.volume,
            first_page=work.first_page,
            article_number=work.article_number,
        )
        return plan_questions(place, self.aliases)

    # ── services that fail ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_down(self, service: Service) -> bool:
        return self._failed[service] >= _PATIENCE

    def _given_up(self, service: Service) -> Answer:
        return Answer(service=service, outcome="failed", reason=f"{LEFT_ALONE} after {_PATIENCE} failures in a row")

    def _count(self, service: Service, outcomes: Sequence[str]) -> None:
        if outcomes and all(outcome == "failed" for outcome in outcomes):
            self._failed[service] += 1
        elif any(outcome not in ("failed", "not asked") for outcome in outcomes):
            self._failed[service] = 0

    def _one(self, service: Service, ask: Callable[[], Answer]) -> Answer:
        if self._is_down(service):
            return self._given_up(service)
        answer = ask()
        self._count(service, (answer.outcome,))
        return answer

    def _many(self, service: Service, ask: Callable[[], dict[str, Answer]], ids: Sequence[str]) -> dict[str, Answer]:
        if not ids:
            return {}
        if self._is_down(service):
            return dict.fromkeys(ids, self._given_up(service))
        found = ask()
        self._count(service, [answer.outcome for answer in found.values()])
        missing = Answer(
            service=service, outcome="failed", reason=f"{SERVICE_NAMES[service]} left this out of its answer"
        )
        return {identifier: found.get(identifier, missing) for identifier in ids}


def _with_identifiers(fields: Fields, known: Fields | None) -> Fields:
    if known is None:
        return fields
    names = {name: getattr(fields, name) or getattr(known, name) for name in IDENTIFIERS}
    return msgspec.structs.replace(fields, **names)


def _knows_pubmed(answers: Sequence[Answer]) -> bool:
    return any(answer.service == "pubmed" and answer.works for answer in answers)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
