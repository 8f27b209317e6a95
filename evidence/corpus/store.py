"""The folder that a corpus is written to: a file for each page, and beside them what each was made from.

``OUT/FOLDER/page.html.jsonl`` is the result of ``FOLDER/page.html``. ``OUT/.evidence-corpus/pages.log`` gets a line before each result is put
in its place: path, digest of the page, fingerprint of the program, digest of the result, language. A result counts only if it has a line
and its bytes have that digest. So nothing has to be flushed page by page: what a kill or a pulled plug leaves half done or torn is
noticed by its digest, and that page is read again; and there is no result that no line knows of.
"""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from evidence.corpus.pages import relative_parts
from evidence.corpus.step import PageRead
from evidence.errors import InputError, WriteRefused
from evidence.locking import alone
from evidence.owntables import write_table

STATE = ".evidence-corpus"
SUMMARY = "summary.json"
NAME_AT_FAULT = (errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY, errno.EINVAL)
"""What writing a result fails with where only its name is at fault; anything else would befall all of them."""


class Kept(NamedTuple):
    """What a page's result was made from, and the digest of the result."""

    page: str
    fingerprint: str
    result: str
    language: str = ""


_LINE = msgspec.json.Decoder(list[str])


class Store:
    """The results of a corpus on disk; one process at a time.

    Attributes:
        folder: Where the results are.
        known: Path of a page → what its result was made from.

    Raises:
        WriteRefused: The folder holds other things, another run writes to it, or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = folder / STATE
        self._log: IO[bytes] | None = None
        self._made: set[str] = set()
        self._lock = ExitStack()
        try:
            if folder.is_dir() and not self._state.is_dir() and any(folder.iterdir()):
                raise WriteRefused(
                    f"{folder}: holds files that are not of this command; name a folder that is empty or not there yet"
                )
            self._state.mkdir(parents=True, exist_ok=True)
            self._lock.enter_context(alone(self._state / "run", needed=False, wait=0))
            self.known = _read_log(self._state / "pages.log")
            self._log = open(self._state / "pages.log", "ab", buffering=0)  # noqa: SIM115  closed by close()
            self._end_torn_line()
        except OSError as error:
            raise WriteRefused(f"{folder}: cannot be written ({error.strerror or error})") from None

    def result(self, path: str) -> Path:
        """Where a page's result is."""
        return self.folder / f"{path}.jsonl"

    def line(self, path: str) -> bytes | None:
        """A page's result; ``None`` if it is not there as it was written."""
        kept = self.known.get(path)
        if kept is None:
            return None
        try:
            line = self.result(path).read_bytes()
        except OSError:
            return None
        return line if sha256(line).hexdigest() == kept.result else None

    def keep(self, done: PageRead, fingerprint: str) -> None:
        """Write down what a result was made from, and put it in its place.

        Raises:
            OSError: It cannot be written; the page counts as not read.
        """
        assert self._log is not None
        target = self.result(done.path)
        self._unsay()
        self._make_folder(target.parent)
        part = self._state / "part"
        part.write_bytes(done.line)
        kept = Kept(done.sha256, fingerprint, sha256(done.line).hexdigest(), done.language)
        self._log.write(msgspec.json.encode([done.path, *kept]) + b"\n")
        self.known[done.path] = kept
        part.replace(target)

    def drop(self, path: str) -> bool:
        """Take away the result of a page that is gone or can no longer be read; ``False`` if there is none."""
        if path not in self.known:
            return False
        assert self._log is not None
        self._unsay()
        try:
            self.result(path).unlink(missing_ok=True)
        except OSError as error:
            if error.errno not in NAME_AT_FAULT:  # a result of such a name was never written
                raise
        for folder in relative_parts(path):
            self._made.discard(str(self.folder / folder))
            with suppress(OSError):  # others are in it
                (self.folder / folder).rmdir()
        self._log.write(msgspec.json.encode([path]) + b"\n")
        del self.known[path]
        return True

    def finish(self, summary: bytes) -> None:
        """Write the summary, and the log anew with a line for each page, in order.

        Raises:
            WriteRefused: One of them cannot be written.
        """
        write_table(self.folder / SUMMARY, summary)
        lines = (msgspec.json.encode([path, *kept]) + b"\n" for path, kept in sorted(self.known.items()))
        self._close_log()
        write_table(self._state / "pages.log", b"".join(lines))

    def close(self) -> None:
        """Let other runs in."""
        self._close_log()
        self._lock.close()

    def _unsay(self) -> None:
        """Before anything changes: a summary of other results must not stand beside them."""
        if SUMMARY not in self._made:
            (self.folder / SUMMARY).unlink(missing_ok=True)
            self._made.add(SUMMARY)

    def _make_folder(self, folder: Path) -> None:
        if str(folder) not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(str(folder))

    def _end_torn_line(self) -> None:
        assert self._log is not None
        path = self._state / "pages.log"
        if path.stat().st_size:
            with open(path, "rb") as log:
                log.seek(-1, os.SEEK_END)
                torn = log.read() != b"\n"
            if torn:
                self._log.write(b"\n")

    def _close_log(self) -> None:
        if self._log is not None:
            with suppress(OSError):  # a line that a broken disk loses costs reading its page again
                self._log.close()
            self._log = None


def _read_log(path: Path) -> dict[str, Kept]:
    """The last word on each page. A line that a kill tore is none; a path alone says that its result is gone."""
    known: dict[str, Kept] = {}
    if not path.exists():
        return known
    with open(path, "rb") as log:
        for line in log:
            try:
                name, *kept = _LINE.decode(line)
            except (msgspec.DecodeError, ValueError):
                continue
            if len(kept) == len(Kept._fields):
                known[name] = Kept(*kept)
            elif not kept:
                known.pop(name, None)
    return known


def refuse_other_corpus(store: Store, paths: tuple[str, ...], folder: Path) -> None:
    """Keep the results of one folder from being thrown away for another one, or for a drive that is not mounted.

    Raises:
        WriteRefused: There are results, and none of them is of a page that the folder has.
        InputError: There are neither results nor pages.
    """
    if not paths and not store.known:
        raise InputError("no documents here (.txt, .md, .html, .docx, .pdf)", path=str(folder))
    if store.known and not any(path in store.known for path in paths):
        raise WriteRefused(
            f"{store.folder}: holds the results of another folder; none of its {len(store.known):,} pages is in {folder}. "
            "Name another folder with -o, or remove this one"
        )
