"""Every kind of finding stands once in the catalogue, every line there is a kind, and a test asserts each."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.issues import error
from planner.catalogue import CATALOGUE, EXITS, Entry
from planner.errors import ExitCode
from planner.write.error_reference import error_page, main
from tests.places import ROOT
from tests.raised import RECORDED, never_made

ENTRIES = [entry for entries in CATALOGUE.values() for entry in entries]
# What makes a finding; each takes its code first.
MAKERS = frozenset({"error", "warning", "note", "refuse", "Issue"})
# The makers themselves pass a code on.
DEFINED_IN = frozenset({"models/issues.py", "planner/read/guard.py"})
# Of other things that are called so, the first argument is no code.
LEAST_ARGUMENTS = 3
EXAMPLE = re.compile(r"(error|warning|note): .+: .+")


def called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def makers(path: Path) -> Iterator[ast.Call]:
    """Yield the calls in a file that make a finding, also through a name such as `report = issues.error if ...`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set(MAKERS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp) and called(node.value.body) in MAKERS:
            names |= {called(target) for target in node.targets}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) >= LEAST_ARGUMENTS and called(node.func) in names:
            yield node


def sources() -> Iterator[tuple[str, Path]]:
    for package in ("models", "planner"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def codes_made() -> dict[str, str]:
    """Return each code that the program makes, with a place where it does."""
    found: dict[str, str] = {}
    for name, path in sources():
        for call in makers(path):
            if isinstance(call.args[0], ast.Constant):
                found[str(call.args[0].value)] = f"{name}:{call.lineno}"
    return found


def test_every_finding_is_made_with_its_code_spelled_out() -> None:
    computed = [
        f"{name}:{call.lineno}"
        for name, path in sources()
        for call in makers(path)
        if not isinstance(call.args[0], ast.Constant) and name not in DEFINED_IN
    ]
    assert not computed, "the catalogue finds a code by the text in its call"


def test_every_code_of_the_program_stands_in_the_catalogue() -> None:
    known = {entry.code for entry in ENTRIES}
    assert not {code: place for code, place in codes_made().items() if code not in known}, (
        "add a line to planner/catalogue/"
    )


def test_the_catalogue_has_no_code_that_nothing_makes() -> None:
    assert not {entry.code for entry in ENTRIES} - codes_made().keys()


def test_no_code_stands_in_the_catalogue_twice() -> None:
    assert not [code for code, count in Counter(entry.code for entry in ENTRIES).items() if count > 1]


def test_every_code_is_asserted_by_a_test() -> None:
    named = {
        node.value
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [entry.code for entry in ENTRIES if entry.code not in named]


def test_what_a_run_makes_is_recorded_and_what_it_does_not_make_is_told() -> None:
    error("a-code-of-this-test", "Demand!A1", "seen", "mend it")
    assert "a-code-of-this-test" in RECORDED
    codes = [entry.code for entry in ENTRIES]
    assert never_made(codes) == []
    assert never_made(codes[1:]) == codes[:1]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_has_whole_sentences_and_a_line_as_it_is_printed(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.code)
    assert entry.cause.endswith(".")
    assert entry.remedy.endswith(".")
    assert EXAMPLE.fullmatch(entry.example)


def test_every_exit_code_stands_in_the_catalogue_once() -> None:
    assert [one.code for one in EXITS] == list(ExitCode)


def test_the_committed_page_is_the_one_that_the_catalogue_gives() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == error_page(), (
        "run: python3 dev.py run python -m planner.write.error_reference docs/errors.md"
    )


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "page.md")]) == ExitCode.DONE
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == error_page()
    assert main([]) == ExitCode.USAGE
    assert main([str(tmp_path / "gone" / "page.md")]) == ExitCode.OUTPUT
    assert "does not exist" in capsys.readouterr().err
