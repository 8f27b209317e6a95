"""``evidence add``, ``claim`` and ``source`` as a person types them, in a process of their own where exit codes matter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evidence.cli.source_differences import find_differences
from evidence.library.records import Source
from evidence.records import Fields

TEXT = (
    "Kasabach-Merritt syndrome\n\nOral sirolimus was highly effective for vincristine-resistant disease [PD 2017;34;261].\n\n"
    "Propranolol has been used in the past.\n"
)


class Home:
    """A folder with a page, in which the command is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "page.txt").write_text(TEXT, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0) -> str:
        import os

        environment = {
            **os.environ,
            "EVIDENCE_CONFIG_DIR": str(self.folder / "config"),
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        done = subprocess.run(
            [sys.executable, "-m", "evidence", "-C", str(self.folder), *arguments],
            capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("refs.*"))}

    def claims(self) -> dict[str, dict[str, object]]:
        return {one["id"]: one for one in json.loads(self.files()["refs.claims.json"])["claims"]}

    def claim(self, therapy: str) -> str:
        return next(name for name in self.claims() if name.startswith(therapy))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.run("add", "page.txt")
    return made


def test_add_says_what_it_did_and_does_it_once(home: Home) -> None:
    before = home.files()
    assert b"cited-as = {PD 2017;34;261}" in before["refs.bib"]
    assert "nothing changed" in home.run("add", "page.txt")
    assert home.files() == before
    assert json.loads(home.run("add", "--json", "page.txt"))["written"] == []


def test_a_decision_is_kept_with_who_when_and_why(home: Home) -> None:
    name = home.claim("sirolimus")
    home.run("claim", "reject", name, "--by", "Ann", "--why", "one case")
    assert home.claims()[name]["decisions"] == [
        {"set": {"status": "rejected"}, "by": "Ann", "at": "2023-11-14T22:13:20Z", "why": "one case"}
    ]
    (home.folder / "page.txt").write_text("Words above.\n\n" + TEXT, encoding="utf-8")
    home.run("add", "page.txt")
    assert len(home.claims()[name]["decisions"]) == 1  # type: ignore[arg-type]
    assert "claims =" not in home.files()["refs.bib"].decode()


def test_set_link_unlink_add(home: Home) -> None:
    name = home.claim("propranolol")
    home.run("claim", "set", name, "direction=mixed", "study=case series", "context=vincristine:refractory")
    home.run("claim", "link", name, "pd-2017-34-261", "--relation", "obtainsBackgroundFrom")
    home.run("claim", "unlink", home.claim("sirolimus"), "pd-2017-34-261")
    shown = home.run(
        "claim",
        "add",
        "page.txt",
        "used in the past",
        "-t",
        "ice",
        "-t",
        "rest",
        "-d",
        "mentioned",
        "-s",
        "pd-2017-34-261",
    )
    assert "ice + rest: mentioned; pd-2017-34-261" in shown
    claims = f"claims = {{{home.claim('ice')}, {name}}}"
    assert claims in home.files()["refs.bib"].decode()


def test_sources(home: Home) -> None:
    home.run("source", "rename", "pd-2017-34-261", "White2017")
    assert home.files()["refs.bib"].startswith(b"@article{White2017,")
    assert "source removed: White2017" in home.run("source", "remove", "White2017", "--why", "not ours")
    assert home.files()["refs.bib"] == b""
    home.run("add", "page.txt")
    assert home.files()["refs.bib"] == b""


def test_add_tells_of_the_pages_that_it_read_only(home: Home) -> None:
    (home.folder / "other.txt").write_text("Gout\n\nIce was effective for gout.\n", encoding="utf-8")
    home.run("add", "other.txt")
    assert "claims kept: 1\n" in home.run("add", "other.txt")
    assert "claims kept: 2\n" in home.run("add", "page.txt")
    assert "claims kept: 3\n" in home.run("add", "page.txt", "other.txt")
    assert json.loads(home.run("add", "--json", "other.txt"))["claims_kept"] == [home.claim("ice")]


def test_a_renamed_source_is_neither_added_nor_removed(home: Home) -> None:
    shown = home.run("source", "rename", "pd-2017-34-261", "White2017")
    assert "source renamed: pd-2017-34-261 → White2017" in shown
    assert "added" not in shown
    assert "removed" not in shown
    assert json.loads(home.run("source", "rename", "--json", "White2017", "W"))["renamed"] == {"White2017": "W"}


def test_two_works_become_one_only_where_a_person_insists(home: Home) -> None:
    (home.folder / "other.txt").write_text("Gout\n\nIce was effective for gout [PD 2017;34;299].\n", encoding="utf-8")
    home.run("add", "other.txt")
    before = home.files()
    refused = home.run("source", "merge", "pd-2017-34-299", "pd-2017-34-261", code=4)
    assert "may be two works. pd-2017-34-299 has first page 299 (there 261)" in refused
    assert "--force" in refused
    assert home.files() == before
    told = home.run("source", "merge", "pd-2017-34-299", "pd-2017-34-261", "--force")
    assert "goes with pd-2017-34-299: first page 299; pd-2017-34-261 has 261" in told
    assert b"pd-2017-34-299," not in home.files()["refs.bib"]


def make_work(key: str, **members: Any) -> Source:
    entry = members.pop("entry", {})
    return Source(key=key, fields=Fields(**members), entry=entry)


@pytest.mark.parametrize(
    ("goes", "stays", "differing"),
    [
        ({"authors": ("Foo, A",)}, {"authors": ("Foo, Anna", "Bar, B")}, []),
        ({"authors": ("Foo, A",)}, {"authors": ("Bar, B",)}, ["authors"]),
        ({"journal": "PD"}, {"journal": "Pediatric Dermatology"}, []),
        ({"journal": "Pediatric Dermatology"}, {"journal": "BMJ"}, ["journal"]),
        ({"title": "Ice for gout"}, {"title": "Ice for gout: a trial"}, []),
        ({"title": "Ice for gout"}, {"title": "Rest for gout"}, ["title"]),
        ({"volume": "3"}, {"first_page": "3"}, []),
        ({"year": 2001, "volume": "3"}, {"year": 2002, "volume": "4"}, ["year", "volume"]),
        ({"entry": {"note": "mine"}}, {"entry": {"note": "yours"}}, ["note"]),
        ({"entry": {"claims": "a", "note": "x"}}, {"entry": {"claims": "b"}}, []),
    ],
)  # fmt: skip
def test_what_differs_between_two_sources(goes: dict[str, Any], stays: dict[str, Any], differing: list[str]) -> None:
    found = find_differences(make_work("a", **goes), make_work("b", **stays))
    assert [one.name for one in found] == differing
    assert [one.serious for one in found] == [name != "note" for name in differing]


REFUSED = [
    (("claim", "reject", "nothing-000000"), 2, "no claim 'nothing-000000'"),
    (("claim", "set", "ID", "direction=good"), 2, "supports, against, mixed, mentioned"),
    (("claim", "set", "ID", "directions=mixed"), 2, "perhaps: direction"),
    (("claim", "link", "ID", "nobody-2000"), 2, "no source 'nobody-2000'"),
    (("claim", "link", "ID", "pd-2017-34-261", "--relation", "loves"), 2, "citesAsEvidence"),
    (("source", "rename", "pd-2017-34-261", "a b"), 2, "citation key"),
    (("source", "merge", "pd-2017-34-261", "pd-2017-34-261"), 2, "into itself"),
    (("source", "remove", "nobody"), 2, "no source 'nobody'"),
    (("add", "missing.txt"), 2, "no such file"),
    (("add", "-"), 2, "standard input"),
    (("add", "."), 2, "folder"),
    (("claim", "add", "page.txt", "never said", "-t", "ice"), 2, "not in the document"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED, ids=["-".join(one[0][:3]) for one in REFUSED])
def test_what_cannot_be_done_says_so_and_changes_nothing(
    home: Home, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = home.files()
    name = home.claim("propranolol")
    shown = home.run(*(name if one == "ID" else one for one in arguments), code=code)
    assert words in shown
    assert home.files() == before


DAMAGED = {
    "bib": ("refs.bib", lambda raw: raw.replace(b"{2017},", b"{2017}"), "refs.bib:3:16: a comma is missing"),
    "json": ("refs.claims.json", lambda raw: raw[:-30], "refs.claims.json:"),
    "version": ("refs.claims.json", lambda raw: raw.replace(b"claims/1", b"claims/2"), "evidence.claims/1"),
    "source": ("refs.bib", lambda raw: raw[:0], "which refs.bib does not have"),
}


@pytest.mark.parametrize(("name", "damage", "words"), DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize("command", ["add", "claim"])
def test_a_broken_library_is_not_written(home: Home, name: str, damage: object, words: str, command: str) -> None:
    assert callable(damage)
    claim = home.claim("propranolol")
    (home.folder / name).write_bytes(damage(home.files()[name]))
    before = home.files()
    shown = home.run(*(("add", "page.txt") if command == "add" else ("claim", "accept", claim)), code=4)
    assert words in shown
    assert home.files() == before
