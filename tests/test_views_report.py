"""The report and what notebooks show: one page, escaped, that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from typing import Any

import html5lib
import pytest
from evidence_factory import Shelf, make_example, make_shelf
from test_views_table import hostile_shelf

from evidence.views.graph import build_graph
from evidence.views.notebook import list_html, show_graph
from evidence.views.report import render_report, summarise


def _parse(page: str) -> Any:
    return html5lib.parse(page, namespaceHTMLElements=False)


@pytest.mark.parametrize("shelf", [make_example(), hostile_shelf(), make_shelf()], ids=["example", "hostile", "empty"])
def test_report_is_self_contained(shelf: Shelf) -> None:
    page = render_report(shelf)
    tree = _parse(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    tags = {element.tag.rpartition("}")[2] for element in elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "b"}
    assert not [
        name for element in elements for name in element.attrib if str(name).startswith("on") or name == "style"
    ]
    links = [element.get("href") for element in elements if element.get("href")]
    assert all(link.startswith(("#", "https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")) for link in links)
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_policy_allows_the_page_its_own_styles_and_nothing_else() -> None:
    page = render_report(make_example())
    tree = _parse(page)
    policy = next(m.get("content") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    styles = re.findall(r"(?s)<style>(.*?)</style>", page)
    assert len(styles) == 2
    for style in styles:
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy


def test_report_answers_first_which_therapies_have_a_source() -> None:
    page = render_report(make_example())
    text = " ".join("".join(_parse(page).find("body").itertext()).split())
    first = text[: text.index("Evidence by therapy and condition")]
    cited, bare = first.split("Claimed without a source")
    assert all(name in cited for name in ("cryotherapy", "duct tape", "colchicine", "JFM 2017;34:261"))
    assert all(name in bare for name in ("imiquimod + curettage", "salicylic acid"))
    assert "garlic" not in text
    assert "No medical advice" in text


def test_report_lists_every_source_with_what_rests_on_it() -> None:
    tree = _parse(render_report(make_example()))
    for line_break in tree.iter("br"):
        line_break.text = " "
    items = [" ".join("".join(item.itertext()).split()) for item in tree.find(".//ol").iter("li")]
    assert items[0] == "JFM. 2017;34:261. [jfm-2017-34-261] cryotherapy: supports (+); colchicine: supports (+)"
    assert items[2] == "Cases. 2008;1:9. [cases-2008-1-9] cited, supports no treatment"
    assert len(items) == 4


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
    match = re.fullmatch(r'<img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="([^"<>]+)" width="100%">', html)
    assert match
    assert ET.fromstring(base64.b64decode(match[1])).tag.endswith("svg")
    assert match[2] == "7 therapies, 6 claims (3 without a source), 4 sources"


def test_long_lists_are_cut_and_counted() -> None:
    assert "… and 5 more" in list_html("many", [{"n": number} for number in range(205)])
