"""The words around a therapy's name: route and dose, and words that make it no therapy at all."""

from __future__ import annotations

from typing import NamedTuple

from evidence.therapies.folding import Words
from evidence.therapies.terms import Hit

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
    misuse addiction dependence withdrawal syndrome embryopathy nephropathy nephrotoxicity hepatotoxicity cardiotoxicity ototoxicity neurotoxicity retinopathy receptor channel assay metabolite naive exacerbated triggered""".split()  # noqa: SIM905  a paragraph of words is easier to read
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


def read_surroundings(text: str, words: Words, hit: Hit) -> Surroundings:
    """Route and dose words directly around a name.

    Args:
        text: The text that holds the name.
        words: Its words.
        hit: The name.

    Example:
        >>> from evidence.therapies.folding import fold_words
        >>> text = "Low-dose oral methotrexate"
        >>> read_surroundings(text, fold_words(text), Hit(14, 26, 0, False, 3, 4))[:3]
        (0, 'oral', ('low-dose',))
        >>> text = "Vancomycin by mouth"
        >>> read_surroundings(text, fold_words(text), Hit(0, 10, 0, False, 0, 1)).route
        'oral'
    """
    keys, starts, ends = words
    start, route, modifiers = hit.start, None, list[tuple[int, int, str]]()
    farthest, at = hit.start - _REACH_BEFORE, hit.first - 1  # from the name to the left
    while at >= 0 and starts[at] >= farthest:
        begin, end, key = starts[at], ends[at], keys[at]
        gap = text[end:start]
        if gap not in _GAPS or (gap[0] == "." and end - begin > 1) or (begin and text[begin - 1].isalnum()):
            break
        if not (key in ROUTES or key in MODIFIERS or key in _SPLIT_SECOND):
            break
        if at and (split := SPLIT_ROUTES.get((keys[at - 1], key))):
            route, start, at = split, starts[at - 1], at - 2
            continue
        if key in ROUTES and not (key == "im" and text[begin].islower()):
            route = ROUTES[key]
        elif key in MODIFIERS:
            modifiers.append((begin, end, key))
        else:
            break
        start, at = begin, at - 1
    while modifiers and modifiers[-1][2] in _DOSE_SECOND and modifiers[-1][0] == start:
        start = modifiers.pop()[1] + 1
    following, limit, near = hit.last, hit.end + _REACH_AFTER, ""
    if following < len(keys) and ends[following] <= limit:
        gap = text[hit.end : starts[following]]
        near = keys[following] if gap in _GAPS and gap[0] != "." else ""
    if route is None and near:
        route = ROUTES_AFTER.get(near)
        if route is None and near in _PHRASES_FIRST and following + 1 < len(keys):
            route = PHRASES_AFTER.get((near, keys[following + 1]))
    no_therapy = near in NO_THERAPY_AFTER or (
        hit.everyday and at >= 0 and keys[at] in NO_THERAPY_BEFORE and text[ends[at] : start] in _GAPS
    )
    return Surroundings(min(start, hit.start), route, _modifiers(text, modifiers), no_therapy)


def _modifiers(text: str, words: list[tuple[int, int, str]]) -> tuple[str, ...]:
    """Neighbouring words of one modifier joined: ``low`` and ``dose`` are ``low-dose``."""
    out: list[str] = []
    for at, end, key in reversed(words):
        if out and key in _DOSE_SECOND:
            out[-1] = f"{out[-1]}-{key}"
        else:
            out.append(text[at:end].lower())
    return tuple(out)
