"""Citations in documents: where they begin and end, reference lists, and the marks that point to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.citations import find_citations
from evidence.document import Document
from evidence.reading import read_document, text_document
from evidence.records import Citation

SPANS = [
    ("Ice was good in nearly everyone [BJD 2017;176;848].", ["[BJD 2017;176;848]"]),
    ("It worked as well Int J Cancer. 2015 Mar 1;136(5):1042-1049. We begin with 2 drops.", ["Int J Cancer. 2015 Mar 1;136(5):1042-1049"]),
    ("Ice lowered deaths in the overweight Lancet 1998;352:854-65 and is the first.", ["Lancet 1998;352:854-65"]),
    ("A caption of a picture. Cases Journal 2008, 1:9", ["Cases Journal 2008, 1:9"]),
    (
        "It went away Doe J, Roe R, Poe X, et al. Ice with rest for gout in 6 adults. Exp Ther Med. 2021;22(3). doi:10.3892/etm.2021.10001. So.",
        ["Doe J, Roe R, Poe X, et al. Ice with rest for gout in 6 adults. Exp Ther Med. 2021;22(3). doi:10.3892/etm.2021.10001"],
    ),
    ("As Doe MR, Roe A. Ice in men. N Engl J Med 2009;361:745-55 showed, it helps.", ["Doe MR, Roe A. Ice in men. N Engl J Med 2009;361:745-55"]),
    ("European guidance Doe G. NDT 2014;29(Suppl 2):i1; US panel Roe JG. Am J Med 2010;123(4 Suppl 2):S9", ["Doe G. NDT 2014;29(Suppl 2):i1", "Roe JG. Am J Med 2010;123(4 Suppl 2):S9"]),
    ("It did nothing (Ice for Acute Gout: a randomized trial. JAMA Intern Med. 2016.). An older one did.", ["(Ice for Acute Gout: a randomized trial. JAMA Intern Med. 2016.)"]),
    ("A trial is registered Ice Versus Rest for Acute Gout of the Toe (NCT03188068), no verdict.", ["Ice Versus Rest for Acute Gout of the Toe (NCT03188068)"]),
    ("no better (62.5% with ice in Arch Dermatol 1996;132:1134; also Doe O, Roe L. Ice and rest. Clin Exp Dermatol 1999;24(2):137.).", ["Arch Dermatol 1996;132:1134", "Doe O, Roe L. Ice and rest. Clin Exp Dermatol 1999;24(2):137."]),
    ("it changed nothing (same trial: PMC4061234), and cost more.", ["PMC4061234"]),
    ("Screening in Denmark and Sweden, BMJ 2010;340:c1241, was poor.", ["BMJ 2010;340:c1241"]),
    ("Vitamin D NEJM 2019;380:33 did nothing.", ["NEJM 2019;380:33"]),
    ("Both at once: [NEJM 2014;370;611 and 622]", ["[NEJM 2014;370;611 and 622]"] * 2),
    ("Agreed [JAMA 2020;324:1317; NEJM 2021;384:1491].", ["[JAMA 2020;324:1317; NEJM 2021;384:1491]"] * 2),
    ("Read first: acute HF, Gut. 2009 Feb 17;53(7):557-73. Shock: Circulation, 2011;123:1010-1020.", ["Gut. 2009 Feb 17;53(7):557-73", "Circulation, 2011;123:1010-1020"]),
    ("Emicizumab works (Doe K, Roe A. Ice. In: StatPearls [Internet]. Treasure Island, FL: StatPearls Publishing; updated March 2, 2022. Accessed June 1, 2025.).", ["(Doe K, Roe A. Ice. In: StatPearls [Internet]. Treasure Island, FL: StatPearls Publishing; updated March 2, 2022. Accessed June 1, 2025.)"]),
    ("Reading: Treatment of Gout. Reviewed May 13, 2024. Accessed July 14, 2026.", ["Treatment of Gout. Reviewed May 13, 2024. Accessed July 14, 2026."]),
    ("The ESCAPE trial and the Cochrane review said no; see The Lancet.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spans"), SPANS, ids=[text[:40] for text, _ in SPANS])
def test_where_citations_begin_and_end(text: str, spans: list[str]) -> None:
    assert [citation.text for citation in find_citations(text_document(text))] == spans


def read(tmp_path: Path, name: str, text: str) -> tuple[Document, tuple[Citation, ...]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    return document, find_citations(document)


def marks_of(document: Document, citations: tuple[Citation, ...]) -> list[list[str]]:
    return [[document.source[start:end] for start, end in citation.marks] for citation in citations]


PLAIN = """Ice

Ice helps [1]. Rest helps too [2, 3], and both are best [1-3]. At 10⁹/L it fails (3%).

References
1. Doe J. Ice. Lancet 2015;386:983.
2. Roe R. Rest. BMJ 2016;352:h45.
3. Poe E. Both. Gut 2017;66:12.
"""


def test_square_marks_point_to_the_list(tmp_path: Path) -> None:
    document, citations = read(tmp_path, "ice.txt", PLAIN)
    assert [citation.text for citation in citations] == [
        "Doe J. Ice. Lancet 2015;386:983.",
        "Roe R. Rest. BMJ 2016;352:h45.",
        "Poe E. Both. Gut 2017;66:12.",
    ]
    assert marks_of(document, citations) == [["[1]", "[1-3]"], ["[2, 3]", "[1-3]"], ["[2, 3]", "[1-3]"]]


def test_superscripts_point_to_the_list(tmp_path: Path) -> None:
    text = "Ice helps.¹ Rest,² or both.¹,² Not 10⁹ in 4 m² or I² = 3.\n\nSources\n1 Doe J, et al. Lancet 2015;386:983.\n2 Roe R, et al. BMJ 2016;352:h45.\n"
    document, citations = read(tmp_path, "ice.txt", text)
    assert marks_of(document, citations) == [["¹", "¹,²"], ["²", "¹,²"]]


def test_superscripts_of_html_include_their_tags(tmp_path: Path) -> None:
    text = (
        "<p>Ice helps<sup>1</sup>. Rest too<sup class='r'><a href='#2'>2</a></sup>. Both<sup>1-2</sup>.</p>"
        "<h3>References</h3><ol><li>Doe J. Ice. Lancet 2015;386:983&ndash;9.</li><li>Roe R. Rest. BMJ 2016;352:45.</li></ol>"
    )
    document, citations = read(tmp_path, "ice.html", text)
    assert marks_of(document, citations)[0] == ["<sup>1</sup>", "<sup>1-2</sup>"]
    assert marks_of(document, citations)[1][-1] == "<sup>1-2</sup>"
    assert citations[0].text == "Doe J. Ice. Lancet 2015;386:983&ndash;9."


def test_round_marks_count_only_where_the_number_exists(tmp_path: Path) -> None:
    text = "Ice helps (1). Rest helps (2,1). Five failed (5); (1) wash, (2) dry.\n\nReferences\n1. Doe J. Lancet 2015;386:983.\n2. Roe R. BMJ 2016;352:45.\n"
    document, citations = read(tmp_path, "ice.txt", text)
    assert marks_of(document, citations) == [["(1)", "(2,1)"], ["(2,1)"]]


def test_round_numbers_without_a_list_are_no_marks() -> None:
    [citation] = find_citations(text_document("Ice helps (1), Gut 2015;64:3."))
    assert citation.marks == ()


def test_an_entry_of_a_table_is_linked(tmp_path: Path) -> None:
    text = "| Drug | Source |\n|---|---|\n| Ice | [1] |\n| Rest | [2] |\n\n## References\n\n1. Doe J. Ice. Lancet 2015;386:983.\n2. Roe R. Rest. BMJ 2016;352:45.\n"
    document, citations = read(tmp_path, "ice.md", text)
    assert marks_of(document, citations) == [["[1]"], ["[2]"]]


def test_an_entry_that_fits_no_rule_is_kept(tmp_path: Path) -> None:
    text = "Ice helps [2].\n\nReferences\n1. Doe J. Ice. Lancet 2015;386:983.\n2. My grandmother, many times.\n3. Roe R. Rest. BMJ 2016;352:45.\n"
    document, citations = read(tmp_path, "ice.txt", text)
    assert citations[1].rule is None
    assert citations[1].uncertain == ("title",)
    assert marks_of(document, citations) == [[], ["[2]"], []]


def test_same_points_to_the_citation_before() -> None:
    document = text_document("Ice ranked first Gut 2015;64:312 and rest second [same]. See Lancet 2016;387:4.")
    first, second = find_citations(document)
    assert marks_of(document, (first, second)) == [["[same]"], []]


def test_offsets_count_in_the_source_with_its_markup_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "ice.html"
    source = "<p>Ice\r\n(<b>Gut</b>&nbsp;2015;64:3&#8211;9)</p>\r\n"
    path.write_bytes(source.encode())
    document = read_document(path)
    [citation] = find_citations(document)
    assert citation.text == document.source[citation.start : citation.end] == "(<b>Gut</b>&nbsp;2015;64:3&#8211;9)"


def test_companions_help_to_rank_an_ambiguous_journal() -> None:
    citations = find_citations(text_document("Ice [PD 2017;34;261]. Rest [BJD 2014;171;12]. Both [JAAD 2014;70;105]."))
    assert citations[0].candidates["journal"][0][0].casefold() == "pediatric dermatology"
