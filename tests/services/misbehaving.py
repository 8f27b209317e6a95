"""Ways in which a service can fail, as routes: each must show as a failure, whatever was asked.

``ways(good)`` takes a right answer and spoils it. The ones named in ``LIST_ONLY`` are right answers that say "nothing".
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator

from services.server import Asked, Route, Told

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>'
)
ERROR = b'<?xml version="1.0"?><eSearchResult><ERROR>Search Backend failed: made up for a test</ERROR></eSearchResult>'


def _with(told: Told, **changed: object) -> Told:
    return Told(**{**vars(told), **changed})


def _trickle() -> Iterator[bytes]:
    for _ in range(200):
        yield b" "
        time.sleep(0.02)


def _endless() -> Iterator[bytes]:
    while True:
        yield b" " * 65_536


def _silent() -> Iterator[bytes]:
    yield b"{"
    time.sleep(1.5)


_BOMB = gzip.compress(b" " * 40_000_000, compresslevel=1)


WAYS: dict[str, Callable[[Told], Told]] = {
    "429 without Retry-After": lambda _: Told(b'{"error":"API rate limit exceeded","limit":"3"}', "application/json", 429),
    "429 with Retry-After": lambda _: Told(b"<html><h1>429 Too Many Requests</h1></html>", "text/html", 429, {"Retry-After": "3600"}),
    "500": lambda told: _with(told, status=500),
    "502 with a page": lambda _: Told(b"<html>Bad Gateway</html>", "text/html", 502),
    "503": lambda told: _with(told, status=503),
    "403": lambda told: _with(told, status=403),
    "200 with <ERROR>": lambda told: _with(told, body=ERROR),
    "200 with <ERROR> as XML": lambda _: Told(ERROR, "text/xml"),
    "200 with a web page": lambda _: Told(b"<!DOCTYPE html><html><body>Down for maintenance</body></html>", "text/html"),
    "a web page under the right type": lambda told: _with(told, body=b"\n<html><body>Please log in to this network</body></html>"),
    "another content type": lambda told: _with(told, kind="application/octet-stream"),
    "an error as JSON": lambda _: Told(b'{"status":"error","error":"made up","message":"made up"}', "application/json"),
    "null": lambda told: _with(told, body=b"null"),
    "cut off in the middle": lambda told: _with(told, body=told.body[: len(told.body) * 2 // 3]),
    "shorter than promised": lambda told: _with(told, body=told.body[: len(told.body) // 2], promise=len(told.body)),
    "nothing": lambda told: _with(told, body=b""),
    "a slow trickle": lambda told: _with(told, pieces=_trickle),
    "silence in the middle": lambda told: _with(told, pieces=_silent),
    "an endless body": lambda told: _with(told, pieces=_endless),
    "a gzip bomb": lambda told: _with(told, body=_BOMB, headers={"Content-Encoding": "gzip"}),
    "broken gzip": lambda told: _with(told, body=b"\x1f\x8b\x08\x00not gzip at all", headers={"Content-Encoding": "gzip"}),
    "a redirect to a file": lambda _: Told(b"", "text/plain", 302, {"Location": "file:///etc/passwd"}),
    "a redirect to another host": lambda _: Told(b"", "text/plain", 301, {"Location": "http://localhost:9/elsewhere"}),
    "a redirect to another scheme": lambda _: Told(b"", "text/plain", 301, {"Location": "https://127.0.0.1/elsewhere"}),
    "redirects without end": lambda _: Told(b"", "text/plain", 302, {"Location": "/pubmed/again"}),
    "XML entities": lambda told: _with(told, body=ENTITIES),
    "noise": lambda told: _with(told, body=bytes(range(256)) * 20),
}  # fmt: skip


def misbehave(way: str, good: Route) -> Route:
    """A route that spoils every right answer in one way."""

    def route(asked: Asked) -> Told | None:
        told = good(asked)
        return WAYS[way](told or Told(b"{}"))

    return route
