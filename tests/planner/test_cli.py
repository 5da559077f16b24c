"""The command line: what each command prints and writes, and what it loads for that."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from planner.errors import ExitCode
from tests.cases import put, reference, workbook
from tests.commands import SMALL, digest, plan
from tests.places import ROOT


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
    assert sum(short["unmet_t"] for short in document["short"]) == pytest.approx(44.0)
    assert {short["period"] for short in document["short"]} == {"2026Q4", "2027Q2", "2027Q4"}
    assert sum(cost["discounted_usd"] for cost in document["costs"]) == pytest.approx(15921720.0)
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
    assert "Flows!Q6: 'ten' is text and no number" in refused.stderr
    assert "open and save" in refused.stderr


def test_verbose_tells_the_seconds_of_each_step(small: Path) -> None:
    done = plan("solve", small.name, "-v", cwd=small.parent)
    assert re.search(r"^ +[0-9]+\.[0-9] s  solving tier 1 of 4", done.stderr, re.MULTILINE), done.stderr


def test_a_link_to_the_input_is_not_overwritten(small: Path) -> None:
    before = digest(small)
    link = small.parent / "link.xlsx"
    link.symlink_to(small)
    assert plan("solve", small.name, "-o", "link.xlsx", "--force", cwd=small.parent).returncode == ExitCode.USAGE
    assert digest(small) == before


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


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are text there")
@pytest.mark.parametrize("words", [("solve", ""), ("verify", "plan.xlsx", ""), ("solve", "small.xlsx", "-o", "")])
def test_a_word_that_is_empty_is_wrong_usage_and_no_folder(words: tuple[str, ...], small: Path) -> None:
    refused = plan(*words, cwd=small.parent)
    assert refused.returncode == 2
    assert "one of the words is empty" in refused.stderr
    assert [path.name for path in small.parent.iterdir()] == [small.name]


def test_a_file_whose_name_is_no_text_is_planned(small: Path) -> None:
    odd = os.fsencode(small.parent) + b"/odd\xff.xlsx"
    Path(os.fsdecode(odd)).write_bytes(small.read_bytes())
    done = plan("solve", os.fsdecode(odd), "-q", cwd=small.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("odd\\udcff_plan.xlsx\n")


@pytest.fixture(name="warned")
def fixture_warned(tmp_path: Path) -> Path:
    """Return the small example with a lane that takes longer than the plan, a warning, beside its notes."""
    change = put("Lanes", "lead time [periods]", 30, mode="truck", from_="US magnet plant")
    return workbook(reference("small_example"), tmp_path, change)


@pytest.mark.parametrize("command", ["check", "solve", "explain", "stress", "export"])
def test_every_command_tells_the_warnings_of_its_input_and_notes_with_v(warned: Path, command: str) -> None:
    words = [command, warned, *(["model.lp"] if command == "export" else [])]
    told = plan(*words, cwd=warned.parent).stderr
    assert told.count("warning: Lanes!") == 1
    assert "note: " not in told
    if command == "export":
        return
    assert "note: " in plan(*words, "-v", cwd=warned.parent).stderr
    assert "warning: " not in plan(*words, "-q", "-v", cwd=warned.parent).stderr


def test_notes_beside_errors_are_told_with_v_alone(tmp_path: Path) -> None:
    broken = workbook(reference("small_example"), tmp_path, put("Demand", "commodity", "NdFeB", priority=1))
    told, verbose = (plan("solve", broken, *words, cwd=tmp_path) for words in ((), ("-v",)))
    assert told.returncode == verbose.returncode == ExitCode.INPUT
    assert "error: Demand!" in told.stderr
    assert "note: " not in told.stderr
    assert plan("check", broken, cwd=tmp_path).stderr.count("note: ") == 0
