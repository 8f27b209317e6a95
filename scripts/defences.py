"""Take each defence of docs/security.md away, once, in a copy, and see its test fail.

    python scripts/defences.py [--only WORD] [--list]

A defence whose test passes without it, or whose code is no longer as it stands here, is told, and the exit code is then 1.
``tests/test_defences.py`` sees to it that the code below is the code of the package.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SECONDS = 150
"""A test without its defence can run for hours: as long is as good as failed."""
BYTES = 3 << 30


class Defence(NamedTuple):
    """What it guards against; the file and code of the defence; what stands there without it; the test that then fails."""

    against: str
    file: str
    code: str
    without: str
    test: str


IN, OUT = "tests/test_hostile_inputs.py", "tests/test_hostile_outputs.py"
COMMANDS = f"{OUT}::test_no_command_prints_what_acts_on_a_terminal_or_a_runner"
WORD, BOOK = (
    f"{IN}::test_a_word_file_is_measured_before_it_is_built",
    f"{IN}::test_a_workbook_is_measured_before_it_is_built",
)
STYLE = f"{IN}::test_a_style_that_breaks_its_language_is_refused"
OUTSIDE = f"{OUT}::test_a_claims_file_opens_nothing_outside_its_project"
MISBEHAVING = "tests/test_lookup_misbehaving.py"
ARCHIVES, OUTPUT, PRINTED, CSL = (
    "evidence/reading/archives.py",
    "evidence/cli/output.py",
    "evidence/wording.py",
    "evidence/styles/csl.py",
)
TRANSPORT = "evidence/lookup/transport.py"

DEFENCES = (
    # size, nesting, time and memory
    Defence("a large document", "evidence/reading/files.py", "if len(raw) > max_size:", "if False:", "tests/test_reading_files.py"),
    Defence("a Word file that unpacks to much", ARCHIVES, "sum(part.file_size for part in parts) > allowed.unpacked", "False", "tests/test_reading_office.py"),
    Defence("parts without end", ARCHIVES, "len(parts) > MAX_PARTS", "False", WORD),
    Defence("elements of XML without end", ARCHIVES, "if self._elements > self._allowed.elements:", "if False:", WORD),
    Defence("XML nested deep", ARCHIVES, "if self._depth > MAX_NESTING:", "if False:", WORD),
    Defence("entities in Office files", ARCHIVES, "parser.StartDoctypeDeclHandler = self._refuse", "pass", WORD),
    Defence("XML in a part of another name", ARCHIVES, "for part in parts:\n", 'for part in (one for one in parts if one.filename.endswith((".xml", ".rels"))):\n', WORD),
    Defence("other packings", ARCHIVES, "any(part.compress_type not in _KINDS for part in parts)", "False", WORD),
    Defence("areas of all cells", "evidence/review/workbook.py", "read_only=True", "read_only=False", f"{IN}::test_an_area_of_all_cells_is_not_built"),
    Defence("rows and columns without end", "evidence/review/workbook.py", "number >= _MOST_ROWS or len(row) > _MOST_COLUMNS", "False", BOOK),
    Defence("pages of a PDF that share much work", "evidence/reading/pdf.py", "if time.process_time() > until:", "if False:", f"{IN}::test_a_pdf_whose_pages_share_much_work_is_stopped"),
    Defence("pages without end", "evidence/reading/pdf.py", "if len(reader.pages) > MAX_PAGES:", "if False:", f"{IN}::test_more_pages_than_a_person_reads_are_refused"),
    Defence("streams of a PDF that unpack to much", "evidence/reading/pdf.py", "        import pypdf\n", "        import pypdf\n        import pypdf.filters\n        pypdf.filters.ZLIB_MAX_OUTPUT_LENGTH = pypdf.filters.FLATE_MAX_BUFFER_SIZE = 10**12\n", f"{IN}::test_a_pdf_that_unpacks_to_much_is_refused"),
    Defence("lists in lists", "evidence/reading/builder.py", "level = min(level, _DEEPEST_LIST)", "pass", f"{IN}::test_claims_of_a_list_in_a_list_in_a_list_take_linear_time"),
    Defence("entities of no character", "evidence/reading/html_tokens.py", "if value:", "if True:", f"{IN}::test_an_entity_of_no_character_is_no_text"),
    Defence("macros that multiply", "evidence/library/bibvalues.py", "depth < _DEEPEST_MACRO and left[0] > 0", "depth < _DEEPEST_MACRO", f"{IN}::test_macros_that_multiply_are_put_in_a_thousand_times_at_most"),
    Defence("deep JSON in the claims file", "evidence/library/claimsfile.py", "(msgspec.DecodeError, UnicodeDecodeError, RecursionError)", "(msgspec.DecodeError, UnicodeDecodeError)", f"{IN}::test_deep_json_is_refused_everywhere"),
    Defence("deep CSL-JSON", "evidence/imports/csl_json.py", "(msgspec.DecodeError, RecursionError)", "msgspec.DecodeError", f"{IN}::test_deep_json_is_refused_everywhere"),
    Defence("deep settings", "evidence/checks/settings.py", "except RecursionError:", "except ZeroDivisionError:", f"{IN}::test_settings_of_a_cloned_repository"),
    Defence("large settings", "evidence/checks/settings.py", "max_size=_MOST_BYTES", "max_size=10**12", f"{IN}::test_settings_of_a_cloned_repository"),
    Defence("pipes and devices as a library", "evidence/library/journal.py", "if not stat.S_ISREG(path.stat().st_mode):", "if False:", f"{IN}::test_what_is_no_file_is_not_waited_for"),
    Defence("pipes and devices as a table", "evidence/owntables.py", "not path.is_file() or", "", f"{IN}::test_what_is_no_file_is_not_waited_for"),
    Defence("a library without end", "evidence/library/journal.py", "if len(raw) > MOST_BYTES:", "if False:", f"{IN}::test_a_library_of_a_size_that_none_has"),
    Defence("a large bibliography", "evidence/imports/registry.py", "if len(raw) > MAX_SIZE:", "if False:", "tests/test_imports.py"),
    Defence("entities in EndNote XML", "evidence/imports/endnote.py", "parser.StartDoctypeDeclHandler = reader.refuse\n    parser.EntityDeclHandler = reader.refuse", "pass", "tests/test_imports.py"),
    Defence("EndNote XML nested deep", "evidence/imports/endnote.py", "if len(self._stack) >= _DEEPEST:", "if False:", "tests/test_imports.py"),
    Defence("macros of a style that call each other", CSL, "        _check_macros(text, style)\n", "", STYLE),
    Defence("styles that break their language", CSL, "except Exception as error:  # citeproc-py", "except ZeroDivisionError as error:  # citeproc-py", STYLE),
    Defence("entities in a style", CSL, "if root.getroottree().docinfo.internalDTD is not None:", "if False:", f"{IN}::test_a_document_type_hidden_by_an_encoding_is_seen"),
    Defence("names that are no UTF-8", "evidence/library/rereading.py", "if shown_name(given) != given:", "if False:", f"{IN}::test_a_name_that_is_no_utf8"),
    # services
    Defence("answers without end, and gzip bombs", TRANSPORT, "if size > bounds.most_bytes:", "if False:", MISBEHAVING),
    Defence("answers that trickle", TRANSPORT, "if time.monotonic() > until:", "if False:", MISBEHAVING),
    Defence("redirects to other places", TRANSPORT, 'if urlsplit(target)[:2] != urlsplit(prepared.url or "")[:2]:', "if False:", MISBEHAVING),
    Defence("entities in PubMed's XML", "evidence/lookup/pubmed_xml.py", "tree: Element = fromstring(body)", "from xml.etree.ElementTree import fromstring as plain\n        tree: Element = plain(body)", "tests/test_lookup_pubmed.py"),
    Defence("identifiers that name another address", "evidence/lookup/addresses.py", 'return quote(value, safe="")', "return value", f"{OUT}::test_identifiers_make_no_other_address"),
    Defence("a list of journals without end", "evidence/journals/fetching.py", "if size > most_bytes:", "if False:", "tests/test_journals_nlm.py"),
    Defence("a list of journals that trickles", "evidence/journals/fetching.py", "answer.raw.read1(_PIECE, decode_content=True)", "answer.raw.read(_PIECE, decode_content=True)", "tests/test_journals_nlm.py"),
    # which files are opened and written
    Defence("pages outside the project", "evidence/library/outside.py", "if not is_of_project(folder, file) and", "if False and", OUTSIDE),
    Defence("links that lead outside", "evidence/library/outside.py", "real = project_of(folder), file.resolve()", "real = project_of(folder), Path(os.path.abspath(file))", OUTSIDE),
    Defence("hidden files of the project", "evidence/library/outside.py", ' and not any(part.startswith(".") for part in real.relative_to(project).parts)', "", OUTSIDE),
    Defence("patterns of a cloned repository's settings", "evidence/checks/run.py", " and is_of_project(folder, file)", "", f"{OUT}::test_a_pattern_of_the_settings_finds_nothing_outside_its_project"),
    Defence("output over the library", OUTPUT, "    _spare_the_library(settings, path)\n", "", f"{OUT}::test_output_is_not_written_through_a_page_or_the_library"),
    Defence("a library that is a link", "evidence/library/journal.py", "if path.is_symlink() and not target.endswith(path.suffix):", "if False:", f"{OUT}::test_a_library_that_is_a_link_writes_to_no_file_of_another_kind"),
    # what is printed
    Defence("control codes in messages", OUTPUT, 'text = _CONTROLS.sub("", text.replace("\\r\\n", "\\n"))', 'text = text.replace("\\r\\n", "\\n")', COMMANDS),
    Defence("line separators in messages", OUTPUT, '_SEPARATORS.sub("\\n", text) if keep_lines', "text if keep_lines", COMMANDS),
    Defence("control codes in what is shown", PRINTED, '_UNPRINTABLE.sub("\\ufffd", ', '_UNPRINTABLE.sub("\\\\g<0>", ', COMMANDS),
    Defence("marks that turn text around", PRINTED, '_DIRECTION_CONTROLS.sub("", ', '_DIRECTION_CONTROLS.sub("\\\\g<0>", ', COMMANDS),
    Defence("control codes in JSON", PRINTED, 'return str(_ACTING.sub(lambda match: f"\\\\u{ord(match[0]):04x}", text))', "return text", COMMANDS),
    Defence("commands to GitHub's runner", PRINTED, 'return str(_COMMAND.sub(r"\\1 \\2", text)) if "::" in text or "##[" in text else text', "return text", COMMANDS),
    Defence("escapes in a GitHub annotation", "evidence/checks/render.py", 'return text.replace("%", "%25").replace("\\r", "%0D").replace("\\n", "%0A")', "return text", "tests/test_checks.py evidence/checks/render.py"),
    Defence("entries on a terminal", OUTPUT, "if sys.stdout.isatty() else content\n", "if False else content\n", f"{OUT}::test_what_is_written_byte_for_byte_is_shown_harmless_on_a_terminal"),
    Defence("control codes in exports", "evidence/exports/item.py", '_UNWRITABLE.sub("", ', '_UNWRITABLE.sub("\\\\g<0>", ', COMMANDS),
    # what is written
    Defence("formulas in CSV", "evidence/views/table_formats.py", """return f"'{text}" if re.match(""", """return text if re.match(""", "tests/test_views_table.py"),
    Defence("formulas in raters' CSV", "evidence/review/cells.py", """return f"'{cell}" if _is_guessed(cell) else cell""", "return cell", "tests/test_review_cells.py"),
    Defence("HTML in pages", "evidence/views/page.py", "autoescape=True,", "autoescape=False,", "tests/test_views_report.py"),
    Defence("HTML in pictures", "evidence/views/picture.py", 'inside = f"<title>{escape(title)}</title>', 'inside = f"<title>{title}</title>', "tests/test_views_picture.py tests/test_views_graph.py"),
    Defence("HTML and Markdown in Markdown", "evidence/views/table_formats.py", 'return re.sub(r"([\\\\`*_{}\\[\\]|~$^#])", r"\\\\\\1", plain)', "return text", "tests/test_views_table.py"),
    Defence("LaTeX", "evidence/views/table_latex.py", 'return "".join(map(_letter, broken))', "return text", "tests/test_views_table_office.py"),
    Defence("DOT", "evidence/views/graph_files.py", """escaped = text.replace("\\\\", "\\\\\\\\").replace('"', '\\\\"')""", "escaped = text", f"{OUT}::test_dot_has_no_statement_of_the_page"),
    Defence("other schemes in addresses", "evidence/views/web_places.py", "if _DOI.fullmatch(written) else None", "", "tests/test_views_report.py tests/test_annotate.py evidence/views/web_places.py"),
    Defence("scripts in a logo", "evidence/views/page_logo.py", "if regex.search(pattern, text, regex.IGNORECASE):", "if False:", "tests/test_views_report.py"),
    Defence("a context from the web", "evidence/exports/jsonld.py", '{"@context": CONTEXT, ', '{"@context": "https://schema.org", ', f"{OUT}::test_a_context_is_never_fetched_since_none_is_named"),
    Defence("markup in styled references", CSL, "escape(line, quote=False)", "line", "tests/test_exports_formats.py tests/test_styles.py"),
)  # fmt: skip


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--only", default="", help="defences whose name or file has this word")
    words.add_argument("--list", action="store_true")
    said = words.parse_args()
    chosen = [one for one in DEFENCES if said.only in one.against or said.only in one.file]
    if said.list:
        print("\n".join(f"{one.against}: {one.file}; {one.test}" for one in chosen))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", ".hypothesis", ".*_cache", "__pycache__")
        )
        return max([_try(one, copy) for one in chosen], default=0)


def _try(one: Defence, copy: Path) -> int:
    path = copy / one.file
    text = path.read_text(encoding="utf-8")
    if text.count(one.code) != 1:
        print(
            f"?  {one.against}: the code of the defence stands {text.count(one.code)} times in {one.file}", flush=True
        )
        return 1
    path.write_text(text.replace(one.code, one.without), encoding="utf-8")
    try:
        says = _run(one.test.split(), copy)
    finally:
        path.write_text(text, encoding="utf-8")
    print(
        f"{'!! ' if says == 'passes' else 'ok '} {one.against}: without it, {one.test.replace('tests/', '')} {says}",
        flush=True,
    )
    return int(says == "passes")


def _run(tests: list[str], folder: Path) -> str:
    def bound() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
            preexec_fn=bound if os.name == "posix" else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"does not end in {SECONDS} seconds"
    return {0: "passes", 1: "fails"}.get(done.returncode, f"ends with code {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
