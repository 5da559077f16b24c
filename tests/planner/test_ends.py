"""How commands end: every exit code, and nothing written where there is no result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import ExitCode
from planner.read import read_input
from tests.cases import Case, put, workbook
from tests.commands import SMALL, digest, plan
from tests.places import INPUTS, REFERENCE, ROOT


def test_wrong_usage_ends_with_2(small: Path) -> None:
    folder = small.parent
    for arguments in (
        ("slove",), ("solve", "nothing.xlsx"), ("check", "nothing.xlsx"), ("solve", small.name, "-o", small.name),
        ("solve", small.name, "-o", "plan.docx"), ("solve", small.name, "--solver", "pulp:NOPE"),
        ("export", small.name, "model.txt"), ("new", small.name), ("new", "x.xlsx", "--example", "nope"),
        ("verify", "nothing.xlsx", small.name),
    ):  # fmt: skip
        done = plan(*arguments, cwd=folder)
        assert done.returncode == ExitCode.USAGE, (arguments, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_solver_that_is_not_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    path = workbook(SMALL, tmp_path, put("Capacity", "all", -48, site="US separator"))
    done = plan("solve", path.name, "--solver", "foo", cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("plan: --solver foo: write highs or pulp:NAME")


def test_errors_in_the_input_end_with_3_name_every_cell_and_write_nothing(tmp_path: Path) -> None:
    path = workbook(
        SMALL, tmp_path,
        put("Capacity", "all", -48, site="US separator"),
        put("Lanes", "cost [USD/t]", "much", from_="China magnets"),
        put("Demand", "commodity", "NdFeB magnt", end_use="defence"),
    )  # fmt: skip
    done = plan("solve", path.name, cwd=tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert done.stderr.splitlines()[-1] == f"plan: {done.stderr.count('error: ')} errors in the input"
    for cell in ("Capacity!F2", "Lanes!E4", "Demand!B2"):
        assert cell in done.stderr, (cell, done.stderr)
    assert "did you mean 'NdFeB magnet'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_check_ends_with_3_on_errors_and_with_0_on_warnings_alone(tmp_path: Path, small: Path) -> None:
    assert plan("check", small.name, cwd=tmp_path).returncode == ExitCode.DONE
    workbook(SMALL, tmp_path, put("Rules", "from", "Mars", rule="Magnet tariff"))
    assert plan("check", small.name, cwd=tmp_path).returncode == ExitCode.INPUT


def test_hard_rows_that_contradict_each_other_end_with_4_and_are_named(tmp_path: Path) -> None:
    path = workbook(SMALL, tmp_path, put("Lanes", "minimum [t/period]", 100, from_="Allied separator"))
    done = plan("solve", path.name, cwd=tmp_path)
    assert done.returncode == ExitCode.NO_PLAN, done.stderr
    assert "lane minimum of NdPr oxide from Allied separator to US magnet plant" in done.stderr
    assert not (tmp_path / "small_example_plan.xlsx").exists()


def test_a_time_limit_before_the_first_plan_ends_with_5_and_writes_nothing(tmp_path: Path) -> None:
    done = plan("solve", INPUTS / "us_rare_earths.xlsx", "-o", "p.xlsx", "--time-limit", "0", cwd=tmp_path)
    assert done.returncode == ExitCode.STOPPED, done.stderr
    assert not (tmp_path / "p.xlsx").exists()


# A command that finds no memory, and libraries around it that find none either to hand on how it ended.
WITHOUT_MEMORY = """
import resource
import planner.cli
from planner.ends import guarded
resource.setrlimit(resource.RLIMIT_AS, (2**33, 2**33))
@guarded
def command():
    print("what was told before")
    {}
def around():
    try:
        command()
    finally:
        raise SystemError("error return without exception set")
planner.cli.app = around
planner.cli.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="memory is not limited there")
@pytest.mark.parametrize("found", ["raise MemoryError", "pass"])
def test_without_memory_for_the_way_out_a_command_ends_with_5_in_a_sentence(found: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY.format(found)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == ExitCode.STOPPED, done.stderr
    assert (done.stdout, done.stderr) == (
        "what was told before\n", "plan: not enough memory; nothing was written\n",
    )  # fmt: skip


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into read-only folders")
def test_a_read_only_folder_ends_with_6(small: Path) -> None:
    folder = small.parent / "closed"
    folder.mkdir(mode=0o555)
    assert plan("solve", small.name, "-o", "closed/p.xlsx", cwd=small.parent).returncode == ExitCode.OUTPUT


def test_a_folder_that_cannot_be_made_ends_with_6(small: Path) -> None:
    (small.parent / "file").write_text("x")
    done = plan("solve", small.name, "-o", "file/p.xlsx", cwd=small.parent)
    assert done.returncode == ExitCode.OUTPUT
    assert "Traceback" not in done.stderr


def test_a_shortage_ends_with_7_only_when_asked(small: Path) -> None:
    assert plan("solve", small.name, "--fail-on-shortage", cwd=small.parent).returncode == ExitCode.SHORT
    whole = workbook(Case(REFERENCE / "network"), small.parent)
    assert plan("solve", whole.name, "--fail-on-shortage", cwd=small.parent).returncode == ExitCode.DONE


def test_an_internal_fault_ends_with_70_in_a_sentence(small: Path) -> None:
    (small.parent / "sitecustomize.py").write_text(
        "import models.formulation as f\ndef broken(problem):\n    raise RuntimeError('boom')\nf.build = broken\n"
    )
    done = plan("solve", small.name, cwd=small.parent, PYTHONPATH=os.pathsep.join([str(small.parent), str(ROOT)]))
    assert done.returncode == ExitCode.INTERNAL, done.stderr
    assert "boom" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_with_130_and_leaves_the_old_plan(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import models.formulation as f\ndef stopped(problem):\n    raise KeyboardInterrupt\nf.build = stopped\n"
    )
    small = workbook(SMALL, tmp_path)
    old = tmp_path / "small_example_plan.xlsx"
    plan("solve", small.name, "-q", cwd=tmp_path)
    before = digest(old)
    done = plan("solve", small.name, cwd=tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert done.returncode == ExitCode.INTERRUPTED
    assert digest(old) == before


def test_a_reader_that_stops_early_sees_no_traceback(small: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m planner.cli check {small.name} --json | head -c 1",
        shell=True, cwd=small.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout == "{"
    assert done.stderr == ""


@pytest.mark.parametrize("kind", ["lp", "mps"])
def test_an_export_into_no_folder_ends_with_6_and_one_onto_the_input_with_2(small: Path, kind: str) -> None:
    assert plan("export", small, small.parent / "none" / f"x.{kind}", cwd=small.parent).returncode == ExitCode.OUTPUT
    disguised = small.rename(small.with_suffix(f".{kind}"))
    before = digest(disguised)
    assert plan("export", disguised, disguised, "--force", cwd=small.parent).returncode == ExitCode.USAGE
    assert digest(disguised) == before


def test_a_name_that_is_too_long_ends_with_2(tmp_path: Path) -> None:
    done = plan("check", "x" * 300 + ".xlsx", cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "too long" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="there are other rights")
def test_what_may_not_be_read_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)
    [issue] = read_input(tmp_path / "closed" / "a.xlsx").issues
    assert (issue.code, issue.where) == ("unreadable", "a.xlsx")
