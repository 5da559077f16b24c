"""The earlier plan as a file: named by setting or option, read, recorded, and refused where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from models.issues import Severity
from planner.certify import verify_files
from planner.check import check_input
from planner.cli import app
from planner.errors import ExitCode, InputError, UsageError
from planner.run import Solved, solve_input
from planner.solve.session import silent
from planner.write.page import FIRST_ROW
from planner.write.sheets.flows import LETTER
from planner.write.workbook import write_solved
from tests.earlier_plans import asked
from tests.given.near import two_mines
from tests.given.plan_sheets import changed
from tests.given.solvers import SOLVERS, require_solver
from tests.plan_books import silent as quiet
from tests.tiny import tiny
from tests.workbooks import Sheets, write_workbook

DISTANCE = "distance from the earlier plan"


def made(
    folder: Path, name: str, sheets: Sheets, near: Path | None = None, solver: str = "highs"
) -> tuple[Path, Solved]:
    solved = solve_input(write_workbook(folder / f"{name}.xlsx", sheets), solver, None, quiet, near)
    return write_solved(folder / f"{name}_plan.xlsx", solved), solved


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the plan of a problem in which the pit is cheaper."""
    return made(tmp_path, "old", two_mines(11, 10))[0]


def distance(solved: Solved) -> float:
    return {name: value for name, _, value in solved.plan.objectives}[DISTANCE]


def test_a_plan_read_back_from_its_workbook_is_at_no_distance_from_itself(tmp_path: Path, old: Path) -> None:
    _, solved = made(tmp_path, "again", two_mines(11, 10), old)
    assert distance(solved) == pytest.approx(0.0, abs=1e-9)


def test_the_setting_names_the_file_from_the_folder_of_the_input(
    tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    _, solved = made(tmp_path, "new", asked(two_mines(), ["near", old.name]))
    assert solved.plan.tables["ship"]["from"].unique().tolist() == ["Pit"]


def test_the_option_goes_before_the_setting(tmp_path: Path, old: Path) -> None:
    other, _ = made(tmp_path, "other", two_mines(10, 11))
    _, solved = made(tmp_path, "new", asked(two_mines(), ["near", old.name]), other)
    assert solved.plan.tables["ship"]["from"].unique().tolist() == ["Mine"]


def test_sheet_run_records_which_plan_it_was(tmp_path: Path, old: Path) -> None:
    path, solved = made(tmp_path, "new", asked(two_mines(10, 12), ["near", old.name], ["frozen periods", 1]))
    rows = {str(row[0]): row for row in openpyxl.load_workbook(path)["Run"].iter_rows(values_only=True) if row[0]}
    assert rows["earlier plan to stay near to"][1] == "old_plan.xlsx"
    earlier = solved.plan.model.problem.earlier.plan
    assert earlier is not None
    assert rows["hash of the earlier plan (SHA-256)"][1] == earlier.hash
    assert len(earlier.hash) == 64
    assert rows[DISTANCE][1] == pytest.approx(distance(solved))
    assert rows["frozen periods"][1] == "1"


def test_plan_verify_holds_a_plan_against_the_earlier_one(tmp_path: Path, old: Path) -> None:
    path, _ = made(tmp_path, "new", two_mines(10, 12), old)
    source = tmp_path / "new.xlsx"
    assert verify_files(path, source, old).verification.accepted
    without = verify_files(path, source)
    assert not without.verification.accepted
    assert any("--near" in remark for remark in without.remarks)


@pytest.mark.parametrize(
    ("name", "code"), [("nobody.xlsx", "near-missing"), ("new.xlsx", "near-unreadable"), (".", "near-missing")]
)
def test_a_setting_that_names_no_plan_is_one_error_with_its_cell(tmp_path: Path, name: str, code: str) -> None:
    source = write_workbook(tmp_path / "new.xlsx", asked(two_mines(), ["near", name], ["frozen periods", 1]))
    found = [issue for issue in check_input(source).issues if issue.severity == "error"]
    assert [(issue.code, issue.where) for issue in found] == [(code, "Settings!B3")]


def test_an_option_that_names_no_file_is_wrong_usage(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "new.xlsx", two_mines())
    with pytest.raises(UsageError, match=r"--near .*nobody"):
        solve_input(source, "highs", None, silent, tmp_path / "nobody.xlsx")


def test_an_option_that_names_no_plan_is_an_error_that_says_so(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "new.xlsx", two_mines())
    with pytest.raises(InputError) as fault:
        solve_input(source, "highs", None, silent, source)
    (issue,) = [issue for issue in fault.value.issues if issue.severity == "error"]
    assert (issue.code, issue.where) == ("near-unreadable", "--near")
    assert "cell" not in issue.remedy, "an option stands in no cell, and its path starts where the command does"


def test_the_command_takes_the_option(tmp_path: Path, old: Path) -> None:
    source = write_workbook(tmp_path / "new.xlsx", asked(two_mines(), ["frozen periods", 3]))
    target = tmp_path / "new_plan.xlsx"
    runner = CliRunner()
    assert runner.invoke(app, ["check", str(source)]).exit_code == ExitCode.INPUT
    assert runner.invoke(app, ["check", str(source), "--near", str(old)]).exit_code == ExitCode.DONE
    exported = ["export", str(source), str(tmp_path / "model.lp")]
    assert runner.invoke(app, exported).exit_code == ExitCode.INPUT
    assert runner.invoke(app, [*exported, "--near", str(old)]).exit_code == ExitCode.DONE
    assert runner.invoke(app, ["solve", str(source), "-o", str(target)]).exit_code == ExitCode.INPUT
    assert runner.invoke(app, ["solve", str(source), "-o", str(target), "--near", str(old)]).exit_code == ExitCode.DONE
    assert runner.invoke(app, ["verify", str(target), str(source), "--near", str(old)]).exit_code == ExitCode.DONE
    assert runner.invoke(app, ["verify", str(target), str(source)]).exit_code == ExitCode.INPUT


def test_a_frozen_period_that_cannot_be_kept_ends_without_a_plan(tmp_path: Path, old: Path) -> None:
    sheets = asked(two_mines(), ["near", old.name], ["frozen periods", 2])
    sheets["Capacity"][2][5] = 3
    source = write_workbook(tmp_path / "new.xlsx", sheets)
    ended = CliRunner().invoke(app, ["solve", str(source)])
    assert ended.exit_code == ExitCode.NO_PLAN


@pytest.mark.parametrize("solver", SOLVERS)
def test_another_solver_is_as_near(tmp_path: Path, old: Path, solver: str) -> None:
    require_solver(solver)
    sheets = asked(two_mines(10, 12), ["near", old.name], ["frozen periods", 1])
    ours, theirs = made(tmp_path, "ours", sheets)[1], made(tmp_path, "theirs", sheets, solver=solver)[1]
    assert distance(theirs) == pytest.approx(distance(ours), abs=1e-4)
    assert distance(ours) == pytest.approx(40.0)


@pytest.mark.parametrize("command", ["solve", "explain", "stress"])
def test_the_earlier_plan_is_kept_where_the_new_one_would_be_written_over_it(
    tmp_path: Path, old: Path, command: str
) -> None:
    before = old.read_bytes()
    source = write_workbook(tmp_path / "old.xlsx", asked(two_mines(10, 12), ["near", old.name]))
    ended = CliRunner().invoke(app, [command, str(source), "-o", str(old), "--force"])
    assert ended.exit_code == ExitCode.DONE
    assert "old_plan (2).xlsx" in ended.stderr
    assert old.read_bytes() == before
    assert verify_files(tmp_path / "old_plan (2).xlsx", source).verification.accepted


def test_the_earlier_plan_is_kept_too_where_the_option_names_it(tmp_path: Path, old: Path) -> None:
    before = old.read_bytes()
    source = write_workbook(tmp_path / "old.xlsx", two_mines(10, 12))
    (tmp_path / "link.xlsx").symlink_to(old)
    ended = CliRunner().invoke(app, ["solve", str(source), "-o", str(old), "--near", str(tmp_path / "link.xlsx")])
    assert ended.exit_code == ExitCode.DONE
    assert old.read_bytes() == before
    assert verify_files(tmp_path / "old_plan (2).xlsx", source, old).verification.accepted


def test_a_path_that_cannot_be_opened_is_an_error_with_its_cell(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "new.xlsx", asked(two_mines(), ["near", "x" * 900]))
    [issue] = [issue for issue in check_input(source).issues if issue.severity == "error"]
    assert (issue.code, issue.where) == ("near-unreadable", "Settings!B3")
    assert len(issue.message) < 200


def test_a_period_in_which_the_earlier_plan_does_nothing_is_kept_so(tmp_path: Path) -> None:
    late = tiny({"Demand": [["customer", "commodity", "unit", "Q1", "Q2", "Q3"],
                            ["User", "oxide", "t/period", 0, 5, 5]]})  # fmt: skip
    old, _ = made(tmp_path, "late", late)
    early = tiny({"Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", "no limit"]]})
    early["Demand"] = [["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "oxide", "t/period", 3, 5, 5]]
    path, solved = made(tmp_path, "early", asked(early, ["near", old.name], ["frozen periods", 1]))
    assert solved.plan.tables["unmet"]["unmet_t"].tolist() == [3.0, 0.0, 0.0]
    assert distance(solved) == 0.0
    assert verify_files(path, tmp_path / "early.xlsx").verification.accepted
    # What is done in such a period is a change: 3 t sent and 3 t run.
    assert distance(made(tmp_path, "free", asked(early, ["near", old.name]))[1]) == pytest.approx(6.0)


def test_an_earlier_plan_that_somebody_changed_counts_as_it_stands_and_that_is_noted(tmp_path: Path, old: Path) -> None:
    first = f"{LETTER['quantity']}{FIRST_ROW + 1}"
    new = write_workbook(tmp_path / "new.xlsx", two_mines())
    assert [issue.code for issue in check_input(new, old).issues if issue.code == "near-edited"] == []
    edited = changed(old, tmp_path, "Flows", first, 0.5)
    (issue,) = (issue for issue in check_input(new, edited).issues if issue.code == "near-edited")
    assert (issue.severity, issue.where) == (Severity.NOTE, "--near")
    assert issue.message == f"1 quantity of the earlier plan was changed by hand, as in Flows!{first}"


def test_an_earlier_plan_of_which_a_row_was_deleted_is_noted(tmp_path: Path, old: Path) -> None:
    book = openpyxl.load_workbook(old, data_only=True)
    book["Flows"].delete_rows(FIRST_ROW + 1)
    book.save(old)
    checked = check_input(write_workbook(tmp_path / "next.xlsx", two_mines()), old)
    (issue,) = [issue for issue in checked.issues if issue.code == "near-edited"]
    assert "a row that was deleted from it counts as 0" in issue.message
