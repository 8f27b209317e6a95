"""What leaves the machine: a spy on the socket, a page full of made-up patient details, the whole program from page to look-up."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.server import serve
from services.world import World, make_paper

from evidence.journals import Aliases
from evidence.lookup.questions import plan_questions
from evidence.records import Fields

PATIENT = {
    "name": "Wilhelmine Rosenblatt", "birth": "3 May 1961", "insurance": "K4711-0815", "street": "Lindengasse", "physician": "Quackenbush", "telephone": "5557043",
    "diagnosis": "Ehrenfeldt", "file": "rosenblatt-chart",
}  # fmt: skip
PAGE = """# Chart of {name}

{name}, born {birth}, insurance {insurance}, of 12 {street}, telephone {telephone}, was referred by Dr {physician} with {diagnosis} syndrome.

Oral sirolimus was highly effective in {name} as in others [PD 2017;34;261]. {name} 1961;12:34 was the ward's number.
Dr {physician} gave vincristine, which failed (Eur J Pediatr. 2015 Dec;174:1579). Dear {name}, radiation therapy was tried 2014;31:595.

1. {physician} Q. On Mrs {name} of {street}. Private communication, 2019.
2. Adler A, Brandt C. Sirolimus for kaposiform lesions. Pediatr Dermatol 2014;31:595-8.
"""


def test_no_sentence_and_no_name_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / f"{PATIENT['file']}.md"
    page.write_text(PAGE.format(**PATIENT), encoding="utf-8")
    sent = bytearray()
    world = World([make_paper("Pediatr Dermatol", year=2017, pages="261-5", pmid="61000001", doi="10.5555/p.1")])
    with serve(world) as server:
        for name, url in server.environment().items():
            monkeypatch.setenv(name, url)
        monkeypatch.setenv("EVIDENCE_CACHE_DIR", str(tmp_path / "cache"))
        monkeypatch.chdir(tmp_path)
        spy = tmp_path / "spy.py"
        spy.write_text(SPY, encoding="utf-8")
        out = tmp_path / "sent.bin"
        for command in (["add", page.name], ["lookup"]):
            done = subprocess.run(
                [sys.executable, str(spy), str(out), *command], check=False, capture_output=True, timeout=120
            )
            assert done.returncode in (0, 1), done.stderr
        sent += out.read_bytes()
    assert b"ecitmatch" in sent
    assert b"261" in sent
    words = {
        word
        for value in PATIENT.values()
        for word in value.split()
        if len(word) > 4 or (word.isdigit() and len(word) == 4)
    } - {"Chart"}
    assert {word for word in words if word.lower().encode() in bytes(sent).lower()} == set()
    for word in ("effective", "referred", "telephone", "communication", "ward"):
        assert word.encode() not in sent


SPY = """
import socket, sys
log = open(sys.argv[1], "ab")
for name in ("send", "sendall", "sendto"):
    def spied(self, data, *rest, real=getattr(socket.socket, name)):
        log.write(bytes(data)); log.flush()
        return real(self, data, *rest)
    setattr(socket.socket, name, spied)
from evidence.cli.app import run
run(sys.argv[2:])
"""


def test_the_spy_sees_what_is_sent(tmp_path: Path) -> None:
    """Without this the test above could pass on a spy that is blind."""
    listening = socket.create_server(("127.0.0.1", 0))
    spy = SPY.replace(
        "from evidence.cli.app import run\nrun(sys.argv[2:])",
        "s = socket.create_connection(('127.0.0.1', int(sys.argv[2]))); s.sendall(b'Rosenblatt')",
    )
    subprocess.run(
        [sys.executable, "-c", spy, str(tmp_path / "sent"), str(listening.getsockname()[1])], check=True, timeout=30
    )
    listening.close()
    assert (tmp_path / "sent").read_bytes() == b"Rosenblatt"


@given(st.text(max_size=120), st.text(max_size=120))
def test_what_is_asked_is_made_of_allowed_parts(one: str, other: str) -> None:
    fields = Fields(
        journal=one,
        journal_as_written=one,
        title=other,
        volume=other,
        first_page=one,
        issue=one,
        url=other,
        container_title=other,
        publisher=other,
        doi=one,
        pmid=other,
    )
    asked = plan_questions(fields, Aliases()).fields
    assert (asked.url, asked.container_title, asked.publisher, asked.title) == (None, None, None, None)
    for value in (asked.volume, asked.first_page, asked.issue):
        assert value is None or len(value) <= 25


@pytest.mark.parametrize("journal", ["She was treated with ice", "5 mg daily", "the patient", "x" * 200, ""])
def test_what_does_not_read_like_a_journal_is_not_asked(journal: str) -> None:
    asked = plan_questions(Fields(journal=journal, year=2014, volume="31", first_page="595"), Aliases())
    assert asked.why_not
    assert asked.forms == ()


@pytest.mark.parametrize(
    "journal", ["Jane Smith", "Mrs Rosenblatt", "Diary of Jane Smith", "Patient Letters", "Miller Peter", "Dr Quackenbush Clinic Lindengasse"]
)  # fmt: skip
def test_a_persons_name_is_no_journal(journal: str) -> None:
    asked = plan_questions(Fields(journal=journal, year=2014, volume="31", first_page="595"), Aliases())
    assert asked.forms == ()
    assert asked.why_not


@pytest.mark.parametrize("journal", ["Journal of Imaginary Dermatology", "J Synth Med", "Acta Inventiana", "Ann Fict"])
def test_a_journal_that_no_table_knows_is_asked_by_its_name(journal: str) -> None:
    asked = plan_questions(Fields(journal=journal, year=2014, volume="31", first_page="595"), Aliases())
    assert asked.forms == (journal,)
