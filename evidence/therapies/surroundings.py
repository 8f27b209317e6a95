"""The words around a therapy's name: route and dose, and words that make it no therapy at all."""

from __future__ import annotations

from typing import NamedTuple

import regex

from evidence.therapies.folding import WORD, fold_token

_WORD_BEFORE = regex.compile(r"(?r)\p{L}[\p{L}\p{M}]*|\d++")
_REACH_BEFORE, _REACH_AFTER = 48, 32
"""How far around a name is looked, in characters."""

ROUTES = {
    "oral": "oral", "po": "oral", "enteral": "oral",
    "intravenous": "intravenous", "iv": "intravenous", "parenteral": "parenteral",
    "intramuscular": "intramuscular", "im": "intramuscular", "subcutaneous": "subcutaneous", "sc": "subcutaneous",
    "topical": "topical", "inhaled": "inhaled", "nebulized": "inhaled", "aerosolized": "inhaled",
    "intranasal": "intranasal", "nasal": "intranasal", "intralesional": "intralesional", "intradermal": "intradermal",
    "intrathecal": "intrathecal", "intravitreal": "intravitreal", "intravesical": "intravesical", "intraarticular": "intra-articular",
    "rectal": "rectal", "sublingual": "sublingual", "buccal": "buccal", "transdermal": "transdermal", "vaginal": "vaginal",
    "intravaginal": "vaginal", "epidural": "epidural", "systemic": "systemic", "ophthalmic": "ophthalmic", "intraosseous": "intraosseous",
    "intratympanic": "intratympanic", "intraperitoneal": "intraperitoneal", "intracameral": "intracameral", "subconjunctival": "subconjunctival",
    "intrauterine": "intrauterine", "intraarterial": "intra-arterial", "intrapleural": "intrapleural",
}  # fmt: skip
SPLIT_ROUTES = {
    ("i", "v"): "intravenous",
    ("i", "m"): "intramuscular",
    ("s", "c"): "subcutaneous",
    ("p", "o"): "oral",
    ("intra", "articular"): "intra-articular",
    ("intra", "arterial"): "intra-arterial",
}
_SPLIT_SECOND = frozenset(second for _, second in SPLIT_ROUTES)
ROUTES_AFTER = {
    "orally": "oral", "intravenously": "intravenous", "topically": "topical", "subcutaneously": "subcutaneous", "intramuscularly": "intramuscular",
    "po": "oral", "iv": "intravenous", "im": "intramuscular", "tablet": "oral", "capsule": "oral", "syrup": "oral",
    "cream": "topical", "gel": "topical", "ointment": "topical", "lotion": "topical", "lacquer": "topical", "shampoo": "topical", "foam": "topical",
    "drop": "drops", "inhaler": "inhaled", "patch": "transdermal", "enema": "rectal", "suppository": "rectal", "spray": "spray",
}  # fmt: skip
PHRASES_AFTER = {
    ("by", "mouth"): "oral",
    ("per", "os"): "oral",
    ("by", "inhalation"): "inhaled",
    ("nasal", "spray"): "intranasal",
    ("eye", "drop"): "ophthalmic",
    ("mouth", "wash"): "topical",
}
_PHRASES_FIRST = frozenset(first for first, _ in PHRASES_AFTER)
MODIFIERS = frozenset(
    """low high dose short long term course early late weekly daily monthly nightly pulse pulsed maintenance adjuvant neoadjuvant
    prophylactic continuous intermittent fixed single once twice extended modified slow sustained release liposomal empirical
    empiric prolonged intensive adjunctive add on standard conventional double triple ultra moderate medium very full reduced
    acting low-dose potent superpotent home regular routine chronic repeated perioperative preoperative postoperative initial
    first second third line bolus rescue combined additional""".split()  # noqa: SIM905  a paragraph of words is easier to read
)
_DOSE_SECOND = frozenset({"dose", "term", "course", "release", "line", "acting", "on"})
"""Second halves of two-word modifiers; alone they are none."""
NO_THERAPY_AFTER = frozenset(
    """level concentration deficiency toxicity overdose poisoning intoxication allergy hypersensitivity intolerance induced related abuse
    misuse addiction dependence withdrawal receptor channel assay metabolite naive exacerbated triggered""".split()  # noqa: SIM905  a paragraph of words is easier to read
)
"""``penicillin allergy``, ``drug-induced``: the word is about the substance, not about treating with it."""
NO_THERAPY_BEFORE = frozenset(
    {"serum", "plasma", "urinary", "urine", "endogenous", "dietary", "fasting", "elevated", "raised", "measured"}
)
"""``serum calcium``: holds for substances that are also measured."""
_GAPS = frozenset({" ", "-", "‐", "‑", "–", "\xa0", "\n", ".", ". "})


class Surroundings(NamedTuple):
    """What the neighbours of a name say."""

    start: int
    route: str | None
    modifiers: tuple[str, ...]
    no_therapy: bool


def read_surroundings(text: str, begin: int, stop: int, *, measured: bool) -> Surroundings:
    """Route and dose words directly around ``text[begin:stop]``.

    Example:
        >>> text = "Low-dose oral methotrexate"
        >>> read_surroundings(text, 14, 26, measured=False)[:3]
        (0, 'oral', ('low-dose',))
        >>> read_surroundings("Vancomycin by mouth", 0, 10, measured=False).route
        'oral'
    """
    start, route, words = begin, None, list[tuple[int, int, str]]()
    before = _WORD_BEFORE.finditer(text, max(0, begin - _REACH_BEFORE), begin)  # from the name to the left
    word = next(before, None)
    while word is not None:
        at, end = word.span()
        gap = text[end:start]
        if gap not in _GAPS or (gap.startswith(".") and end - at > 1) or (at and text[at - 1].isalnum()):
            break
        key = fold_token(word[0])
        if not (key in ROUTES or key in MODIFIERS or key in _SPLIT_SECOND):
            break
        earlier = next(before, None)
        pair = (fold_token(earlier[0]) if earlier else "", key)
        if earlier and pair in SPLIT_ROUTES:
            route, start, word = SPLIT_ROUTES[pair], earlier.start(), next(before, None)
            continue
        if key in ROUTES and not (len(key) == 2 and word[0].islower() and key == "im"):
            route = ROUTES[key]
        elif key in MODIFIERS:
            words.append((at, end, key))
        else:
            break
        start, word = at, earlier
    while words and words[-1][2] in _DOSE_SECOND and words[-1][0] == start:
        start = words.pop()[1] + 1
    limit = min(len(text), stop + _REACH_AFTER)
    after = WORD.search(text, stop, limit)
    near = fold_token(after[0]) if after and (gap := text[stop : after.start()]) in _GAPS and gap[:1] != "." else ""
    if route is None and near:
        route = ROUTES_AFTER.get(near)
        if route is None and near in _PHRASES_FIRST and (second := WORD.search(text, after.end(), limit)):
            route = PHRASES_AFTER.get((near, fold_token(second[0])))
    no_therapy = near in NO_THERAPY_AFTER or (
        measured and word is not None and text[word.end() : start] in _GAPS and fold_token(word[0]) in NO_THERAPY_BEFORE
    )
    return Surroundings(max(0, min(start, begin)), route, _modifiers(text, words), no_therapy)


def _modifiers(text: str, words: list[tuple[int, int, str]]) -> tuple[str, ...]:
    """Neighbouring words of one modifier joined: ``low`` and ``dose`` are ``low-dose``."""
    out: list[str] = []
    for at, end, key in reversed(words):
        if out and key in _DOSE_SECOND:
            out[-1] = f"{out[-1]}-{key}"
        else:
            out.append(text[at:end].lower())
    return tuple(out)
