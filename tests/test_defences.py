"""The list of defences (scripts/defences.py) is of the code as it stands, and the threat model names the tests that guard them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
_SPEC = importlib.util.spec_from_file_location("defences", ROOT / "scripts" / "defences.py")
assert _SPEC is not None
assert _SPEC.loader is not None
defences = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(defences)


@pytest.mark.parametrize("one", defences.DEFENCES, ids=lambda one: one.against)
def test_a_defence_stands_once_in_the_code_and_its_test_is_there(one: Any) -> None:
    assert (ROOT / one.file).read_text(encoding="utf-8").count(one.code) == 1
    for test in one.test.split():
        path, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / path).read_text(encoding="utf-8")


def test_the_threat_model_names_tests_that_are_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+\.py)`", page))
    assert named
    assert not [name for name in named if not (ROOT / "tests" / name).exists()]
    guarded = {Path(test.partition("::")[0]).name for one in defences.DEFENCES for test in one.test.split()}
    assert {name for name in guarded if name.startswith("test_")} <= named
