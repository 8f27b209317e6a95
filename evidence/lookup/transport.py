"""How a request travels: pace, patience, bounds. Knows no service, and nothing of what an answer means.

Retries are urllib3's. The pace is kept here and not by a rate-limiting package, since the limits change with the headers of every
answer (Crossref's ``x-rate-limit-limit`` and ``-interval``, NCBI's ``x-ratelimit-limit``).
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    import requests
    from urllib3.util.retry import Retry

MOST_BYTES = 10_000_000
"""Bytes of an answer after decompression; 200 records of PubMed have about 3 MB."""
_PIECE = 1 << 16
_REDIRECTS = 3
_LEAST_PAUSE = 0.5
_LONGEST_APART = 10.0
_BUSY = (429, 500, 502, 503, 504)


class Bounds(NamedTuple):
    """What a request may cost: seconds to connect and between two pieces, seconds for a whole answer, bytes, seconds of waiting before retries."""

    wait: float = 20.0
    whole: float = 30.0
    most_bytes: int = MOST_BYTES
    patience: float = 30.0
    retries: int = 3


class Outgoing(NamedTuple):
    """A request: a GET, or a POST where there is a form."""

    address: str
    params: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()


class Arrived(NamedTuple):
    """What arrived: status, content type without its parameters, body; or ``failure`` in words.

    ``slow``: time ran out. ``pause``: seconds that the host asks to be left alone for.
    """

    status: int | None = None
    kind: str = ""
    body: bytes | None = None
    failure: str = ""
    too_large: bool = False
    slow: bool = False
    pause: float | None = None


class Pace:
    """When the next request may go to a host."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._times: dict[str, int] = {}

    def wait(self, host: str, per_second: float | None) -> None:
        """Wait for the host's turn. ``per_second`` holds until a header says otherwise; ``None`` is no limit."""
        apart = self._seconds.get(host, 1 / per_second if per_second else 0.0)
        if times := self._times.get(host):
            apart = min(_LONGEST_APART, max(apart, _LEAST_PAUSE) * times)
        turn = self._last.get(host, -_LONGEST_APART) + apart
        if (left := turn - time.monotonic()) > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()

    def slow_down(self, host: str) -> None:
        """Ask half as often from now on: the host said that it is asked too much, whatever its headers allow.

        Example:
            >>> pace = Pace()
            >>> pace.slow_down("127.0.0.1")
            >>> pace.wait("127.0.0.1", None), pace.seconds_apart("127.0.0.1")
            (None, None)
        """
        self._times[host] = 2 * self._times.get(host, 1)

    def learn(self, host: str, headers: Mapping[str, str]) -> None:
        """Take over the limit that an answer states.

        Example:
            >>> pace = Pace()
            >>> pace.learn("api.crossref.org", {"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s"})
            >>> pace.seconds_apart("api.crossref.org")
            0.1
        """
        limit = headers.get("x-rate-limit-limit") or headers.get("x-ratelimit-limit") or ""
        interval = re.fullmatch(r"(\d{1,4})s?", headers.get("x-rate-limit-interval") or "1s")
        # OpenAlex's x-ratelimit-limit counts a day's allowance, not a second's: nobody allows more than 100 a second
        if limit.isascii() and limit.isdigit() and interval and 0 < int(limit) <= 100:
            self._seconds[host] = min(_LONGEST_APART, int(interval[1]) / int(limit))

    def seconds_apart(self, host: str) -> float | None:
        """Seconds between two requests as the host said; ``None`` if it said nothing."""
        return self._seconds.get(host)


def patient_retry(bounds: Bounds) -> Retry:
    """urllib3's retry that gives up when it would wait longer than ``bounds.patience`` in all; it never cuts a ``Retry-After`` short.

    Silence is not asked again: who did not answer in time once has cost enough.

    Source:
        https://urllib3.readthedocs.io/en/stable/reference/urllib3.util.html#urllib3.util.Retry
    """
    from urllib3.exceptions import (
        ConnectTimeoutError,
        InvalidHeader,
        MaxRetryError,
        NewConnectionError,
        ReadTimeoutError,
    )
    from urllib3.util.retry import Retry as Plain

    class Patient(Plain):
        left = bounds.patience

        def new(self, **changed: Any) -> Patient:
            again = super().new(**changed)
            again.left = self.left
            return again

        def get_retry_after(self, response: Any) -> float | None:
            try:
                return super().get_retry_after(response)
            except InvalidHeader:  # neither seconds nor a date: as if it were not there
                return None

        def get_backoff_time(self) -> float:
            return max(super().get_backoff_time(), _LEAST_PAUSE) if self.history else 0.0

        def increment(
            self,
            method: Any = None,
            url: Any = None,
            response: Any = None,
            error: Any = None,
            *others: Any,
            **more: Any,
        ) -> Patient:
            if isinstance(error, ReadTimeoutError):
                raise error
            if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
                raise MaxRetryError(more.get("_pool"), url or "", error)  # type: ignore[arg-type]
            again = super().increment(method, url, response, error, *others, **more)
            asked = self.get_retry_after(response) if response is not None else None
            pause = asked if asked is not None else again.get_backoff_time()
            if pause > self.left:
                raise MaxRetryError(more.get("_pool"), url or "", None)  # type: ignore[arg-type]
            again.left = self.left - pause
            return again

    tries = bounds.retries
    return Patient(
        total=tries, connect=min(tries, 2), read=min(tries, 1), status=tries, other=0, redirect=False, backoff_factor=0.5,
        status_forcelist=_BUSY, allowed_methods=frozenset({"GET", "POST"}), raise_on_status=False,
    )  # fmt: skip


def open_session(bounds: Bounds) -> requests.Session:
    """A session without cookies kept from elsewhere, passwords of ``~/.netrc`` or headers that tell more than needed."""
    import requests
    from requests.adapters import HTTPAdapter

    from evidence import __version__

    session = requests.Session()
    session.headers.clear()
    session.headers.update({"User-Agent": f"evidence-tracker/{__version__}", "Accept-Encoding": "gzip, deflate"})
    session.auth = lambda request: request
    for scheme in ("http://", "https://"):
        adapter = HTTPAdapter(max_retries=patient_retry(bounds))
        adapter.poolmanager.pool_classes_by_scheme = _timed_pools(bounds.whole)
        session.mount(scheme, adapter)
    return session


def _timed_pools(seconds: float) -> dict[str, Any]:
    """Connections that are shut when status and headers take longer: a time-out between two pieces lets single bytes drip for hours."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.exceptions import ReadTimeoutError

    class Clock:
        sock: socket.socket | None
        late = False

        def getresponse(self) -> Any:
            clock = threading.Timer(seconds, self._shut)
            clock.daemon = True
            clock.start()
            try:
                answer = super().getresponse()  # type: ignore[misc]
            except Exception:
                if self.late:  # whatever the shut connection looks like
                    raise ReadTimeoutError(None, "", "late") from None  # type: ignore[arg-type]
                raise
            finally:
                clock.cancel()
            if self.late:  # headers that end in the middle pass for whole ones
                raise ReadTimeoutError(None, "", "late")  # type: ignore[arg-type]
            return answer

        def _shut(self) -> None:
            self.late = True
            with contextlib.suppress(OSError):
                if self.sock is not None:
                    self.sock.shutdown(socket.SHUT_RDWR)

    class Timed(Clock, HTTPConnection):
        """Plain connection with a clock."""

    class TimedSecure(Clock, HTTPSConnection):
        """Secure connection with a clock."""

    class Pool(HTTPConnectionPool):
        ConnectionCls = Timed

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = TimedSecure

    return {"http": Pool, "https": SecurePool}


def send(session: requests.Session, outgoing: Outgoing, bounds: Bounds, pace: Pace) -> Arrived:
    """Send one request and read its answer within bounds; follows redirects on the same host and scheme only. Never raises for a failure."""
    import requests
    from urllib3.exceptions import HTTPError

    address, params, form = outgoing
    request = requests.Request("POST" if form else "GET", address, params=list(params), data=list(form) or None)
    wait = (min(10.0, bounds.wait), bounds.wait)
    try:
        for _ in range(_REDIRECTS + 1):
            prepared = session.prepare_request(request)
            settings = session.merge_environment_settings(prepared.url, {}, True, None, None)
            with session.send(prepared, allow_redirects=False, timeout=wait, **settings) as answer:
                pace.learn(urlsplit(prepared.url or "").netloc, answer.headers)
                if _was_too_much(answer):
                    pace.slow_down(urlsplit(prepared.url or "").netloc)
                if not (answer.is_redirect and answer.headers.get("location")):
                    kind = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
                    pause = _pause_of(answer) if answer.status_code in _BUSY else None
                    return _read_body(answer.raw, bounds)._replace(status=answer.status_code, kind=kind, pause=pause)
                target = urljoin(prepared.url or "", answer.headers["location"])
                if urlsplit(target)[:2] != urlsplit(prepared.url or "")[:2]:
                    return Arrived(answer.status_code, failure="redirected to another place, which was not followed")
                request = requests.Request("GET", target)
        return Arrived(None, failure=f"redirected more than {_REDIRECTS} times")
    except requests.Timeout:  # also where headers drip: bytes, and no answer
        return Arrived(failure=f"no answer within {bounds.wait:g} seconds", slow=True)
    except requests.exceptions.SSLError:
        return Arrived(failure="the connection was not secure (certificate)")
    except requests.exceptions.ProxyError:
        return Arrived(failure="the proxy was not reached")
    except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
        # the library's own words repeat the whole address, with e-mail and key
        return Arrived(failure=f"not reached ({type(problem).__name__})")


def _was_too_much(answer: requests.Response) -> bool:
    """Whether the host said "too many requests", to this request or to one that it was repeated for."""
    history = answer.raw.retries.history if answer.raw.retries else ()
    return answer.status_code == 429 or any(one.status == 429 for one in history)


def _pause_of(answer: requests.Response) -> float | None:
    """``Retry-After`` in seconds; ``None`` where there is none, or one that is neither seconds nor a date."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util.retry import Retry

    said = answer.headers.get("retry-after")
    try:
        return Retry().parse_retry_after(said) if said else None
    except InvalidHeader:
        return None


def _read_body(raw: Any, bounds: Bounds) -> Arrived:
    """The decoded body, or what is wrong with it; one piece at a time, so that neither a trickle nor a bomb gets far."""
    from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, ReadTimeoutError

    pieces: list[bytes] = []
    size, until = 0, time.monotonic() + bounds.whole
    try:
        while piece := raw.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > bounds.most_bytes:
                return Arrived(failure=f"the answer has more than {bounds.most_bytes:,} bytes", too_large=True)
            if time.monotonic() > until:
                return Arrived(failure="the answer took too long", slow=True)
    except ReadTimeoutError:
        return Arrived(failure=f"the answer stopped for {bounds.wait:g} seconds", slow=True)
    except DecodeError:
        return Arrived(failure="the answer's compression is broken")
    except ProtocolError:
        return Arrived(failure="the answer was cut off")
    except (HTTPError, OSError, ValueError) as problem:
        return Arrived(failure=f"the answer broke off ({type(problem).__name__})")
    if raw.length_remaining:
        return Arrived(failure="the answer was cut off")
    return Arrived(body=b"".join(pieces))
