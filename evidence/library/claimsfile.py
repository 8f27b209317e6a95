"""``refs.claims.json`` ↔ records: checked when read, always written the same way."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

import msgspec
import regex

from evidence.errors import InputError, LibraryError, raise_together
from evidence.library.assessments import check_assessment
from evidence.library.decisions import check_decision, linked_sources
from evidence.library.jsonplace import find_member
from evidence.library.records import CLAIMS_SCHEMA, ClaimRecord, ClaimsFile
from evidence.records import FINDINGS_SCHEMA, Citation, Claim

_BYTE = regex.compile(r"\(byte (\d+)\)")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Head(msgspec.Struct):
    schema: Any = None


def read_claims(raw: bytes, path: str = "refs.claims.json") -> ClaimsFile:
    """The records of a claims file.

    Raises:
        LibraryError: Not JSON (with line and column), another version, or a member that is wrong (with its place in the file).

    Example:
        >>> read_claims(write_claims(ClaimsFile())) == ClaimsFile()
        True
        >>> read_claims(b'{"schema": "evidence.claims/9"}')
        Traceback (most recent call last):
            ...
        evidence.errors.LibraryError: refs.claims.json: this file is of version 'evidence.claims/9'; this program reads 'evidence.claims/1'
    """
    try:
        schema = msgspec.json.decode(raw, type=_Head).schema
        if schema != CLAIMS_SCHEMA:
            raise LibraryError(
                f"this file is of version {schema!r}; this program reads {CLAIMS_SCHEMA!r}"
                if isinstance(schema, str)
                else f'this is no claims file: it does not say "schema": {CLAIMS_SCHEMA!r}',
                path=path,
            )
        return msgspec.json.decode(raw, type=ClaimsFile)
    except msgspec.ValidationError as error:
        raise _member_error(raw, error, path) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _syntax_error(raw, error, path) from None


def write_claims(file: ClaimsFile) -> bytes:
    """The bytes of a claims file: documents by id, claims by document and place, one member a line, UTF-8, final line end."""
    order = {
        document.id: place for place, document in enumerate(sorted(file.documents, key=lambda document: document.id))
    }
    claims = sorted(
        file.claims, key=lambda claim: (order.get(claim.document, -1), claim.place.start, claim.place.end, claim.id)
    )
    ordered = msgspec.structs.replace(
        file,
        documents=tuple(sorted(file.documents, key=lambda document: document.id)),
        claims=tuple(claims),
        lookups=dict(sorted(file.lookups.items())),
    )
    return msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"


def check_claims(
    file: ClaimsFile,
    sources: Collection[str],
    raw: bytes,
    path: str = "refs.claims.json",
    *,
    missing_sources: bool = False,
) -> None:
    """Raise what is wrong between the records, and between them and ``refs.bib``.

    Args:
        file: As read.
        sources: Keys of ``refs.bib``.
        raw: The file's bytes, to show the place of a problem.
        path: For messages.
        missing_sources: Do not mind links to sources that are not there: for the command that mends this.

    Raises:
        LibraryError: All problems at once.
    """
    removed = {decision.source for decision in file.source_decisions if decision.action == "remove"}
    problems = list(_problems(file, set(sources), removed, missing_sources))
    raise_together(_placed(message, key, raw, path) for message, key in problems)


def _problems(
    file: ClaimsFile, sources: set[str], removed: set[str], missing_sources: bool
) -> Iterator[tuple[str, str]]:
    """Messages, each with the string in the file that it is about."""
    documents = {document.id for document in file.documents}
    mend = "put its entry back, or run 'evidence source remove KEY' or 'evidence source rename KEY NEW'"
    for record, doubled in _doubled([document.id for document in file.documents]):
        if doubled:
            yield f"two documents have the id {record!r}", record
    for name, doubled in _doubled([claim.id for claim in file.claims]):
        if doubled:
            yield f"two claims have the id {name!r}", name
    for document in file.documents:
        for citation in document.citations:
            if citation.source not in sources and not missing_sources:
                yield (
                    f"document {document.id!r} cites {citation.source!r}, which refs.bib does not have; {mend}",
                    citation.source,
                )
    for assessment in file.assessments:
        try:
            check_assessment(assessment)
        except InputError as error:
            yield f"assessment of {assessment.therapy!r}: {error.message}", assessment.therapy
    for claim in file.claims:
        if claim.document not in documents:
            yield f"claim {claim.id!r} is of document {claim.document!r}, which this file does not have", claim.id
        if claim.found is None and not claim.decisions:
            yield f"claim {claim.id!r} has neither what was found nor a decision", claim.id
        yield from _decision_problems(claim)
        named = {link.source for link in claim.found.links} if claim.found else set()
        for key in (*sorted(named), *(key for key in linked_sources(claim.decisions) if key not in named)):
            if key not in sources and key not in removed and not missing_sources:
                yield f"claim {claim.id!r} is linked to {key!r}, which refs.bib does not have; {mend}", key


def _decision_problems(claim: ClaimRecord) -> Iterator[tuple[str, str]]:
    for decision in claim.decisions:
        try:
            check_decision(decision)
        except InputError as error:
            yield f"claim {claim.id!r}: {error.message}", claim.id


def _doubled(names: list[str]) -> Iterator[tuple[str, bool]]:
    if len(set(names)) < len(names):
        seen: set[str] = set()
        for name in names:
            yield name, name in seen
            seen.add(name)


def _placed(message: str, key: str, raw: bytes, path: str) -> LibraryError:
    at = raw.find(json.dumps(key, ensure_ascii=False).encode("utf-8", "replace"))
    if at < 0:
        return LibraryError(message, path=path)
    line, column, excerpt = _line_at(raw, at)
    return LibraryError(message, path=path, line=line, column=column, excerpt=excerpt)


def _syntax_error(raw: bytes, error: Exception, path: str) -> LibraryError:
    match = _BYTE.search(str(error))
    if isinstance(error, UnicodeDecodeError):
        at = error.start
    elif "truncated" in str(error):
        at = len(raw.rstrip())
    else:
        at = int(match[1]) if match else 0
    line, column, excerpt = _line_at(raw, min(at, len(raw)))
    what = _BYTE.sub("", str(error)).removeprefix("JSON is malformed:").strip() or "it ends too early"
    return LibraryError(f"this is not JSON: {what}", path=path, line=line, column=column, excerpt=excerpt)


def _member_error(raw: bytes, error: Exception, path: str) -> LibraryError:
    message = f"a member is not as it should be: {error}"
    at = find_member(raw, str(error))
    if at is None:
        return LibraryError(message, path=path)
    line, column, excerpt = _line_at(raw, at)
    return LibraryError(message, path=path, line=line, column=column, excerpt=excerpt)


def _line_at(raw: bytes, at: int) -> tuple[int, int, str]:
    begin = raw.rfind(b"\n", 0, at) + 1
    end = raw.find(b"\n", at)
    excerpt = raw[begin : len(raw) if end < 0 else end].decode("utf-8", "replace").rstrip("\r")
    return raw.count(b"\n", 0, at) + 1, len(raw[begin:at].decode("utf-8", "replace")) + 1, excerpt


def claims_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``refs.claims.json``, made from the records."""
    made = msgspec.json.schema(ClaimsFile)
    return _schema("refs.claims.json: claims, decisions and documents of a library", CLAIMS_SCHEMA, made)


def findings_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one object that ``evidence read --json`` prints."""
    (citation, claim), parts = msgspec.json.schema_components((Citation, Claim), ref_template="#/$defs/{name}")
    text = {"type": "string"}
    document = {
        "type": "object",
        "properties": {
            **dict.fromkeys(("name", "sha256", "encoding"), text),
            "format": {"enum": ["text", "markdown", "html", "docx", "pdf"]},
            "title": {"type": ["string", "null"]},
            "conditions": {"type": "array", "items": text},
        },
        "required": ["name", "sha256", "format", "encoding", "title", "conditions"],
    }
    members = {
        "schema": text,
        "document": document,
        "citations": {"type": "array", "items": citation},
        "claims": {"type": "array", "items": claim},
        "uncited_therapies": {"type": "array", "items": text},
    }
    made = {
        "$ref": "#/$defs/Findings",
        "$defs": {"Findings": {"type": "object", "properties": members, "required": list(members)}, **parts},
    }
    return _schema("What evidence read finds in one document", FINDINGS_SCHEMA, made)


def _schema(title: str, version: str, made: dict[str, Any]) -> dict[str, Any]:
    head = made["$ref"].rsplit("/", 1)[1]
    made["$defs"][head]["properties"]["schema"] = {"const": version}
    made["$defs"][head]["required"] = sorted({*made["$defs"][head].get("required", ()), "schema"})
    for part in made["$defs"].values():
        part.pop("title", None)
        if "description" in part:
            part["description"] = part["description"].split("\n\n")[0].replace("\n", " ").replace("``", "'")
    return {"$schema": _DIALECT, "title": title, **made}


def write_schema(schema: dict[str, Any]) -> str:
    """A schema as the shipped file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
