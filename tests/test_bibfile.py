"""refs.bib as people have it: read without losing a character, damage found with its place, edits that touch one field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.library.bibedit import edit_fields, rename_entry, render_entry
from evidence.library.bibfile import BibFile, read_bib, read_entry, split_blocks
from evidence.library.bibvalues import is_ordinary, is_value
from evidence.library.latex import decode_field, decode_latex, encode_field, encode_latex
from evidence.library.names import parse_authors, render_authors

NASTY = """\ufeff% Encoding: UTF-8
@string{bj = "Br. J. Derm."}

@PREAMBLE{"\\newcommand{\\noop}[1]{}"}
some words between, with an e-mail a@b.org

@Article{ White2017 ,
\tAuthor    = {White, Gary M. and {KMS Group} and M{\\"u}ller, J{\\"o}rg},
\ttitle     = "Sirolimus for {KMS}: 50\\% {"}better{"}",
\tjournal   = bj # { (Print)},
\tyear      = 2017,
\tmonth     = dec,
\tpages     = {261--265},
\tfile      = {:C\\:\\\\papers\\\\x.pdf:PDF},
\tabstract  = {Two
               lines, with an @ and = sign},
}
@misc(parens, note = {in (round) ones}, title={One-liner})
@comment{a remark with {braces}}
@Comment{jabref-meta: databaseType:bibtex;}
@book{last, title = {No comma at the end}
}
% the end"""


@pytest.mark.parametrize(
    "text",
    [NASTY, NASTY.replace("\n", "\r\n"), "", "\ufeff", "no entries at all", "@misc{a}"],
    ids=["lf", "crlf", "empty", "bom", "prose", "bare"],
)
def test_a_file_is_its_pieces(text: str) -> None:
    file = read_bib(text)
    assert file.text == text
    assert file.problems == ()


pieces = st.sampled_from([*'{}",=#%@\\ a1\n', " = ", ", b = ", "{c}", '"d"', ", ", '{\\"o}', '{"}', "@x{"])


@given(st.lists(pieces, max_size=14).map("".join))
def test_an_ordinary_entry_is_split_as_one_whole_value_a_field(inside: str) -> None:
    text = "@misc{k, title = " + inside + "}"
    if is_ordinary(text) and [block.raw for block in split_blocks(text)] == [text]:
        file = read_bib(text)
        assert [(entry.text, entry.key, entry.ordinary) for entry in file.entries] == [(text, "k", True)]
        assert all(is_value(raw) for _, raw in file.entries[0].pairs)
        names = [name.lower() for name, _ in file.entries[0].pairs]
        assert bool(file.problems) == (len(set(names)) < len(names))


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["{x {y} z}", '"x {\\"o} y"', "12", 'jan # " x"'])),
        max_size=5,
    )
)
def test_usual_entries_are_ordinary(fields: list[tuple[str, str]]) -> None:
    assert is_ordinary("@misc{k" + "".join(f",\n  {name} = {value}" for name, value in fields) + ",\n}")


def test_what_looks_like_a_commented_entry_in_a_value_stays_in_it() -> None:
    text = "@misc{a,\n  abstract = {One\n% see @book{b, x}\nTwo}\n}\n% @misc{c, title = {no}}\n@misc{d}\n"
    file = read_bib(text)
    assert file.text == text
    assert [entry.key for entry in file.entries] == ["a", "d"]
    assert file.entries[0].values["abstract"] == "One % see @bookb, x Two"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@incollection\n(\n  a , title = {One @x-y\n(b}\n)", "incollection"),
        ("@Book-Set\r\n  {a,\r\n  title = {One}\r\n}", "book-set"),
        ("@misc{a,\n  title = {One,\n@foo-bar (b, or c)}\n}", "misc"),
    ],
    ids=["line end before the bracket", "hyphen in the type", "what looks like a head in a value"],
)
def test_heads_that_bibtex_reads_and_bibtexparser_does_not(text: str, kind: str) -> None:
    file = read_bib(f"% mine\n{text}\n@misc{{z}}\n")
    assert file.text == f"% mine\n{text}\n@misc{{z}}\n"
    assert [(entry.key, entry.kind) for entry in file.entries] == [("a", kind), ("z", "misc")]
    entry = file.entries[0]
    assert entry.text == text
    assert entry.values["title"].startswith("One")
    edited = edit_fields(entry, {"pmid": "1"}, file.newline)
    assert edit_fields(read_entry(edited, {}), {"pmid": None}, file.newline) == text
    assert rename_entry(entry, "new").replace("new", "a", 1) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"{TNF}-$\alpha$ and $p < 0.05$", "TNF-α and p < 0.05"),
        (r"$\sqrt{\alpha}$, $x$ and \$ 5", "√(α), x and $ 5"),
        (r"one $ and {\"o}ne \& 5--6", "one $ and öne & 5–6"),
        (r"Preface / 9 \\ 1. Fonts\\2. Sizes", "Preface / 9 1. Fonts 2. Sizes"),
    ],
    ids=["formulas", "formula with arguments", "lone dollar", "line breaks"],
)
def test_what_is_decoded_piece_by_piece_says_the_same(written: str, meant: str) -> None:
    assert decode_latex(written) == meant


def test_values_are_read_as_people_mean_them() -> None:
    file = read_bib(NASTY)
    assert [entry.key for entry in file.entries] == ["White2017", "parens", "last"]
    white = file.entry("WHITE2017")
    assert white is not None
    assert white.values["title"] == 'Sirolimus for KMS: 50% "better"'
    assert white.values["journal"] == "Br. J. Derm. (Print)"
    assert white.values["abstract"] == "Two lines, with an @ and = sign"
    assert white.values["author"] == "White, Gary M. and KMS Group and Müller, Jörg"


@pytest.mark.parametrize("key", ["White2017", "parens", "last"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_changed_entry_leaves_every_other_byte(key: str, newline: str) -> None:
    text = NASTY.replace("\n", newline)
    file = read_bib(text)
    entry = file.entry(key)
    assert entry is not None
    edited = edit_fields(entry, {"pmid": "123"}, file.newline)
    before, after = text.split(entry.text)
    assert file.replace(key, edited).text == before + edited + after
    assert read_entry(edited, file.macros).values == {**entry.values, "pmid": "123"}
    assert read_bib(before + edited + after).problems == ()


EDITS: list[tuple[str, dict[str, str | None], str]] = [
    (
        "@misc{a,\n\ttitle = {One},\n\tyear  = 2000\n}",
        {"pmid": "1"},
        "@misc{a,\n\ttitle = {One},\n\tyear  = 2000,\n\tpmid  = {1}\n}",
    ),
    ("@misc{a,\n  title = {One},\n}", {"pmid": "1"}, "@misc{a,\n  title = {One},\n  pmid = {1},\n}"),
    ("@misc{a, title={One}}", {"pmid": "1"}, "@misc{a, title={One}, pmid={1}}"),
    ("@misc{a}", {"pmid": "1"}, "@misc{a,\n  pmid = {1}\n}"),
    (
        "@misc{a,\n  title = {One} % yes, one\n}",
        {"pmid": "1"},
        "@misc{a,\n  title = {One}, % yes, one\n  pmid = {1}\n}",
    ),
    ("@misc{a,\n  title = {One}, % one\n}", {"pmid": "1"}, "@misc{a,\n  title = {One}, % one\n  pmid = {1},\n}"),
    ("@misc{a,\r\n  title = {One},\r\n}", {"pmid": "1"}, "@misc{a,\r\n  title = {One},\r\n  pmid = {1},\r\n}"),
    ("@misc{a,\n  title = {One},\n  year = 2000\n}", {"title": "Two"}, "@misc{a,\n  title = {Two},\n  year = 2000\n}"),
    ("@misc{a,\n  title = {One},\n  year = 2000\n}", {"year": None}, "@misc{a,\n  title = {One}\n}"),
    ("@misc{a,\n  title = {One},\n  year = 2000\n}", {"title": None}, "@misc{a,\n  year = 2000\n}"),
    ("@misc{a,\n  title = {One},\n}", {"title": "One", "year": None}, "@misc{a,\n  title = {One},\n}"),
    ("@misc{a,\n  title = {One},\n}", {"month": "dec"}, "@misc{a,\n  title = {One},\n  month = dec,\n}"),
]


@pytest.mark.parametrize(
    ("text", "changes", "expected"), EDITS, ids=[f"{n}-{'-'.join(c)}" for n, (_, c, _) in enumerate(EDITS)]
)
def test_an_edit_takes_the_manner_of_the_entry(text: str, changes: dict[str, str | None], expected: str) -> None:
    newline = "\r\n" if "\r\n" in text else "\n"
    assert edit_fields(read_entry(text, {}), changes, newline) == expected


@pytest.mark.parametrize("text", [one for one, _, _ in EDITS if "%" not in one and one != "@misc{a}"])
def test_adding_and_removing_a_field_gives_the_entry_back(text: str) -> None:
    newline = "\r\n" if "\r\n" in text else "\n"
    added = edit_fields(read_entry(text, {}), {"claims": "x, y"}, newline)
    assert added != text
    assert edit_fields(read_entry(added, {}), {"claims": None}, newline) == text


DAMAGE = [
    ("@misc{a,\n  title = {One}\n  year = 2000\n}", 2, 16, "comma is missing"),
    ("@misc{a,\n  year = 2000\n  title = {One},\n}", 2, 14, "comma is missing"),
    ("@misc{a,\n  title = {One,\n  year = {2000}\n}\n\n@misc{b, title={x}}", 2, 11, "not closed before the next field"),
    ("@misc{a,\n  title = {One},\n\n@misc{b, title={x}}", 1, 1, "never closed"),
    ("@misc{a,\n  title = {One},\n", 1, 1, "never closed"),
    ("@misc{a, title={x}}\n@misc{A, title={y}}", 2, 7, "stands twice"),
    ("@misc{a, title={x}}\n@misc{a, title={x}}", 2, 7, "stands twice"),
    ("@misc{a,\n  Year = 2000,\n  year = 2001\n}", 3, 3, "stands twice in this entry"),
    ("@misc{a,\n  title = {One},,\n  year = 2001\n}", 2, 17, "two commas"),
    ("@misc{a,\n  title = {One}},\n  year = 2001\n}", 2, 16, "one brace too many"),
    ("@misc{a,\n  title = ,\n  year = 2001\n}", 2, 10, "has no value"),
    ("@misc{a,\n  title = {One},\n  nonsense\n}", 3, 3, "name = value"),
    ("@misc{, title={x}}", 1, 1, "no key"),
    ("\ufeff@misc{a, title={x} year=1}", 1, 19, "comma is missing"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"), DAMAGE, ids=[f"{n}-{w.replace(' ', '-')}" for n, (*_, w) in enumerate(DAMAGE)]
)
def test_damage_is_found_with_its_place(text: str, line: int, column: int, words: str) -> None:
    file = read_bib(text, "x.bib")
    assert file.text == text
    [problem] = file.problems
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message
    assert str(problem).splitlines()[-1].strip() == "^"


def test_all_problems_of_a_file_are_found() -> None:
    file = read_bib("@misc{a, title={x} year=1}\n\n@misc{b,\n title={x\n}\n\n@misc{A, year=1}")
    assert [problem.line for problem in file.problems] == [1, 3, 7]


def test_entries_in_a_comment_stay_a_comment() -> None:
    file = read_bib("@comment{\n@misc{old, title={x}}\n}\n@misc{old, title={y}}\n")
    assert [entry.values["title"] for entry in file.entries] == ["y"]
    assert file.problems == ()


def test_an_entry_behind_per_cent_signs_is_no_entry() -> None:
    text = "% @misc{old,\n%   title = {x}\n% }\n@misc{old, title={y}}\n"
    file = read_bib(text)
    assert [entry.values["title"] for entry in file.entries] == ["y"]
    assert file.problems == ()
    assert file.text == text


def test_insert_and_remove() -> None:
    new = render_entry("article", "b", [("year", "2001")])
    assert read_bib("").insert(new).text == new + "\n"
    assert read_bib("% only words\n").insert(new).text == "% only words\n\n" + new + "\n"
    file = read_bib("@misc{a, title={x}}\n\n@comment{jabref-meta: x}\n")
    assert file.insert(new).text == "@misc{a, title={x}}\n\n" + new + "\n\n@comment{jabref-meta: x}\n"
    for both in (
        file.insert(new),
        read_bib("").insert("@misc{z}", new),
        read_bib("@misc{a}\n").insert(new, "@misc{c}"),
    ):
        assert both.remove("B").entry("b") is None
    assert file.insert(new).remove("b").text == file.text
    assert read_bib("@misc{a}\n").insert(new).remove("b").text == "@misc{a}\n"
    assert read_bib("@misc{a}\r\n\r\n@misc{b}\r\n").remove("b").text == "@misc{a}\r\n"
    assert read_bib("@misc{a}\n\n@misc{b}\n").remove("a").text == "@misc{b}\n"


def test_rename_keeps_the_rest() -> None:
    file = read_bib(NASTY)
    entry = file.entry("White2017")
    assert entry is not None
    assert file.replace("White2017", rename_entry(entry, "pd-1")).text == NASTY.replace("White2017", "pd-1")


VALUE = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Co")), max_size=40)


@given(VALUE)
def test_text_survives_latex(text: str) -> None:
    plain = " ".join(text.split())
    assert decode_latex(encode_latex(text)) == plain


@given(
    st.dictionaries(st.sampled_from(["title", "journal", "note", "cited-as"]), VALUE, min_size=1),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back_by_us_and_bibtexparser(fields: dict[str, str], newline: str) -> None:
    from bibtexparser.entrypoint import parse_string

    encoded = [(name, encode_field(name, value)) for name, value in fields.items()]
    text = render_entry("misc", "k", encoded, newline)
    file = read_bib(text)
    assert file.problems == ()
    [entry] = file.entries
    assert entry.values == {name: " ".join(value.split()) for name, value in fields.items()}
    [theirs] = parse_string(text).entries
    assert {field.key: field.value for field in theirs.fields} == dict(encoded)


@given(st.text(alphabet='@{}()"=,%#\\\n\r abcmisc0', max_size=80))
def test_any_text_is_kept_and_nothing_raises(text: str) -> None:
    file = read_bib(text)
    assert file.text == text
    for entry in file.entries:
        assert isinstance(entry.values, dict)
        assert all(entry.text[field.start : field.end] == field.raw for field in entry.fields)


@given(st.text(alphabet='@{}"=,%# \nab1', max_size=60))
def test_an_edit_of_any_sound_entry_can_be_read(inside: str) -> None:
    file = read_bib("@misc{k, " + inside + "}")
    entry = file.entry("k")
    if file.problems or entry is None or len(file.entries) != 1:
        return
    edited = file.replace("k", edit_fields(entry, {"pmid": "77"}))
    again = read_bib(edited.text)
    assert again.problems == ()
    changed = again.entry("k")
    assert changed is not None
    assert changed.values["pmid"] == "77"
    assert {
        name: value for name, value in changed.values.items() if name != "pmid"
    } == entry.values or "pmid" in entry.values


@given(st.text(max_size=60))
def test_decoding_never_raises(text: str) -> None:
    assert isinstance(decode_latex(text), str)
    assert isinstance(decode_field("url", text), str)
    assert isinstance(parse_authors(text), tuple)


def test_deep_or_long_values_are_shown_as_written() -> None:
    assert decode_latex("{" * 5000 + "\\x" + "}" * 5000) == "\\x"
    assert decode_latex("{\\unclosed") == "\\unclosed"


AUTHORS = [
    ("White, Gary M.", ("White, GM",)),
    ("Gary M. White and others", ("White, GM",)),
    ("de la Cruz, Juan and Ludwig van Beethoven", ("de la Cruz, J", "van Beethoven, L")),
    ("{World Health Organization} and White, GM", ("World Health Organization", "White, GM")),
    ("King, Jr., Martin Luther", ("King, ML Jr",)),
    ("{\\'E}mile Zola and Jean-Paul Sartre", ("Zola, É", "Sartre, JP")),
    ("White", ("White",)),
    ("{Smith and Sons}", ("Smith and Sons",)),
    ("", ()),
]


@pytest.mark.parametrize(("written", "expected"), AUTHORS, ids=[w or "none" for w, _ in AUTHORS])
def test_authors(written: str, expected: tuple[str, ...]) -> None:
    assert parse_authors(written) == expected


@pytest.mark.parametrize(
    "authors", [("White, GM", "ARDS Network", "Le Cleach", "de Sousa, LG", "King, ML Jr", "A & B Group, C")]
)
def test_authors_are_written_so_that_they_read_the_same(authors: tuple[str, ...]) -> None:
    assert parse_authors(render_authors(authors)) == authors


def test_a_file_is_a_value() -> None:
    file = read_bib("@misc{a, title={x}}\n")
    file.insert("@misc{b}").remove("a")
    assert isinstance(file, BibFile)
    assert file.text == "@misc{a, title={x}}\n"
