"""The annotated copy: what it links and marks, where it must not, and that taking the marks out gives the original, byte for byte."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pypandoc
import pytest
from evidence_factory import make_source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from test_views_table import _LookedUp

from evidence import read
from evidence.cli.app import run
from evidence.errors import InputError
from evidence.findings import Findings, find
from evidence.library import Library
from evidence.library.records import Decision, LookupNotice, LookupRecord
from evidence.reading import read_document, text_document
from evidence.records import Fields
from evidence.views.annotate import Annotated, annotate
from evidence.views.annotate_tags import strip_tags

CITED = "Colchicine was highly effective for gout [BMJ 2001;33:44]."
BARE = "Ice is a good treatment of gout."


def found_in(text: str, name: str) -> Findings:
    return find(text_document(text, name=name))


def copy_of(text: str, name: str = "page.html") -> str:
    return annotate(found_in(text, name)).raw.decode()


def links_of(html: str) -> list[tuple[str, str]]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [
        (element.attrib["href"], "".join(element.itertext()))
        for element in tree.iter("a")
        if "data-evidence" in element.attrib
    ]


def notes_of(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return ["".join(element.itertext()) for element in tree.iter("span") if "data-evidence" in element.attrib]


# ── what is marked ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["page.html", "page.md", "page.txt"])
def test_a_citation_is_linked_and_a_gap_is_marked(name: str) -> None:
    text = f"<p>{CITED} {BARE}</p>" if name.endswith("html") else f"{CITED} {BARE}\n"
    copy = annotate(found_in(text, name))
    shown = copy.raw.decode()
    html = (
        pypandoc.convert_text(shown, "html", format="gfm", extra_args=["--wrap=none"]) if name.endswith("md") else shown
    )
    [(address, linked)] = links_of(html)
    assert address.startswith("https://pubmed.ncbi.nlm.nih.gov/?term=%22")
    assert linked == "[BMJ 2001;33:44]"
    assert notes_of(html) == ["no source: ice (+)"]
    assert (copy.links, copy.notes, copy.skipped) == (1, 1, 0)


@pytest.mark.parametrize(
    ("citation", "address"),
    [
        ("doi:10.1000/xyz.123", "https://doi.org/10.1000/xyz.123"),
        ("PMID: 12345678", "https://pubmed.ncbi.nlm.nih.gov/12345678/"),
    ],
)
def test_identifiers_are_linked_where_they_are_known(citation: str, address: str) -> None:
    assert [link for link, _ in links_of(copy_of(f"<p>Colchicine was effective for gout ({citation}).</p>"))] == [
        address
    ]


def test_the_library_gives_the_identifiers_and_the_retractions() -> None:
    found = found_in(f"<p>{CITED}</p>", "page.html")
    key = found.citations[0].key
    notice = LookupRecord(
        service="crossref", address="", at="2026-01-01", verdict="match", notices=(LookupNotice(kind="retraction"),)
    )
    shelf = _LookedUp({key: make_source(key, doi="10.1000/a", journal="BMJ", year=2001)}, {}, {}, {key: (notice,)})
    html = annotate(found, shelf).raw.decode()
    assert [link for link, _ in links_of(html)] == ["https://doi.org/10.1000/a"]
    assert notes_of(html) == ["retracted: BMJ 2001"]


def test_a_person_s_decision_counts() -> None:
    found = found_in(f"<p>{CITED} {BARE}</p>", "page.html")
    library = Library.of(found)
    [ice] = library.therapies["ice"].claims
    assert notes_of(annotate(found, library.decide(ice, Decision(set={"status": "rejected"}))).raw.decode()) == []
    assert notes_of(annotate(found, library).raw.decode()) == ["no source: ice (+)"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("<p>x <a href='#n'>[BMJ 2001;33:44]</a></p>", "p.html", id="inside a link"),
        pytest.param("<p>x <a href='#n'><b>[BMJ 2001;33:44]</b></a></p>", "p.html", id="deep inside a link"),
        pytest.param("<pre>x [BMJ 2001;33:44]</pre>", "p.html", id="preformatted"),
        pytest.param("<p>x <code>[BMJ 2001;33:44]</code></p>", "p.html", id="code"),
        pytest.param("<p>x</p><!-- [BMJ 2001;33:44] -->", "p.html", id="comment"),
        pytest.param("<p title='[BMJ 2001;33:44]'>x</p>", "p.html", id="attribute"),
        pytest.param(
            "<script>[BMJ 2001;33:44]</script><style>[BMJ 2001;33:44]</style>", "p.html", id="script and style"
        ),
        pytest.param("<title>[BMJ 2001;33:44]</title><p>x</p>", "p.html", id="title"),
        pytest.param("<textarea>[BMJ 2001;33:44]</textarea>", "p.html", id="textarea"),
        pytest.param("<svg><text>[BMJ 2001;33:44]</text></svg>", "p.html", id="svg"),
        pytest.param("x [see BMJ 2001;33:44](http://a.example)\n", "p.md", id="Markdown link"),
        pytest.param("x `[BMJ 2001;33:44]`\n", "p.md", id="Markdown code"),
        pytest.param("```\n[BMJ 2001;33:44]\n```\n", "p.md", id="fenced code"),
        pytest.param("    [BMJ 2001;33:44]\n", "p.md", id="indented code"),
        pytest.param("---\nsource: BMJ 2001;33:44\n---\nx\n", "p.md", id="front matter"),
        pytest.param("x <a href='#n'>BMJ 2001;33:44</a>\n", "p.md", id="HTML link in Markdown"),
    ],
)
def test_nothing_is_marked_where_no_mark_belongs(text: str, name: str) -> None:
    copy = annotate(found_in(text, name))
    assert copy.links == 0
    assert copy.raw.decode().startswith(text)
    assert strip_tags(copy.raw).raw == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "*Colchicine* was **highly effective** for gout *[BMJ 2001;33:44]*.",
        "Colchicine was effective for gout \\[BMJ 2001;33:44\\].",
        "| therapy | source |\n|---|---|\n| colchicine works in gout | BMJ 2001;33:44 |\n",
        "Colchicine helped in gout <!-- not closed [BMJ 2001;33:44]. And ice [BMJ 2002;34:45].",
        "- Colchicine was effective for gout\n  [BMJ 2001;33:44]\n- Ice helps.\n",
        "a*b*[BMJ 2001;33:44]*c* colchicine works for gout",
        "> Colchicine works for gout [BMJ 2001;33:44]\n\n1. Ice helps.\n",
    ],
)
def test_markdown_reads_as_it_did(text: str) -> None:
    copy = copy_of(text, "page.md")
    before = pypandoc.convert_text(text, "html", format="gfm")
    after = pypandoc.convert_text(copy, "html", format="gfm")
    after = re.sub(r'<span data-evidence="[^"]*" style="[^"]*">[^<]*</span><!--ev[0-9a-f]+-->', "", after)
    after = re.sub(
        r'<a data-evidence="[^>]*>|</a><!--ev[0-9a-f]+-->|<!--evidence annotated.*?-->', "", after, flags=re.DOTALL
    )
    assert _words(after) == _words(before)
    assert re.findall(r"</?(?:em|strong|li|ul|ol|td|th|tr|blockquote)\b", after) == re.findall(
        r"</?(?:em|strong|li|ul|ol|td|th|tr|blockquote)\b", before
    )


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


HTML_PAGES = (
    f"<h1>Gout</h1><p>{CITED}</p><ul><li>{BARE}</li></ul>",
    f"<table><tr><td>{CITED}<td>{BARE}</table>",
    f"<p>{CITED.replace('BMJ 2001', '<i>BMJ</i> 2001')} {BARE}",
    f"<p>&lt;b&gt; {CITED} &amp; <b>{BARE}</b></p><p>",
    f"<a name=top>{CITED} {BARE}",
    f"<p>{CITED}<div><p>{BARE}</div>",
)


@pytest.mark.parametrize("text", HTML_PAGES)
def test_html_reads_as_it_did(text: str) -> None:
    tree = html5lib.parse(copy_of(text), namespaceHTMLElements=False)
    for parent in list(tree.iter()):
        for child in list(parent):
            if isinstance(child.tag, str) and child.tag == "span" and child.get("data-evidence"):
                tail, at = child.tail or "", list(parent).index(child)
                parent.remove(child)
                if at:
                    parent[at - 1].tail = (parent[at - 1].tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
    assert _text(tree) == _text(html5lib.parse(text, namespaceHTMLElements=False))


def _text(tree: Any) -> str:
    for comment in [element for element in tree.iter() if not isinstance(element.tag, str)]:
        comment.text = ""
    return " ".join("".join(tree.itertext()).split())


def test_text_of_the_page_cannot_act_in_a_tag() -> None:
    text = '<p>Colchicine "onload=alert(1)" was effective for gout. <i>"><script>alert(1)</script>'
    tree = html5lib.parse(copy_of(text), namespaceHTMLElements=False)
    assert len(list(tree.iter("script"))) == 1  # the author's own
    assert all(set(element.attrib) <= {"data-evidence", "href", "title", "rel"} for element in tree.iter("a"))


@pytest.mark.parametrize(
    "doi", ['10.1000/"><script>', "10.1000/' onclick=x", "10.1000/a b", "javascript:alert(1)", "10.1/\u202ex"]
)
def test_a_hostile_identifier_makes_no_other_address(doi: str) -> None:
    found = found_in(f"<p>{CITED}</p>", "page.html")
    key = found.citations[0].key
    shelf = _LookedUp({key: make_source(key, doi=doi)}, {}, {}, {})
    copy = annotate(found, shelf).raw.decode()
    assert all(
        address.startswith(("https://doi.org/10.", "https://pubmed.ncbi.nlm.nih.gov/")) for address, _ in links_of(copy)
    )
    assert "<script" not in copy


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def round_trip(raw: bytes, folder: Path, name: str) -> Annotated:
    page = folder / name
    page.write_bytes(raw)
    copy = annotate(find(read_document(page)))
    stripped = strip_tags(copy.raw)
    assert stripped.raw == raw
    assert stripped.intact
    return copy


@pytest.mark.parametrize("name", ["page.txt", "page.md", "page.html"])
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{CITED}\r\n\r\n{BARE}\r\n".encode(), id="Windows line ends"),
        pytest.param(f"{CITED}\r{BARE}".encode(), id="old Mac line ends"),
        pytest.param(b"\xef\xbb\xbf" + CITED.encode(), id="byte order mark"),
        pytest.param(f"\ufeff{CITED} Zürich".encode("utf-16-le"), id="UTF-16"),
        pytest.param(f"{CITED} Ménière – ‘é’".encode("cp1252"), id="Windows-1252"),
        pytest.param(f"{CITED} a < b && c > d &amp; &lt;".encode(), id="markup letters"),
        pytest.param(f"\n\n{CITED}\n\n\n".encode(), id="blank lines around"),
        pytest.param(CITED.encode() + b"\x0c\x0b\x1b[31m", id="control codes"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xef\xbb\xbf", id="only a mark"),
        pytest.param(f"<!--evidence annotated ev12345678 text {'0' * 64}-->\n".encode(), id="our last line"),
        pytest.param(b'<a data-evidence="ev12345678" href="x">y</a><!--ev12345678-->', id="our tags"),
        pytest.param(f"<p>{CITED}</p><plaintext>{BARE}".encode(), id="plaintext"),
        pytest.param(f"{CITED}<!-- never closed {BARE}".encode(), id="open comment"),
    ],
)
def test_stripping_gives_the_original(tmp_path: Path, raw: bytes, name: str) -> None:
    copy = round_trip(raw, tmp_path, name)
    again = round_trip(copy.raw, tmp_path, "again.html" if name != "page.md" else "again.md")
    assert strip_tags(strip_tags(again.raw).raw).raw == raw
    round_trip(copy.raw, tmp_path, "again.txt")


_PIECES = st.sampled_from(
    [
        CITED, BARE, "<p>", "</p>", "<a href=x>", "</a>", "<b", ">", "<!--", "-->", "<script>", "</script>", "<pre>", "</pre>", "`", "```\n", "*", "_",
        "[", "](x)", "\\", "|", "\n", "\r\n", "\n\n", "# ", "- ", "    ", "&", "&amp;", "<td>", "<table>", "<svg>", "é", "\u202e", "☃", " ", "<x y='",
        '<span data-evidence="ev00000000+">', "<!--ev00000000-->", "<plaintext>", "<?", "<![CDATA[", "</", "~~",
        "BMJ 2001;33:44", "[1]", "1. Smith A. Gout. BMJ 2001;33:44.\n",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=80))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_TEXTS,
    name=st.sampled_from(["p.txt", "p.md", "p.html"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_text_comes_back(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    try:
        copy = round_trip(raw, tmp_path, name)
    except InputError:
        return  # what cannot be read cannot be annotated
    round_trip(copy.raw, tmp_path, name)


@settings(max_examples=150, deadline=None)
@given(text=st.lists(_PIECES, max_size=14).map("".join), name=st.sampled_from(["p.md", "p.html"]))
def test_any_text_reads_as_it_did(text: str, name: str) -> None:
    document = text_document(text, name=name)
    copy = annotate(find(document))
    bare = re.sub(r'(<span data-evidence="ev[^<>]*>)[^<>]*(</span>)', r"\1\2", copy.raw.decode())
    bare = re.sub(r'(<a data-evidence="ev[0-9a-f]+\+"[^<>]*>)[^<>]*(</a>)', r"\1\2", bare)
    end = re.search(r"\n?<!--evidence annotated [^<>]*-->\n\Z", bare)
    assert end is not None
    if document.format != "text":
        assert (
            text_document(bare, name=name).text
            == text_document(text + end[0].removeprefix("" if text[-1:] != "\n" else "\n"), name=name).text
        )


def test_an_edited_copy_is_told_from_an_untouched_one() -> None:
    raw = annotate(found_in(f"<p>{CITED}</p>", "p.html")).raw
    assert strip_tags(raw).intact
    edited = strip_tags(raw.replace(b"highly ", b""))
    assert not edited.intact
    assert edited.raw == f"<p>{CITED}</p>".replace("highly ", "").encode()
    assert strip_tags(raw.rstrip(b"\n")).intact


@pytest.mark.parametrize("raw", [b"<p>never annotated</p>", b"", b"<!--evidence annotated x-->"])
def test_a_page_that_is_no_copy_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError, match="no annotated copy"):
        strip_tags(raw)


def test_a_word_file_is_refused() -> None:
    document = text_document("Ice helps.")
    document.format = "docx"
    with pytest.raises(InputError, match="docx cannot be annotated"):
        annotate(Findings(document))


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def test_the_command_goes_there_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_bytes(f"{CITED}\r\n{BARE}\r\n".encode())
    assert call("annotate", "page.md", "-o", "copy.md") == 0
    assert "1 citation linked, 1 note at the margin" in capsys.readouterr().err
    assert call("annotate", "--strip", "copy.md", "-o", "back.md") == 0
    assert Path("back.md").read_bytes() == Path("page.md").read_bytes()
    assert call("annotate", "page.md", "-o", "page.md") == 4
    assert call("annotate", "--strip", "page.md") == 2
    Path("copy.md").write_bytes(Path("copy.md").read_bytes().replace(b"highly", b"hardly"))
    assert call("annotate", "--strip", "copy.md", "-o", "back.md") == 1
    assert "edited since" in capsys.readouterr().err


def test_the_library_s_own_page_is_annotated_with_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_CONFIG_DIR", str(tmp_path / "config"))
    Path("page.md").write_text(f"{CITED}\n{BARE}\n", encoding="utf-8")
    assert call("add", "page.md") == 0
    [key] = re.findall(r"@article\{([^,]+),", Path("refs.bib").read_text(encoding="utf-8"))
    Path("refs.bib").write_text(
        Path("refs.bib").read_text(encoding="utf-8").replace("year =", "doi = {10.1000/b1},\n  year ="),
        encoding="utf-8",
    )
    claims = json.loads(Path("refs.claims.json").read_text(encoding="utf-8"))
    assert claims["documents"][0]["citations"][0]["source"] == key
    assert call("annotate", "page.md", "-o", "copy.md") == 0
    assert 'href="https://doi.org/10.1000/b1"' in Path("copy.md").read_text(encoding="utf-8")


def test_the_example_page_round_trips() -> None:
    page = Path(__file__).parent.parent / "notebooks" / "kasabach-merritt.md"
    copy = annotate(read(page))
    assert copy.links == 5
    assert strip_tags(copy.raw).raw == page.read_bytes()


@pytest.mark.parametrize("name", ["page.md", "page.html"])
def test_our_notes_are_not_read_as_the_author_s_words(name: str) -> None:
    text = f"<p>{CITED} {BARE}</p>" if name.endswith("html") else f"{CITED} {BARE}\n"
    first, again = found_in(text, name), found_in(copy_of(text, name), name)
    assert [(claim.therapies, claim.direction) for claim in again.claims] == [
        (claim.therapies, claim.direction) for claim in first.claims
    ]
    assert [citation.key for citation in again.citations] == [citation.key for citation in first.citations]


def test_a_number_that_points_to_several_entries_is_left_to_their_links() -> None:
    text = "<p>Ice works for gout [1,2]. Colchicine works for gout [2].</p><h2>References</h2><ol><li>Smith A. Ice. BMJ. 2001;33:44-46.</li><li>Jones B. Cold. Lancet. 2002;34:45-49.</li></ol>"
    links = links_of(copy_of(text))
    assert [shown for _, shown in links] == [
        "[2]",
        "Smith A. Ice. BMJ. 2001;33:44-46.",
        "Jones B. Cold. Lancet. 2002;34:45-49.",
    ]


def test_one_place_that_cites_two_works_has_two_links_behind_it() -> None:
    found = found_in(f"<p>{CITED}</p>", "page.html")
    [first] = found.citations
    second = structs.replace(
        first, id="c2", key="lancet", fields=Fields(journal="Lancet", year=2002, volume="34", first_page="45")
    )
    html = annotate(Findings(found.document, (first, second), found.claims)).raw.decode()
    assert [shown for _, shown in links_of(html)] == [" (BMJ 2001;33:44)", " (Lancet 2002;34:45)"]
