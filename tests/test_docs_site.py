"""The documentation as a site: built without a warning, whole, and loading nothing from outside. Needs the extra ``docs``."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("sphinx", reason="the documentation is built with the extra 'docs'")
ROOT = Path(__file__).parent.parent
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data", "embed": "src", "video": "src", "audio": "src"}  # fmt: skip


class Page(HTMLParser):
    """What a page loads, where it leads, and its own anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if LOADING.get(tag) in values and values.get("rel") not in ("index", "search", "next", "prev", "canonical"):
            self.loads.append(values[LOADING[tag]])
        if tag == "a" and "href" in values:
            self.leads.append(values["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "html"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-E", "-b", "html", str(ROOT / "docs"), str(folder)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_it_has_every_page_and_every_notebook(pages: dict[str, Page]) -> None:
    sources = [
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "how-to").glob("*.md"),
        *(ROOT / "docs" / "extend").glob("*.md"),
    ]
    wanted = {path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in sources}
    wanted |= {f"notebooks/{path.stem}.html" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert wanted <= set(pages)
    front = {unquote(urlsplit(target).path) for target in pages["index.html"].leads}
    assert wanted - {"index.html"} <= front, "each can be reached from the first page"


def test_nothing_is_loaded_from_outside(site: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for target in page.loads:
            assert not re.match(r"(?:[a-z]+:)?//", target), f"{name} loads {target}"
            path = unquote(urlsplit(target).path)
            assert target.startswith("data:") or ((site / name).parent / path).is_file(), (
                f"{name}: {target} is not there"
            )
    for sheet in site.rglob("*.css"):
        outside = re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^\s)]+", sheet.read_text(encoding="utf-8"))
        assert not outside, f"{sheet.name} loads {outside}"


def test_links_within_the_site_lead_to_a_page_and_a_place(site: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for target in page.leads:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            there = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
            assert there.exists(), f"{name}: {target}"
            if parts.fragment and there.suffix == ".html":
                other = pages[there.relative_to(site.resolve()).as_posix()]
                assert unquote(parts.fragment) in other.anchors | {"top"}, f"{name}: {target}"


def test_the_reference_of_python_has_what_the_docstrings_say(site: Path) -> None:
    from evidence.library import Library

    text = " ".join(re.sub(r"<[^>]+>", "", (site / "python.html").read_text(encoding="utf-8")).split())
    for verb in (Library.without, Library.gaps, Library.save, Library.sources_for):
        said = re.split(r"[`'.(]", " ".join((verb.__doc__ or "").split()))[0]
        assert verb.__name__ in text
        assert len(said) > 10
        assert said.strip() in text, said
