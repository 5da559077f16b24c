"""What is explained of a plan that somebody edited is the best plan of its input, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from planner.errors import ExitCode
from planner.write.page import FIRST_ROW
from planner.write.sheets.flows import LETTER
from tests.given.near import two_mines
from tests.plan_books import plan_file
from tests.workbooks import write_workbook

FIRST = f"{LETTER['quantity']}{FIRST_ROW + 1}"
TOLD = "what is told is about the best plan of its input"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan as it was written."""
    return plan_file(tmp_path_factory.mktemp("made"), two_mines(10, 12))


def saved(made: Path, folder: Path, edit: Callable[[Any], None]) -> Path:
    """Return a plan after an edit, saved with its values as a spreadsheet program would."""
    book = openpyxl.load_workbook(made, data_only=True)
    edit(book)
    book.save(folder / made.name)
    return folder / made.name


def ran(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == ExitCode.DONE, result.output
    return result


def remarks(result: Result) -> list[str]:
    return [line for line in result.stderr.splitlines() if "was edited" in line or "best plan" in line]


def overtyped(book: Any) -> None:
    book["Flows"][FIRST].value += 3


def without_flows(book: Any) -> None:
    del book["Flows"]


def shortened(book: Any) -> None:
    book["Flows"].delete_rows(FIRST_ROW + 1)


def in_kilograms(book: Any) -> None:
    book["Flows"][f"{LETTER['unit']}{FIRST_ROW + 1}"].value = "kg"


def without_tiers(book: Any) -> None:
    header = next(cell for row in book["Run"].iter_rows() for cell in row if cell.value == "optimum")
    header.value = "best"


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (overtyped, f"sheet Flows has 1 quantity that was not planned, the first in Flows!{FIRST}"),
        (without_flows, "it has no sheet Flows"),
        (shortened, "oxide at Mine in Q1: 5 t too little comes in"),
        (in_kilograms, "not 'kg'"),
        (without_tiers, "sheet Run has no table of tiers"),
    ],
)
def test_of_an_edited_plan_it_is_said_once_that_the_best_plan_of_its_input_is_told(
    made: Path, tmp_path: Path, edit: Callable[[Any], None], why: str
) -> None:
    result = ran("explain", saved(made, tmp_path, edit))
    (remark,) = remarks(result)
    assert remark.startswith("case_plan.xlsx was edited since it was written: ")
    assert remark.endswith(f"; {TOLD}")
    assert why in remark
    assert result.stdout == ran("explain", made).stdout


def test_stress_says_so_too(made: Path, tmp_path: Path) -> None:
    result = ran("stress", saved(made, tmp_path, overtyped), "-o", tmp_path / "stress.xlsx", "-q")
    assert [line.endswith(TOLD) for line in remarks(result)] == [True]


@pytest.mark.parametrize("name", ["case.xlsx", "case_plan.xlsx"])
def test_of_an_input_and_of_a_plan_as_it_was_written_nothing_is_said(made: Path, name: str) -> None:
    assert not remarks(ran("explain", made.with_name(name)))


def test_a_plan_that_was_only_saved_again_is_not_edited(made: Path, tmp_path: Path) -> None:
    assert not remarks(ran("explain", saved(made, tmp_path, lambda _: None)))


def test_a_plan_that_stays_near_to_an_earlier_one_is_not_edited_for_it(made: Path, tmp_path: Path) -> None:
    """It states a distance, of which the input that it holds knows nothing."""
    ran("solve", write_workbook(tmp_path / "new.xlsx", two_mines(11, 10)), "--near", made)
    plan = saved(tmp_path / "new_plan.xlsx", tmp_path, lambda _: None)
    assert not remarks(ran("explain", plan, "--near", made))
    assert remarks(ran("explain", plan)) == [
        f"new_plan.xlsx was made to stay near to an earlier plan; without --near {TOLD}, which may cost the same"
    ]


def test_a_plan_that_keeps_periods_of_an_earlier_one_is_explained_beside_that(made: Path, tmp_path: Path) -> None:
    """It holds the input, and not what the earlier plan decided: without that one its input has no meaning."""
    sheets = two_mines(11, 10)
    sheets["Settings"].append(["frozen periods", 2])
    ran("solve", write_workbook(tmp_path / "new.xlsx", sheets), "--near", made)
    result = CliRunner().invoke(app, ["explain", str(tmp_path / "new_plan.xlsx")])
    assert result.exit_code == ExitCode.INPUT
    assert "or with --near" in result.stderr
    told = ran("explain", tmp_path / "new_plan.xlsx", "--near", made, "-o", tmp_path / "told.xlsx")
    # Two of three quarters are dug by the mine, for 12 USD/t and not 11.
    assert "cost: 175 USD" in told.stdout
    ran("verify", tmp_path / "told.xlsx", tmp_path / "new.xlsx", "--near", made)
