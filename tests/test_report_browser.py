"""The report in a real browser: no request, no message, filter, sort, keyboard, links, without script, and axe-core's word on it.

Needs Chromium (Debian: ``apt-get install chromium``) and playwright; for accessibility also axe-core from npm, or its file named by
``AXE_CORE``. What is missing is told as the reason of the skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from evidence_factory import make_claim, make_shelf, make_source
from test_views_report import HOSTILE_PAGE, make_looked_up
from test_views_table import hostile_shelf

import evidence
from evidence.views.report import render_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium"),
    pytest.mark.filterwarnings("default::ResourceWarning"),  # playwright's own pipes
]

PAGE = """# Gout of the toe

## Treatment

Ice was effective for gout [BMJ 2001;3:4]. Colchicine was highly effective for gout [Lancet 2002;359:10].
Colchicine failed in chronic gout [Ann Rheum Dis 2003;62:7]. Garlic and cherry juice have been used.

- Prednisone was as effective as indomethacin [NEJM 2004;350:12].
- Febuxostat was superior to allopurinol [N Engl J Med 2005;353:2450].
"""
Visit = Callable[..., Any]


def _report(text: str, name: str) -> str:
    found = evidence.read_text(text, name=name)
    return render_report(evidence.Library.of(found), documents=(found.document,), day=date(2026, 3, 1))


def _many() -> str:
    claims = (
        make_claim(f"c-{n}", f"drug{n % 60}", sources=(f"s-{n % 90}",) if n % 3 else (), direction="supports", conditions=(f"condition {n % 5}",))
        for n in range(300)
    )  # fmt: skip
    return render_report(
        make_shelf(*(make_source(f"s-{n}", journal="J", year=1990 + n % 30) for n in range(90)), *claims)
    )


REPORTS: dict[str, Callable[[], str]] = {
    "page": lambda: _report(PAGE, "gout.md"),
    "hostile": lambda: _report(HOSTILE_PAGE, "page.html"),
    "empty": lambda: _report("", "empty.txt"),
    "looked up": lambda: render_report(make_looked_up()),
    "many": _many,
    "long words": lambda: render_report(hostile_shelf(), title="W" * 9_000),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for name, render in REPORTS.items():
        made[name] = folder / f"{name.replace(' ', '-')}.html"
        made[name].write_text(render(), encoding="utf-8")
    return made


@pytest.fixture
def visit(browser: Any, reports: dict[str, Path]) -> Iterator[Visit]:
    """Open a report; any request, console message, error or dialog fails the test at its end."""
    seen: list[str] = []
    contexts = []

    def open_page(name: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog: seen.append(f"dialog: {dialog.message}"))
        own = reports[name].as_uri()

        def route(asked: Any) -> None:
            if asked.request.url.partition("#")[0] == own:
                asked.continue_()
            else:
                seen.append(f"request: {asked.request.url}")
                asked.abort()

        page.route("**/*", route)
        page.goto(own)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    if named := os.environ.get("AXE_CORE"):
        return Path(named).read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm to fetch axe-core with; or set AXE_CORE to its axe.min.js")
    folder = tmp_path_factory.mktemp("axe")
    try:
        subprocess.run([npm, "pack", "axe-core@4.14"], cwd=folder, capture_output=True, check=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm did not give axe-core; or set AXE_CORE to its axe.min.js")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_page_fits_its_screen_and_asks_for_nothing(visit: Visit, name: str, width: int) -> None:
    page = visit(name, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["page", "hostile", "empty", "looked up"])
def test_axe_finds_no_violation(visit: Visit, axe: str, name: str, width: int, scheme: str) -> None:
    page = visit(name, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate(axe)  # a script element would be refused by the page's policy
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 15


def shown_rows(page: Any) -> list[str]:
    rows: list[str] = page.eval_on_selector_all("#rows tbody tr", "rows => rows.filter(r => r.offsetParent !== null && getComputedStyle(r).display !== 'none').map(r => r.cells[0].textContent)")  # fmt: skip
    return rows


def wait_for_filter(page: Any, free: bool = False) -> None:
    told = playwright.expect(page.locator("form output").first)
    told.to_have_text("") if free else told.not_to_have_text("")


def test_table_and_picture_are_filtered_together(visit: Visit) -> None:
    page = visit("page")
    every = shown_rows(page)
    assert len(every) > 5
    form = page.locator("form.filters").first
    form.locator("[name=g]").check()
    wait_for_filter(page)
    assert shown_rows(page) == ["cherry juice", "garlic"]
    drawn = page.locator(".graph .node[data-k=c]:not(.away)")
    assert drawn.count() == 2
    assert page.locator("#graph-part [name=g]").is_checked()
    page.locator("#graph-part button[type=reset]").click()
    wait_for_filter(page, free=True)
    assert shown_rows(page) == every
    form.locator("[name=q]").fill("colchicine")
    wait_for_filter(page)
    assert set(shown_rows(page)) == {"colchicine"}
    form.locator("[name=d]").select_option("against")
    playwright.expect(drawn).to_have_count(1)
    assert len(shown_rows(page)) == 1


def test_filtered_picture_leaves_no_hole_and_no_overlap(visit: Visit) -> None:
    page = visit("many")
    before = page.eval_on_selector(".graph svg", "svg => svg.viewBox.baseVal.height")
    page.locator("#graph-part [name=q]").fill("drug7")
    wait_for_filter(page)
    after = page.eval_on_selector(".graph svg", "svg => svg.viewBox.baseVal.height")
    assert after < before / 4
    boxes = page.eval_on_selector_all(".graph .node:not(.away) rect.box", "boxes => boxes.map(b => { const r = b.getBoundingClientRect(); return [Math.round(r.x), r.y, r.bottom]; })")  # fmt: skip
    for column in {x for x, *_ in boxes}:
        stack = sorted((top, bottom) for x, top, bottom in boxes if x == column)
        assert all(above[1] <= below[0] for above, below in pairwise(stack))


def test_sorting_by_mouse_keyboard_and_list(visit: Visit) -> None:
    page = visit("page")
    made = shown_rows(page)
    head = page.locator("#rows thead [role=button]").first
    head.click()
    assert shown_rows(page) == sorted(made)
    assert page.locator("#rows th[aria-sort=ascending]").count() == 1
    head.focus()
    page.keyboard.press("Enter")
    assert shown_rows(page) == sorted(made, reverse=True)
    page.locator("[name=sort]").select_option("")
    assert shown_rows(page) == made
    assert page.locator("#rows th[aria-sort]").count() == 0


def test_keyboard_reaches_the_content_first_and_then_everything_in_order(visit: Visit) -> None:
    page = visit("page")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    tops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "(() => { const e = document.activeElement; if (e === document.body) return null;"
            " const s = e.closest('section, nav'); return s ? [...document.querySelectorAll('section, nav')].indexOf(s) : -1; })()"
        )
        if place is None:
            break
        tops.append(place)
    else:
        pytest.fail("the focus never leaves the page")
    parts = [place for place in tops if place >= 0]
    assert parts == sorted(parts)
    assert len(set(parts)) >= 6


def test_links_lead_from_picture_to_place_to_row_to_source(visit: Visit) -> None:
    page = visit("page")
    page.locator('.graph a[href^="#claim-"]').first.focus()
    page.keyboard.press("Enter")
    claim = page.evaluate("location.hash")
    assert claim.startswith("#claim-")
    badge = page.locator(f"{claim} ~ .with-card .badge").first
    badge.focus()
    card = page.locator(f"#{badge.get_attribute('aria-describedby')}")
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    badge.click()
    row = page.evaluate("location.hash")
    assert row.startswith("#row-")
    assert page.locator(row).is_visible()
    page.locator(f'{row} a[href^="#source-"]').first.click()
    source = page.evaluate("location.hash")
    assert page.locator(source).is_visible()
    page.locator(f"{source} summary").click()
    page.locator(f'{source} a[href^="#cited-"]').first.click()
    assert page.locator(page.evaluate("location.hash")).is_visible()


def test_a_link_to_a_filtered_row_brings_it_back(visit: Visit) -> None:
    page = visit("page")
    page.locator("form.filters [name=q]").first.fill("garlic")
    wait_for_filter(page)
    page.locator('section[aria-labelledby=answer] a:text-is("colchicine")').first.click()
    wait_for_filter(page, free=True)
    assert page.locator(page.evaluate("location.hash")).is_visible()


def test_pointing_at_a_therapy_lights_what_hangs_on_it(visit: Visit) -> None:
    page = visit("page")
    page.locator('.graph .node[data-k="t"]', has_text="colchicine").hover()
    assert page.locator(".graph svg.lit").count() == 1
    lit = page.locator(".graph .node.on").all_text_contents()
    assert any("colchicine" in text for text in lit)
    assert not any("febuxostat" in text for text in lit)


@pytest.mark.parametrize("width", [360, 1440])
def test_cards_stay_on_the_screen(visit: Visit, width: int) -> None:
    page = visit("page", viewport={"width": width, "height": 800})
    for badge in page.locator(".document :is(.badge, a.cited)").all():
        badge.scroll_into_view_if_needed()
        badge.focus()
        box = page.locator(f"#{badge.get_attribute('aria-describedby')}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_everything_can_be_read_without_script(visit: Visit) -> None:
    page = visit("page", java_script_enabled=False)
    assert page.locator("form.filters").first.is_hidden()
    for part in ("#rows", ".graph svg", ".grid-map", ".document .text", ".references"):
        assert page.locator(part).is_visible()
    page.locator(".document .badge").first.focus()
    assert page.locator(".card >> visible=true").count() == 1


def test_print_shows_all_rows_and_hides_what_only_a_screen_needs(visit: Visit) -> None:
    page = visit("page")
    page.locator("form.filters [name=g]").first.check()
    wait_for_filter(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert len(shown_rows(page)) > 5
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for part in ("nav", "form.filters", ".to-place"):
        assert page.locator(part).first.is_hidden()
    assert page.pdf()[:5] == b"%PDF-"


def test_reduced_motion_is_respected(visit: Visit) -> None:
    page = visit("page", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_size() -> None:
    assert len(_report(PAGE, "gout.md").encode()) < 400_000
