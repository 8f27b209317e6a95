"""Crossref asked: works by DOI, notices, suggestions; over synthetic papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.fixtures import asking
from services.server import Asked, Told
from services.simulated import Paper, as_json, crossref_work, simulate

from evidence.lookup import crossref
from evidence.lookup.crossref import list_fault, read_works, work_fault
from evidence.records import Fields

ODD = "10.1002/(sici)1097-0000(19990315)85:6<1215::aid-synth1>3.0.co;2-f"
PAPERS = (
    *(Paper(pmid=str(90_000_000 + n), doi=f"10.5555/plain.{n}", volume=str(n)) for n in range(1, 166)),
    Paper(pmid="90000100", doi="10.5555/with,comma"),
    Paper(pmid="90000101", doi=ODD),
    Paper(pmid="90000102", doi="10.5555/a b"),
)


def read(**changed: Any) -> Any:
    """The work of a synthetic message with some members changed; ``None`` leaves one out."""
    message = {name: value for name, value in (crossref_work(Paper()) | changed).items() if value is not None}
    body = json.dumps({"status": "ok", "message-type": "work", "message": message}).encode()
    assert not work_fault(body)
    [work] = read_works(body)
    return work


def test_many_dois_take_few_requests_and_odd_ones_go_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dois = [paper.doi for paper in PAPERS[:165]] + ["10.5555/WITH,comma", ODD, "10.5555/nobody", "no doi"]
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answers = crossref.fetch_works(client, dois)
        assert list(answers) == dois
        assert [answers[doi].outcome for doi in dois] == ["works"] * 167 + ["empty", "not asked"]
        assert all(answers[doi].works[0].doi == doi.lower() for doi in dois[:167])
        batches = [asked for asked in server.asked if asked.path.endswith("/works")]
        alone = [asked.path for asked in server.asked if asked not in batches]
        assert len(batches) == 3
        assert sorted(alone) == [
            "/crossref/works/10.1002%2F%28sici%291097-0000%2819990315%2985%3A6%3C1215%3A%3Aaid-synth1%3E3.0.co%3B2-f",
            "/crossref/works/10.5555%2Fnobody",
            "/crossref/works/10.5555%2Fwith%2Ccomma",
        ]
        assert crossref.fetch_works(client, dois) == answers
        assert len(server.asked) == 6, "a second run asks nothing, not even for what is not there"


def test_a_batch_that_is_refused_is_asked_one_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def picky(asked: Asked) -> Told | None:
        refused = {"status": "failed", "message-type": "validation-failure", "message": [{"message": "made up"}]}
        return as_json(refused, 400) if "filter" in asked.values else simulate(PAPERS)(asked)

    with asking(picky, monkeypatch, tmp_path) as (client, _):
        answers = crossref.fetch_works(client, ["10.5555/plain.1", "10.5555/plain.2"])
    assert [answer.outcome for answer in answers.values()] == ["works", "works"]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        pytest.param(Told(b"Resource not found.", "text/plain", 404), "empty", id="Crossref's own words"),
        pytest.param(Told(b"no such page", "text/plain", 404), "failed", id="another's words"),
        pytest.param(Told(b"", "text/plain", 404), "failed", id="no words"),
        pytest.param(Told(b"<html>404</html>", "text/html", 404), "failed", id="a web page"),
        pytest.param(
            as_json({"status": "failed", "message": [{"message": "x"}]}, 404), "failed", id="JSON of a failure"
        ),
    ],
)
def test_only_crossrefs_own_404_is_empty(
    told: Told, outcome: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with asking(lambda _: told, monkeypatch, tmp_path) as (client, _):
        assert crossref.fetch_works(client, ["10.5555/x"])["10.5555/x"].outcome == outcome


def test_a_search_suggests_at_most_five(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fields = Fields(journal="J Synth Med", volume="7", first_page="261", year=2017, authors=("Synthetica, AB",))
    with asking(simulate(PAPERS), monkeypatch, tmp_path) as (client, server):
        answer = crossref.search(client, fields)
        assert answer.outcome == "works"
        assert len(answer.works) == 5
        assert answer.works[0].volume == "7"
        assert server.asked[0].values == {"query.bibliographic": "Synthetica J Synth Med 2017 7 261", "rows": "5"}
        assert crossref.search(client, Fields(year=2017)).outcome == "not asked"
        assert crossref.search(client, Fields(title="Quite elsewhere")).outcome == "empty"


@pytest.mark.parametrize(
    ("changed", "member", "expected"),
    [
        ({"page": "no-no"}, "first_page", None),
        ({"page": "e1245, S137"}, "first_page", "e1245"),
        ({"page": "588-602"}, "last_page", "602"),
        ({"page": None, "article-number": "235306"}, "article_number", "235306"),
        ({"issued": {"date-parts": [[None]]}, "published-print": None}, "years", {}),
        (
            {"published-online": {"date-parts": [[2016, 8, 17]]}},
            "years",
            {"issued": 2017, "print": 2017, "online": 2016},
        ),
        (
            {"published-print": None, "journal-issue": {"published-print": {"date-parts": [[2018]]}}},
            "years",
            {"issued": 2017, "print": 2018},
        ),
        ({"title": ["Effect of <i>x</i> &amp; <mml:math><mml:mi>y</mml:mi></mml:math>"]}, "title", "Effect of x & y"),
        ({"title": []}, "title", None),
        ({"author": [{"name": "Nobody Group"}, {"family": "Only"}, {}]}, "authors", ("Nobody Group", "Only")),
        ({"author": [{"family": "Doe", "given": "Jo Ann", "suffix": "Jr"}]}, "authors", ("Doe, JA Jr",)),
        ({"ISSN": ["1234567x", "bad"]}, "issns", ("1234-567X",)),
        ({"type": "posted-content", "subtype": "preprint"}, "kind", "article"),
        ({"update-to": [{"DOI": "10.5555/o", "type": "correction"}]}, "is_notice", True),
        ({"update-to": [{"DOI": "10.5555/o", "type": "err"}]}, "is_notice", True),
        ({"update-to": [{"DOI": "10.5555/o", "type": "new_version"}]}, "is_notice", False),
    ],
)
def test_what_a_message_says_is_what_is_read(changed: dict[str, Any], member: str, expected: object) -> None:
    assert getattr(read(**changed), member) == expected


UPDATE = {"DOI": "10.5555/Notice", "label": "made up", "updated": {"date-parts": [[2020, 2, 6]]}, "source": "publisher"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("retraction", "retraction"),
        ("withdrawal", "retraction"),
        ("removal", "retraction"),
        ("partial_retraction", "other"),
        ("expression_of_concern", "expression of concern"),
        ("erratum", "correction"),
        ("corrigendum", "correction"),
        ("new_version", "other"),
        ("addendum", "other"),
        ("something new", "other"),
    ],
)
def test_kinds_of_notices(kind: str, expected: str) -> None:
    work = read(**{"updated-by": [{**UPDATE, "type": kind}]})
    assert [(n.kind, n.doi, n.date, n.told_by) for n in work.notices] == [
        (expected, "10.5555/notice", "2020-02-06", "publisher")
    ]
    assert work.retracted is (True if expected == "retraction" else None)


def test_one_notice_told_by_two_is_one() -> None:
    both = [
        {**UPDATE, "type": "retraction"},
        {**UPDATE, "type": "retraction", "source": "retraction-watch", "updated": {"date-parts": [[2019, 12]]}},
    ]
    [notice] = read(**{"updated-by": both}).notices
    assert (notice.told_by, notice.date) == ("publisher; retraction-watch", "2019-12")


def test_a_retraction_and_a_correction_are_two() -> None:
    both = [{**UPDATE, "type": "retraction"}, {**UPDATE, "type": "correction", "DOI": "10.5555/earlier"}]
    assert [n.kind for n in read(**{"updated-by": both}).notices] == ["retraction", "correction"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"status":"ok"}',
        b'{"status":"ok","message-type":"work","message":[]}',
        b'{"status": "ok", "mess',
        b"<html>",
    ],
)
def test_faults(body: bytes) -> None:
    assert work_fault(body)
    assert list_fault(body)


@pytest.mark.parametrize(
    ("total", "fault"), [(0, ""), (None, ""), (7, "the answer counts works and holds none")], ids=["none", "not said", "seven"]
)  # fmt: skip
def test_a_list_that_counts_works_and_holds_none_is_not_empty(total: int | None, fault: str) -> None:
    message: dict[str, object] = {"items": [], "total-results": total}
    assert list_fault(json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()) == fault


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*crossref_work(Paper()), "updated-by", "update-to", "journal-issue", "subtype"]), ANYTHING
    )
)
def test_no_shape_of_a_member_raises(changed: dict[str, Any]) -> None:
    body = json.dumps({"status": "ok", "message-type": "work", "message": crossref_work(Paper()) | changed}).encode()
    if not work_fault(body):
        read_works(body)
