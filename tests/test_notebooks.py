"""The notebooks as files and as pages: run in order, with nothing of one machine in them, and nothing loaded from outside.

That they give the outputs that are stored is ``pytest --nbval notebooks``, a step of its own in ``.ci/run``.
"""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
LOADED_BY = {"src", "srcset", "poster", "data", "background"}
ADDRESS = re.compile(r"""(?:https?:|ftp:|^)//[^\s"')]+""")


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def outputs(path: Path) -> str:
    """All that the cells gave, as one text, without the pictures' own bytes."""
    texts = []
    for cell in code_cells(path):
        for output in cell.outputs:
            texts += [output.get("text", ""), *map(str, output.get("data", {}).values())]
    return re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,…", "\n".join(texts))


def to_page(path: Path, theme: str = "light") -> str:
    exporter = pytest.importorskip("nbconvert", reason="nbconvert is not installed").HTMLExporter
    made = exporter(template_name="offline", extra_template_basedirs=[str(FOLDER / "templates")], theme=theme)
    html: str = made.from_filename(str(path))[0]
    return html


class Loads(HTMLParser):
    """Every address that a browser would load by itself: not those of links that a person follows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        for name, value in attrs:
            text = value or ""
            if (
                (name in LOADED_BY or (tag == "link" and name == "href") or name == "style")
                and not text.startswith("data:")
                and (name != "style" or "url(" in text)
            ):
                self.found.append(f"<{tag} {name}={text[:80]}>")

    def handle_data(self, data: str) -> None:
        if self._in == "style":
            self.found += [f"url({url[:80]})" for url in re.findall(r"""url\(["']?(?!data:|#)([^)]+)""", data)]
            self.found += re.findall(r"@import[^;]+", data)
        if self._in == "script":
            self.found += ADDRESS.findall(data)


def test_there_are_five() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each_notebook
def test_cells_were_run_from_top_to_bottom(path: Path) -> None:
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    assert all(cell.metadata.get("tags", ["nbval-ignore-output"]) == ["nbval-ignore-output"] for cell in cells)


@each_notebook
def test_outputs_tell_nothing_of_one_run(path: Path) -> None:
    text = outputs(path)
    assert not re.search(r"\bat 0x[0-9a-f]{6,}", text), "an object's id"
    assert not re.search(r"/tmp/|/home/|/Users/|/var/folders/|[A-Z]:\\\\", text), "a path"
    assert not re.search(r"127\.0\.0\.1|localhost", text), "an address of this machine"


@each_notebook
def test_only_progress_is_not_compared(path: Path) -> None:
    skipped = [cell for cell in code_cells(path) if cell.metadata.get("tags")]
    assert all("[####" in cell.outputs[0].data["text/plain"] and len(cell.outputs) == 1 for cell in skipped)


@each_notebook
def test_displays_need_no_script_and_no_style_sheet(path: Path) -> None:
    for cell in code_cells(path):
        for output in cell.outputs:
            html = output.get("data", {}).get("text/html", "")
            if 'class="dataframe"' in html:  # pandas has a style of its own
                continue
            assert not re.search(r"<(script|style|svg|iframe|link)\b|\son\w+=|javascript:", html)


@each_notebook
def test_page_loads_nothing_from_outside(path: Path) -> None:
    looked_at = Loads()
    looked_at.feed(to_page(path))
    assert looked_at.found == []


def test_what_is_loaded_would_be_seen() -> None:
    looked_at = Loads()
    looked_at.feed(
        '<link href="//a.org/x.css"><script src="https://a.org/x.js"></script><img src="p.png"><a href="https://a.org">a</a>'
        '<style>@import "x.css"; p { background: url(https://a.org/p.png) }</style><p style="background: url(q.png)">'
        '<script>import("https://a.org/m.mjs")</script><img src="data:image/png;base64,">'
    )
    assert len(looked_at.found) == 7


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium")
@pytest.mark.filterwarnings("default::ResourceWarning")  # playwright's own pipes
def test_pages_fit_a_phone_and_ask_for_nothing(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    asked: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme)
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: asked.append(message.text))
            for path in NOTEBOOKS:
                target = tmp_path / f"{path.stem}-{theme}.html"
                target.write_text(to_page(path, theme), encoding="utf-8")
                page.goto(target.as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.stem
                assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)"), path.stem
                assert page.evaluate(CONTRAST) >= 4.5, f"{path.stem}, {theme}"
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


CONTRAST = """() => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const paper = element => {
    const [r, g, b, a = 1] = parts(getComputedStyle(element).backgroundColor);
    if (a === 1 && r !== undefined || !element.parentElement) return a === 0 ? [255, 255, 255] : [r, g, b];
    return paper(element.parentElement).map((below, i) => below * (1 - a) + [r, g, b][i] * a);
  };
  const shown = document.querySelectorAll('.jp-OutputArea-output :is(td, th, p, u, strong, small, summary)');
  return Math.min(...[...shown].map(element => {
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(paper(element))].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
  }));
}"""
"""The least contrast of letters to paper in the displays, as WCAG 2.2 counts it (1.4.3 wants 4.5)."""
