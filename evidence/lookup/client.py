"""One polite session for all services: asks, waits its turn, keeps what was believed, and says in words what failed.

Example:
    >>> from evidence.lookup.client import Client, Question
    >>> shown = []
    >>> with Client(dry_run=shown.append, email="someone@example.org") as client:
    ...     reply = client.ask(Question("pubmed", "efetch.fcgi", (("db", "pubmed"), ("id", "1"))))
    >>> reply.asked, reply.failure
    (False, 'dry run: not sent')
    >>> print(*shown)
    GET https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id=1 (also sent: tool, email)
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from evidence.lookup.addresses import (
    Host,
    Pairs,
    SecretsMasked,
    address_of,
    is_local,
    read_credentials,
    root,
    said_beside,
)
from evidence.lookup.kept import Keeper
from evidence.lookup.transport import Arrived, Bounds, Outgoing, Pace, open_session, send
from evidence.lookup.works import LEFT_ALONE, Answer, Outcome, Service
from evidence.records import Record

if TYPE_CHECKING:
    from pathlib import Path

    from requests import Session

_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")
_PER_SECOND: dict[Host, float] = {"pubmed": 3.0, "idconv": 3.0, "crossref": 5.0, "europepmc": 10.0, "openalex": 10.0}
"""Requests a second where no header says otherwise."""
_LONGEST_ADDRESS = 1_000
"""NCBI asks for a POST where the parameters have more than several hundred characters."""


class Question(NamedTuple):
    """What is asked: the host, path below its root, parameters; ``form`` goes as the body of a POST where it is long, else with the address."""

    host: Host
    path: str = ""
    pairs: Pairs = ()
    form: Pairs = ()

    @property
    def address(self) -> str:
        """The question as one address, without e-mail, key and tool; what it is kept under."""
        return address_of(self.host, self.path, self.pairs + self.form)

    @property
    def is_post(self) -> bool:
        """Whether the form is too long for an address."""
        return bool(self.form) and len(self.address) > _LONGEST_ADDRESS


class Reading(NamedTuple):
    """What an answer must be: content types (parts of them), statuses, and ``fault``, which says in words what is wrong with a body."""

    kinds: tuple[str, ...]
    fault: Callable[[bytes], str] = lambda _: ""
    statuses: tuple[int, ...] = (200,)


class Reply(Record, frozen=True, kw_only=True):
    """What came back for one question.

    ``body`` is ``None`` where nothing came that can be believed, and ``failure`` says why; ``asked`` is false where nothing was sent
    (dry run, offline). ``at`` is the time of the service's answer (ISO 8601, UTC), ``sha256`` the hash of what it sent: of the whole answer
    where ``body`` is the part of it that is about one work.
    """

    body: bytes | None = None
    address: str = ""
    at: str = ""
    sha256: str = ""
    failure: str = ""
    status: int | None = None
    from_cache: bool = False
    asked: bool = True
    too_large: bool = False

    def without_works(self, service: Service) -> Answer:
        """The answer that this reply is where it holds no works: ``failed`` or ``not asked``, else ``empty``."""
        outcome: Outcome = "empty" if self.body is not None else "failed" if self.asked else "not asked"
        return Answer(
            service=service, outcome=outcome, address=self.address, at=self.at, sha256=self.sha256, reason=self.failure
        )


class Client:
    """Asks the services.

    Args:
        email: Tells the services whom to write to; else from the environment or ``config.toml``.
        offline: Use what is kept, ask nothing.
        dry_run: Called with each request that would be sent, in words and without secrets; nothing is sent.
        progress: Called with the service's name before each request.
        older_than: Answers that were kept longer are asked for anew; a failure then leaves the earlier answer in the cache. ``None``: never.
        bounds: Seconds, bytes and retries that one request may cost.
        cache: The cache's file; else below ``EVIDENCE_CACHE_DIR``.

    Raises:
        MissingExtra: The packages of the extra ``lookup`` are not installed.
        InputError: ``config.toml`` cannot be read.
    """

    def __init__(
        self,
        *,
        email: str | None = None,
        offline: bool = False,
        dry_run: Callable[[str], None] | None = None,
        progress: Callable[[str], None] | None = None,
        older_than: timedelta | None = None,
        bounds: Bounds | None = None,
        cache: Path | None = None,
    ) -> None:
        self._credentials = read_credentials(email)
        self._offline, self._dry_run, self._progress, self._older_than = offline, dry_run, progress, older_than
        self._bounds = bounds or Bounds()
        self._keeper = Keeper(cache)
        self._pace = Pace()
        self._left_alone: dict[Host, tuple[float, str]] = {}
        self._session: Session | None = None
        self._mask = SecretsMasked(self._credentials)
        self._started = datetime.now(UTC)
        self._of_this_run: set[str] = set()
        self.requests_sent = 0
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._mask)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the cache; what was kept stays."""
        if self._session is not None:
            self._session.close()
            self._session = None
        self._keeper.close()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._mask)

    def has_key(self, host: Host) -> bool:
        """Whether a key for this host is known."""
        return any(name == "api_key" for name, _ in said_beside(host, self._credentials))

    def kept(self, question: Question) -> Reply | None:
        """The answer kept for a question, unless it is older than wished for (answers of this run never are)."""
        found = self._keeper.find(question.address)
        if found is None or (question.address not in self._of_this_run and self._is_old(found.at)):
            return None
        return _reply(question, found.body, found.status, found.at, from_cache=True, sha256=found.sha256)

    def _is_old(self, at: datetime) -> bool:
        return self._older_than is not None and at < self._started - self._older_than

    def keep(self, question: Question, body: bytes, *, status: int = 200, at: str = "", sha256: str = "") -> Reply:
        """Keep a part of a batch's answer as the answer to the question for this work alone; ``sha256`` is that of the whole answer."""
        when = datetime.fromisoformat(at) if at else datetime.now(UTC).replace(microsecond=0)
        reply = _reply(question, body, status, when, sha256=sha256)
        self._keeper.keep(question.address, body, status, when, reply.sha256)
        self._of_this_run.add(question.address)
        return reply

    def ask(self, question: Question, reading: Reading | None = None, *, keep: bool = True) -> Reply:
        """Ask one question, or take the answer that is kept.

        Args:
            question: What is asked.
            reading: What the answer must be to be believed; JSON with status 200 if not given.
            keep: Whether the answer is kept as it is; a batch is kept work by work (``keep``) instead.
        """
        reading = reading or Reading(("json",))
        if keep and (earlier := self.kept(question)) is not None:
            return earlier
        said = said_beside(question.host, self._credentials)
        if self._dry_run is not None:
            self._dry_run(_in_words(question, said))
            return Reply(address=question.address, failure="dry run: not sent", asked=False)
        if self._offline:
            return Reply(
                address=question.address,
                failure="offline, and no answer was kept; leave out --offline to ask",
                asked=False,
            )
        until, why = self._left_alone.get(question.host, (0.0, ""))
        if time.monotonic() < until:
            return Reply(address=question.address, failure=why)
        arrived = self._send(question, said)
        self._consider(question.host, arrived)
        now = datetime.now(UTC).replace(microsecond=0)
        failure = _distrust(arrived, reading)
        if failure or arrived.body is None or arrived.status is None:
            return Reply(
                address=question.address,
                at=now.isoformat(),
                failure=failure,
                status=arrived.status,
                too_large=arrived.too_large,
            )
        if keep:
            return self.keep(question, arrived.body, status=arrived.status, at=now.isoformat())
        return _reply(question, arrived.body, arrived.status, now)

    def _consider(self, host: Host, arrived: Arrived) -> None:
        """Whether to leave a host alone: as long as it asks for, and for the rest of the run if it is silent or has too many requests."""
        if arrived.pause is not None and arrived.pause > 0:
            why = f"{LEFT_ALONE}, as it asked, for {arrived.pause:,.0f} seconds"
            self._left_alone[host] = (time.monotonic() + arrived.pause, why)
        elif arrived.slow or arrived.status == 429:
            why = "it did not answer in time" if arrived.slow else "it had too many requests (429)"
            self._left_alone[host] = (float("inf"), f"{LEFT_ALONE} for the rest of this run: {why}")

    def _send(self, question: Question, said: Pairs) -> Arrived:
        if self._session is None:
            self._session = open_session(self._bounds)
        address = f"{root(question.host)}/{question.path}"
        host = urlsplit(address).netloc
        if self._progress is not None:
            self._progress(question.host)
        # a stand-in on this machine needs no mercy, unless its headers ask for it
        limit = 10.0 if question.host == "pubmed" and self.has_key("pubmed") else _PER_SECOND[question.host]
        self._pace.wait(host, None if is_local(address) else limit)
        self.requests_sent += 1
        if question.is_post:
            # keys go into the body as well: an address is what servers and proxies log
            outgoing = Outgoing(address, question.pairs, question.form + said)
        else:
            outgoing = Outgoing(address, question.pairs + question.form + said)
        return send(self._session, outgoing, self._bounds, self._pace)


def _reply(
    question: Question, body: bytes, status: int, at: datetime, *, from_cache: bool = False, sha256: str = ""
) -> Reply:
    digest = sha256 or hashlib.sha256(body).hexdigest()
    return Reply(
        body=body, address=question.address, at=at.isoformat(), sha256=digest, status=status, from_cache=from_cache
    )


def _distrust(arrived: Arrived, reading: Reading) -> str:
    """Why an answer cannot be believed, in words; empty if it can."""
    if arrived.failure or arrived.body is None:
        return arrived.failure or "no answer"
    if arrived.status == 429:
        return "too many requests (429)"
    if arrived.status not in reading.statuses:
        return f"answered with status {arrived.status}"
    if not arrived.body.strip():
        return "the answer is empty"
    start = arrived.body[:256].lstrip().lower()
    if "html" in arrived.kind or start.startswith((b"<!doctype html", b"<html")):
        return "answered with a web page"
    if arrived.kind and not any(part in arrived.kind for part in reading.kinds):
        return f"answered with {arrived.kind[:60]}, not {' or '.join(reading.kinds)}"
    return reading.fault(arrived.body)


def _in_words(question: Question, said: Pairs) -> str:
    beside = f" (also sent: {', '.join(name for name, _ in said)})" if said else ""
    if not question.is_post:
        return f"GET {question.address}{beside}"
    form = " ".join(f"{name}={value}" for name, value in question.form).replace("\r", " ")
    return f"POST {address_of(question.host, question.path, question.pairs)} {form}{beside}"
