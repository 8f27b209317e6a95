"""Clients of a test: every service on a local server, a cache of its own, little patience."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from evidence.lookup.client import Client
from evidence.lookup.transport import Bounds
from services.server import Routes, Server, serve

QUICK = Bounds(wait=0.4, whole=0.6, most_bytes=200_000, patience=0.0, retries=0)
"""Bounds under which each misbehaviour shows in less than a second."""


@contextmanager
def asking(
    routes: Routes,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    *,
    bounds: Bounds = QUICK,
    openalex_key: str = "k" * 12,
    **options: Any,
) -> Iterator[tuple[Client, Server]]:
    """A client and the server that all its services stand on."""
    monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(folder))
    monkeypatch.setenv("OPENALEX_API_KEY", openalex_key)
    for name in ("NCBI_API_KEY", "EVIDENCE_EMAIL"):
        if name not in options.pop("keep_environment", ()):
            monkeypatch.delenv(name, raising=False)
    with serve(routes) as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        with Client(bounds=bounds, **options) as client:
            yield client, server
