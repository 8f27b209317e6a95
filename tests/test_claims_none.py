"""Sentences that name a treatment and claim nothing of it: tests, histories, causes, questions, doses, pharmacology, links."""

from __future__ import annotations

import pytest

from evidence.claims import find_claims
from evidence.reading import text_document

NO_CLAIMS = """
Check ibuprofen levels weekly.
Serum calcium was low.
Her mother took ibuprofen.
She had been on ibuprofen for a year.
A history of ibuprofen use is common.
Ask about ibuprofen.
Stop ibuprofen.
Stop the ibuprofen if the count falls.
Ibuprofen levels should be checked.
Monitor ibuprofen.
Allergic to ibuprofen.
Ibuprofen allergy.
Ibuprofen was discovered in 1908.
Ibuprofen inhibits folate synthesis.
Ibuprofen is excreted in urine.
Ibuprofen comes as tablets of 50 mg.
Ibuprofen 100 mg daily.
Half-life of ibuprofen: 28 hours.
The dose of ibuprofen is 100 mg.
What about ibuprofen?
Is ibuprofen any good?
Does ibuprofen work?
Ibuprofen or colchicine?
See also: ibuprofen
Related: ibuprofen, colchicine
Ibuprofen (drug information)
Ibuprofen-induced haemolysis is dose dependent.
Ibuprofen syndrome occurs in the first weeks.
Wean ibuprofen over weeks.
Watch for rash on ibuprofen.
Bloods before ibuprofen.
G6PD before ibuprofen.
Ibuprofen overdose is treated elsewhere.
Most cases follow ibuprofen.
The rash began two days after ibuprofen.
Ibuprofen is contraindicated?
Dr Ibuprofen wrote this page.
Last reviewed by the ibuprofen group.
Low vitamin D is common.
Low iron is a cause.
Zinc deficiency mimics it.
He drinks alcohol.
Insulin resistance is common.
Oxygen saturation was 92%.
Blood pressure 120/80.
Surgery clinic: Tuesdays.
Physiotherapy department, level 2.
Diet history.
Cold brings on the attacks.
Heat triggers it.
Sleep was poor.
Caffeine and alcohol trigger attacks.
Previous surgery is a risk factor.
Steroids can cause it.
Aspirin may trigger it.
NSAIDs are a common cause.
Consult the BNF for doses of ibuprofen.
Ibuprofen: dose in renal failure.
Patients on ibuprofen need blood counts.
Discuss ibuprofen with the family.
Explain the ibuprofen.
Ask before giving ibuprofen.
Record when ibuprofen was given.
Tell the pharmacist about ibuprofen.
"""


@pytest.mark.parametrize("sentence", NO_CLAIMS.strip().splitlines())
def test_no_claim(sentence: str) -> None:
    assert find_claims(text_document(f"Acne\n\nAcne is common.\n\n{sentence}\n"), ()) == ()
