"""Answers kept on disk, so that nothing is asked twice: the SQLite cache of ``requests-cache``, below a plain session.

What is kept is not what arrived but what was believed: the client keeps an answer after its reader found it well-formed, and an
answer to a batch as one answer for each work in it. So a failure is never kept, a failed asking anew leaves the earlier answer, and
a run that was broken off goes on where it was. E-mail, key and tool are not in a key or file, since the response that is kept is built
from the address without them. JSON in the file, no pickle.

Source:
    https://requests-cache.readthedocs.io/en/stable/user_guide/backends.html
"""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.errors import MissingExtra, WriteRefused

if TYPE_CHECKING:
    from requests import Response

FILE = "answers.sqlite"
_AT, _DIGEST = "answered-at", "answer-sha256"


class Kept(NamedTuple):
    """An answer from the cache: its body, status, when the service gave it, and the hash of what it then sent."""

    body: bytes
    status: int
    at: datetime
    sha256: str = ""


def cache_folder() -> Path:
    """Where answers are kept: ``$EVIDENCE_CACHE_DIR``, else ``$XDG_CACHE_HOME/evidence``, else ``~/.cache/evidence`` (``%LOCALAPPDATA%\\evidence\\cache`` on Windows)."""
    chosen = os.environ.get("EVIDENCE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "evidence" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evidence"


class Keeper:
    """The cache; opened when it is first used, so that a dry run makes no file."""

    def __init__(self, path: Path | None = None) -> None:
        try:
            import defusedxml  # noqa: F401  say at once what is missing
            import requests_cache  # noqa: F401
        except ImportError:
            raise MissingExtra("looking up sources", "lookup") from None
        self.path = path or cache_folder() / FILE
        self._cache: Any = None

    def _open(self) -> Any:
        if self._cache is None:
            import sqlite3

            from requests_cache.backends.sqlite import SQLiteCache
            from requests_cache.serializers import json_serializer

            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._cache = SQLiteCache(
                    db_path=self.path, serializer=json_serializer, decode_content=False, fast_save=True
                )
                len(self._cache.responses)  # a file that is no cache shows itself here
            except (OSError, sqlite3.Error) as problem:
                self._cache = None
                raise WriteRefused(
                    f"{self.path}: answers cannot be kept there ({type(problem).__name__}); delete the file, or name another folder in EVIDENCE_CACHE_DIR"
                ) from None
        return self._cache

    def find(self, address: str) -> Kept | None:
        """The answer kept for an address; ``None`` where there is none, or one that cannot be read any more."""
        if self._cache is None and not self.path.exists():
            return None
        cache = self._open()
        try:
            found = cache.get_response(_key(address))
            if found is None:
                return None
            at = datetime.fromisoformat(found.headers[_AT])
            return Kept(found.content or b"", found.status_code, at, found.headers.get(_DIGEST, ""))
        except Exception:  # a row that another version wrote: as if it were not there
            return None

    def keep(self, address: str, body: bytes, status: int, at: datetime, sha256: str) -> None:
        """Keep an answer, in place of an earlier one to the same question; ``sha256`` is that of the whole answer that it was a part of."""
        cache = self._open()
        answer = _answer(address, body, status)
        answer.headers[_AT], answer.headers[_DIGEST] = at.isoformat(), sha256
        cache.save_response(answer, _key(address))

    def close(self) -> None:
        """Close the file."""
        if self._cache is not None:
            self._cache.close()
            self._cache = None


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _answer(address: str, body: bytes, status: int) -> Response:
    """A response as if it had been asked for by its own address, without secrets."""
    from io import BytesIO

    import requests
    from urllib3 import HTTPResponse

    raw = HTTPResponse(body=BytesIO(body), status=status, preload_content=False, request_url=address)
    answer = requests.Response()
    answer.status_code, answer.url, answer.raw = status, address, raw
    answer.request = requests.Request("GET", address).prepare()
    return answer
