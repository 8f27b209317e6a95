"""How far a look-up is, as a bar in a notebook: HTML and plain text, no widget and no script."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from evidence.records import Record
from evidence.wording import counted

_WIDTH = 20
_PAUSE = 0.1
"""Seconds between two pictures of the bar; what happens in between is not worth a message to the browser."""


class Progress(Record, frozen=True, kw_only=True):
    """How many sources of how many are answered, and what is going on.

    Example:
        >>> Progress(done=2, total=5, doing="asking pubmed …")
        [########............] 2 of 5 sources · asking pubmed …
    """

    done: int
    total: int
    doing: str = ""

    @property
    def words(self) -> str:
        """The count, and what is going on."""
        return " · ".join(filter(None, (f"{self.done:,} of {counted(self.total, 'source')}", self.doing)))

    def __repr__(self) -> str:
        filled = _WIDTH * self.done // self.total if self.total else _WIDTH
        return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {self.words}"

    def _repr_html_(self) -> str:
        bar = f'<progress value="{self.done}" max="{max(1, self.total)}"></progress>'
        return f"<p>{bar} {escape(self.words)}</p>"


class Bar:
    """What a run tells as it goes: ``asking`` before each request, ``answered`` after each source."""

    def __init__(self, total: int, handle: Any = None) -> None:
        self._now, self._handle, self._last = Progress(done=0, total=total), handle, 0.0

    def asking(self, service: str) -> None:
        """A request goes out."""
        self._show(Progress(done=self._now.done, total=self._now.total, doing=f"asking {service} …"))

    def answered(self) -> None:
        """One more source has its result."""
        self._show(Progress(done=self._now.done + 1, total=self._now.total))

    def close(self, word: str) -> None:
        """The last picture of the bar."""
        self._last = 0.0
        self._show(Progress(done=self._now.done, total=self._now.total, doing=word))

    def _show(self, now: Progress) -> None:
        self._now = now
        if self._handle is not None and time.monotonic() - self._last >= _PAUSE:
            self._handle.update(now)
            self._last = time.monotonic()


@contextmanager
def show_progress(total: int, wanted: bool | None = None) -> Iterator[Bar]:
    """A bar for a run over ``total`` sources.

    Args:
        total: How many there are.
        wanted: Show it; unless it is said, in a notebook only.
    """
    bar = Bar(total, _open_display(total) if wanted or (wanted is None and in_notebook()) else None)
    try:
        yield bar
    except KeyboardInterrupt:
        bar.close("stopped; all answers are kept, run it again to go on")
        raise
    except BaseException:
        bar.close("stopped by an error")
        raise
    bar.close("done")


def in_notebook() -> bool:
    """Whether a kernel runs this, so that what is displayed can be written over."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _open_display(total: int) -> Any:
    try:
        from IPython.display import display  # there in every notebook, no dependency of ours
    except ImportError:
        return None
    return display(Progress(done=0, total=total), display_id=True)
