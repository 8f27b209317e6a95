"""The words around a therapy's name: route and dose, and words that make it no therapy at all."""

from __future__ import annotations

from typing import NamedTuple

from evidence.therapies.folding import find_tokens, fold_token

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
    before = find_tokens(text, max(0, begin - 48), begin)
    start, route, words = begin, None, list[tuple[int, int, str]]()
    place = len(before) - 1
    while place >= 0:
        word, at, end = before[place]
        gap = text[end:start]
        if gap not in _GAPS or (gap.startswith(".") and len(word) > 1) or (at and text[at - 1].isalnum()):
            break
        key = fold_token(word)
        pair = (fold_token(before[place - 1][0]), key) if place else ("", key)
        if pair in SPLIT_ROUTES:
            route, start, place = SPLIT_ROUTES[pair], before[place - 1][1], place - 2
            continue
        if key in ROUTES and not (len(key) == 2 and word.islower() and key == "im"):
            route = ROUTES[key]
        elif key in MODIFIERS:
            words.append((at, end, key))
        else:
            break
        start, place = at, place - 1
    while words and words[-1][2] in _DOSE_SECOND and words[-1][0] == start:
        start = words.pop()[1] + 1
    first = fold_token(before[place][0]) if 0 <= place < len(before) and text[before[place][2] : start] in _GAPS else ""
    after = find_tokens(text, stop, min(len(text), stop + 32))
    near = (
        [fold_token(word) for word, at, _ in after[:2]]
        if after and text[stop : after[0][1]] in _GAPS and not text[stop : after[0][1]].startswith(".")
        else []
    )
    if route is None and near:
        route = ROUTES_AFTER.get(near[0]) or (PHRASES_AFTER.get((near[0], near[1])) if len(near) > 1 else None)
    no_therapy = (bool(near) and near[0] in NO_THERAPY_AFTER) or (measured and first in NO_THERAPY_BEFORE)
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
