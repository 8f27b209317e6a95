"""The shape of the package: imports point one way, heavy ones stay where they are used, start-up stays small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "evidence"
# from values to commands; a module imports only from its own layer or from layers before it
LAYERS = (
    "errors", "locking", "writing", "collector", "remembering", "chunks", "person", "rows", "records", "document", "keys", "owntables", "wording", "reading", "sentences", "journals", "citations", "therapies", "claims", "findings", "resolve",
    "library", "lookup", "styles", "views", "exports", "imports", "review", "checks", "corpus", "cli",
)  # fmt: skip
# a verb of an earlier layer may hand over to a later one, inside the function, so that values can show themselves
HANDS_OVER = {
    ("library", "views"),
    ("library", "lookup"),
    ("findings", "views"),
    ("records", "views"),
    ("document", "views"),
    ("lookup", "views"),
}
ONLY = {
    "bibtexparser": {"evidence/library/bibfile.py"},
    "requests": {
        "evidence/journals/fetching.py",
        "evidence/lookup/client.py",
        "evidence/lookup/kept.py",
        "evidence/lookup/transport.py",
    },
    "rich": None,
    "jinja2": None,
    "networkx": None,
    "pandas": None,
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def imports(tree: ast.AST) -> list[tuple[str, bool]]:
    """(module, at the top level?) of every import that runs."""
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                found.extend((alias.name, top) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module:
                found.append((child.module, top))
                if child.module == "evidence":
                    found.extend((f"evidence.{alias.name}", top) for alias in child.names)
            visit(child, top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    visit(tree, True)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py")
    if own in ("__init__", "__main__", "data"):
        return
    assert own in LAYERS, f"{own} has no layer: say where it belongs"
    for module, top in imports(ast.parse(path.read_text(encoding="utf-8"))):
        if module.startswith("evidence.") and layer(module) not in ("data", "__version__"):
            later = LAYERS.index(layer(module)) > LAYERS.index(own)
            assert not later or (not top and (own, layer(module)) in HANDS_OVER), f"{relative} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_heavy_packages_load_inside_the_function_that_needs_them(path: Path) -> None:
    name = f"evidence/{path.relative_to(PACKAGE).as_posix()}"
    for module, top in imports(ast.parse(path.read_text(encoding="utf-8"))):
        package = module.split(".")[0]
        if package in ONLY:
            allowed = ONLY[package]
            assert allowed is None or name in allowed, f"{name} imports {package}"
            assert not top or allowed, f"{name} imports {package} at its top"


_WRITERS = {
    "evidence/writing.py",
    "evidence/locking.py",
    "evidence/corpus/store.py",  # flushes nothing page by page: digests tell what is whole
}
_WRITES = {"write_text", "write_bytes", "touch", "unlink", "rename", "symlink_to", "hardlink_to"}
_OS_WRITES = {"replace", "rename", "unlink", "remove", "truncate", "link", "symlink", "fsync", "write"}


def writes(tree: ast.AST) -> list[str]:
    """Calls that change files without going through ``evidence.writing``."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        modes = [arg.value for arg in [*call.args, *(k.value for k in call.keywords)] if isinstance(arg, ast.Constant)]
        opens = name == "open" and any(
            isinstance(m, str) and re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", m) for m in modes
        )
        if (
            opens
            or (name in _WRITES and owner not in ("", "os"))
            or (owner == "os" and name in _OS_WRITES)
            or (owner in ("shutil", "tempfile") and name != "get_terminal_size")
        ):
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_files_are_written_in_one_way(path: Path) -> None:
    name = f"evidence/{path.relative_to(PACKAGE).as_posix()}"
    found = writes(ast.parse(path.read_text(encoding="utf-8")))
    if name == "evidence/library/saving.py":
        assert found == ["os.unlink(target)"]  # puts back that there was no file
    else:
        assert not found or name in _WRITERS, f"{name}: {found}; use evidence.writing"


@pytest.mark.parametrize(
    "code",
    [
        "p.write_text('x')",
        "open(p, 'w')",
        "p.open(mode='ab')",
        "os.replace(a, b)",
        "tempfile.mkstemp()",
        "open(p, 'r+')",
    ],
)
def test_a_write_is_recognised(code: str) -> None:
    assert writes(ast.parse(code)) == [code]
    assert not writes(ast.parse("open(p, 'rb'); p.open(encoding='utf-8'); text.replace('a', 'b')"))


def loaded(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_import_evidence_loads_nothing_but_itself() -> None:
    modules = loaded("import evidence")
    assert {m for m in modules if m.startswith("evidence")} == {"evidence"}
    assert not modules & {
        "msgspec",
        "regex",
        "click",
        "networkx",
        "requests",
        "bibtexparser",
        "rich",
        "jinja2",
        "json",
        "asyncio",
    }


def test_help_loads_the_command_line_alone() -> None:
    modules = loaded("from evidence.cli.app import run\ntry:\n    run(['--help'])\nexcept SystemExit:\n    pass")
    ours = {m for m in modules if m.startswith("evidence")}
    assert ours == {"evidence", "evidence.cli", "evidence.cli.app", "evidence.errors"}
    assert not modules & {
        "msgspec",
        "regex",
        "networkx",
        "requests",
        "bibtexparser",
        "rich",
        "jinja2",
        "pandas",
        "asyncio",
    }


def test_no_module_outgrows_its_subject() -> None:
    long = {
        path.relative_to(PACKAGE).as_posix(): n
        for path in MODULES
        if (n := path.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert not long, "past 400 lines, ask what the second subject is and give it a name"
