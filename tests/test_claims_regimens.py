"""Which therapies are one regimen, which are background, and which are no subject at all."""

from __future__ import annotations

import pytest

from evidence.claims import find_claims
from evidence.reading import text_document


def regimens(text: str) -> list[str]:
    return [" + ".join(claim.therapies) for claim in find_claims(text_document(text), ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ibuprofen with paracetamol works.", ["ibuprofen + paracetamol"]),
        ("Ibuprofen plus paracetamol works.", ["ibuprofen + paracetamol"]),
        ("Ibuprofen and paracetamol together work.", ["ibuprofen + paracetamol"]),
        ("Combining ibuprofen with paracetamol works.", ["ibuprofen + paracetamol"]),
        ("The combination of ibuprofen and paracetamol works.", ["ibuprofen + paracetamol"]),
        ("Prednisone + azathioprine + acetylcysteine failed.", ["prednisone + azathioprine + acetylcysteine"]),
        ("Ibuprofen and paracetamol work.", ["ibuprofen", "paracetamol"]),
        ("Ibuprofen or 500 mg of paracetamol for pain.", ["ibuprofen", "paracetamol"]),
        ("Neither ibuprofen nor paracetamol helped.", ["ibuprofen", "paracetamol"]),
        ("Ibuprofen with or without paracetamol works.", ["ibuprofen", "ibuprofen + paracetamol"]),
        (
            "Options are ibuprofen, aspirin with heparin, and paracetamol.",
            ["ibuprofen", "aspirin + heparin", "paracetamol"],
        ),
        ("Intravenous immunoglobulin (IVIG) works.", ["intravenous immunoglobulin"]),
    ],
)
def test_regimens(text: str, expected: list[str]) -> None:
    assert [name.replace("acetaminophen", "paracetamol") for name in regimens(text)] == expected


@pytest.mark.parametrize(
    ("text", "therapy", "context"),
    [
        ("Ibuprofen helped those with methotrexate-resistant disease.", "ibuprofen", [("methotrexate", "refractory")]),
        ("Ibuprofen works in arthritis refractory to methotrexate.", "ibuprofen", [("methotrexate", "refractory")]),
        ("Ibuprofen for those who failed methotrexate.", "ibuprofen", [("methotrexate", "refractory")]),
        (
            "Ibuprofen works after failure of methotrexate and etanercept.",
            "ibuprofen",
            [("methotrexate", "refractory"), ("etanercept", "refractory")],
        ),
        ("Ibuprofen relieves more pain than aspirin does.", "ibuprofen", [("aspirin", "comparator")]),
        ("Ibuprofen beat aspirin.", "ibuprofen", [("aspirin", "comparator")]),
        ("Ibuprofen was as good as oral aspirin.", "ibuprofen", [("aspirin", "comparator")]),
        ("Ibuprofen added to methotrexate worked.", "ibuprofen", [("methotrexate", "backbone")]),
        ("Adding ibuprofen to methotrexate worked.", "ibuprofen", [("methotrexate", "backbone")]),
        ("Ibuprofen on top of methotrexate did nothing.", "ibuprofen", [("methotrexate", "backbone")]),
        ("Ibuprofen worked without the need for steroids.", "ibuprofen", [("corticosteroids", "avoided")]),
        ("Ibuprofen was no better than placebo.", "ibuprofen", []),
    ],
)
def test_context(text: str, therapy: str, context: list[tuple[str, str]]) -> None:
    [claim] = find_claims(text_document(text), ())
    assert claim.therapies == (therapy,)
    assert [(other.therapy, other.role) for other in claim.context] == context


@pytest.mark.parametrize(
    "text",
    [
        "Check the ciclosporin level at six weeks.",
        "Lithium-induced tremor is common.",
        "Stop the ibuprofen.",
        "Ask about steroid creams.",
        "Does ibuprofen help?",
        "Vancomycin 125 mg four times a day for ten days.",
        "Ibuprofen, paracetamol.",
        "Serum calcium was low.",
        "Watchful waiting works.",
    ],
)
def test_no_claim(text: str) -> None:
    assert regimens(text) == []
