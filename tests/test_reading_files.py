"""What can be read, what is refused, and how that is said."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from evidence.errors import InputError
from evidence.reading import read_document, text_document
from evidence.reading.decode import decode


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("α".encode(), "α", "utf-8"),
        (codecs.BOM_UTF8 + b"a", "\ufeffa", "utf-8"),
        (b"caf\xe9 \x93x\x94", "café “x”", "windows-1252"),
        ("é".encode("utf-16"), "\ufeffé", "utf-16-le"),
        ("KaposiÃ©".encode(), "KaposiÃ©", "utf-8"),
        (b"a\r\nb\r", "a\r\nb\r", "utf-8"),
        (b"", "", "utf-8"),
    ],
    ids=["utf-8", "bom", "windows-1252", "utf-16", "mojibake-stays", "line-ends-stay", "empty"],
)
def test_bytes_are_decoded_and_not_mended(raw: bytes, text: str, encoding: str) -> None:
    assert decode(raw) == (text, encoding)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xfeab\x00", "byte order mark"),
        (b"fine\n\x81\x8d", "save it as UTF-8"),
        (b"a\x00b\x00", "save it as UTF-8"),
    ],
    ids=["png", "odd-utf-16", "undecodable", "nul"],
)
def test_what_is_not_text_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=says) as caught:
        read_document(path)
    assert caught.value.exit_code == 2
    assert str(path) in str(caught.value)


def test_missing_file_folder_and_address_are_told_apart(tmp_path: Path) -> None:
    for name, says in (
        (tmp_path / "no", "no such file"),
        (tmp_path, "folder"),
        ("https://x.org/a.html", "not fetched"),
    ):
        with pytest.raises(InputError, match=says):
            read_document(name)


def test_a_file_over_the_limit_is_refused_and_can_be_allowed(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Ice helps. " * 10, encoding="utf-8")
    with pytest.raises(InputError, match="--max-size"):
        read_document(path, max_size=20)
    assert read_document(path, max_size=200).source.startswith("Ice")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "x", "text"), ("a.md", "x", "markdown"), ("a.html", "<p>x", "html"), ("a.txt", "<!DOCTYPE html><p>x", "html"), ("a.html", "plain", "text"),
        ("a", "x", "text"),
    ],
)  # fmt: skip
def test_the_reader_goes_by_suffix_and_by_content_where_the_suffix_lies(
    name: str, content: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_document(tmp_path / name).format == expected


def test_line_and_column_count_from_one_whatever_ends_the_lines() -> None:
    document = text_document("a\r\nbc\rd\ne")
    assert [document.line_column(document.source.index(c)) for c in "acde"] == [(1, 1), (2, 2), (3, 1), (4, 1)]
