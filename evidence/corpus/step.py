"""One document of a corpus → one line of JSON: a function of its task alone, so that any process on any machine can run it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from evidence.collector import paused_collector
from evidence.corpus.fingerprint import fingerprint
from evidence.errors import EvidenceError, InputError
from evidence.findings import read
from evidence.journals import Aliases, load_aliases
from evidence.reading import DEFAULT_MAX_SIZE
from evidence.reading.language import other_language
from evidence.records import Record
from evidence.therapies import load_vocabulary

if TYPE_CHECKING:
    from evidence.therapies import Vocabulary


class Task(Record, frozen=True, kw_only=True):
    """What a worker is told: which document, and what its result has to be made with.

    Attributes:
        path: Relative to the corpus, with ``/``.
        file: Where it is read from.
        fingerprint: Of the program and its tables, as the one who asks has them; a worker with others refuses.
        tables: Paths of a person's own tables of journals, later ones winning.
        max_size: Bytes; a larger file is refused.
    """

    path: str
    file: str
    fingerprint: str
    tables: tuple[str, ...] = ()
    max_size: int = DEFAULT_MAX_SIZE


class PageRead(Record, frozen=True, kw_only=True):
    """What came of a task: the object that ``evidence read --json`` prints, or why there is none.

    Attributes:
        path: That of the task.
        sha256: Of the bytes that were read.
        line: The object, with a line end; empty if the document could not be read.
        language: The page's language, where that is plainly not English.
        problem: Why there is no line.
        exit_code: What the problem means for the run; 0 without one.
    """

    path: str
    sha256: str = ""
    line: bytes = b""
    language: str = ""
    problem: str = ""
    exit_code: int = 0


@paused_collector()
def read_page(task: Task) -> PageRead:
    """Read one document; a failure is a value, so that it costs no other document.

    Example:
        >>> import tempfile
        >>> page = Path(tempfile.mkdtemp(), "gout.txt")
        >>> _ = page.write_text("Ice helps.", encoding="utf-8")
        >>> done = read_page(Task(path="gout.txt", file=str(page), fingerprint=fingerprint()))
        >>> msgspec.json.decode(done.line)["uncited_therapies"], done.problem
        (['ice'], '')
        >>> read_page(Task(path="gone.txt", file="gone.txt", fingerprint=fingerprint())).problem.startswith("no such file")
        True
    """
    try:
        if fingerprint(task.tables) != task.fingerprint:
            return failed(
                task.path,
                "this worker has another version of the program, of its libraries or of your own tables; install the same ones, start it anew",
            )
        aliases, vocabulary = _vocabularies(task.tables)
        found = read(task.file, aliases=aliases, vocabulary=vocabulary, max_size=task.max_size)
        return PageRead(
            path=task.path,
            sha256=found.document.sha256,
            line=msgspec.json.encode(found.to_dict()) + b"\n",
            language=other_language(found.document.text) or "",
        )
    except InputError as error:
        place = f"line {error.line}: " if error.line is not None else ""
        return failed(task.path, place + error.message, error.exit_code)
    except EvidenceError as error:
        return failed(task.path, str(error), error.exit_code)
    except MemoryError:
        return failed(task.path, "there is not enough memory to read it")
    except Exception as error:  # a fault of ours in one page of thousands is told with that page, and the others go on
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return failed(task.path, f"a fault of this program ({what}); please report it with the page")


def failed(path: str, problem: str, exit_code: int = InputError.exit_code) -> PageRead:
    """A document that could not be read."""
    return PageRead(path=path, problem=problem, exit_code=exit_code)


@lru_cache(maxsize=1)
def _vocabularies(tables: tuple[str, ...]) -> tuple[Aliases, Vocabulary]:
    """Read once in a process, with the fingerprint that is made once too: both are of the same tables."""
    return load_aliases(*map(Path, tables)) if tables else Aliases(), load_vocabulary()
