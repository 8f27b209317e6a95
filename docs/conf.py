"""How the documentation is built: ``sphinx-build -W -n docs docs/_build/html`` with the extra ``docs``.

Pages are plain Markdown that reads well where no Sphinx is. Links that leave this folder are right for a reader of the repository;
here they are turned to the same page on the site.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from evidence import __version__  # noqa: E402  (found by the line above)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "evidence"
author = "The evidence maintainers"
copyright = author  # noqa: A001  Sphinx's name for it
release = version = __version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_nb", "sphinx_copybutton"]
exclude_patterns = ["_build", "jupyter_execute"]

myst_enable_extensions = ["html_image"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # notebooks show the outputs that are stored

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = ["Source"]
nitpicky = True
nitpick_ignore_regex = [
    # types in signatures: the standard library's, for which the network would have to be asked, and inner ones that no page describes
    (
        "py:class",
        r"(collections|pathlib|datetime|networkx|pandas|evidence)\..*|[A-Z]\w*|date|(dict|tuple|list|Mapping)\[.*",
    ),
]

html_theme = "furo"
html_title = "evidence"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
copybutton_exclude = ".linenos, .gp, .go"

ELSEWHERE = {
    "](../notebooks/": "](notebooks/",
    "](../../notebooks/": "](../notebooks/",
    "](../CONTRIBUTING.md": "](contributing.md",
    "](../../CONTRIBUTING.md": "](../contributing.md",
    "](../CHANGELOG.md": "](changelog.md",
    "](../SECURITY.md": "](reporting.md",
    "](../README.md": "](index.md",
}


def copy_notebooks() -> None:
    """Bring ``notebooks`` and the pages beside them under the source folder, where Sphinx looks."""
    folder, origin = HERE / "notebooks", ROOT / "notebooks"
    found = [
        path
        for path in origin.rglob("*")
        if path.suffix in {".ipynb", ".md"} and ".ipynb_checkpoints" not in path.parts
    ]
    here = {path.relative_to(origin).as_posix() for path in found}
    for stale in folder.rglob("*.*"):
        if stale.is_file() and stale.relative_to(folder).as_posix() not in here:
            stale.unlink()
    for name in sorted(here):
        text = (origin / name).read_text(encoding="utf-8")
        moved = text
        if "/" not in name:
            moved = re.sub(r"\[([^\[\]\n]+)\]\(([^()\s:]+)\)", lambda link: _moved(link[1], link[2], here), text)
        if name.endswith(".md"):
            moved = f"---\norphan: true\n---\n\n{moved}"  # an example to read, no page of the documentation
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_text(encoding="utf-8") != moved:
            copy.write_text(moved, encoding="utf-8")


def _moved(text: str, target: str, here: set[str]) -> str:
    """A link of a notebook as it must read in ``docs/notebooks``; other files become downloads, folders lose their link."""
    path, mark, anchor = target.partition("#")
    there = (ROOT / "notebooks" / path).resolve()
    if not path or path in here or not there.is_relative_to(ROOT):
        return f"[{text}]({target})"
    if there.is_dir():
        return text
    inside = there.is_relative_to(HERE)
    way = f"../{there.relative_to(HERE).as_posix()}" if inside else f"../../{there.relative_to(ROOT).as_posix()}"
    return f"[{text}]({way}{mark}{anchor})"


def turn_links(_app: Sphinx, docname: str, content: list[str]) -> None:
    """Links that leave this folder lead to the same page on the site."""
    if docname.startswith("notebooks/"):
        return
    for there, here in ELSEWHERE.items():
        content[0] = content[0].replace(there, here)


def setup(app: Sphinx) -> None:
    """Sphinx calls it."""
    copy_notebooks()
    app.connect("source-read", turn_links)
