"""Make ``evidence/data/journals.tsv`` and ``journal-forms.tsv``: every journal, and every folded form with the journals it stands for.

Sources: the journal list of JabRef 3.8.2 (MIT licence) as Debian packs it, and ``journals-by-hand.tsv`` beside this script, which wins.
From a Debian machine:

    apt-get download jabref && dpkg-deb -x jabref_*.deb jabref
    python scripts/build_journals.py jabref/usr/share/java/jabref.jar
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

from evidence.journals.folding import fold_journal, without_aside

HERE = Path(__file__).parent
DATA = HERE.parent / "evidence" / "data"
LIST_IN_JAR = "journals/journalList.txt"
COLUMNS = ("title", "abbreviation", "forms", "issn", "year_minus_volume", "annual_since", "subjects")

STEMS = {
    "dermato": "dermatology", "dermo": "dermatology", "cutan": "dermatology", "skin": "dermatology", "derm venereol": "dermatology",
    "pediatr": "pediatrics", "paediatr": "pediatrics", "child": "pediatrics", "neonat": "pediatrics", "pädiatr": "pediatrics",
    "cardio": "cardiology", "heart": "cardiology", "circulation": "cardiology", "hypertens": "cardiology", "vascular": "cardiology",
    "oncolog": "oncology", "cancer": "oncology", "leuk": "oncology", "melanoma": "oncology", "tumor": "oncology",
    "hemato": "hematology", "haemato": "hematology", "blood": "hematology", "thromb": "hematology", "hemophil": "hematology",
    "haemophil": "hematology", "transfus": "hematology",
    "neurol": "neurology", "brain": "neurology", "stroke": "neurology", "epilep": "neurology", "headache": "neurology",
    "cephalalgia": "neurology", "parkinson": "neurology", "movement disord": "neurology", "neuro": "neurology",
    "psychia": "psychiatry", "psychol": "psychiatry", "psychoph": "psychiatry", "psychod": "psychiatry", "depress": "psychiatry", "bipolar": "psychiatry",
    "nephro": "nephrology", "kidney": "nephrology", "dialysis": "nephrology", "renal": "nephrology",
    "gastro": "gastroenterology", "gut": "gastroenterology", "hepat": "gastroenterology", "liver": "gastroenterology",
    "bowel": "gastroenterology", "crohn": "gastroenterology", "endoscopy": "gastroenterology",
    "respir": "respiratory", "thora": "respiratory", "chest": "respiratory", "lung": "respiratory", "pulmon": "respiratory", "asthma": "respiratory",
    "allerg": "allergy", "infect": "infection", "microb": "infection", "antimicrob": "infection", "aids": "infection", "hiv": "infection",
    "tropical": "infection", "vaccin": "infection", "tubercul": "infection",
    "rheum": "rheumatology", "arthrit": "rheumatology", "lupus": "rheumatology",
    "endocrin": "endocrinology", "diabet": "endocrinology", "thyroid": "endocrinology", "obesity": "endocrinology", "bone": "endocrinology",
    "obstet": "obstetrics", "gynecol": "obstetrics", "gynaecol": "obstetrics", "prenatal": "obstetrics", "reprod": "obstetrics",
    "matern": "obstetrics", "perinat": "obstetrics", "fertil": "obstetrics",
    "ophthal": "ophthalmology", "eye": "ophthalmology", "retina": "ophthalmology",
    "oto": "otolaryngology", "laryng": "otolaryngology", "rhino": "otolaryngology",
    "urol": "urology", "surg": "surgery", "chirurg": "surgery", "orthop": "orthopedics", "spine": "orthopedics", "joint": "orthopedics",
    "anesth": "anesthesia", "anaesth": "anesthesia", "critical care": "critical care", "intensive care": "critical care", "resuscitation": "critical care",
    "emergency": "emergency", "trauma": "emergency", "radiol": "radiology", "roentgen": "radiology", "pharma": "pharmacology", "drug": "pharmacology",
    "dent": "dentistry", "oral": "dentistry", "periodont": "dentistry", "pathol": "pathology", "genet": "genetics", "nutrition": "nutrition",
}  # fmt: skip


class Row(NamedTuple):
    title: str
    abbreviation: str = ""
    forms: tuple[str, ...] = ()
    year_minus_volume: str = ""
    annual_since: str = ""
    by_hand: bool = False


def read_free_list(jar: Path) -> list[Row]:
    with zipfile.ZipFile(jar) as archive:
        text = archive.read(LIST_IN_JAR).decode("utf-8")
    out = []
    for line in text.splitlines():
        title, equals, abbreviation = line.partition(" = ")
        if not equals or line.startswith("#"):
            continue
        plain = re.sub(r"\s+", " ", abbreviation.replace(".", " ").replace(" ,", ",")).strip()
        out.append(Row(title.strip().replace("\t", " "), plain))
    return out


def read_by_hand(path: Path) -> list[Row]:
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "title\t")) or not line.strip():
            continue
        title, abbreviation, forms, offset, since = (line + "\t" * 5).split("\t")[:5]
        out.append(Row(title, abbreviation, tuple(filter(None, forms.split("|"))), offset, since, by_hand=True))
    return out


def merge(free: list[Row], by_hand: list[Row]) -> list[Row]:
    """One row a journal: a free row whose title or abbreviation a row by hand has becomes a further form of that row."""
    by_title = {
        fold_journal(form): place for place, row in enumerate(by_hand) for form in row.forms if not is_house(form)
    }
    by_title.update((fold_journal(row.title), place) for place, row in enumerate(by_hand))
    by_abbreviation: dict[str, int] = {}
    for place, row in enumerate(by_hand):
        by_abbreviation.setdefault(fold_journal(row.abbreviation), place)
    merged, rest, seen = list(by_hand), list[Row](), set[str]()
    for row in free:
        title = fold_journal(row.title)
        meant = by_title.get(title, by_abbreviation.get(fold_journal(row.abbreviation)))
        if meant is not None and fold_journal(row.abbreviation):
            known = merged[meant]
            further = tuple(form for form in (row.title, row.abbreviation) if fold_journal(form) not in _keys(known))
            merged[meant] = known._replace(forms=known.forms + further)
        elif title and title not in seen:
            seen.add(title)
            rest.append(row)
    return sorted(_one_an_abbreviation(merged + rest), key=lambda row: (row.title.casefold(), row.title))


def _one_an_abbreviation(rows: list[Row]) -> list[Row]:
    """Free rows of one abbreviation are one journal when a title only adds words to another (a subtitle, a section)."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(fold_journal(row.abbreviation) or fold_journal(row.title), []).append(row)
    out: list[Row] = []
    for group in groups.values():
        kept: list[Row] = [row for row in group if row.by_hand]
        for row in sorted((row for row in group if not row.by_hand), key=lambda row: len(row.title)):
            place = next((place for place, other in enumerate(kept) if _extends(row.title, other.title)), None)
            if place is None:
                kept.append(row)
            else:
                kept[place] = kept[place]._replace(forms=(*kept[place].forms, row.title))
        out.extend(kept)
    return out


def _extends(longer: str, shorter: str) -> bool:
    return fold_journal(longer).startswith(fold_journal(shorter))


def _keys(row: Row) -> set[str]:
    return {fold_journal(form) for form in (row.title, row.abbreviation, *row.forms)}


def subjects_of(row: Row) -> tuple[str, ...]:
    words = f" {row.title} ".casefold()
    found = {subject for stem, subject in STEMS.items() if re.search(rf"\b{stem}" if len(stem) < 6 else stem, words)}
    return tuple(sorted(found))


def is_house(form: str) -> bool:
    """A short form in capitals that names a journal only among those who know (``PD``); every other form is as good as a title."""
    return bool(re.fullmatch(r"[A-Z0-9&-]{1,8}|[A-Z][A-Za-z]{1,3}[A-Z][A-Za-z]{0,4}", form))


def index(rows: list[Row]) -> dict[str, tuple[list[int], list[int]]]:
    out: dict[str, tuple[list[int], list[int]]] = {}
    shortened: dict[str, set[int]] = {}

    def note(form: str, place: int, *, house: bool) -> None:
        key = fold_journal(form)
        if key and not key.isdigit():
            chosen = out.setdefault(key, ([], []))[1 if house else 0]
            if place not in chosen:
                chosen.append(place)

    for place, row in enumerate(rows):
        note(row.title, place, house=False)
        note(row.abbreviation, place, house=False)
        for form in row.forms:
            note(form, place, house=is_house(form))
    for place, row in enumerate(rows):
        for form in (row.title, row.abbreviation, *row.forms):
            if fold_journal(without_aside(form)) not in out:
                shortened.setdefault(fold_journal(without_aside(form)), set()).add(place)
    for key, places in shortened.items():
        if key and not key.isdigit():
            out[key] = (sorted(places), [])
    for key, (official, house) in out.items():
        exact = [place for place in official if rows[place].by_hand]
        if exact and len(official) > 1:
            official[:] = exact
        house[:] = [place for place in house if place not in official]
        if house and all(key != fold_journal(rows[place].title) for place in official):
            official[:], house[:] = (
                [],
                sorted([*official, *house]),
            )  # JOP is one journal's abbreviation and three others' house form
    return out


def main(jar: Path) -> None:
    rows = merge(read_free_list(jar), read_by_hand(HERE / "journals-by-hand.tsv"))
    lines = ["\t".join(COLUMNS)]
    for row in rows:
        cells = (
            row.title,
            row.abbreviation,
            "|".join(row.forms),
            "",
            row.year_minus_volume,
            row.annual_since,
            "|".join(subjects_of(row)),
        )
        lines.append("\t".join(cells))
    (DATA / "journals.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    entries = [
        f"{key}\t{','.join(map(str, official))}" + (f";{','.join(map(str, house))}" if house else "")
        for key, (official, house) in sorted(index(rows).items())
    ]
    (DATA / "journal-forms.tsv").write_text("\n".join(["form\trows", *entries]) + "\n", encoding="utf-8")
    print(f"{len(rows)} journals, {len(entries)} forms")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
