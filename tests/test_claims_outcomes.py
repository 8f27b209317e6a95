"""What rose or fell, and whether that is good: every change with every outcome, in words of our own.

A change has one meaning only together with what changes, so the two are tried in all pairs: "raised the cure rate" was once read as harm, since
"raised … rate" often is.
"""

from __future__ import annotations

from itertools import product

import pytest

from evidence.claims import find_claims
from evidence.reading import text_document

RISES = {"raised": "raise", "increased": "increase", "doubled": "double"}
FALLS = {"lowered": "lower", "cut": "cut", "halved": "halve", "reduced": "reduce"}
GOOD = [
    "the cure rate", "cures", "the response rate", "survival", "the remission rate", "the healing rate", "live births", "the pregnancy rate",
    "graft patency", "the success rate", "clearance", "abstinence", "quit rates", "seizure freedom", "union rates", "bone density",
    "visual acuity", "lung function", "FEV1", "ejection fraction", "walking distance", "sleep", "appetite", "weight gain", "platelet counts",
    "haemoglobin", "quality of life", "adherence", "milk supply", "the closure rate", "graft survival", "regrowth", "ovulation", "urine output",
    "oxygenation", "mobility", "continence", "conversion to sinus rhythm", "return to work", "amputation-free survival",
]  # fmt: skip
BAD = [
    "the relapse rate", "relapses", "mortality", "deaths", "the death rate", "pain", "itch", "bleeding", "infections", "strokes", "fractures",
    "admissions", "readmissions", "the length of stay", "attacks", "seizures", "exacerbations", "the recurrence rate", "ulcers", "fever",
    "symptoms", "blood loss", "wheeze", "cough", "nausea", "vomiting", "oedema", "proteinuria", "viral load", "blood pressure", "LDL",
    "the miscarriage rate", "preterm births", "the intubation rate", "ventilator days", "delirium", "falls", "flares", "opioid use",
    "the need for surgery", "crises", "the failure rate", "the complication rate", "scarring", "wound infections", "mucositis", "rejection",
    "disability", "stillbirths",
]  # fmt: skip


def direction(sentence: str) -> list[str]:
    """Directions of the claims on ibuprofen in a page of one sentence."""
    return [claim.direction for claim in find_claims(text_document(sentence), ()) if "ibuprofen" in claim.therapies]


@pytest.mark.parametrize(
    ("verbs", "outcomes", "expected"),
    [(RISES, GOOD, "supports"), (RISES, BAD, "against"), (FALLS, BAD, "supports"), (FALLS, GOOD, "against")],
    ids=["good things rise", "bad things rise", "bad things fall", "good things fall"],
)
def test_what_changes_decides(verbs: dict[str, str], outcomes: list[str], expected: str) -> None:
    sentences = [f"Ibuprofen {verb} {outcome}." for verb, outcome in product(verbs, outcomes)]
    assert {sentence: direction(sentence) for sentence in sentences} == {sentence: [expected] for sentence in sentences}


@pytest.mark.parametrize(
    ("verbs", "outcomes"), [(RISES, GOOD), (FALLS, BAD)], ids=["good things do not rise", "bad things do not fall"]
)
def test_no_change_for_the_better_is_no_use(verbs: dict[str, str], outcomes: list[str]) -> None:
    sentences = [f"Ibuprofen did not {verb} {outcome}." for verb, outcome in product(verbs.values(), outcomes)]
    assert {sentence: direction(sentence) for sentence in sentences} == {
        sentence: ["against"] for sentence in sentences
    }


SHAPES = """
supports | {B} fell on ibuprofen.
supports | With ibuprofen {b} was rarer.
supports | Ibuprofen led to less {b}.
against | Ibuprofen led to more {b}.
against | {B} was commoner on ibuprofen.
against | Ibuprofen was followed by a higher rate of {b}.
against | Ibuprofen is linked to {b}.
against | Ibuprofen failed to prevent {b}.
against | Ibuprofen made no difference to {b}.
supports | Ibuprofen protects against {b}.
mixed | Ibuprofen reduced {b} but raised {other}.
mixed | Ibuprofen reduced {b}, but not {other}.
mixed | Ibuprofen improved {g} without reducing {b}.
supports | Ibuprofen improved {g} and reduced {b}.
supports | Ibuprofen reduced both {b} and {other}.
supports | Ibuprofen reduced {b} and {other}.
against | Ibuprofen reduced neither {b} nor {other}.
against | Ibuprofen neither improved {g} nor reduced {b}.
against | {B} did not differ between ibuprofen and placebo.
against | {G} was no better with ibuprofen.
against | {G} was worse with ibuprofen.
supports | {B} in 10% on ibuprofen v 30% on placebo.
against | {B} in 30% on ibuprofen v 10% on placebo.
supports | Ibuprofen gave {g} in 70%.
mixed | Ibuprofen gave {g} in 20%.
"""
_GOOD = ("cure", "survival", "live births", "patency", "abstinence", "seizure freedom", "healing")
_BAD = ("relapse", "mortality", "pain", "bleeding", "recurrence", "preterm birth", "delirium", "thrombosis")


@pytest.mark.parametrize("shape", SHAPES.strip().splitlines())
def test_shapes_of_sentences_with_any_outcome(shape: str) -> None:
    expected, _, words = shape.partition(" | ")
    read = {}
    for order, (good, bad) in enumerate(product(_GOOD, _BAD)):
        other = _BAD[(order + 1 + order // len(_BAD)) % len(_BAD)]
        if other == bad:
            continue
        sentence = words.format(b=bad, B=bad.capitalize(), g=good, G=good.capitalize(), other=other)
        read[sentence] = direction(sentence)
    assert read == {key: [expected] for key in read}


SUCCESSES = (
    "cleared", "were cured", "healed", "responded", "improved", "went into remission", "recovered", "were seizure free", "got better",
    "conceived", "slept through", "walked again", "were free of stones",
)  # fmt: skip
FAILURES = ("relapsed", "failed", "recurred", "did not respond", "got worse", "rebled", "were no better")
MANY, FEW = ("80%", "9 of 10", "two thirds", "most"), ("20%", "one in five", "2 of 10", "a third", "half")


@pytest.mark.parametrize(
    ("shares", "verbs", "expected"),
    [
        (MANY, SUCCESSES, "supports"),
        (FEW, SUCCESSES, "mixed"),
        (MANY, FAILURES, "against"),
        (FEW, FAILURES, "mixed"),
    ],
    ids=["most succeed", "few succeed", "most fail", "few fail"],
)
def test_a_share_of_patients_decides(shares: tuple[str, ...], verbs: tuple[str, ...], expected: str) -> None:
    """Also right behind the name, where "ibuprofen 5%" could be its strength."""
    sentences = [f"On ibuprofen {share} {verb}." for share, verb in product(shares, verbs)]
    assert {sentence: direction(sentence) for sentence in sentences} == {sentence: [expected] for sentence in sentences}


@pytest.mark.parametrize(
    ("verbs", "first", "second", "expected"),
    [
        (SUCCESSES, 40, 20, "supports"),
        (SUCCESSES, 20, 40, "against"),
        (FAILURES, 20, 40, "supports"),
        (FAILURES, 40, 20, "against"),
    ],
)
def test_beside_a_control_the_better_figure_decides(
    verbs: tuple[str, ...], first: int, second: int, expected: str
) -> None:
    sentences = [
        f"On ibuprofen {first}% {verb}{against} {second}% on placebo."
        for verb, against in product(verbs, (" v", " against", ", compared with"))
    ]
    assert {sentence: direction(sentence) for sentence in sentences} == {sentence: [expected] for sentence in sentences}


def test_a_strength_is_no_share() -> None:
    assert direction("Ibuprofen 5% gel helps.") == ["supports"]


SAID_OF = {
    "supports": """
        helpful | useful | effective | highly effective | moderately effective | often effective | usually effective | always
        effective | very useful | of value | of proven benefit | worthwhile | beneficial | curative | the treatment of choice |
        first-line | standard | the mainstay | recommended | strongly recommended | indicated | safe and effective | promising |
        encouraging | as good as anything | better than nothing | better than placebo | superior to placebo | more effective than
        placebo | perhaps useful | possibly helpful | likely to help | worth a try | worth trying | life-saving | essential |
        mandatory | preferred | the drug of choice | well worth having | our first choice | reasonable | sensible | a good choice |
        a sound choice | the best we have | unbeatable | hard to beat | second to none | the gold standard | underused | worth its
        price | the rule | routine | here to stay | the only treatment that works | of some benefit | fairly effective | reliable
    """,
    "against": """
        unhelpful | useless | ineffective | of no value | of no use | worthless | futile | pointless | of little use | of little
        value | not effective | not helpful | never effective | rarely effective | seldom effective | hardly effective | barely
        effective | not indicated | not recommended | contraindicated | obsolete | outdated | abandoned | discouraged | best avoided
        | to be avoided | harmful | dangerous | no better than placebo | no better than nothing | inferior to placebo | not worth
        the risk | a waste of time | a waste of money | no longer used | no longer recommended | out of favour | ill-advised |
        unwise | a mistake | a bad idea | not the answer | without effect | without benefit | not to be used | forbidden |
        inadvisable | not advised | best forgotten | a blind alley | a thing of the past | unsafe | counterproductive | toxic |
        lethal | not supported by evidence
    """,
    "mixed": """
        partially effective | effective but toxic | effective but expensive | helpful in some | sometimes effective | controversial
        | of debated value | of disputed value | a double-edged sword | effective only briefly | effective in half | useful but hard
        to get | effective in gout but not in acne | better for pain than for function | a mixed blessing | hit and miss | good for
        pain, bad for sleep | effective at a price | debated
    """,
    "mentioned": """
        an option | another option | an alternative | available | under study | under investigation | being studied | in phase 3 |
        used by some | occasionally used | sometimes used | used in Japan | one possibility | an experimental option | not yet
        studied | untested | attractive but unproven | a theoretical option | on trial
    """,
}


@pytest.mark.parametrize("expected", list(SAID_OF))
def test_what_can_be_said_of_a_therapy(expected: str) -> None:
    words = [phrase.strip() for phrase in " ".join(SAID_OF[expected].split()).split(" | ")]
    sentences = [
        shape.format(phrase) for phrase in words for shape in ("Ibuprofen is {}.", "In children, ibuprofen is {}.")
    ]
    assert {sentence: direction(sentence) for sentence in sentences} == {sentence: [expected] for sentence in sentences}


TOLD = {
    "supports": """
        Give ibuprofen | Use ibuprofen | Start ibuprofen early | Try ibuprofen first | Begin with ibuprofen | Add ibuprofen if it
        itches | Offer ibuprofen to all | Switch to ibuprofen | Go straight to ibuprofen | Prescribe ibuprofen | Do not hesitate to
        give ibuprofen | Don't delay ibuprofen | Never withhold ibuprofen | We give ibuprofen | We start with ibuprofen | I use
        ibuprofen | I always give ibuprofen | We recommend ibuprofen | NICE recommends ibuprofen | Guidelines recommend ibuprofen |
        Ibuprofen should be given | Ibuprofen must be given at once | Ibuprofen ought to be started | Ibuprofen can be given safely
        | Everybody gets ibuprofen | All patients get ibuprofen | Most get ibuprofen | Patients should receive ibuprofen | Everyone
        needs ibuprofen | There is good evidence for ibuprofen | Two trials support ibuprofen | Evidence favours ibuprofen | The
        evidence is best for ibuprofen | Best evidence: ibuprofen | Ibuprofen has the best evidence | Ibuprofen has stood the test
        of time | Ibuprofen remains the treatment of choice | Treatment of choice: ibuprofen | First line: ibuprofen | First choice
        is ibuprofen | Second line is ibuprofen | Next step: ibuprofen | The answer is ibuprofen | Step 1: ibuprofen | Plan A:
        ibuprofen | Rescue: ibuprofen | Maintenance: ibuprofen | For itch, ibuprofen | In pregnancy, ibuprofen | If all else fails,
        ibuprofen | Ibuprofen is given to all | Ibuprofen is what we give | Nothing else works as well as ibuprofen | Only ibuprofen
        works | Ibuprofen alone helped | She cleared on ibuprofen | They got better with ibuprofen | Symptoms settled on ibuprofen |
        Relief came with ibuprofen | Thanks to ibuprofen most survive | Since ibuprofen, deaths have halved | Ibuprofen has
        transformed the outlook | Ibuprofen changed everything | Children given ibuprofen did better | Those on ibuprofen lived
        longer | Ibuprofen-treated patients fared better
    """,
    "against": """
        Do not give ibuprofen | Don't give ibuprofen | Never give ibuprofen | Avoid ibuprofen | Do not use ibuprofen | Stay away
        from ibuprofen | Forget ibuprofen | Leave ibuprofen alone | Leave out ibuprofen | No ibuprofen | No more ibuprofen |
        Ibuprofen: no | Ibuprofen: never | We never give ibuprofen | We do not give ibuprofen | We have stopped giving ibuprofen |
        We no longer use ibuprofen | I would not use ibuprofen | I would not give ibuprofen | Nobody should get ibuprofen | Patients
        should not receive ibuprofen | Ibuprofen should not be given | Ibuprofen must not be given | Ibuprofen must be avoided |
        Ibuprofen has no place | Ibuprofen has no role | There is no place for ibuprofen | There is no role for ibuprofen | There is
        no evidence for ibuprofen | There is no evidence that ibuprofen helps | Evidence does not support ibuprofen | NICE advises
        against ibuprofen | Guidelines advise against ibuprofen | The trials of ibuprofen were negative | All trials of ibuprofen
        were negative | Ibuprofen does not work | Ibuprofen doesn't work | Ibuprofen did nothing | Ibuprofen did not help |
        Ibuprofen made no difference | Ibuprofen makes things worse | Ibuprofen makes it worse | Ibuprofen harms | Ibuprofen kills |
        Ibuprofen adds nothing | Ibuprofen has had its day | Ibuprofen belongs in the past | Ibuprofen is not what they need | They
        got worse on ibuprofen | She deteriorated on ibuprofen | Symptoms returned on ibuprofen | Children given ibuprofen did worse
        | Those on ibuprofen died sooner | Ibuprofen-treated patients fared worse | Ibuprofen was withdrawn | Ibuprofen has been
        withdrawn from the market | Ibuprofen fell from favour | Ibuprofen was abandoned | Ibuprofen failed in every trial |
        Ibuprofen disappointed | Ibuprofen did not live up to its promise | Hopes for ibuprofen were dashed | The promise of
        ibuprofen was not fulfilled
    """,
    "mentioned": """
        Ibuprofen has been used | Ibuprofen has been tried | Ibuprofen was given | Some use ibuprofen | Some give ibuprofen |
        Consider ibuprofen | Ibuprofen can be considered | Ibuprofen may be considered | Ibuprofen could be tried | Ibuprofen may be
        tried | Ibuprofen is sometimes given | One may try ibuprofen | Ibuprofen is being tested | Trials of ibuprofen are under way
        | A trial of ibuprofen is recruiting | Ibuprofen awaits a trial | There are case reports of ibuprofen | Ibuprofen has been
        reported | Alternatives include ibuprofen | Options: ibuprofen | Other options are ibuprofen | The literature on ibuprofen
        settles nothing | Ibuprofen is used off label | Ibuprofen is used by a few
    """,
}


@pytest.mark.parametrize("expected", list(TOLD))
def test_what_is_told_of_a_therapy_or_told_to_do(expected: str) -> None:
    sentences = [f"{words.strip()}." for words in " ".join(TOLD[expected].split()).split(" | ")]
    assert {sentence: direction(sentence) for sentence in sentences} == {sentence: [expected] for sentence in sentences}
