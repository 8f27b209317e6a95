"""The notebooks in a real JupyterLab, trusted and untrusted: they open, their displays are seen, and nothing is asked of the network.

Needs JupyterLab (the extra ``test`` has it) and Chromium (Debian: ``apt-get install chromium``); without them it skips and says why.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install 'evidence-tracker[notebook]'")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium"),
    pytest.mark.filterwarnings("default::ResourceWarning"),  # playwright's own pipes
]
SETTINGS: dict[str, dict[str, object]] = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # all cells are in the page, not only those in view
    "apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false", "doNotDisturbMode": True},
    "apputils-extension/themes": {"theme": "JupyterLab Dark"},
}
TOKEN = "for-this-test"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]


class Lab(NamedTuple):
    """A running JupyterLab: its address, and what it serves: ``trusted`` and ``untrusted``, the same notebooks."""

    address: str
    root: Path


def probe() -> Any:
    """A notebook that tells whether it is trusted: only then does its script run."""
    script = nbformat.v4.new_output(
        "display_data", data={"text/html": "<script>window.trusted = true</script><p>probe</p>"}
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[script], execution_count=1)])
    book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return book


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    work = tmp_path_factory.mktemp("lab")
    for kind in ("trusted", "untrusted"):
        shutil.copytree(FOLDER, work / "root" / kind)
        nbformat.write(probe(), work / "root" / kind / "probe.ipynb")
    # the same bytes would have the same signature: one space of difference makes them two
    for path in (work / "root" / "untrusted").glob("*.ipynb"):
        book = nbformat.read(path, as_version=4)
        book.metadata["note"] = "nobody trusts this copy"
        nbformat.write(book, path)
    for name, values in SETTINGS.items():
        file = work / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    folders = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "JUPYTER_CONFIG_DIR": "config",
               "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}  # fmt: skip
    environment = {**os.environ, **{name: str(work / folder) for name, folder in folders.items()}}
    signed = map(str, sorted((work / "root" / "trusted").glob("*.ipynb")))
    subprocess.run(
        [sys.executable, "-m", "jupyter", "trust", *signed], env=environment, check=True, capture_output=True
    )
    port = free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={work / 'root'}",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with (work / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(f"{address}/api/status?token={TOKEN}", server, work / "log")
            yield Lab(address, work / "root")
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:  # how the server ends is not what is tested here
                server.kill()
                server.wait()


def free_port() -> int:
    """A port below those that systems give to servers who do not ask for one, so that no other test's server takes it meanwhile."""
    for port in random.sample(range(15_000, 30_000), 100):
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports are all taken")


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


SEEN = """() => {
  const shown = element => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const book = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook');
  const all = selector => [...book.querySelectorAll(`.jp-OutputArea-output ${selector}`)];
  const areas = [...book.querySelectorAll('.jp-OutputArea-output')];
  const letters = element => getComputedStyle(element).color;
  return {
    outputs: areas.length,
    hidden: areas.filter(area => !shown(area)).map(area => area.innerHTML.slice(0, 200)),
    empty: areas.filter(area => !area.innerText.trim() && !area.querySelector('img')).map(area => area.innerHTML.slice(0, 200)),
    tables: all('table').filter(table => !table.closest('details')).filter(shown).length,
    pictures: all('img').map(image => image.complete && image.naturalWidth > 0 && shown(image)),
    bars: all('progress').length,
    right: all('td[align=left]').filter(cell => getComputedStyle(cell).textAlign !== 'left').length,
    dark: all(':is(p, td, u, mark, small, strong)').filter(part => letters(part) === 'rgb(0, 0, 0)').length,
    marks: all('blockquote u').length,
  };
}"""
"""What a person sees of the displays; the theme is dark, so that letters that stayed black would not be read."""


ARRIVED = """outputs => {
  const book = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook');
  return book && book.querySelectorAll('.jp-OutputArea-output').length >= outputs && [...book.querySelectorAll('img')].every(one => one.complete);
}"""


def stored(path: Path) -> dict[str, int]:
    """What a notebook's own file says should be seen."""
    html = [
        str(output.get("data", {}).get("text/html", ""))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    folded = [text.partition("<details>")[0] for text in html]
    return {
        "outputs": len(html),
        "tables": sum(text.count("<table") for text in folded),
        "pictures": sum(text.count("<img ") for text in html),
        "bars": sum(text.count("<progress ") for text in html),
        "marks": sum(text.count("<u ") for text in html),
    }


@pytest.mark.parametrize("kind", ["trusted", "untrusted"])
def test_displays_are_seen_in_jupyterlab(lab: Lab, kind: str) -> None:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        page.goto(f"{lab.address}/lab/tree/{kind}/probe.ipynb?token={TOKEN}&reset")
        page.wait_for_function("document.querySelector('.jp-Notebook')?.innerText.includes('probe')", timeout=60_000)
        assert bool(page.evaluate("window.trusted")) == (kind == "trusted")
        for path in NOTEBOOKS:  # each in a JupyterLab of its own: with all of them open it takes three times as long
            wanted = stored(path)
            page.goto(f"{lab.address}/lab/tree/{kind}/{path.name}?reset")
            page.wait_for_function(ARRIVED, arg=wanted["outputs"], timeout=60_000)
            seen = page.evaluate(SEEN)
            assert (seen["hidden"], seen["empty"], seen["right"], seen["dark"]) == ([], [], 0, 0), path.stem
            assert all(seen["pictures"]), path.stem
            assert {**seen, "pictures": len(seen["pictures"])} == {**seen, **wanted}, path.stem
        browser.close()
    elsewhere = [
        url for url in asked if not url.startswith((lab.address, lab.address.replace("http", "ws"), "data:", "blob:"))
    ]
    assert elsewhere == []
