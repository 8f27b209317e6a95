"""Which lists are reference lists, and what of a Word file or a PDF points to them."""

from __future__ import annotations

from pathlib import Path

import docx
from fpdf import FPDF

from evidence.citations import find_citations
from evidence.citations.lists import find_lists
from evidence.reading import read_document, text_document

ENTRIES = ("Strong M, Johnstone P. Interventions for treating scabies. Cochrane Database Syst Rev. 2007;(3):CD000320.", "Chosidow O. Scabies. N Engl J Med. 2006;354(16):1718-27.")  # fmt: skip


def test_a_numbered_list_of_statements_is_no_reference_list() -> None:
    page = text_document("Scabies\n\n1. Permethrin cures most (Lancet 2019;394:81).\n2. Lindane should be avoided.\n")
    assert find_lists(page) == ()
    assert [c.text for c in find_citations(page)] == ["(Lancet 2019;394:81)"]


def test_a_numbered_list_at_the_end_that_the_text_points_to_is_one_without_a_heading() -> None:
    page = text_document(
        "Permethrin cures most [1]. Ivermectin does too [2].\n\n"
        + "\n".join(f"{n}. {e}" for n, e in enumerate(ENTRIES, 1))
    )
    assert [c.text for c in find_citations(page)] == list(ENTRIES)


def test_prose_below_a_heading_evidence_is_prose() -> None:
    page = text_document(
        "Scabies\n\nEvidence\n\nThere is little of it, and most of it is old.\n\nWe have none of our own.\n"
    )
    assert find_lists(page) == ()


def test_superscripts_of_a_word_file_point_to_its_list(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Permethrin cures most")
    paragraph.add_run("1,2").font.superscript = True
    paragraph.add_run(".")
    word.add_heading("References", 1)
    for entry in ENTRIES:
        word.add_paragraph(entry, style="List Number")
    path = tmp_path / "page.docx"
    word.save(str(path))
    document = read_document(path)
    found = find_citations(document)
    assert [[document.source[a:b] for a, b in c.marks] for c in found] == [["¹,²"], ["¹,²"]]


def test_raised_numbers_of_a_pdf_point_to_its_list_and_wrapped_entries_are_whole(tmp_path: Path) -> None:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    for text, position in (
        ("Permethrin cures most of the children who have it", "LINE"),
        ("1,2", "SUP"),
        (".\n\nReferences\n", "LINE"),
    ):
        made.char_vpos = position
        made.write(6, text)
    for number, entry in enumerate(ENTRIES, 1):
        made.write(5, f"{number}. {entry} \n")
    path = tmp_path / "page.pdf"
    made.output(str(path))
    document = read_document(path)
    found = find_citations(document)
    assert [" ".join(c.text.split()) for c in found] == list(ENTRIES)
    assert [[document.source[a:b] for a, b in c.marks] for c in found] == [["¹,²"], ["¹,²"]]


def test_a_volume_that_does_not_fit_the_other_citations_of_its_journal_is_marked() -> None:
    page = text_document(
        "One [Ann Hand Med 2011;4:12]. Two [Ann Hand Med 2014;7:80]. Three [Ann Hand Med 2016;9:3]. Four [Ann Hand Med 2015;80:31]."
    )
    marked = {c.fields.volume: c.reasons.get("volume") for c in find_citations(page)}
    assert marked["80"] == "year − volume is 1935, unlike in the other citations of this journal"
    assert [reason for volume, reason in marked.items() if volume != "80"] == [None, None, None]


def test_one_footnote_is_a_list() -> None:
    page = "Zinc helps[^1]. Rest is advised.\n\n[^1]: Doe J, Roe R. Zinc for boils. Dermatology 2007;214:325-327.\n"
    [found] = find_citations(text_document(page, name="page.md"))
    assert [page[start:end] for start, end in found.marks] == ["[^1]"]


def test_one_numbered_statement_is_no_list() -> None:
    assert find_citations(text_document("Zinc helps.\n\n1. Rest after 2007; 21 days at most.\n", name="page.md")) == ()


def test_a_list_of_more_than_a_thousand_entries() -> None:
    entries = "\n".join(f"{number}. Lee AB. BMJ 2001;{number}:{number + 3}-9." for number in range(1, 1205))
    found = find_citations(text_document(f"Ice helps [1, 1204]. Heat does not [1003].\n\nReferences\n\n{entries}\n"))
    assert len(found) == 1204
    assert {number for number, one in enumerate(found, 1) if one.marks} == {1, 1003, 1204}
    assert all(one.fields.volume == str(number) for number, one in enumerate(found, 1))
