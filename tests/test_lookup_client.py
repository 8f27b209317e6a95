"""The client: what leaves, what is kept, how long it waits, and that no secret shows anywhere."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from services.fixtures import QUICK, asking
from services.server import Asked, Told

from evidence.errors import InputError, MissingExtra, WriteRefused
from evidence.lookup.addresses import address_of, read_credentials, root
from evidence.lookup.client import Client, Question, Reading
from evidence.lookup.transport import Bounds, Pace

GOOD = Told(b'{"a": 1}', "application/json")
WORK = Question("crossref", "works/10.5555%2Fx")
PATH = "/crossref/works/10.5555%2Fx"
SECRETS = ("a.nurse@hospital.example", "a.nurse%40hospital.example", "k3y-of-ncbi", "k3y-of-openalex")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A person's configuration with e-mail and keys."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "config.toml").write_text(
        f'[lookup]\nemail = "{SECRETS[0]}"\nncbi_api_key = "{SECRETS[2]}"\nopenalex_api_key = "{SECRETS[3]}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(folder))
    return folder


def test_a_kept_answer_is_the_same_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking({PATH: GOOD}, monkeypatch, tmp_path) as (client, server):
        first = client.ask(WORK)
        time.sleep(1.1)
        second = client.ask(WORK)
        assert (first.body, first.from_cache, second.from_cache) == (b'{"a": 1}', False, True)
        assert (second.at, second.sha256, second.address, second.body) == (
            first.at,
            first.sha256,
            first.address,
            first.body,
        )
        assert datetime.fromisoformat(first.at).tzinfo is not None
        assert len(server.asked) == 1
        assert client.requests_sent == 1


@pytest.mark.parametrize(
    "question",
    [
        Question("pubmed", "efetch.fcgi", (), (("id", "1"),)),
        Question("pubmed", "x.fcgi", (), (("id", "1," * 900),)),
        WORK,
        Question("openalex", "works"),
        Question("europepmc", "search"),
        Question("idconv", "", (("ids", "1"),)),
    ],
)
def test_secrets_are_sent_and_shown_nowhere(
    question: Question, secrets: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    assert secrets.is_dir()
    cache = tmp_path / "cache"
    calls: list[int] = []

    def first_busy(asked: Asked) -> Told:
        del asked
        calls.append(1)
        return Told(b"", "text/plain", 503) if len(calls) == 1 else GOOD

    with asking(first_busy, monkeypatch, cache, bounds=QUICK._replace(patience=2.0, retries=2), openalex_key="") as (
        client,
        server,
    ):
        reply = client.ask(question)
        failed = client.ask(Question(question.host, "gone", question.pairs, question.form), Reading(("xml",)))
        said = server.asked[-1].values
    assert reply.body == GOOD.body
    assert failed.failure
    sent = {
        "pubmed": {"tool", "email", "api_key"},
        "idconv": {"tool", "email"},
        "crossref": {"mailto"},
        "europepmc": {"email"},
        "openalex": {"mailto", "api_key"},
    }
    assert sent[question.host] <= set(said), "they are sent"
    shown = [repr(reply), repr(failed), caplog.text, *(repr(value) for value in vars(client).values())]
    kept = [path.read_bytes().decode("latin-1") for path in cache.rglob("*") if path.is_file()]
    assert kept
    assert caplog.text
    for secret in SECRETS:
        assert not any(secret in text for text in (*shown, *kept)), secret


def test_a_dry_run_sends_nothing_and_shows_no_secret(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert secrets.is_dir()
    shown: list[str] = []
    with asking({PATH: GOOD}, monkeypatch, tmp_path / "cache", dry_run=shown.append, openalex_key="") as (
        client,
        server,
    ):
        replies = [client.ask(WORK), client.ask(Question("pubmed", "efetch.fcgi", (), (("id", "1," * 900),)))]
        assert server.asked == []
    assert [reply.asked for reply in replies] == [False, False]
    assert [line.split(" ")[0] for line in shown] == ["GET", "POST"]
    assert "(also sent: mailto)" in shown[0]
    assert not any(secret in line for secret in SECRETS for line in shown)
    assert not (tmp_path / "cache").exists(), "a dry run makes no file"


def test_a_dry_run_shows_only_what_would_be_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[str] = []
    with asking({PATH: GOOD}, monkeypatch, tmp_path) as (client, _):
        client.ask(WORK)
        with Client(dry_run=shown.append) as dry:
            assert dry.ask(WORK).body == GOOD.body
    assert shown == []


def test_offline_uses_what_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking({PATH: GOOD}, monkeypatch, tmp_path) as (client, server):
        client.ask(WORK)
        with Client(offline=True) as offline:
            assert offline.ask(WORK).body == GOOD.body
            other = offline.ask(Question("crossref", "works/other"))
        assert (other.body, other.asked, other.failure) == (
            None,
            False,
            "offline, and no answer was kept; leave out --offline to ask",
        )
        assert len(server.asked) == 1


def test_failures_are_never_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter(
        [
            Told(b"<html>Sorry</html>", "text/html"),
            Told(b"", "text/plain", 500),
            Told(b'{"a": ', "application/json"),
            GOOD,
        ]
    )
    reading = Reading(("json",), lambda body: "" if body.endswith(b"}") else "cut off")
    with asking(lambda _: next(answers), monkeypatch, tmp_path) as (client, server):
        replies = [client.ask(WORK, reading) for _ in range(5)]
    assert [reply.failure for reply in replies] == [
        "answered with a web page",
        "answered with status 500",
        "cut off",
        "",
        "",
    ]
    assert len(server.asked) == 4


def test_asking_anew_that_fails_leaves_the_earlier_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter([GOOD, Told(b"", "text/plain", 500)])
    with asking(lambda _: next(answers), monkeypatch, tmp_path) as (client, _):
        client.ask(WORK)
        time.sleep(1.1)
        with Client(older_than=timedelta(0), bounds=QUICK) as again:
            assert again.ask(WORK).failure == "answered with status 500"
        assert client.ask(WORK).body == GOOD.body


def test_only_what_is_older_is_asked_anew_and_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking({PATH: GOOD}, monkeypatch, tmp_path) as (client, server):
        client.keep(WORK, b"{}", at=(datetime.now(UTC) - timedelta(days=40)).isoformat())
        with Client(older_than=timedelta(days=60)) as patient:
            assert patient.ask(WORK).body == b"{}"
        assert len(server.asked) == 0
        with Client(older_than=timedelta(days=30), bounds=QUICK) as again:
            assert [again.ask(WORK).body for _ in range(2)] == [GOOD.body, GOOD.body]
        assert len(server.asked) == 1


def test_asking_everything_anew_asks_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking({PATH: GOOD}, monkeypatch, tmp_path, older_than=timedelta(0)) as (client, server):
        client.ask(WORK)
        assert client.ask(WORK).from_cache
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "headers", "patience", "requests", "failure"),
    [
        pytest.param(429, {"Retry-After": "1"}, 5.0, 2, "", id="429 that says when"),
        pytest.param(503, {"Retry-After": "1"}, 5.0, 2, "", id="503 that says when"),
        pytest.param(429, {}, 5.0, 2, "", id="429 that does not"),
        pytest.param(500, {}, 5.0, 2, "", id="500"),
        pytest.param(429, {"Retry-After": "86400"}, 5.0, 1, "too many requests (429)", id="come back tomorrow"),
        pytest.param(429, {"Retry-After": "2"}, 1.0, 1, "too many requests (429)", id="longer than our patience"),
        pytest.param(429, {"Retry-After": "soon"}, 2.0, 2, "", id="a Retry-After that is none"),
        pytest.param(404, {}, 5.0, 1, "answered with status 404", id="404 is not asked again"),
    ],
)
def test_a_busy_service_is_waited_for_within_bounds(
    status: int,
    headers: dict[str, str],
    patience: float,
    requests: int,
    failure: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    calls: list[float] = []

    def busy_once(asked: Asked) -> Told:
        del asked
        calls.append(time.monotonic())
        return Told(b"busy", "text/plain", status, headers) if len(calls) == 1 else GOOD

    started = time.monotonic()
    with asking(
        busy_once, monkeypatch, tmp_path, bounds=QUICK._replace(wait=5, whole=5, patience=patience, retries=3)
    ) as (client, _):
        reply = client.ask(WORK)
    assert (reply.failure, len(calls)) == (failure, requests)
    assert time.monotonic() - started < 60, "nobody waits until tomorrow"
    if "1" in headers.values():
        assert calls[1] - calls[0] >= 0.9, "a Retry-After is obeyed"


def test_patience_is_for_all_retries_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with asking(
        lambda _: Told(b"", "text/plain", 429, {"Retry-After": "1"}),
        monkeypatch,
        tmp_path,
        bounds=QUICK._replace(patience=2.5, retries=9),
    ) as (client, server):
        assert client.ask(WORK).failure == "too many requests (429)"
    assert len(server.asked) == 3, "two waits of one second, and no third"


def silent(asked: Asked) -> Told:
    del asked
    time.sleep(0.7)
    return GOOD


@pytest.mark.parametrize(
    ("busy", "first", "second"),
    [
        pytest.param(Told(b"", "text/plain", 429, {"Retry-After": "600"}), "too many requests (429)", "as it asked, for 600 seconds", id="come back later"),
        pytest.param(Told(b"", "text/plain", 503, {"Retry-After": "600"}), "answered with status 503", "as it asked, for 600 seconds", id="503 that says when"),
        pytest.param(Told(b"", "text/plain", 429), "too many requests (429)", "it had too many requests (429)", id="429 whatever we wait"),
        pytest.param(silent, "no answer within 0.4 seconds", "it did not answer in time", id="silence"),
    ],
)  # fmt: skip
def test_who_says_so_or_is_silent_is_left_alone(
    busy: Told | Callable[[Asked], Told], first: str, second: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = Question("europepmc", "search")
    routes = {PATH: busy, "/europepmc/search": GOOD}
    with asking(routes, monkeypatch, tmp_path, bounds=QUICK._replace(retries=3)) as (client, server):
        assert client.ask(WORK).failure == first
        again = client.ask(WORK)
        assert (again.failure.startswith("left alone"), again.failure.endswith(second), again.asked) == (
            True,
            True,
            True,
        )
        assert server.paths() == [PATH]
        assert client.ask(other).body, "another service is still asked"


def test_a_pause_that_is_over_is_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter([Told(b"", "text/plain", 429, {"Retry-After": "1"}), GOOD])
    with asking(lambda _: next(answers), monkeypatch, tmp_path) as (client, _):
        assert client.ask(WORK).failure == "too many requests (429)"
        assert client.ask(WORK).failure == "left alone, as it asked, for 1 seconds"
        time.sleep(1.1)
        assert client.ask(WORK).body == GOOD.body


def test_who_was_asked_too_often_is_asked_less_often(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter([Told(b"", "text/plain", 429), *[GOOD] * 3])
    bounds = QUICK._replace(patience=5, retries=2)
    with asking(lambda _: next(answers), monkeypatch, tmp_path, bounds=bounds) as (client, _):
        client.ask(Question("crossref", "works/0"))
        started = time.monotonic()
        client.ask(Question("crossref", "works/1"))
        client.ask(Question("crossref", "works/2"))
        assert time.monotonic() - started >= 1.4, "a second apart, also on this machine"


def test_the_pace_follows_the_headers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = Told(b"{}", "application/json", headers={"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"})
    with asking(lambda _: slow, monkeypatch, tmp_path) as (client, _):
        started = time.monotonic()
        for n in range(4):
            client.ask(Question("crossref", f"works/{n}"))
        taken = time.monotonic() - started
    assert taken >= 0.59, "five a second: 0.2 s apart, from the first answer on"


@pytest.mark.parametrize(
    ("headers", "apart"),
    [
        ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"}, 0.02),
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "60s"}, 10.0),
        ({"x-ratelimit-limit": "3"}, 1 / 3),
        ({"x-ratelimit-limit": "100000"}, None),
        ({"x-rate-limit-limit": "0"}, None),
        ({"x-rate-limit-limit": "many", "x-rate-limit-interval": "often"}, None),
        ({}, None),
    ],
)
def test_headers_that_state_a_pace(headers: dict[str, str], apart: float | None) -> None:
    pace = Pace()
    pace.learn("host", headers)
    assert pace.seconds_apart("host") == (pytest.approx(apart) if apart else None)


def test_compressed_answers_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = Told(gzip.compress(GOOD.body), "application/json", headers={"Content-Encoding": "gzip"})
    with asking(lambda _: told, monkeypatch, tmp_path) as (client, _):
        assert client.ask(WORK).body == GOOD.body


def test_a_redirect_on_the_same_host_is_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    routes = {PATH: Told(b"", "text/plain", 301, {"Location": "/crossref/works/prime"}), "/crossref/works/prime": GOOD}
    with asking(routes, monkeypatch, tmp_path) as (client, _):
        assert client.ask(WORK).body == GOOD.body


def test_passwords_of_netrc_stay_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with asking({PATH: GOOD}, monkeypatch, tmp_path / "cache") as (client, server):
        client.ask(WORK)
    assert "authorization" not in server.asked[0].headers
    assert server.asked[0].headers["user-agent"].startswith("evidence-tracker/")


def test_a_service_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as taken, asking({}, monkeypatch, tmp_path) as (client, _):
        taken.bind(("127.0.0.1", 0))  # and listens not: no other server can come to this port
        monkeypatch.setenv("EVIDENCE_CROSSREF_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert client.ask(WORK).failure == "not reached (ConnectionError)"


def test_headers_that_drip_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            with listening.accept()[0] as connection, contextlib.suppress(OSError):
                for sign in b"HTTP/1.1 200 OK\r\nX-Never: " + b"x" * 100:
                    connection.sendall(bytes([sign]))
                    time.sleep(0.1)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with asking({}, monkeypatch, tmp_path, bounds=QUICK._replace(wait=1.0)) as (client, _):
            monkeypatch.setenv("EVIDENCE_CROSSREF_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
            started = time.monotonic()
            assert client.ask(WORK).failure.startswith("no answer within")
            assert client.ask(WORK).failure.startswith("left alone"), "once is enough"
            assert time.monotonic() - started < 10, "of the thirteen seconds that it drips"
        thread.join(timeout=5)


def test_a_cache_file_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"this is no database at all, only text" * 50)
    with (
        asking({PATH: GOOD}, monkeypatch, tmp_path) as (client, _),
        pytest.raises(WriteRefused, match="delete the file"),
    ):
        client.ask(WORK)


@pytest.mark.parametrize("text", ["[lookup", "lookup = 3", "[lookup]\nemail = 3\n", b"\xff\xfe"])
def test_a_broken_configuration_is_told(text: str | bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("EVIDENCE_EMAIL", raising=False)
    with pytest.raises(InputError, match=r"config\.toml"):
        read_credentials()


def test_the_nearest_setting_counts(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secrets.is_dir()
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    monkeypatch.setenv("NCBI_API_KEY", "from the environment")
    monkeypatch.delenv("EVIDENCE_EMAIL", raising=False)
    found = read_credentials()
    assert tuple(found) == (SECRETS[0], "from the environment", SECRETS[3])
    assert read_credentials("given@x.example").email == "given@x.example"
    assert repr(found) == "Credentials(email=***, ncbi_key=***, openalex_key=***)"


def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_CROSSREF_URL", "file:///etc")
    with pytest.raises(InputError, match="EVIDENCE_CROSSREF_URL"):
        root("crossref")


def test_an_address_holds_the_question_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVIDENCE_EUROPEPMC_URL", raising=False)
    assert address_of("europepmc", "search", (("query", 'DOI:"10.5555/a&b"'),)) == (
        "https://www.ebi.ac.uk/europepmc/webservices/rest/search?query=DOI:%2210.5555/a%26b%22"
    )


def test_without_the_extra_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "requests_cache", None)
    with pytest.raises(MissingExtra, match=r"pip install 'evidence-tracker\[lookup\]'"):
        Client()


def test_progress_is_told_before_each_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[str] = []
    with asking({PATH: GOOD}, monkeypatch, tmp_path, progress=told.append) as (client, _):
        client.ask(WORK)
        client.ask(WORK)
    assert told == ["crossref"]


def test_usual_bounds() -> None:
    assert Bounds() == Bounds(wait=20.0, whole=30.0, most_bytes=10_000_000, patience=30.0, retries=3)
