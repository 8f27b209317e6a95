"""A page is edited after people decided on its claims: what they said survives in all that remains, and what is lost is told.

Sentences are deleted, reworded a little and moved; paragraphs are put before the others. Every claim is decided on first, so that nothing
can be dropped silently.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.findings import Findings, find
from evidence.library import Library
from evidence.library.changes import compare
from evidence.library.records import Decision
from evidence.reading import text_document

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "notebooks" / "kasabach-merritt.md"
SEED = ROOT.parent / "shared" / "seed" / "kasabach-merritt.txt"
PAGES = (EXAMPLE, *([SEED] if SEED.exists() else []))
# of the same field, and it claims something: what is put before the others must not take their decisions
PARAGRAPHS = (
    "Weigh the child at every visit, and ask who looks after it at home.",
    "Embolization of the feeding vessels was tried in two infants without lasting success [PD 2011;28;12].",
    "Vincristine has been used elsewhere, and propranolol failed in that centre.",
)


def name_of(path: Path) -> str:
    return path.name


def found_in(source: str, page: Path) -> Findings:
    return find(text_document(source, name=page.name))


def decided(page: Path) -> tuple[str, Library]:
    """A page's source, and a library of it in which somebody said something on every claim."""
    source = page.read_bytes().decode("utf-8")
    library = Library.of(found_in(source, page))
    for at, name in enumerate(library.claims):
        words = ({"status": "accepted"}, {"direction": "mixed", "study": f"study {at}"}, {"status": "rejected"})[at % 3]
        library = library.decide(name, Decision(set=words, by="Ann", at="2026-01-02T03:04:05Z", why=f"reason {at}"))
    return source, library


def sentences_of(library: Library) -> dict[str, list[str]]:
    """The sentences that claims stand in → ids of their claims; a sentence within another is not told apart."""
    out: dict[str, list[str]] = {}
    for claim in library.claims.values():
        out.setdefault(claim.text, []).append(claim.id)
    return {text: names for text, names in out.items() if not any(text != other and text in other for other in out)}


def reread(library: Library, source: str, page: Path) -> Library:
    return library.add(found_in(source, page))


def assert_survived(before: Library, after: Library, lost: Set[str] = frozenset()) -> None:
    """Every claim has its decisions; those of ``lost`` are marked missing, and no other; no new claim has a decision."""
    for name, claim in before.claims.items():
        assert after.claims[name].decisions == claim.decisions, name
    assert {name for name in before.claims if after.claims[name].missing} == lost
    assert all(not claim.decisions for name, claim in after.claims.items() if name not in before.claims)
    new_misses = set(compare(before, after).claims_missing)
    assert new_misses == lost - {name for name, claim in before.claims.items() if claim.missing}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_sentence_deleted_in_turn(page: Path) -> None:
    source, library = decided(page)
    sentences = sentences_of(library)
    assert len(sentences) >= 4
    for text, names in sentences.items():
        assert source.count(text) == 1
        assert_survived(library, reread(library, source.replace(text, ""), page), set(names))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_deleted_sentence_that_is_put_back_has_its_decisions_again(page: Path) -> None:
    source, library = decided(page)
    for text in sentences_of(library):
        without = reread(library, source.replace(text, ""), page)
        assert reread(without, source, page).file == library.file


@pytest.mark.parametrize("page", PAGES, ids=name_of)
@pytest.mark.parametrize("change", ["a word more", "a word less", "other case", "line broken", "other spaces"])
def test_each_sentence_reworded_in_turn(page: Path, change: str) -> None:
    source, library = decided(page)
    for text in sentences_of(library):
        new = reword(text, change)
        assert new != text or change == "a word less"
        assert_survived(library, reread(library, source.replace(text, new), page))


def reword(text: str, change: str) -> str:
    """The sentence slightly changed, its therapies and its verdict as they were."""
    if change == "a word more":
        return f"Also, {text[0].lower()}{text[1:]}" if not text[:3].isupper() else f"Also, {text}"
    if change == "a word less":
        for word in (" also", " highly", " excellent", " recently", " very", " low", " old", " mainly", " first"):
            if word in text:
                return text.replace(word, "", 1)
        return text
    if change == "other case":
        return text[0].swapcase() + text[1:]
    return text.replace(" ", "\n" if change == "line broken" else "  ", 1)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda text: text.split()[0])
def test_a_paragraph_before_the_others(page: Path, paragraph: str) -> None:
    source, library = decided(page)
    first, break_, rest = source.partition("\n\n")
    assert break_
    assert_survived(library, reread(library, f"{first}\n\n{paragraph}\n\n{rest}", page))


class Edit(NamedTuple):
    """One edit: what is done to which sentence (by number, of those that are left)."""

    kind: str
    at: int


EDITS = st.lists(
    st.builds(Edit, st.sampled_from(["delete", "a word more", "line broken", "other case", "paragraph", "move"]), st.integers(0, 20)), min_size=1, max_size=5
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(EDITS, st.booleans())
def test_any_edits_in_any_order(edits: list[Edit], read_between: bool) -> None:
    """Whether the page is read after each edit or only after the last, the same claims are lost and all others keep their decisions."""
    source, library = decided(EXAMPLE)
    here = sentences_of(library)  # as they stand now
    after, lost = library, set[str]()
    for edit in edits:
        if not here:
            break
        text = list(here)[edit.at % len(here)]
        if edit.kind == "delete":
            source = source.replace(text, "")
            lost |= set(here.pop(text))
        elif edit.kind == "paragraph":
            first, _, rest = source.partition("\n\n")
            source = f"{first}\n\n{PARAGRAPHS[edit.at % len(PARAGRAPHS)]}\n\n{rest}"
        elif edit.kind == "move":
            source = source.replace(text, "").rstrip("\n") + f"\n\n{text}\n"
        elif "Also, " not in text and "\n" not in text.split(" ")[0]:
            new = reword(text, edit.kind)
            source = source.replace(text, new)
            here[new] = here.pop(text)
        if read_between:
            after = reread(after, source, EXAMPLE)
    after = reread(after, source, EXAMPLE)
    for name, claim in library.claims.items():
        assert after.claims[name].decisions == claim.decisions, name
    assert {name for name in library.claims if after.claims[name].missing} == lost
    assert reread(after, source, EXAMPLE).file == after.file


def test_the_command_tells_what_was_lost_and_what_was_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(EXAMPLE.read_bytes())

    def run(*arguments: str) -> str:
        environment = {**os.environ, "EVIDENCE_CONFIG_DIR": str(tmp_path / "config")}
        done = subprocess.run(
            [sys.executable, "-m", "evidence", "-C", str(tmp_path), *arguments],
            capture_output=True, text=True, encoding="utf-8", env=environment, check=True, timeout=120,
        )  # fmt: skip
        return done.stdout

    run("add", "page.md")
    claims = {one["id"]: one for one in json.loads((tmp_path / "refs.claims.json").read_text("utf-8"))["claims"]}
    radiation = next(name for name in claims if name.startswith("radiation"))
    others = [name for name in claims if name != radiation]
    run("claim", "reject", radiation, "--by", "Ann", "--why", "an old method")
    run("claim", "accept", *others, "--by", "Ann")
    text = page.read_text("utf-8").replace(claims[radiation]["place"]["exact"], "")
    title, _, rest = text.partition("\n\n")
    page.write_text(
        f"{title}\n\n{PARAGRAPHS[0]}\n\n{rest.replace('In a second report', 'In one more report')}", "utf-8"
    )
    out = run("add", "page.md")
    assert "read again, changed since: page" in out
    assert f"claim missing, decisions kept: {radiation}  radiation therapy: supports, rejected" in out
    assert out.count("claim missing") == 1
    now = {one["id"]: one for one in json.loads((tmp_path / "refs.claims.json").read_text("utf-8"))["claims"]}
    assert {name for name, one in now.items() if one.get("missing")} == {radiation}
    assert now[radiation]["decisions"][0]["why"] == "an old method"
    assert [now[name]["decisions"][0]["set"] for name in others] == [{"status": "accepted"}] * len(others)
