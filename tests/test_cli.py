"""The command line: exit codes, streams, what is written and what is never touched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from planner.errors import ExitCode
from planner.read import read_input
from tests.cases import INPUTS, REFERENCE, Case, put, workbook

SMALL = Case(INPUTS / "small_example")
ROOT = Path(__file__).parent.parent


def plan(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `plan` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planner.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def digest(path: Path) -> tuple[str, int]:
    """Return the hash and the time of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return workbook(SMALL, tmp_path)


def test_help_names_every_exit_code(tmp_path: Path) -> None:
    text = " ".join(plan("--help", cwd=tmp_path).stdout.split())
    for code in ExitCode:
        assert f"{code} " in text, code


def packages_of(*arguments: object, cwd: Path) -> set[str]:
    """Run `plan` and return the names of all modules that it loaded."""
    code = (
        "import atexit, sys; atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr)); "
        "sys.argv[0] = 'plan'; from planner.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.split())


SOLVING_AND_WRITING = {"pandas", "highspy", "pulp", "openpyxl", "xlsxwriter", "planner.verify", "planner.solve"}
SOLVING_AND_WRITING |= {"planner.write", "models.formulation"}


def test_help_loads_no_pandas_solver_or_excel_library(tmp_path: Path) -> None:
    loaded = packages_of("--help", cwd=tmp_path)
    assert loaded & {*SOLVING_AND_WRITING, "numpy", "python_calamine", "pydantic"} == set()
    assert "planner.cli" in loaded


def test_a_check_loads_nothing_that_solves_verifies_or_writes(small: Path) -> None:
    loaded = packages_of("check", small, "--quiet", cwd=small.parent)
    assert loaded & SOLVING_AND_WRITING == set()
    assert {"planner.check", "python_calamine"} <= loaded


def test_a_verification_loads_no_solver(small: Path) -> None:
    plan("solve", small, "-o", "plan.xlsx", cwd=small.parent)
    loaded = packages_of("verify", "plan.xlsx", small, cwd=small.parent)
    assert loaded & {"highspy", "pulp", "xlsxwriter", "planner.solve"} == set()


@pytest.mark.parametrize("command", ["new", "check", "solve", "verify", "export"])
def test_the_help_of_each_command_ends_with_examples(command: str, tmp_path: Path) -> None:
    done = plan(command, "--help", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE
    assert "Examples: plan " in " ".join(done.stdout.split())


def test_version_names_plan_highs_and_python(tmp_path: Path) -> None:
    words = plan("--version", cwd=tmp_path).stdout
    assert words.startswith("plan ")
    assert "HiGHS 1." in words
    assert "Python 3." in words


def test_a_solve_writes_a_plan_beside_the_input_and_prints_its_path_last(small: Path) -> None:
    before = digest(small)
    done = plan("solve", small.name, cwd=small.parent)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stdout.splitlines()[-1] == "small_example_plan.xlsx"
    assert "priority 2: short by 44 t of 250 t" in done.stdout
    assert "solving tier" in done.stderr
    assert "solving tier" not in done.stdout
    assert (small.parent / "small_example_plan.xlsx").stat().st_size > 0
    assert digest(small) == before


def test_an_input_in_a_folder_called_inputs_is_planned_into_outputs(tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    workbook(SMALL, folder)
    done = plan("solve", "inputs/small_example.xlsx", "-q", cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == str(Path("outputs") / "small_example_plan.xlsx")
    assert (tmp_path / "outputs" / "small_example_plan.xlsx").exists()
    assert done.stderr == ""


def test_json_is_one_document_on_standard_output(small: Path) -> None:
    done = plan("solve", small.name, "--json", cwd=small.parent)
    document = json.loads(done.stdout)
    assert document["verified"] is True
    assert [tier["optimum"] for tier in document["tiers"]][:3] == [0.0, 44.0, 15921720.0]


def test_json_says_why_there_is_no_result(tmp_path: Path) -> None:
    path = workbook(SMALL, tmp_path, put("Lanes", "from", "Nowhere", mode="truck"))
    done = plan("solve", path.name, "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert document["exit_code"] == done.returncode == ExitCode.INPUT
    assert any(finding["code"] == "unknown-name" for finding in document["findings"])


@pytest.mark.parametrize("solver", ["highs", "pulp:HiGHS"])
def test_no_solver_writes_on_standard_output(small: Path, solver: str) -> None:
    done = plan("solve", small.name, "--json", "--solver", solver, cwd=small.parent)
    assert json.loads(done.stdout)["solver"].casefold().startswith(solver.casefold())


def test_a_plan_of_ours_is_verified_and_a_changed_input_is_refused(small: Path) -> None:
    assert plan("solve", small.name, "-q", cwd=small.parent).returncode == ExitCode.DONE
    accepted = plan("verify", "small_example_plan.xlsx", small.name, cwd=small.parent)
    assert accepted.returncode == ExitCode.DONE, accepted.stdout
    workbook(SMALL, small.parent, put("Rules", "value", 39, value=40))
    refused = plan("verify", "small_example_plan.xlsx", small.name, cwd=small.parent)
    assert refused.returncode == ExitCode.REFUSED
    assert "REFUSED" in refused.stdout


def test_a_plan_whose_cells_cannot_be_read_is_refused_with_their_addresses(small: Path) -> None:
    assert plan("solve", small.name, "-q", cwd=small.parent).returncode == ExitCode.DONE
    path = small.parent / "small_example_plan.xlsx"
    book = openpyxl.load_workbook(path)
    book["Flows"]["Q6"] = "ten"
    book.save(path)  # and without the values that stood beside the formulas
    refused = plan("verify", path.name, small.name, cwd=small.parent)
    assert refused.returncode == ExitCode.REFUSED
    assert "Flows!Q6: 'ten' is no number" in refused.stderr
    assert "open and save" in refused.stderr


def test_verbose_tells_the_seconds_of_each_step(small: Path) -> None:
    done = plan("solve", small.name, "-v", cwd=small.parent)
    assert re.search(r"^ +[0-9]+\.[0-9] s  solving tier 1 of 4", done.stderr, re.MULTILINE), done.stderr


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


def test_a_link_to_the_input_is_not_overwritten(small: Path) -> None:
    before = digest(small)
    link = small.parent / "link.xlsx"
    link.symlink_to(small)
    assert plan("solve", small.name, "-o", "link.xlsx", "--force", cwd=small.parent).returncode == ExitCode.USAGE
    assert digest(small) == before


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


def test_a_file_that_is_not_ours_needs_force(small: Path) -> None:
    other = small.parent / "small_example_plan.xlsx"
    other.write_bytes(small.read_bytes())
    before = digest(other)
    done = plan("solve", small.name, cwd=small.parent)
    assert done.returncode == ExitCode.OUTPUT
    assert digest(other) == before
    assert plan("solve", small.name, "--force", cwd=small.parent).returncode == ExitCode.DONE


def test_our_own_unedited_plan_is_overwritten_with_the_same_bytes(small: Path) -> None:
    written = small.parent / "small_example_plan.xlsx"
    plan("solve", small.name, "-q", cwd=small.parent)
    first = written.read_bytes()
    done = plan("solve", small.name, "-q", cwd=small.parent, PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C")
    assert done.returncode == ExitCode.DONE
    assert written.read_bytes() == first


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


def test_export_writes_a_program_that_names_its_rows(small: Path) -> None:
    assert plan("export", small.name, "model.lp", cwd=small.parent).returncode == ExitCode.DONE
    text = (small.parent / "model.lp").read_text()
    assert "plant_capacity_US_magnet_plant_sinter_2026Q4" in text


def test_new_writes_a_template_that_check_calls_empty_and_an_example_that_solves(tmp_path: Path) -> None:
    assert plan("new", "mine.xlsx", cwd=tmp_path).returncode == ExitCode.DONE
    empty = plan("check", "mine.xlsx", cwd=tmp_path)
    assert empty.returncode == ExitCode.INPUT
    assert "Demand: no row of this sheet acts" in empty.stderr
    assert plan("new", "small.xlsx", "--example", "small", cwd=tmp_path).returncode == ExitCode.DONE
    assert "short by 44 t" in plan("solve", "small.xlsx", cwd=tmp_path).stdout


def test_a_folder_of_tables_gives_the_same_plan_as_the_workbook(tmp_path: Path, small: Path) -> None:
    tables = json.loads(plan("solve", SMALL.folder, "-o", "a.xlsx", "--json", cwd=tmp_path).stdout)
    book = json.loads(plan("solve", small.name, "-o", "b.xlsx", "--json", cwd=tmp_path).stdout)
    assert tables["tiers"] == book["tiers"]


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


def test_names_of_files_and_sheets_cannot_steer_the_terminal_or_forge_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "x\x1b[2J\u202e.csv").write_text("a\n")
    (folder / "x\nplan: all is well.csv").write_text("a\n")
    done = plan("check", folder, cwd=tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert "x\N{REPLACEMENT CHARACTER}[2J\\u202e" in done.stderr
    assert not set(done.stderr) & set("\x1b\u202e")
    assert not [line for line in done.stderr.splitlines() if line.startswith("plan: all is well")]


def test_a_name_that_the_terminal_cannot_show_is_written_out_after_the_plan_was_made(small: Path) -> None:
    output = small.parent / "Pl\N{LATIN SMALL LETTER A WITH DIAERESIS}ne.xlsx"
    done = plan("solve", small, "-o", output, "-q", cwd=small.parent, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Pl\\xe4ne.xlsx\n")
    assert output.exists()


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


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are text there")
def test_a_file_whose_name_is_no_text_is_planned(small: Path) -> None:
    odd = os.fsencode(small.parent) + b"/odd\xff.xlsx"
    Path(os.fsdecode(odd)).write_bytes(small.read_bytes())
    done = plan("solve", os.fsdecode(odd), "-q", cwd=small.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("odd\\udcff_plan.xlsx\n")


@pytest.mark.skipif(os.name == "nt", reason="there are other rights")
def test_what_may_not_be_read_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)
    [issue] = read_input(tmp_path / "closed" / "a.xlsx").issues
    assert (issue.code, issue.where) == ("unreadable", "a.xlsx")
