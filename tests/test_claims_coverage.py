"""Which citation covers which statement."""

from __future__ import annotations

import pytest

from evidence.citations import find_citations
from evidence.claims import find_claims
from evidence.reading import text_document

A, B = "[BMJ 2015;350:11]", "[Lancet 2016;387:22]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"Aspirin works and ibuprofen helps {A}.", [("aspirin", ["c1"]), ("ibuprofen", ["c1"])], id="from the sentence's start"),
        pytest.param(f"Aspirin works {A}, ibuprofen fails {B}.", [("aspirin", ["c1"]), ("ibuprofen", ["c2"])], id="one each"),
        pytest.param(f"Aspirin helps. Ibuprofen helps {A}.", [("aspirin", []), ("ibuprofen", ["c1"])], id="the last sentence only"),
        pytest.param(f"Aspirin helps. Ibuprofen helps. Both from {A}.", [("aspirin", ["c1"]), ("ibuprofen", ["c1"])], id="both from"),
        pytest.param(f"In {A}, aspirin cured most.", [("aspirin", ["c1"])], id="before its statement"),
        pytest.param(f"Aspirin works {A} but failed in children.", [("aspirin", ["c1"]), ("aspirin", [])], id="a new verdict behind it"),
        pytest.param(f"Aspirin was compared with nothing in 17 patients {A} and came out ahead.", [("aspirin", ["c1"])], id="goes on with the same"),
        pytest.param(f"Aspirin had no effect on death {A}, yet the stay was shorter {B}.", [("aspirin", ["c1"]), ("aspirin", ["c2"])], id="two verdicts, two sources"),
        pytest.param(f"Aspirin works. {A}", [("aspirin", ["c1"])], id="alone behind the stop"),
        pytest.param(f"Gout is common {A}. Aspirin works.", [("aspirin", [])], id="a definition"),
        pytest.param(f"A nice picture of gout {A}", [], id="a picture"),
        pytest.param(f"Aspirin {A} is effective; ibuprofen {B} is not.", [("aspirin", ["c1"]), ("ibuprofen", ["c2"])], id="between name and verb"),
        pytest.param(f"Aspirin {A} failed, whereas ibuprofen {B} worked.", [("aspirin", ["c1"]), ("ibuprofen", ["c2"])], id="between name and verb, contrast"),
        pytest.param(f"Aspirin {A} and ibuprofen {B} have been used.", [("aspirin", ["c1"]), ("ibuprofen", ["c2"])], id="behind each name of a list"),
        pytest.param(f"Options include aspirin {A}, or ibuprofen {B}.", [("aspirin", ["c1"]), ("ibuprofen", ["c2"])], id="behind each name, verdict first"),
    ],
)  # fmt: skip
def test_coverage(text: str, expected: list[tuple[str, list[str]]]) -> None:
    document = text_document(text)
    found = find_claims(document, find_citations(document))
    assert [(claim.therapies[0], list(claim.citations)) for claim in found] == expected


def test_marks_of_a_reference_list() -> None:
    document = text_document(
        "Gout\n\nAspirin works [1,2]. Ibuprofen fails [2].\n\nReferences\n\n"
        "1. Doe J. Aspirin in gout. BMJ. 2015;350:11-5.\n2. Roe R. Ibuprofen works in gout. Lancet. 2016;387:22-9.\n"
    )
    found = find_claims(document, find_citations(document))
    assert [(claim.therapies[0], claim.citations) for claim in found] == [
        ("aspirin", ("c1", "c2")),
        ("ibuprofen", ("c2",)),
    ]
