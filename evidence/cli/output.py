"""How commands get their input and give their output: shared by all of them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.errors import EvidenceError, InputError, WriteRefused
from evidence.writing import write_file

if TYPE_CHECKING:
    from rich.console import Console

    from evidence.cli.app import Settings
    from evidence.document import Document
    from evidence.findings import Findings
    from evidence.journals import Aliases
    from evidence.library import Library

FILE_NAME = click.Path(readable=False)
"""The name of a file, which shells then complete; what is wrong with the file is told where it is opened."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SEPARATORS = re.compile("[\u2028\u2029]")
_LINES = re.compile("[\t\n\u2028\u2029]+")


def printable(text: str, *, keep_lines: bool = False) -> str:
    """Text without the control characters that could move a terminal's cursor or turn its text around.

    Example:
        >>> printable("a\\x1b[2Jb\\u202ec\\nd")
        'a[2Jbc d'
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    text = _SEPARATORS.sub("\n", text) if keep_lines else _LINES.sub(" ", text)
    if "::" in text or "##[" in text:
        from evidence.wording import not_a_command

        return not_a_command(text)
    return text


def load_aliases(settings: Settings) -> Aliases:
    """The person's own journal table, then the project's ``journals.tsv`` beside ``refs.bib``, which wins."""
    from evidence.journals.own import TABLE
    from evidence.journals.own import load_aliases as load
    from evidence.owntables import own_table

    return load(own_table(TABLE), settings.bib.parent / TABLE)


def read_documents(settings: Settings, names: Iterable[str], *, max_size: int | None = None) -> Iterator[Findings]:
    """Read documents one after the other; a failure is reported, remembered in ``settings.failures``, and the others go on."""
    from evidence.cli.app import complain
    from evidence.findings import read
    from evidence.reading import DEFAULT_MAX_SIZE
    from evidence.reading.language import other_language
    from evidence.therapies import load_vocabulary

    aliases, vocabulary = load_aliases(settings), load_vocabulary()
    for name in names:
        settings.inputs.append(Path(name))
        if name.lower().endswith(".bib"):
            hint = f"take its sources with 'evidence import {name}', or work with it as --bib {name}"
            say(settings, f"evidence: {name} is a bibliography and is read as a page here; {hint}")
        try:
            found = read(name, aliases=aliases, vocabulary=vocabulary, max_size=max_size or DEFAULT_MAX_SIZE)
        except InputError as error:
            complain(_with_hint(settings, name, error))
            settings.failures.append(error.exit_code)
            continue
        language = other_language(found.document.text)
        if language and not settings.quiet:
            what = "standard input" if name == "-" else name
            note = f"{what} looks like {language}: claims are read in English only, so some will be missing"
            click.echo(printable(f"evidence: {note}; citations are read in any language"), err=True)
        yield found


def _with_hint(settings: Settings, name: str, error: InputError) -> InputError:
    """The error, with what to do where the name of no file is a document of the library."""
    from evidence.library import open_library

    if name == "-" or Path(name).exists() or not settings.bib.exists():
        return error
    try:
        known = open_library(settings.bib, missing_sources=True).documents
    except EvidenceError:
        return error  # what is wrong with the library is told to those who asked for it
    if name not in known:
        return error
    return InputError(f"no such file; to see a document of the library: evidence show {name}", path=name)


def load_library(settings: Settings, names: tuple[str, ...] = ()) -> Library:
    """The library, or with documents named, those documents alone in memory.

    Raises:
        InputError: None of the documents could be read, or there is no library.
    """
    return _load(settings, names)[0]


def load_library_and_texts(settings: Settings, names: tuple[str, ...] = ()) -> tuple[Library, tuple[Document, ...]]:
    """The same with the documents' texts; those of a library as far as their files can be read.

    Raises:
        InputError: As ``load_library``.
    """
    from evidence.library.deciding import read_again

    library, found = _load(settings, names)
    if names:
        return library, tuple(one.document for one in found)
    texts = []
    for record in library.documents.values():
        try:
            texts.append(read_again(record, settings.bib))
        except InputError:
            continue  # the report says of each document whose text it does not show
    return library, tuple(texts)


def _load(settings: Settings, names: tuple[str, ...]) -> tuple[Library, tuple[Findings, ...]]:
    from evidence.library import Library, open_library

    if names:
        found = tuple(read_documents(settings, names))
        if not found:
            raise SystemExit(max(settings.failures))
        return Library.of(*found), found
    if not settings.bib.exists():
        raise InputError(
            "no library here; make one with 'evidence add PAGE', or name the documents to look at",
            path=settings.bib.name,
        )
    library = open_library(settings.bib)
    settings.inputs.extend(settings.bib.parent / document.path for document in library.documents.values())
    return library, ()


def make_console() -> Console:
    """A console of rich that ends quietly where its reader has left (``| head``)."""
    from rich.console import Console

    class _Console(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return _Console(highlight=False, soft_wrap=False)


def print_json(rows: Iterable[Any]) -> None:
    """Print one JSON object a line."""
    import msgspec

    from evidence.wording import json_for_eyes

    encoder = msgspec.json.Encoder()
    for row in rows:
        click.echo(json_for_eyes(encoder.encode(row).decode()))


def write_json(settings: Settings, rows: Iterable[Any], output: str | None) -> None:
    """One JSON object a line, to a file where one is named."""
    import msgspec

    if output is None:
        print_json(rows)
    else:
        write_output(settings, msgspec.json.Encoder().encode_lines(rows).decode(), output)


def write_output(settings: Settings, content: str | bytes, output: str | None) -> None:
    """Write to a file (whole or not at all), or to standard output where no file is named.

    Raises:
        WriteRefused: The file cannot be written, or it is the library or one of its pages.
        EvidenceError: Binary content without a file.
    """
    if output is None or output == "-":
        if isinstance(content, bytes):
            if sys.stdout.isatty():
                raise EvidenceError("this format is binary; name a file with -o FILE")
            sys.stdout.buffer.write(content)
        else:
            # a format for a file may hold what a person wrote, byte for byte; a terminal would act on it
            shown = _SEPARATORS.sub("\n", _CONTROLS.sub("", content)) if sys.stdout.isatty() else content
            click.echo(shown, nl=not content.endswith("\n"))
        return
    path = Path(output)
    refuse_folder(output)
    _spare_the_library(settings, path)
    raw = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if not path.parent.is_dir():
        raise WriteRefused(f"{output}: there is no folder {path.parent}; make it first")
    write_file(path, raw)


def refuse_folder(output: str) -> None:
    """Say that ``-o`` names a folder, where it does.

    Raises:
        WriteRefused: It is one.
    """
    if Path(output).is_dir():
        raise WriteRefused(f"{output}: this is a folder; name a file in it, as in -o {Path(output, 'table.html')}")


def _spare_the_library(settings: Settings, path: Path) -> None:
    """Refuse to write over what a person keeps: the library, its tables and the pages it was made of."""
    kept = [
        settings.bib,
        settings.bib.with_suffix(".claims.json"),
        settings.bib.parent / "journals.tsv",
        *settings.inputs,
    ]
    if path.exists() and any(os.path.exists(other) and path.samefile(other) for other in kept):
        raise WriteRefused(f"{path}: this is the library or one of its pages; write to another file")


def say(settings: Settings, message: str) -> None:
    """Tell a person what was done, on standard error, unless they asked for quiet."""
    if not settings.quiet:
        click.echo(printable(message), err=True)
