"""What a sentence says of its therapy: one example of our own for each turn of phrase."""

from __future__ import annotations

import re

import pytest

from evidence.claims import find_claims
from evidence.claims.cues import expand_phrase, read_phrases
from evidence.claims.direction import RULES, read_direction
from evidence.claims.effects import find_effects
from evidence.claims.wording import find_tokens
from evidence.reading import text_document

SUPPORTS = [
    "Ibuprofen works in most.", "Ibuprofen is first choice.", "Ibuprofen may help.", "Ibuprofen was as good as naproxen.",
    "Ibuprofen was non-inferior to naproxen.", "Ibuprofen reduced pain.", "Ibuprofen cut the length of stay.", "Ibuprofen cured 15 of 16.",
    "Ibuprofen led to fewer relapses than naproxen.", "Ibuprofen should not be withheld.", "Ibuprofen healed 40% v 20% on placebo.",
    "Deaths were fewer on ibuprofen.", "Ibuprofen is not only cheap but effective.", "Ibuprofen prevented strokes.", "Ibuprofen for every fever.",
    "Ibuprofen if paracetamol fails.", "Ibuprofen works, though we wait a week.", "Ibuprofen never failed.", "Ibuprofen saves lives.",
    "Ibuprofen is the treatment of choice.", "Ibuprofen shortened the fever, without serious side effects.", "Ibuprofen is better than nothing.",
]  # fmt: skip
AGAINST = [
    "Ibuprofen failed.", "Ibuprofen did not reduce pain.", "Ibuprofen was no better than placebo.", "Ibuprofen should be avoided.",
    "Ibuprofen helps for a night; avoid it.", "Ibuprofen reduced survival.", "Ibuprofen raised deaths.", "Ibuprofen is obsolete.",
    "Do not give ibuprofen.", "Ibuprofen: no convincing evidence.", "Ibuprofen makes it worse.", "Ibuprofen has no place here.",
    "Unless there is fever, ibuprofen is best avoided.", "Ibuprofen failed to relieve pain.", "Ibuprofen was inferior to naproxen.",
    "Ibuprofen made no difference to pain, fever or mood.", "Ibuprofen killed two patients.", "Ibuprofen is contraindicated in pregnancy.",
    "Ibuprofen led to more bleeding.", "Ibuprofen has been used, and caused deaths.", "Neither ibuprofen nor naproxen helped.",
]  # fmt: skip
MIXED = [
    "Ibuprofen worked but relapse was common.", "Ibuprofen fails in half.", "Ibuprofen relieved pain but caused bleeding.",
    "Ibuprofen cured two of ten.", "Ibuprofen is first line but contraindicated in pregnancy.", "Ibuprofen is customary, though no trial supports it.",
    "Ibuprofen was no better than naproxen.", "Ibuprofen: the trials disagree.", "Ibuprofen helps, at the cost of ulcers.",
    "Ibuprofen had no effect on pain, but shortened the fever.", "Ibuprofen works but bones break.", "Ibuprofen is slow and works.",
]  # fmt: skip
MENTIONED = [
    "Ibuprofen has been used.", "Ibuprofen is an option.", "Ibuprofen can be considered.", "Ibuprofen is under study.",
    "Ibuprofen is attractive but unproven.", "Ibuprofen is an alternative when others fail.", "Ibuprofen has been tried by some.",
    "Consider ibuprofen.", "Ibuprofen is offered in Japan.",
]  # fmt: skip
CASES = [
    pytest.param(text, direction, id=f"{direction}: {text}")
    for direction, texts in (("supports", SUPPORTS), ("against", AGAINST), ("mixed", MIXED), ("mentioned", MENTIONED))
    for text in texts
]


@pytest.mark.parametrize(("text", "direction"), CASES)
def test_direction(text: str, direction: str) -> None:
    found = [claim for claim in find_claims(text_document(text), ()) if "ibuprofen" in claim.therapies]
    assert [claim.direction for claim in found] == [direction]


@pytest.mark.parametrize("name", ["Sirolimus", "Vancomycin", "Cognitive behavioural therapy", "Embolization"])
@pytest.mark.parametrize(("text", "direction"), CASES[::4])
def test_the_name_of_the_therapy_changes_nothing(text: str, direction: str, name: str) -> None:
    renamed = text.replace("Ibuprofen", name).replace("ibuprofen", name.lower())
    found = [claim.direction for claim in find_claims(text_document(renamed), ()) if claim.therapies == (name.lower(),)]
    assert found == [direction]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Ibuprofen stabilised the tumour.", "Ibuprofen stabilized the tumor."),
        ("Ibuprofen brought less diarrhoea.", "Ibuprofen brought less diarrhea."),
        ("Ibuprofen is favoured.", "Ibuprofen is favored."),
        ("Ibuprofen reduced haemorrhage.", "Ibuprofen reduced hemorrhage."),
    ],
)
def test_british_and_american_spelling_say_the_same(british: str, american: str) -> None:
    one, other = (find_claims(text_document(text), ()) for text in (british, american))
    assert [claim.direction for claim in one] == [claim.direction for claim in other] == ["supports"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_reads_its_example(rule: object) -> None:
    text = rule.example  # type: ignore[attr-defined]
    effects = find_effects(text, find_tokens(text, 0, len(text)))
    verdict = read_direction(effects)
    assert verdict is not None
    assert verdict.rule == rule.name  # type: ignore[attr-defined]


def test_cues_show_the_words_that_decided() -> None:
    [claim] = find_claims(text_document("Sirolimus shrank the lesion but relapses were common."), ())
    assert claim.cues == ("shrank", "relapses")
    assert claim.uncertain == ()


def test_words_that_no_rule_reads_are_shown_as_uncertain() -> None:
    [claim] = find_claims(text_document("Sirolimus sits oddly beside the kitchen sink."), ())
    assert (claim.direction, claim.uncertain, claim.cues) == ("mentioned", ("direction",), ())


def test_every_phrase_of_the_tables_can_be_read() -> None:
    from importlib.resources import files

    for name in ("cues.tsv", "roles.tsv"):
        table = list(read_phrases(files("evidence.data").joinpath(name).read_text("utf-8")))
        assert len(table) > 50
        for kind, phrase in table:
            assert kind.replace("-", "").isalpha(), phrase
            assert phrase.count("(") == phrase.count(")"), phrase
            assert expand_phrase(phrase), phrase
            assert re.search(r"\([^()]*\(", phrase) is None, f"brackets in brackets are not read: {phrase}"


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Sirolimus rescued 9 of 11 children, while none of 9 responded on placebo.", ["supports"]),
        ("Sirolimus was no better than placebo.", ["against"]),
        ("Compared with aspirin, sirolimus gave the same outcome: 14% v 15%.", ["supports"]),
        ("Compared with aspirin, sirolimus gave fewer deaths: 14% v 35%.", ["supports"]),
        ("Nothing else saves sight as reliably as prednisolone does.", ["supports"]),
        ("Fluconazole alone lets more than half die and should be dropped.", ["against"]),
        ("In fluconazole-resistant relapse voriconazole has been tried.", ["mentioned"]),
        ("After fluconazole relapse is common.", ["against"]),
        ("Sirolimus is of no use. As a sedative it is useless.", ["against", "against"]),
        ("Fluconazole: two thirds of the children lost it all again.", ["against"]),
        ("Prednisolone, 40 to 60 mg, on suspicion.", ["supports"]),
    ],
)  # fmt: skip
def test_what_is_said_of_others_or_of_the_setting_is_no_verdict_on_the_drug(text: str, directions: list[str]) -> None:
    found = find_claims(text_document(text), ())
    assert [claim.direction for claim in found] == directions
    assert all(claim.therapies != ("sedatives",) for claim in found)
