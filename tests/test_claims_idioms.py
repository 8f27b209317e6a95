"""Idioms of choice, decline, relapse, weak evidence, price and figures: our own sentences, several to a kind."""

from __future__ import annotations

import pytest

from evidence.claims import find_claims
from evidence.reading import text_document

SUPPORTS = """
Ibuprofen is where to begin.
Ibuprofen is what we reach for first.
Ibuprofen is our opener.
Best bet: ibuprofen.
Ibuprofen is the drug to choose in most.
Start with ibuprofen.
Ibuprofen got 70% of them walking.
Ibuprofen is no less effective than naproxen.
Ibuprofen gets you about as far as naproxen.
Pain went in 52%, as against 20% on placebo, with ibuprofen.
On ibuprofen 40% were free of pain, with placebo it was 12%.
Ibuprofen: 18 of 25 improved.
Ibuprofen cleared fever in 61% v 33% with naproxen.
Fever fell from 40% to 12% with ibuprofen.
Relapse was 10% on ibuprofen against 30% on placebo.
Ibuprofen costs pennies and works.
It's ibuprofen that works.
Ibuprofen earns its keep.
Ibuprofen carries the day.
Ibuprofen pulled most of them through.
Ibuprofen works just as well as naproxen.
Ibuprofen lost nothing to naproxen.
There is nothing to choose between ibuprofen and naproxen.
Ibuprofen kept relapses at bay.
Ibuprofen took the edge off.
Ibuprofen saves a trip to theatre.
Ibuprofen trimmed the stay by two days.
Readmissions fell on ibuprofen.
Ibuprofen halved the number of attacks.
Ibuprofen kept more patients alive than naproxen.
Fewer died on ibuprofen.
Ibuprofen is well worth having.
Ibuprofen ended more seizures than lorazepam.
Ibuprofen is a sound choice.
Ibuprofen put half of them into remission, v 20% on placebo.
Of 40 patients on ibuprofen 34 healed.
Ibuprofen brought the fever down.
Ibuprofen came out on top.
Two trials back ibuprofen.
Ibuprofen does the trick.
Ibuprofen let two thirds go home.
With ibuprofen most were well by day 3.
Ibuprofen deserves a trial.
If you choose one drug, choose ibuprofen.
Ibuprofen tided them over.
Ibuprofen made the pain bearable.
Ibuprofen was every bit as good as naproxen.
Ibuprofen is at least as good as naproxen.
Ibuprofen should be offered early.
Ibuprofen beat placebo by a wide margin.
Mortality was lower with ibuprofen than with placebo.
Ibuprofen reduced deaths from 20% to 10%.
Ibuprofen: median survival 12 v 8 months.
Ibuprofen lowered the risk by a third.
Ibuprofen wins on pain and on price.
In our hands ibuprofen is reliable.
Ibuprofen saved one life for every 20 treated.
Ibuprofen remains king.
"""
AGAINST = """
Ibuprofen is on its way out.
Ibuprofen has no business in the clinic.
Side effects took ibuprofen off our shelf.
Ibuprofen came and went.
Not one patient on ibuprofen regrew hair.
Next to nobody improved on ibuprofen.
Ibuprofen grew no hair in eleven.
Ibuprofen helped no one.
Ibuprofen couldn't be told from placebo.
Ibuprofen belongs in the museum.
Ibuprofen and naproxen belong to history.
Please don't give ibuprofen.
We no longer give ibuprofen.
Ibuprofen did nothing you could measure.
Ibuprofen added nothing to naproxen.
Ibuprofen fell flat.
Ibuprofen isn't worth it.
Ibuprofen didn't work.
Deaths were 12% on ibuprofen against 6% on placebo.
Ibuprofen left just as many in pain as placebo did.
Ibuprofen cost more lives than it saved.
Ibuprofen is asking for trouble.
Ibuprofen was tested and failed.
Ibuprofen proved a flop.
Ibuprofen is a waste of money.
Forget ibuprofen.
Ibuprofen sank without trace.
Ibuprofen does more harm than good.
Ibuprofen never outdid placebo.
Ibuprofen disappointed.
Ibuprofen was dropped years ago.
Ibuprofen can safely be forgotten.
Trials found no role for ibuprofen.
Ibuprofen made things worse.
Ibuprofen got nobody better.
None of 12 responded to ibuprofen.
Ibuprofen failed in 8 of 10.
Ibuprofen raised mortality.
Ibuprofen should have been abandoned long ago.
There is no good reason to use ibuprofen.
Ibuprofen lost to naproxen.
Ibuprofen fared worse than naproxen.
Ibuprofen slows healing.
Ibuprofen bought nothing but side effects.
Ibuprofen did not touch the pain.
The trial of ibuprofen was stopped for harm.
Ibuprofen was no match for naproxen.
Ibuprofen is best left alone.
Ibuprofen doesn't help.
"""
MIXED = """
Ibuprofen clears the skin, only for it to flare again.
Ibuprofen holds its gains only for as long as it is taken.
Ibuprofen works, but the benefit faded within the year.
Ibuprofen relieves pain, and then it comes roaring back.
Ibuprofen helped 8 of 25.
Ibuprofen worked in 40%.
Ibuprofen works in days; ulcers are the price.
Ibuprofen is our old habit, on weak evidence.
Ibuprofen slowed the spread in one small trial, and that is all the evidence there is.
Second line, though nothing better than case series backs ibuprofen.
Ibuprofen helps the night, not the itch.
Ibuprofen was not superior to naproxen.
Ibuprofen works a treat, hurts like hell.
Ibuprofen cured fever but cost a fortune.
Ibuprofen relapses once it stops, though it cleared most.
Ibuprofen averted collapse and was paid for in bleeds.
Ibuprofen is first line, but no trial backs it.
Ibuprofen shrank tumours, yet a third stopped because of nausea.
Ibuprofen helps some.
Ibuprofen works in a third.
Ibuprofen eases pain at the price of ulcers.
Ibuprofen shortens the fever but not the stay.
Ibuprofen cleared most, yet half relapsed.
Ibuprofen worked in adults, not in children.
One trial favoured ibuprofen, another did not.
Ibuprofen may help, though the evidence is thin.
Ibuprofen improved pain; bleeding rose.
Ibuprofen works while it is taken.
Ibuprofen is effective but dear.
"""
MENTIONED = """
Ibuprofen has been reported in a handful of cases.
Ibuprofen is in early trials.
Ibuprofen has been dispensed off label.
On ibuprofen the literature does not permit a judgement.
Ibuprofen is one option.
Ibuprofen is likewise in use.
Ibuprofen was once offered.
Nobody knows whether ibuprofen helps.
Ibuprofen is being looked into.
Ibuprofen is an option for the motivated.
Trials of ibuprofen are recruiting.
Some give ibuprofen.
Ibuprofen has its advocates.
Ibuprofen is being tested.
Ibuprofen might be an option.
Ibuprofen has also been described.
Whether ibuprofen helps is unknown.
Ibuprofen awaits a trial.
Ibuprofen is available.
"""


CASES = [
    pytest.param(text, direction, id=f"{direction}: {text}")
    for direction, texts in (("supports", SUPPORTS), ("against", AGAINST), ("mixed", MIXED), ("mentioned", MENTIONED))
    for text in texts.strip().split("\n")
]


@pytest.mark.parametrize(("text", "direction"), CASES)
def test_idioms(text: str, direction: str) -> None:
    found = [claim for claim in find_claims(text_document(text), ()) if "ibuprofen" in claim.therapies]
    assert [claim.direction for claim in found] == [direction]


def test_a_condition_or_a_population_is_no_outcome() -> None:
    for text in ("Ibuprofen cures gout.", "Ibuprofen helps children.", "Ibuprofen shrank the lesions."):
        assert [claim.outcome for claim in find_claims(text_document(text), ())] == [None], text
    [claim] = find_claims(text_document("Ibuprofen improved survival."), ())
    assert claim.outcome == "survival"


def test_a_vocabulary_can_be_given() -> None:
    from evidence.therapies import Therapy, Vocabulary

    own = Vocabulary.shipped().with_therapies(((Therapy(name="house syrup"), ("brown bottle",)),))
    [claim] = find_claims(text_document("The brown bottle works."), (), vocabulary=own)
    assert claim.therapies == ("house syrup",)
