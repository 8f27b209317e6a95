"""Fetching NLM's list of journals: the one place of the package, beside the look-up, that reaches the network."""

from __future__ import annotations

import os
import time

from evidence.errors import InputError, ServiceError
from evidence.journals.nlm import MOST_BYTES, parse_nlm_list
from evidence.journals.records import Journal

NLM_ADDRESS = "https://ftp.ncbi.nih.gov/pubmed/J_Medline.txt"
MOST_SECONDS = 600.0
_WAIT = (10.0, 60.0)
"""Seconds to connect, and between two pieces of the answer."""
_PIECE = 1 << 16
_REDIRECTS = 3


def nlm_address() -> str:
    """Where the list is fetched from: NLM's own address, or what ``EVIDENCE_NLM_URL`` says (the file, or the folder it is in).

    Source:
        https://www.nlm.nih.gov/bsd/serfile_addedinfo.html
    """
    chosen = os.environ.get("EVIDENCE_NLM_URL", "").strip()
    if not chosen:
        return NLM_ADDRESS
    last = chosen.partition("://")[2].partition("/")[2].rsplit("/", 1)[-1]
    return chosen if "." in last or last.startswith("J_") else f"{chosen.rstrip('/')}/J_Medline.txt"


def fetch_nlm_list(
    address: str | None = None,
    *,
    wait: tuple[float, float] = _WAIT,
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> tuple[Journal, ...]:
    """Fetch NLM's list and read it; nothing is kept.

    Args:
        address: Its web address; ``nlm_address()`` unless given.
        wait: Seconds to wait for a connection and between two pieces of the answer.
        most_bytes: Bytes above which an answer is not believed.
        most_seconds: Seconds for the whole answer.

    Raises:
        ServiceError: NLM was not reached, or what came is not the whole list: another status, a web page, a body cut short, too many bytes.
    """
    address = address or nlm_address()
    raw = _body(address, wait, most_bytes, time.monotonic() + most_seconds)
    try:
        return parse_nlm_list(raw.decode("utf-8"), path=address)
    except UnicodeDecodeError as problem:
        raise ServiceError(f"{address}: the answer is not UTF-8 text (byte {problem.start})") from None
    except InputError as problem:
        raise ServiceError(f"the answer is not NLM's journal list: {problem}") from None


def _body(address: str, wait: tuple[float, float], most_bytes: int, until: float) -> bytes:
    import requests
    from urllib3.exceptions import HTTPError

    from evidence import __version__

    pieces: list[bytes] = []
    size = 0
    try:
        with requests.Session() as session:
            session.headers.clear()
            session.max_redirects = _REDIRECTS
            session.headers["User-Agent"] = f"evidence-tracker/{__version__}"
            # an auth that does nothing keeps passwords of ~/.netrc out of the request
            with session.get(address, stream=True, timeout=wait, auth=lambda request: request) as answer:
                if answer.status_code != 200:
                    raise ServiceError(f"{address}: answered {answer.status_code} {answer.reason or ''}".rstrip())
                kind = answer.headers.get("Content-Type", "")
                if "html" in kind.casefold():
                    raise ServiceError(f"{address}: answered with a web page ({kind}), not with the journal list")
                if address.startswith("https:") and not answer.url.startswith("https:"):
                    raise ServiceError(f"{address}: was sent on to a connection that is not secure, which was not used")
                # what is there, not what fills a piece: a byte a minute would else never come to the clock below
                while piece := answer.raw.read1(_PIECE, decode_content=True):
                    pieces.append(piece)
                    size += len(piece)
                    if size > most_bytes:
                        raise ServiceError(
                            f"{address}: the answer has more than {most_bytes:,} bytes, which the list has not"
                        )
                    if time.monotonic() > until:
                        raise ServiceError(f"{address}: the answer took too long; try again later")
                promised = answer.headers.get("Content-Length", "")
                if promised.isdecimal() and not answer.headers.get("Content-Encoding") and size != int(promised):
                    raise ServiceError(f"{address}: the answer was cut off after {size:,} of {int(promised):,} bytes")
    except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
        raise ServiceError(f"{address}: not reached ({_short(problem)}); try again later") from None
    return b"".join(pieces)


def _short(problem: BaseException) -> str:
    """The kind of failure in a few words; urllib3's own messages are long and name objects."""
    return f"{type(problem).__name__}: {str(problem)[:120]}" if len(str(problem)) < 120 else type(problem).__name__
