"""Nothing in an input runs: no command opens a socket or starts a program, and no text becomes a formula or a command.

Text in every place of a workbook is tried by tests/hostile (topic `text`); here is what does not go into a workbook.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.write.sheets.certificate import _quoted
from tests.cases import reference, workbook
from tests.hostile.output import harms, is_ours
from tests.places import ROOT

# Python tells of each of these before it happens, whoever asks for it; the watch lets none happen.
WATCH = """\
import sys

REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "webbrowser.",
           "urllib.", "http.", "ftplib.", "smtplib.", "pty.")


def watch(event, arguments):
    if event.startswith(REFUSED):
        raise SystemError(f"not allowed: {event} {arguments!r}")


sys.addaudithook(watch)
"""
ODD = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1,1)", "a\\b:c; d", "/* x */ End", "<= 5")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a process in which no socket can be opened and no program started."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(WATCH)
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def run(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_watch_sees_a_socket_and_a_program(watched: dict[str, str], tmp_path: Path) -> None:
    for code in (
        "import socket; socket.socket()",
        "import os; os.system('true')",
        "import subprocess; subprocess.run('true')",
    ):
        assert "not allowed" in run(watched, tmp_path, "-c", code).stderr


def test_no_command_opens_a_socket_or_starts_a_program(watched: dict[str, str], tmp_path: Path) -> None:
    for line in (
        "new a.xlsx --example small", "new b.xlsx", "check a.xlsx -v", "solve a.xlsx -o a_plan.xlsx -v --json",
        "solve a.xlsx -o b_plan.xlsx --solver pulp:HiGHS", "verify a_plan.xlsx a.xlsx",
        "solve a.xlsx -o c_plan.xlsx --near a_plan.xlsx", "export a.xlsx a.lp", "export a.xlsx a.mps",
        "check --help", "--version",
    ):  # fmt: skip
        done = run(watched, tmp_path, "-m", "planner.cli", *line.split())
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert "not allowed" not in done.stderr + done.stdout


def renamed(sheets: dict[str, list[list[object]]], name: str) -> None:
    """Give the customer of the small example another name, and a commodity and an end use a similar one."""
    for old, new in {"Motor plant": name, "NdFeB magnet": f"{name} m", "defence": f"{name} d"}.items():
        for rows in sheets.values():
            for row in rows[1:]:
                row[:] = [new if cell == old else cell for cell in row]


@pytest.mark.parametrize("target", ["model.lp", "model.mps"])
@pytest.mark.parametrize("name", ODD)
def test_no_name_of_the_input_is_a_word_of_the_program_file(tmp_path: Path, target: str, name: str) -> None:
    path = workbook(reference("small_example"), tmp_path, lambda sheets: renamed(sheets, name))  # type: ignore[arg-type]
    done = CliRunner().invoke(app, ["export", str(path), str(tmp_path / target)])
    assert done.exit_code == 0, done.output
    text = (tmp_path / target).read_text(encoding="utf-8")
    assert re.fullmatch(r"[A-Za-z0-9_ .,:+\-*/<>=\n\\]*", text), "only names made of letters, digits and _"
    assert not [letter for letter in "|@;'\"!()" if letter in text]


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠SUM(1)"])
def test_a_text_in_a_table_beside_the_plan_is_no_formula(word: str) -> None:
    assert _quoted(word) == f'"\'{word}"'


@pytest.mark.parametrize(
    ("formula", "ours"),
    [
        ("SUM(A1:A9)", True),
        ("SUMIFS(Flows!$Q$1:$Q$2,Flows!$A$1:$A$2,\"=cmd|' /C calc'!A0\")", True),
        ("'in Demand'!A1", True),
        ("cmd|' /C calc'!A0", False),
        ('HYPERLINK("http://evil.example")', False),
        ("[1]Sheet!A1", False),
        ("Elsewhere!A1", False),
        ("{1}", False),
    ],
)
def test_what_looks_for_formulas_that_are_not_ours_finds_them(formula: str, ours: bool) -> None:
    assert is_ours(formula, {"Flows", "in Demand"}) is ours


def test_the_plan_of_an_odd_name_holds_no_formula_but_ours(tmp_path: Path) -> None:
    path = workbook(reference("small_example"), tmp_path, lambda sheets: renamed(sheets, ODD[0]))  # type: ignore[arg-type]
    done = CliRunner().invoke(app, ["solve", str(path), "-o", str(tmp_path / "plan.xlsx"), "-q"])
    assert done.exit_code == 0, done.output
    assert harms((tmp_path / "plan.xlsx").read_bytes()) == []
