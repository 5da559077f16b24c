"""The layers hold, models stays away from the outside world, and no two modules import each other."""

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import ROOT

PACKAGES = ("models", "planner")

# models knows no file, no process and no terminal; these are the ways there that the standard library offers.
OUTSIDE_WORLD = {
    "argparse", "csv", "fileinput", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "urllib", "zipfile",
}  # fmt: skip
ALLOWED_IN_MODELS = (sys.stdlib_module_names - OUTSIDE_WORLD) | {"models", "numpy", "pandas"}


def module_files() -> dict[str, Path]:
    """Return the file of every module of the two packages, by dotted name."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


MODULES = module_files()


def is_type_checking(node: ast.If) -> bool:
    return ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of each import that happens at run time, inside functions too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and is_type_checking(node):
            yield from (name for child in node.orelse for name in imports_of(child))
        else:
            yield from imports_of(node)


def imported_modules(tree: ast.AST, modules: set[str]) -> set[str]:
    """Return those of the modules that a file imports; `from package import name` may mean a module or a name in it."""
    return {
        imported if imported in modules else imported.rpartition(".")[0]
        for imported in imports_of(tree)
        if imported in modules or imported.rpartition(".")[0] in modules
    }


def import_graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """Return what each module imports of the others, from their sources."""
    return {name: imported_modules(ast.parse(source), set(sources)) - {name} for name, source in sources.items()}


def sources() -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


def test_both_packages_are_seen() -> None:
    assert {"models", "models.units", "planner", "planner.errors"} <= set(MODULES)


def test_no_two_modules_import_each_other() -> None:
    graphlib.TopologicalSorter(import_graph(sources())).prepare()


def test_a_circle_of_imports_is_found() -> None:
    circle = {"a": "import b", "b": "def late():\n    from c import thing", "c": "import a\nfrom a import other"}
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(import_graph(circle)).prepare()


def test_an_import_for_types_alone_makes_no_circle() -> None:
    apart = {"a": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b", "b": "import a"}
    assert import_graph(apart) == {"a": set(), "b": {"a"}}


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] == "models"])
def test_models_imports_numpy_pandas_and_harmless_parts_of_the_standard_library(name: str) -> None:
    imported = {module.split(".")[0] for module in imports_of(ast.parse(MODULES[name].read_text(encoding="utf-8")))}
    assert imported <= ALLOWED_IN_MODELS


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_code_is_a_package(package: str) -> None:
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_importing_the_planner_package_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import planner; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['planner']"


def test_the_import_layers_hold() -> None:
    """The contracts stand in pyproject.toml; this runs them, so that a test run alone notices a shortcut."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_tests_share_stands_in_no_test() -> None:
    files = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")}
    assert "tests/given/near.py" in files
    shared = {(path, name) for path, source in files.items() for name in imports_of(ast.parse(source))}
    assert not {(path, name) for path, name in shared if name.startswith("tests.") and ".test_" in name}
