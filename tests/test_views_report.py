"""The report and what notebooks show: one page, escaped, that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import html5lib
import pytest
from evidence_factory import make_example, make_shelf
from hypothesis import given, settings
from hypothesis import strategies as st
from test_views_table import hostile_shelf

import evidence
from evidence.cli.views import LANGUAGES
from evidence.errors import InputError
from evidence.library.records import LookupNotice, LookupRecord
from evidence.reading import text_document
from evidence.views.graph import build_graph
from evidence.views.notebook import list_html, show_graph
from evidence.views.page_dates import DATE_FORMS, date_in_words
from evidence.views.page_logo import MOST_BYTES, read_logo
from evidence.views.report import render_report
from evidence.views.report_summary import summarise


def _parse(page: str) -> Any:
    return html5lib.parse(page, namespaceHTMLElements=False)


HOSTILE_PAGE = """<p>Oral </style><script>alert(1)</script>"><img src=x onerror=alert(2)> javascript:alert(3) ice
was effective \u202e for gout \x1b[31m [BMJ 2001;3:4]. Colchicine failed in gout &lt;script&gt;alert(4)&lt;/script&gt;
"onmouseover="alert(5) [BMJ 2001;3:4].</p><ul><li>Ice {{7*7}} was useless for gout [<a href="javascript:alert(6)">BMJ 2002;5:6</a>].</li></ul>
<table><tr><th>Drug</th><th>Effect</th></tr><tr><td>Colchicine</td><td>highly effective for gout [BMJ 2003;7:8]</td></tr></table>"""


def _page_of(text: str, name: str = "page.html", **options: Any) -> str:
    """The report on one document, with its text marked."""
    document = text_document(text, name=name)
    found = evidence.read_text(text, name=name)
    assert found.document.sha256 == document.sha256
    return render_report(evidence.Library.of(found), documents=(found.document,), **options)


PAGES = {
    "example": lambda: render_report(make_example()),
    "hostile": lambda: render_report(hostile_shelf()),
    "empty": lambda: render_report(make_shelf()),
    "hostile document": lambda: _page_of(HOSTILE_PAGE),
    "empty document": lambda: _page_of("", "empty.txt"),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_report_is_self_contained(name: str) -> None:
    page = PAGES[name]()
    assert page.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    tree = _parse(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    tags = {element.tag.rpartition("}")[2] for element in elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base"}
    assert sum(element.tag == "script" for element in elements) == 1
    assert not [
        name for element in elements for name in element.attrib if str(name).startswith("on") or name == "style"
    ]
    links = [element.get("href") for element in elements if element.get("href")]
    assert all(link.startswith(("#", "https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")) for link in links)
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    named = [
        word
        for element in elements
        for name in ("aria-labelledby", "aria-describedby", "list")
        for word in (element.get(name) or "").split()
    ]
    assert set(named) <= set(ids)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_policy_allows_the_page_its_own_styles_and_script_and_nothing_else(name: str) -> None:
    page = PAGES[name]()
    policy = next(
        m.get("content") for m in _parse(page).iter("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.partition(" ")[::2] for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert set(rules) == {"default-src", "base-uri", "form-action", "img-src", "style-src", "script-src"}
    for element in ("style", "script"):
        contents = re.findall(rf"(?s)<{element}>(.*?)</{element}>", page)
        hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in contents}
        allowed = set(re.findall(r"'sha256-([^']+)'", rules[f"{element}-src"]))
        assert hashes <= allowed
        assert f"'sha256-{min(allowed)}'" in rules[f"{element}-src"]
        assert "unsafe" not in rules[f"{element}-src"]
    assert page.count("<script") == 1


@pytest.mark.parametrize("name", sorted(PAGES))
def test_headings_come_in_order_and_the_page_has_its_landmarks(name: str) -> None:
    tree = _parse(PAGES[name]())
    levels = [int(e.tag[1]) for e in tree.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(tree.iter(landmark))) == 1
    assert tree.find("body/a").get("href") == "#content"


def test_hostile_document_stays_text() -> None:
    page = _page_of(HOSTILE_PAGE)
    text = "".join(_parse(page).find(".//article").itertext())
    assert "<script>alert(4)</script>" in text
    assert "{{7*7}}" in text
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert not re.search(r"""(?:href|src|action)=["']?javascript""", page)


def test_every_claim_and_citation_is_marked_where_it_stands() -> None:
    page = _page_of(HOSTILE_PAGE)
    article = _parse(page).find(".//article")
    by_id = {element.get("id"): element for element in article.iter() if element.get("id")}
    cited = ["".join(by_id[name].itertext()) for name in sorted(by_id) if name.startswith("cited-")]
    assert cited == ["[BMJ 2001;3:4]", "[BMJ 2001;3:4]", "[BMJ 2002;5:6]", "[BMJ 2003;7:8]"]
    cards = [by_id[name] for name in sorted(by_id) if name.startswith("card-claim-")]
    assert len(cards) == 4
    assert all(card.findall(".//a") for card in cards)
    assert "useless" in "".join(by_id["claim-3"].itertext())
    assert "colchicine supports (+)" in " ".join("".join(by_id["card-claim-4"].itertext()).split())


def test_text_of_a_document_is_all_there() -> None:
    text = "# Gout\n\nIce was *effective* for gout [BMJ 2001;3:4].\n\n- one\n  - two [BMJ 2002;5:6]\n\n| a | b |\n|---|---|\n| c | d |\n\nThe end."
    article = _parse(_page_of(text, "page.md")).find(".//article")
    for element in list(article.iter()):
        if "card" in (element.get("class") or "").split() or "badge" in (element.get("class") or "").split():
            tail = element.tail
            element.clear()
            element.tail = tail
    shown = " ".join(" ".join(article.itertext()).split())
    for piece in (
        "Gout",
        "Ice was effective for gout",
        "[BMJ 2001;3:4]",
        "one",
        "two",
        "[BMJ 2002;5:6]",
        "a",
        "d",
        "The end.",
    ):
        assert piece in shown
    assert [e.tag for e in article.iter() if e.tag in ("h4", "li", "th", "td")] == [
        "h4",
        "li",
        "li",
        "th",
        "th",
        "td",
        "td",
    ]


def test_a_document_that_is_not_at_hand_is_said_to_be_missing() -> None:
    page = render_report(make_example(), documents=(text_document("Other text."),))
    assert "the file is not at hand" in page
    assert "Other text." not in page


def test_one_sentence_with_two_verdicts_has_one_badge() -> None:
    page = _page_of("Ice and colchicine were effective for gout [BMJ 2001;3:4].", "page.txt")
    article = _parse(page).find(".//article")
    badges = [e for e in article.iter() if "badge" in (e.get("class") or "").split()]
    assert ["".join(badge.itertext()) for badge in badges] == ["statement 1: 2 claims+×2"]


class LookedUp(NamedTuple):
    sources: Any
    claims: Any
    documents: Any
    lookups: dict[str, tuple[LookupRecord, ...]]


def make_looked_up() -> LookedUp:
    retracted = LookupRecord(
        service="crossref", address="https://api.crossref.org/works/10.1000/hand.31", at="2026-03-01T10:00:00Z", verdict="match",
        fields=("title", "doi"), reasons=("journal, volume and page agree",), notices=(LookupNotice(kind="retraction", date="2020-02-02"),),
    )  # fmt: skip
    pubmed = LookupRecord(
        service="pubmed", address="https://e.example/<x>", at="soon", verdict="match", types=("Case Reports",)
    )
    return LookedUp(*make_example(), {"ann-2014-31-595": (retracted,), "jfm-2017-34-261": (pubmed,)})


def test_retraction_stands_at_the_top_with_what_it_brings_down() -> None:
    page = render_report(make_looked_up(), language="de")
    text = " ".join("".join(_parse(page).find("body/header").itertext()).split())
    assert "retracted or of concern1" in text
    assert "RETRACTED: Okoro et al, Annals of Hand Medicine 2014;31:595. 2 claims rest on it." in text
    assert "Without it these have no source: duct tape. These keep others: cryotherapy." in text
    assert "2 sources of 4 were looked up" in text


def test_sources_tell_who_was_asked_when_and_what_they_said() -> None:
    tree = _parse(render_report(make_looked_up(), language="de"))
    items = {
        li.get("id"): " ".join(" ".join(li.itertext()).split())
        for li in tree.iter("li")
        if (li.get("id") or "").startswith("source-")
    }
    second = items["source-2"]
    assert (
        "Crossref , 1. März 2026 : match; notices: retraction 2020-02-02; filled title, doi (journal, volume and page agree)"
        in second
    )
    assert "asked https://api.crossref.org/works/10.1000/hand.31" in second
    assert "case report" in items["source-1"]
    assert "asked https://e.example/<x>" in items["source-1"]
    assert "no service was asked" in items["source-3"]
    assert tree.find(".//time").get("lang") == "de"


def test_report_answers_first_which_therapies_have_a_source() -> None:
    page = render_report(make_example())
    text = " ".join("".join(_parse(page).find("body").itertext()).split())
    first = text[text.index("With a source") : text.index("Evidence by therapy and condition")]
    cited, bare = first.split("Claimed without a source")
    assert all(name in cited for name in ("cryotherapy", "duct tape", "colchicine", "JFM 2017;34:261"))
    assert all(name in bare for name in ("imiquimod + curettage", "salicylic acid"))
    assert "garlic" not in text
    assert "No medical advice" in text


def test_report_lists_every_source_with_what_rests_on_it() -> None:
    tree = _parse(render_report(make_example()))
    items = [" ".join(" ".join(item.itertext()).split()) for item in tree.find(".//ol").findall("li")]
    assert len(items) == 4
    assert "[jfm-2017-34-261]" in items[0]
    assert "cryotherapy: supports (+); colchicine: supports (+)" in items[0]
    assert "cited, supports no treatment" in items[2]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 March 2026"),
        ("de", "1. März 2026"),
        ("fr", "1er mars 2026"),
        ("ja", "2026年3月1日"),
        ("xx", "2026-03-01"),
    ],
)
def test_report_is_dated_in_its_language(language: str, words: str) -> None:
    page = render_report(make_example(), day=date(2026, 3, 1), language=language)
    assert f">{words}</time>" in page
    assert 'datetime="2026-03-01"' in page


@pytest.mark.parametrize("language", sorted(DATE_FORMS))
def test_every_day_of_a_year_reads_differently(language: str) -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    assert len({date_in_words(day, language) for day in days}) == 366


def test_report_without_a_date_bears_none() -> None:
    assert "<time" not in render_report(make_example())


def test_logo_is_inside_the_page(tmp_path: Path) -> None:
    file = tmp_path / "logo"
    file.write_bytes(b"\x89PNG\r\n\x1a\n123")
    page = render_report(make_example(), logo=read_logo(file))
    [image] = list(_parse(page).iter("img"))
    assert image.get("src") == "data:image/png;base64,iVBORw0KGgoxMjM="
    assert image.get("alt")


SVG_START = '<svg xmlns="http://www.w3.org/2000/svg">'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<svg onload='x()'/>", id="handler"),
        pytest.param(SVG_START + "<script>x()</script></svg>", id="script"),
        pytest.param(
            SVG_START + "<s:script xmlns:s='http://www.w3.org/2000/svg'>x()</s:script></svg>", id="prefixed script"
        ),
        pytest.param(SVG_START + "<image href='https://e.example/x.png'/></svg>", id="outside picture"),
        pytest.param(SVG_START + "<a href='java&#115;cript:x()'/></svg>", id="hidden script address"),
        pytest.param(SVG_START + "<style>@import 'x'</style></svg>", id="import"),
        pytest.param(SVG_START + "<rect fill='url(//e.example/x)'/></svg>", id="outside fill"),
        pytest.param("<!DOCTYPE svg [<!ENTITY x 'y'>]>" + SVG_START + "</svg>", id="entity"),
        pytest.param(SVG_START + "<foreignObject/></svg>", id="foreign object"),
        pytest.param("GIF89a", id="gif"),
        pytest.param("<html></html>", id="html"),
        pytest.param("", id="nothing"),
        pytest.param(SVG_START + " " * MOST_BYTES, id="too large"),
    ],
)
def test_logo_that_acts_loads_or_is_none_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(content)
    with pytest.raises(InputError, match="logo"):
        read_logo(file)


def test_logo_as_plain_svg_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(
        "<?xml version='1.0'?>\n<!-- made -->\n" + SVG_START + "<g fill='url(#a)'><use href='#b'/></g></svg>"
    )
    assert read_logo(file).startswith("data:image/svg+xml;base64,")


def test_logo_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_logo(tmp_path / "none.png")


def run_report(*arguments: str) -> str:
    """The file that ``evidence report`` writes."""
    done = subprocess.run([sys.executable, "-m", "evidence", "-C", arguments[0], "report", *arguments[1:], "-o", "r.html"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (Path(arguments[0]) / "r.html").read_text(encoding="utf-8")


def test_command_shows_the_document_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.md").write_text("Ice was effective for gout [BMJ 2001;3:4].")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    page = run_report(str(tmp_path), "page.md", "--title", "Ice <b>", "--lang", "fr")
    assert "<h1>Ice &lt;b&gt;</h1>" in page
    assert ">1er janvier 2026</time>" in page
    assert 'id="claim-1"' in page
    assert run_report(str(tmp_path), "page.md", "--title", "Ice <b>", "--lang", "fr") == page
    assert ">2025-" not in run_report(str(tmp_path), "page.md", "--date", "2025-02-03")


def test_command_shows_the_documents_of_a_library_as_they_were_read(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("Ice was effective for gout [BMJ 2001;3:4].")
    subprocess.run(
        [sys.executable, "-m", "evidence", "-C", str(tmp_path), "add", "page.md"], capture_output=True, check=True
    )
    assert 'id="claim-1"' in run_report(str(tmp_path))
    document.write_text("Ice was not effective for gout [BMJ 2001;3:4].")
    changed = run_report(str(tmp_path))
    assert 'id="claim-1"' not in changed
    assert "changed since it was read" in changed
    document.unlink()
    assert "the file is not at hand" in run_report(str(tmp_path))


def test_command_knows_every_language_that_dates_are_written_in() -> None:
    assert set(LANGUAGES) == set(DATE_FORMS)


def test_own_folders_are_not_told(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("Ice was effective for gout [BMJ 2001;3:4].")
    found = evidence.read(file)
    assert str(tmp_path) not in render_report(evidence.Library.of(found), documents=(found.document,))


@given(st.text(alphabet=st.sampled_from("Ice wasefctivforgu[BMJ2001;3:4].\n #-|<>&\"'\u202e\x00é"), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_page_whose_links_lead_somewhere(text: str) -> None:
    tree = _parse(_page_of(f"Ice was effective for gout [BMJ 2001;3:4]. {text}", "page.md"))
    ids = {element.get("id") for element in tree.iter() if isinstance(element.tag, str)}
    links = {element.get("href") or "" for element in tree.iter("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_summary_in_words() -> None:
    assert summarise(make_example()) == (
        "2 documents on viral warts and gout: 6 claims on 5 therapies or combinations. 3 of them rest on at least one source, 2 are "
        "claimed without any. 4 sources in all, 2 of which support no treatment."
    )
    assert summarise(make_shelf()).startswith("0 documents: 0 claims")


def test_report_is_the_same_bytes_each_time() -> None:
    assert render_report(make_example()) == render_report(make_example())


def test_report_takes_a_title() -> None:
    assert "<h1>Tape &lt;b&gt;</h1>" in render_report(make_example(), title="Tape <b>")


def test_picture_in_a_notebook_is_static() -> None:
    html = show_graph(build_graph(make_example()))._repr_html_()
    match = re.fullmatch(
        r'<div style="overflow-x: auto"><img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="([^"<>]+)"'
        r' style="max-width: 100%; min-width: 760px"></div>',
        html,
    )
    assert match
    assert ET.fromstring(base64.b64decode(match[1])).tag.endswith("svg")
    assert match[2] == "7 therapies, 6 claims (3 without a source), 4 sources"


def test_long_lists_are_cut_and_counted() -> None:
    assert "… and 5 more" in list_html("many", [{"n": number} for number in range(205)])
