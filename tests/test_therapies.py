"""Therapies and conditions in prose: names, routes, classes, what is none, abbreviations of the document, a person's own rows."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import InputError
from evidence.therapies import (
    Vocabulary,
    add_therapy,
    define_abbreviations,
    find_conditions,
    find_therapies,
    find_therapy_names,
    load_vocabulary,
)
from evidence.therapies.folding import fold_term
from evidence.therapies.terms import read_forms, read_table

NAMES = [
    pytest.param("Cyclosporine for lichen planus", ["ciclosporin"], id="american name"),
    pytest.param("norepinephrine or epinephrine", ["noradrenaline", "adrenaline"], id="american names"),
    pytest.param("Humira and Enbrel", ["adalimumab", "etanercept"], id="brands"),
    pytest.param("β2-agonists, beta-2 agonist, beta2 agonists", ["beta-2 agonist"] * 3, id="greek, hyphen, plural"),
    pytest.param("haemodialysis and hemodialysis", ["haemodialysis"] * 2, id="british and american"),
    pytest.param("radiotherapy, irradiation, external beam radiotherapy", ["radiation therapy"] * 3, id="synonyms"),
    pytest.param("anti-TNF therapy; TNF-α inhibitors", ["tnf inhibitors"] * 2, id="a class"),
    pytest.param(
        "low-molecular-weight heparin then heparin", ["low-molecular-weight heparin", "heparin"], id="longest first"
    ),
    pytest.param("secukinumab beat etanercept", ["secukinumab", "etanercept"], id="newer drugs"),
    pytest.param("MTX, ASA and PDL", ["methotrexate", "aspirin", "pulsed dye laser"], id="abbreviations in capitals"),
    pytest.param("asa nisi masa", [], id="abbreviations in small letters"),
    pytest.param("intravenous\nimmunoglobulin", ["intravenous immunoglobulin"], id="over a line break"),
    pytest.param("non-steroidal anti-inflammatory drugs (NSAIDs)", ["nsaids", "nsaids"], id="hyphens"),
    pytest.param("Vitamin D3 and vitamin K", ["vitamin d", "vitamin k"], id="digit behind"),
    pytest.param(
        "topical steroids, topical antibiotics",
        ["topical corticosteroids", "topical antibiotics"],
        id="topical classes",
    ),
    pytest.param("X-ray guided nothing; salbutamolish", [], id="inside a word"),
    pytest.param("pembrolizumab¹ and nivolumab²", ["pembrolizumab", "nivolumab"], id="superscript marks"),
    pytest.param("STEROIDS", ["corticosteroids"], id="heading in capitals"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names(text: str, expected: list[str]) -> None:
    mentions = find_therapies(text)
    assert [mention.name for mention in mentions] == expected


NONE = [
    "insulin resistance", "oxygen saturation 88%", "serum calcium", "penicillin allergy", "iron deficiency anaemia", "digoxin toxicity",
    "opioid use disorder", "platelet count", "water and alcohol", "lead in the gold tin", "the art of medicine", "a heparin-induced fall", "drug-induced lupus",
    "castration-resistant disease", "estrogen receptor status", "TEN in 3% of them", "factor VIII levels", "urea nitrogen", "ST elevation",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_therapy(text: str) -> None:
    assert find_therapies(text) == ()


AROUND = [
    pytest.param("Low-dose oral prednisone", "oral", ("low-dose",), "Low-dose oral prednisone", id="dose and route"),
    pytest.param("i.v. magnesium sulfate", "intravenous", (), "i.v. magnesium sulfate", id="route with dots"),
    pytest.param("nebulised salbutamol", "inhaled", (), "nebulised salbutamol", id="british route"),
    pytest.param(
        "High dose intravenous aciclovir",
        "intravenous",
        ("high-dose",),
        "High dose intravenous aciclovir",
        id="two words of dose",
    ),
    pytest.param("timolol gel", "topical", (), "timolol", id="form behind"),
    pytest.param("colchicine by mouth", "oral", (), "colchicine", id="phrase behind"),
    pytest.param("Ivermectin", None, (), "Ivermectin", id="nothing"),
    pytest.param("an oral. Prednisolone", None, (), "Prednisolone", id="another sentence"),
    pytest.param(
        "Intra-articular triamcinolone", "intra-articular", (), "Intra-articular triamcinolone", id="split route"
    ),
]


@pytest.mark.parametrize(("text", "route", "modifiers", "written"), AROUND)
def test_route_and_dose(text: str, route: str | None, modifiers: tuple[str, ...], written: str) -> None:
    [mention] = find_therapies(text)
    assert (mention.route, mention.modifiers, text[mention.start : mention.end]) == (route, modifiers, written)
    assert mention.start <= mention.name_start < mention.end


def test_a_substance_that_is_also_measured_says_so_unless_it_is_given() -> None:
    measured = {
        text: find_therapies(text)[0].measured
        for text in ("Calcium", "Calcium supplements", "Oxygen", "Oxygen therapy", "Exercise", "Colchicine")
    }
    assert measured == {
        "Calcium": True,
        "Calcium supplements": False,
        "Oxygen": True,
        "Oxygen therapy": False,
        "Exercise": True,
        "Colchicine": False,
    }


def test_part_of_a_text() -> None:
    text = "Aspirin, then colchicine, then naproxen"
    inside = find_therapies(text, 9, text.index(", then naproxen"))
    assert [(mention.name, text[mention.name_start : mention.end]) for mention in inside] == [
        ("colchicine", "colchicine")
    ]


def test_kinds_and_classes() -> None:
    [statins, angioplasty] = find_therapies("Statins after angioplasty")
    assert (statins.kind, statins.is_class) == ("class", True)
    assert (angioplasty.kind, angioplasty.is_class) == ("procedure", False)
    [therapy] = find_therapy_names("tofacitinib")[:1]
    assert therapy.classes == ("jak inhibitors",)


DEFINED = [
    pytest.param(
        "Faecal microbiota transplantation (FMT) works",
        {"FMT": "Faecal microbiota transplantation"},
        id="behind the name",
    ),
    pytest.param(
        "with negative pressure wound therapy [NPWT]", {"NPWT": "negative pressure wound therapy"}, id="square brackets"
    ),
    pytest.param("IVF (in vitro fertilisation) is", {"IVF": "in vitro fertilisation"}, id="before the name"),
    pytest.param("Direct oral anticoagulants (DOACs) are", {"DOACs": "Direct oral anticoagulants"}, id="plural"),
    pytest.param("hereditary angio-oedema (HAE)", {"HAE": "hereditary angio-oedema"}, id="hyphen"),
    pytest.param("cured (N = 3) and (P < 0.05), see (USA)", {}, id="no definition"),
    pytest.param("It rained. Prednisone (TLA)", {}, id="letters do not fit"),
]


@pytest.mark.parametrize(("text", "expected"), DEFINED)
def test_define_abbreviations(text: str, expected: dict[str, str]) -> None:
    assert define_abbreviations(text) == expected


def test_the_documents_own_abbreviations_are_found_and_win() -> None:
    text = "Oral propranolol therapy (OPT) is old. OPT works. Photodynamic pain scale (PDT) rose."
    vocabulary = Vocabulary.shipped().with_abbreviations({"OPT": "Oral propranolol", "PDT": "photodynamic pain scale"})
    assert [mention.name for mention in find_therapies(text, vocabulary=vocabulary)] == [
        "propranolol",
        "propranolol",
        "propranolol",
    ]
    assert [mention.name for mention in find_therapies("PDT")] == ["photodynamic therapy"], (
        "the shipped vocabulary is not changed"
    )


class TestOwnTable:
    def test_it_wins(self, tmp_path: Path) -> None:
        table = tmp_path / "therapies.tsv"
        add_therapy("our burn cream", "silver sulfadiazine", table)
        add_therapy("Zebra balm", "Zebra balm", table)
        add_therapy("ASA", "azelaic acid", table)
        vocabulary = load_vocabulary(table)
        found = find_therapies("Our burn cream, zebra balm and ASA", vocabulary=vocabulary)
        assert [mention.name for mention in found] == ["silver sulfadiazine", "zebra balm", "azelaic acid"]

    def test_it_stands_among_the_settings(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path))
        assert load_vocabulary() is Vocabulary.shipped()
        assert add_therapy("snake oil", "snake oil") == tmp_path / "therapies.tsv"
        once = (tmp_path / "therapies.tsv").read_bytes()
        add_therapy("snake oil", "snake oil")
        assert (tmp_path / "therapies.tsv").read_bytes() == once
        assert [mention.name for mention in find_therapies("Snake oil", vocabulary=load_vocabulary())] == ["snake oil"]

    def test_a_broken_line_is_named(self, tmp_path: Path) -> None:
        table = tmp_path / "therapies.tsv"
        table.write_text("a\tb\nonly one\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"therapies\.tsv:2:1"):
            load_vocabulary(table)

    def test_a_name_needs_a_word(self, tmp_path: Path) -> None:
        with pytest.raises(InputError):
            add_therapy("…", "x", tmp_path / "therapies.tsv")


CONDITIONS = [
    pytest.param("Acute gout in CKD", ["gout", "chronic kidney disease"], id="everyday names"),
    pytest.param("Haemophilia and hemophilia B", ["hemophilia A", "hemophilia B"], id="british and american"),
    pytest.param("Crohn’s disease, Crohn's", ["Crohn disease", "Crohn disease"], id="genitives"),
    pytest.param("plantar warts", ["warts"], id="plural"),
    pytest.param("nothing to see", [], id="none"),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS)
def test_find_conditions(text: str, expected: list[str]) -> None:
    assert [mention.name for mention in find_conditions(text)] == expected


def test_conditions_that_the_document_abbreviates() -> None:
    text = "Bullous pemphigoid (BPX) is itchy. BPX fades."
    found = find_conditions(text, define_abbreviations("Bullous pemphigoid (BPX)") or {"BPX": "Bullous pemphigoid"})
    assert {mention.name for mention in found} == {"bullous pemphigoid"}


RIVALS = [
    ("medical abortion", "surgical abortion"),
    ("early parenteral nutrition", "late parenteral nutrition"),
    ("delayed pushing", "immediate pushing"),
    ("early allergen introduction", "delayed introduction of solids"),
    ("chlorhexidine cord care", "dry cord care"),
    ("reliever inhaler", "preventer inhaler"),
    ("low-dose-rate brachytherapy", "high-dose-rate brachytherapy"),
    ("reduced-intensity conditioning", "myeloablative conditioning"),
    ("electrocautery", "silver nitrate cautery"),
    ("entropion surgery", "ectropion repair"),
    ("punctal plugs", "punctoplasty"),
    ("gas tamponade", "silicone oil tamponade"),
    ("non-ablative laser", "ablative fractional laser"),
    ("excision of endometriosis", "ablation of endometriosis"),
    ("surgical clipping", "endovascular coil"),
    ("pneumatic reduction", "contrast enema reduction"),
    ("breast milk", "donor milk"),
    ("relaxation therapy", "applied tension"),
    ("videolaryngoscopy", "direct laryngoscopy"),
    ("step-up therapy", "top-down therapy"),
    ("edetic acid", "calcium disodium edetate"),
    ("delayed cord clamping", "umbilical cord clamping"),
    ("whole-breast irradiation", "partial breast irradiation"),
    ("isotonic maintenance fluids", "hypotonic maintenance fluids"),
    ("miglustat", "arimoclomol"),
]


class TestTables:
    @pytest.mark.parametrize(
        ("table", "index"), [("therapies.tsv", "therapy-forms.tsv"), ("conditions.tsv", "condition-forms.tsv")]
    )
    def test_one_folded_form_one_name(self, table: str, index: str) -> None:
        rows, entries = read_table(table), read_forms(index)
        assert len(entries) == len(read_table(index)), "a form stands there twice"
        assert list(entries) == sorted(entries)
        assert all(0 <= int(entry.lstrip("=?")) < len(rows) for entry in entries.values())
        names = [row.split("\t", 1)[0] for row in rows]
        assert len(set(names)) == len(names)
        assert names == sorted(names, key=lambda name: (name.casefold(), name)) or names == sorted(names)

    def test_the_index_says_what_the_rows_say(self) -> None:
        rows, entries = read_table("therapies.tsv"), read_forms("therapy-forms.tsv")
        lost = []
        for number in range(len(rows)):
            name, *_, forms = rows[number].split("\t")
            keys = {fold_term(form): form for form in (name, *filter(None, forms.split("|")))}
            lost += [(name, form) for key, form in keys.items() if entries.get(key, "x").lstrip("=?") != str(number)]
        assert lost == []

    @pytest.mark.parametrize("index", ["therapy-forms.tsv", "condition-forms.tsv"])
    def test_a_form_is_more_than_a_letter_or_a_number(self, index: str) -> None:
        assert [form for form in read_forms(index) if len(form) < 2 or form.replace(" ", "").isdigit()] == []

    @pytest.mark.parametrize(("one", "other"), RIVALS)
    def test_what_trials_set_against_each_other_are_two_therapies(self, one: str, other: str) -> None:
        names = [{mention.name for mention in find_therapies(written)} for written in (one, other)]
        assert all(names)
        assert names[0].isdisjoint(names[1])

    def test_every_name_is_found_by_itself(self) -> None:
        lost = []
        for row in read_table("therapies.tsv"):
            name, kind, *_ = row.split("\t")
            written = name.upper() if len(name) <= 6 and not name.endswith("s") else name
            found = [mention.name for mention in find_therapies(written)]
            if kind != "not" and name not in found:
                lost.append((name, found))
        assert lost == []

    @pytest.mark.parametrize(
        "word",
        [
            "water",
            "alcohol",
            "lead",
            "gold",
            "tin",
            "art",
            "food",
            "salt",
            "test",
            "control",
            "care",
            "dose",
            "placebo",
            "skin",
            "blood",
            "focus",
            "advance",
            "relief",
            "all",
            "or",
        ],
    )
    def test_no_everyday_word(self, word: str) -> None:
        assert find_therapies(word) == ()

    def test_they_stay_small(self) -> None:
        for names, most in (
            (("therapies.tsv", "therapy-forms.tsv"), 3_000_000),
            (("conditions.tsv", "condition-forms.tsv"), 1_000_000),
        ):
            assert sum(len(files("evidence.data").joinpath(name).read_bytes()) for name in names) < most


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "aspirin",
            "(IVIG)",
            "oral ",
            "low-dose",
            "-",
            "\n",
            "β",
            "MTX",
            "topical",
            "steroids",
            "KMS (",
            ")",
            " ",
            "’s",
        ]
    ),
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_spans_are_in_order_and_give_back_the_text(text: str) -> None:
    last = 0
    for mention in find_therapies(text):
        assert last <= mention.start <= mention.name_start < mention.end <= len(text)
        assert find_therapies(text[mention.name_start : mention.end])
        last = mention.end
    for condition in find_conditions(text):
        assert 0 <= condition.start < condition.end <= len(text)
    for short, long in define_abbreviations(text).items():
        assert short in text
        assert long in text


HOSTILE = [
    "(" * 40_000,
    "A" * 40_000,
    "oral " * 8_000,
    "low-dose " * 5_000,
    "A (b " * 8_000,
    "intravenous " * 4_000,
    "()" * 20_000,
    "AB(" * 14_000,
    "a-" * 20_000,
    "’" * 40_000,
    "vitamin " * 5_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    def cost(words: str) -> float:
        begin = time.process_time()
        find_therapies(words)
        find_conditions(words)
        define_abbreviations(words)
        return time.process_time() - begin

    cost(text[:1000])
    assert cost(text + text) < 8 * cost(text) + 0.5


@pytest.mark.parametrize("written", ["Graves' disease", "Graves’ disease", "travellers' diarrhoea"])
def test_the_apostrophe_of_a_plural_joins_a_name(written: str) -> None:
    (found,) = find_conditions(f"Treatment of {written} in adults.")
    assert found.end - found.start == len(written)
