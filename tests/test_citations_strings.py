"""One string in, fields out: the manners in which people cite."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.citations import parse_citation
from evidence.records import Fields

DOE = ("Doe, J", "Roe, RJ")

TERSE: list[tuple[str, dict[str, Any]]] = [
    ("BJD 2014;171;12", {"journal_as_written": "BJD", "year": 2014, "volume": "171", "first_page": "12"}),
    ("[Gut 2012 Mar;61:12–9]", {"year": 2012, "month": 3, "volume": "61", "first_page": "12", "last_page": "19"}),
    ("Thorax 2008, 1:9", {"year": 2008, "volume": "1", "first_page": "9"}),
    ("Br J Derm 2014, 171, 12-19", {"volume": "171", "first_page": "12", "last_page": "19"}),
    ("Lancet 2015, 386, 983", {"year": 2015, "volume": "386", "first_page": "983"}),
    ("JAMA 310:1602-6 2013", {"year": 2013, "volume": "310", "first_page": "1602", "last_page": "1606"}),
    ("Chest 138(2):p e12, March 2013.", {"year": 2013, "month": 3, "volume": "138", "issue": "2", "first_page": "e12"}),
    ("J Invest Dermatol (2014) 134, 12–19", {"year": 2014, "volume": "134", "last_page": "19"}),
    ("BJD 171 (2014), pp. 12–19", {"year": 2014, "volume": "171", "first_page": "12"}),
    ("BMJ, v.322, no.7321, (May 3, 2001), p.51-55", {"month": 5, "volume": "322", "issue": "7321", "last_page": "55"}),
    (
        "J Clin Oncol, Vol 38, No 24 (August 20), 2020: pp 98-111",
        {"month": 8, "volume": "38", "issue": "24", "first_page": "98"},
    ),
    ("Gut > Volume 64(11); 2021", {"year": 2021, "volume": "64", "issue": "11", "first_page": None}),
    ("Nat Commun 11, 254 (2020)", {"year": 2020, "volume": "11", "first_page": "254"}),
    ("N Engl J Med 2018 Volume 358:48-59", {"volume": "358", "first_page": "48"}),
    (
        "Clin Rheumatol. 2015 Jan-Feb;34 Suppl 1:S12-20.",
        {"month": 1, "issue": "Suppl 1", "first_page": "S12", "last_page": "S20"},
    ),
    ("Chest 2012;141(2 Suppl):e44S-e88S", {"issue": "2 Suppl", "first_page": "e44S", "last_page": "e88S"}),
    ("Lancet. 2005 Jan 1-7;365(9453):12-9", {"year": 2005, "month": 1, "volume": "365", "issue": "9453"}),
    (
        "Cochrane Database Syst Rev 2014, Issue 3. Art. No.: CD001234",
        {"volume": None, "issue": "3", "article_number": "CD001234"},
    ),
    ("BMJ 2014;348:g1234", {"article_number": "g1234"}),
    ("Eur Heart J 2020;ehz405", {"volume": None, "first_page": "ehz405"}),
    ("J Am Acad Dermatol. 2024;90:1006.e1-30.", {"first_page": "1006.e1", "last_page": "1006.e30"}),
    ("Gut 2010;59(9):1056-106420713556PubMedGoogle Scholar", {"last_page": "1064", "pmid": "20713556"}),
    ("JAMA Intern Med. 2016.", {"year": 2016, "volume": None}),
    (
        "JAMA. Published online May 3, 2021. doi:10.1001/jama.2021.1234",
        {"year": 2021, "month": 5, "doi": "10.1001/jama.2021.1234"},
    ),
    ("Egypt J Foo Surg 2012;3:45", {"journal_as_written": "Egypt J Foo Surg", "journal": "Egypt J Foo Surg"}),
    ("日本皮膚科学会雑誌 2019, Vol. 18 Issue (8): 640-645", {"journal_as_written": "日本皮膚科学会雑誌", "issue": "8"}),
]

SIGNED: list[tuple[str, dict[str, Any]]] = [
    ("Doe J et al. NEJM 2015;372:55", {"authors": ("Doe, J",), "title": None, "journal_as_written": "NEJM"}),
    ("Doe & Roe, NEJM 2015;372:55", {"authors": ("Doe", "Roe")}),
    ("Doe J et al. SUPER-HF. NEJM 2015;372:55", {"authors": ("Doe, J",), "title": None}),
    ("The SUPER Research Group. Lancet 2015;386:55", {"authors": ("The SUPER Research Group",), "title": None}),
    ("Doe J · Gut 2015", {"authors": ("Doe, J",), "journal_as_written": "Gut", "year": 2015}),
    ("Doe 1973 Ann Intern Med 78:499", {"authors": ("Doe",), "year": 1973, "volume": "78", "first_page": "499"}),
    ("Doe (NEJM 2000)", {"authors": ("Doe",), "year": 2000}),
    ("(Doe JA et al. 2004)", {"authors": ("Doe, JA",), "year": 2004, "journal": None}),
    (
        "van der Doe A, O'Roe K, St. John P, et al. Ice. Gut 2012;61:12",
        {"authors": ("van der Doe, A", "O'Roe, K", "St. John, P")},
    ),
]

FULL: list[tuple[str, dict[str, Any]]] = [
    (
        "7. Doe J, Roe RJ. Ice for gout: a trial. J. Am. Acad. Dermatol. 2015; 73: 12-9.",
        {
            "authors": DOE,
            "title": "Ice for gout: a trial",
            "journal": "Journal of the American Academy of Dermatology",
            "last_page": "19",
        },
    ),
    (
        "Doe, J., Roe, R. J., & Poe, C. (2019). Ice for gout: A review. British Journal of Dermatology, 180(3), 512–521. https://doi.org/10.1111/bjd.17000",
        {
            "authors": ("Doe, J.", "Roe, R. J.", "Poe, C."),
            "title": "Ice for gout: A review",
            "year": 2019,
            "issue": "3",
            "doi": "10.1111/bjd.17000",
        },
    ),
    (
        "Doe J, Roe RJ (2019) Ice for gout. Br J Dermatol 180:512–521",
        {"authors": DOE, "title": "Ice for gout", "year": 2019, "first_page": "512"},
    ),
    (
        "Doe, J. & Roe, R. Ice for gout. Nat. Rev. Rheumatol. 15, 512–521 (2019).",
        {"authors": ("Doe, J.", "Roe, R."), "title": "Ice for gout", "year": 2019},
    ),
    (
        'A. B. Doe, C. Roe, and D. Poe, "Deep ice," J. Clin. Invest., vol. 12, no. 3, pp. 45–67, Mar. 2015.',
        {
            "authors": ("Doe, A. B.", "Roe, C.", "Poe, D."),
            "title": "Deep ice",
            "month": 3,
            "volume": "12",
            "issue": "3",
            "first_page": "45",
        },
    ),
    (
        'Doe, John, and Jane Roe. "Ice for Gout." Pediatrics 12, no. 3 (2015): 45–67.',
        {"authors": ("Doe, John", "Roe, Jane"), "title": "Ice for Gout"},
    ),
    (
        "Doe, Jo; Roe-Poe, Ann Maria. Ice for Gout. Gut 4(1):p e065, March 2023.",
        {"authors": ("Doe, Jo", "Roe-Poe, Ann Maria"), "title": "Ice for Gout"},
    ),
    (
        "Doe J, Roe RJ; British Society of Ice. Ice for gout? Gut. 2003 Mar;52(3):402–10.",
        {"authors": (*DOE, "British Society of Ice"), "title": "Ice for gout?"},
    ),
    (
        "Doe J, Roe RJ. What helps? Ice for the toe .Gut 2018; 79: 21-22.",
        {"title": "What helps? Ice for the toe", "first_page": "21"},
    ),
    ("Doe J. Ice in the UK.LANCET 2013; 381:133-141.", {"title": "Ice in the UK", "journal_as_written": "LANCET"}),
    ("Doe J, Roe RJ. Ice for gout. Gut (in press)", {"authors": DOE, "title": "Ice for gout", "year": None}),
    (
        "Ice for the gouty toe: a randomized trial.  Acad Emerg Med. 2017 Sep;24(9):51-9. Epub 2017 Aug 16.",
        {"authors": None, "month": 9, "last_page": "59"},
    ),
    (
        "Doe, J. and Roe, R. (2020) 'Ice for gout', Gut.",
        {"authors": ("Doe, J.", "Roe, R."), "title": "Ice for gout", "journal_as_written": "Gut"},
    ),
    (
        "doi:10.1016/j.x.2024.1 · PMID 40246142 · Doe J, Roe RJ · *Gut* 2025;74(8):3–5",
        {"authors": DOE, "title": None, "pmid": "40246142"},
    ),
    (
        "40246142 — Doe 2024, Gut, 10.1007/s00431-024-1",
        {"authors": ("Doe",), "pmid": "40246142", "doi": "10.1007/s00431-024-1"},
    ),
]

DAMAGED: list[tuple[str, dict[str, Any]]] = [
    (
        "Doe J, et al. <em>Gut</em>{' '}\n          2015;64:706–710",
        {"authors": ("Doe, J",), "journal_as_written": "Gut", "last_page": "710"},
    ),
    (
        "Doe J, et\n// al. Clin Exp Dermatol 2021;46(6):1001",
        {"authors": ("Doe, J",), "journal_as_written": "Clin Exp Dermatol"},
    ),
    ("Gut&nbsp;2015;64:706&ndash;710", {"first_page": "706", "last_page": "710"}),
    (
        "([Gut 2022, PMID: 36237120](https://pubmed.ncbi.nlm.nih.gov/36237120/))",
        {"journal_as_written": "Gut", "pmid": "36237120"},
    ),
    ("Doe J. Ice. Br Med J1994;\n308:\n1573–4", {"journal_as_written": "Br Med J", "year": 1994, "last_page": "1574"}),
    (
        "Doe J. Ice. Gut 2018;67(1):21-25. https://doi.org/ 10.1111/gut.13361 .",
        {"doi": "10.1111/gut.13361", "last_page": "25"},
    ),
]

WORKS: list[tuple[str, dict[str, Any]]] = [
    (
        "Doe J. Chapter 12. In: Roe R, ed. Principles of Ice. 20th ed. New York, NY: McGraw-Hill; 2018:123-145.",
        {
            "title": "Chapter 12",
            "container_title": "Principles of Ice",
            "publisher": "McGraw-Hill",
            "first_page": "123",
            "kind": "chapter",
        },
    ),
    (
        "WHO. Guidelines for ice. 3rd ed. Geneva: World Health Organization; 2015.",
        {"authors": ("WHO",), "title": "Guidelines for ice", "year": 2015, "edition": "3rd"},
    ),
    ("Ice Illustrated, 32nd ed., Ch. 35", {"title": "Ice Illustrated", "year": None, "kind": "book"}),
    (
        "Mayo Clinic. Rosacea. Updated March 3, 2021. Accessed May 1, 2022.",
        {"title": "Rosacea", "year": 2021, "month": 3, "kind": "webpage"},
    ),
    (
        "KDIGO Ice Work Group. Ice Guideline 2021. Kidney Int 2021;100(4S):S1-S276.",
        {"authors": ("KDIGO Ice Work Group",), "issue": "4S"},
    ),
]


OTHERS_FORMATTERS: list[tuple[str, dict[str, Any]]] = [  # what reference managers print
    (
        "Doe, J., Roe, R.J., 2022. Ice for gout. PeerJ 10, e130. https://doi.org/10.7717/peerj.130",
        {
            "authors": ("Doe, J.", "Roe, R.J."),
            "title": "Ice for gout",
            "year": 2022,
            "volume": "10",
            "first_page": "e130",
        },
    ),
    (
        "Doe, J., and Roe, R. (2021). Ice in public. American journal of public health 111, S17. https://doi.org/10.2105/A.1",
        {"journal_as_written": "American journal of public health", "volume": "111", "first_page": "S17"},
    ),
    (
        "Doe, J., & Roe, R. J. (2018). Ice for gout. PeerJ, 6, e489. https://doi.org/10.7717/peerj.489",
        {"title": "Ice for gout", "year": 2018, "volume": "6", "first_page": "e489", "doi": "10.7717/peerj.489"},
    ),
    (
        "Doe J, Roe R. Ice in patients with gout in 2019. Clin Infect Dis. 2023;76(2):34-5.",
        {"title": "Ice in patients with gout in 2019", "year": 2023, "volume": "76", "first_page": "34"},
    ),
    (
        "Doe J, Poe O. Corrigendum to “Ice for gout” [Gut 4 (2013) 25–28]. Gut. 2015;6:204. doi: 10.1000/x.1",
        {"authors": ("Doe, J", "Poe, O"), "year": 2015, "volume": "6", "first_page": "204", "doi": "10.1000/x.1"},
    ),
    (
        "Doe J, Poe SD, Roe PD (2012) Ice for gout: a trial. J Pediatr 12:34–40",
        {"authors": ("Doe, J", "Poe, SD", "Roe, PD"), "journal_as_written": "J Pediatr", "year": 2012, "volume": "12"},
    ),
    (
        "Doe, J. (2022). Ice and the heart. American Journal of Physiology. Heart and Circulatory Physiology, 322(3), H37–H49.",
        {
            "title": "Ice and the heart",
            "journal_as_written": "American Journal of Physiology. Heart and Circulatory Physiology",
        },
    ),
    (
        "Doe J. Ice. Haemophilia : the official journal of the World Federation of Hemophilia 2015;21:34",
        {"title": "Ice", "journal": "Haemophilia", "volume": "21", "first_page": "34"},
    ),
    ("European Urology Supplements 2013;12(4):e12, S13", {"issue": "4", "first_page": "e12"}),
    (
        "Doe, A. B., Roe, C. D., ... Poe, E. F. (2013). Ice for gout. *Gut*, *13*(1), 12–14.",
        {"authors": ("Doe, A. B.", "Roe, C. D.", "Poe, E. F."), "journal_as_written": "Gut", "issue": "1"},
    ),
]

FURTHER: list[tuple[str, dict[str, Any]]] = [
    ("Gut 2004,19:41‑47", {"year": 2004, "volume": "19", "first_page": "41", "last_page": "47"}),
    ("CID 2004:39 1267-84", {"year": 2004, "volume": "39", "first_page": "1267", "last_page": "1284"}),
    ("Gut 2015;64(RR-02):1–9", {"issue": "RR-02", "first_page": "1"}),
    ("[Gut 2015;64(1_suppl):S1–S9]", {"issue": "1_suppl", "last_page": "S9"}),
    ("BJA 2015 vol 115 p 827", {"volume": "115", "first_page": "827"}),
    ("BMJ 1998 Volume 316 pages 1236–38", {"volume": "316", "first_page": "1236", "last_page": "1238"}),
    ("J. Bone and Joint Surg., 57-A: 45-48, June 1975.", {"volume": "57-A", "year": 1975, "month": 6}),
    ("Lancet 1966; ii: 31–3", {"volume": "ii", "first_page": "31", "last_page": "33"}),
    ("Life Sci I (1991) 37, 24-36", {"year": 1991, "volume": "37", "first_page": "24", "last_page": "36"}),
    ("Lancet 1973/2/81-84", {"year": 1973, "volume": "2", "first_page": "81", "last_page": "84"}),
    ("Gut (1996) 22: 70â€“71", {"volume": "22", "first_page": "70", "last_page": "71"}),
    ("Diabetes Care 36:S8-S9 (Suppl 1) 2013", {"issue": "Suppl 1", "year": 2013, "first_page": "S8"}),
    ("Gut. 2020;25(3):pii=2000045.", {"issue": "3", "article_number": "2000045"}),
    ("[JAAD 2016;74;945–73.e3]", {"last_page": "973.e3"}),
    ("Doe – Ann Surg – 2004", {"authors": ("Doe",), "journal_as_written": "Ann Surg", "year": 2004}),
    ("Keller. Neurology 2015;85:17–9", {"authors": ("Keller",), "title": None, "volume": "85", "first_page": "17"}),
    ("Mem Inst Oswaldo Cruz I (1909) 15–18", {"volume": "I", "year": 1909, "last_page": "18"}),
    (
        "Doe J, Roe R, et al; ICE study group investigators. Ice for gout: a trial. Gut 2012;61:12",
        {
            "authors": ("Doe, J", "Roe, R", "ICE study group investigators"),
            "title": "Ice for gout: a trial",
            "et_al": True,
        },
    ),
    (
        "Doe J, Roe R, et al, for the Randomized Ice Study Investigators. Ice for gout. Gut 2012;61:12",
        {"authors": ("Doe, J", "Roe, R", "Randomized Ice Study Investigators"), "title": "Ice for gout"},
    ),
    (
        "ICE Collaborative Group; Doe J, Roe RJ, et al. Ice for gout. Gut 2012;61:12",
        {"authors": ("ICE Collaborative Group", *DOE), "title": "Ice for gout", "et_al": True},
    ),
    ("Doe J. E. coli in the young. J Pediatr 2010;12:34-40", {"authors": ("Doe, J",), "title": "E. coli in the young"}),
    (
        "Doe J, Roe R. Ice in 2019 gout in Rome. Lancet 2020; published online Jan 24. https://doi.org/10.1000/x.2",
        {"year": 2020, "month": 1, "title": "Ice in 2019 gout in Rome", "doi": "10.1000/x.2"},
    ),
    (
        "Doe JD et al. Leukemia, accepted manuscript, 2 June 2022",
        {"journal_as_written": "Leukemia", "year": 2022, "month": 6},
    ),
    ("<https://doi.org/10.1000/j.123.x>", {"doi": "10.1000/j.123.x"}),
    ("Nelson Textbook of Ice, 21st edition (2020), chapter 19", {"title": "Nelson Textbook of Ice", "year": 2020}),
    (
        "American Ice Association. (2013). *Manual of ice* (5th ed.). https://doi.org/10.1000/x.3",
        {"authors": ("American Ice Association",), "title": "Manual of ice", "edition": "5th", "year": 2013},
    ),
    (
        "Doe O, Roe G (Hrsg.): Eis und Gicht. 5. Aufl., Springer, Heidelberg 2005, S. 58–59",
        {"title": "Eis und Gicht", "edition": "5.", "year": 2005, "first_page": "58", "journal": None},
    ),
    (
        "S3-Leitlinie Diagnostik und Therapie der Gicht, AWMF-Registernummer: 032/999, Version 3.3, Juli 2020",
        {"title": "Diagnostik und Therapie der Gicht", "year": 2020, "month": 7},
    ),
    ("Ice Versus Rest for Gout (ClinicalTrials.gov number, NCT03188068)", {"title": "Ice Versus Rest for Gout"}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*TERSE, *SIGNED, *FULL, *DAMAGED, *WORKS, *OTHERS_FORMATTERS, *FURTHER],
    ids=lambda value: value[:48] if isinstance(value, str) else "",
)
def test_fields(text: str, expected: dict[str, Any]) -> None:
    [citation] = parse_citation(text)
    assert {name: getattr(citation.fields, name) for name in expected} == expected
    assert text[citation.start : citation.end] == citation.text


PAIRS = [
    ("[NEJM 2014;370;611 and 622]", [("370", "611"), ("370", "622")]),
    ("[NEJM 2014;370:611, 622]", [("370", "611"), ("370", "622")]),
    ("[NEJM 2014;370:611; 2015;372:11]", [("370", "611"), ("372", "11")]),
    ("[JAMA 2010;303:12; 304:22]", [("303", "12"), ("304", "22")]),
    ("Gut 2018;67;7; Gut 2019;68;9", [("67", "7"), ("68", "9")]),
    ("Doe J. NDT 2014;29(Suppl 2):i1 · Roe R. NEJM 2015;372:55", [("29", "i1"), ("372", "55")]),
    ("[Epilepsia 2017;58;512–521; 58;522–530]", [("58", "512"), ("58", "522")]),
    ("PMIDs 11794168, 11794169", [(None, None), (None, None)]),
    ("Gut 2012 / Thorax 2010", [(None, None), (None, None)]),
    ("Doe & Roe NEJM 2000;342:1493 & 1581", [("342", "1493"), ("342", "1581")]),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=[text for text, _ in PAIRS])
def test_two_works_in_one_string(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(c.fields.volume, c.fields.first_page) for c in parse_citation(text)] == expected


def test_what_the_second_shares_with_the_first() -> None:
    first, second = parse_citation("Doe & Roe NEJM 2000;342(9):1493-9 & 1581")
    assert second.fields == Fields(
        authors=first.fields.authors,
        journal=first.fields.journal,
        journal_as_written="NEJM",
        year=2000,
        volume="342",
        first_page="1581",
    )


def test_an_ambiguous_journal_is_marked_with_its_candidates() -> None:
    [citation] = parse_citation("PD 2017;34;261")
    assert citation.uncertain == ("journal",)
    assert citation.fields.journal == "PD"
    assert citation.candidates["journal"][0][0].casefold() == "pediatric dermatology"


def test_odd_fields_are_marked_and_not_corrected() -> None:
    [backwards] = parse_citation("Gut 2012;61:598-595")
    assert (backwards.fields.first_page, backwards.fields.last_page) == ("598", "595")
    assert "first_page" in backwards.uncertain
    [lost] = parse_citation("Gut 2009; 58: 238693.")
    assert lost.candidates["article_number"][0][0] == "2386-2393"
    [same] = parse_citation("Gut 2017;2017:12")
    assert "volume" in same.uncertain
