"""Floors under what ``benchmarks/accuracy.py`` prints for the strings and pages that annotators labelled."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy", ROOT / "benchmarks" / "accuracy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["accuracy"] = module
    spec.loader.exec_module(module)
    return module


def test_strings(accuracy: ModuleType) -> None:
    scores = accuracy.score_strings(ROOT / "tests" / "data" / "labelled", 5)
    assert scores["look-alikes"] == 0
    assert scores["detected"] >= 0.99
    assert scores["exact"] >= 0.95
    assert scores["complete"] >= 0.9


def test_documents(accuracy: ModuleType) -> None:
    scores = accuracy.score_documents(ROOT / "tests" / "data" / "labelled", 5)
    assert scores["citation spans"] >= 0.97
    assert scores["links"] >= 0.85
    assert scores["claims"] >= 0.85
    assert scores["uncited therapies"] >= 0.82
    assert scores["direction"] >= 0.8
