"""What holds for all tests: no table of the person who runs them, no connection but to this machine, no clock for examples."""

from __future__ import annotations

import socket

import pytest
from hypothesis import settings

settings.register_profile("evidence", deadline=None)  # a busy machine's pause is no failure of an example
settings.load_profile("evidence")


@pytest.fixture(autouse=True)
def no_own_tables(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own journals and therapies must not change what a test sees."""
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path_factory.getbasetemp() / "no-config"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets reach this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if str(host) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test wanted to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
