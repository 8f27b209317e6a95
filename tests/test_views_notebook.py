"""How results show themselves in Jupyter: one line, escaped HTML without script, rows; and what a real kernel makes of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from services.server import serve
from services.simulated import Paper, simulate

import evidence
from evidence.library import Library
from evidence.lookup.run import LookedUp, Result
from evidence.rows import Rows
from evidence.views.notebook import MOST_ROWS, Picture, list_html
from evidence.wording import clean

HOSTILE = (
    "# <script>alert(1)</script> & \u202egout\n\n"
    "Ice was highly effective for gout <img src=x onerror=alert(1)> [BMJ 2001;3:4]. "
    "Colchicine was no better than placebo for gout [BMJ <b>2003;5:6]. Ice failed in gout [Lancet 2004;364:10].\n\n"
    "| drug | says |\n|---|---|\n| Garlic | Garlic has been used for gout. |\n\n- Cherry juice is effective for gout.\n"
)
Make = Callable[[Library], Any]
SHOWN: dict[str, Make] = {
    "findings": lambda _: evidence.read_text(HOSTILE, name="a<b>.md"),
    "document": lambda _: evidence.read_text(HOSTILE, name="a<b>.md").document,
    "found claim": lambda _: evidence.read_text(HOSTILE).claims[0],
    "found citation": lambda _: evidence.read_text(HOSTILE).citations[0],
    "library": lambda library: library,
    "empty library": lambda _: Library.of(),
    "sources": lambda library: library.sources,
    "claims": lambda library: library.claims,
    "therapies": lambda library: library.therapies,
    "documents": lambda library: library.documents,
    "source": lambda library: library.sources["bmj-2001-3-4"],
    "claim": lambda library: next(iter(library.claims.values())),
    "therapy": lambda library: library.therapies["ice"],
    "document of a library": lambda library: next(iter(library.documents.values())),
    "table": lambda library: library.table(),
    "table by claim": lambda library: library.table(by="claim"),
    "map": lambda library: library.map(),
    "picture": lambda library: library.picture(),
    "picture of one": lambda library: library.picture("ice"),
    "timeline": lambda library: library.timeline(),
    "gaps": lambda library: library.gaps(),
    "losses": lambda library: library.without("bmj-2001-3-4"),
    "description": lambda library: library.show("ice"),
    "look-up": lambda library: LookedUp(
        library, (Result(key="bmj-2001-3-4", verdict="failed", reasons=("<b>500</b>",), failures=("x & y",)),)
    ),
    "result": lambda _: Result(key="a", verdict="match", filled={"title": "<i>"}),
}
MANY = [name for name in SHOWN if name.split()[0] in {
    "findings", "library", "sources", "claims", "therapies", "documents", "table", "map", "gaps", "losses", "description", "look-up"
}]  # fmt: skip
ALLOWED = {
    "p", "strong", "small", "div", "table", "thead", "tbody", "tr", "th", "td", "br", "img", "u", "blockquote", "details", "summary"
}  # fmt: skip
"""What JupyterLab leaves of an untrusted notebook."""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    page = tmp_path / "page.md"
    page.write_text(HOSTILE, encoding="utf-8")
    return evidence.open(tmp_path / "refs.bib").add(evidence.read(page))


class Tags(HTMLParser):
    """Every tag and attribute, and whether each tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", SHOWN)
def test_everything_shows_itself(name: str, library: Library) -> None:
    thing = SHOWN[name](library)
    line = repr(thing)
    assert "\n" not in line
    assert line.startswith("<")
    assert line.endswith(">")
    assert len(line) < 300
    html = thing._repr_html_()
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert not tags.open
    assert {tag for tag, _ in tags.seen} <= ALLOWED
    assert {attribute for _, attributes in tags.seen for attribute in attributes} <= {
        "align", "style", "scope", "src", "alt"
    }  # fmt: skip
    assert all((attributes.get("src") or "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,") for _, attributes in tags.seen)  # fmt: skip
    assert "url(" not in html
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)
    assert clean(text) == text.strip(), "no control code, no mark that turns the text around it"


@pytest.mark.parametrize("name", MANY)
def test_what_is_many_has_rows_and_a_frame(name: str, library: Library) -> None:
    thing = SHOWN[name](library)
    rows = thing.to_rows()
    json.dumps(rows)
    assert all(isinstance(row, dict) for row in rows)
    frame = thing.to_frame()
    assert len(frame) == len(rows)
    assert set(frame.columns) >= {key for row in rows for key in row}
    if not isinstance(thing, Library | LookedUp):  # a library has no length; a look-up is a pair
        assert len(thing) == len(rows)
        assert len(list(thing)) == len(rows)


def test_every_class_with_rows_is_tried(library: Library) -> None:
    tried = {base for name in MANY for base in type(SHOWN[name](library)).__mro__}
    assert set(Rows.__subclasses__()) <= tried


# ── a document with its claims marked ──────────────────────────────────────────────────────────────────────────────────────────────


def marked(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<u [^>]+>(.*?)</u>", html)]


def test_claims_are_marked_where_they_stand(library: Library) -> None:
    html = library.documents["page"]._repr_html_()
    assert marked(html) == [
        "Ice was highly effective for gout [BMJ 2001;3:4].",
        "Colchicine was no better than placebo for gout [BMJ 2003;5:6].",
        "Ice failed in gout [Lancet 2004;364:10].",
        "Garlic has been used for gout.",
        "Cherry juice is effective for gout.",
    ]
    assert "[supports (+): ice]" in html
    assert "[mentioned (·): garlic; no source]" in html
    assert html.count("2px dashed") == 2
    assert "<td" in html


def test_a_rejected_claim_is_not_marked(library: Library) -> None:
    [garlic] = [claim for claim in library.claims.values() if claim.therapies == ("garlic",)]
    after = garlic.reject(by="Ann")
    assert len(marked(after.documents["page"]._repr_html_())) == 4


def test_a_page_that_changed_or_went_is_said_to_be(library: Library) -> None:
    assert library.path is not None
    page = library.path.parent / "page.md"
    page.write_text("Quite another text.", encoding="utf-8")
    assert "The file changed since it was added" in library.documents["page"]._repr_html_()
    page.unlink()
    html = library.documents["page"]._repr_html_()
    assert "page.md" in html
    assert "no such file" in html.lower()


def test_a_string_has_no_file_to_read_again() -> None:
    [document] = Library.of(evidence.read_text("Ice helps.")).documents.values()
    assert "it has no file: it was read from a string or from standard input" in document._repr_html_()


def test_nothing_found_shows_itself() -> None:
    assert "0 claims, 0 citations" in evidence.read_text("")._repr_html_()
    assert Library.of(evidence.read_text("")).table()._repr_html_()


def test_a_long_page_is_cut_and_counted() -> None:
    found = evidence.read_text("\n\n".join(f"Ice was effective for gout {n}." for n in range(250)))
    assert found.document._repr_html_().endswith("<p>… and 50 further paragraphs</p></blockquote>")


# ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_columns_that_say_nothing_are_left_out() -> None:
    html = list_html("two", [{"a": 1, "b": None, "c": ()}, {"a": 0, "b": "", "c": ("x", "y")}])
    assert re.findall(r"<th [^>]*>([^<]*)", html) == ["a", "c"]
    assert "x<br>y" in html


def test_large_mappings_make_only_what_they_show() -> None:
    library = Library.of(
        evidence.read_text(" ".join(f"Ice was effective for gout [BMJ {1900 + n % 120};{n}:4]." for n in range(260)))
    )
    html = library.sources._repr_html_()
    assert html.count("<tr>") == MOST_ROWS + 1
    assert f"… and {len(library.sources) - MOST_ROWS} more" in html
    assert len(library.sources._made) == MOST_ROWS


def test_a_picture_can_be_saved(tmp_path: Path, library: Library) -> None:
    picture = library.picture()
    assert isinstance(picture, Picture)
    assert picture.save(tmp_path / "graph.svg").read_text(encoding="utf-8") == picture.svg


# ── a real kernel ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def kernel() -> Iterator[Any]:
    manager = pytest.importorskip("jupyter_client.manager", reason="jupyter_client is not installed")
    started, client = manager.start_new_kernel()
    with serve(simulate([Paper(volume="34", pages="261-6", year=2017)])) as server:
        settings = {**server.environment(), "EVIDENCE_CACHE_DIR": os.devnull}
        client.execute_interactive(
            f"import os, tempfile\nos.environ.update({settings!r}); os.environ['EVIDENCE_CACHE_DIR'] = tempfile.mkdtemp()\n"
            "import evidence\n"
            "library = evidence.Library.of(evidence.read_text('Ice was effective for gout [J Synth Med 2017;34:261].'))"
        )
        yield client
    client.stop_channels()
    started.shutdown_kernel(now=True)


def ask(client: Any, code: str) -> list[Any]:
    """What a front end would show in the end, with displays that were written over."""
    shown: list[Any] = []
    by_id: dict[str, Any] = {}

    def take(message: Any) -> None:
        content = message["content"]
        name = content.get("transient", {}).get("display_id")
        if message["msg_type"] in ("display_data", "execute_result", "stream", "error"):
            shown.append(content)
            if name:
                by_id[name] = content
        elif message["msg_type"] == "update_display_data":
            by_id[name]["data"] = content["data"]

    client.execute_interactive(code, output_hook=take, timeout=60)
    return shown


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("library.", {"sources", "therapies", "gaps", "map", "table", "look_up"}),
        ('library.therapies["', {"ice"}),
        ('library.therapies["ice"].', {"sources", "claims", "conditions"}),
        ('library.sources["', {"j-synth-med-2017-34-261"}),
        ('library.sources["j-synth-med-2017-34-261"].', {"fields", "cited_as"}),
        ("library.gaps().", {"uncited_therapies", "to_frame", "contradictions"}),
        ("library.table().to_", {"to_rows", "to_frame", "to_html", "to_docx"}),
        ("evidence.", {"read", "open", "parse", "Library"}),
    ],
)
def test_tab_completes(kernel: Any, typed: str, offered: set[str]) -> None:
    answer = kernel.complete(typed, reply=True, timeout=60)["content"]["matches"]
    assert offered <= {match.strip('"]').rpartition('"')[2].rpartition(".")[2] for match in answer}


def test_a_look_up_shows_a_bar_and_then_its_summary(kernel: Any) -> None:
    bar, result = ask(kernel, "library.look_up()")
    assert bar["data"]["text/plain"] == "[####################] 1 of 1 source · done"
    assert bar["data"]["text/html"] == '<p><progress value="1" max="1"></progress> 1 of 1 source · done</p>'
    assert result["data"]["text/plain"] == "<LookedUp: 1 match>"
    assert "title = A synthetic paper on nothing (pubmed)" in result["data"]["text/html"]
    assert set(result["data"]) == {"text/plain", "text/html"}, "no widget"


def test_a_look_up_that_is_stopped_says_so(kernel: Any) -> None:
    shown = ask(
        kernel,
        "from evidence.lookup.progress import show_progress\n"
        "with show_progress(3) as bar:\n    bar.answered()\n    raise KeyboardInterrupt",
    )
    assert (
        shown[0]["data"]["text/plain"]
        == "[######..............] 1 of 3 sources · stopped; all answers are kept, run it again to go on"
    )
    assert shown[1]["ename"] == "KeyboardInterrupt"


def test_no_bar_where_it_is_not_wanted(kernel: Any) -> None:
    assert len(ask(kernel, "library.look_up(progress=False)")) == 1


def test_scripts_see_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    from evidence.lookup.progress import show_progress

    with show_progress(2) as bar:
        bar.asking("pubmed")
        bar.answered()
    assert capfd.readouterr() == ("", "")


def test_the_stored_notebooks_are_of_the_current_format() -> None:
    for path in (Path(__file__).parent.parent / "notebooks").glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
