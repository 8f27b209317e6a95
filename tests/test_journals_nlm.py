"""NLM's list: reading it, keeping it, resolving with it, fetching it from a real local server. All journals here are synthetic."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.cli.app import run
from evidence.errors import InputError, ServiceError, WriteRefused
from evidence.journals import (
    Journal,
    find_journals,
    is_journal,
    journal_titled,
    journals_ending,
    journals_starting,
    resolve_journal,
)
from evidence.journals.fetching import NLM_ADDRESS, fetch_nlm_list, nlm_address
from evidence.journals.imported import NLM_TABLE, imported, read_imported, render_imported, write_imported
from evidence.journals.nlm import parse_nlm_list

DASHES = "-" * 56


def block(
    number: int, title: str, abbreviation: str, *, iso: str | None = None, printed: str = "", online: str = ""
) -> str:
    return (
        f"{DASHES}\nJrId: {number}\nJournalTitle: {title}\nMedAbbr: {abbreviation}\nISSN (Print): {printed}\nISSN (Online): {online}\n"
        f"IsoAbbr: {iso or abbreviation}\nNlmId: 9{number:06}\n"
    )


SYNTHETIC = (
    block(1, "Synthetic annals of moss medicine", "Synth Ann Moss Med", printed="0000-0019", online="0000-002X")
    + block(2, "Pediatric dermatology", "Pediatr Dermatol")
    + block(3, "Lancet (London, England)", "Lancet")
    + block(4, "Fern : a synthetic journal of fronds", "Fern (Nowhere)", iso="Fern")
    + block(5, "Fern (Elsewhere)", "Fern (Elsewhere)")
    + block(6, "Lichen &amp; health = Flechten und Gesundheit", "Lichen Health")
    + block(7, "Thorax of synthetic beetles", "Thorax")
    + block(8, "Thorax", "Thorax")
    + DASHES
    + "\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "settings"))
    return tmp_path / "settings"


@pytest.fixture
def kept(folder: Path) -> Path:
    write_imported(parse_nlm_list(SYNTHETIC))
    return folder


class TestReading:
    def test_each_block_is_a_journal(self) -> None:
        journals = parse_nlm_list(SYNTHETIC)
        assert [journal.abbreviation for journal in journals][:2] == ["Synth Ann Moss Med", "Pediatr Dermatol"]
        assert journals[0].issn == ("0000-0019", "0000-002X")
        assert journals[3].forms == ("Fern",)
        assert journals[5].title == "Lichen & health = Flechten und Gesundheit"

    @pytest.mark.parametrize(
        "changed",
        [
            pytest.param(SYNTHETIC.replace("\n", "\r\n"), id="line ends of Windows"),
            pytest.param("\ufeff" + SYNTHETIC, id="byte order mark"),
            pytest.param(SYNTHETIC.removesuffix(DASHES + "\n").rstrip("\n"), id="no closing line"),
            pytest.param(
                SYNTHETIC + block(1, "Synthetic annals of moss medicine", "Synth Ann Moss Med"), id="said twice"
            ),
            pytest.param(
                SYNTHETIC.replace("ISSN (Online)", "ESSN").replace("ISSN (Print)", "ISSN"),
                id="labels of the older list",
            ),
        ],
    )
    def test_what_does_not_matter(self, changed: str) -> None:
        assert parse_nlm_list(changed) == parse_nlm_list(SYNTHETIC)

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            pytest.param("<!DOCTYPE html>\n<html><body>JrId: 1</body></html>", 1, id="a web page"),
            pytest.param("title,abbreviation\nFern,Fern\n", 1, id="a table"),
            pytest.param(SYNTHETIC[: SYNTHETIC.index("MedAbbr: Lancet")], 18, id="cut off in a journal"),
            pytest.param(SYNTHETIC[: SYNTHETIC.index("dAbbr: Lancet")], 20, id="cut off in a label"),
            pytest.param(SYNTHETIC.replace(DASHES + "\nJrId: 2", "JrId: 2"), 9, id="a line of dashes lost"),
            pytest.param(SYNTHETIC.replace("JournalTitle: Pediatric dermatology\n", ""), 10, id="a title lost"),
            pytest.param(SYNTHETIC.replace("Pediatric dermatology", "…"), 10, id="a title without a word"),
            pytest.param("", None, id="empty"),
            pytest.param(DASHES + "\n" + DASHES, None, id="nothing between the dashes"),
        ],
    )
    def test_a_broken_list_is_refused_with_its_line(self, text: str, line: int | None) -> None:
        with pytest.raises(InputError) as problem:
            parse_nlm_list(text, path="J_Medline.txt")
        assert (problem.value.path, problem.value.line) == ("J_Medline.txt", line)

    @given(st.text(alphabet="-JrIdMeAbNlm: \n<\x00é\u2028", max_size=300))
    def test_any_text_is_a_list_or_an_input_error(self, text: str) -> None:
        with suppress(InputError):
            assert parse_nlm_list(text)


class TestKeeping:
    def test_what_is_written_is_read(self, kept: Path) -> None:
        table = read_imported(kept / NLM_TABLE)
        assert table is not None
        assert {table.journal(place) for place in range(len(table))} == set(parse_nlm_list(SYNTHETIC))

    def test_twice_is_once_in_any_order(self, kept: Path) -> None:
        once = (kept / NLM_TABLE).read_bytes()
        before = (kept / NLM_TABLE).stat().st_mtime_ns
        assert write_imported(tuple(reversed(parse_nlm_list(SYNTHETIC)))) == (kept / NLM_TABLE, False)
        assert (kept / NLM_TABLE).read_bytes() == once
        assert (kept / NLM_TABLE).stat().st_mtime_ns == before
        assert [path.name for path in kept.iterdir()] == [NLM_TABLE]

    def test_another_list_takes_the_place_of_the_first(self, kept: Path) -> None:
        write_imported(parse_nlm_list(block(1, "Quarterly of imaginary ferns", "Q Imagin Ferns")))
        assert is_journal("Q Imagin Ferns")
        assert not is_journal("Synth Ann Moss Med")
        assert kept.exists()

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda text: text[: len(text) // 2], id="cut off"),
            pytest.param(lambda text: text.replace("nlm-journals/1", "nlm-journals/9"), id="another version"),
            pytest.param(lambda text: text[:0], id="empty"),
            pytest.param(lambda text: "x" + text, id="no first line"),
        ],
    )
    def test_a_damaged_table_is_named_and_mended_by_an_import(self, folder: Path, damage: Callable[[str], str]) -> None:
        folder.mkdir()
        (folder / NLM_TABLE).write_text(damage(render_imported(parse_nlm_list(SYNTHETIC))), encoding="utf-8")
        with pytest.raises(InputError, match="evidence journals update"):
            imported()
        write_imported(parse_nlm_list(SYNTHETIC))
        assert is_journal("Synth Ann Moss Med")

    def test_a_place_that_cannot_be_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "file"))
        with pytest.raises(WriteRefused):
            write_imported(parse_nlm_list(SYNTHETIC))
        assert imported() is None

    def test_38000_journals_load_quickly(self, folder: Path) -> None:
        """About 60 ms where it was written (``benchmarks/journals.py`` prints it); reading journal by journal would take a second."""
        many = tuple(
            Journal(
                title=f"Synthetic proceedings number {n} of the academy",
                abbreviation=f"Synth Proc {n} Acad",
                issn=("0000-0019",),
            )
            for n in range(38_000)
        )
        write_imported(many)
        best = min(_seconds(lambda: read_imported(folder / NLM_TABLE)) for _ in range(5))
        assert best < 0.3


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@pytest.mark.usefixtures("kept")
class TestResolving:
    def test_a_journal_of_the_list_only(self) -> None:
        assert resolve_journal("Synth. Ann. Moss Med.").title == "Synthetic annals of moss medicine"
        assert resolve_journal("Lichen and health").title == "Lichen & health = Flechten und Gesundheit"
        journal = journal_titled("synthetic annals of moss medicine")
        assert journal is not None
        assert journal.abbreviation == "Synth Ann Moss Med"

    def test_a_journal_of_both_is_one_with_the_shipped_title(self) -> None:
        assert resolve_journal("Pediatr Dermatol").title == "Pediatric Dermatology"
        assert resolve_journal("Lancet").title == "The Lancet"
        assert resolve_journal("Lancet (London, England)").title == "The Lancet"
        journal = journal_titled("Pediatric dermatology")
        assert journal is not None
        assert journal.year_minus_volume == 1983

    def test_a_form_of_two_journals_stays_one_of_two(self) -> None:
        fern = resolve_journal("Fern")
        assert fern.title == "Fern : a synthetic journal of fronds"  # its ISO abbreviation; the other's is longer
        thorax = resolve_journal("Thorax")
        assert thorax.title is None
        assert {title for title, _, _ in thorax.candidates} == {"Thorax", "Thorax of synthetic beetles"}

    def test_house_abbreviations_keep_their_readings(self, folder: Path) -> None:
        before = {title for title, _, _ in resolve_journal("PD").candidates}
        write_imported(parse_nlm_list(block(1, "Synthetic phloem digest", "PD")))
        reading = resolve_journal("PD")
        assert reading.title is None
        assert {title for title, _, _ in reading.candidates} == before | {"Synthetic phloem digest"}
        assert folder.exists()

    def test_a_persons_alias_wins(self, tmp_path: Path) -> None:
        from evidence.journals import add_alias, load_aliases

        own = add_alias("Synth Ann Moss Med", "Annals of Something Else", tmp_path / "journals.tsv")
        assert resolve_journal("Synth Ann Moss Med", aliases=load_aliases(own)).title == "Annals of Something Else"

    def test_in_prose_a_single_word_of_the_list_is_no_journal(self) -> None:
        text = "seen (Synth Ann Moss Med 1999"
        assert [text[start:] for start in journals_ending(text, len(text) - 5)] == ["Synth Ann Moss Med 1999"]
        assert journals_starting("Synth Ann Moss Med. 1999;1", 0)
        assert journals_ending("A Fern 1999", 6) == ()
        assert is_journal("Fern")

    def test_find_shows_it_once(self) -> None:
        assert [journal.title for journal in find_journals("moss medicine")] == ["Synthetic annals of moss medicine"]
        titles = [journal.title for journal in find_journals("pediatric dermatology")]
        assert titles.count("Pediatric Dermatology") == 1
        assert "Pediatric dermatology" not in titles


def test_without_the_list_nothing_changes(folder: Path) -> None:
    assert imported() is None
    assert not is_journal("Synth Ann Moss Med")
    assert not folder.exists()


class Answer:
    """What the local server does with the next request."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.act: Callable[[BaseHTTPRequestHandler], None] = send(SYNTHETIC.encode())


def send(
    body: bytes, *, status: int = 200, kind: str = "text/plain", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return act


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answer]:
    answer = Answer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer.seen.append((self.path, dict(self.headers)))
            answer.act(self)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("EVIDENCE_NLM_URL", f"http://127.0.0.1:{running.server_port}/pubmed")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield answer
    running.shutdown()
    running.server_close()


def stall(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.flush()
    time.sleep(0.6)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


BAD = [
    pytest.param(send(b"gone", status=404), "404", id="404"),
    pytest.param(send(b"busy", status=503), "503", id="503"),
    pytest.param(send(b"slow down", status=429, kind="text/html"), "429", id="429"),
    pytest.param(send(b"", status=200), "no journal here", id="empty"),
    pytest.param(send(b"<html>Scheduled maintenance</html>", kind="text/html"), "web page", id="web page"),
    pytest.param(send(b"<html>Log in to this network</html>"), ":1: not a line", id="web page that says it is text"),
    pytest.param(send(SYNTHETIC.encode()[:400]), "not NLM's journal list", id="cut off"),
    pytest.param(
        send(SYNTHETIC.encode(), Content_Length="9000"), "not reached|cut off", id="fewer bytes than promised"
    ),
    pytest.param(send(SYNTHETIC.encode().replace(b"moss", b"m\xf6ss")), "not UTF-8", id="other encoding"),
    pytest.param(send(b"\x1f\x8bnonsense", Content_Encoding="gzip"), "not reached", id="broken compression"),
    pytest.param(send(b"", status=302, Location="/pubmed/J_Medline.txt"), "not reached", id="turns in a circle"),
    pytest.param(stall, "not reached", id="stalls"),
    pytest.param(hang_up, "not reached", id="hangs up"),
]


class TestFetching:
    def test_the_list_with_nothing_sent_but_the_tools_name(
        self, server: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password secret\n", encoding="utf-8")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert fetch_nlm_list() == parse_nlm_list(SYNTHETIC)
        [(path, headers)] = server.seen
        assert path == "/pubmed/J_Medline.txt"
        assert headers.pop("User-Agent").startswith("evidence-tracker/")
        assert set(headers) <= {"Host", "Accept-Encoding", "Connection"}

    def test_a_compressed_answer(self, server: Answer) -> None:
        server.act = send(gzip.compress(SYNTHETIC.encode()), Content_Encoding="gzip")
        assert fetch_nlm_list() == parse_nlm_list(SYNTHETIC)

    @pytest.mark.parametrize(("act", "message"), BAD)
    def test_what_is_not_the_list_is_a_service_error(
        self, server: Answer, act: Callable[[BaseHTTPRequestHandler], None], message: str
    ) -> None:
        server.act = act
        with pytest.raises(ServiceError, match=message):
            fetch_nlm_list(wait=(1.0, 0.2))

    def test_too_much_is_not_read(self, server: Answer) -> None:
        server.act = send(gzip.compress(b"-" * 5_000_000), Content_Encoding="gzip")
        with pytest.raises(ServiceError, match="more than 1,000,000 bytes"):
            fetch_nlm_list(most_bytes=1_000_000)

    def test_a_trickle_ends(self, server: Answer) -> None:
        assert server.seen == []
        with pytest.raises(ServiceError, match="too long"):
            fetch_nlm_list(most_seconds=0.0)

    def test_a_byte_now_and_then_ends_too(self, server: Answer) -> None:
        def drip(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", "400")
            request.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(400):
                    request.wfile.write(b"-")
                    request.wfile.flush()
                    time.sleep(0.05)

        server.act = drip
        began = time.monotonic()
        with pytest.raises(ServiceError, match="too long"):
            fetch_nlm_list(wait=(5.0, 5.0), most_seconds=0.3)
        assert time.monotonic() - began < 10  # of twenty

    def test_nobody_there(self) -> None:
        with pytest.raises(ServiceError, match="not reached"):
            fetch_nlm_list("http://127.0.0.1:9/J_Medline.txt", wait=(1.0, 1.0))

    @pytest.mark.parametrize(
        ("chosen", "address"),
        [
            ("", NLM_ADDRESS),
            ("http://localhost:8000", "http://localhost:8000/J_Medline.txt"),
            ("http://localhost:8000/pubmed/", "http://localhost:8000/pubmed/J_Medline.txt"),
            ("http://localhost:8000/list.txt", "http://localhost:8000/list.txt"),
            ("http://localhost:8000/pubmed/J_Entrez", "http://localhost:8000/pubmed/J_Entrez"),
        ],
    )
    def test_its_address(self, monkeypatch: pytest.MonkeyPatch, chosen: str, address: str) -> None:
        monkeypatch.setenv("EVIDENCE_NLM_URL", chosen)
        assert nlm_address() == address


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    def invoke(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            run(["journals", *arguments])
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return invoke


class TestCommands:
    def test_import_says_what_it_did(self, folder: Path, tmp_path: Path, command: Callable[..., Ended]) -> None:
        (tmp_path / "J_Medline.txt").write_text(SYNTHETIC, encoding="utf-8")
        first = command("import", str(tmp_path / "J_Medline.txt"))
        assert first == (0, "", f"8 journals of NLM's list, kept in {folder / NLM_TABLE}\n")
        assert "as they were" in command("import", str(tmp_path / "J_Medline.txt")).err
        assert command("find", "moss").out == "Synthetic annals of moss medicine · Synth Ann Moss Med\n"

    @pytest.mark.parametrize(
        ("name", "raw", "message"),
        [
            pytest.param("broken.txt", SYNTHETIC[:400].encode(), "broken.txt:10: ", id="cut off"),
            pytest.param(
                "latin.txt", SYNTHETIC.encode().replace(b"moss", b"m\xf6ss"), "latin.txt:3: not UTF-8", id="encoding"
            ),
            pytest.param("missing.txt", None, "missing.txt: no such file", id="missing"),
        ],
    )
    def test_an_import_that_fails_changes_nothing(
        self, kept: Path, tmp_path: Path, command: Callable[..., Ended], name: str, raw: bytes | None, message: str
    ) -> None:
        before = (kept / NLM_TABLE).read_bytes()
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
        done = command("import", str(tmp_path / name))
        assert (done.code, done.out) == (2, "")
        assert message in done.err
        assert (kept / NLM_TABLE).read_bytes() == before

    def test_update_keeps_the_list(self, folder: Path, server: Answer, command: Callable[..., Ended]) -> None:
        assert command("update").code == 0
        assert len(server.seen) == 1
        assert (folder / NLM_TABLE).read_text(encoding="utf-8") == render_imported(parse_nlm_list(SYNTHETIC))

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(send(b"gone", status=404), id="404"),
            pytest.param(send(b"<html>maintenance</html>"), id="web page"),
            pytest.param(send(SYNTHETIC.encode()[:400]), id="cut off"),
            pytest.param(
                send(block(1, "Synthetic annals of moss medicine", "Synth Ann").encode()), id="most journals lost"
            ),
        ],
    )
    def test_an_update_that_fails_changes_nothing(
        self, kept: Path, server: Answer, command: Callable[..., Ended], act: Callable[[BaseHTTPRequestHandler], None]
    ) -> None:
        before = (kept / NLM_TABLE).read_bytes()
        server.act = act
        done = command("update")
        assert (done.code, done.out) == (3, "")
        assert done.err.count("\n") >= 1
        assert (kept / NLM_TABLE).read_bytes() == before
