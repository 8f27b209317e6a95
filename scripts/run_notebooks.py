"""Run the notebooks from top to bottom and keep their outputs: ``python scripts/run_notebooks.py [FILE…]``.

Nothing that differs from machine to machine or run to run is kept (times, versions of Python), so that running twice changes no byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"


def run(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book,
        timeout=120,
        record_timing=False,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    book.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    nbformat.write(book, path)


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(map(str, FOLDER.glob("*.ipynb"))):
        run(Path(name))
