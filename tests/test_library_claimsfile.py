"""refs.claims.json: written one way, read with checks, described by a schema that ships."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from library_factory import page

from evidence.errors import LibraryError
from evidence.library import Library
from evidence.library.claimsfile import (
    check_claims,
    claims_schema,
    findings_schema,
    read_claims,
    write_claims,
    write_schema,
)
from evidence.library.records import ClaimRecord, ClaimsFile, Decision, FoundClaim, Link, NamedTherapy, Place

TEXT = "Sirolimus worked in α [PD 2017;34;261]. Heparin failed."


def made() -> Library:
    return Library.of(page(TEXT)).decide(
        next(iter(Library.of(page(TEXT)).claims)),
        Decision(set={"direction": "mixed"}, by="A", at="2024-01-01T00:00:00Z", why="seen"),
    )


def test_written_and_read_back() -> None:
    file = made().file
    raw = write_claims(file)
    assert read_claims(raw) == file
    assert write_claims(read_claims(raw)) == raw
    assert raw.endswith(b"}\n")
    assert "α".encode() in raw
    assert json.loads(raw)["schema"] == "evidence.claims/1"


def test_the_order_does_not_depend_on_the_records() -> None:
    file = made().file
    turned = ClaimsFile(documents=file.documents, claims=tuple(reversed(file.claims)), lookups=file.lookups)
    assert write_claims(turned) == write_claims(file)


@pytest.mark.parametrize(("name", "schema"), [("claims", claims_schema), ("findings", findings_schema)])
def test_the_shipped_schema_is_that_of_the_records(name: str, schema: object) -> None:
    assert callable(schema)
    shipped = (files("evidence") / "data" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert shipped == write_schema(schema()), "write it anew: python scripts/build_schemas.py"
    jsonschema.Draft202012Validator.check_schema(json.loads(shipped))


def test_what_is_written_fits_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(claims_schema())
    library = made().remove_source("pd-2017-34-261", by="A", why="not ours")
    validator.validate(json.loads(write_claims(library.file)))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"schema": "evidence.claims/2"})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"schema": "evidence.claims/1", "claims": [{"id": "x"}]})


def test_findings_fit_their_schema() -> None:
    jsonschema.Draft202012Validator(findings_schema()).validate(json.loads(json.dumps(page(TEXT).to_dict())))


BROKEN = {
    "not JSON": (b'{"schema": "evidence.claims/1",\n "claims": [,]}', "not JSON", 2),
    "cut off": (b'{"schema": "evidence.claims/1",\n "claims": [', "not JSON", 2),
    "empty": (b"", "not JSON", 1),
    "not UTF-8": (b'{"schema": "evidence.claims/1\xff"}', "not JSON", 1),
    "another version": (b'{"schema": "evidence.claims/2"}', "reads 'evidence.claims/1'", None),
    "no version": (b'{"claims": []}', "no claims file", None),
    "a list": (b"[]", "object", None),
    "wrong type": (b'{"schema": "evidence.claims/1", "claims": [{"id": 3}]}', "claims[0].id", None),
    "unknown member": (b'{"schema": "evidence.claims/1", "grades": []}', "unknown field `grades`", None),
    "deep": (b'{"schema": "evidence.claims/1", "x": ' + b"[" * 5000, "", None),
}


@pytest.mark.parametrize(("raw", "words", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_says_what_and_where(raw: bytes, words: str, line: int | None) -> None:
    with pytest.raises(LibraryError) as caught:
        read_claims(raw, "refs.claims.json")
    assert words in str(caught.value)
    assert caught.value.path == "refs.claims.json"
    if line is not None:
        assert caught.value.line == line


def record(**members: object) -> ClaimRecord:
    found = FoundClaim(therapies=(NamedTherapy(name="ice"),), links=(Link(source="a"),))
    return ClaimRecord(**{"id": "ice-1", "document": "page", "place": Place(exact="Ice."), "found": found, **members})  # type: ignore[arg-type]


def test_links_to_a_missing_source_are_shown_with_their_place() -> None:
    file = made().file
    raw = write_claims(file)
    check_claims(file, ["pd-2017-34-261"], raw)
    check_claims(file, [], raw, missing_sources=True)
    with pytest.raises(LibraryError, match="pd-2017-34-261") as caught:
        check_claims(file, [], raw)
    assert caught.value.line == 1 + raw[: raw.index(b'"pd-2017-34-261"')].count(b"\n")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ((record(document="other"),), "'other'"),
        ((record(), record()), "two claims"),
        ((record(found=None),), "neither what was found nor a decision"),
        ((record(decisions=(Decision(set={"direction": "good"}),)),), "supports, against, mixed, mentioned"),
        ((record(decisions=(Decision(set={"links": []}),)),), "cannot set 'links'"),
        ((record(decisions=(Decision(link=Link(source="b")),)),), "'b'"),
    ],
    ids=["document", "twice", "empty", "value", "member", "decided link"],
)
def test_records_that_do_not_fit_are_refused(claims: tuple[ClaimRecord, ...], words: str) -> None:
    documents = Library.of(page("Nothing.")).file.documents
    file = ClaimsFile(
        documents=tuple(type(one).from_dict({**one.to_dict(), "id": "page"}) for one in documents), claims=claims
    )
    with pytest.raises(LibraryError) as caught:
        check_claims(file, ["a"], write_claims(file))
    assert words in str(caught.value)


def test_a_decision_may_undo_a_link_to_a_source_that_is_gone() -> None:
    documents = Library.of(page("Nothing.")).file.documents
    file = ClaimsFile(
        documents=tuple(type(one).from_dict({**one.to_dict(), "id": "page"}) for one in documents),
        claims=(record(decisions=(Decision(unlink="long-gone"),)),),
    )
    check_claims(file, ["a"], write_claims(file))
