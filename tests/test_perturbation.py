"""Change one thing of a page, and the claims change accordingly and no other.

On the project's own pages: other therapies, sections in another order, American spelling, the page as HTML. What a claim says is compared
without its place: therapies, combination, direction, context, citations, route, conditions, study.
"""

from __future__ import annotations

import html
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.document import Block, Document
from evidence.findings import Findings, find
from evidence.reading import text_document
from evidence.therapies import find_therapies, find_therapy_names

TESTS = Path(__file__).parent
PAGES = (
    *sorted((TESTS / "data" / "claims").iterdir()),
    *sorted(path for path in (TESTS / "data" / "labelled" / "documents").iterdir() if path.suffix != ".json"),
    TESTS.parent / "notebooks" / "kasabach-merritt.md",
)
PROSE = tuple(path for path in PAGES if path.suffix != ".html")
Fact = tuple[object, ...]


@cache
def found_in(path: Path) -> Findings:
    source = path.read_bytes().decode("utf-8").rpartition("-----\n")
    text = source[0] if path.parent.name == "claims" else "".join(source)
    return find(text_document(text, name=path.name))


def facts(found: Findings, renamed: Callable[[str], str] = lambda name: name) -> Counter[Fact]:
    """What the claims say, and how often."""
    keys = {citation.id: citation.key for citation in found.citations}
    return Counter(
        (
            tuple(sorted(renamed(name) for name in claim.therapies)), claim.combination, claim.direction,
            tuple(sorted((renamed(one.therapy), one.role) for one in claim.context)),
            tuple(sorted(keys[one] for one in claim.citations)), claim.route, tuple(sorted(claim.conditions)), in_american(claim.study),
        )
        for claim in found.claims
    )  # fmt: skip


def in_american(quoted: str | None) -> str | None:
    """A quotation without the difference of spelling, which is the page's and not the claim's."""
    return quoted and re.sub(
        "|".join(sorted(AMERICAN, key=len, reverse=True)), lambda found: AMERICAN[found[0]], quoted
    )


def assert_same(before: Counter[Fact], after: Counter[Fact]) -> None:
    gone, new = list((before - after).elements()), list((after - before).elements())
    assert (gone, new) == ([], [])


def name_of(path: Path) -> str:
    return path.name


# ── other therapies ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

# drugs of other fields, each by its only name; none is a class, an everyday word or part of another therapy's name
STRANGERS = {
    True: ("acitretin", "adefovir", "albendazole", "amiloride", "ibutilide", "imatinib", "entecavir", "eribulin", "ezetimibe", "oseltamivir", "oxybutynin"),
    False: ("bosentan", "busulfan", "cabergoline", "deferasirox", "dofetilide", "febuxostat", "galantamine", "mebendazole", "mitotane", "nitisinone", "pazopanib",
            "praziquantel", "riociguat", "solifenacin", "tolvaptan", "trientine", "varenicline", "voriconazole", "ziprasidone"),
}  # fmt: skip


@cache
def is_plain_drug(name: str) -> bool:
    """One word, a drug, nothing else: changing it changes no other name (topical ivermectin is a therapy of its own)."""
    known = find_therapy_names(name)
    alone = (
        bool(known)
        and known[0].name == name
        and known[0].kind == "drug"
        and not known[0].is_class
        and not known[0].measured
    )
    topical = [one.name for one in find_therapies(f"topical {name}")]
    return re.fullmatch("[a-z]{5,20}", name) is not None and alone and topical == [name]


def exchange(found: Findings, seed: int) -> dict[str, str]:
    """Therapy → stranger, for those that the page calls by this one word wherever it names them."""
    text = found.document.text
    written: dict[str, set[str]] = {}
    for mention in find_therapies(text):
        written.setdefault(mention.name, set()).add(text[mention.name_start : mention.end].lower())
    claimed = {name for claim in found.claims for name in (*claim.therapies, *(one.therapy for one in claim.context))}
    parts = {word for forms in written.values() for form in forms for word in re.findall(r"\w+", form) if word != form}
    names = [
        name for name in sorted(claimed) if written.get(name) == {name} and name not in parts and is_plain_drug(name)
    ]
    order = random.Random(seed)
    free = {vowel: order.sample(pool, len(pool)) for vowel, pool in STRANGERS.items()}
    new: dict[str, str] = {}
    for name in names:
        pool = [one for one in free[name[0] in "aeiou"] if one not in text.lower() and one not in new.values()]
        if pool:
            new[name] = pool[0]
    return new


def test_strangers_are_plain_drugs() -> None:
    assert [name for pool in STRANGERS.values() for name in pool if not is_plain_drug(name)] == []


def test_most_pages_have_therapies_that_can_be_exchanged() -> None:
    exchanged = [exchange(found_in(page), 1) for page in PAGES]
    assert sum(map(bool, exchanged)) > 55
    assert sum(map(len, exchanged)) > 250


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_other_therapies_give_the_same_claims_on_them(page: Path, seed: int) -> None:
    found = found_in(page)
    new = exchange(found, seed)

    def write(match: re.Match[str]) -> str:
        name = new[match[0].lower()]
        return name.capitalize() if match[0][0].isupper() else name

    text = re.sub(rf"\b(?:{'|'.join(new) or '(?!)'})\b", write, found.document.source, flags=re.I)
    assert_same(facts(found, lambda name: new.get(name, name)), facts(find(text_document(text, name=page.name))))


# ── another order ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

# each says by itself what it is about; claims of any selection in any order are those of its sentences
SENTENCES = (
    "Colchicine shortened attacks of gout [BMJ 2001;322:415].",
    "Oral prednisolone was as effective as naproxen (Lancet 2008;371:1854).",
    "Allopurinol should not be started during an attack [Ann Rheum Dis 2012;71:1123].",
    "Febuxostat lowered urate but raised cardiovascular deaths [NEJM 2018;378:1200].",
    "Cherry juice has been used in the past.",
    "Anakinra failed to reduce pain in a randomised trial (Rheumatology 2019;58:1344).",
    "Canakinumab worked but half of the patients relapsed [Arthritis Rheum 2010;62:3064].",
    "In tophaceous disease pegloticase was highly effective after failure of allopurinol [JAMA 2011;306:711].",
    "Acupuncture is under study.",
    "Vitamin C did not reduce urate (Arthritis Rheum 2013;65:1636).",
    "Colchicine combined with prednisolone brought good results.",
    "Topical diclofenac is not recommended.",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=8, unique=True), st.data())
def test_independent_sentences_in_any_order(chosen: list[str], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(chosen), max_size=len(chosen)))
    one_by_one = sum((sentence_facts(sentence) for sentence in chosen), Counter[Fact]())
    body = "".join(sentence + gap for sentence, gap in zip(chosen, gaps, strict=True))
    assert_same(one_by_one, facts(find(text_document(f"# Gout\n\n{body}\n", name="gout.md"))))


@cache
def sentence_facts(sentence: str) -> Counter[Fact]:
    return facts(find(text_document(f"# Gout\n\n{sentence}\n", name="gout.md")))


def test_each_of_these_sentences_makes_a_claim() -> None:
    assert [sentence for sentence in SENTENCES if not sentence_facts(sentence)] == []


def sections(document: Document) -> list[str]:
    """The source cut before each heading but the first."""
    starts = [document.to_source(block.start, block.end)[0] for block in document.blocks[1:] if block.kind == "heading"]
    cuts = [0, *(document.source.rfind("\n", 0, start) + 1 for start in starts), len(document.source)]
    return [document.source[start:end] for start, end in pairwise(cuts)]


LIST_OF_REFERENCES = re.compile(r"\W*(?:references|refs|sources|literature|bibliography|notes|further)", re.I)


def test_the_tests_of_order_reach_many_pages() -> None:
    movable = [
        sum(not LIST_OF_REFERENCES.match(part) for part in sections(found_in(path).document)[1:]) for path in PROSE
    ]
    assert sum(number > 1 for number in movable) > 20


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_sections_in_another_order(page: Path) -> None:
    found = found_in(page)
    first, *rest = sections(found.document)
    end = next((at for at, part in enumerate(rest) if LIST_OF_REFERENCES.match(part)), len(rest))
    movable = [part.rstrip("\r\n") + "\n\n" for part in rest[:end]]
    for seed in range(3):
        shuffled = random.Random(seed).sample(movable, len(movable))
        text = first.rstrip("\r\n") + "\n\n" + "".join(shuffled) + "".join(rest[end:])
        assert_same(facts(found), facts(find(text_document(text, name=page.name))))


# ── another spelling ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

AMERICAN_PARTS = """
haemo/hemo haema/hema ischaem/ischem anaem/anem aemia/emia oedema/edema tumour/tumor paediatr/pediatr oesoph/esoph oestr/estr faec/fec
diarrhoea/diarrhea apnoea/apnea dyspnoea/dyspnea foet/fet anaesth/anesth caesar/cesar orthopaed/orthoped gynaec/gynec colour/color behaviour/behavior
favour/favor labour/labor vapour/vapor centre/center fibre/fiber litre/liter titre/titer manoeuvre/maneuver programme/program randomis/randomiz
recognis/recogniz hospitalis/hospitaliz stabilis/stabiliz minimis/minimiz normalis/normaliz immunis/immuniz embolisation/embolization nebulis/nebuliz
generalis/generaliz localis/localiz optimis/optimiz moisturis/moisturiz sensitis/sensitiz characteris/characteriz mobilis/mobiliz summaris/summariz
catheteris/catheteriz sulpha/sulfa analyse/analyze ageing/aging grey/gray
"""
AMERICAN = dict(pair.split("/") for pair in AMERICAN_PARTS.split())


def spell(found: Findings, table: dict[str, str]) -> str:
    """The page in another spelling, its citations as they are."""
    source = found.document.source
    cited = sorted({(one.start, one.end) for one in found.citations})
    pattern = re.compile("|".join(sorted(table, key=len, reverse=True)), re.I)

    def write(match: re.Match[str]) -> str:
        word = table[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    out, at = [], 0
    for start, end in cited:
        if start >= at:
            out += [pattern.sub(write, source[at:start]), source[start:end]]
            at = end
    return "".join((*out, pattern.sub(write, source[at:])))


def is_spelled_british(path: Path) -> bool:
    return spell(found_in(path), AMERICAN) != found_in(path).document.source


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_american_spelling_gives_the_same_claims(page: Path) -> None:
    found = found_in(page)
    american = find(text_document(spell(found, AMERICAN), name=page.name))
    assert_same(facts(found), facts(american))


def test_the_tests_of_spelling_reach_most_pages() -> None:
    assert sum(is_spelled_british(path) for path in PAGES) > 25


# ── text as HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_html(document: Document) -> str:
    """The document's blocks as a page: headings, paragraphs, lists, tables."""
    return f"<!DOCTYPE html>\n<html><body>\n{''.join(_elements(document))}\n</body></html>\n"


def _elements(document: Document) -> Iterator[str]:
    inside = ""
    for block in document.blocks:
        around = _around(block, inside)
        if around != inside:
            yield f"</{inside}>" * bool(inside) + f"<{around}>" * bool(around)
            inside = around
        text = html.escape(document.text[block.start : block.end], quote=False)
        if block.kind == "row":
            tag = "th" if block.is_header else "td"
            cells = (html.escape(document.text[start:end], quote=False) for start, end in block.cells)
            yield "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>\n"
        elif block.kind == "item":
            yield f"<li>{text}\n" if block.marker else f"<br>{text}\n"  # a second line of an item has no bullet
        else:
            tag = f"h{max(1, block.level)}" if block.kind == "heading" else "p"
            yield f"<{tag}>{text}</{tag}>\n"
    yield f"</{inside}>" * bool(inside)


def _around(block: Block, inside: str) -> str:
    if block.kind == "row":
        return "table"
    if block.kind != "item":
        return ""
    if not block.marker and inside in ("ol", "ul"):
        return inside
    return "ol" if block.marker[:1].isdigit() else "ul"


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_the_page_as_html_gives_the_same_claims(page: Path) -> None:
    found = found_in(page)
    as_html = find(text_document(to_html(found.document), name="page.html"))
    assert as_html.document.format == "html"
    assert_same(facts(found), facts(as_html))


# ── what went wrong once ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

SMALLEST = {
    "a regimen reaches back over a heading": (
        "# Bullous pemphigoid\n\n",
        "## Second line\n\nNicotinamide with tetracycline held its own against prednisone.\n\n",
        "## First line\n\nClobetasol is where to begin. The mild regimen controls just as many [BMJ 2001;3:4].\n\n",
    ),
    "the title's disease is unknown and another one is named": (
        "# Infantile epileptic spasms\n\n",
        "## At home\n\nVigabatrin worked in tuberous sclerosis.\n\n",
        "## In hospital\n\nPrednisolone stopped the spasms.\n\n" + "Watch the child.\n\n" * 8,
    ),
}


@pytest.mark.parametrize("parts", SMALLEST.values(), ids=SMALLEST)
def test_two_sections_in_either_order(parts: tuple[str, str, str]) -> None:
    title, one, other = parts
    first, second = (find(text_document(title + body, name="page.md")) for body in (one + other, other + one))
    assert_same(facts(first), facts(second))
