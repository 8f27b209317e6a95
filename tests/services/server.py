"""A real HTTP server for tests of look-ups: replays what a route says, remembers what was asked.

``serve(routes)`` starts it. A route is a path (as sent, still encoded; below the root) or a callable that takes the ``Asked`` and
returns a ``Told`` or ``None`` for "not mine". What no route answers is 404 with a plain text that names the path.

    with serve({"/works": Told(b"{}", "application/json")}) as server:
        monkeypatch.setenv("EVIDENCE_CROSSREF_URL", server.url)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

VARIABLES = (
    "EVIDENCE_PUBMED_URL",
    "EVIDENCE_IDCONV_URL",
    "EVIDENCE_CROSSREF_URL",
    "EVIDENCE_EUROPEPMC_URL",
    "EVIDENCE_OPENALEX_URL",
)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; ``values`` are the parameters of address and form together, decoded."""

    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def values(self) -> dict[str, str]:
        both = parse_qs(self.query, keep_blank_values=True) | parse_qs(
            self.body.decode("latin-1"), keep_blank_values=True
        )
        return {name: found[-1] for name, found in both.items()}


@dataclass(frozen=True)
class Told:
    """One answer. ``pieces`` are written one after the other in place of ``body``; ``promise`` is a Content-Length of one's own."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None
    promise: int | None = None


Route = Callable[[Asked], Told | None]
Routes = Mapping[str, Told | Route] | Sequence[Route] | Route


class Server:
    """A running server: ``url`` is its root, ``asked`` what arrived so far."""

    def __init__(self, routes: Routes) -> None:
        self.asked: list[Asked] = []
        self._routes = routes
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self, b"")

            def do_POST(self) -> None:
                outer._answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                """Say nothing: pytest shows what a test needs."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is what many tests are about."""

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    def environment(self) -> dict[str, str]:
        """The variables that point every service here, each below a path of its own name, such as ``/pubmed/efetch.fcgi``."""
        return {name: f"{self.url}/{name.split('_')[1].lower()}" for name in VARIABLES}

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def _find(self, asked: Asked) -> Told:
        routes = self._routes
        if isinstance(routes, Mapping):
            found = routes.get(asked.path)
            told = found if isinstance(found, Told) or found is None else found(asked)
        elif callable(routes):
            told = routes(asked)
        else:
            told = next((told for route in routes if (told := route(asked)) is not None), None)
        return told or Told(f"no route for {asked.path}".encode(), "text/plain", 404)

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        parts = urlsplit(handler.path)
        asked = Asked(
            handler.command, parts.path, parts.query, body, {k.lower(): v for k, v in handler.headers.items()}
        )
        self.asked.append(asked)
        told = self._find(asked)
        try:
            handler.send_response(told.status)
            if told.kind:
                handler.send_header("Content-Type", told.kind)
            for name, value in told.headers.items():
                handler.send_header(name, value)
            if told.promise is not None or told.pieces is None:
                handler.send_header("Content-Length", str(len(told.body) if told.promise is None else told.promise))
            else:
                handler.send_header("Connection", "close")
            handler.end_headers()
            for piece in told.pieces() if told.pieces else (told.body,):
                handler.wfile.write(piece)
                handler.wfile.flush()
        except OSError:  # the client had enough
            pass
        if told.pieces or told.promise is not None:
            handler.close_connection = True


@contextmanager
def serve(routes: Routes) -> Iterator[Server]:
    """A server on this machine, on a free port, until the block ends."""
    server = Server(routes)
    server.start()
    try:
        yield server
    finally:
        server.stop()
