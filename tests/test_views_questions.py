"""Gaps, losses and ``show``: what a library answers."""

from __future__ import annotations

import pytest
from evidence_factory import make_claim, make_example, make_shelf, make_source

from evidence.errors import NotKnown
from evidence.views.describe import describe
from evidence.views.question_lines import render_gaps, render_losses
from evidence.views.questions import Contradiction, SingleSource, find_gaps, find_losses


def test_gaps_of_the_example() -> None:
    gaps = find_gaps(make_example())
    assert gaps.uncited_therapies == ("curettage", "imiquimod", "salicylic acid")
    assert gaps.uncited_claims == ("cryo-2", "pair-1", "sali-1")
    assert gaps.single_source == (
        SingleSource(therapy="colchicine", source="jfm-2017-34-261", claims=("colc-1",)),
        SingleSource(therapy="duct tape", source="ann-2014-31-595", claims=("tape-1",)),
    )
    assert gaps.contradictions == (
        Contradiction(subject="cryotherapy", condition="viral warts", supporting=("cryo-1",), against=("cryo-2",)),
    )
    assert len(gaps) == len(gaps.to_rows()) == 9


@pytest.mark.parametrize(
    ("first", "second", "contradict"),
    [
        pytest.param({"direction": "supports"}, {"direction": "against"}, True, id="no condition stated"),
        pytest.param({"direction": "supports"}, {"direction": "mixed"}, False, id="mixed is no contradiction"),
        pytest.param(
            {"direction": "supports", "conditions": ("gout",)}, {"direction": "against", "conditions": ("warts",)}, False,
            id="two conditions",
        ),
        pytest.param(
            {"direction": "supports", "conditions": ("gout", "warts")}, {"direction": "against", "conditions": ("warts",)}, True,
            id="one shared condition",
        ),
        pytest.param({"direction": "supports"}, {"direction": "against", "status": "rejected"}, False, id="rejected"),
        pytest.param({"direction": "supports"}, {"direction": "against", "missing": True}, False, id="missing from its page"),
    ],
)  # fmt: skip
def test_contradictions(first: dict[str, object], second: dict[str, object], contradict: bool) -> None:
    gaps = find_gaps(make_shelf(make_claim("a", "ice", **first), make_claim("b", "ice", **second)))  # type: ignore[arg-type]
    assert bool(gaps.contradictions) is contradict


def test_a_combination_does_not_contradict_its_member() -> None:
    pair = make_claim("a", "ice", "tape", combination=True, direction="supports")
    assert not find_gaps(make_shelf(pair, make_claim("b", "ice", direction="against"))).contradictions


def test_being_context_is_no_gap() -> None:
    gaps = find_gaps(
        make_shelf(
            make_source("s", journal="S"), make_claim("a", "ice", sources=("s",), context=(("acid", "refractory"),))
        )
    )
    assert gaps.uncited_therapies == ()


def test_losses_name_first_what_loses_all() -> None:
    losses = find_losses(make_example(), ["jfm-2017-34-261"])
    assert [(loss.name, loss.left, loss.all) for loss in losses.therapies] == [
        ("colchicine", 0, True),
        ("cryotherapy", 1, False),
    ]
    assert [(loss.name, loss.all) for loss in losses.claims] == [("colc-1", True), ("cryo-1", False)]
    assert [(loss.name, loss.left) for loss in losses.documents] == [("foot", 0), ("warts", 2)]
    assert "nope-1" not in str(losses.to_rows())


def test_losses_of_an_idle_source_are_its_pages() -> None:
    losses = find_losses(make_example(), ["cases-2008-1-9", "cases-2008-1-9"])
    assert (losses.keys, losses.therapies, losses.claims) == (("cases-2008-1-9",), (), ())
    assert [loss.name for loss in losses.documents] == ["warts"]


def test_losses_of_all_sources_together() -> None:
    shelf = make_example()
    losses = find_losses(shelf, shelf.sources)
    assert all(loss.all for loss in (*losses.therapies, *losses.claims, *losses.documents))


def test_an_unknown_key_suggests() -> None:
    with pytest.raises(NotKnown, match="perhaps: jfm-2017-34-261"):
        find_losses(make_example(), ["jfm-2017-34-216"])


@pytest.mark.parametrize(
    ("name", "kind", "proper"),
    [
        ("cryotherapy", "therapy", "cryotherapy"),
        ("CRYOTHERAPY", "therapy", "cryotherapy"),
        ("imiquimod + curettage", "therapy", "imiquimod + curettage"),
        ("general anaesthesia", "therapy", "general anaesthesia"),
        ("jfm-2017-34-261", "source", "jfm-2017-34-261"),
        ("[JFM 2017;34;261]", "source", "jfm-2017-34-261"),
        ("10.1000/hand.31", "source", "ann-2014-31-595"),
        ("cryo-1", "claim", "cryo-1"),
        ("nope-1", "claim", "nope-1"),
        ("viral warts", "condition", "viral warts"),
        ("warts", "document", "warts"),
        ("Warts on the hand", "document", "warts"),
        ("warts.md", "document", "warts"),
        ("condition:gout", "condition", "gout"),
    ],
)
def test_show_finds_by_any_name(name: str, kind: str, proper: str) -> None:
    found = describe(make_example(), name)
    assert (found.kind, found.name) == (kind, proper)
    assert found.facts
    assert str(found).startswith(f"{kind} {proper}")


def test_show_tells_what_hangs_on_a_therapy() -> None:
    facts = {fact.label: fact.values for fact in describe(make_example(), "salicylic acid").facts}
    assert facts["verdicts"] == ("mentioned (·) in viral warts",)
    assert facts["sources"] == ("no source",)
    assert facts["as context"] == ("cryotherapy: refractory to it [cryo-1]",)


def test_show_tells_that_a_source_supports_nothing() -> None:
    facts = {fact.label: fact.values for fact in describe(make_example(), "cases-2008-1-9").facts}
    assert facts["claims"] == ("cited, supports no treatment",)


@pytest.mark.parametrize(
    ("name", "near"),
    [("cyrotherapy", "cryotherapy"), ("source:ann-2014", "ann-2014-31-595"), ("zzz", "no therapy, source")],
)
def test_show_of_an_unknown_name(name: str, near: str) -> None:
    with pytest.raises(NotKnown, match=near):
        describe(make_example(), name)


def test_lines_for_a_person() -> None:
    shelf = make_example()
    gaps = render_gaps(shelf, find_gaps(shelf))
    assert "Therapies without any source (3)" in gaps
    assert "cryotherapy in viral warts: supported by cryo-1; against it cryo-2" in gaps
    assert render_gaps(make_shelf(), find_gaps(make_shelf())).count(": none") == 4
    losses = render_losses(shelf, find_losses(shelf, ["jfm-2017-34-261"]))
    assert "colchicine: nothing left" in losses
    assert "cryotherapy: 1 source left" in losses
    assert "Warts on the hand (pages/warts.md): [JFM 2017;34;261]" in losses
