"""Where the services are, and what is said to them beside the question: who asks (tool, e-mail) and with which key.

Base addresses can be set by environment variables, so that a local server can stand in. E-mail and keys come from the environment
or from ``config.toml`` in the folder of the person's own tables::

    [lookup]
    email = "someone@example.org"
    ncbi_api_key = "…"
    openalex_api_key = "…"

They are added when a request is sent, and are in nothing that is kept, shown or logged.

Source:
    NCBI (tool, email, api_key): https://www.ncbi.nlm.nih.gov/books/NBK25497/ ; PMC ID converter: https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/ ;
    Crossref (mailto): https://github.com/CrossRef/rest-api-doc#good-manners--more-reliable-service ;
    Europe PMC (email): https://europepmc.org/RestfulWebService ; OpenAlex (api_key): https://developers.openalex.org/guides/llm-quick-reference
"""

from __future__ import annotations

import logging
import os
import tomllib
from typing import Literal, NamedTuple
from urllib.parse import quote, quote_plus, urlsplit

from evidence.errors import InputError
from evidence.owntables import own_table

Host = Literal["pubmed", "idconv", "crossref", "europepmc", "openalex"]
Pairs = tuple[tuple[str, str], ...]
TOOL = "evidence-tracker"
MASK = "***"
_ROOTS: dict[Host, tuple[str, str]] = {
    "pubmed": ("EVIDENCE_PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
    "idconv": ("EVIDENCE_IDCONV_URL", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles"),
    "crossref": ("EVIDENCE_CROSSREF_URL", "https://api.crossref.org"),
    "europepmc": ("EVIDENCE_EUROPEPMC_URL", "https://www.ebi.ac.uk/europepmc/webservices/rest"),
    "openalex": ("EVIDENCE_OPENALEX_URL", "https://api.openalex.org"),
}


class Credentials(NamedTuple):
    """Who asks, and with which keys; all may be empty. Its ``repr`` shows none of them."""

    email: str = ""
    ncbi_key: str = ""
    openalex_key: str = ""

    def __repr__(self) -> str:
        known = [name for name, value in zip(self._fields, self, strict=True) if value]
        return f"Credentials({', '.join(f'{name}={MASK}' for name in known)})"


def read_credentials(email: str | None = None) -> Credentials:
    """E-mail and keys: as given, else from ``EVIDENCE_EMAIL``, ``NCBI_API_KEY`` and ``OPENALEX_API_KEY``, else from ``config.toml``.

    Raises:
        InputError: ``config.toml`` is not TOML, or one of its values is no text; the message never repeats a value.
    """
    path = own_table("config.toml")
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("lookup", {})
    except (FileNotFoundError, NotADirectoryError):
        kept = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"this is not a TOML file ({type(problem).__name__})", path=str(path)) from None
    if not isinstance(kept, dict):
        raise InputError('write the settings of look-ups as [lookup], then email = "…"', path=str(path))

    def value(variable: str, name: str) -> str:
        found = os.environ.get(variable) or kept.get(name, "")
        if not isinstance(found, str):
            raise InputError(f'{name} is no text: write {name} = "…"', path=str(path))
        return found.strip()

    return Credentials(
        (email or "").strip() or value("EVIDENCE_EMAIL", "email"),
        value("NCBI_API_KEY", "ncbi_api_key"),
        value("OPENALEX_API_KEY", "openalex_api_key"),
    )


def root(host: Host) -> str:
    """The base address of a service, without a slash at its end.

    Raises:
        InputError: The environment names something that is no web address.

    Example:
        >>> root("crossref")
        'https://api.crossref.org'
    """
    variable, usual = _ROOTS[host]
    chosen = os.environ.get(variable, "").strip() or usual
    parts = urlsplit(chosen)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{variable} is no web address; it begins with https:// or http://")
    return chosen.rstrip("/")


def is_local(address: str) -> bool:
    """Whether an address is on this machine.

    Example:
        >>> is_local("http://127.0.0.1:8080/works"), is_local("https://api.crossref.org/works")
        (True, False)
    """
    return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")


def said_beside(host: Host, credentials: Credentials) -> Pairs:
    """Parameters beside the question: tool, e-mail, key. What is not known is left out."""
    email, ncbi_key, openalex_key = credentials
    pairs = {
        "pubmed": (("tool", TOOL), ("email", email), ("api_key", ncbi_key)),
        "idconv": (("tool", TOOL), ("email", email)),
        "crossref": (("mailto", email),),
        "europepmc": (("email", email),),
        "openalex": (("mailto", email), ("api_key", openalex_key)),
    }[host]
    return tuple(pair for pair in pairs if pair[1])


def path_segment(value: str) -> str:
    """A value as one piece of a path: everything that could end it is encoded.

    Example:
        >>> path_segment("10.1002/(SICI)1097-0142(19990315)85:6<1215::AID-CNCR1>3.0.CO;2-F")
        '10.1002%2F%28SICI%291097-0142%2819990315%2985%3A6%3C1215%3A%3AAID-CNCR1%3E3.0.CO%3B2-F'
    """
    return quote(value, safe="")


def address_of(host: Host, path: str, pairs: Pairs) -> str:
    """The address of a request, as it is kept and shown: without e-mail, key and tool.

    Example:
        >>> address_of("pubmed", "efetch.fcgi", (("db", "pubmed"), ("id", "1,2")))
        'https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id=1,2'
    """
    query = "&".join(f"{quote_plus(name)}={quote_plus(value, safe=',:/|')}" for name, value in pairs)
    return f"{root(host)}/{path}".rstrip("?") + (f"?{query}" if query else "")


class SecretsMasked(logging.Filter):
    """Takes e-mail and keys out of what the HTTP library logs: it logs whole addresses, some of them as warnings."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._secrets = tuple(
            form for value in credentials if value for form in {value, quote(value), quote_plus(value)}
        )

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; it is always let through."""
        text = record.getMessage()
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        record.msg, record.args = text, ()
        return True
