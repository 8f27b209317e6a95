"""Cohen's kappa against published values and another implementation; which words of two raters are compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_desk import filled, make_library

from evidence.review import cohen_kappa, import_sheets

WORDS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=40)


@pytest.mark.parametrize(
    ("rows", "kappa"),
    [
        # Cohen 1960, table 1, as counts of 200: 0.492
        (((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.492),
        # Sim & Wright, Phys Ther 2005;85:257, table 1: 0.67
        (((22, 2), (4, 11)), 0.67),
        # Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed., table 18.1: 0.68
        (((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.68),
    ],
    ids=["Cohen 1960", "Sim and Wright 2005", "Fleiss 2003"],
)
def test_published_values(rows: tuple[tuple[int, ...], ...], kappa: float) -> None:
    result = cohen_kappa((i, j) for i, row in enumerate(rows) for j, times in enumerate(row) for _ in range(times))
    assert result.kappa == pytest.approx(kappa, abs=0.005)


@given(WORDS)
def test_kappa_is_symmetric_bounded_and_one_only_where_all_agree(pairs: list[tuple[str, str]]) -> None:
    result = cohen_kappa(pairs)
    turned = cohen_kappa((b, a) for a, b in pairs)
    assert result == turned
    assert (result.n, result.agreed) == (len(pairs), sum(a == b for a, b in pairs))
    if result.kappa is None:
        assert len({word for pair in pairs for word in pair}) <= 1
    else:
        assert -1 <= result.kappa <= 1
        assert (result.kappa == 1) == (result.agreed == result.n)


@settings(deadline=None)  # the first example loads scikit-learn
@given(WORDS.filter(lambda pairs: len({word for pair in pairs for word in pair}) > 1))
def test_the_same_as_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    metrics = pytest.importorskip(
        "sklearn.metrics", reason="scikit-learn is not installed: no second implementation to compare with"
    )
    ours = cohen_kappa(pairs).kappa
    assert ours == pytest.approx(metrics.cohen_kappa_score(*zip(*pairs, strict=True)), abs=1e-9)


def test_two_raters_field_by_field(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    accept = {"your verdict": "accept"}
    ann = filled(tmp_path / "ann.xlsx", library, {
        "sirolimus": accept, "propranolol": accept, "radiation therapy": accept, "heparin": {"your verdict": "reject"},
    })  # fmt: skip
    ben = filled(tmp_path / "ben.xlsx", library, {
        "sirolimus": {**accept, "your sources": "pd-2017-34-261; pd-2014-31-595"}, "propranolol": {**accept, "your direction": "supports"},
        "radiation therapy": accept, "heparin": accept,
    })  # fmt: skip
    report = import_sheets(library, [ann, ben], ["Ann", "Ben"])[1]
    found = {row.field: (row.n, row.agreed) for row in report.agreement}
    assert found["status"] == (4, 3)
    # Ann rejected one: she says nothing of its members
    assert found["direction"] == (3, 2)
    # each claim with each of the two sources that its page cites
    assert found["sources"] == (6, 5)
    kappa = {row.field: row.kappa for row in report.agreement}
    assert kappa["sources"] == pytest.approx((5 / 6 - 1 / 2) / (1 / 2))
    assert kappa["combination"] is None
    assert [(one.rater, one.accepted, one.rejected, one.corrected) for one in report.raters] == [
        ("Ann", 3, 1, 0),
        ("Ben", 4, 0, 2),
    ]


def test_one_after_the_other_gives_the_same_agreement(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    accept = {"your verdict": "accept"}
    ann = filled(
        tmp_path / "ann.xlsx",
        library,
        {
            "sirolimus": {**accept, "your direction": "mixed"},
            "heparin": accept,
            "propranolol": {"your verdict": "reject"},
        },
    )
    ben = filled(
        tmp_path / "ben.xlsx",
        library,
        {
            "sirolimus": {**accept, "your sources": "none"},
            "heparin": {**accept, "your study": "two infants"},
            "propranolol": accept,
        },
    )
    together = import_sheets(library, [ann, ben], ["Ann", "Ben"])[1]
    first = import_sheets(library, [ann], ["Ann"])[0]
    second = import_sheets(first, [ben], ["Ben"])[1]
    assert {(row.field, row.n, row.agreed, row.kappa) for row in second.agreement} == {
        (row.field, row.n, row.agreed, row.kappa) for row in together.agreement
    }
    assert {row.raters for row in second.agreement} == {("Ben", "Ann")}
