"""A field put in and taken out again leaves every byte; a quote in braces is no end of a value."""

from __future__ import annotations

import pytest

from evidence.library.bibedit import edit_fields
from evidence.library.bibfile import read_bib, read_entry


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a}", "@misc{a,}", "@misc{a,\n}", "@misc{a, title = {One}}", "@misc{a,\n  title = {One},}", "@misc{a,\n  title = {One}  \n}",
        "@misc{a,\n  title = {One}, \n  year = 2000\t\n}", "@misc{a,\n  title = {One} % why\n}", "@misc{a,\n  title = {One}, % why\n}",
        "@misc{a,\n  title = {One},\n\n}", "@misc{a,\r\n  title = {One}\r\n}", "@misc{a,\r\n  title = {One},}", "@misc{a, title = {One}, }",
        "@misc{a\n, title = {One}\n, year = 2000\n}",
    ],
)  # fmt: skip
def test_put_in_and_taken_out(text: str) -> None:
    newline = "\r\n" if "\r\n" in text else "\n"
    written = edit_fields(read_entry(text, {}), {"pmid": "1"}, newline)
    assert read_entry(written, {}).values["pmid"] == "1"
    assert edit_fields(read_entry(written, {}), {"pmid": None}, newline) == text


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ('"Town and {Librar"y of Wit}"', 'Town and {Librar"y of Wit}'),
        ('"{A m{"a}n, and = more}"', '{A m{"a}n, and = more}'),
        ('"a {"b, c"} d {"} e" # pd', 'a {"b, c"} d {"} ePD'),
        ('"{\\"u}ber {"}"', '{\\"u}ber {"}'),
    ],
)
def test_a_quote_in_braces_ends_nothing(value: str, inside: str) -> None:
    text = f"@string{{pd = {{PD}}}}\n@book{{a,\n  title = {value},\n  year = {{1999}},\n}}\n@book{{b, title = {{x}}}}\n"
    file = read_bib(text)
    assert not file.problems
    assert file.text == text
    assert file.entries[0].inside("title") == inside
    assert file.entries[0].values["year"] == "1999"
    assert edit_fields(file.entries[0], {"year": None}) == file.entries[0].text.replace("\n  year = {1999},", "")


def test_hostile_quotes_take_linear_time() -> None:
    import time

    for text in ('@misc{a, t = "{"' * 3_000, '@misc{a, t = "' + '{"' * 10_000, "@misc{\n" * 5_000 + '"{"'):
        start = time.process_time()
        read_bib(text)
        assert time.process_time() - start < 10
