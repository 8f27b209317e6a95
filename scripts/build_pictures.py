"""Take the pictures of ``README.md`` anew from the example, after the report, the map or the page changed: ``python scripts/build_pictures.py``.

Needs the extra ``test`` (playwright) and a Chromium on the machine. Fonts are the machine's, so two machines give other pixels.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PAGE = "notebooks/kasabach-merritt.md"
WIDTH, TOP = 1200, 12


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "evidence", "-C", str(ROOT), *arguments], check=True)


def main() -> None:
    """Write the three pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    run("map", "-o", str(PICTURES / "map.png"))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        run("report", PAGE, "--date", "2026-03-01", "-o", str(report))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})
        page.goto(report.as_uri())
        places = {name: page.locator(f"#{name}").bounding_box() for name in ("evidence", "graph")}
        table, graph = places["evidence"], places["graph"]
        assert table is not None
        assert graph is not None
        clips = {"report-summary": (TOP, table["y"] - 2 * TOP), "report-graph": (graph["y"], 600)}
        for name, (y, height) in clips.items():
            clip = {"x": 0, "y": y, "width": WIDTH, "height": height}
            page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
